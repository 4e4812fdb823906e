import { fork } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import http from 'node:http';
import { cpus, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { sql } from 'kysely';
import { BACKLOG, openContext, rooms } from '../src/server/main.ts';
import { createHttp } from '../src/server/platform/http.ts';
import { newId } from '../src/server/platform/ids.ts';
import { EVERYWHERE, withScopes } from '../src/server/platform/scope.ts';
import { end } from '../src/server/survey/end.ts';
import { links } from '../src/server/survey/links.service.ts';
import { lockSurvey, surveyById } from '../src/server/survey/queries.ts';

/**
 * `npm run bench:surveys [answers] [clients]`: answers of an anonymous roll, each by a link of its
 * own, from as many clients at once; then the end of the survey, and whether everything that was
 * acknowledged is counted. Clients run in a process of their own.
 */
const [ANSWERS = 10_000, CLIENTS = 64] = process.argv.slice(2).map(Number);

interface Sent {
  readonly taken: number;
  readonly failed: Readonly<Record<string, number>>;
  readonly times: readonly number[];
  readonly took: number;
}

const form = {
  questions: [
    { id: 'q1', kind: 'scale', title: '对报修服务满意吗', required: true, points: 5 },
    {
      id: 'q2',
      kind: 'single',
      title: '在本单位几年了',
      required: true,
      options: [
        { id: 'a', text: '三年以内' },
        { id: 'b', text: '三年以上' },
      ],
    },
    { id: 'q3', kind: 'text', title: '还想说什么', required: false },
  ],
};

async function clients(urls: string[]): Promise<void> {
  // An address each: of one alone no more than a few thousand a minute are taken.
  const agents = Array.from(
    { length: CLIENTS },
    (_, k) => new http.Agent({ keepAlive: true, maxSockets: 1, localAddress: `127.1.0.${k + 1}` }),
  );
  const times: number[] = [];
  const failed: Record<string, number> = {};
  let taken = 0;
  const fail = (why: string) => {
    failed[why] = (failed[why] ?? 0) + 1;
  };
  const post = (url: string, i: number, agent: http.Agent) =>
    new Promise<void>((done) => {
      const body = new URLSearchParams({
        key: randomUUID(),
        go: 'send',
        'q.q1': String((i % 5) + 1),
        'q.q2': i % 3 ? 'a' : 'b',
        'q.q3': i % 4 ? '' : `第 ${i} 份：报修以后能早点来人就好，老人等得着急。`,
      }).toString();
      const begun = performance.now();
      const request = http.request(
        url,
        {
          method: 'POST',
          agent,
          headers: {
            'content-type': 'application/x-www-form-urlencoded',
            'content-length': Buffer.byteLength(body),
          },
        },
        (answer) => {
          answer.resume();
          answer.on('end', () => {
            if (answer.statusCode === 200) {
              taken++;
              times.push(performance.now() - begun);
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
  const start = performance.now();
  let next = 0;
  const work = async (agent: http.Agent) => {
    for (let i = next++; i < urls.length; i = next++) await post(urls[i]!, i, agent);
  };
  await Promise.all(agents.map(work));
  process.send!({ taken, failed, times, took: (performance.now() - start) / 1000 } satisfies Sent);
}

async function main(): Promise<void> {
  const home = mkdtempSync(join(tmpdir(), 'shiji-surveys-'));
  const { ctx, close } = await openContext({ home, log: 'silent' });
  const app = await createHttp(ctx, rooms);
  const at = await app.listen({ host: '127.0.0.1', port: 0, backlog: BACKLOG });
  const child = fork(fileURLToPath(import.meta.url), process.argv.slice(2));
  try {
    const { id, urls } = await surveyWith(ctx, ANSWERS);
    const said = new Promise<Sent>((resolve, reject) => {
      child.once('message', (m) => resolve(m as Sent));
      child.once('exit', (n) => reject(new Error(`clients ended: ${n}`)));
    });
    child.send(urls.map((path) => `${at}${path}`));
    const sent = await said;
    const begun = performance.now();
    await withScopes(ctx, EVERYWHERE, async (trx) => {
      await lockSurvey(trx, id);
      await end(ctx, trx, (await surveyById(trx, id))!);
    });
    const ended = (performance.now() - begun) / 1000;
    const { rows } = await sql<{ n: number }>`
      select count(*)::int as n from survey_answer where answers is not null`.execute(ctx.db);
    tell(sent, rows[0]!.n, ended);
  } finally {
    child.kill();
    await app.close();
    await close();
    rmSync(home, { recursive: true, force: true });
  }
}

type Ctx = Awaited<ReturnType<typeof openContext>>['ctx'];

/** An open survey of an anonymous roll with so many people, and their links. */
async function surveyWith(ctx: Ctx, people: number): Promise<{ id: string; urls: string[] }> {
  const { db, now } = ctx;
  const unit = await db.selectFrom('org').selectAll().executeTakeFirstOrThrow();
  const belongs = { org_id: unit.id, org_path: unit.path };
  const [id, person, row] = [newId(now()), newId(now()), newId(now())] as const;
  await db
    .insertInto('person')
    .values({ ...belongs, id: person, name: '吴制表', created_at: now(), version: 1 })
    .execute();
  await db
    .insertInto('survey')
    .values({
      ...belongs,
      id,
      title: '职工满意度',
      intro: '不记名。',
      audience: 'roll',
      anonymous: true,
      needs: false,
      form: JSON.stringify(form),
      units: '[]',
      roll: '[]',
      form_hash: '-',
      state: 'open',
      opened_on: '2026-03-01',
      closes_on: '2999-12-31',
      created_at: now(),
      created_by: person,
      version: 1,
    })
    .execute();
  await db
    .insertInto('survey_unit')
    .values({
      ...belongs,
      id: row,
      survey_id: id,
      unit_id: unit.id,
      class: '',
      people: null,
      code: 'a'.repeat(10),
      position: 0,
    })
    .execute();
  for (let from = 0; from < people; from += 2000)
    await db
      .insertInto('survey_invite')
      .values(
        Array.from({ length: Math.min(2000, people - from) }, (_, i) => ({
          ...belongs,
          id: newId(now()),
          survey_id: id,
          unit_row: row,
          name: `职工${from + i}`,
        })),
      )
      .execute();
  const signal = new AbortController().signal;
  const me = { id: person, grants: [] } as never;
  const made = await links({ ...ctx, me, scopes: EVERYWHERE, address: '', signal }, id);
  return { id, urls: made.links.map((l) => l.path) };
}

function tell({ taken, failed, times, took }: Sent, counted: number, ended: number): void {
  const sorted = [...times].sort((a, b) => a - b);
  const at = (share: number) => Math.round(sorted[Math.floor((sorted.length - 1) * share)] ?? 0);
  console.log(`${cpus().length} cores, load ${loadavg()[0]!.toFixed(1)}, ${CLIENTS} clients`);
  console.log(
    `taken ${taken} of ${ANSWERS} in ${took.toFixed(1)} s: ${Math.round(taken / took)}/s; failed ${JSON.stringify(failed)}`,
  );
  console.log(`from sent to answered, ms: median ${at(0.5)}, p95 ${at(0.95)}, p99 ${at(0.99)}`);
  console.log(`ended in ${ended.toFixed(1)} s; counted ${counted}; lost ${taken - counted}`);
}

if (process.send) process.on('message', (urls: string[]) => void clients(urls));
else await main();
