import { randomBytes } from 'node:crypto';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { statusOf } from '../../contract/errors.ts';
import { createTranslator } from '../../contract/messages/index.ts';
import { LEAST_TEXT, MOST_CONTACT, MOST_PLACE, MOST_TEXT } from '../../contract/voice/schemas.ts';
import { MOST_PICTURES, openKinds, PICTURE_BYTES } from '../../contract/voice/states.ts';
import type { Context, RequestContext } from '../platform/context.ts';
import { AppError } from '../platform/error.ts';
import { readForm, type Upload } from '../platform/form.ts';
import { problemOf } from '../platform/problem.ts';
import { EVERYWHERE } from '../platform/scope.ts';
import { readCode, shownCode } from '../platform/tracking.ts';
import { receivePublicly } from './intake.service.ts';
import * as requests from './open311.service.ts';
import { elements } from './open311.xml.ts';
import { keepPictures } from './pictures.ts';
import { heldWhy, tooManyWrong } from './throttle.ts';

const t = createTranslator('zh-CN');
const BODY = 256 * 1024;
type Fields = Readonly<Partial<Record<string, string>>>;

/** What is wrong with a request, in the form the specification has for it. */
class Open311Error extends Error {
  readonly status: number;
  constructor(status: number, description: string) {
    super(description);
    this.status = status;
  }
}

/**
 * Open311 GeoReport v2 (wiki.open311.org/GeoReport_v2), JSON and XML. Whistle-blowing is no
 * service here; contacts go in and never come out; only requests that came this way are listed.
 */
export function open311(app: FastifyInstance, ctx: Context): void {
  void app.register(async (inner) => {
    inner.addContentTypeParser(
      'application/x-www-form-urlencoded',
      { parseAs: 'string', bodyLimit: BODY },
      (_, text, done) => done(null, new URLSearchParams(String(text))),
    );
    inner.setErrorHandler((error, request, reply) => sendErrors(error, request, reply));
    const schema = { hide: true };
    inner.get('/open311/discovery.:format', { schema }, (request, reply) =>
      discovery(ctx, request, reply),
    );
    inner.get('/open311/v2/media/:id/:position', { schema }, (request, reply) =>
      media(ctx, request, reply),
    );
    inner.get('/open311/v2/:what', { schema }, (request, reply) => list(ctx, request, reply));
    inner.get('/open311/v2/:what/:item', { schema }, (request, reply) => one(ctx, request, reply));
    inner.post('/open311/v2/:what', { schema }, (request, reply) => create(ctx, request, reply));
  });
}

const nobody = (ctx: Context, request: FastifyRequest): RequestContext => ({
  ...ctx,
  apart: request.method === 'GET',
  scopes: EVERYWHERE,
  address: request.ip,
  signal: new AbortController().signal,
});

/** Name and format of the last part of an address: `requests.json`. */
function partOf(request: FastifyRequest): { name: string; format: 'json' | 'xml' } {
  const { what, item } = request.params as { what: string; item?: string };
  const [, name, format] = /^(.+)\.(json|xml)$/.exec(item ?? what) ?? [];
  if (!name) throw new Open311Error(404, 'append .json or .xml to the address');
  return { name, format: format as 'json' | 'xml' };
}

function send(request: FastifyRequest, reply: FastifyReply, root: Root, rows: readonly object[]) {
  const xml = partOf(request).format === 'xml';
  const [whole, each] = ROOTS[root];
  return reply
    .header('cache-control', 'no-store')
    .type(xml ? 'text/xml; charset=utf-8' : 'application/json; charset=utf-8')
    .send(xml ? elements(whole, each, rows) : JSON.stringify(rows));
}

type Root = 'services' | 'requests' | 'errors';
const ROOTS: Readonly<Record<Root, readonly [string, string]>> = {
  services: ['services', 'service'],
  requests: ['service_requests', 'request'],
  errors: ['errors', 'error'],
};

function sendErrors(error: unknown, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const { code } = problemOf(error);
  if (code === 'failed' && !(error instanceof Open311Error))
    request.log.error({ err: error }, 'unexpected');
  const status = error instanceof Open311Error ? error.status : statusOf[code];
  const description = error instanceof Open311Error ? error.message : t(`server.error-${code}`);
  reply.code(status);
  const rows = [{ code: status, description }];
  const { what, item } = request.params as { what?: string; item?: string };
  const xml = (item ?? what ?? '').endsWith('.xml');
  return reply
    .type(xml ? 'text/xml; charset=utf-8' : 'application/json; charset=utf-8')
    .send(xml ? elements(...ROOTS.errors, rows) : JSON.stringify(rows));
}

/** Where this server is, as its callers write it. */
const originOf = (ctx: Context, request: FastifyRequest): string =>
  ctx.config.publicUrl?.replace(/\/$/, '') ?? `${request.protocol}://${request.host}`;

/** The document of service discovery: where requests go, and what was agreed of it. */
function discovery(ctx: Context, request: FastifyRequest, reply: FastifyReply) {
  const { format } = request.params as { format: string };
  if (format !== 'json' && format !== 'xml') throw new Open311Error(404, 'no such resource');
  const body = {
    changeset: '2026-11-26T00:00:00Z',
    contact: t('voice:open311-contact'),
    key_service: t('voice:open311-key'),
    endpoints: [
      {
        specification: 'http://wiki.open311.org/GeoReport_v2',
        url: `${originOf(ctx, request)}/open311/v2`,
        changeset: '2026-11-26T00:00:00Z',
        type: 'production',
        formats: ['application/json', 'text/xml'],
      },
    ],
  };
  return reply
    .header('cache-control', 'no-store')
    .type(format === 'xml' ? 'text/xml; charset=utf-8' : 'application/json; charset=utf-8')
    .send(format === 'xml' ? elements('discovery', '', body) : JSON.stringify(body));
}

/** A picture of a request that came this way, as `media_url` names it: cleaned of place and camera. */
async function media(ctx: Context, request: FastifyRequest, reply: FastifyReply) {
  const { id, position } = request.params as { id: string; position: string };
  const found =
    UUID.test(id) && /^\d{1,2}$/.test(position)
      ? await requests.mediaOf(nobody(ctx, request), id, Number(position))
      : undefined;
  if (!found) throw new Open311Error(404, 'no such picture');
  return reply
    .headers({
      'cache-control': 'no-store',
      'x-content-type-options': 'nosniff',
      'content-security-policy': "default-src 'none'",
    })
    .type(found.mime)
    .send(found.content);
}

const services = () =>
  openKinds.map((kind) => ({
    service_code: kind,
    service_name: t(`voice:kind-${kind}`),
    description: t(`voice:open311-${kind}`),
    metadata: true,
    type: 'realtime',
    keywords: '',
    group: '',
  }));

async function list(ctx: Context, request: FastifyRequest, reply: FastifyReply) {
  const { name } = partOf(request);
  if (name === 'services') return send(request, reply, 'services', services());
  if (name !== 'requests') throw new Open311Error(404, 'no such resource');
  const query = request.query as Fields;
  const ids = query.service_request_id?.split(',').slice(0, 50);
  const codes = query.service_code?.split(',');
  const rows = await requests.find(nobody(ctx, request), originOf(ctx, request), {
    ids: ids?.filter((id) => UUID.test(id)),
    kinds: codes ?? undefined,
    status: query.status?.split(',') ?? undefined,
    from: dayIn(query.start_date),
    to: dayIn(query.end_date),
  });
  return send(request, reply, 'requests', rows);
}

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

function dayIn(text: string | undefined): string | undefined {
  if (text === undefined) return undefined;
  if (Number.isNaN(Date.parse(text)))
    throw new Open311Error(400, 'start_date and end_date are dates of ISO 8601');
  return text.slice(0, 10);
}

async function one(ctx: Context, request: FastifyRequest, reply: FastifyReply) {
  const { what } = request.params as { what: string };
  const { name } = partOf(request);
  if (what === 'services') return definition(request, reply, name);
  if (what === 'tokens') return token(ctx, request, reply, name);
  if (what !== 'requests') throw new Open311Error(404, 'no such resource');
  const ids = UUID.test(name) ? [name] : [];
  const rows = await requests.find(nobody(ctx, request), originOf(ctx, request), { ids });
  if (rows.length === 0) throw new Open311Error(404, 'service_request_id not found');
  return send(request, reply, 'requests', rows);
}

/** What a service asks for beside the description: where, more closely. */
function definition(request: FastifyRequest, reply: FastifyReply, code: string) {
  if (!(openKinds as readonly string[]).includes(code))
    throw new Open311Error(404, 'service_code not found');
  const attributes = [
    {
      variable: true,
      code: 'place',
      datatype: 'string',
      required: false,
      datatype_description: '',
      order: 1,
      description: t('voice:open-where'),
    },
  ];
  const body = { service_code: code, attributes };
  if (partOf(request).format === 'json')
    return reply.type('application/json; charset=utf-8').send(JSON.stringify(body));
  return reply
    .type('text/xml; charset=utf-8')
    .send(elements('service_definition', 'attributes', body));
}

/** The number of a request by its token, which is the tracking code. */
async function token(ctx: Context, request: FastifyRequest, reply: FastifyReply, typed: string) {
  const { ip } = request;
  if (tooManyWrong(ctx, ip, 0)) throw new AppError('too-many-attempts', [], 600);
  const id = readCode(typed) && (await requests.idOf(nobody(ctx, request), typed));
  if (!id) {
    tooManyWrong(ctx, ip, 1);
    throw new Open311Error(404, 'token not found');
  }
  return send(request, reply, 'requests', [{ service_request_id: id, token: typed }]);
}

async function create(ctx: Context, request: FastifyRequest, reply: FastifyReply) {
  if (partOf(request).name !== 'requests') throw new Open311Error(404, 'no such resource');
  const { fields, files } = await givenIn(request);
  const kind = openKinds.find((k) => k === fields.service_code);
  if (!kind) throw new Open311Error(404, 'service_code not found');
  const text = [fields.description?.trim() ?? '', linkIn(fields)].filter(Boolean).join('\n');
  if (text.length < LEAST_TEXT || text.length > MOST_TEXT)
    throw new Open311Error(400, `description: ${LEAST_TEXT} to ${MOST_TEXT} characters`);
  const at = placeIn(fields);
  const seeker = nobody(ctx, request);
  const unit = await requests.jurisdiction(seeker, fields.jurisdiction_id);
  if (!unit) throw new Open311Error(404, 'jurisdiction_id not found');
  const pictures = await keepPictures(ctx, kind, files);
  const idempotency = request.headers['idempotency-key'];
  const taken = await receivePublicly(seeker, {
    unit,
    kind,
    way: 'open311',
    text,
    ...at,
    contact: contactIn(fields),
    pictures,
    key:
      typeof idempotency === 'string' && /^[\w-]{20,60}$/.test(idempotency)
        ? idempotency
        : randomBytes(24).toString('base64url'),
    held: heldWhy(ctx, { address: request.ip, text }),
  });
  const code = shownCode(taken.code);
  return send(request, reply, 'requests', [
    {
      service_request_id: taken.id,
      token: code,
      service_notice: t('voice:open311-notice', { code }),
      account_id: '',
    },
  ]);
}

async function givenIn(
  request: FastifyRequest,
): Promise<{ fields: Fields; files: readonly Upload[] }> {
  if (request.isMultipart())
    return readForm(request, { most: MOST_PICTURES, bytes: PICTURE_BYTES });
  if (request.body instanceof URLSearchParams)
    return { fields: Object.fromEntries(request.body), files: [] };
  throw new Open311Error(400, 'send application/x-www-form-urlencoded or multipart/form-data');
}

/** Where it is: in words, by coordinates, or both; one of them is needed. */
function placeIn(fields: Fields) {
  const place = [fields.address_string, fields['attribute[place]']]
    .flatMap((p) => p?.trim() || [])
    .join(' ');
  if (place.length > MOST_PLACE) throw new Open311Error(400, 'address_string is too long');
  const [lat, lng] = [fields.lat, fields.long].map((n) => (n ? Number(n) : undefined));
  const fits = (n: number | undefined, most: number) => n === undefined || Math.abs(n) <= most;
  if (!fits(lat, 90) || !fits(lng, 180) || (lat === undefined) !== (lng === undefined))
    throw new Open311Error(400, 'lat and long are degrees of WGS 84, both or none');
  if (!place && lat === undefined)
    throw new Open311Error(400, 'lat and long, or address_string, is needed');
  return { place: place || null, lat, lng };
}

/** A picture that lies elsewhere is named to the desk; this server fetches nothing from outside. */
function linkIn({ media_url }: Fields): string {
  const url = media_url?.trim() ?? '';
  if (!url) return '';
  if (!/^https?:\/\/\S{1,500}$/.test(url))
    throw new Open311Error(400, 'media_url is an address of http or https');
  return t('voice:open311-media', { url });
}

function contactIn({ first_name, last_name, phone, email }: Fields): string | null {
  const all = [last_name, first_name, phone, email].flatMap((w) => w?.trim() || []).join(' ');
  return all.slice(0, MOST_CONTACT) || null;
}
