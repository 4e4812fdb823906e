import type { BreakKind, Light } from '../problem/states.ts';
import { breakKinds, lights } from '../problem/states.ts';
import type { Confirmers, Heat, Loop, Served } from './operations.ts';

/** A number of the cockpit with the list of what it counts: the room, and what its list is narrowed by. */
export interface Opened {
  readonly n: number;
  readonly room: 'problems' | 'study' | 'institutions';
  readonly filter: Readonly<Record<string, string>>;
}

/** What the cockpit looks at beside the unit and the day: they stand in its answer. */
export interface Frame {
  readonly campaign?: string | undefined;
  /** With the campaigns nested in it. */
  readonly nested?: 'yes' | undefined;
}

const UNCLOSED = 'open,working,applied,reviewed,confirmed,notice';
const OWED = { state: 'open,working', light: 'overdue' };
/** How far each stage of the funnel has come. */
const stages = {
  found: { state: `${UNCLOSED},closed` },
  measured: { come: 'measured' },
  done: { come: 'done' },
  applied: { state: 'applied,reviewed,confirmed,notice,closed' },
  confirmed: { state: 'confirmed,notice,closed' },
  closed: { state: 'closed' },
} as const;
export type Stage = keyof typeof stages;

const plus = (day: string, days: number): string =>
  new Date(Date.parse(`${day}T00:00:00Z`) + days * 86_400_000).toISOString().slice(0, 10);

/** Days since problems entered a list, by the last day of each age: up to 30, 60, 90, and beyond. */
const AGES = [30, 60, 90] as const;
function aged(on: string, i: number): Record<string, string> {
  const [from, to] = [AGES[i - 1], AGES[i]];
  return {
    ...(to === undefined ? {} : { raisedFrom: plus(on, -to) }),
    ...(from === undefined ? {} : { raisedTo: plus(on, -from - 1) }),
  };
}

const framed = (under: string, { campaign, nested }: Frame): Record<string, string> => ({
  under,
  ...(campaign ? { campaign } : {}),
  ...(campaign && nested ? { nested } : {}),
});

/** How a number of problems opens them, as of the day of an answer. */
function problemsOf({ unit, past, on }: Pick<Loop, 'unit' | 'past' | 'on'>, of: Frame) {
  const then: Record<string, string> = past ? { on } : {};
  return (n: number, narrow: Record<string, string>): Opened => ({
    ...{ n, room: 'problems' },
    filter: { ...framed(unit.id, of), ...then, ...narrow },
  });
}

/** What each unit confirmed, and what of it was opened again. */
export function confirmedOf(answer: Confirmers, of: Frame) {
  const problems = problemsOf(answer, of);
  return answer.rows.map(({ unit, confirmed, reopened }) => ({
    confirmed: problems(confirmed, { confirmer: unit.id }),
    reopened: problems(reopened, { confirmer: unit.id, cameBack: 'yes' }),
  }));
}

/** How many problems serve each business figure, and how many of them were confirmed. */
export function servedOf(answer: Served, of: Frame) {
  const problems = problemsOf(answer, of);
  return answer.rows.map(({ serves, problems: all, confirmed }) => ({
    problems: problems(all, { ...stages.found, serves }),
    confirmed: problems(confirmed, { ...stages.confirmed, serves }),
  }));
}

/**
 * Every number of the cockpit with the rows behind it, as of its day. The page makes its addresses of
 * them; a test walks all of them and counts.
 */
export function numbersOf(loop: Loop, of: Frame) {
  const { unit, week, on, funnel } = loop;
  const frame = framed(unit.id, of);
  const problems = problemsOf(loop, of);
  const long = { ...OWED, dueTo: plus(loop.longBefore, -1) };
  const heat = (h: Heat) => {
    // The unit itself stands among those under it with its own rows alone.
    const at: Record<string, string> = {
      under: h.id,
      ...(h.id === unit.id ? { only: 'unit' } : {}),
    };
    return {
      id: h.id,
      open: problems(h.open, { ...at, state: UNCLOSED }),
      overdue: problems(h.overdue, { ...at, ...OWED }),
      longOverdue: problems(h.longOverdue, { ...at, ...long }),
      reopened: problems(h.reopened, { ...at, reopened: 'yes' }),
      closed: problems(h.closed, { ...at, ...stages.closed }),
      total: problems(h.total, { ...at, ...stages.found }),
    };
  };
  const study = { ...frame, on };
  return {
    raised: problems(week.raised, { listedFrom: week.from, listedTo: on }),
    closed: problems(week.closed, { endedFrom: week.from, endedTo: on }),
    reopened: problems(week.reopened, { reopenedFrom: week.from, reopenedTo: on }),
    overdue: problems(loop.overdue, OWED),
    longOverdue: problems(loop.longOverdue, long),
    stages: Object.fromEntries(
      (Object.keys(stages) as Stage[]).map((s) => [s, problems(funnel[s], stages[s])]),
    ) as Record<Stage, Opened>,
    drafts: problems(funnel.drafts, { state: 'draft' }),
    sessions: { n: funnel.sessions, room: 'study', filter: { ...study, state: 'held' } } as Opened,
    fruitless: {
      n: funnel.fruitless,
      room: 'study',
      filter: { ...study, came: 'nothing' },
    } as Opened,
    rules: {
      ...{ n: funnel.rules, room: 'institutions' },
      filter: { ...frame, only: 'under', inForceTo: on },
    } as Opened,
    lights: Object.fromEntries(
      lights.map((light) => [light, problems(loop.lights[light] ?? 0, { light })]),
    ) as Record<Light, Opened>,
    ages: loop.ageing.map((n, i) => problems(n, { state: UNCLOSED, ...aged(on, i) })),
    breaks: Object.fromEntries(
      breakKinds.flatMap((b) =>
        loop.breaks[b] ? [[b, problems(loop.breaks[b], { break: b })]] : [],
      ),
    ) as Partial<Record<BreakKind, Opened>>,
    silent: problems(loop.silent, { silent: 'yes' }),
    units: loop.units.map(heat),
  };
}
export type Numbers = ReturnType<typeof numbersOf>;
