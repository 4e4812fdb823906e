import type { Insertable, Selectable } from 'kysely';
import type { Me } from '../../contract/identity/operations.ts';
import type { Role } from '../../contract/permissions.ts';
import type { Executor } from '../platform/db.ts';
import type {
  AccessGrant,
  Account,
  OneTimeLink,
  Person,
  Session,
  SignInAttempt,
} from '../platform/schema.generated.ts';

export async function insertLink(db: Executor, row: Insertable<OneTimeLink>): Promise<void> {
  await db.insertInto('one_time_link').values(row).execute();
}

/** Whether a link could be used now; {@link takeLink} decides. */
export async function linkStands(db: Executor, tokenHash: Buffer, now: Date): Promise<boolean> {
  const row = await db
    .selectFrom('one_time_link')
    .select('token_hash')
    .where('token_hash', '=', tokenHash)
    .where('used_at', 'is', null)
    .where('expires_at', '>', now)
    .executeTakeFirst();
  return row !== undefined;
}

/** Marks a valid link used and returns its roles; nothing when it is unknown, used or too old. */
export async function takeLink(
  db: Executor,
  tokenHash: Buffer,
  now: Date,
): Promise<Role[] | undefined> {
  const row = await db
    .updateTable('one_time_link')
    .set({ used_at: now })
    .where('token_hash', '=', tokenHash)
    .where('used_at', 'is', null)
    .where('expires_at', '>', now)
    .returning('roles')
    .executeTakeFirst();
  return row?.roles as Role[] | undefined;
}

export async function countAccounts(db: Executor): Promise<number> {
  const row = await db
    .selectFrom('account')
    .select((e) => e.fn.countAll<string>().as('count'))
    .executeTakeFirstOrThrow();
  return Number(row.count);
}

export async function findAccount(
  db: Executor,
  login: string,
): Promise<Selectable<Account> | undefined> {
  return db.selectFrom('account').selectAll().where('login', '=', login).executeTakeFirst();
}

/** Login and name of an account, with what its person may do now. */
export async function identityOf(
  db: Executor,
  id: string,
  now: Date,
): Promise<Omit<Me, 'permissions'> | undefined> {
  const who = await db
    .selectFrom('account')
    .innerJoin('person', 'person.id', 'account.id')
    .where('account.id', '=', id)
    .select(['account.id', 'account.login', 'person.name'])
    .executeTakeFirst();
  if (!who) return undefined;
  const grants = await db
    .selectFrom('access_grant as g')
    .innerJoin('org', 'org.id', 'g.org_id')
    // A right that was lent ends with the right it was lent from.
    .leftJoin('access_grant as source', 'source.id', 'g.from_grant')
    .where('source.revoked_at', 'is', null)
    .where((e) => e.or([e('source.until', 'is', null), e('source.until', '>', now)]))
    .where('g.person_id', '=', id)
    .where('g.since', '<=', now)
    .where((e) => e.or([e('g.until', 'is', null), e('g.until', '>', now)]))
    .where('g.revoked_at', 'is', null)
    .select(['g.id', 'g.role', 'g.org_id', 'org.name as org_name', 'org.path', 'g.until'])
    .orderBy('g.id')
    .execute();
  return {
    ...who,
    grants: grants.map((g) => ({
      id: g.id,
      role: g.role as Role,
      orgId: g.org_id,
      orgName: g.org_name,
      path: g.path,
      until: g.until?.toISOString() ?? null,
    })),
  };
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

/** Gives an account a new password and ends its sessions. */
export async function setPassword(db: Executor, id: string, passwordHash: string): Promise<void> {
  await db
    .updateTable('account')
    .set({ password_hash: passwordHash })
    .where('id', '=', id)
    .execute();
  await db.deleteFrom('session').where('account_id', '=', id).execute();
}

export async function insertSession(db: Executor, row: Insertable<Session>): Promise<void> {
  await db.insertInto('session').values(row).execute();
}

/** Account of a session that has neither expired nor lain idle since `idleSince`. */
export async function sessionAccount(
  db: Executor,
  tokenHash: Buffer,
  now: Date,
  idleSince: Date,
): Promise<{ id: string; seen_at: Date } | undefined> {
  return db
    .selectFrom('session')
    .where('token_hash', '=', tokenHash)
    .where('expires_at', '>', now)
    .where('seen_at', '>', idleSince)
    .select(['account_id as id', 'seen_at'])
    .executeTakeFirst();
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
  await db.deleteFrom('sign_in_attempt').where('blocked_until', '<', dayAgo).execute();
}

export async function deleteSession(db: Executor, tokenHash: Buffer): Promise<void> {
  await db.deleteFrom('session').where('token_hash', '=', tokenHash).execute();
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

export async function forgetFailures(db: Executor, keys: readonly string[]): Promise<void> {
  await db.deleteFrom('sign_in_attempt').where('key', 'in', keys).execute();
}
