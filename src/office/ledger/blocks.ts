import { type Cell, cellKey, isBlank } from '../table/cells.ts';
import type { Grid } from '../table/grid.ts';
import { type LedgerForm, sureForm } from './form.ts';
import type { LearnedHeadings } from './words.ts';

/**
 * The tables of a sheet, one below the other, each with its own columns: the one that was found and
 * those whose headings stand further down. Headings that are said again, page by page, make none.
 */
export function blocksOf(
  grid: Grid,
  first: LedgerForm,
  learned: LearnedHeadings = {},
): LedgerForm[] {
  const forms = [first];
  for (let row = first.body; row < grid.rows.length; row++) {
    if (repeatsHeadings(grid, forms.at(-1)!, row)) continue;
    const found = sureForm(grid, row, learned);
    if (!found) continue;
    forms.push({ ...found, titles: [] });
    row = found.body - 1;
  }
  return forms;
}

/** Long ledgers repeat their headings on every page. */
export function repeatsHeadings(grid: Grid, form: LedgerForm, row: number): boolean {
  const cells = grid.rows[row]!;
  const first = cells.findIndex((cell) => !isBlank(cell));
  if (first < 0) return false;
  const same = (headings: readonly Cell[]): boolean =>
    cells.every((cell, c) => isBlank(cell) || cellKey(cell) === cellKey(headings[c] ?? null)) &&
    cells.some((cell, c) => c > first && !isBlank(cell));
  for (let r = form.head; r < form.body; r++) if (same(grid.rows[r]!)) return true;
  return false;
}
