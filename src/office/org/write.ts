import type { Writable } from 'node:stream';
import ExcelJS from 'exceljs';
import type { Translate } from '../../contract/messages/index.ts';
import { issueText } from '../../contract/messages/issue.ts';
import type { Issue } from '../../engine/index.ts';
import { isBlank, unitKey } from '../table/cells.ts';
import type { KnownUnit } from './plan.ts';
import type { OrgFile } from './read.ts';

const GROUND = 'FFF3F4F6';
/** Rows written before other work of the process gets its turn. */
const AT_ONCE = 500;

/** A unit to be written: as it was on the day of the export. */
export type WrittenUnit = Omit<KnownUnit, 'founded'>;

/**
 * Writes a tree, top unit first, in the form {@link readOrgFile} reads; streamed, so that the
 * size of the tree does not fill the memory. The unit above is named, by its path where
 * several have its name; the system's number tells units of one name apart.
 */
export async function writeOrgXlsx(
  out: Writable,
  units: readonly WrittenUnit[],
  t: Translate,
  title: string,
): Promise<void> {
  const workbook = new ExcelJS.stream.xlsx.WorkbookWriter({ stream: out, useStyles: true });
  const sheet = workbook.addWorksheet(t('org:export-sheet'), {
    views: [{ state: 'frozen', ySplit: 2, xSplit: 3 }],
    pageSetup: { paperSize: 9, orientation: 'landscape', fitToPage: true, fitToHeight: 0 },
  });
  const widths = [6, 28, 28, 14, 16, 10, 12, 12, 38];
  sheet.columns = widths.map((width) => ({ width }));
  const head = sheet.addRow([title]);
  head.font = { bold: true, size: 13 };
  head.commit();
  const headings = sheet.addRow([
    t('org:export-number'),
    t('org:export-parent'),
    t('org:export-name'),
    t('org:export-short-name'),
    t('org:export-code'),
    t('org:export-kind'),
    t('org:export-class'),
    t('org:export-on'),
    t('org:export-id'),
  ]);
  dress(headings, widths.length);
  headings.commit();
  const parentText = parentTexts(units);
  for (const [k, u] of units.entries()) {
    const kind = t(`org:kind-${u.kind}`);
    const parent = k === 0 ? '' : parentText(u);
    const { name, shortName, code, since, id } = u;
    sheet.addRow([k + 1, parent, name, shortName, code, kind, u.class, since, id]).commit();
    if (k % AT_ONCE === 0) await new Promise((resolve) => setImmediate(resolve));
  }
  sheet.autoFilter = { from: { row: 2, column: 1 }, to: { row: 2, column: widths.length } };
  sheet.commit();
  await workbook.commit();
}

function dress(row: ExcelJS.Row, columns: number): void {
  row.font = { bold: true };
  for (let c = 1; c <= columns; c++)
    row.getCell(c).fill = { type: 'pattern', pattern: 'solid', fgColor: { argb: GROUND } };
}

function parentTexts(units: readonly WrittenUnit[]): (unit: WrittenUnit) => string {
  const byId = new Map(units.map((u) => [u.id, u]));
  const uses = new Map<string, number>();
  for (const { name, shortName } of units)
    for (const key of new Set([unitKey(name), unitKey(shortName ?? '')]))
      uses.set(key, (uses.get(key) ?? 0) + 1);
  const pathOf = (unit: WrittenUnit): string => {
    const above = unit.parentId === null ? undefined : byId.get(unit.parentId);
    return above ? `${pathOf(above)}/${unit.name}` : unit.name;
  };
  return ({ parentId }) => {
    const parent = parentId === null ? undefined : byId.get(parentId);
    if (!parent) return '';
    return uses.get(unitKey(parent.name)) === 1 ? parent.name : pathOf(parent);
  };
}

export interface Reject {
  readonly sheet: string | null;
  readonly row: number;
  readonly issues: readonly Issue[];
}

/**
 * The rejected rows under the titles and headings of the file they came in, with a column
 * that says why: to be mended and sent again.
 */
export async function rejectsXlsx(
  file: OrgFile,
  rejects: readonly Reject[],
  t: Translate,
): Promise<Uint8Array> {
  const workbook = new ExcelJS.Workbook();
  workbook.creator = 'Shiji';
  for (const { grid, form } of file.forms) {
    const own = rejects.filter((r) => r.sheet === (grid.sheet ?? null));
    if (!own.length) continue;
    const sheet = workbook.addWorksheet(grid.sheet ?? t('org:export-sheet'));
    const width = Math.max(form.labels.length, ...own.map((r) => grid.rows[r.row - 1]!.length));
    for (const row of grid.rows.slice(0, form.body)) sheet.addRow([...row]);
    for (let r = 1; r <= form.body; r++) mergeRepeats(sheet.getRow(r), r === form.body);
    const headings = sheet.getRow(form.body);
    headings.getCell(width + 1).value = t('org:rejects-reason');
    dress(headings, width + 1);
    for (const { row, issues } of own) {
      const cells = Array.from({ length: width }, (_, c) => grid.rows[row - 1]![c] ?? null);
      const reasons = issues
        .filter((i) => i.severity !== 'warning')
        .map((i) => [i.at?.column, issueText(i, t)].filter(Boolean).join(' '));
      sheet.addRow([...cells, reasons.join('；')]);
    }
    fitWidths(sheet, width);
  }
  return new Uint8Array(await workbook.xlsx.writeBuffer());
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
