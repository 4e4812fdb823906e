import { isWorkingDay, workingDaysBetween } from '../../contract/deadline/calendar.ts';
import { whoAnswers } from '../duty/service.ts';
import { notify } from '../notice/service.ts';
import { dayOf, hourOf } from '../platform/days.ts';
import type { JobContext } from '../platform/jobs.ts';
import { EVERYWHERE, withScopes } from '../platform/scope.ts';
import { calendarIn, readSettings } from '../system/service.ts';
import * as chain from './chain.queries.ts';

/** Nobody is written to before this hour. */
const FROM_HOUR = 7;

/**
 * Tells of voices whose last day is over: first whoever answers at the unit that handles them,
 * then one more above for every step of days that the worst of them is late. On the first day
 * and every so many again, a person once a day however often this is done. Of whistle-blowing
 * nothing is sent: who it concerns has it on the page of the day.
 */
export async function remind(ctx: JobContext): Promise<void> {
  const today = dayOf(ctx.now());
  const settings = await readSettings(ctx.db);
  const calendar = calendarIn(settings);
  if (hourOf(ctx.now()) < FROM_HOUR || !isWorkingDay(calendar, today)) return;
  const { remindEvery, escalateStep } = settings.deadline;
  const units = await withScopes(ctx, EVERYWHERE, (trx) => chain.lateByUnit(trx, today));
  for (const { id, path, name, count, oldest } of units) {
    const late = workingDaysBetween(calendar, oldest, today);
    if (late !== 1 && late % remindEvery !== 0) continue;
    await withScopes(ctx, EVERYWHERE, async (trx) => {
      const answering = await whoAnswers(trx, { id, path }, { on: today });
      const holders = answering.chain.flatMap(({ holder }) => holder?.personId ?? []);
      const to = holders.slice(0, 1 + Math.floor(late / escalateStep));
      if (to.length === 0) return;
      await notify(trx, ctx, {
        to,
        code: 'voice:told-late',
        params: { unit: name, count, days: late },
        link: `/voices?show=late&at=${id}`,
        org: { id, path },
        key: `voice-late:${id}:${today}`,
      });
    });
    if (ctx.signal.aborted) return;
  }
}
