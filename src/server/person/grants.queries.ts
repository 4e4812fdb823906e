import { type Insertable, type Selectable, type SqlBool, sql } from 'kysely';
import type { Role } from '../../contract/permissions.ts';
import type { AccessGrant } from '../platform/schema.generated.ts';
import type { Trx } from '../platform/scope.ts';
import { containing, underAny } from '../platform/under.ts';

export type GrantRow = Selectable<AccessGrant>;
/** A right with its unit and, when it is lent, whose it is and when that one ends. */
export type GrantLine = GrantRow & {
  org_name: string;
  lender: string | null;
  source_until: Date | null;
  source_revoked: Date | null;
};

export type GrantState = 'now' | 'later' | 'over';

/** A right is over when it or the one it comes from was revoked or has run out. */
const over = (now: Date) => sql<SqlBool>`(g.revoked_at is not null or g.until <= ${now}
  or s.revoked_at is not null or s.until <= ${now})`;

const inState = (state: GrantState, now: Date) =>
  state === 'over'
    ? over(now)
    : state === 'later'
      ? sql<SqlBool>`(not coalesce(${over(now)}, false) and g.since > ${now})`
      : sql<SqlBool>`(not coalesce(${over(now)}, false) and g.since <= ${now})`;

const lines = (trx: Trx) =>
  trx
    .selectFrom('access_grant as g')
    .innerJoin('org as o', 'o.id', 'g.org_id')
    .leftJoin('access_grant as s', 's.id', 'g.from_grant')
    .selectAll('g')
    .select(['o.name as org_name', 's.person_id as lender'])
    .select(['s.until as source_until', 's.revoked_at as source_revoked']);

export async function findGrant(trx: Trx, id: string): Promise<GrantLine | undefined> {
  return lines(trx).where('g.id', '=', id).executeTakeFirst();
}

export async function lockGrant(trx: Trx, id: string): Promise<GrantRow | undefined> {
  return trx
    .selectFrom('access_grant')
    .selectAll()
    .where('id', '=', id)
    .forNoKeyUpdate()
    .executeTakeFirst();
}

export interface GrantFilter {
  readonly paths: readonly string[];
  readonly now: Date;
  readonly people?: readonly string[] | undefined;
  readonly role?: Role | undefined;
  readonly state: GrantState | 'all';
  readonly lent?: 'yes' | 'no' | undefined;
}

const filtered = (trx: Trx, f: GrantFilter) =>
  lines(trx)
    .where(underAny('g.org_path', f.paths))
    .$if(f.people !== undefined, (q) =>
      f.people!.length ? q.where('g.person_id', 'in', f.people!) : q.where(sql<SqlBool>`false`),
    )
    .$if(f.role !== undefined, (q) => q.where('g.role', '=', f.role!))
    .$if(f.lent !== undefined, (q) =>
      q.where('g.from_grant', f.lent === 'yes' ? 'is not' : 'is', null),
    )
    .$if(f.state !== 'all', (q) => q.where(inState(f.state as GrantState, f.now)));

export async function countGrants(trx: Trx, filter: GrantFilter): Promise<number> {
  const row = await filtered(trx, filter)
    .clearSelect()
    .select((e) => e.fn.countAll<string>().as('count'))
    .executeTakeFirstOrThrow();
  return Number(row.count);
}

export async function listGrants(
  trx: Trx,
  filter: GrantFilter,
  page: { order: 'newest' | 'unit' | 'person'; offset: number; limit: number },
): Promise<GrantLine[]> {
  const found = filtered(trx, filter);
  const ordered =
    page.order === 'newest'
      ? found.orderBy('g.id', 'desc')
      : page.order === 'unit'
        ? found.orderBy('g.org_path').orderBy('g.role').orderBy('g.id')
        : found.orderBy('g.person_id').orderBy('g.org_path').orderBy('g.id');
  return ordered.offset(page.offset).limit(page.limit).execute();
}

/** Whose right in force with one of the roles lies deepest on the way to a unit. */
export async function holdersNearest(
  trx: Trx,
  roles: readonly Role[],
  paths: readonly string[],
  now: Date,
): Promise<string[]> {
  const { rows } = await sql<{ person_id: string }>`
    select person_id from (
      select g.person_id, g.org_path, max(nlevel(g.org_path)) over () as deepest
      from access_grant g left join access_grant s on s.id = g.from_grant
      where g.org_path = any (${paths as string[]}::ltree[])
        and g.role = any (${roles as string[]}) and ${inState('now', now)}) near
    where nlevel(org_path) = deepest group by person_id order by person_id`.execute(trx);
  return rows.map((r) => r.person_id);
}

/** Who holds one of some roles over one of some units now. */
export async function holdersAt(
  trx: Trx,
  roles: readonly Role[],
  paths: readonly string[],
  now: Date,
): Promise<string[]> {
  const { rows } = await sql<{ person_id: string }>`select distinct g.person_id
    from access_grant g left join access_grant s on s.id = g.from_grant
    where g.org_path = any (${paths as string[]}::ltree[])
      and g.role = any (${roles as string[]}) and ${inState('now', now)}`.execute(trx);
  return rows.map((r) => r.person_id);
}

/** All rights ever given to somebody, newest first. */
export async function grantsOf(trx: Trx, personId: string): Promise<GrantLine[]> {
  return lines(trx).where('g.person_id', '=', personId).orderBy('g.id', 'desc').execute();
}

/** Rights of somebody that others have or had on loan. */
export async function lentBy(trx: Trx, personId: string): Promise<GrantLine[]> {
  return lines(trx).where('s.person_id', '=', personId).orderBy('g.id', 'desc').execute();
}

/** Which of these rights are borrowed. */
export async function borrowedAmong(trx: Trx, ids: readonly string[]): Promise<Set<string>> {
  if (ids.length === 0) return new Set();
  const rows = await trx
    .selectFrom('access_grant')
    .select('id')
    .where('id', 'in', ids)
    .where('from_grant', 'is not', null)
    .execute();
  return new Set(rows.map((r) => r.id));
}

/** Rights of somebody that do not end before a moment, lent ones and those to come included. */
export async function openGrants(trx: Trx, personId: string, at: Date): Promise<GrantRow[]> {
  return trx
    .selectFrom('access_grant')
    .selectAll()
    .where('person_id', '=', personId)
    .where('revoked_at', 'is', null)
    .where((e) => e.or([e('until', 'is', null), e('until', '>', at)]))
    .orderBy('id')
    .execute();
}

/** Others who administer a unit on their own right without an end. */
export async function otherAdministrators(
  trx: Trx,
  path: string,
  personId: string,
  now: Date,
): Promise<number> {
  const row = await trx
    .selectFrom('access_grant as g')
    .innerJoin('account as a', 'a.id', 'g.person_id')
    .where('g.role', '=', 'administrator')
    .where(sql<SqlBool>`g.org_path = ${path}::ltree`)
    .where('g.person_id', '<>', personId)
    .where('g.from_grant', 'is', null)
    .where('g.revoked_at', 'is', null)
    .where('g.since', '<=', now)
    .where('g.until', 'is', null)
    .select((e) => e.fn.countAll<string>().as('count'))
    .executeTakeFirstOrThrow();
  return Number(row.count);
}

export async function insertGrants(
  trx: Trx,
  rows: readonly Insertable<AccessGrant>[],
): Promise<void> {
  if (rows.length) await trx.insertInto('access_grant').values(rows).execute();
}

export async function updateGrant(
  trx: Trx,
  id: string,
  values: Partial<Omit<Insertable<AccessGrant>, 'id'>>,
): Promise<void> {
  await trx.updateTable('access_grant').set(values).where('id', '=', id).execute();
}

/** People by words of their names, for a filter of rights. */
export async function peopleNamed(trx: Trx, words: string): Promise<string[]> {
  const rows = await trx
    .selectFrom('person')
    .select('id')
    .where((e) => e.or([e('name', 'ilike', containing(words)), e('number', '=', words)]))
    .limit(1000)
    .execute();
  return rows.map((r) => r.id);
}

/** People at or under a path who are here on a day, by words of the name. */
export async function standIns(
  trx: Trx,
  path: string,
  words: string | undefined,
  but: string,
  today: string,
) {
  return trx
    .selectFrom('person as p')
    .innerJoin('org as o', 'o.id', 'p.org_id')
    .select(['p.id', 'p.name', 'o.name as unit'])
    .where(underAny('p.org_path', [path]))
    .where('p.id', '<>', but)
    .where(sql<SqlBool>`(p.left_on is null or p.left_on > ${today}::date)`)
    .$if(!!words, (q) => q.where('p.name', 'ilike', containing(words!)))
    .orderBy('p.org_path')
    .orderBy('p.name')
    .limit(20)
    .execute();
}

/** Name, number and unit of people by id. */
export async function describePeople(trx: Trx, ids: readonly string[]) {
  if (ids.length === 0)
    return new Map<string, { name: string; number: string | null; unit: string }>();
  const rows = await trx
    .selectFrom('person as p')
    .innerJoin('org as o', 'o.id', 'p.org_id')
    .select(['p.id', 'p.name', 'p.number', 'o.name as unit'])
    .where('p.id', 'in', ids)
    .execute();
  return new Map(rows.map((r) => [r.id, r]));
}

export async function orgCodes(trx: Trx, ids: readonly string[]) {
  if (ids.length === 0) return new Map<string, string | null>();
  const rows = await trx.selectFrom('org').select(['id', 'code']).where('id', 'in', ids).execute();
  return new Map(rows.map((r) => [r.id, r.code]));
}

/** People whose number or whole name it is. */
export async function peopleCalled(trx: Trx, text: string): Promise<string[]> {
  const rows = await trx
    .selectFrom('person')
    .select('id')
    .where((e) => e.or([e('number', '=', text), e('name', '=', text)]))
    .execute();
  return rows.map((r) => r.id);
}
