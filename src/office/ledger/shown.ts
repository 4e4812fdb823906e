import type { Writable } from 'node:stream';
import type ExcelJS from 'exceljs';
import type { Translate } from '../../contract/messages/index.ts';
import type { LedgerColumn } from '../../contract/problem/cells.ts';
import type { Light } from '../../contract/problem/states.ts';
import { streamedWorkbook } from '../excel.ts';
import {
  addPage,
  addTitles,
  BORDER,
  dress,
  heightOf,
  type LedgerTitles,
  linesOf,
  TITLE_ROWS,
  TONES,
} from './sheet.ts';

/** A row as the page shows it: the words of its cells, in the order of the columns. */
export interface ShownRow {
  readonly cells: readonly (string | null)[];
  readonly light: Light;
}

/** Characters of Chinese that fit a line of each column. */
const widths: Readonly<Record<LedgerColumn, number>> = {
  number: 7,
  title: 16,
  facts: 24,
  cause: 14,
  unit: 9,
  leader: 5,
  owner: 5,
  measures: 24,
  doers: 6,
  kind: 5,
  criterion: 12,
  due: 6,
  state: 5,
  progress: 18,
  effect: 10,
  finished: 7,
  breaks: 8,
  source: 7,
  mirror: 7,
  tendency: 8,
  severity: 4,
  systemic: 6,
  list: 6,
  raised: 6,
  moved: 6,
  closed: 6,
  reopened: 4,
  recurs: 12,
  foreign: 7,
};
const LIGHT_WIDTH = 5;
const HEAD = TITLE_ROWS + 1;
/** Rows written before other work of the thread gets its turn. */
const AT_ONCE = 25;

/** A column of the file: the deadline is followed by its light, which the page shows beside it. */
type Column = LedgerColumn | 'light';

const styleOf = (argb?: string): Partial<ExcelJS.Style> => ({
  border: BORDER,
  font: { size: 10, ...(argb ? { bold: true, color: { argb } } : {}) },
  alignment: { wrapText: true, vertical: 'middle', horizontal: 'left' },
});
// One object for all cells that look alike: made anew for each, it takes longer than all else.
const plain = styleOf();
const dated: Partial<ExcelJS.Style> = { ...plain, numFmt: 'yyyy-mm-dd' };
// Numbers that are names: a spreadsheet must not drop their zeros.
const named: Partial<ExcelJS.Style> = { ...plain, numFmt: '@' };
const lit = Object.fromEntries(
  Object.entries(TONES).map(([light, argb]) => [light, styleOf(argb)]),
) as Record<Light, Partial<ExcelJS.Style>>;

/** Writes rows as the page shows them: to look at, sort and print, not to come back. Streamed. */
export async function writeShownXlsx(
  out: Writable,
  rows: AsyncIterable<readonly ShownRow[]>,
  options: {
    readonly columns: readonly LedgerColumn[];
    readonly titles: LedgerTitles;
    readonly t: Translate;
  },
): Promise<void> {
  const { titles, t } = options;
  const workbook = await streamedWorkbook(out);
  const columns = options.columns.flatMap((c): Column[] => (c === 'due' ? [c, 'light'] : [c]));
  const sheet = addPage(workbook, { name: t('ledger:form-shown'), head: HEAD, fixed: 1 }, t);
  sheet.columns = columns.map((c) => ({ width: 2 * widthOf(c) + 1 }));
  const top = addTitles(sheet, titles, columns.length);
  const headings = sheet.addRow(
    columns.map((c) => t(c === 'light' ? 'ledger:heading-light' : `problem:col-${c}`)),
  );
  headings.height = 32;
  dress(headings, columns.length, {
    ...{ font: { size: 10, bold: true }, horizontal: 'center', ground: true },
  });
  for (const row of [...top, headings]) row.commit();
  let written = 0;
  for await (const batch of rows)
    for (const row of batch) {
      addRow(sheet, columns, row, t);
      if (++written % AT_ONCE === 0) await new Promise((resolve) => setImmediate(resolve));
    }
  sheet.autoFilter = {
    from: { row: HEAD, column: 1 },
    to: { row: HEAD + Math.max(1, written), column: columns.length },
  };
  sheet.commit();
  await workbook.commit();
}

const widthOf = (column: Column): number => (column === 'light' ? LIGHT_WIDTH : widths[column]);
const isDay = (text: string): boolean => /^\d{4}-\d\d-\d\d$/.test(text);

function addRow(
  sheet: ExcelJS.Worksheet,
  columns: readonly Column[],
  { cells, light }: ShownRow,
  t: Translate,
): void {
  let next = 0;
  const texts = columns.map((c) =>
    c === 'light' ? t(`problem:light-${light}`) : (cells[next++] ?? null),
  );
  const row = sheet.addRow(
    texts.map((text) => (text !== null && isDay(text) ? new Date(`${text}T00:00:00Z`) : text)),
  );
  texts.forEach((text, k) => {
    const name = columns[k]!;
    const cell = row.getCell(k + 1);
    if (name === 'light') cell.style = lit[light];
    else if (name === 'number' || name === 'foreign') cell.style = named;
    else cell.style = text !== null && isDay(text) ? dated : plain;
  });
  row.height = heightOf(
    Math.max(...texts.map((text, k) => (text === null ? 1 : linesOf(text, widthOf(columns[k]!))))),
  );
  row.commit();
}
