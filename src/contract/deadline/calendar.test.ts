import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addWorkingDays, isWorkingDay, lastDayFor, workingDaysBetween } from './calendar.ts';
import { calendarOf } from './china.ts';
import { addDays, type Day } from './days.ts';

const calendar = calendarOf();
const off = (from: Day, to: Day): void => {
  for (let day = from; day <= to; day = addDays(day, 1))
    expect([day, isWorkingDay(calendar, day)]).toEqual([day, false]);
};

describe('the working days of 2026, as the State Council announced them', () => {
  it('New Year: 1 to 3 January off, Sunday the 4th worked', () => {
    off('2026-01-01', '2026-01-03');
    expect(isWorkingDay(calendar, '2026-01-04')).toBe(true);
  });

  it('Spring Festival: 15 to 23 February off, the Saturdays 14 and 28 worked', () => {
    off('2026-02-15', '2026-02-23');
    expect(isWorkingDay(calendar, '2026-02-14')).toBe(true);
    expect(isWorkingDay(calendar, '2026-02-28')).toBe(true);
    expect(isWorkingDay(calendar, '2026-02-24')).toBe(true);
  });

  it('Qingming, Labour Day, Dragon Boat and Mid-Autumn', () => {
    off('2026-04-04', '2026-04-06');
    off('2026-05-01', '2026-05-05');
    expect(isWorkingDay(calendar, '2026-05-09')).toBe(true);
    off('2026-06-19', '2026-06-21');
    off('2026-09-25', '2026-09-27');
  });

  it('National Day: 1 to 7 October off, Sunday 20 September and Saturday 10 October worked', () => {
    off('2026-10-01', '2026-10-07');
    expect(isWorkingDay(calendar, '2026-09-20')).toBe(true);
    expect(isWorkingDay(calendar, '2026-10-10')).toBe(true);
  });

  it('248 days are worked in the year', () => {
    expect(workingDaysBetween(calendar, '2025-12-31', '2026-12-31')).toBe(248);
  });
});

describe('counting working days', () => {
  it('does not count the first day, and passes over the Spring Festival', () => {
    // Thursday before the festival: Friday 13, made-up Saturday 14, then Tuesday 24.
    expect(addWorkingDays(calendar, '2026-02-12', 1)).toBe('2026-02-13');
    expect(addWorkingDays(calendar, '2026-02-12', 2)).toBe('2026-02-14');
    expect(addWorkingDays(calendar, '2026-02-12', 3)).toBe('2026-02-24');
    // 24, 25, 26, 27, and Saturday 28 is worked.
    expect(addWorkingDays(calendar, '2026-02-12', 7)).toBe('2026-02-28');
    expect(addWorkingDays(calendar, '2026-02-12', 8)).toBe('2026-03-02');
  });

  it('goes back over National Day', () => {
    expect(addWorkingDays(calendar, '2026-10-08', -1)).toBe('2026-09-30');
    expect(addWorkingDays(calendar, '2026-10-12', -2)).toBe('2026-10-09');
    expect(addWorkingDays(calendar, '2026-10-12', -1)).toBe('2026-10-10');
  });

  it('of none is the day itself, or the next that is worked', () => {
    expect(addWorkingDays(calendar, '2026-09-30', 0)).toBe('2026-09-30');
    expect(addWorkingDays(calendar, '2026-10-01', 0)).toBe('2026-10-08');
  });

  it('between two days is positive forwards, negative backwards', () => {
    expect(workingDaysBetween(calendar, '2026-09-30', '2026-10-08')).toBe(1);
    expect(workingDaysBetween(calendar, '2026-10-08', '2026-09-30')).toBe(-1);
    expect(workingDaysBetween(calendar, '2026-10-01', '2026-10-07')).toBe(0);
    expect(workingDaysBetween(calendar, '2026-02-13', '2026-02-28')).toBe(6);
  });

  it('agrees with looking at every day, from 2004 to 2040, with corrections and without', () => {
    const day = fc.integer({ min: 12_500, max: 25_500 }).map((n) => addDays('1970-01-01', n));
    const days = fc.array(day, { maxLength: 5 });
    fc.assert(
      fc.property(day, fc.integer({ min: -400, max: 400 }), days, days, (from, n, free, work) => {
        const given = calendarOf({ off: free, work });
        const to = addDays(from, n);
        const [low, high] = n < 0 ? [to, from] : [from, to];
        let count = 0;
        for (let d = addDays(low, 1); d <= high; d = addDays(d, 1))
          if (isWorkingDay(given, d)) count++;
        expect(workingDaysBetween(given, from, to)).toBe(n < 0 ? 0 - count : count);
      }),
    );
  });

  it('adds and counts as each other’s reverse', () => {
    const day = fc.integer({ min: 18_000, max: 21_500 }).map((n) => addDays('1970-01-01', n));
    fc.assert(
      fc.property(day, fc.integer({ min: 1, max: 300 }), (from, n) => {
        const there = addWorkingDays(calendar, from, n);
        expect(workingDaysBetween(calendar, from, there)).toBe(n);
        expect(isWorkingDay(calendar, there)).toBe(true);
      }),
    );
  });
});

describe('a deadline on a day off', () => {
  it('runs to the next working day (Civil Code art. 203)', () => {
    expect(lastDayFor(calendar, '2026-02-17')).toBe('2026-02-24');
    expect(lastDayFor(calendar, '2026-10-03')).toBe('2026-10-08');
    // A made-up Saturday is a day of work.
    expect(lastDayFor(calendar, '2026-02-28')).toBe('2026-02-28');
    expect(lastDayFor(calendar, '2026-03-07')).toBe('2026-03-09');
  });
});

describe('what an office corrects', () => {
  const own = calendarOf({ off: ['2026-03-12', '2027-02-08'], work: ['2026-10-07', '2027-02-13'] });

  it('goes before the table of the country, and continues it', () => {
    expect(isWorkingDay(own, '2026-03-12')).toBe(false);
    expect(isWorkingDay(own, '2026-10-07')).toBe(true);
    expect(isWorkingDay(own, '2027-02-08')).toBe(false);
    expect(isWorkingDay(own, '2027-02-13')).toBe(true);
    expect(workingDaysBetween(own, '2026-03-11', '2026-03-13')).toBe(1);
  });

  it('says how far holidays are known', () => {
    expect(calendar.knownThrough).toBe(2026);
    expect(own.knownThrough).toBe(2027);
  });
});
