import { ln } from '../kernels/math.ts';
import { meanAndSd } from '../kernels/stats.ts';
import { principalComponents } from '../kernels/structure.ts';
import { kendall, pearson, spearman } from './agreement.ts';
import { scalings } from './normalise.ts';
import { requireNonZero, requireNotNegative } from './table.ts';

/**
 * Weights read off data or off comparisons. Columns are criteria over the same units,
 * complete, more being better; results sum to 1.
 */

function shares(raw: Float64Array, method: string): Float64Array {
  let sum = 0;
  for (const v of raw) sum += v;
  requireNonZero(sum, method);
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
 * Errors: `mcdm.negative`; `mcdm.undefined` when no column has spread.
 */
export function entropyWeights(columns: readonly Float64Array[]): Float64Array {
  requireNotNegative(columns, 'entropy');
  const raw = Float64Array.from(columns, (x) => {
    let sum = 0;
    for (const v of x) sum += v;
    if (sum === 0) return 0;
    let entropy = 0;
    for (const v of x) {
      const p = v / sum;
      if (p > 0) entropy -= p * ln(p);
    }
    const left = 1 - entropy / ln(x.length);
    // Equal shares give 1 to the rounding only; that is no information.
    return left < 4 * Number.EPSILON ? 0 : left;
  });
  return shares(raw, 'entropy');
}

/** Weights in proportion to each column's standard deviation. Error: `mcdm.undefined`. */
export function stdWeights(columns: readonly Float64Array[]): Float64Array {
  return shares(
    Float64Array.from(columns, (x) => meanAndSd(x).sd),
    'std',
  );
}

const correlations = { pearson, spearman, kendall };

/**
 * CRITIC (Diakoulaki et al. 1995, Computers & Operations Research 22(7)): standard deviation
 * of the min–max scaled column times Σ (1 − correlation with the others). A column without
 * spread gets 0. `scaled` says that the columns are comparable already.
 *
 * Errors: `mcdm.undefined` when no column has spread.
 */
export function criticWeights(
  columns: readonly Float64Array[],
  options: { readonly correlation?: keyof typeof correlations; readonly scaled?: boolean } = {},
): Float64Array {
  const correlate = correlations[options.correlation ?? 'pearson'];
  const used = options.scaled ? columns : columns.map((x) => scalings.minmax(x, 1));
  const spread = used.map((x) => meanAndSd(x).sd);
  return shares(
    Float64Array.from(used, (x, j) => {
      if (spread[j] === 0) return 0;
      let conflict = 0;
      used.forEach((y, k) => {
        if (k !== j && spread[k] !== 0) conflict += 1 - correlate(x, y);
      });
      return spread[j]! * conflict;
    }),
    'critic',
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

/**
 * PCA weights: squared loadings of the first principal component (OECD handbook step 6),
 * which sum to 1 and cannot be negative, unlike the raw loadings some packages use.
 */
export function pcaWeights(columns: readonly Float64Array[]): Float64Array {
  return shares(
    principalComponents(columns)[0]!.loadings.map((v) => v * v),
    'pca',
  );
}
