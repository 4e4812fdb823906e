import { describe, expect, it } from 'vitest';
import { numbersOf, type Opened } from '../../contract/cockpit/numbers.ts';
import type { Loop } from '../../contract/cockpit/operations.ts';
import { breakKinds } from '../../contract/problem/states.ts';
import { institutionsView, queryOf as rulesOf } from '../institution/view.ts';
import { ledgerView, queryOf } from '../problem/view.ts';
import { partsOf } from '../shell/at.ts';
import { queryOf as sessionsOf, studyView } from '../study/view.ts';
import { addressOf } from './links.ts';

const id = (n: number) => `019ac000-0000-7000-8000-00000000000${n}`;
const loop = (past: boolean): Loop => ({
  unit: { id: id(1), name: '城建集团' },
  on: '2026-05-20',
  past,
  week: { from: '2026-05-14', raised: 1, closed: 1, reopened: 1 },
  ...{ overdue: 1, longOverdue: 1, longBefore: '2026-04-20', silent: 1 },
  funnel: {
    ...{ sessions: 1, fruitless: 1, drafts: 1, found: 1, measured: 1, done: 1, applied: 1 },
    ...{ confirmed: 1, closed: 1, rules: 1 },
  },
  leads: { toStart: null, toApply: null, toConfirm: null, toClose: null, whole: null },
  lights: {},
  ageing: [1, 1, 1, 1],
  breaks: Object.fromEntries(breakKinds.map((b) => [b, 1])),
  units: [id(1), id(2)].map((unit) => ({
    ...{ id: unit, name: '三分公司', more: false, total: 1, open: 1, overdue: 1, longOverdue: 1 },
    ...{ closed: 1, reopened: 1, raisedByWeek: [], closedByWeek: [] },
  })),
});

function all(of: unknown): Opened[] {
  if (typeof of !== 'object' || of === null) return [];
  return 'room' in of ? [of as Opened] : Object.values(of).flatMap(all);
}

/** What the page asks the server for that an address opens. */
function askedBy(address: string): object {
  const { to, search } = partsOf(address);
  if (to === '/study') return sessionsOf(studyView.parse(search));
  if (to === '/institutions') return rulesOf(institutionsView.parse(search));
  return queryOf(ledgerView.parse(search));
}

describe('numbers of the cockpit', () => {
  it.each([false, true])('open a page that asks for what they count (past: %s)', (past) => {
    const numbers = all(numbersOf(loop(past), { campaign: id(3), nested: 'yes' }));
    expect(numbers.length).toBeGreaterThan(40);
    for (const number of numbers) expect(askedBy(addressOf(number))).toEqual(number.filter);
  });
});
