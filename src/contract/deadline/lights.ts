import { addWorkingDays, type Calendar, workingDaysBetween } from './calendar.ts';
import type { Day } from './days.ts';

/** How a matter stands to its deadline: 逾期, 临期, 在办, 已销号. Words: `deadline:light-…`. */
export const lightNames = ['overdue', 'soon', 'open', 'done'] as const;
export type Light = (typeof lightNames)[number];

/** What decides the light of a problem or measure. */
export interface Timed {
  /**
   * The deadline; of a long-term measure (长期坚持) the day on which it is to be reported next.
   * Without one it is never late.
   */
  readonly due: Day | null;
  readonly doneOn: Day | null;
}

/**
 * Days that part the lights on one day: what is due up to `overdueThrough` is overdue, up to
 * `soonThrough` due soon. Lists and counts compare with these two and need no calendar.
 */
export interface LightBounds {
  readonly overdueThrough: Day;
  readonly soonThrough: Day;
}

/** @param soon working days left from which a deadline is near, at least 1 */
export function lightBounds(calendar: Calendar, today: Day, soon: number): LightBounds {
  return {
    // A deadline on a day off runs to the next working day: only worked days can be behind.
    overdueThrough: addWorkingDays(calendar, today, -1),
    soonThrough: addWorkingDays(calendar, today, soon),
  };
}

export function lightOf({ due, doneOn }: Timed, bounds: LightBounds): Light {
  if (doneOn !== null) return 'done';
  if (due === null) return 'open';
  if (due <= bounds.overdueThrough) return 'overdue';
  return due <= bounds.soonThrough ? 'soon' : 'open';
}

/**
 * Working days left: 0 on the last day, negative when overdue. Days off after a deadline do
 * not make it later.
 */
export function daysLeft(calendar: Calendar, due: Day, today: Day): number {
  const last = addWorkingDays(calendar, due, 0);
  return workingDaysBetween(calendar, today, last);
}
