import { nth } from '../kernels/select.ts';
import { columnIndex, type Stage } from '../panel.ts';
import type { Scheme } from '../scheme/schema.ts';
import type { Appraisal, Decision, Grades, UnitClass } from '../types.ts';

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
 * Step 10. Grades by absolute thresholds, gates and vetoes, then quotas class by class,
 * the best grade first. A quota «at most this share of the class with this grade or
 * better» is rounded down. A vetoed unit has its grade whatever its score — never a
 * better one than the score gives — and takes no place of a quota.
 *
 * Places go to the higher score among those the thresholds and gates leave in the grade.
 * Units that cannot be told apart across the edge of a quota, exact ties always among
 * them, are left open for a person: never split by chance or by the fourth decimal.
 * Decided units and the places left open together never exceed a quota.
 *
 * Returns undefined when the scheme does not grade.
 */
export function grade(input: GradeInput): Grades | undefined {
  const { scheme, classes, score } = input;
  if (!scheme.grade) return undefined;
  const ids = scheme.grade.grades.map((g) => g.id);
  const limits = gradeLimits(scheme, score.length, input.decisions);
  const entry = byThreshold(scheme, score, limits);
  const level = entry.slice();
  const open: Open[] = [];
  for (const quota of quotasOf(scheme))
    for (const group of classes) {
      const found = applyQuota(input, quota, group, { entry, level, limits });
      if (found) open.push({ className: group.name, grade: ids[quota.at]!, ...found });
    }
  const undecided = new Set(open.flatMap((o) => o.units));
  return {
    grade: Array.from(level, (g, u) => (g < 0 || undecided.has(u) ? '' : ids[g]!)),
    open,
  };
}

/** Scores that differ only by the rounding of their last bits are the same score. */
const SAME = 1e-9;

function same(a: number, b: number): boolean {
  return Math.abs(a - b) <= SAME * Math.max(1, Math.abs(a), Math.abs(b));
}

/** Whether a score is at or above a limit, to the rounding of its last bits. */
export function reaches(score: number, limit: number): boolean {
  return score >= limit || same(score, limit);
}

/**
 * Whether a reported figure passes a gate; on a cost indicator the limit is a ceiling. A
 * missing figure does not show that it does.
 */
export function gatePassed(limit: number, polarity: 'benefit' | 'cost', value: number): boolean {
  return polarity === 'cost' ? value <= limit : value >= limit;
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

/** Index of the grade whose threshold a score reaches. */
export function thresholdGrade(scheme: Scheme, score: number): number {
  const { grades } = scheme.grade!;
  const g = grades.findIndex(({ from }) => from === undefined || reaches(score, from));
  return g < 0 ? grades.length - 1 : g;
}

/** Grade index per unit from thresholds, gates and vetoes alone; −1 where there is no score. */
function byThreshold(scheme: Scheme, score: Float64Array, limits: GradeLimits): Int32Array {
  const out = new Int32Array(score.length).fill(-1);
  const edges = Float64Array.from(scheme.grade!.grades, (g) => g.from ?? Number.NEGATIVE_INFINITY);
  const last = edges.length - 1;
  for (let u = 0; u < out.length; u++) {
    const s = score[u]!;
    if (Number.isNaN(s)) continue;
    let g = 0;
    while (g < last && !reaches(s, edges[g]!)) g++;
    out[u] = Math.max(g, limits.best[u]!, limits.fixed[u]!);
  }
  return out;
}

interface Quota {
  /** Grade index it counts down to. */
  readonly at: number;
  readonly share: number;
}

/** Best grade first, so that a place of a better grade is given before one of a lesser. */
function quotasOf(scheme: Scheme): Quota[] {
  const ids = scheme.grade!.grades.map((g) => g.id);
  return scheme
    .grade!.quotas.map((q) => ({ at: ids.indexOf(q.grade), share: q.share }))
    .filter((q) => q.at >= 0)
    .sort((a, b) => a.at - b.at);
}

/** 0.3 × 10 is 2.9999999999999996 in binary: a share that is whole counts as whole. */
export function quotaPlaces(share: number, units: number): number {
  return Math.floor(share * units + 1e-9);
}

interface Levels {
  /** Grade by thresholds and gates, before any quota. */
  readonly entry: Int32Array;
  readonly level: Int32Array;
  readonly limits: GradeLimits;
}

/** Cuts one class to one quota; writes `level` and returns what has to stay open. */
function applyQuota(
  input: GradeInput,
  quota: Quota,
  group: UnitClass,
  { entry, level, limits }: Levels,
): Omit<Open, 'className' | 'grade'> | undefined {
  const { score, distinguishable } = input;
  const inside = Array.from(group.members)
    .filter((u) => level[u]! >= 0 && level[u]! <= quota.at && limits.fixed[u]! < 0)
    .sort((a, b) => level[a]! - level[b]! || score[b]! - score[a]! || a - b);
  const places = quotaPlaces(quota.share, group.members.length);
  if (inside.length <= places) return undefined;
  // A threshold or a gate that puts one unit in a better grade tells the two apart.
  const apart = (a: number, b: number): boolean =>
    (level[a] !== level[b] && entry[a] !== entry[b]) ||
    (!same(score[a]!, score[b]!) && (distinguishable?.(a, b) ?? true));
  let from = places;
  let to = places;
  if (places > 0) {
    const lastIn = inside[places - 1]!;
    const firstOut = inside[places]!;
    if (!apart(lastIn, firstOut)) {
      while (from > 0 && !apart(inside[from - 1]!, firstOut)) from--;
      while (to < inside.length && !apart(lastIn, inside[to]!)) to++;
    }
  }
  const units = inside.slice(from, to);
  for (const u of inside.slice(places)) level[u] = quota.at + 1;
  if (units.length === 0) return undefined;
  const tie = units.every((u) => same(score[u]!, score[units[0]!]!));
  return { places: places - from, units, reason: tie ? 'tie' : 'not-distinguishable' };
}

/** What a replicate hands to the grader. */
export interface GradedReplicate {
  readonly score: Float64Array;
  readonly aggregated: Stage;
  /** Reported figures that the replicate changed: position in the scheme → column. */
  readonly raw?: ReadonlyMap<number, Float64Array> | undefined;
}

/**
 * Grades of replicates, one grade index per unit (−1 without a score), nothing left open:
 * units tied across the edge of a quota all get the lower grade, so that a quota is never
 * exceeded and the probabilities of a unit sum to 1. Gates look at the replicate's own
 * figures and node scores; vetoes are facts and stay. Undefined when the scheme does not
 * grade.
 */
export function compileGrade(
  result: Appraisal,
): ((replicate: GradedReplicate) => Int32Array) | undefined {
  const { scheme, classes } = result;
  if (!scheme.grade) return undefined;
  const units = result.classOf.length;
  const vetoed = result.decisions.filter((d) => d.kind === 'veto');
  const { fixed } = gradeLimits(scheme, units, vetoed);
  const close = gates(result);
  const quotas = quotasOf(scheme);
  const best = new Int32Array(units);
  const scratch = new Float64Array(Math.max(0, ...classes.map((c) => c.members.length)));
  return (replicate) => {
    best.fill(0);
    for (const gate of close) gate(replicate, best);
    const level = byThreshold(scheme, replicate.score, { best, fixed });
    for (const quota of quotas)
      for (const { members } of classes)
        cut(members, replicate.score, level, fixed, quota, scratch);
    return level;
  };
}

/** One function a gate, which raises `best` of the units it closes better grades to. */
function gates({
  scheme,
  panel,
  period,
  chain,
}: Appraisal): ((replicate: GradedReplicate, best: Int32Array) => void)[] {
  const ids = scheme.grade!.grades.map((g) => g.id);
  return scheme.decide.gates.map((gate) => {
    const at = ids.indexOf(gate.bestGrade);
    const node = chain.aggregated.ids.indexOf(gate.subject);
    const i = scheme.indicators.findIndex((x) => x.id === gate.subject);
    const reported = panel.columns[columnIndex(panel, gate.subject, period)];
    return (replicate, best) => {
      const column =
        node >= 0 ? replicate.aggregated.columns[node]! : (replicate.raw?.get(i) ?? reported!);
      const polarity = scheme.indicators[i]?.polarity ?? 'benefit';
      for (let u = 0; u < best.length; u++) {
        const v = column[u]!;
        const passed = node >= 0 ? reaches(v, gate.atLeast) : gatePassed(gate.atLeast, polarity, v);
        if (!passed && best[u]! < at) best[u] = at;
      }
    };
  });
}

/**
 * Cuts one class to one quota in linear time: whole grades while they fit, then the scores
 * above the edge in the grade that does not.
 */
function cut(
  members: Int32Array,
  score: Float64Array,
  level: Int32Array,
  fixed: Int32Array,
  { at, share }: Quota,
  scratch: Float64Array,
): void {
  const counts = new Int32Array(at + 1);
  for (const u of members) {
    const g = level[u]!;
    if (g >= 0 && g <= at && fixed[u]! < 0) counts[g]!++;
  }
  let room = quotaPlaces(share, members.length);
  let edge = 0;
  while (edge <= at && counts[edge]! <= room) room -= counts[edge++]!;
  if (edge > at) return;
  let n = 0;
  for (const u of members) if (level[u] === edge && fixed[u]! < 0) scratch[n++] = score[u]!;
  // Ascending order: the first score without a place stands just below the `room` best.
  const firstOut = nth(scratch.subarray(0, n), n - 1 - room);
  for (const u of members) {
    const g = level[u]!;
    if (g < edge || g > at || fixed[u]! >= 0) continue;
    if (g > edge || score[u]! <= firstOut || same(score[u]!, firstOut)) level[u] = at + 1;
  }
}
