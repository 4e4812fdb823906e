import { Worker } from 'node:worker_threads';
import { EngineError } from '../../engine/index.ts';
import type { ComputeAnswer, Exported, ExportJob, Sealed, SealJob } from './compute.worker.ts';

/**
 * Runs the engine in a thread of its own, so that a long run does not hold up the server.
 * Throws {@link EngineError} for what the engine refuses. The thread loads TypeScript
 * itself: hooks registered in this one do not reach it.
 */
export function compute(job: SealJob): Promise<Sealed>;
export function compute(job: ExportJob): Promise<Exported>;
export function compute(job: SealJob | ExportJob): Promise<Sealed | Exported> {
  const target = new URL('./compute.worker.ts', import.meta.url).href;
  const boot = `import('tsx/esm/api').then(({ register }) => { register(); return import(${JSON.stringify(target)}); })`;
  return new Promise((resolve, reject) => {
    const worker = new Worker(boot, { eval: true, workerData: job });
    worker.once('message', (answer: ComputeAnswer) => {
      if ('issues' in answer) reject(new EngineError(answer.issues));
      else resolve(answer.done);
      void worker.terminate();
    });
    worker.once('error', reject);
    worker.once('exit', () => reject(new Error('the computation was stopped')));
  });
}
