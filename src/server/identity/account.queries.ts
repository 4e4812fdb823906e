import { type Insertable, type Selectable, type SqlBool, sql } from 'kysely';
import type { AccountState } from '../../contract/identity/accounts.ts';
import type { Executor } from '../platform/db.ts';
import type { ApiToken } from '../platform/schema.generated.ts';
import type { Trx } from '../platform/scope.ts';

/** People in reach with what is known of their accounts; those who left have none to manage. */
const people = (trx: Trx, now: Date) =>
  trx
    .selectFrom('person as p')
    .innerJoin('org as o', 'o.id', 'p.org_id')
    .leftJoin('account as a', 'a.id', 'p.id')
    .leftJoin(
      (e) =>
        e
          .selectFrom('one_time_link')
          .where('used_at', 'is', null)
          .where('expires_at', '>', now)
          .where('person_id', 'is not', null)
          .groupBy('person_id')
          .select((l) => ['person_id', l.fn.max('expires_at').as('link_until')])
          .as('l'),
      (j) => j.onRef('l.person_id', '=', 'p.id'),
    )
    .where('p.erased_at', 'is', null);

const state = sql<AccountState>`case
  when a.disabled_at is not null then 'disabled' when a.id is not null then 'active'
  when l.link_until is not null then 'invited' else 'none' end`;

export interface AccountFilter {
  readonly q?: string | undefined;
  readonly state?: AccountState | undefined;
}

const filtered = (trx: Trx, now: Date, { q, state: wanted }: AccountFilter) => {
  const like = `%${(q ?? '').replace(/[\\%_]/g, '\\$&')}%`;
  return people(trx, now)
    .$if(q !== undefined && q !== '', (s) =>
      s.where(
        sql<SqlBool>`(p.name ilike ${like} or a.login ilike ${like} or p.number ilike ${like})`,
      ),
    )
    .$if(wanted !== undefined, (s) => s.where(sql<SqlBool>`${state} = ${wanted}`));
};

export async function listAccounts(
  trx: Trx,
  now: Date,
  filter: AccountFilter,
  after: { name: string; id: string } | undefined,
  limit: number,
) {
  return filtered(trx, now, filter)
    .$if(after !== undefined, (q) =>
      q.where(sql<SqlBool>`(p.name, p.id) > (${after!.name}, ${after!.id}::uuid)`),
    )
    .select(['p.id', 'p.name', 'p.number', 'p.org_id', 'o.name as org_name', 'a.login'])
    .select(['a.last_in_at', 'l.link_until', state.as('state')])
    .select(sql<boolean>`a.totp_secret is not null`.as('second_step'))
    .orderBy('p.name')
    .orderBy('p.id')
    .limit(limit)
    .execute();
}

export async function countFiltered(trx: Trx, now: Date, filter: AccountFilter): Promise<number> {
  const row = await filtered(trx, now, filter)
    .select((e) => e.fn.countAll<string>().as('count'))
    .executeTakeFirstOrThrow();
  return Number(row.count);
}

/** Where a person holds rights that have not ended, those to come included. */
export async function grantPaths(trx: Trx, personId: string, now: Date): Promise<string[]> {
  const rows = await trx
    .selectFrom('access_grant')
    .where('person_id', '=', personId)
    .where('revoked_at', 'is', null)
    .where((e) => e.or([e('until', 'is', null), e('until', '>', now)]))
    .select('org_path')
    .execute();
  return rows.map((r) => r.org_path);
}

export async function sessionsOf(db: Executor, accountId: string, now: Date, idleSince: Date) {
  return db
    .selectFrom('session')
    .where('account_id', '=', accountId)
    .where('expires_at', '>', now)
    .where('seen_at', '>', idleSince)
    .select(['id', 'token_hash', 'device', 'created_at', 'seen_at'])
    .orderBy('seen_at', 'desc')
    .execute();
}

/** Ends one session of an account; false when it has none with this id. */
export async function deleteOwnSession(
  db: Executor,
  accountId: string,
  id: string,
): Promise<boolean> {
  const { numDeletedRows } = await db
    .deleteFrom('session')
    .where('account_id', '=', accountId)
    .where('id', '=', id)
    .executeTakeFirst();
  return numDeletedRows > 0n;
}

export async function tokensOf(db: Executor, accountId: string): Promise<Selectable<ApiToken>[]> {
  return db
    .selectFrom('api_token')
    .where('account_id', '=', accountId)
    .where('revoked_at', 'is', null)
    .selectAll()
    .orderBy('id', 'desc')
    .execute();
}

export async function insertToken(db: Executor, row: Insertable<ApiToken>): Promise<void> {
  await db.insertInto('api_token').values(row).execute();
}

/** Revokes tokens of an account, one or all; returns how many. */
export async function revokeTokens(
  db: Executor,
  accountId: string,
  now: Date,
  id?: string,
): Promise<number> {
  const { numUpdatedRows } = await db
    .updateTable('api_token')
    .set({ revoked_at: now })
    .where('account_id', '=', accountId)
    .where('revoked_at', 'is', null)
    .$if(id !== undefined, (q) => q.where('id', '=', id!))
    .executeTakeFirst();
  return Number(numUpdatedRows);
}

/** Names of tokens are the person's own words. */
export async function blankTokenNames(db: Executor, accountId: string): Promise<void> {
  await db.updateTable('api_token').set({ name: '' }).where('account_id', '=', accountId).execute();
}
