import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { blinded, key } from '../../contract/ballot/operations.ts';
import type { Context } from '../platform/context.ts';
import { AppError } from '../platform/error.ts';
import type { Handlers } from '../platform/http.ts';
import { originOf } from '../platform/open/page.ts';
import { fieldIssues } from '../platform/problem.ts';
import * as box from './box.ts';
import * as days from './days.service.ts';
import { sweepKeys } from './jobs.ts';
import * as roll from './roll.service.ts';
import * as service from './service.ts';
import * as slips from './slips.service.ts';

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
  'ballot.codes': ({ ctx, params, body, request }) =>
    slips.codes(ctx, params.id, { ...body, origin: originOf(ctx, request) }),
  'ballot.mine': ({ ctx }) => service.mine(ctx),
  'ballot.draw': ({ ctx, params, body }) =>
    box.draw(ctx, params.id, { who: { person: ctx.me!.id }, ...body }),
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
const code = z.string().min(12).max(20);
const coded = z.strictObject({ code });
const drawn = z.strictObject({ code, electorate: key, blinded });

function read<T>(schema: z.ZodType<T>, given: unknown): T {
  const parsed = schema.safeParse(given);
  if (!parsed.success) throw new AppError('invalid', fieldIssues(parsed.error, given));
  return parsed.data;
}

/** The largest vote, 40 items, is under 4 kB. */
const BODY = 8 * 1024;

/**
 * What anyone may ask of a ballot. These are no operations on purpose: operations look at who is
 * signed in, write a line with the time, and are counted.
 */
export function ballotRoutes(app: FastifyInstance, ctx: Context): void {
  // What a crash left is gone before the first request; a job looks again every ten minutes.
  app.addHook('onReady', () => sweepKeys(ctx));
  const options = { schema: { hide: true }, config: { crowd: true }, bodyLimit: BODY };
  app.get('/open/ballots/:id', options, ({ params }) => box.paper(ctx, box.idOf(params)));
  app.get('/open/ballots/:id/bulletin', options, async ({ params }, reply) =>
    reply.type('application/json; charset=utf-8').send(await box.bulletin(ctx, box.idOf(params))),
  );
  app.post('/open/ballot-codes', options, async ({ body }) =>
    box.byCode(ctx, await slips.codeHash(ctx.config.home, read(coded, body).code)),
  );
  app.post('/open/ballots/:id/draw', options, async ({ params, body }) => {
    const { code: shown, ...request } = read(drawn, body);
    const who = { code: await slips.codeHash(ctx.config.home, shown) };
    return box.draw(ctx, box.idOf(params), { who, ...request });
  });
  app.post('/open/ballots/:id/cast', options, async ({ params, body }, reply) => {
    await box.cast(ctx, box.idOf(params), read(vote, body));
    return reply.code(204).send();
  });
}
