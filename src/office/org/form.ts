import { shown } from '../table/cells.ts';
import type { Grid } from '../table/grid.ts';
import { headingsAt } from '../table/headings.ts';
import { type ColumnRole, levelOf, roleOf } from './words.ts';

/** Where a sheet says what of units. */
export interface Form {
  /** Index of the first row of headings, and of the first row below them. */
  readonly head: number;
  readonly body: number;
  readonly columns: ReadonlyMap<ColumnRole, number>;
  /** Columns of a form by levels, highest first; empty in the other forms. */
  readonly levels: readonly number[];
  readonly labels: readonly string[];
}

/** Titles above the headings: rarely more than a few rows. */
const SEARCHED = 30;

/** The headings of a sheet: the row, or pair of rows, that names most of what is known. */
export function findForm(grid: Grid): Form | undefined {
  let best: { form: Form; score: number } | undefined;
  for (let head = 0; head < Math.min(SEARCHED, grid.rows.length); head++) {
    if (grid.rows[head]!.filter((cell) => shown(cell) !== '').length === 0) continue;
    for (const rows of [1, 2]) {
      if (head + rows > grid.rows.length) continue;
      const found = formAt(grid, head, rows);
      // Two rows only where one names less: the second may be the first unit.
      if (found && found.score > (best?.score ?? 0)) best = found;
    }
  }
  return best?.form;
}

function formAt(grid: Grid, head: number, rows: number): { form: Form; score: number } | undefined {
  const headings = headingsAt(grid.rows, head, rows);
  const columns = new Map<ColumnRole, number>();
  const levels: { level: number; column: number }[] = [];
  headings.forEach(({ variants }, column) => {
    const level = variants.map(levelOf).find((l) => l !== undefined);
    if (level !== undefined) {
      levels.push({ level, column });
      return;
    }
    const role = variants.map(roleOf).find((r) => r !== undefined);
    if (role === undefined) return;
    if (!columns.has(role)) columns.set(role, column);
    // «单位» beside «部门»: the first is above the second.
    else if (role === 'name' && !columns.has('parent') && columns.get('name')! < column) {
      columns.set('parent', columns.get('name')!);
      columns.set('name', column);
    }
  });
  const byLevels = new Set(levels.map((l) => l.level)).size >= 2;
  const score = columns.size + (byLevels ? levels.length : 0);
  if (score < 2 || !(byLevels || columns.has('name'))) return undefined;
  const ordered = byLevels ? levels.sort((a, b) => a.level - b.level).map((l) => l.column) : [];
  const name = columns.get('name');
  if (byLevels && name !== undefined) ordered.push(name);
  return {
    form: {
      head,
      body: head + rows,
      columns,
      levels: ordered,
      labels: headings.map((h) => h.label),
    },
    score,
  };
}
