/**
 * Weighted means of columns, block of rows by block of rows. One set of weights or two at a
 * time: two read every figure once between them, which is what a Monte Carlo over weights
 * spends its time on.
 */

/** Rows worked on at a time: the running sums stay in the first-level cache. */
const BLOCK_ROWS = 1024;

/** Columns that are given block by block, so that they need not exist as a whole. */
export interface Blocks {
  readonly rows: number;
  readonly count: number;
  /**
   * Rows from … to − 1 of column k, the first at index 0. `slot` (0 … 3) tells the blocks
   * apart that are read together: one may be written over when its slot comes again.
   */
  readonly block: (k: number, from: number, to: number, slot: number) => Float64Array;
  /**
   * Adds shares[j] … shares[j + 3] × the columns `four` to the sums, as four blocks would,
   * without writing them down first; false where it cannot.
   */
  readonly addFour?: (four: Four, from: number, sums: Float64Array, shares: Shares) => boolean;
}

/** Columns that are added together. */
export type Four = readonly [number, number, number, number];
/** Their weights: shares of 1. */
export type Shares = readonly [number, number, number, number];

/** Columns that do exist as a whole. */
export function blocksOf(columns: readonly Float64Array[]): Blocks {
  return {
    rows: columns[0]?.length ?? 0,
    count: columns.length,
    block: (k, from, to) => columns[k]!.subarray(from, to),
  };
}

/** Sums of weights × figures to be written, and the weights: shares of 1. */
interface Sums {
  readonly out: Float64Array;
  readonly shares: Float64Array;
}

/**
 * Σ w·x / Σ w over whole columns, in the order of the columns for every unit, so that the
 * bits depend neither on the blocking nor on what is computed beside it; rows where that
 * is NaN are done again without what is missing.
 */
export function weightedMean(
  columns: Blocks,
  weights: Float64Array,
  out: Float64Array = new Float64Array(columns.rows),
): Float64Array {
  const counted = withWeight(weights);
  const shares = sharesOf(weights, counted);
  for (let from = 0; from < columns.rows; from += BLOCK_ROWS) {
    const to = Math.min(columns.rows, from + BLOCK_ROWS);
    const sums = out.subarray(from, to);
    const block = (j: number, slot: number): Float64Array =>
      columns.block(counted[j]!, from, to, slot);
    let j = 0;
    sums.fill(0);
    for (; j + 3 < counted.length; j += 4) {
      if (columns.addFour?.(fourOf(counted, j), from, sums, fourOf(shares, j))) continue;
      addFour(sums, block(j, 0), block(j + 1, 1), block(j + 2, 2), block(j + 3, 3), shares, j);
    }
    for (; j < counted.length; j++) addOne(sums, block(j, 0), shares[j]!);
    if (anyMissing(sums)) meanOfPresent(columns, weights, from, to, sums);
  }
  return out;
}

/** Two {@link weightedMean} of the same columns, bit for bit. */
export function weightedMeans(
  columns: Blocks,
  weights: readonly [Float64Array, Float64Array],
  out: readonly [Float64Array, Float64Array],
): void {
  const counted = withWeight(weights[0]);
  const alike = withWeight(weights[1]);
  if (
    counted.length < 4 ||
    counted.length !== alike.length ||
    counted.some((k, j) => alike[j] !== k)
  ) {
    weightedMean(columns, weights[0], out[0]);
    weightedMean(columns, weights[1], out[1]);
    return;
  }
  const first = sharesOf(weights[0], counted);
  const second = sharesOf(weights[1], counted);
  for (let from = 0; from < columns.rows; from += BLOCK_ROWS) {
    const to = Math.min(columns.rows, from + BLOCK_ROWS);
    const p: Sums = { out: out[0].subarray(from, to), shares: first };
    const q: Sums = { out: out[1].subarray(from, to), shares: second };
    const block = (j: number, slot: number): Float64Array =>
      columns.block(counted[j]!, from, to, slot);
    p.out.fill(0);
    q.out.fill(0);
    let j = 0;
    for (; j + 3 < counted.length; j += 4)
      addFourTwice(p, q, block(j, 0), block(j + 1, 1), block(j + 2, 2), block(j + 3, 3), j);
    for (; j < counted.length; j++) addOneTwice(p, q, block(j, 0), j);
    if (anyMissing(p.out)) meanOfPresent(columns, weights[0], from, to, p.out);
    if (anyMissing(q.out)) meanOfPresent(columns, weights[1], from, to, q.out);
  }
}

function withWeight(weights: Float64Array): number[] {
  const counted: number[] = [];
  for (let k = 0; k < weights.length; k++) if (weights[k] !== 0) counted.push(k);
  return counted;
}

function sharesOf(weights: Float64Array, counted: readonly number[]): Float64Array {
  let sum = 0;
  for (let k = 0; k < weights.length; k++) sum += weights[k]!;
  return Float64Array.from(counted, (k) => weights[k]! / sum);
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

function addOneTwice(p: Sums, q: Sums, x: Float64Array, j: number): void {
  const first = p.out;
  const second = q.out;
  const w = p.shares[j]!;
  const v = q.shares[j]!;
  for (let i = 0; i < first.length; i++) {
    const y = x[i]!;
    first[i] = first[i]! + w * y;
    second[i] = second[i]! + v * y;
  }
}

function addFourTwice(
  p: Sums,
  q: Sums,
  a: Float64Array,
  b: Float64Array,
  c: Float64Array,
  d: Float64Array,
  j: number,
): void {
  const first = p.out;
  const second = q.out;
  const [wa, wb, wc, wd] = fourOf(p.shares, j);
  const [va, vb, vc, vd] = fourOf(q.shares, j);
  for (let i = 0; i < first.length; i++) {
    const x = a[i]!;
    const y = b[i]!;
    const z = c[i]!;
    const t = d[i]!;
    first[i] = first[i]! + wa * x + wb * y + wc * z + wd * t;
    second[i] = second[i]! + va * x + vb * y + vc * z + vd * t;
  }
}

function fourOf(list: ArrayLike<number>, j: number): Four {
  return [list[j]!, list[j + 1]!, list[j + 2]!, list[j + 3]!];
}

/** Whether a sum is NaN; may say so of infinities of both signs too, which is harmless. */
function anyMissing(sums: Float64Array): boolean {
  let i = 0;
  for (; i + 3 < sums.length; i += 4)
    if (Number.isNaN(sums[i]! + sums[i + 1]! + sums[i + 2]! + sums[i + 3]!)) return true;
  for (; i < sums.length; i++) if (Number.isNaN(sums[i]!)) return true;
  return false;
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
