import { addWorkingDays, isWorkingDay } from '../../contract/deadline/calendar.ts';
import { type Reminder, type ReminderPlan, reminderOn } from '../../contract/deadline/reminders.ts';
import { remindOfLists } from '../campaign/owed.service.ts';
import { notify } from '../notice/service.ts';
import { addDays, dayOf, hourOf } from '../platform/days.ts';
import type { Job, JobContext } from '../platform/jobs.ts';
import { EVERYWHERE, type Trx, withScopes } from '../platform/scope.ts';
import { ledgerLink, ownLink } from '../problem/service.ts';
import { readSettings, workCalendar } from '../system/service.ts';
import { callOn } from './calls.ts';
import { type Rungs, rungsOnce } from './chain.ts';
import { climb, lapse } from './climb.ts';
import * as queries from './round.queries.ts';

/** Nobody is written to before this hour. */
export const FROM_HOUR = 7;
const PAGE = 500;

/**
 * The round of a working day: reminders go out, stuck problems go one rung up, also those
 * on which others than the unit owe a step; drafts about what is no longer so lapse. Comes every
 * hour and is done once a day; twice, on two servers or after being killed in the middle nothing
 * is sent again. Days without a server are made up for by the newest reminder and one step, not by
 * all that were missed.
 */
export async function round(ctx: JobContext): Promise<void> {
  const today = dayOf(ctx.now());
  if (hourOf(ctx.now()) < FROM_HOUR) return;
  if (!isWorkingDay(await workCalendar(ctx.db), today)) return;
  if (await withScopes(ctx, EVERYWHERE, (trx) => queries.roundDone(trx, today))) return;
  const since = await withScopes(ctx, EVERYWHERE, (trx) => queries.lastRound(trx, today));
  const plan = await planOf(ctx);
  const lists = await remindOfLists(ctx, plan, since ?? addDays(today, -1));
  const reminders = lists + (await remind(ctx, plan, today));
  await lapse(ctx);
  const letters = await climb(ctx, today);
  await callOn(ctx, today);
  await withScopes(ctx, EVERYWHERE, (trx) =>
    queries.markRound(trx, today, ctx.now(), { reminders, letters }),
  );
}

interface Due {
  readonly measure: queries.OwedMeasure;
  readonly reminder: Reminder;
}

/** Sends the reminders of a day, one notice a person; gives how many people were told. */
async function remind(ctx: JobContext, plan: ReminderPlan, today: string): Promise<number> {
  const byPerson = new Map<string, Due[]>();
  const rungs = rungsOnce(today);
  const all = await dueOn(ctx, plan, today);
  await withScopes(ctx, EVERYWHERE, async (trx) => {
    for (const due of all)
      for (const person of await concerned(trx, due, rungs)) {
        const own = byPerson.get(person);
        if (own) own.push(due);
        else byPerson.set(person, [due]);
      }
  });
  let told = 0;
  for (const [person, dues] of byPerson)
    await withScopes(ctx, EVERYWHERE, async (trx) => {
      const fresh = await queries.insertReminders(
        trx,
        dues.map(({ measure, reminder }) => ({
          org_id: measure.org_id,
          org_path: measure.org_path,
          measure_id: measure.id,
          key: `${reminder.key}/${person}`,
          on_day: today,
        })),
      );
      const now = dues.filter(({ measure }) => fresh.has(measure.id));
      if (now.length === 0) return;
      await tell(trx, ctx, person, now);
      told++;
    });
  return told;
}

/** When people are reminded of what they owe by a day. */
async function planOf(ctx: JobContext): Promise<ReminderPlan> {
  const { deadline } = await readSettings(ctx.db);
  return { before: deadline.remindBefore, on: true, after: [1], every: deadline.remindEvery };
}

async function dueOn(ctx: JobContext, plan: ReminderPlan, today: string): Promise<Due[]> {
  return withScopes(ctx, EVERYWHERE, async (trx) => {
    const calendar = await workCalendar(trx);
    const until = addWorkingDays(calendar, today, Math.max(1, ...plan.before));
    const found: Due[] = [];
    for (let after = queries.FIRST_ID; ; ) {
      const page = await queries.owedMeasures(trx, { until, after, limit: PAGE });
      for (const measure of page) {
        const setOn = dayOf(measure.set_at);
        const reminder = reminderOn(
          calendar,
          plan,
          { due: measure.due, setOn, doneOn: null },
          today,
        );
        if (reminder) found.push({ measure, reminder });
      }
      if (page.length < PAGE) return found;
      after = page.at(-1)!.id;
    }
  });
}

/** Whoever does it; when it is late, the leader who answers for it too; else who answers above. */
async function concerned(trx: Trx, { measure, reminder }: Due, rungs: Rungs): Promise<string[]> {
  const people = [measure.owner_id, ...(reminder.left < 0 ? [measure.leader_id] : [])];
  const known = people.flatMap((p) => p ?? []);
  if (known.length > 0) return [...new Set(known)];
  const place = { id: measure.org_id, path: measure.org_path };
  const above = measure.leader_id ? [] : await rungs(trx, place);
  const holder = measure.leader_id ?? above.find((r) => r.holder)?.holder?.id;
  return holder ? [holder] : [];
}

/** Who owes it tells how it goes, the leader looks at it; both without a right over the unit. */
function linkFor(person: string, measure: queries.OwedMeasure): string {
  if (person === measure.owner_id) return ownLink(measure.problem_id, 'report');
  if (person === measure.leader_id) return ownLink(measure.problem_id);
  return ledgerLink(measure.problem_id);
}

async function tell(trx: Trx, ctx: JobContext, person: string, dues: Due[]): Promise<void> {
  const [{ measure, reminder }] = dues as [Due, ...Due[]];
  const org = { id: measure.org_id, path: measure.org_path };
  const { left } = reminder;
  if (dues.length === 1)
    return notify(trx, ctx, {
      to: [person],
      code: `supervision:told-${left > 0 ? 'soon' : left === 0 ? 'today' : 'late'}`,
      params: {
        number: measure.number,
        title: measure.title,
        due: measure.due,
        days: Math.abs(left),
      },
      link: linkFor(person, measure),
      org,
    });
  await notify(trx, ctx, {
    to: [person],
    code: 'supervision:told-many',
    params: { count: dues.length, late: dues.filter((d) => d.reminder.left < 0).length },
    link: '/',
    org,
  });
}

export const supervisionJobs: readonly Job[] = [
  { name: 'supervision.round', cron: '10 * * * *', run: round },
];
