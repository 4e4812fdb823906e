import { createHash, randomBytes } from 'node:crypto';
import type { z } from 'zod';
import { checkForm } from '../../contract/survey/check.ts';
import type { Form } from '../../contract/survey/form.ts';
import type { surveyFields } from '../../contract/survey/schemas.ts';
import {
  canChangeSurvey,
  canRunSurvey,
  canSplit,
  canWithdrawSurvey,
} from '../../contract/survey/verdicts.ts';
import { canonical } from '../../engine/index.ts';
import * as org from '../org/service.ts';
import * as person from '../person/service.ts';
import type { RequestContext } from '../platform/context.ts';
import { dayOf } from '../platform/days.ts';
import { AppError } from '../platform/error.ts';
import { newId } from '../platform/ids.ts';
import { inScopes, type Trx } from '../platform/scope.ts';
import { noteOf } from '../record/service.ts';
import { end } from './end.ts';
import * as queries from './queries.ts';
import { enforce, factsOf, reached } from './service.ts';
import { splitOf } from './split.ts';

type Fields = Readonly<z.output<z.ZodObject<typeof surveyFields>>>;
type Made = { id: string };
const note = noteOf('survey');

const unfit = (code: string, path: string, params?: Record<string, string | number>): AppError =>
  new AppError('survey-unfit', [{ code, path, ...(params ? { params } : {}) }]);

/** Columns of what was written; units must lie under that of the survey, the roll in its units. */
async function columnsOf(ctx: RequestContext, trx: Trx, unit: org.Place, given: Fields) {
  const today = dayOf(ctx.now());
  if (given.closesOn < today)
    throw new AppError('day-refused', [
      { code: 'survey:day-past', path: 'closesOn', params: { day: given.closesOn, today } },
    ]);
  if (given.audience !== 'roll' && !given.anonymous)
    throw unfit('survey:unfit-anonymous', 'anonymous');
  await checkUnits(trx, unit, given);
  const named = new Set(given.units.map((u) => u.unitId));
  given.roll.forEach((r, i) => {
    if (!named.has(r.unitId)) throw unfit('survey:unfit-roll', `roll[${i}]`, { name: r.name });
  });
  return {
    title: given.title,
    intro: given.intro,
    audience: given.audience,
    anonymous: given.anonymous,
    needs: given.needs,
    closes_on: given.closesOn,
    form: JSON.stringify(given.form),
    units: JSON.stringify(given.units),
    roll: JSON.stringify(given.audience === 'roll' ? given.roll : []),
  };
}

async function checkUnits(trx: Trx, unit: org.Place, given: Fields): Promise<void> {
  const ids = given.units.map((u) => u.unitId);
  if (new Set(ids).size < ids.length) throw unfit('survey:unfit-unit-twice', 'units');
  const known = await queries.classesOf(trx, ids);
  ids.forEach((id, i) => {
    const at = known.get(id);
    if (!at || at.closed || !org.isWithin(at.path, [unit.path]))
      throw unfit('survey:unfit-unit', `units[${i}]`);
  });
}

export async function create(
  ctx: RequestContext,
  { unitId, ...given }: Fields & { readonly unitId: string },
): Promise<Made> {
  return inScopes(ctx, async (trx) => {
    const unit = await org.placeOf(ctx, trx, unitId);
    const columns = await columnsOf(ctx, trx, unit, given);
    return insert(ctx, trx, unit, columns, null);
  });
}

type Columns = Awaited<ReturnType<typeof columnsOf>>;

async function insert(
  ctx: RequestContext,
  trx: Trx,
  unit: org.Place,
  columns: Columns,
  follows: string | null,
): Promise<Made> {
  const row = { id: newId(ctx.now()), org_id: unit.id, org_path: unit.path };
  await queries.insertSurvey(trx, {
    ...row,
    ...columns,
    follows,
    state: 'draft',
    created_at: ctx.now(),
    created_by: ctx.me!.id,
    version: 1,
  });
  return note(trx, ctx, 'create', row, { title: columns.title, form: columns.form, follows });
}

/** The stored survey, locked, of the version the caller has seen. */
async function held(ctx: RequestContext, trx: Trx, id: string, version: number) {
  await queries.lockSurvey(trx, id);
  const row = await reached(ctx, trx, id);
  if (row.version !== version) throw new AppError('conflict');
  return row;
}

export async function change(
  ctx: RequestContext,
  id: string,
  { version, ...given }: Fields & { readonly version: number },
): Promise<Made> {
  return inScopes(ctx, async (trx) => {
    const row = await held(ctx, trx, id, version);
    enforce(canChangeSurvey(factsOf(row)));
    const columns = await columnsOf(ctx, trx, { id: row.org_id, path: row.org_path }, given);
    await queries.updateSurvey(trx, row, columns);
    return note(trx, ctx, 'change', row, { title: columns.title, form: columns.form });
  });
}

/** Hash of the questions as they are asked: a version is known by it. */
export const formHash = (form: Form): string =>
  createHash('sha256').update(canonical(form)).digest('hex');

/** Opens a survey: from here on neither questions nor units nor roll change. */
export async function open(ctx: RequestContext, id: string, version: number): Promise<Made> {
  return inScopes(ctx, async (trx) => {
    const row = await held(ctx, trx, id, version);
    enforce(canChangeSurvey(factsOf(row)));
    const today = dayOf(ctx.now());
    if (row.closes_on < today)
      throw new AppError('day-refused', [
        { code: 'survey:day-past', path: 'closesOn', params: { day: row.closes_on, today } },
      ]);
    const [issue] = checkForm(row.form);
    if (issue) throw unfit(`survey:form-${issue.code}`, issue.path, issue.params);
    if (row.audience === 'roll' && row.roll.length === 0)
      throw unfit('survey:unfit-roll-empty', 'roll');
    const hash = formHash(row.form);
    const units = await placeUnits(ctx, trx, row);
    await queries.updateSurvey(trx, row, {
      state: 'open',
      opened_on: today,
      form_hash: hash,
      roll: '[]',
    });
    return note(trx, ctx, 'open', row, { form: hash, units, roll: row.roll.length });
  });
}

/** Units and roll as rows; a survey without units is about its own. Gives how many units. */
async function placeUnits(ctx: RequestContext, trx: Trx, row: queries.ListedRow): Promise<number> {
  const given = row.units.length > 0 ? row.units : [{ unitId: row.org_id, people: null }];
  const classes = await queries.classesOf(
    trx,
    given.map((u) => u.unitId),
  );
  const belongs = { org_id: row.org_id, org_path: row.org_path, survey_id: row.id };
  const units = given.map((u, position) => ({
    ...belongs,
    id: newId(ctx.now()),
    unit_id: u.unitId,
    class: classes.get(u.unitId)?.class ?? '',
    people: u.people ?? null,
    code: randomBytes(5).toString('hex'),
    position,
  }));
  const rowOf = new Map(units.map((u) => [u.unit_id, u.id]));
  const people = await person.unmistakable(
    trx,
    row.roll.map((r) => ({ orgId: r.unitId, name: r.name })),
  );
  const seen = new Set<string>();
  const twice = new Set(
    row.roll.flatMap((r) => {
      const key = person.named(r.unitId, r.name);
      if (seen.has(key)) return [key];
      seen.add(key);
      return [];
    }),
  );
  const meant = (r: { unitId: string; name: string }): string | null => {
    const key = person.named(r.unitId, r.name);
    return twice.has(key) ? null : (people.get(key) ?? null);
  };
  const invites = row.roll.map((r) => ({
    ...belongs,
    person_id: meant(r),
    id: newId(ctx.now()),
    unit_row: rowOf.get(r.unitId)!,
    name: r.name,
  }));
  await queries.insertParts(trx, units, invites);
  return units.length;
}

/** Closes a survey; results can be seen from then on. */
export async function close(ctx: RequestContext, id: string, version: number): Promise<Made> {
  return inScopes(ctx, async (trx) => {
    const row = await held(ctx, trx, id, version);
    enforce(canRunSurvey(factsOf(row)));
    return end(ctx, trx, row);
  });
}

export async function withdraw(
  ctx: RequestContext,
  id: string,
  { reason, version }: { readonly reason: string; readonly version: number },
): Promise<Made> {
  return inScopes(ctx, async (trx) => {
    const row = await held(ctx, trx, id, version);
    enforce(canWithdrawSurvey(factsOf(row)));
    await queries.voidTokens(trx, row);
    await queries.updateSurvey(trx, row, { state: 'withdrawn', withdrawn_reason: reason });
    return note(trx, ctx, 'withdraw', row, { reason });
  });
}

/** Chooses the question by whose answers results are shown; it stays, and goes on record. */
export async function split(
  ctx: RequestContext,
  id: string,
  { question, version }: { readonly question: string; readonly version: number },
): Promise<Made> {
  return inScopes(ctx, async (trx) => {
    const row = await held(ctx, trx, id, version);
    enforce(canSplit(factsOf(row)));
    if (!splitOf(row.form, question)) throw unfit('survey:unfit-split', 'question');
    await queries.updateSurvey(trx, row, { split: question });
    return note(trx, ctx, 'split', row, { question });
  });
}

/** The next version: the same questions and units as a draft, to be asked again. */
export async function copy(ctx: RequestContext, id: string, version: number): Promise<Made> {
  return inScopes(ctx, async (trx) => {
    const row = await held(ctx, trx, id, version);
    const unit = await org.placeOf(ctx, trx, row.org_id);
    const columns: Columns = {
      title: row.title,
      intro: row.intro,
      audience: row.audience as Columns['audience'],
      anonymous: row.anonymous,
      needs: row.needs,
      closes_on: dayOf(new Date(ctx.now().getTime() + 14 * 86_400_000)),
      form: JSON.stringify(row.form),
      units: JSON.stringify(row.units),
      roll: JSON.stringify(row.form_hash === null ? row.roll : await rollOf(trx, row)),
    };
    return insert(ctx, trx, unit, columns, row.id);
  });
}

async function rollOf(trx: Trx, row: queries.Key) {
  const invites = await queries.invitesOf(trx, row);
  return invites.map((i) => ({ unitId: i.unit_id, name: i.name }));
}
