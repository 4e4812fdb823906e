import type { Readable } from 'node:stream';
import { workingDaysBetween } from '../../contract/deadline/calendar.ts';
import { type EvidenceType, evidenceTypes } from '../../contract/evidence/types.ts';
import { no, type Verdict, yes } from '../../contract/verdict.ts';
import type {
  VoiceFilter,
  VoiceLight,
  VoiceRow,
  VoiceStepRow,
  VoiceWhole,
} from '../../contract/voice/schemas.ts';
import {
  askedStates,
  type Kind,
  owedStates,
  staffSteps,
  type VoiceState,
  type Way,
} from '../../contract/voice/states.ts';
import { canVoiceStep, type VoiceActor, type VoiceFacts } from '../../contract/voice/verdicts.ts';
import * as org from '../org/service.ts';
import * as person from '../person/service.ts';
import type { RequestContext } from '../platform/context.ts';
import { dayOf } from '../platform/days.ts';
import { AppError } from '../platform/error.ts';
import { readBytesOf, readFileOf } from '../platform/files.ts';
import { beyondScopes, inScopes, type Trx } from '../platform/scope.ts';
import { openSecret } from '../platform/secret.ts';
import { raisedFrom } from '../problem/origin.service.ts';
import { workCalendar } from '../system/service.ts';
import * as merges from './merge.queries.ts';
import { PICTURE_PURPOSE } from './pictures.ts';
import * as queries from './queries.ts';
import { openWords } from './sealed.ts';

/** Working days left at which a time limit counts as near. */
const SOON = 2;

/** Which of the two rooms inside the room: what everyone works with, or whistle-blowing. */
export type Door = 'open' | 'sealed';

/** One transaction behind a door. Whoever asks for the sealed one has its permission. */
export function behind<T>(
  ctx: RequestContext,
  door: Door,
  work: (trx: Trx) => Promise<T>,
): Promise<T> {
  return inScopes(ctx, async (trx) => {
    if (door === 'sealed') await queries.openSealed(trx);
    return work(trx);
  });
}

type Page = { readonly after?: string | undefined; readonly limit: number };

export async function selectionOf(
  ctx: RequestContext,
  trx: Trx,
  { under, ...filter }: VoiceFilter,
  door: Door,
): Promise<queries.Selection> {
  return {
    paths: await org.pathsFor(ctx, trx, under),
    filter,
    sealed: door === 'sealed',
    today: dayOf(ctx.now()),
  };
}

/** Voices in reach, newest day first. */
export async function list(
  ctx: RequestContext,
  { after, limit, ...filter }: VoiceFilter & Page,
  door: Door,
): Promise<{ rows: VoiceRow[]; next: string | null }> {
  return behind(ctx, door, async (trx) => {
    const selection = await selectionOf(ctx, trx, filter, door);
    const rows = await queries.listVoices(trx, selection, { after, limit });
    return {
      rows: await shapes(ctx, trx, rows),
      next: rows.length === limit ? rows.at(-1)!.id : null,
    };
  });
}

export async function counts(ctx: RequestContext, filter: VoiceFilter) {
  return behind(ctx, 'open', async (trx) =>
    queries.countVoices(trx, await selectionOf(ctx, trx, filter, 'open')),
  );
}

/** The words of a voice, opened where they lie under the key. */
export async function wordsOf(
  ctx: RequestContext,
  row: Pick<queries.VoiceRow, 'id' | 'title' | 'text' | 'place' | 'secret_text'>,
): Promise<{ title: string; text: string; place: string | null }> {
  if (row.secret_text) return openWords(ctx, row.id, row.secret_text);
  return { title: row.title ?? '', text: row.text ?? '', place: row.place };
}

/** The last day for the step that is owed now; nothing while the person has the word. */
export const dueOf = (
  row: Pick<queries.VoiceRow, 'state' | 'assign_by' | 'answer_by'>,
): string | null => {
  if (row.state === 'received' || row.state === 'held') return row.assign_by;
  return (owedStates as readonly string[]).includes(row.state) ? row.answer_by : null;
};

/** Rows as lists show them. */
export async function shapes(
  ctx: RequestContext,
  trx: Trx,
  rows: readonly queries.ListedRow[],
): Promise<VoiceRow[]> {
  const today = dayOf(ctx.now());
  const calendar = await workCalendar(trx);
  const light = (row: queries.ListedRow): VoiceLight => {
    if (row.state === 'closed') return 'done';
    if ((askedStates as readonly string[]).includes(row.state)) return 'waiting';
    const due = dueOf(row)!;
    if (due < today) return 'overdue';
    return workingDaysBetween(calendar, today, due) <= SOON ? 'soon' : 'open';
  };
  return Promise.all(
    rows.map(async (row) => {
      const { title, place } = await wordsOf(ctx, row);
      return {
        id: row.id,
        number: row.number,
        kind: row.kind as Kind,
        title,
        way: row.way as Way,
        unit: { id: row.org_id, name: row.unit_name },
        handler: { id: row.handler_id, name: row.handler_name },
        place,
        state: row.state as VoiceState,
        light: light(row),
        receivedOn: row.received_on,
        due: dueOf(row),
        rating: row.rating,
        returned: row.returned,
        merged: row.main_id !== null,
        version: row.version,
      };
    }),
  );
}

export const factsOf = (row: Pick<queries.VoiceRow, 'state' | 'main_id'>): VoiceFacts => ({
  state: row.state as VoiceState,
  merged: row.main_id !== null,
});

/** Who the caller is to a voice; of whistle-blowing discipline is both desk and handler. */
export function actorOf(
  ctx: RequestContext,
  row: Pick<queries.VoiceRow, 'org_path' | 'handler_path' | 'sealed'>,
): VoiceActor {
  const at = (permission: 'voice.triage' | 'voice.handle' | 'voice.sealed', path: string) =>
    org.mayAt(ctx, permission, path).ok;
  if (row.sealed) {
    const mine = at('voice.sealed', row.org_path) || at('voice.sealed', row.handler_path);
    return { desk: mine, handler: mine };
  }
  return {
    desk: at('voice.triage', row.org_path) || at('voice.triage', row.handler_path),
    handler: at('voice.handle', row.handler_path),
  };
}

/** Whether a row is in reach of the operation: by the unit addressed, or by the one that handles it. */
export const reaches = (
  ctx: RequestContext,
  row: Pick<queries.VoiceRow, 'org_path' | 'handler_path'>,
): boolean => org.inReach(ctx, row.org_path) || org.inReach(ctx, row.handler_path);

/** The stored voice in reach behind a door; `not-found` outside. */
export async function found(
  ctx: RequestContext,
  trx: Trx,
  id: string,
  door: Door,
): Promise<queries.ListedRow> {
  const row = await queries.voiceById(trx, id);
  if (!row || !reaches(ctx, row) || row.sealed !== (door === 'sealed'))
    throw new AppError('not-found');
  return row;
}

/** {@link found}, locked, as whoever changes it saw it. */
export async function opened(
  ctx: RequestContext,
  trx: Trx,
  id: string,
  door: Door,
  version?: number,
): Promise<queries.ListedRow> {
  await queries.lockVoice(trx, id);
  const row = await found(ctx, trx, id, door);
  if (version !== undefined && row.version !== version) throw new AppError('conflict');
  return row;
}

/** A voice with all that hangs on it. */
export async function get(ctx: RequestContext, id: string, door: Door): Promise<VoiceWhole> {
  return behind(ctx, door, async (trx) => {
    const row = await found(ctx, trx, id, door);
    const [shape] = await shapes(ctx, trx, [row]);
    const { text } = await wordsOf(ctx, row);
    const pictures = await queries.picturesOf(trx, row);
    const history = await historyOf(ctx, trx, row);
    return {
      ...shape!,
      text,
      answer: history.findLast((s) => askedStates.includes(s.to) && s.text)?.text ?? null,
      heldReason: row.held_reason,
      assignBy: row.assign_by,
      answerBy: row.answer_by,
      answeredOn: row.answered_on,
      closedOn: row.closed_on,
      hasContact: row.contact !== null,
      lat: row.lat,
      lng: row.lng,
      pictures: pictures.map((p) => ({
        position: p.position,
        type: p.type,
        size: Number(p.size),
      })),
      history,
      ...(await besideOf(ctx, trx, row)),
      problems: row.sealed ? [] : await raisedFrom(ctx, trx, `voice:${id}`),
      visitId: row.visit_id,
      abilities: abilities(ctx, row),
    };
  });
}

/** Other voices that hang on one: handled together, asked to be, and the one it repeats. */
async function besideOf(ctx: RequestContext, trx: Trx, row: queries.ListedRow) {
  if (row.sealed) return { together: [], merges: [], repeats: null };
  const name = (v: { id: string; number: string; title: string | null }) => ({
    id: v.id,
    number: v.number,
    title: v.title ?? '',
  });
  const main = row.main_id ?? row.id;
  const others = await queries.togetherWith(trx, main);
  const [first] = row.main_id ? await queries.namedVoices(trx, [row.main_id]) : [];
  const asked = await merges.askedFor(trx, row.id);
  const [repeated] = row.repeats_id ? await queries.namedVoices(trx, [row.repeats_id]) : [];
  // Both sides of a question see what it is about, wherever the other one is handled.
  const sides = await beyondScopes(trx, () =>
    queries.namedVoices(
      trx,
      asked.flatMap((m) => [m.voice_id, m.main_id]),
    ),
  );
  const names = await person.nameOf(
    trx,
    asked.map((m) => m.asked_by),
  );
  const side = (id: string) => name(sides.find((s) => s.id === id)!);
  return {
    together: [...(first ? [first] : []), ...others].filter((v) => v.id !== row.id).map(name),
    merges: asked.map((m) => ({
      id: m.id,
      voice: side(m.voice_id),
      main: side(m.main_id),
      reason: m.reason,
      askedBy: { id: m.asked_by, name: names.get(m.asked_by) ?? '' },
      askedOn: m.asked_on,
      decide: org.mayAt(ctx, 'voice.handle', m.decide_path),
    })),
    repeats: repeated ? name(repeated) : null,
  };
}

async function historyOf(
  ctx: RequestContext,
  trx: Trx,
  row: queries.ListedRow,
): Promise<VoiceStepRow[]> {
  const rows = await queries.stepsOf(trx, row);
  const names = await person.nameOf(
    trx,
    rows.flatMap((s) => s.by_person ?? []),
  );
  const units = await org.namesOf(
    trx,
    rows.flatMap((s) => s.unit_id ?? []),
  );
  return Promise.all(
    rows.map(async (s) => ({
      position: s.position,
      step: s.step as VoiceStepRow['step'],
      from: s.from_state as VoiceState | null,
      to: s.to_state as VoiceState,
      ...(await stepWords(ctx, s)),
      unit: s.unit_id ? { id: s.unit_id, name: units.get(s.unit_id) ?? '' } : null,
      rating: s.rating,
      by: s.by_person ? { id: s.by_person, name: names.get(s.by_person) ?? '' } : null,
      on: s.on_day,
    })),
  );
}

/** What a step tells, opened where it lies under the key. */
export async function stepWords(
  ctx: RequestContext,
  s: queries.StepRow,
): Promise<{ text: string | null; note: string | null }> {
  const opened = async (text: string | null) =>
    text && s.sealed ? (await openWords<{ text: string }>(ctx, s.voice_id, text)).text : text;
  return { text: await opened(s.text), note: await opened(s.note) };
}

function abilities(ctx: RequestContext, row: queries.ListedRow): VoiceWhole['abilities'] {
  const actor = actorOf(ctx, row);
  const facts = factsOf(row);
  const raise = org.mayAt(ctx, 'problem.write', row.handler_path);
  return {
    steps: Object.fromEntries(staffSteps.map((s) => [s, canVoiceStep(s, facts, actor)])),
    contact: mayOpenContact(ctx, row),
    raise: row.sealed ? no('not-allowed') : raise,
    merge:
      !actor.handler || row.sealed ? no('not-allowed') : facts.merged ? no('voice-merged') : yes,
  };
}

/** The contact is for the desk that handles the voice, and for nobody above it by rank alone. */
export function mayOpenContact(
  ctx: RequestContext,
  row: Pick<queries.VoiceRow, 'org_path' | 'handler_path' | 'sealed' | 'contact'>,
): Verdict {
  if (!row.contact) return no('voice-unfit');
  const permission = row.sealed ? 'voice.sealed' : 'voice.contact';
  const at = [row.handler_path, row.org_path].some((p) => org.mayAt(ctx, permission, p).ok);
  return at ? yes : no('not-allowed');
}

/** A picture of a voice, for whoever may read the voice. */
export async function picture(
  ctx: RequestContext,
  id: string,
  position: number,
  door: Door,
): Promise<{ name: string; mime: string; content: Readable | Buffer }> {
  const { row, kept } = await behind(ctx, door, async (trx) => {
    const voice = await found(ctx, trx, id, door);
    const pictures = await queries.picturesOf(trx, voice);
    return { row: voice, kept: pictures.find((p) => p.position === position) };
  });
  if (!kept?.hash) throw new AppError('not-found');
  const { home } = ctx.config;
  const type = evidenceTypes[kept.type as EvidenceType];
  const content = row.sealed
    ? Buffer.from(
        await openSecret(
          home,
          PICTURE_PURPOSE,
          Buffer.from(await readBytesOf(home, kept.hash)).toString('utf8'),
        ),
        'base64',
      )
    : await readFileOf(home, kept.hash);
  return { name: `${row.number}-${position + 1}.${type.extension}`, mime: type.mime, content };
}
