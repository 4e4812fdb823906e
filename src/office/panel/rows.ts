import { type Cell, isBlank, shown } from '../table/cells.ts';
import type { Grid } from '../table/grid.ts';
import { restIsLoose, type SkipReason, skipReason } from '../table/notes.ts';
import type { Layout } from './layout.ts';

/** One row that is a unit's. `unit` is carried down where a merged cell was left empty. */
export interface DataRow {
  readonly index: number;
  readonly unit: Cell;
  readonly name: Cell;
  readonly cells: readonly Cell[];
}

export interface Body {
  readonly rows: readonly DataRow[];
  readonly skipped: readonly {
    readonly row: number;
    readonly text: string;
    readonly why: SkipReason;
  }[];
  /** Rows whose empty unit cell was read as the unit above. */
  readonly carried: readonly number[];
  /** Rows with figures and no unit (1-based). */
  readonly nameless: readonly number[];
}

/**
 * Splits what stands below the headings into units' rows and the rest: notes and
 * signatures, totals and averages, headings of sections. What is left out is reported,
 * never dropped silently.
 */
export function bodyRows(grid: Grid, layout: Layout): Body {
  const rows: DataRow[] = [];
  const skipped: Body['skipped'][number][] = [];
  const carried: number[] = [];
  const nameless: number[] = [];
  let above: DataRow | undefined;
  let afterNotes = false;
  for (let index = layout.body; index < grid.rows.length; index++) {
    const cells = grid.rows[index]!;
    const filled = cells.filter((cell) => !isBlank(cell));
    if (!filled.length) {
      afterNotes ||= restIsLoose(grid, index + 1);
      continue;
    }
    const why = skipReason(cells, filled, layout, afterNotes);
    if (why) {
      skipped.push({ row: index + 1, text: shown(filled[0]!).slice(0, 60), why });
      afterNotes ||= why === 'note';
      continue;
    }
    const unit = cells[layout.unit] ?? null;
    if (!isBlank(unit)) {
      above = { index, unit, name: cells[layout.name] ?? null, cells };
      rows.push(above);
    } else if (above && carriesDown(cells, layout)) {
      rows.push({ index, unit: above.unit, name: above.name, cells });
      carried.push(index + 1);
    } else nameless.push(index + 1);
  }
  return { rows, skipped, carried, nameless };
}

/** Several periods or indicators of one unit, its name only in the first row. */
function carriesDown(cells: readonly Cell[], layout: Layout): boolean {
  const key = layout.long ? layout.long.indicator : layout.period;
  return key >= 0 && !isBlank(cells[key] ?? null) && isBlank(cells[layout.name] ?? null);
}
