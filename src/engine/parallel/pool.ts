import { EngineError, fail, type Issue } from '../errors.ts';

/**
 * Work shared out over workers. A job prepares once what all its tasks share and then
 * answers tasks one by one; which worker answers which task never changes an answer, so
 * results are the same bits for any number of workers.
 */
export interface Job<Shared, Task, Answer> {
  /** Key in the table of jobs that the worker has (`jobs.ts`). */
  readonly name: string;
  readonly prepare: (shared: Shared) => (task: Task) => Answer;
}

/** One worker as the pool sees it: a thread of Node or a Web Worker. */
export interface Thread {
  readonly post: (message: Request) => void;
  readonly listen: (reply: (message: Reply) => void, broken: (error: Error) => void) => void;
  readonly close: () => unknown;
}

/** What a worker is asked: to prepare a job, or to answer a task of the one it prepared. */
export type Request =
  | { readonly kind: 'prepare'; readonly job: string; readonly shared: unknown }
  | { readonly kind: 'task'; readonly index: number; readonly task: unknown };

export type Reply =
  | { readonly kind: 'answer'; readonly index: number; readonly answer: unknown }
  | { readonly kind: 'refused'; readonly issues: readonly Issue[] };

export interface Pool {
  /** Number of workers; 0 = everything runs in the calling thread. */
  readonly size: number;
  /**
   * Answers of the tasks, in their order. Shared data is copied to each worker unless it
   * sits in a SharedArrayBuffer. Throws the first {@link EngineError} of a worker;
   * `progress` returning false stops with `run.cancelled`.
   */
  readonly run: <S, T, A>(
    job: Job<S, T, A>,
    shared: S,
    tasks: readonly T[],
    progress?: (done: number, total: number) => boolean | undefined,
  ) => Promise<A[]>;
  readonly close: () => Promise<void>;
}

/** A pool without workers: the same answers, in the calling thread. */
export const inline: Pool = {
  size: 0,
  run: async (job, shared, tasks, progress) => {
    const answer = job.prepare(shared);
    return tasks.map((task, k) => {
      const found = answer(task);
      if (progress?.(k + 1, tasks.length) === false) fail({ code: 'run.cancelled' });
      return found;
    });
  },
  close: async () => {},
};

/** Starts `size` workers; they wait for work until the pool is closed. One run at a time. */
export function createPool(spawn: () => Thread, size: number): Pool {
  if (size === 0) return inline;
  const threads = Array.from({ length: size }, spawn);
  let running: Run | undefined;
  // A pool that lost a worker does nothing more: its open tasks would never be answered.
  let broken: Error | undefined;
  const stop = (error: Error): void => {
    broken ??= error;
    running?.stop(error);
  };
  for (const thread of threads) thread.listen((reply) => running?.reply(thread, reply), stop);
  return {
    size,
    run: (job, shared, tasks, progress) => {
      if (running) throw new RangeError('a pool runs one job at a time');
      if (broken) return Promise.reject(broken);
      return new Promise<unknown[]>((resolve, reject) => {
        running = runOf(threads, tasks, progress, {
          done: (answers) => {
            running = undefined;
            resolve(answers);
          },
          failed: (error) => {
            running = undefined;
            reject(error);
          },
        });
        for (const thread of threads) thread.post({ kind: 'prepare', job: job.name, shared });
        running.start();
      }) as Promise<never[]>;
    },
    close: async () => {
      stop(new EngineError([{ code: 'run.cancelled' }]));
      await Promise.all(threads.map((thread) => thread.close()));
    },
  };
}

interface Run {
  readonly start: () => void;
  readonly reply: (thread: Thread, reply: Reply) => void;
  readonly stop: (error: Error) => void;
}

/** Hands out tasks one at a time, so that a slow worker does not hold up the others. */
function runOf(
  threads: readonly Thread[],
  tasks: readonly unknown[],
  progress: ((done: number, total: number) => boolean | undefined) | undefined,
  end: { done: (answers: unknown[]) => void; failed: (error: Error) => void },
): Run {
  const answers = new Array<unknown>(tasks.length);
  let next = 0;
  let open = 0;
  let done = 0;
  let error: Error | undefined;
  const finish = (): void => {
    // Replies under way must not be taken for those of the next run.
    if (open > 0) return;
    if (error) end.failed(error);
    else if (done === tasks.length) end.done(answers);
  };
  const hand = (thread: Thread): void => {
    if (error || next >= tasks.length) return;
    open++;
    thread.post({ kind: 'task', index: next, task: tasks[next] });
    next++;
  };
  return {
    start: () => {
      for (const thread of threads) hand(thread);
      finish();
    },
    reply: (thread, reply) => {
      open--;
      if (reply.kind === 'refused') error ??= new EngineError(reply.issues);
      else {
        answers[reply.index] = reply.answer;
        done++;
        if (progress?.(done, tasks.length) === false)
          error ??= new EngineError([{ code: 'run.cancelled' }]);
        hand(thread);
      }
      finish();
    },
    stop: (cause) => {
      error ??= cause;
      open = 0;
      finish();
    },
  };
}

/** The worker's side: answers requests with the jobs it knows. */
export function answering(
  jobs: Readonly<Record<string, Job<never, never, unknown>>>,
  reply: (message: Reply, transfer: readonly ArrayBuffer[]) => void,
): (request: Request) => void {
  let answer: ((task: unknown) => unknown) | undefined;
  let refused: readonly Issue[] | undefined;
  const guarded = (work: () => void): void => {
    try {
      work();
    } catch (error) {
      if (!(error instanceof EngineError)) throw error;
      refused = error.issues;
    }
  };
  return (request) => {
    if (request.kind === 'prepare') {
      refused = undefined;
      guarded(() => {
        const job = jobs[request.job] as Job<unknown, unknown, unknown> | undefined;
        if (!job) throw new RangeError(`no job ${request.job}`);
        answer = job.prepare(request.shared);
      });
      return;
    }
    let found: unknown;
    guarded(() => {
      found = refused ? undefined : answer!(request.task);
    });
    if (refused) reply({ kind: 'refused', issues: refused }, []);
    else reply({ kind: 'answer', index: request.index, answer: found }, buffersOf(found));
  };
}

/** Buffers of the arrays of an answer: handed over, not copied. */
function buffersOf(answer: unknown): ArrayBuffer[] {
  if (typeof answer !== 'object' || answer === null) return [];
  const buffers = new Set<ArrayBuffer>();
  for (const value of Object.values(answer))
    if (ArrayBuffer.isView(value) && value.buffer instanceof ArrayBuffer) buffers.add(value.buffer);
  return [...buffers];
}
