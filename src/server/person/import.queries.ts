import { type SqlBool, sql } from 'kysely';
import type { Trx } from '../platform/scope.ts';
import { underAny } from '../platform/under.ts';

const AT_ONCE = 5000;

const units = (trx: Trx, paths: readonly string[]) =>
  trx
    .selectFrom('org as o')
    .leftJoin('org as parent', 'parent.id', 'o.parent_id')
    .select(['o.id', 'o.path', 'o.name', 'o.short_name', 'o.code', 'parent.name as parent'])
    .select('o.closed_on')
    .where(underAny('o.path', paths))
    .orderBy('o.path');

/** Units under some paths that one of the words may name. */
export async function unitsNamed(trx: Trx, paths: readonly string[], words: readonly string[]) {
  if (words.length === 0) return [];
  return units(trx, paths)
    .where(
      sql<SqlBool>`(o.name = any(${words}) or o.short_name = any(${words}) or o.code = any(${words}))`,
    )
    .execute();
}

/** Some units to suggest for words that name none. */
export async function unitsLike(trx: Trx, paths: readonly string[], limit: number) {
  return units(trx, paths).where('o.closed_on', 'is', null).limit(limit).execute();
}

/** People of units, and of numbers; those the transaction may see. */
export async function peopleFor(
  trx: Trx,
  orgIds: readonly string[],
  names: readonly string[],
  numbers: readonly string[],
) {
  return trx
    .selectFrom('person')
    .select(['id', 'name', 'number', 'mobile', 'email', 'org_id', 'left_on', 'erased_at'])
    .where(
      sql<SqlBool>`((org_id = any(${orgIds}::uuid[]) and name = any(${names})) or number = any(${numbers}))`,
    )
    .where('erased_at', 'is', null)
    .orderBy('id')
    .execute();
}

/** Numbers that somebody has, wherever. */
export async function numbersTaken(trx: Trx, numbers: readonly string[]): Promise<string[]> {
  if (numbers.length === 0) return [];
  const rows = await trx
    .selectFrom('person')
    .select('number')
    .where(sql<SqlBool>`number = any(${numbers})`)
    .execute();
  return rows.map((r) => r.number!);
}

/** Names and numbers of people, a part at a time. */
export async function peopleWithin(
  trx: Trx,
  paths: readonly string[],
  after: { path: string; id: string } | undefined,
  today: string,
) {
  return trx
    .selectFrom('person as p')
    .innerJoin('org as o', 'o.id', 'p.org_id')
    .select(['p.id', 'p.name', 'p.number', 'p.mobile', 'p.email', 'p.org_id', 'p.org_path'])
    .select(['o.name as unit'])
    .where(underAny('p.org_path', paths))
    .where(sql<SqlBool>`(p.left_on is null or p.left_on > ${today}::date)`)
    .where('p.erased_at', 'is', null)
    .$if(after !== undefined, (q) =>
      q.where(sql<SqlBool>`(p.org_path, p.id) > (${after!.path}::ltree, ${after!.id}::uuid)`),
    )
    .orderBy('p.org_path')
    .orderBy('p.id')
    .limit(AT_ONCE)
    .execute();
}

/** Lasting rights of people at units, their own ones. */
export async function lastingGrants(trx: Trx, people: readonly string[], now: Date) {
  if (people.length === 0) return [];
  return trx
    .selectFrom('access_grant')
    .select(['person_id', 'role', 'org_id', 'until'])
    .where(sql<SqlBool>`person_id = any(${people}::uuid[])`)
    .where('from_grant', 'is', null)
    .where('revoked_at', 'is', null)
    .where('since', '<=', now)
    .where((e) => e.or([e('until', 'is', null), e('until', '>', now)]))
    .orderBy('id')
    .execute();
}
