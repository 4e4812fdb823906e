import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { sql } from 'kysely';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { testServer } from '../../../test/setup/server.ts';

const main = JSON.stringify(new URL('../main.ts', import.meta.url).href);
const program = `
  import { startServer } from ${main};
  const s = await startServer({ home: process.argv[1], databaseUrl: process.argv[2], port: 0, log: 'info' });
  console.log(JSON.stringify({ url: s.url, firstLink: s.firstLink }));
  process.on('SIGTERM', () => void s.stop().then(() => process.exit(0)));`;

let server: Awaited<ReturnType<typeof testServer>>;
let child: ChildProcess;
let log = '';
let url: string;
let cookie: string;
const password = '一句足够长的测试密码';
beforeAll(async () => {
  server = await testServer();
  const { home } = server.ctx.config;
  child = spawn(
    process.execPath,
    ['--import', 'tsx', '--input-type=module', '-e', program, home, server.databaseUrl],
    { cwd: fileURLToPath(new URL('../../..', import.meta.url)), stdio: ['ignore', 'pipe', 'pipe'] },
  );
  const said = new Promise<{ url: string; firstLink: string }>((resolve) => {
    child.stdout!.on('data', (chunk: Buffer) => {
      log += chunk;
      const line = log.split('\n').find((l) => l.startsWith('{"url"'));
      if (line) resolve(JSON.parse(line));
    });
  });
  child.stderr!.on('data', (chunk: Buffer) => {
    log += chunk;
  });
  const { url: at, firstLink } = await said;
  url = at;
  log = '';
  const answer = await post('/api/identity/link', {
    token: firstLink.split('#')[1],
    login: 'chen-guanli',
    name: '陈管理',
    password,
  });
  cookie = answer.headers.get('set-cookie')!.split(';')[0]!;
});
afterAll(async () => {
  if (child.exitCode === null && child.signalCode === null) {
    child.kill('SIGKILL');
    await once(child, 'exit');
  }
  await server.close();
});

const post = (path: string, body: object, more: object = {}) =>
  fetch(`${url}${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...(cookie ? { cookie } : {}), ...more },
    body: JSON.stringify(body),
  });

describe('the log of a server', () => {
  it('names nobody: no names, logins, numbers, addresses or secrets, errors included', async () => {
    const people = { name: '欧阳小明', mobile: '13912345678', email: 'ouyang@corp.test' };
    const { id: unitId } = await server.ctx.db
      .selectFrom('org')
      .select('id')
      .executeTakeFirstOrThrow();
    const again = await post('/api/identity/sign-in', { login: 'chen-guanli', password });
    cookie = again.headers.get('set-cookie')!.split(';')[0]!;
    await post('/api/identity/sign-in', { login: 'ouyang', password: '猜的密码猜的密码' });
    const made = await post('/api/person/people', { unitId, number: 'GH-7781', ...people });
    expect(made.status).toBe(200);
    const twice = await post('/api/person/people', { unitId, number: 'GH-7781', ...people });
    expect(twice.status).toBe(409);
    await post('/api/person/people', { unitId: '欧阳小明', mobile: [people.mobile] });
    await fetch(`${url}/api/person/people?q=${encodeURIComponent('欧阳小明')}`, {
      headers: { cookie },
    });
    // A fault inside, with the person's data in what the database says of it.
    await sql`alter table person add constraint nobody check (mobile <> '13912345678') not valid`.execute(
      server.ctx.db,
    );
    const broken = await post('/api/person/people', { unitId, number: 'GH-7782', ...people });
    expect(broken.status).toBe(500);
    await wait(200);
    expect(log).toContain('"operation":"person.create"');
    expect(log).toContain('"msg":"unexpected"');
    for (const personal of [
      '欧阳',
      '陈管理',
      'chen-guanli',
      'ouyang',
      '13912345678',
      'GH-778',
      '127.0.0.1',
      cookie.split('=')[1]!,
      password,
      '猜的密码',
    ])
      expect([personal, log.includes(personal)]).toEqual([personal, false]);
    for (const line of log.trim().split('\n')) expect(() => JSON.parse(line)).not.toThrow();
  });
});

describe('a server told to stop', () => {
  it('finishes the request in hand, takes no more, and ends clean', async () => {
    const holder = new pg.Client({ connectionString: server.databaseUrl });
    await holder.connect();
    await holder.query('begin; lock table account in access exclusive mode');
    const slow = post('/api/identity/sign-in', { login: 'nobody-here', password });
    const waits = async () =>
      (await holder.query('select from pg_locks where not granted')).rowCount! > 0;
    while (!(await waits())) await wait(10);
    const ended = once(child, 'exit');
    child.kill('SIGTERM');
    await wait(300);
    expect(child.exitCode).toBeNull();
    await holder.query('commit');
    await holder.end();
    expect((await slow).status).toBe(401);
    expect(await ended).toEqual([0, null]);
    await expect(fetch(`${url}/healthz`)).rejects.toThrow();
  });
});
