import type { Trx } from '../platform/scope.ts';

/** Voices that came by the public interface and are not held for review, newest first. */
export async function requestsOf(
  trx: Trx,
  asked: {
    readonly ids?: readonly string[] | undefined;
    readonly kinds: readonly string[];
    readonly from?: string | undefined;
    readonly to?: string | undefined;
    readonly limit: number;
  },
) {
  const { ids, kinds, from, to, limit } = asked;
  if (ids?.length === 0 || kinds.length === 0) return [];
  return trx
    .selectFrom('voice as v')
    .innerJoin('org as h', 'h.id', 'v.handler_id')
    .select(['v.id', 'v.kind', 'v.state', 'v.text', 'v.place', 'v.lat', 'v.lng', 'v.answer'])
    .select(['v.received_on', 'v.moved_on', 'v.answer_by', 'h.name as handler_name'])
    .select((e) =>
      e
        .selectFrom('voice_picture as p')
        .select((q) => q.fn.min('p.position').as('first'))
        .whereRef('p.org_id', '=', 'v.org_id')
        .whereRef('p.voice_id', '=', 'v.id')
        .where('p.erased_at', 'is', null)
        .as('picture'),
    )
    .where('v.sealed', '=', false)
    .where('v.way', '=', 'open311')
    .where('v.state', '<>', 'held')
    .where('v.kind', 'in', kinds)
    .$if(ids !== undefined, (q) => q.where('v.id', 'in', ids!))
    .$if(from !== undefined, (q) => q.where('v.received_on', '>=', from!))
    .$if(to !== undefined, (q) => q.where('v.received_on', '<=', to!))
    .orderBy('v.id', 'desc')
    .limit(limit)
    .execute();
}

/** A picture of a voice that came by the public interface and is not held for review. */
export async function pictureOf(trx: Trx, id: string, position: number) {
  return trx
    .selectFrom('voice_picture as p')
    .innerJoin('voice as v', (j) =>
      j.onRef('v.org_id', '=', 'p.org_id').onRef('v.id', '=', 'p.voice_id'),
    )
    .select(['p.hash', 'p.type'])
    .where('v.id', '=', id)
    .where('v.sealed', '=', false)
    .where('v.way', '=', 'open311')
    .where('v.state', '<>', 'held')
    .where('p.position', '=', position)
    .where('p.erased_at', 'is', null)
    .executeTakeFirst();
}
