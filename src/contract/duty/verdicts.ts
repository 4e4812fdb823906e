import { no, type Verdict, yes } from '../verdict.ts';
import type { DutyKind, Signature } from './operations.ts';

/** Ranks of posts that a kind of duty can be given to: nobody answers for what is above them. */
export const ranksFor: Readonly<Record<DutyKind, readonly string[]>> = {
  first: ['first'],
  line: ['deputy', 'first'],
  part: ['first', 'deputy', 'member'],
  liaison: ['liaison'],
};

export interface DutyState {
  readonly unitClosed: boolean;
  readonly closedOn: string | null;
  /** People who hold the post now. */
  readonly holders: readonly string[];
  /** Those of them who signed the wording that holds. */
  readonly signed: readonly string[];
}

/** Whether a duty can still be changed or ended. */
export function canChange(duty: Pick<DutyState, 'unitClosed' | 'closedOn'>): Verdict {
  if (duty.unitClosed) return no('unit-closed');
  return duty.closedOn === null ? yes : no('duty-closed');
}

/** Only who holds the post signs, once under each wording; nobody signs for another. */
export function canAcknowledge(duty: DutyState, personId: string): Verdict {
  const open = canChange(duty);
  if (!open.ok) return open;
  if (!duty.holders.includes(personId)) return no('not-holder');
  return duty.signed.includes(personId) ? no('signed-already') : yes;
}

/** A duty's post must be of a rank that can carry it. */
export function canAnswer(kind: DutyKind, rank: string | null): Verdict {
  return rank === null || ranksFor[kind].includes(rank) ? yes : no('duty-unfit');
}

/** A typed signature is the person's own name; a drawn one leaves a visible line. */
export function canSign(given: Signature, name: string): Verdict {
  if (given.kind === 'typed') return given.name === name ? yes : no('signature-unfit');
  const xs = given.strokes.flatMap((s) => s.filter((_, i) => i % 2 === 0));
  const ys = given.strokes.flatMap((s) => s.filter((_, i) => i % 2 === 1));
  const extent = Math.max(...xs) - Math.min(...xs) + Math.max(...ys) - Math.min(...ys);
  return extent >= 60 ? yes : no('signature-unfit');
}
