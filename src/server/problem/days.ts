import { addWorkingDays } from '../../contract/deadline/calendar.ts';
import { daysLeft, lightBounds, lightOf } from '../../contract/deadline/lights.ts';
import {
  endStates,
  type Light,
  owingStates,
  type ProblemState,
} from '../../contract/problem/states.ts';
import * as campaign from '../campaign/service.ts';
import type { RequestContext } from '../platform/context.ts';
import { addDays, dayOf, startOf } from '../platform/days.ts';
import type { Trx } from '../platform/scope.ts';
import { workCalendar } from '../system/service.ts';
import type { Days } from './queries.ts';

/** Days that part lights and silence on a day, today when none is given, for every campaign in reach. */
export async function daysFor(ctx: RequestContext, trx: Trx, on?: string): Promise<Days> {
  const now = dayOf(ctx.now());
  const today = on && on < now ? on : now;
  const frames = await campaign.framesInReach(trx);
  const calendar = await workCalendar(trx);
  const overdueThrough = lightBounds(calendar, today, 1).overdueThrough;
  return {
    today,
    past: today < now,
    until: startOf(addDays(today, 1)),
    calendar,
    overdueThrough,
    campaigns: frames.map(({ id, rules, taxonomy }) => ({
      ...{ id, taxonomy },
      soon: lightBounds(calendar, today, rules.soonDays).soonThrough,
      heardFrom: addWorkingDays(calendar, today, -rules.silenceDays),
    })),
  };
}

interface Timed {
  readonly state: string;
  readonly due: string | null;
  readonly campaign_id: string;
}
export const isIn = (state: string, states: readonly ProblemState[]): boolean =>
  (states as readonly string[]).includes(state);

/** The light of a row: by its deadline while the unit owes work, then by where it stands. */
export function lightFor(row: Timed, days: Days): Light {
  if (isIn(row.state, endStates)) return 'done';
  if (!isIn(row.state, owingStates)) return 'waiting';
  const soonThrough = days.campaigns.find((c) => c.id === row.campaign_id)?.soon ?? days.today;
  return lightOf(
    { due: row.due, doneOn: null },
    { overdueThrough: days.overdueThrough, soonThrough },
  );
}

/** Working days left while work is owed; below zero when overdue. */
export function daysLeftOf(row: Timed, days: Days): number | null {
  if (row.due === null || !isIn(row.state, owingStates)) return null;
  return daysLeft(days.calendar, row.due, days.today);
}
