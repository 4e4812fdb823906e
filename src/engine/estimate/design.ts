import { fail } from '../errors.ts';
import { type Regressors, residuals } from './regression.ts';

/** Who belongs together: a stratum or cluster for every row. */
export type Labels = ArrayLike<string | number>;

/** One stage of drawing: what was drawn, and of how many. */
export interface Stage {
  /** Cluster of each row; without it each row was drawn by itself. */
  readonly cluster?: Labels;
  /**
   * Clusters there are in the stratum (or in the cluster of the stage before) of each row.
   * Without it the population counts as without end.
   */
  readonly population?: ArrayLike<number>;
}

/** How the rows were drawn. */
export interface Design {
  /** Units of the population each row stands for; all positive. */
  readonly weights: Float64Array;
  readonly stratum?: Labels;
  readonly stages: readonly Stage[];
  /** Columns whose totals the weights were made to meet, and the weights before. */
  readonly calibration?: { readonly to: Regressors; readonly base: Float64Array };
}

/** Rows drawn by themselves from a population of this many (or without end), all alike. */
export function simpleDesign(n: number, population?: number): Design {
  const weight = population === undefined ? 1 : population / n;
  return {
    weights: new Float64Array(n).fill(weight),
    stages: [population === undefined ? {} : { population: new Float64Array(n).fill(population) }],
  };
}

/** Refuses weights that are no counts of units, and columns of another length. */
export function checkDesign(design: Design): void {
  const n = design.weights.length;
  if (n === 0) fail({ code: 'estimate.empty', path: 'weights' });
  design.weights.forEach((w, i) => {
    if (!(w > 0 && Number.isFinite(w)))
      fail({ code: 'estimate.weight', path: `weights[${i}]`, params: { value: w } });
  });
  checkLength('stratum', design.stratum, n);
  design.stages.forEach((stage, i) => {
    checkLength(`stages[${i}].cluster`, stage.cluster, n);
    checkLength(`stages[${i}].population`, stage.population, n);
  });
}

export function checkLength(path: string, x: ArrayLike<unknown> | undefined, n: number): void {
  if (x && x.length !== n)
    fail({ code: 'estimate.length', path, params: { length: x.length, expected: n } });
}

/** Clusters drawn less strata: what t-intervals use. `rows` narrows to a part of the population. */
export function degreesOfFreedom(design: Design, rows?: (row: number) => boolean): number {
  const first = design.stages[0] ?? {};
  const strata = new Set<string | number>();
  const clusters = new Set<string>();
  for (let i = 0; i < design.weights.length; i++) {
    if (rows && !rows(i)) continue;
    const stratum = design.stratum?.[i] ?? '';
    strata.add(stratum);
    clusters.add(`${stratum}\u0000${first.cluster?.[i] ?? i}`);
  }
  return clusters.size - strata.size;
}

/**
 * Variance of Σ wᵢzᵢ for linearised values z (influence per row). With each stage of drawing
 * comes the variance between its clusters, less what was drawn of them all; later stages count
 * by the share of the earlier that was drawn (Särndal, Swensson and Wretman 1992, ch. 4).
 * Calibrated weights leave what the calibration columns do not explain.
 */
export function linearisedVariance(design: Design, z: Float64Array): number {
  const { weights, calibration } = design;
  const rest = calibration ? residuals(calibration.to, z, calibration.base) : z;
  const weighted = rest.map((v, i) => v * weights[i]!);
  const rows = Array.from(weighted.keys());
  return stageVariance(design, weighted, 0, groups(rows, design.stratum));
}

function stageVariance(
  design: Design,
  x: Float64Array,
  level: number,
  strata: Map<string | number, number[]>,
): number {
  const stage = design.stages[level] ?? {};
  let sum = 0;
  for (const [name, rows] of strata) {
    const clusters = [...groups(rows, stage.cluster, true)];
    const n = clusters.length;
    const all = stage.population?.[rows[0]!];
    if (all !== undefined && all < n)
      fail({
        code: 'estimate.population',
        path: `stages[${level}].population`,
        params: { stratum: name, population: all, drawn: n },
      });
    const drawn = all === undefined ? 0 : n / all;
    if (drawn < 1) sum += (1 - drawn) * between(clusters, x, level, name);
    if (drawn > 0 && level + 1 < design.stages.length)
      sum += drawn * stageVariance(design, x, level + 1, new Map(clusters));
  }
  return sum;
}

function between(
  clusters: readonly (readonly [string | number, readonly number[]])[],
  x: Float64Array,
  level: number,
  stratum: string | number,
): number {
  const n = clusters.length;
  if (n === 1) fail({ code: 'estimate.lonely', path: `stages[${level}]`, params: { stratum } });
  const totals = clusters.map(([, rows]) => rows.reduce((s, i) => s + x[i]!, 0));
  const mean = totals.reduce((s, t) => s + t, 0) / n;
  return (n / (n - 1)) * totals.reduce((s, t) => s + (t - mean) * (t - mean), 0);
}

/** Rows by label; what has no labels is as `single` says: each by itself, or all together. */
function groups(
  rows: readonly number[],
  labels: Labels | undefined,
  single = false,
): Map<string | number, number[]> {
  const out = new Map<string | number, number[]>();
  for (const i of rows) {
    const key = labels ? labels[i]! : single ? i : '';
    const found = out.get(key);
    if (found) found.push(i);
    else out.set(key, [i]);
  }
  return out;
}
