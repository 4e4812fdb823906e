import { fail } from './errors.ts';
import { competitionRank } from './kernels/rank.ts';
import { sobolWithIntervals } from './kernels/sobol.ts';
import { draw, type Factor, replicator, uncertainFactors } from './replicate.ts';
import { schemeTree } from './scheme/tree.ts';
import type { Appraisal, RunOptions, Sensitivity, SobolIndex } from './types.ts';

export interface SensitivityOptions {
  /** N of Saltelli's design; N × (factors + 2) runs. At least {@link SMALLEST_BASE}. */
  readonly base?: number;
  /** Takes a smaller base, for tests and trials; the intervals then say how little it tells. */
  readonly allowSmall?: boolean;
  /** Units whose own rank is decomposed too. */
  readonly units?: readonly number[];
  readonly seed: number;
  readonly level?: number;
  readonly resamples?: number;
  readonly progress?: RunOptions['progress'];
}

/** Below this the intervals of the indices are as wide as the indices. */
export const SMALLEST_BASE = 1000;

/** What every run of a design needs to know besides the result it varies. */
export interface Design {
  readonly factors: readonly Factor[];
  readonly base: number;
  readonly units: readonly number[];
  readonly seed: number;
}

/**
 * Outputs of rows `from` … `from + count − 1`: for sample s (A, B, AB₁ …) and output o
 * (mean rank shift, then the rank of each unit asked for)
 * `values[((s * outputs) + o) * count + (row − from)]`.
 */
export interface DesignBlock {
  readonly from: number;
  readonly count: number;
  readonly values: Float64Array;
}

/**
 * What drives the ranks: Sobol' indices of every uncertain factor on the mean absolute
 * rank shift from the nominal result, and on the rank of the units asked for. Every
 * index comes with its bootstrap interval. The weights are one factor together.
 *
 * Errors: `sensitivity.base-too-small`, `sensitivity.one-factor`, those of
 * {@link uncertainFactors}, `run.cancelled`.
 */
export function sensitivity(result: Appraisal, options: SensitivityOptions): Sensitivity {
  const steps = sensitivitySteps(result, options);
  for (let step = steps.next(); ; step = steps.next()) {
    if (step.done) return step.value;
    if (options.progress?.(step.value.done, step.value.total) === false)
      fail({ code: 'run.cancelled' });
  }
}

/** Rows of the design between two looks at whether to go on. */
const STEP = 8;

/** The same work in steps of a few runs each, for callers that must give way in between. */
export function* sensitivitySteps(
  result: Appraisal,
  options: SensitivityOptions,
): Generator<{ done: number; total: number }, Sensitivity> {
  const design = designOf(result, options);
  const blocks: DesignBlock[] = [];
  const samples = design.factors.length + 2;
  for (let from = 0; from < design.base; from += STEP) {
    const to = Math.min(design.base, from + STEP);
    blocks.push(designBlock(result, design, from, to));
    yield { done: to * samples, total: design.base * samples };
  }
  return indicesOf(design, blocks, options);
}

/** Checks what is asked for. */
export function designOf(result: Appraisal, options: SensitivityOptions): Design {
  const { base = SMALLEST_BASE, units = [], seed } = options;
  const factors = uncertainFactors(result);
  if (!(base >= (options.allowSmall ? 2 : SMALLEST_BASE)))
    fail({ code: 'sensitivity.base-too-small', params: { base, least: SMALLEST_BASE } });
  if (factors.length < 2)
    fail({
      code: 'sensitivity.one-factor',
      path: 'uncertainty',
      params: { factors: factors.join('、') },
    });
  return { factors, base, units, seed };
}

/** Runs some rows of the design, every sample of them. */
export function designBlock(
  result: Appraisal,
  design: Design,
  from: number,
  to: number,
): DesignBlock {
  const { factors, units, seed } = design;
  const tree = schemeTree(result.scheme);
  const run = replicator(result);
  const rank = new Int32Array(result.rank.length);
  const samples: ((factor: Factor) => number)[] = [
    () => 0,
    () => 1,
    ...factors.map((name) => (factor: Factor) => (factor === name ? 1 : 0)),
  ];
  const count = to - from;
  const outputs = units.length + 1;
  const values = new Float64Array(samples.length * outputs * count);
  for (let r = from; r < to; r++)
    samples.forEach((part, s) => {
      const { score } = run(draw(result, factors, seed, r, tree, part));
      for (const { members } of result.classes) competitionRank(score, members, rank);
      const at = s * outputs * count + (r - from);
      values[at] = meanShift(result.rank, rank);
      units.forEach((u, k) => {
        values[at + (k + 1) * count] = rank[u]!;
      });
    });
  return { from, count, values };
}

/** Indices from blocks that together cover the design. */
export function indicesOf(
  design: Design,
  blocks: readonly DesignBlock[],
  options: Pick<SensitivityOptions, 'level' | 'resamples'>,
): Sensitivity {
  const { factors, base, units, seed } = design;
  const { level = 0.9, resamples = 500 } = options;
  const outputs = units.length + 1;
  const column = (sample: number, output: number): Float64Array => {
    const out = new Float64Array(base);
    for (const { from, count, values } of blocks) {
      const at = (sample * outputs + output) * count;
      out.set(values.subarray(at, at + count), from);
    }
    return out;
  };
  const indices = (output: number): SobolIndex[] =>
    sobolWithIntervals(
      {
        a: column(0, output),
        b: column(1, output),
        ab: factors.map((_, i) => column(i + 2, output)),
      },
      { seed, level, resamples },
    ).map((pair, i) => ({ factor: factors[i]!, ...pair }));
  return {
    base,
    seed,
    runs: base * (factors.length + 2),
    level,
    overall: indices(0),
    units: Object.fromEntries(units.map((u, k) => [u, indices(k + 1)])),
  };
}

function meanShift(nominal: Int32Array, rank: Int32Array): number {
  let sum = 0;
  let count = 0;
  for (let u = 0; u < rank.length; u++) {
    if (nominal[u] === 0) continue;
    sum += Math.abs(rank[u]! - nominal[u]!);
    count++;
  }
  return sum / count;
}
