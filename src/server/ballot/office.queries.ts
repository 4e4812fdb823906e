import { type SqlBool, sql } from 'kysely';
import type { Trx } from '../platform/scope.ts';
import { containing, underAny } from '../platform/under.ts';

export interface RollFilter {
  readonly electorate?: string | undefined;
  readonly q?: string | undefined;
  readonly offset: number;
  readonly limit: number;
}

const canSignIn = sql<boolean>`exists (select from account a
  where a.id = v.person_id and a.disabled_at is null)`;

/** The roll by electorate and name: never in the order in which its lines were changed. */
export async function rollOf(trx: Trx, ballot: string, f: RollFilter) {
  return trx
    .selectFrom('ballot_voter as v')
    .leftJoin('person as p', 'p.id', 'v.person_id')
    .leftJoin('org as o', 'o.id', 'p.org_id')
    .select(['v.id', 'v.electorate', 'v.name'])
    .select(['o.id as unit_id', 'o.name as unit_name', 'p.org_path as path'])
    .select(canSignIn.as('account'))
    .select(sql<number>`(count(*) over ())::int`.as('total'))
    .where('v.ballot_id', '=', ballot)
    .$if(f.electorate !== undefined, (q) => q.where('v.electorate', '=', f.electorate!))
    .$if(f.q !== undefined && f.q !== '', (q) =>
      q.where(sql<SqlBool>`v.name ilike ${containing(f.q!)}`),
    )
    .orderBy('v.electorate')
    .orderBy('v.name')
    .orderBy('v.id')
    .offset(f.offset)
    .limit(f.limit)
    .execute();
}

/** Electorates in which people and bare names stand. */
export async function standing(trx: Trx, ballot: string) {
  return trx
    .selectFrom('ballot_voter')
    .select(['electorate', 'person_id', 'name'])
    .where('ballot_id', '=', ballot)
    .execute();
}

/** Takes lines off a roll; gives how many were there. */
export async function removeVoters(
  trx: Trx,
  ballot: string,
  ids: readonly string[],
): Promise<number> {
  const gone = await trx
    .deleteFrom('ballot_voter')
    .where('ballot_id', '=', ballot)
    .where(sql<SqlBool>`id = any(${ids}::uuid[])`)
    .executeTakeFirst();
  return Number(gone.numDeletedRows);
}

/** Lines of a roll to copy: those of people who are still there, and bare names. */
export async function linesToCopy(trx: Trx, ballot: string, today: string) {
  return trx
    .selectFrom('ballot_voter as v')
    .leftJoin('person as p', 'p.id', 'v.person_id')
    .select(['v.electorate', 'v.person_id'])
    .select(sql<string>`coalesce(p.name, v.name)`.as('name'))
    .where('v.ballot_id', '=', ballot)
    .where(
      sql<SqlBool>`(v.person_id is null or (p.erased_at is null
        and (p.left_on is null or p.left_on > ${today}::date)))`,
    )
    .execute();
}

/** Everybody on the roll who can sign in, drawn or not. */
export async function withAccount(trx: Trx, ballot: string): Promise<string[]> {
  const rows = await trx
    .selectFrom('ballot_voter as v')
    .innerJoin('account as a', 'a.id', 'v.person_id')
    .select('a.id')
    .where('v.ballot_id', '=', ballot)
    .where('a.disabled_at', 'is', null)
    .orderBy('a.id')
    .execute();
  return rows.map(({ id }) => id);
}

/** Open ballots in which somebody has not drawn a paper yet. */
export async function waitingFor(trx: Trx, person: string) {
  return trx
    .selectFrom('ballot_voter as v')
    .innerJoin('ballot as b', (j) =>
      j.onRef('b.org_id', '=', 'v.org_id').onRef('b.id', '=', 'v.ballot_id'),
    )
    .innerJoin('org as o', 'o.id', 'b.org_id')
    .select(['b.id', 'b.title', 'b.closes_on', 'b.org_id', 'o.name as unit_name'])
    .where('v.person_id', '=', person)
    .where('v.drawn', 'is', null)
    .where('b.state', '=', 'open')
    .orderBy('b.id')
    .execute();
}

/** Ballots that wait for a step of the office: all but the running ones whose day is not over. */
export async function unfinished(trx: Trx, paths: readonly string[], soon: string, limit: number) {
  return trx
    .selectFrom('ballot as b')
    .innerJoin('org as o', 'o.id', 'b.org_id')
    .select(['b.id', 'b.title', 'b.state', 'b.opens_on', 'b.closes_on', 'b.org_id'])
    .select('o.name as unit_name')
    .where(underAny('b.org_path', paths))
    .where(
      sql<SqlBool>`(b.state = 'closed' or (b.state = 'open' and b.closes_on <= ${soon}::date)
        or (o.closed_on is null and b.state in ('draft', 'frozen')))`,
    )
    .orderBy('b.id')
    .limit(limit)
    .execute();
}

/** Ballots whose title says the words, the latest first. */
export async function titled(trx: Trx, paths: readonly string[], words: string, limit: number) {
  return trx
    .selectFrom('ballot as b')
    .innerJoin('org as o', 'o.id', 'b.org_id')
    .select(['b.id', 'b.title', 'o.name as unit_name'])
    .where(underAny('b.org_path', paths))
    .where(sql<SqlBool>`b.title ilike ${containing(words)}`)
    .orderBy('b.id', 'desc')
    .limit(limit)
    .execute();
}

/** Those of some people who can sign in. */
export async function accountsOf(trx: Trx, ids: readonly string[]): Promise<Set<string>> {
  if (ids.length === 0) return new Set();
  const rows = await trx
    .selectFrom('account')
    .select('id')
    .where(sql<SqlBool>`id = any(${ids}::uuid[])`)
    .where('disabled_at', 'is', null)
    .execute();
  return new Set(rows.map(({ id }) => id));
}
