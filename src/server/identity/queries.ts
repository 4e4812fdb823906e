import { type Insertable, type RawBuilder, type Selectable, sql, type Updateable } from 'kysely';
import type { Me } from '../../contract/identity/operations.ts';
import { dayOf } from '../platform/days.ts';
import type { Executor } from '../platform/db.ts';
import { KEPT } from '../platform/prepared.ts';
import type {
  AccessGrant,
  Account,
  ApiToken,
  IdentitySetting,
  OneTimeLink,
  Person,
  Session,
  SignInAttempt,
  SignInStep,
} from '../platform/schema.generated.ts';
import type { Trx } from '../platform/scope.ts';

export type AccountRow = Selectable<Account>;

export async function insertLink(db: Executor, row: Insertable<OneTimeLink>): Promise<void> {
  await db.insertInto('one_time_link').values(row).execute();
}

export type LinkRow = Pick<Selectable<OneTimeLink>, 'roles' | 'person_id'>;

/** A link that could be used now; {@link takeLink} decides. */
export async function findLink(
  db: Executor,
  tokenHash: Buffer,
  now: Date,
): Promise<LinkRow | undefined> {
  return db
    .selectFrom('one_time_link')
    .select(['roles', 'person_id'])
    .where('token_hash', '=', tokenHash)
    .where('used_at', 'is', null)
    .where('expires_at', '>', now)
    .executeTakeFirst();
}

/** Marks a valid link used; nothing when it is unknown, used or too old. */
export async function takeLink(
  db: Executor,
  tokenHash: Buffer,
  now: Date,
): Promise<LinkRow | undefined> {
  return db
    .updateTable('one_time_link')
    .set({ used_at: now })
    .where('token_hash', '=', tokenHash)
    .where('used_at', 'is', null)
    .where('expires_at', '>', now)
    .returning(['roles', 'person_id'])
    .executeTakeFirst();
}

/** Links of a person that are still under way become useless. */
export async function voidLinks(db: Executor, personId: string, now: Date): Promise<void> {
  await db
    .updateTable('one_time_link')
    .set({ used_at: now })
    .where('person_id', '=', personId)
    .where('used_at', 'is', null)
    .execute();
}

export async function countAccounts(db: Executor): Promise<number> {
  const row = await db
    .selectFrom('account')
    .select((e) => e.fn.countAll<string>().as('count'))
    .executeTakeFirstOrThrow();
  return Number(row.count);
}

export async function findAccount(db: Executor, login: string): Promise<AccountRow | undefined> {
  return db.selectFrom('account').selectAll().where('login', '=', login).executeTakeFirst();
}

export async function accountById(db: Executor, id: string): Promise<AccountRow | undefined> {
  return db.selectFrom('account').selectAll().where('id', '=', id).executeTakeFirst();
}

/** The account, held until the transaction ends: codes are used one after another. */
export async function lockAccount(trx: Trx, id: string): Promise<AccountRow | undefined> {
  return trx
    .selectFrom('account')
    .selectAll()
    .where('id', '=', id)
    .forNoKeyUpdate()
    .executeTakeFirst();
}

/** Login, name and rights of an account that is not shut. */
export type Who = Pick<Me, 'id' | 'login' | 'name' | 'grants'>;

/** See `who_is` in the migrations: one function, so that every request asks in one round trip. */
const whoIs = (id: RawBuilder<string>, now: Date) =>
  sql<Who | null>`who_is(${id}, ${now}::timestamptz, ${dayOf(now)}::date)`;

export async function identityOf(db: Executor, id: string, now: Date): Promise<Who | undefined> {
  const { rows } = await sql<{
    who: Who | null;
  }>`select ${whoIs(sql`${id}::uuid`, now)} as who`.execute(db);
  return rows[0]?.who ?? undefined;
}

/** Who a session belongs to that has neither expired nor lain idle since `idleSince`. */
export async function whoseSession(
  db: Executor,
  tokenHash: Buffer,
  now: Date,
  idleSince: Date,
): Promise<{ who: Who | null; seen_at: Date } | undefined> {
  return db
    .selectFrom('session')
    .modifyFront(sql.raw(KEPT))
    .where('token_hash', '=', tokenHash)
    .where('expires_at', '>', now)
    .where('seen_at', '>', idleSince)
    .select(['seen_at', whoIs(sql.ref('account_id'), now).as('who')])
    .executeTakeFirst();
}

export type TokenRow = Pick<
  Selectable<ApiToken>,
  'id' | 'permissions' | 'read_only' | 'last_used_on'
>;

/** Whose API token it is, unless it expired or was revoked. */
export async function whoseToken(
  db: Executor,
  tokenHash: Buffer,
  now: Date,
): Promise<(TokenRow & { who: Who | null }) | undefined> {
  return db
    .selectFrom('api_token')
    .modifyFront(sql.raw(KEPT))
    .where('token_hash', '=', tokenHash)
    .where('expires_at', '>', now)
    .where('revoked_at', 'is', null)
    .select(['id', 'permissions', 'read_only', 'last_used_on'])
    .select(whoIs(sql.ref('account_id'), now).as('who'))
    .executeTakeFirst();
}

export async function markTokenUsed(db: Executor, id: string, day: string): Promise<void> {
  await db.updateTable('api_token').set({ last_used_on: day }).where('id', '=', id).execute();
}

export async function insertPerson(db: Executor, row: Insertable<Person>): Promise<void> {
  await db.insertInto('person').values(row).execute();
}

export async function renamePerson(db: Executor, id: string, name: string): Promise<void> {
  await db.updateTable('person').set({ name }).where('id', '=', id).execute();
}

export async function insertGrants(
  db: Executor,
  rows: readonly Insertable<AccessGrant>[],
): Promise<void> {
  if (rows.length) await db.insertInto('access_grant').values(rows).execute();
}

export async function insertAccount(db: Executor, row: Insertable<Account>): Promise<void> {
  await db.insertInto('account').values(row).execute();
}

/** Changes an account; `undefined` fields stay. */
export async function updateAccount(
  db: Executor,
  id: string,
  values: Updateable<Account>,
): Promise<void> {
  await db
    .updateTable('account')
    .set(values)
    .set((e) => ({ version: e('version', '+', 1) }))
    .where('id', '=', id)
    .execute();
}

/** Ends the sessions of an account, all or all but one; returns how many. */
export async function deleteSessions(
  db: Executor,
  accountId: string,
  keep?: Buffer,
): Promise<number> {
  const { numDeletedRows } = await db
    .deleteFrom('session')
    .where('account_id', '=', accountId)
    .$if(keep !== undefined, (q) => q.where('token_hash', '!=', keep!))
    .executeTakeFirst();
  return Number(numDeletedRows);
}

export async function insertStep(db: Executor, row: Insertable<SignInStep>): Promise<void> {
  await db.insertInto('sign_in_step').values(row).execute();
}

/** Account that waits for its second step, as long as it may. */
export async function stepAccount(
  db: Executor,
  tokenHash: Buffer,
  now: Date,
): Promise<string | undefined> {
  const row = await db
    .selectFrom('sign_in_step')
    .where('token_hash', '=', tokenHash)
    .where('expires_at', '>', now)
    .select('account_id')
    .executeTakeFirst();
  return row?.account_id;
}

/** Takes a second step away, once; false when it was taken already. */
export async function takeStep(db: Executor, tokenHash: Buffer): Promise<boolean> {
  const { numDeletedRows } = await db
    .deleteFrom('sign_in_step')
    .where('token_hash', '=', tokenHash)
    .executeTakeFirst();
  return numDeletedRows > 0n;
}

export async function deleteSteps(db: Executor, accountId: string): Promise<void> {
  await db.deleteFrom('sign_in_step').where('account_id', '=', accountId).execute();
}

export async function insertSession(db: Executor, row: Insertable<Session>): Promise<void> {
  await db.insertInto('session').values(row).execute();
}

export async function touchSession(db: Executor, tokenHash: Buffer, now: Date): Promise<void> {
  await db
    .updateTable('session')
    .set({ seen_at: now })
    .where('token_hash', '=', tokenHash)
    .execute();
}

/** Sessions that can no longer be used, and attempts nobody waits for any more. */
export async function forgetExpired(db: Executor, now: Date, dayAgo: Date): Promise<void> {
  await db.deleteFrom('session').where('expires_at', '<', now).execute();
  await db.deleteFrom('sign_in_step').where('expires_at', '<', now).execute();
  await db.deleteFrom('sign_in_attempt').where('blocked_until', '<', dayAgo).execute();
}

/** Ends a session; returns whose it was, if it was there. */
export async function deleteSession(db: Executor, tokenHash: Buffer): Promise<string | undefined> {
  const row = await db
    .deleteFrom('session')
    .where('token_hash', '=', tokenHash)
    .returning('account_id')
    .executeTakeFirst();
  return row?.account_id;
}

/** Attempts under a key so far, locked until the transaction ends so that attempts take turns. */
export async function lockAttempts(
  db: Executor,
  key: string,
  now: Date,
): Promise<{ failures: number; blocked_until: Date }> {
  return db
    .insertInto('sign_in_attempt')
    .values({ key, failures: 0, blocked_until: now })
    .onConflict((c) => c.column('key').doUpdateSet({ key }))
    .returning(['failures', 'blocked_until'])
    .executeTakeFirstOrThrow();
}

export async function setAttempts(db: Executor, row: Selectable<SignInAttempt>): Promise<void> {
  const { key, ...values } = row;
  await db.updateTable('sign_in_attempt').set(values).where('key', '=', key).execute();
}

/** An attempt that turned out right is not held against the address. */
export async function takeBackAttempt(db: Executor, key: string): Promise<void> {
  await db
    .updateTable('sign_in_attempt')
    .set((e) => ({ failures: e('failures', '-', 1) }))
    .where('key', '=', key)
    .where('failures', '>', 0)
    .execute();
}

/** Forgets failures; returns how many stood under each key. */
export async function forgetFailures(
  db: Executor,
  keys: readonly string[],
): Promise<Map<string, number>> {
  const rows = await db
    .deleteFrom('sign_in_attempt')
    .where('key', 'in', keys)
    .returning(['key', 'failures'])
    .execute();
  return new Map(rows.map((r) => [r.key, r.failures]));
}

export type PersonRow = Pick<
  Selectable<Person>,
  'id' | 'name' | 'number' | 'org_id' | 'org_path' | 'left_on' | 'erased_at'
>;

export async function findPerson(db: Executor, id: string): Promise<PersonRow | undefined> {
  return db
    .selectFrom('person')
    .where('id', '=', id)
    .select(['id', 'name', 'number', 'org_id', 'org_path', 'left_on', 'erased_at'])
    .executeTakeFirst();
}

export async function personByNumber(db: Executor, number: string): Promise<PersonRow | undefined> {
  return db
    .selectFrom('person')
    .where('number', '=', number)
    .select(['id', 'name', 'number', 'org_id', 'org_path', 'left_on', 'erased_at'])
    .executeTakeFirst();
}

/** The unit of a person and the units above it, by every name: words a password must not lean on. */
export async function unitNames(db: Executor, path: string): Promise<string[]> {
  const labels = path.split('.');
  const above = labels.map((_, i) => labels.slice(0, i + 1).join('.'));
  const rows = await db
    .selectFrom('org')
    .where('path', 'in', above)
    .select(['name', 'short_name', 'code'])
    .execute();
  return rows.flatMap((r) => [r.name, r.short_name, r.code]).filter((n) => n !== null);
}

/** What the whole organisation keeps to. */
export async function settings(db: Executor): Promise<Selectable<IdentitySetting>> {
  return db.selectFrom('identity_setting').selectAll().executeTakeFirstOrThrow();
}

/** Writes the settings if nobody changed them since; false when somebody did. */
export async function updateSettings(
  db: Executor,
  secondStepRoles: string[],
  version: number,
): Promise<boolean> {
  const { numUpdatedRows } = await db
    .updateTable('identity_setting')
    .set({ second_step_roles: secondStepRoles, version: version + 1 })
    .where('version', '=', version)
    .executeTakeFirst();
  return numUpdatedRows > 0n;
}
