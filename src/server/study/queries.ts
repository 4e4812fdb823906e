import { type Insertable, type Selectable, type SqlBool, sql } from 'kysely';
import type { SessionFilter } from '../../contract/study/schemas.ts';
import type { StudyAttendance, StudyDecision, StudySession } from '../platform/schema.generated.ts';
import type { Trx } from '../platform/scope.ts';
import { containing, underAny } from '../platform/under.ts';

export type SessionRow = Selectable<StudySession>;
export type DecisionRow = Selectable<StudyDecision>;
type Key = Pick<SessionRow, 'org_id' | 'id'>;

/** A session with its unit and how much came of it. */
export type ListedRow = SessionRow & {
  readonly unit_name: string;
  readonly unit_closed: boolean;
  readonly problems: number;
  readonly decisions: number;
};

export interface Selection {
  readonly paths: readonly string[];
  /** All when none are named. */
  readonly campaigns: readonly string[] | undefined;
  readonly filter: Omit<SessionFilter, 'under'>;
  readonly today: string;
  /** A past day that what came of sessions is read of. */
  readonly past?: string | undefined;
  /** Of the unit asked for alone. */
  readonly unit?: string | undefined;
}

/** Problems raised from a session `s` and not withdrawn; of a past day by the last step until then. */
const problems = (past: string | undefined) =>
  past
    ? sql`from problem p where p.origin = 'session:' || s.id and 'withdrawn' <> (
        select t.to_state from problem_step t where t.org_id = p.org_id and t.problem_id = p.id
          and t.on_day <= ${past}::date order by t.id desc limit 1)`
    : sql`from problem p where p.origin = 'session:' || s.id and p.state <> 'withdrawn'`;
/**
 * Decisions of a session `s` that were not withdrawn. They are taken in it, whenever they are written
 * down: so they count from its day on.
 */
const decisions = (past: string | undefined) => sql`from study_decision d
  where d.org_id = s.org_id and d.session_id = s.id and ${
    past
      ? sql`not (d.state = 'withdrawn' and d.settled_on <= ${past}::date)`
      : sql`d.state <> 'withdrawn'`
  }`;
const nothing = (past: string | undefined) =>
  sql<SqlBool>`(not exists (select ${problems(past)}) and not exists (select ${decisions(past)}))`;
const late = (today: string) => sql<SqlBool>`(s.state = 'planned' and s.on_day < ${today}::date)`;

function chosen({ paths, campaigns, filter: f, today, unit, past }: Selection) {
  return sql<SqlBool>`${sql.join(
    [
      underAny('s.org_path', paths),
      unit ? sql`s.org_id = ${unit}::uuid` : undefined,
      campaigns ? sql`s.campaign_id = any (${campaigns as string[]}::uuid[])` : undefined,
      f.form ? sql`s.form = ${f.form}` : undefined,
      f.state ? sql`s.state = ${f.state}` : sql`s.state <> 'withdrawn'`,
      f.came === 'nothing' ? sql`s.state = 'held' and ${nothing(past)}` : undefined,
      f.came === 'something' ? sql`s.state = 'held' and not ${nothing(past)}` : undefined,
      f.late ? late(today) : undefined,
      f.from ? sql`s.on_day >= ${f.from}::date` : undefined,
      f.to ? sql`s.on_day <= ${f.to}::date` : undefined,
      f.on ? sql`s.on_day <= ${f.on}::date` : undefined,
      f.q
        ? sql`(s.topic || ' ' || s.serves || ' ' || coalesce(s.outcome, '')) ilike ${containing(f.q)}`
        : undefined,
    ].flatMap((c) => c ?? []),
    sql` and `,
  )}`;
}

const listed = (trx: Trx, past?: string) =>
  trx
    .selectFrom('study_session as s')
    .innerJoin('org', 'org.id', 's.org_id')
    .selectAll('s')
    .select(['org.name as unit_name'])
    .select(sql<boolean>`org.closed_on is not null`.as('unit_closed'))
    .select(sql<number>`(select count(*)::int ${problems(past)})`.as('problems'))
    .select(sql<number>`(select count(*)::int ${decisions(past)})`.as('decisions'));

/** Sessions of a selection, the latest day first. */
export async function listSessions(
  trx: Trx,
  selection: Selection,
  page: { readonly after?: { readonly on: string; readonly id: string }; readonly limit: number },
): Promise<ListedRow[]> {
  const { after } = page;
  return listed(trx, selection.past)
    .where(chosen(selection))
    .$if(after !== undefined, (q) =>
      q.where(sql<SqlBool>`(s.on_day, s.id) < (${after!.on}::date, ${after!.id}::uuid)`),
    )
    .orderBy('s.on_day', 'desc')
    .orderBy('s.id', 'desc')
    .limit(page.limit)
    .execute();
}

export async function countSessions(trx: Trx, selection: Selection) {
  const { rows } = await sql<{ planned: number; late: number; held: number; nothing: number }>`
    select count(*) filter (where s.state = 'planned')::int as planned,
      count(*) filter (where ${late(selection.today)})::int as late,
      count(*) filter (where s.state = 'held')::int as held,
      count(*) filter (where s.state = 'held' and ${nothing(selection.past)})::int as nothing
    from study_session s where ${chosen(selection)}`.execute(trx);
  return rows[0]!;
}

export async function sessionById(trx: Trx, id: string): Promise<ListedRow | undefined> {
  return listed(trx).where('s.id', '=', id).executeTakeFirst();
}

/** Sessions by id, the latest day first. */
export async function sessionsById(trx: Trx, ids: readonly string[]): Promise<ListedRow[]> {
  if (ids.length === 0) return [];
  return listed(trx)
    .where('s.id', 'in', ids)
    .orderBy('s.on_day', 'desc')
    .orderBy('s.id', 'desc')
    .execute();
}

export async function lockSession(trx: Trx, id: string): Promise<SessionRow | undefined> {
  return trx
    .selectFrom('study_session')
    .selectAll()
    .where('id', '=', id)
    .forNoKeyUpdate()
    .executeTakeFirst();
}

export async function insertSession(trx: Trx, row: Insertable<StudySession>): Promise<void> {
  await trx.insertInto('study_session').values(row).execute();
}

export async function updateSession(
  trx: Trx,
  key: Key,
  values: Partial<Insertable<StudySession>>,
): Promise<void> {
  await trx
    .updateTable('study_session')
    .set(values)
    .set((e) => ({ version: e('version', '+', 1) }))
    .where('org_id', '=', key.org_id)
    .where('id', '=', key.id)
    .execute();
}

export async function attendanceOf(trx: Trx, key: Key) {
  return trx
    .selectFrom('study_attendance')
    .select(['id', 'person_id', 'guest', 'how', 'at'])
    .where('org_id', '=', key.org_id)
    .where('session_id', '=', key.id)
    .where('withdrawn_at', 'is', null)
    .orderBy('id')
    .execute();
}

export async function isThere(trx: Trx, key: Key, person: string): Promise<boolean> {
  const row = await trx
    .selectFrom('study_attendance')
    .select('id')
    .where('org_id', '=', key.org_id)
    .where('session_id', '=', key.id)
    .where('person_id', '=', person)
    .where('withdrawn_at', 'is', null)
    .executeTakeFirst();
  return row !== undefined;
}

/** Enters people; those who stand on the list already are left alone. Gives who is new. */
export async function insertAttendance(
  trx: Trx,
  rows: readonly Insertable<StudyAttendance>[],
): Promise<readonly string[]> {
  if (rows.length === 0) return [];
  const made = await trx
    .insertInto('study_attendance')
    .values(rows)
    .onConflict((c) =>
      c
        .columns(['org_id', 'session_id', 'person_id'])
        .where('withdrawn_at', 'is', null)
        .where('person_id', 'is not', null)
        .doNothing(),
    )
    .returning('id')
    .execute();
  return made.map((r) => r.id);
}

export async function attendanceById(trx: Trx, id: string) {
  return trx
    .selectFrom('study_attendance')
    .selectAll()
    .where('id', '=', id)
    .forNoKeyUpdate()
    .executeTakeFirst();
}

export async function strike(trx: Trx, key: Key, at: Date): Promise<void> {
  await trx
    .updateTable('study_attendance')
    .set({ withdrawn_at: at })
    .where('org_id', '=', key.org_id)
    .where('id', '=', key.id)
    .execute();
}

export async function decisionsOf(trx: Trx, key: Key): Promise<DecisionRow[]> {
  return trx
    .selectFrom('study_decision')
    .selectAll()
    .where('org_id', '=', key.org_id)
    .where('session_id', '=', key.id)
    .orderBy('id')
    .execute();
}

export async function lockDecision(trx: Trx, id: string): Promise<DecisionRow | undefined> {
  return trx
    .selectFrom('study_decision')
    .selectAll()
    .where('id', '=', id)
    .forNoKeyUpdate()
    .executeTakeFirst();
}

export async function insertDecision(trx: Trx, row: Insertable<StudyDecision>): Promise<void> {
  await trx.insertInto('study_decision').values(row).execute();
}

export async function updateDecision(
  trx: Trx,
  key: Key,
  values: Partial<Insertable<StudyDecision>>,
): Promise<void> {
  await trx
    .updateTable('study_decision')
    .set(values)
    .set((e) => ({ version: e('version', '+', 1) }))
    .where('org_id', '=', key.org_id)
    .where('id', '=', key.id)
    .execute();
}
