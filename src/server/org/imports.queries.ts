import { sql } from 'kysely';
import type { Executor } from '../platform/db.ts';
import type { Trx } from '../platform/scope.ts';
import { under } from '../platform/under.ts';
import type { OrgRow } from './queries.ts';

/** An open unit with the day from which it is known. */
export type KnownRow = Pick<
  OrgRow,
  'id' | 'parent_id' | 'name' | 'short_name' | 'code' | 'kind' | 'class' | 'since' | 'version'
> & { position: number; founded: string };

/** Every open unit under a path, itself included, upper ones before those under them. */
export async function subtree(db: Executor, path: string): Promise<KnownRow[]> {
  return db
    .selectFrom('org as o')
    .leftJoin(
      (q) =>
        q
          .selectFrom('org_past')
          .select((e) => ['org_id', e.fn.min('since').as('since')])
          .groupBy('org_id')
          .as('p'),
      (j) => j.onRef('p.org_id', '=', 'o.id'),
    )
    .where(under('o.path', path))
    .where('o.closed_on', 'is', null)
    .select(['o.id', 'o.parent_id', 'o.name', 'o.short_name', 'o.code', 'o.kind', 'o.class'])
    .select(['o.since', 'o.version', 'o.position'])
    .select(sql<string>`least(p.since, o.since)`.as('founded'))
    .orderBy('o.path')
    .execute();
}

/** The tree under a unit as it was on a day, upper units before those under them. */
export async function subtreeOn(db: Executor, id: string, on: string) {
  const { rows } = await sql<Omit<KnownRow, 'founded' | 'version'>>`
    with recursive version as (
      select id, parent_id, name, short_name, code, kind, class, position, since
      from org where since <= ${on}::date and (closed_on is null or closed_on > ${on}::date)
      union all
      select org_id, parent_id, name, short_name, code, kind, class, position, since
      from org_past where since <= ${on}::date and until > ${on}::date
    ), tree as (
      select v.*, 0 as depth from version v where id = ${id}
      union all
      select v.*, t.depth + 1 from tree t join version v on v.parent_id = t.id
    )
    select id, parent_id, name, short_name, code, kind, class, position, since
    from tree order by depth, position, id`.execute(db);
  return rows;
}

/** Codes of open units outside a path, of those given. */
export async function codesOutside(
  db: Executor,
  path: string,
  codes: readonly string[],
): Promise<string[]> {
  if (codes.length === 0) return [];
  const { rows } = await sql<{ code: string }>`
    select code from org
    where closed_on is null and code in (select unnest(${codes}::text[]))
      and not ${under('path', path)}`.execute(db);
  return rows.map((r) => r.code);
}

/** Of the ids given, those of units that are there, open or closed. */
export async function idsKnown(db: Executor, ids: readonly string[]): Promise<string[]> {
  if (ids.length === 0) return [];
  const { rows } = await sql<{ id: string }>`
    select id from org where id in (select unnest(${ids}::uuid[]))`.execute(db);
  return rows.map((r) => r.id);
}

/** Places of units by id, as they are at this moment of the transaction. */
export async function placesOf(db: Executor, ids: readonly string[]): Promise<Map<string, string>> {
  if (ids.length === 0) return new Map();
  const { rows } = await sql<{ id: string; path: string }>`
    select id, path from org where id in (select unnest(${ids}::uuid[]))`.execute(db);
  return new Map(rows.map((r) => [r.id, r.path]));
}

/** Last place among the children of each unit named. */
export async function lastPositions(
  db: Executor,
  ids: readonly string[],
): Promise<Map<string, number>> {
  if (ids.length === 0) return new Map();
  const { rows } = await sql<{ parent_id: string; last: number }>`
    select parent_id, max(position) as last from org
    where parent_id in (select unnest(${ids}::uuid[])) group by parent_id`.execute(db);
  return new Map(rows.map((r) => [r.parent_id, r.last]));
}

/** Rows of new units; one message however many. */
export async function insertMany(trx: Trx, rows: readonly object[]): Promise<void> {
  await sql`insert into org select * from json_populate_recordset(null::org, ${JSON.stringify(rows)}::json)`.execute(
    trx,
  );
}

/** Keeps the versions that end on the days given. */
export async function keepMany(
  trx: Trx,
  ends: readonly { id: string; on: string }[],
): Promise<void> {
  await sql`
    insert into org_past
      (org_id, since, until, parent_id, name, short_name, code, kind, class, position)
    select o.id, o.since, e.on, o.parent_id, o.name, o.short_name, o.code, o.kind, o.class, o.position
    from json_to_recordset(${JSON.stringify(ends)}::json) as e (id uuid, "on" date)
    join org o on o.id = e.id where o.since < e.on`.execute(trx);
}

/** Takes the codes away that change, so that two units can exchange theirs. */
export async function freeCodes(trx: Trx, ids: readonly string[]): Promise<void> {
  if (ids.length === 0) return;
  await sql`update org set code = null where id in (select unnest(${ids}::uuid[]))`.execute(trx);
}

export async function changeMany(trx: Trx, rows: readonly object[]): Promise<void> {
  await sql`
    update org o set name = v.name, short_name = v.short_name, code = v.code, kind = v.kind,
      class = v.class, since = v.since, version = o.version + 1
    from json_populate_recordset(null::org, ${JSON.stringify(rows)}::json) v
    where o.id = v.id`.execute(trx);
}

/** Adds to the counts of units by path. */
export async function addUnitsMany(trx: Trx, changes: ReadonlyMap<string, number>): Promise<void> {
  if (changes.size === 0) return;
  const rows = [...changes].map(([path, n]) => ({ path, n }));
  await sql`
    update org o set units = o.units + v.n
    from json_to_recordset(${JSON.stringify(rows)}::json) as v (path ltree, n integer)
    where o.path = v.path`.execute(trx);
}

export async function closeMany(
  trx: Trx,
  rows: readonly { id: string; on: string }[],
): Promise<void> {
  await sql`
    update org o set closed_on = greatest(v.on, o.since), version = o.version + 1
    from json_to_recordset(${JSON.stringify(rows)}::json) as v (id uuid, "on" date)
    where o.id = v.id`.execute(trx);
}

/** Words of very many names are put aside and sorted into the index together, later. */
export async function deferWords(trx: Trx): Promise<void> {
  await sql`set local gin_pending_list_limit = '1GB'`.execute(trx);
}

/**
 * Takes away what is dear to keep up row by row while most of a tree is loaded; see
 * {@link restoreIndexes}. Whoever reads the tree waits until the transaction ends: nobody meets
 * a table without its indexes, and when the load fails they were never gone.
 */
export async function dropIndexes(trx: Trx): Promise<void> {
  await sql`drop index org_words, org_rank, org_path, org_parent, org_code`.execute(trx);
  await sql`alter table org drop constraint org_parent_id_fkey`.execute(trx);
}

/** Makes them again, each sorted once; equal to those of the migrations (a test compares). */
export async function restoreIndexes(trx: Trx): Promise<void> {
  await sql`set local maintenance_work_mem = '256MB'`.execute(trx);
  await sql`create unique index org_path on org (path)`.execute(trx);
  await sql`create unique index org_code on org (code) where closed_on is null`.execute(trx);
  await sql`create index org_parent on org (parent_id, position, id)`.execute(trx);
  await sql`create index org_words on org using gin (org_class_words(name, short_name))`.execute(
    trx,
  );
  await sql`create index org_rank on org
    ((least(length(name), length(coalesce(short_name, name)))), (right(id::text, 12)))`.execute(
    trx,
  );
  await sql`alter table org add constraint org_parent_id_fkey
    foreign key (parent_id) references org (id)`.execute(trx);
}

/** After very many rows at once: words sorted into their index, sizes known to the planner. */
export async function settleTable(db: Executor): Promise<void> {
  await sql`select gin_clean_pending_list('org_words')`.execute(db);
  await sql`vacuum analyze org`.execute(db);
}
