import type {
  Audience,
  SurveyFilter,
  SurveyRow,
  SurveyState,
  SurveyWhole,
} from '../../contract/survey/schemas.ts';
import {
  canChangeSurvey,
  canRunSurvey,
  canSeeResults,
  canWithdrawSurvey,
  type SurveyFacts,
} from '../../contract/survey/verdicts.ts';
import type { Verdict } from '../../contract/verdict.ts';
import * as org from '../org/service.ts';
import type { RequestContext } from '../platform/context.ts';
import { AppError } from '../platform/error.ts';
import { inScopes, type Trx } from '../platform/scope.ts';
import * as queries from './queries.ts';

/** Surveys in reach, the newest first. */
export async function list(
  ctx: RequestContext,
  filter: SurveyFilter,
): Promise<{ rows: SurveyRow[] }> {
  return inScopes(ctx, async (trx) => {
    const paths = await org.pathsFor(ctx, trx, filter.under);
    return { rows: (await queries.listSurveys(trx, paths, filter)).map(shapeOf) };
  });
}

function shapeOf(r: queries.ListedRow): SurveyRow {
  return {
    id: r.id,
    unit: { id: r.org_id, name: r.unit_name },
    title: r.title,
    audience: r.audience as Audience,
    anonymous: r.anonymous,
    needs: r.needs,
    state: r.state as SurveyState,
    closesOn: r.closes_on,
    openedOn: r.opened_on,
    closedOn: r.closed_on,
    questions: r.form.questions.length,
    answers: r.answers,
    asked: r.asked,
    answeredBy: r.answered_by,
    version: r.version,
  };
}

export const factsOf = (r: queries.SurveyRow): SurveyFacts => ({
  unitClosed: r.unit_closed,
  state: r.state as SurveyState,
  split: r.split,
});

export function enforce(verdict: Verdict): void {
  if (!verdict.ok) throw new AppError(verdict.why);
}

/** The stored survey, where the operation reaches it. */
export async function reached(
  ctx: RequestContext,
  trx: Trx,
  id: string,
): Promise<queries.ListedRow> {
  const row = await queries.surveyById(trx, id);
  if (!row || !org.inReach(ctx, row.org_path)) throw new AppError('not-found');
  return row;
}

/** A survey with its questions and how many have answered, by unit. */
export async function get(ctx: RequestContext, id: string): Promise<SurveyWhole> {
  return inScopes(ctx, async (trx) => {
    const row = await reached(ctx, trx, id);
    const write = org.mayAt(ctx, 'survey.write', row.org_path);
    const can = (verdict: (facts: SurveyFacts) => Verdict): Verdict =>
      write.ok ? verdict(factsOf(row)) : write;
    return {
      ...shapeOf(row),
      intro: row.intro,
      form: row.form as SurveyWhole['form'],
      formHash: row.form_hash,
      follows: row.follows,
      withdrawnReason: row.withdrawn_reason,
      ...(row.form_hash === null ? await drafted(trx, row) : await opened(trx, row, write.ok)),
      abilities: {
        change: can(canChangeSurvey),
        open: can(canChangeSurvey),
        close: can(canRunSurvey),
        withdraw: can(canWithdrawSurvey),
        enter: can(canRunSurvey),
        results: canSeeResults(factsOf(row)),
      },
    };
  });
}

type Parts = Pick<SurveyWhole, 'units' | 'roll'>;

/** Units and roll as they are written down. */
async function drafted(trx: Trx, row: queries.ListedRow): Promise<Parts> {
  const known = await queries.classesOf(
    trx,
    row.units.map((u) => u.unitId),
  );
  const units = row.units.map(({ unitId, people }) => ({
    unit: { id: unitId, name: known.get(unitId)?.name ?? '' },
    class: known.get(unitId)?.class ?? '',
    people: people ?? null,
    code: '',
    answers: 0,
    invited: row.roll.filter((r) => r.unitId === unitId).length,
  }));
  return { units, roll: row.roll.map((r) => ({ ...r, id: null, answered: null, known: false })) };
}

/** Who has answered is known by name only, and told only to those who run the survey. */
async function opened(trx: Trx, row: queries.ListedRow, mayWrite: boolean): Promise<Parts> {
  const units = await queries.unitsOf(trx, row);
  const invites = row.audience === 'roll' && mayWrite ? await queries.invitesOf(trx, row) : [];
  return {
    units: units.map((u) => ({
      unit: { id: u.unit_id, name: u.name },
      class: u.class,
      people: u.people,
      code: u.code,
      answers: u.answers,
      invited: u.invited,
    })),
    roll: invites.map((i) => ({
      id: i.id,
      known: i.person_id !== null,
      name: i.name,
      unitId: i.unit_id,
      answered: row.anonymous ? null : i.answered,
    })),
  };
}
