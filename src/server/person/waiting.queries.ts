import { type SqlBool, sql } from 'kysely';
import type { Trx } from '../platform/scope.ts';
import { under, underAny } from '../platform/under.ts';

const heldOn = (day: string) => sql<SqlBool>`exists (
  select from tenure t where t.org_id = p.org_id and t.post_id = p.id and t.withdrawn_at is null
    and t.since <= ${day}::date and (t.until is null or t.until > ${day}::date))`;

/** First posts nobody holds on a day, with the day of the last who did. */
export async function vacantFirst(
  trx: Trx,
  paths: readonly string[],
  today: string,
  limit: number,
) {
  return trx
    .selectFrom('post as p')
    .innerJoin('org as o', 'o.id', 'p.org_id')
    .where(underAny('p.org_path', paths))
    .where('p.rank', '=', 'first')
    .where('p.since', '<=', today)
    .where((e) => e.or([e('p.closed_on', 'is', null), e('p.closed_on', '>', today)]))
    .where('o.closed_on', 'is', null)
    .where(sql<SqlBool>`not ${heldOn(today)}`)
    .select(['p.id', 'p.name', 'p.since', 'p.org_id', 'o.name as org_name'])
    .select(
      sql<string | null>`(select max(t.until) from tenure t
        where t.org_id = p.org_id and t.post_id = p.id and t.withdrawn_at is null
          and t.until <= ${today}::date)`.as('left'),
    )
    .orderBy(sql`nlevel(p.org_path)`)
    .orderBy('p.org_path')
    .orderBy('p.id')
    .limit(limit)
    .execute();
}

/** Open units without a first post, counted up to a limit. */
export async function countWithoutFirst(
  trx: Trx,
  paths: readonly string[],
  limit: number,
): Promise<number> {
  const some = trx
    .selectFrom('org as o')
    .select('o.id')
    .where(underAny('o.path', paths))
    .where('o.closed_on', 'is', null)
    .where(
      sql<SqlBool>`not exists (select from post p
        where p.org_id = o.id and p.rank = 'first' and p.closed_on is null)`,
    )
    .limit(limit);
  const row = await trx
    .selectFrom(some.as('some'))
    .select((e) => e.fn.countAll<string>().as('count'))
    .executeTakeFirstOrThrow();
  return Number(row.count);
}

/** Tenures that end up to a day and nobody follows in, soonest first. */
export async function tenuresEnding(
  trx: Trx,
  paths: readonly string[],
  today: string,
  until: string,
  limit: number,
) {
  return trx
    .selectFrom('tenure as t')
    .innerJoin('post as p', (j) =>
      j.onRef('p.org_id', '=', 't.org_id').onRef('p.id', '=', 't.post_id'),
    )
    .innerJoin('org as o', 'o.id', 't.org_id')
    .innerJoin('person as who', 'who.id', 't.person_id')
    .where(underAny('t.org_path', paths))
    .where('t.until', '>', today)
    .where('t.until', '<=', until)
    .where('t.withdrawn_at', 'is', null)
    .where('p.closed_on', 'is', null)
    .where(
      sql<SqlBool>`not exists (select from tenure n where n.org_id = t.org_id
        and n.post_id = t.post_id and n.withdrawn_at is null and n.since >= t.until)`,
    )
    .select(['t.id', 't.until', 'who.name as person', 'p.name as post'])
    .select(['t.org_id', 'o.name as org_name'])
    .orderBy('t.until')
    .orderBy('t.id')
    .limit(limit)
    .execute();
}

/** Standing grants that end up to a time, soonest first. */
export async function grantsEnding(
  trx: Trx,
  paths: readonly string[],
  now: Date,
  until: Date,
  limit: number,
) {
  return trx
    .selectFrom('access_grant as g')
    .innerJoin('org as o', 'o.id', 'g.org_id')
    .innerJoin('person as who', 'who.id', 'g.person_id')
    .where(underAny('g.org_path', paths))
    .where('g.revoked_at', 'is', null)
    .where('g.from_grant', 'is', null)
    .where('g.until', '>', now)
    .where('g.until', '<=', until)
    .select(['g.id', 'g.until', 'g.role', 'g.person_id', 'who.name as person'])
    .select(['g.org_id', 'o.name as org_name'])
    .orderBy('g.until')
    .orderBy('g.id')
    .limit(limit)
    .execute();
}

/** Whether there are people, and some who may do something, beyond the first; since when. */
export async function known(trx: Trx): Promise<{ people: number; holders: number; since: Date }> {
  const { rows } = await sql<{ people: number; holders: number; since: Date }>`
    select (select count(*) from (select from person limit 2) first)::int as people,
      (select count(*) from (select distinct person_id from access_grant
        where revoked_at is null limit 2) first)::int as holders,
      (select min(created_at) from account) as since`.execute(trx);
  return rows[0]!;
}

/** People there under a path on two days. */
export async function countPeople(
  trx: Trx,
  path: string,
  now: { day: string; time: Date },
  then: { day: string; time: Date },
) {
  const there = ({ day, time }: { day: string; time: Date }) =>
    sql`created_at <= ${time} and (left_on is null or left_on > ${day}::date)`;
  const { rows } = await sql<{ now: number; before: number }>`
    select count(*) filter (where ${there(now)})::int as now,
      count(*) filter (where ${there(then)})::int as before
    from person where ${under('org_path', path)} and erased_at is null`.execute(trx);
  return rows[0]!;
}

/** Posts under a path on a day: held, and not. */
export async function countPosts(trx: Trx, path: string, day: string) {
  const { rows } = await sql<{ filled: number; vacant: number }>`
    select count(*) filter (where held)::int as filled,
      count(*) filter (where not held)::int as vacant
    from (select ${heldOn(day)} as held from post p join org o on o.id = p.org_id
      where ${under('p.org_path', path)} and (o.closed_on is null or o.closed_on > ${day}::date)
      and p.since <= ${day}::date and (p.closed_on is null or p.closed_on > ${day}::date)) posts`.execute(
    trx,
  );
  return rows[0]!;
}
