import { appraise } from '../appraise.ts';
import type { Panel } from '../panel.ts';
import type { Scheme } from '../scheme/schema.ts';
import { schemeTree } from '../scheme/tree.ts';
import type { Appraisal, RunOptions } from '../types.ts';
import { appraiseIn } from './appraise.ts';
import { nodePool, usefulThreads } from './node.ts';

/**
 * Cells × replicates from which threads pay: starting them and copying the panel costs
 * some tenths of a second, and one thread does about 10⁸ a second.
 */
const WORTH_THREADS = 2e8;

/** {@link appraise} on as many threads as pay: the same bits on one or many. */
export async function appraiseOnCores(
  scheme: Scheme,
  panel: Panel,
  options: RunOptions = {},
): Promise<Appraisal> {
  const replicates = options.replicates ?? scheme.uncertainty.replicates;
  const work = panel.units.length * schemeTree(scheme).indicators.length * replicates;
  if (work < WORTH_THREADS || usefulThreads() < 2) return appraise(scheme, panel, options);
  const pool = nodePool();
  try {
    return await appraiseIn(pool, scheme, panel, options);
  } finally {
    await pool.close();
  }
}
