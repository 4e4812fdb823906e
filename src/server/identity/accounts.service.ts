import type { AccountRow, AccountState } from '../../contract/identity/accounts.ts';
import { isUnder, type Role } from '../../contract/permissions.ts';
import type { Act } from '../../contract/record/acts.ts';
import * as org from '../org/service.ts';
import type { RequestContext } from '../platform/context.ts';
import { AppError } from '../platform/error.ts';
import { newToken } from '../platform/ids.ts';
import { EVERYWHERE, inScopes, type Trx, withScopes } from '../platform/scope.ts';
import { record } from '../record/service.ts';
import * as accounts from './account.queries.ts';
import { recordFor } from './entry.ts';
import * as queries from './queries.ts';
import { NO_SECOND_STEP } from './second-step.service.ts';

/** People look for a link in the days after they got it, not the hours. */
const INVITE_LIFE = 7 * 24 * 3_600_000;

/** People in reach by name, with the state of their accounts. */
export async function list(
  ctx: RequestContext,
  query: {
    q?: string | undefined;
    state?: AccountState | undefined;
    after?: string | undefined;
    limit: number;
  },
): Promise<{ rows: AccountRow[]; total: number }> {
  const now = ctx.now();
  return inScopes(ctx, async (trx) => {
    const after = query.after ? await queries.findPerson(trx, query.after) : undefined;
    const rows = await accounts.listAccounts(trx, now, query, after, query.limit);
    return {
      rows: rows.map((r) => ({
        personId: r.id,
        name: r.name,
        number: r.number,
        orgId: r.org_id,
        orgName: r.org_name,
        state: r.state,
        login: r.login,
        secondStep: r.second_step,
        linkUntil: r.link_until?.toISOString() ?? null,
        seenAt: r.last_in_at?.toISOString() ?? null,
      })),
      total: await accounts.countFiltered(trx, now, query),
    };
  });
}

/**
 * Changes the account of a person in reach. `not-allowed` when the person holds rights where the
 * caller does not manage accounts: a branch's administrator does not take over a leader's of the
 * group who sits in the branch.
 */
function onPerson<T>(
  ctx: RequestContext,
  personId: string,
  work: (trx: Trx, account: queries.AccountRow | undefined) => Promise<T>,
): Promise<T> {
  return withScopes(ctx, EVERYWHERE, async (trx) => {
    const person = await queries.findPerson(trx, personId);
    const manages = (path: string): boolean => ctx.scopes.some((s) => isUnder(path, s));
    if (!person || person.erased_at || !manages(person.org_path)) throw new AppError('not-found');
    const held = await accounts.grantPaths(trx, personId, ctx.now());
    if (!held.every(manages)) throw new AppError('not-allowed');
    return work(trx, await queries.lockAccount(trx, personId));
  });
}

const withAccount = <T>(
  ctx: RequestContext,
  personId: string,
  work: (trx: Trx, account: queries.AccountRow) => Promise<T>,
): Promise<T> =>
  onPerson(ctx, personId, (trx, account) => {
    if (!account) throw new AppError('no-account');
    return work(trx, account);
  });

/** A link for a person without account; an older one that is under way becomes useless. */
export async function invite(ctx: RequestContext, personId: string) {
  return onPerson(ctx, personId, async (trx, account) => {
    if (account) throw new AppError('has-account');
    return makeLink(trx, ctx, personId, 'identity.invite');
  });
}

/** Ends whatever opens the account and makes a link for a new password. */
export async function reset(ctx: RequestContext, personId: string) {
  return withAccount(ctx, personId, async (trx, account) => {
    if (account.disabled_at) throw new AppError('account-disabled');
    await queries.updateAccount(trx, personId, { password_hash: null });
    await endAll(trx, ctx.now(), personId);
    return makeLink(trx, ctx, personId, 'identity.reset');
  });
}

async function makeLink(trx: Trx, ctx: RequestContext, personId: string, act: Act) {
  const { token, hash } = newToken();
  const now = ctx.now();
  const expires = new Date(now.getTime() + INVITE_LIFE);
  await queries.voidLinks(trx, personId, now);
  await queries.insertLink(trx, {
    token_hash: hash,
    roles: [],
    person_id: personId,
    created_by: ctx.me!.id,
    created_at: now,
    expires_at: expires,
    used_at: null,
  });
  await recordFor(trx, ctx, personId, act, { until: expires.toISOString() });
  return { token, expiresAt: expires.toISOString() };
}

/** Sessions, waiting second steps, API tokens and links of an account. */
async function endAll(trx: Trx, now: Date, personId: string): Promise<void> {
  await queries.deleteSessions(trx, personId);
  await queries.deleteSteps(trx, personId);
  await queries.voidLinks(trx, personId, now);
  await accounts.revokeTokens(trx, personId, now);
}

export async function disable(ctx: RequestContext, personId: string) {
  if (personId === ctx.me!.id) throw new AppError('own-account');
  return withAccount(ctx, personId, async (trx, account) => {
    if (account.disabled_at) return { ok: true as const };
    await queries.updateAccount(trx, personId, { disabled_at: ctx.now() });
    await endAll(trx, ctx.now(), personId);
    await recordFor(trx, ctx, personId, 'identity.disable', {});
    return { ok: true as const };
  });
}

export async function enable(ctx: RequestContext, personId: string) {
  return withAccount(ctx, personId, async (trx, account) => {
    if (!account.disabled_at) return { ok: true as const };
    await queries.updateAccount(trx, personId, { disabled_at: null });
    await recordFor(trx, ctx, personId, 'identity.enable', {});
    return { ok: true as const };
  });
}

/** For a lost phone: the password alone signs in, or a new second step is set up on the way in. */
export async function resetSecondStep(ctx: RequestContext, personId: string) {
  return withAccount(ctx, personId, async (trx) => {
    await queries.updateAccount(trx, personId, NO_SECOND_STEP);
    await queries.deleteSteps(trx, personId);
    await recordFor(trx, ctx, personId, 'identity.reset-second-step', {});
    return { ok: true as const };
  });
}

export async function settings(ctx: RequestContext) {
  const row = await queries.settings(ctx.db);
  return { secondStepRoles: row.second_step_roles as Role[], version: row.version };
}

/** For the whole organisation: only whoever manages its first unit's accounts may. */
export async function setSettings(
  ctx: RequestContext,
  input: { secondStepRoles: Role[]; version: number },
) {
  return inScopes(ctx, async (trx) => {
    const root = await org.root(trx);
    if (!ctx.scopes.some((s) => isUnder(root.path, s))) throw new AppError('not-found');
    const roles = [...new Set(input.secondStepRoles)].sort();
    if (!(await queries.updateSettings(trx, roles, input.version))) throw new AppError('conflict');
    await record(trx, ctx, {
      act: 'identity.set-settings',
      subject: 'setting:identity',
      org: root,
      content: { secondStepRoles: roles },
    });
    return { secondStepRoles: roles, version: input.version + 1 };
  });
}
