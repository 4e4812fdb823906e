import { type Insertable, type Selectable, type SqlBool, sql } from 'kysely';
import type { Executor } from '../platform/db.ts';
import type { Robot, Setting } from '../platform/schema.generated.ts';
import type { Trx } from '../platform/scope.ts';

export async function allSettings(db: Executor): Promise<Selectable<Setting>[]> {
  return db.selectFrom('setting').selectAll().execute();
}

/** Saves a group over the version its editor saw (0: none yet); false when it is another. */
export async function saveSetting(
  trx: Trx,
  row: { key: string; value: string; version: number; now: Date },
): Promise<boolean> {
  const { key, value, version, now } = row;
  const values = { value: sql<string>`${value}::jsonb`, version: version + 1, changed_at: now };
  const done =
    version === 0
      ? await trx
          .insertInto('setting')
          .values({ key, ...values })
          .onConflict((c) => c.column('key').doNothing())
          .executeTakeFirst()
      : await trx
          .updateTable('setting')
          .set(values)
          .where('key', '=', key)
          .where('version', '=', version)
          .executeTakeFirst();
  const { numInsertedOrUpdatedRows: made, numUpdatedRows: changed } = done as {
    numInsertedOrUpdatedRows?: bigint;
    numUpdatedRows?: bigint;
  };
  return (made ?? changed ?? 0n) > 0n;
}

export type RobotRow = Selectable<Robot> & { org_name: string };

const robots = (db: Executor) =>
  db
    .selectFrom('robot')
    .innerJoin('org', 'org.id', 'robot.org_id')
    .selectAll('robot')
    .select('org.name as org_name')
    .where('robot.closed_at', 'is', null);

export async function openRobots(trx: Trx): Promise<RobotRow[]> {
  return robots(trx).orderBy('robot.org_path').orderBy('robot.id').execute();
}

export async function findRobot(trx: Trx, id: string): Promise<RobotRow | undefined> {
  return robots(trx).where('robot.id', '=', id).executeTakeFirst();
}

/** Robots of a unit and of those above it. */
export async function robotsAbove(trx: Trx, path: string): Promise<RobotRow[]> {
  return robots(trx)
    .where(sql<SqlBool>`${path}::ltree <@ robot.org_path`)
    .orderBy('robot.id')
    .execute();
}

export async function insertRobot(trx: Trx, row: Insertable<Robot>): Promise<void> {
  await trx.insertInto('robot').values(row).execute();
}

/** Changes a robot as its editor saw it; false when somebody was faster. */
export async function updateRobot(
  trx: Trx,
  at: { id: string; version: number },
  change: {
    name?: string;
    host?: string;
    address?: string;
    secret?: string | null;
    closed_at?: Date;
  },
): Promise<boolean> {
  const done = await trx
    .updateTable('robot')
    .set({ ...change, version: at.version + 1 })
    .where('id', '=', at.id)
    .where('version', '=', at.version)
    .where('closed_at', 'is', null)
    .executeTakeFirst();
  return done.numUpdatedRows > 0n;
}

/** Counts a message about to be sent; false when 20 were sent within the minute before. */
export async function takeRobotTurn(trx: Trx, id: string, now: Date): Promise<boolean> {
  const { numAffectedRows } = await sql`
    update robot set sent = (array_append(sent, ${now}::timestamptz))[greatest(1, cardinality(sent) - 18):]
    where id = ${id} and closed_at is null
      and (cardinality(sent) < 20 or sent[1] <= ${now}::timestamptz - interval '1 minute')`.execute(
    trx,
  );
  return (numAffectedRows ?? 0n) > 0n;
}

export interface JobRow {
  readonly id: string;
  readonly name: string;
  readonly attempts: number;
  readonly max_attempts: number;
  readonly created_at: Date;
  readonly run_at: Date;
  readonly locked_at: Date | null;
  readonly last_error: string | null;
}

const state = sql`case when locked_at is not null then 'running'
  when attempts < max_attempts then 'waiting' else 'failed' end`;

/** Jobs in the queue: running, then failed, then waiting by time. The tables are the queue's own. */
export async function queuedJobs(
  db: Executor,
  wanted: string | undefined,
  limit: number,
): Promise<JobRow[]> {
  const { rows } = await sql<JobRow>`
    select id::text, task_identifier as name, attempts, max_attempts, created_at, run_at, locked_at,
      last_error
    from graphile_worker.jobs
    where ${wanted ?? null}::text is null or ${state} = ${wanted ?? null}::text
    order by locked_at is null, attempts < max_attempts, run_at, id limit ${limit}`.execute(db);
  return rows;
}

export async function findJob(db: Executor, id: string): Promise<JobRow | undefined> {
  const { rows } = await sql<JobRow>`
    select id::text, task_identifier as name, attempts, max_attempts, created_at, run_at, locked_at,
      last_error
    from graphile_worker.jobs where id = ${id}::bigint`.execute(db);
  return rows[0];
}

/** Makes a job due now, with all its attempts before it; false when it runs or is done. */
export async function rescheduleJob(db: Executor, id: string): Promise<boolean> {
  const { rows } = await sql`
    select id from graphile_worker.reschedule_jobs(array[${id}::bigint], run_at => now(),
      attempts => 0, max_attempts => (
        select greatest(max_attempts, 5) from graphile_worker._private_jobs where id = ${id}::bigint))
  `.execute(db);
  await sql`select pg_notify('jobs:insert', '{"count":1}')`.execute(db);
  return rows.length > 0;
}

export async function removeJob(db: Executor, id: string): Promise<boolean> {
  const { rows } =
    await sql`select id from graphile_worker.complete_jobs(array[${id}::bigint])`.execute(db);
  return rows.length > 0;
}

/** When each scheduled job was last put in the queue. */
export async function lastScheduled(db: Executor): Promise<Map<string, Date | null>> {
  const { rows } = await sql<{ identifier: string; last_execution: Date | null }>`
    select identifier, last_execution from graphile_worker._private_known_crontabs`.execute(db);
  return new Map(rows.map((r) => [r.identifier, r.last_execution]));
}
