import { type Insertable, sql } from 'kysely';
import type { Visit } from '../platform/schema.generated.ts';
import type { Trx } from '../platform/scope.ts';
import { underAny } from '../platform/under.ts';

export interface Key {
  readonly org_id: string;
  readonly id: string;
}

const listed = (trx: Trx) =>
  trx
    .selectFrom('visit as v')
    .innerJoin('org as o', 'o.id', 'v.org_id')
    .selectAll('v')
    .select('o.name as unit_name')
    .select(sql<boolean>`o.closed_on is not null`.as('unit_closed'))
    // Whistle-blowing is not counted either: its rows are not there for whoever asks.
    .select(
      sql<number>`(select count(*)::int from voice where visit_id = v.id and not sealed)`.as(
        'voices',
      ),
    )
    .select(
      sql<number>`(select count(*)::int from voice where visit_id = v.id and not sealed
        and state in ('held', 'received', 'assigned', 'working', 'returned'))`.as('open'),
    );
export type ListedRow = Awaited<ReturnType<typeof visitById>> & {};

export async function listVisits(
  trx: Trx,
  paths: readonly string[],
  filter: {
    readonly kind?: string | undefined;
    readonly state?: string | undefined;
    readonly after?: { readonly on: string; readonly id: string } | undefined;
    readonly limit: number;
  },
): Promise<ListedRow[]> {
  const { kind, state, after, limit } = filter;
  return listed(trx)
    .where(underAny('v.org_path', paths))
    .$if(kind !== undefined, (q) => q.where('v.kind', '=', kind!))
    .$if(state !== undefined, (q) => q.where('v.state', '=', state!))
    .$if(after !== undefined, (q) =>
      q.where(sql<boolean>`(v.on_day, v.id) < (${after!.on}::date, ${after!.id}::uuid)`),
    )
    .orderBy('v.on_day', 'desc')
    .orderBy('v.id', 'desc')
    .limit(limit)
    .execute();
}

export async function visitById(trx: Trx, id: string) {
  return listed(trx).where('v.id', '=', id).executeTakeFirst();
}

export async function lockVisit(trx: Trx, id: string): Promise<void> {
  await sql`select from visit where id = ${id}::uuid for no key update`.execute(trx);
}

export async function insertVisit(trx: Trx, row: Insertable<Visit>): Promise<void> {
  await trx.insertInto('visit').values(row).execute();
}

export async function updateVisit(
  trx: Trx,
  key: Key,
  values: Partial<Insertable<Visit>>,
): Promise<void> {
  await trx
    .updateTable('visit')
    .set(values)
    .set((e) => ({ version: e('version', '+', 1) }))
    .where('org_id', '=', key.org_id)
    .where('id', '=', key.id)
    .execute();
}
