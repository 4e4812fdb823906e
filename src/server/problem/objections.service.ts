import { randomBytes } from 'node:crypto';
import type { Measure, ProblemWhole } from '../../contract/problem/schemas.ts';
import type { ProblemState } from '../../contract/problem/states.ts';
import { canDismiss, canObject, targetMet } from '../../contract/problem/verdicts.ts';
import type { Verdict } from '../../contract/verdict.ts';
import * as org from '../org/service.ts';
import type { RequestContext } from '../platform/context.ts';
import { dayOf, dayOnly } from '../platform/days.ts';
import { AppError } from '../platform/error.ts';
import { newId, newIdIn } from '../platform/ids.ts';
import { EVERYWHERE, inScopes, inScopesOrNamed, type Trx, withScopes } from '../platform/scope.ts';
import { codeOf, hashOf, readCode, shownCode } from '../platform/tracking.ts';
import { actorOf, enforce, open } from './facts.ts';
import { ofEmployee } from './named.queries.ts';
import { findingOf, note } from './note.ts';
import * as parts from './parts.queries.ts';
import * as queries from './queries.ts';
import { measureOf } from './rows.ts';
import { tellObjection } from './told.service.ts';

const objectable = (ctx: RequestContext, row: queries.ProblemRow): Verdict =>
  canObject({ state: row.state as ProblemState, noticeUntil: row.notice_until }, dayOf(ctx.now()));

/** Writes an objection down; an unnamed one leaves nobody's name and no time of day. */
export async function write(
  ctx: RequestContext,
  trx: Trx,
  row: queries.ProblemRow,
  text: string,
  personId: string | null,
  codeHash: Buffer | null = null,
): Promise<{ id: string }> {
  enforce(objectable(ctx, row));
  // Beside the time at which a session was last seen, a time of day would tell who it was.
  const { me: _, ...nobody } = dayOnly(ctx);
  const at = personId ? ctx : { ...nobody, actor: 'service:objection' };
  const id = personId ? newId(at.now()) : newIdIn(at.now());
  const key = { org_id: row.org_id, id, org_path: row.org_path };
  await parts.insertObjection(trx, {
    ...key,
    problem_id: row.id,
    text,
    person_id: personId,
    code_hash: codeHash,
    at: at.now(),
    state: 'open',
  });
  await note(trx, at, 'object', row, { objection: id, text });
  await tellObjection(ctx, trx, row, { id, by: personId });
  return { id };
}

interface Said {
  readonly text: string;
  /** Made by the form, at random: nothing of who fills it in. */
  readonly key?: string | undefined;
}

/**
 * An objection without a name. The code to read the answer with belongs to the key of the form: sent
 * again, it is the same objection. The problem is locked.
 */
async function writeUnnamed(
  ctx: RequestContext,
  trx: Trx,
  row: queries.ProblemRow,
  { text, key = randomBytes(24).toString('base64url') }: Said,
): Promise<{ id: string; code: string }> {
  const code = await codeOf(ctx, 'objection', `${row.notice_code} ${key}`);
  const hash = await hashOf(ctx, 'objection', code);
  const { id } =
    (await parts.objectionByCode(trx, hash)) ?? (await write(ctx, trx, row, text, null, hash));
  return { id, code: shownCode(code) };
}

/** Somebody who is signed in, affected by a close-out of any unit that is under notice. */
export async function object(
  ctx: RequestContext,
  problemId: string,
  input: Said & { readonly unnamed: boolean },
): Promise<{ id: string; code: string | null }> {
  const naming = (trx: Trx, me: string) => ofEmployee(trx, problemId, me);
  return inScopesOrNamed(ctx, naming, async (at, trx) => {
    const row = await parts.lockProblem(trx, problemId);
    if (!row) throw new AppError('not-found');
    if (input.unnamed) return writeUnnamed(at, trx, row, input);
    return { ...(await write(at, trx, row, input.text, at.me!.id)), code: null };
  });
}

/** The page behind the address of a notice: nothing of who, nothing of the way there. */
export async function notice(ctx: RequestContext, code: string) {
  return withScopes(ctx, EVERYWHERE, async (trx) => {
    const row = await queries.problemByNotice(trx, code);
    if (!row?.notice_until) throw new AppError('not-found');
    const measures = await queries.measuresOf(trx, [row]);
    const seen = await parts.lastStep(trx, row, 'confirm');
    return {
      unit: row.unit_name,
      number: row.number,
      title: row.title,
      measures: measures
        .filter((m) => m.state === 'done')
        .map((m) => publicly(measureOf(m, () => null))),
      confirmed: seen ? findingOf(seen) : null,
      until: row.notice_until,
      open: objectable(ctx, row).ok,
    };
  });
}

/** What anybody may read of a measure: what was promised and what came of it, nothing of who. */
function publicly(m: Measure) {
  const { text, criterion, figure, figureUnit, baseline, target, expected } = m;
  const { effect, effectText, benefited } = m;
  const promised = { text, criterion, figure, figureUnit, baseline, target, expected };
  return { ...promised, effect, effectText, benefited, met: targetMet(m) };
}

/** An objection from the public address; whoever is signed in there is not looked at. */
export async function objectPublicly(
  ctx: RequestContext,
  notice: string,
  input: Said,
): Promise<{ received: true; code: string }> {
  const code = await withScopes(ctx, EVERYWHERE, async (trx) => {
    const found = await queries.problemByNotice(trx, notice);
    const row = found && (await parts.lockProblem(trx, found.id));
    if (!row) throw new AppError('not-found');
    return (await writeUnnamed(ctx, trx, row, input)).code;
  });
  return { received: true, code };
}

/** What became of an objection, for whoever has its code: what was said, the answer, nobody's name. */
export async function followed(ctx: RequestContext, typed: string) {
  const code = readCode(typed);
  if (code === undefined) throw new AppError('not-found');
  const hash = await hashOf(ctx, 'objection', code);
  return withScopes(ctx, EVERYWHERE, async (trx) => {
    const objection = await parts.objectionByCode(trx, hash);
    if (!objection) throw new AppError('not-found');
    const problem = (await queries.problemById(trx, objection.problem_id))!;
    return {
      ...{ number: problem.number, title: problem.title, unit: problem.unit_name },
      ...{ text: objection.text, on: dayOf(objection.at), answer: objection.answer },
      state: objection.state as ProblemWhole['objections'][number]['state'],
    };
  });
}

/** Notices shown on one page. */
const MOST = 300;

/** Close-outs that are under notice now, of a unit with everything under it or of all. */
export async function noticesNow(ctx: RequestContext, unitId: string | undefined) {
  return withScopes(ctx, EVERYWHERE, async (trx) => {
    const unit = unitId === undefined ? undefined : await org.placeOf(ctx, trx, unitId);
    const rows = await queries.noticesUnder(
      trx,
      { path: unit?.path, today: dayOf(ctx.now()) },
      MOST,
    );
    return {
      unit: unit?.name ?? null,
      rows: rows.map((r) => ({
        ...{ code: r.notice_code!, unit: r.unit_name, number: r.number },
        ...{ title: r.title, until: r.notice_until! },
      })),
    };
  });
}

export async function dismiss(
  ctx: RequestContext,
  id: string,
  input: { readonly answer: string },
): Promise<{ id: string }> {
  return inScopes(ctx, async (trx) => {
    const seen = await parts.objectionById(trx, id);
    if (!seen) throw new AppError('not-found');
    const { row, facts } = await open(ctx, trx, seen.problem_id);
    enforce(canDismiss(facts, await actorOf(ctx, trx, row)));
    const objection = (await parts.objectionById(trx, id))!;
    if (objection.state !== 'open') throw new AppError('objection-decided');
    await parts.updateObjection(trx, objection, {
      state: 'dismissed',
      answer: input.answer,
      decided_by: ctx.me!.id,
      decided_at: ctx.now(),
    });
    await note(trx, ctx, 'dismiss-objection', row, { objection: id, answer: input.answer });
    return { id };
  });
}
