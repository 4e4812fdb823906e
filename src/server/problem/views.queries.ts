import { type Insertable, type Selectable, type SqlBool, sql } from 'kysely';
import type { LedgerView } from '../platform/schema.generated.ts';
import type { Trx } from '../platform/scope.ts';

export type ViewRow = Selectable<LedgerView>;

/** Views of somebody, their own first, and those offered under a unit that is above one of the paths. */
export async function viewsFor(
  trx: Trx,
  personId: string,
  paths: readonly string[],
): Promise<(ViewRow & { readonly unit_name: string | null })[]> {
  const { rows } = await sql<ViewRow & { unit_name: string | null }>`
    select v.*, o.name as unit_name from ledger_view v left join org o on o.id = v.org_id
    where v.person_id = ${personId}
      or (v.offered and v.org_path @> any (${paths as string[]}::ltree[]))
    order by v.person_id <> ${personId}, v.created_at, v.id`.execute(trx);
  return rows;
}

export async function viewsOf(trx: Trx, personId: string): Promise<ViewRow[]> {
  return trx.selectFrom('ledger_view').selectAll().where('person_id', '=', personId).execute();
}

export async function viewById(trx: Trx, id: string): Promise<ViewRow | undefined> {
  return trx.selectFrom('ledger_view').selectAll().where('id', '=', id).executeTakeFirst();
}

type Offer = Pick<ViewRow, 'org_id' | 'org_path' | 'offered'>;

/** Saves a view; one of the same name takes its content, and whether it is offered. */
export async function putView(trx: Trx, row: Insertable<LedgerView> & Offer): Promise<string> {
  const { view, org_id, org_path, offered } = row;
  const { id } = await trx
    .insertInto('ledger_view')
    .values(row)
    .onConflict((c) =>
      c.columns(['person_id', 'name']).doUpdateSet({ view, org_id, org_path, offered }),
    )
    .returning('id')
    .executeTakeFirstOrThrow();
  return id;
}

export async function takeBack(trx: Trx, id: string): Promise<void> {
  await trx
    .updateTable('ledger_view')
    .set({ offered: false })
    .where('id', '=', id)
    .where(sql<SqlBool>`offered`)
    .execute();
}

export async function dropView(trx: Trx, id: string): Promise<void> {
  await trx.deleteFrom('ledger_view').where('id', '=', id).execute();
}
