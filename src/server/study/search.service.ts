import type { Hit } from '../../contract/search/operations.ts';
import type { RequestContext } from '../platform/context.ts';
import { dayOf } from '../platform/days.ts';
import type { Trx } from '../platform/scope.ts';
import * as queries from './queries.ts';

/** Sessions in reach by words of their topic, what they serve and what came of them; the latest first. */
export async function search(
  ctx: RequestContext,
  trx: Trx,
  q: string,
  limit: number,
): Promise<Hit[]> {
  const selection = {
    paths: ctx.scopes,
    campaigns: undefined,
    filter: { q },
    today: dayOf(ctx.now()),
  };
  const rows = await queries.listSessions(trx, selection, { limit });
  return rows.map((r) => ({
    id: r.id,
    title: r.topic,
    note: [r.unit_name, r.on_day].join(' · '),
    link: `/study?session=${r.id}`,
  }));
}
