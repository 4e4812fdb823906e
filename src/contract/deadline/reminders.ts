import { addWorkingDays, type Calendar, lastDayFor, workingDaysBetween } from './calendar.ts';
import type { Day } from './days.ts';

/** When people are reminded of a deadline; everything in working days. */
export interface ReminderPlan {
  /** So many before the last day, each once. */
  readonly before: readonly number[];
  /** On the last day itself. */
  readonly on: boolean;
  /** So many after it, each once … */
  readonly after: readonly number[];
  /** … and then every so many until the matter is done; 0: no more. */
  readonly every: number;
}

/** A reminder that is due, or was. */
export interface Reminder {
  readonly day: Day;
  /** Working days left then: negative after the deadline. */
  readonly left: number;
  /** Tells one reminder of one deadline from all others: sent once under this key. */
  readonly key: string;
}

/**
 * All reminders of a deadline that fall after one day, up to and with another, in order. What
 * lies on or before the day the deadline was set is left out: it was told then.
 */
export function remindersIn(
  calendar: Calendar,
  plan: ReminderPlan,
  due: Day,
  { after, until }: { readonly after: Day; readonly until: Day },
): Reminder[] {
  const last = lastDayFor(calendar, due);
  const before = plan.before.map((n) => -Math.abs(n));
  const offsets = new Set([...before, ...(plan.on ? [0] : []), ...plan.after]);
  if (plan.every > 0) {
    const behind = workingDaysBetween(calendar, last, until);
    for (let n = Math.max(0, ...plan.after) + plan.every; n <= behind; n += plan.every)
      offsets.add(n);
  }
  return [...offsets]
    .sort((a, b) => a - b)
    .map((n) => ({
      day: n === 0 ? last : addWorkingDays(calendar, last, n),
      left: n === 0 ? 0 : -n,
      key: `${due}/${n}`,
    }))
    .filter(({ day }) => day > after && day <= until);
}

/**
 * The one reminder to send on a day: the newest that has come. After a week without a server
 * people are told once how things stand, not once for every day.
 */
export function reminderOn(
  calendar: Calendar,
  plan: ReminderPlan,
  matter: { readonly due: Day | null; readonly setOn: Day; readonly doneOn: Day | null },
  today: Day,
): Reminder | undefined {
  if (matter.due === null || matter.doneOn !== null) return undefined;
  return remindersIn(calendar, plan, matter.due, { after: matter.setOn, until: today }).at(-1);
}
