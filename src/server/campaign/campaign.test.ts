import { readFile } from 'node:fs/promises';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { testServer } from '../../../test/setup/server.ts';
import { frame } from '../../../test/setup/sweep.ts';
import { makeWorld, type World } from '../../../test/setup/world.ts';
import type { Campaign } from '../../contract/campaign/schemas.ts';
import type { ProblemRow } from '../../contract/problem/schemas.ts';
import { wordText } from '../../office/paper/paper.fixture.ts';

let server: Awaited<ReturnType<typeof testServer>>;
let world: World;
let office: string;

beforeAll(async () => {
  server = await testServer();
  world = await makeWorld(server);
  office = (await world.signInAs('office', world.units.parent)).cookie;
  await addedOfOwn();
});
afterAll(() => server.close());

const send = (cookie: string, method: 'GET' | 'POST' | 'PUT', url: string, body?: object) =>
  server.app.inject({
    method,
    url: `/api${url}`,
    headers: { cookie },
    ...(body ? { payload: body } : {}),
  });
async function ok<T>(...given: Parameters<typeof send>): Promise<T> {
  const answer = await send(...given);
  expect(answer.statusCode, answer.body).toBe(200);
  return answer.json() as T;
}
const opened = async (name: string, more: object = {}): Promise<string> =>
  (
    await ok<{ id: string }>(office, 'POST', '/campaigns', {
      unitId: world.units.parent.id,
      ...{ name, theme: frame.theme, since: frame.since },
      ...more,
    })
  ).id;
const listed = async (query: string, cookie = office) =>
  (await ok<{ rows: ProblemRow[] }>(cookie, 'GET', `/problems?limit=100&${query}`)).rows;

const item = (code: string, name: string) => ({ code, name });
/** As campaigns were stored before migration 0043. */
const before = (own: string) => ({
  mirrors: frame.taxonomy.mirrors,
  tendencies: [
    {
      code: 'haste',
      name: '急功近利',
      items: [item('haste.quick', '重短期'), item('own-3', own)],
    },
    { code: 'own-4', name: `${own}一类`, items: [item('own-5', '其他')] },
  ],
});
const stored = (id: string, taxonomy: object) =>
  server.ctx.db
    .updateTable('campaign')
    .set({
      taxonomy: JSON.stringify(taxonomy),
      templates: JSON.stringify([{ title: '多头要数', tendency: 'own-3' }]),
    })
    .where('id', '=', id)
    .execute();
const raise = (campaignId: string, tendency: string) =>
  ok(office, 'POST', '/problems', {
    unitId: world.units.own.id,
    ...{ campaignId, tendency, title: `属于${tendency}`, facts: '一季度要数四十二次。' },
  });
let reports: string;
let checks: string;
/** Two campaigns with tendencies and problems as they were stored before migration 0043, and the migration. */
async function addedOfOwn(): Promise<void> {
  reports = await opened('报表专项');
  checks = await opened('检查专项');
  await stored(reports, before('多头报数'));
  await stored(checks, before('重复检查'));
  for (const id of [reports, checks]) for (const code of ['own-3', 'own-5']) await raise(id, code);
  await ok(office, 'POST', '/problems/views', {
    name: '多头报数',
    view: { campaign: reports, tendency: 'own-3' },
  });
  const file = new URL('../migrations/0043_own_tendencies.sql', import.meta.url);
  const migration = await readFile(file, 'utf8');
  await server.ctx.db.transaction().execute((trx) => sql.raw(migration).execute(trx));
}

describe('tendencies of a campaign’s own', () => {
  it('of before get codes that no other campaign has, and stand under their group', async () => {
    const of = async (id: string) => ok<Campaign>(office, 'GET', `/campaigns/${id}`);
    const [one, other] = [await of(reports), await of(checks)];
    for (const c of [one, other])
      for (const g of c.taxonomy.tendencies)
        for (const i of g.items) expect(i.code).toMatch(new RegExp(`^${g.code}\\.`));
    const own = (c: Campaign) => c.taxonomy.tendencies[0]!.items[1]!;
    expect(one.taxonomy.tendencies[0]!.items[0]!.code).toBe('haste.quick');
    expect(own(one).name).toBe('多头报数');
    expect(own(one).code).not.toBe(own(other).code);
    expect(one.templates[0]!.tendency).toBe(own(one).code);
    const { rows } = await ok<{ rows: { view: object }[] }>(office, 'GET', '/problems/views');
    expect(rows[0]!.view).toEqual({ campaign: reports, tendency: own(one).code });
    // Whoever saves such a frame changes nothing of it.
    await ok(office, 'PUT', `/campaigns/${reports}`, { ...one, version: one.version });
  });

  it('are found under their group, each in the words of its campaign', async () => {
    const names = (rows: ProblemRow[]) => rows.map((r) => [r.campaignId, r.tendencyName]).sort();
    expect(names(await listed('tendency=haste'))).toEqual(
      [
        [reports, '多头报数'],
        [checks, '重复检查'],
      ].sort(),
    );
    const [row] = await listed(`tendency=haste&campaign=${checks}`);
    expect(names(await listed(`tendency=${row!.tendency}`))).toEqual([[checks, '重复检查']]);
  });

  it('stand so in papers', async () => {
    const paper = await send(office, 'POST', '/documents', {
      ...{ form: 'ledger', file: 'word', unitId: world.units.own.id },
      filter: { tendency: 'haste', state: 'draft' },
    });
    expect(paper.statusCode, paper.body).toBe(200);
    const text = await wordText(paper.rawPayload);
    expect(text).toContain('急功近利／多头报数');
    expect(text).toContain('急功近利／重复检查');
    expect(text).toContain('类别为急功近利');
  });

  it('are refused with a code twice, or outside their group', async () => {
    const { version } = await ok<Campaign>(office, 'GET', `/campaigns/${checks}`);
    const put = (items: object[]) =>
      send(office, 'PUT', `/campaigns/${checks}`, {
        ...frame,
        taxonomy: { ...frame.taxonomy, tendencies: [{ code: 'haste', name: '急功近利', items }] },
        version,
      });
    const fault = { code: 'campaign:code-refused' };
    expect((await put([item('own-9', '多头报数')])).json().issues).toMatchObject([fault]);
    const twice = item('haste.own-1', '多头报数');
    expect((await put([twice, twice])).json().issues).toMatchObject([fault]);
  });
});

describe('templates of a campaign', () => {
  it('are offered to a unit of their class; whoever keeps the frame is offered all', async () => {
    const { own, sibling } = world.units;
    for (const [unit, value] of [
      [own, '施工单位'],
      [sibling, '物业单位'],
    ] as const)
      await server.ctx.db
        .updateTable('org')
        .set({ class: value })
        .where('id', '=', unit.id)
        .execute();
    const id = await opened('按类别的活动');
    await ok(office, 'PUT', `/campaigns/${id}`, {
      ...frame,
      templates: [
        { title: '工期倒排赶工', class: '施工单位' },
        { title: '报修派单没有时限', class: '物业单位' },
        { title: '同一数据多头报' },
      ],
      version: 1,
    });
    const offered = async (cookie: string, unit: string) => {
      const { rows } = await ok<{ rows: Campaign[] }>(cookie, 'GET', `/campaigns?unit=${unit}`);
      return rows.find((c) => c.id === id)!.templates.map((t) => t.title);
    };
    const { cookie } = await world.signInAs('liaison', own);
    expect(await offered(cookie, own.id)).toEqual(['工期倒排赶工', '同一数据多头报']);
    expect(await offered(cookie, world.units.child.id)).toEqual(['同一数据多头报']);
    expect(await offered(office, sibling.id)).toHaveLength(3);
  });

  it('and lists name classes that units have, in reach alone', async () => {
    const under = async (unit: string) =>
      (await ok<{ rows: object[] }>(office, 'GET', `/org/units/${unit}/classes`)).rows;
    expect(await under(world.units.own.id)).toEqual([{ name: '施工单位', units: 1 }]);
    expect(await under(world.units.parent.id)).toHaveLength(2);
  });
});
