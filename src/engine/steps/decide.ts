import type { Issue } from '../errors.ts';
import { columnIndex, type Panel, type Stage } from '../panel.ts';
import type { NormaliseSpec, Scheme } from '../scheme/schema.ts';
import type { Appraisal, Decision, ImputedCell, UnitClass, Weights } from '../types.ts';
import { gatePassed, reaches } from './grade.ts';
import { unverifiedCells, unverifiedDecisions } from './unverified.ts';

export interface DecideInput {
  readonly scheme: Scheme;
  readonly panel: Panel;
  readonly period: number;
  readonly classes: readonly UnitClass[];
  readonly classOf: Int32Array;
  readonly imputed: readonly ImputedCell[];
  readonly normalised: Stage;
  readonly aggregated: Stage;
  readonly weights: Weights;
  readonly base: Float64Array;
}

export interface DecideOutput {
  readonly score: Float64Array;
  readonly decisions: readonly Decision[];
  readonly warnings: readonly Issue[];
}

/**
 * Step 9. What the scheme does to a score besides adding up: bonus and penalty points
 * with caps by rule and in total, figures not verified yet counting less
 * (`unverified.ts`), gates that close the better grades, and vetoes with the fact that
 * triggers them. Gates and vetoes leave the score alone: they bind in `grade`.
 * base + Σ points of a unit's decisions = score.
 *
 * What is missing never speaks for a unit: without the figure of a gate the gate stays
 * closed (`decide.gate-missing`); a missing veto fact is not «no fact» — no veto is
 * given, as nothing is proved, but the run warns of every such unit and of a fact column
 * that is absent (`decide.veto-missing`, `decide.veto-column-missing`); a missing bonus
 * or penalty count is taken as none and warned of (`decide.adjustment-missing`,
 * `decide.column-missing`), and so is a negative one (`decide.adjustment-negative`).
 * A unit of a class that has no score at all is named (`decide.no-score`).
 */
export function decide(input: DecideInput): DecideOutput {
  const warnings: Issue[] = [];
  const { points, decisions } = adjustments(input, warnings);
  reportedGates(input, decisions, warnings);
  vetoes(input, decisions, warnings);
  const found = unverifiedCells(input);
  let { aggregated } = input;
  if (found.cells.length) {
    const lowered = unverifiedDecisions(input, found);
    decisions.push(...lowered.decisions);
    aggregated = lowered.aggregated;
  }
  const base = aggregated.columns.at(-1)!;
  decisions.push(...nodeGates(input, aggregated));
  withoutScore(input, warnings);
  return { score: addPoints(base, points, input.classOf), decisions, warnings };
}

/** The parts of `decide` that a Monte Carlo replicate repeats; facts are looked up once. */
export interface CompiledDecide {
  /** `override`: the normalisation of all indicators in this replicate, where it has one. */
  readonly discount: (normalised: Stage, override?: NormaliseSpec) => Stage;
  readonly score: (base: Float64Array) => Float64Array;
}

export function compileDecide(result: Appraisal): CompiledDecide {
  const { points } = adjustments(result, []);
  const { discount } = unverifiedCells(result);
  return { discount, score: (base) => addPoints(base, points, result.classOf) };
}

type Facts = Pick<DecideInput, 'scheme' | 'panel' | 'period' | 'classOf'>;

function addPoints(
  base: Float64Array,
  points: Float64Array | undefined,
  classOf: Int32Array,
): Float64Array {
  const out = new Float64Array(base.length);
  for (let u = 0; u < out.length; u++)
    out[u] = classOf[u]! < 0 ? Number.NaN : points ? base[u]! + points[u]! : base[u]!;
  return out;
}

/** Bonus less penalty per unit, each capped by rule and, in the order of the rules, in total. */
function adjustments(
  input: Facts,
  warnings: Issue[],
): { readonly points: Float64Array | undefined; readonly decisions: Decision[] } {
  const { scheme, classOf } = input;
  const decisions: Decision[] = [];
  if (scheme.decide.adjustments.length === 0) return { points: undefined, decisions };
  const units = classOf.length;
  const sums = { bonus: new Float64Array(units), penalty: new Float64Array(units) };
  const caps = {
    bonus: scheme.decide.capBonus ?? Number.POSITIVE_INFINITY,
    penalty: scheme.decide.capPenalty ?? Number.POSITIVE_INFINITY,
  };
  scheme.decide.adjustments.forEach((rule, k) => {
    const path = `decide.adjustments[${k}].column`;
    const at = columnIndex(input.panel, rule.column, input.period);
    if (at < 0) {
      warnings.push({
        code: 'decide.column-missing',
        path,
        params: { id: rule.column, name: rule.name },
        severity: 'warning',
      });
      return;
    }
    const column = input.panel.columns[at]!;
    const absent: number[] = [];
    const negative: number[] = [];
    classOf.forEach((c, u) => {
      if (c < 0) return;
      const count = column[u]!;
      if (Number.isNaN(count)) absent.push(u);
      else if (count < 0) negative.push(u);
      if (!(count > 0)) return;
      const room = caps[rule.kind] - sums[rule.kind][u]!;
      const given = Math.max(0, Math.min(count * rule.each, rule.cap, room));
      sums[rule.kind][u]! += given;
      decisions.push({
        unit: u,
        kind: rule.kind,
        rule: rule.id,
        points: rule.kind === 'penalty' && given > 0 ? -given : given,
        fact: { column: rule.column, value: count, limit: rule.cap },
      });
    });
    warnAbout(input, warnings, absent, { code: 'decide.adjustment-missing', path }, rule.name);
    warnAbout(input, warnings, negative, { code: 'decide.adjustment-negative', path }, rule.name);
  });
  return { points: sums.bonus.map((b, u) => b - sums.penalty[u]!), decisions };
}

/** One warning for all units it concerns, the first five by name. */
function warnAbout(
  { panel }: Pick<Facts, 'panel'>,
  warnings: Issue[],
  units: readonly number[],
  issue: Pick<Issue, 'code' | 'path'>,
  name: string,
): void {
  if (units.length === 0) return;
  const shown = units.slice(0, 5).map((u) => panel.names[u]!);
  warnings.push({
    ...issue,
    severity: 'warning',
    params: { name, count: units.length, units: shown.join('、') },
  });
}

/** Gates on an indicator look at the figure as reported; on a cost indicator the limit is a ceiling. */
function reportedGates(input: Facts, decisions: Decision[], warnings: Issue[]): void {
  const { scheme, panel, period, classOf } = input;
  scheme.decide.gates.forEach((gate, k) => {
    const indicator = scheme.indicators.find((i) => i.id === gate.subject);
    if (!indicator) return;
    const column = panel.columns[columnIndex(panel, indicator.id, period)]!;
    const absent: number[] = [];
    classOf.forEach((c, u) => {
      if (c < 0 || gatePassed(gate.atLeast, indicator.polarity, column[u]!)) return;
      if (Number.isNaN(column[u]!)) absent.push(u);
      decisions.push(gateDecision(gate, u, column[u]!));
    });
    const path = `decide.gates[${k}].subject`;
    warnAbout(input, warnings, absent, { code: 'decide.gate-missing', path }, gate.name);
  });
}

/** Gates on a node look at its score, in which figures not verified yet count less already. */
function nodeGates({ scheme, classOf }: Facts, aggregated: Stage): Decision[] {
  return scheme.decide.gates.flatMap((gate) => {
    const at = aggregated.ids.indexOf(gate.subject);
    if (at < 0) return [];
    const column = aggregated.columns[at]!;
    return Array.from(classOf.keys())
      .filter((u) => classOf[u]! >= 0 && !reaches(column[u]!, gate.atLeast))
      .map((u) => gateDecision(gate, u, column[u]!));
  });
}

function gateDecision(
  gate: Scheme['decide']['gates'][number],
  unit: number,
  value: number,
): Decision {
  return {
    unit,
    kind: 'gate',
    rule: gate.id,
    points: 0,
    grade: gate.bestGrade,
    fact: { column: gate.subject, value, limit: gate.atLeast },
  };
}

function vetoes(input: Facts, decisions: Decision[], warnings: Issue[]): void {
  const { scheme, panel, period, classOf } = input;
  scheme.decide.vetoes.forEach((rule, k) => {
    const path = `decide.vetoes[${k}].column`;
    const at = columnIndex(panel, rule.column, period);
    if (at < 0) {
      warnings.push({
        code: 'decide.veto-column-missing',
        path,
        params: { id: rule.column, name: rule.name },
        severity: 'warning',
      });
      return;
    }
    const column = panel.columns[at]!;
    const absent: number[] = [];
    classOf.forEach((c, u) => {
      if (c < 0) return;
      const value = column[u]!;
      if (Number.isNaN(value)) absent.push(u);
      else if (value > rule.above)
        decisions.push({
          unit: u,
          kind: 'veto',
          rule: rule.id,
          points: 0,
          grade: rule.grade,
          fact: { column: rule.column, value, limit: rule.above },
        });
    });
    warnAbout(input, warnings, absent, { code: 'decide.veto-missing', path }, rule.name);
  });
}

/** Ranked units whose every weighted figure is missing get no rank; that is said aloud. */
function withoutScore(input: DecideInput, warnings: Issue[]): void {
  const { base, classOf, scheme, aggregated } = input;
  const units = Array.from(classOf.keys()).filter(
    (u) => classOf[u]! >= 0 && Number.isNaN(base[u]!),
  );
  const root = scheme.nodes.find((n) => n.id === aggregated.ids.at(-1))!;
  warnAbout(
    input,
    warnings,
    units,
    { code: 'decide.no-score', path: 'select.maxMissing' },
    root.name,
  );
}
