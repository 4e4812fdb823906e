import { type ChildProcess, fork } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import pg from 'pg';
import { openContext, rooms } from '../src/server/main.ts';
import { dayOf } from '../src/server/platform/days.ts';
import { createHttp, SESSION_COOKIE } from '../src/server/platform/http.ts';
import { hashToken, newId, newToken } from '../src/server/platform/ids.ts';
import { seal } from '../src/server/record/seal.service.ts';

/**
 * `npm run bench:write`: inserts a second over HTTP at 10 clients, with policy, validation and
 * entry of the record, beside a bare `node:http` + `pg` server that inserts the same row; the
 * two take turns in one run. Then how long sealing takes for what was written.
 */
const CLIENTS = 10;
const SECONDS = Number(process.argv[2] ?? 5);
const ROUNDS = 3;

interface Load {
  readonly url: string;
  readonly cookies: readonly string[];
  readonly body: object;
}

if (process.send && process.env.SENDER) process.on('message', (load: Load) => void send(load));
else await main();

/** The clients' side, in a process of its own: each sends the next when the last is answered. */
async function send({ url, cookies, body }: Load): Promise<void> {
  const agent = new http.Agent({ keepAlive: true, maxSockets: CLIENTS });
  const payload = JSON.stringify(body);
  const post = (cookie: string) =>
    new Promise<void>((done, fail) => {
      const headers = { cookie, 'content-type': 'application/json' };
      const request = http.request(url, { agent, method: 'POST', headers }, (answer) => {
        let text = '';
        answer.on('data', (part) => {
          text += part;
        });
        answer.on('end', () =>
          answer.statusCode === 200 ? done() : fail(new Error(`${answer.statusCode} ${text}`)),
        );
      });
      request.on('error', fail);
      request.end(payload);
    });
  const run = async (seconds: number): Promise<number> => {
    const start = performance.now();
    let sent = 0;
    const client = async (cookie: string) => {
      while (performance.now() - start < seconds * 1000) {
        await post(cookie);
        sent++;
      }
    };
    await Promise.all(cookies.map(client));
    return sent / ((performance.now() - start) / 1000);
  };
  try {
    await run(0.3);
    process.send!(await run(SECONDS));
  } catch (error) {
    process.send!(String(error));
  }
  agent.destroy();
}

async function main(): Promise<void> {
  const home = mkdtempSync(join(tmpdir(), 'shiji-write-'));
  const { ctx, close } = await openContext({ home, log: 'silent' });
  const app = await createHttp(ctx, rooms);
  const url = await app.listen({ host: '127.0.0.1', port: 0 });
  const bare = await bareServer(ctx.databaseUrl);
  const child = fork(fileURLToPath(import.meta.url));
  try {
    const { unit, people, cookies } = await prepare();
    const person = { unitId: unit.id, name: '李桂兰', mobile: '13812345678' };
    const act = {
      ...{ kind: 'inquire', personId: people[0], on: dayOf(ctx.now()) },
      ...{ about: '东门桥检修', what: '到现场查看进度，当面答复群众' },
    };
    const each = [
      ['person', `${url}/api/person/people`, `${bare.url}/person`, person],
      ['act of duty', `${url}/api/duty/units/${unit.id}/acts`, `${bare.url}/act`, act],
    ] as const
    process.stdout.write(JSON.stringify({ each, cookies, unit, pid: process.pid }) + '\n');
    const { Session } = await import('node:inspector/promises');
    const fs = await import('node:fs');
    let inspector: any;
    process.stdin.on('data', async (d) => {
      const t = String(d).trim();
      if (t === 'start') { inspector = new Session(); inspector.connect(); await inspector.post('Profiler.enable'); await inspector.post('Profiler.setSamplingInterval',{interval:200}); await inspector.post('Profiler.start'); }
      if (t.startsWith('stop ')) { const { profile } = await inspector.post('Profiler.stop'); fs.writeFileSync(t.slice(5), JSON.stringify(profile)); inspector.disconnect(); }
    });
    await new Promise((r) => process.stdin.on('end', r));
;
  } finally {
    child.kill();
    await bare.close();
    await app.close();
    await close();
    rmSync(home, { recursive: true, force: true });
  }

  /** A unit with ten people who may write there, the first of them first responsible. */
  async function prepare() {
    const now = ctx.now();
    const { db } = ctx;
    const { id, path } = await db
      .selectFrom('org')
      .select(['id', 'path'])
      .executeTakeFirstOrThrow();
    const belongs = { org_id: id, org_path: path };
    const since = dayOf(now);
    const people: string[] = [];
    const cookies: string[] = [];
    for (let k = 0; k < CLIENTS; k++) {
      const person = newId(now);
      const { token } = newToken();
      const made = { created_at: now, version: 1 };
      await db
        .insertInto('person')
        .values({ ...belongs, ...made, id: person, name: '压测' })
        .execute();
      await db
        .insertInto('account')
        .values({ id: person, login: person, password_hash: '-', created_at: now })
        .execute();
      const grant = { role: 'office', since: now, created_at: now };
      await db
        .insertInto('access_grant')
        .values({ ...belongs, ...grant, id: newId(now), person_id: person })
        .execute();
      await db
        .insertInto('session')
        .values({
          ...{ id: newId(now), token_hash: hashToken(token), account_id: person, device: '' },
          ...{ created_at: now, seen_at: now, expires_at: new Date(now.getTime() + 86_400_000) },
        })
        .execute();
      people.push(person);
      cookies.push(`${SESSION_COOKIE}=${token}`);
    }
    const post = newId(now);
    await db
      .insertInto('post')
      .values({ ...belongs, id: post, name: '主任', rank: 'first', position: 0, since, version: 1 })
      .execute();
    await db
      .insertInto('tenure')
      .values({
        ...belongs,
        ...{
          id: newId(now),
          post_id: post,
          person_id: people[0]!,
          kind: 'regular',
          since,
          version: 1,
        },
      })
      .execute();
    return { unit: { id, path }, people, cookies };
  }
}

function rate(child: ChildProcess, load: Load): Promise<number> {
  return new Promise((done, fail) => {
    child.once('message', (answer) =>
      typeof answer === 'number' ? done(answer) : fail(new Error(String(answer))),
    );
    child.send(load);
  });
}

/** The least that inserts a row over HTTP: no policy, no validation, no record. */
async function bareServer(connectionString: string) {
  const pool = new pg.Pool({ connectionString, max: CLIENTS });
  pool.on('error', () => undefined);
  const insert = {
    '/person': (b: Record<string, string>, now: Date) =>
      pool.query(
        `insert into person (id, org_id, org_path, name, mobile, created_at, version)
         values ($1, $2, $3, $4, $5, $6, 1)`,
        [newId(now), b.org_id, b.org_path, b.name, b.mobile, now],
      ),
    '/act': (b: Record<string, string>, now: Date) =>
      pool.query(
        `insert into duty_act (id, org_id, org_path, kind, person_id, post_name, on_day, about, what,
           recorded_by, recorded_at, version)
         values ($1, $2, $3, $4, $5, '主任', $6, $7, $8, $5, $9, 1)`,
        [newId(now), b.org_id, b.org_path, b.kind, b.personId, b.on, b.about, b.what, now],
      ),
  };
  const server = http.createServer((request, response) => {
    let text = '';
    request.on('data', (part) => {
      text += part;
    });
    request.on('end', () => {
      insert[request.url as keyof typeof insert](JSON.parse(text), new Date()).then(
        () => response.end('{"ok":true}'),
        (error) => response.writeHead(500).end(String(error)),
      );
    });
  });
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: async () => {
      server.close();
      await pool.end();
    },
  };
}
