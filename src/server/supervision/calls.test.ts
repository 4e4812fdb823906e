import { afterAll, beforeAll, expect, it } from 'vitest';
import { runJobs, testServer } from '../../../test/setup/server.ts';
import { makeWorld, type Placed, type World } from '../../../test/setup/world.ts';
import { addDays } from '../../contract/deadline/days.ts';
import { newId } from '../platform/ids.ts';

let server: Awaited<ReturnType<typeof testServer>>;
let world: World;
let manager: string;
let chairman: { id: string; cookie: string };
let problem: string;

beforeAll(async () => {
  server = await testServer();
  server.clock.now = new Date('2026-02-02T01:00:00Z');
  world = await makeWorld(server);
  const { parent, own, child } = world.units;
  const office = await world.signInAs('office', parent);
  manager = (await world.signInAs('leader', own)).id;
  chairman = await world.signInAs('leader', parent);
  await seat(own, manager, '经理');
  await seat(parent, chairman.id, '董事长');
  const ask = async (url: string, payload: object) => {
    const headers = { cookie: office.cookie };
    const answer = await server.app.inject({ method: 'POST', url, headers, payload });
    expect(answer.statusCode, answer.body).toBe(200);
    return answer.json().id as string;
  };
  const campaignId = await ask('/api/campaigns', {
    ...{ unitId: parent.id, name: '学习教育', theme: '为民造福', since: '2026-01-01' },
  });
  const { rules } = await server.ctx.db
    .selectFrom('campaign')
    .select('rules')
    .where('id', '=', campaignId)
    .executeTakeFirstOrThrow();
  await server.ctx.db
    .updateTable('campaign')
    .set({ rules: JSON.stringify({ ...(rules as object), silenceDays: 5 }) })
    .where('id', '=', campaignId)
    .execute();
  problem = await ask('/api/problems', {
    ...{ unitId: child.id, campaignId, list: 'unit', source: 'self', title: '报修等待太久' },
    facts: '二月抽查三十二张报修单，平均九天上门，住户先后催办四十余次。',
    ...{ severity: 'ordinary', systemic: false, measures: [], publish: false },
  });
});
afterAll(() => server.close());

async function seat(at: Placed, person: string, name: string): Promise<void> {
  const row = { org_id: at.id, org_path: at.path, since: '2024-01-01', version: 1 };
  const [post, tenure] = [newId(server.ctx.now()), newId(server.ctx.now())];
  await server.ctx.db
    .insertInto('post')
    .values({ ...row, id: post, name, rank: 'first', position: 0 })
    .execute();
  await server.ctx.db
    .insertInto('tenure')
    .values({ ...row, id: tenure, post_id: post, person_id: person, kind: 'regular' })
    .execute();
}

const stands = (state: string, since: string) =>
  server.ctx.db
    .updateTable('problem')
    .set({ state, moved_on: since })
    .where('id', '=', problem)
    .execute();

/** Lets days pass, each with its round, morning by morning. */
async function pass(from: string, to: string): Promise<void> {
  for (let day = from; day <= to; day = addDays(day, 1)) {
    server.clock.now = new Date(`${day}T01:00:00Z`);
    await runJobs(server, ['supervision.round']);
  }
}

async function told(): Promise<[string, string, string][]> {
  const rows = await server.ctx.db
    .selectFrom('notice')
    .select(['person_id', 'code', 'created_at'])
    .where('code', 'like', 'supervision:told-waiting-%')
    .orderBy('id')
    .execute();
  return rows.map((r) => [
    new Date(r.created_at).toISOString().slice(0, 10),
    r.person_id === manager ? 'manager' : r.person_id === chairman.id ? 'chairman' : '?',
    r.code.replace('supervision:told-waiting-', ''),
  ]);
}

it('applied for before the Spring Festival, nobody reviews: the next above after five working days, then one more', async () => {
  await stands('applied', '2026-02-12');
  // The chairman holds the post and no right over the unit: still the problem can be read.
  await server.ctx.db.deleteFrom('access_grant').where('person_id', '=', chairman.id).execute();
  // 13 and the worked Saturday 14 count, 15 to 23 are off, then 24, 25, 26.
  await pass('2026-02-13', '2026-02-25');
  expect(await told()).toEqual([]);
  await pass('2026-02-26', '2026-03-20');
  expect(await told()).toEqual([
    ['2026-02-26', 'manager', 'applied'],
    // 27, the worked Saturday 28, then 2 to 4 March.
    ['2026-03-04', 'chairman', 'applied'],
  ]);
  // No letter to the unit: it has done its part.
  const links = await server.ctx.db.selectFrom('notice').select(['person_id', 'link']).execute();
  const linkOf = (id: string) => links.find((n) => n.person_id === id && n.link)?.link;
  expect(linkOf(manager)).toBe(`/problems?id=${problem}`);
  expect(linkOf(chairman.id)).toBe(`/my-problems?id=${problem}`);
  const read = async (by: string) =>
    server.app.inject({ url: `/api/my/problems/${problem}`, headers: { cookie: by } });
  await server.ctx.db
    .updateTable('session')
    .set({ seen_at: server.clock.now, expires_at: new Date('2026-12-01T00:00:00Z') })
    .execute();
  expect((await read(chairman.cookie)).json()).toMatchObject({ id: problem, state: 'applied' });
  const stranger = await world.signInAs('member', world.units.sibling);
  expect((await read(stranger.cookie)).statusCode).toBe(404);
  const letters = server.ctx.db.selectFrom('supervision_letter').select('id');
  expect(await letters.where('problem_id', '=', problem).execute()).toEqual([]);
});

it('reviewed, the wait for a confirmation begins at the bottom again; once it moves, nobody is called on', async () => {
  await stands('reviewed', '2026-03-20');
  await pass('2026-03-21', '2026-03-27');
  expect((await told()).slice(2)).toEqual([['2026-03-27', 'manager', 'reviewed']]);
  await stands('working', '2026-03-27');
  await pass('2026-03-28', '2026-04-02');
  expect(await told()).toHaveLength(3);
});
