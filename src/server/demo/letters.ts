import { addWorkingDays, isWorkingDay } from '../../contract/deadline/calendar.ts';
import { dayOf, hourOf, startOf } from '../platform/days.ts';
import type { JobContext } from '../platform/jobs.ts';
import { FROM_HOUR, round } from '../supervision/round.ts';
import { workCalendar } from '../system/service.ts';

/**
 * Reminders and draft letters of the last working morning, by the round itself: whoever opens the
 * demonstration at night or on a holiday would otherwise find supervision with nothing to sign.
 */
export async function fillLetters(ctx: JobContext): Promise<void> {
  const calendar = await workCalendar(ctx.db);
  const today = dayOf(ctx.now());
  const begun = isWorkingDay(calendar, today) && hourOf(ctx.now()) >= FROM_HOUR;
  if (begun) return round(ctx);
  const last = startOf(addWorkingDays(calendar, today, -1)).getTime();
  const morning = new Date(last + FROM_HOUR * 3_600_000);
  await round({ ...ctx, now: () => morning });
}
