import { Matrix, solve } from 'ml-matrix';
import { ln } from '../kernels/math.ts';
import { meanAndSd } from '../kernels/stats.ts';
import { scalings } from './normalise.ts';
import { type Direction, maxOf, minOf, requireNonZero, requirePositive, sumOf } from './table.ts';
import { entropyWeights } from './weights.ts';

/** Weights read off the figures by less common rules; all sum to 1. */

function shares(raw: Float64Array, method: string): Float64Array {
  const sum = requireNonZero(sumOf(raw), method);
  return raw.map((v) => v / sum);
}

/** Variance of each min–max scaled column. */
export function varianceWeights(columns: readonly Float64Array[]): Float64Array {
  const raw = Float64Array.from(columns, (x) => meanAndSd(scalings.minmax(x, 1)).sd ** 2);
  return shares(raw, 'variance');
}

/** Gini coefficient of each column (Li and Chi 2009). Values must be positive. */
export function giniWeights(columns: readonly Float64Array[]): Float64Array {
  const raw = Float64Array.from(columns, (x) => {
    const n = x.length;
    const total = requireNonZero(sumOf(x), 'gini');
    let ranked = 0;
    x.slice()
      .sort()
      .forEach((v, k) => {
        ranked += (2 * (k + 1) - n - 1) * v;
      });
    return ranked / (n * total);
  });
  return shares(raw, 'gini');
}

/**
 * Angle between each column and a constant one (Shuai et al. 2012). Values must be positive.
 * `Math.acos` may differ by an ulp between machines; no sealed result rests on these weights.
 */
export function angleWeights(columns: readonly Float64Array[]): Float64Array {
  requirePositive(columns, 'angle');
  const raw = Float64Array.from(columns, (x) => {
    const length = Math.sqrt(sumOf(x.map((v) => v * v)) * x.length);
    return Math.acos(Math.min(1, sumOf(x) / length));
  });
  return shares(raw, 'angle');
}

/**
 * MEREC (Keshavarz-Ghorabaee et al. 2021, Symmetry 13(4)): how much the overall
 * performance changes when a criterion is left out. Values must be positive.
 */
export function merecWeights(
  columns: readonly Float64Array[],
  directions: readonly Direction[],
): Float64Array {
  requirePositive(columns, 'merec');
  const k = columns.length;
  const logs = columns.map((x, j) => {
    const end = directions[j] === 1 ? minOf(x) : maxOf(x);
    return x.map((v) => Math.abs(ln(directions[j] === 1 ? end / v : v / end)));
  });
  const all = new Float64Array(columns[0]!.length);
  for (const x of logs) for (let i = 0; i < all.length; i++) all[i]! += x[i]!;
  const raw = Float64Array.from(logs, (x) => {
    let effect = 0;
    for (let i = 0; i < all.length; i++)
      effect += Math.abs(ln(1 + (all[i]! - x[i]!) / k) - ln(1 + all[i]! / k));
    return effect;
  });
  return shares(raw, 'merec');
}

/**
 * LOPCOW (Ecer and Pamucar 2022, Omega 112): logarithm of root mean square over standard
 * deviation of the min–max scaled column.
 */
export function lopcowWeights(
  columns: readonly Float64Array[],
  directions: readonly Direction[],
): Float64Array {
  const raw = Float64Array.from(columns, (x, j) => {
    const scaled = scalings.minmax(x, directions[j]!);
    const square = sumOf(scaled.map((v) => v * v)) / x.length;
    return Math.abs(ln(Math.sqrt(square) / requireNonZero(meanAndSd(scaled).sd, 'lopcow')));
  });
  return shares(raw, 'lopcow');
}

/**
 * CILOS (Zavadskas and Podvezko 2016): weights that balance the loss in every criterion
 * when another one is at its best. Values must be positive.
 */
export function cilosWeights(
  columns: readonly Float64Array[],
  directions: readonly Direction[],
): Float64Array {
  requirePositive(columns, 'cilos');
  const k = columns.length;
  if (k === 1) return Float64Array.of(1);
  const turned = columns.map((x, j) => {
    if (directions[j] === 1) return x;
    const min = minOf(x);
    return x.map((v) => min / v);
  });
  const tops = turned.map((x) => x.indexOf(maxOf(x)));
  const loss = (i: number, j: number): number => 1 - turned[j]![tops[i]!]! / turned[j]![tops[j]!]!;
  const system = Matrix.zeros(k, k);
  for (let j = 0; j < k; j++) {
    let column = 0;
    for (let i = 0; i < k; i++) {
      system.set(i, j, loss(i, j));
      column += loss(i, j);
    }
    system.set(j, j, system.get(j, j) - column);
  }
  // Columns sum to 0, so one equation says nothing; the sum of the weights takes its place.
  for (let j = 0; j < k; j++) system.set(k - 1, j, 1);
  const right = Matrix.zeros(k, 1);
  right.set(k - 1, 0, 1);
  return shares(Float64Array.from(solved(system, right).getColumn(0)), 'cilos');
}

function solved(system: Matrix, right: Matrix): Matrix {
  try {
    return solve(system, right);
  } catch {
    // Singular: one unit is best in everything, so nothing is ever lost.
    requireNonZero(0, 'cilos');
    throw new RangeError('unreachable');
  }
}

/** IDOCRIW (Zavadskas and Podvezko 2016): entropy weights times CILOS weights. */
export function idocriwWeights(
  columns: readonly Float64Array[],
  directions: readonly Direction[],
): Float64Array {
  const entropy = entropyWeights(columns);
  const loss = cilosWeights(columns, directions);
  return shares(
    entropy.map((w, j) => w * loss[j]!),
    'idocriw',
  );
}

/**
 * RANCOM (Więckowski et al. 2023, doi 10.1016/j.engappai.2023.106114): row sums of a
 * comparison matrix of 1 (more important), 0.5 (alike) and 0.
 */
export function rancomWeights(matrix: readonly (readonly number[])[]): Float64Array {
  return shares(
    Float64Array.from(matrix, (row) => row.reduce((a, b) => a + b, 0)),
    'rancom',
  );
}

/** The comparison matrix of {@link rancomWeights} from importances, larger = more important. */
export function comparisonsOf(importance: readonly number[]): number[][] {
  return importance.map((a) => importance.map((b) => (a > b ? 1 : a === b ? 0.5 : 0)));
}
