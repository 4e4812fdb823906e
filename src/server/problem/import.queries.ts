import { type RawBuilder, type SqlBool, sql } from 'kysely';
import type { StoredTold } from '../../office/ledger/known.ts';
import type { LedgerPerson } from '../../office/ledger/people.ts';
import type { LedgerSaid } from '../../office/ledger/said.ts';
import { withNext } from '../platform/driver.ts';
import type { Trx } from '../platform/scope.ts';
import { underAny } from '../platform/under.ts';
import type { ProblemRow } from './queries.ts';

const units = (trx: Trx, paths: readonly string[]) =>
  trx
    .selectFrom('org as o')
    .leftJoin('org as parent', 'parent.id', 'o.parent_id')
    .select(['o.id', 'o.path', 'o.name', 'o.short_name', 'o.code', 'parent.name as parent'])
    .select('o.closed_on')
    .where(underAny('o.path', paths))
    .orderBy('o.path');
export type UnitRow = Awaited<ReturnType<typeof unitsNamed>>[number];

/** Units under paths that one of the words, or one of the ids, names. */
export async function unitsNamed(
  trx: Trx,
  paths: readonly string[],
  words: readonly string[],
  ids: readonly string[],
) {
  if (words.length + ids.length === 0) return [];
  return units(trx, paths)
    .where(
      sql<SqlBool>`(o.name = any(${words}) or o.short_name = any(${words}) or o.code = any(${words})
        or o.id = any(${ids}::uuid[]))`,
    )
    .execute();
}

/** Some open units to suggest for words that name none. */
export async function unitsLike(trx: Trx, paths: readonly string[], limit: number) {
  return units(trx, paths).where('o.closed_on', 'is', null).limit(limit).execute();
}

/** How the ledger of units stands, as one text: another after any change of a problem there. */
export async function stateOf(
  trx: Trx,
  campaignId: string,
  orgIds: readonly string[],
  marked: readonly string[],
): Promise<string> {
  const { rows } = await sql<{ state: string }>`
    select concat_ws(' ', count(*), sum(hashtextextended(p.id || ' ' || p.version, 0))) as state
    from problem p where p.campaign_id = ${campaignId}
      and (p.org_id = any(${orgIds}::uuid[]) or p.id = any(${marked}::uuid[]))`.execute(trx);
  return rows[0]!.state;
}

/** Problems that rows of a file may be: by mark, by what they say, by number. Coarser than the plan. */
export async function candidates(
  trx: Trx,
  campaignId: string,
  orgIds: readonly string[],
  said: LedgerSaid,
): Promise<string[]> {
  const numbered = said.numbers.length
    ? sql`union select p.id from problem p where p.campaign_id = ${campaignId}
        and p.org_id = any(${orgIds}::uuid[]) and p.state <> 'withdrawn'
        and (${inNumbers('p.number', said)} or ${inNumbers('p.foreign_number', said)})`
    : sql``;
  // Numbers first, as a list that is known when the search is planned: a join with rows nobody has
  // counted may compare each with each.
  const { rows: found } = await sql<{ keys: string | null }>`
    select array_agg(distinct ledger_key(f))::text as keys
    from json_array_elements_text(${said.facts}::json) f`.execute(trx);
  const { rows } = await sql<{ id: string }>`
    select p.id from problem p where p.facts_key = any(${found[0]!.keys ?? '{}'}::bigint[])
      and p.campaign_id = ${campaignId} and p.org_id = any(${orgIds}::uuid[]) and p.state <> 'withdrawn'
    union select p.id from problem p where p.id = any(${said.marked}::uuid[])
      and p.campaign_id = ${campaignId}
    ${numbered} order by id`.execute(trx);
  return rows.map((r) => r.id);
}

const inNumbers = (column: string, { numbers }: LedgerSaid) =>
  sql<SqlBool>`lower(regexp_replace(normalize(${sql.ref(column)}, NFKC), '\\s', '', 'g'))
    = any(${numbers.map((n) => n.replace(/\s/g, ''))})`;

/** Problems with their measures and what was told of them, as JSON for the thread that plans. */
export async function knownText(trx: Trx, ids: readonly string[]): Promise<string> {
  const { rows } = await sql<{ text: string }>`
    with own as materialized (select p.* from problem p where p.id = any(${ids}::uuid[]))
    select json_build_object(
      'problems', (select json_agg(x order by x.id) from (
        select p.id, p.org_id, p.version, p.number, p.foreign_number, o.name as unit_name,
          p.campaign_id, p.source, p.source_text, p.mirror, p.tendency, p.title, p.facts, p.cause,
          p.severity, p.systemic, p.leader_id, p.leader_name, p.owner_id, p.owner_name, p.state,
          p.due from own p join org o on o.id = p.org_id) x),
      'measures', (select coalesce(json_agg(x order by x.problem_id, x.position, x.id), '[]') from (
        select m.id, m.problem_id, m.position, m.version, m.state, m.text, m.kind, m.due,
          m.owner_id, m.owner_name, m.criterion, m.baseline, m.target, m.direction, m.figure_unit,
          m.beneficiaries, m.effect, m.effect_text, m.done_on, m.claimed
        from own p cross join lateral (select * from measure m
          where m.org_id = p.org_id and m.problem_id = p.id offset 0) m) x),
      'told', (select coalesce(json_agg(x order by x.on_day, x.id), '[]') from (
        select t.problem_id, t.measure_id, t.text, t.on_day, t.id
        from own p cross join lateral (select * from progress t where t.org_id = p.org_id
          and t.problem_id = p.id and t.withdrawn_at is null offset 0) t) x))::text as text`.execute(
    trx,
  );
  return rows[0]!.text;
}

/** Everybody problems and their measures name. */
export async function peopleOf(trx: Trx, ids: readonly string[]): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`
    with own as materialized (select org_id, id, owner_id, leader_id from problem
      where id = any(${ids}::uuid[]))
    select owner_id as id from own where owner_id is not null
    union select leader_id from own where leader_id is not null
    union select m.owner_id from measure m join own p on m.org_id = p.org_id
      and m.problem_id = p.id where m.owner_id is not null`.execute(trx);
  return rows.map((r) => r.id);
}

/** What was told of problems and stands, oldest first. */
export async function toldOf(
  trx: Trx,
  problems: readonly { readonly org_id: string; readonly id: string }[],
): Promise<StoredTold[]> {
  if (problems.length === 0) return [];
  const { rows } = await sql<StoredTold>`
    select t.problem_id, t.measure_id, t.text
    from unnest(${problems.map((p) => p.org_id)}::uuid[],
      ${problems.map((p) => p.id)}::uuid[]) as w (org_id, id)
    cross join lateral (select * from progress t where t.org_id = w.org_id and t.problem_id = w.id
      and t.withdrawn_at is null offset 0) t
    order by t.on_day, t.id`.execute(trx);
  return rows;
}

/** People in reach who did not leave, with their unit and their first post, or else their number. */
async function people(
  trx: Trx,
  which: RawBuilder<SqlBool>,
  today: string,
  limit = 100_000,
): Promise<LedgerPerson[]> {
  const { rows } = await sql<LedgerPerson>`
    select p.id, p.name, o.name as unit, p.org_path as path, coalesce((select post.name from tenure t
        join post on post.org_id = t.org_id and post.id = t.post_id
        where t.person_id = p.id and t.withdrawn_at is null and t.since <= ${today}::date
          and (t.until is null or t.until > ${today}::date)
        order by post.position, post.id limit 1), p.number) as post
    from person p join org o on o.id = p.org_id
    where ${which} and p.left_on is null and p.erased_at is null order by p.id
    limit ${limit}`.execute(trx);
  return rows;
}

/** People in reach who have one of the names, or one of the ids. */
export async function peopleNamed(
  trx: Trx,
  names: readonly string[],
  ids: readonly string[],
  today: string,
): Promise<LedgerPerson[]> {
  if (names.length + ids.length === 0) return [];
  return people(trx, sql`(p.name = any(${names}) or p.id = any(${ids}::uuid[]))`, today);
}

/** Some people of units, whose names begin with one of the characters. */
export async function peopleLike(
  trx: Trx,
  units: readonly string[],
  initials: readonly string[],
  today: string,
  limit: number,
): Promise<LedgerPerson[]> {
  if (units.length === 0 || initials.length === 0) return [];
  const which = sql<SqlBool>`p.org_id = any(${units}::uuid[]) and left(p.name, 1) = any(${initials})`;
  return people(trx, which, today, limit);
}

/**
 * Rows of one table that go in together. Of each only the text of what it has other than the first is
 * kept: a ledger says most things once, and rows of fifty fields would live until they are written.
 * All have the fields of the first.
 */
export class Gathered {
  readonly table: 'problem' | 'measure' | 'problem_step' | 'progress';
  readonly texts: string[] = [];
  #first: Readonly<Record<string, unknown>> = {};
  #columns: readonly { readonly name: string; readonly key: string; readonly text?: string }[] = [];

  constructor(table: Gathered['table'], rows: readonly object[] = []) {
    this.table = table;
    for (const row of rows) this.add(row);
  }

  get columns(): readonly string[] {
    return this.#columns.map((c) => c.name);
  }

  /** The first row, whole, as JSON. */
  get first(): string {
    return JSON.stringify(this.#first);
  }

  add(row: object): void {
    const values = row as Readonly<Record<string, unknown>>;
    if (this.texts.length === 0) {
      this.#first = values;
      this.#columns = Object.entries(values).map(([name, value]) => ({
        ...{ name, key: `${JSON.stringify(name)}:` },
        ...(typeof value === 'object' && value !== null ? { text: JSON.stringify(value) } : {}),
      }));
    }
    let text = '';
    for (const { name, key, text: same } of this.#columns) {
      const value = values[name];
      if (value === this.#first[name]) continue;
      const own = JSON.stringify(value);
      // Lists and moments say the same though they are others.
      if (own !== same) text += `${text === '' ? '' : ','}${key}${own}`;
    }
    this.texts.push(`{${text}}`);
  }
}

/** Rows, as many as there are, in one message that goes with the next. */
export async function insertMany(trx: Trx, rows: Gathered): Promise<void> {
  if (rows.texts.length === 0) return;
  const table = sql.table(rows.table);
  const columns = sql.join(rows.columns.map((c) => sql.ref(c)));
  // What a row does not say is as in the first.
  const insert = sql`insert into ${table} (${columns}) select ${columns} from json_populate_recordset(
    json_populate_record(null::${table}, ${rows.first}::json), ${`[${rows.texts.join(',')}]`}::json)`;
  await withNext(trx, insert);
}

/** Sets columns of rows the transaction holds and counts their versions up; goes with the next. */
export async function changeMany(
  trx: Trx,
  table: 'problem' | 'measure',
  columns: readonly string[],
  rows: readonly object[],
): Promise<void> {
  if (rows.length === 0) return;
  const set = columns.map((c) => sql`${sql.ref(c)} = g.${sql.ref(c)}`);
  const change = sql`update ${sql.table(table)} as t set ${sql.join(set)}, version = t.version + 1
    from json_populate_recordset(null::${sql.table(table)}, ${JSON.stringify(rows)}::json) g
    where t.org_id = g.org_id and t.id = g.id`;
  await withNext(trx, change);
}

/** Problems by id, locked in one order. */
export async function lockMany(trx: Trx, ids: readonly string[]): Promise<ProblemRow[]> {
  return trx
    .selectFrom('problem')
    .selectAll()
    .where(sql<SqlBool>`id = any(${ids}::uuid[])`)
    .orderBy('id')
    .forNoKeyUpdate()
    .execute();
}

/**
 * The next ledger numbers of units in a year, as many as each needs: the last before them. One
 * order, so that two never wait for each other.
 */
export async function nextNumbers(
  trx: Trx,
  year: number,
  units: Readonly<Record<string, number>>,
): Promise<ReadonlyMap<string, number>> {
  const ids = Object.keys(units).sort();
  if (ids.length === 0) return new Map();
  const { rows } = await sql<{ org_id: string; last: number }>`
    insert into ledger_number (org_id, year, last)
    select id, ${year}, many from unnest(${ids}::uuid[], ${ids.map((id) => units[id]!)}::int[])
      as g (id, many) order by id
    on conflict (org_id, year) do update set last = ledger_number.last + excluded.last
    returning org_id, last`.execute(trx);
  return new Map(rows.map((r) => [r.org_id, r.last - units[r.org_id]!]));
}

export interface WordRow {
  readonly kind: string;
  readonly word: string;
  readonly meaning: string;
}

/** What was learned at units, the nearest to the root first: what comes later holds. */
export async function wordsAt(trx: Trx, paths: readonly string[]): Promise<WordRow[]> {
  const { rows } = await sql<WordRow>`select kind, word, meaning from ledger_word
    where org_path = any(${paths as string[]}::ltree[]) order by nlevel(org_path)`.execute(trx);
  return rows;
}

/** Keeps what words mean; said again, the newer holds. */
export async function learnWords(
  trx: Trx,
  rows: readonly (WordRow & {
    readonly id: string;
    readonly org_id: string;
    readonly org_path: string;
    readonly learned_at: Date;
    readonly learned_by: string;
  })[],
): Promise<void> {
  if (rows.length === 0) return;
  await trx
    .insertInto('ledger_word')
    .values(rows)
    .onConflict((c) =>
      c.columns(['org_id', 'kind', 'word']).doUpdateSet((e) => ({
        meaning: e.ref('excluded.meaning'),
        learned_at: e.ref('excluded.learned_at'),
        learned_by: e.ref('excluded.learned_by'),
      })),
    )
    .execute();
}
