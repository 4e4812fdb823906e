import { isUnder } from '../../contract/permissions.ts';
import type { ProblemWhole } from '../../contract/problem/schemas.ts';
import { type Step, stepsFrom } from '../../contract/problem/states.ts';
import {
  type Actor,
  canAskExtension,
  canChange,
  canDismiss,
  canFinish,
  canObject,
  canRefuseClaim,
  canReport,
  canStep,
  observedFrom,
} from '../../contract/problem/verdicts.ts';
import { no, type Verdict } from '../../contract/verdict.ts';
import * as org from '../org/service.ts';
import * as person from '../person/service.ts';
import type { RequestContext } from '../platform/context.ts';
import { AppError } from '../platform/error.ts';
import { numberOf } from '../platform/numbers.ts';
import { inScopes, type Trx } from '../platform/scope.ts';
import { daysFor } from './days.ts';
import { canDecide } from './extensions.service.ts';
import { actorOf, type Whole, whole } from './facts.ts';
import { findingOf } from './note.ts';
import * as parts from './parts.queries.ts';
import * as queries from './queries.ts';
import { namesIn, rowOf, titled } from './rows.ts';

export async function get(ctx: RequestContext, id: string): Promise<ProblemWhole> {
  return inScopes(ctx, (trx) => wholeById(ctx, trx, id));
}

/** {@link get} inside the transaction of another room, under its scopes. */
export async function wholeById(ctx: RequestContext, trx: Trx, id: string): Promise<ProblemWhole> {
  const row = await queries.problemById(trx, id);
  if (!row) throw new AppError('not-found');
  return wholeOf(ctx, trx, row);
}

/** What the caller may do next with each of several problems; those out of reach are left out. */
export async function abilities(
  ctx: RequestContext,
  ids: readonly string[],
): Promise<{ id: string; steps: Record<Step, Verdict> }[]> {
  return inScopes(ctx, async (trx) => {
    const { today } = await daysFor(ctx, trx);
    const told = [];
    const rows = await queries.problemsById(trx, ids);
    if (rows.length === 0) throw new AppError('not-found');
    for (const row of rows) {
      const found = await whole(ctx, trx, row);
      const { steps } = abilitiesOf(found, await actorOf(ctx, trx, row), today);
      told.push({ id: row.id, steps });
    }
    return told;
  });
}

async function partsOf(trx: Trx, row: queries.ProblemRow) {
  return {
    progress: await parts.progressOf(trx, row),
    extensions: await parts.extensionsOf(trx, row),
    objections: await parts.objectionsOf(trx, row),
    rechecks: await parts.rechecksOf(trx, row),
    steps: await parts.stepsOf(trx, row),
  };
}
type Parts = Awaited<ReturnType<typeof partsOf>>;

async function namesFor(trx: Trx, row: queries.ProblemRow, found: Whole, all: Parts) {
  return namesIn(trx, [
    ...[row.owner_id, row.leader_id, row.person_id, row.created_by],
    ...[row.applied_by, row.reviewed_by, row.confirmed_by],
    ...found.measures.map((m) => m.owner_id),
    ...all.progress.map((p) => p.by_person),
    ...all.extensions.flatMap((e) => [e.asked_by, e.decided_by]),
    ...all.objections.map((o) => o.person_id),
    ...all.rechecks.map((r) => r.by_person),
    ...all.steps.flatMap((s) => [s.by_person, s.blamed]),
  ]);
}

/** Everything a drawer shows of a problem, with what the caller may do next. */
export async function wholeOf(
  ctx: RequestContext,
  trx: Trx,
  row: queries.ListedRow,
): Promise<ProblemWhole> {
  const found = await whole(ctx, trx, row);
  const actor = await actorOf(ctx, trx, row);
  const all = await partsOf(trx, row);
  const name = await namesFor(trx, row, found, all);
  const days = await daysFor(ctx, trx);
  const latest = await queries.latestProgress(trx, [row], days);
  return {
    ...rowOf(row, {
      ...{ measures: found.measures, name, days },
      taxonomy: found.frame.taxonomy,
      latest: latest.get(row.id),
      earlier: row.recurs_of ? await queries.problemById(trx, row.recurs_of) : undefined,
    }),
    above: (await org.namesAbove(trx, [row.org_path])).get(row.org_path)!,
    campaign: { id: found.frame.id, name: found.frame.name },
    createdBy: name(row.created_by)!,
    appliedBy: name(row.applied_by),
    reviewedBy: name(row.reviewed_by),
    confirmedBy: name(row.confirmed_by),
    noticeUntil: row.notice_until,
    noticeCode: row.notice_code,
    observedFrom: observedFrom(found.facts),
    recurrences: (await queries.recurrencesOf(trx, row.id)).map(titled),
    withdrawnReason: row.withdrawn_reason,
    ...shown(ctx, found, all, name),
    similar: await similarTo(trx, row),
    abilities: {
      ...abilitiesOf(found, actor, days.today),
      object: await mayObject(ctx, trx, found, days.today),
      refuseClaim: canRefuseClaim(found.facts, actor),
    },
  };
}

/** Whoever objects by name is named to those who keep the list, not to the whole unit. */
function objectorOf(ctx: RequestContext, { row }: Whole, id: string | null): string | null {
  const told = id === ctx.me?.id || org.mayAt(ctx, 'problem.read', row.org_path).ok;
  return told ? id : null;
}

async function mayObject(
  ctx: RequestContext,
  trx: Trx,
  { row, facts }: Whole,
  today: string,
): Promise<Verdict> {
  const home = await person.homeOf(trx, ctx.me!.id);
  const belongs = home !== undefined && isUnder(home.path, row.org_path);
  if (!belongs && !org.mayAt(ctx, 'problem.object', row.org_path).ok) return no('not-allowed');
  return canObject(facts, today);
}

function shown(
  ctx: RequestContext,
  found: Whole,
  all: Parts,
  name: Awaited<ReturnType<typeof namesFor>>,
) {
  const measureOwner = (id: string) => found.measures.find((m) => m.id === id)?.owner_id ?? null;
  return {
    progress: all.progress.map((p) => ({
      id: p.id,
      measureId: p.measure_id,
      on: p.on_day,
      text: p.text,
      value: numberOf(p.value),
      by: name(p.by_person)!,
      withdrawn: p.withdrawn_at ? (p.withdrawn_reason ?? '') : null,
    })),
    extensions: all.extensions.map((e) => ({
      id: e.id,
      measureId: e.measure_id,
      was: e.was,
      wanted: e.wanted,
      reason: e.reason,
      state: e.state as ProblemWhole['extensions'][number]['state'],
      askedBy: name(e.asked_by)!,
      decidedBy: name(e.decided_by),
      decision: e.decision,
      abilities: {
        decide: canDecide(ctx, e, {
          ...found.row,
          measure_owner_id: measureOwner(e.measure_id),
        }),
      },
    })),
    objections: all.objections.map((o) => ({
      id: o.id,
      text: o.text,
      by: name(objectorOf(ctx, found, o.person_id)),
      at: o.at.toISOString(),
      state: o.state as ProblemWhole['objections'][number]['state'],
      answer: o.answer,
    })),
    rechecks: all.rechecks.map((r) => ({
      id: r.id,
      kind: r.kind as ProblemWhole['rechecks'][number]['kind'],
      due: r.due,
      state: r.state as ProblemWhole['rechecks'][number]['state'],
      findings: r.findings,
      value: numberOf(r.value),
      by: name(r.by_person),
      on: r.on_day,
    })),
    steps: all.steps.map((s) => ({
      id: s.id,
      step: s.step,
      from: s.from_state as ProblemWhole['steps'][number]['from'],
      to: s.to_state as ProblemWhole['steps'][number]['to'],
      due: s.due,
      reason: s.reason,
      finding: findingOf(s),
      by: name(s.by_person),
      blamed: name(s.blamed),
      on: s.on_day,
    })),
  };
}

async function similarTo(trx: Trx, row: queries.ProblemRow) {
  const near = await queries.similarClosed(trx, {
    path: row.org_path,
    except: row.id,
    words: row.title,
  });
  return near.map((s) => ({
    id: s.id,
    number: s.number,
    title: s.title,
    unit: { id: s.org_id, name: s.unit_name },
    state: s.state as ProblemWhole['state'],
    closedOn: s.closed_on,
    likeness: s.likeness,
  }));
}

function abilitiesOf({ facts, measures }: Whole, actor: Actor, today: string) {
  return {
    change: canChange(facts, actor),
    report: canReport(facts, actor),
    dismiss: canDismiss(facts, actor),
    measures: Object.fromEntries(
      measures.map(({ id }, i) => [
        id,
        {
          finish: canFinish(facts, facts.measures[i]!, actor),
          extend: canAskExtension(facts, facts.measures[i]!, actor),
        },
      ]),
    ),
    steps: Object.fromEntries(
      stepsFrom(facts.state).map((s) => [s, canStep(s, facts, actor, today)]),
    ) as Record<Step, Verdict>,
  };
}
