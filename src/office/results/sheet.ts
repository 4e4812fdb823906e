import type ExcelJS from 'exceljs';

export type Value = string | number | null;

export interface Column {
  readonly heading: string;
  readonly width: number;
  readonly format?: string;
}

export const formats = { score: '0.00', share: '0.0%', points: '+0.00;-0.00;0.00' } as const;

const LINE = { style: 'thin', color: { argb: 'FFD0D7DE' } } as const;
const GROUND = 'FFF3F4F6';

/** Rows above the figures: the title line, then the headings. */
export const HEAD_ROWS = 2;

export interface TableOptions {
  /** Columns that stay in sight when scrolling sideways. */
  readonly frozen?: number;
  /** Stands where a number is missing. */
  readonly missing: string;
  /** Line above the headings: what the sheet is, and a warning when the figures are generated. */
  readonly title: string;
  readonly footer: string;
}

/**
 * A sheet in the form offices print and pass on: title line, headings that repeat on every
 * page, frozen panes, filters, widths, print area. Figures start in row {@link HEAD_ROWS} + 1.
 */
export function addTable(
  workbook: ExcelJS.Workbook,
  name: string,
  columns: readonly Column[],
  rows: readonly (readonly Value[])[],
  options: TableOptions,
): ExcelJS.Worksheet {
  const wide = columns.length > 7;
  const sheet = workbook.addWorksheet(name, {
    views: [{ state: 'frozen', ySplit: HEAD_ROWS, xSplit: options.frozen ?? 0 }],
    pageSetup: {
      paperSize: 9,
      orientation: wide ? 'landscape' : 'portrait',
      fitToPage: true,
      fitToWidth: 1,
      fitToHeight: 0,
      printTitlesRow: `1:${HEAD_ROWS}`,
      margins: { left: 0.5, right: 0.5, top: 0.6, bottom: 0.6, header: 0.3, footer: 0.3 },
    },
    headerFooter: { oddFooter: `&L&8${options.footer}&R&8&P / &N` },
  });
  sheet.columns = columns.map(({ width, format }) => ({
    width,
    style: format ? { numFmt: format } : {},
  }));
  addHead(sheet, columns, options.title);
  for (const row of rows) sheet.addRow(row.map((value) => filled(value, options.missing)));
  const last = Math.max(sheet.rowCount, HEAD_ROWS);
  sheet.autoFilter = {
    from: { row: HEAD_ROWS, column: 1 },
    to: { row: last, column: columns.length },
  };
  sheet.pageSetup.printArea = `A1:${sheet.getColumn(columns.length).letter}${last}`;
  for (let r = HEAD_ROWS + 1; r <= last; r++) dress(sheet.getRow(r), options.missing);
  return sheet;
}

function addHead(sheet: ExcelJS.Worksheet, columns: readonly Column[], title: string): void {
  const line = sheet.addRow([title]);
  line.font = { bold: true, size: 13 };
  line.height = 24;
  line.alignment = { vertical: 'middle' };
  const head = sheet.addRow(columns.map((c) => c.heading));
  head.font = { bold: true };
  head.alignment = { wrapText: true, vertical: 'middle' };
  // Excel grows a row by itself only when it is edited; the longest heading decides.
  const lines = columns.map((c) => Math.ceil((2 * c.heading.length) / Math.max(c.width - 2, 4)));
  head.height = 16 * Math.min(5, Math.max(1, ...lines)) + 4;
  head.eachCell({ includeEmpty: true }, (cell) => {
    cell.fill = { type: 'pattern', pattern: 'solid', fgColor: { argb: GROUND } };
    cell.border = { top: LINE, bottom: LINE };
  });
}

function dress(row: ExcelJS.Row, missing: string): void {
  row.eachCell({ includeEmpty: true }, (cell) => {
    cell.border = { bottom: LINE };
    if (cell.value !== missing) return;
    cell.alignment = { horizontal: 'right' };
    cell.font = { color: { argb: 'FF57606A' } };
  });
}

/** NaN has no place in a workbook: a missing figure is a word. */
function filled(value: Value, missing: string): Value {
  return typeof value === 'number' && Number.isNaN(value) ? missing : value;
}

/** Shades of cells that are not as reported; the note says in words what the shade means. */
export const shades = {
  imputed: 'FFFDE9A9',
  treated: 'FFD9E8F6',
  estimated: 'FFFDE9A9',
  disputed: 'FFF8D0C4',
  verified: 'FFDCEFDC',
} as const;

/** Notes are drawings and weigh as such; beyond this many the shade and the record must do. */
const MOST_NOTES = 3000;

/** Marks cells with a shade and a word. */
export function marker(
  sheet: ExcelJS.Worksheet,
): (row: number, column: number, shade: keyof typeof shades, word: string) => void {
  let notes = 0;
  return (row, column, shade, word) => {
    const cell = sheet.getCell(row, column);
    cell.fill = { type: 'pattern', pattern: 'solid', fgColor: { argb: shades[shade] } };
    if (++notes <= MOST_NOTES) cell.note = word;
  };
}
