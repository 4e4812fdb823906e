import type { Me } from '../../contract/identity/operations.ts';
import type { Role } from '../../contract/permissions.ts';
import type { Executor } from '../platform/db.ts';
import type { Database } from '../platform/schema.ts';

export async function insertLink(db: Executor, row: Database['one_time_link']): Promise<void> {
  await db.insertInto('one_time_link').values(row).execute();
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
): Promise<Database['account'] | undefined> {
  return db.selectFrom('account').selectAll().where('login', '=', login).executeTakeFirst();
}

export async function insertAccount(db: Executor, row: Database['account']): Promise<void> {
  await db.insertInto('account').values(row).execute();
}

export async function setPassword(
  db: Executor,
  id: string,
  name: string,
  passwordHash: string,
  roles: readonly Role[],
): Promise<void> {
  await db
    .updateTable('account')
    .set({ name, password_hash: passwordHash, roles: [...roles] })
    .where('id', '=', id)
    .execute();
  await db.deleteFrom('session').where('account_id', '=', id).execute();
}

export async function insertSession(db: Executor, row: Database['session']): Promise<void> {
  await db.insertInto('session').values(row).execute();
}

/** Account of a session that has neither expired nor lain idle since `idleSince`; touches it. */
export async function sessionAccount(
  db: Executor,
  tokenHash: Buffer,
  now: Date,
  idleSince: Date,
): Promise<Me | undefined> {
  const row = await db
    .updateTable('session')
    .from('account')
    .set({ seen_at: now })
    .whereRef('account.id', '=', 'session.account_id')
    .where('session.token_hash', '=', tokenHash)
    .where('session.expires_at', '>', now)
    .where('session.seen_at', '>', idleSince)
    .returning(['account.id', 'account.login', 'account.name', 'account.roles'])
    .executeTakeFirst();
  return row as Me | undefined;
}

export async function deleteSession(db: Executor, tokenHash: Buffer): Promise<void> {
  await db.deleteFrom('session').where('token_hash', '=', tokenHash).execute();
}

export async function blockedUntil(
  db: Executor,
  keys: readonly string[],
  now: Date,
): Promise<boolean> {
  const row = await db
    .selectFrom('sign_in_attempt')
    .select('key')
    .where('key', 'in', keys)
    .where('blocked_until', '>', now)
    .executeTakeFirst();
  return row !== undefined;
}

/** Counts one failure; `blockFrom(failures)` says until when the key is then refused. */
export async function countFailure(
  db: Executor,
  key: string,
  blockFrom: (failures: number) => Date,
): Promise<void> {
  const row = await db
    .insertInto('sign_in_attempt')
    .values({ key, failures: 1, blocked_until: blockFrom(1) })
    .onConflict((c) =>
      c.column('key').doUpdateSet((e) => ({ failures: e('sign_in_attempt.failures', '+', 1) })),
    )
    .returning('failures')
    .executeTakeFirstOrThrow();
  await db
    .updateTable('sign_in_attempt')
    .set({ blocked_until: blockFrom(row.failures) })
    .where('key', '=', key)
    .execute();
}

export async function forgetFailures(db: Executor, keys: readonly string[]): Promise<void> {
  await db.deleteFrom('sign_in_attempt').where('key', 'in', keys).execute();
}
