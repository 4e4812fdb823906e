import type { Me } from '../../contract/identity/operations.ts';
import type { Context, RequestContext } from '../platform/context.ts';
import { AppError } from '../platform/error.ts';
import { newToken } from '../platform/ids.ts';
import type { Trx } from '../platform/scope.ts';
import { openSecret, sealSecret } from '../platform/secret.ts';
import { recordFor } from './entry.ts';
import type { AccountRow } from './queries.ts';
import * as queries from './queries.ts';
import * as totp from './totp.ts';

/** How long one may look for the phone after the password. */
const STEP_LIFE = 10 * 60_000;

const purpose = (accountId: string): string => `totp:${accountId}`;

/** Whether one of the roles asks for a second step. */
export async function isRequired(trx: Trx, me: Pick<Me, 'grants'>): Promise<boolean> {
  const { second_step_roles } = await queries.settings(trx);
  return me.grants.some((g) => second_step_roles.includes(g.role));
}

/** Lets the account wait for its second step; returns the ticket to come back with. */
export async function openStep(trx: Trx, now: Date, accountId: string): Promise<string> {
  const { token, hash } = newToken();
  await queries.insertStep(trx, {
    token_hash: hash,
    account_id: accountId,
    created_at: now,
    expires_at: new Date(now.getTime() + STEP_LIFE),
  });
  return token;
}

/** A new secret, kept aside until a code has proved that the phone has it. */
export async function beginEnrol(
  trx: Trx,
  ctx: Context,
  account: Pick<AccountRow, 'id' | 'login'>,
): Promise<{ secret: string; uri: string }> {
  const secret = totp.newSecret();
  await queries.updateAccount(trx, account.id, {
    totp_pending: await sealSecret(ctx.config.home, purpose(account.id), secret),
  });
  return { secret, uri: totp.otpauthUri(secret, account.login) };
}

/** The first code makes the new secret the account's; returns recovery codes, shown once. */
export async function confirmEnrol(
  trx: Trx,
  ctx: RequestContext,
  account: AccountRow,
  code: string,
): Promise<string[]> {
  const now = ctx.now();
  const pending = account.totp_pending;
  const secret = pending && (await openSecret(ctx.config.home, purpose(account.id), pending));
  const step = secret ? totp.stepOf(secret, code, now) : undefined;
  if (step === undefined) throw new AppError('code-refused');
  const { codes, hashes } = totp.newRecoveryCodes();
  await queries.updateAccount(trx, account.id, {
    totp_secret: pending,
    totp_pending: null,
    totp_since: now,
    totp_step: step,
    recovery_codes: hashes,
  });
  await recordFor(trx, ctx, account.id, 'identity.second-step-on', {});
  return codes;
}

/**
 * Uses a code of the phone or a recovery code up; throws `code-refused`. Each works once: the
 * caller holds the row of the account.
 */
export async function spendCode(
  trx: Trx,
  ctx: RequestContext,
  account: AccountRow,
  code: string,
): Promise<void> {
  if (account.totp_secret === null) throw new AppError('code-refused');
  const secret = await openSecret(ctx.config.home, purpose(account.id), account.totp_secret);
  const step = totp.stepOf(secret, code, ctx.now());
  if (step !== undefined) {
    if (account.totp_step !== null && step <= Number(account.totp_step))
      throw new AppError('code-refused', [{ code: 'identity:code-used' }]);
    await queries.updateAccount(trx, account.id, { totp_step: step });
    return;
  }
  const hash = totp.hashRecoveryCode(code);
  const left = account.recovery_codes.filter((h) => !h.equals(hash));
  if (left.length === account.recovery_codes.length) throw new AppError('code-refused');
  await queries.updateAccount(trx, account.id, { recovery_codes: left });
  await recordFor(trx, ctx, account.id, 'identity.recovery-code', { left: left.length });
}

/** New recovery codes instead of the old ones. */
export async function renewCodes(
  trx: Trx,
  ctx: RequestContext,
  account: AccountRow,
): Promise<string[]> {
  const { codes, hashes } = totp.newRecoveryCodes();
  await queries.updateAccount(trx, account.id, { recovery_codes: hashes });
  await recordFor(trx, ctx, account.id, 'identity.new-codes', {});
  return codes;
}

/** What an account without second step holds. */
export const NO_SECOND_STEP = {
  totp_secret: null,
  totp_pending: null,
  totp_since: null,
  totp_step: null,
  recovery_codes: [] as Buffer[],
};
