import { fail } from '../errors.ts';
import {
  checkDesign,
  checkLength,
  type Design,
  degreesOfFreedom,
  linearisedVariance,
} from './design.ts';
import { tQuantile } from './distributions.ts';
import { type Estimate, type ShareMethod, shareInterval, tEstimate } from './interval.ts';

/**
 * Estimates of a population from rows drawn by a design. Variances are linearised (Taylor);
 * intervals use t with the clusters less the strata. `rows` narrows an estimate to a part of
 * the population; the whole design still counts, as the size of the part is drawn too.
 */
interface Options {
  readonly rows?: (row: number) => boolean;
  /** Confidence level, 0.95 unless told. */
  readonly level?: number;
}

/** Sum over the population. */
export function total(design: Design, y: Float64Array, { rows, level }: Options = {}): Estimate {
  check(design, { y });
  const z = y.map((v, i) => (inside(rows, i) ? v : 0));
  const se = Math.sqrt(linearisedVariance(design, z));
  return tEstimate(weightedSum(design.weights, z), se, degreesOfFreedom(design, rows), level);
}

/** Σy / Σx over the population; fails where the sum below is 0. */
export function ratio(
  design: Design,
  y: Float64Array,
  x: Float64Array,
  { rows, level }: Options = {},
): Estimate {
  check(design, { y, x });
  const above = weightedSum(design.weights, y, rows);
  const below = weightedSum(design.weights, x, rows);
  if (below === 0) fail({ code: 'estimate.empty', path: 'x' });
  const value = above / below;
  const z = y.map((v, i) => (inside(rows, i) ? (v - value * x[i]!) / below : 0));
  const se = Math.sqrt(linearisedVariance(design, z));
  return tEstimate(value, se, degreesOfFreedom(design, rows), level);
}

/** Mean over the population or a part of it. */
export function mean(design: Design, y: Float64Array, options: Options = {}): Estimate {
  return ratio(design, y, new Float64Array(y.length).fill(1), options);
}

/** Share of the rows with 1 (others 0), with an interval that stays between 0 and 1. */
export function share(
  design: Design,
  y: Float64Array,
  options: Options & { readonly method?: ShareMethod } = {},
): Estimate {
  y.forEach((v, i) => {
    if (v !== 0 && v !== 1) fail({ code: 'estimate.share', path: `y[${i}]`, params: { value: v } });
  });
  const found = mean(design, y, options);
  let n = 0;
  for (let i = 0; i < y.length; i++) if (inside(options.rows, i)) n++;
  return { ...found, ...shareInterval({ ...found, n }, options.method, options.level) };
}

/**
 * Design effect of a mean: its variance over that of as many rows drawn simply and without
 * return. 9 means that the interval is three times as wide as the number of rows suggests.
 */
export function designEffect(design: Design, y: Float64Array): number {
  const found = mean(design, y);
  const n = y.length;
  const population = design.weights.reduce((s, w) => s + w, 0);
  const squares = weightedSum(
    design.weights,
    y.map((v) => (v - found.value) ** 2),
  );
  const simple = ((squares / population) * (n / (n - 1)) * (1 - n / population)) / n;
  return found.se ** 2 / simple;
}

/**
 * Smallest value that at least the share `p` of the population does not exceed, with
 * Woodruff's interval (1952): the interval of that share, read back on the values.
 */
export function quantile(design: Design, y: Float64Array, p: number, level = 0.95): Estimate {
  check(design, { y });
  if (!(p > 0 && p < 1)) fail({ code: 'estimate.level', path: 'p', params: { level: p } });
  const order = Array.from(y.keys()).sort((a, b) => y[a]! - y[b]!);
  const all = design.weights.reduce((s, w) => s + w, 0);
  const at = (part: number): number => {
    let sum = 0;
    for (const i of order) {
      sum += design.weights[i]!;
      // Shares that should be equal may differ by the rounding of sums.
      if (sum >= part * all * (1 - 1e-12)) return y[i]!;
    }
    return y[order.at(-1)!]!;
  };
  const value = at(p);
  const below = mean(
    design,
    y.map((v) => (v <= value ? 1 : 0)),
    { level },
  );
  const lo = at(Math.max(0, below.lo));
  const hi = at(Math.min(1, below.hi));
  const { df } = below;
  return { value, lo, hi, df, se: (hi - lo) / (2 * tQuantile(0.5 + level / 2, df)) };
}

/**
 * Jackknife standard error of any statistic of the weights: each cluster of the first stage left
 * out in turn, the others of its stratum weighing more (JK1, and JKn with strata), less the
 * drawn share of each stratum where the design knows it.
 */
export function jackknife(design: Design, statistic: (weights: Float64Array) => number): number {
  checkDesign(design);
  const { weights, stratum } = design;
  const first = design.stages[0] ?? {};
  const strata = new Map<string | number, Map<string | number, number[]>>();
  for (let i = 0; i < weights.length; i++) {
    const clusters = strata.get(stratum?.[i] ?? '') ?? new Map<string | number, number[]>();
    strata.set(stratum?.[i] ?? '', clusters);
    const key = first.cluster?.[i] ?? i;
    clusters.set(key, [...(clusters.get(key) ?? []), i]);
  }
  const runs: { value: number; factor: number }[] = [];
  for (const [name, clusters] of strata) {
    const n = clusters.size;
    if (n === 1) fail({ code: 'estimate.lonely', path: 'stages[0]', params: { stratum: name } });
    const rows = [...clusters.values()].flat();
    const all = first.population?.[rows[0]!];
    const factor = ((n - 1) / n) * (all === undefined ? 1 : 1 - n / all);
    for (const out of clusters.values()) {
      const changed = weights.slice();
      for (const i of rows) changed[i] = changed[i]! * (n / (n - 1));
      for (const i of out) changed[i] = 0;
      runs.push({ value: statistic(changed), factor });
    }
  }
  const middle = runs.reduce((s, r) => s + r.value, 0) / runs.length;
  return Math.sqrt(runs.reduce((s, r) => s + r.factor * (r.value - middle) ** 2, 0));
}

function inside(rows: Options['rows'], i: number): boolean {
  return rows ? rows(i) : true;
}

function weightedSum(w: Float64Array, y: Float64Array, rows?: Options['rows']): number {
  let sum = 0;
  for (let i = 0; i < w.length; i++) if (inside(rows, i)) sum += w[i]! * y[i]!;
  return sum;
}

function check(design: Design, columns: Record<string, Float64Array>): void {
  checkDesign(design);
  for (const [name, x] of Object.entries(columns)) {
    checkLength(name, x, design.weights.length);
    x.forEach((v, i) => {
      if (!Number.isFinite(v)) fail({ code: 'estimate.value', path: `${name}[${i}]` });
    });
  }
}
