import type { Waiting } from '../../contract/today/operations.ts';
import type { RequestContext } from '../platform/context.ts';
import { dayOf } from '../platform/days.ts';
import type { Trx } from '../platform/scope.ts';
import { unsignedOf } from './waiting.queries.ts';

/** More than anybody answers for; the page of duties shows the rest. */
const MOST = 30;

/** Duties of one's own posts that one has not signed yet. */
export async function waiting(ctx: RequestContext, trx: Trx): Promise<Waiting[]> {
  if (!ctx.me) return [];
  const rows = await unsignedOf(trx, ctx.me.id, dayOf(ctx.now()), MOST);
  return rows.map((r) => ({
    id: `duty:${r.id}`,
    text: { key: 'web.today-duty', params: { title: r.title } },
    unit: { id: r.org_id, name: r.org_name },
    due: null,
    severity: 'open' as const,
    link: `/duty?unit=${r.org_id}`,
    action: { key: 'web.today-sign' },
  }));
}
