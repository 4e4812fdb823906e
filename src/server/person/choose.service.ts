import type { RequestContext } from '../platform/context.ts';
import { dayOf } from '../platform/days.ts';
import type { Trx } from '../platform/scope.ts';
import * as queries from './choose.queries.ts';

type Wanted = Omit<queries.Choice, 'today'>;

/** People to choose from, as they are today: those of some paths, a unit, a rank, or of written names. */
export async function choose(ctx: RequestContext, trx: Trx, wanted: Wanted, limit: number) {
  const rows = await queries.chosen(trx, { ...wanted, today: dayOf(ctx.now()) }, limit);
  return { total: rows[0]?.total ?? 0, rows };
}
