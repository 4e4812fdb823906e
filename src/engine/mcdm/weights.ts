import { EigenvalueDecomposition, Matrix } from 'ml-matrix';
import { ln } from '../kernels/math.ts';
import { correlation, meanAndSd } from '../kernels/stats.ts';

/**
 * Weights read off data or off comparisons. Columns are criteria over the same units,
 * complete, more being better; results sum to 1.
 */

function shares(raw: Float64Array): Float64Array {
  let sum = 0;
  for (const v of raw) sum += v;
  return raw.map((v) => v / sum);
}

/** 1/k each. */
export function equalWeights(count: number): Float64Array {
  return new Float64Array(count).fill(1 / count);
}

/**
 * Entropy weights (Shannon; Hwang and Yoon 1981): 1 − E of each column's shares, base of
 * the logarithm the number of units. A column without spread gets 0.
 *
 * Values must not be negative: throws RangeError naming the column.
 */
export function entropyWeights(columns: readonly Float64Array[]): Float64Array {
  const raw = Float64Array.from(columns, (x, k) => {
    let sum = 0;
    for (const v of x) {
      if (v < 0) throw new RangeError(`entropy weights need values ≥ 0 (column ${k})`);
      sum += v;
    }
    let entropy = 0;
    for (const v of x) {
      const p = v / sum;
      if (p > 0) entropy -= p * ln(p);
    }
    return 1 - entropy / ln(x.length);
  });
  return shares(raw);
}

/** Weights in proportion to each column's standard deviation (population). */
export function stdWeights(columns: readonly Float64Array[]): Float64Array {
  return shares(
    Float64Array.from(columns, (x) => meanAndSd(x).sd * Math.sqrt((x.length - 1) / x.length)),
  );
}

/**
 * CRITIC (Diakoulaki et al. 1995, doi 10.1016/0305-0548(94)00059-H): standard deviation of the
 * min–max scaled column times Σ (1 − correlation with the others).
 */
export function criticWeights(columns: readonly Float64Array[]): Float64Array {
  const scaled = columns.map((x) => {
    const min = Math.min(...x);
    const max = Math.max(...x);
    return x.map((v) => (v - min) / (max - min));
  });
  return shares(
    Float64Array.from(scaled, (x) => {
      let conflict = 0;
      for (const y of scaled) conflict += y === x ? 0 : 1 - correlation(x, y);
      return meanAndSd(x).sd * conflict;
    }),
  );
}

/** Saaty's random consistency indices for matrices of 1 to 15 items. */
const randomIndex = [
  0, 0, 0.58, 0.9, 1.12, 1.24, 1.32, 1.41, 1.45, 1.49, 1.51, 1.48, 1.56, 1.57, 1.59,
] as const;

/**
 * AHP (Saaty 1980): principal eigenvector of a pairwise comparison matrix by power
 * iteration, and its consistency ratio (λmax − n)/(n − 1)/RI(n); 0 for n < 3.
 */
export function ahpWeights(matrix: readonly (readonly number[])[]): {
  weights: Float64Array;
  ratio: number;
} {
  const n = matrix.length;
  let w: Float64Array = equalWeights(n);
  let lambda = n;
  for (let step = 0; step < 10_000; step++) {
    const product = Float64Array.from(matrix, (row) => row.reduce((s, a, k) => s + a * w[k]!, 0));
    lambda = product.reduce((a, b) => a + b, 0);
    const next = product.map((v) => v / lambda);
    const moved = next.reduce((m, v, k) => Math.max(m, Math.abs(v - w[k]!)), 0);
    w = next;
    if (moved < 1e-16) break;
  }
  const ratio = n < 3 ? 0 : (lambda - n) / (n - 1) / randomIndex[n - 1]!;
  return { weights: w, ratio: Math.max(0, ratio) };
}

/** Loadings of the first principal component of the correlation matrix, the largest positive. */
export function principalLoadings(columns: readonly Float64Array[]): Float64Array {
  const k = columns.length;
  const matrix = Matrix.zeros(k, k);
  for (let a = 0; a < k; a++)
    for (let b = 0; b < k; b++)
      matrix.set(a, b, a === b ? 1 : correlation(columns[a]!, columns[b]!));
  const found = new EigenvalueDecomposition(matrix, { assumeSymmetric: true });
  const values = found.realEigenvalues;
  const first = values.indexOf(Math.max(...values));
  const loadings = Float64Array.from(found.eigenvectorMatrix.getColumn(first));
  let largest = 0;
  for (const v of loadings) if (Math.abs(v) > Math.abs(largest)) largest = v;
  return largest < 0 ? loadings.map((v) => -v) : loadings;
}

/**
 * PCA weights: squared loadings of the first principal component (OECD handbook step 6),
 * which sum to 1 and cannot be negative, unlike the raw loadings some packages use.
 */
export function pcaWeights(columns: readonly Float64Array[]): Float64Array {
  return shares(principalLoadings(columns).map((v) => v * v));
}
