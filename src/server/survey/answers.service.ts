import { type Answers, counted, firstWrong } from '../../contract/survey/form.ts';
import type { RequestContext } from '../platform/context.ts';
import { dayOf } from '../platform/days.ts';
import { AppError } from '../platform/error.ts';
import { EVERYWHERE, type Trx, withScopes } from '../platform/scope.ts';
import { macOf } from '../platform/secret.ts';
import { record } from '../record/service.ts';
import { deviceMark, type Pass, putSlip, type Taken } from './box.ts';
import * as queries from './queries.ts';

/** What is kept of a link: without the key of the home folder nobody can try links against it. */
export const tokenHash = (ctx: RequestContext, token: string): Promise<Buffer> =>
  macOf(ctx.config.home, 'survey-token', Buffer.from(token));

/** Somebody's way into a survey: a unit's code, and a link where there is a roll. */
export interface Door {
  readonly survey: queries.SurveyRow;
  readonly unit: NonNullable<Awaited<ReturnType<typeof queries.unitByCode>>>;
  readonly token: Awaited<ReturnType<typeof queries.tokenByHash>>;
  /** Whether one may answer through it now, else why not. */
  readonly state: 'open' | 'over' | 'spent' | 'link';
}

/** The survey behind a code; `not-found` for codes of nothing and links that hold no more. */
export async function doorOf(
  ctx: RequestContext,
  code: string,
  token: string | undefined,
): Promise<Door> {
  return withScopes(ctx, EVERYWHERE, (trx) => door(ctx, trx, code, token));
}

async function door(
  ctx: RequestContext,
  trx: Trx,
  code: string,
  token: string | undefined,
  lock = false,
): Promise<Door> {
  const unit = /^[0-9a-f]{10}$/.test(code) ? await queries.unitByCode(trx, code) : undefined;
  const survey = unit && (await queries.bareSurvey(trx, unit.survey_id));
  if (!unit || !survey || survey.state === 'withdrawn') throw new AppError('not-found');
  const over = survey.state !== 'open' || survey.closes_on < dayOf(ctx.now());
  const held =
    token === undefined
      ? undefined
      : await queries.tokenByHash(trx, await tokenHash(ctx, token), lock);
  if (token !== undefined && (!held || held.unit_row !== unit.id)) throw new AppError('not-found');
  const roll = survey.audience === 'roll';
  const state =
    held?.state === 'spent'
      ? 'spent'
      : over
        ? 'over'
        : held?.state === 'void' || (roll && !held)
          ? 'link'
          : 'open';
  return { survey, unit, token: held, state };
}

/** Answers of one form, as they were sent. */
interface Sent {
  readonly answers: Answers;
  /** Id of the form, a random UUID: the same form sent again is one answer. */
  readonly key: string;
  /** Number that the phone made for this survey, where no link is needed. */
  readonly device?: string | undefined;
}

/**
 * Takes a finished answer; only this spends a link. Of an anonymous survey neither day nor link nor
 * anything of the request is kept ({@link putSlip}), and no entry is written, as an entry has a
 * time: the hash of all answers goes on record when it is closed.
 */
export async function submit(
  ctx: RequestContext,
  code: string,
  token: string | undefined,
  given: Sent,
): Promise<Taken> {
  const found = await doorOf(ctx, code, token);
  const { survey, unit, token: held, state } = found;
  // A link that is spent may have been spent by this very form, before the answer was lost.
  const again = state === 'spent' && survey.anonymous;
  if (state !== 'open' && !again) return state;
  refuseUnfit(survey, given.answers);
  if (!survey.anonymous) return submitNamed(ctx, code, token, given);
  const pass: Pass = held
    ? { kind: 'link', id: held.id }
    : given.device
      ? { kind: 'device', mark: await deviceMark(ctx, survey.id, given.device) }
      : { kind: 'none' };
  const { answers, key } = given;
  return putSlip(ctx, survey.id, { unitRow: unit.id, way: 'page', pass, key, answers });
}

/** By name, the answer, the end of its link and the entry on record are one. */
async function submitNamed(
  ctx: RequestContext,
  code: string,
  token: string | undefined,
  { answers, key }: Sent,
): Promise<Taken> {
  return withScopes(ctx, EVERYWHERE, async (trx) => {
    const { survey, unit, token: held, state } = await door(ctx, trx, code, token, true);
    if (state !== 'open') return state;
    const invite = held!.invite_id!;
    const row = { unitRow: unit.id, invite, way: 'page' as const, key, answers };
    if (!(await insertNamed(ctx, trx, survey, row))) return 'spent';
    await queries.updateToken(trx, held!, { state: 'spent', answers: null });
    // The others of this person: dealt out, or made by themselves.
    await queries.voidTokens(trx, survey, invite);
    await record(trx, ctx, {
      act: 'survey.answer',
      subject: `survey:${survey.id}`,
      org: { id: survey.org_id, path: survey.org_path },
      content: { invite },
    });
    return 'taken';
  });
}

export function refuseUnfit(survey: queries.SurveyRow, answers: Answers): void {
  const wrong = firstWrong(survey.form, answers);
  if (wrong)
    throw new AppError('answers-unfit', [{ code: wrong.why, path: `answers.${wrong.id}` }]);
}

/** Writes an answer by name; nothing where this person has answered already. */
export async function insertNamed(
  ctx: RequestContext,
  trx: Trx,
  survey: queries.SurveyRow,
  given: {
    readonly unitRow: string;
    readonly invite: string;
    readonly way: 'page' | 'paper';
    readonly key: string;
    readonly answers: Answers;
  },
): Promise<boolean> {
  return queries.insertNamed(trx, {
    org_id: survey.org_id,
    id: given.key,
    org_path: survey.org_path,
    survey_id: survey.id,
    unit_row: given.unitRow,
    way: given.way,
    answers: JSON.stringify(counted(survey.form, given.answers)),
    anonymous: false,
    invite_id: given.invite,
    on_day: dayOf(ctx.now()),
  });
}

/** Keeps what was answered so far with the link, of a survey by name; an anonymous one stays on the phone. */
export async function keepPartial(
  ctx: RequestContext,
  code: string,
  token: string,
  answers: Answers,
): Promise<void> {
  await withScopes(ctx, EVERYWHERE, async (trx) => {
    const { survey, token: held, state } = await door(ctx, trx, code, token, true);
    if (state !== 'open' || survey.anonymous || !held) return;
    await queries.updateToken(trx, held, { answers: JSON.stringify(answers) });
  });
}
