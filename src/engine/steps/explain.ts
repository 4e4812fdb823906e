import { fail } from '../errors.ts';
import { profileModel } from '../explain/profile.ts';
import { type TreeShares, treeShapley } from '../explain/tree-shapley.ts';
import type { Stage } from '../panel.ts';
import { schemeTree } from '../scheme/tree.ts';
import type { Appraisal } from '../types.ts';

/** What one indicator adds to a score, or to a difference of two scores. */
export interface Part {
  readonly id: string;
  /** Points of the root score; the parts sum to the difference explained. */
  readonly points: number;
  /** Normalised value of the unit, and what it is compared with; `NaN` = missing. */
  readonly value: number;
  readonly against: number;
}

/**
 * A score taken apart: `from` + Σ parts (+ `basis`) = `to`, the score before `decide`;
 * `decided` is what bonus, penalty and unverified figures then add to the difference.
 */
export interface Explanation {
  readonly from: number;
  readonly to: number;
  readonly parts: readonly Part[];
  readonly decided: number;
  /** Only between two runs: what other weights, methods, indicators or rivals add. */
  readonly basis?: number;
  /** Every aggregation on the way is a weighted mean: the parts are weight × value. */
  readonly additive: boolean;
  /** False where the tree is too wide to count every coalition (`explain/tree-shapley.ts`). */
  readonly exact: boolean;
}

/**
 * Step 13. Contribution of each indicator to the unit's base score. With weighted means
 * all the way up, weight × normalised value, counted from 0 (what a missing figure leaves
 * to the others is in the others). Otherwise there is no natural 0: Shapley values over
 * the tree from the score that the class's mean profile would have, so that
 * `from` + Σ parts + `decided` = score. Under outranking the score, and so each part, is
 * in pairwise wins less defeats.
 *
 * Errors: `explain.not-ranked`.
 */
export function contributions(result: Appraisal, unit: number): Explanation {
  requireRanked(result, unit);
  if (!additive(result)) return compareUnits(result, unit, 'class-mean');
  const profile = profileOf(result.chain.normalised, unit);
  const zero = profile.map((v) => (Number.isNaN(v) ? v : 0));
  const shares = treeShapley(profileModel(result, result.classOf[unit]!), profile, zero);
  return {
    ...explanation(result, shares, profile, zero),
    to: result.base[unit]!,
    decided: decidedOf(result, unit),
  };
}

/**
 * The difference between two units, or a unit and the mean profile of its class, taken
 * apart by indicator. Sums exactly; swapping the two turns every sign. The mean profile
 * is nobody: it has had no bonus, penalty or discount.
 *
 * Units of different classes compare on the scores each has in its own class; under
 * outranking those have no common measure.
 *
 * Errors: `explain.not-ranked`, `explain.other-class`.
 */
export function compareUnits(
  result: Appraisal,
  unit: number,
  other: number | 'class-mean',
): Explanation {
  requireRanked(result, unit);
  const mean = other === 'class-mean';
  if (!mean) {
    requireRanked(result, other);
    requireComparable(result, unit, other);
  }
  const x = profileOf(result.chain.normalised, unit);
  const y = mean ? meanProfile(result, unit) : profileOf(result.chain.normalised, other);
  const shares = treeShapley(profileModel(result, result.classOf[unit]!), x, y);
  return {
    ...explanation(result, shares, x, y),
    decided: decidedOf(result, unit) - (mean ? 0 : decidedOf(result, other)),
  };
}

/**
 * The same unit in two runs, for example this year against last. The parts are what the
 * unit's own normalised figures changed, on this run's weights and methods; `basis` is
 * what other weights, methods, indicators or (under outranking) rivals add, so that
 * `from` + Σ parts + `basis` = `to`. An indicator that the earlier run did not have
 * counts as missing there.
 *
 * Where the scale looks at the class (min–max, z-score, ranks), a normalised figure also
 * moves when the others move; methods with stated values do not have that.
 *
 * Errors: `explain.unit-unknown`, `explain.not-ranked`.
 */
export function comparePeriods(now: Appraisal, before: Appraisal, unitId: string): Explanation {
  const unit = place(now, unitId);
  const then = place(before, unitId);
  const at = new Map(before.chain.normalised.ids.map((id, i) => [id, i]));
  const x = profileOf(now.chain.normalised, unit);
  const y = Float64Array.from(now.chain.normalised.ids, (id) => {
    const i = at.get(id);
    return i === undefined ? Number.NaN : before.chain.normalised.columns[i]![then]!;
  });
  const from = before.base[then]!;
  const found = treeShapley(profileModel(now, now.classOf[unit]!), x, y);
  // Nothing in common: no figure of then speaks on the terms of now, all is basis.
  const shares = Number.isNaN(found.from)
    ? { ...found, points: new Float64Array(x.length) }
    : found;
  const parts = shares.points.reduce((a, b) => a + b, 0);
  return {
    ...explanation(now, shares, x, y),
    from,
    basis: found.to - from - parts,
    decided: decidedOf(now, unit) - decidedOf(before, then),
  };
}

function explanation(
  result: Appraisal,
  { points, from, to, exact }: TreeShares,
  x: Float64Array,
  y: Float64Array,
): Omit<Explanation, 'decided'> {
  const { indicators } = result.scheme;
  return {
    from,
    to,
    parts: Array.from(points, (p, i) => ({
      id: indicators[i]!.id,
      points: p,
      value: x[i]!,
      against: y[i]!,
    })),
    additive: additive(result),
    exact,
  };
}

function additive(result: Appraisal): boolean {
  return schemeTree(result.scheme).order.every((node) => node.spec.method === 'arithmetic');
}

function decidedOf(result: Appraisal, unit: number): number {
  return result.score[unit]! - result.base[unit]!;
}

function profileOf(stage: Stage, unit: number): Float64Array {
  return Float64Array.from(stage.columns, (c) => c[unit]!);
}

/** Mean of each normalised indicator over the unit's class. */
function meanProfile(result: Appraisal, unit: number): Float64Array {
  const { members } = result.classes[result.classOf[unit]!]!;
  return Float64Array.from(result.chain.normalised.columns, (column) => {
    let sum = 0;
    let count = 0;
    for (const u of members) {
      const v = column[u]!;
      if (Number.isNaN(v)) continue;
      sum += v;
      count++;
    }
    return sum / count;
  });
}

function place(result: Appraisal, unitId: string): number {
  const unit = result.panel.units.indexOf(unitId);
  if (unit < 0) fail({ code: 'explain.unit-unknown', params: { unit: unitId } });
  requireRanked(result, unit);
  return unit;
}

function requireRanked(result: Appraisal, unit: number): void {
  const ranked = (result.classOf[unit] ?? -1) >= 0 && !Number.isNaN(result.base[unit]!);
  if (!ranked)
    fail({
      code: 'explain.not-ranked',
      params: { unit: result.panel.names[unit] ?? String(unit) },
    });
}

function requireComparable(result: Appraisal, unit: number, other: number): void {
  if (result.classOf[unit] === result.classOf[other]) return;
  if (schemeTree(result.scheme).order.every((n) => n.spec.method !== 'copeland')) return;
  fail({
    code: 'explain.other-class',
    params: { unit: result.panel.names[unit]!, other: result.panel.names[other]! },
  });
}
