import type { Appraisal } from '../../engine/index.ts';

/** Ranked units of each class, best first, then those not ranked. */
export function unitOrder(result: Appraisal): number[] {
  const { classOf, rank, score } = result;
  return Array.from(classOf.keys()).sort(
    (a, b) =>
      Number(rank[a] === 0) - Number(rank[b] === 0) ||
      classOf[a]! - classOf[b]! ||
      rank[a]! - rank[b]! ||
      score[b]! - score[a]! ||
      a - b,
  );
}

/** Why a rank may be shown: it has its interval. Throws when the run had no replicates. */
export function intervalOf(result: Appraisal, unit: number): { low: number; high: number } {
  const found = result.uncertainty;
  if (!found) throw new RangeError('a rank is never shown without its interval');
  return { low: found.rankLow[unit]!, high: found.rankHigh[unit]! };
}
