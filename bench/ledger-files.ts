import { randomBytes } from 'node:crypto';
import { readdir, readFile, rm } from 'node:fs/promises';
import { loadavg } from 'node:os';
import { monitorEventLoopDelay, performance } from 'node:perf_hooks';
import { setTimeout as wait } from 'node:timers/promises';
import ExcelJS from 'exceljs';
import { sql } from 'kysely';
import type { Task } from '../src/contract/task/operations.ts';
import { startServer } from '../src/server/main.ts';
import { labelOf } from '../src/server/org/place.ts';
import { SESSION_COOKIE } from '../src/server/platform/http.ts';
import { newId, newToken } from '../src/server/platform/ids.ts';
import { freshHome } from '../test/setup/home.ts';

/*
 * A ledger of 10,000 rows over HTTP on the server as it runs: read, written, read again without a
 * change, two at once, and out again; with the longest time anything else had to wait.
 */

const ROWS = Number(process.argv.find((a) => /^\d+$/.test(a)) ?? 10_000);
const RUNS = Number(process.env.RUNS ?? 3);

const home = await freshHome('bench');
const server = await startServer({ home, port: 0, log: 'silent' });
const { db, now } = server.ctx;
const root = await db.selectFrom('org').selectAll().executeTakeFirstOrThrow();
const units = Array.from({ length: 40 }, (_, k) => ({
  id: newId(now()),
  name: `第${k + 1}分公司`,
}));
for (const [position, { id, name }] of units.entries())
  await db
    .insertInto('org')
    .values({
      ...{ id, name, position, parent_id: root.id, path: `${root.path}.${labelOf(id)}` },
      ...{ kind: 'branch', units: 1, since: '2020-01-01', version: 1 },
    })
    .execute();
const person = newId(now());
const at = { org_id: root.id, org_path: root.path };
await db
  .insertInto('person')
  .values({ ...at, id: person, name: '陈敏', created_at: now(), version: 1 })
  .execute();
await db
  .insertInto('access_grant')
  .values({
    ...at,
    ...{ id: newId(now()), person_id: person, role: 'office', since: now(), created_at: now() },
  })
  .execute();
const token = newToken();
await db
  .insertInto('account')
  .values({ id: person, login: 'bench', password_hash: '-', created_at: now() })
  .execute();
await db
  .insertInto('session')
  .values({
    ...{ token_hash: token.hash, account_id: person, created_at: now(), seen_at: now() },
    expires_at: new Date(now().getTime() + 86_400_000),
  })
  .execute();
const headers = { cookie: `${SESSION_COOKIE}=${token.token}`, origin: server.url };

async function ask<T>(method: string, path: string, body?: FormData | object): Promise<T> {
  const form = body instanceof FormData;
  const answer = await fetch(`${server.url}${path}`, {
    method,
    headers: { ...headers, ...(body && !form ? { 'content-type': 'application/json' } : {}) },
    ...(body ? { body: form ? body : JSON.stringify(body) } : {}),
  });
  if (!answer.ok) throw new Error(`${method} ${path}: ${await answer.text()}`);
  return (await answer.json()) as T;
}

const campaign = (
  await ask<{ id: string }>('POST', '/api/campaigns', {
    unitId: root.id,
    ...{ name: '树立和践行正确政绩观学习教育', theme: '为民造福', since: '2026-03-01' },
  })
).id;

/** A ledger with the columns offices have; every row is another problem. */
async function ledger(label: string): Promise<Uint8Array> {
  const out = new ExcelJS.Workbook();
  const sheet = out.addWorksheet('台账');
  sheet.addRow(['某集团问题整改台账']);
  sheet.addRow([
    ...['序号', '问题来源', '问题表现', '产生原因', '严重程度', '责任单位', '责任领导', '责任人'],
    ...['整改措施', '整改类型', '整改时限', '成效标准', '阶段进展', '备注'],
  ]);
  for (let k = 0; k < ROWS; k++) {
    const name = units[k % units.length]!.name;
    sheet.addRow([
      ...[k + 1, '自查', `${label}第${k}号报修单平均等待九天，群众反复催办，台账漏登${k}处`],
      ...['维修班组人手不足，夜间无人值守', '一般', name, '李建国', '张敏、王小川'],
      ...[`增加轮值，${k % 9} 日内补登第${k}号`, '限期整改', '2026年6月底前'],
      ...['平均等待不超过两天', `已补登${k % 50}单`, null],
    ]);
  }
  return new Uint8Array(await out.xlsx.writeBuffer());
}

async function moved(id: string, until: readonly string[]): Promise<Task> {
  for (;;) {
    const task = await ask<Task>('GET', `/api/tasks/${id}`);
    if (until.includes(task.state)) return task;
    if (task.state === 'failed') throw new Error(JSON.stringify(task.fault));
    // A page asks every half second; each time costs as much as some rows.
    await wait(100);
  }
}
async function send(bytes: Uint8Array, name: string): Promise<Task> {
  const form = new FormData();
  form.set('unit', root.id);
  form.set('campaign', campaign);
  form.set('file', new Blob([bytes as never]), `${name}.xlsx`);
  const { id } = await ask<Task>('POST', '/api/problems/imports', form);
  return moved(id, ['ready']);
}
async function confirm(task: Task): Promise<Task> {
  await ask('POST', `/api/tasks/${task.id}/confirm`, { options: {} });
  return moved(task.id, ['done']);
}

/** Processor time of the database's processes so far (ms); they are children of its first one. */
async function databaseTime(): Promise<number> {
  const { rows } = await sql<{ pid: number }>`select pg_backend_pid() as pid`.execute(db);
  const fields = async (pid: string): Promise<string[]> => {
    const text = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '');
    return text.slice(text.lastIndexOf(')') + 2).split(' ');
  };
  const first = (await fields(String(rows[0]!.pid)))[1]!;
  let ticks = 0;
  for (const pid of (await readdir('/proc')).filter((name) => /^\d+$/.test(name))) {
    const f = await fields(pid);
    if (pid === first || f[1] === first) ticks += Number(f[11]) + Number(f[12]);
    // Processes that have ended are counted where they came from.
    if (pid === first) ticks += Number(f[13]) + Number(f[14]);
  }
  return ticks * 10;
}

const table: Record<string, string>[] = [];
async function timed<T>(what: string, bar: number | null, run: () => Promise<T>): Promise<T> {
  const delay = monitorEventLoopDelay({ resolution: 5 });
  delay.enable();
  const [cpu, database] = [process.cpuUsage(), await databaseTime()];
  const from = performance.now();
  const result = await run();
  const took = performance.now() - from;
  const { user, system } = process.cpuUsage(cpu);
  const inDatabase = (await databaseTime()) - database;
  delay.disable();
  table.push({
    what,
    bar: bar === null ? '' : `≤ ${bar} s`,
    time: `${(took / 1000).toFixed(2)} s`,
    'processor: server': `${((user + system) / 1e6).toFixed(2)} s`,
    'processor: database': `${(inDatabase / 1000).toFixed(2)} s`,
    'longest wait of others': `${(delay.max / 1e6).toFixed(0)} ms`,
  });
  return result;
}
const expectCounts = (task: Task, wanted: Record<string, number>): void => {
  for (const [key, n] of Object.entries(wanted))
    if (task.counts?.[key] !== n) throw new Error(`${key}: ${JSON.stringify(task.counts)}`);
};

try {
  for (let run = 0; run < RUNS; run++) {
    const bytes = await ledger(`甲${run}${randomBytes(3).toString('hex')}`);
    const whole = await timed(
      `import ${ROWS} rows: read, shown, confirmed, written`,
      6,
      async () => {
        const shown = await timed('  of it: read and shown', null, () => send(bytes, '台账'));
        expectCounts(shown, { accepted: ROWS, rejected: 0 });
        await timed('  of it: written', null, () => confirm(shown));
        return shown;
      },
    );
    const again = await timed('  the same file again', null, () => send(bytes, '台账'));
    expectCounts(again, { unchanged: ROWS });
    if (whole.rows !== ROWS) throw new Error('rows lost');
  }
  const both = await Promise.all(['乙', '丙'].map(ledger));
  await timed(`two imports of ${ROWS} rows at once`, null, async () => {
    const shown = await Promise.all(both.map((b, k) => send(b, `两份${k}`)));
    await Promise.all(shown.map(confirm));
  });
  for (let run = 0; run < RUNS; run++)
    await timed(`export ${ROWS} rows`, 3, async () => {
      const q = encodeURIComponent('甲0');
      const answer = await fetch(`${server.url}/api/problems/export?q=${q}`, { headers });
      const bytes = new Uint8Array(await answer.arrayBuffer());
      if (bytes.length < 100_000) throw new Error(new TextDecoder().decode(bytes.slice(0, 400)));
    });
  console.table(table);
  console.log(`load of the machine at the end: ${loadavg()[0]!.toFixed(1)}`);
} finally {
  await server.stop();
  await rm(home, { recursive: true, force: true });
}
