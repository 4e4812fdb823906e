/** How things are gathered to be written together. */
export interface Gathering {
  /** How long the first one waits for others (ms). */
  readonly wait: number;
  /** The most that are written together. */
  readonly most: number;
  /** How many batches of one key are written at the same time. */
  readonly atOnce: number;
}

interface Waiting<T, R> {
  readonly thing: T;
  readonly done: (result: R) => void;
  readonly failed: (error: unknown) => void;
}

interface Queue<T, R> {
  readonly waiting: Waiting<T, R>[];
  writing: number;
  timer: NodeJS.Timeout | undefined;
}

/**
 * Gathers what comes in together and writes it together: one transaction, one wait for the disk,
 * and no order between those in it. Each promise settles when its batch is written: what was
 * acknowledged is not lost. While as many batches are written as may be, the next one grows.
 *
 * @param write gives the results in the order of the things, an `Error` for one that is refused
 */
export function gatherer<C, T, R>(
  write: (ctx: C, key: string, things: readonly T[]) => Promise<readonly (R | Error)[]>,
  { wait, most, atOnce }: Gathering,
): (ctx: C, key: string, thing: T) => Promise<R> {
  const queues = new Map<string, Queue<T, R>>();

  const start = (ctx: C, key: string, queue: Queue<T, R>): void => {
    if (queue.timer || queue.writing >= atOnce || queue.waiting.length === 0) return;
    queue.timer = setTimeout(() => {
      queue.timer = undefined;
      void run(ctx, key, queue, queue.waiting.splice(0, most));
      start(ctx, key, queue);
    }, wait);
  };

  const run = async (
    ctx: C,
    key: string,
    queue: Queue<T, R>,
    batch: readonly Waiting<T, R>[],
  ): Promise<void> => {
    queue.writing++;
    try {
      const results = await write(
        ctx,
        key,
        batch.map((b) => b.thing),
      );
      batch.forEach(({ done, failed }, i) => {
        const result = results[i] as R | Error;
        if (result instanceof Error) failed(result);
        else done(result);
      });
    } catch (error) {
      for (const { failed } of batch) failed(error);
    }
    queue.writing--;
    if (queue.writing === 0 && queue.waiting.length === 0 && !queue.timer) queues.delete(key);
    else start(ctx, key, queue);
  };

  return (ctx, key, thing) =>
    new Promise<R>((done, failed) => {
      const queue = queues.get(key) ?? { waiting: [], writing: 0, timer: undefined };
      queues.set(key, queue);
      queue.waiting.push({ thing, done, failed });
      start(ctx, key, queue);
    });
}
