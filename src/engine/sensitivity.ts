import { fail } from './errors.ts';
import { competitionRank } from './kernels/rank.ts';
import { sobolWithIntervals } from './kernels/sobol.ts';
import { draw, type Factor, replicator, uncertainFactors } from './replicate.ts';
import { schemeTree } from './scheme/tree.ts';
import type { Appraisal, RunOptions, Sensitivity, SobolIndex } from './types.ts';

export interface SensitivityOptions {
  /** N of Saltelli's design; N × (factors + 2) runs. At least {@link SMALLEST_BASE}. */
  readonly base?: number;
  /** Units whose own rank is decomposed too. */
  readonly units?: readonly number[];
  readonly seed: number;
  readonly level?: number;
  readonly resamples?: number;
  readonly progress?: RunOptions['progress'];
}

/** Below this the intervals of the indices are as wide as the indices. */
export const SMALLEST_BASE = 1000;

/**
 * What drives the ranks: Sobol' indices of every uncertain factor on the mean absolute
 * rank shift from the nominal result, and on the rank of the units asked for. Every
 * index comes with its bootstrap interval.
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

/** The same work in steps of a few runs each, for callers that must give way in between. */
export function* sensitivitySteps(
  result: Appraisal,
  options: SensitivityOptions,
): Generator<{ done: number; total: number }, Sensitivity> {
  const { base = SMALLEST_BASE, units = [], seed, level = 0.9, resamples = 500 } = options;
  const factors = uncertainFactors(result);
  if (base < SMALLEST_BASE)
    fail({ code: 'sensitivity.base-too-small', params: { base, least: SMALLEST_BASE } });
  if (factors.length < 2)
    fail({
      code: 'sensitivity.one-factor',
      path: 'uncertainty',
      params: { factors: factors.join('、') },
    });
  const runs = base * (factors.length + 2);
  const outputs = yield* designRuns(result, factors, { base, units, seed, runs });
  const indices = (output: number): SobolIndex[] =>
    sobolWithIntervals(
      {
        a: outputs[0]![output]!,
        b: outputs[1]![output]!,
        ab: factors.map((_, i) => outputs[i + 2]![output]!),
      },
      { seed, level, resamples },
    ).map((pair, i) => ({ factor: factors[i]!, ...pair }));
  return {
    base,
    seed,
    runs,
    level,
    overall: indices(0),
    units: Object.fromEntries(units.map((u, k) => [u, indices(k + 1)])),
  };
}

/** `[sample][output][row]`: samples A, B, AB₁ …; output 0 is the rank shift, then the units. */
function* designRuns(
  result: Appraisal,
  factors: readonly Factor[],
  design: { base: number; units: readonly number[]; seed: number; runs: number },
): Generator<{ done: number; total: number }, Float64Array[][]> {
  const { base, units, seed, runs } = design;
  const tree = schemeTree(result.scheme);
  const run = replicator(result);
  const rank = new Int32Array(result.rank.length);
  const samples: ((factor: Factor) => number)[] = [
    () => 0,
    () => 1,
    ...factors.map((name) => (factor: Factor) => (factor === name ? 1 : 0)),
  ];
  const outputs = samples.map(() =>
    Array.from({ length: units.length + 1 }, () => new Float64Array(base)),
  );
  let done = 0;
  for (let r = 0; r < base; r++) {
    samples.forEach((part, s) => {
      const { score } = run(draw(result, factors, seed, r, tree, part));
      for (const { members } of result.classes) competitionRank(score, members, rank);
      outputs[s]![0]![r] = meanShift(result.rank, rank);
      units.forEach((u, k) => {
        outputs[s]![k + 1]![r] = rank[u]!;
      });
    });
    done += samples.length;
    if (r % 8 === 7) yield { done, total: runs };
  }
  yield { done: runs, total: runs };
  return outputs;
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
