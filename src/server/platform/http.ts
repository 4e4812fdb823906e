import cookie from '@fastify/cookie';
import helmet from '@fastify/helmet';
import multipart from '@fastify/multipart';
import rateLimit from '@fastify/rate-limit';
import swagger from '@fastify/swagger';
import Fastify, {
  type FastifyInstance,
  type FastifyReply,
  type FastifyRequest,
  LogController,
} from 'fastify';
import { serializerCompiler } from 'fastify-type-provider-zod';
import type { z } from 'zod';
import type { Me } from '../../contract/identity/operations.ts';
import type { Operation, Output } from '../../contract/operation.ts';
import { type OperationName, type Operations, operations } from '../../contract/operations.ts';
import { may, scopesOf } from '../../contract/permissions.ts';
import { ENGINE_VERSION } from '../../engine/index.ts';
import type { Context, RequestContext } from './context.ts';
import { isAnswering } from './db.ts';
import { docsPage, openApiHead, openApiTransform } from './docs.ts';
import { AppError } from './error.ts';
import { platformGauges } from './gauges.ts';
import { createMetrics, type Metrics } from './metrics.ts';
import { servePage } from './page.ts';
import { fieldIssues, sendProblem } from './problem.ts';

export const SESSION_COOKIE = 'shiji_session';
const MB = 2 ** 20;
const BODY_LIMIT = 20 * MB;
/** All files of one upload together; they are held in memory while they are read. */
export const UPLOAD_LIMIT = 100 * MB;

/**
 * Requests a minute (docs/decisions/0017-load.md): of a person who is signed in, of one address
 * that shows sessions or tokens (an office stands behind one), of one that shows none; and of
 * one at routes made for a crowd, counted apart: a hall of 2,000 votes behind a single address.
 */
export const LIMITS = { person: 6_000, address: 60_000, strangers: 3_000, crowd: 30_000 };

declare module 'fastify' {
  interface FastifyContextConfig {
    /** A route that many strangers ask for from one address at the same time. */
    readonly crowd?: boolean;
  }
}

type Asked = FastifyRequest & { me?: Me };

type Parsed<O, K extends keyof Operation> = O extends { readonly [P in K]: infer T }
  ? T extends z.ZodType
    ? z.output<T>
    : undefined
  : undefined;

/** What a handler gets: the validated parts of the request and who asks. */
export interface Call<O extends Operation> {
  readonly ctx: RequestContext;
  readonly params: Parsed<O, 'params'>;
  readonly query: Parsed<O, 'query'>;
  readonly body: Parsed<O, 'body'>;
  readonly request: FastifyRequest;
  readonly reply: FastifyReply;
}

/** An answer that is JSON text already: large documents are not parsed to be written again. */
export class JsonText {
  readonly text: string;
  constructor(text: string) {
    this.text = text;
  }
}

export type Handler<N extends OperationName> = (
  call: Call<Operations[N]>,
) => Promise<Output<Operations[N]> extends Blob ? unknown : Output<Operations[N]> | JsonText>;

export type Handlers = { readonly [N in OperationName]: Handler<N> };

/** What a request shows of who asks: an API token, or the session of a page. */
export interface Credential {
  readonly bearer?: string;
  readonly session?: string;
}

/** What the rooms give the HTTP application. */
export interface Rooms {
  readonly handlers: Handlers;
  readonly whoIs: (ctx: Context, shown: Credential) => Promise<Me | undefined>;
  /** Folder of the built page, when there is one. */
  readonly page?: string;
  /** Adds addresses that are no operations: files for anyone, in forms that others define. */
  readonly files?: (app: FastifyInstance, ctx: Context, page: string | undefined) => void;
  /** Further numbers for `/metrics`. */
  readonly gauges?: Readonly<Record<string, () => number | Promise<number>>>;
}

/** The HTTP application: security, errors, documents, and one route an operation. */
export async function createHttp(
  ctx: Context,
  rooms: Rooms,
  limits = LIMITS,
): Promise<FastifyInstance> {
  const app = Fastify({
    logger: ctx.config.log === 'silent' ? false : logSettings(ctx),
    logController: new LogController({ disableRequestLogging: true }),
    bodyLimit: BODY_LIMIT,
    trustProxy: ctx.config.publicUrl ? 'loopback' : false,
    frameworkErrors: (error, request, reply) => {
      sendProblem(error, request, reply as FastifyReply);
    },
    // Schemas are zod's; Fastify's own compilers for JSON Schema are not even loaded.
    schemaController: { compilersFactory: compilers as never },
  });
  readJsonBodies(app);
  await app.register(helmet, security(ctx));
  await app.register(cookie);
  await app.register(rateLimit, {
    timeWindow: '1 minute',
    max: (request) => limits[kindOf(request)],
    keyGenerator: (request) => `${kindOf(request)} ${request.ip}`,
  });
  const tooMany = app.createRateLimit({
    max: limits.person,
    keyGenerator: (request) => `person ${(request as Asked).me?.id}`,
  });
  await app.register(multipart, {
    limits: { fileSize: UPLOAD_LIMIT, files: 20, fields: 20, parts: 40, fieldSize: BODY_LIMIT },
  });
  await app.register(swagger, {
    openapi: openApiHead(SESSION_COOKIE),
    transform: openApiTransform,
  });
  app.setErrorHandler((error, request, reply) => sendProblem(error, request, reply));
  await servePage(app, rooms.page);
  app.addHook('onRequest', async (request, reply) => {
    refuseForeignOrigin(request, ctx);
    if (request.url.startsWith('/api/')) reply.header('cache-control', 'no-store');
  });
  const metrics = createMetrics({ ...platformGauges(ctx), ...rooms.gauges });
  const signalOf = waiting(app);
  for (const name of Object.keys(operations) as OperationName[])
    addRoute({ app, ctx, name, rooms, metrics, signalOf, tooMany });
  addDocuments(app, ctx, metrics);
  rooms.files?.(app, ctx, rooms.page);
  return app;
}

function logSettings(ctx: Context) {
  return {
    level: ctx.config.log,
    // Nothing of a request or of a row: the database names values in `detail`.
    serializers: {
      req: () => ({}),
      err: (error: Error & { code?: string }) => ({
        type: error.name,
        code: error.code,
        message: error.message,
        stack: error.stack ?? '',
      }),
    },
  };
}

function security(ctx: Context) {
  return {
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: ["'self'"],
        // antd writes its style sheet at run time
        styleSrc: ["'self'", "'unsafe-inline'"],
        imgSrc: ["'self'", 'data:', 'blob:'],
        workerSrc: ["'self'", 'blob:'],
        objectSrc: ["'none'"],
        baseUri: ["'none'"],
        formAction: ["'self'"],
        frameAncestors: ["'none'"],
      },
    },
    strictTransportSecurity: ctx.config.publicUrl?.startsWith('https:') ?? false,
  };
}

const compilers = {
  buildValidator:
    () =>
    ({ schema }: { schema: z.ZodType }) =>
      validator(schema),
  buildSerializer: () => serializerCompiler,
};

function validator(schema: z.ZodType) {
  return (given: unknown) => {
    const parsed = schema.safeParse(given);
    return parsed.success
      ? { value: parsed.data }
      : { error: new AppError('invalid', fieldIssues(parsed.error, given)) };
  };
}

/** Fastify's own parser, which refuses `__proto__`; and no text PostgreSQL cannot hold. */
function readJsonBodies(app: FastifyInstance): void {
  const parse = app.getDefaultJsonParser('error', 'error');
  app.removeContentTypeParser('application/json');
  app.addContentTypeParser('application/json', { parseAs: 'string' }, (request, text, done) => {
    if (text.includes('\\u0000')) done(new AppError('invalid'));
    else parse(request, text as string, done);
  });
}

/** A signal for each request, aborted when the caller goes away or the server stops. */
function waiting(app: FastifyInstance): (reply: FastifyReply) => AbortSignal {
  const open = new Set<AbortController>();
  let closing = false;
  // A connection kept for further requests would hold up the end for as long as it is kept.
  app.addHook('onSend', async (_request, reply) => {
    if (closing) reply.header('connection', 'close');
  });
  app.addHook('preClose', async () => {
    closing = true;
    for (const controller of open) controller.abort();
  });
  return ({ raw }) => {
    const controller = new AbortController();
    open.add(controller);
    raw.once('close', () => {
      open.delete(controller);
      if (!raw.writableFinished) controller.abort();
    });
    return controller.signal;
  };
}

function addRoute(route: {
  app: FastifyInstance;
  ctx: Context;
  name: OperationName;
  rooms: Rooms;
  metrics: Metrics;
  signalOf: (reply: FastifyReply) => AbortSignal;
  tooMany: ReturnType<FastifyInstance['createRateLimit']>;
}): void {
  const { app, ctx, name, rooms, metrics, signalOf, tooMany } = route;
  const operation: Operation = operations[name];
  const handler = rooms.handlers[name] as Handler<OperationName>;
  app.route({
    method: operation.method,
    url: operation.path,
    schema: {
      operationId: name,
      summary: operation.summary,
      tags: [name.split('.')[0]!],
      ...(operation.params ? { params: operation.params } : {}),
      ...(operation.query ? { querystring: operation.query } : {}),
      ...(operation.body ? { body: operation.body } : {}),
      ...(operation.output ? { response: { 200: operation.output } } : {}),
    },
    // Before the body is read: nobody sends 100 MB to be told to sign in.
    preParsing: async (request) => {
      const me = await rooms.whoIs(ctx, credentialOf(request));
      // A token does what it was given; being named is for whoever sits there.
      const named = operation.named === true && me !== undefined && !me.token;
      if (!named && !may(me?.grants, operation.permission))
        throw new AppError(me ? 'not-allowed' : 'not-signed-in');
      if (me?.token?.readOnly && operation.method !== 'GET') throw new AppError('not-allowed');
      if (!me) return;
      (request as Asked).me = me;
      const limit = await tooMany(request);
      if (!limit.isAllowed && limit.isExceeded)
        throw new AppError('too-many-attempts', [], limit.ttlInSeconds);
    },
    handler: async (request, reply) => {
      const { me } = request as Asked;
      const answer = await handler({
        ctx: {
          ...ctx,
          ...(me ? { me } : {}),
          scopes: scopesOf(me?.grants ?? [], operation.permission),
          apart: operation.method === 'GET' && !operation.writes,
          address: request.ip,
          signal: signalOf(reply),
        },
        params: request.params,
        query: request.query,
        body: request.body,
        request,
        reply,
      } as never);
      if (reply.sent) return reply;
      return answer instanceof JsonText
        ? reply.type('application/json; charset=utf-8').send(answer.text)
        : answer;
    },
    onResponse: async (request, reply) => {
      const seconds = reply.elapsedTime / 1000;
      metrics.request(name, reply.statusCode, seconds);
      request.log.info({ operation: name, status: reply.statusCode, seconds }, 'request');
    },
  });
}

function addDocuments(app: FastifyInstance, ctx: Context, metrics: Metrics): void {
  const schema = { hide: true };
  app.get('/api/docs/json', { schema }, () => app.swagger());
  app.get('/api/docs', { schema }, (_request, reply) =>
    reply.type('text/html; charset=utf-8').send(docsPage(app)),
  );
  // Alive: the process answers. Whoever watches it restarts it only when this does not.
  app.get('/healthz', { schema }, async () => ({ ok: true, version: ENGINE_VERSION }));
  // Ready: requests can be worked on. While the database is away others should get them.
  app.get('/readyz', { schema }, async () => {
    if (!(await isAnswering(ctx.db))) throw new AppError('unavailable', [], 2);
    return { ok: true, version: ENGINE_VERSION };
  });
  // For a collector on this machine; numbers of use are nobody else's business.
  app.get('/metrics', { schema }, async (request, reply) => {
    if (!/^(127\.|::1$|::ffff:127\.)/.test(request.ip)) throw new AppError('not-found');
    return reply.type('text/plain; version=0.0.4').send(await metrics.text());
  });
}

/** Whoever shows a token is never taken for the session of the browser beside it. */
function credentialOf({ headers, cookies }: FastifyRequest): Credential {
  const bearer = bearerOf(headers.authorization);
  if (bearer !== undefined) return { bearer };
  const session = cookies[SESSION_COOKIE];
  return session ? { session } : {};
}

/** As what a request is counted. */
function kindOf(request: FastifyRequest): 'crowd' | 'address' | 'strangers' {
  if (request.routeOptions.config.crowd) return 'crowd';
  return hasCredential(request) ? 'address' : 'strangers';
}

const hasCredential = (request: FastifyRequest): boolean =>
  Object.keys(credentialOf(request)).length > 0;

function bearerOf(authorization: string | undefined): string | undefined {
  return /^Bearer\s+(\S{1,200})$/i.exec(authorization ?? '')?.[1];
}

/** State may only be changed from our own pages: browsers name the origin of every POST. */
function refuseForeignOrigin(request: FastifyRequest, ctx: Context): void {
  if (request.method === 'GET' || request.method === 'HEAD') return;
  // No browser adds a token by itself, and with one the cookie is not looked at.
  if (bearerOf(request.headers.authorization) !== undefined) return;
  const { origin, host } = request.headers;
  if (origin === undefined) return;
  const own = [ctx.config.publicUrl, `http://${host}`, `https://${host}`];
  if (!own.some((o) => o && originOf(o) === origin)) throw new AppError('wrong-origin');
}

function originOf(url: string): string | undefined {
  return URL.canParse(url) ? new URL(url).origin : undefined;
}
