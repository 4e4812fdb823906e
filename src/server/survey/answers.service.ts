import { randomBytes, randomUUID } from 'node:crypto';
import { type Answers, counted, firstWrong } from '../../contract/survey/form.ts';
import { canRunSurvey } from '../../contract/survey/verdicts.ts';
import type { RequestContext } from '../platform/context.ts';
import { dayOf } from '../platform/days.ts';
import { AppError } from '../platform/error.ts';
import { EVERYWHERE, inScopes, type Trx, withScopes } from '../platform/scope.ts';
import { macOf } from '../platform/secret.ts';
import { noteOf, record } from '../record/service.ts';
import * as queries from './queries.ts';
import { enforce, factsOf, reached } from './service.ts';
import { shuffled } from './shuffle.ts';

const note = noteOf('survey');

/** What is kept of a link: without the key of the home folder nobody can try links against it. */
const hashOf = (ctx: RequestContext, token: string): Promise<Buffer> =>
  macOf(ctx.config.home, 'survey-token', Buffer.from(token));

/** Somebody's way into a survey: a unit's code, and a link where there is a roll. */
export interface Door {
  readonly survey: queries.ListedRow;
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
  const survey = unit && (await queries.surveyById(trx, unit.survey_id));
  if (!unit || !survey || survey.state === 'withdrawn') throw new AppError('not-found');
  const over = survey.state !== 'open' || survey.closes_on < dayOf(ctx.now());
  const held =
    token === undefined
      ? undefined
      : await queries.tokenByHash(trx, await hashOf(ctx, token), lock);
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

/**
 * Takes a finished answer. Only this spends a link, in the same transaction. Of an anonymous survey
 * neither day nor link nor anything of the request is kept, and no entry is written, as an
 * entry has a time: the hash of all answers goes on record when it is closed.
 *
 * @param key id of the form, a random UUID: the same form sent again is one answer
 */
export async function submit(
  ctx: RequestContext,
  code: string,
  token: string | undefined,
  given: { readonly answers: Answers; readonly key: string },
): Promise<'taken' | Door['state']> {
  return withScopes(ctx, EVERYWHERE, async (trx) => {
    const found = await door(ctx, trx, code, token, true);
    if (found.state !== 'open') return found.state;
    const { survey, unit, token: held } = found;
    refuseUnfit(survey, given.answers);
    await insert(ctx, trx, survey, unit.id, given, 'page', held?.invite_id ?? null);
    if (held) await queries.updateToken(trx, held, { state: 'spent', answers: null });
    if (!survey.anonymous)
      await record(trx, ctx, {
        act: 'survey.answer',
        subject: `survey:${survey.id}`,
        org: { id: survey.org_id, path: survey.org_path },
        content: { invite: held?.invite_id ?? null },
      });
    return 'taken';
  });
}

function refuseUnfit(survey: queries.ListedRow, answers: Answers): void {
  const wrong = firstWrong(survey.form, answers);
  if (wrong)
    throw new AppError('answers-unfit', [{ code: wrong.why, path: `answers.${wrong.id}` }]);
}

async function insert(
  ctx: RequestContext,
  trx: Trx,
  survey: queries.ListedRow,
  unitRow: string,
  { answers, key }: { readonly answers: Answers; readonly key: string },
  way: 'page' | 'paper',
  invite: string | null,
): Promise<void> {
  await queries.insertAnswer(trx, {
    org_id: survey.org_id,
    id: key,
    org_path: survey.org_path,
    survey_id: survey.id,
    unit_row: unitRow,
    way,
    answers: JSON.stringify(counted(survey.form, answers)),
    anonymous: survey.anonymous,
    invite_id: survey.anonymous ? null : invite,
    on_day: survey.anonymous ? null : dayOf(ctx.now()),
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

/** Enters a form that was filled in on paper; gives how many answers there are now. */
export async function enter(
  ctx: RequestContext,
  id: string,
  { unitId, answers }: { readonly unitId: string; readonly answers: Answers },
): Promise<{ answers: number }> {
  return inScopes(ctx, async (trx) => {
    const row = await reached(ctx, trx, id);
    enforce(canRunSurvey(factsOf(row)));
    const unit = (await queries.unitsOf(trx, row)).find((u) => u.unit_id === unitId);
    if (!unit) throw new AppError('answers-unfit', [{ code: 'survey:unfit-unit', path: 'unitId' }]);
    refuseUnfit(row, answers);
    await insert(ctx, trx, row, unit.id, { answers, key: randomUUID() }, 'paper', null);
    await note(trx, ctx, 'enter', row, { unit: unitId });
    return { answers: row.answers + 1 };
  });
}

/**
 * Links of a roll, told this once; links that nobody has used yet are void from then on. By name, a
 * link belongs to somebody. Of an anonymous survey a unit has as many links as people, and
 * nobody knows which goes to whom: they are dealt out like folded slips of paper.
 */
export async function links(ctx: RequestContext, id: string) {
  return inScopes(ctx, async (trx) => {
    await queries.lockSurvey(trx, id);
    const row = await reached(ctx, trx, id);
    enforce(canRunSurvey(factsOf(row)));
    if (row.audience !== 'roll')
      throw new AppError('survey-unfit', [{ code: 'survey:unfit-no-roll', path: 'id' }]);
    const units = new Map((await queries.unitsOf(trx, row)).map((u) => [u.id, u]));
    const spent = (await queries.tokensOut(trx, row)).filter((t) => t.state === 'spent');
    await queries.voidTokens(trx, row);
    const left = stillOut(row.anonymous, await queries.invitesOf(trx, row), spent);
    const made = await Promise.all(
      shuffled(left).map(async ({ invite, name, unitRow }) => {
        const token = randomBytes(12).toString('base64url');
        return { id: randomUUID(), invite, name, unitRow, token, hash: await hashOf(ctx, token) };
      }),
    );
    await queries.insertTokens(
      trx,
      made.map((m) => ({
        org_id: row.org_id,
        id: m.id,
        org_path: row.org_path,
        survey_id: row.id,
        unit_row: m.unitRow,
        hash: m.hash,
        anonymous: row.anonymous,
        invite_id: m.invite,
        state: 'out',
      })),
    );
    await note(trx, ctx, 'links', row, { made: made.length });
    const shown = made.map((m) => ({
      unit: units.get(m.unitRow)!.name,
      name: m.name,
      path: `/s/${units.get(m.unitRow)!.code}/${m.token}`,
    }));
    return { links: row.anonymous ? shown : shown.sort(byUnitAndName) };
  });
}

const byUnitAndName = (
  a: { unit: string; name: string | null },
  b: { unit: string; name: string | null },
): number => a.unit.localeCompare(b.unit, 'zh') || (a.name ?? '').localeCompare(b.name ?? '', 'zh');

interface Left {
  readonly invite: string | null;
  readonly name: string | null;
  readonly unitRow: string;
}

/** For whom links are still to be made: by name the ones without an answer, else as many as are left. */
function stillOut(
  anonymous: boolean,
  invites: Awaited<ReturnType<typeof queries.invitesOf>>,
  spent: readonly { unit_row: string; invite_id: string | null }[],
): Left[] {
  if (!anonymous) {
    const done = new Set(spent.map((t) => t.invite_id));
    return invites
      .filter((i) => !done.has(i.id))
      .map((i) => ({ invite: i.id, name: i.name, unitRow: i.unit_row }));
  }
  const used = new Map<string, number>();
  for (const t of spent) used.set(t.unit_row, (used.get(t.unit_row) ?? 0) + 1);
  return invites.flatMap((i) => {
    const n = used.get(i.unit_row) ?? 0;
    if (n > 0) used.set(i.unit_row, n - 1);
    return n > 0 ? [] : [{ invite: null, name: null, unitRow: i.unit_row }];
  });
}
