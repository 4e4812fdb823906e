import { fork } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import http from 'node:http';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { crc32, deflateSync } from 'node:zlib';
import { sql } from 'kysely';
import { BACKLOG, openContext, rooms } from '../src/server/main.ts';
import { createHttp } from '../src/server/platform/http.ts';
import { newId } from '../src/server/platform/ids.ts';
import { hashOf, readCode } from '../src/server/platform/tracking.ts';

/**
 * `npm run bench:voices [seconds] [a second] [KiB of each picture]`: voices with a picture of
 * their own come in at a fixed rate from a thousand addresses of the loopback, whether or not
 * the server keeps up; each is timed from the moment it was due. Then everything acknowledged is
 * looked for. Clients run in a process of their own.
 */
const [SECONDS = 60, RATE = 300, KIB = 64] = process.argv.slice(2).map(Number);
const ADDRESSES = 1000;
/** After the last one was due, so long is waited for answers. */
const PATIENCE = 120_000;

interface Sent {
  readonly codes: readonly string[];
  readonly failed: Readonly<Record<string, number>>;
  readonly times: readonly number[];
  readonly took: number;
}

if (process.send) process.on('message', (url: string) => void clients(url));
else await main();

/** A grey picture of noise, unlike every other: what a phone sends, already made small. */
function pictureMaker(): () => Buffer {
  const width = 256;
  const height = Math.max(1, Math.round((KIB * 1024) / (width + 1)));
  const chunk = (name: string, data: Buffer): Buffer => {
    const body = Buffer.concat([Buffer.from(name, 'latin1'), data]);
    const out = Buffer.alloc(body.length + 8);
    out.writeUInt32BE(data.length, 0);
    body.copy(out, 4);
    out.writeUInt32BE(crc32(body), body.length + 4);
    return out;
  };
  const head = Buffer.alloc(13);
  head.writeUInt32BE(width, 0);
  head.writeUInt32BE(height, 4);
  head[8] = 8;
  const noise = randomBytes((width + 1) * height);
  for (let y = 0; y < height; y++) noise[y * (width + 1)] = 0;
  const begin = Buffer.concat([Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'), chunk('IHDR', head)]);
  const end = chunk('IEND', Buffer.alloc(0));
  return () => {
    randomBytes(16).copy(noise, 1);
    return Buffer.concat([begin, chunk('IDAT', deflateSync(noise, { level: 0 })), end]);
  };
}

function bodyOf(i: number, picture: Buffer): { body: Buffer; type: string } {
  const boundary = `----voice${i}`;
  const fields = {
    key: randomBytes(18).toString('base64url'),
    step: '5',
    go: 'send',
    kind: 'help',
    text: `第 ${i} 件：楼道灯坏了三天，老人晚上看不见台阶。`,
    where: `${(i % 40) + 1} 号楼`,
    contact: i % 3 === 0 ? `1380000${String(i).padStart(4, '0')}` : '',
  };
  const head = Object.entries(fields).map(
    ([k, v]) => `--${boundary}\r\ncontent-disposition: form-data; name="${k}"\r\n\r\n${v}\r\n`,
  );
  const file = `--${boundary}\r\ncontent-disposition: form-data; name="picture"; filename="a.png"\r\ncontent-type: image/png\r\n\r\n`;
  return {
    body: Buffer.concat([
      Buffer.from(head.join('') + file),
      picture,
      Buffer.from(`\r\n--${boundary}--\r\n`),
    ]),
    type: `multipart/form-data; boundary=${boundary}`,
  };
}

async function clients(url: string): Promise<void> {
  const picture = pictureMaker();
  const codes: string[] = [];
  const times: number[] = [];
  const failed: Record<string, number> = {};
  const fail = (why: string) => {
    failed[why] = (failed[why] ?? 0) + 1;
  };
  const post = (i: number, due: number) =>
    new Promise<void>((done) => {
      const { body, type } = bodyOf(i, picture());
      const n = i % ADDRESSES;
      const request = http.request(
        url,
        {
          method: 'POST',
          agent: false,
          localAddress: `127.1.${Math.floor(n / 250)}.${(n % 250) + 1}`,
          headers: { 'content-type': type, 'content-length': body.length },
        },
        (answer) => {
          let text = '';
          answer.setEncoding('utf8');
          answer.on('data', (part) => {
            text += part;
          });
          answer.on('end', () => {
            const code = /data-code>([^<]+)</.exec(text)?.[1];
            if (answer.statusCode === 200 && code) {
              codes.push(code);
              times.push(performance.now() - due);
            } else fail(`status ${answer.statusCode}`);
            done();
          });
        },
      );
      request.on('error', (error: NodeJS.ErrnoException) => {
        fail(error.code ?? error.message);
        done();
      });
      request.end(body);
    });
  const total = RATE * SECONDS;
  const open = new Set<Promise<void>>();
  const start = performance.now();
  for (let i = 0; i < total; i++) {
    const due = start + (i * 1000) / RATE;
    const ahead = due - performance.now();
    if (ahead > 1) await wait(ahead);
    const one = post(i, due);
    open.add(one);
    void one.then(() => open.delete(one));
  }
  await Promise.race([Promise.all(open), wait(PATIENCE)]);
  const took = (performance.now() - start) / 1000;
  process.send!({ codes, failed, times, took } satisfies Sent);
}

async function main(): Promise<void> {
  const home = mkdtempSync(join(tmpdir(), 'shiji-voices-'));
  const { ctx, close } = await openContext({ home, log: 'silent' });
  const app = await createHttp(ctx, rooms);
  const at = await app.listen({ host: '127.0.0.1', port: 0, backlog: BACKLOG });
  const child = fork(fileURLToPath(import.meta.url), process.argv.slice(2));
  const delay = monitorEventLoopDelay({ resolution: 10 });
  let memory = 0;
  const watch = setInterval(() => {
    memory = Math.max(memory, process.memoryUsage.rss());
  }, 200);
  try {
    const code = await placeFor(ctx);
    delay.enable();
    const said = new Promise<Sent>((resolve, reject) => {
      child.once('message', (m) => resolve(m as Sent));
      child.once('exit', (n) => reject(new Error(`clients ended: ${n}`)));
    });
    child.send(`${at}/v/${code}`);
    const sent = await said;
    delay.disable();
    tell(sent, await lookFor(ctx, sent), delay.percentile(99) / 1e6, memory);
  } finally {
    clearInterval(watch);
    child.kill();
    await app.close();
    await close();
    rmSync(home, { recursive: true, force: true });
  }
}

type Ctx = Awaited<ReturnType<typeof openContext>>['ctx'];

async function placeFor({ db, now }: Ctx): Promise<string> {
  const unit = await db.selectFrom('org').selectAll().executeTakeFirstOrThrow();
  const row = { org_id: unit.id, org_path: unit.path, created_at: now(), version: 1 };
  const person = newId(now());
  await db
    .insertInto('person')
    .values({ ...row, id: person, name: '吴制表' })
    .execute();
  const place = { ...row, id: newId(now()), code: 'bench001', created_by: person };
  await db.insertInto('voice_place').values(place).execute();
  return place.code;
}

/** Acknowledged voices that are not there with their picture and their entry; rows in all. */
async function lookFor(ctx: Ctx, { codes }: Sent) {
  const { rows } = await sql<{ code_hash: Buffer; state: string }>`
    select v.code_hash, v.state from voice v
    join voice_picture p on p.voice_id = v.id
    join record_entry e on e.subject = 'voice:' || v.id`.execute(ctx.db);
  const there = new Map(rows.map((r) => [r.code_hash.toString('hex'), r.state]));
  let lost = 0;
  for (const code of codes)
    if (!there.has((await hashOf(ctx, 'voice', readCode(code)!)).toString('hex'))) lost++;
  const held = rows.filter((r) => r.state === 'held').length;
  return { lost, rows: rows.length, held };
}

function tell(
  { codes, failed, times, took }: Sent,
  found: Awaited<ReturnType<typeof lookFor>>,
  delay: number,
  memory: number,
): void {
  const sorted = [...times].sort((a, b) => a - b);
  const at = (share: number) => Math.round(sorted[Math.floor((sorted.length - 1) * share)] ?? 0);
  console.log(`${cpus().length} cores, ${RATE}/s for ${SECONDS} s, a picture of ${KIB} KiB each`);
  console.log(`acknowledged ${codes.length} of ${RATE * SECONDS} in ${took.toFixed(1)} s`);
  console.log(
    `failed ${JSON.stringify(failed)}; lost ${found.lost}; rows ${found.rows}; held for review ${found.held}`,
  );
  console.log(
    `from due to answered, ms: median ${at(0.5)}, p95 ${at(0.95)}, p99 ${at(0.99)}, worst ${at(1)}`,
  );
  console.log(
    `server: event loop delay p99 ${Math.round(delay)} ms, memory ${Math.round(memory / 2 ** 20)} MB`,
  );
}
