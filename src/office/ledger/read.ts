import type { LedgerRole } from '../../contract/problem/roles.ts';
import { isBlank, looseKey } from '../table/cells.ts';
import type { Grid } from '../table/grid.ts';
import { refuse } from '../table/refuse.ts';
import { blocksOf } from './blocks.ts';
import {
  type CellReaders,
  cellReaders,
  columnName,
  measureFields,
  problemFields,
  RowReader,
  type SaidWords,
  tooShort,
} from './fields.ts';
import { findForm, type LedgerForm, type UnknownColumn } from './form.ts';
import { refusePast } from './past.ts';
import type { LedgerLine, LedgerProblem, LedgerSkipped, MeasureFields } from './row.ts';
import { type DataRow, dataRows } from './rows.ts';
import { onceEach, textKey } from './text.ts';
import type { LearnedHeadings } from './words.ts';

export interface ReadLedgerOptions {
  /** Year of days that name none: the campaign's. */
  readonly year: number;
  readonly learned?: LearnedHeadings;
  /** Takes what was edited in a file of ours that shows a day that is over. */
  readonly past?: boolean;
  /** What was said of words that are none of a few codes. */
  readonly words?: SaidWords;
}

/** Where a table has what. */
type ColumnsTold = Readonly<
  Partial<Record<LedgerRole, { readonly column: number; readonly label: string }>>
>;

/** What became of a sheet; one without headings of a ledger is passed over, and told. */
export interface SheetTold {
  readonly sheet: string | null;
  readonly ledger: boolean;
  /** Filled rows: below the headings of a ledger, all of another sheet. */
  readonly rows: number;
  readonly columns: ColumnsTold;
  /** Tables below the first that have columns of their own, by the row from which on they stand. */
  readonly below: readonly { readonly row: number; readonly columns: ColumnsTold }[];
  readonly unknown: readonly UnknownColumn[];
  /** Headings of columns that are known and not read. */
  readonly unread: readonly string[];
  readonly titles: readonly string[];
  /** What cannot be seen in the file and was read all the same. */
  readonly hidden: {
    /** How many rows of problems, and the first of them. */
    readonly rows: number;
    readonly first: readonly number[];
    readonly columns: readonly string[];
  };
}

/**
 * Everything a file says of problems: each filled row of its ledgers is a line or skipped. All but
 * `forms` is plain JSON: files are read in a thread of their own.
 */
export interface LedgerFile {
  readonly sheets: readonly SheetTold[];
  readonly problems: readonly LedgerProblem[];
  readonly lines: readonly LedgerLine[];
  readonly skipped: readonly LedgerSkipped[];
  /** Sheets that are hidden: they are not read. */
  readonly unseen: readonly string[];
  /** `below`: further tables of the sheet, one below the other. */
  readonly forms: readonly Table[];
}

interface Table {
  readonly grid: Grid;
  readonly form: LedgerForm;
  readonly below: readonly LedgerForm[];
}

/** What a file says, without where it says it. */
export type ReadFile = Omit<LedgerFile, 'forms'>;

/**
 * Reads problem lists and rectification ledgers as offices send them. Nothing is looked up:
 * units and people stay as written. Where no sheet has the headings of a ledger, one that has two
 * of them is read all the same, for its unknown headings to be asked about. Throws EngineError
 * (`ledger:import-no-headings`) when there is none, and for a file of a day that is over.
 */
export function readLedger(grids: readonly Grid[], options: ReadLedgerOptions): LedgerFile {
  const strict = grids.map((grid) => ({ grid, form: findForm(grid, options.learned) }));
  const found = strict.some(({ form }) => form)
    ? strict
    : grids.map((grid) => ({ grid, form: findForm(grid, options.learned, true) }));
  const tables = found.map(({ grid, form }) => ({
    grid,
    forms: form ? blocksOf(grid, form, options.learned) : [],
  }));
  const forms = tables.flatMap(({ grid, forms: [form, ...below] }) =>
    form ? [{ grid, form, below }] : [],
  );
  if (forms.length === 0) refuse(grids[0]?.file ?? '', 'ledger:import-no-headings');
  const reading: Reading = {
    ...{ problems: [], lines: [], skipped: [], options },
    reads: cellReaders(options.year),
    // Texts of a file are in memory already: all of them may be kept.
    key: onceEach(textKey, Number.POSITIVE_INFINITY),
  };
  for (const table of forms) readSheet(reading, table);
  const { problems, lines, skipped } = reading;
  const sheets = tables.map(({ grid, forms }) => ({
    ...sheetTold(grid, forms),
    hidden: hiddenIn(grid, forms, lines),
  }));
  const unseen = grids.flatMap((grid) => grid.besides ?? []);
  const file = { sheets, problems, lines, skipped, unseen };
  return { ...file, lines: refusePast(file, grids[0]!.file, options.past ?? false), forms };
}

/** Rows that are told where they are many. */
const FIRST_HIDDEN = 12;

function hiddenIn(
  grid: Grid,
  forms: readonly LedgerForm[],
  lines: readonly LedgerLine[],
): SheetTold['hidden'] {
  const hidden = new Set(grid.hidden?.rows);
  const sheet = grid.sheet ?? null;
  const rows = lines.flatMap((l) => (l.sheet === sheet && hidden.has(l.row - 1) ? [l.row] : []));
  const columns = forms.flatMap(({ columns, labels }) =>
    (grid.hidden?.columns ?? [])
      .filter((c) => [...columns].some(([role, at]) => at === c && role !== 'token'))
      .map((c) => columnName(c, labels[c] ?? '')),
  );
  return {
    ...{ rows: rows.length, first: rows.slice(0, FIRST_HIDDEN) },
    columns: [...new Set(columns)],
  };
}

function sheetTold(grid: Grid, [form, ...below]: readonly LedgerForm[]): Omit<SheetTold, 'hidden'> {
  const forms = form ? [form, ...below] : [];
  const unknown = new Map(
    forms.flatMap((f) => f.unknown).map((column) => [looseKey(column.label), column]),
  );
  return {
    sheet: grid.sheet ?? null,
    ledger: form !== undefined,
    rows: grid.rows.slice(form?.body ?? 0).filter((row) => !row.every(isBlank)).length,
    columns: form ? columnsTold(form) : {},
    below: below.map((f) => ({ row: f.head + 1, columns: columnsTold(f) })),
    unknown: [...unknown.values()],
    unread: [...new Set(forms.flatMap((f) => f.unread.map(({ label }) => label)))],
    titles: form?.titles ?? [],
  };
}

const columnsTold = (form: LedgerForm): ColumnsTold =>
  Object.fromEntries(
    [...form.columns].map(([role, column]) => [role, { column, label: form.labels[column] ?? '' }]),
  );

interface Reading {
  readonly problems: (LedgerProblem & { readonly lines: number[] })[];
  readonly lines: LedgerLine[];
  readonly skipped: LedgerSkipped[];
  readonly options: ReadLedgerOptions;
  readonly reads: CellReaders;
  readonly key: (text: string) => string;
}

function readSheet(reading: Reading, { grid, form, below }: Table): void {
  let open: Open | undefined;
  let within = form;
  for (const found of dataRows(grid, [form, ...below])) {
    if ('why' in found) {
      reading.skipped.push(found);
      // A section parts what stands above and below it.
      if (found.why === 'section') open = undefined;
      continue;
    }
    if (found.form !== within) open = undefined;
    within = found.form;
    open = readRow(reading, grid, found, open);
  }
}

/** The problem that rows below may go on with. */
interface Open {
  readonly problem: number;
  readonly number: string;
  readonly ordinal: string;
  readonly facts: string;
  readonly unit: string;
  /** Last line with a measure of its own. */
  readonly line: number;
  readonly text: string;
}

function readRow(
  reading: Reading,
  grid: Grid,
  { index, form, section, merged }: DataRow,
  open: Open | undefined,
): Open {
  const cells = grid.rows[index]!;
  const { year, words = {} } = reading.options;
  const row = new RowReader(cells, form, {
    ...{ sheet: grid.sheet, row: index + 1 },
    ...{ said: words, reads: reading.reads },
  });
  const number = row.number('number');
  const ordinal = row.number('ordinal');
  const fields = problemFields(row);
  const measure = measureFields(row, year);
  const own = { number, ordinal, facts: fields.facts ?? '', unit: fields.unit ?? '' };
  const line = reading.lines.length;
  const goesOn = open !== undefined && continues(reading, own, measure, merged, open);
  const joins = goesOn && joinsMeasure(measure, merged, open);
  if (!goesOn) checkProblem(row, grid, fields, open);
  if (tooShort(measure.text)) row.wrong('text', 'ledger:import-too-short');
  if (measure.text === undefined && !joins && (measure.due || measure.kind))
    row.wrong(measure.due ? 'due' : 'kind', 'ledger:import-no-measure', {}, 'warning');
  const problem = goesOn ? open.problem : reading.problems.length;
  if (goesOn) reading.problems[problem]!.lines.push(line);
  else {
    // Saved as CSV, a unit merged over its problems stands in the first row only.
    const carried = own.unit === '' && grid.sheet === undefined ? open?.unit : undefined;
    reading.problems.push({
      ...(number ? { number } : {}),
      ...(section ? { section } : {}),
      fields: carried ? { ...fields, unit: carried } : fields,
      lines: [line],
    });
    if (carried) own.unit = carried;
  }
  reading.lines.push({
    sheet: grid.sheet ?? null,
    row: index + 1,
    problem,
    into: joins ? open.line : line,
    measure,
    ...(row.token ? { token: row.token } : {}),
    edited: row.edited,
    issues: row.issues,
  });
  if (goesOn) return joins ? open : { ...open, ordinal, line, text: measure.text ?? '' };
  return { ...own, problem, line, text: measure.text ?? '' };
}

/**
 * Whether a row goes on with the problem above: its words are merged with those above, or
 * absent, or the same. Another unit makes another problem, of the same words.
 */
function continues(
  { key }: Reading,
  own: { number: string; ordinal: string; facts: string; unit: string },
  measure: MeasureFields,
  merged: DataRow['merged'],
  open: Open,
): boolean {
  if (own.unit !== '' && open.unit !== '' && key(own.unit) !== key(open.unit)) return false;
  if (own.number !== '' && own.number !== open.number) return false;
  if (merged.problem) return true;
  if (own.facts === '')
    return own.ordinal === '' || own.ordinal === open.ordinal || own.number !== '';
  if (key(own.facts) !== key(open.facts)) return false;
  return measure.text !== undefined && key(measure.text) !== key(open.text);
}

function joinsMeasure(measure: MeasureFields, merged: DataRow['merged'], open: Open): boolean {
  return merged.measure || (measure.text === undefined && open.text !== '');
}

function checkProblem(
  row: RowReader,
  grid: Grid,
  { facts, unit }: { readonly facts?: string; readonly unit?: string },
  open: Open | undefined,
): void {
  if (facts === undefined) {
    if (!row.isWrong('facts')) row.wrong('facts', 'ledger:import-no-facts');
  } else if (tooShort(facts)) row.wrong('facts', 'ledger:import-too-short');
  if (unit === undefined && grid.sheet === undefined && open?.unit)
    row.wrong('unit', 'ledger:import-carried', { unit: open.unit.slice(0, 40) }, 'warning');
}
