import { type Insertable, type Selectable, type SqlBool, sql } from 'kysely';
import type { StudyReading } from '../platform/schema.generated.ts';
import type { Trx } from '../platform/scope.ts';

export type ReadingRow = Selectable<StudyReading>;

/** Reading of campaigns over a unit or under it, those for its class first. */
export async function listReadings(
  trx: Trx,
  filter: {
    readonly unit?: { readonly path: string; readonly class: string | null } | undefined;
    readonly campaign?: string | undefined;
    readonly limit: number;
  },
) {
  const { unit, campaign } = filter;
  return trx
    .selectFrom('study_reading as r')
    .innerJoin('campaign as c', 'c.id', 'r.campaign_id')
    .innerJoin('org', 'org.id', 'r.org_id')
    .selectAll('r')
    .select(['c.name as campaign_name', 'org.name as unit_name'])
    .where('r.withdrawn_at', 'is', null)
    .$if(unit !== undefined, (q) =>
      q.where(
        sql<SqlBool>`(r.org_path @> ${unit!.path}::ltree or r.org_path <@ ${unit!.path}::ltree)`,
      ),
    )
    .$if(campaign !== undefined, (q) => q.where('r.campaign_id', '=', campaign!))
    .orderBy(
      sql`case when r.class = ${unit?.class ?? null} then 0 when r.class is null then 1 else 2 end`,
    )
    .orderBy('r.id')
    .limit(filter.limit)
    .execute();
}

export async function lockReading(trx: Trx, id: string): Promise<ReadingRow | undefined> {
  return trx
    .selectFrom('study_reading')
    .selectAll()
    .where('id', '=', id)
    .forNoKeyUpdate()
    .executeTakeFirst();
}

export async function insertReading(trx: Trx, row: Insertable<StudyReading>): Promise<void> {
  await trx.insertInto('study_reading').values(row).execute();
}

export async function updateReading(
  trx: Trx,
  key: Pick<ReadingRow, 'org_id' | 'id'>,
  values: Partial<Insertable<StudyReading>>,
): Promise<void> {
  await trx
    .updateTable('study_reading')
    .set(values)
    .set((e) => ({ version: e('version', '+', 1) }))
    .where('org_id', '=', key.org_id)
    .where('id', '=', key.id)
    .execute();
}
