import type { Me, OwnAccount } from '../../contract/identity/operations.ts';
import type { RequestContext } from '../platform/context.ts';
import { dayOf } from '../platform/days.ts';
import { AppError } from '../platform/error.ts';
import { hashToken, newId, newToken } from '../platform/ids.ts';
import { EVERYWHERE, type Trx, withScopes } from '../platform/scope.ts';
import * as accounts from './account.queries.ts';
import { attemptKeys, countAttempt, forgiveAttempts } from './attempts.ts';
import { recordFor } from './entry.ts';
import { demandStrong, hashPassword, isPassword } from './passwords.ts';
import * as queries from './queries.ts';
import * as secondStep from './second-step.service.ts';
import { idleSince } from './sessions.service.ts';
import { newPassword, wordsOf } from './sign-in.service.ts';

const DAY = 24 * 3_600_000;

/** Whoever sits at a page. An API token does nothing to the account it belongs to. */
function atPage(ctx: RequestContext): Me {
  if (!ctx.me) throw new AppError('not-signed-in');
  if (ctx.me.token) throw new AppError('not-allowed');
  return ctx.me;
}

/** Everything the page of one's own account shows; `session` is the token of the one that asks. */
export async function account(ctx: RequestContext, session: string): Promise<OwnAccount> {
  const me = atPage(ctx);
  const now = ctx.now();
  return withScopes(ctx, EVERYWHERE, async (trx) => {
    const row = (await queries.accountById(trx, me.id))!;
    const current = hashToken(session);
    const sessions = await accounts.sessionsOf(trx, me.id, now, idleSince(now));
    const tokens = await accounts.tokensOf(trx, me.id);
    return {
      login: row.login,
      hasPassword: row.password_hash !== null,
      passwordAt: row.password_at?.toISOString() ?? null,
      secondStep: {
        since: row.totp_since?.toISOString() ?? null,
        codesLeft: row.recovery_codes.length,
        required: await secondStep.isRequired(trx, me),
      },
      sessions: sessions.map((s) => ({
        id: s.id,
        device: s.device,
        since: s.created_at.toISOString(),
        seenAt: s.seen_at.toISOString(),
        current: s.token_hash.equals(current),
      })),
      tokens: tokens.map((t) => ({
        id: t.id,
        name: t.name,
        permissions: t.permissions,
        readOnly: t.read_only,
        createdAt: t.created_at.toISOString(),
        expiresAt: t.expires_at.toISOString(),
        lastUsedOn: t.last_used_on,
        expired: t.expires_at <= now,
      })),
    };
  });
}

/** Whoever found an open page does not get the account: the password is asked again. */
async function provenSelf(ctx: RequestContext, password: string): Promise<queries.AccountRow> {
  const me = atPage(ctx);
  const keys = attemptKeys(me.login, ctx.address);
  await countAttempt(ctx, keys);
  const row = await queries.accountById(ctx.db, me.id);
  if (!(await isPassword(row?.password_hash, password)) || !row)
    throw new AppError('password-wrong');
  await forgiveAttempts(ctx, keys);
  return row;
}

export async function changePassword(
  ctx: RequestContext,
  input: { old: string; password: string },
  session: string,
) {
  const { id, login } = await provenSelf(ctx, input.old);
  const words = await withScopes(ctx, EVERYWHERE, (trx) => wordsOf(trx, id));
  await demandStrong(input.password, [login, ...words]);
  if (input.password === input.old)
    throw new AppError('password-weak', [{ code: 'identity:weak-same' }]);
  const passwordHash = await hashPassword(input.password);
  await withScopes(ctx, EVERYWHERE, async (trx) => {
    await newPassword(trx, ctx.now(), id, passwordHash, hashToken(session));
    await recordFor(trx, ctx, id, 'identity.change-password', {});
  });
  return { ok: true as const };
}

export async function enrol(ctx: RequestContext, password: string) {
  const row = await provenSelf(ctx, password);
  return withScopes(ctx, EVERYWHERE, (trx) => secondStep.beginEnrol(trx, ctx, row));
}

/** Something that needs a code of one's phone, under the same throttle as the second step. */
async function withCode<T>(
  ctx: RequestContext,
  work: (trx: Trx, row: queries.AccountRow) => Promise<T>,
): Promise<T> {
  const me = atPage(ctx);
  const keys = attemptKeys(`second ${me.id}`, ctx.address);
  await countAttempt(ctx, keys);
  const done = await withScopes(ctx, EVERYWHERE, async (trx) => {
    const row = await queries.lockAccount(trx, me.id);
    if (!row) throw new AppError('not-signed-in');
    return work(trx, row);
  });
  await forgiveAttempts(ctx, keys);
  return done;
}

export async function confirm(ctx: RequestContext, code: string) {
  return withCode(ctx, async (trx, row) => ({
    recoveryCodes: await secondStep.confirmEnrol(trx, ctx, row, code),
  }));
}

export async function newCodes(ctx: RequestContext, code: string) {
  return withCode(ctx, async (trx, row) => {
    await secondStep.spendCode(trx, ctx, row, code);
    return { recoveryCodes: await secondStep.renewCodes(trx, ctx, row) };
  });
}

export async function dropSecondStep(ctx: RequestContext, code: string) {
  return withCode(ctx, async (trx, row) => {
    if (await secondStep.isRequired(trx, ctx.me!)) throw new AppError('second-step-required');
    await secondStep.spendCode(trx, ctx, row, code);
    await queries.updateAccount(trx, row.id, secondStep.NO_SECOND_STEP);
    await recordFor(trx, ctx, row.id, 'identity.second-step-off', {});
    return { ok: true as const };
  });
}

export async function endSession(ctx: RequestContext, id: string) {
  const me = atPage(ctx);
  await withScopes(ctx, EVERYWHERE, async (trx) => {
    if (!(await accounts.deleteOwnSession(trx, me.id, id))) throw new AppError('not-found');
    await recordFor(trx, ctx, me.id, 'identity.end-session', { ended: 1 });
  });
  return { ok: true as const };
}

export async function endOthers(ctx: RequestContext, session: string) {
  const me = atPage(ctx);
  return withScopes(ctx, EVERYWHERE, async (trx) => {
    const ended = await queries.deleteSessions(trx, me.id, hashToken(session));
    if (ended > 0) await recordFor(trx, ctx, me.id, 'identity.end-session', { ended });
    return { ended };
  });
}

/** A token for programs: never more than one may do oneself, now and whenever it is used. */
export async function createToken(
  ctx: RequestContext,
  input: { name: string; permissions: string[] | null; readOnly: boolean; days: number },
) {
  const me = atPage(ctx);
  if (input.permissions?.some((p) => !me.permissions.includes(p)))
    throw new AppError('not-allowed');
  const now = ctx.now();
  const { token, hash } = newToken();
  const id = newId(now);
  const expires = new Date(now.getTime() + input.days * DAY);
  await withScopes(ctx, EVERYWHERE, async (trx) => {
    await accounts.insertToken(trx, {
      id,
      account_id: me.id,
      name: input.name,
      token_hash: hash,
      permissions: input.permissions,
      read_only: input.readOnly,
      created_at: now,
      expires_at: expires,
    });
    const { permissions, readOnly } = input;
    const content = { token: id, permissions, readOnly, until: dayOf(expires) };
    await recordFor(trx, ctx, me.id, 'identity.create-token', content);
  });
  return { id, token, expiresAt: expires.toISOString() };
}

export async function revokeToken(ctx: RequestContext, id: string) {
  const me = atPage(ctx);
  await withScopes(ctx, EVERYWHERE, async (trx) => {
    if ((await accounts.revokeTokens(trx, me.id, ctx.now(), id)) === 0)
      throw new AppError('not-found');
    await recordFor(trx, ctx, me.id, 'identity.revoke-token', { token: id });
  });
  return { ok: true as const };
}
