import { ascendingRank } from './rank.ts';
import type { Extent, Moments } from './stats.ts';

/**
 * Normalisation of one column. All functions return a new array and leave `NaN` where it
 * was. Definitions: OECD handbook (2008) step 5.
 *
 * Most methods are straight lines: a {@link Scaling} is found once from the column (or the
 * class) and applied value by value, to whole columns or to blocks of rows alike.
 */

/** y = hold((x − shift) / divisor) · factor + offset, held inside low … high. */
export interface Scaling {
  readonly shift: number;
  readonly divisor: number;
  readonly low: number;
  readonly high: number;
  readonly factor: number;
  readonly offset: number;
}

type Bounds = Pick<Extent, 'min' | 'max'>;

/** (x − min)/(max − min) on a range. */
export function minmax({ min, max }: Bounds, [from, to]: readonly [number, number]): Scaling {
  return straight(min, max - min, to - from, from);
}

/** Standard scores with the sample standard deviation, moved to the given mean and sd. */
export function zscore(of: Pick<Moments, 'mean' | 'sd'>, mean: number, sd: number): Scaling {
  return straight(of.mean, of.sd, sd, mean);
}

/** Distance from the minimum as a share of the distance between minimum and `reference`. */
export function distanceTo({ min }: Bounds, reference: number, cap: boolean): Scaling {
  const line = straight(min, reference - min, 1, 0);
  return cap ? held(line, Number.NEGATIVE_INFINITY, 1) : line;
}

/** Share of the largest value. */
export function fractionOfMax({ max }: Bounds): Scaling {
  return straight(0, max, 1, 0);
}

/** (x − worst)/(best − worst), optionally held inside 0–1. `best` may be below `worst`. */
export function goalposts([worst, best]: readonly [number, number], truncate: boolean): Scaling {
  const line = straight(worst, best - worst, 1, 0);
  return truncate ? held(line, 0, 1) : line;
}

// Fields one by one, always in this order: a class-wise fit makes one for every class.
function straight(shift: number, divisor: number, factor: number, offset: number): Scaling {
  const [low, high] = [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY];
  return { shift, divisor, low, high, factor, offset };
}

function held({ shift, divisor, factor, offset }: Scaling, low: number, high: number): Scaling {
  return { shift, divisor, low, high, factor, offset };
}

/** The scaling of −x, given as one of x: the same bits as turning the column first. */
export function turned({ shift, divisor, low, high, factor, offset }: Scaling): Scaling {
  return { shift: -shift, divisor: -divisor, low, high, factor, offset };
}

/** The scaling with its result multiplied. */
export function times(scaling: Scaling, by: number): Scaling {
  const { shift, divisor, low, high, factor, offset } = scaling;
  return { shift, divisor, low, high, factor: factor * by, offset: offset * by };
}

/** Applies a scaling to x[from … to − 1], written from the start of `out`. */
export function scale(
  x: Float64Array,
  scaling: Scaling,
  out: Float64Array = new Float64Array(x.length),
  from = 0,
  to: number = x.length,
): Float64Array {
  const { shift, divisor, low, high, factor, offset } = scaling;
  if (low === Number.NEGATIVE_INFINITY && high === Number.POSITIVE_INFINITY) {
    for (let i = from; i < to; i++) out[i - from] = ((x[i]! - shift) / divisor) * factor + offset;
    return out;
  }
  for (let i = from; i < to; i++) {
    const y = (x[i]! - shift) / divisor;
    out[i - from] = (y < low ? low : Math.min(y, high)) * factor + offset;
  }
  return out;
}

/** a·x + b for every value. */
export function linear(x: Float64Array, slope: number, offset: number): Float64Array {
  const out = new Float64Array(x.length);
  for (let i = 0; i < out.length; i++) out[i] = x[i]! * slope + offset;
  return out;
}

/** Ascending ranks, ties sharing the lowest: smallest value 1. `NaN` stays. */
export function ranks(x: Float64Array): Float64Array {
  const rank = ascendingRank(x, new Int32Array(x.length));
  return Float64Array.from(rank, (r) => (r === 0 ? Number.NaN : r));
}

const efficacyCoefficients = [1, 0.8, 0.6, 0.4, 0.2] as const;

/**
 * 功效系数法 (SASAC comprehensive performance appraisal) on 0–100. `standards` are the
 * values of 优秀、良好、平均、较低、较差. Score = base of the tier reached + efficacy ×
 * (base of the next tier up − base of this tier); at or above 优秀 100; below 较差 0.
 * Works for rising standards (benefit) and falling ones (cost) alike.
 */
export function efficacy(x: Float64Array, standards: readonly number[]): Float64Array {
  const sign = standards[0]! >= standards[4]! ? 1 : -1;
  const out = new Float64Array(x.length);
  for (let i = 0; i < out.length; i++) {
    const v = sign * x[i]!;
    if (Number.isNaN(v)) {
      out[i] = Number.NaN;
      continue;
    }
    let tier = 0;
    while (tier < 5 && v < sign * standards[tier]!) tier++;
    if (tier === 0) out[i] = 100;
    else if (tier === 5) out[i] = 0;
    else {
      const here = sign * standards[tier]!;
      const share = (v - here) / (sign * standards[tier - 1]! - here);
      const base = efficacyCoefficients[tier]!;
      out[i] = 100 * (base + share * (efficacyCoefficients[tier - 1]! - base));
    }
  }
  return out;
}

/**
 * Piecewise scores: the score of the last band whose `from` is not above the value, or
 * the straight line to the next band when `interpolate`. Below the first band: its score.
 */
export function bands(
  x: Float64Array,
  table: readonly { readonly from: number; readonly score: number }[],
  interpolate: boolean,
): Float64Array {
  const out = new Float64Array(x.length);
  for (let i = 0; i < out.length; i++) {
    const v = x[i]!;
    if (Number.isNaN(v)) {
      out[i] = v;
      continue;
    }
    let k = table.length - 1;
    while (k > 0 && v < table[k]!.from) k--;
    const here = table[k]!;
    const next = table[k + 1];
    out[i] =
      interpolate && next && v > here.from
        ? here.score + ((v - here.from) / (next.from - here.from)) * (next.score - here.score)
        : here.score;
  }
  return out;
}

/** Half-up rounding to decimals, as appraisal rules ask; exact for up to 12 decimals of input noise. */
export function roundHalfUp(value: number, decimals: number): number {
  const factor = 10 ** decimals;
  return Math.floor(value * factor * (1 + 4 * Number.EPSILON) + 0.5) / factor;
}
