import { AsyncLocalStorage } from 'node:async_hooks';
import { sql, type Transaction } from 'kysely';
import type { Me } from '../../contract/identity/operations.ts';
import { isUnder } from '../../contract/permissions.ts';
import type { Context, RequestContext } from './context.ts';
import { type Db, takeTurns } from './db.ts';
import { withNext } from './driver.ts';
import { AppError } from './error.ts';
import type { DB as Database } from './schema.generated.ts';
import { turns } from './turns.ts';

/** The ordinary role under which requests work; row policies bind it, unlike the owner. */
const APP_ROLE = 'shiji_app';
/** Role that seals the record and erases contents; nothing else may, and it may nothing else. */
const KEEPER_ROLE = 'shiji_keeper';

/** Paths of units; everything under them is in reach. The empty path is everything. */
export type Scopes = readonly string[];
export const EVERYWHERE: Scopes = [''];

export type Trx = Transaction<Database>;

/** Tables from which rows may go; everywhere else they are closed, withdrawn or superseded. */
const DELETABLE = [
  'ledger_view',
  'session',
  'sign_in_step',
  'sign_in_attempt',
  // They go into the public file at the close.
  'ballot_envelope',
  // Off the roll of a draft.
  'ballot_voter',
  // Which phones have answered is nobody's business once a survey is closed.
  'survey_device',
  // Differences go into the totals, and totals of units that are no longer large.
  'problem_change',
  'problem_total',
  'problem_kept',
];

/**
 * Where units lie. Whoever writes rows holds it together with others from the beginning; whoever moves
 * units holds it alone ({@link holdPlaces}). Else a row would be put where its unit lay a moment ago, or
 * each would wait for rows of the other (docs/decisions/0038-units-that-move.md).
 */
const PLACES = `hashtextextended('places', 0)`;
/**
 * Waits for it (ms); then the work is `busy` and better done again. A move gives up first: whoever writes
 * waits behind it, and it waits for an import to end.
 */
const PATIENCE = { move: 2_000, write: 4_000, turn: 8_000 };
const lockPlaces = (how: 'xact_lock' | 'xact_lock_shared', wait: number) =>
  `set local lock_timeout = ${wait}; select pg_advisory_${how}(${PLACES}); set local lock_timeout = 0;`;

/** From here on nobody else writes rows under units until the transaction ends. Only of `apart` ones. */
export async function holdPlaces(trx: Trx): Promise<void> {
  await sql.raw(lockPlaces('xact_lock', PATIENCE.move)).execute(trx);
}

/**
 * Transactions that write at once: those that wait for a move keep a connection each (10 in the pool),
 * and reading, sign-in and the progress of imports need some.
 */
const WRITING = 6;
const gates = new WeakMap<Db, ReturnType<typeof turns>>();

async function inTurn<T>(db: Db, work: () => Promise<T>): Promise<T> {
  const gate = gates.get(db) ?? turns(WRITING);
  gates.set(db, gate);
  let begun = false;
  return gate(AbortSignal.timeout(PATIENCE.turn), () => {
    begun = true;
    return work();
  }).catch((error) => {
    throw begun ? error : new AppError('busy', [], 5);
  });
}

/** Inside a transaction that holds the places of units, or moves them. */
const holding = new AsyncLocalStorage<true>();

/** Work that opens no transaction that writes, beside the one it is in. */
export function withinOne<T>(work: () => Promise<T>): Promise<T> {
  if (holding.getStore()) throw new Error('a transaction inside another');
  return holding.run(true, work);
}

/**
 * One transaction in which only rows under the scopes exist. All work of rooms on rows with
 * a path goes through here, reading too. A queries' mistake then shows too little, not too much.
 */
export async function withScopes<T>(
  ctx: Context & { readonly me?: Me },
  scopes: Scopes,
  work: (trx: Trx) => Promise<T>,
): Promise<T> {
  // It would wait for a move that waits for the one around it.
  if (!ctx.apart && holding.getStore()) throw new Error('a transaction inside another');
  const transaction = () =>
    ctx.db.transaction().execute(async (trx) => {
      // Labels are hexadecimal digits and dots: nothing to escape.
      if (!scopes.every((s) => /^[0-9a-f.]*$/.test(s))) throw new Error('not a path');
      const role = ctx.bound ? `set local role ${APP_ROLE};` : '';
      const person = ctx.me ? `set local app.person = '${uuid(ctx.me.id)}';` : '';
      const places = ctx.apart ? '' : lockPlaces('xact_lock_shared', PATIENCE.write);
      await setScopes(trx, scopes, `${role} ${person} ${places}`);
      return work(trx);
    });
  return ctx.apart ? transaction() : inTurn(ctx.db, () => holding.run(true, transaction));
}

/** What the rest of a transaction may see, by the last setting sent to it. */
const inForce = new WeakMap<Trx, Scopes>();

async function setScopes(trx: Trx, scopes: Scopes, before = ''): Promise<void> {
  inForce.set(trx, scopes);
  const list = scopes.map((s) => `"${s}"`).join(',');
  await withNext(trx, sql.raw(`${before} set local app.scopes = '{${list}}'`));
}

function uuid(id: string): string {
  if (!/^[0-9a-f-]{36}$/.test(id)) throw new Error('not an id');
  return id;
}

/** {@link withScopes} where the caller's grants allow the operation: the way of most requests. */
export async function inScopes<T>(ctx: RequestContext, work: (trx: Trx) => Promise<T>): Promise<T> {
  try {
    return await withScopes(ctx, ctx.scopes, work);
  } catch (error) {
    const lost = error instanceof AppError && error.code === 'not-found' && !ctx.apart;
    if (lost && (await haveMoved(ctx))) throw new AppError('conflict');
    throw error;
  }
}

/** Whether units of the caller lie elsewhere by now: what was not found there is not gone. */
async function haveMoved({ db, scopes }: RequestContext): Promise<boolean> {
  const paths = scopes.filter((s) => s !== '');
  const { rows } = await sql<{ n: number }>`select count(*)::int as n from org
    where path = any (${paths}::ltree[])`.execute(db);
  return rows[0]!.n < new Set(paths).size;
}

/** Where a row lies that may name the caller, and whether it does. */
export interface Naming {
  readonly org_path: string;
  readonly mine: boolean;
}

/**
 * {@link inScopes} for one row, where the caller's grants allow the operation or the row names them:
 * then under its unit alone, and the verdict says what they may do there. Else it does not exist.
 */
export async function inScopesOrNamed<T>(
  ctx: RequestContext,
  namingOf: (trx: Trx, me: string) => Promise<Naming | undefined>,
  work: (ctx: RequestContext, trx: Trx) => Promise<T>,
): Promise<T> {
  const { me } = ctx;
  if (!me) throw new AppError('not-signed-in');
  return inScopes(ctx, async (trx) => {
    const at = await beyondScopes(trx, () => namingOf(trx, me.id));
    if (!at) throw new AppError('not-found');
    if (ctx.scopes.some((s) => isUnder(at.org_path, s))) return work(ctx, trx);
    if (!at.mine || me.token) throw new AppError('not-found');
    await setScopes(trx, [at.org_path]);
    return work({ ...ctx, scopes: [at.org_path] }, trx);
  });
}

/**
 * Work of the keeper of the record inside a transaction, on entries of every unit: the only
 * door through which positions are given and contents go. The caller has decided that it may.
 */
export async function asKeeper<T>(
  ctx: Context,
  trx: Trx,
  work: (trx: Trx) => Promise<T>,
): Promise<T> {
  const scopes = inForce.get(trx) ?? [];
  await setScopes(trx, EVERYWHERE, ctx.bound ? `set local role ${KEEPER_ROLE};` : '');
  try {
    return await work(trx);
  } finally {
    await setScopes(trx, scopes, ctx.bound ? `set local role ${APP_ROLE};` : '');
  }
}

/**
 * Work on the definition of tables (indexes), which only their owner may change: the ordinary
 * role is put down for it. For the loading of very much at once from the command line.
 */
export async function asOwner(ctx: Context, trx: Trx, work: () => Promise<void>): Promise<void> {
  await sql`reset role`.execute(trx);
  await work();
  if (ctx.bound) await sql.raw(`set local role ${APP_ROLE}`).execute(trx);
}

/**
 * Reads beyond the scopes of a transaction, and leaves them as they were. For facts that the
 * whole organisation may know (who holds a post), never for rows that are shown as they are.
 */
export const beyondScopes = <T>(trx: Trx, read: () => Promise<T>): Promise<T> =>
  underScopes(trx, EVERYWHERE, read);

/** Work under other scopes, whose own are back after it: the service has decided that it may. */
export async function underScopes<T>(trx: Trx, other: Scopes, work: () => Promise<T>): Promise<T> {
  const scopes = inForce.get(trx) ?? [];
  await setScopes(trx, other);
  try {
    return await work();
  } finally {
    await setScopes(trx, scopes);
  }
}

/**
 * Makes the ordinary role and its rights, and tells whether it is needed: an owner that row
 * policies bind anyway (neither superuser nor `bypassrls`) works under its own name.
 */
export async function bindRole(db: Db): Promise<boolean> {
  const { rows } = await sql<{ free: boolean; rolsuper: boolean }>`
    select rolsuper or rolbypassrls as free, rolsuper
    from pg_roles where rolname = current_user`.execute(db);
  if (!rows[0]?.free) return false;
  await db.transaction().execute(async (trx) => {
    await takeTurns(trx, 'app role');
    await sql
      .raw(`
        ${[APP_ROLE, KEEPER_ROLE].map(makeRole).join('')}
        grant usage on schema public to ${APP_ROLE}, ${KEEPER_ROLE};
        grant select, insert, update on all tables in schema public to ${APP_ROLE};
        grant delete on ${DELETABLE.join(', ')} to ${APP_ROLE};
        grant execute on function enqueue_job to ${APP_ROLE};
        ${RECORD_RIGHTS}
        ${rows[0]!.rolsuper ? COMPARISONS : ''}`)
      .execute(trx);
  });
  return true;
}

/**
 * Paths are compared without a word of what they hold: no errors, no notices. Told so, the database
 * looks paths up by index under a row policy; else it reads every row first. Only a superuser may
 * say it, and no backup keeps it. Functions of the same names that are not the extension's are
 * somebody else's, and told nothing.
 */
const COMPARISONS = `
  do $$ declare f regprocedure; begin
    for f in select p.oid::regprocedure from pg_proc p
      join pg_depend d on d.classid = 'pg_proc'::regclass and d.objid = p.oid and d.deptype = 'e'
      join pg_extension e on d.refclassid = 'pg_extension'::regclass and e.oid = d.refobjid
      where e.extname = 'ltree' and not p.proleakproof and p.proname in
        ('ltree_lt', 'ltree_le', 'ltree_eq', 'ltree_ne', 'ltree_ge', 'ltree_gt', 'ltree_isparent',
         'ltree_risparent') loop
      execute format('alter function %s leakproof', f);
    end loop;
  end $$;`;

const makeRole = (name: string): string => `
  do $$ begin
    if not exists (select from pg_roles where rolname = '${name}') then
      create role ${name} nologin;
    end if;
  exception when duplicate_object or unique_violation then null;
  end $$;`;

/**
 * Entries are written once: the ordinary role adds them without a position, and moves their
 * place with the unit. The keeper gives positions, keeps the tree and erases contents.
 */
const RECORD_RIGHTS = `
  revoke insert, update, delete on record_entry, record_content, record_tile,
    record_checkpoint, record_key, record_witness, record_cosignature from ${APP_ROLE};
  grant insert (id, at, actor, act, subject, org_id, org_path, commitment, algorithm),
    update (org_path) on record_entry to ${APP_ROLE};
  grant insert, update (org_path) on record_content to ${APP_ROLE};
  grant insert on record_cosignature, record_witness to ${APP_ROLE};
  grant update (ended_by) on record_witness to ${APP_ROLE};
  grant select on record_entry, record_content, record_tile, record_checkpoint, record_key,
    org to ${KEEPER_ROLE};
  grant update (position) on record_entry to ${KEEPER_ROLE};
  grant delete on record_content to ${KEEPER_ROLE};
  grant insert, update (hashes) on record_tile to ${KEEPER_ROLE};
  grant insert on record_checkpoint, record_key to ${KEEPER_ROLE};`;
