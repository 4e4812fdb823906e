import { EngineError, fail, type Issue } from '../errors.ts';
import { competitionRank } from '../kernels/rank.ts';
import { kendall, spearman } from './agreement.ts';
import { type Method, methods } from './methods.ts';
import { checkTable, type DecisionTable, type Direction } from './table.ts';

/** Another method's ranking of the same units beside the scheme's own. */
export interface MethodComparison {
  readonly method: string;
  /** Competition rank, 1 = best; 0 = not compared. Absent when the method was refused. */
  readonly rank?: Int32Array;
  /** Rank correlations with the scheme's own ranking; `NaN` when nothing is told apart. */
  readonly spearman?: number;
  readonly kendall?: number;
  /** Units whose rank differs, and the largest difference. */
  readonly moved?: number;
  readonly largestMove?: number;
  /** Why the method cannot be used on these figures. */
  readonly refused?: readonly Issue[];
}

export interface CompareOptions {
  /** Most units for methods that compare all pairs; default 500. */
  readonly pairwiseLimit?: number;
  /** Methods wanted; all when absent. */
  readonly only?: readonly string[];
}

/**
 * «换个算法排名变多少»: ranks the units by every method of the literature that needs no
 * more than columns, weights and directions, and says how far each ranking is from the
 * scheme's own (`score`, more = better).
 *
 * Units without a score or with a value missing are left out of all rankings (rank 0).
 * A method that the figures do not allow (zero or negative values where it divides or
 * takes logarithms, too many units to compare in pairs) is refused with the reason; the
 * others are still given.
 *
 * Errors: those of {@link checkTable}; `mcdm.too-few` with fewer than three units.
 */
export function compareMethods(
  columns: readonly Float64Array[],
  weights: Float64Array,
  directions: readonly Direction[],
  score: Float64Array,
  options: CompareOptions = {},
): MethodComparison[] {
  const units = completeUnits(columns, score);
  if (units.length < 3) fail({ code: 'mcdm.too-few', params: { units: units.length } });
  const used = Array.from(weights.keys()).filter((j) => weights[j]! !== 0);
  const table: DecisionTable = {
    columns: used.map((j) => Float64Array.from(units, (u) => columns[j]![u]!)),
    weights: Float64Array.from(used, (j) => weights[j]!),
    directions: used.map((j) => directions[j]!),
  };
  checkTable(table);
  const sum = table.weights.reduce((a, b) => a + b, 0);
  const scaled = { ...table, weights: table.weights.map((w) => w / sum) };
  const own = Float64Array.from(units, (u) => score[u]!);
  const limit = options.pairwiseLimit ?? 500;
  return methods
    .filter((m) => options.only?.includes(m.id) ?? true)
    .map((method) => {
      if (method.pairwise && units.length > limit) {
        const params = { units: units.length, limit };
        return { method: method.id, refused: [{ code: 'mcdm.too-many', params }] };
      }
      return compareOne(method, scaled, own, units, score.length);
    });
}

function completeUnits(columns: readonly Float64Array[], score: Float64Array): Int32Array {
  const found: number[] = [];
  for (let u = 0; u < score.length; u++)
    if (!Number.isNaN(score[u]!) && columns.every((x) => !Number.isNaN(x[u]!))) found.push(u);
  return Int32Array.from(found);
}

function compareOne(
  method: Method,
  table: DecisionTable,
  own: Float64Array,
  units: Int32Array,
  total: number,
): MethodComparison {
  let found: Float64Array;
  try {
    found = method.score(table);
  } catch (error) {
    if (error instanceof EngineError) return { method: method.id, refused: error.issues };
    throw error;
  }
  if (found.some((v) => Number.isNaN(v)))
    return {
      method: method.id,
      refused: [{ code: 'mcdm.undefined', params: { method: method.id } }],
    };
  const other = method.better === 'high' ? found : found.map((v) => -v);
  const ranks = competitionRank(other, undefined, new Int32Array(own.length));
  const ours = competitionRank(own, undefined, new Int32Array(own.length));
  const rank = new Int32Array(total);
  let moved = 0;
  let largestMove = 0;
  units.forEach((u, k) => {
    rank[u] = ranks[k]!;
    const move = Math.abs(ranks[k]! - ours[k]!);
    if (move > 0) moved++;
    if (move > largestMove) largestMove = move;
  });
  const pair = [Float64Array.from(ranks), Float64Array.from(ours)] as const;
  return {
    method: method.id,
    rank,
    spearman: spearman(...pair),
    kendall: kendall(...pair),
    moved,
    largestMove,
  };
}
