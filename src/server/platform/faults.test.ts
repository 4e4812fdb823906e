import { chmod, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { freshHome } from '../../../test/setup/home.ts';
import { type RunningServer, startServer } from '../main.ts';
import { enqueue, queueNumbers } from './jobs.ts';
import { EVERYWHERE, withScopes } from './scope.ts';

let home: string;
let server: RunningServer;
let cookie: string;
beforeAll(async () => {
  home = await freshHome('faults');
  // The database's own user must get there when this runs as root.
  await chmod(home, 0o755);
  server = await startServer({ home, port: 0, log: 'silent' });
  const answer = await fetch(`${server.url}/api/identity/link`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({
      token: server.firstLink!.split('#')[1],
      login: 'admin',
      name: '陈管理',
      password: '一句足够长的测试密码',
    }),
  });
  cookie = answer.headers.get('set-cookie')!.split(';')[0]!;
});
afterAll(async () => {
  await server?.stop();
  await rm(home, { recursive: true, force: true });
});

const get = (path: string) => fetch(`${server.url}${path}`, { headers: { cookie } });

async function untilStatus(path: string, status: number): Promise<Response> {
  for (;;) {
    const answer = await get(path);
    if (answer.status === status) return answer;
    await answer.arrayBuffer();
    await wait(20);
  }
}

async function endDatabase(signal: 'SIGINT' | 'SIGKILL'): Promise<void> {
  const pid = (await readFile(join(home, 'pg', 'postmaster.pid'), 'utf8')).split('\n')[0];
  process.kill(Number(pid), signal);
}

const doneJob = async (): Promise<void> => {
  await withScopes(server.ctx, EVERYWHERE, (trx) => enqueue(trx, 'notice.deliver', { ids: [] }));
  for (;;) {
    const { running, waiting } = await queueNumbers(server.ctx.db);
    if (running + waiting === 0) return;
    await wait(20);
  }
};

describe('a database that goes away and comes back', () => {
  it.each(['SIGINT', 'SIGKILL'] as const)(
    'is told of as 503 while the server lives, and needs no restart (%s)',
    async (signal) => {
      expect((await get('/api/identity/me')).status).toBe(200);
      await doneJob();
      await endDatabase(signal);
      const refused = await untilStatus('/api/identity/me', 503);
      expect(refused.headers.get('retry-after')).toBe('2');
      expect(await refused.json()).toMatchObject({ code: 'unavailable', status: 503 });
      expect((await get('/healthz')).status).toBe(200);
      await untilStatus('/readyz', 200);
      expect((await untilStatus('/api/identity/me', 200)).status).toBe(200);
      await doneJob();
    },
  );

  it('leaves numbers for whoever watches', async () => {
    const text = await (await get('/metrics')).text();
    for (const name of [
      'shiji_jobs_waiting 0',
      'shiji_jobs_failed 0',
      'shiji_jobs_oldest_waiting_seconds 0',
      'shiji_database_connections ',
      'shiji_record_unsealed_entries ',
      'nodejs_eventloop_lag_p99_seconds ',
    ])
      expect(text).toContain(`\n${name}`);
  });
});
