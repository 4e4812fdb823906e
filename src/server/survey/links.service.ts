import { randomBytes, randomUUID } from 'node:crypto';
import { canRunSurvey } from '../../contract/survey/verdicts.ts';
import type { RequestContext } from '../platform/context.ts';
import { AppError } from '../platform/error.ts';
import { EVERYWHERE, inScopes, withScopes } from '../platform/scope.ts';
import { noteOf } from '../record/service.ts';
import { tokenHash } from './answers.service.ts';
import * as queries from './queries.ts';
import { enforce, factsOf, reached } from './service.ts';
import { shuffled } from './shuffle.ts';
import { inviteFor } from './waiting.queries.ts';

const note = noteOf('survey');

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
    await queries.voidTokens(trx, row);
    const left = stillOut(row.anonymous, await queries.invitesOf(trx, row), [...units.values()]);
    const made = await Promise.all(
      shuffled(left).map(async ({ invite, name, unitRow }) => {
        const token = randomBytes(12).toString('base64url');
        return {
          id: randomUUID(),
          invite,
          name,
          unitRow,
          token,
          hash: await tokenHash(ctx, token),
        };
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
  units: readonly queries.UnitRow[],
): Left[] {
  if (!anonymous)
    return invites
      .filter((i) => !i.answered)
      .map((i) => ({ invite: i.id, name: i.name, unitRow: i.unit_row }));
  return units.flatMap((u) =>
    Array.from({ length: Math.max(0, u.invited - u.answers) }, () => ({
      invite: null,
      name: null,
      unitRow: u.id,
    })),
  );
}

/**
 * A link for the caller, whose name stands on the roll; of an anonymous roll none, as a link
 * belongs to nobody there. The one dealt out before holds too: whichever is used first counts.
 */
export async function mine(ctx: RequestContext, id: string): Promise<{ path: string | null }> {
  return withScopes(ctx, EVERYWHERE, async (trx) => {
    await queries.lockSurvey(trx, id, 'share');
    const invite = await inviteFor(trx, id, ctx.me!.id);
    const row = invite && (await queries.surveyById(trx, id));
    if (!row) throw new AppError('not-found');
    enforce(canRunSurvey(factsOf(row)));
    if (row.anonymous) return { path: null };
    const token = randomBytes(12).toString('base64url');
    await queries.insertTokens(trx, [
      {
        org_id: row.org_id,
        id: randomUUID(),
        org_path: row.org_path,
        survey_id: row.id,
        unit_row: invite.unit_row,
        hash: await tokenHash(ctx, token),
        anonymous: false,
        invite_id: invite.id,
        state: 'out',
      },
    ]);
    return { path: `/s/${invite.code}/${token}` };
  });
}
