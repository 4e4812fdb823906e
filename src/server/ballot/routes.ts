import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { blinded, key } from '../../contract/ballot/operations.ts';
import type { Context } from '../platform/context.ts';
import { AppError } from '../platform/error.ts';
import type { Handlers } from '../platform/http.ts';
import { fieldIssues } from '../platform/problem.ts';
import * as box from './box.ts';
import * as days from './days.service.ts';
import { sweepKeys } from './jobs.ts';
import * as roll from './roll.service.ts';
import * as service from './service.ts';

type BallotHandlers = Pick<Handlers, Extract<keyof Handlers, `ballot.${string}`>>;

export const ballotHandlers: BallotHandlers = {
  'ballot.list': ({ ctx, query }) => service.list(ctx, query.under),
  'ballot.get': ({ ctx, params }) => service.get(ctx, params.id),
  'ballot.create': ({ ctx, body }) => service.create(ctx, body),
  'ballot.change': ({ ctx, params, body }) => service.change(ctx, params.id, body),
  'ballot.roll': ({ ctx, params, body }) => service.addToRoll(ctx, params.id, body),
  'ballot.voters': ({ ctx, params, query }) => roll.voters(ctx, params.id, query),
  'ballot.remove': ({ ctx, params, body }) => roll.remove(ctx, params.id, body),
  'ballot.candidates': ({ ctx, params, query }) => roll.candidates(ctx, params.id, query),
  'ballot.match': ({ ctx, params, body }) => roll.match(ctx, params.id, body.names),
  'ballot.copy': ({ ctx, params, body }) => roll.copy(ctx, params.id, body.roll),
  'ballot.plan': ({ ctx, params, body }) => days.plan(ctx, params.id, body),
  'ballot.remind': ({ ctx, params, body }) => days.remind(ctx, params.id, body.version),
  'ballot.step': ({ ctx, params, body }) => service.step(ctx, params.id, body),
  'ballot.codes': ({ ctx, params, body }) => service.codes(ctx, params.id, body.version),
  'ballot.mine': ({ ctx }) => service.mine(ctx),
  'ballot.draw': ({ ctx, params, body }) => box.draw(ctx, params.id, { person: ctx.me!.id }, body),
};

const hex = (bytes: number) => z.string().regex(new RegExp(`^[0-9a-f]{${2 * bytes}}$`));
const answer = z.string().max(12);
const vote = z.strictObject({
  electorate: z.string().max(12),
  token: hex(32),
  answers: z.array(answer).max(40),
  salts: z.array(hex(16)).max(40),
  signature: hex(256),
});
const drawn = z.strictObject({ code: z.string().min(12).max(20), electorate: key, blinded });

function read<T>(schema: z.ZodType<T>, given: unknown): T {
  const parsed = schema.safeParse(given);
  if (!parsed.success) throw new AppError('invalid', fieldIssues(parsed.error, given));
  return parsed.data;
}

const idOf = (params: unknown): string => {
  const { id } = params as { id: string };
  if (!/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(id)) throw new AppError('not-found');
  return id;
};

/**
 * What anyone may ask of a ballot. These are no operations on purpose: operations look at who is
 * signed in, write a line with the time, and are counted.
 */
export function ballotRoutes(app: FastifyInstance, ctx: Context): void {
  const schema = { hide: true };
  // What a crash left is gone before the first request; a job looks again every ten minutes.
  app.addHook('onReady', () => sweepKeys(ctx));
  app.get('/open/ballots/:id', { schema }, ({ params }) => box.paper(ctx, idOf(params)));
  app.get('/open/ballots/:id/bulletin', { schema }, async ({ params }, reply) =>
    reply.type('application/json; charset=utf-8').send(await box.bulletin(ctx, idOf(params))),
  );
  app.post('/open/ballots/:id/draw', { schema }, async ({ params, body }) => {
    const { code, ...request } = read(drawn, body);
    const who = { code: await service.codeHash(ctx.config.home, code) };
    return box.draw(ctx, idOf(params), who, request);
  });
  app.post('/open/ballots/:id/cast', { schema }, async ({ params, body }, reply) => {
    await box.cast(ctx, idOf(params), read(vote, body));
    return reply.code(204).send();
  });
}
