import { type RawBuilder, sql } from 'kysely';
import type { Naming, Trx } from '../platform/scope.ts';
import type { ListedRow } from './queries.ts';

async function one(trx: Trx, of: RawBuilder<unknown>): Promise<Naming | undefined> {
  const { rows } = await sql<Naming>`${of}`.execute(trx);
  return rows[0];
}

/** Named in a problem: its owner, or the owner of one of its measures that stands. */
const owns = (me: string) => sql`coalesce(p.owner_id = ${me}::uuid, false) or exists (
  select from measure w where w.org_id = p.org_id and w.problem_id = p.id
    and w.owner_id = ${me}::uuid and w.state <> 'withdrawn')`;

export const ofProblem = (trx: Trx, id: string, me: string) =>
  one(trx, sql`select p.org_path, ${owns(me)} as mine from problem p where p.id = ${id}::uuid`);

export const ofMeasure = (trx: Trx, id: string, me: string) =>
  one(
    trx,
    sql`select p.org_path, ${owns(me)} as mine from measure m
      join problem p on p.org_id = m.org_id and p.id = m.problem_id where m.id = ${id}::uuid`,
  );

export const ofProgress = (trx: Trx, id: string, me: string) =>
  one(
    trx,
    sql`select p.org_path, ${owns(me)} as mine from progress g
      join problem p on p.org_id = g.org_id and p.id = g.problem_id where g.id = ${id}::uuid`,
  );

/** A problem of the unit somebody belongs to, or of one above it. */
export const ofEmployee = (trx: Trx, id: string, me: string) =>
  one(
    trx,
    sql`select p.org_path, exists (select from person e where e.id = ${me}::uuid
        and e.left_on is null and e.org_path <@ p.org_path) as mine
      from problem p where p.id = ${id}::uuid`,
  );

/** A unit, for whoever belongs to it; without one the caller's own. */
export const ofHome = (trx: Trx, unit: string | undefined, me: string) =>
  one(
    trx,
    sql`select o.path as org_path,
        coalesce(e.left_on is null and e.org_id = o.id, false) as mine
      from org o left join person e on e.id = ${me}::uuid
      where o.id = coalesce(${unit ?? null}::uuid, e.org_id)`,
  );

/** Problems somebody raised in a unit, the newest first. */
export async function raisedBy(
  trx: Trx,
  by: { readonly me: string; readonly unit: string },
  limit: number,
): Promise<ListedRow[]> {
  const { rows } = await sql<ListedRow>`select p.*, o.name as unit_name
    from problem p join org o on o.id = p.org_id
    where p.org_id = ${by.unit} and p.created_by = ${by.me}
    order by p.id desc limit ${limit}`.execute(trx);
  return rows;
}

/** Problems of a unit and of those above it that are under public notice, the first to end first. */
export async function underNotice(
  trx: Trx,
  at: { readonly paths: readonly string[]; readonly today: string },
  limit: number,
): Promise<ListedRow[]> {
  const { rows } = await sql<ListedRow>`select p.*, o.name as unit_name
    from problem p join org o on o.id = p.org_id
    where p.org_path = any (${at.paths as string[]}::ltree[]) and p.state = 'notice' and p.notice_until >= ${at.today}::date
    order by p.notice_until, p.id limit ${limit}`.execute(trx);
  return rows;
}

/** Problems that somebody was called on about while they wait for a step, the newest call first. */
export async function calledTo(trx: Trx, me: string, limit: number): Promise<ListedRow[]> {
  const { rows } = await sql<ListedRow>`select p.*, o.name as unit_name
    from problem p join org o on o.id = p.org_id
      join (select org_id, problem_id, state, max(id::text) as last from supervision_call
        where person_id = ${me}::uuid group by 1, 2, 3) c
      on c.org_id = p.org_id and c.problem_id = p.id and c.state = p.state
    order by c.last desc limit ${limit}`.execute(trx);
  return rows;
}
