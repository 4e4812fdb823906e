import { sql, type Transaction } from 'kysely';
import type { Context, RequestContext } from './context.ts';
import { type Db, takeTurns } from './db.ts';
import type { DB as Database } from './schema.generated.ts';

/** The ordinary role under which requests work; row policies bind it, unlike the owner. */
const APP_ROLE = 'shiji_app';

/** Paths of units; everything under them is in reach. The empty path is everything. */
export type Scopes = readonly string[];
export const EVERYWHERE: Scopes = [''];

export type Trx = Transaction<Database>;

/** Tables from which rows may go; everywhere else they are closed, withdrawn or superseded. */
const DELETABLE = ['session', 'sign_in_attempt', 'record_content'];

/**
 * One transaction in which only rows under the scopes exist. All work of rooms on rows with
 * a path goes through here, reading too. A queries' mistake then shows too little, not too much.
 */
export async function withScopes<T>(
  ctx: Context,
  scopes: Scopes,
  work: (trx: Trx) => Promise<T>,
): Promise<T> {
  return ctx.db.transaction().execute(async (trx) => {
    // Labels are hexadecimal digits and dots: nothing to escape. One message, one round trip.
    if (!scopes.every((s) => /^[0-9a-f.]*$/.test(s))) throw new Error('not a path');
    const list = scopes.map((s) => `"${s}"`).join(',');
    const role = ctx.bound ? `set local role ${APP_ROLE};` : '';
    await sql.raw(`${role} set local app.scopes = '{${list}}'`).execute(trx);
    return work(trx);
  });
}

/** {@link withScopes} where the caller's grants allow the operation: the way of most requests. */
export function inScopes<T>(ctx: RequestContext, work: (trx: Trx) => Promise<T>): Promise<T> {
  return withScopes(ctx, ctx.scopes, work);
}

/**
 * Makes the ordinary role and its rights, and tells whether it is needed: an owner that row
 * policies bind anyway (neither superuser nor `bypassrls`) works under its own name.
 */
export async function bindRole(db: Db): Promise<boolean> {
  const { rows } = await sql<{ free: boolean }>`
    select rolsuper or rolbypassrls as free from pg_roles where rolname = current_user`.execute(db);
  if (!rows[0]?.free) return false;
  await db.transaction().execute(async (trx) => {
    await takeTurns(trx, 'app role');
    await sql
      .raw(`
        do $$ begin
          if not exists (select from pg_roles where rolname = '${APP_ROLE}') then
            create role ${APP_ROLE} nologin;
          end if;
        exception when duplicate_object or unique_violation then null;
        end $$;
        grant usage on schema public to ${APP_ROLE};
        grant select, insert, update on all tables in schema public to ${APP_ROLE};
        grant delete on ${DELETABLE.join(', ')} to ${APP_ROLE};
        revoke update on record_entry from ${APP_ROLE};
        grant update (position, org_path) on record_entry to ${APP_ROLE};`)
      .execute(trx);
  });
  return true;
}
