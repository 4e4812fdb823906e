import type { Output } from '../../contract/operation.ts';
import type { Operations } from '../../contract/operations.ts';
import * as org from '../org/service.ts';
import type { RequestContext } from '../platform/context.ts';
import { addDays, dayOf } from '../platform/days.ts';
import { AppError } from '../platform/error.ts';
import { inScopes } from '../platform/scope.ts';
import * as problem from '../problem/cockpit.service.ts';
import * as study from '../study/service.ts';

/**
 * How the loop stands in a unit and under it on a day. A past day is read from the steps taken
 * until then; the same day gives the same figures later.
 */
export async function loop(
  ctx: RequestContext,
  query: { under?: string | undefined; campaign?: string | undefined; on?: string | undefined },
): Promise<Output<Operations['cockpit.loop']>> {
  const today = dayOf(ctx.now());
  const on = query.on ?? today;
  if (on > today)
    throw new AppError('day-refused', [
      { code: 'problem:day-late', path: 'on', params: { day: today } },
    ]);
  return inScopes(ctx, async (trx) => {
    const unit = await org.glimpse(ctx, trx, query.under);
    const from = addDays(on, -6);
    const found = await problem.standing(ctx, trx, {
      path: unit.path,
      campaign: query.campaign,
      from,
      to: on,
    });
    const sessions = await study.heldUntil(trx, unit.path, query.campaign, on);
    return {
      unit: { id: unit.id, name: unit.name },
      on,
      past: on < today,
      week: {
        from,
        raised: found.moved.raised,
        closed: found.moved.closed,
        reopened: found.moved.reopened,
      },
      overdue: found.sums.overdue,
      longOverdue: found.sums.longOverdue,
      longBefore: found.longBefore,
      funnel: {
        ...{ ...sessions, ...found.funnel, rules: found.rules },
        drafts: found.counts.states.draft ?? 0,
      },
      leads: found.leads,
      lights: found.counts.lights,
      ageing: [...found.sums.ageing],
      breaks: on < today ? {} : found.counts.breaks,
      silent: on < today ? 0 : found.counts.silent,
      units: found.units.map(({ path: _, ...h }) => ({
        ...h,
        raisedByWeek: [...h.raisedByWeek],
        closedByWeek: [...h.closedByWeek],
      })),
    };
  });
}
