import { linear } from '../../src/engine/kernels/normalise.ts';
import { mean, meanAndSd, median } from '../../src/engine/kernels/stats.ts';
import { scalings } from '../../src/engine/mcdm/normalise.ts';
import * as objective from '../../src/engine/mcdm/objective-weights.ts';
import type { Direction } from '../../src/engine/mcdm/table.ts';
import * as weights from '../../src/engine/mcdm/weights.ts';
import { columnsOf, directionsOf, rowsOf } from './mcdm-table.ts';
import { difference, type FileRecorder, tolerance } from './report.ts';
import type { Case, Params } from './skcriteria.ts';

/** A column to a column; what normalisations and inverters of the package are made of. */
type ColumnRule = (
  x: Float64Array,
  direction: Direction,
  params: Params,
) => Float64Array | undefined;

/** Scalers: applied to the matrix, to the weights as one column, or to both. */
const scalers: Record<string, ColumnRule> = {
  SumScaler: (x) => scalings.sum(x, 1),
  VectorScaler: (x) => scalings.vector(x, 1),
  MaxAbsScaler: (x) => {
    const largest = x.reduce((m, v) => Math.max(m, Math.abs(v)), 0);
    return linear(x, 1 / largest, 0);
  },
  MinMaxScaler(x, _, params) {
    const [low, high] = (params.criteria_range as [number, number] | undefined) ?? [0, 1];
    return linear(scalings.minmax(x, 1), high - low, low);
  },
  StandarScaler(x, _, params) {
    if (params.with_mean === false || params.with_std === false) return undefined;
    const { mean: m, sd, count } = meanAndSd(x);
    // The package divides by the population deviation.
    const scale = sd * Math.sqrt((count - 1) / count);
    return x.map((v) => (v - m) / scale);
  },
};

/** Transformers that look at the direction of each criterion. */
const turners: Record<string, { rule: ColumnRule; turns: boolean }> = {
  NegateMinimize: { turns: true, rule: (x, d) => (d === 1 ? x : linear(x, -1, 0)) },
  InvertMinimize: { turns: true, rule: (x, d) => (d === 1 ? x : x.map((v) => 1 / v)) },
  MinMaxInverter: {
    turns: true,
    // A criterion without spread is all 0 there and all 1 here; neither tells units apart.
    rule: (x, d) => (x.every((v) => v === x[0]) ? x.map(() => 0) : scalings.minmax(x, d)),
  },
  BenefitCostInverter: { turns: true, rule: scalings.linear },
  CenitDistanceMatrixScaler: { turns: false, rule: scalings.minmax },
};

type Weighter = (columns: Float64Array[], item: Case) => Float64Array | undefined;

const weighters: Record<string, Weighter> = {
  EqualWeighter: (x, { params }) =>
    weights.equalWeights(x.length).map((w) => w * Number(params?.base_value ?? 1)),
  StdWeighter: weights.stdWeights,
  EntropyWeighter: weights.entropyWeights,
  GiniWeighter: objective.giniWeights,
  MEREC: (x, { input }) => objective.merecWeights(x, directionsOf(input.objectives)),
  CRITIC(x, { params, input }) {
    const turned = x.map((v, j) => (input.objectives[j]! < 0 ? linear(v, -1, 0) : v));
    const correlation = (params?.correlation ?? 'pearson') as 'pearson' | 'spearman' | 'kendall';
    if (!['pearson', 'spearman', 'kendall'].includes(correlation)) return undefined;
    const scaled = params?.scale === false;
    return weights.criticWeights(scaled ? x : turned, { correlation, scaled });
  },
  RANCOM: (_, { input }) => objective.rancomWeights(objective.comparisonsOf(input.weights)),
};
weighters.Critic = weighters.CRITIC!;

export function transform(name: string, item: Case, record: FileRecorder): void {
  const { input, output, params = {} } = item;
  if (name.endsWith('BenefitCostInverter') && output && zerosReplaced(item)) {
    record.notHad(name, 'reference defect', 'zeros replaced by 0.00001; the engine refuses them');
    return;
  }
  const ours = transformed(item, params);
  if (!ours || !output) {
    record.notHad(name, 'method not in the engine', 'preparation of data, not a method');
    return;
  }
  const faults = (['matrix', 'weights', 'objectives'] as const).flatMap((part) => {
    const detail = difference(ours[part] ?? input[part], output[part], tolerance.method);
    return detail ? [`${part}: ${detail}`] : [];
  });
  if (faults.length) record.fail(name, faults.join('; '));
  else record.pass(name);
}

type Changed = { matrix?: number[][]; weights?: ArrayLike<number>; objectives?: number[] };

function transformed(item: Case, params: Params): Changed | undefined {
  const { input, name } = item;
  const columns = columnsOf(input.matrix);
  const directions = directionsOf(input.objectives);
  const weighter = weighters[name];
  if (weighter) {
    const found = weighter(columns, item);
    return found && { weights: found };
  }
  const turner = turners[name];
  if (turner) {
    const turned = columns.map((x, j) => turner.rule(x, directions[j]!, params)!);
    return {
      matrix: rowsOf(turned),
      ...(turner.turns ? { objectives: directions.map(() => 1) } : {}),
    };
  }
  if (name === 'SimpleImputer') return imputed(columns, params);
  const scaler = scalers[name];
  if (!scaler) return undefined;
  const target = String(params.target ?? 'matrix');
  const out: Changed = {};
  if (target !== 'weights') {
    const scaled = columns.map((x) => scaler(x, 1, params));
    if (scaled.some((x) => x === undefined)) return undefined;
    out.matrix = rowsOf(scaled as Float64Array[]);
  }
  if (target !== 'matrix') {
    const scaled = scaler(Float64Array.from(input.weights), 1, params);
    if (!scaled) return undefined;
    out.weights = scaled;
  }
  return out;
}

function imputed(columns: readonly Float64Array[], params: Params): Changed | undefined {
  const centre = { mean, median }[String(params.strategy)];
  if (!centre || params.missing_values !== null) return undefined;
  return {
    matrix: rowsOf(
      columns.map((x) => {
        const value = centre(x);
        return x.map((v) => (Number.isNaN(v) ? value : v));
      }),
    ),
  };
}

/** Whether the package had to replace a zero it would divide by, and the file holds what that gives. */
function zerosReplaced({ input, output }: Case): boolean {
  let zeros = false;
  const columns = columnsOf(input.matrix).map((x, j) => {
    const least = Math.min(...x);
    const most = Math.max(...x);
    const cost = input.objectives[j]! < 0;
    if (cost ? x.includes(0) : most === 0) zeros = true;
    return x.map((v) => (cost ? least / (v || 1e-5) : v / (most || 1e-5)));
  });
  return zeros && difference(rowsOf(columns), output!.matrix, tolerance.method) === '';
}
