import { sql } from 'kysely';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { testServer } from '../../../test/setup/server.ts';
import { keepTotals, totalsHold } from '../../../test/setup/totals.ts';
import { makeWorld, type World } from '../../../test/setup/world.ts';
import type { Unit } from '../../contract/org/operations.ts';

let server: Awaited<ReturnType<typeof testServer>>;
let world: World;
let office: { id: string; cookie: string };
let admin: { id: string; cookie: string };
let campaign: string;
beforeAll(async () => {
  server = await testServer();
  world = await makeWorld(server);
  await keepTotals(server);
  office = await world.signInAs('office', world.units.parent);
  admin = await world.signInAs('administrator', world.units.parent);
  const body = { name: '学习教育', theme: '为民造福', since: '2026-01-01' };
  campaign = (
    await ok<{ id: string }>(office, '/api/campaigns', { unitId: world.units.parent.id, ...body })
  ).id;
});
afterAll(async () => {
  // Whatever was done here, the kept totals know it.
  await totalsHold(server);
  await server.close();
});

async function call(who: { cookie: string }, url: string, payload?: object) {
  const method = payload ? 'POST' : 'GET';
  const headers = { cookie: who.cookie };
  return server.app.inject({ method, url, headers, ...(payload ? { payload } : {}) });
}
async function ok<T>(...given: Parameters<typeof call>): Promise<T> {
  const answer = await call(...given);
  expect(answer.statusCode, answer.body).toBe(200);
  return answer.json() as T;
}
const unit = (name: string) =>
  ok<Unit>(admin, '/api/org/units', { parentId: world.units.parent.id, name, kind: 'branch' });
const raise = async (at: { id: string }, title: string) =>
  ok<{ id: string }>(office, '/api/problems', {
    ...{ unitId: at.id, campaignId: campaign, title, list: 'unit', source: 'self' },
    facts: `${title}：住户先后催办四十余次，台账漏登十二处。`,
    ...{ severity: 'ordinary', systemic: false, publish: false },
    measures: [{ text: '增加轮值人手，四十八小时内上门。', kind: 'by-date', due: '2026-12-31' }],
  });
const problem = (id: string) =>
  ok<{ number: string; foreignNumber: string | null; unit: { id: string }; measures: object[] }>(
    office,
    `/api/problems/${id}`,
  );

it('a merger passes problems on with all that hangs on them, under new numbers, and the history says so', async () => {
  const [from, into] = [await unit('南区维修所'), await unit('北区维修所')];
  const kept = await raise(into, '北区报修等待太久');
  const moved = await raise(from, '南区报修等待太久');
  const before = await problem(moved.id);
  expect(await ok(admin, `/api/org/units/${from.id}/affected`)).toMatchObject({
    open: { problems: 1, specials: 0 },
  });
  const merged = { version: from.version, intoId: into.id };
  expect((await call(admin, `/api/org/units/${from.id}/merge`, merged)).statusCode).toBe(200);
  const after = await problem(moved.id);
  expect(after.unit.id).toBe(into.id);
  expect(after.foreignNumber).toBe(before.number);
  expect(after.number).not.toBe((await problem(kept.id)).number);
  expect(after.measures).toHaveLength(1);
  const { rows } = await sql<{
    left: number;
  }>`select (select count(*) from problem where org_id = ${from.id})
    + (select count(*) from measure where org_id = ${from.id} or org_path <> ${into.path} and org_id = ${into.id})
    + (select count(*) from problem_step where org_id = ${from.id}) as left`.execute(server.ctx.db);
  expect(Number(rows[0]!.left)).toBe(0);
  const acts = await server.ctx.db
    .selectFrom('record_entry')
    .select(['act', 'org_path'])
    .where('subject', '=', `problem:${moved.id}`)
    .orderBy('id')
    .execute();
  expect(acts.map((a) => a.act)).toEqual(['problem.create', 'problem.pass']);
  expect(new Set(acts.map((a) => a.org_path))).toEqual(new Set([into.path]));
});

it('a unit with problems that are not over does not close, and is told how many; settled, it closes', async () => {
  const shut = await unit('东区维修所');
  const { id } = await raise(shut, '东区报修等待太久');
  const refused = await call(admin, `/api/org/units/${shut.id}/close`, { version: shut.version });
  expect(refused.json()).toMatchObject({
    code: 'has-open-work',
    issues: [{ code: 'org:has-open-problems', params: { count: 1 } }],
  });
  await server.ctx.db
    .updateTable('problem')
    .set({ state: 'withdrawn' })
    .where('id', '=', id)
    .execute();
  const closed = await call(admin, `/api/org/units/${shut.id}/close`, { version: shut.version });
  expect(closed.statusCode).toBe(200);
});
