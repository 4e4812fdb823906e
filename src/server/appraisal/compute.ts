import { Worker } from 'node:worker_threads';
import { EngineError } from '../../engine/index.ts';
import type { ComputeAnswer, Exported, ExportJob, Sealed, SealJob } from './compute.worker.ts';

/**
 * Runs the engine in a thread of its own, so that a long run does not hold up the server.
 * Throws {@link EngineError} for what the engine refuses.
 */
export function compute(job: SealJob): Promise<Sealed>;
export function compute(job: ExportJob): Promise<Exported>;
export function compute(job: SealJob | ExportJob): Promise<Sealed | Exported> {
  return new Promise((resolve, reject) => {
    const worker = new Worker(new URL('./compute.thread.js', import.meta.url), { workerData: job });
    worker.once('message', (answer: ComputeAnswer) => {
      if ('issues' in answer) reject(new EngineError(answer.issues));
      else resolve(answer.done);
      void worker.terminate();
    });
    worker.once('error', reject);
    worker.once('exit', () => reject(new Error('the computation was stopped')));
  });
}
