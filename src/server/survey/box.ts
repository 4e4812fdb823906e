import { type Answers, counted } from '../../contract/survey/form.ts';
import type { Context } from '../platform/context.ts';
import { AppError } from '../platform/error.ts';
import { gatherer } from '../platform/gather.ts';
import { EVERYWHERE, type Trx, withScopes } from '../platform/scope.ts';
import { macOf, openSecret, sealSecret } from '../platform/secret.ts';
import * as box from './box.queries.ts';
import * as queries from './queries.ts';

/** By what somebody may answer once: a link, a phone, or paper that was given in. */
export type Pass =
  | { readonly kind: 'link'; readonly id: string }
  | { readonly kind: 'device'; readonly mark: Buffer }
  | { readonly kind: 'none' };

/** An anonymous answer on its way. */
interface Slip {
  readonly unitRow: string;
  readonly way: 'page' | 'paper';
  readonly pass: Pass;
  /** Of the form, never of the person. */
  readonly key: string;
  readonly answers: Answers;
}

export type Taken = 'taken' | 'over' | 'spent' | 'device' | 'link';

/** Answers are made as long as the next multiple of this (bytes): length tells little. */
const PIECE = 512;

/**
 * Takes anonymous answers in. Those that come together are written together, in no order: first,
 * in a transaction of its own, links and phones are marked; then, in another, the answers
 * are written sealed. Between the two nothing is acknowledged; a form that is sent again after
 * a fault in the middle is known by its key and goes on where it stopped.
 */
export const putSlip: (ctx: Context, surveyId: string, slip: Slip) => Promise<Taken> = gatherer(
  write,
  { wait: 15, most: 500, atOnce: 4 },
);

async function write(ctx: Context, id: string, slips: readonly Slip[]): Promise<Taken[]> {
  const marks = await Promise.all(slips.map((s) => markOf(ctx, s.key)));
  const states = await withScopes(ctx, EVERYWHERE, async (trx) => {
    const survey = await running(trx, id);
    return survey ? spend(trx, survey, slips, marks) : slips.map((): Taken => 'over');
  });
  const taken = slips.filter((_, i) => states[i] === 'taken');
  if (taken.length === 0) return states;
  const written = await withScopes(ctx, EVERYWHERE, async (trx) => {
    const survey = await running(trx, id);
    if (!survey) return false;
    const rows = await Promise.all(
      taken.map(async ({ unitRow, way, key, answers }) => ({
        org_id: survey.org_id,
        id: await answerId(ctx, key),
        org_path: survey.org_path,
        survey_id: id,
        unit_row: unitRow,
        way,
        sealed: await sealAnswers(ctx, id, counted(survey.form, answers)),
        anonymous: true,
      })),
    );
    // Their ids are lots: the same for a form sent again, and say nothing of who came first.
    await queries.insertAnswers(
      trx,
      rows.sort((a, b) => (a.id < b.id ? -1 : 1)),
    );
    return true;
  });
  return written ? states : states.map((s) => (s === 'taken' ? 'over' : s));
}

async function running(trx: Trx, id: string): Promise<queries.SurveyRow | undefined> {
  await queries.lockSurvey(trx, id, 'share');
  const row = await queries.bareSurvey(trx, id);
  return row?.state === 'open' ? row : undefined;
}

/** Marks links and phones as used; of two forms with one pass the first counts. */
async function spend(
  trx: Trx,
  survey: queries.Key & { readonly org_path: string },
  slips: readonly Slip[],
  marks: readonly Buffer[],
): Promise<Taken[]> {
  const first = new Map<string, Buffer>();
  slips.forEach(({ pass }, i) => {
    const name = nameOf(pass);
    if (name && !first.has(name)) first.set(name, marks[i]!);
  });
  const found = new Map<string, Buffer | null>();
  for (const [id, by] of await box.spendTokens(trx, survey, passes(slips, first, 'link')))
    found.set(`link ${id}`, by);
  for (const [mark, by] of await box.markDevices(trx, survey, passes(slips, first, 'device')))
    found.set(`device ${mark}`, by);
  return slips.map(({ pass }, i) => {
    const name = nameOf(pass);
    if (!name || found.get(name)?.equals(marks[i]!)) return 'taken';
    if (pass.kind === 'device') return 'device';
    return found.get(name) ? 'spent' : 'link';
  });
}

const nameOf = (pass: Pass): string | undefined =>
  pass.kind === 'link'
    ? `link ${pass.id}`
    : pass.kind === 'device'
      ? `device ${pass.mark.toString('hex')}`
      : undefined;

/**
 * Each pass of a kind once, with the form that is first to use it; in an order that says as little of who
 * came first as lots would, and is the same for all batches: none waits for another that waits for it.
 */
function passes(
  slips: readonly Slip[],
  first: ReadonlyMap<string, Buffer>,
  kind: 'link' | 'device',
): [string, Buffer][] {
  const names = new Set(slips.flatMap(({ pass }) => (pass.kind === kind ? nameOf(pass)! : [])));
  return [...names].sort().map((name) => [name.slice(kind.length + 1), first.get(name)!]);
}

/** What is kept of a form with the link it spent. */
const markOf = (ctx: Context, key: string): Promise<Buffer> =>
  macOf(ctx.config.home, 'survey-taken', Buffer.from(key));

/** Id of an answer: known from the form alone, and unlike what is kept with the link. */
async function answerId(ctx: Context, key: string): Promise<string> {
  const hex = (await macOf(ctx.config.home, 'survey-answer-id', Buffer.from(key))).toString('hex');
  // A UUID of version 8: the bits are the maker's own (RFC 9562).
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-a${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}

/** What is kept of a phone that has answered: its number is of this survey alone. */
export const deviceMark = (ctx: Context, surveyId: string, number: string): Promise<Buffer> =>
  macOf(ctx.config.home, 'survey-device', Buffer.from(`${surveyId} ${number}`));

const purpose = (surveyId: string): string => `survey-answer:${surveyId}`;

function sealAnswers(ctx: Context, surveyId: string, answers: Answers): Promise<string> {
  const text = JSON.stringify(answers);
  const bytes = Buffer.byteLength(text);
  return sealSecret(
    ctx.config.home,
    purpose(surveyId),
    text + ' '.repeat(Math.ceil((bytes + 1) / PIECE) * PIECE - bytes),
  );
}

/** Opens a sealed answer; `survey-sealed` where the key of the home folder is not the one it lies under. */
export async function openAnswers(
  ctx: Context,
  surveyId: string,
  sealed: string,
): Promise<Answers> {
  try {
    return JSON.parse(await openSecret(ctx.config.home, purpose(surveyId), sealed)) as Answers;
  } catch {
    throw new AppError('survey-sealed');
  }
}
