import { parseCronItem } from 'graphile-worker';
import type { QueuedJob } from '../../contract/system/operations.ts';
import { demand } from '../org/place.ts';
import * as org from '../org/service.ts';
import type { RequestContext } from '../platform/context.ts';
import { AppError } from '../platform/error.ts';
import { type Job, queueNumbers } from '../platform/jobs.ts';
import { inScopes } from '../platform/scope.ts';
import { record } from '../record/service.ts';
import * as queries from './queries.ts';

const SHOWN = 500;

/** The queue serves everybody: only who may manage the whole organisation sees it. */
async function demandWhole(ctx: RequestContext): Promise<org.Place> {
  const root = await org.root(ctx.db);
  demand(ctx, root.path);
  return root;
}

function jobOf(row: queries.JobRow): QueuedJob {
  const waiting = row.attempts < row.max_attempts ? 'waiting' : 'failed';
  return {
    id: row.id,
    name: row.name,
    state: row.locked_at ? 'running' : waiting,
    attempts: row.attempts,
    maxAttempts: row.max_attempts,
    createdAt: row.created_at.toISOString(),
    runAt: row.run_at.toISOString(),
    since: row.locked_at?.toISOString() ?? null,
    error: errorOf(row.last_error),
  };
}

/** What the queue itself wrote down (a server that went away) is no code of ours. */
function errorOf(text: string | null): QueuedJob['error'] {
  if (text === null) return null;
  try {
    return JSON.parse(text);
  } catch {
    return { code: 'system:job-interrupted', params: {} };
  }
}

export async function list(ctx: RequestContext, query: { state?: QueuedJob['state'] | undefined }) {
  await demandWhole(ctx);
  const { running, waiting, failed } = await queueNumbers(ctx.db);
  const last = await queries.lastScheduled(ctx.db);
  return {
    counts: { running, waiting, failed },
    jobs: (await queries.queuedJobs(ctx.db, query.state, SHOWN)).map(jobOf),
    scheduled: ctx.jobs
      .filter((job): job is Job & { cron: string } => job.cron !== undefined)
      .map(({ name, cron }) => ({
        name,
        last: last.get(name)?.toISOString() ?? null,
        next: nextTime(cron, ctx.now())?.toISOString() ?? null,
      })),
  };
}

const MINUTE = 60_000;
const YEAR = 366 * 24 * 60;

/** When a crontab line (UTC) fits next, looking a year ahead. */
export function nextTime(cron: string, from: Date): Date | undefined {
  const { match } = parseCronItem({ task: 'any', match: cron });
  const first = Math.floor(from.getTime() / MINUTE) + 1;
  for (let i = 0; i < YEAR; i++) {
    const at = new Date((first + i) * MINUTE);
    const digest = {
      min: at.getUTCMinutes(),
      hour: at.getUTCHours(),
      date: at.getUTCDate(),
      month: at.getUTCMonth() + 1,
      dow: at.getUTCDay(),
    };
    if (match(digest)) return at;
  }
  return undefined;
}

/** Acts on a job that does not run. The entry is written first: what is done is on record. */
async function change(
  ctx: RequestContext,
  id: string,
  act: 'system.retry-job' | 'system.give-up-job',
  work: (db: RequestContext['db'], id: string) => Promise<boolean>,
): Promise<{ ok: true }> {
  const root = await demandWhole(ctx);
  const row = await queries.findJob(ctx.db, id);
  if (!row) throw new AppError('not-found');
  if (row.locked_at) throw new AppError('job-running');
  const { name, attempts, error } = jobOf(row);
  await inScopes(ctx, (trx) =>
    record(trx, ctx, {
      act,
      subject: `job:${id}`,
      org: root,
      content: { name, attempts, error: error?.code ?? null },
    }),
  );
  if (!(await work(ctx.db, id))) throw new AppError('job-running');
  return { ok: true };
}

export function retry(ctx: RequestContext, id: string): Promise<{ ok: true }> {
  return change(ctx, id, 'system.retry-job', queries.rescheduleJob);
}

export function giveUp(ctx: RequestContext, id: string): Promise<{ ok: true }> {
  return change(ctx, id, 'system.give-up-job', queries.removeJob);
}
