import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { testServer } from '../../../test/setup/server.ts';
import { makeWorld, type World } from '../../../test/setup/world.ts';
import type { Entry } from '../../contract/record/operations.ts';

let server: Awaited<ReturnType<typeof testServer>>;
let world: World;
let office: string;
beforeAll(async () => {
  server = await testServer();
  world = await makeWorld(server);
  office = (await world.signInAs('office', world.units.parent)).cookie;
});
afterAll(() => server.close());

async function ask<T = Entry[]>(url: string, cookie = office): Promise<T> {
  const answer = await server.app.inject({ method: 'GET', url, headers: { cookie } });
  expect(answer.statusCode, answer.body).toBe(200);
  return answer.json() as T;
}

describe('entries of the record', () => {
  it('tell who changed what, where and when, newest first', async () => {
    const { child } = world.units;
    await server.app.inject({
      method: 'PUT',
      url: `/api/org/units/${child.id}`,
      payload: { name: '机电安装项目部', kind: 'project', version: 1 },
      headers: { cookie: office },
    });
    const [last] = await ask(`/api/record/history?subject=org:${child.id}`);
    expect(last).toMatchObject({
      act: 'org.change',
      actorName: '任office',
      subjectName: '机电安装项目部',
      orgName: '机电安装项目部',
      position: null,
      content: { unit: { name: '机电安装项目部', kind: 'project' } },
    });
    expect(last!.at).toBe('2026-03-02T08:00:00.000000Z');
    const all = await ask('/api/record/entries');
    expect(all.map((e) => e.id)).toEqual(
      all
        .map((e) => e.id)
        .sort()
        .reverse(),
    );
    expect(all[0]!.id).toBe(last!.id);
  });

  it('are filtered by unit, person, act, subject and day, and come page by page', async () => {
    const { own } = world.units;
    const under = await ask(`/api/record/entries?under=${own.id}`);
    // What people say has no name to be told by.
    const named = under.filter((e) => !e.subject.startsWith('voice:'));
    expect([...new Set(named.map((e) => e.subjectName))].sort()).toEqual(
      ['三分公司的记录', '机电项目部的记录', '老厂区留守处的记录', '机电安装项目部'].sort(),
    );
    expect(await ask('/api/record/entries?act=org.change')).toHaveLength(1);
    const [changed] = await ask('/api/record/entries?act=org.change');
    const person = changed!.actor.slice('person:'.length);
    expect(await ask(`/api/record/entries?person=${person}`)).toHaveLength(1);
    expect(await ask('/api/record/entries?subject=sweep:all')).toHaveLength(5);
    const day = await ask('/api/record/entries?from=2026-03-02&to=2026-03-02');
    expect(day).toEqual(await ask('/api/record/entries'));
    expect(await ask('/api/record/entries?to=2026-03-01')).toHaveLength(0);
    expect(await ask('/api/record/entries?from=2026-03-03')).toHaveLength(0);
    const first = await ask('/api/record/entries?limit=4');
    const rest = await ask(`/api/record/entries?limit=50&after=${first.at(-1)!.id}`);
    expect([...first, ...rest]).toEqual(await ask('/api/record/entries'));
  });

  it('of a unit out of reach do not exist', async () => {
    const { cookie } = await world.signInAs('office', world.units.own);
    const { sibling } = world.units;
    const answer = await server.app.inject({
      method: 'GET',
      url: `/api/record/entries?under=${sibling.id}`,
      headers: { cookie },
    });
    expect(answer.json()).toMatchObject({ code: 'not-found' });
  });
});

describe('the history of a person', () => {
  it('tells what happened with their posts too, and nothing of others at them', async () => {
    const { own } = world.units;
    const id = await world.person('程到任', own);
    const other = await world.person('莫相干', own);
    for (const [personId, kind] of [
      [id, 'concurrent'],
      [other, 'acting'],
    ])
      await server.app.inject({
        method: 'POST',
        url: `/api/person/posts/${own.rows.post}/tenures`,
        payload: { personId, kind, since: '2026-03-01' },
        headers: { cookie: office },
      });
    const seen = await ask(`/api/record/history?subject=person:${id}`);
    expect(seen.map((e) => [e.act, e.subject, e.subjectName])).toEqual([
      ['person.appoint', `post:${own.rows.post}`, '程到任（三分公司干事）'],
    ]);
  });
});
