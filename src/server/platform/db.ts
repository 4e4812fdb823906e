import { readdir, readFile } from 'node:fs/promises';
import { Kysely, Migrator, sql, type Transaction } from 'kysely';
import pg from 'pg';
import { pipelinedPostgres } from './driver.ts';
import { StartError } from './error.ts';
import { migrateQueue } from './jobs.ts';
import type { DB as Database } from './schema.generated.ts';

export type Db = Kysely<Database>;
/** A database handle inside or outside a transaction. */
export type Executor = Db | Transaction<Database>;

const OLDEST_SERVER = 150_000;
const pools = new WeakMap<Db, pg.Pool>();
const migrationsFolder = new URL('../migrations/', import.meta.url);

/** Calendar days stay text (`YYYY-MM-DD`): a time of day would shift them between zones. */
const types = {
  getTypeParser: ((oid: number, format?: 'text' | 'binary') =>
    oid === pg.types.builtins.DATE
      ? (text: string) => text
      : pg.types.getTypeParser(oid, format as 'text')) as typeof pg.types.getTypeParser,
};

/** Connects, checks that the server fits (version, UTF-8) and brings the schema up to date. */
export async function openDatabase(url: string): Promise<Db> {
  const pool = new pg.Pool({
    connectionString: url,
    max: 10,
    connectionTimeoutMillis: 5000,
    pipeline: true,
    types,
  });
  // A lost connection is made anew by the pool; without listeners, idle or in use, it ends the
  // process.
  pool.on('error', () => undefined);
  pool.on('connect', (client) => client.on('error', () => undefined));
  const db = new Kysely<Database>({ dialect: pipelinedPostgres(pool) });
  pools.set(db, pool);
  try {
    await checkServer(db);
    await migrate(db);
    await migrateQueue(pool);
    return db;
  } catch (error) {
    await db.destroy();
    throw error;
  }
}

/** Connections of a pool: all, those idle, and requests that wait for one. */
export function connectionNumbers(db: Db): { total: number; idle: number; waiting: number } {
  const pool = pools.get(db);
  return {
    total: pool?.totalCount ?? 0,
    idle: pool?.idleCount ?? 0,
    waiting: pool?.waitingCount ?? 0,
  };
}

/** What the database says of an error: gone or busy (for a moment), full, a text it cannot hold. */
export function databaseFault(error: unknown): 'gone' | 'busy' | 'full' | 'bad-text' | undefined {
  const { code = '', message = '' } = error as { code?: string; message?: string };
  // 57P0x: shut down or starting; 08xxx: connection; 53300: too many connections.
  if (/^(57P0[1-3]|08|53300|ECONNREFUSED|ECONNRESET|EPIPE|ETIMEDOUT|ENOTFOUND)/.test(code))
    return 'gone';
  if (/^Connection terminated|^timeout exceeded when trying to connect/.test(message))
    return 'gone';
  // Somebody else holds a lock for long, or the two would wait for each other.
  if (code === '55P03' || code === '40P01') return 'busy';
  if (code === '53100' || code === 'ENOSPC' || code === 'EDQUOT') return 'full';
  if (code === '22021' || code === '22P05') return 'bad-text';
  return undefined;
}

/** Whether a row with this key was there already (or came at the same moment). */
export function isDuplicate(error: unknown): boolean {
  return (error as { code?: string }).code === '23505';
}

/** Whoever takes the same key in another transaction waits until this one ends. */
export async function takeTurns(db: Transaction<Database>, key: string): Promise<void> {
  await sql`select pg_advisory_xact_lock(hashtextextended(${key}, 0))`.execute(db);
}

/** Whether the database answers. */
export async function isAnswering(db: Db): Promise<boolean> {
  return sql`select 1`.execute(db).then(
    () => true,
    () => false,
  );
}

async function checkServer(db: Db): Promise<void> {
  const found = await sql<{ version: number; encoding: string; letters: boolean }>`
    select current_setting('server_version_num')::int as version,
           current_setting('server_encoding') as encoding,
           '党' ~ '\\w' as letters`
    .execute(db)
    .catch((error: Error) => {
      throw new StartError('start.database-unreachable', { reason: error.message });
    });
  const { version, encoding, letters } = found.rows[0]!;
  if (version < OLDEST_SERVER)
    throw new StartError('start.database-old', { version: String(version) });
  if (encoding !== 'UTF8') throw new StartError('start.database-encoding', { encoding });
  if (!letters) throw new StartError('start.database-locale');
}

async function migrate(db: Db): Promise<void> {
  const migrator = new Migrator({
    db,
    provider: {
      async getMigrations() {
        const files = (await readdir(migrationsFolder)).filter((f) => /^\d{4}_.*\.sql$/.test(f));
        const texts = await Promise.all(
          files.map(
            async (f) => [f, await readFile(new URL(f, migrationsFolder), 'utf8')] as const,
          ),
        );
        return Object.fromEntries(
          texts.map(([name, text]) => [
            name,
            { up: async (trx: Kysely<unknown>) => void (await sql.raw(text).execute(trx)) },
          ]),
        );
      },
    },
  });
  const { error } = await migrator.migrateToLatest();
  if (error) throw error;
}
