import * as additive from '../../src/engine/mcdm/additive.ts';
import * as agreement from '../../src/engine/mcdm/agreement.ts';
import * as distance from '../../src/engine/mcdm/distance.ts';
import { moora } from '../../src/engine/mcdm/moora.ts';
import { scaleTable, scalings } from '../../src/engine/mcdm/normalise.ts';
import * as objective from '../../src/engine/mcdm/objective-weights.ts';
import { promethee } from '../../src/engine/mcdm/outranking.ts';
import * as reference from '../../src/engine/mcdm/reference.ts';
import type { DecisionTable, Direction } from '../../src/engine/mcdm/table.ts';
import * as weights from '../../src/engine/mcdm/weights.ts';
import { columnsOf, directionsOf, scalingOf, tableOf } from './mcdm-table.ts';
import {
  decimals,
  decimalsShown,
  difference,
  type FileRecorder,
  numbers,
  parseJson,
  tolerance,
} from './report.ts';

type Matrix = readonly (readonly number[])[];
type Params = Readonly<Record<string, unknown>>;

interface Case {
  readonly kind: string;
  readonly name: string;
  readonly test?: string;
  readonly params?: Params | null;
  readonly args?: readonly unknown[];
  readonly kwargs?: Params | null;
  readonly matrix?: Matrix;
  readonly output: readonly number[];
  readonly published_rounded?: readonly number[];
}

/** Thrown where the file does not say with which parameters a case was run. */
class Unknown extends Error {}

/** Recorded cases of the pymcdm package: methods, weights, normalisations. */
export function pymcdm(text: string, record: FileRecorder): void {
  const { cases } = parseJson(text) as { cases: readonly Case[] };
  cases.forEach((item, i) => {
    const name = `${i + 1} ${item.kind} ${item.name}`;
    record.attempt(name, () => {
      try {
        const ours = compute(item);
        if (ours === undefined) record.notHad(name, 'method not in the engine');
        else judge(name, item, ours, record);
      } catch (error) {
        if (!(error instanceof Unknown)) throw error;
        record.notHad(name, 'parameters of the run are not in the file', error.message);
      }
    });
  });
}

function judge(name: string, item: Case, ours: ArrayLike<number>, record: FileRecorder): void {
  const exact = difference(ours, item.output, tolerance.method);
  if (exact === '') {
    const printed = item.published_rounded;
    // Published values of a whole matrix stand beside one of its columns: nothing to compare.
    if (printed && printed.length === item.output.length)
      record.same(name, ours, printed, decimals(decimalsShown(printed)));
    else record.pass(name);
    return;
  }
  const defect = defects[item.name]?.(item);
  if (defect && difference(defect.gives, item.output, tolerance.method) === '')
    record.notHad(name, 'reference defect', `${defect.why}; ours: ${numbers(ours).join(', ')}`);
  else record.fail(name, exact);
}

function compute(item: Case): ArrayLike<number> | undefined {
  const args = item.args ?? [];
  switch (item.kind) {
    case 'method':
      return methods[item.name]?.(methodTable(item), item.params ?? {}, item);
    case 'weights':
      return weightings[item.name]?.(
        columnsOf(args[0] as Matrix),
        directionsOf((args[1] as number[] | undefined) ?? []),
      );
    case 'weights_subjective':
      return subjective(item);
    case 'normalization': {
      const scaling = scalingOf(item.name);
      if (!scaling) return undefined;
      const cost = item.kwargs?.cost ?? args[1] ?? false;
      return scalings[scaling](Float64Array.from(args[0] as number[]), cost ? -1 : 1);
    }
    case 'correlation':
      return correlate(item);
    default:
      return undefined;
  }
}

function methodTable(item: Case): DecisionTable {
  const [matrix, weight, types] = item.args as [Matrix, number[]?, (number[] | null)?];
  const width = matrix[0]?.length ?? 0;
  return tableOf(matrix, weight ?? new Array(width).fill(1), types ?? new Array(width).fill(1));
}

type Method = (table: DecisionTable, params: Params, item: Case) => Float64Array;

function scaling(params: Params, fallback: Parameters<typeof scalingOf>[0]) {
  const found = scalingOf(params.normalization ?? fallback);
  if (!found) throw new Unknown(`normalisation ${String(params.normalization)}`);
  return found;
}

const list = (value: unknown): number[] | undefined =>
  Array.isArray(value) ? (value as number[]) : undefined;
const pairs = (value: unknown): [number, number][] | undefined =>
  Array.isArray(value) ? (value as [number, number][]) : undefined;
const given = <K extends string, V>(key: K, value: V | undefined): { [P in K]?: V } =>
  (value === undefined ? {} : { [key]: value }) as { [P in K]?: V };
const number = (value: unknown, fallback: number): number =>
  typeof value === 'number' ? value : fallback;

const methods: Record<string, Method> = {
  ARAS: (t, p) =>
    additive.aras(t, { scaling: scaling(p, 'sum'), ...given('ideal', list(p.esp)) }).score,
  AROMAN: (t, p) =>
    additive.aroman(t, { beta: number(p.beta, 0.5), lambda: number(p.lam, 0.5) }).score,
  SPOTIS: (t, p) =>
    reference.spotis(t, { ...given('bounds', pairs(p.bounds)), ...given('ideal', list(p.esp)) })
      .score,
  BalancedSPOTIS: (t, p) =>
    reference.balancedSpotis(t, {
      ...given('bounds', pairs(p.bounds)),
      expected: list(p.esp)!,
      alpha: number(p.alpha, 0.5),
    }).score,
  COCOSO: (t, p) =>
    additive.cocoso(t, { scaling: scaling(p, 'minmax'), lambda: number(p.l, 0.5) }).score,
  CODAS: (t, p) => distance.codas(t, { scaling: scaling(p, 'linear') }).score,
  COMET: (t, p) =>
    reference.comet(t.columns, {
      values: p.cvalues as number[][],
      preferences: p.p as number[],
      order: String(p.co_ordering).includes('gray') ? 'gray' : 'product',
    }).score,
  COPRAS: (t) => additive.copras(t).score,
  EDAS: (t) => distance.edas(t).score,
  ERVD: (t, p) =>
    reference.ervd(t, {
      reference: list(p.ref_point)!,
      lambda: number(p.lambd, 2.25),
      alpha: number(p.alpha, 0.88),
    }).score,
  LMAW: (t) => additive.lmaw(t).score,
  LoPM: (t, p) =>
    reference.limitsOnProperties(
      {
        ...t,
        directions: (list(p.property_types) as (Direction | 0)[] | undefined) ?? t.directions,
      },
      given('limits', list(p.property_limits)),
    ).score,
  MABAC: (t, p) => additive.mabac(t, { scaling: scaling(p, 'minmax') }).score,
  MAIRCA: (t, p) => additive.mairca(t, { scaling: scaling(p, 'minmax') }).score,
  MARCOS: (t, p) => {
    if (p.normalization !== undefined && !String(p.normalization).includes('marcos'))
      throw new Unknown(`normalisation ${String(p.normalization)}`);
    return additive.marcos(t).score;
  },
  MOORA: (t) => moora(t).score,
  OCRA: (t, p) => {
    if (p.normalization !== undefined && !String(p.normalization).includes('ocra'))
      throw new Unknown(`normalisation ${String(p.normalization)}`);
    return additive.ocra(t).score;
  },
  PROBID: (t) => distance.probid(t).score,
  SPROBID: (t) => distance.simplifiedProbid(t).score,
  PROMETHEE_II: (t, p) => promethee(t, prometheeOptions(p)).score,
  RAFSI: (t, p) =>
    reference.rafsi(t, {
      ...given('bounds', pairs(p.bounds)),
      n1: number(p.n1, 1),
      n2k: number(p.n2k, 6),
    }).score,
  RAM: (t, p) => additive.ram(t, { scaling: scaling(p, 'sum') }).score,
  RIM: (t, p) =>
    reference.rim(t, { ...given('bounds', pairs(p.bounds)), ...given('ideal', pairs(p.ref_ideal)) })
      .score,
  TOPSIS: (t, p) => distance.topsis(t, { scaling: scaling(p, 'minmax') }).score,
  VIKOR: (t, p) => {
    const named = p.normalization === undefined ? '' : String(p.normalization);
    const plain = named === '' || named.includes('fake') || named === 'None';
    const scaled = plain ? t : { ...t, ...scaleTable(t.columns, t.directions, scaling(p, '')) };
    return distance.vikor(scaled, { v: number(p.v, 0.5) }).score;
  },
  WASPAS: (t, p) =>
    additive.waspas(t, { scaling: scaling(p, 'linear'), lambda: number(p.l, 0.5) }).score,
  WPM: (t, p) => additive.wpm(t, { scaling: scaling(p, 'sum') }).score,
  WSM: (t, p) => additive.wsm(t, { scaling: scaling(p, 'sum') }).score,
};

/** The package keeps preference functions in an iterator; without thresholds only one can be in it. */
function prometheeOptions(params: Params): Parameters<typeof promethee>[1] {
  const text = String(params.preference_function ?? params.pfs ?? '').replaceAll(/['"]/g, '');
  const names = {
    usual: 'usual',
    ushape: 'u-shape',
    vshape_2: 'linear',
    vshape: 'v-shape',
    level: 'level',
  } as const;
  const named = Object.keys(names).find((n) =>
    new RegExp(`(^|[^a-z])${n}([^a-z_0-9]|$)`).test(text),
  );
  if (named)
    return {
      preference: names[named as keyof typeof names],
      ...given('p', list(params.p)),
      ...given('q', list(params.q)),
    };
  if (text.startsWith('repeat')) return { preference: 'usual' };
  throw new Unknown(`preference functions ${text || 'not named'}`);
}

type Weighting = (columns: Float64Array[], directions: Direction[]) => Float64Array;

const weightings: Record<string, Weighting> = {
  equal_weights: (x) => weights.equalWeights(x.length),
  entropy_weights: weights.entropyWeights,
  standard_deviation_weights: weights.stdWeights,
  critic_weights: (x) => weights.criticWeights(x),
  merec_weights: objective.merecWeights,
  cilos_weights: objective.cilosWeights,
  idocriw_weights: objective.idocriwWeights,
  angle_weights: objective.angleWeights,
  gini_weights: objective.giniWeights,
  variance_weights: objective.varianceWeights,
  lopcow_weights: objective.lopcowWeights,
};

function subjective(item: Case): Float64Array | undefined {
  const { matrix } = item;
  if (!matrix) throw new Unknown('no comparison matrix');
  if (item.name === 'AHP') return weights.ahpWeights(matrix).weights;
  return item.name === 'RANCOM' ? objective.rancomWeights(matrix) : undefined;
}

function correlate(item: Case): ArrayLike<number> | undefined {
  const [x, y] = (item.args as number[][]).map((v) => Float64Array.from(v)) as [
    Float64Array,
    Float64Array,
  ];
  const known: Record<string, (a: Float64Array, b: Float64Array) => number> = {
    spearman: agreement.pearson,
    rs: agreement.pearson,
    pearson: agreement.pearson,
    r: agreement.pearson,
    kendall_tau: agreement.kendall,
    rank_similarity_coef: agreement.rankSimilarity,
    ws: agreement.rankSimilarity,
  };
  const f = known[item.name];
  return f && [f(x, y)];
}

/** What a known mistake of the package gives, so that it is excused only where it shows. */
const defects: Record<string, (item: Case) => { why: string; gives: Float64Array }> = {
  COPRAS(item) {
    const table = methodTable(item);
    const shares = table.columns.map((x) => scalings.sum(x, 1));
    const all = Float64Array.from(shares[0]!, (_, i) =>
      shares.reduce((s, x, j) => s + table.weights[j]! * x[i]!, 0),
    );
    const most = Math.max(...all);
    return {
      why: 'sums left out of the formula, so costs raise the score',
      gives: all.map((v) => v / most),
    };
  },
};
