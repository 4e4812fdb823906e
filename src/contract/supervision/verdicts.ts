import { no, type Verdict, yes } from '../verdict.ts';
import type { LetterState } from './operations.ts';

export interface LetterFacts {
  readonly state: LetterState;
  readonly unitClosed: boolean;
  /** Drafted for what is still so: work owed, the same deadline, nothing done since. */
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
