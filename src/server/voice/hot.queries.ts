import { type Insertable, type SqlBool, sql } from 'kysely';
import type { VoiceHot } from '../platform/schema.generated.ts';
import type { Trx } from '../platform/scope.ts';
import { containing, underAny } from '../platform/under.ts';
import type { Key } from './queries.ts';

/**
 * The latest voices that may be grouped: neither whistle-blowing nor what is held for review or
 * was dismissed after it.
 */
export async function toGroup(trx: Trx, limit: number) {
  return trx
    .selectFrom('voice')
    .select(['org_id', 'id', 'org_path', 'handler_id', 'handler_path', 'title', 'text', 'topic'])
    .select(['received_on', 'author', 'likes', 'hot_id'])
    .where('sealed', '=', false)
    .where('state', '<>', 'held')
    .where('held_reason', 'is', null)
    .orderBy('received_on', 'desc')
    .orderBy('id', 'desc')
    .limit(limit)
    .execute();
}
export type GroupedRow = Awaited<ReturnType<typeof toGroup>>[number];

const listed = (trx: Trx) =>
  trx
    .selectFrom('voice_hot as t')
    .innerJoin('org as o', 'o.id', 't.org_id')
    .innerJoin('org as h', 'h.id', 't.handler_id')
    .selectAll('t')
    .select(['o.name as unit_name', 'h.name as handler_name']);
export type HotRow = Awaited<ReturnType<typeof listHot>>[number];

/** Groups that are there, hottest first. */
export async function listHot(
  trx: Trx,
  paths: readonly string[],
  filter: {
    readonly now?: 'yes' | undefined;
    readonly from?: string | undefined;
    readonly to?: string | undefined;
    readonly q?: string | undefined;
  },
  limit: number,
) {
  const { now, from, to, q } = filter;
  return listed(trx)
    .where((e) => e.or([underAny('t.org_path', paths), underAny('t.handler_path', paths)]))
    .where('t.closed_on', 'is', null)
    .$if(now === 'yes', (b) => b.where('t.hot_since', 'is not', null))
    .$if(from !== undefined, (b) => b.where('t.last_on', '>=', from!))
    .$if(to !== undefined, (b) => b.where('t.first_on', '<=', to!))
    .$if(Boolean(q), (b) =>
      b.where(
        sql<SqlBool>`(t.title || ' ' || coalesce(t.place, '') || ' ' || coalesce(t.topic, '')) ilike ${containing(q!)}`,
      ),
    )
    .orderBy(sql`t.hot_since is null`)
    .orderBy('t.heat', 'desc')
    .orderBy('t.id')
    .limit(limit)
    .execute();
}

export async function hotById(trx: Trx, id: string) {
  return listed(trx).where('t.id', '=', id).executeTakeFirst();
}

/** When groups were last looked for, as far as one's reach tells. */
export async function seenOn(trx: Trx): Promise<string | null> {
  const row = await trx
    .selectFrom('voice_hot')
    .select((e) => e.fn.max('seen_on').as('on'))
    .executeTakeFirst();
  return row?.on ?? null;
}

export async function openHot(trx: Trx) {
  return trx.selectFrom('voice_hot').selectAll().where('closed_on', 'is', null).execute();
}

/** Writes a group; one that was there is brought up to date. */
export async function saveHot(trx: Trx, row: Insertable<VoiceHot>): Promise<void> {
  const { id: _, org_id: __, ...values } = row;
  const before = await trx
    .updateTable('voice_hot')
    .set({ ...values, org_id: row.org_id })
    .where('id', '=', row.id)
    .executeTakeFirst();
  if (before.numUpdatedRows === 0n) await trx.insertInto('voice_hot').values(row).execute();
}

export async function closeHot(trx: Trx, key: Key, on: string): Promise<void> {
  await trx
    .updateTable('voice_hot')
    .set({ closed_on: on, hot_since: null })
    .where('org_id', '=', key.org_id)
    .where('id', '=', key.id)
    .execute();
}

/** Says of voices which group they are in; nothing else of them changes. */
export async function markHot(trx: Trx, ids: readonly string[], hot: string | null): Promise<void> {
  await sql`update voice set hot_id = ${hot}::uuid
    where id = any(${ids}::uuid[]) and not sealed`.execute(trx);
}

/** Units at paths by path, for where groups lie. */
export async function unitsAt(trx: Trx, paths: readonly string[]) {
  if (paths.length === 0) return [];
  return trx
    .selectFrom('org')
    .select(['id', 'path'])
    .where('path', 'in', [...paths])
    .execute();
}

/** Groups that are hot now, handled under paths. */
export async function hotNow(trx: Trx, paths: readonly string[], limit: number) {
  return listed(trx)
    .where(underAny('t.handler_path', paths))
    .where('t.hot_since', 'is not', null)
    .where('t.closed_on', 'is', null)
    .orderBy('t.heat', 'desc')
    .limit(limit)
    .execute();
}

/** Ids of the voices of a group in reach, the latest first. */
export async function voicesOf(
  trx: Trx,
  hot: string,
  page: { readonly after?: string | undefined; readonly limit: number },
): Promise<string[]> {
  const rows = await trx
    .selectFrom('voice')
    .select('id')
    .where('hot_id', '=', hot)
    .where('sealed', '=', false)
    .$if(page.after !== undefined, (b) => b.where('id', '<', page.after!))
    .orderBy('id', 'desc')
    .limit(page.limit)
    .execute();
  return rows.map((r) => r.id);
}

export async function countOf(trx: Trx, hot: string): Promise<number> {
  const row = await trx
    .selectFrom('voice')
    .select((e) => e.fn.countAll<number>().as('n'))
    .where('hot_id', '=', hot)
    .where('sealed', '=', false)
    .executeTakeFirstOrThrow();
  return Number(row.n);
}
