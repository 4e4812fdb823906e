import { Logger, runMigrations, type SharedOptions } from 'graphile-worker';
import { type Kysely, sql } from 'kysely';
import type pg from 'pg';
import type { Context } from './context.ts';
import { withNext } from './driver.ts';
import { AppError } from './error.ts';
import { KEPT } from './prepared.ts';
import type { DB as Database } from './schema.generated.ts';
import type { Trx } from './scope.ts';

/** What a job works with: the context, and a signal when the server stops and has waited. */
export interface JobContext extends Context {
  readonly signal: AbortSignal;
}

/** Work that is done beside requests: its name, when it comes by itself, and what it does. */
export interface Job {
  /** `<room>.<what>`. */
  readonly name: string;
  /** Crontab line (minute hour day month weekday, UTC) when it comes by itself. */
  readonly cron?: string;
  /**
   * Done again from the beginning after a crash: twice must be as good as once. Works on rows
   * through `withScopes`. Throws {@link JobError} to say in words what went wrong.
   */
  readonly run: (ctx: JobContext, payload: unknown) => Promise<void>;
}

/** Why a job failed, in words; anything else that is thrown is told by its kind only. */
export class JobError extends Error {
  readonly code: string;
  readonly params: Readonly<Record<string, string | number>>;
  /** Trying again changes nothing until somebody has mended something. */
  readonly final: boolean;
  constructor(
    code: string,
    params: Readonly<Record<string, string | number>> = {},
    { final = false }: { readonly final?: boolean } = {},
  ) {
    super(code);
    this.name = 'JobError';
    this.code = code;
    this.params = params;
    this.final = final;
  }
}

export interface EnqueueOptions {
  /** A waiting job with this key is replaced: many reasons for one thing are one job. */
  readonly key?: string;
  readonly runAt?: Date;
  /** Jobs of one queue are done one after the other. */
  readonly queue?: string;
  /** Attempts before it stays as failed; between them lie e¹, e², … seconds, at most six hours. */
  readonly maxAttempts?: number;
}

/** Puts a job in the queue, in the business transaction: it is there only if that commits. */
export async function enqueue(
  trx: Trx,
  name: string,
  payload: object,
  options: EnqueueOptions = {},
): Promise<void> {
  const { key = null, runAt = null, queue = null, maxAttempts = 12 } = options;
  const job = sql`${sql.raw(KEPT)}
    select enqueue_job(${name}, ${JSON.stringify(payload)}::json, ${queue}, ${runAt}::timestamptz,
      ${maxAttempts}::integer, ${key})`;
  await withNext(trx, job);
}

/** The queue logs errors with their messages, which may name people: we log events instead. */
export const silent = new Logger(() => () => undefined);

/** Brings the queue's own tables (schema `graphile_worker`) up to date. */
export async function migrateQueue(pool: pg.Pool): Promise<void> {
  await runMigrations({ pgPool: pool, logger: silent } satisfies SharedOptions);
}

/** What is kept of a failure: a code and its parameters, never a text that may name somebody. */
export function failureText(error: unknown): string {
  const { code, params } = failureOf(error);
  return JSON.stringify({ code, params });
}

function failureOf(error: unknown): { code: string; params: object } {
  if (error instanceof JobError) return error;
  if (error instanceof AppError) return { code: `server.error-${error.code}`, params: {} };
  const { name = '', code = '' } = error as { name?: string; code?: string };
  return { code: 'system:job-failed', params: { kind: [name, code].filter(Boolean).join(' ') } };
}

/** Jobs by state, and how long the oldest that could run has waited (seconds). */
export interface QueueNumbers {
  readonly running: number;
  readonly waiting: number;
  readonly failed: number;
  readonly oldestWaiting: number;
}

export async function queueNumbers(db: Kysely<Database>): Promise<QueueNumbers> {
  const { rows } = await sql<QueueNumbers>`
    select count(*) filter (where locked_at is not null)::int as running,
      count(*) filter (where locked_at is null and attempts < max_attempts)::int as waiting,
      count(*) filter (where locked_at is null and attempts >= max_attempts)::int as failed,
      coalesce(extract(epoch from now() - min(run_at) filter (
        where locked_at is null and attempts < max_attempts and run_at < now())), 0)::float8
        as "oldestWaiting"
    from graphile_worker._private_jobs`.execute(db);
  return rows[0]!;
}
