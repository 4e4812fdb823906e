import * as additive from '../../src/engine/mcdm/additive.ts';
import * as distance from '../../src/engine/mcdm/distance.ts';
import * as mooras from '../../src/engine/mcdm/moora.ts';
import * as outranking from '../../src/engine/mcdm/outranking.ts';
import * as reference from '../../src/engine/mcdm/reference.ts';
import type { DecisionTable } from '../../src/engine/mcdm/table.ts';
import { rowsOf, tableOf } from './mcdm-table.ts';
import {
  difference,
  type FileRecorder,
  numbers,
  parseJson,
  tolerance,
  type Values,
} from './report.ts';
import { transform } from './skcriteria-transforms.ts';

export interface Matrixed {
  readonly matrix: readonly (readonly number[])[];
  readonly objectives: readonly number[];
  readonly weights: readonly number[];
  readonly criteria?: readonly string[];
}

export type Params = Readonly<Record<string, unknown>>;

export interface Case {
  readonly kind: string;
  readonly name: string;
  readonly params?: Params;
  readonly kwargs?: Params;
  readonly test?: string;
  readonly input: Matrixed & Params;
  readonly output?: Matrixed;
  readonly result?: readonly (number | boolean)[];
  readonly extra?: Readonly<Record<string, Values>>;
}

/** What a method of the engine found, under the names the reference uses. */
interface Found {
  readonly score: ArrayLike<number>;
  readonly better: 'high' | 'low';
  /** Quantities of the reference's `extra`. */
  readonly parts?: Readonly<Record<string, Values>>;
  /** Ranks, where they are not those of the scores. */
  readonly ranks?: Values;
}

/** Recorded cases of scikit-criteria: aggregation methods and transformers. */
export function skcriteria(text: string, record: FileRecorder): void {
  const { cases } = parseJson(text) as { cases: readonly Case[] };
  cases.forEach((item, i) => {
    const name = `${i + 1} ${item.kind} ${item.name}`;
    record.attempt(name, () => {
      if (item.kind === 'agg') aggregation(name, item, record);
      else if (item.kind === 'transform') transform(name, item, record);
      else record.notHad(name, 'method not in the engine', `kind ${item.kind}`);
    });
  });
}

function aggregation(name: string, item: Case, record: FileRecorder): void {
  const method = methods[item.name];
  if (!method) {
    record.notHad(name, 'method not in the engine');
    return;
  }
  const { matrix, weights, objectives } = item.input;
  const table = tableOf(matrix, weights, objectives);
  const settings = { ...item.input, ...item.extra, ...item.params, ...item.kwargs };
  const found = method(table, settings);
  if (!found) {
    record.notHad(name, 'parameters of the run are not in the file', missing(item.name));
    return;
  }
  const faults = compare(item, found);
  const known = faults.length > 0 ? defects[item.name]?.(table, item) : undefined;
  if (faults.length === 0) record.pass(name);
  else if (known)
    record.notHad(name, 'reference defect', `${known}; ours: ${numbers(found.score).join(', ')}`);
  else record.fail(name, faults.join('; '));
}

const missing = (name: string): string =>
  name === 'ERVD' ? 'reference points' : 'a metric or setting';

/** All quantities both sides have, and the ranks. */
function compare(item: Case, found: Found): string[] {
  const faults: string[] = [];
  const parts: Record<string, Values> = { score: found.score, ...found.parts };
  for (const [key, expected] of Object.entries(item.extra ?? {})) {
    if (!(key in parts)) continue;
    const detail = difference(parts[key], expected, tolerance.method);
    if (detail) faults.push(`${key}: ${detail}`);
  }
  const ranks = found.ranks ?? denseRanks(found);
  const detail = difference(ranks, item.result, 0);
  if (detail) faults.push(`ranks: ${detail}`);
  return faults;
}

/** 1 = best, ties together, no gaps; scores equal to the rounding count as tied. */
export function denseRanks({ score, better }: Pick<Found, 'score' | 'better'>): number[] {
  const values = Array.from(score, (v) => (better === 'high' ? -v : v));
  const sorted = [...values].sort((a, b) => a - b);
  const steps = sorted.filter(
    (v, k) => k === 0 || v - sorted[k - 1]! > 1e-12 * Math.max(1, Math.abs(v)),
  );
  return values.map((v) => steps.filter((s) => s <= v + 1e-12 * Math.max(1, Math.abs(v))).length);
}

type Method = (table: DecisionTable, settings: Params) => Found | undefined;

const number = (value: unknown, fallback: number): number =>
  typeof value === 'number' ? value : fallback;
const list = (value: unknown): number[] | undefined =>
  Array.isArray(value) ? (value as number[]) : undefined;
const pairs = (value: unknown): [number, number][] | undefined =>
  Array.isArray(value) ? (value as [number, number][]) : undefined;

const euclidean = (settings: Params): boolean =>
  settings.metric === undefined || settings.metric === 'euclidean';

const methods: Record<string, Method> = {
  WeightedSumModel: (t) => ({ better: 'high', score: additive.wsm(t, { scaling: 'none' }).score }),
  WeightedProductModel: (t) => ({
    better: 'high',
    score: additive.wpm(t, { scaling: 'none' }).score.map(Math.log10),
  }),
  WASPAS(t, s) {
    const { score, sum, product } = additive.waspas(t, {
      scaling: 'none',
      lambda: number(s.lambda_value, 0.5),
    });
    const parts = { wsm_scores: sum, log10_wpm_scores: product.map(Math.log10) };
    return { better: 'high', score, parts };
  },
  ARAS(t, s) {
    const ideal = list(s.ideal);
    const found = additive.aras(t, { scaling: 'none', ...(ideal ? { ideal } : {}) });
    // An optimal unit given by hand may be in the file by its score only.
    const optimum = ideal ? found.optimum : number(s.ideal_score, found.optimum);
    const parts = { utility: found.total.map((v) => v / optimum), ideal_score: optimum };
    return { better: 'high', score: found.total, parts };
  },
  COPRAS(t) {
    const { score, significance } = additive.copras(t, { scaling: 'none' });
    const parts = { significances: significance };
    return { better: 'high', score: score.map((v) => v * 100), parts };
  },
  CoCoSo(t, s) {
    const found = additive.cocoso(t, { scaling: 'none', lambda: number(s.lambda_value, 0.5) });
    const parts = { k_a: found.ka, k_b: found.kb, k_c: found.kc };
    return { better: 'high', score: found.score, parts };
  },
  RAM(t) {
    const { score, benefit, cost } = additive.ram(t, { scaling: 'none' });
    return { better: 'high', score, parts: { sum_benefit: benefit, sum_cost: cost } };
  },
  MABAC(t) {
    const { score, border } = additive.mabac(t, { scaling: 'none' });
    return { better: 'high', score, parts: { border_approximation_area: border } };
  },
  OCRA(t) {
    const { score, inputs, outputs } = additive.ocra(t);
    const parts = { performance: score, input_performance: inputs, output_performance: outputs };
    return { better: 'high', score, parts };
  },
  EDAS: (t) => ({ better: 'high', score: distance.edas(t).score }),
  CODAS: (t, s) => ({
    better: 'high',
    score: distance.codas(t, { scaling: 'none', tau: number(s.tau, 0.02) }).score,
  }),
  TOPSIS(t, s) {
    if (!euclidean(s)) return undefined;
    const { score, ideal, antiIdeal } = distance.topsis(t, { scaling: 'none' });
    return { better: 'high', score, parts: { similarity: score, ideal, anti_ideal: antiIdeal } };
  },
  PROBID: (t, s) => probid(distance.probid, t, s),
  SimplifiedPROBID: (t, s) => probid(distance.simplifiedProbid, t, s),
  VIKOR(t, s) {
    const found = distance.vikor(t, { v: number(s.v, 0.5) });
    const parts = {
      q_k: found.score,
      s_k: found.sum,
      r_k: found.regret,
      acceptable_advantage: found.acceptableAdvantage,
      acceptable_stability: found.acceptableStability,
      compromise_set: found.compromise,
    };
    const ranks = denseRanks({ score: found.score, better: 'low' });
    if (s.use_compromise_set === false) return { better: 'low', score: found.score, parts, ranks };
    const last = Math.max(...found.compromise.map((i) => ranks[i]!));
    const together = ranks.map((r) => (r <= last ? 1 : r - last + 1));
    return { better: 'low', score: found.score, parts, ranks: together };
  },
  RatioMOORA: (t) => ({ better: 'high', score: mooras.moora(t, { scaling: 'none' }).score }),
  ReferencePointMOORA(t) {
    const { score, reference: point } = mooras.referencePoint(t, { scaling: 'none' });
    return { better: 'low', score, parts: { reference_point: point } };
  },
  FullMultiplicativeForm: (t) => ({
    better: 'high',
    score: mooras.fullMultiplicative(t, { scaling: 'none' }).score,
  }),
  MultiMOORA(t) {
    const { score, parts } = mooras.multimoora(t, { scaling: 'none' });
    const [ratio, point, form] = parts as [Float64Array, Float64Array, Float64Array];
    const ranked = parts.map((p) => denseRanks({ score: p, better: 'high' }));
    return {
      better: 'high',
      score,
      parts: {
        ratio_score: ratio,
        refpoint_score: point.map((v) => -v),
        fmf_score: form,
        rank_matrix: rowsOf(ranked.map((r) => Float64Array.from(r))),
      },
    };
  },
  ERVD(t, s) {
    const points = list(s.reference_points);
    const plain = s.metric === undefined || String(s.metric).includes('minkowski');
    if (!points || !plain || s.w_metric === false) return undefined;
    const { score } = reference.ervd(t, {
      reference: points,
      lambda: number(s.lambda_value, 2.25),
      alpha: number(s.alpha_value, 0.88),
      scaled: true,
    });
    return { better: 'high', score, parts: { similarity: score } };
  },
  RIM(t, s) {
    const bounds = pairs(s.ranges);
    const ideal = pairs(s.ref_ideals);
    const { score } = reference.rim(t, {
      ...(bounds ? { bounds } : {}),
      ...(ideal ? { ideal } : {}),
    });
    return { better: 'high', score };
  },
  SPOTIS(t, s) {
    const bounds = pairs(s.bounds);
    const ideal = list(s.isp);
    const { score } = reference.spotis(t, {
      ...(bounds ? { bounds } : {}),
      ...(ideal ? { ideal } : {}),
    });
    return { better: 'low', score };
  },
  ELECTRE1(t, s) {
    const { kernel, outranks } = outranking.electre1(t, {
      p: number(s.p, 0.65),
      q: number(s.q, 0.35),
    });
    const parts = {
      outrank: outranks,
      matrix_concordance: outranking.concordance(t),
      matrix_discordance: outranking.discordance(t),
    };
    return { better: 'high', score: [], parts, ranks: kernel };
  },
  ELECTRE2(t, s) {
    const thresholds = Object.fromEntries(
      ['p0', 'p1', 'p2', 'q0', 'q1'].flatMap((k) => (typeof s[k] === 'number' ? [[k, s[k]]] : [])),
    );
    const { score, direct, inverted } = outranking.electre2(t, thresholds);
    const parts = {
      ranking_direct: direct,
      ranking_inverted: inverted,
      matrix_concordance: outranking.concordance(t),
      matrix_discordance: outranking.discordance(t),
    };
    return { better: 'low', score, parts };
  },
};

function probid(
  method: typeof distance.probid,
  table: DecisionTable,
  settings: Params,
): Found | undefined {
  if (!euclidean(settings)) return undefined;
  const { score, toBest, toWorst } = method(table, { scaling: 'none' });
  return { better: 'high', score, parts: { pos_ideal: toBest, neg_ideal: toWorst } };
}

/** Why a difference is a known mistake of the package; undefined when it is not that. */
const defects: Record<string, (table: DecisionTable, item: Case) => string | undefined> = {
  FullMultiplicativeForm(table, item) {
    const gives = weightsAsFactors(table);
    return difference(gives, item.extra?.score, tolerance.method) === ''
      ? 'weights multiplied in, where they cancel out, instead of raised to'
      : undefined;
  },
  MultiMOORA(table, item) {
    const gives = weightsAsFactors(table);
    return difference(gives, item.extra?.fmf_score, tolerance.method) === ''
      ? 'weights multiplied into the full multiplicative form instead of raised to'
      : undefined;
  },
};

function weightsAsFactors({ columns, weights, directions }: DecisionTable): Float64Array {
  // The package starts from 1 instead of 0 when there is no criterion to maximise.
  const start = directions.includes(1) ? 0 : 1;
  return Float64Array.from(columns[0]!, (_, i) =>
    columns.reduce((s, x, j) => s + directions[j]! * Math.log(weights[j]! * x[i]!), start),
  );
}
