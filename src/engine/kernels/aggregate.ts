import { exp, ln, pow } from './math.ts';

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

function total(weights: Float64Array): number {
  let sum = 0;
  for (let k = 0; k < weights.length; k++) sum += weights[k]!;
  return sum;
}

/** Rows worked on at a time: the running sums stay in the first-level cache. */
const BLOCK_ROWS = 2048;

/** Columns that are given block by block, so that they need not exist as a whole. */
export interface Blocks {
  readonly rows: number;
  readonly count: number;
  /**
   * Rows from … to − 1 of column k, the first at index 0. `slot` (0 … 3) tells the blocks
   * apart that are read together: one may be written over when its slot comes again.
   */
  readonly block: (k: number, from: number, to: number, slot: number) => Float64Array;
}

/**
 * Σ w·x / Σ w over whole columns, in the order of the columns for every unit, so that the
 * bits do not depend on the blocking; rows where that is NaN are done again without what
 * is missing.
 */
export const arithmetic: Aggregator = (columns, weights, out) =>
  weightedMean(
    {
      rows: columns[0]?.length ?? 0,
      count: columns.length,
      block: (k, from, to) => columns[k]!.subarray(from, to),
    },
    weights,
    out,
  );

/** The same of columns given block by block. */
export function weightedMean(
  columns: Blocks,
  weights: Float64Array,
  out: Float64Array = new Float64Array(columns.rows),
): Float64Array {
  const sum = total(weights);
  const counted: number[] = [];
  for (let k = 0; k < columns.count; k++) if (weights[k] !== 0) counted.push(k);
  const shares = Float64Array.from(counted, (k) => weights[k]! / sum);
  for (let from = 0; from < columns.rows; from += BLOCK_ROWS) {
    const to = Math.min(columns.rows, from + BLOCK_ROWS);
    const block = (j: number, slot: number): Float64Array =>
      columns.block(counted[j]!, from, to, slot);
    const sums = out.subarray(from, to).fill(0);
    let j = 0;
    for (; j + 3 < counted.length; j += 4)
      addFour(sums, block(j, 0), block(j + 1, 1), block(j + 2, 2), block(j + 3, 3), shares, j);
    for (; j < counted.length; j++) addOne(sums, block(j, 0), shares[j]!);
    if (sums.some(Number.isNaN)) meanOfPresent(columns, weights, from, to, sums);
  }
  return out;
}

function addOne(sums: Float64Array, x: Float64Array, w: number): void {
  for (let i = 0; i < sums.length; i++) sums[i] = sums[i]! + w * x[i]!;
}

/** Four columns in one pass over the sums; added one after the other, as addOne would. */
function addFour(
  sums: Float64Array,
  a: Float64Array,
  b: Float64Array,
  c: Float64Array,
  d: Float64Array,
  shares: Float64Array,
  j: number,
): void {
  const wa = shares[j]!;
  const wb = shares[j + 1]!;
  const wc = shares[j + 2]!;
  const wd = shares[j + 3]!;
  for (let i = 0; i < sums.length; i++)
    sums[i] = sums[i]! + wa * a[i]! + wb * b[i]! + wc * c[i]! + wd * d[i]!;
}

/** Rows of a block whose sum is NaN, over the columns that have a value there. */
function meanOfPresent(
  columns: Blocks,
  weights: Float64Array,
  from: number,
  to: number,
  sums: Float64Array,
): void {
  const rows: number[] = [];
  for (let i = 0; i < sums.length; i++) if (Number.isNaN(sums[i]!)) rows.push(i);
  const sum = new Float64Array(rows.length);
  const present = new Float64Array(rows.length);
  for (let k = 0; k < columns.count; k++) {
    const x = columns.block(k, from, to, 0);
    const w = weights[k]!;
    for (let r = 0; r < rows.length; r++) {
      const v = x[rows[r]!]!;
      if (Number.isNaN(v)) continue;
      present[r]! += w;
      sum[r]! += w * v;
    }
  }
  for (let r = 0; r < rows.length; r++)
    sums[rows[r]!] = present[r]! > 0 ? sum[r]! / present[r]! : Number.NaN;
}

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
