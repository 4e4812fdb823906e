import { CONTENT, type Kind, type Rating, type VoiceState } from '../../contract/voice/states.ts';
import { canPersonStep } from '../../contract/voice/verdicts.ts';
import type { RequestContext } from '../platform/context.ts';
import { dayOnly } from '../platform/days.ts';
import { AppError } from '../platform/error.ts';
import { EVERYWHERE, type Trx, withScopes } from '../platform/scope.ts';
import { hashOf, readCode } from '../platform/tracking.ts';
import { holdRaisedFrom, reopenedByVoice } from '../problem/voice.service.ts';
import * as queries from './queries.ts';
import { dueOf, factsOf, stepWords, wordsOf } from './service.ts';
import { noteStep, take } from './steps.service.ts';

/** What the person sees by their code: nothing of who works on it but the unit. */
export interface Status {
  readonly number: string;
  readonly kind: Kind;
  readonly title: string;
  readonly state: VoiceState;
  /** Where it is handled; of whistle-blowing nothing is told of where it lies. */
  readonly unit: string | null;
  readonly receivedOn: string;
  readonly due: string | null;
  readonly rating: number | null;
  readonly hasContact: boolean;
  readonly mayRate: boolean;
  readonly mayReturn: boolean;
  readonly steps: readonly {
    readonly step: string;
    readonly to: VoiceState;
    readonly text: string | null;
    readonly unit: string | null;
    readonly on: string;
  }[];
}

/**
 * Work for somebody who shows nothing but a tracking code; `not-found` when it is none of ours.
 *
 * @param first holds what is held before a voice
 */
async function byCode<T>(
  ctx: RequestContext,
  typed: string,
  work: (trx: Trx, row: queries.ListedRow, ctx: RequestContext) => Promise<T>,
  first: (trx: Trx, id: string) => Promise<void> = async () => {},
): Promise<T> {
  const code = readCode(typed);
  if (!code) throw new AppError('not-found');
  const hash = await hashOf(ctx, 'voice', code);
  const { me: _, ...stranger } = ctx;
  const nobody: RequestContext = { ...dayOnly(stranger), actor: 'service:voice' };
  return withScopes(nobody, EVERYWHERE, async (trx) => {
    await queries.openSealed(trx);
    const seen = await queries.voiceByCode(trx, hash);
    if (!seen) throw new AppError('not-found');
    await first(trx, seen.id);
    await queries.lockVoice(trx, seen.id);
    return work(trx, (await queries.voiceByCode(trx, hash))!, nobody);
  });
}

/** Where a voice stands, told to whoever has its code. */
export function status(ctx: RequestContext, typed: string): Promise<Status> {
  return byCode(ctx, typed, async (trx, row) => {
    const steps = await queries.stepsOf(trx, row);
    const { title } = await wordsOf(ctx, row);
    const units = new Map([[row.handler_id, row.handler_name]]);
    const facts = { ...factsOf(row), merged: false };
    return {
      number: row.number,
      kind: row.kind as Kind,
      title,
      // That it waits for review is told as what it is for the person: it has come in.
      state: row.state === 'held' ? 'received' : (row.state as VoiceState),
      unit: row.sealed ? null : row.handler_name,
      receivedOn: row.received_on,
      due: dueOf(row) && row.answer_by,
      rating: row.rating,
      hasContact: row.contact !== null,
      mayRate: canPersonStep('accept', facts).ok,
      mayReturn: canPersonStep('return', facts).ok,
      steps: await Promise.all(
        steps
          .filter((s) => !['hold', 'release', 'merge', 'part'].includes(s.step))
          .map(async (s) => ({
            step: s.step,
            to: s.to_state as VoiceState,
            text: (await stepWords(ctx, s)).text,
            unit: row.sealed ? null : (units.get(s.unit_id ?? '') ?? null),
            on: s.on_day,
          })),
      ),
    };
  });
}

/**
 * The word of the person: content closes it, discontent sends it back with the reason, and
 * opens again what it had become.
 */
export function rate(
  ctx: RequestContext,
  typed: string,
  { rating, reason }: { readonly rating: Rating; readonly reason: string },
): Promise<void> {
  const held = (trx: Trx, id: string) => holdRaisedFrom(trx, `voice:${id}`);
  return byCode(
    ctx,
    typed,
    async (trx, row, nobody) => {
      const content = rating >= CONTENT;
      const verdict = canPersonStep(content ? 'accept' : 'return', factsOf(row));
      if (!verdict.ok) throw new AppError(verdict.why);
      if (!content && reason.length < 2)
        throw new AppError('reason-missing', [{ code: 'voice:missing-return', path: 'reason' }]);
      await take(nobody, trx, row, content ? 'accept' : 'return', {
        rating,
        note: reason || null,
      });
      if (!content && !row.sealed) await reopenedByVoice(nobody, trx, `voice:${row.id}`, reason);
    },
    held,
  );
}

/** Takes back the contact that was left. */
export function forgetContact(ctx: RequestContext, typed: string): Promise<void> {
  return byCode(ctx, typed, async (trx, row, nobody) => {
    if (!row.contact) return;
    await queries.updateVoice(trx, row, { contact: null });
    await noteStep(nobody, trx, row, 'forget-contact', {});
  });
}
