import type { z } from 'zod';
import type { ActOf } from '../../contract/record/acts.ts';
import type { decisionFields, sessionFields } from '../../contract/study/schemas.ts';
import { canChangeSession, canSettle } from '../../contract/study/verdicts.ts';
import type { Verdict } from '../../contract/verdict.ts';
import { frameFor } from '../campaign/service.ts';
import * as org from '../org/service.ts';
import * as person from '../person/service.ts';
import type { RequestContext } from '../platform/context.ts';
import { dayOf } from '../platform/days.ts';
import { AppError } from '../platform/error.ts';
import { newId } from '../platform/ids.ts';
import { inScopes, inScopesOrNamed, type Trx } from '../platform/scope.ts';
import { briefsOf, raise as raiseProblem } from '../problem/origin.service.ts';
import { record } from '../record/service.ts';
import * as named from './named.queries.ts';
import * as queries from './queries.ts';
import { factsOf, keepsRecord } from './service.ts';

type Fields = Readonly<z.output<z.ZodObject<typeof sessionFields>>>;
type DecisionFields = Readonly<z.output<z.ZodObject<typeof decisionFields>>>;
type Made = { id: string };

export function enforce(verdict: Verdict): void {
  if (!verdict.ok) throw new AppError(verdict.why);
}
const unfit = (path: string): AppError =>
  new AppError('session-unfit', [{ code: `study:unfit-${path}`, path }]);

/** The entry of a change to a session or a part of it: its history is found by the session. */
export async function note(
  trx: Trx,
  ctx: RequestContext,
  act: ActOf<'study'>,
  at: { readonly id: string; readonly org_id: string; readonly org_path: string },
  content: object,
  kind: 'session' | 'reading' = 'session',
): Promise<void> {
  await record(trx, ctx, {
    act: `study.${act}`,
    subject: `${kind}:${at.id}`,
    org: { id: at.org_id, path: at.org_path },
    content,
  });
}

/** People named must be in the directory. */
async function known(trx: Trx, path: string, ids: readonly (string | null | undefined)[]) {
  const given = ids.flatMap((id) => id ?? []);
  const names = await person.nameOf(trx, given);
  if (given.some((id) => !names.has(id))) throw unfit(path);
}

async function columnsOf(ctx: RequestContext, trx: Trx, given: Fields & { held: boolean }) {
  const today = dayOf(ctx.now());
  if (given.held && given.on > today)
    throw new AppError('day-refused', [
      { code: 'study:day-to-come', path: 'on', params: { day: given.on, today } },
    ]);
  await known(trx, 'hostId', [given.hostId]);
  if (given.problemId && !(await briefsOf(ctx, trx, [given.problemId])).has(given.problemId))
    throw unfit('problemId');
  return {
    form: given.form,
    topic: given.topic,
    serves: given.serves,
    problem_id: given.problemId || null,
    on_day: given.on,
    at_time: given.at || null,
    place: given.place || null,
    host_id: given.hostId || null,
    host_name: given.hostId ? null : given.hostName || null,
    speaker: given.speaker || null,
    agenda: [...given.agenda],
    outcome: given.outcome || null,
    state: given.held ? 'held' : 'planned',
  };
}

export async function create(
  ctx: RequestContext,
  input: Fields & { readonly unitId: string; readonly campaignId: string; readonly held: boolean },
): Promise<Made> {
  return inScopes(ctx, async (trx) => {
    const unit = await org.placeOf(ctx, trx, input.unitId);
    const frame = await frameFor(trx, input.campaignId, unit);
    const columns = await columnsOf(ctx, trx, input);
    const row = { id: newId(ctx.now()), org_id: unit.id, org_path: unit.path };
    await queries.insertSession(trx, {
      ...row,
      ...columns,
      campaign_id: frame.id,
      created_at: ctx.now(),
      created_by: ctx.me!.id,
      version: 1,
    });
    await note(trx, ctx, 'create', row, { campaign: frame.id, ...columns });
    return { id: row.id };
  });
}

/** The stored session, locked, where the operation reaches it. */
export async function open(
  ctx: RequestContext,
  trx: Trx,
  id: string,
  version?: number,
): Promise<queries.ListedRow> {
  await queries.lockSession(trx, id);
  const row = await queries.sessionById(trx, id);
  if (!row || !org.inReach(ctx, row.org_path)) throw new AppError('not-found');
  if (version !== undefined && row.version !== version) throw new AppError('conflict');
  enforce(canChangeSession(factsOf(row)));
  return row;
}

export async function change(
  ctx: RequestContext,
  id: string,
  { version, ...input }: Fields & { readonly held: boolean; readonly version: number },
): Promise<Made> {
  const naming = (trx: Trx, me: string) => named.ofHost(trx, id, me);
  return inScopesOrNamed(ctx, naming, async (at, trx) => {
    const row = await open(at, trx, id, version);
    // What it serves may lie out of the reach of whoever changes the rest: it stays.
    const same = row.problem_id !== null && row.problem_id === input.problemId;
    const columns = await columnsOf(at, trx, same ? { ...input, problemId: null } : input);
    const values = same ? { ...columns, problem_id: row.problem_id } : columns;
    await queries.updateSession(trx, row, values);
    await note(trx, at, row.state !== 'held' && input.held ? 'hold' : 'change', row, values);
    return { id };
  });
}

export async function withdraw(
  ctx: RequestContext,
  id: string,
  { reason, version }: { readonly reason: string; readonly version: number },
): Promise<Made> {
  return inScopes(ctx, async (trx) => {
    const row = await open(ctx, trx, id, version);
    await queries.updateSession(trx, row, { state: 'withdrawn', withdrawn_reason: reason });
    await note(trx, ctx, 'withdraw', row, { reason });
    return { id };
  });
}

/** Raises a problem with the session as its origin, in the campaign of the session. */
export async function raise(
  ctx: RequestContext,
  id: string,
  input: Pick<
    Parameters<typeof raiseProblem>[2],
    'title' | 'facts' | 'severity' | 'mirror' | 'tendency' | 'ownerId' | 'ownerName'
  > & { readonly unitId?: string | undefined },
): Promise<{ id: string; number: string }> {
  const naming = (trx: Trx, me: string) => named.ofHost(trx, id, me);
  return inScopesOrNamed(ctx, naming, async (at, trx) => {
    const session = await open(at, trx, id);
    const { unitId = session.org_id, ...words } = input;
    // Hosting a session gives no say in the lists of the units under it.
    if (at !== ctx && unitId !== session.org_id) throw new AppError('not-found');
    return raiseProblem(at, trx, {
      ...words,
      unitId,
      campaignId: session.campaign_id,
      list: 'unit',
      source: 'study',
      sourceText: session.topic,
      systemic: false,
      origin: `session:${id}`,
      measures: [],
      publish: false,
    });
  });
}

const decisionColumns = (given: DecisionFields) => ({
  text: given.text,
  owner_id: given.ownerId || null,
  owner_name: given.ownerId ? null : given.ownerName || null,
  due: given.due || null,
  beneficiaries: given.beneficiaries || null,
  expected: given.expected ?? null,
});

export async function decide(
  ctx: RequestContext,
  id: string,
  input: DecisionFields,
): Promise<Made> {
  const naming = (trx: Trx, me: string) => named.ofHost(trx, id, me);
  return inScopesOrNamed(ctx, naming, async (at, trx) => {
    const session = await open(at, trx, id);
    await known(trx, 'ownerId', [input.ownerId]);
    const columns = decisionColumns(input);
    const decision = newId(at.now());
    await queries.insertDecision(trx, {
      ...columns,
      org_id: session.org_id,
      id: decision,
      org_path: session.org_path,
      session_id: id,
      state: 'open',
      created_at: at.now(),
      created_by: at.me!.id,
      version: 1,
    });
    await note(trx, at, 'decide', session, { decision, ...columns });
    return { id: decision };
  });
}

async function openDecision(ctx: RequestContext, trx: Trx, id: string, version: number) {
  const row = await queries.lockDecision(trx, id);
  if (!row) throw new AppError('not-found');
  const session = await open(ctx, trx, row.session_id);
  if (row.version !== version) throw new AppError('conflict');
  if (row.state !== 'open') throw new AppError('decision-settled');
  return { row, session };
}

export async function changeDecision(
  ctx: RequestContext,
  id: string,
  { version, ...input }: DecisionFields & { readonly version: number },
): Promise<Made> {
  const naming = (trx: Trx, me: string) => named.ofDecision(trx, id, me);
  return inScopesOrNamed(ctx, naming, async (at, trx) => {
    const { row, session } = await openDecision(at, trx, id, version);
    await known(trx, 'ownerId', [input.ownerId]);
    const columns = decisionColumns(input);
    await queries.updateDecision(trx, row, columns);
    await note(trx, at, 'change-decision', session, { decision: id, ...columns });
    return { id };
  });
}

/**
 * Says what became of a decision. How many benefited stands beside what was promised: of one that is
 * done, and that said who benefits or how many are expected to.
 */
export async function settleDecision(
  ctx: RequestContext,
  id: string,
  input: {
    readonly to: 'done' | 'withdrawn';
    readonly result: string;
    readonly benefited?: number | null | undefined;
    readonly version: number;
  },
): Promise<Made> {
  const { to, result, benefited = null, version } = input;
  const naming = (trx: Trx, me: string) => named.ofOwner(trx, id, me);
  return inScopesOrNamed(ctx, naming, async (at, trx) => {
    const { row, session } = await openDecision(at, trx, id, version);
    enforce(canSettle(to, { keeps: keepsRecord(at, session), owns: row.owner_id === at.me!.id }));
    const promised = row.beneficiaries !== null || row.expected !== null;
    if (benefited !== null && !(to === 'done' && promised)) throw unfit('benefited');
    const values = { state: to, result, benefited, settled_on: dayOf(at.now()) };
    await queries.updateDecision(trx, row, values);
    await note(trx, at, 'settle-decision', session, { decision: id, ...values });
    return { id };
  });
}
