import type { Trx } from '../platform/scope.ts';

/** People of units who have not left for good, and posts there that somebody holds after a day. */
export async function countAt(trx: Trx, orgIds: readonly string[], on: string) {
  const people = await trx
    .selectFrom('person')
    .select((e) => e.fn.countAll<string>().as('n'))
    .where('org_id', 'in', orgIds)
    .where('left_on', 'is', null)
    .executeTakeFirstOrThrow();
  const posts = await trx
    .selectFrom('tenure')
    .select((e) => e.fn.count<string>('post_id').distinct().as('n'))
    .where('org_id', 'in', orgIds)
    .where('withdrawn_at', 'is', null)
    .where((e) => e.or([e('until', 'is', null), e('until', '>', on)]))
    .executeTakeFirstOrThrow();
  return { people: Number(people.n), posts: Number(posts.n) };
}

/** Posts of a unit that stand. */
export async function countPosts(trx: Trx, orgId: string): Promise<number> {
  const row = await trx
    .selectFrom('post')
    .select((e) => e.fn.countAll<string>().as('n'))
    .where('org_id', '=', orgId)
    .where('closed_on', 'is', null)
    .executeTakeFirstOrThrow();
  return Number(row.n);
}

/** Everybody who belongs to a unit goes to another; gives who. */
export async function movePeople(
  trx: Trx,
  from: string,
  to: { readonly id: string; readonly path: string },
): Promise<string[]> {
  const rows = await trx
    .updateTable('person')
    .set({ org_id: to.id, org_path: to.path })
    .set((e) => ({ version: e('version', '+', 1) }))
    .where('org_id', '=', from)
    .where('left_on', 'is', null)
    .returning('id')
    .execute();
  return rows.map((r) => r.id);
}

/** Rights over a unit that are not over at a moment, held until the transaction ends. */
export async function openGrantsAt(trx: Trx, orgId: string, at: Date) {
  return trx
    .selectFrom('access_grant')
    .selectAll()
    .where('org_id', '=', orgId)
    .where('revoked_at', 'is', null)
    .where((e) => e.or([e('until', 'is', null), e('until', '>', at)]))
    .orderBy('id')
    .forNoKeyUpdate()
    .execute();
}
