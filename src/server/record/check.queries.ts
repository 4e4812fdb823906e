import type { Insertable, Updateable } from 'kysely';
import { takeTurns } from '../platform/db.ts';
import type { Verification } from '../platform/schema.generated.ts';
import type { Trx } from '../platform/scope.ts';

/** Two who ask at once get one check. */
export async function oneAtATime(trx: Trx): Promise<void> {
  await takeTurns(trx, 'record check');
}

export type CheckRow = NonNullable<Awaited<ReturnType<typeof lastCheck>>>;

export async function lastCheck(trx: Trx) {
  return trx
    .selectFrom('verification')
    .selectAll()
    .orderBy('asked_at', 'desc')
    .orderBy('id', 'desc')
    .limit(1)
    .executeTakeFirst();
}

export async function insertCheck(trx: Trx, row: Insertable<Verification>): Promise<void> {
  await trx.insertInto('verification').values(row).execute();
}

export async function updateCheck(
  trx: Trx,
  id: string,
  values: Updateable<Verification>,
): Promise<void> {
  await trx.updateTable('verification').set(values).where('id', '=', id).execute();
}
