import { createHash } from 'node:crypto';
import type { Context } from '../platform/context.ts';
import { counting } from '../platform/counter.ts';

/** How long something is counted (ms). */
const WINDOW = 10 * 60_000;
/** Voices from one address in a window: an office and a housing estate stand behind one each. */
const MANY = 30;
/** The same words in a window, wherever they come from. */
const SAME = 5;
/** Codes of nothing that one address may try in a window. */
const WRONG = 20;

const voices = counting(WINDOW);
const texts = counting(WINDOW);
const wrong = counting(WINDOW);

type Here = Pick<Context, 'db' | 'now'>;

export type HeldWhy = 'many' | 'same' | 'robot' | 'links';

/**
 * Why a voice waits for a person to look at it before it goes to the desk; nothing when it goes
 * there at once. Nothing is ever dropped for it.
 */
export function heldWhy(
  ctx: Here,
  given: { readonly address: string; readonly text: string; readonly trap?: string | undefined },
): HeldWhy | undefined {
  const same = texts(ctx, createHash('sha256').update(given.text).digest('hex')) > SAME;
  const many = voices(ctx, given.address) > MANY;
  if (given.trap) return 'robot';
  if (many) return 'many';
  if (same) return 'same';
  return (given.text.match(/https?:\/\//g)?.length ?? 0) > 2 ? 'links' : undefined;
}

/** Whether an address has tried too many codes of nothing; each wrong one is told by `add`. */
export function tooManyWrong(ctx: Here, address: string, add: 0 | 1): boolean {
  return wrong(ctx, address, add) > WRONG;
}
