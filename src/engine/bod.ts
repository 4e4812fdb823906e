import { EngineError, fail, type Issue } from './errors.ts';
import { maximise } from './lp.ts';

/** Least and greatest share of every indicator, so that no unit is judged by one alone. */
export interface ShareBounds {
  readonly low?: number;
  readonly high?: number;
  /** Share of the unit's own score (default), or of the sum of its weights. */
  readonly of?: 'score' | 'weight';
}

export interface BenefitOfDoubt {
  /** 0–1; 1 = no unit does better under weights this unit would choose. `NaN` where a value is missing. */
  readonly score: Float64Array;
  /** Weight of each indicator in each unit's own programme; not unique where the unit is at a corner. */
  readonly weights: readonly Float64Array[];
  /** Units whose score the unit's weights bring to 1, ascending. */
  readonly peers: readonly (readonly number[])[];
}

/**
 * Benefit of the doubt (Melyn and Moesen 1991; Cherchye et al. 2007,
 * doi 10.1007/s11205-006-9029-7): each unit gets the weights that are best for it, as
 * long as no unit exceeds 1 under them. One linear programme a unit; see
 * docs/decisions/0007-benefit-of-the-doubt.md.
 *
 * Columns are indicators with values ≥ 0, more being better. With bounds on shares of the
 * score a unit with 0 in an indicator whose share must be above 0 scores 0.
 *
 * Errors: `bod.negative` with column and unit, `bod.bounds` when no shares can meet them.
 */
export function benefitOfDoubt(
  columns: readonly Float64Array[],
  bounds: ShareBounds = {},
): BenefitOfDoubt {
  const { low = 0, high = 1, of = 'score' } = bounds;
  const k = columns.length;
  if (!(low >= 0 && low <= high && k * low <= 1 + 1e-12 && k * high >= 1 - 1e-12))
    fail({ code: 'bod.bounds', params: { low, high, count: k } });
  requireNotNegative(columns);
  const field = new Field(columns);
  const n = columns[0]?.length ?? 0;
  const score = new Float64Array(n).fill(Number.NaN);
  const weights = columns.map(() => new Float64Array(n).fill(Number.NaN));
  const peers: number[][] = Array.from({ length: n }, () => []);
  for (const u of field.units) {
    const own = field.row(u);
    const part = of === 'score' ? own : field.scale.map((v) => 1 / v);
    const shares = shareRows(part, low, high);
    const found = solveOver(field, own, shares, (row) => row, field.corners(u));
    score[u] = Math.min(1, found.value);
    weights.forEach((w, j) => {
      w[u] = found.x[j]! / field.scale[j]!;
    });
    peers[u] = found.binding;
  }
  return { score, weights, peers };
}

/**
 * Directional benefit of the doubt (Fusco 2015, doi 10.1016/j.ejor.2014.10.017): 1/(1 + e) where
 * e is how many times the direction has to be added to the unit to reach the frontier.
 * `direction` says what an improvement looks like, e.g. [1, 0.1]; not all 0.
 *
 * Errors: `bod.negative`, `bod.direction`.
 */
export function directionalBenefitOfDoubt(
  columns: readonly Float64Array[],
  direction: readonly number[],
): Float64Array {
  if (
    direction.length !== columns.length ||
    !direction.some((d) => d > 0) ||
    direction.some((d) => !(d >= 0))
  )
    fail({ code: 'bod.direction', params: { count: columns.length } });
  requireNotNegative(columns);
  const field = new Field(columns);
  const score = new Float64Array(columns[0]?.length ?? 0).fill(Number.NaN);
  const step = direction.map((d, j) => d / field.scale[j]!);
  for (const u of field.units) score[u] = 1 / (1 + stepsToFrontier(field, u, step));
  return score;
}

/**
 * The value of a game: the best unit against the weights. No weights do worse than those on
 * the one indicator with the smallest lead to make up; counted in that lead the steps are
 * between 0 and 1, and 1 added to every stake makes 0 a start with a finite optimum.
 */
function stepsToFrontier(field: Field, u: number, step: readonly number[]): number {
  const own = field.row(u);
  const leads = step.map((d, j) =>
    d > 0 ? (field.most[j]! - own[j]!) / d : Number.POSITIVE_INFINITY,
  );
  const lead = Math.min(...leads);
  if (lead === 0) return 0;
  // Largest stake of each indicator, so that no coefficient is above 1.
  const top = step.map((d, j) => (d > 0 ? 1 + Math.max(leads[j]!, own[j]! / d) / lead : 1));
  const goal = Float64Array.from(step, (d, j) => (d > 0 ? 1 / top[j]! : 0));
  const stake = (row: Float64Array): Float64Array =>
    row.map((v, j) => {
      const d = step[j]!;
      return d > 0 ? ((v - own[j]!) / d / lead + 1) / top[j]! : v - own[j]!;
    });
  const { value } = solveOver(field, goal, [], stake, field.corners(u));
  return lead * Math.max(0, 1 / value - 1);
}

/** Units × indicators, scaled to a largest value of 1 in each indicator; units with a gap left out. */
class Field {
  readonly scale: Float64Array;
  /** Largest scaled value of each indicator: 1, or 0 where nobody has anything. */
  readonly most: Float64Array;
  readonly units: number[];
  readonly columns: Float64Array[];

  constructor(columns: readonly Float64Array[]) {
    const n = columns[0]?.length ?? 0;
    this.units = [];
    for (let u = 0; u < n; u++) if (columns.every((x) => !Number.isNaN(x[u]!))) this.units.push(u);
    this.scale = Float64Array.from(columns, (x) => {
      let max = 0;
      for (const u of this.units) if (x[u]! > max) max = x[u]!;
      return max === 0 ? 1 : max;
    });
    this.columns = columns.map((x, j) => x.map((v) => v / this.scale[j]!));
    this.most = Float64Array.from(this.columns, (x) =>
      this.units.reduce((most, u) => Math.max(most, x[u]!), 0),
    );
  }

  row(u: number): Float64Array {
    return Float64Array.from(this.columns, (x) => x[u]!);
  }

  /** The unit itself and the best unit in each indicator: rows every programme starts with. */
  corners(u: number): number[] {
    const found = new Set([u]);
    for (const x of this.columns) {
      let best = u;
      for (const i of this.units) if (x[i]! > x[best]!) best = i;
      found.add(best);
    }
    return [...found];
  }
}

/** How many of the rows that are violated most join the programme in one round. */
const ROUND = 8;
const SLACK = 1e-11;

/**
 * Maximises goal·w with `row(unit)·w ≤ 1` for all units, plus rows against 0. Only the
 * few units that matter enter the tableau: solve, add the units that the solution lifts
 * over 1 most, and solve again until there is none.
 */
function solveOver(
  field: Field,
  goal: Float64Array,
  extra: readonly Float64Array[],
  rowOf: (row: Float64Array) => Float64Array,
  start: readonly number[],
): { value: number; x: Float64Array; binding: number[] } {
  const chosen = [...start];
  const inside = new Set(chosen);
  for (;;) {
    const rows = [...chosen.map((u) => rowOf(field.row(u))), ...extra];
    const b = Float64Array.from(rows, (_, i) => (i < chosen.length ? 1 : 0));
    const { value, x } = maximise(goal, rows, b);
    const over = violators(field, x, rowOf, inside);
    if (over.length === 0) {
      const binding = chosen.filter((_, i) => 1 - dot(rows[i]!, x) <= 1e-9 && value > 0);
      return { value, x, binding: binding.sort((a, c) => a - c) };
    }
    for (const u of over) {
      chosen.push(u);
      inside.add(u);
    }
  }
}

/** Units outside the programme that w lifts over 1, worst first, at most {@link ROUND}. */
function violators(
  field: Field,
  w: Float64Array,
  rowOf: (row: Float64Array) => Float64Array,
  inside: ReadonlySet<number>,
): number[] {
  // rowOf is affine in the unit's values, so one pass over the columns is enough.
  const zero = rowOf(new Float64Array(w.length));
  const slope = w.map((v, j) => {
    const unit = new Float64Array(w.length);
    unit[j] = 1;
    return v * (rowOf(unit)[j]! - zero[j]!);
  });
  const constant = dot(zero, w);
  const level = new Float64Array(field.columns[0]!.length).fill(constant);
  field.columns.forEach((x, j) => {
    const s = slope[j]!;
    if (s !== 0) for (let i = 0; i < level.length; i++) level[i]! += s * x[i]!;
  });
  const over = field.units.filter((u) => level[u]! > 1 + SLACK && !inside.has(u));
  return over.sort((a, b) => level[b]! - level[a]! || a - b).slice(0, ROUND);
}

/** Rows of «share of indicator j between low and high», as row·w ≤ 0. */
function shareRows(part: Float64Array, low: number, high: number): Float64Array[] {
  const rows: Float64Array[] = [];
  part.forEach((_, j) => {
    if (low > 0) rows.push(part.map((v, m) => v * (low - (m === j ? 1 : 0))));
    if (high < 1) rows.push(part.map((v, m) => v * ((m === j ? 1 : 0) - high)));
  });
  return rows;
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let j = 0; j < a.length; j++) sum += a[j]! * b[j]!;
  return sum;
}

function requireNotNegative(columns: readonly Float64Array[]): void {
  const issues: Issue[] = [];
  columns.forEach((x, j) => {
    const at = x.findIndex((v) => v < 0 || v === Number.POSITIVE_INFINITY);
    if (at >= 0)
      issues.push({ code: 'bod.negative', params: { column: j + 1, unit: at + 1, value: x[at]! } });
  });
  if (issues.length) throw new EngineError(issues);
}
