import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { testServer } from '../../../test/setup/server.ts';
import { makeWorld, type World } from '../../../test/setup/world.ts';
import type { Hit } from '../../contract/search/operations.ts';

let server: Awaited<ReturnType<typeof testServer>>;
let world: World;
beforeAll(async () => {
  server = await testServer();
  world = await makeWorld(server);
});
afterAll(() => server.close());

async function find(cookie: string, q: string, limit = 8) {
  const url = `/api/search?q=${encodeURIComponent(q)}&limit=${limit}`;
  const answer = await server.app.inject({ url, headers: { cookie } });
  expect(answer.statusCode).toBe(200);
  const found = answer.json() as { kind: string; hits: Hit[]; more: boolean }[];
  return {
    titles: found.flatMap((g) => g.hits.map((h) => `${g.kind} ${h.title}`)),
    more: found.some((g) => g.more),
    hits: found.flatMap((g) => g.hits),
  };
}

describe('search over what one may see', () => {
  it('finds units and people by two characters, and says where they are', async () => {
    const { cookie } = await world.signInAs('office', world.units.parent);
    const { titles, hits } = await find(cookie, '机电');
    expect(titles.filter((t) => !t.startsWith('entry '))).toEqual([
      'unit 机电项目部',
      'person 机电项目部的人',
      'problem 机电项目部的问题',
      'session 机电项目部的学习',
      'ballot 机电项目部的测评',
    ]);
    expect(titles).toContain('entry 封存考核结果：机电项目部的记录');
    expect(hits[0]!.note).toBe('城建集团 / 三分公司');
    expect(hits[0]!.link).toBe(`/org?unit=${world.units.child.id}`);
  });

  it('finds each word wherever it stands, and one character too', async () => {
    const { cookie } = await world.signInAs('office', world.units.parent);
    expect((await find(cookie, '项目 机电')).titles).toContain('unit 机电项目部');
    expect((await find(cookie, '集')).titles).toContain('unit 城建集团');
    expect((await find(cookie, '机电 分公司')).titles).toEqual([]);
  });

  it('takes signs of patterns as they stand', async () => {
    const { cookie } = await world.signInAs('office', world.units.parent);
    for (const q of ['%', '_', '\\', '机%部', "'"])
      expect((await find(cookie, q)).titles).toEqual([]);
  });

  it('tells nothing of the units beside and above', async () => {
    const { cookie } = await world.signInAs('office', world.units.own);
    const { titles } = await find(cookie, '公司');
    expect(titles).toContain('unit 三分公司');
    expect(titles.filter((t) => /五分公司|城建集团/.test(t))).toEqual([]);
  });

  it('tells of people and problems only to those who may see them', async () => {
    const { cookie } = await world.signInAs('member', world.units.parent);
    const { titles } = await find(cookie, '机电');
    expect(titles).toEqual(['unit 机电项目部', 'session 机电项目部的学习']);
  });

  it('finds problems by each word of what they say, and by their number, under the own unit', async () => {
    const { cookie } = await world.signInAs('office', world.units.own);
    const { hits } = await find(cookie, `${world.units.child.name} 问题`);
    const problem = hits.find((h) => h.link.startsWith('/problems?id='))!;
    expect(problem).toMatchObject({
      title: `${world.units.child.name}的问题`,
      note: `${world.units.child.name} · 2026-0900`,
    });
    expect((await find(cookie, '2026-0900')).titles).toContain(`problem ${problem.title}`);
    const { titles } = await find(cookie, '的问题');
    expect(titles).toContain(`problem ${world.units.own.name}的问题`);
    expect(titles.filter((t) => /五分公司|城建集团/.test(t))).toEqual([]);
  });

  it('gives as many as asked and says that there are more', async () => {
    const { cookie } = await world.signInAs('office', world.units.parent);
    expect(await find(cookie, '公司', 1)).toMatchObject({ more: true });
  });
});
