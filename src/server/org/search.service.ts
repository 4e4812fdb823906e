import type { Hit } from '../../contract/search/operations.ts';
import type { RequestContext } from '../platform/context.ts';
import type { Trx } from '../platform/scope.ts';
import { searchOrgs } from './search.queries.ts';
import { namesAbove } from './service.ts';

/** Open units in reach by words of their names or the beginning of their code. */
export async function search(
  ctx: RequestContext,
  trx: Trx,
  words: string,
  limit: number,
): Promise<Hit[]> {
  const rows = await searchOrgs(trx, ctx.scopes, words, limit, undefined);
  const above = await namesAbove(
    trx,
    rows.map((r) => r.path),
  );
  return rows.map((r) => ({
    id: r.id,
    title: r.name,
    note: (above.get(r.path) ?? []).map((u) => u.name).join(' / '),
    link: `/org?unit=${r.id}`,
  }));
}
