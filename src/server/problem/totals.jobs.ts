import { addDays, dayOf } from '../platform/days.ts';
import { type Job, type JobContext, JobError } from '../platform/jobs.ts';
import { EVERYWHERE, type Trx, withScopes } from '../platform/scope.ts';
import { drawMonthly } from './draws.service.ts';
import * as queries from './totals.queries.ts';

/** From so many rows under it on, the totals of a unit are kept: fewer are counted in no time. */
export const MANY = 5_000;
/** Differences folded in one transaction. */
const BATCH = 20_000;
/** Days of which totals know each: those on which something is told apart are fewer. */
const DAYS = 150;

/** Totals take turns with units that move, and with nobody who writes rows. */
const everywhere = <T>(ctx: JobContext, work: (trx: Trx) => Promise<T>): Promise<T> =>
  withScopes({ ...ctx, apart: true }, EVERYWHERE, work);

/** Takes the differences that wait into the totals. */
export async function foldAll(ctx: JobContext): Promise<void> {
  for (;;) {
    const folded = await everywhere(ctx, (trx) => queries.fold(trx, BATCH));
    if (folded < BATCH || ctx.signal.aborted) return;
  }
}

/**
 * Keeps totals of the units with very many rows under them and holds those that were kept against the
 * rows. What is wrong is put right and told; a unit at a time, so that nobody waits long.
 */
export async function checkAll(ctx: JobContext, many = MANY): Promise<void> {
  await foldAll(ctx);
  const floor = addDays(dayOf(ctx.now()), -DAYS);
  await everywhere(ctx, (trx) => queries.raiseFloor(trx, floor));
  const large = await everywhere(ctx, (trx) => queries.largeUnits(trx, many));
  await everywhere(ctx, (trx) =>
    queries.keepOnly(
      trx,
      large.map((u) => u.path),
    ),
  );
  let units = 0;
  let numbers = 0;
  for (const { path, kept } of large) {
    if (ctx.signal.aborted) return;
    const wrong = await everywhere(ctx, async (trx) => {
      if (!kept) await queries.keep(trx, path, floor);
      return queries.mend(trx, path);
    });
    if (!kept || wrong === 0) continue;
    units += 1;
    numbers += wrong;
  }
  if (units > 0) throw new JobError('problem:totals-mended', { units, numbers }, { final: true });
}

export const problemJobs: readonly Job[] = [
  { name: 'problem.fold', cron: '* * * * *', run: (ctx) => foldAll(ctx) },
  { name: 'problem.totals', cron: '50 18 * * *', run: (ctx) => checkAll(ctx) },
  // In the morning there: people are told of it.
  { name: 'problem.draw', cron: '20 1 * * *', run: drawMonthly },
];
