import {
  CompiledQuery,
  type DatabaseConnection,
  type Dialect,
  type Driver,
  PostgresAdapter,
  PostgresIntrospector,
  PostgresQueryCompiler,
  type QueryResult,
  type Transaction,
  type TransactionSettings,
} from 'kysely';
import type pg from 'pg';
import { keptStatements } from './prepared.ts';

/** More than these are not gathered: a load of many rows would gather all of them in memory. */
const MOST_TOGETHER = 8;

/** Statements that wait for the next one of their transaction. */
const together = new WeakSet<CompiledQuery>();

/**
 * Sends a statement together with the next one of the transaction, or with its end, and does
 * not wait: one trip to the database less. It gives no rows; what it fails for the next one
 * throws, and the transaction is as lost as it would be at once. So it is for writes whose
 * failure nobody handles inside the transaction.
 */
export async function withNext<DB>(
  trx: Transaction<DB>,
  query: { compile(trx: Transaction<DB>): CompiledQuery },
): Promise<void> {
  const compiled = query.compile(trx);
  together.add(compiled);
  await trx.executeQuery(compiled);
}

/** Statements whose answer is not waited for. */
const ahead = new WeakSet<CompiledQuery>();

/**
 * Sends what waits to go with the next statement and does not wait for the answer, but for that of
 * what was sent so before: the database works on one part while the next is made. What fails is thrown by
 * whatever is asked of the transaction next, or by its end.
 */
export async function sendAhead<DB>(trx: Transaction<DB>): Promise<void> {
  const compiled = CompiledQuery.raw('select');
  ahead.add(compiled);
  await trx.executeQuery(compiled);
}

/**
 * PostgreSQL by way of a pool whose connections send without waiting for answers
 * (docs/decisions/0019-trips.md). As Kysely's own dialect otherwise.
 */
export function pipelinedPostgres(pool: pg.Pool): Dialect {
  return {
    createDriver: () => new PipelinedDriver(pool),
    createQueryCompiler: () => new PostgresQueryCompiler(),
    createAdapter: () => new PostgresAdapter(),
    createIntrospector: (db) => new PostgresIntrospector(db),
  };
}

class PipelinedDriver implements Driver {
  readonly #pool: pg.Pool;
  readonly #nameOf = keptStatements();
  constructor(pool: pg.Pool) {
    this.#pool = pool;
  }

  async init(): Promise<void> {}

  async acquireConnection(): Promise<Connection> {
    return new Connection(await this.#pool.connect(), this.#nameOf);
  }

  async beginTransaction(connection: Connection, settings: TransactionSettings): Promise<void> {
    const { isolationLevel: level, accessMode: mode } = settings;
    connection.begin(
      ['begin', ...(level ? ['isolation level', level] : []), ...(mode ? [mode] : [])].join(' '),
    );
  }

  async commitTransaction(connection: Connection): Promise<void> {
    await connection.commit();
  }

  async rollbackTransaction(connection: Connection): Promise<void> {
    await connection.rollback();
  }

  async releaseConnection(connection: Connection): Promise<void> {
    connection.release();
  }

  async destroy(): Promise<void> {
    await this.#pool.end();
  }
}

/** A statement in the driver's words; `name` when the connection keeps its plan. */
type Statement = string | pg.QueryConfig;

class Connection implements DatabaseConnection {
  readonly #client: pg.PoolClient;
  readonly #nameOf: (text: string) => string | undefined;
  /** Sent together with the next statement; the first of a transaction is its `begin`. */
  #waiting: Statement[] = [];
  /** Between `begin` and its end, and whether the server knows of it. */
  #inside = false;
  #begun = false;
  #unusable = false;
  /** The answer that was not waited for. */
  #ahead: Promise<unknown> | undefined;

  constructor(client: pg.PoolClient, nameOf: (text: string) => string | undefined) {
    this.#client = client;
    this.#nameOf = nameOf;
  }

  async executeQuery<R>(query: CompiledQuery): Promise<QueryResult<R>> {
    const statement = this.#statementOf(query);
    if (together.has(query) && this.#waiting.length < MOST_TOGETHER) {
      if (!this.#inside) throw new Error('only inside a transaction');
      this.#waiting.push(statement);
      return { rows: [] };
    }
    if (ahead.has(query)) {
      await this.#settle();
      this.#ahead = this.#send(statement);
      // Thrown where it is waited for.
      this.#ahead.catch(() => undefined);
      return { rows: [] };
    }
    // Directly where nothing was: a trace has few lines, and should tell who asked.
    const { command, rowCount, rows } = await (this.#ahead
      ? this.#behind(statement)
      : this.#send(statement));
    const counted = /^(INSERT|UPDATE|DELETE|MERGE)$/.test(command);
    return {
      ...(counted ? { numAffectedRows: BigInt(rowCount ?? 0) } : {}),
      rows: (rows ?? []) as R[],
    };
  }

  // biome-ignore lint/correctness/useYield: long answers are read page by page, with queries
  async *streamQuery<R>(): AsyncIterableIterator<QueryResult<R>> {
    throw new Error('read page by page instead');
  }

  #statementOf({ sql, parameters }: CompiledQuery): Statement {
    if (parameters.length === 0) return sql;
    const name = this.#nameOf(sql);
    return { text: sql, values: [...parameters], ...(name ? { name } : {}) };
  }

  begin(statement: string): void {
    this.#waiting = [statement];
    this.#inside = true;
  }

  /** Ends well only when everything is kept: a `commit` after an error that was swallowed is none. */
  async commit(): Promise<void> {
    if (this.#begun || this.#waiting.length > 1) {
      const { command } = await (this.#ahead ? this.#behind('commit') : this.#send('commit'));
      if (command !== 'COMMIT') throw new Error('the transaction was aborted before its end');
    }
    this.#end();
  }

  async rollback(): Promise<void> {
    this.#waiting = [];
    await this.#settle().catch(() => undefined);
    if (this.#begun) await this.#send('rollback');
    this.#end();
  }

  #end(): void {
    this.#waiting = [];
    this.#inside = false;
    this.#begun = false;
  }

  release(): void {
    this.#client.release(this.#unusable);
  }

  /** Waits for what was sent ahead, and throws what it failed for. */
  async #settle(): Promise<void> {
    const answer = this.#ahead;
    this.#ahead = undefined;
    await answer;
  }

  /** What a statement gives after one that was sent ahead: where that failed, it is what is thrown. */
  async #behind(statement: Statement): Promise<pg.QueryResult> {
    const answer = this.#send(statement);
    answer.catch(() => undefined);
    await this.#settle();
    return await answer;
  }

  /** Sends what waits and then the statement in one message; throws what the first of them failed for. */
  async #send(statement: Statement): Promise<pg.QueryResult> {
    const all = [...this.#waiting, statement];
    this.#begun ||= this.#waiting.length > 0;
    this.#waiting = [];
    const { stream } = this.#client.connection;
    stream.cork();
    // After a failure the server refuses the rest: with `begin` first, nothing is done outside.
    const answers = all.map((s) => this.#client.query(s as pg.QueryConfig));
    stream.uncork();
    const outcomes = await Promise.allSettled(answers);
    for (const outcome of outcomes)
      if (outcome.status === 'rejected') {
        const { reason } = outcome;
        // The kept plan gives other columns than the table has by now: plan everything anew.
        if (reason?.code === '0A000') this.#unusable = true;
        throw withCaller(reason);
      }
    return (outcomes.at(-1) as PromiseFulfilledResult<pg.QueryResult>).value;
  }
}

/** The driver's errors come from its socket; who asked stands in the trace as well. */
function withCaller(reason: unknown): unknown {
  if (reason instanceof Error)
    reason.stack += `\n${new Error().stack?.split('\n').slice(1).join('\n')}`;
  return reason;
}
