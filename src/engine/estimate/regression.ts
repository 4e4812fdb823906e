import { inverse, Matrix } from 'ml-matrix';
import { fail } from '../errors.ts';

/** Columns of a regression, the constant included where it is wanted. */
export type Regressors = readonly Float64Array[];

/** X′WX as a matrix. */
export function crossProduct(x: Regressors, w: Float64Array): Matrix {
  const p = x.length;
  const out = Matrix.zeros(p, p);
  for (let a = 0; a < p; a++)
    for (let b = a; b < p; b++) {
      let sum = 0;
      for (let i = 0; i < w.length; i++) sum += w[i]! * x[a]![i]! * x[b]![i]!;
      out.set(a, b, sum);
      out.set(b, a, sum);
    }
  return out;
}

/** X′Wy. */
export function crossVector(x: Regressors, w: Float64Array, y: Float64Array): Float64Array {
  return Float64Array.from(x, (column) => {
    let sum = 0;
    for (let i = 0; i < w.length; i++) sum += w[i]! * column[i]! * y[i]!;
    return sum;
  });
}

/**
 * Inverse of a symmetric positive matrix. The columns are first put on one scale, so that a
 * column in the millions beside a constant does not cost digits. Fails where one column
 * follows from the others.
 */
export function invert(m: Matrix, path = 'covariates'): Matrix {
  const p = m.rows;
  const scale = Array.from({ length: p }, (_, i) => 1 / Math.sqrt(m.get(i, i)));
  if (scale.some((s) => !Number.isFinite(s))) fail({ code: 'estimate.collinear', path });
  const scaled = Matrix.zeros(p, p);
  for (let a = 0; a < p; a++)
    for (let b = 0; b < p; b++) scaled.set(a, b, m.get(a, b) * scale[a]! * scale[b]!);
  const out = invertScaled(scaled, path);
  for (let a = 0; a < p; a++)
    for (let b = 0; b < p; b++) out.set(a, b, out.get(a, b) * scale[a]! * scale[b]!);
  return out;
}

function invertScaled(scaled: Matrix, path: string): Matrix {
  let out: Matrix;
  try {
    out = inverse(scaled);
  } catch {
    return fail({ code: 'estimate.collinear', path });
  }
  if (out.to1DArray().some((v) => !Number.isFinite(v) || Math.abs(v) > 1e13))
    fail({ code: 'estimate.collinear', path });
  return out;
}

/** m·v. */
export function times(m: Matrix, v: ArrayLike<number>): Float64Array {
  return Float64Array.from({ length: m.rows }, (_, a) => {
    let sum = 0;
    for (let b = 0; b < m.columns; b++) sum += m.get(a, b) * v[b]!;
    return sum;
  });
}

/** X·b. */
export function fitted(x: Regressors, b: ArrayLike<number>): Float64Array {
  const n = x[0]?.length ?? 0;
  const out = new Float64Array(n);
  x.forEach((column, k) => {
    for (let i = 0; i < n; i++) out[i] = out[i]! + b[k]! * column[i]!;
  });
  return out;
}

/** Coefficients of weighted least squares. */
export function leastSquares(x: Regressors, y: Float64Array, w: Float64Array): Float64Array {
  return times(invert(crossProduct(x, w)), crossVector(x, w, y));
}

/** What weighted least squares leaves of y. */
export function residuals(x: Regressors, y: Float64Array, w: Float64Array): Float64Array {
  const line = fitted(x, leastSquares(x, y, w));
  return y.map((v, i) => v - line[i]!);
}
