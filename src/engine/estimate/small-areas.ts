import type { Matrix } from 'ml-matrix';
import { fail } from '../errors.ts';
import { ln } from '../kernels/math.ts';
import { checkLength } from './design.ts';
import { crossProduct, crossVector, fitted, invert, type Regressors, times } from './regression.ts';

/** One small unit's figure, drawn towards what its conditions let expect; the raw value stays. */
export interface Shrunk {
  readonly raw: number;
  readonly value: number;
  /** Share of the raw value in it: 1 keeps it, 0 replaces it by the expectation. */
  readonly kept: number;
  /** Mean squared error of the value. */
  readonly mse: number;
}

export interface FayHerriot {
  readonly coefficients: Float64Array;
  readonly standardErrors: Float64Array;
  /** Variance between units beyond their conditions. */
  readonly variance: number;
  readonly logLikelihood: number;
  readonly units: readonly Shrunk[];
}

type Method = 'reml' | 'ml' | 'moments';

/**
 * Fay and Herriot's model (1979) of units: y = Xβ + v + e with known sampling variances of e. The
 * variance of v by restricted or full likelihood (scoring) or by Fay and Herriot's moments; mean
 * squared errors after Prasad and Rao (1990) and Datta and Lahiri (2000).
 */
export function fayHerriot(
  y: Float64Array,
  sampling: Float64Array,
  x: Regressors,
  method: Method = 'reml',
): FayHerriot {
  checkAreas(y, sampling, x);
  const variance = varianceBetween(y, sampling, x, method);
  const { beta, v, q } = fitAt(variance, y, sampling, x);
  const line = fitted(x, beta);
  const errors = meanSquaredErrors(variance, sampling, x, v, q, method);
  return {
    coefficients: beta,
    standardErrors: Float64Array.from(beta, (_, k) => Math.sqrt(q.get(k, k))),
    variance,
    logLikelihood:
      -0.5 * sumOf(y, (yi, i) => ln((2 * Math.PI) / v[i]!) + v[i]! * (yi - line[i]!) ** 2),
    units: Array.from(y, (raw, i) => {
      const kept = variance * v[i]!;
      return { raw, value: line[i]! + kept * (raw - line[i]!), kept, mse: errors[i]! };
    }),
  };
}

function checkAreas(y: Float64Array, sampling: Float64Array, x: Regressors): void {
  checkLength('sampling', sampling, y.length);
  x.forEach((column, k) => {
    checkLength(`x[${k}]`, column, y.length);
  });
  if (y.length <= x.length)
    fail({ code: 'estimate.few', path: 'y', params: { units: y.length, covariates: x.length } });
  sampling.forEach((d, i) => {
    if (!(d > 0)) fail({ code: 'estimate.variance', path: `sampling[${i}]`, params: { value: d } });
  });
}

interface FitAt {
  readonly beta: Float64Array;
  /** 1 / (variance + sampling variance) of each unit. */
  readonly v: Float64Array;
  /** (X′V⁻¹X)⁻¹. */
  readonly q: Matrix;
}

function fitAt(variance: number, y: Float64Array, sampling: Float64Array, x: Regressors): FitAt {
  const v = sampling.map((d) => 1 / (variance + d));
  const q = invert(crossProduct(x, v), 'x');
  return { v, q, beta: times(q, crossVector(x, v, y)) };
}

function varianceBetween(
  y: Float64Array,
  sampling: Float64Array,
  x: Regressors,
  method: Method,
): number {
  let a = Float64Array.from(sampling).sort()[Math.floor(sampling.length / 2)]!;
  for (let step = 0; step < 500; step++) {
    const next = Math.max(0, a + scoringStep(a, y, sampling, x, method));
    const done = Math.abs(next - a) <= 1e-13 * (a + 1e-300);
    // A variance that the data press below 0 is 0.
    if (done || (next === 0 && a === 0)) return next;
    a = next;
  }
  return fail({ code: 'estimate.converge', path: 'variance', params: { value: a } });
}

function scoringStep(
  a: number,
  y: Float64Array,
  sampling: Float64Array,
  x: Regressors,
  method: Method,
): number {
  const { beta, v, q } = fitAt(a, y, sampling, x);
  const line = fitted(x, beta);
  const squares = (power: number): number =>
    sumOf(y, (yi, i) => v[i]! ** power * (yi - line[i]!) ** 2);
  if (method === 'moments') {
    return (squares(1) - (y.length - x.length)) / squaresSlope(y, v, line);
  }
  const v2 = v.map((w) => w * w);
  if (method === 'ml') return (squares(2) - sumOf(v, (w) => w)) / sumOf(v2, (w) => w);
  // tr P and tr P² of P = V⁻¹ − V⁻¹X(X′V⁻¹X)⁻¹X′V⁻¹.
  const m2 = q.mmul(crossProduct(x, v2));
  const m3 = q.mmul(
    crossProduct(
      x,
      v.map((w) => w * w * w),
    ),
  );
  const trace = sumOf(v, (w) => w) - m2.trace();
  const trace2 = sumOf(v2, (w) => w) - 2 * m3.trace() + m2.mmul(m2).trace();
  return (squares(2) - trace) / trace2;
}

/** How fast the weighted sum of squares falls as the variance grows. */
function squaresSlope(y: Float64Array, v: Float64Array, line: Float64Array): number {
  return sumOf(y, (yi, i) => v[i]! * v[i]! * (yi - line[i]!) ** 2);
}

function meanSquaredErrors(
  a: number,
  sampling: Float64Array,
  x: Regressors,
  v: Float64Array,
  q: Matrix,
  method: Method,
): Float64Array {
  const m = v.length;
  const s1 = sumOf(v, (w) => w);
  const s2 = sumOf(v, (w) => w * w);
  const ofVariance = method === 'moments' ? (2 * m) / (s1 * s1) : 2 / s2;
  let bias = 0;
  if (method === 'moments') bias = (2 * (m * s2 - s1 * s1)) / s1 ** 3;
  if (method === 'ml')
    bias =
      -q
        .mmul(
          crossProduct(
            x,
            v.map((w) => w * w),
          ),
        )
        .trace() / s2;
  return sampling.map((d, i) => {
    const left = d * v[i]!;
    const row = x.map((column) => column[i]!);
    const along = times(q, row);
    const g2 = left * left * row.reduce((s, r, k) => s + r * along[k]!, 0);
    const g3 = left * left * ofVariance * v[i]!;
    return a * left + g2 + 2 * g3 - bias * left * left;
  });
}

function sumOf(x: Float64Array, f: (v: number, i: number) => number): number {
  let out = 0;
  for (let i = 0; i < x.length; i++) out += f(x[i]!, i);
  return out;
}
