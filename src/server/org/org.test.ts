import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { testServer } from '../../../test/setup/server.ts';
import { makeWorld, type World } from '../../../test/setup/world.ts';
import type { Unit } from '../../contract/org/operations.ts';
import { dayOf } from '../platform/days.ts';

let server: Awaited<ReturnType<typeof testServer>>;
let world: World;
let cookie: string;
beforeAll(async () => {
  server = await testServer();
  world = await makeWorld(server);
  cookie = (await world.signInAs('office', world.units.parent)).cookie;
});
afterAll(() => server.close());

async function ask<T = Unit>(method: 'GET' | 'POST' | 'PUT', path: string, payload?: object) {
  const url = `/api/org/units${path}`;
  const answer = await server.app.inject({
    method,
    url,
    headers: { cookie },
    ...(payload ? { payload } : {}),
  });
  return { status: answer.statusCode, body: answer.json() as T & { code?: string } };
}
const make = async (name: string, parentId: string, more: object = {}) =>
  (await ask('POST', '', { parentId, name, kind: 'branch', ...more })).body;
const get = async (id: string, on?: string) =>
  (
    await ask<{ unit: Unit & { children: number }; above: { name: string }[] }>(
      'GET',
      `/${id}${on ? `?on=${on}` : ''}`,
    )
  ).body;
const childNames = async (id: string, on?: string) =>
  (await ask<Unit[]>('GET', `/${id}/children${on ? `?on=${on}` : ''}`)).body.map((u) => u.name);

describe('a unit', () => {
  it('is made under another, counted all the way up, and found by name and code', async () => {
    const before = await get(world.units.parent.id);
    const made = await make('测绘所', world.units.own.id, { shortName: '测绘', code: 'C3-2' });
    expect(made).toMatchObject({ name: '测绘所', units: 1, version: 1, since: '2026-03-02' });
    expect((await get(world.units.parent.id)).unit.units).toBe(before.unit.units! + 1);
    expect((await get(made.id)).above.map((a) => a.name)).toEqual(['城建集团', '三分公司']);
    for (const q of ['测绘', 'C3-2', '绘所']) {
      const found = (await ask<Unit[]>('GET', `?q=${encodeURIComponent(q)}`)).body;
      expect(found.map((u) => u.name)).toContain('测绘所');
    }
    expect((await ask<Unit[]>('GET', `?q=${encodeURIComponent('100%_')}`)).body).toEqual([]);
  });

  it('keeps its code to itself, until it is closed', async () => {
    const first = await make('一队', world.units.own.id, { code: 'T1' });
    const twice = await ask('POST', '', {
      parentId: world.units.own.id,
      name: '二队',
      kind: 'team',
      code: 'T1',
    });
    expect(twice).toMatchObject({ status: 409, body: { code: 'code-taken' } });
    await ask('POST', `/${first.id}/close`, { version: 1 });
    expect((await make('二队', world.units.own.id, { code: 'T1' })).name).toBe('二队');
  });

  it('is renamed from a day on and read as of any day', async () => {
    const made = await make('老名', world.units.own.id, { on: '2025-01-10' });
    const change = { name: '新名', kind: 'branch', version: 1, on: '2025-06-01' };
    const changed = await ask('PUT', `/${made.id}`, change);
    expect(changed.body).toMatchObject({ name: '新名', since: '2025-06-01', version: 2 });
    expect((await get(made.id, '2025-05-31')).unit.name).toBe('老名');
    expect((await get(made.id, '2025-06-01')).unit.name).toBe('新名');
    expect((await ask('GET', `/${made.id}?on=2025-01-09`)).status).toBe(404);
    const { versions } = (await ask<{ versions: object[] }>('GET', `/${made.id}/history`)).body;
    expect(versions).toMatchObject([
      { name: '老名', since: '2025-01-10', until: '2025-06-01' },
      { name: '新名', since: '2025-06-01', until: null },
    ]);
  });

  it('is not changed over what somebody else changed, nor for a day before that or to come', async () => {
    const made = await make('并改', world.units.own.id, { on: '2025-03-01' });
    const change = { name: '并改二', kind: 'branch', version: 1 };
    expect((await ask('PUT', `/${made.id}`, { ...change, on: '2025-04-01' })).status).toBe(200);
    expect((await ask('PUT', `/${made.id}`, change)).body.code).toBe('conflict');
    for (const on of ['2025-03-31', '2999-01-01'])
      expect((await ask('PUT', `/${made.id}`, { ...change, version: 2, on })).body).toMatchObject({
        code: 'day-refused',
        issues: [{ path: 'on', params: { earliest: '2025-04-01', today: '2026-03-02' } }],
      });
  });
});

describe('a move', () => {
  it('takes everything along, keeps the past, and counts right', async () => {
    const from = await make('甲公司', world.units.parent.id, { on: '2025-01-01' });
    const to = await make('乙公司', world.units.parent.id, { on: '2025-01-01' });
    const moved = await make('丙科', from.id, { on: '2025-01-01' });
    const leaf = await make('丁组', moved.id, { on: '2025-01-01' });
    const member = await world.person('戊', leaf);
    const input = { parentId: to.id, version: moved.version, on: '2025-09-01' };
    expect((await ask('POST', `/${moved.id}/move`, input)).status).toBe(200);
    expect((await get(leaf.id)).above.map((a) => a.name)).toEqual(['城建集团', '乙公司', '丙科']);
    expect((await get(leaf.id, '2025-08-31')).above.map((a) => a.name)).toEqual([
      '城建集团',
      '甲公司',
      '丙科',
    ]);
    expect(await childNames(from.id)).toEqual([]);
    expect(await childNames(from.id, '2025-08-31')).toEqual(['丙科']);
    expect([(await get(from.id)).unit.units, (await get(to.id)).unit.units]).toEqual([1, 3]);
    const { org_path } = await server.ctx.db
      .selectFrom('person')
      .select('org_path')
      .where('id', '=', member)
      .executeTakeFirstOrThrow();
    expect(org_path).toBe((await get(leaf.id)).unit.path);
  });

  it('goes to a place among siblings, and never under itself', async () => {
    const top = await make('排序公司', world.units.parent.id);
    const [a, , c] = [await make('A', top.id), await make('B', top.id), await make('C', top.id)];
    await ask('POST', `/${c!.id}/move`, { parentId: top.id, before: a!.id, version: 1 });
    expect(await childNames(top.id)).toEqual(['C', 'A', 'B']);
    const under = await ask('POST', `/${top.id}/move`, { parentId: a!.id, version: 1 });
    expect(under.body.code).toBe('move-under-itself');
  });

  it('two at once leave a tree and true counts', async () => {
    const x = await make('X', world.units.parent.id);
    const y = await make('Y', world.units.parent.id);
    const answers = await Promise.all([
      ask('POST', `/${x.id}/move`, { parentId: y.id, version: 1 }),
      ask('POST', `/${y.id}/move`, { parentId: x.id, version: 1 }),
    ]);
    expect(answers.map((a) => a.status).sort()).toEqual([200, 409]);
    const rows = await server.ctx.db.selectFrom('org').selectAll().execute();
    for (const row of rows) {
      const below = rows.filter((r) => `${r.path}.`.startsWith(`${row.path}.`) && !r.closed_on);
      expect([row.name, row.units]).toEqual([row.name, below.length]);
    }
  });
});

describe('merging, splitting and closing', () => {
  it('a merged unit closes, its children are the other’s, and each names the other', async () => {
    const a = await make('东片', world.units.parent.id, { on: '2025-01-01' });
    const b = await make('西片', world.units.parent.id, { on: '2025-01-01' });
    await make('东一所', a.id);
    const input = { intoId: b.id, version: 1 };
    const merged = await ask('POST', `/${a.id}/merge`, input);
    expect(merged.body).toMatchObject({ closedOn: dayOf(server.ctx.now()), units: 0 });
    expect(await childNames(b.id)).toEqual(['东一所']);
    expect(await childNames(world.units.parent.id)).not.toContain('东片');
    const { body } = await ask<{ from: object[] }>('GET', `/${b.id}/history`);
    expect(body.from).toMatchObject([{ name: '东片', kind: 'merge' }]);
    expect((await ask('POST', `/${a.id}/merge`, { ...input, version: 2 })).body.code).toBe(
      'unit-closed',
    );
  });

  it('a split unit closes and becomes new ones, of which one may keep its code', async () => {
    const a = await make('综合所', world.units.parent.id, { code: 'ZH', on: '2025-01-01' });
    await make('窗口', a.id);
    const into = [
      { name: '审批所', kind: 'office', code: 'ZH' },
      { name: '执法所', kind: 'office' },
    ];
    const made = await ask<Unit[]>('POST', `/${a.id}/split`, { into, version: 1 });
    expect(made.body.map((u) => u.name)).toEqual(['审批所', '执法所']);
    expect(await childNames(made.body[0]!.id)).toEqual(['窗口']);
    const { body } = await ask<{ into: object[] }>('GET', `/${a.id}/history`);
    expect(body.into).toHaveLength(2);
  });

  it('a unit with others under it does not close', async () => {
    const a = await make('有下级', world.units.parent.id);
    await make('下级', a.id);
    const { body } = await ask('POST', `/${a.id}/close`, { version: 1 });
    expect(body.code).toBe('has-children');
  });
});

describe('closed units', () => {
  it('are told of only to whoever asks', async () => {
    const top = await make('停办公司', world.units.parent.id);
    const gone = await make('停办科', top.id);
    await ask('POST', `/${gone.id}/close`, { version: 1 });
    const names = async (path: string) => (await ask<Unit[]>('GET', path)).body.map((u) => u.name);
    for (const [path, more] of [
      [`/${top.id}/children?`, []],
      [`?under=${top.id}&`, ['停办公司']],
      [`?q=${encodeURIComponent('停办科')}&`, []],
    ] as const) {
      expect(await names(path)).toEqual(more);
      expect(await names(`${path}closed=shown`)).toEqual([...more, '停办科']);
    }
    const counted = await ask<{ unit: { children: number } }>('GET', `/${top.id}?closed=shown`);
    expect(counted.body.unit.children).toBe(1);
    expect((await ask('GET', `/${top.id}/children?closed=yes`)).status).toBe(400);
  });
});

describe('the record of the tree', () => {
  it('has one entry for each change, committed to its content', async () => {
    const made = await make('留痕所', world.units.own.id);
    await ask('PUT', `/${made.id}`, { name: '留痕中心', kind: 'office', version: 1 });
    const entries = await server.ctx.db
      .selectFrom('record_entry')
      .innerJoin('record_content', 'entry_id', 'id')
      .select(['act', 'content', 'actor'])
      .where('subject', '=', `org:${made.id}`)
      .orderBy('id')
      .execute();
    expect(entries.map((e) => e.act)).toEqual(['org.create', 'org.change']);
    expect(JSON.parse(entries[1]!.content)).toMatchObject({ unit: { name: '留痕中心' } });
    expect(entries[0]!.actor).toMatch(/^person:/);
  });

  it('has none of a refused change', async () => {
    const count = async () =>
      (await server.ctx.db.selectFrom('record_entry').select('id').execute()).length;
    const before = await count();
    await ask('POST', '', { parentId: world.units.closed.id, name: '不成', kind: 'team' });
    expect(await count()).toBe(before);
  });
});
