import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import { EngineError } from '../../engine/index.ts';
import { AppError } from '../platform/error.ts';
import type { Answers, ComputeAnswer, ComputeJob } from './compute.worker.ts';

export type { ComputeJob };

export interface ComputeOptions {
  /** Aborting ends the thread and rejects with its reason. */
  readonly signal?: AbortSignal;
  /** Called once when the thread starts (0 of 0), then as replicates are done. */
  readonly progress?: (done: number, total: number) => void;
}

/** Threads at once; one core stays free for the pages. */
const AT_ONCE = Math.max(1, availableParallelism() - 1);
let running = 0;
const waiting: (() => void)[] = [];

/**
 * Runs the engine in a thread of its own, so that a long run does not hold up the server;
 * further runs wait for their turn. Throws {@link EngineError} for what the engine refuses,
 * `too-large` when the memory does not suffice.
 */
export async function compute<J extends ComputeJob>(
  job: J,
  options: ComputeOptions = {},
): Promise<Answers[J['kind']]> {
  await turn(options.signal);
  try {
    return await inThread(job, options);
  } finally {
    running--;
    waiting.shift()?.();
  }
}

async function turn(signal: AbortSignal | undefined): Promise<void> {
  signal?.throwIfAborted();
  if (running >= AT_ONCE)
    await new Promise<void>((resolve, reject) => {
      waiting.push(resolve);
      signal?.addEventListener(
        'abort',
        () => {
          const place = waiting.indexOf(resolve);
          // Already called on: the turn is taken, and given back when the thread refuses to start.
          if (place < 0) return;
          waiting.splice(place, 1);
          reject(signal.reason);
        },
        { once: true },
      );
    });
  running++;
}

function inThread<J extends ComputeJob>(
  job: J,
  { signal, progress }: ComputeOptions,
): Promise<Answers[J['kind']]> {
  return new Promise((resolve, reject) => {
    if (signal?.aborted) return reject(signal.reason);
    const worker = new Worker(new URL('./compute.thread.js', import.meta.url), { workerData: job });
    const abort = (): void => {
      reject(signal!.reason);
      void worker.terminate();
    };
    signal?.addEventListener('abort', abort, { once: true });
    progress?.(0, 0);
    worker.on('message', (answer: ComputeAnswer) => {
      if ('progress' in answer) return progress?.(...answer.progress);
      if ('issues' in answer) reject(new EngineError(answer.issues));
      else resolve(answer.done as Answers[J['kind']]);
      void worker.terminate();
    });
    worker.once('error', (error: Error & { code?: string }) =>
      reject(
        error.code === 'ERR_WORKER_OUT_OF_MEMORY'
          ? new AppError('too-large', [{ code: 'server.memory' }])
          : error,
      ),
    );
    worker.once('exit', () => {
      signal?.removeEventListener('abort', abort);
      reject(new Error('the computation was stopped'));
    });
  });
}
