import { randomBytes } from 'node:crypto';
import type { FastifyInstance } from 'fastify';
import { LEAST_TEXT, MOST_CONTACT, MOST_PLACE, MOST_TEXT } from '../../contract/voice/schemas.ts';
import { type Kind, kinds, MOST_PICTURES, PICTURE_BYTES } from '../../contract/voice/states.ts';
import type { Context } from '../platform/context.ts';
import { AppError } from '../platform/error.ts';
import { gatherer } from '../platform/gather.ts';
import { type OpenAnswer, type OpenCall, openPages } from '../platform/open/page.ts';
import { EVERYWHERE, withScopes } from '../platform/scope.ts';
import { shownCode } from '../platform/tracking.ts';
import { readSettings } from '../system/service.ts';
import { receivePublicly } from './intake.service.ts';
import { type FormLook, formPage, thanksPage } from './page.form.ts';
import { trackRoutes } from './page.track.ts';
import { keepPictures } from './pictures.ts';
import { placesByCode } from './place.queries.ts';
import { heldWhy } from './throttle.ts';

/** Questions of the form, one after the other. */
export const STEPS = ['kind', 'text', 'where', 'contact', 'pictures'] as const;

/** The pages for whoever has something to say: the form behind a code, and where a voice stands. */
export function voicePages(app: FastifyInstance, ctx: Context, folder: string | undefined): void {
  openPages(app, ctx, folder, [
    ...trackRoutes,
    { method: 'GET', path: '/v/:code', handle: show },
    {
      method: 'POST',
      path: '/v/:code',
      handle: post,
      files: { most: MOST_PICTURES, bytes: PICTURE_BYTES },
    },
  ]);
}

/** Places of codes that are asked for at the same moment, with one look. */
const lookUp = gatherer(
  (ctx: Context, _: string, codes: readonly string[]) =>
    withScopes(ctx, EVERYWHERE, async (trx) => {
      const fit = new Set(codes.filter((code) => /^[0-9a-z]{4,12}$/.test(code)));
      const places = new Map((await placesByCode(trx, [...fit])).map((p) => [p.code, p]));
      const { voice: limits } = await readSettings(trx);
      return codes.map((code) => ({ place: places.get(code), limits }));
    }),
  { wait: 1, most: 200, atOnce: 2 },
);

/** The unit and place of a code, and the time limits told with it. */
async function lookOf(call: OpenCall): Promise<FormLook> {
  const code = call.params.code ?? '';
  const { place, limits } = await lookUp(call.ctx, call.ctx.databaseUrl, code);
  if (!place) throw new AppError('not-found');
  const { fields } = call;
  const kind = (kinds as readonly string[]).includes(fields.kind ?? '')
    ? (fields.kind as Kind)
    : undefined;
  return {
    ...call,
    code,
    place,
    limits,
    step: 1,
    key: /^[\w-]{20,60}$/.test(fields.key ?? '') ? fields.key! : newKey(),
    kind,
    text: fields.text?.trim() ?? '',
    where: fields.where?.trim() ?? '',
    contact: fields.contact?.trim() ?? '',
    wrong: undefined,
  };
}

const newKey = (): string => randomBytes(24).toString('base64url');

async function show(call: OpenCall): Promise<OpenAnswer> {
  return formPage({ ...(await lookOf(call)), kind: undefined, key: newKey() });
}

/** On, back, or sent: what does not fit is said beside its question. */
async function post(call: OpenCall): Promise<OpenAnswer> {
  const look = await lookOf(call);
  const { go } = call.fields;
  const asked = Math.min(Math.max(Number(call.fields.step) || 1, 1), STEPS.length);
  if (go === 'back') return formPage({ ...look, step: Math.max(1, asked - 1) });
  const upTo = go === 'next' ? asked : STEPS.length;
  for (let step = 1; step <= upTo; step++) {
    const wrong = wrongIn(look, step);
    if (wrong) return { ...formPage({ ...look, step, wrong }), status: 422 };
  }
  if (go === 'next') return formPage({ ...look, step: Math.min(STEPS.length, asked + 1) });
  return send(call, look);
}

/** Key of what is wrong with the answer to a question; nothing when one may go on. */
function wrongIn(look: FormLook, step: number): string | undefined {
  switch (STEPS[step - 1]) {
    case 'kind':
      return look.kind ? undefined : 'voice:open-wrong-kind';
    case 'text':
      if (look.text.length < LEAST_TEXT) return 'voice:open-wrong-short';
      return look.text.length > MOST_TEXT ? 'voice:open-wrong-long' : undefined;
    case 'where':
      return look.where.length > MOST_PLACE ? 'voice:open-wrong-long' : undefined;
    case 'contact':
      return look.contact.length > MOST_CONTACT ? 'voice:open-wrong-long' : undefined;
    default:
      return undefined;
  }
}

async function send(call: OpenCall, look: FormLook): Promise<OpenAnswer> {
  const { ctx, files, fields } = call;
  const kind = look.kind!;
  const pictures = await keepPictures(ctx, kind, files).catch((error: unknown) => {
    if (error instanceof AppError && error.code === 'file-refused') return undefined;
    throw error;
  });
  if (!pictures)
    return {
      ...formPage({ ...look, step: STEPS.length, wrong: 'voice:open-wrong-picture' }),
      status: 422,
    };
  const { address } = ctx;
  const held = heldWhy(ctx, { address, text: look.text, trap: fields.website });
  const { code } = await receivePublicly(ctx, {
    unit: { id: look.place.org_id, path: look.place.org_path },
    kind,
    way: 'page',
    text: look.text,
    place: [look.place.name, look.where].filter(Boolean).join(' ') || null,
    placeId: look.place.id,
    contact: look.contact || null,
    pictures,
    key: look.key,
    held,
  });
  return thanksPage(look, shownCode(code));
}
