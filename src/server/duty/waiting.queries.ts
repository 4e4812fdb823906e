import { type SqlBool, sql } from 'kysely';
import type { Naming, Trx } from '../platform/scope.ts';

const signed = sql<boolean>`exists (select from duty_acknowledgement a where a.org_id = d.org_id
  and a.duty_id = d.id and a.wording = d.wording and a.person_id = t.person_id)`;

/** Duties of the posts somebody holds on a day, and whether they signed the wording that holds. */
export async function heldBy(
  trx: Trx,
  given: { readonly person: string; readonly on: string; readonly unsigned?: true },
  limit: number,
) {
  return trx
    .selectFrom('tenure as t')
    .innerJoin('duty as d', (j) =>
      j.onRef('d.org_id', '=', 't.org_id').onRef('d.post_id', '=', 't.post_id'),
    )
    .innerJoin('org as o', 'o.id', 'd.org_id')
    .where('t.person_id', '=', given.person)
    .where('t.withdrawn_at', 'is', null)
    .where('t.since', '<=', given.on)
    .where((e) => e.or([e('t.until', 'is', null), e('t.until', '>', given.on)]))
    .where('d.closed_on', 'is', null)
    .where('o.closed_on', 'is', null)
    .$if(given.unsigned === true, (f) => f.where(sql<SqlBool>`not ${signed}`))
    .select(['d.id', 'd.title', 'd.text', 'd.version', 'd.org_id', 'o.name as org_name'])
    .select(signed.as('signed'))
    .orderBy('d.org_path')
    .orderBy('d.position')
    .orderBy('d.id')
    .limit(limit)
    .execute();
}

/** A duty, for whoever holds its post on a day. */
export async function ofHolder(
  trx: Trx,
  id: string,
  me: string,
  on: string,
): Promise<Naming | undefined> {
  const { rows } = await sql<Naming>`
    select d.org_path, exists (select from tenure t where t.org_id = d.org_id
      and t.post_id = d.post_id and t.person_id = ${me}::uuid and t.withdrawn_at is null
      and t.since <= ${on}::date and (t.until is null or t.until > ${on}::date)) as mine
    from duty d where d.id = ${id}::uuid`.execute(trx);
  return rows[0];
}
