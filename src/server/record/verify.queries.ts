import { sql } from 'kysely';
import type { Executor } from '../platform/db.ts';
import type { Trx } from '../platform/scope.ts';
import { momentOf } from './queries.ts';

/** Everything read after this is as it was at one moment. First statement of a transaction. */
export async function freeze(trx: Trx): Promise<void> {
  await sql`set transaction isolation level repeatable read`.execute(trx);
}

export type StoredEntry = Awaited<ReturnType<typeof sealedFrom>>[number];

const whole = (db: Executor) =>
  db
    .selectFrom('record_entry as e')
    .leftJoin('record_content as c', 'c.entry_id', 'e.id')
    .leftJoin('org as o', 'o.id', 'e.org_id')
    .select(['e.id', 'e.actor', 'e.act', 'e.subject', 'e.org_id', 'e.algorithm', 'e.commitment'])
    .select(['e.position', 'e.org_path', 'c.org_path as content_path', 'o.path as unit_path'])
    .select(['c.salt', 'c.content', momentOf('e.at').as('moment')]);

/** Sealed entries from a position on, with everything stored of them. */
export async function sealedFrom(db: Executor, position: number, limit: number) {
  const rows = await whole(db)
    .where('e.position', '>=', String(position))
    .orderBy('e.position')
    .limit(limit)
    .execute();
  return rows.map((r) => ({ ...r, position: Number(r.position) }));
}

/** Entries that wait to be sealed, after the id. */
export async function unsealedAfter(db: Executor, id: string, limit: number) {
  const rows = await whole(db)
    .where('e.position', 'is', null)
    .where('e.id', '>', id)
    .orderBy('e.id')
    .limit(limit)
    .execute();
  return rows.map((r) => ({ ...r, position: -1 }));
}

export async function negativePositions(db: Executor): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    select count(*)::int as count from record_entry where position < 0`.execute(db);
  return rows[0]!.count;
}
