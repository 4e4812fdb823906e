import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runJobs, testServer } from '../../../test/setup/server.ts';
import { type RunningJobs, startJobs } from './jobs.runner.ts';
import { enqueue, type Job, JobError, queueNumbers } from './jobs.ts';
import { EVERYWHERE, withScopes } from './scope.ts';

let server: Awaited<ReturnType<typeof testServer>>;
const open: RunningJobs[] = [];
beforeAll(async () => {
  server = await testServer();
});
afterAll(async () => {
  await Promise.all(open.map((o) => o.stop(0)));
  await server.close();
});

const run = (jobs: readonly Job[]): RunningJobs => {
  const running = startJobs(server.ctx, jobs, server.app.log, { sweepEvery: 200 });
  open.push(running);
  return running;
};
const stop = async (running: RunningJobs): Promise<void> => {
  open.splice(open.indexOf(running), 1);
  await running.stop();
};
const put = (name: string, payload: object = {}, options = {}) =>
  withScopes(server.ctx, EVERYWHERE, (trx) => enqueue(trx, name, payload, options));
const left = async () => {
  const { rows } = await sql<{ last_error: string | null; attempts: number; max: number }>`
    select last_error, attempts, max_attempts as max
    from graphile_worker._private_jobs order by id`.execute(server.ctx.db);
  return rows;
};
const until = async (met: () => boolean | Promise<boolean>): Promise<void> => {
  while (!(await met())) await wait(10);
};

describe('the queue', () => {
  it('gets a job with the business transaction, or not at all', async () => {
    const done: unknown[] = [];
    const jobs: Job[] = [{ name: 'test.note', run: async (_, payload) => void done.push(payload) }];
    const failing = withScopes(server.ctx, EVERYWHERE, async (trx) => {
      await enqueue(trx, 'test.note', { n: 1 });
      throw new Error('no');
    });
    await expect(failing).rejects.toThrow('no');
    await put('test.note', { n: 2 });
    await put('test.note', { n: 3 }, { key: 'once' });
    await put('test.note', { n: 4 }, { key: 'once' });
    const later = new Date(server.clock.now.getTime() + 60_000);
    await put('test.note', { n: 5 }, { runAt: later });
    await runJobs(server, [], jobs);
    expect(done).toEqual([{ n: 2 }, { n: 4 }]);
    server.clock.now = later;
    await runJobs(server, [], jobs);
    expect(done).toEqual([{ n: 2 }, { n: 4 }, { n: 5 }]);
    expect(await left()).toEqual([]);
  });

  it('runs a job as a service of its name, under the second wall', async () => {
    const seen: unknown[] = [];
    const jobs: Job[] = [
      {
        name: 'test.who',
        run: async (ctx) => {
          const people = await withScopes(ctx, [], (trx) =>
            trx.selectFrom('person').selectAll().execute(),
          );
          seen.push(ctx.actor, people);
        },
      },
    ];
    await runJobs(server, ['test.who'], jobs);
    expect(seen).toEqual(['service:test.who', []]);
  });

  it('keeps why a job failed as a code, never as a text that may name somebody', async () => {
    const jobs: Job[] = [
      {
        name: 'test.fail',
        run: async () => {
          throw new JobError('system:mail-refused', { host: 'mail.test' }, { final: true });
        },
      },
      {
        name: 'test.throw',
        run: async () => {
          throw new TypeError('王小明 13800138000');
        },
      },
    ];
    await runJobs(server, ['test.fail', 'test.throw'], jobs);
    const [final, again] = await left();
    expect(JSON.parse(final!.last_error!)).toEqual({
      code: 'system:mail-refused',
      params: { host: 'mail.test' },
    });
    expect(final).toMatchObject({ attempts: 1, max: 1 });
    expect(again!.last_error).toBe('{"code":"system:job-failed","params":{"kind":"TypeError"}}');
    expect(again).toMatchObject({ attempts: 1, max: 12 });
    expect(await queueNumbers(server.ctx.db)).toMatchObject({ running: 0, waiting: 1, failed: 1 });
    await sql`delete from graphile_worker._private_jobs`.execute(server.ctx.db);
  });

  it('is shared by two servers: every job is done once, and both work', async () => {
    const done: { by: string; n: number }[] = [];
    const worker = (by: string): Job[] => [
      {
        name: 'test.share',
        run: async (_, payload) => {
          await wait(5);
          done.push({ by, n: (payload as { n: number }).n });
        },
      },
    ];
    const running = [run(worker('a')), run(worker('b'))];
    await withScopes(server.ctx, EVERYWHERE, async (trx) => {
      for (let n = 0; n < 200; n++) await enqueue(trx, 'test.share', { n });
    });
    await until(() => done.length >= 200);
    await Promise.all(running.map(stop));
    expect(done.map((d) => d.n).sort((a, b) => a - b)).toEqual([...Array(200).keys()]);
    expect(new Set(done.map((d) => d.by))).toEqual(new Set(['a', 'b']));
  });

  it('starts a job at once, lets it finish when it stops, and gives back one that does not', async () => {
    const seen: string[] = [];
    let finish: () => void = () => undefined;
    const jobs: Job[] = [
      {
        name: 'test.slow',
        run: async () => {
          seen.push('begun');
          await new Promise<void>((resolve) => {
            finish = resolve;
          });
          seen.push('done');
        },
      },
    ];
    const first = run(jobs);
    await put('test.slow');
    await until(() => seen.length === 1);
    const stopping = stop(first);
    await wait(100);
    finish();
    await stopping;
    expect(seen).toEqual(['begun', 'done']);
    expect(await left()).toEqual([]);

    const second = run(jobs);
    await put('test.slow');
    await until(() => seen.length === 3);
    open.splice(open.indexOf(second), 1);
    await Promise.all([second.stop(100), wait(1500).then(() => finish())]);
    expect(await queueNumbers(server.ctx.db)).toMatchObject({ running: 0, waiting: 1 });
    await sql`delete from graphile_worker._private_jobs`.execute(server.ctx.db);
  });
});

const here = (path: string): string => JSON.stringify(new URL(path, import.meta.url).href);
/** A server's workers in a process of their own, to be killed in the middle of a job. */
const program = `
  import { openDatabase } from ${here('./db.ts')};
  import { startJobs } from ${here('./jobs.runner.ts')};
  const databaseUrl = process.argv[1];
  const db = await openDatabase(databaseUrl);
  const run = async () => { console.log('begun'); await new Promise(() => setInterval(() => {}, 1000)); };
  startJobs({ db, databaseUrl }, [{ name: 'test.killed', run }], { warn() {}, error() {} });`;

describe('a server that is killed in the middle of a job', () => {
  it('leaves the job to another, which does it again', async () => {
    await put('test.killed');
    const child: ChildProcess = spawn(
      process.execPath,
      ['--import', 'tsx', '--input-type=module', '-e', program, server.databaseUrl],
      {
        cwd: fileURLToPath(new URL('../../..', import.meta.url)),
        stdio: ['ignore', 'pipe', 'inherit'],
      },
    );
    await once(child.stdout!, 'data');
    const done: string[] = [];
    const other = run([{ name: 'test.killed', run: async () => void done.push('again') }]);
    await wait(6000);
    // Its lease holds: nobody takes the job from a server that lives, however long it needs.
    expect(done).toEqual([]);
    child.kill('SIGKILL');
    await until(() => done.length > 0);
    await stop(other);
    expect(done).toEqual(['again']);
    expect(await left()).toEqual([]);
  });
});
