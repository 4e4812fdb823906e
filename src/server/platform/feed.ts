import { once } from 'node:events';
import type { Writable } from 'node:stream';
import { Worker } from 'node:worker_threads';
import { turns } from './turns.ts';

/** What a thread that writes a file hears: what it is about, the parts as they come, how much went out. */
export type FeedSaid<A, B> =
  | { readonly about: A }
  | { readonly batch: B }
  | { readonly end: true }
  | { readonly took: number };

/** What it says: bytes of the file, that it can take one more part, that the file is whole. */
export type FeedAnswer =
  | { readonly bytes: Uint8Array }
  | { readonly fed: true }
  | { readonly done: true };

/** Parts the thread may have waiting: the next are read while it writes. */
const AHEAD = 4;

/**
 * A thread that writes files as it is fed with their rows. What it makes goes out as it comes, no faster
 * than it is taken. It stays for a while (ms) after a file: starting one takes half a second. So many
 * files at once; the others wait.
 */
export function feedingThread(file: URL, limits: { idle: number; atOnce: number }) {
  const turn = turns(limits.atOnce);
  let spare: { readonly worker: Worker; readonly leave: NodeJS.Timeout } | undefined;
  const take = (): Worker => {
    if (!spare) return new Worker(file, { execArgv: [] });
    const { worker, leave } = spare;
    spare = undefined;
    clearTimeout(leave);
    quiet(worker);
    worker.ref();
    return worker;
  };
  const keep = (worker: Worker): void => {
    if (spare) return void worker.terminate();
    const forget = (): void => {
      if (spare?.worker === worker) spare = undefined;
    };
    worker.unref();
    worker.once('error', forget).once('exit', forget);
    const leave = setTimeout(() => {
      forget();
      void worker.terminate();
    }, limits.idle).unref();
    spare = { worker, leave };
  };
  return <A, B>(
    about: A,
    batches: AsyncIterable<B>,
    out: Writable,
    signal: AbortSignal,
  ): Promise<void> =>
    turn(signal, async () => {
      signal.throwIfAborted();
      const worker = take();
      try {
        await feed(worker, about, batches, out, signal);
      } catch (error) {
        void worker.terminate();
        throw error;
      }
      quiet(worker);
      keep(worker);
    });
}

/** Nobody listens any more; listeners of Node's own stay. */
function quiet(worker: Worker): void {
  for (const event of ['message', 'error', 'exit']) worker.removeAllListeners(event);
}

async function feed<A, B>(
  worker: Worker,
  about: A,
  batches: AsyncIterable<B>,
  out: Writable,
  signal: AbortSignal,
): Promise<void> {
  const say = (said: FeedSaid<A, B>): void => worker.postMessage(said);
  const room = credits(AHEAD);
  const over = new AbortController();
  let held = 0;
  const tell = (): void => {
    if (held > 0) say({ took: held });
    held = 0;
  };
  out.on('drain', tell);
  const written = new Promise<void>((resolve, reject) => {
    worker.on('message', (answer: FeedAnswer) => {
      if ('bytes' in answer) {
        held += answer.bytes.length;
        if (out.write(answer.bytes)) tell();
      } else if ('fed' in answer) room.give();
      else resolve();
    });
    worker.once('error', reject);
    worker.once('exit', () => reject(new Error('the thread was stopped')));
    // Whoever asked has gone: nothing more is read or written.
    out.once('close', () => reject(signal.reason ?? new Error('nobody takes the file')));
    signal.addEventListener('abort', () => reject(signal.reason), {
      once: true,
      signal: over.signal,
    });
  });
  const pumped = async (): Promise<void> => {
    say({ about });
    for await (const batch of batches) {
      await room.take(over.signal);
      say({ batch });
    }
    say({ end: true });
  };
  try {
    await Promise.all([written, pumped()]);
  } finally {
    over.abort();
  }
  await new Promise<void>((resolve, reject) => {
    out.end((error?: Error | null) => (error ? reject(error) : resolve()));
  });
}

/** So many may be taken before one is given back. */
function credits(many: number) {
  let left = many;
  const given = new EventTarget();
  return {
    give(): void {
      left++;
      given.dispatchEvent(new Event('given'));
    },
    async take(signal: AbortSignal): Promise<void> {
      while (left === 0) await once(given, 'given', { signal });
      left--;
    },
  };
}
