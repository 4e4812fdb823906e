import { createHmac, randomBytes } from 'node:crypto';
import type { Context } from './context.ts';
import type { Db } from './db.ts';

/**
 * Counts what comes in within a window, in memory alone and under a key that is made anew with each
 * window: nothing of an address can be read from it, and nothing of it is ever written.
 */
class Counter {
  readonly #window: number;
  #key = randomBytes(32);
  #counts = new Map<string, number>();
  #since = 0;

  /** @param window how long something is counted (ms) */
  constructor(window: number) {
    this.#window = window;
  }

  /** How often this was counted in the window, with `add` counted in. */
  count(what: string, now: Date, add = 1): number {
    if (Math.abs(now.getTime() - this.#since) > this.#window) {
      this.#since = now.getTime();
      this.#counts.clear();
      this.#key = randomBytes(32);
    }
    const name = createHmac('sha256', this.#key).update(what).digest('base64');
    const count = (this.#counts.get(name) ?? 0) + add;
    if (add > 0) this.#counts.set(name, count);
    return count;
  }
}

/**
 * A counter for each database that is served: what one counts is not counted by another.
 *
 * @param window how long something is counted (ms)
 * @returns how often this was counted in the window, with `add` (1 unless told) counted in
 */
export function counting(window: number) {
  const counters = new WeakMap<Db, Counter>();
  return (ctx: Pick<Context, 'db' | 'now'>, what: string, add = 1): number => {
    const counter = counters.get(ctx.db) ?? new Counter(window);
    counters.set(ctx.db, counter);
    return counter.count(what, ctx.now(), add);
  };
}
