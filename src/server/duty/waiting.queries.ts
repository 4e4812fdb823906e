import { type SqlBool, sql } from 'kysely';
import type { Trx } from '../platform/scope.ts';

/** Duties of the posts somebody holds on a day whose wording they have not signed. */
export async function unsignedOf(trx: Trx, personId: string, on: string, limit: number) {
  return trx
    .selectFrom('tenure as t')
    .innerJoin('duty as d', (j) =>
      j.onRef('d.org_id', '=', 't.org_id').onRef('d.post_id', '=', 't.post_id'),
    )
    .innerJoin('org as o', 'o.id', 'd.org_id')
    .where('t.person_id', '=', personId)
    .where('t.withdrawn_at', 'is', null)
    .where('t.since', '<=', on)
    .where((e) => e.or([e('t.until', 'is', null), e('t.until', '>', on)]))
    .where('d.closed_on', 'is', null)
    .where('o.closed_on', 'is', null)
    .where(
      sql<SqlBool>`not exists (select from duty_acknowledgement a where a.org_id = d.org_id
        and a.duty_id = d.id and a.wording = d.wording and a.person_id = t.person_id)`,
    )
    .select(['d.id', 'd.title', 'd.org_id', 'o.name as org_name'])
    .orderBy('d.org_path')
    .orderBy('d.position')
    .orderBy('d.id')
    .limit(limit)
    .execute();
}
