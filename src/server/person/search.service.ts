import type { Hit } from '../../contract/search/operations.ts';
import type { RequestContext } from '../platform/context.ts';
import { dayOf } from '../platform/days.ts';
import type { Trx } from '../platform/scope.ts';
import * as queries from './search.queries.ts';

/** People in reach by words of their names or the beginning of their number. */
export async function search(
  ctx: RequestContext,
  trx: Trx,
  words: string,
  limit: number,
): Promise<Hit[]> {
  const rows = await queries.searchPeople(trx, ctx.scopes, words, dayOf(ctx.now()), limit);
  return rows.map((r) => ({
    id: r.id,
    title: r.name,
    note: [r.org_name, r.number].filter(Boolean).join(' · '),
    link: `/people?person=${r.id}`,
  }));
}
