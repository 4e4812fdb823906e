import type { Verification } from '../../contract/record/operations.ts';
import type { RequestContext } from '../platform/context.ts';
import { newId } from '../platform/ids.ts';
import { enqueue, type JobContext } from '../platform/jobs.ts';
import { EVERYWHERE, inScopes, withScopes } from '../platform/scope.ts';
import * as queries from './check.queries.ts';
import * as tree from './tree.queries.ts';
import { verifyRecord } from './verify.service.ts';

export const VERIFY = 'record.verify';
/** A check that has not moved for so long (ms) was on a server that went away. */
const STALE = 10 * 60_000;
/** How often at most (ms) progress is written down. */
const BEAT = 500;

/** Has the whole record checked beside requests; one that is under way already is enough. */
export async function askCheck(ctx: RequestContext): Promise<Verification> {
  return inScopes(ctx, async (trx) => {
    await queries.oneAtATime(trx);
    const now = ctx.now();
    const last = await queries.lastCheck(trx);
    if (!last || stateOf(last, now) !== 'running') {
      const id = newId(now);
      await queries.insertCheck(trx, {
        id,
        asked_by: ctx.me!.id,
        asked_at: now,
        beat_at: now,
        done: '0',
      });
      await enqueue(trx, VERIFY, { id }, { queue: VERIFY, maxAttempts: 3 });
    }
    return verificationIn(trx, now);
  });
}

/** The last check: how far it is, or what it found. */
export async function lastCheck(ctx: RequestContext): Promise<Verification> {
  return inScopes(ctx, (trx) => verificationIn(trx, ctx.now()));
}

/** The check itself. Done again from the beginning when a server went away in the midst of it. */
export async function runCheck(ctx: JobContext, payload: unknown): Promise<void> {
  const { id } = payload as { id: string };
  const note = (values: Parameters<typeof queries.updateCheck>[2]): Promise<void> =>
    withScopes(ctx, EVERYWHERE, (trx) => queries.updateCheck(trx, id, values));
  let last = 0;
  let writing = Promise.resolve();
  const progress = (done: number): void => {
    const now = Date.now();
    if (now - last < BEAT) return;
    last = now;
    writing = writing.then(() => note({ done: String(done), beat_at: ctx.now() }));
  };
  try {
    const report = await verifyRecord(ctx, { signal: ctx.signal, progress });
    await writing;
    const done = String(report.size);
    await note({ done, beat_at: ctx.now(), ended_at: ctx.now(), report: JSON.stringify(report) });
  } catch (error) {
    await writing.catch(() => undefined);
    // A server that stops gives the job back; anything else has ended without a result.
    if (!ctx.signal.aborted) await note({ beat_at: ctx.now(), ended_at: ctx.now() });
    throw error;
  }
}

function stateOf(row: queries.CheckRow, now: Date): Verification['state'] {
  if (row.report) return 'done';
  if (row.ended_at) return 'failed';
  return now.getTime() - row.beat_at.getTime() > STALE ? 'failed' : 'running';
}

async function verificationIn(
  trx: Parameters<typeof queries.lastCheck>[0],
  now: Date,
): Promise<Verification> {
  const row = await queries.lastCheck(trx);
  const total = (await tree.lastCheckpoint(trx))?.size ?? 0;
  if (!row) return { state: 'none', askedAt: null, endedAt: null, done: 0, total, report: null };
  return {
    state: stateOf(row, now),
    askedAt: row.asked_at.toISOString(),
    endedAt: row.ended_at?.toISOString() ?? null,
    done: Number(row.done),
    total,
    report: row.report as Verification['report'],
  };
}
