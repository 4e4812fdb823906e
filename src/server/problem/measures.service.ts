import {
  canChange,
  canChangeMeasure,
  canFinish,
  canReport,
  canTakeBackProgress,
} from '../../contract/problem/verdicts.ts';
import type { RequestContext } from '../platform/context.ts';
import { dayOf } from '../platform/days.ts';
import { AppError } from '../platform/error.ts';
import { newId } from '../platform/ids.ts';
import { inScopes, inScopesOrNamed, type Trx } from '../platform/scope.ts';
import { aiming, type MeasureGiven, measureColumnsOf, people } from './changes.service.ts';
import { actorOf, enforce, open, refresh, type Whole } from './facts.ts';
import { ofMeasure, ofProblem, ofProgress } from './named.queries.ts';
import { newMeasure } from './new.ts';
import { note } from './note.ts';
import * as parts from './parts.queries.ts';
import type { MeasureRow } from './queries.ts';
import type { Tell } from './told.many.ts';
import { tellNewOwner } from './told.service.ts';

type Loose<T> = { readonly [K in keyof T]?: T[K] | undefined };

/** What says when a figure is good: changed, they must fit one another. */
const aims = ['baseline', 'target', 'direction'] as const;

/** A measure with its problem, both locked by the problem's row. */
export async function openMeasure(ctx: RequestContext, trx: Trx, id: string, version?: number) {
  const seen = await parts.measureById(trx, id);
  if (!seen) throw new AppError('not-found');
  const found = await open(ctx, trx, seen.problem_id);
  const at = found.measures.findIndex((m) => m.id === id);
  const measure = found.measures[at]!;
  if (version !== undefined && measure.version !== version) throw new AppError('conflict');
  return { ...found, measure, own: found.facts.measures[at]! };
}

export async function add(
  ctx: RequestContext,
  problemId: string,
  given: MeasureGiven,
): Promise<{ id: string }> {
  return inScopes(ctx, async (trx) => {
    const { row, measures, facts } = await open(ctx, trx, problemId);
    enforce(canChange(facts, await actorOf(ctx, trx, row)));
    aiming(given);
    await people(trx, given, ['ownerId']);
    const measure = newMeasure(ctx, row, (measures.at(-1)?.position ?? -1) + 1, given);
    await parts.insertMeasures(trx, [measure]);
    await refresh(ctx, trx, problemId);
    await note(trx, ctx, 'add-measure', row, { measure: measure.id, ...measureColumnsOf(given) });
    await tellNewOwner(ctx, trx, row, {
      ...{ of: 'measure', before: null, now: given.ownerId, key: `${measure.id}:0` },
    });
    return { id: measure.id };
  });
}

export async function change(
  ctx: RequestContext,
  id: string,
  { version, ...given }: Loose<MeasureGiven> & { readonly version: number },
): Promise<{ id: string; version: number }> {
  return inScopes(ctx, async (trx) => {
    const found = await openMeasure(ctx, trx, id, version);
    enforce(canChangeMeasure(found.facts, found.own, await actorOf(ctx, trx, found.row)));
    if (aims.some((field) => given[field] !== undefined)) {
      const { baseline, target, direction } = { ...found.own, ...given };
      aiming({ baseline, target, direction });
    }
    await people(trx, given, ['ownerId']);
    await writeMeasure(ctx, trx, found, given);
    return { id, version: version + 1 };
  });
}

/** Writes a change of a measure that was judged, under the lock of its problem. */
export async function writeMeasure(
  ctx: RequestContext,
  trx: Trx,
  { row, measure }: Pick<Whole, 'row'> & { readonly measure: MeasureRow },
  given: Loose<MeasureGiven>,
  tell?: Tell,
): Promise<void> {
  const values = measureColumnsOf(given);
  await parts.updateMeasure(trx, measure, values);
  await refresh(ctx, trx, row.id);
  await note(trx, ctx, 'change-measure', row, { measure: measure.id, ...values });
  const key = `${measure.id}:${measure.version}`;
  const owner = { of: 'measure', before: measure.owner_id, now: given.ownerId, key } as const;
  await tellNewOwner(ctx, trx, row, owner, tell);
}

export async function withdraw(
  ctx: RequestContext,
  id: string,
  input: { readonly reason: string; readonly version: number },
): Promise<{ id: string }> {
  return inScopes(ctx, async (trx) => {
    const { row, facts, own, measure } = await openMeasure(ctx, trx, id, input.version);
    enforce(canChange(facts, await actorOf(ctx, trx, row)));
    if (own.state === 'withdrawn' || own.state === 'done') throw new AppError('measure-over');
    await parts.updateMeasure(trx, measure, {
      state: 'withdrawn',
      withdrawn_reason: input.reason,
    });
    await refresh(ctx, trx, row.id);
    await note(trx, ctx, 'withdraw-measure', row, { measure: id, reason: input.reason });
    return { id };
  });
}

interface Effect {
  readonly doneOn: string;
  readonly effect?: number | null | undefined;
  readonly effectText?: string | null | undefined;
  readonly effectOn?: string | null | undefined;
  readonly benefited?: number | null | undefined;
  readonly version: number;
}

/** Days lie between the start of work and today, the measuring not before the doing. */
function demandDays(given: Effect, startedOn: string, today: string): void {
  const refuse = (
    path: string,
    code: 'problem:day-early' | 'problem:day-late',
    day: string,
  ): AppError => new AppError('day-refused', [{ code, path, params: { day } }]);
  if (given.doneOn < startedOn) throw refuse('doneOn', 'problem:day-early', startedOn);
  if (given.doneOn > today) throw refuse('doneOn', 'problem:day-late', today);
  if (!given.effectOn) return;
  if (given.effectOn < given.doneOn) throw refuse('effectOn', 'problem:day-early', given.doneOn);
  if (given.effectOn > today) throw refuse('effectOn', 'problem:day-late', today);
}

/**
 * A measure is done, with what came of it as far as it is known; said again when it was
 * measured later, until close-out is applied for.
 */
export async function finish(
  ctx: RequestContext,
  id: string,
  input: Effect,
): Promise<{ id: string }> {
  const naming = (trx: Trx, me: string) => ofMeasure(trx, id, me);
  return inScopesOrNamed(ctx, naming, async (at, trx) => {
    const { row, facts, own, measure } = await openMeasure(at, trx, id, input.version);
    enforce(canFinish(facts, own, await actorOf(at, trx, row)));
    if (own.state === 'withdrawn') throw new AppError('measure-over');
    if (own.state === 'planned') throw new AppError('measure-planned');
    demandDays(input, measure.started_on!, dayOf(at.now()));
    const measured = input.effect != null || Boolean(input.effectText);
    if (measured !== Boolean(input.effectOn))
      throw new AppError('problem-unfit', [{ code: 'problem:unfit-effect', path: 'effectOn' }]);
    if (measured && measure.target !== null && input.effect == null)
      throw new AppError('problem-unfit', [
        { code: 'problem:unfit-figure', path: 'effect', params: { figure: measure.figure ?? '' } },
      ]);
    const values = {
      state: 'done',
      done_on: input.doneOn,
      effect: input.effect ?? null,
      effect_text: input.effectText || null,
      effect_on: input.effectOn ?? null,
      benefited: input.benefited ?? null,
    };
    await parts.updateMeasure(trx, measure, values);
    await refresh(at, trx, row.id);
    await note(trx, at, 'finish-measure', row, { measure: id, ...values });
    return { id };
  });
}

export async function report(
  ctx: RequestContext,
  problemId: string,
  input: {
    readonly measureId?: string | null | undefined;
    readonly on: string;
    readonly text: string;
    readonly value?: number | null | undefined;
  },
): Promise<{ id: string }> {
  const naming = (trx: Trx, me: string) => ofProblem(trx, problemId, me);
  return inScopesOrNamed(ctx, naming, async (at, trx) => {
    const { row, measures, facts } = await open(at, trx, problemId);
    enforce(canReport(facts, await actorOf(at, trx, row)));
    const today = dayOf(at.now());
    if (input.on > today)
      throw new AppError('day-refused', [
        { code: 'problem:day-late', path: 'on', params: { day: today } },
      ]);
    if (input.measureId && !measures.some((m) => m.id === input.measureId))
      throw new AppError('not-found');
    const values = {
      measure_id: input.measureId ?? null,
      on_day: input.on,
      text: input.text,
      value: input.value ?? null,
    };
    const key = { org_id: row.org_id, id: newId(at.now()), org_path: row.org_path };
    await parts.insertProgress(trx, {
      ...key,
      problem_id: row.id,
      ...values,
      by_person: at.me!.id,
      at: at.now(),
    });
    await refresh(at, trx, problemId);
    await note(trx, at, 'report', row, { progress: key.id, ...values });
    return { id: key.id };
  });
}

export async function withdrawProgress(
  ctx: RequestContext,
  id: string,
  input: { readonly reason: string },
): Promise<{ id: string }> {
  const naming = (trx: Trx, me: string) => ofProgress(trx, id, me);
  return inScopesOrNamed(ctx, naming, async (at, trx) => {
    const seen = await parts.progressById(trx, id);
    if (!seen) throw new AppError('not-found');
    const { row, facts } = await open(at, trx, seen.problem_id);
    enforce(canTakeBackProgress(facts, seen.by_person, await actorOf(at, trx, row)));
    const progress = (await parts.progressById(trx, id))!;
    if (progress.withdrawn_at) throw new AppError('progress-withdrawn');
    const values = { withdrawn_at: at.now(), withdrawn_reason: input.reason };
    await parts.updateProgress(trx, progress, values);
    await note(trx, at, 'withdraw-progress', row, { progress: id, reason: input.reason });
    return { id };
  });
}
