import { setImmediate as breathe } from 'node:timers/promises';
import { EngineError } from '../../engine/errors.ts';
import { AppError } from '../platform/error.ts';
import type { OpenFile } from '../platform/tasks.ts';
import { type AskThread, lastingThread } from '../platform/thread.ts';
import type { OfficeJob, OfficeLines } from './office.worker.ts';

/** How long the thread stays when nobody imports (ms): between what is shown and the confirmation. */
const STAYS = 60_000;

/** One thread: a workbook takes a few hundred megabytes while it is read. */
const office = lastingThread(new URL('./office.thread.js', import.meta.url), STAYS);

/** A file is about to be read: the thread starts while it is stored and its job begins. */
export const openOffice = office.ready;

/** The thread has read what is no such file: the importer's matter, not a fault. */
async function refusing<A>(work: Promise<A>): Promise<A> {
  try {
    return await work;
  } catch (error) {
    if (error instanceof EngineError) throw new AppError('import-invalid', error.issues);
    throw error;
  }
}

const run = <T>(signal: AbortSignal, work: (ask: AskThread) => Promise<T>): Promise<T> =>
  refusing(office.use(signal, work));

/** A file as the reader of its kind reads it. Throws `import-invalid` for what is no such file. */
export async function readInThread(job: OfficeJob, signal: AbortSignal): Promise<unknown> {
  const { rest, parts } = await run(signal, (ask) => ask<OfficeLines>({ job }, signal));
  const lines: unknown[] = [];
  for (const part of parts) {
    for (const line of JSON.parse(part) as unknown[]) lines.push(line);
    await breathe();
  }
  return { ...(JSON.parse(rest) as object), lines };
}

/**
 * Has a file read and kept by the thread, for work to ask about. Throws `import-invalid` for what
 * is no such file.
 */
export function openInThread<T>(
  job: OfficeJob,
  signal: AbortSignal,
  work: (file: OpenFile<unknown>) => Promise<T>,
): Promise<T> {
  return run(signal, async (ask) => {
    const said = await ask<unknown>({ job, open: true }, signal);
    return work({
      said,
      give: (part) => ask<void>({ part }, signal),
      ask: (question) => ask({ question }, signal),
    });
  });
}

/** The rejected rows of a file in its own layout. */
export async function rejectsInThread(
  job: OfficeJob & Required<Pick<OfficeJob, 'rejects'>>,
  signal: AbortSignal,
): Promise<Uint8Array> {
  return run(signal, (ask) => ask<Uint8Array>({ job }, signal));
}
