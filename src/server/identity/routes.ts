import { AppError } from '../platform/error.ts';
import { type Handlers, SESSION_COOKIE } from '../platform/http.ts';
import * as service from './service.ts';

type IdentityHandlers = Pick<Handlers, Extract<keyof Handlers, `identity.${string}`>>;

const cookieOptions = (publicUrl: string | undefined) => ({
  path: '/',
  httpOnly: true,
  sameSite: 'lax' as const,
  secure: publicUrl?.startsWith('https:') ?? false,
  maxAge: 7 * 24 * 3600,
});

export const identityHandlers: IdentityHandlers = {
  'identity.link': async ({ ctx, body, reply }) => {
    const { me, session } = await service.useLink(ctx, body);
    reply.setCookie(SESSION_COOKIE, session, cookieOptions(ctx.config.publicUrl));
    return me;
  },
  'identity.sign-in': async ({ ctx, body, request, reply }) => {
    const { me, session } = await service.signIn(ctx, body);
    // A session from before the sign-in ends here: none can be planted on a victim.
    const before = request.cookies[SESSION_COOKIE];
    if (before) await service.signOut(ctx, before);
    reply.setCookie(SESSION_COOKIE, session, cookieOptions(ctx.config.publicUrl));
    return me;
  },
  'identity.sign-out': async ({ ctx, request, reply }) => {
    await service.signOut(ctx, request.cookies[SESSION_COOKIE] ?? '');
    reply.clearCookie(SESSION_COOKIE, { path: '/' });
    return { ok: true as const };
  },
  'identity.me': async ({ ctx }) => {
    if (!ctx.me) throw new AppError('not-signed-in');
    return ctx.me;
  },
};
