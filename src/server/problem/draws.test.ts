import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runJobs, testServer } from '../../../test/setup/server.ts';
import { makeWorld, type World } from '../../../test/setup/world.ts';
import type { Draws, RecheckRow } from '../../contract/problem/rechecks.ts';
import type { Waiting } from '../../contract/today/operations.ts';
import { drawMonthly } from './draws.service.ts';

type Who = { id: string; cookie: string };
let server: Awaited<ReturnType<typeof testServer>>;
let world: World;
let office: Who;
let above: Who;
let discipline: Who;
let campaign: string;
const closed: string[] = [];

beforeAll(async () => {
  server = await testServer();
  world = await makeWorld(server);
  await on('2026-10-05');
  const { parent, own } = world.units;
  office = await world.signInAs('office', own);
  above = await world.signInAs('office', parent);
  discipline = await world.signInAs('discipline', parent);
  campaign = (
    await ok<{ id: string }>(office, 'POST', '/api/campaigns', {
      unitId: own.id,
      name: '学习教育',
      theme: '为民造福',
      since: '2026-03-01',
    })
  ).id;
  for (let i = 0; i < 21; i++) closed.push(await raise(`报修等待第${i}件`));
  await close(closed);
  // Only this one draws: the world has a campaign of each unit.
  await server.ctx.db
    .updateTable('campaign')
    .set({ closed_on: '2026-10-01' })
    .where('id', '!=', campaign)
    .execute();
});
afterAll(() => server.close());

async function on(day: string): Promise<void> {
  const now = new Date(`${day}T02:00:00Z`);
  server.clock.now = now;
  await server.ctx.db
    .updateTable('session')
    .set({ seen_at: now, expires_at: new Date(now.getTime() + 86_400_000) })
    .execute();
}

async function ok<T>(who: Who, method: 'GET' | 'POST', url: string, body?: object): Promise<T> {
  const answer = await server.app.inject({
    method,
    url,
    headers: { cookie: who.cookie },
    ...(body ? { payload: body } : {}),
  });
  expect(answer.statusCode, answer.body).toBe(200);
  return answer.json() as T;
}

const raise = async (title: string): Promise<string> =>
  (
    await ok<{ id: string }>(office, 'POST', '/api/problems', {
      unitId: world.units.own.id,
      campaignId: campaign,
      title,
      facts: '二月抽查三十二张报修单，平均九天上门。',
    })
  ).id;

const close = (ids: readonly string[]) =>
  server.ctx.db
    .updateTable('problem')
    .set({ state: 'closed', closed_on: '2026-10-01' })
    .where('id', 'in', ids)
    .execute();

const draws = (who = office): Promise<Draws> =>
  ok(who, 'GET', `/api/rechecks/draws?campaign=${campaign}`);
const list = async (query: string): Promise<RecheckRow[]> =>
  (await ok<{ rows: RecheckRow[] }>(office, 'GET', `/api/rechecks?limit=100&${query}`)).rows.filter(
    (r) => closed.includes(r.problem.id),
  );
const job = () => runJobs(server, ['problem.draw']);
const drawnRows = () =>
  server.ctx.db
    .selectFrom('recheck')
    .selectAll()
    .where('kind', '=', 'drawn')
    .orderBy('id')
    .execute();
const noticesOf = (who: Who) =>
  server.ctx.db
    .selectFrom('notice')
    .selectAll()
    .where('person_id', '=', who.id)
    .where('code', '=', 'problem:told-drawn')
    .execute();

describe('the monthly draw', () => {
  it('draws the share once, however often and on however many servers it runs', async () => {
    const { signal } = new AbortController();
    const ctx = { ...server.ctx, now: () => server.clock.now, signal };
    await Promise.all([drawMonthly(ctx), drawMonthly(ctx)]);
    await job();
    await on('2026-10-20');
    await job();
    // Ten in a hundred of 21: three, rounded up.
    const rows = await drawnRows();
    expect(rows.map((r) => [r.due, r.state])).toEqual(Array(3).fill(['2026-11-04', 'due']));
    expect(await noticesOf(office)).toMatchObject([{ params: { count: 3, from: 21 } }]);
    // Whoever is the office there is told, not the one above.
    expect(await noticesOf(above)).toEqual([]);
  });

  it('leaves a seed and a list by which anybody draws the same', async () => {
    const [draw] = (await draws()).rows;
    expect(draw).toMatchObject({ monthly: true, from: 21, drawn: 3, due: '2026-11-04' });
    const { content } = await ok<{ entry: { content: { from: string[]; drawn: string[] } } }>(
      office,
      'GET',
      `/api/record/entries/${draw!.id}`,
    ).then((r) => r.entry);
    expect(content.from).toEqual([...closed].sort());
    const lot = (id: string) => createHash('sha256').update(`${draw!.seed}${id}`).digest('hex');
    const again = [...content.from].sort((a, b) => (lot(a) < lot(b) ? -1 : 1)).slice(0, 3);
    expect(content.drawn).toEqual(again);
    expect((await drawnRows()).map((r) => r.problem_id).sort()).toEqual([...again].sort());
  });

  it('comes again in the next month, from what does not wait already', async () => {
    await on('2026-11-03');
    await job();
    expect((await draws()).rows.map((r) => [r.from, r.drawn])).toEqual([
      [18, 2],
      [21, 3],
    ]);
    expect(await drawnRows()).toHaveLength(5);
  });

  it('spares a campaign that is closed or draws nothing', async () => {
    await on('2026-12-01');
    await server.ctx.db
      .updateTable('campaign')
      .set({ closed_on: '2026-11-30' })
      .where('id', '=', campaign)
      .execute();
    await job();
    expect(await drawnRows()).toHaveLength(5);
  });
});

describe('the list of re-checks', () => {
  it('tells due, overdue, held and failed ones apart, planned from drawn', async () => {
    await on('2026-11-10');
    expect(await list('state=due')).toHaveLength(5);
    const [first, ...more] = await list('state=overdue&kind=drawn');
    expect([first!.overdue, more.length]).toEqual([true, 2]);
    expect(await list('state=due&kind=planned')).toEqual([]);
    for (const [row, holds] of [
      [first!, true],
      [more[0]!, false],
    ] as const)
      await ok(discipline, 'POST', `/api/rechecks/${row.id}/findings`, {
        holds,
        findings: '抽查十张报修单，逐张看了上门时间。',
        on: '2026-11-10',
      });
    expect((await list('state=held')).map((r) => [r.id, r.on])).toEqual([
      [first!.id, '2026-11-10'],
    ]);
    expect((await list('state=failed')).map((r) => r.id)).toEqual([more[0]!.id]);
    expect(await list('state=overdue')).toHaveLength(1);
  });

  it('goes on from page to page, also through what is over', async () => {
    const { rows, next } = await ok<{ rows: RecheckRow[]; next: string }>(
      office,
      'GET',
      '/api/rechecks?state=held&limit=1',
    );
    expect(rows).toHaveLength(1);
    const after = await ok<{ rows: RecheckRow[] }>(
      office,
      'GET',
      `/api/rechecks?state=held&limit=1&after=${encodeURIComponent(next)}`,
    );
    expect(after.rows).toEqual([]);
  });

  it('is where the page of the day leads to when many are due', async () => {
    const draw = { under: world.units.own.id, campaignId: campaign, number: 12, due: '2026-11-12' };
    await ok(office, 'POST', '/api/rechecks/draw', draw);
    expect((await draws()).rows[0]).toMatchObject({ monthly: false, drawn: 12 });
    const { rows } = await ok<{ rows: Waiting[] }>(discipline, 'GET', '/api/today');
    const row = rows.find((r) => r.id === 'problem-recheck');
    expect(row).toMatchObject({ severity: 'overdue', link: '/problems?tab=rechecks' });
  });
});
