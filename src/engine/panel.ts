import { fail } from './errors.ts';

/**
 * Provenance of a cell. Numbers are stored one byte a cell and are never lost:
 * a step that changes a value keeps or raises the flag, it does not clear it.
 */
export const CellFlag = {
  missing: 0,
  reported: 1,
  imputed: 2,
  estimated: 3,
  disputed: 4,
  verified: 5,
} as const;
export type CellFlagValue = (typeof CellFlag)[keyof typeof CellFlag];

/**
 * Units × columns × periods, column-major. `columns[p * ids.length + c]` is the
 * contiguous column of column id `ids[c]` in period `periods[p]`, one double per
 * unit, `NaN` = missing. Columns hold indicators, denominators, facts (bonus,
 * penalty, veto) alike; the scheme says which is which.
 */
export interface Panel {
  readonly units: readonly string[];
  readonly names: readonly string[];
  /** Text attributes such as the class of a unit: attribute id → one value per unit. */
  readonly attributes: Readonly<Record<string, readonly string[]>>;
  readonly ids: readonly string[];
  /** Oldest first; a panel without periods has the single period ''. */
  readonly periods: readonly string[];
  readonly columns: readonly Float64Array[];
  readonly flags: readonly Uint8Array[];
  /** Standard errors of survey columns, same index as `columns`; absent = none stated. */
  readonly errors?: Readonly<Record<number, Float64Array>>;
}

/** Columns of one moment: what passes from step to step. Same unit order throughout a run. */
export interface Stage {
  readonly ids: readonly string[];
  readonly columns: readonly Float64Array[];
}

/** Index of a column in {@link Panel.columns}; −1 when the panel does not have it. */
export function columnIndex(panel: Panel, id: string, period: number): number {
  const c = panel.ids.indexOf(id);
  return c < 0 ? -1 : period * panel.ids.length + c;
}

/** Index of a period; the newest when none is named. Throws `panel.period-unknown`. */
export function periodIndex(panel: Panel, period?: string): number {
  if (period === undefined || period === '') return panel.periods.length - 1;
  const p = panel.periods.indexOf(period);
  if (p < 0)
    fail({
      code: 'panel.period-unknown',
      params: { period, known: panel.periods.join('、') },
    });
  return p;
}

/** Allocates an all-missing panel; columns may sit on shared memory for worker threads. */
export function emptyPanel(
  shape: Pick<Panel, 'units' | 'names' | 'attributes' | 'ids' | 'periods'>,
): Panel & { columns: Float64Array[]; flags: Uint8Array[] } {
  const n = shape.units.length;
  const k = shape.ids.length * shape.periods.length;
  return {
    ...shape,
    columns: Array.from({ length: k }, () => new Float64Array(n).fill(Number.NaN)),
    flags: Array.from({ length: k }, () => new Uint8Array(n)),
  };
}
