import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import type { Paper } from '../../office/paper/paper.ts';
import type { Context } from '../platform/context.ts';
import type { RenderAnswer, RenderJob } from './render.worker.ts';

/** The thread keeps its fonts for so long, then gives its memory back. */
const IDLE_MS = 60_000;

interface Waiting {
  readonly resolve: (bytes: Uint8Array) => void;
  readonly reject: (error: Error) => void;
}

let thread: Worker | undefined;
let idle: NodeJS.Timeout | undefined;
let last = 0;
const waiting = new Map<number, Waiting>();

/**
 * Sets a paper as Word, PDF or picture in a thread of its own, so that a long ledger does not
 * hold up the server; one after the other. Fonts of the office lie in `<home>/fonts`.
 */
export async function render(
  ctx: Pick<Context, 'config'>,
  paper: Paper,
  as: RenderJob['as'],
): Promise<Uint8Array> {
  const folder = join(ctx.config.home, 'fonts');
  const own = await stat(folder).then(
    (found) => found.isDirectory(),
    () => false,
  );
  const id = ++last;
  clearTimeout(idle);
  thread ??= start();
  const set = new Promise<Uint8Array>((resolve, reject) => waiting.set(id, { resolve, reject }));
  thread.ref();
  thread.postMessage({ id, paper, as, fontFolders: own ? [folder] : [] } satisfies RenderJob);
  return set;
}

function start(): Worker {
  const worker = new Worker(new URL('./render.thread.js', import.meta.url));
  worker.on('message', (answer: RenderAnswer) => {
    const asked = waiting.get(answer.id);
    waiting.delete(answer.id);
    if ('bytes' in answer) asked?.resolve(answer.bytes);
    else asked?.reject(new Error(answer.error));
    if (waiting.size === 0) rest(worker);
  });
  worker.on('error', (error) => over(worker, error));
  worker.on('exit', () => over(worker, new Error('the thread that sets papers has ended')));
  return worker;
}

/** Nothing to do: it may end with the process, and ends by itself after a while. */
function rest(worker: Worker): void {
  worker.unref();
  idle = setTimeout(() => void worker.terminate(), IDLE_MS);
  idle.unref();
}

/** Whoever waited is told; the next paper starts a new thread. */
function over(worker: Worker, error: Error): void {
  if (thread !== worker) return;
  thread = undefined;
  for (const { reject } of waiting.values()) reject(error);
  waiting.clear();
}
