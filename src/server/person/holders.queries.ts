import { type SqlBool, sql } from 'kysely';
import { KEPT } from '../platform/prepared.ts';
import type { Trx } from '../platform/scope.ts';

/** A post, and who holds it on a day. */
export interface HolderRow {
  readonly org_id: string;
  readonly post_id: string;
  readonly post_name: string;
  readonly rank: string;
  readonly position: number;
  /** Null when the post is vacant on that day. */
  readonly person_id: string | null;
  readonly person_name: string | null;
  readonly kind: string | null;
  readonly since: string | null;
  readonly until: string | null;
}

/**
 * Posts of units that stand on a day, by place, each with its holders of that day (one row
 * each, the regular one first) or none.
 */
export async function holders(
  trx: Trx,
  orgIds: readonly string[],
  on: string,
  ranks: readonly string[],
): Promise<HolderRow[]> {
  if (orgIds.length === 0) return [];
  const { rows } = await sql<HolderRow>`${sql.raw(KEPT)}
    select p.org_id, p.id as post_id, p.name as post_name, p.rank, p.position,
           h.id as person_id, h.name as person_name, t.kind, t.since, t.until
    from post p
    left join (tenure t join person h on h.id = t.person_id)
      on t.org_id = p.org_id and t.post_id = p.id and t.withdrawn_at is null
      and t.since <= ${on}::date and (t.until is null or t.until > ${on}::date)
    where p.org_id = any(${orgIds}::uuid[]) and p.rank = any(${ranks}::text[])
      and p.since <= ${on}::date and (p.closed_on is null or p.closed_on > ${on}::date)
    order by p.org_id, p.position, p.id,
      case t.kind when 'regular' then 0 when 'concurrent' then 1 else 2 end, t.since, t.id`.execute(
    trx,
  );
  return rows;
}

export async function names(trx: Trx, ids: readonly string[]) {
  if (ids.length === 0) return [];
  return trx.selectFrom('person').select(['id', 'name']).where('id', 'in', ids).execute();
}

/** Units of a chain from the lowest up. */
export async function unitsOf(trx: Trx, paths: readonly string[]) {
  return trx
    .selectFrom('org')
    .select(['id', 'path', 'name'])
    .where('path', 'in', paths)
    .orderBy('path', 'desc')
    .execute();
}

export async function home(trx: Trx, id: string) {
  return trx
    .selectFrom('person')
    .select(['org_id', 'org_path'])
    .where('id', '=', id)
    .executeTakeFirst();
}

/** People of units by name, who are still there. */
export async function withNames(trx: Trx, orgIds: readonly string[], names: readonly string[]) {
  if (orgIds.length === 0 || names.length === 0) return [];
  return trx
    .selectFrom('person')
    .select(['id', 'org_id', 'name'])
    .where(sql<SqlBool>`org_id = any (${orgIds}::uuid[])`)
    .where(sql<SqlBool>`name = any (${names}::text[])`)
    .where('left_on', 'is', null)
    .execute();
}

/** Everybody who belongs to a unit, those too who have left. */
export async function idsOf(trx: Trx, orgId: string): Promise<string[]> {
  const rows = await trx.selectFrom('person').select('id').where('org_id', '=', orgId).execute();
  return rows.map((r) => r.id);
}
