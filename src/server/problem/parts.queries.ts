import { type Insertable, type Selectable, sql, type Updateable } from 'kysely';
import type { Step } from '../../contract/problem/states.ts';
import type {
  DeadlineChange,
  Measure,
  Objection,
  Problem,
  ProblemStep,
  Progress,
  Recheck,
} from '../platform/schema.generated.ts';
import type { Trx } from '../platform/scope.ts';
import { changeHeld } from '../platform/version.ts';
import type { MeasureRow, ProblemRow } from './queries.ts';

type Key = Pick<ProblemRow, 'org_id' | 'id'>;
export type ExtensionRow = Selectable<DeadlineChange>;
export type ObjectionRow = Selectable<Objection>;
export type RecheckRow = Selectable<Recheck>;
export type StepRow = Selectable<ProblemStep>;
export type ProgressRow = Selectable<Progress>;

/** The next ledger number of a unit in a year; the row is locked until the transaction ends. */
export async function nextNumber(trx: Trx, orgId: string, year: number, many = 1): Promise<number> {
  const { rows } = await sql<{ last: number }>`
    insert into ledger_number (org_id, year, last) values (${orgId}, ${year}, ${many})
    on conflict (org_id, year) do update set last = ledger_number.last + ${many}
    returning last`.execute(trx);
  return rows[0]!.last - many + 1;
}

export async function insertProblems(
  trx: Trx,
  rows: readonly Insertable<Problem>[],
): Promise<void> {
  if (rows.length) await trx.insertInto('problem').values(rows).execute();
}
export async function insertMeasures(
  trx: Trx,
  rows: readonly Insertable<Measure>[],
): Promise<void> {
  if (rows.length) await trx.insertInto('measure').values(rows).execute();
}
export async function insertSteps(
  trx: Trx,
  rows: readonly Insertable<ProblemStep>[],
): Promise<void> {
  if (rows.length) await trx.insertInto('problem_step').values(rows).execute();
}
export async function insertProgress(trx: Trx, row: Insertable<Progress>): Promise<void> {
  await trx.insertInto('progress').values(row).execute();
}
export async function insertExtension(trx: Trx, row: Insertable<DeadlineChange>): Promise<void> {
  await trx.insertInto('deadline_change').values(row).execute();
}
export async function insertObjection(trx: Trx, row: Insertable<Objection>): Promise<void> {
  await trx.insertInto('objection').values(row).execute();
}
export async function insertRechecks(
  trx: Trx,
  rows: readonly Insertable<Recheck>[],
): Promise<void> {
  if (rows.length) await trx.insertInto('recheck').values(rows).execute();
}

export async function lockProblem(trx: Trx, id: string): Promise<ProblemRow | undefined> {
  return trx
    .selectFrom('problem')
    .selectAll()
    .where('id', '=', id)
    .forNoKeyUpdate()
    .executeTakeFirst();
}
/** Several of them, those that are there, locked in one order: two acts wait for each other only once. */
export async function lockProblems(trx: Trx, ids: readonly string[]): Promise<ProblemRow[]> {
  return trx
    .selectFrom('problem')
    .selectAll()
    .where('id', 'in', ids)
    .orderBy('id')
    .forNoKeyUpdate()
    .execute();
}
export async function measureById(trx: Trx, id: string): Promise<MeasureRow | undefined> {
  return trx.selectFrom('measure').selectAll().where('id', '=', id).executeTakeFirst();
}
export async function extensionById(trx: Trx, id: string): Promise<ExtensionRow | undefined> {
  return trx.selectFrom('deadline_change').selectAll().where('id', '=', id).executeTakeFirst();
}
export async function objectionById(trx: Trx, id: string): Promise<ObjectionRow | undefined> {
  return trx.selectFrom('objection').selectAll().where('id', '=', id).executeTakeFirst();
}
export async function objectionByCode(trx: Trx, hash: Buffer): Promise<ObjectionRow | undefined> {
  return trx.selectFrom('objection').selectAll().where('code_hash', '=', hash).executeTakeFirst();
}
export async function recheckById(trx: Trx, id: string): Promise<RecheckRow | undefined> {
  return trx.selectFrom('recheck').selectAll().where('id', '=', id).executeTakeFirst();
}
export async function progressById(trx: Trx, id: string): Promise<ProgressRow | undefined> {
  return trx.selectFrom('progress').selectAll().where('id', '=', id).executeTakeFirst();
}

/** Under the lock of its problem's row. */
export const updateProblem = (trx: Trx, row: Key, values: Updateable<Problem>): Promise<void> =>
  changeHeld(trx, 'problem', row, values);
export const updateMeasure = (trx: Trx, row: Key, values: Updateable<Measure>): Promise<void> =>
  changeHeld(trx, 'measure', row, values);

/** Sets columns of one row that has no version: it is decided once. */
const changing =
  <Row>(table: string) =>
  async (trx: Trx, row: Key, values: Partial<Row>): Promise<void> => {
    const set = Object.entries(values).map(([k, v]) => sql`${sql.ref(k)} = ${v}`);
    await sql`update ${sql.table(table)} set ${sql.join(set)}
      where org_id = ${row.org_id} and id = ${row.id}`.execute(trx);
  };
export const updateExtension = changing<Insertable<DeadlineChange>>('deadline_change');
export const updateObjection = changing<Insertable<Objection>>('objection');
export const updateRecheck = changing<Insertable<Recheck>>('recheck');
export const updateProgress = changing<Insertable<Progress>>('progress');

/** Measures of a problem that stand begin together, on the day work starts. */
export async function startMeasures(trx: Trx, problem: Key, on: string): Promise<void> {
  await sql`update measure set state = 'working', started_on = ${on}, version = version + 1
    where org_id = ${problem.org_id} and problem_id = ${problem.id} and state = 'planned'`.execute(
    trx,
  );
}
const ofProblem =
  <Table extends 'progress' | 'deadline_change' | 'objection' | 'recheck' | 'problem_step'>(
    table: Table,
  ) =>
  async (trx: Trx, row: Key) => {
    const { rows } = await sql`select * from ${sql.table(table)}
      where org_id = ${row.org_id} and problem_id = ${row.id} order by id`.execute(trx);
    return rows;
  };
export const progressOf = ofProblem('progress') as (trx: Trx, row: Key) => Promise<ProgressRow[]>;
export const extensionsOf = ofProblem('deadline_change') as (
  trx: Trx,
  row: Key,
) => Promise<ExtensionRow[]>;
export const objectionsOf = ofProblem('objection') as (
  trx: Trx,
  row: Key,
) => Promise<ObjectionRow[]>;
export const rechecksOf = ofProblem('recheck') as (trx: Trx, row: Key) => Promise<RecheckRow[]>;
export const stepsOf = ofProblem('problem_step') as (trx: Trx, row: Key) => Promise<StepRow[]>;

export async function countOpenObjections(trx: Trx, row: Key): Promise<number> {
  const { rows } = await sql<{ n: number }>`select count(*)::int as n from objection
    where org_id = ${row.org_id} and problem_id = ${row.id} and state = 'open'`.execute(trx);
  return rows[0]!.n;
}

/** {@link countOpenObjections} of several problems, by id; those without one are left out. */
export async function openObjectionsOf(
  trx: Trx,
  problems: readonly Key[],
): Promise<ReadonlyMap<string, number>> {
  if (problems.length === 0) return new Map();
  const { rows } = await sql<{ id: string; n: number }>`
    select o.problem_id as id, count(*)::int as n from objection o
      join unnest(${problems.map((p) => p.org_id)}::uuid[],
        ${problems.map((p) => p.id)}::uuid[]) as w (org_id, id)
      on o.org_id = w.org_id and o.problem_id = w.id
    where o.state = 'open' group by 1`.execute(trx);
  return new Map(rows.map(({ id, n }) => [id, n]));
}

/** The step of this kind that was taken last. */
export async function lastStep(trx: Trx, row: Key, step: Step): Promise<StepRow | undefined> {
  const { rows } = await sql<StepRow>`select * from problem_step
    where org_id = ${row.org_id} and problem_id = ${row.id} and step = ${step}
    order by id desc limit 1`.execute(trx);
  return rows[0];
}

/** Whatever was still open against a close-out holds. */
export async function upholdObjections(
  trx: Trx,
  row: Key,
  values: { readonly answer: string; readonly decided_by: string; readonly decided_at: Date },
): Promise<void> {
  await sql`update objection set state = 'upheld', answer = ${values.answer},
      decided_by = ${values.decided_by}, decided_at = ${values.decided_at}
    where org_id = ${row.org_id} and problem_id = ${row.id} and state = 'open'`.execute(trx);
}
