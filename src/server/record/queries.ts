import type { Insertable } from 'kysely';
import type { RecordContent, RecordEntry } from '../platform/schema.generated.ts';
import type { Trx } from '../platform/scope.ts';

export async function insertEntries(
  trx: Trx,
  entries: readonly Insertable<RecordEntry>[],
  contents: readonly Insertable<RecordContent>[],
): Promise<void> {
  await trx.insertInto('record_entry').values(entries).execute();
  await trx.insertInto('record_content').values(contents).execute();
}
