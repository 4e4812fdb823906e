import type ExcelJS from 'exceljs';
import type { Translate } from '../../contract/messages/index.ts';
import type { Light } from '../../contract/problem/states.ts';

export interface LedgerTitles {
  /** «三分公司整改台账». */
  readonly title: string;
  /** Whose, of which day, narrowed by what. */
  readonly subtitle: string;
}

export const TITLE_ROWS = 2;

const LINE = { style: 'thin', color: { argb: 'FFBFC4CA' } } as const;
export const BORDER = { top: LINE, bottom: LINE, left: LINE, right: LINE } as const;
const GROUND = { type: 'pattern', pattern: 'solid', fgColor: { argb: 'FFF3F4F6' } } as const;
export const TONES: Readonly<Record<Light, string>> = {
  overdue: 'FFB91C1C',
  soon: 'FFB45309',
  open: 'FF1D4ED8',
  waiting: 'FF57606A',
  done: 'FF15803D',
};

/** A sheet of a ledger: A4 across, its head on every page. */
export function addPage(
  workbook: ExcelJS.stream.xlsx.WorkbookWriter,
  of: { readonly name: string; readonly head: number; readonly fixed: number },
  t: Translate,
): ExcelJS.Worksheet {
  return workbook.addWorksheet(of.name, {
    views: [{ state: 'frozen', ySplit: of.head, xSplit: of.fixed }],
    pageSetup: {
      paperSize: 9,
      orientation: 'landscape',
      fitToPage: true,
      fitToWidth: 1,
      fitToHeight: 0,
      printTitlesRow: `1:${of.head}`,
      margins: { left: 0.4, right: 0.4, top: 0.5, bottom: 0.5, header: 0.2, footer: 0.2 },
    },
    headerFooter: { oddFooter: `&C&9${t('ledger:page', { page: '&P', pages: '&N' })}` },
  });
}

/** What the ledger is and of which day, over its whole width; rows still to be written. */
export function addTitles(
  sheet: ExcelJS.Worksheet,
  { title, subtitle }: LedgerTitles,
  width: number,
): ExcelJS.Row[] {
  const first = sheet.addRow([title]);
  first.height = 32;
  if (width > 1) sheet.mergeCells(1, 1, 1, width);
  dress(first, width, { font: { size: 18, bold: true }, horizontal: 'center' });
  const second = sheet.addRow([subtitle]);
  second.height = 20;
  if (width > 1) sheet.mergeCells(2, 1, 2, width);
  dress(second, width, { font: { size: 10 }, horizontal: 'left' });
  return [first, second];
}

/** Gives the cells of a row of the head their look. */
export function dress(
  row: ExcelJS.Row,
  width: number,
  look: {
    readonly font: Partial<ExcelJS.Font>;
    readonly horizontal: 'center' | 'left';
    readonly ground?: boolean;
  },
): void {
  for (let c = 1; c <= width; c++) {
    const cell = row.getCell(c);
    cell.font = look.font;
    cell.alignment = { wrapText: true, vertical: 'middle', horizontal: look.horizontal };
    cell.border = look.ground ? BORDER : {};
    if (look.ground) cell.fill = GROUND;
  }
}

/** Lines a text takes in a cell as wide as so many Chinese characters. */
export const linesOf = (text: string, width: number): number =>
  text
    .split('\n')
    .reduce((sum, line) => sum + Math.max(1, Math.ceil(widthOf(line) / (2 * width))), 0);

/** Points of height for so many lines. */
export const heightOf = (lines: number): number =>
  Math.min(400, 14 * Math.ceil(Math.max(1, lines)) + 4);

/** Half-width characters a text takes. */
function widthOf(text: string): number {
  let width = 0;
  for (let i = 0; i < text.length; i++) width += text.charCodeAt(i) > 0xff ? 2 : 1;
  return width;
}
