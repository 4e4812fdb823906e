import type { Waiting } from '../../contract/today/operations.ts';
import * as org from '../org/service.ts';
import type { RequestContext } from '../platform/context.ts';
import { dayOf } from '../platform/days.ts';
import type { Trx } from '../platform/scope.ts';
import { toReview } from './queries.ts';

/** More than one looks at in a day; the page shows the rest. */
const MOST = 20;

/** Rules whose effect should have been looked at by today. */
export async function reviews(ctx: RequestContext, trx: Trx): Promise<Waiting[]> {
  const today = dayOf(ctx.now());
  const rows = await toReview(trx, today, today, MOST);
  return (
    rows
      // Rules of units above are read too; theirs to look at.
      .filter((r) => org.inReach(ctx, r.org_path))
      .map((r) => ({
        id: `institution-review:${r.id}`,
        text: { key: 'institution:today-review', params: { title: r.title } },
        unit: { id: r.org_id, name: r.unit_name },
        due: r.review_on,
        severity: r.review_on < today ? 'overdue' : 'soon',
        link: `/institutions?id=${r.id}`,
        action: { key: 'institution:today-do-review' },
      }))
  );
}
