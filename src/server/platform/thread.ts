import { Worker } from 'node:worker_threads';
import { EngineError } from '../../engine/index.ts';
import { AppError } from './error.ts';
import { turns } from './turns.ts';

/** What a thread says: how far it is, then once what it made or why it refuses. */
export type ThreadAnswer<A> =
  | { readonly progress: readonly [done: number, total: number] }
  | { readonly done: A }
  | { readonly issues: EngineError['issues'] };

export interface ThreadOptions {
  /** Aborting ends the thread and rejects with its reason. */
  readonly signal?: AbortSignal;
  /** Called once when the thread starts (0 of 0), then as the work is done. */
  readonly progress?: (done: number, total: number) => void;
}

/**
 * Runs a file as a thread of its own, so that long work does not hold up the server, until it
 * answers. Throws {@link EngineError} for what it refuses, `too-large` when the memory does not
 * suffice.
 */
export function inThread<A>(
  file: URL,
  workerData: unknown,
  { signal, progress }: ThreadOptions,
): Promise<A> {
  return new Promise((resolve, reject) => {
    if (signal?.aborted) return reject(signal.reason);
    // The thread loads what it needs itself: nothing of how this process was started concerns it.
    const worker = new Worker(file, { workerData, execArgv: [] });
    const abort = (): void => {
      reject(signal!.reason);
      // What it had said and is not heard yet is said to nobody.
      worker.removeAllListeners('message');
      void worker.terminate();
    };
    signal?.addEventListener('abort', abort, { once: true });
    progress?.(0, 0);
    worker.on('message', (answer: ThreadAnswer<A>) => {
      if ('progress' in answer) return progress?.(...answer.progress);
      if ('issues' in answer) reject(new EngineError(answer.issues));
      else resolve(answer.done);
      void worker.terminate();
    });
    worker.once('error', (error) => reject(asAppError(error)));
    worker.once('exit', () => {
      signal?.removeEventListener('abort', abort);
      reject(new Error('the thread was stopped'));
    });
  });
}

/** Asks a thread that stays; one question at a time. */
export type AskThread = <A>(question: unknown, signal?: AbortSignal) => Promise<A>;

/**
 * A thread that answers questions and stays for a while (ms) after the last: starting one, and
 * loading what it needs, takes half a second. Work gets it for itself, with what it keeps from one
 * question to the next. Throws as {@link inThread} does; aborting ends the thread. `ready` starts it
 * for somebody who is about to ask.
 */
export function lastingThread(file: URL, idle: number) {
  const turn = turns(1);
  let worker: Worker | undefined;
  let leave: NodeJS.Timeout | undefined;
  const end = (): void => {
    void worker?.terminate();
    worker = undefined;
  };
  const started = (): Worker => {
    if (worker) return worker;
    const own = new Worker(file, { execArgv: [] });
    // One that cannot start while nobody asks is tried again when somebody does.
    own.on('error', () => {
      if (worker === own) worker = undefined;
    });
    worker = own;
    return own;
  };
  const stay = (): void => {
    clearTimeout(leave);
    leave = setTimeout(end, idle);
    leave.unref();
  };
  const ask: AskThread = (question, signal) => {
    const own = started();
    own.ref();
    return new Promise((resolve, reject) => {
      if (signal?.aborted) return reject(signal.reason);
      const abort = (): void => fail(signal!.reason);
      const settle = (): void => {
        signal?.removeEventListener('abort', abort);
        own.off('message', answered).off('error', broken).off('exit', stopped);
        own.unref();
      };
      const fail = (reason: unknown): void => {
        settle();
        if (worker === own) end();
        reject(reason);
      };
      signal?.addEventListener('abort', abort, { once: true });
      const answered = (answer: ThreadAnswer<never>): void => {
        settle();
        if ('done' in answer) resolve(answer.done);
        else reject(new EngineError('issues' in answer ? answer.issues : []));
      };
      const broken = (error: Error): void => fail(asAppError(error));
      const stopped = (): void => fail(new Error('the thread was stopped'));
      own.on('message', answered).on('error', broken).on('exit', stopped);
      own.postMessage(question);
    });
  };
  const use = <T>(signal: AbortSignal, work: (ask: AskThread) => Promise<T>): Promise<T> =>
    turn(signal, async () => {
      clearTimeout(leave);
      try {
        return await work(ask);
      } finally {
        stay();
      }
    });
  const ready = (): void => {
    if (worker) return;
    started().unref();
    stay();
  };
  return { use, ready };
}

function asAppError(error: Error & { code?: string }): Error {
  return error.code === 'ERR_WORKER_OUT_OF_MEMORY'
    ? new AppError('too-large', [{ code: 'server.memory' }])
    : error;
}
