import type { Context } from '../platform/context.ts';
import type { Job } from '../platform/jobs.ts';
import { EVERYWHERE, withScopes } from '../platform/scope.ts';
import { ballotsWithKeys, destroyKeys } from './keys.ts';
import * as queries from './queries.ts';

/**
 * States in which no key may be left: a draft has one when a freeze was broken off. Keys of
 * ballots that this database does not know are left alone: it may be the wrong database.
 */
const WITHOUT: readonly string[] = ['draft', 'closed', 'published', 'cancelled'];

/** Destroys keys that a crash left behind. */
export async function sweepKeys(ctx: Context): Promise<void> {
  for (const id of await ballotsWithKeys(ctx.config.home))
    await withScopes(ctx, EVERYWHERE, async (trx) => {
      // A freeze that makes keys just now holds this lock.
      await queries.lockBallot(trx, id, 'update');
      const row = await queries.ballotById(trx, id);
      if (row && WITHOUT.includes(row.state)) await destroyKeys(ctx.config.home, id);
    });
}

export const ballotJobs: readonly Job[] = [
  { name: 'ballot.keys', cron: '*/10 * * * *', run: sweepKeys },
];
