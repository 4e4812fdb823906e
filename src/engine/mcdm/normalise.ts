import { ln } from '../kernels/math.ts';
import {
  type Direction,
  maxOf,
  minOf,
  requireNonZero,
  requireNotNegative,
  requirePositive,
  sumOf,
} from './table.ts';

/**
 * Normalisations of whole-table methods: every column to «more is better». They are not
 * the step `normalise`: a method of the literature is only itself with the
 * normalisation its paper states. Formulas as collected by Jahan and Edwards (2015),
 * «A state-of-the-art survey on the influence of normalization techniques in ranking».
 */
export const scalings = {
  /** As given: the columns are already on comparable scales. */
  none: (x: Float64Array) => x.slice(),
  /** (x − min)/(max − min), cost (max − x)/(max − min); no spread: all 1. */
  minmax(x: Float64Array, d: Direction): Float64Array {
    const min = minOf(x);
    const max = maxOf(x);
    if (min === max) return new Float64Array(x.length).fill(1);
    return x.map((v) => (d === 1 ? v - min : max - v) / (max - min));
  },
  /** x/max, cost 1 − x/max. */
  max(x: Float64Array, d: Direction): Float64Array {
    const max = requireNonZero(maxOf(x), 'max');
    return x.map((v) => (d === 1 ? v / max : 1 - v / max));
  },
  /** x/Σx, cost (1/x)/Σ(1/x). */
  sum(x: Float64Array, d: Direction): Float64Array {
    requireNotNegative([x], 'sum');
    if (d === 1) {
      const total = requireNonZero(sumOf(x), 'sum');
      return x.map((v) => v / total);
    }
    requirePositive([x], 'sum');
    const inverse = x.map((v) => 1 / v);
    const all = sumOf(inverse);
    return inverse.map((v) => v / all);
  },
  /** x/√Σx², cost 1 − x/√Σx². */
  vector(x: Float64Array, d: Direction): Float64Array {
    const length = requireNonZero(Math.sqrt(sumOf(x.map((v) => v * v))), 'vector');
    return x.map((v) => (d === 1 ? v / length : 1 - v / length));
  },
  /** ln x / ln Πx, cost (1 − ln x / ln Πx)/(n − 1). Zavadskas and Turskis (2008). */
  logarithmic(x: Float64Array, d: Direction): Float64Array {
    requirePositive([x], 'logarithmic');
    const logs = x.map((v) => ln(v));
    const all = requireNonZero(sumOf(logs), 'logarithmic');
    return logs.map((v) => (d === 1 ? v / all : (1 - v / all) / (x.length - 1)));
  },
  /** x/max, cost min/x. */
  linear(x: Float64Array, d: Direction): Float64Array {
    if (d === -1) requirePositive([x], 'linear');
    else requireNotNegative([x], 'linear');
    const max = requireNonZero(maxOf(x), 'linear');
    const min = minOf(x);
    return x.map((v) => (d === 1 ? v / max : min / v));
  },
  /** (x/max)², cost (min/x)³. Peldschus et al. (1983). */
  nonlinear(x: Float64Array, d: Direction): Float64Array {
    const y = scalings.linear(x, d);
    return y.map((v) => (d === 1 ? v * v : v * v * v));
  },
  /** 1 − (max − x)/Σ(max − x), cost 1 − (x − min)/Σ(x − min); no spread: all 1. Zeng and Yang (2013). */
  'enhanced-accuracy'(x: Float64Array, d: Direction): Float64Array {
    const best = d === 1 ? maxOf(x) : minOf(x);
    const gaps = x.map((v) => Math.abs(best - v));
    const all = sumOf(gaps);
    return all === 0 ? gaps.fill(1) : gaps.map((v) => 1 - v / all);
  },
  /** 1 − |best − x|/best. Zavadskas and Turskis (2008). */
  'zavadskas-turskis'(x: Float64Array, d: Direction): Float64Array {
    const best = requireNonZero(d === 1 ? maxOf(x) : minOf(x), 'zavadskas-turskis');
    return x.map((v) => 1 - Math.abs((best - v) / best));
  },
} satisfies Record<string, (x: Float64Array, d: Direction) => Float64Array>;

export type Scaling = keyof typeof scalings;

/**
 * Every column through one normalisation. 'none' keeps the directions; after any other
 * more is better everywhere.
 */
export function scaleTable(
  columns: readonly Float64Array[],
  directions: readonly Direction[],
  scaling: Scaling,
): { columns: Float64Array[]; directions: readonly Direction[] } {
  const scaled = columns.map((x, j) => scalings[scaling](x, directions[j]!));
  return { columns: scaled, directions: scaling === 'none' ? directions : directions.map(() => 1) };
}
