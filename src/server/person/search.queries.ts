import { type SqlBool, sql } from 'kysely';
import type { Trx } from '../platform/scope.ts';
import { containing, underAny } from '../platform/under.ts';
import { saying } from '../platform/words.ts';

/** Matches that are put in order. */
const MOST_MATCHES = 2000;

/** People who are there, by words of the name or the beginning of the number. */
export async function searchPeople(
  trx: Trx,
  paths: readonly string[],
  words: string,
  today: string,
  limit: number,
) {
  const named = saying('name', null, words);
  const matches = trx
    .selectFrom('person')
    .select(['id', 'name', 'number', 'org_id'])
    .where(underAny('org_path', paths))
    .where(sql<SqlBool>`(left_on is null or left_on > ${today}::date)`)
    .where('erased_at', 'is', null)
    .where(
      /^[\w.-]+$/.test(words)
        ? sql<SqlBool>`(${named} or number like ${containing(words).slice(1)})`
        : named,
    )
    .limit(MOST_MATCHES);
  return trx
    .selectFrom(matches.as('p'))
    .innerJoin('org as o', 'o.id', 'p.org_id')
    .select(['p.id', 'p.name', 'p.number', 'o.name as org_name'])
    .orderBy(sql`p.name = ${words} or p.number = ${words}`, 'desc')
    .orderBy(sql`length(p.name)`)
    .orderBy('p.name')
    .orderBy('p.id')
    .limit(limit)
    .execute();
}
