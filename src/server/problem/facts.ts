import { isUnder } from '../../contract/permissions.ts';
import type {
  Direction,
  MeasureKind,
  MeasureState,
  ProblemState,
  Severity,
} from '../../contract/problem/states.ts';
import {
  type Actor,
  breaksOf,
  type MeasureFacts,
  owedOn,
  type ProblemFacts,
} from '../../contract/problem/verdicts.ts';
import type { Verdict } from '../../contract/verdict.ts';
import { groupBy } from '../../office/group.ts';
import { type CampaignFrame, framesOf } from '../campaign/service.ts';
import { countsOfMeasures } from '../evidence/counts.service.ts';
import * as institution from '../institution/service.ts';
import * as org from '../org/service.ts';
import * as person from '../person/service.ts';
import type { RequestContext } from '../platform/context.ts';
import { dayOf } from '../platform/days.ts';
import { AppError } from '../platform/error.ts';
import { numberOf } from '../platform/numbers.ts';
import type { Trx } from '../platform/scope.ts';
import * as parts from './parts.queries.ts';
import * as queries from './queries.ts';

export function enforce(verdict: Verdict): void {
  if (!verdict.ok) throw new AppError(verdict.why);
}

/** A field of a problem does not fit; the catalogue says why. */
export const unfit = (path: string, params: Record<string, string> = {}): AppError =>
  new AppError('problem-unfit', [{ code: `problem:unfit-${path}`, path, params }]);

const measureFacts = (m: queries.MeasureRow, evidence: number): MeasureFacts => ({
  state: m.state as MeasureState,
  kind: m.kind as MeasureKind,
  due: m.due,
  ownerId: m.owner_id,
  ownerName: m.owner_name,
  criterion: m.criterion,
  doneOn: m.done_on,
  baseline: numberOf(m.baseline),
  target: numberOf(m.target),
  direction: m.direction as Direction | null,
  effect: numberOf(m.effect),
  effectOn: m.effect_on,
  evidence,
  claimed: m.claimed,
});

/** What holds of a problem and its measures beside their own columns. */
export interface Around {
  readonly unitClosed: boolean;
  readonly frame: CampaignFrame;
  readonly institutions: number;
  readonly evidence: ReadonlyMap<string, number>;
  readonly openObjections: number;
}

export function factsOf(
  row: Omit<queries.ProblemRow, 'facts_key'>,
  measures: readonly queries.MeasureRow[],
  around: Around,
): ProblemFacts {
  return {
    state: row.state as ProblemState,
    unitClosed: around.unitClosed,
    systemic: row.systemic,
    ownerId: row.owner_id,
    ownerName: row.owner_name,
    personId: row.person_id,
    leaderId: row.leader_id,
    leaderName: row.leader_name,
    tendency: row.tendency,
    appliedBy: row.applied_by,
    reviewedBy: row.reviewed_by,
    measures: measures.map((m) => measureFacts(m, around.evidence.get(m.id) ?? 0)),
    institutions: around.institutions,
    observeDays: around.frame.rules.observeDays[row.severity as Severity],
    noticeUntil: row.notice_until,
    openObjections: around.openObjections,
    confirmedBy: row.confirmed_by,
    againFrom: row.again_from,
    claimUntil: row.claim_until,
  };
}

/** Evidence and rules beside a problem, by the rooms that keep them. */
async function besideOf(
  ctx: RequestContext,
  trx: Trx,
  row: queries.ProblemRow,
  measures: readonly queries.MeasureRow[],
): Promise<{ evidence: ReadonlyMap<string, number>; institutions: number }> {
  const evidence = await countsOfMeasures(
    trx,
    measures.map((m) => m.id),
  );
  const rules = await institution.countFor(trx, [row.id], dayOf(ctx.now()));
  return { evidence, institutions: rules.get(row.id) ?? 0 };
}

/** Everything that decisions about a problem rest on, read inside their transaction. */
export async function whole(ctx: RequestContext, trx: Trx, row: queries.ProblemRow) {
  const unit = await org.seen(ctx, trx, row.org_id);
  const measures = await queries.measuresOf(trx, [row]);
  const frame = (await framesOf(trx, [row.campaign_id])).get(row.campaign_id)!;
  const facts = factsOf(row, measures, {
    unitClosed: unit.closedOn !== null,
    frame,
    ...(await besideOf(ctx, trx, row, measures)),
    openObjections: await parts.countOpenObjections(trx, row),
  });
  return { row, unit, measures, frame, facts };
}
export type Whole = Awaited<ReturnType<typeof whole>>;

/**
 * Who the caller is to a problem. Inside are those of the unit and of units under it, and
 * whoever holds a post there; where the unit has nothing above it, only its own people are.
 */
export async function actorOf(
  ctx: RequestContext,
  trx: Trx,
  row: Pick<queries.ProblemRow, 'org_id' | 'org_path'>,
): Promise<Actor> {
  const me = ctx.me!;
  const at = (permission: Parameters<typeof org.mayAt>[1]) =>
    org.mayAt(ctx, permission, row.org_path).ok;
  const home = await person.homeOf(trx, me.id);
  const top = org.parentPath(row.org_path) === '';
  const belongs =
    home !== undefined && (top ? home.path === row.org_path : isUnder(home.path, row.org_path));
  const posts = await person.holdersOf(trx, row.org_id, dayOf(ctx.now()));
  return {
    id: me.id,
    unit: at('problem.write'),
    reviewer: at('problem.review'),
    confirmer: at('problem.confirm'),
    office: at('problem.settle'),
    inside: belongs || posts.some((p) => p.holders.some((h) => h.personId === me.id)),
  };
}

/** The stored problem, locked, as whoever changes it saw it. */
export async function open(
  ctx: RequestContext,
  trx: Trx,
  id: string,
  version?: number,
): Promise<Whole> {
  const row = await parts.lockProblem(trx, id);
  if (!row) throw new AppError('not-found');
  if (version !== undefined && row.version !== version) throw new AppError('conflict');
  return whole(ctx, trx, row);
}

/** {@link open} of many at once, by id, with who the caller is to each; those out of reach are left out. */
export async function openMany(
  ctx: RequestContext,
  trx: Trx,
  ids: readonly string[],
): Promise<Map<string, { readonly found: Whole; readonly actor: Actor }>> {
  const rows = await parts.lockProblems(trx, ids);
  const measures = groupBy(await queries.measuresOf(trx, rows), (m) => m.problem_id);
  const all = [...measures.values()].flat().map((m) => m.id);
  const evidence = await countsOfMeasures(trx, all);
  const rules = await institution.countFor(trx, ids, dayOf(ctx.now()));
  const objections = await parts.openObjectionsOf(trx, rows);
  const campaigns = rows.map((r) => r.campaign_id);
  const frames = await framesOf(trx, campaigns);
  const units = new Map<string, { unit: Whole['unit']; actor: Actor }>();
  for (const row of rows)
    if (!units.has(row.org_id))
      units.set(row.org_id, {
        unit: await org.seen(ctx, trx, row.org_id),
        actor: await actorOf(ctx, trx, row),
      });
  return new Map(
    rows.map((row) => {
      const { unit, actor } = units.get(row.org_id)!;
      const own = measures.get(row.id) ?? [];
      const frame = frames.get(row.campaign_id)!;
      const facts = factsOf(row, own, {
        ...{ unitClosed: unit.closedOn !== null, frame, evidence },
        institutions: rules.get(row.id) ?? 0,
        openObjections: objections.get(row.id) ?? 0,
      });
      return [row.id, { found: { row, unit, measures: own, frame, facts }, actor }];
    }),
  );
}

/** Columns of a problem that follow from its measures; the day it last moved comes beside them. */
export function derived(facts: ProblemFacts, measures: readonly queries.MeasureRow[]) {
  const standing = measures.filter((m) => m.state !== 'withdrawn');
  const owed = standing.filter((m) => m.state !== 'done');
  const days = (owed.length ? owed : standing).flatMap((m) => owedOn(m, facts) ?? []).sort();
  const doneDays = standing.flatMap((m) => m.done_on ?? []).sort();
  return {
    // The next deadline that is owed: what a light is told by.
    due: days[0] ?? null,
    long_term: standing.some((m) => m.kind === 'long-term'),
    done_on: doneDays.at(-1) ?? null,
    ...comeTo(standing),
    breaks: breaksOf(facts),
  };
}

/** How far measures that stand came, as the database has it too (`measures_changed`). */
function comeTo(standing: readonly queries.MeasureRow[]) {
  const ending = standing.filter((m) => m.kind !== 'long-term');
  const days = ending.flatMap((m) => m.done_on ?? []).sort();
  const done = standing.length > 0 && days.length === ending.length;
  return {
    measured: standing.length > 0,
    all_done_on: done ? (days.at(-1) ?? '-infinity') : null,
  };
}

/** {@link derived} of several problems, in their order: what stands beside them is read at once. */
export async function derivedOfMany(
  trx: Trx,
  problems: readonly {
    readonly row: queries.ProblemRow;
    readonly measures: readonly queries.MeasureRow[];
  }[],
  today: string,
): Promise<ReturnType<typeof derived>[]> {
  const evidence = await countsOfMeasures(
    trx,
    problems.flatMap(({ measures }) => measures.map((m) => m.id)),
  );
  const rules = await institution.countFor(
    trx,
    problems.map(({ row }) => row.id),
    today,
  );
  const frames = await framesOf(
    trx,
    problems.map(({ row }) => row.campaign_id),
  );
  return problems.map(({ row, measures }) => {
    const around = { unitClosed: false, openObjections: 0, evidence };
    const frame = frames.get(row.campaign_id)!;
    const institutions = rules.get(row.id) ?? 0;
    return derived(factsOf(row, measures, { ...around, frame, institutions }), measures);
  });
}

/** Columns of a problem of which nothing is claimed any more. */
export const noClaim = { claimed: false, claimed_on: null, claim_until: null } as const;

/** Brings the derived columns of a problem up to its measures as they stand now. */
export async function refresh(
  ctx: RequestContext,
  trx: Trx,
  id: string,
  more: Parameters<typeof parts.updateProblem>[2] = {},
): Promise<void> {
  const { row, measures, facts } = await open(ctx, trx, id);
  await parts.updateProblem(trx, row, {
    ...derived({ ...facts, ...stateOf(more) }, measures),
    moved_on: dayOf(ctx.now()),
    ...more,
  });
}

/**
 * Brings what chains lack up to the rules as they hold today, when those change: nothing of the
 * problems moved. Under scopes that reach them all, in the order of their ids.
 */
export async function rederive(trx: Trx, ids: readonly string[], today: string): Promise<void> {
  for (const id of [...ids].sort()) {
    const row = await parts.lockProblem(trx, id);
    if (!row) continue;
    const measures = await queries.measuresOf(trx, [row]);
    const [now] = await derivedOfMany(trx, [{ row, measures }], today);
    if (now!.breaks.join() !== row.breaks.join())
      await parts.updateProblem(trx, row, { breaks: now!.breaks });
  }
}

const stateOf = (more: {
  state?: string | undefined;
  claim_until?: string | null | undefined;
}) => ({
  ...(more.state ? { state: more.state as ProblemState } : {}),
  ...(more.claim_until === undefined ? {} : { claimUntil: more.claim_until }),
});
