import type { Scaling } from './normalise.ts';
import { type Extent, type Moments, mayBeConstant, momentsOf, unlessConstant } from './stats.ts';

/**
 * Statistics and scaling of the groups of one column without gathering them first: row
 * after row, each into the sums of its own group. Every group sees its rows in the order
 * in which it would have them alone, so the bits are those of `extent`, `meanAndSd` and
 * `scale` on the gathered group. `groupOf` is the group of each row, −1 = in none.
 */

/** Minimum and maximum of each group; min above max where a group has no figure. */
export function extentByGroup(
  x: Float64Array,
  groupOf: Int32Array,
  groups: number,
): Pick<Extent, 'min' | 'max'>[] {
  const min = new Float64Array(groups).fill(Number.POSITIVE_INFINITY);
  const max = new Float64Array(groups).fill(Number.NEGATIVE_INFINITY);
  for (let i = 0; i < x.length; i++) {
    const v = x[i]!;
    const g = groupOf[i]!;
    if (g < 0 || (v >= min[g]! && v <= max[g]!)) continue;
    if (v < min[g]!) min[g] = v;
    if (v > max[g]!) max[g] = v;
  }
  return Array.from(min, (low, g) => ({ min: low, max: max[g]! }));
}

/** Mean and sample standard deviation of each group. */
export function momentsByGroup(x: Float64Array, groupOf: Int32Array, groups: number): Moments[] {
  const count = new Int32Array(groups);
  const sum = new Float64Array(groups);
  for (let i = 0; i < x.length; i++) {
    const v = x[i]!;
    const g = groupOf[i]!;
    if (g < 0 || Number.isNaN(v)) continue;
    count[g]!++;
    sum[g]! += v;
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
  const found = Array.from(count, (c, g) => momentsOf(c, first[g]!, rest[g]!, squares[g]!));
  if (!found.some(mayBeConstant)) return found;
  const extents = extentByGroup(x, groupOf, groups);
  return found.map((m, g) => (mayBeConstant(m) ? unlessConstant(m, extents[g]!) : m));
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
    const y = g < 0 ? Number.NaN : (x[i]! - shift[g]!) / divisor[g]!;
    out[i - from] = (held ? (y < low ? low : Math.min(y, high)) : y) * factor + offset;
  }
}
