import { EventEmitter } from 'node:events';
import { setTimeout as wait } from 'node:timers/promises';
import type { FastifyBaseLogger } from 'fastify';
import {
  parseCronItems,
  type Runner,
  type RunnerOptions,
  run,
  type TaskList,
  type WorkerEvents,
} from 'graphile-worker';
import pg from 'pg';
import type { Context } from './context.ts';
import { failureText, type Job, JobError, silent } from './jobs.ts';

/** Jobs at a time. They share two cores with the requests. */
const CONCURRENCY = 3;
/** How long a stopping server waits for running jobs before it gives them back. */
const PATIENCE = 20_000;
/** Key space of the advisory locks that say a server's workers are alive. */
const LEASE = 0x5348_494a;
/** A lock younger than this may belong to a server that is just taking its lease. */
const LEASE_GRACE = '5 seconds';
const SWEEP_EVERY = 10_000;

export interface RunningJobs {
  /** Running jobs finish, or are given back after a while for another server or the next start. */
  readonly stop: (patience?: number) => Promise<void>;
}

/**
 * Runs jobs until stopped. Servers on one database share the queue; each job is done by one of
 * them. When the database goes away the workers wait for it; jobs of a server that was
 * killed are taken up by the others, or by itself when it starts again.
 */
export function startJobs(
  ctx: Context,
  jobs: readonly Job[],
  log: FastifyBaseLogger,
  { sweepEvery = SWEEP_EVERY }: { readonly sweepEvery?: number } = {},
): RunningJobs {
  const pool = new pg.Pool({
    connectionString: ctx.databaseUrl,
    application_name: 'shiji-jobs',
    max: CONCURRENCY + 2,
    connectionTimeoutMillis: 5000,
  });
  pool.on('error', () => undefined);
  pool.on('connect', (client) => client.on('error', () => undefined));
  const ending = new AbortController();
  const events: WorkerEvents = new EventEmitter();
  const workers = new Set<string>();
  const leases = keepLeases(ctx.databaseUrl, workers, ending.signal, events);
  const abandoned = new AbortController();
  const options = runnerOptions(ctx, jobs, log, { pool, events, abandoned: abandoned.signal });
  let runner: Runner | undefined;
  const supervised = (async () => {
    while (!ending.signal.aborted) {
      try {
        runner = await run(options());
        if (ending.signal.aborted) await runner.stop();
        await runner.promise;
      } catch (error) {
        log.warn({ code: (error as { code?: string }).code }, 'jobs interrupted');
      }
      runner = undefined;
      await wait(1000, undefined, { signal: ending.signal }).catch(() => undefined);
    }
  })();
  const sweeps = setInterval(() => void freeAbandoned(pool).catch(() => undefined), sweepEvery);
  sweeps.unref();
  return {
    stop: async (patience = PATIENCE) => {
      clearInterval(sweeps);
      ending.abort();
      runner?.stop().catch(() => undefined);
      const { promise: late, cancel } = timer(patience);
      const ended = supervised.then(() => 'ended' as const);
      if ((await Promise.race([ended, late])) === 'late') {
        abandoned.abort();
        await pool
          .query('select graphile_worker.force_unlock_workers($1)', [[...workers]])
          .catch(() => undefined);
      }
      cancel();
      workers.clear();
      await leases;
      await pool.end();
    },
  };
}

function timer(ms: number): { promise: Promise<'late'>; cancel: () => void } {
  const given = new AbortController();
  const promise = wait(ms, 'late' as const, { signal: given.signal }).catch(() => 'late' as const);
  return { promise, cancel: () => given.abort() };
}

/** Options are made anew for each start: the queue keeps state with them. */
function runnerOptions(
  ctx: Context,
  jobs: readonly Job[],
  log: FastifyBaseLogger,
  { pool, events, abandoned }: { pool: pg.Pool; events: WorkerEvents; abandoned: AbortSignal },
): () => RunnerOptions {
  events.on('job:error', ({ job, error }) => {
    const code = /"code":"([\w.:-]+)"/.exec((error as Error).message ?? '')?.[1];
    log.warn({ job: job.task_identifier, attempt: job.attempts, code }, 'job failed');
  });
  return () => ({
    pgPool: pool,
    logger: silent,
    events,
    concurrency: CONCURRENCY,
    noHandleSignals: true,
    pollInterval: 2000,
    gracefulShutdownAbortTimeout: PATIENCE / 2,
    taskList: taskList(ctx, jobs, log, abandoned),
    parsedCronItems: parseCronItems(
      jobs.flatMap(({ name, cron }) =>
        cron
          ? [
              {
                task: name,
                identifier: name,
                match: cron,
                // One that still waits is enough; missed ones are not made up for.
                options: { backfillPeriod: 0, jobKey: `cron:${name}`, maxAttempts: 5 },
              },
            ]
          : [],
      ),
    ),
  });
}

/** Each job as the queue calls it. A failure is kept as code and parameters. */
export function taskList(
  ctx: Context,
  jobs: readonly Job[],
  log?: FastifyBaseLogger,
  abandoned?: AbortSignal,
): TaskList {
  /** A job that was given back has no end here: its row is somebody else's now. */
  const unlessAbandoned = () =>
    abandoned?.aborted ? new Promise<never>(() => undefined) : undefined;
  return Object.fromEntries(
    jobs.map(({ name, run: work }) => [
      name,
      async (payload, helpers) => {
        const signal = helpers.abortSignal ?? new AbortController().signal;
        try {
          await work({ ...ctx, actor: `service:${name}`, signal }, payload);
          await unlessAbandoned();
        } catch (error) {
          await unlessAbandoned();
          if (error instanceof JobError && error.final)
            await helpers.query(
              'update graphile_worker._private_jobs set max_attempts = attempts where id = $1',
              [helpers.job.id],
            );
          if (!(error instanceof JobError)) log?.error({ err: error, job: name }, 'unexpected');
          throw new Error(failureText(error));
        }
      },
    ]),
  );
}

/**
 * Holds an advisory lock for every pool of workers this process makes, on a connection of its
 * own: when the process dies its connection does, and others see that the locks are free.
 */
async function keepLeases(
  url: string,
  workers: Set<string>,
  ending: AbortSignal,
  events: WorkerEvents,
): Promise<void> {
  let client: pg.Client | undefined;
  const take = (id: string): void =>
    void client
      ?.query('select pg_advisory_lock($1, hashtext($2))', [LEASE, id])
      .catch(() => undefined);
  events.on('pool:create', ({ workerPool }) => {
    workers.add(workerPool.id);
    take(workerPool.id);
  });
  events.on('pool:release', ({ workerPool }) => workers.delete(workerPool.id));
  while (!ending.aborted) {
    const next = new pg.Client({ connectionString: url, application_name: 'shiji-jobs-lease' });
    // Each try takes its listener with it: a database that is long away would pile them up.
    const tried = new AbortController();
    const lost = new Promise<void>((resolve) => {
      next.on('error', () => resolve());
      next.on('end', () => resolve());
      ending.addEventListener('abort', () => resolve(), { once: true, signal: tried.signal });
    });
    try {
      await next.connect();
      client = next;
      for (const id of workers) take(id);
      await lost;
    } catch {
      // The database is not there; the workers wait for it too.
    }
    tried.abort();
    client = undefined;
    if (ending.aborted) {
      // Jobs that are still finishing keep their lease.
      while (workers.size > 0) await wait(50);
    }
    await next.end().catch(() => undefined);
    await wait(1000, undefined, { signal: ending }).catch(() => undefined);
  }
}

/** Gives jobs back whose server is gone: nobody holds the lease of its workers. */
async function freeAbandoned(pool: pg.Pool): Promise<void> {
  await pool.query(
    `select graphile_worker.force_unlock_workers(array_agg(locked_by)) from (
       select distinct locked_by from graphile_worker._private_jobs
       where locked_by is not null and locked_at < now() - $2::interval
     ) held
     where pg_try_advisory_xact_lock($1, hashtext(locked_by))
     having count(*) > 0`,
    [LEASE, LEASE_GRACE],
  );
}
