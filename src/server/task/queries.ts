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
  ...(['state', 'attempts', 'done', 'total', 'rows', 'counts', 'seal', 'result'] as const),
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
