import { type ChildProcess, fork } from 'node:child_process';
import { rmSync } from 'node:fs';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import pg from 'pg';
import { openContext, rooms } from '../src/server/main.ts';
import { labelOf } from '../src/server/org/place.ts';
import { createHttp } from '../src/server/platform/http.ts';
import { newId } from '../src/server/platform/ids.ts';
import { freshHome } from '../test/setup/home.ts';
import { fillLedger } from './ledger-rows.ts';
import { ask, signInAt } from './loop.ts';

/*
 * `npm run bench:ledger`: a filtered page of a ledger of 10,000 rows with its number of rows,
 * with session, scopes, row policies and checked answer, beside a bare `node:http` + `pg` server
 * that sends the same rows by the same query; the two take turns in one run.
 */
const ROWS = 10_000;
const CLIENTS = 10;
const SECONDS = Number(process.argv[2] ?? 5);
const ROUNDS = 3;
const BAR = 0.5;

interface Load {
  readonly url: string;
  readonly cookies: readonly string[];
}

if (process.send) process.on('message', (load: Load) => void send(load));
else await main();

/** The clients' side, in a process of its own: each asks again when it has its answer. */
async function send({ url, cookies }: Load): Promise<void> {
  const agent = new http.Agent({ keepAlive: true, maxSockets: CLIENTS });
  const get = (cookie: string) =>
    new Promise<void>((done, fail) => {
      http
        .get(url, { agent, headers: { cookie } }, (answer) => {
          answer.resume();
          answer.on('end', () =>
            answer.statusCode === 200 ? done() : fail(new Error(String(answer.statusCode))),
          );
        })
        .on('error', fail);
    });
  const run = async (seconds: number): Promise<number> => {
    const start = performance.now();
    let sent = 0;
    const client = async (cookie: string) => {
      while (performance.now() - start < seconds * 1000) {
        await get(cookie);
        sent++;
      }
    };
    await Promise.all(cookies.map(client));
    return sent / ((performance.now() - start) / 1000);
  };
  try {
    await run(1);
    process.send!(await run(SECONDS));
  } catch (error) {
    process.send!(String(error));
  }
  agent.destroy();
}

function rate(child: ChildProcess, load: Load): Promise<number> {
  return new Promise((done, fail) => {
    child.once('message', (answer) =>
      typeof answer === 'number' ? done(answer) : fail(new Error(String(answer))),
    );
    child.send(load);
  });
}

async function main(): Promise<void> {
  const home = await freshHome('ledger');
  const { ctx, close } = await openContext({ home, log: 'silent' });
  const app = await createHttp(ctx, rooms);
  const url = await app.listen({ host: '127.0.0.1', port: 0 });
  const bare = await bareServer(ctx.databaseUrl);
  const child = fork(fileURLToPath(import.meta.url));
  try {
    const cookies = await prepare();
    const filters = {
      'all, by deadline': 'sort=due',
      'at work, by deadline': 'sort=due&state=open,working',
      'grave, newest first': 'sort=newest&severity=grave',
    };
    console.log(`${ROWS} rows, ${CLIENTS} clients, pages a second, median of ${ROUNDS} runs\n`);
    console.log('| filter | here | bare | of bare |\n|---|---|---|---|');
    for (const [what, query] of Object.entries(filters)) {
      const [ours, theirs] = [`${url}/api/problems?${query}`, `${bare.url}/?${query}`];
      await same(ours, theirs, cookies[0]!);
      const runs: { ours: number; theirs: number }[] = [];
      for (let k = 0; k < ROUNDS; k++)
        runs.push({
          ours: await rate(child, { url: ours, cookies }),
          theirs: await rate(child, { url: theirs, cookies }),
        });
      const middle = (pick: (r: (typeof runs)[number]) => number) =>
        runs.map(pick).sort((a, b) => a - b)[ROUNDS >> 1]!;
      const ratio = middle((r) => r.ours / r.theirs);
      const [a, b] = [middle((r) => r.ours), middle((r) => r.theirs)];
      console.log(`| ${what} | ${a.toFixed(0)} | ${b.toFixed(0)} | ${ratio.toFixed(2)} × |`);
      if (ratio < BAR) process.exitCode = 1;
    }
  } finally {
    child.kill();
    await bare.close();
    await app.close();
    await close();
    rmSync(home, { recursive: true, force: true });
  }

  /** Both must show the same, or the comparison is of nothing. */
  async function same(ours: string, theirs: string, cookie: string): Promise<void> {
    interface Page {
      rows: { id: string; measures: unknown[] }[];
      total: number;
    }
    const [a, b] = [await ask<Page>(ours, cookie), await ask<Page>(theirs, cookie)];
    const short = ({ rows, total }: Page) =>
      JSON.stringify([total, rows.map((r) => [r.id, r.measures.length])]);
    if (a.rows.length !== 50 || short(a) !== short(b)) throw new Error('the answers differ');
  }

  /** Forty units with a ledger, beside others that the readers must not see. */
  async function prepare(): Promise<string[]> {
    const { db } = ctx;
    const root = await db.selectFrom('org').selectAll().executeTakeFirstOrThrow();
    const add = async (parent: { id: string; path: string }, position: number) => {
      const id = newId(ctx.now());
      const path = `${parent.path}.${labelOf(id)}`;
      await db
        .insertInto('org')
        .values({
          ...{ id, path, position, parent_id: parent.id, name: `第${position + 1}分公司` },
          ...{ kind: 'branch', units: 1, since: '2020-01-01', version: 1 },
        })
        .execute();
      return { id, path };
    };
    const own = await add(root, 0);
    const other = await add(root, 1);
    for (const parent of [own, other]) for (let k = 0; k < 40; k++) await add(parent, k);
    const { person, cookie } = await signInAt(ctx, root);
    const campaign = await ask<{ id: string }>(`${url}/api/campaigns`, cookie, {
      ...{ unitId: root.id, name: '正确政绩观学习教育', theme: '为民造福', since: '2026-03-01' },
    });
    const given = { campaign: campaign.id, people: [person], rows: ROWS, of: ROWS };
    await fillLedger(ctx, { ...given, first: 0, under: own.path });
    await fillLedger(ctx, { ...given, first: ROWS, under: other.path });
    const { client } = bare;
    await client.query('analyze');
    bare.path = own.path;
    const cookies: string[] = [];
    for (let k = 0; k < CLIENTS; k++) cookies.push((await signInAt(ctx, own)).cookie);
    return cookies;
  }
}

/** The least that sends a page of a ledger: the same rows, measures and number, nothing checked. */
async function bareServer(connectionString: string) {
  const client = new pg.Pool({ connectionString, max: CLIENTS });
  client.on('error', () => undefined);
  const page = async (asked: URLSearchParams): Promise<string> => {
    const own = [bare.path, `${bare.path}0`];
    const states = asked.get('state')?.split(',');
    const where = `p.org_path >= $1::ltree and p.org_path < $2::ltree
      ${states ? 'and p.state = any ($3)' : ''} ${asked.get('severity') ? 'and p.severity = $3' : ''}`;
    const chosen = states ?? asked.get('severity');
    const values = chosen ? [...own, chosen] : own;
    const order =
      asked.get('sort') === 'due'
        ? `case when p.state in ('draft', 'open', 'working') then coalesce(p.due, 'infinity')
            else 'infinity' end, p.id`
        : 'p.id desc';
    const { rows } = await client.query(
      `select p.*, o.name as unit_name from problem p join org o on o.id = p.org_id
       where ${where} order by ${order} limit 50`,
      values,
    );
    const measures = await client.query(
      `select m.* from measure m join unnest($1::uuid[], $2::uuid[]) w (org_id, id)
       on m.org_id = w.org_id and m.problem_id = w.id order by m.problem_id, m.position`,
      [rows.map((r) => r.org_id), rows.map((r) => r.id)],
    );
    const of = new Map<string, object[]>(rows.map((r) => [r.id, []]));
    for (const m of measures.rows) of.get(m.problem_id)!.push(m);
    const counted = await client.query(
      `select count(*)::int as n from problem p where ${where}`,
      values,
    );
    return JSON.stringify({
      rows: rows.map((r) => ({ ...r, measures: of.get(r.id) })),
      total: counted.rows[0].n,
    });
  };
  const server = http.createServer((request, response) => {
    page(new URL(request.url!, 'http://localhost').searchParams).then(
      (text) => response.setHeader('content-type', 'application/json').end(text),
      (error) => response.writeHead(500).end(String(error)),
    );
  });
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
  const bare = {
    client,
    path: '',
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: async () => {
      server.close();
      await client.end();
    },
  };
  return bare;
}
