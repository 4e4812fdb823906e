import type { Language } from '../../contract/messages/index.ts';
import { createTranslator } from '../../contract/messages/index.ts';
import { isUnder, scopesOf } from '../../contract/permissions.ts';
import type { Task, TaskState } from '../../contract/task/operations.ts';
import type { Context, RequestContext } from '../platform/context.ts';
import { AppError } from '../platform/error.ts';
import { readBytesOf, storeFile } from '../platform/files.ts';
import type { Upload } from '../platform/form.ts';
import { JsonText } from '../platform/http.ts';
import { newId } from '../platform/ids.ts';
import { enqueue } from '../platform/jobs.ts';
import { fieldIssues } from '../platform/problem.ts';
import { inScopes, type Trx, withScopes } from '../platform/scope.ts';
import type { RejectedRow, TaskKind } from '../platform/tasks.ts';
import { openOffice, rejectsInThread } from './office.ts';
import * as queries from './queries.ts';

export { readInThread } from './office.ts';

export const READ = 'task.read';
export const WRITE = 'task.write';

/** States in which something is still to come. */
const OPEN: readonly TaskState[] = ['reading', 'ready', 'writing'];

/** The kind of that name, as its room registered it. */
export function kindOf(ctx: Context, kind: string): TaskKind {
  const found = ctx.tasks.find((k) => k.kind === kind);
  if (!found) throw new Error(`no kind of import is called ${kind}`);
  return found;
}

function optionsOf(kind: TaskKind, given: unknown): string {
  const options = kind.options.safeParse(given);
  if (!options.success) throw new AppError('invalid', fieldIssues(options.error, given));
  return JSON.stringify(options.data);
}

const onlyOf = (ctx: RequestContext): string[] | null => {
  const only = ctx.me?.grants[0]?.only;
  return only ? [...only] : null;
};

function meIn(ctx: RequestContext): string {
  if (!ctx.me) throw new AppError('not-signed-in');
  return ctx.me.id;
}

/**
 * Takes a file in and has it read. The caller has decided that the importer may, and gives the
 * unit the import belongs to.
 */
export async function start(
  ctx: RequestContext,
  kind: string,
  input: {
    readonly file: Upload;
    readonly org: { readonly id: string; readonly path: string };
    readonly options?: object;
  },
): Promise<Task> {
  const me = meIn(ctx);
  const options = optionsOf(kindOf(ctx, kind), input.options ?? {});
  const { name, bytes } = input.file;
  openOffice();
  const hash = await storeFile(ctx.config.home, bytes);
  return inScopes(ctx, async (trx) => {
    const now = ctx.now();
    await queries.insertFile(trx, hash, bytes.length, now);
    const id = newId(now);
    await queries.insertTask(trx, {
      ...{ id, org_id: input.org.id, org_path: input.org.path, kind, options },
      ...{ file_name: name, file_hash: hash, limited_to: onlyOf(ctx), state: 'reading' },
      ...{ attempts: 0, done: 0, total: 0, created_at: now, created_by: me },
    });
    await enqueue(trx, READ, { id });
    return one(ctx, trx, id);
  });
}

/** Personal rows: the transaction sees the caller's own imports and no unit's. */
function own<T>(ctx: RequestContext, work: (trx: Trx, me: string) => Promise<T>): Promise<T> {
  const me = meIn(ctx);
  return withScopes(ctx, [], (trx) => work(trx, me));
}

async function one(ctx: RequestContext, trx: Trx, id: string): Promise<Task> {
  const [row] = await queries.tasksOf(trx, meIn(ctx), { id, limit: 1 });
  if (!row) throw new AppError('not-found');
  return taskOf(ctx, row);
}

function taskOf(ctx: Context, row: queries.TaskRow & { org_name: string }): Task {
  const parsed = (text: string | null) => (text === null ? null : JSON.parse(text));
  return {
    id: row.id,
    kind: row.kind,
    file: row.file_name,
    org: { id: row.org_id, name: row.org_name },
    state: row.state as TaskState,
    done: row.done,
    total: row.total,
    rows: row.rows,
    counts: parsed(row.counts),
    asks: row.asks,
    result: parsed(row.result),
    fault: parsed(row.fault),
    link: kindOf(ctx, row.kind).link({ id: row.id, orgId: row.org_id }),
    createdAt: row.created_at.toISOString(),
    endedAt: row.ended_at?.toISOString() ?? null,
  };
}

export async function list(
  ctx: RequestContext,
  query: { readonly kind?: string | undefined; readonly limit: number },
): Promise<Task[]> {
  return own(ctx, async (trx, me) =>
    (await queries.tasksOf(trx, me, query)).map((row) => taskOf(ctx, row)),
  );
}

export async function get(ctx: RequestContext, id: string): Promise<Task> {
  return own(ctx, (trx) => one(ctx, trx, id));
}

/** What the page shows of a file that was read; nothing once the import is over. */
export async function preview(ctx: RequestContext, id: string): Promise<JsonText> {
  const text = await own(ctx, (trx, me) => queries.textOf(trx, me, id, 'preview'));
  if (!text) throw new AppError('not-found');
  return new JsonText(text);
}

/** Changes a task of the caller's own, who must still hold what its kind asks for. */
async function demanded(
  ctx: RequestContext,
  id: string,
  from: readonly TaskState[],
  change: (trx: Trx, task: queries.TaskRow, kind: TaskKind) => Promise<void>,
): Promise<Task> {
  return own(ctx, async (trx, me) => {
    const task = await queries.findTask(trx, id);
    if (!task || task.created_by !== me) throw new AppError('not-found');
    const kind = kindOf(ctx, task.kind);
    const scopes = scopesOf(ctx.me?.grants ?? [], kind.permission);
    if (!scopes.some((s) => isUnder(task.org_path, s))) throw new AppError('not-allowed');
    if (from.includes(task.state as TaskState)) await change(trx, task, kind);
    else if (task.state === 'cancelled' || task.state === 'failed') throw new AppError('task-over');
    return one(ctx, trx, id);
  });
}

const merged = (kind: TaskKind, task: queries.TaskRow, given: object): string =>
  optionsOf(kind, { ...JSON.parse(task.options), ...given });

/** Reads the same file again. Throws `task-over` for one that was cancelled. */
export async function again(ctx: RequestContext, id: string, options: object): Promise<Task> {
  return demanded(ctx, id, ['ready', 'failed'], async (trx, task, kind) => {
    const changed = await queries.changeTask(trx, id, ['ready', 'failed'], {
      ...{ state: 'reading', options: merged(kind, task, options), limited_to: onlyOf(ctx) },
      ...{ attempts: 0, done: 0, total: 0, fault: null, ended_at: null, confirmed_at: null },
    });
    if (changed) await enqueue(trx, READ, { id });
  });
}

/** Has written what was shown. A second time it only says how far it is. */
export async function confirm(ctx: RequestContext, id: string, options: object): Promise<Task> {
  return demanded(ctx, id, ['ready'], async (trx, task, kind) => {
    const changed = await queries.changeTask(trx, id, ['ready'], {
      ...{ state: 'writing', options: merged(kind, task, options), limited_to: onlyOf(ctx) },
      ...{ attempts: 0, done: 0, total: 0, confirmed_at: ctx.now() },
    });
    if (changed) await enqueue(trx, WRITE, { id });
  });
}

/** Stops an import that is not over; the job that works on it sees it at its next batch. */
export async function cancel(ctx: RequestContext, id: string): Promise<Task> {
  return own(ctx, async (trx, me) => {
    const task = await queries.findTask(trx, id);
    if (!task || task.created_by !== me) throw new AppError('not-found');
    const ended = { state: 'cancelled' as const, preview: null, plan: null, ended_at: ctx.now() };
    await queries.changeTask(trx, id, OPEN, ended);
    return one(ctx, trx, id);
  });
}

/** The rejected rows of an import in the layout of its file, each with its reason. */
export async function rejects(
  ctx: RequestContext,
  id: string,
  lang: Language,
): Promise<{ name: string; content: Uint8Array }> {
  const { task, text } = await own(ctx, async (trx, me) => ({
    text: await queries.textOf(trx, me, id, 'rejects'),
    task: await queries.findTask(trx, id),
  }));
  if (!task || !text) throw new AppError('not-found');
  const bytes = await readBytesOf(ctx.config.home, task.file_hash);
  const rows = JSON.parse(text) as RejectedRow[];
  const t = createTranslator(lang);
  const stem = task.file_name.replace(/\.\w+$/, '');
  return {
    name: `${t('task:rejects-name')}-${stem}.xlsx`,
    content: await rejectsInThread(
      {
        ...{ kind: task.kind, name: task.file_name, bytes },
        ...{ options: kindOf(ctx, task.kind).options.parse(JSON.parse(task.options)) },
        ...{ rejects: { rows, lang } },
      },
      ctx.signal,
    ),
  };
}
