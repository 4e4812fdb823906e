import { createHmac, randomBytes } from 'node:crypto';

/**
 * Counts what comes in within a window, in memory alone and under a key that is made anew with each
 * window: nothing of an address can be read from it, and nothing of it is ever written.
 */
export class Counter {
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
