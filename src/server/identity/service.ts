import { hash, verify } from '@node-rs/argon2';
import type { Me } from '../../contract/identity/operations.ts';
import type { Role } from '../../contract/permissions.ts';
import type { Context, RequestContext } from '../platform/context.ts';
import { AppError } from '../platform/error.ts';
import { hashToken, newId, newToken } from '../platform/ids.ts';
import * as queries from './queries.ts';

const HOUR = 3_600_000;
const LINK_LIFE = 24 * HOUR;
const SESSION_LIFE = 7 * 24 * HOUR;
const SESSION_IDLE = 12 * HOUR;
/** Failures before waiting begins; each further one doubles the wait, up to an hour. */
const FREE_FAILURES = 5;

/** OWASP's Argon2id setting for servers: 19 MiB, two passes, one lane. */
const argon = { memoryCost: 19_456, timeCost: 2, parallelism: 1 } as const;
/** Compared when the login is unknown, so that both refusals take the same work. */
let decoy: Promise<string> | undefined;

/**
 * The one-time link of the first run, or a new one after it was lost. Its holder becomes
 * administrator and appraiser (docs/decisions/0003-first-administrator.md).
 */
export async function createAdminLink(ctx: Context): Promise<string> {
  const { token, hash: tokenHash } = newToken();
  const now = ctx.now();
  await queries.insertLink(ctx.db, {
    token_hash: tokenHash,
    roles: ['administrator', 'appraiser'] satisfies Role[],
    created_at: now,
    expires_at: new Date(now.getTime() + LINK_LIFE),
    used_at: null,
  });
  return token;
}

export async function needsFirstLink(ctx: Context): Promise<boolean> {
  return (await queries.countAccounts(ctx.db)) === 0;
}

export interface SignedIn {
  readonly me: Me;
  readonly session: string;
}

/**
 * Uses a one-time link: makes the account, or gives the existing one of this login a new
 * password (the way back in when it was lost), and signs in.
 */
export async function useLink(
  ctx: RequestContext,
  input: { token: string; login: string; name: string; password: string },
): Promise<SignedIn> {
  const passwordHash = await hash(input.password, argon);
  return ctx.db.transaction().execute(async (trx) => {
    const now = ctx.now();
    const roles = await queries.takeLink(trx, hashToken(input.token), now);
    if (!roles) throw new AppError('link-invalid');
    const existing = await queries.findAccount(trx, input.login);
    const id = existing?.id ?? newId(now);
    if (existing) await queries.setPassword(trx, id, input.name, passwordHash, roles);
    else
      await queries.insertAccount(trx, {
        id,
        login: input.login,
        name: input.name,
        password_hash: passwordHash,
        roles,
        created_at: now,
      });
    const session = await openSession({ ...ctx, db: trx as never }, id);
    return { me: { id, login: input.login, name: input.name, roles }, session };
  });
}

/** Same answer and same work for an unknown login and a wrong password. */
export async function signIn(
  ctx: RequestContext,
  input: { login: string; password: string },
): Promise<SignedIn> {
  const login = input.login.trim();
  const keys = [`login:${login.toLowerCase()}`, `address:${ctx.address}`];
  if (await queries.blockedUntil(ctx.db, keys, ctx.now())) throw new AppError('too-many-attempts');
  const account = await queries.findAccount(ctx.db, login);
  decoy ??= hash('no such password', argon);
  const matches = await verify(account?.password_hash ?? (await decoy), input.password);
  if (!account || !matches) {
    for (const key of keys) await queries.countFailure(ctx.db, key, (n) => waitAfter(ctx.now(), n));
    throw new AppError('sign-in-refused');
  }
  await queries.forgetFailures(ctx.db, keys);
  const { id, name, roles } = account;
  return {
    me: { id, login: account.login, name, roles: roles as Role[] },
    session: await openSession(ctx, id),
  };
}

function waitAfter(now: Date, failures: number): Date {
  const over = failures - FREE_FAILURES;
  const wait = over < 0 ? 0 : Math.min(HOUR, 1000 * 2 ** Math.min(over + 2, 12));
  return new Date(now.getTime() + wait);
}

async function openSession(ctx: Context, accountId: string): Promise<string> {
  const { token, hash: tokenHash } = newToken();
  const now = ctx.now();
  await queries.insertSession(ctx.db, {
    token_hash: tokenHash,
    account_id: accountId,
    created_at: now,
    seen_at: now,
    expires_at: new Date(now.getTime() + SESSION_LIFE),
  });
  return token;
}

export async function whoIs(ctx: Context, session: string): Promise<Me | undefined> {
  const now = ctx.now();
  const idleSince = new Date(now.getTime() - SESSION_IDLE);
  return queries.sessionAccount(ctx.db, hashToken(session), now, idleSince);
}

export async function signOut(ctx: Context, session: string): Promise<void> {
  await queries.deleteSession(ctx.db, hashToken(session));
}
