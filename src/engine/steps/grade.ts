import type { Stage } from '../panel.ts';
import type { Scheme } from '../scheme/schema.ts';
import type { Decision, Grades, UnitClass } from '../types.ts';

export interface GradeInput {
  readonly scheme: Scheme;
  readonly classes: readonly UnitClass[];
  readonly score: Float64Array;
  readonly rank: Int32Array;
  readonly decisions: readonly Decision[];
  /** Whether two units can be told apart; without it only different scores are. */
  readonly distinguishable?: (a: number, b: number) => boolean;
}

type Open = Grades['open'][number];

/**
 * Step 10. Grades by absolute thresholds, gates and vetoes, then quotas class by class.
 * A quota «at most share of the class with this grade or better» is rounded down. Units
 * that cannot be told apart across its edge are left open for a person: never split by
 * chance or by the fourth decimal. A vetoed unit takes no place.
 *
 * Returns undefined when the scheme does not grade.
 */
export function grade(input: GradeInput): Grades | undefined {
  const { scheme, classes, score } = input;
  if (!scheme.grade) return undefined;
  const ids = scheme.grade.grades.map((g) => g.id);
  const limits = gradeLimits(scheme, score.length, input.decisions);
  const level = byThreshold(scheme, score, limits);
  const open: Open[] = [];
  for (const quota of scheme.grade.quotas)
    for (const group of classes) open.push(...applyQuota(input, ids, quota, group, level, limits));
  const undecided = new Set(open.flatMap((o) => o.units));
  return {
    grade: Array.from(level, (g, u) => (g < 0 || undecided.has(u) ? '' : ids[g]!)),
    open,
  };
}

/** Per unit: best grade index that gates leave open, and the grade a veto fixes (−1 = none). */
export interface GradeLimits {
  readonly best: Int32Array;
  readonly fixed: Int32Array;
}

export function gradeLimits(
  scheme: Scheme,
  units: number,
  decisions: readonly Decision[],
): GradeLimits {
  const ids = scheme.grade?.grades.map((g) => g.id) ?? [];
  const best = new Int32Array(units);
  const fixed = new Int32Array(units).fill(-1);
  for (const d of decisions) {
    const at = d.grade === undefined ? -1 : ids.indexOf(d.grade);
    if (at < 0) continue;
    if (d.kind === 'gate') best[d.unit] = Math.max(best[d.unit]!, at);
    else if (d.kind === 'veto') fixed[d.unit] = Math.max(fixed[d.unit]!, at);
  }
  return { best, fixed };
}

/** Grade index per unit from thresholds, gates and vetoes alone; −1 where there is no score. */
function byThreshold(scheme: Scheme, score: Float64Array, limits: GradeLimits): Int32Array {
  const grades = scheme.grade!.grades;
  const out = new Int32Array(score.length).fill(-1);
  for (let u = 0; u < out.length; u++) {
    const s = score[u]!;
    if (Number.isNaN(s)) continue;
    let g = 0;
    while (g < grades.length - 1 && s < (grades[g]!.from ?? Number.NEGATIVE_INFINITY)) g++;
    out[u] = limits.fixed[u]! >= 0 ? limits.fixed[u]! : Math.max(g, limits.best[u]!);
  }
  return out;
}

/**
 * Grades of one replicate, without leaving anything open: units tied across the edge of
 * a quota all get the lower grade, so that a quota is never exceeded and probabilities
 * sum to 1. `aggregated` lets gates on nodes follow the replicate.
 */
export function gradeReplicate(
  scheme: Scheme,
  classes: readonly UnitClass[],
  score: Float64Array,
  limits: GradeLimits,
  aggregated: Stage,
): Int32Array {
  const level = byThreshold(scheme, score, nodeLimits(scheme, limits, aggregated));
  const ids = scheme.grade!.grades.map((g) => g.id);
  for (const quota of scheme.grade!.quotas) {
    const at = ids.indexOf(quota.grade);
    for (const { members } of classes) {
      const inside = candidates(members, score, level, limits, at);
      const places = Math.floor(quota.share * members.length + 1e-9);
      if (inside.length <= places) continue;
      const edge = score[inside[places]!]!;
      for (const u of inside) if (score[u]! <= edge) level[u] = at + 1;
    }
  }
  return level;
}

function nodeLimits(scheme: Scheme, limits: GradeLimits, aggregated: Stage): GradeLimits {
  const gates = scheme.decide.gates.filter((g) => aggregated.ids.includes(g.subject));
  if (!gates.length) return limits;
  const ids = scheme.grade!.grades.map((g) => g.id);
  const best = limits.best.slice();
  for (const gate of gates) {
    const column = aggregated.columns[aggregated.ids.indexOf(gate.subject)]!;
    const at = ids.indexOf(gate.bestGrade);
    for (let u = 0; u < best.length; u++)
      if (!(column[u]! >= gate.atLeast)) best[u] = Math.max(best[u]!, at);
  }
  return { best, fixed: limits.fixed };
}

/** Units of a class at this grade or better that take a place, best score first. */
function candidates(
  members: Int32Array,
  score: Float64Array,
  level: Int32Array,
  limits: GradeLimits,
  at: number,
): number[] {
  return Array.from(members)
    .filter((u) => level[u]! >= 0 && level[u]! <= at && limits.fixed[u]! < 0)
    .sort((a, b) => score[b]! - score[a]! || a - b);
}

function applyQuota(
  input: GradeInput,
  ids: readonly string[],
  quota: { readonly grade: string; readonly share: number },
  group: UnitClass,
  level: Int32Array,
  limits: GradeLimits,
): Open[] {
  const at = ids.indexOf(quota.grade);
  const { score } = input;
  const inside = candidates(group.members, score, level, limits, at);
  // 0.3 × 10 is 2.9999999999999996 in binary: a share that is whole counts as whole.
  const places = Math.floor(quota.share * group.members.length + 1e-9);
  if (inside.length <= places) return [];
  const apart = input.distinguishable ?? ((a: number, b: number) => score[a] !== score[b]);
  const firstOut = inside[places]!;
  const lastIn = places > 0 ? inside[places - 1]! : firstOut;
  let from = places;
  let to = places;
  if (places > 0 && !apart(lastIn, firstOut)) {
    while (from > 0 && !apart(inside[from - 1]!, firstOut)) from--;
    while (to < inside.length && !apart(lastIn, inside[to]!)) to++;
  }
  for (const u of inside.slice(places)) level[u] = at + 1;
  if (from === to) return [];
  const units = inside.slice(from, to);
  return [
    {
      className: group.name,
      grade: quota.grade,
      places: places - from,
      units,
      reason: units.every((u) => score[u] === score[firstOut]) ? 'tie' : 'not-distinguishable',
    },
  ];
}
