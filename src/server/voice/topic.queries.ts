import { type Insertable, sql } from 'kysely';
import type { VoiceModel } from '../platform/schema.generated.ts';
import type { Trx } from '../platform/scope.ts';

/** The latest texts of which somebody said what they are about; never of whistle-blowing. */
export async function labelled(trx: Trx, limit: number) {
  return trx
    .selectFrom('voice')
    .select(['title', 'text', 'topic'])
    .where('topic', 'is not', null)
    .where('sealed', '=', false)
    .orderBy('id', 'desc')
    .limit(limit)
    .execute();
}

export async function insertModel(trx: Trx, row: Insertable<VoiceModel>): Promise<void> {
  await trx.insertInto('voice_model').values(row).execute();
}

/** What is told of the latest model; its bytes are read when they are new. */
export async function latestModel(trx: Trx) {
  return trx
    .selectFrom('voice_model')
    .select(['id', 'made_at', 'examples', 'quality', 'answered'])
    .orderBy('id', 'desc')
    .executeTakeFirst();
}

export async function modelBytes(trx: Trx, id: string): Promise<Buffer | undefined> {
  const row = await trx
    .selectFrom('voice_model')
    .select('bytes')
    .where('id', '=', id)
    .executeTakeFirst();
  return row?.bytes;
}

/** Older models give their bytes back; what was told of them stays. */
export async function emptyModelsBefore(trx: Trx, id: string): Promise<void> {
  await sql`update voice_model set bytes = '' where id < ${id}::uuid and bytes <> ''`.execute(trx);
}

/** Topics that voices in reach have, the most frequent first. */
export async function topicsInUse(trx: Trx): Promise<string[]> {
  const { rows } = await sql<{ topic: string }>`
    select topic from voice where topic is not null and not sealed
    group by topic order by count(*) desc, topic limit 50`.execute(trx);
  return rows.map((r) => r.topic);
}
