import { sql, type Updateable } from 'kysely';
import { withNext } from './driver.ts';
import type { DB } from './schema.generated.ts';
import type { Trx } from './scope.ts';

/** Tables whose rows are found by unit and id, and are edited under a version. */
type Versioned =
  | 'duty'
  | 'duty_act'
  | 'institution'
  | 'measure'
  | 'post'
  | 'problem'
  | 'special'
  | 'tenure';
interface Key {
  readonly org_id: string;
  readonly id: string;
}

const next = <T extends Versioned>(trx: Trx, table: T, { org_id, id }: Key, values: object) =>
  trx
    // One of the tables for the types of them all: the columns named here are the same.
    .updateTable(table as 'duty')
    .set(values)
    .set({ version: sql`version + 1` })
    .where('org_id', '=', org_id)
    .where('id', '=', id);

/** Changes a row that the transaction holds and counts its version up; goes with the next statement. */
export async function changeHeld<T extends Versioned>(
  trx: Trx,
  table: T,
  row: Key,
  values: Updateable<DB[T]>,
): Promise<void> {
  await withNext(trx, next(trx, table, row, values));
}
