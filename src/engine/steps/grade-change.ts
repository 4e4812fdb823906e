import { nearest, type Probe } from '../explain/nearest.ts';
import { type Rerun, rerunner } from '../explain/rerun.ts';
import { columnIndex } from '../panel.ts';
import type { Indicator, Scheme } from '../scheme/schema.ts';
import { schemeTree } from '../scheme/tree.ts';
import type { Appraisal } from '../types.ts';
import { gradeLimits, quotaPlaces, thresholdGrade } from './grade.ts';

/** One indicator changed alone, everything else and every other unit's figures staying. */
export interface Way {
  readonly id: string;
  /** Reported value now and the one needed, in the indicator's own unit. */
  readonly value: number;
  readonly needed: number;
  /** |needed − value| as a share of the class's observed range of the indicator. */
  readonly effort: number;
  /** Lies outside what any unit of the class reports. */
  readonly beyondObserved: boolean;
}

export interface GradeStep {
  readonly grade: string;
  /** Score that the threshold or the last place of the quota asks. */
  readonly needed: number;
  /** What binds instead of the score: a veto, a gate with what it asks, a quota without places. */
  readonly bound?: {
    readonly kind: 'veto' | 'gate' | 'quota';
    readonly rule: string;
    readonly limit: number;
  };
  /** Easiest first; empty when no single indicator is enough. */
  readonly ways: readonly Way[];
  /** Indicators that cannot do it alone: no value within reach does, or no figure is reported. */
  readonly unreachable: readonly { readonly id: string; readonly reason: 'range' | 'missing' }[];
}

export interface GradeChange {
  readonly grade: string;
  readonly score: number;
  /** The unit stands at the edge of a quota: `grade` is what its score alone would give. */
  readonly open: boolean;
  readonly up?: GradeStep;
  readonly down?: GradeStep;
}

/**
 * Smallest change that would move the unit's grade up or down, indicator by indicator,
 * found by running the chain again with that one figure changed (`explain/rerun.ts`): the
 * reported value it takes (to a millionth of the range tried), gates, quotas, caps and
 * discounts included. Putting that value in the panel and appraising again gives the new
 * grade, as far as the score decides it; at the edge of a quota a person may still have to.
 *
 * Tried are the values between the unit's own and the best (worst) that its class
 * reports; when none does, values beyond: to the end of the stated scale and half the
 * observed range further, but not below 0 where no unit is, nor above 100 % where shares
 * stay inside it.
 *
 * Undefined when the scheme does not grade or the unit is not ranked.
 */
export function gradeChange(result: Appraisal, unit: number): GradeChange | undefined {
  const grades = result.scheme.grade?.grades;
  if (!grades || (result.classOf[unit] ?? -1) < 0 || Number.isNaN(result.score[unit]!))
    return undefined;
  const rerun = rerunner(result, unit)!;
  const here = rerun.grades[rerun.unit]!;
  return {
    grade: grades[here]!.id,
    score: result.score[unit]!,
    open: result.grades?.open.some((o) => o.units.includes(unit)) ?? false,
    ...(here > 0 ? { up: stepUp(rerun, here) } : {}),
    ...(here < grades.length - 1 ? { down: stepDown(rerun, here) } : {}),
  };
}

function stepUp(rerun: Rerun, here: number): GradeStep {
  const { result } = rerun;
  const target = here - 1;
  const bound = boundBy(rerun, target);
  const hopeless = bound?.kind === 'veto' || bound?.kind === 'quota';
  const needed = edge(rerun, target);
  const quest: Quest = { sign: 1, aim: needed, wanted: (g) => g <= target };
  return {
    grade: result.scheme.grade!.grades[target]!.id,
    needed,
    ...(bound ? { bound } : {}),
    ...(hopeless ? { ways: [], unreachable: [] } : search(rerun, quest)),
  };
}

function stepDown(rerun: Rerun, here: number): GradeStep {
  const needed = edge(rerun, here);
  return {
    grade: rerun.result.scheme.grade!.grades[here + 1]!.id,
    needed,
    ...search(rerun, { sign: -1, aim: needed, wanted: (g) => g > here }),
  };
}

function boundBy({ result, unit }: Rerun, target: number): GradeStep['bound'] | undefined {
  const ids = result.scheme.grade!.grades.map((g) => g.id);
  const closes = (kind: 'veto' | 'gate') =>
    result.decisions.find(
      (d) => d.unit === unit && d.kind === kind && ids.indexOf(d.grade!) > target,
    );
  const veto = closes('veto');
  if (veto) return { kind: 'veto', rule: veto.rule, limit: veto.fact.limit };
  const quota = result.scheme.grade!.quotas.find((q) => q.grade === ids[target]);
  const { members } = result.classes[result.classOf[unit]!]!;
  if (quota && quotaPlaces(quota.share, members.length) === 0)
    return { kind: 'quota', rule: quota.grade, limit: 0 };
  const gate = closes('gate');
  return gate ? { kind: 'gate', rule: gate.rule, limit: gate.fact.limit } : undefined;
}

/** Score at the edge of a grade: its threshold, or the last rival with a place of its quota. */
function edge({ result, unit }: Rerun, grade: number): number {
  const { scheme, score, classes, classOf, decisions } = result;
  const threshold = scheme.grade!.grades[grade]!.from ?? Number.NEGATIVE_INFINITY;
  const quota = scheme.grade!.quotas.find((q) => q.grade === scheme.grade!.grades[grade]!.id);
  if (!quota) return threshold;
  const { members } = classes[classOf[unit]!]!;
  const limits = gradeLimits(scheme, score.length, decisions);
  const rivals = Array.from(members)
    .filter((u) => u !== unit && limits.fixed[u]! < 0 && limits.best[u]! <= grade)
    .filter((u) => thresholdGrade(scheme, score[u]!) <= grade)
    .map((u) => score[u]!)
    .sort((a, b) => b - a);
  const places = quotaPlaces(quota.share, members.length);
  return places > 0 && rivals.length >= places
    ? Math.max(threshold, rivals[places - 1]!)
    : threshold;
}

interface Quest {
  /** 1 looks for better figures, −1 for worse ones. */
  readonly sign: 1 | -1;
  /** Score at which it should happen, as far as the score decides. */
  readonly aim: number;
  readonly wanted: (grade: number) => boolean;
}

/** Tries every indicator. */
function search(rerun: Rerun, quest: Quest): Pick<GradeStep, 'ways' | 'unreachable'> {
  const { scheme } = rerun.result;
  // A penalty for imbalance can make a better figure cost points: look both ways then.
  const both = schemeTree(scheme).order.some((n) => n.spec.method === 'mazziotta-pareto');
  const ways: Way[] = [];
  const unreachable: { id: string; reason: 'range' | 'missing' }[] = [];
  scheme.indicators.forEach(({ id }, i) => {
    const found = counts(rerun.result, id) ? wayOf(rerun, i, quest, both) : 'range';
    if (typeof found === 'string') unreachable.push({ id, reason: found });
    else ways.push(found);
  });
  ways.sort((a, b) => a.effort - b.effort);
  return { ways, unreachable };
}

/** An indicator without weight moves nothing, unless a gate looks at it. */
function counts({ scheme, weights }: Appraisal, id: string): boolean {
  return (weights.effective[id] ?? 0) > 0 || scheme.decide.gates.some((g) => g.subject === id);
}

function wayOf(
  rerun: Rerun,
  i: number,
  { sign, aim, wanted }: Quest,
  both: boolean,
): Way | 'range' | 'missing' {
  const { result, unit } = rerun;
  const indicator = result.scheme.indicators[i]!;
  const value = result.chain.raw.columns[i]![unit]!;
  const factor = perReported(result, unit, indicator);
  if (Number.isNaN(value) || Number.isNaN(factor)) return 'missing';
  const range = rangeOf(result, unit, i);
  const probe = (v: number): Probe => {
    const found = rerun.with(i, v);
    return found
      ? { reached: found.grade >= 0 && wanted(found.grade), score: found.score }
      : { reached: false, score: Number.NaN };
  };
  const upward = (indicator.polarity === 'benefit') === sign > 0;
  const ends = (rises: boolean): readonly [number, number] =>
    rises
      ? [range.observed[1] * factor, range.possible[1] * factor]
      : [range.observed[0] * factor, range.possible[0] * factor];
  const spread = (range.observed[1] - range.observed[0]) * factor || Math.abs(value) || 1;
  const found = (both ? [upward, !upward] : [upward])
    .flatMap((rises) =>
      towards(value, ends(rises), (from, to) => nearest(from, to, probe, aim, both ? 8 : 1)),
    )
    .map(({ needed, beyondObserved }) => ({
      id: indicator.id,
      value,
      needed,
      effort: Math.abs(needed - value) / spread,
      beyondObserved,
    }))
    .sort((a, b) => a.effort - b.effort);
  return found[0] ?? 'range';
}

/** Nearest value on the way to the observed end that does it, else on to the possible end. */
function towards(
  now: number,
  [observed, possible]: readonly [number, number],
  find: (from: number, to: number) => number | undefined,
): { needed: number; beyondObserved: boolean }[] {
  const inside = find(now, observed);
  if (inside !== undefined) return [{ needed: inside, beyondObserved: false }];
  // Whoever reports the extreme has no one to go to: start beyond from where it stands.
  const start = (possible - now) * (observed - now) > 0 ? observed : now;
  const outside = find(start, possible);
  return outside === undefined ? [] : [{ needed: outside, beyondObserved: true }];
}

interface Range {
  readonly observed: readonly [number, number];
  readonly possible: readonly [number, number];
}

/** What the class reports per head, area …, and how far a figure could go. */
function rangeOf(result: Appraisal, unit: number, i: number): Range {
  const { scheme, chain, classes, classOf } = result;
  let low = Number.POSITIVE_INFINITY;
  let high = Number.NEGATIVE_INFINITY;
  for (const u of classes[classOf[unit]!]!.members) {
    const v = chain.denominated.columns[i]![u]!;
    if (v < low) low = v;
    if (v > high) high = v;
  }
  const indicator = scheme.indicators[i]!;
  const stated = statedValues(scheme, indicator);
  const room = (high - low) / 2;
  let least = Math.min(low - room, ...stated);
  let most = Math.max(high + room, ...stated);
  if (low >= 0) least = Math.max(0, least);
  if (indicator.unit === '%' && low >= 0 && high <= 100) most = Math.min(100, most);
  return { observed: [low, high], possible: [least, most] };
}

function statedValues(scheme: Scheme, indicator: Indicator): readonly number[] {
  const spec = indicator.normalise ?? scheme.normalise;
  switch (spec.method) {
    case 'goalposts':
      return indicator.goalposts ?? [];
    case 'efficacy':
      return indicator.standards ?? [];
    case 'bands':
      return indicator.bands?.map((b) => b.from) ?? [];
    case 'target':
      return indicator.target === undefined ? [] : [indicator.target];
    case 'scaled':
      return spec.from;
    default:
      return [];
  }
}

/** Reported figure for one of the denominated scale. */
function perReported({ panel, period }: Appraisal, unit: number, indicator: Indicator): number {
  const { denominator, per } = indicator;
  if (denominator === undefined) return 1 / per;
  return panel.columns[columnIndex(panel, denominator, period)]![unit]! / per;
}
