import type { RequestContext } from '../platform/context.ts';
import type { Trx } from '../platform/scope.ts';
import * as accounts from './account.queries.ts';
import * as queries from './queries.ts';
import { NO_SECOND_STEP } from './second-step.service.ts';

/** What this room knows of a person, for the person to take away. Secrets are not told. */
export async function exportPerson(trx: Trx, personId: string): Promise<object> {
  const account = await queries.accountById(trx, personId);
  if (!account) return { account: null };
  const never = new Date(0);
  const sessions = await accounts.sessionsOf(trx, personId, never, never);
  const tokens = await accounts.tokensOf(trx, personId);
  return {
    account: {
      login: account.login,
      createdAt: account.created_at,
      passwordAt: account.password_at,
      secondStepSince: account.totp_since,
      lastInAt: account.last_in_at,
      disabledAt: account.disabled_at,
    },
    sessions: sessions.map(({ device, created_at, seen_at }) => ({ device, created_at, seen_at })),
    tokens: tokens.map((t) => ({ name: t.name, expiresAt: t.expires_at, used: t.last_used_on })),
  };
}

/**
 * Takes from a person's account whatever tells of them and whatever opens it, in the caller's
 * transaction (scopes: everywhere). What stays is an id that other rows name as their author.
 */
export async function erasePerson(trx: Trx, ctx: RequestContext, personId: string): Promise<void> {
  const now = ctx.now();
  await queries.deleteSessions(trx, personId);
  await queries.deleteSteps(trx, personId);
  await queries.voidLinks(trx, personId, now);
  await accounts.revokeTokens(trx, personId, now);
  await accounts.blankTokenNames(trx, personId);
  await queries.updateAccount(trx, personId, {
    login: `erased-${personId}`,
    password_hash: null,
    password_at: null,
    last_in_at: null,
    disabled_at: now,
    ...NO_SECOND_STEP,
  });
}
