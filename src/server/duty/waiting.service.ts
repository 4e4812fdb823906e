import type { Waiting } from '../../contract/today/operations.ts';
import type { RequestContext } from '../platform/context.ts';
import { dayOf } from '../platform/days.ts';
import { beyondScopes, inScopes, type Trx } from '../platform/scope.ts';
import { heldBy } from './waiting.queries.ts';

/** More than anybody answers for; the page of duties shows the rest. */
const MOST = 30;

/** Duties of one's own posts that one has not signed yet, wherever the posts are. */
export async function waiting(ctx: RequestContext, trx: Trx): Promise<Waiting[]> {
  const { me } = ctx;
  if (!me) return [];
  const given = { person: me.id, on: dayOf(ctx.now()), unsigned: true } as const;
  const rows = await beyondScopes(trx, () => heldBy(trx, given, MOST));
  return rows.map((r) => ({
    id: `duty:${r.id}`,
    text: { key: 'web.today-duty', params: { title: r.title } },
    unit: { id: r.org_id, name: r.org_name },
    due: null,
    severity: 'open' as const,
    link: '/mine',
    action: { key: 'web.today-sign' },
  }));
}

/** Duties of the caller's posts, whatever rights they hold. */
export async function mine(ctx: RequestContext) {
  return inScopes(ctx, (trx) =>
    beyondScopes(trx, async () => {
      const given = { person: ctx.me!.id, on: dayOf(ctx.now()) };
      const rows = await heldBy(trx, given, MOST);
      return {
        rows: rows.map(({ id, title, text, version, signed, org_id, org_name }) => ({
          ...{ id, title, text, version, signed },
          unit: { id: org_id, name: org_name },
        })),
      };
    }),
  );
}
