import { sql } from 'kysely';
import type { Trx } from '../platform/scope.ts';
import { underAny } from '../platform/under.ts';

/** From this likeness of their trigrams on, two texts are told as copied. */
export const LIKENESS = 0.7;

export interface CopyRow {
  readonly what: 'problem' | 'measure';
  readonly id: string;
  readonly number: string;
  readonly text: string;
  readonly org_id: string;
  readonly unit_name: string;
  readonly like_id: string;
  readonly like_number: string;
  readonly like_text: string;
  readonly like_path: string;
  readonly like_unit: string;
  readonly likeness: number;
}

export interface CopyAsk {
  readonly campaign: string;
  readonly paths: readonly string[];
  /** Newest problems looked at. */
  readonly most: number;
}

const looked = ({ campaign, paths, most }: CopyAsk) => sql`
  select p.* from problem p where p.campaign_id = ${campaign}::uuid
    and ${underAny('p.org_path', paths)} and p.state <> 'withdrawn'
  order by p.id desc limit ${most}`;

/** How many problems of each unit are looked at. */
export async function lookedAt(
  trx: Trx,
  ask: CopyAsk,
): Promise<{ org_id: string; unit_name: string; n: number }[]> {
  const { rows } = await sql<{ org_id: string; unit_name: string; n: number }>`
    select o.id as org_id, o.name as unit_name, count(*)::int as n
    from (${looked(ask)}) p join org o on o.id = p.org_id group by o.id order by o.path`.execute(
    trx,
  );
  return rows;
}

/**
 * Problems and measures whose words another unit had before, each with the likest: problems by
 * their trigrams, measures word for word. What a unit above gave to several at once is none.
 */
export async function copies(trx: Trx, ask: CopyAsk): Promise<CopyRow[]> {
  await sql`set local pg_trgm.similarity_threshold = ${sql.lit(LIKENESS)}`.execute(trx);
  const { rows } = await sql<CopyRow>`
    with looked as (${looked(ask)}), found as (
      select 'problem' as what, p.id, p.number, p.title as text, p.org_id, q.id as like_id,
        q.number as like_number, q.title as like_text, q.org_id as like_org,
        q.org_path as like_path, q.likeness
      from looked p cross join lateral (
        select q.id, q.number, q.title, q.org_id, q.org_path,
          similarity(q.title || ' ' || q.facts, p.title || ' ' || p.facts) as likeness
        from problem q where (q.title || ' ' || q.facts) % (p.title || ' ' || p.facts)
          and q.campaign_id = p.campaign_id and q.org_id <> p.org_id and q.id < p.id
          and q.state <> 'withdrawn'
          and (p.origin is null or p.origin not like 'special:%' or q.origin is distinct from p.origin)
        order by likeness desc, q.id limit 1) q
      union all
      select 'measure', p.id, p.number, m.text, p.org_id, q.id, q.number, q.text, q.org_id,
        q.org_path, 1
      from looked p join measure m on m.org_id = p.org_id and m.problem_id = p.id
        and m.state <> 'withdrawn' cross join lateral (
        select b.id, b.number, n.text, b.org_id, b.org_path
        from measure n join problem b on b.org_id = n.org_id and b.id = n.problem_id
        where md5(n.text) = md5(m.text) and n.text = m.text and n.org_id <> m.org_id and n.id < m.id
          and n.state <> 'withdrawn' and b.campaign_id = p.campaign_id
        order by n.id limit 1) q)
    select f.what, f.id, f.number, f.text, f.org_id, o.name as unit_name, f.like_id, f.like_number,
      f.like_text, f.like_path, l.name as like_unit, f.likeness::float8 as likeness
    from found f join org o on o.id = f.org_id join org l on l.id = f.like_org
    order by o.path, f.likeness desc, f.id, f.what`.execute(trx);
  return rows;
}
