import { randomUUID } from 'node:crypto';
import type { Answers } from '../../contract/survey/form.ts';
import { canRunSurvey } from '../../contract/survey/verdicts.ts';
import type { RequestContext } from '../platform/context.ts';
import { AppError } from '../platform/error.ts';
import { inScopes, type Trx } from '../platform/scope.ts';
import { noteOf } from '../record/service.ts';
import { insertNamed, refuseUnfit, tokenHash } from './answers.service.ts';
import { type Pass, putSlip } from './box.ts';
import * as queries from './queries.ts';
import { enforce, factsOf, reached } from './service.ts';

const note = noteOf('survey');

/** A form that was filled in on paper. */
export interface Paper {
  readonly unitId: string;
  readonly answers: Answers;
  /** By name: whose it is. */
  readonly invite?: string | undefined;
  /** Of an anonymous roll: the end of the link on the slip, where it came with it. */
  readonly slip?: string | undefined;
  /** Sent twice it is one answer. */
  readonly key?: string | undefined;
}

const unfit = (code: string, path: string): AppError =>
  new AppError('answers-unfit', [{ code, path }]);

/**
 * Enters a form that was filled in on paper; gives how many answers there are now. Nobody counts
 * twice: by name it is tied to whose it is, whose link is void then; of an anonymous roll it
 * spends the link of its slip, and a unit never has more answers than people on the roll.
 */
export async function enter(
  ctx: RequestContext,
  id: string,
  paper: Paper,
): Promise<{ answers: number }> {
  const slip = await inScopes(ctx, async (trx) => {
    await queries.lockSurvey(trx, id);
    const row = await reached(ctx, trx, id);
    enforce(canRunSurvey(factsOf(row)));
    const unit = (await queries.unitsOf(trx, row)).find((u) => u.unit_id === paper.unitId);
    if (!unit) throw unfit('survey:unfit-unit', 'unitId');
    refuseUnfit(row, paper.answers);
    const key = paper.key ?? randomUUID();
    await note(trx, ctx, 'enter', row, { unit: paper.unitId });
    const given = { unitRow: unit.id, way: 'paper' as const, key, answers: paper.answers };
    if (!row.anonymous) {
      await enterNamed(ctx, trx, row, { ...given, invite: paper.invite });
      return undefined;
    }
    if (row.audience === 'roll' && unit.answers >= unit.invited)
      throw unfit('survey:unfit-roll-full', 'unitId');
    return { ...given, pass: await passOf(ctx, trx, row, unit.id, paper.slip) };
  });
  if (slip) {
    const state = await putSlip(ctx, id, slip);
    if (state === 'over') throw new AppError('survey-not-open');
    if (state !== 'taken') throw unfit('survey:unfit-slip-spent', 'slip');
  }
  return inScopes(ctx, async (trx) => ({ answers: (await reached(ctx, trx, id)).answers }));
}

async function enterNamed(
  ctx: RequestContext,
  trx: Trx,
  row: queries.SurveyRow,
  given: Omit<Parameters<typeof insertNamed>[3], 'invite'> & {
    readonly invite: string | undefined;
  },
): Promise<void> {
  const invites = await queries.invitesOf(trx, row);
  const invite = invites.find((i) => i.id === given.invite && i.unit_row === given.unitRow);
  if (!invite) throw unfit('survey:unfit-invite', 'invite');
  // Waits for an answer that comes by the link at this moment.
  await queries.voidTokens(trx, row, invite.id);
  if (!(await insertNamed(ctx, trx, row, { ...given, invite: invite.id })))
    throw unfit('survey:unfit-answered', 'invite');
}

async function passOf(
  ctx: RequestContext,
  trx: Trx,
  row: queries.SurveyRow,
  unitRow: string,
  slip: string | undefined,
): Promise<Pass> {
  if (!slip) return { kind: 'none' };
  // The clerk may type the whole address or its end.
  const token = slip.split('/').at(-1)!;
  const held = /^[\w-]{16}$/.test(token)
    ? await queries.tokenByHash(trx, await tokenHash(ctx, token))
    : undefined;
  if (!held || held.survey_id !== row.id || held.unit_row !== unitRow || held.state === 'void')
    throw unfit('survey:unfit-slip', 'slip');
  return { kind: 'link', id: held.id };
}
