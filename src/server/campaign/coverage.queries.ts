import { type RawBuilder, sql } from 'kysely';
import type { Trx } from '../platform/scope.ts';
import { underAny } from '../platform/under.ts';

/** Units and leaders are counted up to here: beyond it a page says «more than». */
export const COVERAGE_CAP = 10_000;

export interface RequiredRule {
  readonly list: 'unit' | 'personal';
  readonly class: string | null;
  readonly by: string | null;
}

export interface CoverageFilter {
  readonly campaigns: readonly string[];
  readonly rules: readonly RequiredRule[];
  readonly paths: readonly string[];
  readonly list?: 'unit' | 'personal' | undefined;
  /** Day on which posts are held. */
  readonly on: string;
}

export interface MissingRow {
  readonly org_id: string;
  readonly org_name: string;
  readonly path: string;
  readonly list: 'unit' | 'personal';
  /** Earliest day any rule asks for. */
  readonly by: string | null;
  readonly person_id: string | null;
  readonly post_name: string | null;
}

/**
 * Whoever must have a list: open units of the classes named, and holders of first and deputy
 * posts there; with whether a problem stands on one. Drafts are no list yet.
 */
function owing(f: CoverageFilter, missing: boolean): RawBuilder<MissingRow> {
  const rules = (list: string) => {
    const rows = f.rules.filter((r) => r.list === list && (!f.list || f.list === list));
    return rows.length === 0
      ? sql`(select null::text as class, null::date as by where false) r`
      : sql`(values ${sql.join(
          rows.map((r) => sql`(${r.class}::text, ${r.by}::date)`),
        )}) r (class, by)`;
  };
  const listed = (what: RawBuilder<unknown>) =>
    missing
      ? sql`and not exists (select from problem p where ${what}
          and p.campaign_id = any (${f.campaigns}::uuid[]) and p.state not in ('draft', 'withdrawn'))`
      : sql``;
  const where = sql`(r.class is null or r.class = o.class)
    where o.closed_on is null and ${underAny('o.path', f.paths)}`;
  return sql<MissingRow>`
    select o.id as org_id, o.name as org_name, o.path, 'unit' as list, min(r.by) as by,
      null::uuid as person_id, null::text as post_name, '' as key
    from org o join ${rules('unit')} on ${where}
      ${listed(sql`p.org_id = o.id and p.list = 'unit'`)}
    group by o.id
    union all
    select o.id, o.name, o.path, 'personal', min(r.by), t.person_id, min(ps.name),
      t.person_id::text
    from org o
      join post ps on ps.org_id = o.id and ps.rank in ('first', 'deputy') and ps.closed_on is null
      join tenure t on t.org_id = ps.org_id and t.post_id = ps.id and t.withdrawn_at is null
        and t.since <= ${f.on}::date and (t.until is null or t.until > ${f.on}::date)
      join ${rules('personal')} on ${where}
      ${listed(sql`p.person_id = t.person_id and p.list = 'personal'`)}
    group by o.id, t.person_id`;
}

/** Those who have none yet, in the order of the tree. */
export async function listMissing(
  trx: Trx,
  filter: CoverageFilter,
  page: {
    readonly after?: { readonly path: string; readonly list: string; readonly key: string };
    readonly limit: number;
  },
): Promise<MissingRow[]> {
  const { after } = page;
  const { rows } = await sql<MissingRow>`
    select org_id, org_name, path, list, by, person_id, post_name from (${owing(filter, true)}) g
    ${after ? sql`where (path, list, key) > (${after.path}::ltree, ${after.list}, ${after.key})` : sql``}
    order by path, list, key limit ${page.limit}`.execute(trx);
  return rows;
}

/** How many must have a list, and how many have none. */
export async function countOwing(
  trx: Trx,
  filter: CoverageFilter,
): Promise<{ required: number; missing: number }> {
  const count = async (missing: boolean) => {
    const { rows } = await sql<{ n: number }>`
      select count(*)::int as n from (
        select from (${owing(filter, missing)}) g limit ${COVERAGE_CAP}) c`.execute(trx);
    return rows[0]!.n;
  };
  return { required: await count(false), missing: await count(true) };
}
