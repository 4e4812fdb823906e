import { setImmediate as breathe } from 'node:timers/promises';
import { isUnder, scopesOf } from '../../contract/permissions.ts';
import type { TaskState } from '../../contract/task/operations.ts';
import { meOf } from '../identity/service.ts';
import { notify } from '../notice/service.ts';
import type { RequestContext } from '../platform/context.ts';
import { takeTurns } from '../platform/db.ts';
import { AppError } from '../platform/error.ts';
import { forgetFile, readBytesOf } from '../platform/files.ts';
import { type Job, type JobContext, JobError } from '../platform/jobs.ts';
import { problemOf } from '../platform/problem.ts';
import { EVERYWHERE, inScopes, type Trx, withScopes } from '../platform/scope.ts';
import type { KeptPlan, OpenFile, TaskPreview, TaskWork } from '../platform/tasks.ts';
import { openInThread, readInThread } from './office.ts';
import * as queries from './queries.ts';
import { kindOf, READ, WRITE } from './service.ts';

/** A job that ends its server so often is given up. */
const MOST_ATTEMPTS = 4;
/** How often it is written down how far a job is, and looked whether it was cancelled (ms). */
const SAY_EVERY = 200;
/** Reading that took longer has let its importer go elsewhere: they are told (ms). */
const LONG = 30_000;

/** The import was cancelled, or another job has it: whatever was done is taken back. */
class Stopped extends Error {}

/** Work of imports beside requests. */
export const taskJobs: readonly Job[] = [
  { name: READ, run: (ctx, payload) => run(ctx, payload, 'reading', read) },
  { name: WRITE, run: (ctx, payload) => run(ctx, payload, 'writing', write) },
  { name: 'task.forget', cron: '23 18 * * *', run: forget },
];

/** Files hold personal data: after so many days nobody fetches rejected rows any more. */
const KEPT_DAYS = 30;

/** Takes the files of old imports out of the store, and what was shown of them. */
async function forget(ctx: JobContext): Promise<void> {
  const before = new Date(ctx.now().getTime() - KEPT_DAYS * 86_400_000);
  const gone = await withScopes(ctx, EVERYWHERE, async (trx) => {
    const hashes = (await queries.oldTasks(trx, before)).map((task) => task.file_hash);
    const needed = await queries.neededFiles(trx, hashes, before);
    await queries.emptyOld(trx, before, ctx.now());
    return new Set(hashes.filter((hash) => !needed.has(hash)));
  });
  for (const hash of gone) await forgetFile(ctx.config.home, hash);
}

type Step = (ctx: JobContext, task: queries.TaskRow) => Promise<void>;

/** One step of an import from its beginning; what stops it for good is told to its importer. */
async function run(
  ctx: JobContext,
  payload: unknown,
  state: 'reading' | 'writing',
  step: Step,
): Promise<void> {
  const { id } = payload as { id: string };
  const task = await withScopes(ctx, EVERYWHERE, async (trx) => {
    const attempts = await queries.beginAttempt(trx, id, state);
    if (attempts === undefined) return undefined;
    const row = (await queries.findTask(trx, id))!;
    if (attempts <= MOST_ATTEMPTS) return row;
    await fail(trx, ctx, row, state, { code: 'failed', issues: [] });
    return undefined;
  });
  if (!task) return;
  try {
    await step(ctx, task);
  } catch (error) {
    if (error instanceof Stopped) return;
    const { code, issues } = problemOf(error);
    // The server stops, the database is away or busy: the job comes again.
    if (
      ctx.signal.aborted ||
      code === 'unavailable' ||
      code === 'busy' ||
      error instanceof JobError
    )
      throw error;
    await withScopes(ctx, EVERYWHERE, (trx) => fail(trx, ctx, task, state, { code, issues }));
    if (code === 'failed') throw error;
  }
}

async function fail(
  trx: Trx,
  ctx: JobContext,
  task: queries.TaskRow,
  state: TaskState,
  fault: { code: string; issues: readonly unknown[] },
): Promise<void> {
  const patch = { fault: JSON.stringify(fault), ended_at: ctx.now() };
  if (await queries.changeTask(trx, task.id, [state], { state: 'failed', ...patch }))
    if (state === 'writing') await tell(trx, ctx, task, 'failed');
}

/** The work of a task as its importer: with the rights they have now, and no more than then. */
async function workOf(ctx: JobContext, task: queries.TaskRow): Promise<TaskWork<unknown>> {
  const found = await meOf(ctx.db, task.created_by, ctx.now());
  const only = task.limited_to ? { only: task.limited_to } : {};
  const me = found && { ...found, grants: found.grants.map((g) => ({ ...g, ...only })) };
  const { permission, options } = kindOf(ctx, task.kind);
  const scopes = scopesOf(me?.grants ?? [], permission);
  if (!me || !scopes.some((s) => isUnder(task.org_path, s))) throw new AppError('not-allowed');
  return {
    ctx: { ...ctx, me, scopes, address: 'job' },
    id: task.id,
    org: { id: task.org_id, path: task.org_path },
    file: { name: task.file_name, hash: task.file_hash },
    options: options.parse(JSON.parse(task.options)),
    progress: progressOf(ctx, task),
  };
}

function progressOf(ctx: JobContext, task: queries.TaskRow): TaskWork<unknown>['progress'] {
  let said = 0;
  const state = task.state as TaskState;
  return async (done, total) => {
    await breathe();
    if (ctx.signal.aborted) throw new JobError('task:interrupted');
    const now = performance.now();
    if (now - said < SAY_EVERY) return;
    said = now;
    // In a transaction of its own: others see it at once, and it is no part of what is written.
    const there = await withScopes({ ...ctx, apart: true }, EVERYWHERE, (trx) =>
      queries.changeTask(trx, task.id, [state], { done, total }),
    );
    if (!there) throw new Stopped();
  };
}

/** Work with a file by its bytes; it ends when the import is cancelled meanwhile. */
async function withBytes<T>(
  { ctx, file, options, progress }: TaskWork<unknown>,
  kind: string,
  work: (job: Parameters<typeof readInThread>[0], signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const bytes = await readBytesOf(ctx.config.home, file.hash);
  const stopped = new AbortController();
  const watch = setInterval(
    () => void progress(0, 0).catch((reason) => stopped.abort(reason)),
    SAY_EVERY,
  );
  try {
    const signal = AbortSignal.any([ctx.signal, stopped.signal]);
    return await work({ kind, name: file.name, bytes, options }, signal);
  } finally {
    clearInterval(watch);
  }
}

const fileOf = (work: TaskWork<unknown>, kind: string): Promise<unknown> =>
  withBytes(work, kind, readInThread);
const withOpenFile = <T>(
  work: TaskWork<unknown>,
  kind: string,
  use: (file: OpenFile<unknown>) => Promise<T>,
): Promise<T> => withBytes(work, kind, (job, signal) => openInThread(job, signal, use));

async function read(ctx: JobContext, task: queries.TaskRow): Promise<void> {
  const since = performance.now();
  // What it reads is compared again before it is written.
  const work = await workOf({ ...ctx, apart: true }, task);
  const kind = kindOf(ctx, task.kind);
  const show = async (file: unknown): Promise<void> => {
    await work.progress(0, 0);
    await inScopes(work.ctx, async (trx) => {
      const preview = await kind.read(trx, work, file);
      await keep(trx, task.id, preview);
      if (performance.now() - since > LONG) await tell(trx, ctx, task, 'ready');
    });
  };
  if (kind.planned) await withOpenFile(work, task.kind, show);
  else await show(await fileOf(work, task.kind));
}

async function keep(trx: Trx, id: string, preview: TaskPreview): Promise<void> {
  const { rows, counts, rejects, page, seal, plan, asks = 0 } = preview;
  const sum = Object.values(counts).reduce((a, b) => a + b, 0);
  if (sum !== rows) throw new Error(`${sum} rows are accounted for, of ${rows}`);
  const kept = await queries.changeTask(trx, id, ['reading'], {
    ...{
      state: 'ready',
      rows,
      counts: JSON.stringify(counts),
      seal,
      done: rows,
      total: rows,
      asks,
    },
    preview: typeof page === 'string' ? page : await jsonOf(page),
    rejects: typeof rejects === 'string' ? rejects : JSON.stringify(rejects),
    plan: plan ? Buffer.from(plan) : null,
  });
  if (!kept) throw new Stopped();
}

/** Rows of a list that are made text in one go. */
const ROWS = 500;

/** An object as JSON; its lists a part at a time, so that requests have their turn between. */
async function jsonOf(page: object): Promise<string> {
  const fields: string[] = [];
  for (const [key, value] of Object.entries(page)) {
    const parts: string[] = [];
    const rows: readonly unknown[] = Array.isArray(value) ? value : [];
    for (let at = 0; at < rows.length; at += ROWS) {
      parts.push(JSON.stringify(rows.slice(at, at + ROWS)).slice(1, -1));
      await breathe();
    }
    const text = Array.isArray(value) ? `[${parts.join(',')}]` : JSON.stringify(value);
    fields.push(`${JSON.stringify(key)}:${text}`);
  }
  return `{${fields.join(',')}}`;
}

/** All in one transaction, the end of the task with it: it is done when that commits, or not. */
async function write(ctx: JobContext, task: queries.TaskRow): Promise<void> {
  const kind = kindOf(ctx, task.kind);
  const work = await workOf({ ...ctx, apart: kind.moves === true }, task);
  const file = kind.planned ? undefined : await fileOf(work, task.kind);
  await work.progress(0, 0);
  await inScopes(work.ctx, async (trx) => {
    // A job that another server still has is waited for: then there is nothing left to do.
    await takeTurns(trx, `task ${task.id}`);
    if ((await queries.findTask(trx, task.id))?.state !== 'writing') throw new Stopped();
    const given = kind.planned ? await keptOf(trx, work, task) : file;
    const result = await kind.write(trx, work, given, task.seal ?? '');
    const over = { preview: null, plan: null };
    const ended = { state: 'done' as const, result: JSON.stringify(result), ...over };
    const kept = await queries.changeTask(trx, task.id, ['writing'], {
      ...ended,
      ended_at: ctx.now(),
    });
    if (!kept) throw new Stopped();
    await tell(trx, ctx, task, 'done');
  });
}

async function keptOf(
  trx: Trx,
  work: TaskWork<unknown>,
  task: queries.TaskRow,
): Promise<KeptPlan<unknown>> {
  return {
    plan: await queries.planOf(trx, task.id),
    reopen: (use) => withOpenFile(work, task.kind, use),
  };
}

async function tell(
  trx: Trx,
  ctx: JobContext | RequestContext,
  task: queries.TaskRow,
  what: 'ready' | 'done' | 'failed',
): Promise<void> {
  await notify(trx, ctx, {
    to: [task.created_by],
    code: `task:notice-${what}`,
    params: { file: task.file_name },
    link: kindOf(ctx, task.kind).link({ id: task.id, orgId: task.org_id }),
    org: { id: task.org_id, path: task.org_path },
    key: `task:${task.id}:${what}:${task.attempts}:${task.confirmed_at?.getTime() ?? ''}`,
  });
}
