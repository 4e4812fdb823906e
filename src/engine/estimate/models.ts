import { fail } from '../errors.ts';
import { exp } from '../kernels/math.ts';
import {
  checkDesign,
  checkLength,
  type Design,
  degreesOfFreedom,
  linearisedVariance,
} from './design.ts';
import { type Estimate, tEstimate } from './interval.ts';
import { crossProduct, fitted, invert, leastSquares, type Regressors } from './regression.ts';

/** What the columns add up to: the mean itself, or the log odds of a 1. */
export type Link = 'identity' | 'logit';

const ROUNDS = 50;
/** Coefficients stand still: no step moves one by more than this share of its size. */
const STILL = 1e-12;

/**
 * Coefficients of a linear or logistic regression over the population, one for each column of
 * `x` (the constant is a column of ones), from rows drawn by a design. Standard errors are
 * linearised and follow the design (Binder 1983), not the spread of the rows alone; intervals
 * use t with clusters less strata less the columns beside the constant. Fails where a column
 * follows from others, where there is no t, and where 0 and 1 are told apart without a doubt
 * (`estimate.converge`: the log odds grow without end).
 */
export function regress(
  design: Design,
  y: Float64Array,
  x: Regressors,
  { link = 'identity', level }: { readonly link?: Link; readonly level?: number } = {},
): Estimate[] {
  check(design, y, x);
  const { weights } = design;
  const found =
    link === 'logit' ? logistic(y, x, weights) : { b: leastSquares(x, y, weights), slope: weights };
  const left = y.map((v, i) => v - meanAt(link, linear(x, found.b, i)));
  const inverse = invert(crossProduct(x, found.slope), 'x');
  const df = degreesOfFreedom(design) - (x.length - 1);
  if (df <= 0)
    fail({
      code: 'estimate.few',
      path: 'x',
      params: { units: df + x.length, covariates: x.length },
    });
  return Array.from(found.b, (value, k) => {
    const row = inverse.getRow(k);
    const influence = left.map((e, i) => e * linear(x, row, i));
    return tEstimate(value, Math.sqrt(linearisedVariance(design, influence)), df, level);
  });
}

/**
 * Ordinary least squares over rows that are all there is, or drawn by nobody: standard errors
 * from one spread around the line (Gauss–Markov), t with rows less columns.
 */
export function ordinary(y: Float64Array, x: Regressors, level?: number): Estimate[] {
  const weights = new Float64Array(y.length).fill(1);
  check({ weights, stages: [] }, y, x);
  const df = y.length - x.length;
  if (df <= 0)
    fail({ code: 'estimate.few', path: 'x', params: { units: y.length, covariates: x.length } });
  const b = leastSquares(x, y, weights);
  const line = fitted(x, b);
  const spread = y.reduce((sum, v, i) => sum + (v - line[i]!) ** 2, 0) / df;
  const inverse = invert(crossProduct(x, weights), 'x');
  return Array.from(b, (value, k) =>
    tEstimate(value, Math.sqrt(spread * inverse.get(k, k)), df, level),
  );
}

/** Iteratively reweighted least squares; `slope`: the weight of each row at the end. */
function logistic(
  y: Float64Array,
  x: Regressors,
  weights: Float64Array,
): { b: Float64Array; slope: Float64Array } {
  y.forEach((v, i) => {
    if (v !== 0 && v !== 1) fail({ code: 'estimate.share', path: `y[${i}]`, params: { value: v } });
  });
  let b: Float64Array = new Float64Array(x.length);
  for (let round = 0; round < ROUNDS; round++) {
    const eta = fitted(x, b);
    const mean = eta.map((e) => meanAt('logit', e));
    const slope = mean.map((m, i) => weights[i]! * m * (1 - m));
    if (slope.some((s) => !(s > 0)))
      fail({ code: 'estimate.converge', path: 'x', params: { value: round } });
    const towards = eta.map((e, i) => e + (y[i]! - mean[i]!) / (mean[i]! * (1 - mean[i]!)));
    const next = leastSquares(x, towards, slope);
    const moved = next.some((v, k) => Math.abs(v - b[k]!) > STILL * (Math.abs(v) + STILL));
    b = next;
    if (!moved) return { b, slope };
  }
  return fail({ code: 'estimate.converge', path: 'x', params: { value: ROUNDS } });
}

const meanAt = (link: Link, eta: number): number => (link === 'logit' ? 1 / (1 + exp(-eta)) : eta);

/** xᵢ·b of one row. */
function linear(x: Regressors, b: ArrayLike<number>, i: number): number {
  let sum = 0;
  for (let k = 0; k < x.length; k++) sum += x[k]![i]! * b[k]!;
  return sum;
}

function check(design: Design, y: Float64Array, x: Regressors): void {
  checkDesign(design);
  const n = design.weights.length;
  for (const [path, column] of [['y', y] as const, ...x.map((c, k) => [`x[${k}]`, c] as const)]) {
    checkLength(path, column, n);
    column.forEach((v, i) => {
      if (!Number.isFinite(v)) fail({ code: 'estimate.value', path: `${path}[${i}]` });
    });
  }
}
