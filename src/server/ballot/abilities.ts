import type { BallotAbilities } from '../../contract/ballot/office.ts';
import { type BallotState, ballotTable } from '../../contract/ballot/states.ts';
import { no, type Verdict, yes } from '../../contract/verdict.ts';

/** What may be done to a ballot now: by the right of the caller, and by its state. */
export function abilitiesOf(
  right: Verdict,
  row: { readonly state: string; readonly reminded_on: string | null },
  today: string,
): BallotAbilities {
  const state = row.state as BallotState;
  const during = (...states: readonly BallotState[]): Verdict => {
    if (!right.ok) return right;
    return states.includes(state) ? yes : no('ballot-step');
  };
  const running = during('open');
  return {
    change: during('draft'),
    plan: during('draft', 'frozen', 'open'),
    freeze: during(...ballotTable.freeze.from),
    codes: during('frozen'),
    open: during(...ballotTable.open.from),
    remind: running.ok && row.reminded_on === today ? no('ballot-reminded') : running,
    close: during(...ballotTable.close.from),
    publish: during(...ballotTable.publish.from),
    cancel: during(...ballotTable.cancel.from),
    copy: right,
    report: state === 'closed' || state === 'published' ? yes : no('ballot-step'),
  };
}
