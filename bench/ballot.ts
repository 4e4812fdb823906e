import { fork } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import http from 'node:http';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { sql } from 'kysely';
import pg from 'pg';
import { type Blinded, blind, finalize } from '../src/contract/ballot/blind.ts';
import { commitmentsOf, messageOf, newVote, type Paper } from '../src/contract/ballot/paper.ts';
import { recount } from '../src/contract/ballot/recount.ts';
import { codeHash } from '../src/server/ballot/slips.service.ts';
import { createAdminLink } from '../src/server/identity/service.ts';
import { BACKLOG, openContext, rooms } from '../src/server/main.ts';
import type { Db } from '../src/server/platform/db.ts';
import { createHttp } from '../src/server/platform/http.ts';

/**
 * `npm run bench:ballot [votes] [connections]`: everybody of a hall draws a blind signature, then
 * casts, as fast as the server answers; blinding is done before the clock runs. The same bodies
 * then go to a bare server that does nothing but insert them. Clients run in a process of their
 * own; the file is recounted at the end.
 */
const [VOTES = 6000, CONNECTIONS = 200] = process.argv.slice(2).map(Number);
const ITEMS = 10;

interface Task {
  readonly url: string;
  readonly bare: string;
  readonly paper: Paper;
  readonly codes: readonly string[];
}
interface Rate {
  readonly what: string;
  /** Processor time of the server and of its database for each request (ms). */
  readonly server?: number;
  readonly database?: number;
  readonly perSecond: number;
  readonly median: number;
  readonly p99: number;
  readonly failed: number;
}

if (process.send) process.once('message', (task: Task) => void clients(task));
else await main();

async function clients({ url, bare, paper, codes }: Task): Promise<void> {
  const agent = new http.Agent({ keepAlive: true, maxSockets: CONNECTIONS });
  const { n, id: electorate } = paper.electorates[0]!;
  const ids = paper.options.map((o) => o.id);
  const made = codes.map((code, i) => {
    const vote = newVote(
      electorate,
      paper.items.map((_, k) => ids[(i + k) % ids.length]!),
    );
    const message = messageOf(paper.id, electorate, vote.token, commitmentsOf(vote));
    const blinding: Blinded = blind(n, message);
    return { code, vote, message, blinding };
  });
  const rates: Rate[] = [];
  const open = `${url}/open/ballots/${paper.id}`;
  const draws = made.map(({ code, blinding }) =>
    JSON.stringify({ code, electorate, blinded: blinding.blinded }),
  );
  process.send!('drawing');
  const drawn = await all(agent, `${open}/draw`, draws, 200);
  process.send!('drawn');
  rates.push({ what: 'blind signatures', ...drawn.rate });
  const votes = made.map(({ vote, message, blinding }, i) => {
    const { signature } = JSON.parse(drawn.answers[i]!) as { signature: string };
    return JSON.stringify({ ...vote, signature: finalize(n, message, signature, blinding) });
  });
  const plain = await all(agent, bare, votes, 204);
  process.send!('casting');
  const cast = await all(agent, `${open}/cast`, votes, 204);
  process.send!('cast');
  const again = await all(agent, bare, votes, 204);
  rates.push({ what: 'votes', ...cast.rate });
  rates.push({ what: 'bare inserts, before', ...plain.rate });
  rates.push({ what: 'bare inserts, after', ...again.rate });
  agent.destroy();
  process.send!(rates, () => process.disconnect());
}

/** Posts every body once, so many at a time. */
async function all(agent: http.Agent, url: string, bodies: readonly string[], wanted: number) {
  const times: number[] = [];
  const answers: string[] = [];
  let failed = 0;
  let next = 0;
  const begun = performance.now();
  await Promise.all(
    Array.from({ length: CONNECTIONS }, async () => {
      for (let i = next++; i < bodies.length; i = next++) {
        const from = performance.now();
        const answer = await post(agent, url, bodies[i]!);
        times.push(performance.now() - from);
        answers[i] = answer.text;
        if (answer.status !== wanted) failed++;
      }
    }),
  );
  const took = (performance.now() - begun) / 1000;
  times.sort((a, b) => a - b);
  const at = (share: number) =>
    times[Math.min(times.length - 1, Math.floor(share * times.length))]!;
  const rate = { perSecond: bodies.length / took, median: at(0.5), p99: at(0.99), failed };
  return { answers, rate };
}

function post(agent: http.Agent, url: string, body: string) {
  return new Promise<{ status: number; text: string }>((resolve, reject) => {
    const headers = {
      'content-type': 'application/json',
      'content-length': Buffer.byteLength(body),
    };
    const request = http.request(url, { method: 'POST', agent, headers }, (answer) => {
      let text = '';
      answer.setEncoding('utf8').on('data', (part: string) => {
        text += part;
      });
      answer.on('end', () => resolve({ status: answer.statusCode ?? 0, text }));
    });
    request.on('error', reject);
    request.end(body);
  });
}

async function main(): Promise<void> {
  const home = mkdtempSync(join(tmpdir(), 'shiji-ballot-'));
  const { ctx, close } = await openContext({ home, log: 'silent' });
  // All clients sit behind one address, and have no patience.
  const app = await createHttp(ctx, rooms, {
    person: 1e9,
    address: 1e9,
    strangers: 1e9,
    crowd: 1e9,
  });
  const url = await app.listen({ host: '127.0.0.1', port: 0, backlog: BACKLOG });
  const pool = new pg.Pool({ connectionString: ctx.databaseUrl, max: 10 });
  pool.on('error', () => undefined);
  const bare = await bareServer(pool);
  try {
    const { id, cookie } = await prepared(url);
    const codes = await given(id);
    const step = stepper(url, id, cookie);
    await step('open');
    const paper = (await (await fetch(`${url}/open/ballots/${id}`)).json()) as Paper;
    const child = fork(fileURLToPath(import.meta.url), process.argv.slice(2), {
      execArgv: ['--import', 'tsx'],
    });
    const spent = new Map<string, Spent>();
    const rates = await new Promise<Rate[]>((resolve, reject) => {
      child
        .on('message', async (said: string | Rate[]) => {
          if (typeof said === 'string') spent.set(said, await processors(ctx.db));
          else resolve(said);
        })
        .on('error', reject)
        .on('exit', (code) => reject(new Error(`clients ended with ${code}`)));
      child.send({ url, bare: bare.url, paper, codes } satisfies Task);
    });
    const closing = performance.now();
    await step('close');
    const closed = performance.now() - closing;
    await step('publish');
    const file = await (await fetch(`${url}/open/ballots/${id}/bulletin`)).text();
    const counting = performance.now();
    const found = recount(file);
    const counted = performance.now() - counting;
    const costs = (
      [
        ['drawing', 'drawn'],
        ['casting', 'cast'],
      ] as const
    ).map(([from, to]) => costOf(spent.get(from)!, spent.get(to)!));
    told(
      rates.map((r, i) => ({ ...r, ...costs[i] })),
      { closed, counted, ok: found.ok, votes: found.votes, mb: file.length / 1e6 },
    );
  } finally {
    bare.close();
    await pool.end();
    await app.close();
    await close();
    rmSync(home, { recursive: true, force: true });
  }

  async function prepared(at: string): Promise<{ id: string; cookie: string }> {
    const link = await createAdminLink(ctx);
    const signed = await send(at, 'POST', '/api/identity/link', undefined, {
      token: link,
      login: 'admin',
      name: '测试员',
      password: '一句足够长的测试密码',
    });
    const cookie = signed.headers.getSetCookie()[0]!.split(';')[0]!;
    const root = await ctx.db.selectFrom('org').select(['id', 'path']).executeTakeFirstOrThrow();
    const me = await ctx.db.selectFrom('person').select('id').executeTakeFirstOrThrow();
    await sql`insert into access_grant (org_id, org_path, id, person_id, role, since, created_at)
      values (${root.id}, ${root.path}, gen_random_uuid(), ${me.id}, 'office', now(), now())`.execute(
      ctx.db,
    );
    const made = await send(at, 'POST', '/api/ballots', cookie, {
      unitId: root.id,
      title: '年度民主测评',
      items: Array.from({ length: ITEMS }, (_, i) => ({ id: `i${i}`, text: `测评对象 ${i}` })),
      options: [
        { id: 'a', text: '优秀', score: 100 },
        { id: 'b', text: '称职', score: 80 },
        { id: 'c', text: '不称职', score: 0 },
      ],
      electorates: [{ id: 'C', name: '职工', weight: 1 }],
    });
    const { id } = (await made.json()) as { id: string };
    await send(at, 'PUT', `/api/ballots/${id}/roll`, cookie, {
      version: 1,
      voters: Array.from({ length: VOTES }, (_, i) => ({ electorate: 'C', name: `职工${i}` })),
    });
    await stepper(at, id, cookie)('freeze');
    return { id, cookie };
  }

  /** Codes for everybody, without their slips. */
  async function given(ballot: string): Promise<string[]> {
    const voters = await ctx.db
      .selectFrom('ballot_voter')
      .select('id')
      .where('ballot_id', '=', ballot)
      .execute();
    const codes = voters.map((_, i) => `K${String(i).padStart(11, 'A')}`);
    const hashes = await Promise.all(codes.map((code) => codeHash(home, code)));
    await sql`update ballot_voter v set code_hash = c.hash
      from unnest(${voters.map((v) => v.id)}::uuid[], ${hashes}::bytea[]) as c(id, hash)
      where v.id = c.id`.execute(ctx.db);
    return codes;
  }
}

function stepper(url: string, id: string, cookie: string) {
  return async (step: string): Promise<void> => {
    const { version } = (await (await send(url, 'GET', `/api/ballots/${id}`, cookie)).json()) as {
      version: number;
    };
    await send(url, 'POST', `/api/ballots/${id}/step`, cookie, { step, version });
  };
}

async function send(
  url: string,
  method: string,
  path: string,
  cookie: string | undefined,
  body?: object,
): Promise<Response> {
  const answer = await fetch(`${url}${path}`, {
    method,
    headers: {
      ...(cookie ? { cookie } : {}),
      ...(body ? { 'content-type': 'application/json' } : {}),
    },
    ...(body ? { body: JSON.stringify(body) } : {}),
  });
  if (!answer.ok) throw new Error(`${path}: ${await answer.text()}`);
  return answer;
}

/** Reads a body and inserts it, each in a transaction of its own: what nothing can go below. */
async function bareServer(pool: pg.Pool): Promise<{ url: string; close: () => void }> {
  await pool.query('create table bare (id bigint generated always as identity, body text)');
  const server = http.createServer((request, answer) => {
    let text = '';
    request.setEncoding('utf8').on('data', (part: string) => {
      text += part;
    });
    request.on('end', async () => {
      await pool.query({
        name: 'put',
        text: 'insert into bare (body) values ($1)',
        values: [text],
      });
      answer.writeHead(204).end();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as { port: number };
  return { url: `http://127.0.0.1:${port}/`, close: () => server.close() };
}

interface Spent {
  readonly server: number;
  /** By process. */
  readonly database: ReadonlyMap<number, number>;
}

/** Processor time so far (ms): of this process, and of all processes of the database. */
async function processors(db: Db): Promise<Spent> {
  const { user, system } = process.cpuUsage();
  const { rows } = await sql<{ pid: number }>`select pid from pg_stat_activity`.execute(db);
  const database = new Map<number, number>();
  for (const { pid } of rows) {
    const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '');
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    // A tick of Linux is 10 ms.
    if (stat) database.set(pid, 10 * (Number(fields[11]) + Number(fields[12])));
  }
  return { server: (user + system) / 1000, database };
}

/** What a request cost between two moments; a process of the database that is new began with 0. */
function costOf(from: Spent, to: Spent) {
  let database = 0;
  for (const [pid, ms] of to.database) database += ms - (from.database.get(pid) ?? 0);
  return { server: (to.server - from.server) / VOTES, database: database / VOTES };
}

interface End {
  readonly closed: number;
  readonly counted: number;
  readonly ok: boolean;
  readonly votes: number;
  readonly mb: number;
}

function told(rates: readonly Rate[], { closed, counted, ok, votes, mb }: End): void {
  console.log(`${VOTES} people, ${ITEMS} items, ${CONNECTIONS} connections; ${cpus()[0]!.model}`);
  for (const { what, perSecond, median, p99, failed, server, database } of rates)
    console.log(
      `${what.padEnd(22)} ${perSecond.toFixed(0).padStart(6)} /s   median ${median.toFixed(0)} ms   p99 ${p99.toFixed(0)} ms   failed ${failed}${
        server === undefined
          ? ''
          : `   processor: server ${server.toFixed(2)} ms, database ${database!.toFixed(2)} ms`
      }`,
    );
  const bare = (rates[2]!.perSecond + rates[3]!.perSecond) / 2;
  console.log(`votes / bare inserts   ${(rates[1]!.perSecond / bare).toFixed(2)}`);
  console.log(
    `close ${closed.toFixed(0)} ms, file ${mb.toFixed(1)} MB, recount ${counted.toFixed(0)} ms`,
  );
  const met = rates[0]!.perSecond >= 400 && rates[1]!.perSecond >= 1500;
  console.log(
    `recount ${ok && votes === VOTES ? 'holds, all votes in it' : 'DOES NOT HOLD'}; bars (400, 1,500) ${met ? 'met' : 'MISSED'}`,
  );
}
