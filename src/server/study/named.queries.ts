import { type RawBuilder, sql } from 'kysely';
import type { Naming, Trx } from '../platform/scope.ts';

async function one(trx: Trx, of: RawBuilder<unknown>): Promise<Naming | undefined> {
  const { rows } = await sql<Naming>`${of}`.execute(trx);
  return rows[0];
}

const hosts = (me: string) => sql`coalesce(s.host_id = ${me}::uuid, false)`;

/** A session, for whoever hosts it. */
export const ofHost = (trx: Trx, id: string, me: string) =>
  one(
    trx,
    sql`select s.org_path, ${hosts(me)} as mine from study_session s where s.id = ${id}::uuid`,
  );

/** A session, for whoever hosts it, answers for a decision of it, or was there. */
export const ofTaker = (trx: Trx, id: string, me: string) =>
  one(
    trx,
    sql`select s.org_path, ${hosts(me)}
        or exists (select from study_decision d where d.org_id = s.org_id and d.session_id = s.id
          and d.owner_id = ${me}::uuid and d.state <> 'withdrawn')
        or exists (select from study_attendance a where a.org_id = s.org_id and a.session_id = s.id
          and a.person_id = ${me}::uuid and a.withdrawn_at is null) as mine
      from study_session s where s.id = ${id}::uuid`,
  );

const session = sql`join study_session s on s.org_id = x.org_id and s.id = x.session_id`;

/** A line of the list of who was there, for the host. */
export const ofAttendance = (trx: Trx, id: string, me: string) =>
  one(
    trx,
    sql`select s.org_path, ${hosts(me)} as mine from study_attendance x ${session}
      where x.id = ${id}::uuid`,
  );

/** A decision, for the host of its session. */
export const ofDecision = (trx: Trx, id: string, me: string) =>
  one(
    trx,
    sql`select s.org_path, ${hosts(me)} as mine from study_decision x ${session}
      where x.id = ${id}::uuid`,
  );

/** A decision, for whoever answers for it or hosts its session. */
export const ofOwner = (trx: Trx, id: string, me: string) =>
  one(
    trx,
    sql`select s.org_path, ${hosts(me)} or coalesce(x.owner_id = ${me}::uuid, false) as mine
      from study_decision x ${session} where x.id = ${id}::uuid`,
  );

/** Ids of sessions somebody hosts, was at, or answers for a decision of; the latest day first. */
export async function takenBy(trx: Trx, me: string, limit: number): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`
    select s.id from study_session s where s.state <> 'withdrawn' and s.id in (
      select id from study_session where host_id = ${me}::uuid
      union select session_id from study_decision where owner_id = ${me}::uuid
        and state <> 'withdrawn'
      union select session_id from study_attendance where person_id = ${me}::uuid
        and withdrawn_at is null)
    order by s.on_day desc, s.id desc limit ${limit}`.execute(trx);
  return rows.map((r) => r.id);
}
