import type { Insertable, Selectable } from 'kysely';
import type { LedgerView } from '../platform/schema.generated.ts';
import type { Trx } from '../platform/scope.ts';

export async function viewsOf(trx: Trx, personId: string): Promise<Selectable<LedgerView>[]> {
  return trx
    .selectFrom('ledger_view')
    .selectAll()
    .where('person_id', '=', personId)
    .orderBy('created_at')
    .execute();
}

/** Saves a view; one of the same name takes its content. */
export async function putView(trx: Trx, row: Insertable<LedgerView>): Promise<string> {
  const { id } = await trx
    .insertInto('ledger_view')
    .values(row)
    .onConflict((c) => c.columns(['person_id', 'name']).doUpdateSet({ view: row.view }))
    .returning('id')
    .executeTakeFirstOrThrow();
  return id;
}

export async function dropView(trx: Trx, id: string): Promise<boolean> {
  const { numDeletedRows } = await trx
    .deleteFrom('ledger_view')
    .where('id', '=', id)
    .executeTakeFirst();
  return numDeletedRows > 0n;
}
