import type { BallotAbilities } from '../../contract/ballot/office.ts';
import { type BallotState, ballotTable } from '../../contract/ballot/states.ts';
import { no, type Verdict, yes } from '../../contract/verdict.ts';

/** Whether the caller may begin and change things of a ballot, and whether they may end it. */
export interface Rights {
  readonly change: Verdict;
  readonly end: Verdict;
}

/** What may be done to a ballot now: by the rights of the caller, and by its state. */
export function abilitiesOf(
  rights: Rights,
  row: { readonly state: string; readonly reminded_on: string | null },
  today: string,
): BallotAbilities {
  const state = row.state as BallotState;
  const during = (right: Verdict, ...states: readonly BallotState[]): Verdict => {
    if (!right.ok) return right;
    return states.includes(state) ? yes : no('ballot-step');
  };
  const { change, end } = rights;
  const running = during(change, 'open');
  return {
    change: during(change, 'draft'),
    plan: during(change, 'draft', 'frozen', 'open'),
    freeze: during(change, ...ballotTable.freeze.from),
    codes: during(change, 'frozen'),
    open: during(change, ...ballotTable.open.from),
    remind: running.ok && row.reminded_on === today ? no('ballot-reminded') : running,
    close: during(end, ...ballotTable.close.from),
    publish: during(end, ...ballotTable.publish.from),
    cancel: during(end, ...ballotTable.cancel.from),
    copy: change,
    report: state === 'closed' || state === 'published' ? yes : no('ballot-step'),
  };
}
