import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { testServer } from '../../../test/setup/server.ts';
import { makeWorld, type Placed, type World } from '../../../test/setup/world.ts';
import type { Role } from '../../contract/permissions.ts';
import type { Grant, Person, Post, Tenure } from '../../contract/person/schemas.ts';
import { EVERYWHERE, withScopes } from '../platform/scope.ts';
import { report } from './access.service.ts';
import { firstOf, holdersOf, nameOf, postsOf } from './service.ts';

let server: Awaited<ReturnType<typeof testServer>>;
let world: World;
type Who = { id: string; cookie: string };
/** Of the unit «own», and of the unit above it. */
let office: Who;
let head: Who;
let administrator: Who;
beforeAll(async () => {
  server = await testServer();
  world = await makeWorld(server);
  office = await world.signInAs('office', world.units.own);
  head = await world.signInAs('office', world.units.parent);
  administrator = await world.signInAs('administrator', world.units.parent);
});
afterAll(() => server.close());

async function ask<T>(who: Who, method: 'GET' | 'POST' | 'PUT', path: string, payload?: object) {
  const answer = await server.app.inject({
    method,
    url: `/api/person${path}`,
    headers: { cookie: who.cookie },
    ...(payload ? { payload } : {}),
  });
  return { status: answer.statusCode, body: answer.json() as T & { code: string } };
}
const enter = async (name: string, at: Placed, more: object = {}) => {
  const { body } = await ask<Person>(head, 'POST', '/people', { unitId: at.id, name, ...more });
  expect(body.code).toBeUndefined();
  return body;
};
const makePost = async (at: Placed, name: string, rank = 'member', since = '2020-01-01') =>
  (await ask<Post>(head, 'POST', `/units/${at.id}/posts`, { name, rank, since })).body;
const appoint = (who: Who, post: { id: string }, personId: string, more: object = {}) =>
  ask<Tenure>(who, 'POST', `/posts/${post.id}/tenures`, {
    personId,
    kind: 'regular',
    since: '2024-01-01',
    ...more,
  });
const give = (who: Who, personId: string, role: Role, at: { id: string }, more: object = {}) =>
  ask<Grant>(who, 'POST', '/grants', { personId, role, unitId: at.id, ...more });
const people = async (who: Who, query: string) =>
  (await ask<{ total: number; rows: { name: string }[] }>(who, 'GET', `/people?${query}`)).body;
const entries = async (subject: string) =>
  (
    await server.ctx.db
      .selectFrom('record_entry')
      .select('act')
      .where('subject', '=', subject)
      .orderBy('id')
      .execute()
  ).map((e) => e.act);

describe('people', () => {
  it('are entered in half width and found by name, number and the end of the mobile', async () => {
    const made = await enter('欧阳明月', world.units.own, {
      number: 'Ａ１００７',
      mobile: '１３９１２３４５６７８',
      email: 'ouyang@example.com',
    });
    expect(made).toMatchObject({ number: 'A1007', mobile: '13912345678', version: 1 });
    for (const q of ['阳明', 'A10', '5678', '45678'])
      expect((await people(office, `q=${encodeURIComponent(q)}`)).rows.map((r) => r.name)).toEqual([
        '欧阳明月',
      ]);
    expect((await people(office, 'q=9999')).total).toBe(0);
    expect((await people(office, `q=${encodeURIComponent('%_')}`)).total).toBe(0);
  });

  it('of other units are neither listed nor counted, whatever is asked for', async () => {
    await enter('尉迟隔壁', world.units.sibling);
    expect(await people(office, `q=${encodeURIComponent('尉迟')}`)).toEqual({ total: 0, rows: [] });
    expect((await people(head, `q=${encodeURIComponent('尉迟')}`)).total).toBe(1);
    const under = await ask(office, 'GET', `/people?under=${world.units.sibling.id}`);
    expect(under.body.code).toBe('not-found');
  });

  it('are filtered by account, post and whether they left, and paged', async () => {
    expect((await people(office, 'account=yes')).rows.map((r) => r.name)).toContain('任office');
    const without = await people(office, 'account=no&limit=200');
    expect(without.rows.map((r) => r.name)).not.toContain('任office');
    expect((await people(office, 'post=yes')).rows.map((r) => r.name)).toContain('三分公司的人');
    const all = await people(office, 'limit=200');
    const first = await people(office, 'limit=2');
    const second = await people(office, 'limit=2&offset=2');
    expect(first.total).toBe(all.total);
    expect([...first.rows, ...second.rows]).toEqual(all.rows.slice(0, 4));
  });

  it('have their contacts in full only for who manages people there', async () => {
    const made = await enter('司马青', world.units.own, {
      mobile: '13800138000',
      email: 'sima@example.com',
    });
    const reader = await world.signInAs('leader', world.units.own);
    const seen = (await ask<{ person: Person }>(reader, 'GET', `/people/${made.id}`)).body.person;
    expect(seen).toMatchObject({ mobile: '138****8000', email: 's****@example.com' });
    const full = (await ask<{ person: Person }>(office, 'GET', `/people/${made.id}`)).body.person;
    expect(full.mobile).toBe('13800138000');
  });

  it('share no number, and are not changed over what somebody else changed', async () => {
    const made = await enter('甲一', world.units.own, { number: 'N-1' });
    const twice = await ask(office, 'POST', '/people', {
      unitId: world.units.own.id,
      name: '乙二',
      number: 'N-1',
    });
    expect(twice).toMatchObject({ status: 409, body: { code: 'number-taken' } });
    const change = { name: '甲一一', number: 'N-1', version: 1 };
    expect((await ask<Person>(office, 'PUT', `/people/${made.id}`, change)).body.name).toBe(
      '甲一一',
    );
    expect((await ask(office, 'PUT', `/people/${made.id}`, change)).body.code).toBe('conflict');
    expect(await entries(`person:${made.id}`)).toEqual(['person.create', 'person.change']);
  });

  it('bad fields are refused with the field', async () => {
    const bad = { unitId: world.units.own.id, name: ' ', mobile: '打不通', email: 'x' };
    const { status, body } = await ask<{ issues: { path: string }[] }>(
      office,
      'POST',
      '/people',
      bad,
    );
    expect(status).toBe(400);
    expect(body.issues.map((i) => i.path).sort()).toEqual(['email', 'mobile', 'name']);
  });

  it('go to another unit only when both are in reach', async () => {
    const made = await enter('调动人', world.units.own);
    const to = (unit: Placed) => ({ unitId: unit.id, version: made.version });
    const path = `/people/${made.id}/move`;
    expect((await ask(office, 'POST', path, to(world.units.sibling))).body.code).toBe('not-found');
    expect((await ask(office, 'POST', path, to(world.units.closed))).body.code).toBe('unit-closed');
    const moved = await ask<Person>(head, 'POST', path, to(world.units.sibling));
    expect(moved.body.unit.name).toBe('五分公司');
    expect((await ask(office, 'GET', `/people/${made.id}`)).status).toBe(404);
  });
});

describe('posts and tenures', () => {
  it('one regular holder at a time; vacant in between; read as of any day', async () => {
    const post = await makePost(world.units.own, '总工程师', 'deputy');
    const [a, b] = [await enter('前任', world.units.own), await enter('后任', world.units.own)];
    const first = await appoint(office, post, a.id, { since: '2022-01-01', until: '2023-01-01' });
    expect(first.status).toBe(200);
    expect((await appoint(office, post, b.id, { since: '2022-12-31' })).body.code).toBe(
      'post-held',
    );
    const second = await appoint(office, post, b.id, {
      since: '2023-03-01',
      document: '城建〔2023〕6号',
    });
    expect(second.body).toMatchObject({ person: { name: '后任' }, document: '城建〔2023〕6号' });
    const on = async (day: string) =>
      (
        await ask<{ posts: Post[] }>(office, 'GET', `/units/${world.units.own.id}/posts?on=${day}`)
      ).body.posts
        .find((p) => p.id === post.id)!
        .holders.map((h) => h.person.name);
    expect(await on('2022-06-01')).toEqual(['前任']);
    expect(await on('2023-01-01')).toEqual([]);
    expect(await on('2023-03-01')).toEqual(['后任']);
    const vacancies = async (day: string) =>
      (
        await ask<{ vacant: { post: { id: string }; last: string; since: string }[] }>(
          office,
          'GET',
          `/vacancies?on=${day}`,
        )
      ).body.vacant.find((v) => v.post.id === post.id);
    expect(await vacancies('2023-02-01')).toMatchObject({ last: '前任', since: '2023-01-01' });
    expect(await vacancies('2023-03-01')).toBeUndefined();
  });

  it('two appointments at once: one regular holder', async () => {
    const post = await makePost(world.units.own, '抢位');
    const [a, b] = [await enter('抢一', world.units.own), await enter('抢二', world.units.own)];
    const answers = await Promise.all([appoint(office, post, a.id), appoint(office, post, b.id)]);
    expect(answers.map((x) => x.status).sort()).toEqual([200, 409]);
  });

  it('are handed over in one step, under one document', async () => {
    const post = await makePost(world.units.own, '经理', 'first');
    const [a, b] = [await enter('老经理', world.units.own), await enter('新经理', world.units.own)];
    const old = (await appoint(office, post, a.id)).body;
    const input = {
      tenureId: old.id,
      version: old.version,
      personId: b.id,
      kind: 'regular',
      on: '2026-02-01',
      document: '城建〔2026〕2号',
    };
    const path = `/posts/${post.id}/hand-over`;
    const done = await ask<{ ended: Tenure; begun: Tenure }>(office, 'POST', path, input);
    expect(done.body).toMatchObject({
      ended: { until: '2026-02-01', untilDocument: '城建〔2026〕2号' },
      begun: { since: '2026-02-01', person: { name: '新经理' } },
    });
    expect((await ask(office, 'POST', path, input)).body.code).toBe('conflict');
    expect(await entries(`post:${post.id}`)).toEqual([
      'person.make-post',
      'person.appoint',
      'person.end-tenure',
      'person.appoint',
    ]);
    const other = await makePost(world.units.own, '另一职务');
    const crossed = await ask(office, 'POST', `/posts/${other.id}/hand-over`, {
      ...input,
      tenureId: done.body.begun.id,
      version: 1,
    });
    expect(crossed.body.code).toBe('not-found');
  });

  it('a hand-over that is refused leaves the old tenure as it was', async () => {
    const post = await makePost(world.units.own, '交接不成');
    const [a, gone] = [await enter('在任', world.units.own), await enter('已走', world.units.own)];
    await ask(office, 'POST', `/people/${gone.id}/leave`, { on: '2026-01-01', version: 1 });
    const old = (await appoint(office, post, a.id)).body;
    const refused = await ask(office, 'POST', `/posts/${post.id}/hand-over`, {
      tenureId: old.id,
      version: 1,
      personId: gone.id,
      kind: 'regular',
      on: '2026-02-01',
    });
    expect(refused.body.code).toBe('person-left');
    const row = await server.ctx.db
      .selectFrom('tenure')
      .select('until')
      .where('id', '=', old.id)
      .executeTakeFirstOrThrow();
    expect(row.until).toBeNull();
  });

  it('a closed post takes nobody, and does not close over a holder', async () => {
    const post = await makePost(world.units.own, '撤销岗');
    const a = await enter('占岗', world.units.own);
    const held = (await appoint(office, post, a.id)).body;
    const close = { on: '2026-01-01', version: 1 };
    const path = `/posts/${post.id}/close`;
    expect((await ask(office, 'POST', path, close)).body.code).toBe('post-held');
    await ask(office, 'POST', `/tenures/${held.id}/end`, { on: '2025-12-31', version: 1 });
    expect((await ask<Post>(office, 'POST', path, close)).body.closedOn).toBe('2026-01-01');
    expect((await appoint(office, post, a.id, { since: '2026-01-01' })).body.code).toBe(
      'post-closed',
    );
    const back = await appoint(office, post, a.id, { since: '2025-12-31', until: '2026-01-01' });
    expect(back.status).toBe(200);
  });

  it('a tenure entered by mistake is withdrawn: it stands in no list, but on record', async () => {
    const post = await makePost(world.units.own, '录错岗');
    const a = await enter('录错人', world.units.own);
    const held = (await appoint(office, post, a.id)).body;
    const path = `/tenures/${held.id}/withdraw`;
    await ask(office, 'POST', path, { reason: '录错了人', version: 1 });
    const { tenures } = (await ask<{ tenures: Tenure[] }>(office, 'GET', `/people/${a.id}`)).body;
    expect(tenures).toEqual([]);
    expect(await entries(`post:${post.id}`)).toContain('person.withdraw-tenure');
  });

  it('neither people nor posts of other units can be named in a body', async () => {
    const outsider = world.units.sibling.rows.person;
    const post = await makePost(world.units.own, '外人岗');
    expect((await appoint(office, post, outsider)).body.code).toBe('not-found');
    const theirs = { id: world.units.sibling.rows.post };
    const mine = await enter('自己人', world.units.own);
    expect((await appoint(office, theirs, mine.id)).body.code).toBe('not-found');
    const change = { name: '夺', rank: 'first', position: 0, version: 1 };
    expect((await ask(office, 'PUT', `/posts/${theirs.id}`, change)).status).toBe(404);
    const end = { on: '2026-02-01', version: 1 };
    const tenure = world.units.parent.rows.tenure;
    expect((await ask(office, 'POST', `/tenures/${tenure}/end`, end)).status).toBe(404);
  });
});

describe('leaving', () => {
  it('ends posts and rights with the day, withdraws what was to come, and says how many', async () => {
    const a = await enter('离任人', world.units.own);
    const [post, later] = [
      await makePost(world.units.own, '现岗'),
      await makePost(world.units.own, '后岗'),
    ];
    await appoint(office, post, a.id);
    await appoint(office, later, a.id, { since: '2026-05-01' });
    await give(office, a.id, 'liaison', world.units.own);
    const left = await ask<{ ended: object; person: Person }>(
      office,
      'POST',
      `/people/${a.id}/leave`,
      { on: '2026-04-01', version: 1 },
    );
    expect(left.body).toMatchObject({
      ended: { tenures: 2, grants: 1 },
      person: { leftOn: '2026-04-01' },
    });
    const seen = (
      await ask<{ tenures: Tenure[]; grants: Grant[] }>(office, 'GET', `/people/${a.id}`)
    ).body;
    expect(seen.tenures.map((t) => t.until)).toEqual(['2026-04-01']);
    expect(seen.grants.map((g) => g.until)).toEqual(['2026-03-31T16:00:00.000Z']);
    expect((await appoint(office, post, a.id, { since: '2026-04-01' })).status).toBe(409);
    expect((await give(office, a.id, 'member', world.units.own)).body.code).toBe('person-left');
  });

  it('waits for units outside one’s reach', async () => {
    const a = await enter('兼外职', world.units.own);
    await give(head, a.id, 'leader', world.units.parent);
    const leave = { on: '2026-03-02', version: 1 };
    const path = `/people/${a.id}/leave`;
    expect((await ask(office, 'POST', path, leave)).body.code).toBe('holds-outside');
    expect((await ask(head, 'POST', path, leave)).status).toBe(200);
    expect(
      (await ask<Person>(head, 'POST', `/people/${a.id}/return`, { version: 2 })).body.leftOn,
    ).toBe(null);
  });
});

describe('rights', () => {
  it('are given within one’s own scope and to others only', async () => {
    const a = await enter('受权人', world.units.child);
    const given = await give(office, a.id, 'leader', world.units.child, {
      through: '2026-03-31',
      reason: '主持工作',
    });
    expect(given.body).toMatchObject({
      state: 'now',
      until: '2026-03-31T16:00:00.000Z',
      by: '任office',
    });
    expect((await give(office, a.id, 'leader', world.units.child)).body.code).toBe(
      'granted-already',
    );
    for (const at of [world.units.parent, world.units.sibling])
      expect((await give(office, a.id, 'member', at)).body.code).toBe('not-found');
    expect((await give(office, office.id, 'leader', world.units.own)).body.code).toBe('own-grant');
    for (const role of ['administrator', 'office', 'discipline', 'appraiser'] as const)
      expect((await give(office, a.id, role, world.units.own)).body.code).toBe('not-allowed');
    const outsider = world.units.sibling.rows.person;
    expect((await give(office, outsider, 'member', world.units.own)).body.code).toBe('not-found');
    const self = await give(administrator, administrator.id, 'office', world.units.parent);
    expect(self.body.code).toBe('own-grant');
  });

  it('the administrator administers and reads nothing of the work', async () => {
    const answer = await server.app.inject({
      url: '/api/appraisal/runs',
      headers: { cookie: administrator.cookie },
    });
    expect(answer.statusCode).toBe(403);
  });

  it('expire by time alone, begin on their day, and end at once when revoked', async () => {
    const who = await world.signInAs(undefined, world.units.own);
    const reads = async () => (await ask(who, 'GET', '/people')).status;
    expect(await reads()).toBe(403);
    const ends = await give(office, who.id, 'deputy', world.units.own, { through: '2026-03-03' });
    expect(await reads()).toBe(200);
    const was = server.clock.now;
    // The session itself outlives the right.
    const alive = { seen_at: new Date('2026-03-03T12:00:00Z'), expires_at: new Date('2026-03-09') };
    await server.ctx.db.updateTable('session').set(alive).execute();
    server.clock.now = new Date('2026-03-03T15:59:59Z');
    const last = await reads();
    server.clock.now = new Date('2026-03-03T16:00:00Z');
    const after = await reads();
    server.clock.now = was;
    expect([last, after]).toEqual([200, 403]);
    expect((await ask(office, 'POST', `/grants/${ends.body.id}/revoke`, {})).status).toBe(200);
    expect(await reads()).toBe(403);
    expect((await ask(office, 'POST', `/grants/${ends.body.id}/revoke`, {})).body.code).toBe(
      'grant-over',
    );
  });

  it('are not taken by who could not give them, nor told to who may not see them', async () => {
    const a = await enter('高权人', world.units.own);
    const high = (await give(administrator, a.id, 'discipline', world.units.own)).body;
    expect((await ask(office, 'POST', `/grants/${high.id}/revoke`, {})).body.code).toBe(
      'not-allowed',
    );
    const theirs = world.units.sibling.rows.grant;
    expect((await ask(office, 'POST', `/grants/${theirs}/revoke`, {})).status).toBe(404);
    const nobody = await world.signInAs(undefined, world.units.own);
    expect((await ask(nobody, 'POST', `/grants/${high.id}/revoke`, {})).status).toBe(404);
  });

  it('the last administrator of the whole stays, also by two who revoke each other', async () => {
    const other = await world.signInAs('administrator', world.units.parent);
    const grantOf = async (who: Who) =>
      (await ask<{ grants: Grant[] }>(who, 'GET', '/mine')).body.grants[0]!.id;
    const [a, b] = [await grantOf(administrator), await grantOf(other)];
    const both = await Promise.all([
      ask(administrator, 'POST', `/grants/${b}/revoke`, {}),
      ask(other, 'POST', `/grants/${a}/revoke`, {}),
    ]);
    expect(both.filter((x) => x.status === 200)).toHaveLength(1);
    const left = both[0]!.status === 200 ? { who: administrator, id: a } : { who: other, id: b };
    const own = await ask(left.who, 'POST', `/grants/${left.id}/revoke`, {});
    expect(own.body.code).toBe('last-administrator');
    administrator = left.who;
  });
});

describe('lending while away', () => {
  it('lets another act until it ends with its day, its source, or by the lender', async () => {
    const lender = await world.signInAs('deputy', world.units.own);
    const standIn = await world.signInAs(undefined, world.units.child);
    const outsider = world.units.sibling.rows.person;
    const { grants } = (await ask<{ grants: Grant[] }>(lender, 'GET', '/mine')).body;
    const own = grants[0]!;
    const lend = (who: Who, id: string, personId: string, more: object = {}) =>
      ask<Grant>(who, 'POST', `/grants/${id}/lend`, { personId, through: '2026-03-10', ...more });
    expect((await lend(lender, own.id, outsider)).body.code).toBe('not-found');
    expect((await lend(standIn, own.id, standIn.id)).body.code).toBe('not-found');
    const lent = await lend(lender, own.id, standIn.id, { reason: '外出学习' });
    expect(lent.body).toMatchObject({ role: 'deputy', lentBy: { name: '任deputy' }, state: 'now' });
    expect((await ask(standIn, 'GET', '/people')).status).toBe(200);
    expect((await lend(standIn, lent.body.id, lender.id)).body.code).toBe('lent-on');
    const mine = (await ask<{ lent: Grant[] }>(lender, 'GET', '/mine')).body;
    expect(mine.lent.map((g) => g.person.id)).toEqual([standIn.id]);
    expect((await ask(office, 'POST', `/grants/${own.id}/revoke`, {})).status).toBe(200);
    expect((await ask(standIn, 'GET', '/people')).status).toBe(403);
    const after = (await ask<{ grants: Grant[] }>(standIn, 'GET', '/mine')).body.grants[0]!;
    expect(after.state).toBe('over');
  });

  it('a borrowed right gives no rights on', async () => {
    const lender = await world.signInAs('office', world.units.own);
    const standIn = await world.signInAs(undefined, world.units.own);
    const own = (await ask<{ grants: Grant[] }>(lender, 'GET', '/mine')).body.grants[0]!;
    const lent = await ask<Grant>(lender, 'POST', `/grants/${own.id}/lend`, {
      personId: standIn.id,
      through: '2026-03-10',
    });
    const third = await enter('第三人', world.units.own);
    expect((await give(standIn, third.id, 'member', world.units.own)).body.code).toBe(
      'not-allowed',
    );
    expect((await ask(lender, 'POST', `/grants/${lent.body.id}/revoke`, {})).status).toBe(200);
  });
});

describe('the report on access', () => {
  it('names every right in force once by unit and once by person, with who gave it and what it opens', async () => {
    const a = await enter('清单人', world.units.child, { number: 'Q-1' });
    await give(office, a.id, 'deputy', world.units.child, {
      through: '2026-12-31',
      reason: '分管',
    });
    const found = await report(server.ctx, { unit: 'C3-1' });
    if ('unknown' in found) throw new Error(found.unknown);
    const row = found.byUnit.find((r) => r.person === '清单人');
    expect(row).toMatchObject({
      unit: '机电项目部',
      role: 'deputy',
      since: '2026-03-02',
      through: '2026-12-31',
      by: '任office',
    });
    expect(found.byUnit.every((r) => r.unitPath.startsWith(world.units.child.path))).toBe(true);
    expect(found.byPerson).toHaveLength(found.byUnit.length);
    const one = await report(server.ctx, { person: 'Q-1' });
    expect('unknown' in one ? one : one.byPerson.map((r) => r.person)).toEqual(['清单人']);
    expect(await report(server.ctx, { unit: 'none' })).toEqual({ unknown: 'unit' });
    const csv = await server.app.inject({
      url: '/api/person/access.csv',
      headers: { cookie: office.cookie },
    });
    const line = csv.body.split('\r\n').find((l) => l.includes('清单人'))!;
    expect(line).toContain('分管');
    expect(line).toContain('person.list');
    expect(line).not.toContain('person.create');
  });
});

describe('for other rooms', () => {
  it('tell who holds which post, and who is first responsible, walking up where vacant', async () => {
    const { own, child, parent } = world.units;
    const on = '2021-06-01';
    const [top, low] = [
      await makePost(parent, '董事长', 'first'),
      await makePost(child, '项目经理', 'first'),
    ];
    const [chair, manager] = [await enter('董事长甲', parent), await enter('项目经理乙', child)];
    await appoint(head, top, chair.id, { since: '2021-01-01', until: '2022-01-01' });
    await appoint(head, low, manager.id, { since: '2021-01-01', until: '2021-04-01' });
    // As somebody who sees only the lower unit.
    await withScopes(server.ctx, [child.path], async (trx) => {
      expect(await firstOf(trx, child.path, '2021-03-31')).toMatchObject({
        orgId: child.id,
        holder: { name: '项目经理乙' },
        vacant: [],
      });
      expect(await firstOf(trx, child.path, on)).toMatchObject({
        postName: '董事长',
        holder: { name: '董事长甲' },
        vacant: [child.id, own.id],
      });
      expect(await firstOf(trx, child.path, '2020-06-01')).toBeUndefined();
      const posts = await postsOf(trx, [child.id, parent.id], on, ['first']);
      expect(posts.map((p) => [p.name, p.holders.length])).toEqual(
        expect.arrayContaining([
          ['项目经理', 0],
          ['董事长', 1],
        ]),
      );
      expect((await nameOf(trx, [chair.id])).get(chair.id)).toBe('董事长甲');
      const seen = await trx.selectFrom('person').select('id').where('id', '=', chair.id).execute();
      expect(seen).toEqual([]);
    });
    await withScopes(server.ctx, EVERYWHERE, async (trx) => {
      expect((await holdersOf(trx, own.id, '2019-01-01')).length).toBe(0);
    });
  });
});
