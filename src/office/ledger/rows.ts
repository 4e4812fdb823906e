import type { LedgerRole } from '../../contract/problem/roles.ts';
import { type Cell, cellKey, isBlank, shown } from '../table/cells.ts';
import type { Grid } from '../table/grid.ts';
import { isSection } from '../table/notes.ts';
import { repeatsHeadings } from './blocks.ts';
import { footerOf } from './footer.ts';
import type { LedgerForm } from './form.ts';
import type { LedgerSkipped } from './row.ts';

/** A row that says something of a problem. */
export interface DataRow {
  readonly index: number;
  /** The table it stands in. */
  readonly form: LedgerForm;
  /** Heading of the section above. */
  readonly section: string | undefined;
  /** Whether the words of the problem, or of the measure, are merged with the row above. */
  readonly merged: { readonly problem: boolean; readonly measure: boolean };
}

const LONGEST_SECTION = 60;
const SHOWN = 60;
/** Characters of a cell that are looked at for what is shown of it. */
const SEARCHED = 400;

/**
 * The filled rows below the headings of the tables of a sheet: those of problems, and those that are
 * none with the reason. Each is exactly one of the two.
 */
export function* dataRows(
  grid: Grid,
  forms: readonly LedgerForm[],
): Generator<DataRow | LedgerSkipped> {
  const sheet = grid.sheet ?? null;
  const shape = { loose: looseFrom(grid, forms.at(-1)!.body), spread: spreadRows(grid) };
  for (const [k, form] of forms.entries()) {
    const until = forms[k + 1]?.head ?? grid.rows.length;
    const titled = forms[k + 1] ? titlesAbove(grid, until, form.body) : until;
    const problem = mergedBelow(grid, [form.columns.get('facts'), form.columns.get('title')]);
    const measure = mergedBelow(grid, [form.columns.get('text')]);
    let section: string | undefined;
    for (let index = k === 0 ? form.body : form.head; index < until; index++) {
      const cells = grid.rows[index]!;
      const filled = cells.flatMap((cell, column) => (isBlank(cell) ? [] : [column]));
      if (filled.length === 0) continue;
      const why = index >= titled ? 'section' : reasonToSkip(grid, form, { index, filled }, shape);
      if (why === undefined) {
        const merged = { problem: problem.has(index), measure: measure.has(index) };
        yield { index, form, section, merged };
        continue;
      }
      const text = shown(String(cells[filled[0]!]).slice(0, SEARCHED)).slice(0, SHOWN);
      if (why === 'section') section = text;
      yield { sheet, row: index + 1, text, why };
    }
  }
}

/** First of the lines above the headings of a further table that have one text each: its titles. */
function titlesAbove(grid: Grid, head: number, body: number): number {
  let from = head;
  while (from > body && new Set(filledOf(grid, from - 1).map(cellKey)).size === 1) from--;
  return from;
}

const filledOf = (grid: Grid, row: number): Cell[] =>
  grid.rows[row]!.filter((cell) => !isBlank(cell));

/** What is known of a sheet before its rows are looked at one by one. */
interface SheetShape {
  /** From which row on there are only lines of one text each: signatures, notes. */
  readonly loose: number;
  /** Rows in which cells are merged sidewards. */
  readonly spread: ReadonlySet<number>;
}

function spreadRows(grid: Grid): Set<number> {
  const rows = new Set<number>();
  for (const { top, left, bottom, right } of grid.merged ?? [])
    if (right > left) for (let r = top; r <= bottom; r++) rows.add(r);
  return rows;
}

/** Rows whose cell of a column is merged with the one above. */
function mergedBelow(grid: Grid, columns: readonly (number | undefined)[]): Set<number> {
  const rows = new Set<number>();
  for (const { top, left, bottom, right } of grid.merged ?? [])
    if (columns.some((c) => c !== undefined && c >= left && c <= right))
      for (let r = top + 1; r <= bottom; r++) rows.add(r);
  return rows;
}

const SPEAKING: readonly LedgerRole[] = ['facts', 'title', 'text'];
/** Columns that are often filled in before there is anything to say. */
const PREFILLED: readonly LedgerRole[] = ['ordinal', 'number', 'token', 'done'];

function reasonToSkip(
  grid: Grid,
  form: LedgerForm,
  { index, filled }: { readonly index: number; readonly filled: readonly number[] },
  { loose, spread }: SheetShape,
): LedgerSkipped['why'] | undefined {
  if (index < form.body || repeatsHeadings(grid, form, index)) return 'heading';
  const cells = grid.rows[index]!;
  const footer = footerOf(cells, filled, form);
  if (footer) return footer;
  if (index >= loose) return 'note';
  const columnOf = (role: LedgerRole): number => form.columns.get(role) ?? -1;
  const speaks = SPEAKING.map(columnOf).filter((c) => c >= 0);
  const first = cellKey(cells[filled[0]!]!);
  // One text written into several cells is what it says; one that is merged over them is a title.
  const lone =
    (filled.length === 1 || spread.has(index)) && filled.every((c) => cellKey(cells[c]!) === first);
  const elsewhere = filled.length > 1 || !speaks.includes(filled[0]!);
  if (lone && elsewhere && isSection(first)) return 'section';
  const prefilled = PREFILLED.map(columnOf);
  if (filled.every((c) => prefilled.includes(c))) return 'empty';
  if (lone && filled.length > 1) return first.length > LONGEST_SECTION ? 'note' : 'section';
  return undefined;
}

/** Most lines below a table that are no rows: signature, date. */
const MOST_LOOSE = 10;

/** First row of what stands loose below the table: lone cells after an empty row. */
function looseFrom(grid: Grid, body: number): number {
  let from = grid.rows.length;
  let lone = 0;
  for (let r = grid.rows.length - 1; r > body; r--) {
    const filled = filledOf(grid, r);
    if (filled.length === 0) {
      if (lone > 0) from = r + 1;
      continue;
    }
    if (new Set(filled.map(cellKey)).size > 1 || ++lone > MOST_LOOSE) break;
  }
  return from;
}
