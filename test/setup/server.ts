import { randomBytes } from 'node:crypto';
import { rm } from 'node:fs/promises';
import { setTimeout as wait } from 'node:timers/promises';
import { runOnce } from 'graphile-worker';
import { sql } from 'kysely';
import pg from 'pg';
import { inject } from 'vitest';
import { createAdminLink } from '../../src/server/identity/service.ts';
import { rooms } from '../../src/server/main.ts';
import { loadConfig } from '../../src/server/platform/config.ts';
import type { Context } from '../../src/server/platform/context.ts';
import { openDatabase } from '../../src/server/platform/db.ts';
import { createHttp } from '../../src/server/platform/http.ts';
import { taskList } from '../../src/server/platform/jobs.runner.ts';
import { enqueue, type Job, queueNumbers, silent } from '../../src/server/platform/jobs.ts';
import { bindRole } from '../../src/server/platform/scope.ts';
import { freshHome } from './home.ts';

export const password = '一句足够长的测试密码';

/** A server on a fresh copy of the migrated database, its clock in the test's hands. */
export async function testServer() {
  const template = new URL(inject('databaseUrl'));
  const name = `t_${randomBytes(6).toString('hex')}`;
  const admin = new pg.Client({
    connectionString: inject('databaseUrl').replace(/\/postgres$/, '/template1'),
  });
  await admin.connect();
  await admin.query(`create database ${name} template postgres`);
  await admin.end();
  template.pathname = `/${name}`;
  const db = await openDatabase(template.href);
  const home = await freshHome('files');
  const clock = { now: new Date('2026-03-02T08:00:00Z') };
  const ctx: Context = {
    db,
    config: loadConfig({ log: 'silent', home }),
    now: () => new Date(clock.now),
    demo: false,
    databaseUrl: template.href,
    bound: await bindRole(db),
    jobs: rooms.jobs,
    tasks: rooms.tasks,
  };
  const app = await createHttp(ctx, rooms);
  const signUp = async (login = 'admin'): Promise<string> => {
    const answer = await app.inject({
      method: 'POST',
      url: '/api/identity/link',
      payload: { token: await createAdminLink(ctx), login, name: '测试员', password },
    });
    return cookieOf(answer.headers['set-cookie']);
  };
  return {
    app,
    ctx,
    clock,
    databaseUrl: template.href,
    signUp,
    close: async () => {
      await app.close();
      await db.destroy();
      await rm(home, { recursive: true, force: true });
    },
  };
}

export function cookieOf(header: string | string[] | number | undefined): string {
  return String(Array.isArray(header) ? header[0] : header).split(';')[0]!;
}

/**
 * Does the jobs that are due by the test's clock, to the end, as the queue would; those named
 * first, as if their time had come. Failed ones stay, with what they failed for. Further
 * rounds come for jobs that jobs enqueue. `jobs`: others than the application's.
 */
export async function runJobs(
  { ctx }: Pick<Awaited<ReturnType<typeof testServer>>, 'ctx'>,
  names: readonly string[] = [],
  jobs: readonly Job[] = rooms.jobs,
): Promise<void> {
  const { db } = ctx;
  for (const name of names) await db.transaction().execute((trx) => enqueue(trx, name, {}));
  for (;;) {
    // Enqueued without a time: at once. With one: when the test's clock has come to it.
    const { rows } = await sql<{ due: boolean }>`
      update graphile_worker._private_jobs
      set run_at = case when due then least(run_at, now()) else run_at end,
        flags = case when due then null else '{"later": true}'::jsonb end
      from (select id as due_id, run_at in (created_at, updated_at) or run_at <= ${ctx.now()} as due
        from graphile_worker._private_jobs) d
      where id = due_id and attempts = 0 and locked_at is null returning due`.execute(db);
    if (!rows.some(({ due }) => due)) return;
    await runOnce({
      connectionString: ctx.databaseUrl,
      taskList: taskList(ctx, jobs),
      logger: silent,
      noHandleSignals: true,
      forbiddenFlags: ['later'],
    });
    // It writes down failures beside, after it says that it has done.
    while ((await queueNumbers(db)).running > 0) await wait(5);
  }
}
