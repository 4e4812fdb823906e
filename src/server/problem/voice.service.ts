import type { RequestContext } from '../platform/context.ts';
import { dayOf } from '../platform/days.ts';
import type { Trx } from '../platform/scope.ts';
import { open } from './facts.ts';
import { write } from './objections.service.ts';
import * as origins from './origin.queries.ts';
import { lockProblem } from './parts.queries.ts';
import { take } from './steps.service.ts';

/**
 * Holds what something became. Problems are held before what they came from: a step of a problem goes
 * on to its voice.
 */
export async function holdRaisedFrom(trx: Trx, origin: string): Promise<void> {
  for (const { id } of await origins.raisedFrom(trx, origin)) await lockProblem(trx, id);
}

/**
 * Whoever raised it is not content: what it became is opened again, and a close-out under
 * notice has an objection to settle. The transaction reaches everywhere; nobody is signed in.
 */
export async function reopenedByVoice(
  ctx: RequestContext,
  trx: Trx,
  origin: string,
  reason: string,
): Promise<void> {
  for (const { id, state } of await origins.raisedFrom(trx, origin)) {
    if (state !== 'closed' && state !== 'notice') continue;
    const found = await open(ctx, trx, id);
    if (state === 'closed') await take(ctx, trx, found, 'reopen', { reason });
    else if (dayOf(ctx.now()) <= (found.row.notice_until ?? ''))
      await write(ctx, trx, found.row, reason, null);
  }
}
