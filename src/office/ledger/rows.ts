import type { LedgerRole } from '../../contract/problem/imports.ts';
import { type Cell, cellText, isBlank, shown } from '../table/cells.ts';
import type { Grid } from '../table/grid.ts';
import { isNote, isSection, isTotal } from '../table/notes.ts';
import type { LedgerForm } from './form.ts';
import type { LedgerSkipped } from './row.ts';

/** A row that says something of a problem. */
export interface DataRow {
  readonly index: number;
  /** Heading of the section above. */
  readonly section: string | undefined;
  /** Whether the words of the problem, or of the measure, are merged with the row above. */
  readonly merged: { readonly problem: boolean; readonly measure: boolean };
}

const LONGEST_SECTION = 60;
const SHOWN = 60;

/**
 * The filled rows below the headings: those of problems, and those that are none with the
 * reason. Each is exactly one of the two.
 */
export function* dataRows(grid: Grid, form: LedgerForm): Generator<DataRow | LedgerSkipped> {
  const sheet = grid.sheet ?? null;
  const loose = looseFrom(grid, form.body);
  const problem = mergedBelow(grid, [form.columns.get('facts'), form.columns.get('title')]);
  const measure = mergedBelow(grid, [form.columns.get('text')]);
  let section: string | undefined;
  for (let index = form.body; index < grid.rows.length; index++) {
    const cells = grid.rows[index]!;
    const filled = cells.flatMap((cell, column) => (isBlank(cell) ? [] : [column]));
    if (filled.length === 0) continue;
    const why = index >= loose ? 'note' : reasonToSkip(grid, form, cells, filled);
    if (why === undefined) {
      const merged = { problem: problem.has(index), measure: measure.has(index) };
      yield { index, section, merged };
      continue;
    }
    const text = shown(cells[filled[0]!]!).slice(0, SHOWN);
    if (why === 'section') section = text;
    yield { sheet, row: index + 1, text, why };
  }
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
  cells: readonly Cell[],
  filled: readonly number[],
): LedgerSkipped['why'] | undefined {
  const columnOf = (role: LedgerRole): number => form.columns.get(role) ?? -1;
  const speaks = SPEAKING.map(columnOf).filter((c) => c >= 0);
  const first = cellText(cells[filled[0]!]!);
  const texts = new Set(filled.map((c) => cellText(cells[c]!)));
  if (repeatsHeadings(grid, form, cells, filled)) return 'heading';
  const lone = texts.size === 1;
  const elsewhere = !lone || filled.length > 1 || !speaks.includes(filled[0]!);
  if (lone && elsewhere && isSection(first)) return 'section';
  const small = texts.size <= 4 && !speaks.some((c, k) => k > 0 && filled.includes(c));
  if (elsewhere && isNote(first) && (lone || small)) return 'note';
  const named = [filled[0]!, columnOf('ordinal'), columnOf('facts')].map((c) =>
    c < 0 ? '' : cellText(cells[c] ?? null),
  );
  if (named.some(isTotal) || SUMMED.test(first)) return 'total';
  const prefilled = PREFILLED.map(columnOf);
  if (filled.every((c) => prefilled.includes(c))) return 'empty';
  if (lone && filled.length > 1) return first.length > LONGEST_SECTION ? 'note' : 'section';
  return undefined;
}

const SUMMED = /^(合计|总计|小计|共计|共)[:：]?\s*\d*\s*[条项个件]?$/;

/** Long ledgers repeat their headings on every page. */
function repeatsHeadings(
  grid: Grid,
  form: LedgerForm,
  cells: readonly Cell[],
  filled: readonly number[],
): boolean {
  if (filled.length < 2) return false;
  for (let r = form.head; r < form.body; r++) {
    const headings = grid.rows[r]!;
    if (filled.every((c) => cellText(cells[c]!) === cellText(headings[c] ?? null))) return true;
  }
  return false;
}

/** Most lines below a table that are no rows: signature, date. */
const MOST_LOOSE = 10;

/** First row of what stands loose below the table: lone cells after an empty row. */
function looseFrom(grid: Grid, body: number): number {
  let from = grid.rows.length;
  let lone = 0;
  for (let r = grid.rows.length - 1; r > body; r--) {
    const filled = grid.rows[r]!.filter((cell) => !isBlank(cell));
    if (filled.length === 0) {
      if (lone > 0) from = r + 1;
      continue;
    }
    if (new Set(filled.map(cellText)).size > 1 || ++lone > MOST_LOOSE) break;
  }
  return from;
}
