import { type Insertable, type Selectable, type SqlBool, sql } from 'kysely';
import type { Executor } from '../platform/db.ts';
import type { Org, OrgPast, OrgSuccession } from '../platform/schema.generated.ts';
import type { Trx } from '../platform/scope.ts';
import { under, underAny } from '../platform/under.ts';

export type OrgRow = Selectable<Org>;

/** A calendar day as the driver's text, `YYYY-MM-DD`. */
type Day = string;

export async function findRoot(db: Executor): Promise<OrgRow> {
  return db
    .selectFrom('org')
    .selectAll()
    .where('parent_id', 'is', null)
    .orderBy('position')
    .limit(1)
    .executeTakeFirstOrThrow();
}

export async function findOrg(db: Executor, id: string): Promise<OrgRow | undefined> {
  return db.selectFrom('org').selectAll().where('id', '=', id).executeTakeFirst();
}

export async function orgByCode(db: Executor, code: string): Promise<OrgRow | undefined> {
  return db
    .selectFrom('org')
    .selectAll()
    .where('code', '=', code)
    .where('closed_on', 'is', null)
    .executeTakeFirst();
}

export async function orgsById(db: Executor, ids: readonly string[]): Promise<OrgRow[]> {
  if (ids.length === 0) return [];
  return db
    .selectFrom('org')
    .selectAll()
    .where(sql<SqlBool>`id in (select unnest(${ids}::uuid[]))`)
    .execute();
}

export async function orgsByPath(db: Executor, paths: readonly string[]): Promise<OrgRow[]> {
  if (paths.length === 0) return [];
  return db.selectFrom('org').selectAll().where('path', 'in', paths).orderBy('path').execute();
}

export async function classesUnder(
  db: Executor,
  path: string,
  limit: number,
): Promise<{ name: string; units: number }[]> {
  const { rows } = await sql<{ name: string; units: number }>`
    select class as name, count(*)::int as units from org
    where ${under('path', path)} and class is not null and closed_on is null
    group by 1 order by 2 desc, 1 limit ${limit}`.execute(db);
  return rows;
}

/** The unit and its place in the tree, held until the transaction ends. */
export async function lockOrg(trx: Trx, id: string): Promise<OrgRow | undefined> {
  return trx.selectFrom('org').selectAll().where('id', '=', id).forNoKeyUpdate().executeTakeFirst();
}

/** Whether closed units are told of too. */
export type Closed = 'shown' | undefined;

/** Children of each unit named. */
export async function countChildren(
  db: Executor,
  ids: readonly string[],
  closed: Closed,
): Promise<Map<string, number>> {
  if (ids.length === 0) return new Map();
  const rows = await db
    .selectFrom('org')
    .select((e) => ['parent_id', e.fn.countAll<string>().as('count')])
    .where('parent_id', 'in', ids)
    .$if(!closed, (q) => q.where('closed_on', 'is', null))
    .groupBy('parent_id')
    .execute();
  return new Map(rows.map((r) => [r.parent_id!, Number(r.count)]));
}

/** Children, after the one named, by place. */
export async function childrenOf(
  db: Executor,
  parentId: string,
  after: { position: number; id: string } | undefined,
  limit: number,
  closed?: Closed,
): Promise<OrgRow[]> {
  return db
    .selectFrom('org')
    .selectAll()
    .where('parent_id', '=', parentId)
    .$if(!closed, (q) => q.where('closed_on', 'is', null))
    .$if(after !== undefined, (q) =>
      q.where(sql<SqlBool>`(position, id) > (${after!.position}, ${after!.id}::uuid)`),
    )
    .orderBy('position')
    .orderBy('id')
    .limit(limit)
    .execute();
}

/** Units under the paths, in the order of the tree. */
export async function listOrgs(
  db: Executor,
  paths: readonly string[],
  after: string | undefined,
  limit: number,
  closed: Closed,
): Promise<OrgRow[]> {
  return db
    .selectFrom('org')
    .selectAll()
    .where(underAny('path', paths))
    .$if(!closed, (q) => q.where('closed_on', 'is', null))
    .$if(after !== undefined, (q) => q.where(sql<SqlBool>`path > ${after}::ltree`))
    .orderBy('path')
    .limit(limit)
    .execute();
}

export type PastRow = Pick<
  OrgRow,
  'id' | 'parent_id' | 'name' | 'short_name' | 'code' | 'kind' | 'class' | 'position'
> & { since: Day; until: Day | null };

/** Versions that held on a day: of one unit, or of the children of one. */
const versionsOn = (where: { id: string } | { parentId: string }, on: Day) => {
  const [now, past] =
    'id' in where
      ? [sql`o.id = ${where.id}`, sql`p.org_id = ${where.id}`]
      : [sql`o.parent_id = ${where.parentId}`, sql`p.parent_id = ${where.parentId}`];
  return sql<PastRow>`
    select o.id, o.parent_id, o.name, o.short_name, o.code, o.kind, o.class, o.position,
           o.since, o.closed_on as until
    from org o where ${now} and o.since <= ${on}::date
      and (o.closed_on is null or o.closed_on > ${on}::date)
    union all
    select p.org_id, p.parent_id, p.name, p.short_name, p.code, p.kind, p.class, p.position,
           p.since, p.until
    from org_past p where ${past} and p.since <= ${on}::date and p.until > ${on}::date
    order by position, id`;
};

export async function orgOn(db: Executor, id: string, on: Day): Promise<PastRow | undefined> {
  return (await versionsOn({ id }, on).execute(db)).rows[0];
}

export async function childrenOn(db: Executor, parentId: string, on: Day): Promise<PastRow[]> {
  return (await versionsOn({ parentId }, on).execute(db)).rows;
}

/** Versions that no longer hold, oldest first. */
export async function pastOf(db: Executor, id: string) {
  return db
    .selectFrom('org_past as p')
    .leftJoin('org as parent', 'parent.id', 'p.parent_id')
    .where('p.org_id', '=', id)
    .orderBy('p.since')
    .select(['p.name', 'p.short_name', 'p.code', 'p.kind', 'p.class', 'p.parent_id'])
    .select(['parent.name as parent_name', 'p.since', 'p.until'])
    .execute();
}

export async function successionsOf(db: Executor, id: string) {
  return db
    .selectFrom('org_succession as s')
    .innerJoin('org as a', 'a.id', 's.from_id')
    .innerJoin('org as b', 'b.id', 's.to_id')
    .where((e) => e.or([e('s.from_id', '=', id), e('s.to_id', '=', id)]))
    .select(['s.from_id', 's.to_id', 's.kind', 's.on_day'])
    .select(['a.name as from_name', 'b.name as to_name'])
    .execute();
}

/** The day from which a unit is known. */
export async function foundedOn(db: Executor, id: string): Promise<Day> {
  const row = await db
    .selectFrom('org')
    .leftJoin('org_past as p', 'p.org_id', 'org.id')
    .where('org.id', '=', id)
    .select((e) => e.fn.coalesce(e.fn.min('p.since'), e.fn.min('org.since')).as('day'))
    .executeTakeFirstOrThrow();
  return row.day!;
}

export async function insertOrgs(trx: Trx, rows: readonly Insertable<Org>[]): Promise<void> {
  await trx.insertInto('org').values(rows).execute();
}

export async function insertPast(trx: Trx, row: Insertable<OrgPast>): Promise<void> {
  await trx.insertInto('org_past').values(row).execute();
}

export async function insertSuccessions(
  trx: Trx,
  rows: readonly Insertable<OrgSuccession>[],
): Promise<void> {
  await trx.insertInto('org_succession').values(rows).execute();
}

export async function updateOrg(
  trx: Trx,
  id: string,
  values: Partial<Omit<Insertable<Org>, 'id'>>,
): Promise<OrgRow> {
  return trx
    .updateTable('org')
    .set(values)
    .set((e) => ({ version: e('version', '+', 1) }))
    .where('id', '=', id)
    .returningAll()
    .executeTakeFirstOrThrow();
}

/** Adds to the counts of units of everything above a path, itself included. */
export async function addUnits(trx: Trx, paths: readonly string[], change: number): Promise<void> {
  if (change === 0 || paths.length === 0) return;
  await trx
    .updateTable('org')
    .set((e) => ({ units: e('units', '+', change) }))
    .where('path', 'in', paths)
    .execute();
}

/** Makes room before a place among siblings. */
export async function shiftPositions(trx: Trx, parentId: string, from: number): Promise<void> {
  await trx
    .updateTable('org')
    .set((e) => ({ position: e('position', '+', 1) }))
    .where('parent_id', '=', parentId)
    .where('position', '>=', from)
    .execute();
}

export async function lastPosition(db: Executor, parentId: string): Promise<number> {
  const row = await db
    .selectFrom('org')
    .select((e) => e.fn.max('position').as('position'))
    .where('parent_id', '=', parentId)
    .executeTakeFirst();
  return row?.position ?? -1;
}

/** Tables that say under which unit a row lies; a move rewrites them all. */
export const placed = [
  'org',
  'person',
  'post',
  'tenure',
  'access_grant',
  'duty',
  'duty_acknowledgement',
  'duty_act',
  'panel',
  'run',
  'record_entry',
  'record_content',
  'robot',
  'campaign',
  'problem',
  'measure',
  'progress',
  'deadline_change',
  'objection',
  'recheck',
  'problem_step',
  'ledger_view',
  'problem_kept',
  'problem_total',
  'problem_change',
  'evidence',
  'reminder',
  'supervision_letter',
  'supervision_call',
  'task',
  'study_session',
  'study_attendance',
  'study_decision',
  'study_reading',
  'ledger_word',
  'institution',
  'institution_review',
  'institution_problem',
  'special',
  'special_problem',
  'special_ask',
  'special_signature',
  'voice_place',
  'visit',
  'ballot',
  'ballot_voter',
  'ballot_envelope',
  'voice',
  'voice_step',
  'voice_picture',
  'voice_merge',
  'measure_answer',
  'need_answer',
  'voice_commitment',
  'voice_hot',
  'survey',
  'survey_unit',
  'survey_invite',
  'survey_token',
  'survey_device',
  'survey_answer',
  'survey_bank',
] as const;

/** Rows that lie with a second unit too, which moves as well. */
export const handled = [
  'voice',
  'voice_step',
  'voice_picture',
  'voice_merge',
  'voice_hot',
] as const;

/** Puts everything under one path beneath another, in every table that holds paths. */
export async function rewritePaths(trx: Trx, from: string, to: string): Promise<void> {
  const columns = [
    ...placed.map((table) => [table, table === 'org' ? 'path' : 'org_path'] as const),
    ...handled.map((table) => [table, 'handler_path'] as const),
  ];
  // Whistle-blowing moves with its unit, unseen by whoever moves it.
  await sql`set local app.sealed = 'yes'`.execute(trx);
  for (const [table, column] of columns) {
    await sql`
      update ${sql.table(table)} set ${sql.ref(column)} = case
        when ${sql.ref(column)} = ${from}::ltree then ${to}::ltree
        else ${to}::ltree || subpath(${sql.ref(column)}, nlevel(${from}::ltree)) end
      where ${under(column, from)}`.execute(trx);
  }
  await sql`set local app.sealed = ''`.execute(trx);
}
