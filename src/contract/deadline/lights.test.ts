import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { lastDayFor } from './calendar.ts';
import { calendarOf } from './china.ts';
import { addDays, type Day } from './days.ts';
import { daysLeft, type Light, lightBounds, lightOf } from './lights.ts';

const calendar = calendarOf();
const light = (due: Day | null, today: Day, soon = 5, doneOn: Day | null = null): Light =>
  lightOf({ due, doneOn }, lightBounds(calendar, today, soon));

describe('lights', () => {
  it('a deadline is met until the end of its day', () => {
    expect(light('2026-03-31', '2026-03-31')).toBe('soon');
    expect(light('2026-03-31', '2026-04-01')).toBe('overdue');
  });

  it('a deadline within the Spring Festival is met until work begins again', () => {
    expect(light('2026-02-17', '2026-02-20')).toBe('soon');
    expect(light('2026-02-17', '2026-02-24')).toBe('soon');
    expect(light('2026-02-17', '2026-02-25')).toBe('overdue');
  });

  it('one before it is late on the first day off already', () => {
    expect(light('2026-02-14', '2026-02-15')).toBe('overdue');
  });

  it('is near by working days: over National Day a week is one of them', () => {
    expect(light('2026-10-08', '2026-09-30', 1)).toBe('soon');
    expect(light('2026-10-09', '2026-09-30', 1)).toBe('open');
    expect(light('2026-10-09', '2026-09-30', 2)).toBe('soon');
  });

  it('long-term measures follow the day of their next report, and without one are never late', () => {
    expect(light(null, '2026-03-31')).toBe('open');
    expect(light('2026-06-30', '2026-07-01')).toBe('overdue');
  });

  it('what is done stays done', () => {
    expect(light('2026-03-31', '2026-06-01', 5, '2026-05-01')).toBe('done');
  });

  it('two days part them as looking at each deadline does', () => {
    const day = fc.integer({ min: 20_400, max: 20_900 }).map((n) => addDays('1970-01-01', n));
    fc.assert(
      fc.property(day, day, fc.integer({ min: 1, max: 20 }), (due, today, soon) => {
        const left = daysLeft(calendar, due, today);
        const late = lastDayFor(calendar, due) < today;
        expect(light(due, today, soon)).toBe(late ? 'overdue' : left <= soon ? 'soon' : 'open');
      }),
      { numRuns: 5000 },
    );
  });
});

describe('working days left', () => {
  it('count neither holidays before the deadline nor those after it', () => {
    expect(daysLeft(calendar, '2026-02-25', '2026-02-13')).toBe(3);
    expect(daysLeft(calendar, '2026-10-08', '2026-10-08')).toBe(0);
    expect(daysLeft(calendar, '2026-09-30', '2026-10-07')).toBe(0);
    expect(daysLeft(calendar, '2026-09-30', '2026-10-10')).toBe(-3);
  });
});
