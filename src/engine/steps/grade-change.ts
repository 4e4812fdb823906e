import { columnIndex } from '../panel.ts';
import type { Appraisal } from '../types.ts';
import { evaluateProfile } from './explain.ts';
import { gradeLimits } from './grade.ts';

/** One indicator changed alone, everything else and every other unit staying as it is. */
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
  readonly needed: number;
  /** What binds instead of the score: a veto, or a gate with the value it asks. */
  readonly bound?: {
    readonly kind: 'veto' | 'gate';
    readonly rule: string;
    readonly limit: number;
  };
  /** Easiest first; empty when no single indicator is enough. */
  readonly ways: readonly Way[];
}

export interface GradeChange {
  readonly grade: string;
  readonly score: number;
  readonly up?: GradeStep;
  readonly down?: GradeStep;
}

/**
 * Smallest change that would move the unit's grade up or down, indicator by indicator.
 * The scale (minimum, mean, goalposts …) and the other units are held as they are, so
 * that it answers «what if only this figure were different».
 *
 * Undefined when the scheme does not grade or the unit is not ranked.
 */
export function gradeChange(result: Appraisal, unit: number): GradeChange | undefined {
  const grades = result.scheme.grade?.grades;
  if (!grades || result.classOf[unit]! < 0) return undefined;
  const score = result.score[unit]!;
  const limits = gradeLimits(result.scheme, result.score.length, result.decisions);
  const byScore = thresholdIndex(grades, score);
  const given = grades.findIndex((g) => g.id === result.grades?.grade[unit]);
  const here = given >= 0 ? given : Math.max(byScore, limits.best[unit]!);
  const up = here > 0 ? stepUp(result, unit, here) : undefined;
  const down = here < grades.length - 1 ? stepDown(result, unit, here) : undefined;
  return { grade: grades[here]!.id, score, ...(up ? { up } : {}), ...(down ? { down } : {}) };
}

function thresholdIndex(
  grades: readonly { readonly from?: number | undefined }[],
  score: number,
): number {
  let g = 0;
  while (g < grades.length - 1 && score < (grades[g]!.from ?? Number.NEGATIVE_INFINITY)) g++;
  return g;
}

function stepUp(result: Appraisal, unit: number, here: number): GradeStep {
  const target = here - 1;
  const { scheme } = result;
  const ids = scheme.grade!.grades.map((g) => g.id);
  const needed = Math.max(
    scheme.grade!.grades[target]!.from ?? Number.NEGATIVE_INFINITY,
    quotaEdge(result, unit, target),
  );
  const veto = result.decisions.find((d) => d.unit === unit && d.kind === 'veto');
  const gate = result.decisions.find(
    (d) => d.unit === unit && d.kind === 'gate' && ids.indexOf(d.grade!) > target,
  );
  const binding = veto ?? gate;
  return {
    grade: ids[target]!,
    needed,
    ...(binding
      ? {
          bound: {
            kind: binding.kind as 'veto' | 'gate',
            rule: binding.rule,
            limit: binding.fact.limit,
          },
        }
      : {}),
    ways: veto || result.score[unit]! >= needed ? [] : waysTo(result, unit, needed),
  };
}

function stepDown(result: Appraisal, unit: number, here: number): GradeStep {
  const grades = result.scheme.grade!.grades;
  const from = grades[here]!.from ?? Number.NEGATIVE_INFINITY;
  const fallen = from - Math.max(1e-6, Math.abs(from) * 1e-9);
  return {
    grade: grades[here + 1]!.id,
    needed: from,
    ways: result.score[unit]! >= from ? waysTo(result, unit, fallen) : [],
  };
}

/** Score that would take the last place of the quota on this grade or better. */
function quotaEdge(result: Appraisal, unit: number, target: number): number {
  const { scheme, classes, classOf, score, grades } = result;
  const ids = scheme.grade!.grades.map((g) => g.id);
  const { members } = classes[classOf[unit]!]!;
  let edge = Number.NEGATIVE_INFINITY;
  for (const quota of scheme.grade!.quotas) {
    if (ids.indexOf(quota.grade) < target) continue;
    const places = Math.floor(quota.share * members.length + 1e-9);
    const above = Array.from(members)
      .filter((u) => u !== unit && grades && ids.indexOf(grades.grade[u]!) <= target)
      .map((u) => score[u]!)
      .sort((a, b) => b - a);
    if (above.length >= places && places > 0) edge = Math.max(edge, above[places - 1]!);
  }
  return edge;
}

function waysTo(result: Appraisal, unit: number, needed: number): Way[] {
  const offset = result.score[unit]! - result.base[unit]!;
  return result.scheme.indicators
    .flatMap((_, i) => wayTo(result, unit, i, needed - offset) ?? [])
    .sort((a, b) => a.effort - b.effort);
}

function wayTo(result: Appraisal, unit: number, i: number, base: number): Way | undefined {
  const { chain, scheme } = result;
  const x = Float64Array.from(chain.normalised.columns, (c) => c[unit]!);
  const now = x[i]!;
  const raw = chain.raw.columns[i]![unit]!;
  if (Number.isNaN(now) || Number.isNaN(raw)) return undefined;
  const score = (value: number): number => {
    const profile = x.slice();
    profile[i] = value;
    return evaluateProfile(result, unit, profile).at(-1)!;
  };
  const normalised = bisect(score, base, now, scaleOf(result, unit, i));
  if (normalised === undefined) return undefined;
  const curve = scaleCurve(result, unit, i);
  const processed = curve === undefined ? undefined : invert(curve, normalised);
  if (processed === undefined) return undefined;
  const factor = denominator(result, unit, i) / scheme.indicators[i]!.per;
  const value = processed * factor;
  const low = curve![0]!.from * factor;
  const high = curve!.at(-1)!.from * factor;
  return {
    id: scheme.indicators[i]!.id,
    value: raw,
    needed: value,
    effort: Math.abs(value - raw) / Math.abs(high - low || 1),
    beyondObserved: value < Math.min(low, high) || value > Math.max(low, high),
  };
}

interface Point {
  readonly from: number;
  readonly to: number;
}

/** Observed pairs (denominated, normalised) of the class, ascending: the scale as it stands. */
function scaleCurve(result: Appraisal, unit: number, i: number): Point[] | undefined {
  const { classes, classOf, chain } = result;
  const before = chain.imputed.columns[i]!;
  const after = chain.normalised.columns[i]!;
  const points = Array.from(classes[classOf[unit]!]!.members, (u) => ({
    from: before[u]!,
    to: after[u]!,
  }))
    .filter((p) => !Number.isNaN(p.from + p.to))
    .sort((a, b) => a.from - b.from)
    .filter((p, k, all) => k === 0 || p.from !== all[k - 1]!.from);
  return points.length > 1 ? points : undefined;
}

/** Range of normalised scores worth trying: the class's, widened by half on either side. */
function scaleOf(result: Appraisal, unit: number, i: number): readonly [number, number] {
  const { classes, classOf, chain } = result;
  let low = Number.POSITIVE_INFINITY;
  let high = Number.NEGATIVE_INFINITY;
  for (const u of classes[classOf[unit]!]!.members) {
    const v = chain.normalised.columns[i]![u]!;
    if (v < low) low = v;
    if (v > high) high = v;
  }
  const capped = new Set([
    'goalposts',
    'target',
    'efficacy',
    'bands',
    'percentile',
    'rank',
    'borda',
  ]);
  const method = (result.scheme.indicators[i]!.normalise ?? result.scheme.normalise).method;
  const room = capped.has(method) ? 0 : (high - low) / 2;
  return [low - room, high + room];
}

/** Value between `now` and an end of the scale at which a monotone score reaches `aim`. */
function bisect(
  score: (value: number) => number,
  aim: number,
  now: number,
  [low, high]: readonly [number, number],
): number | undefined {
  const rising = score(now) < aim;
  let inside = now;
  let outside = rising ? high : low;
  const reached = (v: number): boolean => (rising ? score(v) >= aim : score(v) <= aim);
  if (!reached(outside)) return undefined;
  for (let step = 0; step < 60; step++) {
    const mid = (inside + outside) / 2;
    if (reached(mid)) outside = mid;
    else inside = mid;
  }
  return outside;
}

/** Straight lines between observed points, the end lines prolonged. */
function invert(curve: readonly Point[], to: number): number | undefined {
  const rising = curve.at(-1)!.to >= curve[0]!.to;
  const points = rising ? curve : curve.toReversed();
  let k = points.findIndex((p) => p.to >= to);
  if (k < 0) k = points.length - 1;
  if (k === 0) k = 1;
  // Flat stretches (winsorised ends, capped scores) cannot be crossed: take the far side.
  while (k < points.length - 1 && points[k]!.to === points[k - 1]!.to) k++;
  const a = points[k - 1]!;
  const b = points[k]!;
  if (a.to === b.to) return undefined;
  return a.from + ((to - a.to) / (b.to - a.to)) * (b.from - a.from);
}

function denominator(result: Appraisal, unit: number, i: number): number {
  const { panel, period, scheme } = result;
  const id = scheme.indicators[i]!.denominator;
  return id === undefined ? 1 : panel.columns[columnIndex(panel, id, period)]![unit]!;
}
