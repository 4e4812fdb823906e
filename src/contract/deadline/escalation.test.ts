import { describe, expect, it } from 'vitest';
import { calendarOf } from './china.ts';
import { addDays, type Day } from './days.ts';
import { type Escalating, type EscalationRules, nextStep, type StepTaken } from './escalation.ts';

const calendar = calendarOf();
const rules: EscalationRules = { overdue: 2, silence: 15, step: 5 };
const matter: Escalating = {
  due: '2026-02-13',
  setOn: '2026-01-05',
  doneOn: null,
  movedOn: '2026-02-10',
  steps: [],
  held: [true, true, true],
};

/** Lets every day pass and takes what is due on it; `change`: what happens besides. */
function walk(
  from: Escalating,
  until: Day,
  change: (day: Day, now: Escalating) => Escalating = (_, now) => now,
) {
  let now = from;
  const taken: [Day, number, string][] = [];
  for (let day = from.setOn; day <= until; day = addDays(day, 1)) {
    now = change(day, now);
    const step = nextStep(calendar, rules, now, day);
    if (!step) continue;
    taken.push([day, step.level, step.reason]);
    const done: StepTaken = { ...step, on: day, due: now.due, answeredOn: null, answerBy: null };
    now = { ...now, steps: [...now.steps, done] };
  }
  return taken;
}

describe('escalation when overdue', () => {
  it('goes up one level at a time, each after its working days, and ends at the top', () => {
    expect(walk(matter, '2026-05-30')).toEqual([
      // Saturday 14 is worked, the festival is not: the second day after the 13th is the 24th.
      ['2026-02-24', 0, 'overdue'],
      // 25, 26, 27, the worked Saturday 28, then Monday.
      ['2026-03-02', 1, 'overdue'],
      ['2026-03-09', 2, 'overdue'],
    ]);
  });

  it('passes over vacant posts, and takes the rung once somebody holds it', () => {
    expect(walk({ ...matter, held: [true, false, true] }, '2026-05-30').map((s) => s[1])).toEqual([
      0, 2,
    ]);
    const filled = walk({ ...matter, held: [true, false, true] }, '2026-05-30', (day, now) =>
      day === '2026-03-01' ? { ...now, held: [true, true, true] } : now,
    );
    expect(filled.map((s) => s[1])).toEqual([0, 1, 2]);
    expect(walk({ ...matter, held: [false, false] }, '2026-05-30')).toEqual([]);
  });

  it('waits after an answer as after the step itself', () => {
    const steps = walk(matter, '2026-03-31', (day, now) =>
      day === '2026-02-27'
        ? { ...now, steps: now.steps.map((s) => ({ ...s, answeredOn: day })) }
        : now,
    );
    // Five days after Friday 27 February: 28, 2, 3, 4, 5 March.
    expect(steps.slice(0, 2).map((s) => s[0])).toEqual(['2026-02-24', '2026-03-05']);
  });

  it('does not pass over a unit whose time to answer still runs', () => {
    const steps = walk(matter, '2026-03-31', (day, now) =>
      day === '2026-02-25'
        ? { ...now, steps: now.steps.map((s) => ({ ...s, answerBy: '2026-03-06' })) }
        : now,
    );
    // The working day after Friday 6 March.
    expect(steps.slice(0, 2).map((s) => s[0])).toEqual(['2026-02-24', '2026-03-09']);
  });

  it('after days without a server takes one step, not all that were missed', () => {
    expect(nextStep(calendar, rules, matter, '2026-04-30')).toMatchObject({ level: 0 });
    const late = nextStep(
      calendar,
      rules,
      {
        ...matter,
        steps: [
          {
            level: 0,
            on: '2026-04-30',
            reason: 'overdue',
            due: matter.due,
            answeredOn: null,
            answerBy: null,
          },
        ],
      },
      '2026-04-30',
    );
    expect(late).toBeUndefined();
  });

  it('begins at the bottom for an extended deadline, and keeps the steps of the old one', () => {
    const steps = walk(matter, '2026-05-30', (day, now) =>
      day === '2026-03-03' ? { ...now, due: '2026-03-31', setOn: day } : now,
    );
    expect(steps).toEqual([
      ['2026-02-24', 0, 'overdue'],
      ['2026-03-02', 1, 'overdue'],
      // Silence since 10 February has its own ladder meanwhile.
      ['2026-03-09', 0, 'silence'],
      ['2026-03-16', 1, 'silence'],
      ['2026-03-23', 2, 'silence'],
      ['2026-04-02', 0, 'overdue'],
      ['2026-04-10', 1, 'overdue'],
      ['2026-04-17', 2, 'overdue'],
    ]);
  });

  it('gives time after the deadline became known: an old one that is entered late', () => {
    const entered = { ...matter, due: '2025-06-30', setOn: '2026-03-02', movedOn: '2026-03-02' };
    expect(walk(entered, '2026-03-04')).toEqual([['2026-03-04', 0, 'overdue']]);
  });

  it('ends when the matter is done', () => {
    expect(nextStep(calendar, rules, { ...matter, doneOn: '2026-03-01' }, '2026-05-01')).toBe(
      undefined,
    );
  });

  it('of a deadline in National Day begins after the holiday', () => {
    const autumn = { ...matter, due: '2026-10-02', setOn: '2026-09-01', movedOn: '2026-10-01' };
    expect(walk(autumn, '2026-10-12')).toEqual([['2026-10-10', 0, 'overdue']]);
  });
});

describe('escalation for silence', () => {
  const silent = { ...matter, due: null, movedOn: '2026-01-05' };

  it('begins when nothing was done for its working days', () => {
    // 15 working days after Monday 5 January.
    expect(walk(silent, '2026-01-26')).toEqual([['2026-01-26', 0, 'silence']]);
  });

  it('starts again after something was done', () => {
    const steps = walk(silent, '2026-03-06', (day, now) =>
      day === '2026-01-28' ? { ...now, movedOn: day } : now,
    );
    expect(steps).toEqual([
      ['2026-01-26', 0, 'silence'],
      ['2026-02-25', 0, 'silence'],
      ['2026-03-03', 1, 'silence'],
    ]);
  });

  it('is not asked about where the rules leave it out', () => {
    expect(nextStep(calendar, { ...rules, silence: 0 }, silent, '2026-12-31')).toBeUndefined();
  });
});
