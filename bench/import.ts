import { rm } from 'node:fs/promises';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { setTimeout as wait } from 'node:timers/promises';
import ExcelJS from 'exceljs';
import type { Task } from '../src/contract/task/operations.ts';
import { createAdminLink } from '../src/server/identity/service.ts';
import { startServer } from '../src/server/main.ts';
import { SESSION_COOKIE } from '../src/server/platform/http.ts';
import { freshHome } from '../test/setup/home.ts';

/**
 * `npm run bench:import [-- ROWS]`: a workbook of so many people (10,000), then one of so many
 * units, each read, confirmed and written by a server of its own while its state is asked for
 * every 100 ms: how long each step takes, and the longest that the server kept anybody waiting.
 */
const rows = Number(process.argv[2] ?? 10_000);
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

async function book(sheetRows: readonly (readonly string[])[]): Promise<Blob> {
  const workbook = new ExcelJS.Workbook();
  workbook.addWorksheet('表').addRows(sheetRows as never);
  return new Blob([await workbook.xlsx.writeBuffer()]);
}

async function ask(path: string, body?: object | FormData): Promise<Task> {
  const form = body instanceof FormData;
  const answer = await fetch(`${url}${path}`, {
    method: body ? 'POST' : 'GET',
    headers: { cookie, ...(body && !form ? { 'content-type': 'application/json' } : {}) },
    ...(body ? { body: form ? body : JSON.stringify(body) } : {}),
  });
  if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`);
  return (await answer.json()) as Task;
}

/** Waits for a state; the time it took, and the longest delay of the event loop meanwhile. */
async function until(id: string, state: Task['state']) {
  const delay = monitorEventLoopDelay({ resolution: 2 });
  delay.enable();
  const start = performance.now();
  let task = await ask(`/api/tasks/${id}`);
  while (task.state !== state) {
    if (task.state === 'failed') throw new Error(JSON.stringify(task.fault));
    await wait(100);
    task = await ask(`/api/tasks/${id}`);
  }
  delay.disable();
  const ms = (ns: number): string => `${Math.round(ns / 1e6)} ms`;
  const took = `${((performance.now() - start) / 1000).toFixed(2)} s`;
  return {
    task,
    told: `${took}; event loop p99 ${ms(delay.percentile(99))}, longest ${ms(delay.max)}`,
  };
}

async function measure(what: string, path: string, file: Blob): Promise<void> {
  const form = new FormData();
  form.set('file', file, '名单.xlsx');
  const { id } = await ask(path, form);
  const read = await until(id, 'ready');
  console.log(`${what}, read: ${read.told}; ${JSON.stringify(read.task.counts)}`);
  await ask(`/api/tasks/${id}/confirm`, {});
  const written = await until(id, 'done');
  console.log(`${what}, written: ${written.told}; ${JSON.stringify(written.task.result)}`);
}

const people = Array.from({ length: rows }, (_, i) => [
  ...[
    `名${i}`,
    `GH${i}`,
    root.name,
    `岗位${i % 50}`,
    '兼任',
    '2025-03-01',
    `139${String(i).padStart(8, '0')}`,
  ],
]);
const units = Array.from({ length: rows }, (_, i) => [
  ...[`单位${i}`, `DW${i}`, i < 100 ? root.name : `DW${i % 100}`, '分公司'],
]);
const heads = ['姓名', '工号', '单位', '职务', '任职类型', '任职日期', '手机'];
await measure(`${rows} people`, '/api/person/imports', await book([heads, ...people]));
await measure(
  `${rows} units`,
  `/api/org/units/${root.id}/imports`,
  await book([['单位名称', '代码', '上级单位', '类别'], ...units]),
);
await stop();
await rm(home, { recursive: true, force: true });
