import { exp, ln, pow } from './math.ts';
import { blocksOf, weightedMean } from './means.ts';

/**
 * Aggregation of columns into one, unit by unit. A missing value takes its weight out
 * and the rest is rescaled; a unit with nothing present is `NaN`. Weights need not sum
 * to 1. All functions write to and return a new column, or `out` where they take one.
 */
export type Aggregator = (
  columns: readonly Float64Array[],
  weights: Float64Array,
  out?: Float64Array,
) => Float64Array;

/** Σ w·x / Σ w: see {@link weightedMean}. */
export const arithmetic: Aggregator = (columns, weights, out) =>
  weightedMean(blocksOf(columns), weights, out);

/** exp(Σ w·ln x / Σ w). Values at or below 0 give `NaN`; the step refuses them before. */
export const geometric: Aggregator = (columns, weights) =>
  expOf(
    arithmetic(
      columns.map((x) => x.map(ln)),
      weights,
    ),
  );

/** exp of every value, in place: from a mean of logarithms to the geometric mean. */
export function expOf(logs: Float64Array): Float64Array {
  for (let i = 0; i < logs.length; i++) logs[i] = exp(logs[i]!);
  return logs;
}

/** Σ w / Σ (w / x). */
export const harmonic: Aggregator = (columns, weights) => {
  const out = arithmetic(
    columns.map((x) => x.map((v) => 1 / v)),
    weights,
  );
  for (let i = 0; i < out.length; i++) out[i] = 1 / out[i]!;
  return out;
};

/** (Σ w·xᵖ / Σ w)^(1/p); p = 1 arithmetic, p → 0 geometric, p = −1 harmonic. */
export function power(
  columns: readonly Float64Array[],
  weights: Float64Array,
  p: number,
): Float64Array {
  const out = arithmetic(
    columns.map((x) => x.map((v) => pow(v, p))),
    weights,
  );
  for (let i = 0; i < out.length; i++) out[i] = pow(out[i]!, 1 / p);
  return out;
}

/** Smallest value present among the children with a weight. */
export const minimum: Aggregator = (columns, weights) => {
  const n = columns[0]?.length ?? 0;
  const out = new Float64Array(n).fill(Number.NaN);
  for (let k = 0; k < columns.length; k++) {
    if (weights[k] === 0) continue;
    const x = columns[k]!;
    for (let i = 0; i < n; i++) {
      const v = x[i]!;
      if (!Number.isNaN(v) && !(out[i]! <= v)) out[i] = v;
    }
  }
  return out;
};

/**
 * Mazziotta–Pareto index: weighted mean ∓ standard deviation × coefficient of variation
 * of the unit's own values (weighted population moments). 'negative' penalty takes
 * imbalance off the mean, 'positive' adds it. Values belong on mean 100, sd 10.
 * Mazziotta and Pareto (2013), doi 10.1007/s11205-012-0003-2.
 */
export function mazziottaPareto(
  columns: readonly Float64Array[],
  weights: Float64Array,
  penalty: 'negative' | 'positive',
): Float64Array {
  const means = arithmetic(columns, weights);
  const out = new Float64Array(means.length);
  const sign = penalty === 'negative' ? -1 : 1;
  for (let i = 0; i < out.length; i++) {
    const m = means[i]!;
    let present = 0;
    let ss = 0;
    for (let k = 0; k < columns.length; k++) {
      const d = columns[k]![i]! - m;
      if (Number.isNaN(d)) continue;
      present += weights[k]!;
      ss += weights[k]! * d * d;
    }
    out[i] = m + (sign * (ss / present)) / m;
  }
  return out;
}

/**
 * Outranking matrix, row-major n × n: share of weight on which the row unit beats the
 * column unit, ties half each; what either lacks is left out.
 */
export function outranking(columns: readonly Float64Array[], weights: Float64Array): Float64Array {
  const n = columns[0]?.length ?? 0;
  const out = new Float64Array(n * n);
  for (let a = 0; a < n; a++)
    for (let b = a + 1; b < n; b++) {
      let wins = 0;
      let present = 0;
      for (let k = 0; k < columns.length; k++) {
        const x = columns[k]![a]!;
        const y = columns[k]![b]!;
        if (Number.isNaN(x + y)) continue;
        const w = weights[k]!;
        present += w;
        if (x > y) wins += w;
        else if (x === y) wins += w / 2;
      }
      const share = present > 0 ? wins / present : 0.5;
      out[a * n + b] = share;
      out[b * n + a] = 1 - share;
    }
  return out;
}

/** Copeland score: units beaten by majority of weight, less units beaten by. */
export const copeland: Aggregator = (columns, weights) =>
  outrankingScore(columns, columns, weights);

/** Copeland scores of any profiles against the same rivals; meeting oneself is a tie. */
export function outrankingScore(
  columns: readonly Float64Array[],
  rivals: readonly Float64Array[],
  weights: Float64Array,
): Float64Array {
  const out = new Float64Array(columns[0]?.length ?? 0);
  const against = rivals[0]?.length ?? 0;
  for (let a = 0; a < out.length; a++) {
    let score = 0;
    for (let b = 0; b < against; b++) score += majority(columns, a, rivals, b, weights);
    out[a] = score;
  }
  return out;
}

/** 1, −1, or 0 when the weight won is half, to the rounding of the weights. */
function majority(
  columns: readonly Float64Array[],
  a: number,
  rivals: readonly Float64Array[],
  b: number,
  weights: Float64Array,
): number {
  let lead = 0;
  let present = 0;
  for (let k = 0; k < columns.length; k++) {
    const d = columns[k]![a]! - rivals[k]![b]!;
    if (Number.isNaN(d)) continue;
    present += weights[k]!;
    if (d > 0) lead += weights[k]!;
    else if (d < 0) lead -= weights[k]!;
  }
  return Math.abs(lead) <= 1e-12 * present ? 0 : Math.sign(lead);
}
