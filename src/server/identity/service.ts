import { hash, verify } from '@node-rs/argon2';
import type { Me } from '../../contract/identity/operations.ts';
import { permissionsOf, type Role } from '../../contract/permissions.ts';
import * as org from '../org/service.ts';
import type { Context, RequestContext } from '../platform/context.ts';
import { type Executor, isDuplicate } from '../platform/db.ts';
import { AppError } from '../platform/error.ts';
import { hashToken, newId, newToken } from '../platform/ids.ts';
import { EVERYWHERE, type Trx, withScopes } from '../platform/scope.ts';
import { record } from '../record/service.ts';
import * as queries from './queries.ts';

const HOUR = 3_600_000;
const LINK_LIFE = 24 * HOUR;
const SESSION_LIFE = 7 * 24 * HOUR;
const SESSION_IDLE = 12 * HOUR;
/** A session is marked as seen at most once a minute: reading a page writes nothing. */
const SEEN_EVERY = 60_000;
const ATTEMPTS_KEPT = 24 * HOUR;

/**
 * Attempts before waiting begins; each further one doubles the wait, up to an hour. Few for
 * one login from one address; more for a login from anywhere, so that a stranger cannot
 * lock a person out by guessing; more again for an address that a whole office shares.
 */
const FREE_ATTEMPTS = { pair: 5, login: 30, address: 100 } as const;
type AttemptKind = keyof typeof FREE_ATTEMPTS;

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
 * Uses a one-time link: makes a person with an account, or gives the existing account of this
 * login a new password (the way back in when it was lost), and signs in. The roles of the
 * link are granted over the whole organisation.
 */
export async function useLink(
  ctx: RequestContext,
  input: { token: string; login: string; name: string; password: string },
): Promise<SignedIn> {
  const tokenHash = hashToken(input.token);
  // Before the costly hash, so that made-up tokens cost the server nothing.
  if (!(await queries.linkStands(ctx.db, tokenHash, ctx.now()))) throw new AppError('link-invalid');
  const passwordHash = await hash(input.password, argon);
  try {
    return await withScopes(ctx, EVERYWHERE, async (trx) => {
      const now = ctx.now();
      const roles = await queries.takeLink(trx, tokenHash, now);
      if (!roles) throw new AppError('link-invalid');
      const existing = await queries.findAccount(trx, input.login);
      const id = existing?.id ?? newId(now);
      const root = await org.root(trx);
      if (existing) {
        await queries.setPassword(trx, id, passwordHash);
        await queries.renamePerson(trx, id, input.name);
      } else await insertAccount(trx, now, { ...input, id, passwordHash, root });
      await grantRoles(trx, now, id, roles, root);
      const { name, login } = input;
      await record(trx, ctx, {
        act: existing ? 'identity.link-again' : 'identity.link',
        subject: `person:${id}`,
        org: root,
        content: { login, name, roles },
      });
      return { me: (await meOf(trx, id, now))!, session: await openSession(trx, now, id) };
    });
  } catch (error) {
    // Two links used for one new login at the same moment: the later one may choose another.
    if (isDuplicate(error)) throw new AppError('login-taken');
    throw error;
  }
}

async function insertAccount(
  trx: Trx,
  now: Date,
  row: { id: string; login: string; name: string; passwordHash: string; root: org.Place },
): Promise<void> {
  const { id, login, name, passwordHash, root } = row;
  await queries.insertPerson(trx, {
    id,
    name,
    org_id: root.id,
    org_path: root.path,
    created_at: now,
    version: 1,
  });
  await queries.insertAccount(trx, { id, login, password_hash: passwordHash, created_at: now });
}

/** Grants the roles that the person does not hold there already. */
async function grantRoles(
  trx: Trx,
  now: Date,
  personId: string,
  roles: readonly Role[],
  root: org.Place,
): Promise<void> {
  const held = (await meOf(trx, personId, now))?.grants ?? [];
  const missing = roles.filter((r) => !held.some((g) => g.role === r && g.orgId === root.id));
  await queries.insertGrants(
    trx,
    missing.map((role) => ({
      id: newId(now),
      person_id: personId,
      role,
      org_id: root.id,
      org_path: root.path,
      since: now,
      created_at: now,
    })),
  );
}

async function meOf(trx: Trx, id: string, now: Date): Promise<Me | undefined> {
  const found = await queries.identityOf(trx, id, now);
  return found && { ...found, permissions: permissionsOf(found.grants) };
}

/** Same answer and same work for an unknown login and a wrong password. */
export async function signIn(
  ctx: RequestContext,
  input: { login: string; password: string },
): Promise<SignedIn> {
  const keys = attemptKeys(input.login, ctx.address);
  await countAttempt(ctx, keys);
  const account = await queries.findAccount(ctx.db, input.login);
  decoy ??= hash('no such password', argon);
  const matches = await verify(account?.password_hash ?? (await decoy), input.password);
  if (!account || !matches) throw new AppError('sign-in-refused');
  await queries.forgetFailures(ctx.db, [keys.pair, keys.login]);
  await queries.takeBackAttempt(ctx.db, keys.address);
  const now = ctx.now();
  await queries.forgetExpired(ctx.db, now, new Date(now.getTime() - ATTEMPTS_KEPT));
  return withScopes(ctx, EVERYWHERE, async (trx) => ({
    me: (await meOf(trx, account.id, now))!,
    session: await openSession(trx, now, account.id),
  }));
}

/** Hashed: the database keeps no addresses. */
function attemptKeys(login: string, address: string): Record<AttemptKind, string> {
  const key = (text: string): string => hashToken(text).toString('base64url');
  return {
    pair: key(`pair ${login} ${address}`),
    login: key(`login ${login}`),
    address: key(`address ${address}`),
  };
}

/**
 * Counts before the password is looked at: a hundred guesses sent at once are a hundred.
 * Throws `too-many-attempts` with the seconds to wait.
 */
async function countAttempt(ctx: Context, keys: Record<AttemptKind, string>): Promise<void> {
  const now = ctx.now();
  const wait = await ctx.db.transaction().execute(async (trx) => {
    const kinds = (Object.keys(keys) as AttemptKind[]).sort((a, b) => (keys[a] < keys[b] ? -1 : 1));
    const found = [];
    for (const kind of kinds)
      found.push({ kind, ...(await queries.lockAttempts(trx, keys[kind], now)) });
    const until = Math.max(...found.map((f) => f.blocked_until.getTime()));
    if (until > now.getTime()) return until - now.getTime();
    for (const { kind, failures, blocked_until } of found) {
      const stale = blocked_until.getTime() < now.getTime() - ATTEMPTS_KEPT;
      const count = stale ? 1 : failures + 1;
      await queries.setAttempts(trx, {
        key: keys[kind],
        failures: count,
        blocked_until: waitAfter(now, count - FREE_ATTEMPTS[kind]),
      });
    }
    return 0;
  });
  if (wait === 0) return;
  const seconds = Math.ceil(wait / 1000);
  throw new AppError('too-many-attempts', [{ code: 'server.wait', params: { seconds } }], seconds);
}

function waitAfter(now: Date, over: number): Date {
  const wait = over < 0 ? 0 : Math.min(HOUR, 1000 * 2 ** Math.min(over + 2, 12));
  return new Date(now.getTime() + wait);
}

async function openSession(db: Executor, now: Date, accountId: string): Promise<string> {
  const { token, hash: tokenHash } = newToken();
  await queries.insertSession(db, {
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
  const tokenHash = hashToken(session);
  const idleSince = new Date(now.getTime() - SESSION_IDLE);
  return withScopes(ctx, EVERYWHERE, async (trx) => {
    const found = await queries.sessionAccount(trx, tokenHash, now, idleSince);
    if (!found) return undefined;
    if (found.seen_at.getTime() < now.getTime() - SEEN_EVERY)
      await queries.touchSession(trx, tokenHash, now);
    return meOf(trx, found.id, now);
  });
}

export async function signOut(ctx: Context, session: string): Promise<void> {
  await queries.deleteSession(ctx.db, hashToken(session));
}
