import { stream } from '../engine/kernels/random.ts';
import type { Rows } from './vectors.ts';

/** How the separating planes are found. */
export interface Fitting {
  /** Cost of a text on the wrong side; larger fits the examples closer. */
  readonly cost: number;
  /** Costs of a class × N / (classes × its texts): a rare class then counts as a common one. */
  readonly balanced?: boolean;
  readonly seed?: number;
  /** Passes over the examples at most. */
  readonly passes?: number;
  /** Stops when no gradient of a pass is farther than this from the best. */
  readonly tolerance?: number;
}

/** One plane a class: score of class k = Σ weight[feature × classes + k] × value + bias[k]. */
export interface Planes {
  readonly classes: number;
  readonly weights: Float32Array;
  readonly bias: Float32Array;
}

/**
 * One-against-the-rest linear support vector machines with squared hinge loss, by coordinate
 * descent in the dual (Hsieh, Chang, Lin, Keerthi and Sundararajan 2008,
 * doi 10.1145/1390156.1390208, algorithm 3 with shrinking). The bias is the weight of a feature that
 * is 1 everywhere. Same rows, labels and settings: same bits.
 */
export function fitPlanes(
  rows: Rows,
  labels: ArrayLike<number>,
  columns: number,
  classes: number,
  fitting: Fitting,
): Planes {
  const weights = new Float32Array(columns * classes);
  const bias = new Float32Array(classes);
  const squares = squaresOf(rows);
  for (let k = 0; k < classes; k++) {
    const plane = onePlane(rows, squares, labels, columns, k, classes, fitting);
    for (let f = 0; f < columns; f++) weights[f * classes + k] = plane[f]!;
    bias[k] = plane[columns]!;
  }
  return { classes, weights, bias };
}

function squaresOf({ start, value }: Rows): Float64Array {
  const squares = new Float64Array(start.length - 1);
  for (let r = 0; r < squares.length; r++) {
    let sum = 1;
    for (let e = start[r]!; e < start[r + 1]!; e++) sum += value[e]! * value[e]!;
    squares[r] = sum;
  }
  return squares;
}

function onePlane(
  { start, column, value }: Rows,
  squares: Float64Array,
  labels: ArrayLike<number>,
  columns: number,
  k: number,
  classes: number,
  { cost, balanced = false, seed = 1, passes = 200, tolerance = 0.1 }: Fitting,
): Float64Array {
  const n = squares.length;
  let of = 0;
  for (let r = 0; r < n; r++) if (labels[r] === k) of++;
  const plane = new Float64Array(columns + 1);
  if (of === 0) {
    plane[columns] = -1;
    return plane;
  }
  const costOf = balanced ? (cost * n) / (classes * of) : cost;
  const diagonal = (positive: boolean): number => 0.5 / (positive ? costOf : cost);
  const alpha = new Float64Array(n);
  const order = Int32Array.from({ length: n }, (_, r) => r);
  const { uniform } = stream(seed, k, 'linear');
  let active = n;
  let most = Number.POSITIVE_INFINITY;
  for (let pass = 0; pass < passes; pass++) {
    let up = Number.NEGATIVE_INFINITY;
    let down = Number.POSITIVE_INFINITY;
    for (let i = 0; i < active; i++) {
      const j = i + Math.floor(uniform() * (active - i));
      const swap = order[i]!;
      order[i] = order[j]!;
      order[j] = swap;
    }
    for (let i = 0; i < active; i++) {
      const r = order[i]!;
      const y = labels[r] === k ? 1 : -1;
      const d = diagonal(y > 0);
      let score = plane[columns]!;
      for (let e = start[r]!; e < start[r + 1]!; e++) score += plane[column[e]!]! * value[e]!;
      const gradient = y * score - 1 + alpha[r]! * d;
      let projected = gradient;
      if (alpha[r] === 0) {
        if (gradient > most) {
          active--;
          order[i] = order[active]!;
          order[active] = r;
          i--;
          continue;
        }
        projected = Math.min(gradient, 0);
      }
      up = Math.max(up, projected);
      down = Math.min(down, projected);
      if (Math.abs(projected) < 1e-12) continue;
      const before = alpha[r]!;
      alpha[r] = Math.max(before - gradient / (squares[r]! + d), 0);
      const step = (alpha[r]! - before) * y;
      plane[columns]! += step;
      for (let e = start[r]!; e < start[r + 1]!; e++) plane[column[e]!]! += step * value[e]!;
    }
    if (up - down <= tolerance) {
      if (active === n) break;
      active = n;
      most = Number.POSITIVE_INFINITY;
      continue;
    }
    most = up > 0 ? up : Number.POSITIVE_INFINITY;
  }
  return plane;
}

/** Scores of every class for one vector. */
export function scoresOf(
  { classes, weights, bias }: Planes,
  column: ArrayLike<number>,
  value: ArrayLike<number>,
  from = 0,
  to = column.length,
): Float64Array {
  const scores = Float64Array.from(bias);
  for (let e = from; e < to; e++) {
    const at = column[e]! * classes;
    for (let k = 0; k < classes; k++) scores[k]! += weights[at + k]! * value[e]!;
  }
  return scores;
}
