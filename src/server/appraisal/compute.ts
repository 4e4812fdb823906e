import { availableParallelism } from 'node:os';
import { inThread, type ThreadOptions } from '../platform/thread.ts';
import { turns } from '../platform/turns.ts';
import type { Answers, ComputeJob } from './compute.worker.ts';

export type { ComputeJob };

/** Threads at once; one core stays free for the pages. */
const turn = turns(Math.max(1, availableParallelism() - 1));
const thread = new URL('./compute.thread.js', import.meta.url);

/**
 * Runs the engine in a thread of its own; further runs wait for their turn. Throws
 * {@link EngineError} for what the engine refuses, `too-large` when the memory does not suffice.
 */
export function compute<J extends ComputeJob>(
  job: J,
  options: ThreadOptions = {},
): Promise<Answers[J['kind']]> {
  return turn(options.signal, () => inThread(thread, job, options));
}
