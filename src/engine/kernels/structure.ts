import { EigenvalueDecomposition, Matrix } from 'ml-matrix';
import { correlation } from './stats.ts';

/** How indicators of one group hang together. */

/**
 * Cronbach's alpha (1951, doi 10.1007/BF02310555): k·c̄ / (v̄ + (k − 1)·c̄) with the mean variance
 * and covariance over the pairs of values both present. Near 1 when the columns measure
 * one thing; can be negative when they pull apart. `NaN` below two columns.
 */
export function cronbachAlpha(columns: readonly Float64Array[]): number {
  const k = columns.length;
  if (k < 2) return Number.NaN;
  let all = 0;
  let own = 0;
  columns.forEach((x, a) => {
    columns.forEach((y, b) => {
      const c = covariance(x, y);
      all += c;
      if (a === b) own += c;
    });
  });
  const between = (all - own) / (k * (k - 1));
  return (k * k * between) / all;
}

/** Sample covariance over the pairs both present. */
function covariance(x: Float64Array, y: Float64Array): number {
  let n = 0;
  let mx = 0;
  let my = 0;
  for (let i = 0; i < x.length; i++) {
    if (Number.isNaN(x[i]! + y[i]!)) continue;
    n++;
    mx += x[i]!;
    my += y[i]!;
  }
  mx /= n;
  my /= n;
  let sum = 0;
  for (let i = 0; i < x.length; i++) {
    const p = (x[i]! - mx) * (y[i]! - my);
    if (!Number.isNaN(p)) sum += p;
  }
  return sum / (n - 1);
}

/** One principal component: how much of the variance it carries, and what it is made of. */
export interface Component {
  /** Standard deviation along it; squares sum to the number of columns. */
  readonly sd: number;
  /** Loadings, squares summing to 1; the largest in size is positive. */
  readonly loadings: Float64Array;
}

/** Principal components of the correlation matrix, the strongest first. */
export function principalComponents(columns: readonly Float64Array[]): Component[] {
  const k = columns.length;
  const matrix = Matrix.eye(k, k);
  for (let a = 0; a < k; a++)
    for (let b = 0; b < a; b++) {
      const r = correlation(columns[a]!, columns[b]!);
      matrix.set(a, b, r);
      matrix.set(b, a, r);
    }
  const found = new EigenvalueDecomposition(matrix, { assumeSymmetric: true });
  return found.realEigenvalues
    .map((value, j) => ({
      sd: Math.sqrt(Math.max(0, value)),
      loadings: signed(Float64Array.from(found.eigenvectorMatrix.getColumn(j))),
    }))
    .sort((a, b) => b.sd - a.sd);
}

/** The sign of a component means nothing; fixing it makes results the same everywhere. */
function signed(loadings: Float64Array): Float64Array {
  let largest = 0;
  for (const v of loadings) if (Math.abs(v) > Math.abs(largest)) largest = v;
  return largest < 0 ? loadings.map((v) => -v) : loadings;
}
