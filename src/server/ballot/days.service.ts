import type { RequestContext } from '../platform/context.ts';
import { dayOf } from '../platform/days.ts';
import { AppError } from '../platform/error.ts';
import { inScopes } from '../platform/scope.ts';
import { noteOf } from '../record/service.ts';
import { type Days, daysOf, tellRoll } from './days.ts';
import * as queries from './queries.ts';
import { held } from './service.ts';

const note = noteOf('ballot');

/** Sets the days until the close; everybody sees the new one, nothing happens by it. */
export async function plan(
  ctx: RequestContext,
  id: string,
  { version, ...days }: Days & { readonly version: number },
) {
  return inScopes(ctx, async (trx) => {
    const row = await held(ctx, trx, id, version, ['draft', 'frozen', 'open']);
    const columns = daysOf(dayOf(ctx.now()), days);
    await queries.updateBallot(trx, row, columns);
    return note(trx, ctx, 'plan', row, { opensOn: columns.opens_on, closesOn: columns.closes_on });
  });
}

/**
 * Reminds all of the roll, once a day. Never only those who have not voted: who gets a reminder
 * would tell it to anybody who sees their screen.
 */
export async function remind(ctx: RequestContext, id: string, version: number) {
  return inScopes(ctx, async (trx) => {
    const row = await held(ctx, trx, id, version, ['open']);
    const today = dayOf(ctx.now());
    if (row.reminded_on === today) throw new AppError('ballot-reminded');
    const told = await tellRoll(trx, ctx, row, 'remind', `ballot-remind:${id}:${today}`);
    await queries.updateBallot(trx, row, { reminded_on: today });
    await note(trx, ctx, 'remind', row, { told });
    return { told };
  });
}
