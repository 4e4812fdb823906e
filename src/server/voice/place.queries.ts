import { type Insertable, sql } from 'kysely';
import type { VoicePlace } from '../platform/schema.generated.ts';
import type { Trx } from '../platform/scope.ts';
import { underAny } from '../platform/under.ts';
import type { Key } from './queries.ts';

const listed = (trx: Trx) =>
  trx
    .selectFrom('voice_place as p')
    .innerJoin('org as o', 'o.id', 'p.org_id')
    .select(['p.org_id', 'p.id', 'p.org_path', 'p.code', 'p.name', 'p.closed_on', 'p.version'])
    .select('o.name as unit_name');
export type PlacedRow = Awaited<ReturnType<typeof placeById>> & {};

export async function listPlaces(trx: Trx, paths: readonly string[]): Promise<PlacedRow[]> {
  return listed(trx)
    .where(underAny('p.org_path', paths))
    .orderBy(sql`p.closed_on is not null`)
    .orderBy('p.org_path')
    .orderBy(sql`p.name nulls first`)
    .limit(2000)
    .execute();
}

export async function placeById(trx: Trx, id: string) {
  return listed(trx).where('p.id', '=', id).executeTakeFirst();
}

/** Places of codes in use, with what is told of their units to anybody. */
export async function placesByCode(trx: Trx, codes: readonly string[]) {
  if (codes.length === 0) return [];
  return listed(trx)
    .where(sql<boolean>`p.code = any (${codes}::text[])`)
    .where('p.closed_on', 'is', null)
    .where('o.closed_on', 'is', null)
    .execute();
}

/** Whether a unit has a code of that name in use; `null` is the unit itself. */
export async function placeNamed(trx: Trx, unit: string, name: string | null): Promise<boolean> {
  const row = await trx
    .selectFrom('voice_place')
    .select('id')
    .where('org_id', '=', unit)
    .where('closed_on', 'is', null)
    .where('name', name === null ? 'is' : '=', name)
    .executeTakeFirst();
  return row !== undefined;
}

export async function insertPlace(trx: Trx, row: Insertable<VoicePlace>): Promise<void> {
  await trx.insertInto('voice_place').values(row).execute();
}

export async function closePlace(trx: Trx, key: Key, on: string): Promise<void> {
  await trx
    .updateTable('voice_place')
    .set({ closed_on: on })
    .set((e) => ({ version: e('version', '+', 1) }))
    .where('org_id', '=', key.org_id)
    .where('id', '=', key.id)
    .execute();
}

export async function visitInReach(trx: Trx, id: string): Promise<boolean> {
  const row = await trx.selectFrom('visit').select('id').where('id', '=', id).executeTakeFirst();
  return row !== undefined;
}
