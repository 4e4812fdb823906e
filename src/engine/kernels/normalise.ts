import { extent, meanAndSd } from './stats.ts';

/**
 * Normalisation of one column. All functions return a new array, leave `NaN` where it
 * was, and take values for which more is better (cost indicators are negated before,
 * by the step). Definitions: OECD handbook (2008) step 5.
 */

/** a·x + b for every value: what most linear methods come down to. */
export function linear(x: Float64Array, slope: number, offset: number): Float64Array {
  const out = new Float64Array(x.length);
  for (let i = 0; i < out.length; i++) out[i] = x[i]! * slope + offset;
  return out;
}

/** (x − min)/(max − min) on `range`. */
export function minmax(x: Float64Array, [low, high]: readonly [number, number]): Float64Array {
  const { min, max } = extent(x);
  const width = max - min;
  const out = new Float64Array(x.length);
  for (let i = 0; i < out.length; i++) out[i] = ((x[i]! - min) / width) * (high - low) + low;
  return out;
}

/** Standard scores with the sample standard deviation, moved to the given mean and sd. */
export function zscore(x: Float64Array, mean: number, sd: number): Float64Array {
  const s = meanAndSd(x);
  const out = new Float64Array(x.length);
  for (let i = 0; i < out.length; i++) out[i] = ((x[i]! - s.mean) / s.sd) * sd + mean;
  return out;
}

/** Distance from the minimum as a share of the distance between minimum and `reference`. */
export function distanceTo(x: Float64Array, reference: number, cap: boolean): Float64Array {
  const { min } = extent(x);
  const out = new Float64Array(x.length);
  for (let i = 0; i < out.length; i++) {
    const y = (x[i]! - min) / (reference - min);
    out[i] = cap && y > 1 ? 1 : y;
  }
  return out;
}

/** (x − worst)/(best − worst), optionally held inside 0–1. `best` may be below `worst`. */
export function goalposts(
  x: Float64Array,
  [worst, best]: readonly [number, number],
  truncate: boolean,
): Float64Array {
  const out = new Float64Array(x.length);
  for (let i = 0; i < out.length; i++) {
    const y = (x[i]! - worst) / (best - worst);
    out[i] = truncate ? Math.max(0, Math.min(1, y)) : y;
  }
  return out;
}

/** Share of the largest value. */
export function fractionOfMax(x: Float64Array): Float64Array {
  return linear(x, 1 / extent(x).max, 0);
}

/** Ascending ranks, ties sharing the lowest: smallest value 1. `NaN` stays. */
export function ranks(x: Float64Array): Float64Array {
  const order: number[] = [];
  for (let i = 0; i < x.length; i++) if (!Number.isNaN(x[i]!)) order.push(i);
  order.sort((a, b) => x[a]! - x[b]! || a - b);
  const out = new Float64Array(x.length).fill(Number.NaN);
  let rank = 1;
  for (let k = 0; k < order.length; k++) {
    if (k > 0 && x[order[k]!]! !== x[order[k - 1]!]!) rank = k + 1;
    out[order[k]!] = rank;
  }
  return out;
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
