import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { testServer } from '../../../test/setup/server.ts';
import { makeWorld, type Placed, type World } from '../../../test/setup/world.ts';
import type { Figure, Waiting } from '../../contract/today/operations.ts';
import { newId } from '../platform/ids.ts';

let server: Awaited<ReturnType<typeof testServer>>;
let world: World;
beforeAll(async () => {
  server = await testServer();
  world = await makeWorld(server);
});
afterAll(() => server.close());

async function ask<T>(cookie: string, url: string): Promise<T> {
  const answer = await server.app.inject({ url, headers: { cookie } });
  expect(answer.statusCode).toBe(200);
  return answer.json() as T;
}
/** What waits, without the voices that every unit of the world has. */
const list = async (cookie: string, query = '') =>
  (await ask<{ rows: Waiting[] }>(cookie, `/api/today${query}`)).rows.filter(
    (r) => !r.id.startsWith('voice-'),
  );

/** A post of a unit, held from a day until another when a person is given. */
async function post(at: Placed, holder?: { id: string; since: string; until?: string }) {
  const id = newId(server.clock.now);
  const place = { org_id: at.id, org_path: at.path, version: 1 };
  await server.ctx.db
    .insertInto('post')
    .values({ ...place, id, name: '经理', rank: 'first', position: 0, since: '2024-01-01' })
    .execute();
  if (holder)
    await server.ctx.db
      .insertInto('tenure')
      .values({
        ...place,
        id: newId(server.clock.now),
        post_id: id,
        person_id: holder.id,
        kind: 'regular',
        since: holder.since,
        until: holder.until ?? null,
      })
      .execute();
  return id;
}

describe('what waits for me', () => {
  it('tells an administrator the steps to begin with, and drops those that are done', async () => {
    const fresh = await testServer();
    try {
      const cookie = await fresh.signUp();
      const steps = async () => {
        const answer = await fresh.app.inject({ url: '/api/today', headers: { cookie } });
        const { rows } = answer.json() as { rows: Waiting[] };
        return rows.map((r) => r.id).filter((id) => id.startsWith('setup:'));
      };
      expect(await steps()).toEqual([
        'setup:name',
        'setup:tree',
        'setup:people',
        'setup:grants',
        'setup:mail',
      ]);
      await fresh.ctx.db.updateTable('org').set({ name: '城建集团', units: 2 }).execute();
      expect(await steps()).toEqual(['setup:people', 'setup:grants', 'setup:mail']);
      const january = new Date('2026-01-01T00:00:00Z');
      await fresh.ctx.db.updateTable('account').set({ created_at: january }).execute();
      expect(await steps()).toEqual(['setup:people', 'setup:grants']);
    } finally {
      await fresh.close();
    }
  });

  it('tells of vacant first posts and tenures that end, most pressing first, of one’s own units only', async () => {
    const { own, child, sibling } = world.units;
    const vacant = await post(own, {
      id: own.rows.person,
      since: '2024-01-01',
      until: '2026-02-01',
    });
    await post(child, { id: child.rows.person, since: '2024-01-01', until: '2026-03-06' });
    await post(sibling);
    const { cookie } = await world.signInAs('liaison', own);
    const rows = await list(cookie);
    expect(rows.map((r) => [r.id.split(':')[0], r.unit?.name, r.severity, r.due])).toEqual([
      ['session', '三分公司', 'soon', '2026-03-02'],
      ['session', '机电项目部', 'soon', '2026-03-02'],
      ['tenure', '机电项目部', 'soon', '2026-03-06'],
      ['vacancy', '三分公司', 'open', null],
      ['ballot-draft', '三分公司', 'later', null],
      ['ballot-draft', '机电项目部', 'later', null],
    ]);
    expect(rows.find((r) => r.id.startsWith('vacancy:'))).toMatchObject({
      id: `vacancy:${vacant}`,
      text: { params: { post: '经理', since: '2026-02-01' } },
    });
    expect(new Set((await list(cookie, `?at=${child.id}`)).map((r) => r.unit?.name))).toEqual(
      new Set(['机电项目部']),
    );
    const { cookie: member } = await world.signInAs('member', own);
    expect(await list(member)).toEqual([]);
  });

  it('tells of one’s own right that ends, and of those one has given', async () => {
    const { own } = world.units;
    const { id, cookie } = await world.signInAs('member', own);
    await server.ctx.db
      .updateTable('access_grant')
      .set({ until: new Date('2026-03-10T00:00:00Z') })
      .where('person_id', '=', id)
      .execute();
    expect(await list(cookie)).toMatchObject([
      { due: '2026-03-10', severity: 'later', text: { names: { role: 'identity:role-member' } } },
    ]);
    const { cookie: admin } = await world.signInAs('administrator', own);
    expect((await list(admin)).filter((r) => r.id.startsWith('grant:'))).toHaveLength(1);
  });
});

describe('duties to sign', () => {
  it('wait for whoever holds the post, until the wording is signed', async () => {
    const { own } = world.units;
    const { id, cookie } = await world.signInAs('leader', own);
    const duties = async () => (await list(cookie)).filter((r) => r.id.startsWith('duty:'));
    expect(await duties()).toEqual([]);
    const postId = await post(own, { id, since: '2026-01-01' });
    const duty = { org_id: own.id, org_path: own.path, id: newId(server.clock.now) };
    await server.ctx.db
      .insertInto('duty')
      .values({
        ...duty,
        kind: 'line',
        title: '分管安全',
        text: '一并负责。',
        post_id: postId,
        position: 9,
        wording: 1,
        since: '2026-01-01',
        version: 1,
      })
      .execute();
    expect(await duties()).toMatchObject([
      {
        id: `duty:${duty.id}`,
        unit: { name: '三分公司' },
        text: { params: { title: '分管安全' } },
      },
    ]);
    const answer = await server.app.inject({
      method: 'POST',
      url: `/api/duty/duties/${duty.id}/acknowledge`,
      headers: { cookie },
      payload: { version: 1, signature: { kind: 'typed', name: '任leader' } },
    });
    expect(answer.statusCode).toBe(200);
    expect(await duties()).toEqual([]);
  });
});

describe('a unit in figures', () => {
  it('counts what is under it, with the figures of 30 days ago', async () => {
    const { sibling } = world.units;
    const { cookie } = await world.signInAs('leader', sibling);
    type Figures = Record<'units' | 'people' | 'filled' | 'vacant', Figure>;
    const figures = () => ask<Figures>(cookie, '/api/today/figures');
    const first = await figures();
    await post(sibling, { id: sibling.rows.person, since: '2024-01-01', until: '2026-02-20' });
    await post(sibling, { id: sibling.rows.person, since: '2026-02-20' });
    const then = await figures();
    expect(then).toMatchObject({ unit: { name: '五分公司' }, units: { now: 1 } });
    expect(then.filled.now - first.filled.now).toBe(1);
    expect(then.vacant.now - first.vacant.now).toBe(1);
    expect(then.filled.before! - (first.filled.before ?? 0)).toBe(1);
    expect(then.people.now).toBe(first.people.now);
  });

  it('leaves out people where one may not see them', async () => {
    const { cookie } = await world.signInAs('member', world.units.own);
    expect(await ask(cookie, '/api/today/figures')).toMatchObject({ people: null, filled: null });
  });
});
