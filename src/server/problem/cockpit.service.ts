import type { RequestContext } from '../platform/context.ts';
import type { Trx } from '../platform/scope.ts';
import * as queries from './cockpit.queries.ts';
import * as figures from './figures.queries.ts';
import { type Period, spanOf } from './figures.service.ts';
import { countsOf } from './list.service.ts';
import { withRoom } from './queries.ts';

/** Units of a heat list: more than these nobody reads. */
const UNITS = 200;

/** What a cockpit shows of problems in a unit and under it, as of the last day of a period. */
export async function standing(ctx: RequestContext, trx: Trx, period: Period) {
  await withRoom(trx);
  const span = await spanOf(ctx, trx, period);
  return {
    longBefore: span.longBefore,
    moved: await figures.moved(trx, span),
    funnel: await figures.funnel(trx, span),
    leads: await queries.leadTimes(trx, span),
    rules: await queries.rules(trx, span),
    ...(await queries.heat(trx, span, UNITS)),
    counts: await countsOf(ctx, trx, {
      paths: [period.path],
      on: period.to,
      campaign: period.campaign,
    }),
  };
}
