import { addWorkingDays, type Calendar, lastDayFor } from './calendar.ts';
import type { Day } from './days.ts';

/** How long each rung of the chain of responsibility waits; everything in working days. */
export interface EscalationRules {
  /** After the last day of a deadline, until the first step. */
  readonly overdue: number;
  /** Without any progress, until the first step. */
  readonly silence: number;
  /** After a step, until the next one. */
  readonly step: number;
}

export const escalationReasons = ['overdue', 'silence'] as const;
export type EscalationReason = (typeof escalationReasons)[number];

/** A step that was taken: it stays, whatever becomes of its letter. */
export interface StepTaken {
  readonly level: number;
  readonly on: Day;
  readonly reason: EscalationReason;
  /** The deadline it was taken for: an extended one has a ladder of its own. */
  readonly due: Day | null;
  /** The day on which the unit answered its letter. */
  readonly answeredOn: Day | null;
  /** The day by which the unit was to answer: nobody is passed over while that is open. */
  readonly answerBy: Day | null;
}

export interface Escalating {
  readonly due: Day | null;
  /** The day on which this deadline was set: nobody is late before they could know of it. */
  readonly setOn: Day;
  readonly doneOn: Day | null;
  /** Last day on which something was done. */
  readonly movedOn: Day;
  /** In the order in which they were taken. */
  readonly steps: readonly StepTaken[];
  /** The chain from the unit upwards: whether somebody holds the post. */
  readonly held: readonly boolean[];
}

export interface NextStep {
  /** Index in the chain. */
  readonly level: number;
  readonly reason: EscalationReason;
  /** The day on which it came due. */
  readonly on: Day;
}

/**
 * The step up the chain of responsibility that is due by today, one level at a time; vacant
 * posts are passed over. Each waits its time after the one before, or after the answer that one
 * got. A new deadline begins at the bottom; so does silence after something was done again. At
 * the top nothing follows.
 */
export function nextStep(
  calendar: Calendar,
  rules: EscalationRules,
  matter: Escalating,
  today: Day,
): NextStep | undefined {
  if (matter.doneOn !== null) return undefined;
  const last = matter.due === null ? undefined : lastDayFor(calendar, matter.due);
  // Who is late is asked about being late, not about silence besides.
  const step =
    last !== undefined && last < today
      ? overdueStep(calendar, rules, matter, last)
      : silenceStep(calendar, rules, matter);
  return step && step.on <= today ? step : undefined;
}

function overdueStep(
  calendar: Calendar,
  rules: EscalationRules,
  matter: Escalating,
  last: Day,
): NextStep | undefined {
  const from = last > matter.setOn ? last : matter.setOn;
  return stepAfter(calendar, rules, matter, {
    reason: 'overdue',
    taken: matter.steps.filter((s) => s.reason === 'overdue' && s.due === matter.due),
    first: addWorkingDays(calendar, from, Math.max(1, rules.overdue)),
  });
}

function silenceStep(
  calendar: Calendar,
  rules: EscalationRules,
  matter: Escalating,
): NextStep | undefined {
  if (rules.silence === 0) return undefined;
  return stepAfter(calendar, rules, matter, {
    reason: 'silence',
    taken: matter.steps.filter((s) => s.reason === 'silence' && s.on > matter.movedOn),
    first: addWorkingDays(calendar, matter.movedOn, rules.silence),
  });
}

function stepAfter(
  calendar: Calendar,
  rules: EscalationRules,
  { held }: Escalating,
  given: {
    readonly reason: EscalationReason;
    readonly taken: readonly StepTaken[];
    readonly first: Day;
  },
): NextStep | undefined {
  const { reason, taken, first } = given;
  const before = taken.at(-1);
  const level = held.findIndex((h, i) => h && i > (before?.level ?? -1));
  if (level < 0) return undefined;
  if (!before) return { level, reason, on: first };
  const { on, answeredOn, answerBy } = before;
  const from = answeredOn !== null && answeredOn > on ? answeredOn : on;
  const waited = addWorkingDays(calendar, from, Math.max(1, rules.step));
  const asked =
    answeredOn === null && answerBy !== null ? addWorkingDays(calendar, answerBy, 1) : waited;
  return { level, reason, on: [asked, waited].sort().at(-1)! };
}
