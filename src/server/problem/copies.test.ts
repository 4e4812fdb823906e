import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { testServer } from '../../../test/setup/server.ts';
import { makeWorld, type Placed, type World } from '../../../test/setup/world.ts';
import type { Copies } from '../../contract/problem/schemas.ts';

let server: Awaited<ReturnType<typeof testServer>>;
let world: World;
let office: string;
let campaignId: string;
beforeAll(async () => {
  server = await testServer();
  world = await makeWorld(server);
  office = (await world.signInAs('office', world.units.parent)).cookie;
  campaignId = world.units.parent.rows.campaign!;
});
afterAll(() => server.close());

const OWN =
  '抽查三十二张报修单，平均九天上门，最长二十一天，住户先后催办四十余次，备件要等总部月底统一采购。';
const MEASURE = '备件下放到站点，设周转金，急修当日领件，每周公布未修清单。';

async function raise(at: Placed, title: string, facts: string, text: string, origin?: string) {
  const answer = await server.app.inject({
    method: 'POST',
    url: '/api/problems',
    headers: { cookie: office },
    payload: {
      unitId: at.id,
      campaignId,
      title,
      facts,
      measures: [{ text, kind: 'long-term' }],
    },
  });
  expect(answer.statusCode).toBe(200);
  const { id } = answer.json() as { id: string };
  if (origin)
    await server.ctx.db.updateTable('problem').set({ origin }).where('id', '=', id).execute();
  return id;
}

async function copies(cookie: string, at: Placed): Promise<Copies> {
  const url = `/api/problems/copies?campaign=${campaignId}&under=${at.id}`;
  const answer = await server.app.inject({ url, headers: { cookie } });
  expect(answer.statusCode).toBe(200);
  return answer.json();
}

describe('lists copied from elsewhere', () => {
  it('are shown with who had the words first, and their share of the list', async () => {
    const { own, sibling } = world.units;
    const first = await raise(sibling, '物业报修平均等待九天', OWN, MEASURE);
    const second = await raise(
      own,
      '物业报修平均等待九天',
      OWN.replace('三十二', '二十八'),
      MEASURE,
    );
    await raise(
      own,
      '例会平均三小时',
      '四月开会十二次，平均三小时二十分，班组长全部陪会。',
      '只留周会',
    );
    const found = await copies(office, world.units.parent);
    expect(found.units).toEqual([{ unit: { id: own.id, name: own.name }, copied: 1, of: 2 }]);
    expect(found.rows.map((r) => [r.what, r.problem.id, r.source.problem?.id])).toEqual([
      ['measure', second, first],
      ['problem', second, first],
    ]);
    expect(found.rows[0]!.likeness).toBe(1);
    expect(found.rows[1]!.likeness).toBeGreaterThan(0.7);
    expect(found.rows[1]!.likeness).toBeLessThan(1);
    // Whoever was first copied nobody.
    expect((await copies(office, sibling)).rows).toEqual([]);
  });

  it('name the unit alone where its list is out of reach', async () => {
    const { own, sibling } = world.units;
    const liaison = await world.signInAs('liaison', own);
    const { rows } = await copies(liaison.cookie, own);
    expect(rows).toHaveLength(2);
    expect(rows.map((r) => r.source)).toEqual([
      { unit: sibling.name, problem: null },
      { unit: sibling.name, problem: null },
    ]);
  });

  it('are none where a unit above gave the words to both', async () => {
    const { own, sibling } = world.units;
    const task = [
      '清理本单位要的表',
      '各单位自己设的表没有登记过，四月抽查每月要填的表在十九至三十四张之间。',
    ];
    const origin = 'special:0199c6f5-0000-7000-8000-000000000001';
    const before = (await copies(office, world.units.parent)).rows.length;
    await raise(sibling, task[0]!, task[1]!, '每月清一次', origin);
    await raise(own, task[0]!, task[1]!, '停用没有登记的表', origin);
    expect((await copies(office, world.units.parent)).rows).toHaveLength(before);
  });
});
