import type { Writable } from 'node:stream';
import type ExcelJS from 'exceljs';
import type { Translate } from '../../contract/messages/index.ts';
import type { ledgerForms } from '../../contract/problem/files.ts';
import type { LedgerRole } from '../../contract/problem/roles.ts';
import { directions, type Light, measureKinds, severities } from '../../contract/problem/states.ts';
import { streamedWorkbook } from '../excel.ts';
import { columnLetter } from '../table/cells.ts';
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
import { tokenText } from './token.ts';
import {
  measureCells,
  problemCells,
  type WrittenMeasure,
  type WrittenProblem,
  type WrittenValue,
} from './written.ts';

export type LedgerFormKind = (typeof ledgerForms)[number];

/** A column: what our own files read again, or what is only told. */
interface Column {
  readonly role: LedgerRole | 'state' | 'light';
  readonly group: 'problem' | 'duty' | 'measure' | 'effect' | 'standing';
  /** Characters of Chinese that fit a line. */
  readonly width: number;
}

const problemColumns: readonly Column[] = [
  { role: 'ordinal', group: 'problem', width: 3 },
  { role: 'number', group: 'problem', width: 7 },
  { role: 'source', group: 'problem', width: 6 },
  { role: 'mirror', group: 'problem', width: 6 },
  { role: 'tendency', group: 'problem', width: 7 },
  { role: 'title', group: 'problem', width: 12 },
  { role: 'facts', group: 'problem', width: 24 },
  { role: 'cause', group: 'problem', width: 14 },
  { role: 'severity', group: 'problem', width: 4 },
  { role: 'systemic', group: 'problem', width: 4 },
  { role: 'unit', group: 'duty', width: 9 },
  { role: 'leader', group: 'duty', width: 5 },
  { role: 'owner', group: 'duty', width: 5 },
];
const measureColumns: readonly Column[] = [
  { role: 'text', group: 'measure', width: 24 },
  { role: 'kind', group: 'measure', width: 5 },
  { role: 'due', group: 'measure', width: 6 },
  { role: 'measureOwner', group: 'measure', width: 5 },
  { role: 'criterion', group: 'effect', width: 12 },
  { role: 'baseline', group: 'effect', width: 4 },
  { role: 'direction', group: 'effect', width: 4 },
  { role: 'target', group: 'effect', width: 4 },
  { role: 'measureUnit', group: 'effect', width: 4 },
  { role: 'beneficiaries', group: 'effect', width: 6 },
  { role: 'progress', group: 'standing', width: 18 },
  { role: 'effect', group: 'standing', width: 8 },
];
const standing: readonly Column[] = [
  { role: 'state', group: 'standing', width: 5 },
  { role: 'light', group: 'standing', width: 5 },
];
const closing: Column = { role: 'closedOn', group: 'standing', width: 6 };

const columnsOf: Readonly<Record<LedgerFormKind, readonly Column[]>> = {
  list: [...problemColumns, ...standing],
  ledger: [...problemColumns, ...measureColumns, ...standing, closing],
};

const HEADING_ROWS = 2;
const FIRST = TITLE_ROWS + HEADING_ROWS + 1;
/** Rows written before other work of the process gets its turn. */
const AT_ONCE = 25;

const CENTRED: ReadonlySet<string> = new Set([
  ...['ordinal', 'number', 'severity', 'systemic', 'kind', 'due', 'state', 'light', 'closedOn'],
  ...['baseline', 'direction', 'target', 'measureUnit'],
]);

interface WriteOptions {
  readonly form: LedgerFormKind;
  readonly titles: LedgerTitles;
  /** Whether the rows of a problem are merged: what looks best, and cannot be sorted. */
  readonly merge: boolean;
  /** The day shown, where it is over: such a file does not come back. */
  readonly day?: string;
  readonly t: Translate;
}

/**
 * Writes a problem list or a ledger in the form offices use: title, headings over two rows that
 * repeat on every page, A4 across, lists to choose from, colours with their words. A hidden last
 * column carries what tells an edited cell from one that is as it was written, so that the file
 * can come back. Streamed.
 */
export async function writeLedgerXlsx(
  out: Writable,
  problems: AsyncIterable<readonly WrittenProblem[]>,
  options: WriteOptions,
): Promise<void> {
  const { form, titles, t } = options;
  const workbook = await streamedWorkbook(out);
  const columns = columnsOf[form];
  const sheet = openSheet(workbook, columns, t(`ledger:form-${form}`), t);
  writeHead(sheet, columns, titles, t);
  const body = new Body(sheet, columns, options);
  for await (const batch of problems)
    for (const problem of batch) {
      body.add(problem);
      if (body.due()) await new Promise((resolve) => setImmediate(resolve));
    }
  const last = Math.max(body.last, FIRST);
  addLists(sheet, columns, last, t);
  if (!body.merged)
    sheet.autoFilter = {
      from: { row: FIRST - 1, column: 1 },
      to: { row: last, column: columns.length },
    };
  sheet.pageSetup.printArea = `A1:${columnLetter(columns.length - 1)}${last}`;
  sheet.commit();
  await workbook.commit();
}

function openSheet(
  workbook: ExcelJS.stream.xlsx.WorkbookWriter,
  columns: readonly Column[],
  name: string,
  t: Translate,
): ExcelJS.Worksheet {
  const sheet = addPage(workbook, { name, head: FIRST - 1, fixed: 2 }, t);
  sheet.columns = [
    ...columns.map(({ width }) => ({ width: 2 * width + 1 })),
    { width: 12, hidden: true },
  ];
  return sheet;
}

/**
 * How cells of a column look: one object for all of them, which ExcelJS then renders once. Made
 * anew for every cell, as styles of columns are, it takes longer than all else.
 */
function styleOf(role: Column['role']): Partial<ExcelJS.Style> {
  return {
    border: BORDER,
    font: { size: 10 },
    alignment: {
      wrapText: true,
      vertical: 'middle',
      horizontal: CENTRED.has(role) ? 'center' : 'left',
    },
    // Numbers that are names: a spreadsheet must not drop their zeros.
    ...(role === 'number' ? { numFmt: '@' } : {}),
    ...(role === 'due' || role === 'closedOn' ? { numFmt: 'yyyy-mm-dd' } : {}),
  };
}

/** A light has its colour beside its word. */
function lightStyles(): Readonly<Record<Light, Partial<ExcelJS.Style>>> {
  return Object.fromEntries(
    Object.entries(TONES).map(([light, argb]) => [
      light,
      { ...styleOf('light'), font: { size: 10, bold: true, color: { argb } } },
    ]),
  ) as Record<Light, Partial<ExcelJS.Style>>;
}

function writeHead(
  sheet: ExcelJS.Worksheet,
  columns: readonly Column[],
  { title, subtitle }: LedgerTitles,
  t: Translate,
): void {
  const width = columns.length;
  const top = addTitles(sheet, { title, subtitle }, width);
  const groups = sheet.addRow(columns.map(({ group }) => t(`ledger:group-${group}`)));
  const headings = sheet.addRow([
    ...columns.map(({ role }) => t(`ledger:heading-${role}`)),
    t('ledger:heading-token'),
  ]);
  for (let from = 0; from < width; ) {
    let to = from;
    while (columns[to + 1]?.group === columns[from]!.group) to++;
    if (to > from) sheet.mergeCells(3, from + 1, 3, to + 1);
    from = to + 1;
  }
  groups.height = 20;
  headings.height = 32;
  for (const row of [groups, headings])
    dress(row, width, { font: { size: 10, bold: true }, horizontal: 'center', ground: true });
  for (const row of [...top, groups, headings]) row.commit();
}

/** Lists to choose from, for cells that take one of a few words. */
function addLists(
  sheet: ExcelJS.Worksheet,
  columns: readonly Column[],
  last: number,
  t: Translate,
): void {
  const lists: Partial<Record<Column['role'], readonly string[]>> = {
    severity: severities.map((s) => t(`problem:severity-${s}`)),
    systemic: [t('ledger:yes'), t('ledger:no')],
    kind: measureKinds.map((k) => t(`problem:kind-${k}`)),
    direction: directions.map((d) => t(`problem:direction-${d}`)),
  };
  const validations = (sheet as unknown as { dataValidations: Validations }).dataValidations;
  columns.forEach(({ role }, c) => {
    const words = lists[role];
    if (!words) return;
    const letter = columnLetter(c);
    validations.add(`${letter}${FIRST}:${letter}${last}`, {
      type: 'list',
      allowBlank: true,
      formulae: [`"${words.join(',')}"`],
      showErrorMessage: true,
      errorTitle: t(`ledger:heading-${role}`),
      error: t('ledger:choose', { words: words.join('、') }),
    });
  });
}

/** ExcelJS has these on its sheets and leaves them out of its types. */
interface Validations {
  add(address: string, validation: ExcelJS.DataValidation): void;
}

/** A measure with its cells; a problem without one has a row all the same. */
interface Line {
  readonly of: WrittenMeasure | undefined;
  readonly cells: ReadonlyMap<LedgerRole, WrittenValue>;
}
const noMeasure: Line = { of: undefined, cells: new Map() };

/** The rows of the table, problem by problem. */
class Body {
  last = FIRST - 1;
  merged = false;
  readonly #sheet: ExcelJS.Worksheet;
  readonly #columns: readonly Column[];
  readonly #form: LedgerFormKind;
  readonly #merge: boolean;
  readonly #t: Translate;
  readonly #day: string | undefined;
  readonly #roles: readonly LedgerRole[];
  readonly #styles: readonly Partial<ExcelJS.Style>[];
  readonly #lit = lightStyles();
  #ordinal = 0;
  #written = 0;

  constructor(
    sheet: ExcelJS.Worksheet,
    columns: readonly Column[],
    { form, merge, day, t }: Pick<WriteOptions, 'form' | 'merge' | 'day' | 't'>,
  ) {
    this.#sheet = sheet;
    this.#columns = columns;
    this.#form = form;
    this.#merge = merge;
    this.#t = t;
    this.#day = day;
    this.#styles = columns.map(({ role }) => styleOf(role));
    this.#roles = columns.flatMap(({ role }) =>
      role === 'state' || role === 'light' || role === 'ordinal' ? [] : [role],
    );
  }

  /** Whether it is time to let others work. */
  due(): boolean {
    if (this.#written < AT_ONCE) return false;
    this.#written = 0;
    return true;
  }

  add(problem: WrittenProblem): void {
    this.#ordinal++;
    const own = problemCells(problem, this.#t);
    const measures: readonly Line[] =
      this.#form === 'list' || problem.measures.length === 0
        ? [noMeasure]
        : problem.measures.map((of) => ({ of, cells: measureCells(of, this.#t) }));
    const heights = this.#heights(own, measures);
    const top = this.last + 1;
    measures.forEach((measure, k) => {
      this.#row(problem, own, measure, k > 0 && this.#merge, heights[k]!);
    });
    if (this.#merge && measures.length > 1) this.#mergeDown(top, this.last);
  }

  #row(
    problem: WrittenProblem,
    own: ReadonlyMap<LedgerRole, WrittenValue>,
    measure: Line,
    covered: boolean,
    height: number,
  ): void {
    const cellOf = (role: LedgerRole): WrittenValue =>
      own.get(role) ?? measure.cells.get(role) ?? null;
    const values: (WrittenValue | Date)[] = this.#columns.map(({ role, group }) => {
      if (covered && isShared(role, group)) return null;
      if (role === 'ordinal') return this.#ordinal;
      if (role === 'state') return problem.state;
      if (role === 'light') return this.#t(`problem:light-${problem.light}`);
      const value = cellOf(role);
      return (role === 'due' || role === 'closedOn') && value !== null
        ? new Date(`${value}T00:00:00Z`)
        : value;
    });
    const { id, version } = problem;
    const about = { problem: id, version, day: this.#day };
    const token = tokenText(
      measure.of ? { ...about, measure: measure.of.id, measureVersion: measure.of.version } : about,
      this.#roles,
      cellOf,
    );
    values.push(token);
    const row = this.#sheet.addRow(values);
    row.height = height;
    this.#styles.forEach((style, c) => {
      row.getCell(c + 1).style =
        this.#columns[c]!.role === 'light' ? this.#lit[problem.light] : style;
    });
    row.commit();
    this.last++;
    this.#written++;
  }

  /** The writer looks at every merge before it takes another: with thousands that is too slow. */
  #mergeDown(top: number, bottom: number): void {
    const merges = (this.#sheet as unknown as { _merges: unknown[] })._merges;
    this.#columns.forEach(({ role, group }, c) => {
      if (!isShared(role, group)) return;
      const letter = columnLetter(c);
      merges.push(`${letter}${top}:${letter}${bottom}`);
    });
    this.merged = true;
  }

  /** Points of height by the lines the texts take; what is merged over rows takes part of each. */
  #heights(own: ReadonlyMap<LedgerRole, WrittenValue>, measures: readonly Line[]): number[] {
    const shared = this.#lines(own) / measures.length;
    return measures.map(({ cells }) => {
      const lines = this.#lines(cells);
      return heightOf(Math.max(shared, lines));
    });
  }

  #lines(cells: ReadonlyMap<LedgerRole, WrittenValue>): number {
    let most = 1;
    for (const { role, width } of this.#columns) {
      const value = cells.get(role as LedgerRole);
      if (typeof value !== 'string' || value.length <= width) continue;
      most = Math.max(most, linesOf(value, width));
    }
    return most;
  }
}

/** What the rows of one problem have in common. */
function isShared(role: Column['role'], group: Column['group']): boolean {
  return group === 'problem' || group === 'duty' || role === 'state' || role === 'light';
}
