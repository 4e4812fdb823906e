import type { Hit } from '../../contract/search/operations.ts';
import type { RequestContext } from '../platform/context.ts';
import type { Trx } from '../platform/scope.ts';
import { ledgerLink } from './links.ts';
import * as queries from './search.queries.ts';

/** Problems in reach by words of what they say, or by their number. */
export async function search(
  ctx: RequestContext,
  trx: Trx,
  words: string,
  limit: number,
): Promise<Hit[]> {
  const rows = await queries.searchProblems(trx, ctx.scopes, words, limit);
  return rows.map((r) => ({
    id: r.id,
    title: r.title,
    note: [r.unit_name, r.number].join(' · '),
    link: ledgerLink(r.id),
  }));
}
