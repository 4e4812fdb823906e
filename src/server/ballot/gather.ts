interface Waiting<T, R> {
  readonly item: T;
  readonly done: (result: R) => void;
  readonly failed: (error: unknown) => void;
}

/**
 * Gathers what comes in for some milliseconds, and for as long as the batch before is worked on,
 * and works on it together: one batch of a name at a time. A result that is an error fails its
 * own item; when the work throws, all of the batch fail.
 */
export class Gatherer<T, R> {
  readonly #ms: number;
  readonly #most: number;
  readonly #waiting = new Map<string, Waiting<T, R>[]>();

  constructor(ms: number, most: number) {
    this.#ms = ms;
    this.#most = most;
  }

  add(
    name: string,
    item: T,
    work: (batch: readonly T[]) => Promise<readonly (R | Error)[]>,
  ): Promise<R> {
    return new Promise((done, failed) => {
      const queue = this.#waiting.get(name);
      if (queue) queue.push({ item, done, failed });
      else {
        this.#waiting.set(name, [{ item, done, failed }]);
        setTimeout(() => void this.#run(name, work), this.#ms);
      }
    });
  }

  async #run(
    name: string,
    work: (batch: readonly T[]) => Promise<readonly (R | Error)[]>,
  ): Promise<void> {
    const queue = this.#waiting.get(name)!;
    while (queue.length > 0) {
      const batch = queue.splice(0, this.#most);
      try {
        const results = await work(batch.map((w) => w.item));
        for (const [i, { done, failed }] of batch.entries()) {
          const result = results[i]!;
          if (result instanceof Error) failed(result);
          else done(result);
        }
      } catch (error) {
        for (const { failed } of batch) failed(error);
      }
    }
    this.#waiting.delete(name);
  }
}
