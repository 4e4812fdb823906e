import { type Insertable, type Selectable, type SqlBool, sql } from 'kysely';
import type { Campaign } from '../platform/schema.generated.ts';
import type { Trx } from '../platform/scope.ts';

export type CampaignRow = Selectable<Campaign>;

/** Campaigns over a unit or under it, the newest first; all in reach when no path is given. */
export async function listCampaigns(
  trx: Trx,
  filter: { readonly path?: string | undefined; readonly closed: boolean },
): Promise<CampaignRow[]> {
  return trx
    .selectFrom('campaign')
    .selectAll()
    .$if(!filter.closed, (q) => q.where('closed_on', 'is', null))
    .$if(filter.path !== undefined, (q) =>
      q.where(
        sql<SqlBool>`(org_path @> ${filter.path!}::ltree or org_path <@ ${filter.path!}::ltree)`,
      ),
    )
    .orderBy('since', 'desc')
    .orderBy('id', 'desc')
    .execute();
}

export async function campaignById(trx: Trx, id: string): Promise<CampaignRow | undefined> {
  return trx.selectFrom('campaign').selectAll().where('id', '=', id).executeTakeFirst();
}

export async function lockCampaign(trx: Trx, id: string): Promise<CampaignRow | undefined> {
  return trx
    .selectFrom('campaign')
    .selectAll()
    .where('id', '=', id)
    .forNoKeyUpdate()
    .executeTakeFirst();
}

export async function insertCampaign(trx: Trx, row: Insertable<Campaign>): Promise<void> {
  await trx.insertInto('campaign').values(row).execute();
}

export async function updateCampaign(
  trx: Trx,
  id: string,
  values: Partial<Insertable<Campaign>>,
): Promise<void> {
  await trx
    .updateTable('campaign')
    .set(values)
    .set((e) => ({ version: e('version', '+', 1) }))
    .where('id', '=', id)
    .execute();
}

/** Tendencies that problems of a campaign are sorted under. */
export async function tendenciesUsed(trx: Trx, id: string): Promise<string[]> {
  const rows = await trx
    .selectFrom('problem')
    .select('tendency')
    .distinct()
    .where('campaign_id', '=', id)
    .where('tendency', 'is not', null)
    .execute();
  return rows.map((r) => r.tendency!);
}

export async function campaignsById(trx: Trx, ids: readonly string[]): Promise<CampaignRow[]> {
  if (ids.length === 0) return [];
  return trx.selectFrom('campaign').selectAll().where('id', 'in', ids).execute();
}

/** A campaign with those nested in it. */
export async function withNested(trx: Trx, id: string): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`
    with recursive tree as (
      select id from campaign where id = ${id}::uuid
      union select c.id from campaign c join tree on c.parent_id = tree.id)
    select id from tree`.execute(trx);
  return rows.map((r) => r.id);
}
