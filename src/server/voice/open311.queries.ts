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
