import { type Insertable, type SqlBool, sql } from 'kysely';
import type { Voice, VoiceStep } from '../platform/schema.generated.ts';
import type { Trx } from '../platform/scope.ts';
import { under } from '../platform/under.ts';

/** Units at and under a path that one of the words names. */
export async function unitsNamed(trx: Trx, path: string, words: readonly string[]) {
  return trx
    .selectFrom('org as o')
    .leftJoin('org as parent', 'parent.id', 'o.parent_id')
    .select(['o.id', 'o.path', 'o.name', 'o.short_name', 'o.code', 'parent.name as parent'])
    .select('o.closed_on')
    .where(under('o.path', path))
    .where(
      sql<SqlBool>`(o.name = any(${words}) or o.short_name = any(${words}) or o.code = any(${words}))`,
    )
    .orderBy('o.path')
    .execute();
}

/** Imported messages of units under a path, by the number they had where they came from. */
export async function knownMessages(trx: Trx, path: string, numbers: readonly string[]) {
  return trx
    .selectFrom('voice')
    .select(['org_id', 'id', 'org_path', 'foreign_number', 'title', 'text', 'likes', 'topic'])
    .where(under('org_path', path))
    .where('way', '=', 'import')
    .where('foreign_number', 'in', numbers)
    .execute();
}

export async function insertMessages(
  trx: Trx,
  voices: readonly Insertable<Voice>[],
  steps: readonly Insertable<VoiceStep>[],
): Promise<void> {
  await trx.insertInto('voice').values(voices).execute();
  await trx.insertInto('voice_step').values(steps).execute();
}

/** What may differ when the same file comes again later. */
export async function updateMessage(
  trx: Trx,
  key: { readonly org_id: string; readonly id: string },
  values: { readonly likes: number; readonly topic: string | null },
): Promise<void> {
  await trx
    .updateTable('voice')
    .set(values)
    .set((e) => ({ version: e('version', '+', 1) }))
    .where('org_id', '=', key.org_id)
    .where('id', '=', key.id)
    .execute();
}
