import { existsSync, readFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { resolve } from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { setTimeout as wait } from 'node:timers/promises';
import type { Task } from '../src/contract/task/operations.ts';
import type { HotRow } from '../src/contract/voice/topic-operations.ts';
import { createAdminLink } from '../src/server/identity/service.ts';
import { startServer } from '../src/server/main.ts';
import { SESSION_COOKIE } from '../src/server/platform/http.ts';
import { newId } from '../src/server/platform/ids.ts';
import { freshHome } from '../test/setup/home.ts';

/**
 * `npm run bench:hot`: the messages of `voices/messages-hot-topics.xlsx` (SHIJI_DATA, default
 * ../shared/data) read, confirmed, written and grouped by a server of its own: how long each
 * takes, the memory of the process, and the hottest matters. The exit code is 1 when a row is
 * lost or a matter that people know from these messages is not found.
 */
const data = process.env.SHIJI_DATA ?? resolve('..', 'shared', 'data');
const path = resolve(data, 'voices', 'messages-hot-topics.xlsx');
if (!existsSync(path)) {
  console.error(`no messages at ${path}: set SHIJI_DATA`);
  process.exit(2);
}
const ROWS = 4326;
/** What people wrote of most in these years, by words of its title or place. */
const known = [
  /丽发新城/,
  /滨河苑|伊景园/,
  /58车贷/,
  /魅力之城/,
  /月亮岛/,
  /公积金/,
  /人才.*购房|购房补贴/,
];

const home = await freshHome('bench');
const { app, url, ctx, stop } = await startServer({ home, port: 0, log: 'silent' });
const entered = await app.inject({
  method: 'POST',
  url: '/api/identity/link',
  payload: {
    ...{ token: await createAdminLink(ctx), login: 'bench', name: '压测' },
    password: '院里的枇杷树又结果了',
  },
});
const cookie = `${SESSION_COOKIE}=${entered.cookies.find((c) => c.name === SESSION_COOKIE)!.value}`;
const root = await ctx.db.selectFrom('org').selectAll().executeTakeFirstOrThrow();
const me = await ctx.db.selectFrom('account').select('id').executeTakeFirstOrThrow();
const now = ctx.now();
await ctx.db
  .insertInto('access_grant')
  .values({
    ...{ id: newId(now), person_id: me.id, role: 'office', org_id: root.id, org_path: root.path },
    ...{ since: now, created_at: now, reason: 'bench' },
  })
  .execute();

async function ask<T>(at: string, body?: object | FormData): Promise<T> {
  const form = body instanceof FormData;
  const answer = await fetch(`${url}${at}`, {
    method: body ? 'POST' : 'GET',
    headers: { cookie, ...(body && !form ? { 'content-type': 'application/json' } : {}) },
    ...(body ? { body: form ? body : JSON.stringify(body) } : {}),
  });
  if (!answer.ok) throw new Error(`${at}: ${answer.status} ${await answer.text()}`);
  return (await answer.json()) as T;
}

const mb = (bytes: number): string => `${Math.round(bytes / 2 ** 20)} MB`;
let most = 0;
const watch = setInterval(() => {
  most = Math.max(most, process.memoryUsage().rss);
}, 50);

async function timed<T>(what: string, work: () => Promise<T>): Promise<T> {
  const delay = monitorEventLoopDelay({ resolution: 2 });
  delay.enable();
  const start = performance.now();
  most = 0;
  const done = await work();
  delay.disable();
  const seconds = ((performance.now() - start) / 1000).toFixed(1);
  const longest = Math.round(delay.max / 1e6);
  console.log(
    `${what}: ${seconds} s; event loop held for ${longest} ms, memory ${mb(most)} at most`,
  );
  return done;
}

async function until(id: string, state: Task['state']): Promise<Task> {
  for (;;) {
    const task = await ask<Task>(`/api/tasks/${id}`);
    if (task.state === state) return task;
    if (task.state === 'failed') throw new Error(JSON.stringify(task.fault));
    await wait(50);
  }
}

console.log(`memory before: ${mb(process.memoryUsage().rss)}`);
const form = new FormData();
form.set('file', new Blob([readFileSync(path)]), '留言.xlsx');
form.set('unit', root.id);
const task = await timed('read and looked through', async () =>
  until((await ask<Task>('/api/voices/imports', form)).id, 'ready'),
);
console.log(`  ${task.rows} rows: ${JSON.stringify(task.counts)}`);
const written = await timed('written', async () => {
  await ask(`/api/tasks/${task.id}/confirm`, {});
  return until(task.id, 'done');
});
const rows = await timed('grouped (a job beside)', async () => {
  for (;;) {
    const { rows } = await ask<{ rows: HotRow[] }>('/api/voices/hot');
    if (rows.length > 0) return rows;
    await wait(100);
  }
});
clearInterval(watch);
console.log('\n| heat | voices | people | likes | repeats | peak | from | to | place | title |');
console.log('|---|---|---|---|---|---|---|---|---|---|');
for (const r of rows.slice(0, 20))
  console.log(
    `| ${[r.heat.toFixed(1), r.texts, r.people, r.likes, r.repeats, r.peak, r.first, r.last, r.place ?? '', r.title].join(' | ')} |`,
  );
const missing = known.filter((k) => !rows.some((r) => k.test(`${r.title} ${r.place}`)));
console.log(`\n${rows.length} matters; known ones not found: ${missing.join(', ') || 'none'}`);
const lost = ROWS - Object.values(written.counts ?? {}).reduce((s, n) => s + n, 0);
await stop();
await rm(home, { recursive: true, force: true });
if (lost !== 0 || missing.length > 0) process.exitCode = 1;
