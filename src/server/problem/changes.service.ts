import type { z } from 'zod';
import { codesOf } from '../../contract/campaign/taxonomy.ts';
import type { measureFields, problemFields } from '../../contract/problem/schemas.ts';
import {
  type Actor,
  canChange,
  canPublish,
  canRaise,
  canStep,
  directionOf,
  type ProblemFacts,
} from '../../contract/problem/verdicts.ts';
import * as campaign from '../campaign/service.ts';
import * as org from '../org/service.ts';
import * as person from '../person/service.ts';
import type { RequestContext } from '../platform/context.ts';
import { dayOf } from '../platform/days.ts';
import { inScopes, inScopesOrNamed, type Trx } from '../platform/scope.ts';
import { actorOf, derived, enforce, factsOf, open, unfit, type Whole } from './facts.ts';
import { ofHome } from './named.queries.ts';
import { tellUnit } from './named.service.ts';
import { type NewProblem, newRows, numberText } from './new.ts';
import { note } from './note.ts';
import * as parts from './parts.queries.ts';
import { demandEarlier } from './recurrence.service.ts';
import type { Tell } from './told.many.ts';
import { tellBearers, tellNewOwner } from './told.service.ts';

export type Fields = Readonly<z.output<z.ZodObject<typeof problemFields>>>;
export type MeasureGiven = Readonly<z.output<z.ZodObject<typeof measureFields>>>;
type Loose<T> = { readonly [K in keyof T]?: T[K] | undefined };

/** Fields as columns; only those given. */
const columnNames: Readonly<Record<keyof Fields, string>> = {
  list: 'list',
  personId: 'person_id',
  source: 'source',
  sourceText: 'source_text',
  mirror: 'mirror',
  tendency: 'tendency',
  title: 'title',
  facts: 'facts',
  cause: 'cause',
  severity: 'severity',
  systemic: 'systemic',
  ownerId: 'owner_id',
  ownerName: 'owner_name',
  leaderId: 'leader_id',
  leaderName: 'leader_name',
  foreignNumber: 'foreign_number',
};
const measureColumns: Readonly<Record<keyof MeasureGiven, string>> = {
  text: 'text',
  kind: 'kind',
  due: 'due',
  ownerId: 'owner_id',
  ownerName: 'owner_name',
  criterion: 'criterion',
  figure: 'figure',
  figureUnit: 'figure_unit',
  baseline: 'baseline',
  target: 'target',
  direction: 'direction',
  beneficiaries: 'beneficiaries',
  expected: 'expected',
  serves: 'serves',
};

/** Empty texts are none; what is not given is left out. */
export function columnsOf<T extends object>(
  given: T,
  names: Readonly<Record<string, string>>,
): Record<string, unknown> {
  const values = given as Readonly<Record<string, unknown>>;
  const out: Record<string, unknown> = {};
  for (const key in names) {
    const value = values[key];
    if (value !== undefined) out[names[key]!] = value === '' ? null : value;
  }
  return out;
}
export const problemColumnsOf = (given: Loose<Fields>) => columnsOf(given, columnNames);
export const measureColumnsOf = (given: Loose<MeasureGiven>) => columnsOf(given, measureColumns);

/** People named must exist; whose list a personal one is must be said. */
export async function fitting(
  trx: Trx,
  given: Loose<Fields>,
  frame: campaign.CampaignFrame,
): Promise<void> {
  if (given.list === 'personal' && !given.personId) throw unfit('personId');
  if (given.tendency && !codesOf(frame.taxonomy).includes(given.tendency))
    throw unfit('tendency', { code: given.tendency });
  await people(trx, given, ['personId', 'ownerId', 'leaderId']);
}

/** Throws for the first of the named people who is nobody. */
export async function people<T extends object>(
  trx: Trx,
  given: T,
  keys: readonly (keyof T & string)[],
): Promise<void> {
  const ids = keys.flatMap((k) => (given[k] as string | null | undefined) ?? []);
  if (ids.length === 0) return;
  const names = await person.nameOf(trx, ids);
  for (const key of keys) {
    const id = given[key] as string | null | undefined;
    if (id && !names.has(id)) throw unfit(key);
  }
}

/** A target says which side of it is good, itself or by where the figure stood. */
export function aiming(given: Loose<MeasureGiven>): void {
  const { baseline = null, target = null, direction = null } = given;
  if (target !== null && directionOf({ baseline, target, direction }) === null)
    throw unfit('direction');
}

/**
 * Writes a problem down. For other rooms too: a session, a voice or a finding raises one with
 * `origin` naming it.
 */
export async function raise(
  ctx: RequestContext,
  trx: Trx,
  input: NewProblem,
): Promise<{ id: string; number: string }> {
  const unit = await org.placeOf(ctx, trx, input.unitId);
  const frame = await campaign.frameFor(trx, input.campaignId, unit);
  await fitting(trx, input, frame);
  if (input.recursOf)
    await demandEarlier(trx, { id: undefined, org_path: unit.path }, input.recursOf);
  for (const m of input.measures) {
    aiming(m);
    await people(trx, m, ['ownerId']);
  }
  const year = Number(dayOf(ctx.now()).slice(0, 4));
  const number = numberText(year, await parts.nextNumber(trx, unit.id, year));
  const { problem, measures, facts, step } = newRows(ctx, unit, frame, number, input);
  if (input.publish)
    enforce(
      canStep(
        'publish',
        { ...facts, state: 'draft' },
        await actorOf(ctx, trx, problem),
        dayOf(ctx.now()),
      ),
    );
  await parts.insertProblems(trx, [problem]);
  await parts.insertMeasures(trx, measures);
  await parts.insertSteps(trx, [step]);
  await note(trx, ctx, 'create', problem, {
    number,
    state: problem.state,
    ...columnsOf(input, columnNames),
    ...(input.origin ? { origin: input.origin } : {}),
    measures: input.measures.map((m) => measureColumnsOf(m)),
  });
  if (input.publish) await tellBearers(ctx, trx, problem, measures);
  return { id: problem.id, number };
}

/** Raises a problem for whoever writes in the unit, or belongs to it: then in words, as a draft. */
export async function create(ctx: RequestContext, input: NewProblem) {
  const naming = (trx: Trx, me: string) => ofHome(trx, input.unitId, me);
  return inScopesOrNamed(ctx, naming, async (at, trx) => {
    const unit = await org.placeOf(at, trx, input.unitId);
    const byRight = org.mayAt(at, 'problem.write', unit.path).ok;
    enforce(canRaise(input, byRight, at.me!.id));
    const made = await raise(at, trx, input);
    if (!byRight) await tellUnit(at, trx, unit, { ...made, title: input.title });
    return made;
  });
}

/** Changes what is given of a problem's words and people. */
export async function change(
  ctx: RequestContext,
  id: string,
  { version, ...given }: Loose<Fields> & { readonly version: number },
): Promise<{ id: string; version: number }> {
  return inScopes(ctx, async (trx) => {
    const found = await open(ctx, trx, id, version);
    const actor = await actorOf(ctx, trx, found.row);
    await writeChange(ctx, trx, found, await judgeChange(trx, found, given, actor));
    return { id, version: version + 1 };
  });
}

/** What a change writes; refused where the row or the caller does not allow it. */
export async function judgeChange(
  trx: Trx,
  { row, measures, facts, frame }: Whole,
  given: Loose<Fields>,
  actor: Actor,
) {
  enforce(canChange(facts, actor));
  await fitting(trx, { personId: row.person_id, ...given }, frame);
  const values = problemColumnsOf(given);
  const after: ProblemFacts = factsOf({ ...row, ...values }, measures, {
    unitClosed: facts.unitClosed,
    frame,
    institutions: facts.institutions,
    evidence: new Map(measures.map((m, i) => [m.id, facts.measures[i]!.evidence])),
    openObjections: facts.openObjections,
  });
  // What was needed to publish stays: an owner is replaced, not taken away.
  if (row.state !== 'draft') enforce(canPublish(after));
  return { given, values, breaks: derived(after, measures).breaks };
}

/** Writes what was judged, under the same lock. */
export async function writeChange(
  ctx: RequestContext,
  trx: Trx,
  { row }: Whole,
  { given, values, breaks }: Awaited<ReturnType<typeof judgeChange>>,
  tell?: Tell,
): Promise<void> {
  await parts.updateProblem(trx, row, { ...values, breaks });
  await note(trx, ctx, 'change', row, values);
  const key = `${row.id}:${row.version}`;
  const owner = { of: 'problem', before: row.owner_id, now: given.ownerId, key } as const;
  await tellNewOwner(ctx, trx, { ...row, ...values }, owner, tell);
}
