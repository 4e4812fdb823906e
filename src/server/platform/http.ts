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
import {
  jsonSchemaTransform,
  serializerCompiler,
  validatorCompiler,
} from 'fastify-type-provider-zod';
import type { z } from 'zod';
import type { Me } from '../../contract/identity/operations.ts';
import type { Operation, Output } from '../../contract/operation.ts';
import { type OperationName, type Operations, operations } from '../../contract/operations.ts';
import { may } from '../../contract/permissions.ts';
import { EngineError } from '../../engine/index.ts';
import type { Context, RequestContext } from './context.ts';
import { AppError, type ErrorCode, statusOf } from './error.ts';

export const SESSION_COOKIE = 'shiji_session';
const BODY_LIMIT = 20 * 2 ** 20;
const FILE_LIMIT = 100 * 2 ** 20;

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

export type Handler<N extends OperationName> = (
  call: Call<Operations[N]>,
) => Promise<Output<Operations[N]> extends Blob ? unknown : Output<Operations[N]>>;

export type Handlers = { readonly [N in OperationName]: Handler<N> };

/** The HTTP application without its rooms' handlers: security, errors, documents. */
export async function createHttp(
  ctx: Context,
  handlers: Handlers,
  whoIs: (ctx: Context, session: string) => Promise<Me | undefined>,
): Promise<FastifyInstance> {
  const app = Fastify({
    logger:
      ctx.config.log === 'silent' ? false : { level: ctx.config.log, redact: ['req.headers'] },
    logController: new LogController({ disableRequestLogging: true }),
    bodyLimit: BODY_LIMIT,
    trustProxy: ctx.config.publicUrl ? 'loopback' : false,
  });
  app.setValidatorCompiler(validatorCompiler);
  app.setSerializerCompiler(serializerCompiler);
  await app.register(helmet, {
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
  });
  await app.register(cookie);
  await app.register(rateLimit, { max: 600, timeWindow: '1 minute' });
  await app.register(multipart, { limits: { fileSize: FILE_LIMIT, files: 20 } });
  await app.register(swagger, {
    openapi: { info: { title: 'Shiji', version: '1' } },
    transform: jsonSchemaTransform,
  });
  app.setErrorHandler((error, _request, reply) => sendProblem(app, error, reply));
  app.addHook('onRequest', async (request) => refuseForeignOrigin(request, ctx));
  for (const name of Object.keys(operations) as OperationName[])
    addRoute(app, ctx, name, handlers[name] as Handler<OperationName>, whoIs);
  app.get('/api/docs/json', { schema: { hide: true } }, () => app.swagger());
  app.get('/healthz', { schema: { hide: true } }, () => ({ ok: true }));
  return app;
}

function addRoute(
  app: FastifyInstance,
  ctx: Context,
  name: OperationName,
  handler: Handler<OperationName>,
  whoIs: (ctx: Context, session: string) => Promise<Me | undefined>,
): void {
  const operation: Operation = operations[name];
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
      const session = request.cookies[SESSION_COOKIE];
      const me = session ? await whoIs(ctx, session) : undefined;
      if (!may(me?.roles, operation.permission))
        throw new AppError(me ? 'not-allowed' : 'not-signed-in');
      (request as { me?: Me }).me = me;
    },
    handler: async (request, reply) => {
      const { me } = request as { me?: Me };
      const answer = await handler({
        ctx: { ...ctx, ...(me ? { me } : {}), address: request.ip },
        params: request.params,
        query: request.query,
        body: request.body,
        request,
        reply,
      } as never);
      return reply.sent ? reply : answer;
    },
  });
}

/** State may only be changed from our own pages: browsers name the origin of every POST. */
function refuseForeignOrigin(request: FastifyRequest, ctx: Context): void {
  if (request.method === 'GET' || request.method === 'HEAD') return;
  const { origin, host } = request.headers;
  if (origin === undefined) return;
  const own = [ctx.config.publicUrl, `http://${host}`, `https://${host}`];
  if (!own.some((o) => o && new URL(o).origin === origin)) throw new AppError('wrong-origin');
}

/** RFC 9457: a stable code, never a stack; engine and reader issues go along. */
function sendProblem(app: FastifyInstance, error: unknown, reply: FastifyReply): FastifyReply {
  const { code, issues, detail } = problemOf(error);
  const status = statusOf[code];
  if (status === 500) app.log.error({ err: error }, 'unexpected');
  return reply
    .status(status)
    .type('application/problem+json')
    .send(
      JSON.stringify({
        type: `urn:shiji:error:${code}`,
        title: code,
        status,
        code,
        ...(issues?.length ? { issues } : {}),
        ...(detail ? { detail } : {}),
      }),
    );
}

function problemOf(error: unknown): {
  code: ErrorCode;
  issues?: readonly unknown[];
  detail?: string;
} {
  if (error instanceof AppError) return { code: error.code, issues: error.issues };
  if (error instanceof EngineError) return { code: 'run-refused', issues: error.issues };
  const { statusCode, validation, code } = error as {
    statusCode?: number;
    code?: string;
    validation?: { instancePath: string; message?: string }[];
  };
  if (validation)
    return {
      code: 'invalid',
      detail: validation.map((v) => `${v.instancePath} ${v.message}`).join('; '),
    };
  if (code === 'FST_REQ_FILE_TOO_LARGE' || statusCode === 413) return { code: 'too-large' };
  if (statusCode === 429) return { code: 'too-many-attempts' };
  if (statusCode !== undefined && statusCode < 500) return { code: 'invalid' };
  return { code: 'failed' };
}
