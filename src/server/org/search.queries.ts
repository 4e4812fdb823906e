import { type SqlBool, sql } from 'kysely';
import type { Executor } from '../platform/db.ts';
import { underAny } from '../platform/under.ts';
import { having, pairsOf, wordsOf } from '../platform/words.ts';
import type { Closed, OrgRow } from './queries.ts';

/** Units in reach that are simply read; with more the indexes of words are asked. */
const FEW = 3000;
/** Classes of names by length, as `org_length_class` makes them; the last has all longer ones. */
const CLASSES = 12;
/** Names of a class passed on the way to those that have the words: expected, and at most. */
const PASSES = 5000;
const MOST_PASSED = 10_000;
/** So many of the sample (one unit in 256) having the words, it is worth while to go that way. */
const WORTH = 4;

const shortest = sql<number>`least(length(name), length(coalesce(short_name, name)))`;

/**
 * Units under the paths whose code begins with the words, then those whose name or short name
 * has every word: the shortest name first, so that an exact one leads, then the higher, then
 * the older. Where more units than are asked for have names of one length, and very many have
 * the words, which of these are told is arbitrary, and the same every time.
 */
export async function searchOrgs(
  db: Executor,
  paths: readonly string[],
  text: string,
  limit: number,
  closed: Closed,
): Promise<OrgRow[]> {
  const words = wordsOf(text);
  if (words.length === 0 || paths.length === 0) return [];
  const search = { db, words, limit, within: withinOf(paths, closed) };
  const coded = /^[\w.-]+$/.test(text) ? await byCode(search, text) : [];
  const named =
    (await unitsUnder(db, paths)) <= FEW ? await byLetters(search) : await byClasses(search);
  const seen = new Set(coded.map((r) => r.id));
  return [...coded, ...named.filter((r) => !seen.has(r.id))].slice(0, limit);
}

interface Search {
  readonly db: Executor;
  readonly words: readonly string[];
  readonly limit: number;
  readonly within: ReturnType<typeof withinOf>;
}

const withinOf = (paths: readonly string[], closed: Closed) =>
  sql<SqlBool>`(${underAny('path', paths)} and ${closed ? sql`true` : sql`closed_on is null`})`;

/** Open units under the paths. */
async function unitsUnder(db: Executor, paths: readonly string[]): Promise<number> {
  const row = await db
    .selectFrom('org')
    .select((e) => e.fn.sum<string>('units').as('units'))
    .$if(paths.includes(''), (q) => q.where('parent_id', 'is', null))
    .$if(!paths.includes(''), (q) => q.where('path', 'in', paths))
    .executeTakeFirst();
  return Number(row?.units ?? 0);
}

async function byCode({ db, within, limit }: Search, code: string): Promise<OrgRow[]> {
  return db
    .selectFrom('org')
    .selectAll()
    .where(within)
    .where('code', '>=', code)
    .where('code', '<', `${code}\u{10ffff}`)
    .orderBy('code')
    .limit(limit)
    .execute();
}

/** Finds what has the words with a condition, then puts it in order: never the other way round. */
async function inOrder({ db, words, limit, within }: Search, found: ReturnType<typeof sql>) {
  const { rows } = await sql<OrgRow>`
    with found as materialized (
      select * from org where ${found} and ${within} and ${having('name', 'short_name', words)}
    ) select * from found order by ${shortest}, nlevel(path), id limit ${limit}`.execute(db);
  return rows;
}

const byLetters = (search: Search) => inOrder(search, sql`true`);

/**
 * Class by class, shorter names first, until there are enough. A class in which the words are
 * common is walked through; of others the index of words gives all that there are.
 */
async function byClasses(search: Search): Promise<OrgRow[]> {
  const sample = await sampled(search);
  const found: OrgRow[] = [];
  let asked: number[] = [];
  for (let k = 1; k <= CLASSES && found.length < search.limit; k++) {
    const { names, hits } = sample.get(k) ?? { names: 0, hits: 0 };
    const common = hits >= WORTH && (search.limit * names) / hits <= PASSES;
    if (!common) asked.push(k);
    // Until something is expected, classes are asked for together.
    if (asked.length > 0 && (hits > 1 || k === CLASSES)) {
      found.push(...(await inOrder(search, ofClasses(search, asked))));
      asked = [];
    }
    if (common && found.length < search.limit) found.push(...(await walked(search, k)));
  }
  return found;
}

const markOf = (k: number): string => String.fromCharCode(96 + k);

const ofClasses = ({ words }: Search, classes: readonly number[]) =>
  sql`org_class_words(name, short_name)
    @@ ${classes.map((k) => `(${pairsOf(words, markOf(k))})`).join(' | ')}::tsquery`;

/** Names of each class in a sample of all units, and how many in reach have the words. */
async function sampled({ db, words, within }: Search) {
  const { rows } = await sql<{ k: number; names: number; hits: number }>`
    select least(${sql.lit(CLASSES)}, ${shortest}) as k, count(*)::int as names,
      (count(*) filter (where ${within} and ${having('name', 'short_name', words)}))::int as hits
    from org where right(id::text, 12) < '01' group by 1`.execute(db);
  return new Map(rows.map((r) => [r.k, r]));
}

/** Names of a class that have the words, as they are met; the index is asked where few are. */
async function walked(search: Search, k: number): Promise<OrgRow[]> {
  const { db, words, limit, within } = search;
  const length = k < CLASSES ? sql`${shortest} = ${sql.lit(k)}` : sql`${shortest} >= ${sql.lit(k)}`;
  const { rows } = await sql<OrgRow>`
    with met as materialized (
      select * from (
        select * from org where ${length} order by ${shortest}, right(id::text, 12) limit ${MOST_PASSED}
      ) passed where ${within} and ${having('name', 'short_name', words)} limit ${limit}
    ) select * from met order by ${shortest}, nlevel(path), id`.execute(db);
  return rows.length === limit ? rows : inOrder(search, ofClasses(search, [k]));
}
