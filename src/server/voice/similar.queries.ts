import { type SqlBool, sql } from 'kysely';
import type { Trx } from '../platform/scope.ts';
import { containing, under } from '../platform/under.ts';

const candidates = (trx: Trx) =>
  trx
    .selectFrom('voice as v')
    .innerJoin('org as h', 'h.id', 'v.handler_id')
    .select(['v.id', 'v.number', 'v.title', 'v.text', 'v.state', 'v.received_on', 'v.answer'])
    .select(['v.handler_id', 'h.name as handler_name', 'v.org_id'])
    .select(sql<boolean>`h.closed_on is not null`.as('handler_closed'))
    .where('v.sealed', '=', false)
    .where('v.state', '<>', 'held');

/** How much of a title has to stand in a text, by runs of three characters. */
const LEAST_TITLE = 0.3;

/**
 * Voices in reach up to a day that name one of the places, or say much of the title, the latest
 * first: found by the index of runs of three characters.
 */
export async function candidatesFor(
  trx: Trx,
  of: { readonly id: string; readonly title: string; readonly on: string },
  places: readonly string[],
  limit: number,
) {
  await sql.raw(`set local pg_trgm.word_similarity_threshold = ${LEAST_TITLE}`).execute(trx);
  const words = sql.raw("(v.title || ' ' || v.text)");
  const said = [
    sql<SqlBool>`${of.title} <% ${words}`,
    ...places.map((p) => sql<SqlBool>`${words} ilike ${containing(p)}`),
  ];
  return candidates(trx)
    .where('v.id', '<>', of.id)
    .where('v.received_on', '<=', of.on)
    .where(sql<SqlBool>`(${sql.join(said, sql` or `)})`)
    .orderBy('v.id', 'desc')
    .limit(limit)
    .execute();
}

/** The latest voices in reach: by them one knows which words everybody uses. */
export async function everyday(trx: Trx, not: string, limit: number) {
  return trx
    .selectFrom('voice')
    .select(['title', 'text'])
    .where('sealed', '=', false)
    .where('id', '<>', not)
    .orderBy('id', 'desc')
    .limit(limit)
    .execute();
}

/** Units near below a path whose name stands in a text, the longest name first. */
export async function unitsNamedIn(trx: Trx, path: string, text: string) {
  return trx
    .selectFrom('org as o')
    .select(['o.id', 'o.name'])
    .where(under('o.path', path))
    .where('o.closed_on', 'is', null)
    .where(sql<SqlBool>`nlevel(o.path) <= nlevel(${path}::ltree) + 2`)
    .where(
      sql<SqlBool>`(position(o.name in ${text}) > 0
        or (char_length(o.short_name) >= 2 and position(o.short_name in ${text}) > 0))`,
    )
    .orderBy(sql`char_length(o.name)`, 'desc')
    .orderBy('o.path')
    .limit(5)
    .execute();
}
