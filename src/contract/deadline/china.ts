import china from 'chinese-days/dist/chinese-days.json' with { type: 'json' };
import { type Calendar, isWeekday } from './calendar.ts';
import { type Day, numberOf } from './days.ts';

/** What an office knows better than the table of the country: days off, and weekends worked. */
export interface Corrections {
  readonly off?: readonly Day[];
  readonly work?: readonly Day[];
}

/**
 * The working days of China: weekends and public holidays off, weekends made up for (调休)
 * worked, as the State Council announces them each year; then the corrections of the office.
 */
export function calendarOf(corrections: Corrections = {}): Calendar {
  const exceptions = new Map<number, boolean>();
  const set = (days: readonly Day[], worked: boolean): void => {
    for (const day of days) {
      const number = numberOf(day);
      if (worked === isWeekday(number)) exceptions.delete(number);
      else exceptions.set(number, worked);
    }
  };
  set(Object.keys(china.holidays), false);
  set(Object.keys(china.workdays), true);
  set(corrections.off ?? [], false);
  set(corrections.work ?? [], true);
  const order = [...exceptions.keys()].sort((a, b) => a - b);
  let sum = 0;
  const change = order.map((number) => (sum += exceptions.get(number) ? 1 : -1));
  const years = [...Object.keys(china.holidays), ...(corrections.off ?? [])];
  const knownThrough = Math.max(...years.map((day) => Number(day.slice(0, 4))));
  return { exceptions, order, change, knownThrough };
}
