import { addWorkingDays } from '../../contract/deadline/calendar.ts';
import type { ActOf } from '../../contract/record/acts.ts';
import {
  askedStates,
  type Kind,
  type Transition,
  transitions,
  type VoiceState,
  type VoiceStep,
} from '../../contract/voice/states.ts';
import { canVoiceStep } from '../../contract/voice/verdicts.ts';
import * as org from '../org/service.ts';
import type { Context, RequestContext } from '../platform/context.ts';
import { dayOf, dayOnly } from '../platform/days.ts';
import { AppError } from '../platform/error.ts';
import { newIdIn } from '../platform/ids.ts';
import { beyondScopes, type Trx } from '../platform/scope.ts';
import { record } from '../record/service.ts';
import { readSettings, workCalendar } from '../system/service.ts';
import * as queries from './queries.ts';
import { noteSealed, sealWords } from './sealed.ts';
import { actorOf, behind, type Door, factsOf, opened } from './service.ts';

type By = Context & Pick<Partial<RequestContext>, 'me'>;

/** What a step brings besides itself. */
export interface Said {
  /** Told to the person. */
  readonly text?: string | null | undefined;
  /** Stays in the house. */
  readonly note?: string | null | undefined;
  readonly unit?: org.Place | undefined;
  readonly rating?: number | undefined;
}

interface Asked {
  readonly step: VoiceStep;
  readonly text?: string | null | undefined;
  readonly note?: string | null | undefined;
  readonly unitId?: string | null | undefined;
  readonly version: number;
}

/** A step as somebody of the house asks for it. */
export async function step(ctx: RequestContext, id: string, input: Asked, door: Door) {
  return behind(ctx, door, async (trx) => {
    const row = await opened(ctx, trx, id, door, input.version);
    if (row.handler_closed && !['assign', 'transfer'].includes(input.step))
      throw new AppError('unit-closed');
    const verdict = canVoiceStep(input.step, factsOf(row), actorOf(ctx, row));
    if (!verdict.ok) throw new AppError(verdict.why);
    const said = await saidOf(ctx, trx, row, input);
    const after = await take(ctx, trx, row, input.step, said);
    await follow(ctx, trx, row, input.step, said);
    return after;
  });
}

/** What a step needs is there, and the unit it names may be named. */
async function saidOf(
  ctx: RequestContext,
  trx: Trx,
  row: queries.ListedRow,
  { step: taken, text, note, unitId }: Asked,
): Promise<Said> {
  const { told, reason, unit: needsUnit }: Transition = transitions[taken];
  if (told && !text) throw missing('text');
  if (reason && !note) throw missing('note');
  const words = { text: told ? text : null, note };
  if (!needsUnit) return words;
  if (!unitId) throw new AppError('voice-unfit', [{ code: 'voice:unfit-unit', path: 'unitId' }]);
  // The desk hands out where it reaches; whoever says «not ours» may name any unit.
  const unit =
    taken === 'transfer'
      ? await beyondScopes(trx, () => org.placeOf({ ...ctx, scopes: [''] }, trx, unitId))
      : await org.placeOf(ctx, trx, unitId);
  if (unit.path === row.handler_path && row.state === 'assigned')
    throw new AppError('voice-unfit', [{ code: 'voice:unfit-same', path: 'unitId' }]);
  return { ...words, unit };
}

const missing = (path: string): AppError =>
  new AppError('reason-missing', [{ code: `voice:missing-${path}`, path }]);

/** Columns that follow from a step. */
async function columnsFor(
  ctx: By,
  trx: Trx,
  row: queries.VoiceRow,
  taken: VoiceStep,
  said: Said,
): Promise<Parameters<typeof queries.updateVoice>[2]> {
  const today = dayOf(ctx.now());
  const to = transitions[taken].to as VoiceState;
  const anew = async () => {
    const { voice: limits } = await readSettings(trx);
    const days = limits[row.kind as Kind];
    return { answer_by: addWorkingDays(await workCalendar(trx), today, days) };
  };
  return {
    state: to,
    moved_on: today,
    closed_on: to === 'closed' ? today : null,
    ...(said.unit ? { handler_id: said.unit.id, handler_path: said.unit.path } : {}),
    ...(taken === 'hold' ? { held_reason: said.note ?? null } : {}),
    ...(taken === 'release' ? { held_reason: null } : {}),
    ...(askedStates.includes(to)
      ? {
          answered_on: today,
          first_answered_on: row.first_answered_on ?? today,
          answer: row.sealed ? null : (said.text ?? null),
        }
      : {}),
    ...(taken === 'return'
      ? { returned: row.returned + 1, answered_on: null, main_id: null, ...(await anew()) }
      : {}),
    ...(taken === 'resume' ? { answered_on: null, ...(await anew()) } : {}),
    ...(said.rating ? { rating: said.rating } : {}),
  };
}

/**
 * Takes a step whose verdict has been heard: the row, its history, and the entry of the record.
 * What a person does by their code leaves the day only, and no name.
 */
export async function take(
  ctx: By,
  trx: Trx,
  row: queries.VoiceRow,
  taken: VoiceStep,
  said: Said,
): Promise<{ id: string; state: VoiceState; version: number }> {
  const to = transitions[taken].to as VoiceState;
  const columns = await columnsFor(ctx, trx, row, taken, said);
  // A voice handed on may leave the reach of whoever hands it on.
  await beyondScopes(trx, async () => {
    if (said.unit) await queries.handOn(trx, row, said.unit.path);
    await queries.updateVoice(trx, row, columns);
    await addStep(ctx, trx, said.unit ? { ...row, handler_path: said.unit.path } : row, {
      step: taken,
      to,
      said,
    });
  });
  const content = {
    from: row.state,
    to,
    ...(said.unit ? { unit: said.unit.id } : {}),
    ...(said.rating ? { rating: said.rating } : {}),
    ...(said.text ? { text: said.text } : {}),
    ...(said.note ? { note: said.note } : {}),
  };
  await noteStep(ctx, trx, row, taken, content);
  return { id: row.id, state: to, version: row.version + 1 };
}

/** A row of the history; words of whistle-blowing under the key. */
export async function addStep(
  ctx: By,
  trx: Trx,
  row: queries.VoiceRow,
  { step: name, to, said }: { readonly step: string; readonly to: string; readonly said: Said },
): Promise<void> {
  const words = async (text: string | null | undefined) =>
    text && row.sealed ? sealWords(ctx, row.id, { text }) : (text ?? null);
  await queries.insertStep(trx, {
    org_id: row.org_id,
    id: newIdIn(dayOnly(ctx).now()),
    org_path: row.org_path,
    handler_path: row.handler_path,
    sealed: row.sealed,
    voice_id: row.id,
    step: name,
    from_state: row.state,
    to_state: to,
    text: await words(said.text),
    note: await words(said.note),
    unit_id: said.unit?.id ?? null,
    rating: said.rating ?? null,
    by_person: ctx.me?.id ?? null,
    on_day: dayOf(ctx.now()),
  });
}

/** The entry of a step: of whistle-blowing a commitment alone. */
export async function noteStep(
  ctx: By,
  trx: Trx,
  row: queries.VoiceRow,
  act: ActOf<'voice'>,
  content: object,
): Promise<void> {
  if (row.sealed) {
    await noteSealed(ctx, trx, row, act, content);
    return;
  }
  await record(trx, ctx.me ? ctx : { actor: 'service:voice', ...dayOnly(ctx) }, {
    act: `voice.${act}`,
    subject: `voice:${row.id}`,
    org: { id: row.org_id, path: row.org_path },
    content,
  });
}

/** Steps of work that those handled together take with their main one, with the same words. */
const shared: readonly VoiceStep[] = ['assign', 'transfer', 'start', 'answer', 'refer', 'decline'];

async function follow(
  ctx: RequestContext,
  trx: Trx,
  main: queries.VoiceRow,
  taken: VoiceStep,
  said: Said,
): Promise<void> {
  if (!shared.includes(taken) || main.sealed) return;
  await beyondScopes(trx, async () => {
    for (const row of await queries.togetherWith(trx, main.id))
      if (row.state === main.state) await take(ctx, trx, row, taken, said);
  });
}
