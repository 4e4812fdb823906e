import { createHash, createHmac, randomBytes } from 'node:crypto';

/** How long something is counted (ms). */
const WINDOW = 10 * 60_000;
/** Voices from one address in a window: an office and a housing estate stand behind one each. */
const MANY = 30;
/** The same words in a window, wherever they come from. */
const SAME = 5;
/** Codes of nothing that one address may try in a window. */
const WRONG = 20;

/**
 * Counts in memory alone, under a key that is gone with the process: nothing of an address can be
 * read from it, and nothing of it is ever written.
 */
class Counter {
  #key = randomBytes(32);
  #counts = new Map<string, number>();
  #since = 0;

  /** How often this was counted in the window, with `add` counted in. */
  count(what: string, now: Date, add = 1): number {
    if (now.getTime() - this.#since > WINDOW) {
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

const voices = new Counter();
const texts = new Counter();
const wrong = new Counter();

export type HeldWhy = 'many' | 'same' | 'robot' | 'links';

/**
 * Why a voice waits for a person to look at it before it goes to the desk; nothing when it goes
 * there at once. Nothing is ever dropped for it.
 */
export function heldWhy(
  given: { readonly address: string; readonly text: string; readonly trap?: string | undefined },
  now: Date,
): HeldWhy | undefined {
  const same = texts.count(createHash('sha256').update(given.text).digest('hex'), now) > SAME;
  const many = voices.count(given.address, now) > MANY;
  if (given.trap) return 'robot';
  if (many) return 'many';
  if (same) return 'same';
  return (given.text.match(/https?:\/\//g)?.length ?? 0) > 2 ? 'links' : undefined;
}

/** Whether an address has tried too many codes of nothing; each wrong one is told by `add`. */
export function tooManyWrong(address: string, now: Date, add: 0 | 1): boolean {
  return wrong.count(address, now, add) > WRONG;
}
