import { type Insertable, type Selectable, sql } from 'kysely';
import type { TaskState } from '../../contract/task/operations.ts';
import type { Executor } from '../platform/db.ts';
import type { Task } from '../platform/schema.generated.ts';
import type { Trx } from '../platform/scope.ts';

/** All but the large texts. */
const columns = [
  ...([
    'org_id',
    'id',
    'org_path',
    'kind',
    'file_name',
    'file_hash',
    'options',
    'limited_to',
  ] as const),
  ...(['state', 'attempts', 'done', 'total', 'rows', 'counts', 'seal', 'result', 'asks'] as const),
  ...(['fault', 'created_at', 'created_by', 'confirmed_at', 'ended_at'] as const),
] as const;

export type TaskRow = Pick<Selectable<Task>, (typeof columns)[number]>;

/** Keeps that a file is in the store; once however often it comes. */
export async function insertFile(trx: Trx, hash: string, size: number, now: Date): Promise<void> {
  await trx
    .insertInto('file')
    .values({ hash, size, created_at: now })
    .onConflict((c) => c.doNothing())
    .execute();
}

export async function insertTask(trx: Trx, row: Insertable<Task>): Promise<void> {
  await trx.insertInto('task').values(row).execute();
}

export async function findTask(db: Executor, id: string): Promise<TaskRow | undefined> {
  return db.selectFrom('task').select(columns).where('id', '=', id).executeTakeFirst();
}

/** A person's own, newest first, with the names of their units. */
export async function tasksOf(
  trx: Trx,
  personId: string,
  which: { id?: string; kind?: string | undefined; limit: number },
): Promise<(TaskRow & { org_name: string })[]> {
  return trx
    .selectFrom('task')
    .innerJoin('org', 'org.id', 'task.org_id')
    .select(columns.map((c) => `task.${c}` as const))
    .select('org.name as org_name')
    .where('task.created_by', '=', personId)
    .$if(which.id !== undefined, (q) => q.where('task.id', '=', which.id!))
    .$if(which.kind !== undefined, (q) => q.where('task.kind', '=', which.kind!))
    .orderBy('task.id', 'desc')
    .limit(which.limit)
    .execute();
}

/** One of the large texts of a person's task. */
export async function textOf(
  trx: Trx,
  personId: string,
  id: string,
  column: 'preview' | 'rejects',
): Promise<string | null | undefined> {
  const row = await trx
    .selectFrom('task')
    .select(`${column} as text`)
    .where('id', '=', id)
    .where('created_by', '=', personId)
    .executeTakeFirst();
  return row?.text;
}

/** What confirming writes, as it was shown. */
export async function planOf(trx: Trx, id: string): Promise<Buffer | null> {
  const row = await trx.selectFrom('task').select('plan').where('id', '=', id).executeTakeFirst();
  return row?.plan ?? null;
}

export type TaskPatch = Partial<
  Pick<
    Insertable<Task>,
    | 'attempts'
    | 'confirmed_at'
    | 'counts'
    | 'done'
    | 'ended_at'
    | 'fault'
    | 'limited_to'
    | 'options'
    | 'plan'
    | 'preview'
    | 'rejects'
    | 'result'
    | 'rows'
    | 'seal'
    | 'total'
  >
> & { readonly state?: TaskState };

/** Changes a task that is in one of the states; false when it is in none of them any more. */
export async function changeTask(
  trx: Trx,
  id: string,
  from: readonly TaskState[],
  patch: TaskPatch,
): Promise<boolean> {
  const { numUpdatedRows } = await trx
    .updateTable('task')
    .set(patch)
    .where('id', '=', id)
    .where('state', 'in', from)
    .executeTakeFirst();
  return numUpdatedRows > 0n;
}

/** Counts that work of a state begins; how often it has, or nothing when it is in another. */
export async function beginAttempt(
  trx: Trx,
  id: string,
  state: TaskState,
): Promise<number | undefined> {
  const row = await trx
    .updateTable('task')
    .set({ attempts: sql`attempts + 1` })
    .where('id', '=', id)
    .where('state', '=', state)
    .returning('attempts')
    .executeTakeFirst();
  return row?.attempts;
}

/** Files of imports that ended, or wait, since before a moment, and what is still kept of each. */
export async function oldTasks(
  trx: Trx,
  before: Date,
): Promise<{ id: string; file_hash: string }[]> {
  const { rows } = await sql<{ id: string; file_hash: string }>`
    select id, file_hash from task where ${isOld(before)}`.execute(trx);
  return rows;
}

const isOld = (before: Date) =>
  sql<boolean>`state not in ('reading', 'writing') and coalesce(ended_at, created_at) < ${before}`;

/** Takes what was shown of old imports; those that waited to be confirmed are over with it. */
export async function emptyOld(trx: Trx, before: Date, now: Date): Promise<void> {
  await sql`
    update task set preview = null, plan = null, rejects = null,
      options = (options::jsonb - 'people')::text,
      state = case when state = 'ready' then 'cancelled' else state end,
      ended_at = coalesce(ended_at, ${now})
    where ${isOld(before)} and (preview is not null or plan is not null or rejects is not null or state = 'ready')
  `.execute(trx);
}

/** Of files, those that something still needs: any row that refers to them, or a younger import. */
export async function neededFiles(
  trx: Trx,
  hashes: readonly string[],
  before: Date,
): Promise<Set<string>> {
  const { rows: places } = await sql<{ table: string; column: string }>`
    select c.conrelid::regclass::text as table, a.attname as column
    from pg_constraint c
    join pg_attribute a on a.attrelid = c.conrelid and a.attnum = c.conkey[1]
    where c.contype = 'f' and c.confrelid = 'file'::regclass`.execute(trx);
  const needed = new Set<string>();
  for (const { table, column } of places) {
    const { rows } = await sql<{ hash: string }>`
      select distinct ${sql.ref(column)} as hash from ${sql.table(table)}
      where ${sql.ref(column)} = any(${hashes})
        and ${table === 'task' ? sql`not (${isOld(before)})` : sql`true`}`.execute(trx);
    for (const { hash } of rows) needed.add(hash);
  }
  return needed;
}
