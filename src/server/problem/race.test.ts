import { setTimeout as wait } from 'node:timers/promises';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { testServer } from '../../../test/setup/server.ts';
import { folded, keepTotals, totalsHold } from '../../../test/setup/totals.ts';
import { makeWorld, type World } from '../../../test/setup/world.ts';
import type { ProblemWhole } from '../../contract/problem/schemas.ts';
import { placed } from '../org/queries.ts';
import { EVERYWHERE, holdPlaces, withScopes } from '../platform/scope.ts';

let server: Awaited<ReturnType<typeof testServer>>;
let world: World;
let office: string;
let campaign: string;
let person: string;
/** Units that move, each with one beneath it and somebody who works there; and those they move between. */
const movers: { id: string; below: string; liaison: string }[] = [];
let homes: string[];

beforeAll(async () => {
  server = await testServer();
  world = await makeWorld(server);
  const { parent, own, sibling } = world.units;
  homes = [own.id, sibling.id];
  person = parent.rows.person;
  office = (await world.signInAs('office', parent)).cookie;
  const frame = { name: '学习教育', theme: '为民造福', since: '2026-01-01' };
  campaign = (await call('/api/campaigns', { unitId: parent.id, ...frame })).id;
  for (const name of ['一工区', '二工区', '三工区']) {
    const { id } = await call('/api/org/units', { parentId: own.id, name, kind: 'branch' });
    const below = await call('/api/org/units', { parentId: id, name: '班组', kind: 'team' });
    const { path } = (await call(`/api/org/units/${id}`)).unit;
    const liaison = (await world.signInAs('liaison', { id, path })).cookie;
    movers.push({ id, below: below.id, liaison });
  }
  await keepTotals(server);
});
afterAll(() => server.close());

async function ask(cookie: string, url: string, payload?: object) {
  const answer = await server.app.inject({
    method: payload ? 'POST' : 'GET',
    url,
    headers: { cookie },
    ...(payload ? { payload } : {}),
  });
  return { status: answer.statusCode, body: answer.json() };
}
async function call(url: string, payload?: object) {
  const { status, body } = await ask(office, url, payload);
  expect(status, JSON.stringify(body)).toBe(200);
  return body;
}

/** Answers while the tree changes: done, or to be done again. Reading may miss what has just moved. */
const answers: Record<string, number> = {};
async function tell(by: string, url: string, payload?: object) {
  const { status, body } = await ask(by, url, payload);
  const said = `${payload ? 'POST' : 'GET'} ${status} ${status === 200 ? '' : body.code}`.trim();
  answers[said] = (answers[said] ?? 0) + 1;
  return status === 200 ? body : undefined;
}

/** A problem of a unit from its list to work on it, as somebody does it in the page. */
async function work(by: string, unitId: string): Promise<void> {
  const measure = { text: '四十八小时内上门，逾时由值班经理回电。', due: '2026-03-31' };
  const made = await tell(by, '/api/problems', {
    ...{ unitId, campaignId: campaign, title: '物业报修平均等待九天', severity: 'slight' },
    ...{ facts: '二月抽查三十二张报修单，平均九天上门。', tendency: 'purpose.unasked' },
    ...{ ownerId: person, leaderId: person, publish: true },
    measures: [{ ...measure, ownerId: person, criterion: '平均不超过两天' }],
  });
  if (!made) return;
  const seen: ProblemWhole | undefined = await tell(by, `/api/problems/${made.id}`);
  if (!seen) return;
  const { version } = seen;
  await tell(by, `/api/problems/${made.id}/steps`, { step: 'start', version });
  await Promise.all([
    tell(by, `/api/problems/${made.id}/measures`, { ...measure, ownerId: person }),
    tell(by, `/api/problems/${made.id}/progress`, { on: '2026-03-02', text: '值班表已排定。' }),
  ]);
}

/** People work, and totals are taken in, until what is done to the tree is done. */
async function whileWorking(change: () => Promise<void>): Promise<void> {
  let over = false;
  const until = async (act: () => Promise<unknown>) => {
    while (!over) await act();
  };
  const hands = movers.flatMap(({ id, below, liaison }) => [
    until(() => work(office, id)),
    until(() => work(liaison, below)),
  ]);
  const folding = until(() => folded(server).then(() => wait(20)));
  try {
    await change();
  } finally {
    over = true;
    await Promise.all([...hands, folding]);
  }
}

async function moveAll(): Promise<void> {
  for (const { id } of movers) {
    const { version, parentId: from } = (await call(`/api/org/units/${id}`)).unit;
    const parentId = homes.find((h) => h !== from)!;
    await call(`/api/org/units/${id}/move`, { version, parentId });
  }
}

/** Rows of any table that do not lie where their open unit lies. */
async function astray(): Promise<Record<string, number>> {
  const out: Record<string, number> = {};
  const { rows: tables } = await sql<{ table: string }>`select table_name as "table"
    from information_schema.columns where table_schema = 'public' and column_name = 'org_id'
      and table_name = any (${[...placed]})`.execute(server.ctx.db);
  for (const { table } of tables) {
    const { rows } = await sql<{ n: number }>`select count(*)::int as n from ${sql.table(table)} t
      join org o on o.id = t.org_id
      where o.path <> t.org_path and o.closed_on is null`.execute(server.ctx.db);
    if (rows[0]!.n > 0) out[table] = rows[0]!.n;
  }
  return out;
}

async function problems(): Promise<number> {
  const { rows } = await sql<{ n: number }>`select count(*)::int as n from problem
    where campaign_id = ${campaign}`.execute(server.ctx.db);
  return rows[0]!.n;
}

describe('while people work', () => {
  it('units move: nothing is lost or left where its unit was, nobody fails, totals are true', async () => {
    await whileWorking(async () => {
      for (let round = 0; round < 5; round++) await moveAll();
    });
    expect(await astray()).toEqual({});
    await totalsHold(server);
    expect(await problems()).toBeGreaterThan(20);
    const { total } = await call(`/api/problems?campaign=${campaign}&limit=1`);
    expect(total).toBe(await problems());
    const { 'GET 404 not-found': _, ...written } = answers;
    expect(Object.keys(written).filter((a) => !/ 200$| 409 conflict$/.test(a))).toEqual([]);
  });

  it('a unit is merged: what was begun there goes on in the other, the rest is refused', async () => {
    const [from, into] = movers;
    await whileWorking(async () => {
      const { version } = (await call(`/api/org/units/${from!.id}`)).unit;
      await call(`/api/org/units/${from!.id}/merge`, { version, intoId: into!.id });
      for (let k = 0; k < 100 && !('POST 409 unit-closed' in answers); k++) await wait(50);
    });
    expect(await astray()).toEqual({});
    await totalsHold(server);
    for (const table of ['problem', 'measure', 'progress', 'problem_step']) {
      const { rows } = await sql<{ n: number }>`select count(*)::int as n from ${sql.table(table)}
        where org_id = ${from!.id}`.execute(server.ctx.db);
      expect(rows[0]!.n, table).toBe(0);
    }
    expect(answers).toHaveProperty('POST 409 unit-closed');
    expect(Object.keys(answers).filter((a) => / 5\d\d /.test(a))).toEqual([]);
  });

  it('reading goes on behind a long move; who writes waits a little, then is told to come again', async () => {
    const raise = () =>
      ask(office, '/api/problems', {
        ...{ unitId: homes[0], campaignId: campaign, title: '物业报修平均等待九天' },
        ...{ facts: '二月抽查三十二张报修单。', severity: 'slight' },
      });
    const held = (ms: number) =>
      withScopes({ ...server.ctx, apart: true }, EVERYWHERE, async (trx) => {
        await holdPlaces(trx);
        await wait(ms);
      });
    const short = held(1_500);
    await wait(200);
    const writers = Array.from({ length: 14 }, raise);
    await wait(200);
    expect((await ask(office, '/api/problems?limit=1')).status).toBe(200);
    await short;
    for (const { status, body } of await Promise.all(writers))
      expect(status, JSON.stringify(body)).toBe(200);
    const long = held(6_000);
    await wait(200);
    expect(await raise()).toMatchObject({ status: 503, body: { code: 'busy' } });
    await long;
    expect((await raise()).status).toBe(200);
  });

  it('a move does not wait for a long import: nobody would write meanwhile', async () => {
    const [{ id }] = movers.slice(2) as [(typeof movers)[number]];
    const { version, parentId: from } = (await call(`/api/org/units/${id}`)).unit;
    const importing = withScopes(server.ctx, EVERYWHERE, async (trx) => {
      await sql`select 1`.execute(trx);
      await wait(4_000);
    });
    await wait(200);
    const parentId = homes.find((h) => h !== from)!;
    const move = () => ask(office, `/api/org/units/${id}/move`, { version, parentId });
    expect(await move()).toMatchObject({ status: 503, body: { code: 'busy' } });
    await importing;
    expect((await move()).status).toBe(200);
  });

  it('a transaction that writes is never opened inside another', async () => {
    const nested = withScopes(server.ctx, EVERYWHERE, () =>
      withScopes(server.ctx, EVERYWHERE, async () => 1),
    );
    await expect(nested).rejects.toThrow('a transaction inside another');
  });
});
