import { type Insertable, sql } from 'kysely';
import type { VoiceMerge } from '../platform/schema.generated.ts';
import type { Trx } from '../platform/scope.ts';
import type { Key } from './queries.ts';

/** A question whether two voices are handled together, and where it is decided. */
export interface MergeRow {
  readonly id: string;
  readonly org_id: string;
  readonly voice_id: string;
  readonly main_id: string;
  readonly reason: string;
  readonly asked_by: string;
  readonly asked_on: string;
  /** Where the side lies that has not spoken yet. */
  readonly decide_path: string;
}

const asked = sql`select m.id, m.org_id, m.voice_id, m.main_id, m.reason, m.asked_by, m.asked_on,
  m.handler_path as decide_path from voice_merge m`;

/** Open questions that a voice is one side of. */
export async function askedFor(trx: Trx, voice: string): Promise<MergeRow[]> {
  const { rows } = await sql<MergeRow>`${asked}
    where m.state = 'asked' and (m.voice_id = ${voice}::uuid or m.main_id = ${voice}::uuid)
    order by m.id`.execute(trx);
  return rows;
}

export async function askedById(trx: Trx, id: string): Promise<MergeRow | undefined> {
  const { rows } = await sql<MergeRow>`${asked}
    where m.state = 'asked' and m.id = ${id}::uuid for no key update of m`.execute(trx);
  return rows[0];
}

export async function insertMerge(trx: Trx, row: Insertable<VoiceMerge>): Promise<void> {
  await trx.insertInto('voice_merge').values(row).execute();
}

export async function updateMerge(
  trx: Trx,
  key: Key,
  values: Partial<Insertable<VoiceMerge>>,
): Promise<void> {
  await trx
    .updateTable('voice_merge')
    .set(values)
    .where('org_id', '=', key.org_id)
    .where('id', '=', key.id)
    .execute();
}
