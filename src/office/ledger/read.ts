import type { LedgerRole } from '../../contract/problem/imports.ts';
import { isBlank } from '../table/cells.ts';
import type { Grid } from '../table/grid.ts';
import { refuse } from '../table/refuse.ts';
import { measureFields, problemFields, RowReader, type SaidWords, tooShort } from './fields.ts';
import { findForm, type LedgerForm, type UnknownColumn } from './form.ts';
import type { LedgerLine, LedgerProblem, LedgerSkipped, MeasureFields } from './row.ts';
import { type DataRow, dataRows } from './rows.ts';
import { ledgerNumber, textKey } from './text.ts';
import type { LearnedHeadings } from './words.ts';

export interface ReadLedgerOptions {
  /** Year of days that name none: the campaign's. */
  readonly year: number;
  readonly learned?: LearnedHeadings;
  /** What was said of words that are none of a few codes. */
  readonly words?: SaidWords;
}

/** What became of a sheet; one without headings of a ledger is passed over, and told. */
export interface SheetTold {
  readonly sheet: string | null;
  readonly ledger: boolean;
  /** Filled rows: below the headings of a ledger, all of another sheet. */
  readonly rows: number;
  readonly columns: Readonly<
    Partial<Record<LedgerRole, { readonly column: number; readonly label: string }>>
  >;
  readonly unknown: readonly UnknownColumn[];
  /** Headings of columns that are known and not read. */
  readonly unread: readonly string[];
  readonly titles: readonly string[];
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
  readonly forms: readonly { readonly grid: Grid; readonly form: LedgerForm }[];
}

/** What a file says, without where it says it. */
export type ReadFile = Omit<LedgerFile, 'forms'>;

/**
 * Reads problem lists and rectification ledgers as offices send them. Nothing is looked up:
 * units and people stay as written. Where no sheet has the headings of a ledger, one that has two
 * of them is read all the same, for its unknown headings to be asked about. Throws EngineError
 * (`ledger:import-no-headings`) when there is none.
 */
export function readLedger(grids: readonly Grid[], options: ReadLedgerOptions): LedgerFile {
  const strict = grids.map((grid) => ({ grid, form: findForm(grid, options.learned) }));
  const found = strict.some(({ form }) => form)
    ? strict
    : grids.map((grid) => ({ grid, form: findForm(grid, options.learned, true) }));
  const forms = found.flatMap(({ grid, form }) => (form ? [{ grid, form }] : []));
  if (forms.length === 0) refuse(grids[0]?.file ?? '', 'ledger:import-no-headings');
  const reading: Reading = { problems: [], lines: [], skipped: [], options };
  for (const { grid, form } of forms) readSheet(reading, grid, form);
  return {
    sheets: found.map(({ grid, form }) => sheetTold(grid, form)),
    problems: reading.problems,
    lines: reading.lines,
    skipped: reading.skipped,
    forms,
  };
}

function sheetTold(grid: Grid, form: LedgerForm | undefined): SheetTold {
  return {
    sheet: grid.sheet ?? null,
    ledger: form !== undefined,
    rows: grid.rows.slice(form?.body ?? 0).filter((row) => !row.every(isBlank)).length,
    columns: Object.fromEntries(
      [...(form?.columns ?? [])].map(([role, column]) => [
        role,
        { column, label: form!.labels[column] ?? '' },
      ]),
    ),
    unknown: form?.unknown ?? [],
    unread: form?.unread.map(({ label }) => label) ?? [],
    titles: form?.titles ?? [],
  };
}

interface Reading {
  readonly problems: (LedgerProblem & { readonly lines: number[] })[];
  readonly lines: LedgerLine[];
  readonly skipped: LedgerSkipped[];
  readonly options: ReadLedgerOptions;
}

function readSheet(reading: Reading, grid: Grid, form: LedgerForm): void {
  let open: Open | undefined;
  for (const found of dataRows(grid, form)) {
    if ('why' in found) {
      reading.skipped.push(found);
      // A section parts what stands above and below it.
      if (found.why === 'section') open = undefined;
      continue;
    }
    open = readRow(reading, grid, form, found, open);
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
  form: LedgerForm,
  { index, section, merged }: DataRow,
  open: Open | undefined,
): Open {
  const cells = grid.rows[index]!;
  const { year, words = {} } = reading.options;
  const row = new RowReader(cells, form, { sheet: grid.sheet, row: index + 1, said: words });
  const number = ledgerNumber(row.cell('number'));
  const ordinal = ledgerNumber(row.cell('ordinal'));
  const fields = problemFields(row);
  const measure = measureFields(row, year);
  const own = { number, ordinal, facts: fields.facts ?? '', unit: fields.unit ?? '' };
  const line = reading.lines.length;
  const goesOn = open !== undefined && continues(own, measure, merged, open);
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
  own: { number: string; ordinal: string; facts: string; unit: string },
  measure: MeasureFields,
  merged: DataRow['merged'],
  open: Open,
): boolean {
  if (own.unit !== '' && open.unit !== '' && textKey(own.unit) !== textKey(open.unit)) return false;
  if (own.number !== '' && own.number !== open.number) return false;
  if (merged.problem) return true;
  if (own.facts === '')
    return own.ordinal === '' || own.ordinal === open.ordinal || own.number !== '';
  if (textKey(own.facts) !== textKey(open.facts)) return false;
  return measure.text !== undefined && textKey(measure.text) !== textKey(open.text);
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
  if (facts === undefined) row.wrong('facts', 'ledger:import-no-facts');
  else if (tooShort(facts)) row.wrong('facts', 'ledger:import-too-short');
  if (unit === undefined && grid.sheet === undefined && open?.unit)
    row.wrong('unit', 'ledger:import-carried', { unit: open.unit.slice(0, 40) }, 'warning');
}
