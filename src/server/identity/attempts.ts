import * as org from '../org/service.ts';
import type { Context } from '../platform/context.ts';
import { AppError } from '../platform/error.ts';
import { hashToken } from '../platform/ids.ts';
import { EVERYWHERE, withScopes } from '../platform/scope.ts';
import { record } from '../record/service.ts';
import * as queries from './queries.ts';

const HOUR = 3_600_000;
/** Attempts nobody waits for any more are forgotten after this. */
export const ATTEMPTS_KEPT = 24 * HOUR;

/**
 * Attempts before waiting begins; each further one doubles the wait, up to an hour. Few for
 * one login from one address; more for a login from anywhere, so that a stranger cannot
 * lock a person out by guessing; more again for an address that a whole office shares.
 */
const FREE_ATTEMPTS = { pair: 5, login: 30, address: 100 } as const;
type AttemptKind = keyof typeof FREE_ATTEMPTS;
export type AttemptKeys = Readonly<Record<AttemptKind, string>>;

/**
 * Under what attempts are counted: something that is guessed at (a login, the second step of an
 * account) and an address. Hashed: the database keeps neither addresses nor mistyped logins.
 */
export function attemptKeys(what: string, address: string): AttemptKeys {
  const key = (text: string): string => hashToken(text).toString('base64url');
  return {
    pair: key(`pair ${what} ${address}`),
    login: key(`login ${what}`),
    address: key(`address ${address}`),
  };
}

/** Waiting that this attempt begins, should it be a wrong one. */
export interface Pause {
  readonly paused: AttemptKind;
  readonly seconds: number;
}

/**
 * Counts before the secret is looked at: a hundred guesses sent at once are a hundred.
 * Throws `too-many-attempts` with the seconds to wait. Returns what begins to wait with it.
 */
export async function countAttempt(ctx: Context, keys: AttemptKeys): Promise<Pause[]> {
  const now = ctx.now();
  const begun: Pause[] = [];
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
      const over = count - FREE_ATTEMPTS[kind];
      const until = waitAfter(now, over);
      const seconds = (until.getTime() - now.getTime()) / 1000;
      // Written down when it begins and when it is as long as it gets, not at every step between.
      if (over === 0 || seconds * 1000 === HOUR) begun.push({ paused: kind, seconds });
      await queries.setAttempts(trx, { key: keys[kind], failures: count, blocked_until: until });
    }
    return 0;
  });
  if (wait === 0) return begun;
  const seconds = Math.ceil(wait / 1000);
  throw new AppError('too-many-attempts', [{ code: 'server.wait', params: { seconds } }], seconds);
}

function waitAfter(now: Date, over: number): Date {
  const wait = over < 0 ? 0 : Math.min(HOUR, 1000 * 2 ** Math.min(over + 2, 12));
  return new Date(now.getTime() + wait);
}

/**
 * Puts on record that signing in has to wait after a wrong attempt: with the person whose account
 * it is; for names nobody has without the name, and always without the address. The same work
 * for both.
 */
export async function notePauses(
  ctx: Context,
  begun: readonly Pause[],
  accountId: string | undefined,
): Promise<void> {
  if (begun.length === 0) return;
  await withScopes(ctx, EVERYWHERE, async (trx) => {
    const root = await org.root(trx);
    const person = await queries.findPerson(trx, accountId ?? NOBODY);
    await record(
      trx,
      { ...ctx, actor: 'service:sign-in' },
      ...begun.map((content) => ({
        act: 'identity.locked' as const,
        subject: person ? `person:${person.id}` : 'account:unknown',
        org: person ? { id: person.org_id, path: person.org_path } : root,
        content,
      })),
    );
  });
}

const NOBODY = '00000000-0000-7000-8000-000000000000';

/** After a right one: what was counted is forgotten. Returns the wrong ones before it. */
export async function forgiveAttempts(ctx: Context, keys: AttemptKeys): Promise<number> {
  const counts = await queries.forgetFailures(ctx.db, [keys.pair, keys.login]);
  await queries.takeBackAttempt(ctx.db, keys.address);
  return Math.max(0, (counts.get(keys.login) ?? 1) - 1);
}
