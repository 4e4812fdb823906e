import { canMerge } from '../../contract/voice/verdicts.ts';
import * as org from '../org/service.ts';
import type { RequestContext } from '../platform/context.ts';
import { dayOf } from '../platform/days.ts';
import { AppError } from '../platform/error.ts';
import { newId } from '../platform/ids.ts';
import { beyondScopes, type Trx } from '../platform/scope.ts';
import * as merges from './merge.queries.ts';
import * as queries from './queries.ts';
import { behind, factsOf, found, opened } from './service.ts';
import { addStep, noteStep } from './steps.service.ts';

const handles = (ctx: RequestContext, row: queries.VoiceRow): boolean =>
  org.mayAt(ctx, 'voice.handle', row.handler_path).ok;

/** An ordinary voice wherever it lies: the other side of a question may be out of reach. */
async function anywhere(trx: Trx, id: string): Promise<queries.ListedRow> {
  const row = await beyondScopes(trx, () => queries.voiceById(trx, id));
  if (!row || row.sealed) throw new AppError('not-found');
  return row;
}

function demandFit(voice: queries.VoiceRow, main: queries.VoiceRow): void {
  const verdict = canMerge(factsOf(voice), factsOf(main));
  if (!verdict.ok) throw new AppError(verdict.why);
}

/**
 * Holds both sides, in the order of their ids: two that are merged into each other at once decide one
 * after the other, and the second finds no main voice any more. One that hangs on another already is
 * refused without being held: whoever holds that other waits for it.
 */
async function holdPair(trx: Trx, voice: queries.VoiceRow, mainId: string): Promise<void> {
  const main = await anywhere(trx, mainId);
  if (voice.main_id || main.main_id) demandFit(voice, main);
  await beyondScopes(trx, () => queries.lockVoices(trx, [voice.id, mainId]));
}

/**
 * Asks to handle a voice together with another. Whoever handles one of them asks, whoever
 * handles the other agrees; who handles both needs nobody. Each person keeps their own code,
 * answer and mark.
 */
export async function merge(
  ctx: RequestContext,
  id: string,
  { mainId, reason }: { readonly mainId: string; readonly reason: string },
): Promise<{ id: string; granted: boolean }> {
  return behind(ctx, 'open', async (trx) => {
    const before = await found(ctx, trx, id, 'open');
    if (id === mainId)
      throw new AppError('voice-unfit', [{ code: 'voice:unfit-main', path: 'mainId' }]);
    await holdPair(trx, before, mainId);
    const voice = await found(ctx, trx, id, 'open');
    const main = await anywhere(trx, mainId);
    const [mine, theirs] = [handles(ctx, voice), handles(ctx, main)];
    if (!mine && !theirs) throw new AppError('not-allowed');
    demandFit(voice, main);
    if ((await merges.askedFor(trx, id)).some((m) => m.voice_id === id))
      throw new AppError('voice-unfit', [{ code: 'voice:unfit-asked', path: 'mainId' }]);
    const key = { org_id: voice.org_id, id: newId(ctx.now()) };
    const granted = mine && theirs;
    await merges.insertMerge(trx, {
      ...key,
      org_path: voice.org_path,
      handler_path: mine ? main.handler_path : voice.handler_path,
      voice_id: id,
      main_id: mainId,
      reason,
      state: granted ? 'granted' : 'asked',
      asked_by: ctx.me!.id,
      asked_on: dayOf(ctx.now()),
      decided_by: granted ? ctx.me!.id : null,
    });
    await noteStep(ctx, trx, voice, 'merge', { main: mainId, reason, granted });
    if (granted) await join(ctx, trx, voice, main, reason);
    return { id: key.id, granted };
  });
}

/** From here on the voice stands where its main one stands. */
async function join(
  ctx: RequestContext,
  trx: Trx,
  voice: queries.VoiceRow,
  main: queries.ListedRow,
  note: string,
): Promise<void> {
  const unit = { id: main.handler_id, path: main.handler_path };
  await beyondScopes(trx, async () => {
    // Those that hung on it come along: one main voice, never a chain.
    for (const row of await queries.togetherWith(trx, voice.id))
      await queries.updateVoice(trx, row, { main_id: main.id, state: main.state });
    await queries.handOn(trx, voice, unit.path);
    await queries.updateVoice(trx, voice, {
      main_id: main.id,
      handler_id: unit.id,
      handler_path: unit.path,
      state: main.state,
      moved_on: dayOf(ctx.now()),
    });
    await addStep(
      ctx,
      trx,
      { ...voice, handler_path: unit.path },
      { step: 'merge', to: main.state, said: { note: `${main.number}：${note}`, unit } },
    );
  });
}

/** Agrees or refuses, where the side that was asked is handled. */
export async function decide(
  ctx: RequestContext,
  id: string,
  { grant, reason }: { readonly grant: boolean; readonly reason?: string | null | undefined },
): Promise<{ id: string }> {
  return behind(ctx, 'open', async (trx) => {
    const asked = await merges.askedById(trx, id);
    if (!asked) throw new AppError('not-found');
    if (!org.mayAt(ctx, 'voice.handle', asked.decide_path).ok) throw new AppError('not-allowed');
    if (!grant && !reason)
      throw new AppError('reason-missing', [{ code: 'voice:missing-note', path: 'reason' }]);
    if (grant) await holdPair(trx, await anywhere(trx, asked.voice_id), asked.main_id);
    else await beyondScopes(trx, () => queries.lockVoice(trx, asked.voice_id));
    const voice = await anywhere(trx, asked.voice_id);
    const main = await anywhere(trx, asked.main_id);
    if (grant) demandFit(voice, main);
    await merges.updateMerge(trx, asked, {
      state: grant ? 'granted' : 'refused',
      decided_by: ctx.me!.id,
      decision: reason ?? null,
    });
    await noteStep(ctx, trx, voice, 'decide-merge', {
      main: main.id,
      granted: grant,
      reason: reason ?? null,
    });
    if (grant) await join(ctx, trx, voice, main, asked.reason);
    return { id };
  });
}

/** Takes a voice out of being handled together; it goes on where it stands. */
export async function part(
  ctx: RequestContext,
  id: string,
  { reason }: { readonly reason: string },
): Promise<{ id: string }> {
  return behind(ctx, 'open', async (trx) => {
    const voice = await opened(ctx, trx, id, 'open');
    if (!handles(ctx, voice)) throw new AppError('not-allowed');
    if (!voice.main_id) throw new AppError('step-refused');
    await queries.updateVoice(trx, voice, { main_id: null });
    await addStep(ctx, trx, voice, { step: 'part', to: voice.state, said: { note: reason } });
    await noteStep(ctx, trx, voice, 'part', { main: voice.main_id, reason });
    return { id };
  });
}

/** Says which earlier voice this one repeats: what was answered and came again is counted. */
export async function markRepeat(
  ctx: RequestContext,
  id: string,
  { repeatsId, version }: { readonly repeatsId: string | null; readonly version: number },
): Promise<{ id: string }> {
  return behind(ctx, 'open', async (trx) => {
    const voice = await opened(ctx, trx, id, 'open', version);
    if (!handles(ctx, voice) && !org.mayAt(ctx, 'voice.triage', voice.org_path).ok)
      throw new AppError('not-allowed');
    if (repeatsId) {
      const earlier = await found(ctx, trx, repeatsId, 'open');
      if (earlier.id === id || earlier.received_on > voice.received_on)
        throw new AppError('voice-unfit', [{ code: 'voice:unfit-repeats', path: 'repeatsId' }]);
    }
    await queries.updateVoice(trx, voice, { repeats_id: repeatsId });
    await noteStep(ctx, trx, voice, 'mark-repeat', { repeats: repeatsId });
    return { id };
  });
}
