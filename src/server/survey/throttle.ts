import type { Context } from '../platform/context.ts';
import { counting } from '../platform/counter.ts';

const MINUTE = 60_000;
/** Answers to one survey from one address in a minute: a hall full of people sends behind one. */
const MANY = 60;

const sent = counting(MINUTE);

/** Whether an address has sent as much of a survey within the minute as is taken; else it is counted. */
export function tooManySent(
  ctx: Pick<Context, 'db' | 'now'>,
  surveyId: string,
  address: string,
): boolean {
  const what = `${surveyId} ${address}`;
  if (sent(ctx, what, 0) >= MANY) return true;
  sent(ctx, what);
  return false;
}
