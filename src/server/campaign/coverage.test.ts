import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runJobs, testServer } from '../../../test/setup/server.ts';
import { frame } from '../../../test/setup/sweep.ts';
import { makeWorld, type World } from '../../../test/setup/world.ts';
import type { Coverage } from '../../contract/campaign/schemas.ts';
import { newId } from '../platform/ids.ts';

let server: Awaited<ReturnType<typeof testServer>>;
let world: World;
let office: string;
let campaign: string;
let leader: string;

const call = async <T>(
  cookie: string,
  method: 'GET' | 'POST' | 'PUT',
  url: string,
  body?: object,
) => {
  const answer = await server.app.inject({
    method,
    url: `/api${url}`,
    headers: { cookie },
    ...(body ? { payload: body } : {}),
  });
  return { status: answer.statusCode, body: answer.json() as T & { code: string } };
};

beforeAll(async () => {
  server = await testServer();
  world = await makeWorld(server);
  office = (await world.signInAs('office', world.units.parent)).cookie;
  const { parent, own } = world.units;
  for (const [unit, value] of [
    [own, '施工单位'],
    [world.units.sibling, '施工单位'],
  ] as const)
    await server.ctx.db
      .updateTable('org')
      .set({ class: value })
      .where('id', '=', unit.id)
      .execute();
  leader = await world.person('王经理', own);
  const post = newId(server.ctx.now());
  const at = { org_id: own.id, org_path: own.path };
  await server.ctx.db
    .insertInto('post')
    .values({
      ...at,
      id: post,
      name: '经理',
      rank: 'first',
      position: 0,
      since: '2024-01-01',
      version: 1,
    })
    .execute();
  await server.ctx.db
    .insertInto('tenure')
    .values({
      ...at,
      id: newId(server.ctx.now()),
      post_id: post,
      person_id: leader,
      kind: 'regular',
      since: '2025-01-01',
      version: 1,
    })
    .execute();
  const made = await call<{ id: string }>(office, 'POST', '/campaigns', {
    unitId: parent.id,
    name: '学习教育',
    theme: '树立和践行正确政绩观',
    since: '2026-03-01',
  });
  campaign = made.body.id;
  await call(office, 'PUT', `/campaigns/${campaign}`, {
    ...frame,
    required: [
      { list: 'unit', class: '施工单位', by: '2026-04-30' },
      { list: 'unit', class: '施工单位', by: '2026-03-31' },
      { list: 'personal' },
    ],
    version: 1,
  });
});
afterAll(() => server.close());

const missing = async (query = '', cookie = office) =>
  (await call<Coverage>(cookie, 'GET', `/campaigns/${campaign}/coverage${query}`)).body;
const told = (c: Coverage) =>
  c.rows.map((r) => [r.unit.name, r.list, r.person?.name ?? null, r.by]);
/** Without the order of sibling units, which their ids decide. */
const anyOrder = (rows: ReturnType<typeof told>) =>
  rows.toSorted((a, b) => a.join().localeCompare(b.join(), 'zh-CN'));

async function raise(unit: string, campaignId: string, more: object): Promise<void> {
  const made = await call(office, 'POST', '/problems', {
    unitId: unit,
    campaignId,
    title: '报修派单没有时限',
    facts: '一季度 42 件派单超过 24 小时。',
    ...more,
  });
  expect(made.status).toBe(200);
}

describe('who must have a list', () => {
  it('are units of the classes named and leaders in office, by the earliest day', async () => {
    const found = await missing();
    expect(anyOrder(told(found))).toEqual(
      anyOrder([
        ['三分公司', 'personal', '王经理', null],
        ['三分公司', 'unit', null, '2026-03-31'],
        ['五分公司', 'unit', null, '2026-03-31'],
      ]),
    );
    expect(found).toMatchObject({ required: 3, missing: 3, next: null });
  });

  it('are told page by page, of a unit, and only in reach', async () => {
    const first = await missing('?limit=2');
    const rest = await missing(`?limit=2&after=${encodeURIComponent(first.next!)}`);
    expect([...told(first), ...told(rest)]).toEqual(told(await missing()));
    expect(told(await missing(`?under=${world.units.sibling.id}`))).toHaveLength(1);
    expect(told(await missing('?list=personal'))).toHaveLength(1);
    const member = await world.signInAs('member', world.units.sibling);
    expect(await missing('', member.cookie)).toMatchObject({ required: 1, missing: 1 });
  });

  it('have one when a problem stands on it: a draft is none, a nested campaign counts', async () => {
    const { own, sibling } = world.units;
    await raise(own.id, campaign, {});
    expect((await missing()).missing).toBe(3);
    await raise(own.id, campaign, {
      list: 'personal',
      personId: leader,
      tendency: 'haste',
      ownerId: leader,
      leaderId: leader,
      measures: [
        {
          text: '派单二十四小时内到人',
          due: '2026-06-30',
          ownerId: leader,
          criterion: '派单超时为零',
        },
      ],
      publish: true,
    });
    expect(anyOrder(told(await missing()))).toEqual(
      anyOrder([
        ['三分公司', 'unit', null, '2026-03-31'],
        ['五分公司', 'unit', null, '2026-03-31'],
      ]),
    );
    const nested = await call<{ id: string }>(office, 'POST', '/campaigns', {
      unitId: sibling.id,
      name: '五分公司专项',
      theme: '报修提速',
      since: '2026-03-02',
      parentId: campaign,
    });
    await raise(sibling.id, nested.body.id, {
      tendency: 'haste',
      ownerId: leader,
      leaderId: leader,
      measures: [
        {
          text: '派单二十四小时内到人',
          due: '2026-06-30',
          ownerId: leader,
          criterion: '派单超时为零',
        },
      ],
      publish: true,
    });
    expect(told(await missing())).toEqual([['三分公司', 'unit', null, '2026-03-31']]);
    expect(await missing()).toMatchObject({ required: 3, missing: 1 });
  });

  it('are reminded before, on and after the day, once a unit and day, where they can act', async () => {
    const told = async () => {
      const rows = await server.ctx.db
        .selectFrom('notice')
        .select(['person_id', 'org_id', 'code', 'link'])
        .where('code', 'like', 'campaign:told-%')
        .execute();
      await server.ctx.db.deleteFrom('notice').where('code', 'like', 'campaign:told-%').execute();
      return rows.filter((r) => r.org_id === world.units.own.id);
    };
    const roundOn = async (day: string) => {
      server.clock.now = new Date(`${day}T02:00:00Z`);
      await runJobs(server, ['supervision.round']);
      // Killed before it was noted, it comes again.
      await server.ctx.db.deleteFrom('supervision_round').where('on_day', '=', day).execute();
      await runJobs(server, ['supervision.round']);
      return told();
    };
    const liaison = await world.signInAs('liaison', world.units.own);
    expect(await roundOn('2026-03-18')).toEqual([]);
    // Five working days before the thirty-first; nobody is asked for a day that is later.
    const [soon, ...others] = await roundOn('2026-03-24');
    expect(others).toEqual([]);
    expect(soon).toMatchObject({ person_id: leader, code: 'campaign:told-unit-soon' });
    expect(soon!.link).toBe('/mine?act=raise');
    expect(await roundOn('2026-03-25')).toEqual([]);
    expect(await roundOn('2026-03-31')).toMatchObject([{ code: 'campaign:told-unit-today' }]);
    expect(await roundOn('2026-04-01')).toMatchObject([{ code: 'campaign:told-unit-late' }]);
    // Whoever keeps the list holds a right there: they go straight to a new row.
    await server.ctx.db.deleteFrom('tenure').where('person_id', '=', leader).execute();
    const [late] = await roundOn('2026-04-09');
    expect(late).toMatchObject({ person_id: liaison.id, code: 'campaign:told-unit-late' });
    expect(late!.link).toBe(`/problems?at=${world.units.own.id}&campaign=${campaign}&act=new`);
  });
});
