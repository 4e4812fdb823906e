import type { BreakKind, Light, ProblemState } from '../../contract/problem/states.ts';
import { endStates, owingStates, problemStates } from '../../contract/problem/states.ts';
import { groupBy } from '../../office/group.ts';
import { addDays } from '../platform/days.ts';
import type { Trx } from '../platform/scope.ts';
import type { Leads } from './cockpit.queries.ts';
import type { Days } from './queries.ts';
import * as queries from './totals.queries.ts';

/** Problems due more than so many days ago are long overdue. */
export const LONG_OVERDUE = 30;
const WEEKS = 8;

export interface Counts {
  readonly states: Partial<Record<ProblemState, number>>;
  readonly lights: Partial<Record<Light, number>>;
  readonly breaks: Partial<Record<BreakKind, number>>;
  readonly silent: number;
}

const listed = problemStates.filter((s) => s !== 'draft' && s !== 'withdrawn');

/** What the kept totals of one unit say, as of today. */
export class Totals {
  readonly #tallies: readonly queries.Tally[];
  constructor(tallies: readonly queries.Tally[]) {
    this.#tallies = tallies;
  }

  #sum(what: string, fits: (t: queries.Tally) => boolean = () => true): number {
    let n = 0;
    for (const t of this.#tallies) if (t.what === what && fits(t)) n += t.n;
    return n;
  }
  #in(states: readonly string[]): number {
    return this.#sum('state', (t) => states.includes(t.word));
  }

  counts(): Counts {
    const states: Partial<Record<string, number>> = {};
    const breaks: Partial<Record<string, number>> = {};
    for (const t of this.#tallies) {
      if (t.what === 'state') states[t.word] = t.n;
      if (t.what === 'break') breaks[t.word] = t.n;
    }
    const due = (...buckets: number[]) => this.#sum('due', (t) => buckets.includes(t.bucket));
    const waiting = problemStates.filter((s) => !owingStates.includes(s) && !endStates.includes(s));
    const all: [Light, number][] = [
      ['overdue', due(0, 1)],
      ['soon', due(2)],
      ['open', due(3)],
      ['waiting', this.#in(waiting)],
      ['done', this.#in(endStates)],
    ];
    const lights = Object.fromEntries(all.filter(([, n]) => n > 0));
    return { states, lights, breaks, silent: this.#sum('moved', (t) => t.bucket === 1) };
  }

  funnel() {
    return {
      found: this.#in(listed),
      measured: this.#sum('come'),
      done: this.#sum('come', (t) => t.bucket === 1),
      applied: this.#in(['applied', 'reviewed', 'confirmed', 'notice', 'closed']),
      confirmed: this.#in(['confirmed', 'notice', 'closed']),
      closed: this.#in(['closed']),
    };
  }

  /** Problems that took a step in each of the last weeks, this one first. */
  #weeks(what: string): number[] {
    const weeks = Array.from({ length: WEEKS }, () => 0);
    for (const t of this.#tallies) {
      if (t.what === what) weeks[t.bucket]! += t.n;
      if (t.what === `${what}-twice`) weeks[t.bucket]! -= t.n;
    }
    return weeks;
  }

  /** What moved in the seven days up to today. */
  moved() {
    return {
      raised: this.#weeks('raised')[0]!,
      closed: this.#weeks('closed')[0]!,
      reopened: this.#weeks('reopened')[0]!,
    };
  }

  heat() {
    const due = (...buckets: number[]) =>
      this.#sum('due', (t) => t.word === 'work' && buckets.includes(t.bucket));
    const total = this.#in(listed);
    const closed = this.#in(['closed']);
    return {
      ...{ total, closed, open: total - closed, overdue: due(0, 1), longOverdue: due(0) },
      reopened: this.#sum('again'),
      raisedByWeek: this.#weeks('raised').reverse(),
      closedByWeek: this.#weeks('closed').reverse(),
    };
  }

  ageing(): number[] {
    return [0, 1, 2, 3].map((k) => this.#sum('age', (t) => t.bucket === k));
  }

  leads(): Leads {
    const half = (word: string) =>
      median(this.#tallies.filter((t) => t.what === 'lead' && t.word === word));
    return {
      toStart: half('toStart'),
      toApply: half('toApply'),
      toConfirm: half('toConfirm'),
      toClose: half('toClose'),
      whole: half('whole'),
    };
  }
}

/** Median of numbers by how often each comes, as `percentile_cont` has it. */
function median(counts: readonly queries.Tally[]): number | null {
  const sorted = [...counts].sort((a, b) => a.bucket - b.bucket);
  const all = sorted.reduce((sum, t) => sum + t.n, 0);
  if (all === 0) return null;
  const at = (place: number): number => {
    let seen = 0;
    for (const t of sorted) {
      seen += t.n;
      if (seen > place) return t.bucket;
    }
    return sorted.at(-1)!.bucket;
  };
  return (at(Math.floor((all - 1) / 2)) + at(Math.ceil((all - 1) / 2))) / 2;
}

/** What a heat list shows of the units in it. */
const HEAT = ['state', 'again', 'due', 'age', 'raised', 'raised-twice', 'closed', 'closed-twice'];

/** Kept totals of units by their paths; of others there are none, nor of a day that is over. */
export async function totalsOf(
  trx: Trx,
  given: {
    readonly paths: readonly string[];
    readonly campaigns: readonly string[] | undefined;
    readonly days: Days;
    readonly heat?: boolean;
  },
): Promise<Map<string, Totals>> {
  const { paths, campaigns, days, heat } = given;
  if (days.past) return new Map();
  const longBefore = addDays(days.today, -LONG_OVERDUE);
  const found = await queries.tallies(trx, {
    ...{ paths, campaigns, days, longBefore },
    ...(heat ? { only: HEAT } : {}),
  });
  return new Map([...groupBy(found, (t) => t.path)].map(([path, own]) => [path, new Totals(own)]));
}
