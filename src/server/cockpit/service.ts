import type { Confirmers, Loop, Served } from '../../contract/cockpit/operations.ts';
import type { OfCampaign } from '../../contract/problem/schemas.ts';
import * as institution from '../institution/service.ts';
import * as org from '../org/service.ts';
import type { RequestContext } from '../platform/context.ts';
import { addDays, dayOf } from '../platform/days.ts';
import { AppError } from '../platform/error.ts';
import { inScopes } from '../platform/scope.ts';
import * as problem from '../problem/cockpit.service.ts';
import { served as servedIn } from '../problem/served.service.ts';
import * as study from '../study/service.ts';

type Query = OfCampaign & { under?: string | undefined; on?: string | undefined };

/** The day asked for, which is not to come, and whether it is over. */
function dayAsked(ctx: RequestContext, asked: string | undefined) {
  const today = dayOf(ctx.now());
  const on = asked ?? today;
  if (on > today)
    throw new AppError('day-refused', [
      { code: 'problem:day-late', path: 'on', params: { day: today } },
    ]);
  return { on, past: on < today };
}

/** Units whose people confirmed problems until a day, with the share that was opened again. */
export async function confirmers(
  ctx: RequestContext,
  { on: asked, under, ...of }: Query,
): Promise<Confirmers> {
  const { on, past } = dayAsked(ctx, asked);
  return inScopes(ctx, async (trx) => {
    const unit = await org.glimpse(ctx, trx, under);
    const rows = await problem.confirmers(ctx, trx, { path: unit.path, of, from: on, to: on });
    return { unit: { id: unit.id, name: unit.name }, on, past, rows };
  });
}

/** Business figures that measures serve until a day, with what came of them. */
export async function served(
  ctx: RequestContext,
  { on: asked, under, ...of }: Query,
): Promise<Served> {
  const { on, past } = dayAsked(ctx, asked);
  return inScopes(ctx, async (trx) => {
    const unit = await org.glimpse(ctx, trx, under);
    const { more, rows } = await servedIn(ctx, trx, { path: unit.path, of, from: on, to: on });
    return {
      ...{ unit: { id: unit.id, name: unit.name }, on, past, more },
      rows: rows.map(({ effects, ...row }) => ({ ...row, effects: [...effects] })),
    };
  });
}

/**
 * How the loop stands in a unit and under it on a day. A past day is read from the steps taken
 * until then; the same day gives the same figures later.
 */
export async function loop(ctx: RequestContext, { on: asked, under, ...of }: Query): Promise<Loop> {
  const { on, past } = dayAsked(ctx, asked);
  return inScopes(ctx, async (trx) => {
    const unit = await org.glimpse(ctx, trx, under);
    const from = addDays(on, -6);
    const found = await problem.standing(ctx, trx, {
      path: unit.path,
      of,
      from,
      to: on,
    });
    const sessions = await study.heldUntil(ctx, trx, unit.path, of, on);
    const rules = await institution.inForce(ctx, trx, unit.path, { ...of, inForceTo: on });
    return {
      unit: { id: unit.id, name: unit.name },
      on,
      past,
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
        ...{ ...sessions, ...found.funnel, rules },
        drafts: found.counts.states.draft ?? 0,
      },
      leads: found.leads,
      lights: found.counts.lights,
      ageing: [...found.sums.ageing],
      breaks: past ? {} : found.counts.breaks,
      silent: past ? 0 : found.counts.silent,
      units: found.units.map(({ path: _, ...h }) => ({
        ...h,
        raisedByWeek: [...h.raisedByWeek],
        closedByWeek: [...h.closedByWeek],
      })),
    };
  });
}
