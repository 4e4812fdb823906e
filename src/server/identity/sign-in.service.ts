import type { Entered } from '../../contract/identity/operations.ts';
import type { Role } from '../../contract/permissions.ts';
import * as org from '../org/service.ts';
import type { RequestContext } from '../platform/context.ts';
import { isDuplicate } from '../platform/db.ts';
import { AppError } from '../platform/error.ts';
import { hashToken, newId } from '../platform/ids.ts';
import { EVERYWHERE, type Trx, withScopes } from '../platform/scope.ts';
import { record } from '../record/service.ts';
import {
  ATTEMPTS_KEPT,
  attemptKeys,
  countAttempt,
  forgiveAttempts,
  notePauses,
} from './attempts.ts';
import { recordFor } from './entry.ts';
import { demandStrong, hashPassword, isPassword } from './passwords.ts';
import * as queries from './queries.ts';
import * as secondStep from './second-step.service.ts';
import { meOf, openSession } from './sessions.service.ts';

/** The answer to somebody who wants in, and the token of the session once they are. */
export interface Entry {
  readonly answer: Entered;
  readonly session?: string;
}

/** How somebody came in: goes into the record with the wrong attempts before. */
interface Arrival {
  readonly by: 'password' | 'link' | 'code' | 'oidc';
  readonly device: string;
  readonly failures: number;
}

/** Same answer and same work for an unknown login, a wrong password, a shut account and none. */
export async function signIn(
  ctx: RequestContext,
  input: { login: string; password: string },
  device: string,
): Promise<Entry> {
  const keys = attemptKeys(input.login, ctx.address);
  const pauses = await countAttempt(ctx, keys);
  const account = await queries.findAccount(ctx.db, input.login);
  const matches = await isPassword(account?.password_hash, input.password);
  const now = ctx.now();
  // Whoever has left is refused before attempts are forgiven.
  const lets = matches && !account?.disabled_at;
  if (!account || !lets || !(await queries.identityOf(ctx.db, account.id, now))) {
    await notePauses(ctx, pauses, account?.id);
    throw new AppError('sign-in-refused');
  }
  const failures = await forgiveAttempts(ctx, keys);
  await queries.forgetExpired(ctx.db, now, new Date(now.getTime() - ATTEMPTS_KEPT));
  return withScopes(ctx, EVERYWHERE, (trx) =>
    enter(trx, ctx, account.id, { by: 'password', device, failures }),
  );
}

/**
 * Lets in whoever has proved to be the holder of the account; first to the second step when
 * there is one or a role asks for one. A sign-in service asks for its own second step.
 */
export async function enter(
  trx: Trx,
  ctx: RequestContext,
  accountId: string,
  arrival: Arrival,
): Promise<Entry> {
  const now = ctx.now();
  const [me, account] = [
    await meOf(trx, accountId, now),
    await queries.accountById(trx, accountId),
  ];
  if (!me || !account) throw new AppError('sign-in-refused');
  if (arrival.by === 'password' || arrival.by === 'link') {
    if (account.totp_secret !== null)
      return { answer: { step: 'code', ticket: await secondStep.openStep(trx, now, accountId) } };
    if (await secondStep.isRequired(trx, me)) {
      const shown = await secondStep.beginEnrol(trx, ctx, account);
      const ticket = await secondStep.openStep(trx, now, accountId);
      return { answer: { step: 'enrol', ticket, ...shown } };
    }
  }
  const session = await openSession(trx, now, accountId, arrival.device);
  await queries.updateAccount(trx, accountId, { last_in_at: now });
  await recordFor(trx, { ...ctx, me }, accountId, 'identity.sign-in', { ...arrival });
  return { answer: { step: 'in', me }, session };
}

/** The second step of a sign-in: a code of the phone or a recovery code, or the first code ever. */
export async function takeSecondStep(
  ctx: RequestContext,
  input: { ticket: string; code: string },
  device: string,
): Promise<Entry> {
  const ticket = hashToken(input.ticket);
  const accountId = await queries.stepAccount(ctx.db, ticket, ctx.now());
  if (!accountId) throw new AppError('sign-in-late');
  const keys = attemptKeys(`second ${accountId}`, ctx.address);
  const pauses = await countAttempt(ctx, keys);
  const entry = await withScopes(ctx, EVERYWHERE, async (trx) => {
    const account = await queries.lockAccount(trx, accountId);
    if (!account || !(await queries.takeStep(trx, ticket))) throw new AppError('sign-in-late');
    const me = await meOf(trx, accountId, ctx.now());
    if (!me) throw new AppError('sign-in-late');
    const own = { ...ctx, me };
    const recoveryCodes =
      account.totp_secret === null
        ? await secondStep.confirmEnrol(trx, own, account, input.code)
        : await secondStep.spendCode(trx, own, account, input.code);
    const entered = await enter(trx, ctx, accountId, { by: 'code', device, failures: 0 });
    return recoveryCodes && entered.answer.step === 'in'
      ? { ...entered, answer: { ...entered.answer, recoveryCodes } }
      : entered;
  }).catch(async (error: unknown) => {
    await notePauses(ctx, pauses, accountId);
    throw error;
  });
  await forgiveAttempts(ctx, keys);
  return entry;
}

/** For whom a link is, before anything is typed. */
export async function linkInfo(ctx: RequestContext, token: string) {
  const link = await queries.findLink(ctx.db, hashToken(token), ctx.now());
  if (!link) throw new AppError('link-invalid');
  const personId = link.person_id;
  if (personId === null) return { name: null, login: null };
  return withScopes(ctx, EVERYWHERE, async (trx) => ({
    name: (await queries.findPerson(trx, personId))?.name ?? null,
    login: (await queries.accountById(trx, personId))?.login ?? null,
  }));
}

interface LinkInput {
  readonly token: string;
  readonly login: string;
  readonly name?: string | undefined;
  readonly password: string;
}

/**
 * Uses a one-time link and goes in. A person's link makes their account or gives it a new
 * password; the link of the console makes an administrator, or is the way back in of one.
 */
export async function useLink(
  ctx: RequestContext,
  input: LinkInput,
  device: string,
): Promise<Entry> {
  const tokenHash = hashToken(input.token);
  // Before the costly work, so that made-up tokens cost the server nothing.
  const link = await queries.findLink(ctx.db, tokenHash, ctx.now());
  if (!link) throw new AppError('link-invalid');
  await demandStrong(input.password, await ownWords(ctx, link.person_id, input));
  const passwordHash = await hashPassword(input.password);
  try {
    return await withScopes(ctx, EVERYWHERE, async (trx) => {
      const taken = await queries.takeLink(trx, tokenHash, ctx.now());
      if (!taken) throw new AppError('link-invalid');
      const id =
        taken.person_id === null
          ? await administrator(trx, ctx, input, passwordHash, taken.roles as Role[])
          : await personAccount(trx, ctx, taken.person_id, input.login, passwordHash);
      return enter(trx, ctx, id, { by: 'link', device, failures: 0 });
    });
  } catch (error) {
    // Two links used for one new login at the same moment: the later one may choose another.
    if (isDuplicate(error)) throw new AppError('login-taken');
    throw error;
  }
}

/** What a password must not be made of. */
async function ownWords(
  ctx: RequestContext,
  personId: string | null,
  input: LinkInput,
): Promise<string[]> {
  const words = [input.login, ...(input.name ? [input.name] : [])];
  return [...words, ...(await withScopes(ctx, EVERYWHERE, (trx) => wordsOf(trx, personId)))];
}

/** Name, number and units of a person; of nobody: the name of the organisation. */
export async function wordsOf(trx: Trx, personId: string | null): Promise<string[]> {
  const person = personId === null ? undefined : await queries.findPerson(trx, personId);
  const path = person?.org_path ?? (await org.root(trx)).path;
  const names = [person?.name, person?.number].filter((n) => typeof n === 'string');
  return [...names, ...(await queries.unitNames(trx, path))];
}

/** Makes the account of a person, or gives it a new password and ends what was open. */
async function personAccount(
  trx: Trx,
  ctx: RequestContext,
  personId: string,
  login: string,
  passwordHash: string,
): Promise<string> {
  const now = ctx.now();
  const person = await queries.findPerson(trx, personId);
  if (!person || person.erased_at) throw new AppError('link-invalid');
  const existing = await queries.lockAccount(trx, personId);
  if (existing) await newPassword(trx, now, personId, passwordHash);
  else {
    if (await queries.findAccount(trx, login)) throw new AppError('login-taken');
    const account = { id: personId, login, password_hash: passwordHash };
    await queries.insertAccount(trx, { ...account, password_at: now, created_at: now });
  }
  const me = (await meOf(trx, personId, now)) ?? undefined;
  const act = existing ? 'identity.link-again' : 'identity.link';
  await recordFor(trx, { ...ctx, ...(me ? { me } : {}) }, personId, act, { login });
  return personId;
}

export async function newPassword(
  trx: Trx,
  now: Date,
  id: string,
  passwordHash: string,
  keep?: Buffer,
): Promise<void> {
  await queries.updateAccount(trx, id, { password_hash: passwordHash, password_at: now });
  await queries.deleteSessions(trx, id, keep);
  await queries.deleteSteps(trx, id);
}

/**
 * Whoever reads the console owns the server: the link opens a shut account again and takes a
 * lost second step from it. The roles are granted over the whole organisation.
 */
async function administrator(
  trx: Trx,
  ctx: RequestContext,
  input: LinkInput,
  passwordHash: string,
  roles: readonly Role[],
): Promise<string> {
  const now = ctx.now();
  const { login, name = input.login } = input;
  const existing = await queries.findAccount(trx, login);
  const id = existing?.id ?? newId(now);
  const root = await org.root(trx);
  if (existing) {
    await newPassword(trx, now, id, passwordHash);
    await queries.updateAccount(trx, id, { ...secondStep.NO_SECOND_STEP, disabled_at: null });
    await queries.renamePerson(trx, id, name);
  } else {
    const place = { org_id: root.id, org_path: root.path };
    await queries.insertPerson(trx, { id, name, ...place, created_at: now, version: 1 });
    const account = { id, login, password_hash: passwordHash };
    await queries.insertAccount(trx, { ...account, password_at: now, created_at: now });
  }
  await grantRoles(trx, now, id, roles, root);
  await record(trx, ctx, {
    act: existing ? 'identity.link-again' : 'identity.link',
    subject: `person:${id}`,
    org: root,
    content: { login, name, roles },
  });
  return id;
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
