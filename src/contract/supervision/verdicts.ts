import type { EscalationReason } from '../deadline/escalation.ts';
import { owingStates, type ProblemState } from '../problem/states.ts';
import { no, type Verdict, yes } from '../verdict.ts';
import type { GoneReason, LetterState } from './operations.ts';

export interface MatterFacts {
  readonly problem: ProblemState;
  readonly reason: EscalationReason;
  /** The deadline that was missed, or the day since which nothing was done. */
  readonly arm: string;
  readonly due: string | null;
  readonly movedOn: string;
  /** The unit or the campaign is over, and nobody owes anything there. */
  readonly over: 'unit-closed' | 'campaign-closed' | undefined;
}

/** Why a draft need not speak of a problem any more; nothing while it must. */
export function goneOf({
  problem,
  reason,
  arm,
  due,
  movedOn,
  over,
}: MatterFacts): GoneReason | undefined {
  if (problem === 'withdrawn' || problem === 'closed') return problem;
  if (!owingStates.includes(problem)) return 'applied';
  if (over) return over;
  if (reason === 'overdue') return arm === due ? undefined : 'due';
  return arm === movedOn ? undefined : 'moved';
}

export interface LetterFacts {
  readonly state: LetterState;
  readonly unitClosed: boolean;
  /** About something that is still so: work owed, the same deadline, nothing done since. */
  readonly holds: boolean;
}

/** Whether a draft can go out; refusing one needs no more than that it is a draft. */
export function canSign({ state, holds, unitClosed }: LetterFacts): Verdict {
  if (state !== 'draft') return no('letter-over');
  if (unitClosed) return no('unit-closed');
  return holds ? yes : no('letter-stale');
}

export function canRefuse({ state }: Pick<LetterFacts, 'state'>): Verdict {
  return state === 'draft' ? yes : no('letter-over');
}

/** An answered letter stays: what was answered was asked. */
export function canTakeBack({ state }: Pick<LetterFacts, 'state'>): Verdict {
  return state === 'sent' ? yes : no('letter-over');
}

export function canAnswer({
  state,
  unitClosed,
}: Pick<LetterFacts, 'state' | 'unitClosed'>): Verdict {
  if (unitClosed) return no('unit-closed');
  return state === 'sent' ? yes : no('letter-over');
}
