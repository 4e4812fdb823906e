import { describe, expect, it } from 'vitest';
import { calendarOf } from './china.ts';
import { addDays, type Day } from './days.ts';
import { type ReminderPlan, reminderOn, remindersIn } from './reminders.ts';

const calendar = calendarOf();
const plan: ReminderPlan = { before: [5, 1], on: true, after: [1, 3], every: 5 };
const days = (due: Day, after: Day, until: Day) =>
  remindersIn(calendar, plan, due, { after, until }).map((r) => [r.day, r.left]);

describe('reminders', () => {
  it('come before, on and after the deadline by working days, over the Spring Festival', () => {
    expect(days('2026-02-25', '2026-01-01', '2026-03-20')).toEqual([
      ['2026-02-11', 5],
      ['2026-02-24', 1],
      ['2026-02-25', 0],
      ['2026-02-26', -1],
      // Saturday the 28th is worked for the festival.
      ['2026-02-28', -3],
      ['2026-03-06', -8],
      ['2026-03-13', -13],
      ['2026-03-20', -18],
    ]);
  });

  it('of a deadline on a day off count from the day to which it runs', () => {
    expect(days('2026-10-03', '2026-09-01', '2026-10-09')).toEqual([
      // Sunday 20 September is worked; 25 to 27 are off.
      ['2026-09-23', 5],
      ['2026-09-30', 1],
      ['2026-10-08', 0],
      ['2026-10-09', -1],
    ]);
  });

  it('leave out what lay before the deadline was set', () => {
    expect(days('2026-03-12', '2026-03-06', '2026-03-12')).toEqual([
      ['2026-03-11', 1],
      ['2026-03-12', 0],
    ]);
  });

  it('of a deadline set in the past begin with the first that follows', () => {
    expect(days('2026-01-05', '2026-03-02', '2026-03-13')).toEqual([
      ['2026-03-04', -38],
      ['2026-03-11', -43],
    ]);
  });

  it('end when nothing is to be repeated', () => {
    const once = { ...plan, after: [], every: 0 };
    const all = remindersIn(calendar, once, '2026-03-12', {
      after: '2026-01-01',
      until: '2027-01-01',
    });
    expect(all.map((r) => r.left)).toEqual([5, 1, 0]);
  });
});

describe('the reminder of a day', () => {
  const matter = { due: '2026-03-12', setOn: '2026-03-01', doneOn: null };

  it('is the newest that has come: after days without a server one, not many', () => {
    expect(reminderOn(calendar, plan, matter, '2026-03-04')).toBeUndefined();
    expect(reminderOn(calendar, plan, matter, '2026-03-05')?.key).toBe('2026-03-12/-5');
    expect(reminderOn(calendar, plan, matter, '2026-03-10')?.key).toBe('2026-03-12/-5');
    expect(reminderOn(calendar, plan, matter, '2026-03-14')?.key).toBe('2026-03-12/1');
  });

  it('comes again until the matter is done, each under a key of its own', () => {
    const keys = new Set<string>();
    for (let day = '2026-03-01'; day <= '2026-04-30'; day = addDays(day, 1)) {
      const found = reminderOn(calendar, plan, matter, day);
      if (found) keys.add(found.key);
    }
    expect([...keys].map((k) => Number(k.split('/')[1]))).toEqual([
      -5, -1, 0, 1, 3, 8, 13, 18, 23, 28, 33,
    ]);
    expect(reminderOn(calendar, plan, { ...matter, doneOn: '2026-03-13' }, '2026-03-20')).toBe(
      undefined,
    );
  });

  it('is armed again by an extension: the new deadline has all of its own', () => {
    const extended = { due: '2026-03-26', setOn: '2026-03-13', doneOn: null };
    expect(reminderOn(calendar, plan, extended, '2026-03-18')).toBeUndefined();
    expect(reminderOn(calendar, plan, extended, '2026-03-19')?.key).toBe('2026-03-26/-5');
    expect(reminderOn(calendar, plan, extended, '2026-03-27')?.key).toBe('2026-03-26/1');
  });

  it('of a long-term measure without a day to report does not come', () => {
    expect(reminderOn(calendar, plan, { ...matter, due: null }, '2026-06-30')).toBeUndefined();
  });
});
