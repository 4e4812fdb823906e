import * as kernel from './aggregate.ts';
import { extent } from './stats.ts';

export type Penalty = 'negative' | 'positive';

/**
 * Mazziotta–Pareto index of columns already on mean 100, standard deviation 10, with
 * equal weights: mean ∓ penalty for imbalance, unit by unit. 'negative' takes the penalty
 * off. Mazziotta and Pareto (2016), doi 10.1007/s11205-015-0998-2, divide the variance by the
 * number of indicators ('population'); some programs divide by one less ('sample').
 */
export function mazziottaPareto(
  columns: readonly Float64Array[],
  options: { readonly penalty?: Penalty; readonly variance?: 'population' | 'sample' } = {},
): Float64Array {
  const { penalty = 'negative', variance = 'population' } = options;
  const weights = new Float64Array(columns.length).fill(1);
  const index = kernel.mazziottaPareto(columns, weights, penalty);
  if (variance === 'population') return index;
  const means = kernel.arithmetic(columns, weights);
  return index.map((v, i) => {
    let present = 0;
    for (const x of columns) if (!Number.isNaN(x[i]!)) present++;
    return means[i]! + ((v - means[i]!) * present) / (present - 1);
  });
}

/** What {@link adjustedMazziottaPareto} needs to know of each indicator. */
export interface AmpiIndicator {
  /** Value that becomes 100, e.g. the figure of the country in the base year. */
  readonly reference: number;
  readonly polarity: 'benefit' | 'cost';
  /** Lowest and highest value over all units and periods; of the column when absent. */
  readonly range?: readonly [number, number];
}

/**
 * Adjusted Mazziotta–Pareto index: columns scaled so that the reference is 100 and the
 * range of all periods 60 wide, which keeps periods comparable; then as the index.
 * Mazziotta and Pareto (2016), same paper.
 */
export function adjustedMazziottaPareto(
  columns: readonly Float64Array[],
  indicators: readonly AmpiIndicator[],
  options: { readonly penalty?: Penalty } = {},
): { readonly index: Float64Array; readonly normalised: readonly Float64Array[] } {
  const normalised = columns.map((x, j) => {
    const { reference, polarity, range } = indicators[j]!;
    const { min, max } = extent(x);
    const [low, high] = range ?? [min, max];
    const sign = polarity === 'benefit' ? 1 : -1;
    return x.map((v) => 100 + (sign * 60 * (v - reference)) / (high - low));
  });
  return { index: mazziottaPareto(normalised, options), normalised };
}
