import { setImmediate as breathe } from 'node:timers/promises';
import { EngineError } from '../../engine/index.ts';
import { AppError } from '../platform/error.ts';
import { inThread, turns } from '../platform/thread.ts';
import type { OfficeJob, OfficeLines } from './office.worker.ts';

/** Threads at once: a workbook takes a few hundred megabytes while it is read. */
const turn = turns(1);
const thread = new URL('./office.thread.js', import.meta.url);

async function run<A>(job: OfficeJob, signal: AbortSignal): Promise<A> {
  try {
    return await turn(signal, () => inThread<A>(thread, job, { signal }));
  } catch (error) {
    if (error instanceof EngineError) throw new AppError('import-invalid', error.issues);
    throw error;
  }
}

/** A file as the reader of its kind reads it. Throws `import-invalid` for what is no such file. */
export async function readInThread(job: OfficeJob, signal: AbortSignal): Promise<unknown> {
  const { rest, parts } = await run<OfficeLines>(job, signal);
  const lines: unknown[] = [];
  for (const part of parts) {
    for (const line of JSON.parse(part) as unknown[]) lines.push(line);
    await breathe();
  }
  return { ...(JSON.parse(rest) as object), lines };
}

/** The rejected rows of a file in its own layout. */
export async function rejectsInThread(
  job: OfficeJob & Required<Pick<OfficeJob, 'rejects'>>,
  signal: AbortSignal,
): Promise<Uint8Array> {
  return run<Uint8Array>(job, signal);
}
