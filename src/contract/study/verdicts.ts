import { no, type Verdict, yes } from '../verdict.ts';
import type { SessionState } from './schemas.ts';

export interface SessionFacts {
  readonly unitClosed: boolean;
  readonly state: SessionState;
  readonly on: string;
}

/** Changing the record of a session and what hangs on it. */
export function canChangeSession({ unitClosed, state }: SessionFacts): Verdict {
  if (unitClosed) return no('unit-closed');
  return state === 'withdrawn' ? no('session-withdrawn') : yes;
}

/** Entering oneself by a scanned code: on the day alone, afterwards the recorder writes. */
export function canScan(session: SessionFacts, today: string): Verdict {
  const open = canChangeSession(session);
  if (!open.ok) return open;
  return session.on === today ? yes : no('not-the-day');
}

/** Who somebody is to a decision: keeps the record of its session, or answers for it. */
export interface Taker {
  readonly keeps: boolean;
  readonly owns: boolean;
}

/** Whoever answers for a decision says that it is done; only the record takes one back. */
export function canSettle(to: 'done' | 'withdrawn', { keeps, owns }: Taker): Verdict {
  return keeps || (owns && to === 'done') ? yes : no('not-allowed');
}
