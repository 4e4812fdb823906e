import { namesOf } from '../../contract/campaign/taxonomy.ts';
import { lightBounds } from '../../contract/deadline/lights.ts';
import type {
  Finding,
  Measure,
  OfCampaign,
  ProblemFilter,
  ProblemRow,
} from '../../contract/problem/schemas.ts';
import type { BreakKind, MeasureKind } from '../../contract/problem/states.ts';
import { breakKinds, measureKinds } from '../../contract/problem/states.ts';
import { targetMet } from '../../contract/problem/verdicts.ts';
import * as campaign from '../campaign/service.ts';
import type { RequestContext } from '../platform/context.ts';
import { addDays, dayOf, startOf } from '../platform/days.ts';
import type { Trx } from '../platform/scope.ts';
import { workCalendar } from '../system/service.ts';
import * as queries from './figures.queries.ts';
import { selectionOf } from './list.service.ts';
import { findingOf } from './note.ts';
import * as lists from './queries.ts';
import { measureOf, rowsWith } from './rows.ts';
import { LONG_OVERDUE } from './totals.service.ts';

const OVERDUE_SHOWN = 10;
const EFFECTS_SHOWN = 20;

export interface Period {
  /** Path of the unit; everything under it counts. */
  readonly path: string;
  readonly of: OfCampaign;
  readonly from: string;
  readonly to: string;
}

/** A figure of a measure before and after, or what came of it in words. */
export interface Effect {
  readonly figure: string | null;
  readonly unit: string | null;
  readonly before: number | null;
  readonly after: number | null;
  readonly text: string | null;
  readonly target: number | null;
  readonly met: boolean | null;
  /** How many were to benefit, and how many did. */
  readonly expected: number | null;
  readonly benefited: number | null;
}

/** The days a period is told by. */
export async function spanOf(
  ctx: RequestContext,
  trx: Trx,
  { of, ...period }: Period,
): Promise<queries.Span> {
  const calendar = await workCalendar(trx);
  return {
    ...period,
    campaigns: await campaign.chosenOf(trx, of),
    today: dayOf(ctx.now()),
    overdueThrough: lightBounds(calendar, period.to, 1).overdueThrough,
    longBefore: addDays(period.to, -LONG_OVERDUE),
    until: startOf(addDays(period.to, 1)),
  };
}

/**
 * The loop in one unit and period, counted from the rows: what moved within it, how things stood
 * at its end, and how far along the chain. The same day gives the same figures later, but for
 * gaps in chains (`breaks`), which are known of today alone.
 */
export async function figures(ctx: RequestContext, trx: Trx, period: Period) {
  await lists.withRoom(trx);
  const span = await spanOf(ctx, trx, period);
  const closed = await queries.closedIn(trx, span, EFFECTS_SHOWN);
  const kinds = await queries.byKind(trx, span);
  const breaks = period.to < span.today ? [] : await queries.byBreak(trx, span);
  return {
    moved: await queries.moved(trx, span),
    standing: await queries.standing(trx, span),
    funnel: await queries.funnel(trx, span),
    units: await queries.byUnit(trx, span),
    tendencies: await tendencies(trx, span),
    kinds: measureKinds.flatMap((kind) => kinds.filter((k) => k.kind === kind)) as {
      kind: MeasureKind;
      total: number;
      done: number;
    }[],
    breaks: breakKinds.flatMap((kind) => breaks.filter((b) => b.kind === kind)) as {
      kind: BreakKind;
      n: number;
    }[],
    rechecks: await queries.rechecks(trx, span),
    overdue: await queries.longestOverdue(trx, span, OVERDUE_SHOWN),
    effects: await effects(trx, closed),
  };
}
export type Figures = Awaited<ReturnType<typeof figures>>;

/** By group of tendencies under its name in the campaign; null where nobody said which. */
async function tendencies(trx: Trx, span: queries.Span) {
  const rows = await queries.byTendency(trx, span);
  const frames = await campaign.framesOf(
    trx,
    rows.map((r) => r.campaign),
  );
  const sums = new Map<string | null, { total: number; closed: number }>();
  for (const { campaign: id, tendency, total, closed } of rows) {
    const key = tendency && namesOf(frames.get(id)?.taxonomy, tendency)[0]!;
    const sum = sums.get(key) ?? { total: 0, closed: 0 };
    sums.set(key, { total: sum.total + total, closed: sum.closed + closed });
  }
  return [...sums]
    .map(([name, sum]) => ({ name, ...sum }))
    .sort((a, b) => b.total - a.total || (a.name ?? '').localeCompare(b.name ?? ''));
}

async function effects(trx: Trx, closed: readonly lists.ListedRow[]) {
  const measures = await lists.measuresOf(trx, closed);
  return closed.map((row) => ({
    number: row.number,
    title: row.title,
    unit: row.unit_name,
    effects: measures
      .filter((m) => m.problem_id === row.id && m.state === 'done')
      .map((m) => effectOf(measureOf(m, () => null))),
  }));
}

/** What came of a measure, beside what was promised of it. */
export const effectOf = (m: Measure): Effect => ({
  figure: m.figure,
  unit: m.figureUnit,
  before: m.baseline,
  after: m.effect,
  text: m.effectText,
  target: m.target,
  met: targetMet(m),
  expected: m.expected,
  benefited: m.benefited,
});

export interface LedgerRow extends ProblemRow {
  /** Names of its tendency, the group first. */
  readonly tendencyNames: readonly string[];
  /** What was seen by who confirmed the close-out that holds. */
  readonly confirmed: Finding | null;
}

/** Rows of a filter by unit, at most so many, with the latest word on each, and how many there are. */
export async function ledger(
  ctx: RequestContext,
  trx: Trx,
  filter: ProblemFilter,
  most: number,
): Promise<{ rows: LedgerRow[]; total: number }> {
  const selection = await selectionOf(ctx, trx, filter);
  const total = await lists.countProblems(trx, selection);
  const listed = await lists.listProblems(trx, selection, { sort: 'unit', limit: most });
  const confirmed = await queries.confirmations(trx, listed);
  const frames = await campaign.framesOf(
    trx,
    listed.map((r) => r.campaign_id),
  );
  const rows = await rowsWith(trx, listed, selection.days);
  return {
    total,
    rows: rows.map((row) => ({
      ...row,
      confirmed: found(confirmed.get(row.id)),
      tendencyNames: row.tendency
        ? namesOf(frames.get(row.campaignId)?.taxonomy, row.tendency)
        : [],
    })),
  };
}

const found = (row: Parameters<typeof findingOf>[0] | undefined): Finding | null =>
  row ? findingOf(row) : null;
