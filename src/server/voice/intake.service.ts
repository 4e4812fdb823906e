import { createHash, randomBytes } from 'node:crypto';
import { addWorkingDays } from '../../contract/deadline/calendar.ts';
import type { EvidenceType } from '../../contract/evidence/types.ts';
import type { Settings } from '../../contract/system/settings.ts';
import { isSealed, type Kind, type Way } from '../../contract/voice/states.ts';
import type { Context, RequestContext } from '../platform/context.ts';
import { dayOf, dayOnly, startOf } from '../platform/days.ts';
import { gatherer } from '../platform/gather.ts';
import { newIdIn } from '../platform/ids.ts';
import { EVERYWHERE, type Trx, withScopes } from '../platform/scope.ts';
import { sealSecret } from '../platform/secret.ts';
import { codeOf, hashOf, lettersOf } from '../platform/tracking.ts';
import { type Change, record } from '../record/service.ts';
import { calendarIn, readSettings } from '../system/service.ts';
import * as queries from './queries.ts';
import { noteSealed, sealWords } from './sealed.ts';

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
  return (await receiveAll(ctx, trx, [given]))[0]!;
}

/** {@link receive} of several at once: a statement for each table however many they are. */
export async function receiveAll(ctx: By, trx: Trx, given: readonly Given[]): Promise<Taken[]> {
  const settings = await readSettings(trx);
  const made = await Promise.all(given.map((g) => rowsOf(ctx, settings, g)));
  if (made.some((m) => m.voice.sealed)) await queries.openSealed(trx);
  const fresh = await queries.insertVoices(trx, made);
  const changes: Change[] = [];
  for (const m of made) {
    if (!fresh.has(m.voice.id)) continue;
    if (m.voice.sealed) await noteSealed(ctx, trx, m.voice, 'receive', m.content);
    else
      changes.push({
        act: 'voice.receive',
        subject: `voice:${m.voice.id}`,
        org: m.unit,
        content: m.content,
      });
  }
  const quiet = dayOnly(ctx);
  await record(trx, ctx.me ? quiet : { ...quiet, actor: 'service:voice' }, ...changes);
  const taken: Taken[] = [];
  for (const { voice, code } of made) taken.push(await takenOf(trx, voice, code, fresh));
  return taken;
}

/** A voice as it was taken; one that had arrived before under the code it has. */
async function takenOf(
  trx: Trx,
  voice: Rows['voice'],
  code: string,
  fresh: ReadonlySet<string>,
): Promise<Taken> {
  if (fresh.has(voice.id)) return { id: voice.id, number: voice.number, code, fresh: true };
  await queries.openSealed(trx);
  const known = (await queries.voiceByCode(trx, voice.code_hash))!;
  return { id: known.id, number: known.number, code, fresh: false };
}

type Rows = Awaited<ReturnType<typeof rowsOf>>;

/** What a voice is in the tables. */
async function rowsOf(ctx: By, settings: Settings, given: Given) {
  const { unit, kind, pictures = [] } = given;
  const today = given.on ?? dayOf(ctx.now());
  const sealed = isSealed(kind);
  const quiet = dayOnly(ctx);
  const id = newIdIn(startOf(today));
  const number = numberOf(today);
  const code = await codeOf(ctx, 'voice', given.key);
  const limits = settings.voice;
  const calendar = calendarIn(settings);
  const title = given.title?.trim() || titleOf(given.text);
  const words = { title, text: given.text, place: given.place || null };
  const at = { org_id: unit.id, org_path: unit.path, handler_path: unit.path, sealed };
  const state = given.held && !sealed ? 'held' : 'received';
  const answerBy = addWorkingDays(calendar, today, limits[kind]);
  const voice = {
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
    answer_by: answerBy,
    promised_by: answerBy,
    moved_on: today,
    returned: 0,
    visit_id: given.visitId ?? null,
    repeats_id: sealed ? null : (given.repeatsId ?? null),
    foreign_number: given.foreignNumber ?? null,
    code_hash: await hashOf(ctx, 'voice', code),
    entered_by: ctx.me?.id ?? null,
    version: 1,
  };
  const step = {
    ...at,
    id: newIdIn(quiet.now()),
    voice_id: id,
    position: 0,
    step: 'receive',
    to_state: state,
    by_person: ctx.me?.id ?? null,
    on_day: today,
  };
  const kept = pictures.map((p, position) => ({
    ...at,
    id: newIdIn(quiet.now()),
    voice_id: id,
    position,
    type: p.type,
    size: p.size,
    hash: p.hash,
  }));
  const content = {
    number,
    kind,
    way: given.way,
    text: createHash('sha256').update(given.text).digest('hex'),
    pictures: pictures.map((p) => p.hash),
  };
  return { unit, voice, step, pictures: kept, code, content };
}

/** How many voices are written together: of many more one that fails would hold up too many. */
const TOGETHER = { wait: 4, most: 50, atOnce: 2 };

const receiveTogether = gatherer(
  async (ctx: Context, _: string, given: readonly Given[]): Promise<(Taken | Error)[]> => {
    const take = (some: readonly Given[]) =>
      withScopes(ctx, EVERYWHERE, (trx) => receiveAll(ctx, trx, some));
    try {
      return await take(given);
    } catch (error) {
      if (given.length === 1) throw error;
    }
    // One of them does not fit: the others are taken all the same.
    const one = (g: Given) =>
      take([g]).then(
        ([t]) => t!,
        (error: unknown) => error as Error,
      );
    const out: (Taken | Error)[] = [];
    for (const g of given) out.push(await one(g));
    return out;
  },
  TOGETHER,
);

/**
 * {@link receive} for somebody nobody knows; voices that come together are written together.
 * Whistle-blowing goes by itself: what opens the door to it opens it for no other.
 */
export function receivePublicly(ctx: RequestContext, given: Given): Promise<Taken> {
  const { me: _, ...nobody } = ctx;
  return isSealed(given.kind)
    ? withScopes(nobody, EVERYWHERE, (trx) => receive(nobody, trx, given))
    : receiveTogether(nobody, ctx.databaseUrl, given);
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
