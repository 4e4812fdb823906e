import { type Day, dayAt, numberOf } from './days.ts';

/** Which days are worked. Made by `calendarOf`. */
export interface Calendar {
  /** Days that are other than their weekday says, as numbers, ascending: is it worked? */
  readonly exceptions: ReadonlyMap<number, boolean>;
  /** The numbers of the exceptions in order, and how much they change the count up to each. */
  readonly order: readonly number[];
  readonly change: readonly number[];
  /** Last year whose holidays are known; later ones count weekends only. */
  readonly knownThrough: number;
}

/** Whether the weekday alone is one of Monday to Friday. 1970-01-01 was a Thursday. */
export const isWeekday = (number: number): boolean => (((number + 3) % 7) + 7) % 7 < 5;

/** Monday to Friday among the days before this one, counted from a fixed Monday. */
function weekdaysBefore(number: number): number {
  const since = number + 3;
  const weeks = Math.floor(since / 7);
  return weeks * 5 + Math.min(since - weeks * 7, 5);
}

/** Working days among all days before this one; only differences mean something. */
function worked(calendar: Calendar, before: number): number {
  const { order, change } = calendar;
  let [low, high] = [0, order.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (order[middle]! < before) low = middle + 1;
    else high = middle;
  }
  return weekdaysBefore(before) + (low === 0 ? 0 : change[low - 1]!);
}

function works(calendar: Calendar, number: number): boolean {
  return calendar.exceptions.get(number) ?? isWeekday(number);
}

export function isWorkingDay(calendar: Calendar, day: Day): boolean {
  return works(calendar, numberOf(day));
}

/**
 * Working days after one day, up to and with the other: 0 for the same day, negative when
 * the other lies before.
 */
export function workingDaysBetween(calendar: Calendar, from: Day, to: Day): number {
  return worked(calendar, numberOf(to) + 1) - worked(calendar, numberOf(from) + 1);
}

/**
 * The day that is n working days from one: 5 working days from a Monday is the next Monday
 * when no holiday lies between. The first day does not count. Before it when n is negative;
 * for 0 the day itself, or the next that is worked.
 */
export function addWorkingDays(calendar: Calendar, from: Day, n: number): Day {
  let number = numberOf(from);
  if (n === 0) while (!works(calendar, number)) number++;
  const step = Math.sign(n);
  for (let left = Math.abs(n); left > 0; ) {
    number += step;
    if (works(calendar, number)) left--;
  }
  return dayAt(number);
}

/**
 * The day until whose end a deadline is met: one that ends on a day off runs to the end of the
 * next working day (Civil Code 民法典 art. 203).
 */
export function lastDayFor(calendar: Calendar, due: Day): Day {
  return addWorkingDays(calendar, due, 0);
}
