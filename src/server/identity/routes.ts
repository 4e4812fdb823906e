import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Config } from '../platform/config.ts';
import { AppError } from '../platform/error.ts';
import { type Handlers, SESSION_COOKIE } from '../platform/http.ts';
import * as accounts from './accounts.service.ts';
import * as oidc from './oidc.service.ts';
import * as self from './self.service.ts';
import { deviceOf, SESSION_LIFE, signOut } from './sessions.service.ts';
import * as signIn from './sign-in.service.ts';

type IdentityHandlers = Pick<Handlers, Extract<keyof Handlers, `identity.${string}`>>;

const OIDC_COOKIE = 'shiji_oidc';
const OIDC_PATH = '/api/identity/oidc';

const cookieOptions = ({ publicUrl }: Config) => ({
  path: '/',
  httpOnly: true,
  sameSite: 'lax' as const,
  secure: publicUrl?.startsWith('https:') ?? false,
});

const device = (request: FastifyRequest): string => deviceOf(request.headers['user-agent']);
const sessionOf = (request: FastifyRequest): string => request.cookies[SESSION_COOKIE] ?? '';
const originOf = ({ publicUrl }: Config, request: FastifyRequest): string =>
  publicUrl ? new URL(publicUrl).origin : `${request.protocol}://${request.host}`;

type Call = Parameters<IdentityHandlers['identity.sign-in']>[0];

/**
 * Hands the session out. One from before ends here: none can be planted on a victim, and the
 * id is another after every step of a sign-in.
 */
async function admit(
  { ctx, request, reply }: Pick<Call, 'ctx' | 'request' | 'reply'>,
  entry: signIn.Entry,
) {
  const before = sessionOf(request);
  if (before) await signOut(ctx, before);
  if (entry.session !== undefined)
    reply.setCookie(SESSION_COOKIE, entry.session, {
      ...cookieOptions(ctx.config),
      maxAge: SESSION_LIFE / 1000,
    });
  else if (before) reply.clearCookie(SESSION_COOKIE, cookieOptions(ctx.config));
  return entry.answer;
}

function toDoor(reply: FastifyReply, reason: oidc.OidcRefusal) {
  return reply.redirect(`/sign-in?refused=oidc-${reason}`);
}

export const identityHandlers: IdentityHandlers = {
  'identity.options': async ({ ctx }) => oidc.options(ctx),
  'identity.link-info': ({ ctx, body }) => signIn.linkInfo(ctx, body.token),
  'identity.link': async (call) =>
    admit(call, await signIn.useLink(call.ctx, call.body, device(call.request))),
  'identity.sign-in': async (call) =>
    admit(call, await signIn.signIn(call.ctx, call.body, device(call.request))),
  'identity.second-step': async (call) =>
    admit(call, await signIn.takeSecondStep(call.ctx, call.body, device(call.request))),
  'identity.oidc-start': async ({ ctx, request, reply }) => {
    const options = { ...cookieOptions(ctx.config), path: OIDC_PATH, maxAge: oidc.OIDC_LIFE };
    const begun = await oidc.start(ctx, originOf(ctx.config, request)).catch((error) => {
      if (error instanceof AppError) throw error;
      return undefined;
    });
    if (!begun) return toDoor(reply, 'failed');
    return reply.setCookie(OIDC_COOKIE, begun.journey, options).redirect(begun.url);
  },
  'identity.oidc-callback': async (call) => {
    const { ctx, request, reply } = call;
    const journey = request.cookies[OIDC_COOKIE];
    const back = { origin: originOf(ctx.config, request), url: request.url, journey };
    const entry = await oidc.finish(ctx, back, device(request));
    reply.clearCookie(OIDC_COOKIE, { path: OIDC_PATH });
    if (typeof entry === 'string') return toDoor(reply, entry);
    await admit(call, entry);
    return reply.redirect('/');
  },
  'identity.sign-out': async ({ ctx, request, reply }) => {
    await signOut(ctx, sessionOf(request));
    reply.clearCookie(SESSION_COOKIE, cookieOptions(ctx.config));
    return { ok: true as const };
  },
  'identity.me': async ({ ctx }) => {
    if (!ctx.me) throw new AppError('not-signed-in');
    return ctx.me;
  },
  'identity.account': ({ ctx, request }) => self.account(ctx, sessionOf(request)),
  'identity.change-password': ({ ctx, body, request }) =>
    self.changePassword(ctx, body, sessionOf(request)),
  'identity.enrol': ({ ctx, body }) => self.enrol(ctx, body.password),
  'identity.confirm': ({ ctx, body }) => self.confirm(ctx, body.code),
  'identity.new-codes': ({ ctx, body }) => self.newCodes(ctx, body.code),
  'identity.drop-second-step': ({ ctx, body }) => self.dropSecondStep(ctx, body.code),
  'identity.end-session': ({ ctx, params }) => self.endSession(ctx, params.id),
  'identity.end-others': ({ ctx, request }) => self.endOthers(ctx, sessionOf(request)),
  'identity.create-token': ({ ctx, body }) => self.createToken(ctx, body),
  'identity.revoke-token': ({ ctx, params }) => self.revokeToken(ctx, params.id),
  'identity.accounts': ({ ctx, query }) => accounts.list(ctx, query),
  'identity.invite': ({ ctx, params }) => accounts.invite(ctx, params.id),
  'identity.reset': ({ ctx, params }) => accounts.reset(ctx, params.id),
  'identity.disable': ({ ctx, params }) => accounts.disable(ctx, params.id),
  'identity.enable': ({ ctx, params }) => accounts.enable(ctx, params.id),
  'identity.reset-second-step': ({ ctx, params }) => accounts.resetSecondStep(ctx, params.id),
  'identity.settings': ({ ctx }) => accounts.settings(ctx),
  'identity.set-settings': ({ ctx, body }) => accounts.setSettings(ctx, body),
};
