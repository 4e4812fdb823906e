import { type Insertable, type Selectable, type SqlBool, sql } from 'kysely';
import { withNext } from '../platform/driver.ts';
import type { Post, Tenure } from '../platform/schema.generated.ts';
import type { Trx } from '../platform/scope.ts';
import { underAny } from '../platform/under.ts';
import { changeHeld } from '../platform/version.ts';

export type PostRow = Selectable<Post>;
export type TenureRow = Selectable<Tenure>;

/** A tenure with the names of its post and unit. */
export type TenureLine = TenureRow & { post_name: string; rank: string; org_name: string };

const lines = (trx: Trx) =>
  trx
    .selectFrom('tenure as t')
    .innerJoin('post as p', (j) =>
      j.onRef('p.org_id', '=', 't.org_id').onRef('p.id', '=', 't.post_id'),
    )
    .innerJoin('org as o', 'o.id', 't.org_id')
    .selectAll('t')
    .select(['p.name as post_name', 'p.rank', 'o.name as org_name'])
    .where('t.withdrawn_at', 'is', null);

/** Tenures of people, newest first. */
export async function tenuresOf(
  trx: Trx,
  personIds: readonly string[],
  on?: string,
): Promise<TenureLine[]> {
  if (personIds.length === 0) return [];
  return lines(trx)
    .where('t.person_id', 'in', personIds)
    .$if(on !== undefined, (q) => q.where(holds(on!)))
    .orderBy('t.since', 'desc')
    .orderBy('t.id', 'desc')
    .execute();
}

const holds = (on: string) =>
  sql<SqlBool>`t.since <= ${on}::date and (t.until is null or t.until > ${on}::date)`;

/** Tenures of the posts of a unit, newest first. */
export async function tenuresAt(trx: Trx, orgId: string): Promise<TenureLine[]> {
  return lines(trx)
    .where('t.org_id', '=', orgId)
    .orderBy('t.since', 'desc')
    .orderBy('t.id', 'desc')
    .execute();
}

export async function tenureLine(trx: Trx, id: string): Promise<TenureLine | undefined> {
  return lines(trx).where('t.id', '=', id).executeTakeFirst();
}

export async function postsAt(trx: Trx, orgId: string, on: string): Promise<PostRow[]> {
  return trx
    .selectFrom('post')
    .selectAll()
    .where('org_id', '=', orgId)
    .where('since', '<=', on)
    .where((e) => e.or([e('closed_on', 'is', null), e('closed_on', '>', on)]))
    .orderBy('position')
    .orderBy('id')
    .execute();
}

/** The post, held until the transaction ends: changes of who holds it take turns. */
export async function lockPost(trx: Trx, id: string): Promise<PostRow | undefined> {
  return trx
    .selectFrom('post')
    .selectAll()
    .where('id', '=', id)
    .forNoKeyUpdate()
    .executeTakeFirst();
}

const openAt = (trx: Trx, orgIds: readonly string[]) =>
  trx
    .selectFrom('post')
    .selectAll()
    .where('org_id', 'in', orgIds)
    .where('closed_on', 'is', null)
    .orderBy('id');

export async function openPosts(trx: Trx, orgIds: readonly string[]): Promise<PostRow[]> {
  return orgIds.length === 0 ? [] : openAt(trx, orgIds).execute();
}

export async function lockPosts(trx: Trx, orgIds: readonly string[]): Promise<PostRow[]> {
  return orgIds.length === 0 ? [] : openAt(trx, orgIds).forNoKeyUpdate().execute();
}

export async function findTenure(trx: Trx, id: string): Promise<TenureRow | undefined> {
  return trx
    .selectFrom('tenure')
    .selectAll()
    .where('id', '=', id)
    .where('withdrawn_at', 'is', null)
    .executeTakeFirst();
}

/** Every tenure of posts that was not withdrawn. */
export async function tenuresOfPosts(trx: Trx, posts: readonly string[]): Promise<TenureRow[]> {
  if (posts.length === 0) return [];
  return trx
    .selectFrom('tenure')
    .selectAll()
    .where('post_id', 'in', posts)
    .where('withdrawn_at', 'is', null)
    .orderBy('since')
    .execute();
}

export async function lastPosition(trx: Trx, orgId: string): Promise<number> {
  const row = await trx
    .selectFrom('post')
    .select((e) => e.fn.max('position').as('position'))
    .where('org_id', '=', orgId)
    .executeTakeFirst();
  return row?.position ?? -1;
}

export async function insertPosts(trx: Trx, rows: readonly Insertable<Post>[]): Promise<void> {
  if (rows.length) await withNext(trx, trx.insertInto('post').values(rows));
}

export async function updatePost(
  trx: Trx,
  row: Pick<PostRow, 'org_id' | 'id'>,
  values: Partial<Insertable<Post>>,
): Promise<PostRow> {
  return trx
    .updateTable('post')
    .set(values)
    .set((e) => ({ version: e('version', '+', 1) }))
    .where('org_id', '=', row.org_id)
    .where('id', '=', row.id)
    .returningAll()
    .executeTakeFirstOrThrow();
}

export async function insertTenures(trx: Trx, rows: readonly Insertable<Tenure>[]): Promise<void> {
  if (rows.length) await withNext(trx, trx.insertInto('tenure').values(rows));
}

export async function updateTenure(
  trx: Trx,
  row: Pick<TenureRow, 'org_id' | 'id'>,
  values: Partial<Insertable<Tenure>>,
): Promise<void> {
  await changeHeld(trx, 'tenure', row, values);
}

/** What is open for somebody on or after a day: to be ended when they leave. */
export async function openTenures(trx: Trx, personId: string, on: string): Promise<TenureRow[]> {
  return trx
    .selectFrom('tenure')
    .selectAll()
    .where('person_id', '=', personId)
    .where('withdrawn_at', 'is', null)
    .where((e) => e.or([e('until', 'is', null), e('until', '>', on)]))
    .orderBy('id')
    .execute();
}

const vacantPosts = (paths: readonly string[], on: string) => sql`
  from post p join org o on o.id = p.org_id and o.closed_on is null
  where ${underAny('p.org_path', paths)} and p.since <= ${on}::date
    and (p.closed_on is null or p.closed_on > ${on}::date)
    and not exists (select from tenure t where t.org_id = p.org_id and t.post_id = p.id
      and t.withdrawn_at is null and t.since <= ${on}::date
      and (t.until is null or t.until > ${on}::date))`;

export interface VacantRow {
  id: string;
  name: string;
  rank: string;
  since: string;
  org_id: string;
  org_name: string;
  last_since: string | null;
  last_person: string | null;
}

/** Posts nobody holds on a day, first posts first, with who held each last. */
export async function vacant(
  trx: Trx,
  paths: readonly string[],
  on: string,
  limit: number,
): Promise<{ rows: VacantRow[]; total: number }> {
  const { rows } = await sql<VacantRow>`
    select p.id, p.name, p.rank, p.since, p.org_id, o.name as org_name,
      l.until as last_since, l.person_id as last_person
    from (select p.* ${vacantPosts(paths, on)}) p join org o on o.id = p.org_id
    left join lateral (select t.until, t.person_id from tenure t
      where t.org_id = p.org_id and t.post_id = p.id and t.withdrawn_at is null
        and t.until <= ${on}::date order by t.until desc limit 1) l on true
    order by case p.rank when 'first' then 0 when 'deputy' then 1 when 'liaison' then 2 else 3 end,
      p.org_path, p.position, p.id
    limit ${limit}`.execute(trx);
  const count = await sql<{ n: string }>`select count(*) as n ${vacantPosts(paths, on)}`.execute(
    trx,
  );
  return { rows, total: Number(count.rows[0]!.n) };
}

/** Tenures that end within a span of days, the next first. */
export async function ending(
  trx: Trx,
  paths: readonly string[],
  span: { after: string; through: string },
  limit: number,
): Promise<{ rows: TenureLine[]; total: number }> {
  const found = lines(trx)
    .where(underAny('t.org_path', paths))
    .where('t.until', '>', span.after)
    .where('t.until', '<=', span.through)
    .where('p.closed_on', 'is', null);
  const { n } = await found
    .clearSelect()
    .select((e) => e.fn.countAll<string>().as('n'))
    .executeTakeFirstOrThrow();
  const rows = await found.orderBy('t.until').orderBy('t.id').limit(limit).execute();
  return { rows, total: Number(n) };
}
