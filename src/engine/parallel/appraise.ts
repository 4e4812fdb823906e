import { concludeWith, DEFAULT_SEED, nominal } from '../appraise.ts';
import type { Panel } from '../panel.ts';
import type { Scheme } from '../scheme/schema.ts';
import {
  type Design,
  type DesignBlock,
  designBlock,
  designOf,
  indicesOf,
  type SensitivityOptions,
} from '../sensitivity.ts';
import {
  type ReplicateBlock,
  replicateBlock,
  replicatesOf,
  summarise,
} from '../steps/uncertainty.ts';
import type { Appraisal, RunOptions, Sensitivity, Uncertainty } from '../types.ts';
import type { Job, Pool } from './pool.ts';

/** Work of a run that replicates share out: the same bits as the functions of one thread. */

interface Range {
  readonly from: number;
  readonly to: number;
}

export const replicatesJob: Job<{ result: Appraisal; seed: number }, Range, ReplicateBlock> = {
  name: 'replicates',
  prepare:
    ({ result, seed }) =>
    ({ from, to }) =>
      replicateBlock(result, seed, from, to),
};

export const designJob: Job<{ result: Appraisal; design: Design }, Range, DesignBlock> = {
  name: 'design',
  prepare:
    ({ result, design }) =>
    ({ from, to }) =>
      designBlock(result, design, from, to),
};

/** {@link appraise} with its replicates shared out over a pool. */
export async function appraiseIn(
  pool: Pool,
  scheme: Scheme,
  panel: Panel,
  options: RunOptions = {},
): Promise<Appraisal> {
  const result = nominal(scheme, panel, options.period);
  if (options.replicates === 0) return concludeWith(result, undefined);
  const seed = options.seed ?? DEFAULT_SEED;
  return concludeWith(result, await uncertaintyIn(pool, result, { ...options, seed }));
}

/** {@link uncertainty} with its replicates shared out over a pool. */
export async function uncertaintyIn(
  pool: Pool,
  result: Appraisal,
  options: RunOptions & { readonly seed: number },
): Promise<Uncertainty> {
  const { seed, progress } = options;
  const tasks = ranges(replicatesOf(result, options), pool.size, 16);
  const blocks = await pool.run(
    replicatesJob,
    { result, seed },
    tasks,
    progress && ((done) => progress(tasks[done - 1]!.to, tasks.at(-1)!.to)),
  );
  return summarise(result, seed, blocks);
}

/** {@link sensitivity} with the rows of its design shared out over a pool. */
export async function sensitivityIn(
  pool: Pool,
  result: Appraisal,
  options: SensitivityOptions,
): Promise<Sensitivity> {
  const design = designOf(result, options);
  const samples = design.factors.length + 2;
  const tasks = ranges(design.base, pool.size, 4);
  const blocks = await pool.run(
    designJob,
    { result, design },
    tasks,
    options.progress &&
      ((done) => options.progress!(tasks[done - 1]!.to * samples, design.base * samples)),
  );
  return indicesOf(design, blocks, options);
}

/** About eight pieces a worker, so that they end together, and none too small to be worth it. */
function ranges(n: number, workers: number, least: number): Range[] {
  const size = Math.max(least, Math.ceil(n / (8 * Math.max(1, workers))));
  const out: Range[] = [];
  for (let from = 0; from < n; from += size) out.push({ from, to: Math.min(n, from + size) });
  return out;
}
