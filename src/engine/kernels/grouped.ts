import type { Scaling } from './normalise.ts';
import { type Moments, momentsOf } from './stats.ts';

/**
 * Statistics and scaling of the groups of one column without gathering them first: row
 * after row, each into the sums of its own group. Every group sees its rows in the order
 * in which it would have them alone, so the bits are those of `extent`, `meanAndSd` and
 * `scale` on the gathered group. `groupOf` is the group of each row, −1 = in none.
 */

/** Count, minimum and maximum of each group; mean and sd are not taken. */
export function extentByGroup(x: Float64Array, groupOf: Int32Array, groups: number): Moments[] {
  const count = new Int32Array(groups);
  const min = new Float64Array(groups).fill(Number.POSITIVE_INFINITY);
  const max = new Float64Array(groups).fill(Number.NEGATIVE_INFINITY);
  for (let i = 0; i < x.length; i++) {
    const v = x[i]!;
    const g = groupOf[i]!;
    if (g < 0 || Number.isNaN(v)) continue;
    count[g]!++;
    if (v < min[g]!) min[g] = v;
    if (v > max[g]!) max[g] = v;
  }
  const [mean, sd] = [Number.NaN, Number.NaN];
  return Array.from(count, (c, g) => ({ count: c, min: min[g]!, max: max[g]!, mean, sd }));
}

/** Mean and sample standard deviation of each group. */
export function momentsByGroup(x: Float64Array, groupOf: Int32Array, groups: number): Moments[] {
  const count = new Int32Array(groups);
  const min = new Float64Array(groups).fill(Number.POSITIVE_INFINITY);
  const max = new Float64Array(groups).fill(Number.NEGATIVE_INFINITY);
  const sum = new Float64Array(groups);
  for (let i = 0; i < x.length; i++) {
    const v = x[i]!;
    const g = groupOf[i]!;
    if (g < 0 || Number.isNaN(v)) continue;
    count[g]!++;
    sum[g]! += v;
    if (v < min[g]!) min[g] = v;
    if (v > max[g]!) max[g] = v;
  }
  const first = sum.map((s, g) => s / count[g]!);
  const rest = new Float64Array(groups);
  const squares = new Float64Array(groups);
  for (let i = 0; i < x.length; i++) {
    const g = groupOf[i]!;
    if (g < 0) continue;
    const d = x[i]! - first[g]!;
    if (Number.isNaN(d)) continue;
    rest[g]! += d;
    squares[g]! += d * d;
  }
  return Array.from(count, (c, g) =>
    momentsOf(c, min[g]!, max[g]!, first[g]!, rest[g]!, squares[g]!),
  );
}

/** Scalings of one method that differ between groups in shift and divisor only. */
export interface GroupScaling extends Pick<Scaling, 'low' | 'high' | 'factor' | 'offset'> {
  readonly shift: Float64Array;
  readonly divisor: Float64Array;
}

/** Applies each group's scaling to x[from … to − 1], written from the start of `out`. */
export function scaleByGroup(
  x: Float64Array,
  groupOf: Int32Array,
  scaling: GroupScaling,
  out: Float64Array,
  from: number,
  to: number,
): void {
  const { shift, divisor, low, high, factor, offset } = scaling;
  const held = low !== Number.NEGATIVE_INFINITY || high !== Number.POSITIVE_INFINITY;
  for (let i = from; i < to; i++) {
    const g = groupOf[i]!;
    // Rows of no group read beyond the arrays: undefined makes NaN.
    const y = (x[i]! - shift[g]!) / divisor[g]!;
    out[i - from] = (held ? (y < low ? low : Math.min(y, high)) : y) * factor + offset;
  }
}
