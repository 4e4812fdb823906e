import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runJobs, testServer } from '../../../test/setup/server.ts';
import { importer } from '../../../test/setup/task.ts';
import { makeWorld, type World } from '../../../test/setup/world.ts';
import type { ImportPreview } from '../../contract/person/imports.ts';
import { readBytesOf } from '../platform/files.ts';
import { startJobs } from '../platform/jobs.runner.ts';

let server: Awaited<ReturnType<typeof testServer>>;
let world: World;
let me: Awaited<ReturnType<World['signInAs']>>;
let imports: ReturnType<typeof importer>;
beforeAll(async () => {
  server = await testServer();
  world = await makeWorld(server);
  me = await world.signInAs('office', world.units.own);
  imports = importer(server, () => me.cookie);
});
afterAll(() => server.close());

/** People as a list with commas; numbers from `from` on. */
function list(count: number, from: number) {
  const rows = Array.from({ length: count }, (_, i) => `名${from + i},T${from + i},三分公司`);
  return { name: '名单.csv', bytes: Buffer.from(`姓名,工号,单位\n${rows.join('\n')}\n`) };
}
const send = (count: number, from: number) =>
  imports.send('/api/person/imports', list(count, from));
const written = async (from: number) =>
  (
    await server.ctx.db
      .selectFrom('person')
      .select('id')
      .where('number', 'like', `T${String(from).slice(0, 2)}%`)
      .execute()
  ).length;

describe('an import', () => {
  it('is read by a job, kept while nobody looks, and written by a job; its importer is told', async () => {
    const sent = await send(5, 1000);
    expect(sent).toMatchObject({ state: 'reading', kind: 'person', file: '名单.csv', rows: null });
    const seen = await imports.shown<ImportPreview>(sent);
    expect(seen).toMatchObject({ state: 'ready', rows: 5, counts: { new: 5, rejected: 0 } });
    expect(seen.list).toHaveLength(5);
    expect(await written(1000)).toBe(0);
    expect(await imports.confirm(sent.id)).toMatchObject({ state: 'done', result: { people: 5 } });
    expect(await written(1000)).toBe(5);
    const mine = await imports.ask<{ id: string }[]>('GET', '');
    expect(mine.map((t) => t.id)).toContain(sent.id);
    const told = await server.ctx.db
      .selectFrom('notice')
      .select(['code', 'link'])
      .where('person_id', '=', me.id)
      .execute();
    expect(told).toEqual([
      { code: 'task:notice-done', link: `/people?act=import&task=${sent.id}` },
    ]);
  });

  it('is written once, however often it is confirmed', async () => {
    const { id } = await send(3, 1100);
    await runJobs(server);
    const answers = await Promise.all(
      [1, 2, 3].map(() => imports.ask<{ state: string }>('POST', `/${id}/confirm`, {})),
    );
    expect(answers.map((a) => a.state)).toEqual(['writing', 'writing', 'writing']);
    await runJobs(server);
    expect(await imports.confirm(id)).toMatchObject({ state: 'done', result: { people: 3 } });
    expect(await written(1100)).toBe(3);
  });

  it('is stopped while it waits, and then neither written nor read again', async () => {
    const { id } = await send(3, 1200);
    await runJobs(server);
    expect(await imports.ask('POST', `/${id}/cancel`)).toMatchObject({ state: 'cancelled' });
    expect(await imports.confirm(id)).toMatchObject({ code: 'task-over' });
    expect(await imports.again(id)).toMatchObject({});
    expect(await imports.get(id)).toMatchObject({ state: 'cancelled' });
    expect(await written(1200)).toBe(0);
  });

  it('that is stopped while it is written leaves nothing', async () => {
    const { id } = await send(3000, 130_000);
    await runJobs(server);
    await imports.ask('POST', `/${id}/confirm`, {});
    const jobs = startJobs(server.ctx, server.ctx.jobs, server.app.log);
    let task = await imports.get(id);
    while (task.done === 0) task = await imports.get(id);
    expect(task).toMatchObject({ state: 'writing' });
    const stopped = await imports.ask<{ state: string }>('POST', `/${id}/cancel`);
    await jobs.stop();
    expect(stopped.state).toBe('cancelled');
    expect(await written(130_000)).toBe(0);
  });

  it('has the rights of its importer when it is written, and of the token that asked', async () => {
    const { id } = await send(2, 1400);
    await runJobs(server);
    await imports.ask('POST', `/${id}/confirm`, {});
    const grants = server.ctx.db.updateTable('access_grant').where('person_id', '=', me.id);
    await grants.set({ revoked_at: server.ctx.now() }).execute();
    await runJobs(server);
    await grants.set({ revoked_at: null }).execute();
    expect(await imports.get(id)).toMatchObject({
      state: 'failed',
      fault: { code: 'not-allowed' },
    });
    expect(await written(1400)).toBe(0);
    expect(await imports.again(id)).toMatchObject({ state: 'ready', rows: 2 });
    expect(await imports.confirm(id)).toMatchObject({ state: 'done' });
  });

  it('several at once each come to their end', async () => {
    const sent = await Promise.all([send(50, 1500), send(50, 1600), send(50, 1700)]);
    const jobs = startJobs(server.ctx, server.ctx.jobs, server.app.log);
    const until = async (state: string) => {
      for (;;) {
        const now = await Promise.all(sent.map(({ id }) => imports.get(id)));
        if (now.every((t) => t.state === state)) return now;
        expect(now.map((t) => t.fault)).toEqual([null, null, null]);
        await wait(20);
      }
    };
    await until('ready');
    await Promise.all(sent.map(({ id }) => imports.ask('POST', `/${id}/confirm`, {})));
    const ended = await until('done');
    await jobs.stop();
    expect(ended.map((t) => t.result!.people)).toEqual([50, 50, 50]);
  });
});

describe('files of imports', () => {
  it('go after thirty days with what was shown, unless something else needs them', async () => {
    const old = await send(2, 1900);
    await runJobs(server);
    await imports.confirm(old.id);
    const shared = await send(2, 2000);
    await runJobs(server);
    server.clock.now = new Date(server.clock.now.getTime() + 20 * 86_400_000);
    const session = server.ctx.db.updateTable('session');
    const later = new Date(server.clock.now.getTime() + 90 * 86_400_000);
    const keepIn = () => session.set({ expires_at: later, seen_at: server.clock.now }).execute();
    await keepIn();
    const young = await send(2, 2000);
    await runJobs(server);
    server.clock.now = new Date(server.clock.now.getTime() + 15 * 86_400_000);
    await keepIn();
    await runJobs(server, ['task.forget']);
    expect(await imports.get(shared.id)).toMatchObject({ state: 'cancelled' });
    expect(await imports.ask('GET', `/${old.id}/rejects`)).toMatchObject({ code: 'not-found' });
    expect(await imports.again(young.id)).toMatchObject({ state: 'ready', rows: 2 });
    const { file_hash } = await server.ctx.db
      .selectFrom('task')
      .select('file_hash')
      .where('id', '=', old.id)
      .executeTakeFirstOrThrow();
    await expect(readBytesOf(server.ctx.config.home, file_hash)).rejects.toThrow('not-found');
  });
});

const here = (path: string): string => JSON.stringify(new URL(path, import.meta.url).href);
/** A server's workers in a process of their own, which hangs in the middle of what it writes. */
const program = `
  import { rooms } from ${here('../main.ts')};
  import { loadConfig } from ${here('../platform/config.ts')};
  import { openDatabase } from ${here('../platform/db.ts')};
  import { startJobs } from ${here('../platform/jobs.runner.ts')};
  import { bindRole } from ${here('../platform/scope.ts')};
  const [databaseUrl, home, now] = process.argv.slice(1);
  const db = await openDatabase(databaseUrl);
  const tasks = rooms.tasks.map((kind) => ({
    ...kind,
    write: async (trx, work, file, seal) => {
      await kind.write(trx, work, file, seal);
      console.log('written, not committed');
      await new Promise(() => setInterval(() => {}, 1000));
    },
  }));
  const ctx = { db, databaseUrl, config: loadConfig({ log: 'silent', home }), demo: false,
    now: () => new Date(now), bound: await bindRole(db), jobs: rooms.jobs, tasks };
  startJobs(ctx, rooms.jobs, { warn() {}, error() {} });`;

describe('a server that is killed while it writes an import', () => {
  it('leaves nothing of it, and the next one writes all of it', async () => {
    const { id } = await send(20, 1800);
    await runJobs(server);
    await imports.ask('POST', `/${id}/confirm`, {});
    const { databaseUrl, ctx } = server;
    const child: ChildProcess = spawn(
      process.execPath,
      [
        ...['--import', 'tsx', '--input-type=module', '-e', program],
        ...[databaseUrl, ctx.config.home, ctx.now().toISOString()],
      ],
      {
        cwd: fileURLToPath(new URL('../../..', import.meta.url)),
        stdio: ['ignore', 'pipe', 'inherit'],
      },
    );
    await once(child.stdout!, 'data');
    expect(await written(1800)).toBe(0);
    child.kill('SIGKILL');
    await once(child, 'exit');
    expect(await written(1800)).toBe(0);
    expect(await imports.get(id)).toMatchObject({ state: 'writing' });
    const jobs = startJobs(ctx, ctx.jobs, server.app.log, { sweepEvery: 200 });
    while ((await imports.get(id)).state === 'writing') await wait(50);
    await jobs.stop();
    expect(await imports.get(id)).toMatchObject({ state: 'done', result: { people: 20 } });
    expect(await written(1800)).toBe(20);
  });
});
