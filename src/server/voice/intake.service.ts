import { createHash, randomBytes } from 'node:crypto';
import { addWorkingDays } from '../../contract/deadline/calendar.ts';
import type { EvidenceType } from '../../contract/evidence/types.ts';
import { evidenceTypes } from '../../contract/evidence/types.ts';
import { isSealed, type Kind, type Way } from '../../contract/voice/states.ts';
import { MediaError } from '../../office/media/error.ts';
import { cleanFile } from '../../office/media/file.ts';
import type { Context, RequestContext } from '../platform/context.ts';
import { dayOf, startOf } from '../platform/days.ts';
import { AppError } from '../platform/error.ts';
import { storeFile } from '../platform/files.ts';
import { newIdIn } from '../platform/ids.ts';
import { EVERYWHERE, type Trx, withScopes } from '../platform/scope.ts';
import { sealSecret } from '../platform/secret.ts';
import { record } from '../record/service.ts';
import { calendarIn, readSettings } from '../system/service.ts';
import { codeOf, hashOf, lettersOf } from './code.ts';
import * as queries from './queries.ts';
import { dayOnly, noteSealed, sealWords } from './sealed.ts';

/** A picture as it is kept: cleaned, on the disk, and named by its hash. */
export interface KeptPicture {
  readonly hash: string;
  readonly type: EvidenceType;
  readonly size: number;
}

/** What is taken in, whichever way it came. */
export interface Given {
  readonly unit: { readonly id: string; readonly path: string };
  readonly kind: Kind;
  readonly way: Way;
  readonly text: string;
  /** The first words of the text when absent. */
  readonly title?: string | undefined;
  readonly place?: string | null | undefined;
  readonly placeId?: string | undefined;
  readonly lat?: number | undefined;
  readonly lng?: number | undefined;
  readonly contact?: string | null | undefined;
  readonly pictures?: readonly KeptPicture[];
  /**
   * A secret of whoever sends it, at least 20 characters: the same one again is the same voice,
   * and gives the same tracking code.
   */
  readonly key: string;
  /** Why it waits for review instead of going to the desk. */
  readonly held?: string | undefined;
  readonly visitId?: string | null | undefined;
  readonly repeatsId?: string | null | undefined;
  readonly foreignNumber?: string | null | undefined;
  /** The day it came, when it is written down later. */
  readonly on?: string | undefined;
}

export interface Taken {
  readonly id: string;
  readonly number: string;
  /** Told this once: only its hash is kept. */
  readonly code: string;
  /** Whether it is new; otherwise it had arrived before. */
  readonly fresh: boolean;
}

type By = Context & Pick<Partial<RequestContext>, 'me'>;

/**
 * Takes a voice in, in a transaction that reaches its unit. When it returns and the transaction
 * has committed, nothing of it is lost. No time of day is kept, no address and no device.
 */
export async function receive(ctx: By, trx: Trx, given: Given): Promise<Taken> {
  const { unit, kind, pictures = [] } = given;
  const today = given.on ?? dayOf(ctx.now());
  const sealed = isSealed(kind);
  const quiet = dayOnly(ctx);
  const id = newIdIn(startOf(today));
  const number = numberOf(today);
  const code = await codeOf(ctx, given.key);
  const codeHash = await hashOf(ctx, code);
  const settings = await readSettings(trx);
  const limits = settings.voice;
  const calendar = calendarIn(settings);
  if (sealed) await queries.openSealed(trx);
  const title = given.title?.trim() || titleOf(given.text);
  const words = { title, text: given.text, place: given.place || null };
  const at = { org_id: unit.id, org_path: unit.path, handler_path: unit.path, sealed };
  const state = given.held && !sealed ? 'held' : 'received';
  const fresh = await queries.insertVoice(
    trx,
    {
      ...at,
      id,
      handler_id: unit.id,
      number,
      kind,
      way: given.way,
      place_id: given.placeId ?? null,
      lat: given.lat ?? null,
      lng: given.lng ?? null,
      ...(sealed
        ? { title: null, text: null, place: null, secret_text: await sealWords(ctx, id, words) }
        : { ...words, secret_text: null }),
      contact: given.contact
        ? await sealSecret(ctx.config.home, `voice-contact:${id}`, given.contact)
        : null,
      state,
      held_reason: state === 'held' ? (given.held ?? null) : null,
      received_on: today,
      assign_by: addWorkingDays(calendar, today, limits.assignWithin),
      answer_by: addWorkingDays(calendar, today, limits[kind]),
      moved_on: today,
      returned: 0,
      visit_id: given.visitId ?? null,
      repeats_id: sealed ? null : (given.repeatsId ?? null),
      foreign_number: given.foreignNumber ?? null,
      code_hash: codeHash,
      entered_by: ctx.me?.id ?? null,
      version: 1,
    },
    {
      ...at,
      id: newIdIn(quiet.now()),
      voice_id: id,
      position: 0,
      step: 'receive',
      to_state: state,
      by_person: ctx.me?.id ?? null,
      on_day: today,
    },
    pictures.map((p, position) => ({
      ...at,
      id: newIdIn(quiet.now()),
      voice_id: id,
      position,
      type: p.type,
      size: p.size,
      hash: p.hash,
    })),
  );
  if (!fresh) {
    await queries.openSealed(trx);
    const known = (await queries.voiceByCode(trx, codeHash))!;
    return { id: known.id, number: known.number, code, fresh };
  }
  const content = {
    number,
    kind,
    way: given.way,
    text: createHash('sha256').update(given.text).digest('hex'),
    pictures: pictures.map((p) => p.hash),
  };
  if (sealed) await noteSealed(ctx, trx, { id, ...at }, 'receive', content);
  else
    await record(trx, ctx.me ? quiet : { ...quiet, actor: 'service:voice' }, {
      act: 'voice.receive',
      subject: `voice:${id}`,
      org: unit,
      content,
    });
  return { id, number, code, fresh };
}

/** {@link receive} for somebody nobody knows. */
export function receivePublicly(ctx: RequestContext, given: Given): Promise<Taken> {
  const { me: _, ...nobody } = ctx;
  return withScopes(nobody, EVERYWHERE, (trx) => receive(nobody, trx, given));
}

/** A number that says the year and nothing of the order. */
function numberOf(day: string): string {
  return `${day.slice(0, 4)}-${lettersOf(randomBytes(7), 7)}`;
}

/** The first sentence, or as much of it as a line holds. */
export function titleOf(text: string): string {
  const first =
    text
      .trim()
      .split(/[\n。！？!?；;]/)[0]!
      .trim() || text.trim();
  const letters = [...first.replace(/\s+/g, ' ')];
  return letters.length > 40 ? `${letters.slice(0, 39).join('')}…` : letters.join('');
}

/**
 * Cleans pictures of what their files say besides and puts them on the disk. Those of
 * whistle-blowing lie there under the key of the home folder. Throws `file-refused`.
 */
export async function keepPictures(
  ctx: Context,
  kind: Kind,
  files: readonly { readonly bytes: Uint8Array }[],
): Promise<KeptPicture[]> {
  const clean = files.map(({ bytes }) => pictureOf(bytes));
  return Promise.all(
    clean.map(async ({ type, bytes }) => ({
      type,
      size: bytes.length,
      hash: await storeFile(
        ctx.config.home,
        isSealed(kind) ? await sealedBytes(ctx, bytes) : bytes,
      ),
    })),
  );
}

/** What picture bytes of whistle-blowing are sealed for: they are found by their hash alone. */
export const PICTURE_PURPOSE = 'voice-picture';

const sealedBytes = async (ctx: Context, bytes: Uint8Array): Promise<Uint8Array> =>
  Buffer.from(
    await sealSecret(ctx.config.home, PICTURE_PURPOSE, Buffer.from(bytes).toString('base64')),
  );

function pictureOf(bytes: Uint8Array) {
  try {
    const clean = cleanFile(bytes);
    if (!evidenceTypes[clean.type].picture) throw new MediaError('evidence:file-type');
    return clean;
  } catch (error) {
    if (!(error instanceof MediaError)) throw error;
    const { code, params } = error;
    throw new AppError('file-refused', [{ code, params, path: 'picture' }]);
  }
}
