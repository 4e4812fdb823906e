import type { Issue } from '../errors.ts';
import { CellFlag, columnIndex, type Panel, type Stage } from '../panel.ts';
import type { Scheme } from '../scheme/schema.ts';
import type { Appraisal, Decision, ImputedCell, UnitClass, Weights } from '../types.ts';
import { aggregate } from './aggregate.ts';

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
 * with caps by rule and in total, figures not verified yet counting less, gates that close
 * the better grades, and vetoes with the fact that triggers them. Gates and vetoes leave
 * the score alone: they bind in `grade`.
 *
 * A missing bonus or penalty figure counts as none and is warned of
 * (`decide.adjustment-missing`); a missing veto fact cannot be taken as «no fact» and is
 * warned of by unit (`decide.veto-missing`).
 *
 * Errors: `decide.column-missing`.
 */
export function decide(input: DecideInput): DecideOutput {
  const { scheme, normalised, aggregated, weights, classes, base } = input;
  const compiled = compile(input);
  const decisions = [...compiled.decisions];
  let score = base;
  if (compiled.unverified.length) {
    let stage = normalised;
    let before = aggregated.columns.at(-1)!;
    for (const cells of compiled.unverified) {
      stage = discountColumn(stage, cells, scheme.decide.unverified!.discount);
      const after = aggregate(stage, scheme, weights.table, classes).columns.at(-1)!;
      for (const u of cells.units)
        decisions.push({
          unit: u,
          kind: 'unverified',
          rule: cells.id,
          points: after[u]! - before[u]!,
          fact: {
            column: cells.id,
            value: input.panel.columns[columnIndex(input.panel, cells.id, input.period)]![u]!,
            limit: scheme.decide.unverified!.discount,
          },
        });
      before = after;
    }
    score = before;
  }
  return {
    score: compiled.addPoints(score, input.classOf),
    decisions: [...decisions, ...nodeGates(input)],
    warnings: compiled.warnings,
  };
}

/** The parts of `decide` that a Monte Carlo replicate repeats; facts are looked up once. */
export function compileDecide(result: Appraisal): {
  readonly discount: (normalised: Stage) => Stage;
  readonly score: (base: Float64Array) => Float64Array;
} {
  const compiled = compile(result);
  const share = result.scheme.decide.unverified?.discount ?? 0;
  return {
    discount: (stage) =>
      compiled.unverified.reduce((s, cells) => discountColumn(s, cells, share), stage),
    score: (base) => compiled.addPoints(base, result.classOf),
  };
}

interface UnverifiedCells {
  readonly id: string;
  readonly column: number;
  readonly units: readonly number[];
  /** Lowest normalised value is looked up in the unit's own class. */
  readonly classes: readonly UnitClass[];
}

interface Compiled {
  readonly decisions: readonly Decision[];
  readonly warnings: readonly Issue[];
  readonly unverified: readonly UnverifiedCells[];
  readonly addPoints: (base: Float64Array, classOf: Int32Array) => Float64Array;
}

type Facts = Pick<DecideInput, 'scheme' | 'panel' | 'period' | 'classes' | 'classOf' | 'imputed'>;

function compile(input: Facts): Compiled {
  const decisions: Decision[] = [];
  const warnings: Issue[] = [];
  const points = adjustments(input, decisions, warnings);
  reportedGates(input, decisions);
  vetoes(input, decisions, warnings);
  return {
    decisions,
    warnings,
    unverified: unverifiedCells(input),
    addPoints: (base, classOf) =>
      base.map((s, u) => (classOf[u]! < 0 ? Number.NaN : points[u] === 0 ? s : s + points[u]!)),
  };
}

function factColumn(
  input: Facts,
  id: string,
  path: string,
  warnings: Issue[],
): Float64Array | undefined {
  const at = columnIndex(input.panel, id, input.period);
  if (at >= 0) return input.panel.columns[at]!;
  warnings.push({ code: 'decide.column-missing', path, params: { id }, severity: 'warning' });
  return undefined;
}

/** Bonus and penalty points per unit, capped by rule and then in total. */
function adjustments(input: Facts, decisions: Decision[], warnings: Issue[]): Float64Array {
  const { scheme, classOf } = input;
  const sums = {
    bonus: new Float64Array(classOf.length),
    penalty: new Float64Array(classOf.length),
  };
  const caps = {
    bonus: scheme.decide.capBonus ?? Number.POSITIVE_INFINITY,
    penalty: scheme.decide.capPenalty ?? Number.POSITIVE_INFINITY,
  };
  scheme.decide.adjustments.forEach((rule, k) => {
    const path = `decide.adjustments[${k}].column`;
    const column = factColumn(input, rule.column, path, warnings);
    const absent: number[] = [];
    classOf.forEach((c, u) => {
      if (c < 0) return;
      const count = column ? column[u]! : 0;
      if (Number.isNaN(count)) absent.push(u);
      if (!(count > 0)) return;
      const room = caps[rule.kind] - sums[rule.kind][u]!;
      const given = Math.max(0, Math.min(count * rule.each, rule.cap, room));
      sums[rule.kind][u]! += given;
      decisions.push({
        unit: u,
        kind: rule.kind,
        rule: rule.id,
        points: rule.kind === 'bonus' ? given : -given,
        fact: { column: rule.column, value: count, limit: rule.cap },
      });
    });
    if (absent.length)
      warnings.push(missingFact(input, 'decide.adjustment-missing', path, rule.name, absent));
  });
  return sums.bonus.map((b, u) => b - sums.penalty[u]!);
}

function missingFact(
  input: Facts,
  code: string,
  path: string,
  name: string,
  units: readonly number[],
): Issue {
  const shown = units.slice(0, 5).map((u) => input.panel.names[u]!);
  return {
    code,
    path,
    severity: 'warning',
    params: { name, count: units.length, units: shown.join('、') },
  };
}

/** Gates on an indicator look at the figure as reported. */
function reportedGates(input: Facts, decisions: Decision[]): void {
  const { scheme, panel, period, classOf } = input;
  for (const gate of scheme.decide.gates) {
    const indicator = scheme.indicators.find((i) => i.id === gate.subject);
    if (!indicator) continue;
    const column = panel.columns[columnIndex(panel, indicator.id, period)]!;
    const closed = (v: number): boolean =>
      indicator.polarity === 'cost' ? v > gate.atLeast : v < gate.atLeast;
    classOf.forEach((c, u) => {
      // A missing figure does not show that the gate is passed.
      if (c >= 0 && (Number.isNaN(column[u]!) || closed(column[u]!)))
        decisions.push(gateDecision(gate, u, column[u]!));
    });
  }
}

/** Gates on a node look at its score. */
function nodeGates(input: DecideInput): Decision[] {
  const { scheme, aggregated, classOf } = input;
  return scheme.decide.gates.flatMap((gate) => {
    const at = aggregated.ids.indexOf(gate.subject);
    if (at < 0) return [];
    const column = aggregated.columns[at]!;
    return Array.from(classOf.keys())
      .filter((u) => classOf[u]! >= 0 && !(column[u]! >= gate.atLeast))
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
  const { scheme, classOf } = input;
  scheme.decide.vetoes.forEach((rule, k) => {
    const path = `decide.vetoes[${k}].column`;
    const column = factColumn(input, rule.column, path, warnings);
    if (!column) return;
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
    if (absent.length)
      warnings.push(missingFact(input, 'decide.veto-missing', path, rule.name, absent));
  });
}

function unverifiedCells(input: Facts): UnverifiedCells[] {
  const { scheme, panel, period, classOf, classes, imputed } = input;
  const spec = scheme.decide.unverified;
  if (!spec || spec.discount === 0) return [];
  const flags = new Set<number>(spec.flags.map((f) => CellFlag[f]));
  const filled = new Set(imputed.map((c) => `${c.id} ${c.unit}`));
  return scheme.indicators.flatMap(({ id }, column) => {
    const flag = panel.flags[columnIndex(panel, id, period)]!;
    const units = Array.from(classOf.keys()).filter(
      (u) =>
        classOf[u]! >= 0 &&
        (flags.has(flag[u]!) || (flags.has(CellFlag.imputed) && filled.has(`${id} ${u}`))),
    );
    return units.length ? [{ id, column, units, classes }] : [];
  });
}

/**
 * Moves unverified cells toward the lowest normalised value of their class by the
 * discount: with an arithmetic tree that takes `discount` of the cell's contribution
 * above the worst off; other aggregations are computed again with the moved value.
 */
function discountColumn(stage: Stage, cells: UnverifiedCells, discount: number): Stage {
  const column = stage.columns[cells.column]!.slice();
  const marked = new Set(cells.units);
  for (const { members } of cells.classes) {
    let lowest = Number.POSITIVE_INFINITY;
    for (const u of members) if (column[u]! < lowest) lowest = column[u]!;
    for (const u of members)
      if (marked.has(u)) column[u] = column[u]! - discount * (column[u]! - lowest);
  }
  const columns = stage.columns.slice();
  columns[cells.column] = column;
  return { ids: stage.ids, columns };
}
