import { EngineError, type Issue } from '../errors.ts';

/** 1 = more is better, −1 = less is better. */
export type Direction = 1 | -1;

/** A decision table: one column per criterion over the same units, complete. */
export interface DecisionTable {
  readonly columns: readonly Float64Array[];
  readonly weights: Float64Array;
  readonly directions: readonly Direction[];
}

/** What every method returns; methods add the quantities their paper reports. */
export interface Scores {
  readonly score: Float64Array;
}

/**
 * Refuses a table no method can work on.
 *
 * Errors: `mcdm.shape` (no column, or lengths that differ), `mcdm.not-finite`,
 * `mcdm.weights` (negative, not a number, or all zero). Columns are counted from 1.
 */
export function checkTable({ columns, weights, directions }: DecisionTable): void {
  const issues: Issue[] = [];
  const n = columns[0]?.length ?? 0;
  const k = columns.length;
  const shaped = k > 0 && n > 0 && weights.length === k && directions.length === k;
  if (!shaped || columns.some((x) => x.length !== n))
    throw new EngineError([{ code: 'mcdm.shape', params: { columns: k, units: n } }]);
  columns.forEach((x, j) => {
    const at = x.findIndex((v) => !Number.isFinite(v));
    if (at >= 0) issues.push({ code: 'mcdm.not-finite', params: { column: j + 1, unit: at + 1 } });
  });
  if (weights.some((w) => !(w >= 0 && w < Number.POSITIVE_INFINITY)) || !weights.some((w) => w > 0))
    issues.push({ code: 'mcdm.weights' });
  if (issues.length) throw new EngineError(issues);
}

/** Refuses values a formula divides by or takes the logarithm of. Error `mcdm.not-positive`. */
export function requirePositive(columns: readonly Float64Array[], method: string): void {
  const issues: Issue[] = [];
  columns.forEach((x, j) => {
    const at = x.findIndex((v) => !(v > 0));
    if (at >= 0) {
      const params = { method, column: j + 1, unit: at + 1, value: x[at]! };
      issues.push({ code: 'mcdm.not-positive', params });
    }
  });
  if (issues.length) throw new EngineError(issues);
}

/** Refuses negative values only. Error `mcdm.negative`. */
export function requireNotNegative(columns: readonly Float64Array[], method: string): void {
  const issues: Issue[] = [];
  columns.forEach((x, j) => {
    const at = x.findIndex((v) => v < 0);
    if (at >= 0) {
      const params = { method, column: j + 1, unit: at + 1, value: x[at]! };
      issues.push({ code: 'mcdm.negative', params });
    }
  });
  if (issues.length) throw new EngineError(issues);
}

/** Refuses a quotient that the figures leave without a value. Error `mcdm.undefined`. */
export function requireNonZero(divisor: number, method: string): number {
  if (divisor === 0 || !Number.isFinite(divisor))
    throw new EngineError([{ code: 'mcdm.undefined', params: { method } }]);
  return divisor;
}

export function sumOf(x: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < x.length; i++) sum += x[i]!;
  return sum;
}

export function minOf(x: Float64Array): number {
  let min = Number.POSITIVE_INFINITY;
  for (let i = 0; i < x.length; i++) if (x[i]! < min) min = x[i]!;
  return min;
}

export function maxOf(x: Float64Array): number {
  let max = Number.NEGATIVE_INFINITY;
  for (let i = 0; i < x.length; i++) if (x[i]! > max) max = x[i]!;
  return max;
}

/** Σⱼ f(xᵢⱼ, j) for every unit i. */
export function rowSums(
  columns: readonly Float64Array[],
  f: (value: number, criterion: number) => number,
): Float64Array {
  const out = new Float64Array(columns[0]?.length ?? 0);
  columns.forEach((x, j) => {
    for (let i = 0; i < out.length; i++) out[i]! += f(x[i]!, j);
  });
  return out;
}

/** Columns times their weight. */
export function weighted(columns: readonly Float64Array[], weights: Float64Array): Float64Array[] {
  return columns.map((x, j) => x.map((v) => v * weights[j]!));
}

/** Best and worst value of a column in its direction. */
export function bestAndWorst(x: Float64Array, direction: Direction): [number, number] {
  const min = minOf(x);
  const max = maxOf(x);
  return direction === 1 ? [max, min] : [min, max];
}

/** Criteria of one direction with their weights. */
export function side(
  { columns, weights, directions }: DecisionTable,
  direction: Direction,
): { columns: Float64Array[]; weights: Float64Array } {
  const at = directions.flatMap((d, j) => (d === direction ? [j] : []));
  return {
    columns: at.map((j) => columns[j]!),
    weights: Float64Array.from(at, (j) => weights[j]!),
  };
}
