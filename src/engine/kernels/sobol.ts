import { stream } from './random.ts';
import { quantileSorted, sortedPresent } from './stats.ts';

/** Outputs of Saltelli's design: `a`, `b` of N runs each, `ab[i]` = A with factor i from B. */
export interface SaltelliOutputs {
  readonly a: Float64Array;
  readonly b: Float64Array;
  readonly ab: readonly Float64Array[];
}

export interface IndexPair {
  readonly first: number;
  readonly total: number;
}

export interface IntervalPair extends IndexPair {
  readonly firstLow: number;
  readonly firstHigh: number;
  readonly totalLow: number;
  readonly totalHigh: number;
}

/**
 * First-order and total Sobol' indices of each factor with Jansen's estimators (Saltelli
 * et al. 2010, doi 10.1016/j.cpc.2009.09.018, table 2), over the rows given. An output
 * that does not vary has no indices: `NaN`, for nothing drives it.
 */
export function sobolIndices(out: SaltelliOutputs, rows: Int32Array): IndexPair[] {
  const n = rows.length;
  // Taken from one of the values, so that an output that does not vary has no variance at
  // all rather than the rounding of its mean.
  const level = out.a[rows[0]!]!;
  let sum = 0;
  let squares = 0;
  for (let k = 0; k < n; k++) {
    const da = out.a[rows[k]!]! - level;
    const db = out.b[rows[k]!]! - level;
    sum += da + db;
    squares += da * da + db * db;
  }
  const variance = (squares - (sum * sum) / (2 * n)) / (2 * n - 1);
  return out.ab.map((ab) => {
    if (!(variance > 0)) return { first: Number.NaN, total: Number.NaN };
    let fromB = 0;
    let fromA = 0;
    for (let k = 0; k < n; k++) {
      const r = rows[k]!;
      const v = ab[r]!;
      const toB = out.b[r]! - v;
      const toA = out.a[r]! - v;
      fromB += toB * toB;
      fromA += toA * toA;
    }
    return { first: 1 - fromB / (2 * n * variance), total: fromA / (2 * n * variance) };
  });
}

/**
 * Indices with percentile bootstrap intervals: whole rows of the design are drawn again,
 * so that the dependence between A, B and AB is kept.
 */
export function sobolWithIntervals(
  out: SaltelliOutputs,
  options: { readonly seed: number; readonly level: number; readonly resamples: number },
): IntervalPair[] {
  const n = out.a.length;
  const found = sobolIndices(
    out,
    Int32Array.from({ length: n }, (_, i) => i),
  );
  const first = found.map(() => new Float64Array(options.resamples));
  const total = found.map(() => new Float64Array(options.resamples));
  const rows = new Int32Array(n);
  for (let s = 0; s < options.resamples; s++) {
    const random = stream(options.seed, s, 'bootstrap');
    for (let k = 0; k < n; k++) rows[k] = Math.floor(random.uniform() * n);
    sobolIndices(out, rows).forEach((pair, i) => {
      first[i]![s] = pair.first;
      total[i]![s] = pair.total;
    });
  }
  const tail = (1 - options.level) / 2;
  return found.map((pair, i) => {
    // A resample may hold only rows where the output stood still: it tells nothing.
    const f = sortedPresent(first[i]!);
    const t = sortedPresent(total[i]!);
    return {
      ...pair,
      firstLow: quantileSorted(f, tail),
      firstHigh: quantileSorted(f, 1 - tail),
      totalLow: quantileSorted(t, tail),
      totalHigh: quantileSorted(t, 1 - tail),
    };
  });
}
