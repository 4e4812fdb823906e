import type ExcelJS from 'exceljs';
import type { Translate } from '../../contract/messages/index.ts';
import { issueText } from '../../contract/messages/issue.ts';
import type { Issue } from '../../engine/index.ts';
import { excel } from '../excel.ts';
import { isBlank } from './cells.ts';
import type { Grid } from './grid.ts';

const GROUND = 'FFF3F4F6';

export interface Reject {
  readonly sheet: string | null;
  readonly row: number;
  readonly issues: readonly Issue[];
}

interface Headed {
  /** Index of the first row below the headings. */
  readonly body: number;
  readonly labels: readonly string[];
}

/** Sheets that were read, with their headings. */
export interface RejectedFile {
  readonly forms: readonly {
    readonly grid: Grid;
    readonly form: Headed;
    /** Further tables of the sheet, whose headings begin at `head`. */
    readonly below?: readonly (Headed & { readonly head: number })[];
  }[];
}

/**
 * The rejected rows under the titles and headings of the file they came in, with a column
 * that says why: to be mended and sent again.
 */
export async function rejectsXlsx(
  file: RejectedFile,
  rejects: readonly Reject[],
  t: Translate,
): Promise<Uint8Array> {
  const workbook = new (await excel()).Workbook();
  workbook.creator = 'Shiji';
  for (const { grid, form, below = [] } of file.forms) {
    const own = rejects.filter((r) => r.sheet === (grid.sheet ?? null));
    if (!own.length) continue;
    const sheet = workbook.addWorksheet(grid.sheet ?? 'Sheet1');
    const tables = [{ ...form, head: 0 }, ...below];
    tables.forEach((table, k) => {
      const until = tables[k + 1]?.head ?? grid.rows.length;
      const rows = own.filter((r) => r.row > table.body && r.row <= until);
      if (rows.length) addTable(sheet, grid, table, rows, t);
    });
    fitWidths(sheet, sheet.columnCount - 1);
  }
  return new Uint8Array(await workbook.xlsx.writeBuffer());
}

function addTable(
  sheet: ExcelJS.Worksheet,
  grid: Grid,
  { head, body, labels }: Headed & { readonly head: number },
  rejects: readonly Reject[],
  t: Translate,
): void {
  const width = Math.max(labels.length, ...rejects.map((r) => grid.rows[r.row - 1]!.length));
  const above = sheet.rowCount;
  for (const row of grid.rows.slice(head, body)) sheet.addRow([...row]);
  const last = above + body - head;
  for (let r = above + 1; r <= last; r++) mergeRepeats(sheet.getRow(r), r === last);
  const headings = sheet.getRow(last);
  headings.getCell(width + 1).value = t('org:rejects-reason');
  dressHeadings(headings, width + 1);
  for (const { row, issues } of rejects) {
    const cells = Array.from({ length: width }, (_, c) => grid.rows[row - 1]![c] ?? null);
    const reasons = issues
      .filter((i) => i.severity !== 'warning')
      .map((i) => [i.at?.column, issueText(i, t)].filter(Boolean).join(' '));
    sheet.addRow([...cells, reasons.join('；')]);
  }
}

/** A merged title came as its text in every cell; in headings each cell stands for its column. */
function mergeRepeats(row: ExcelJS.Row, headings: boolean): void {
  if (headings) return;
  for (let from = 1; from <= row.cellCount; ) {
    const { value } = row.getCell(from);
    let to = from;
    while (to < row.cellCount && value !== null && row.getCell(to + 1).value === value) to++;
    if (to > from) row.worksheet.mergeCells(row.number, from, row.number, to);
    from = to + 1;
  }
}

function fitWidths(sheet: ExcelJS.Worksheet, columns: number): void {
  for (let c = 1; c <= columns; c++) {
    let widest = 4;
    for (let r = 2; r <= Math.min(sheet.rowCount, 50); r++) {
      const { value } = sheet.getRow(r).getCell(c);
      if (!isBlank(value as string | null)) widest = Math.max(widest, 2 * String(value).length);
    }
    sheet.getColumn(c).width = Math.min(widest + 2, 40);
  }
  sheet.getColumn(columns + 1).width = 60;
}

/** Headings as every sheet of ours has them. */
export function dressHeadings(row: ExcelJS.Row, columns: number): void {
  row.font = { bold: true };
  for (let c = 1; c <= columns; c++)
    row.getCell(c).fill = { type: 'pattern', pattern: 'solid', fgColor: { argb: GROUND } };
}
