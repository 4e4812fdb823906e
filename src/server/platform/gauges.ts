import { sql } from 'kysely';
import type { Context } from './context.ts';
import { connectionNumbers } from './db.ts';
import { type QueueNumbers, queueNumbers } from './jobs.ts';
import { EVERYWHERE, withScopes } from './scope.ts';

type Gauges = Readonly<Record<string, () => number | Promise<number>>>;

/** One look at the queue serves the gauges of one reading. */
const FRESH = 500;

/** Numbers of the platform for `/metrics`: queue, connections, entries not yet sealed. */
export function platformGauges(ctx: Context): Gauges {
  let looked: { at: number; numbers: Promise<QueueNumbers> } | undefined;
  const queue = (pick: (n: QueueNumbers) => number) => async () => {
    const at = performance.now();
    if (!looked || at - looked.at > FRESH) looked = { at, numbers: queueNumbers(ctx.db) };
    return pick(await looked.numbers);
  };
  return {
    shiji_jobs_running: queue((n) => n.running),
    shiji_jobs_waiting: queue((n) => n.waiting),
    shiji_jobs_failed: queue((n) => n.failed),
    shiji_jobs_oldest_waiting_seconds: queue((n) => n.oldestWaiting),
    shiji_database_connections: () => connectionNumbers(ctx.db).total,
    shiji_database_connections_idle: () => connectionNumbers(ctx.db).idle,
    shiji_database_requests_waiting: () => connectionNumbers(ctx.db).waiting,
    shiji_record_unsealed_entries: () => unsealed(ctx),
  };
}

/** How far sealing is behind: entries that have no place in the tree yet. */
async function unsealed(ctx: Context): Promise<number> {
  return withScopes({ ...ctx, apart: true }, EVERYWHERE, async (trx) => {
    const { rows } = await sql<{ count: number }>`
      select count(*)::int as count from record_entry where position is null`.execute(trx);
    return rows[0]!.count;
  });
}
