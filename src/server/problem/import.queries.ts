import { type SqlBool, sql } from 'kysely';
import type { Trx } from '../platform/scope.ts';
import { underAny } from '../platform/under.ts';
import type { ListedRow } from './queries.ts';

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

/** Problems of a campaign in units, or by id, that stand: some at a time, by id. */
export async function knownProblems(
  trx: Trx,
  campaignId: string,
  orgIds: readonly string[],
  ids: readonly string[],
  page: { readonly after: string; readonly limit: number },
): Promise<ListedRow[]> {
  const { rows } = await sql<ListedRow>`select p.*, o.name as unit_name
    from problem p join org o on o.id = p.org_id
    where p.campaign_id = ${campaignId} and (p.id = any(${ids}::uuid[])
      or (p.org_id = any(${orgIds}::uuid[]) and p.state <> 'withdrawn'))
      and p.id > ${page.after}::uuid
    order by p.id limit ${page.limit}`.execute(trx);
  return rows;
}

export interface ToldRow {
  readonly problem_id: string;
  readonly measure_id: string | null;
  readonly text: string;
}

/** What was told of problems and stands, oldest first. */
export async function toldOf(
  trx: Trx,
  problems: readonly { readonly org_id: string; readonly id: string }[],
): Promise<ToldRow[]> {
  if (problems.length === 0) return [];
  const { rows } = await sql<ToldRow>`
    select t.problem_id, t.measure_id, t.text
    from progress t join unnest(${problems.map((p) => p.org_id)}::uuid[],
      ${problems.map((p) => p.id)}::uuid[]) as w (org_id, id)
      on t.org_id = w.org_id and t.problem_id = w.id
    where t.withdrawn_at is null order by t.on_day, t.id`.execute(trx);
  return rows;
}

/** People in reach who have one of the names and did not leave. */
export async function peopleNamed(trx: Trx, names: readonly string[]) {
  if (names.length === 0) return [];
  return trx
    .selectFrom('person')
    .select(['id', 'name', 'org_id', 'org_path'])
    .where(sql<SqlBool>`name = any(${names})`)
    .where('left_on', 'is', null)
    .where('erased_at', 'is', null)
    .orderBy('id')
    .execute();
}

/** Rows of one table, as many as there are, in one message. */
export async function insertMany(
  trx: Trx,
  table: 'problem' | 'measure' | 'problem_step' | 'progress',
  rows: readonly object[],
): Promise<void> {
  if (rows.length === 0) return;
  await sql`insert into ${sql.table(table)} select * from
    json_populate_recordset(null::${sql.table(table)}, ${JSON.stringify(rows)}::json)`.execute(trx);
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
