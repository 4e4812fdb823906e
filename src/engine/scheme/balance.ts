import { arithmetic } from '../kernels/aggregate.ts';
import type { Stage } from '../panel.ts';
import type { BalanceReport } from '../types.ts';
import { type BalancePair, balancePairs, type Scheme } from './schema.ts';

/**
 * B3: for each of the five balances the effective weight on either side, the weight of
 * indicators that name no side, and per unit the weighted mean of the normalised scores
 * on each side (`NaN` where a side has no figure). A stage without columns gives the
 * weights only, as the designer needs before there are figures.
 *
 * `effective` maps an indicator to its weight in the whole scheme (sum 1).
 */
export function balanceOf(
  scheme: Scheme,
  effective: Readonly<Record<string, number>>,
  normalised: Stage,
): BalanceReport {
  const at = new Map(normalised.ids.map((id, c) => [id, c]));
  const pairs = (Object.keys(balancePairs) as BalancePair[]).map((pair) => {
    const sides = balancePairs[pair];
    const on = sides.map((side) => scheme.indicators.filter((x) => x.balance[pair] === side));
    const weight = on.map((list) => total(list.map((x) => effective[x.id] ?? 0)));
    const all = total(scheme.indicators.map((x) => effective[x.id] ?? 0));
    const score = (k: number): Float64Array => {
      const used = on[k]!.filter((x) => at.has(x.id));
      return sideScores(
        used.map((x) => normalised.columns[at.get(x.id)!]!),
        Float64Array.from(used, (x) => effective[x.id] ?? 0),
        normalised.columns[0]?.length ?? 0,
      );
    };
    return {
      pair,
      sides,
      weight: [weight[0]!, weight[1]!] as const,
      unassigned: Math.max(0, all - weight[0]! - weight[1]!),
      scores: [score(0), score(1)] as const,
    };
  });
  return { pairs };
}

function sideScores(
  columns: readonly Float64Array[],
  weights: Float64Array,
  units: number,
): Float64Array {
  const weighted = weights.some((w) => w > 0);
  return weighted ? arithmetic(columns, weights) : new Float64Array(units).fill(Number.NaN);
}

function total(values: readonly number[]): number {
  return values.reduce((a, b) => a + b, 0);
}
