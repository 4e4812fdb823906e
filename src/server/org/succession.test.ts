import { sql } from 'kysely';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { testServer } from '../../../test/setup/server.ts';
import { makeWorld, type World } from '../../../test/setup/world.ts';
import { openWorkKinds, type Unit } from '../../contract/org/operations.ts';
import { asOwner, EVERYWHERE, withScopes } from '../platform/scope.ts';
import { dropIndexes, restoreIndexes } from './imports.queries.ts';

let server: Awaited<ReturnType<typeof testServer>>;
let world: World;
let cookie: string;
beforeAll(async () => {
  server = await testServer();
  world = await makeWorld(server);
  cookie = (await world.signInAs('office', world.units.parent)).cookie;
});
afterAll(() => server.close());

it('a large load leaves the indexes and keys of the tree as the migrations made them', async () => {
  const { ctx } = server;
  const shape = async () =>
    (
      await sql`select indexdef as def from pg_indexes where tablename = 'org' union all
        select conname || ' ' || pg_get_constraintdef(oid) from pg_constraint
        where conrelid = 'org'::regclass order by 1`.execute(ctx.db)
    ).rows;
  const before = await shape();
  await withScopes(ctx, EVERYWHERE, async (trx) => {
    await asOwner(ctx, trx, () => dropIndexes(trx));
    await asOwner(ctx, trx, () => restoreIndexes(trx));
  });
  expect(await shape()).toEqual(before);
  expect(before.length).toBeGreaterThan(6);
});

async function post<T = Unit>(url: string, payload: object) {
  const answer = await server.app.inject({ method: 'POST', url, headers: { cookie }, payload });
  return { status: answer.statusCode, body: answer.json() as T & { code?: string } };
}
const make = async (name: string, on = '2025-01-01') =>
  (
    await post('/api/org/units', {
      ...{ parentId: world.units.own.id, name, kind: 'branch', on },
    })
  ).body;
const unitAct = (unit: Unit, act: string, body: object) =>
  post(`/api/org/units/${unit.id}/${act}`, { version: unit.version, ...body });

/** A unit with one person, who is first responsible there and holds a right over it. */
async function peopled(name: string) {
  const unit = await make(name);
  const person = await world.person(`${name}的人`, unit);
  const made = await post<{ id: string }>(`/api/person/units/${unit.id}/posts`, {
    ...{ name: '主任', rank: 'first', since: '2025-01-01' },
  });
  await post(`/api/person/posts/${made.body.id}/tenures`, {
    ...{ personId: person, kind: 'regular', since: '2025-02-01' },
  });
  const now = server.clock.now;
  await server.ctx.db
    .insertInto('access_grant')
    .values({
      ...{ id: crypto.randomUUID(), person_id: person, role: 'liaison', since: now },
      ...{ org_id: unit.id, org_path: unit.path, created_at: now },
    })
    .execute();
  return { unit, person, postId: made.body.id };
}

async function placesOf(person: string) {
  const { db } = server.ctx;
  const open = { people: db.selectFrom('person').where('id', '=', person) };
  return {
    person: await open.people.select('org_id').executeTakeFirstOrThrow(),
    tenures: await db
      .selectFrom('tenure as t')
      .innerJoin('post as p', 'p.id', 't.post_id')
      .where('t.person_id', '=', person)
      .select(['t.org_id', 't.since', 't.until', 'p.rank', 'p.closed_on'])
      .orderBy('t.since')
      .execute(),
    grants: await db
      .selectFrom('access_grant')
      .where('person_id', '=', person)
      .where('revoked_at', 'is', null)
      .select(['org_id', 'role'])
      .execute(),
  };
}

it('the founding day goes back as far as the unit above, and only while nothing else is known', async () => {
  const unit = await make('新设所', '2026-01-05');
  const { since: above } = (
    await post('/api/org/units', { parentId: unit.id, name: '股', kind: 'team' })
  ).body;
  expect(above).toBe('2026-03-02');
  const early = await unitAct(unit, 'found', { since: '1900-01-01' });
  expect(early).toMatchObject({
    status: 422,
    body: { code: 'day-refused', issues: [{ code: 'org:found-refused', path: 'since' }] },
  });
  expect((await unitAct(unit, 'found', { since: '2026-01-06' })).body.code).toBe('day-refused');
  const done = await unitAct(unit, 'found', { since: '2025-06-01' });
  expect(done).toMatchObject({ status: 200, body: { since: '2025-06-01', version: 2 } });
  expect((await unitAct(unit, 'found', { since: '2025-05-01' })).body.code).toBe('conflict');
  const entries = await server.ctx.db
    .selectFrom('record_entry')
    .where('subject', '=', `org:${unit.id}`)
    .where('act', '=', 'org.found')
    .selectAll()
    .execute();
  expect(entries).toHaveLength(1);
});

it('a unit with people or held posts is not closed, and the refusal says how many', async () => {
  const { unit } = await peopled('有人所');
  expect(await unitAct(unit, 'close', {})).toMatchObject({
    status: 409,
    body: {
      code: 'has-people',
      issues: [{ code: 'org:has-people', params: { people: 1, posts: 1 } }],
    },
  });
});

it('a merger passes on people, posts, tenures and rights, and keeps what was', async () => {
  const { unit, person } = await peopled('并出所');
  const into = await peopled('并入所');
  const on = '2026-02-01';
  expect((await unitAct(unit, 'merge', { intoId: into.unit.id, on })).status).toBe(200);
  const then = await placesOf(person);
  expect(then.person.org_id).toBe(into.unit.id);
  expect(then.tenures).toEqual([
    { org_id: unit.id, since: '2025-02-01', until: on, rank: 'first', closed_on: on },
    { org_id: into.unit.id, since: on, until: null, rank: 'deputy', closed_on: null },
  ]);
  expect(then.grants).toEqual([{ org_id: into.unit.id, role: 'liaison' }]);
});

it('a split passes them on to the first unit, where a first post stays one', async () => {
  const { unit, person } = await peopled('拆分所');
  const named = (name: string) => ({ name, kind: 'branch' });
  const made = await unitAct(unit, 'split', { into: [named('拆一'), named('拆二')] });
  const [first] = made.body as unknown as Unit[];
  const then = await placesOf(person);
  expect(then.person.org_id).toBe(first!.id);
  expect(then.tenures.at(-1)).toMatchObject({ org_id: first!.id, rank: 'first', until: null });
  expect(then.grants).toEqual([{ org_id: first!.id, role: 'liaison' }]);
});

/** A unit whose whole is signed by its first, who holds a right over it since some days ago. */
async function dutied(name: string) {
  const made = await peopled(name);
  const { db, now } = server.ctx;
  const day = '2025-03-01';
  const at = { org_id: made.unit.id, org_path: made.unit.path };
  const [duty, part] = [crypto.randomUUID(), crypto.randomUUID()];
  const line = { ...at, text: '全面负责', position: 0, wording: 1, since: day, version: 1 };
  await db
    .insertInto('duty')
    .values([
      { ...line, id: duty, kind: 'first', title: '主体责任', post_id: made.postId },
      { ...line, id: part, kind: 'line', title: '后来才有', since: '2026-02-20' },
    ])
    .execute();
  const signed = { duty_id: duty, wording: 1, person_id: made.person, at: now() };
  const signature = JSON.stringify({ kind: 'typed', name });
  await db
    .insertInto('duty_acknowledgement')
    .values({ ...at, ...signed, id: crypto.randomUUID(), signature })
    .execute();
  await db
    .updateTable('access_grant')
    .set({ since: new Date('2025-06-01T00:00:00Z') })
    .where('person_id', '=', made.person)
    .execute();
  return { ...made, duty, part };
}

const ask = async <T>(url: string) =>
  (await server.app.inject({ url, headers: { cookie } })).json() as T;
const dutiesOf = (unit: { id: string }) =>
  server.ctx.db
    .selectFrom('duty')
    .where('org_id', '=', unit.id)
    .select(['title', 'closed_on'])
    .orderBy('since')
    .execute();

it('says before what a closing or merger ends or passes on', async () => {
  const { unit } = await dutied('将并所');
  expect(await ask(`/api/org/units/${unit.id}/affected`)).toEqual({
    ...{ people: 1, posts: 1, held: 1, duties: 2, grants: 1 },
    open: Object.fromEntries(openWorkKinds.map((kind) => [kind, 0])),
  });
});

it('a merger ends the duties on its day; what was signed reads as it was, and its successor has gaps', async () => {
  const { unit, duty } = await dutied('责任所');
  const into = await make('承接所');
  const on = '2026-02-10';
  expect((await unitAct(unit, 'merge', { intoId: into.id, on })).status).toBe(200);
  expect(await dutiesOf(unit)).toEqual([
    { title: '主体责任', closed_on: on },
    { title: '后来才有', closed_on: '2026-02-20' },
  ]);
  type Matrix = {
    duties: { id: string; acknowledged: unknown[] }[];
    gaps: { kind: string }[];
  };
  const before = await ask<Matrix>(`/api/duty/units/${unit.id}?on=2026-02-09`);
  expect(before.duties).toMatchObject([{ id: duty, acknowledged: [{ signed: 'typed' }] }]);
  expect((await ask<Matrix>(`/api/duty/units/${unit.id}?on=${on}`)).duties).toEqual([]);
  const after = await ask<Matrix>(`/api/duty/units/${into.id}`);
  expect(after.duties).toEqual([]);
  expect(after.gaps.map((g) => g.kind)).toContain('no-duties');
  const entries = await server.ctx.db
    .selectFrom('record_entry as e')
    .innerJoin('record_content as c', 'c.entry_id', 'e.id')
    .where('e.subject', '=', `duty:${duty}`)
    .select(['e.act', 'c.content'])
    .execute();
  expect(entries.map((e) => [e.act, JSON.parse(e.content)])).toEqual([
    ['duty.close', { on, title: '主体责任', with: 'org.merge' }],
  ]);
});

it('a split and a closing end the duties too, and a department that is gone leaves its part open', async () => {
  const { unit } = await dutied('分责所');
  const named = (name: string) => ({ name, kind: 'branch' });
  const on = '2026-02-25';
  const made = await unitAct(unit, 'split', { on, into: [named('分一'), named('分二')] });
  expect(made.status).toBe(200);
  expect((await dutiesOf(unit)).map((d) => d.closed_on)).toEqual([on, on]);
  const empty = await make('无人所');
  const part = { org_id: empty.id, org_path: empty.path, text: '抓', position: 0, wording: 1 };
  const line = { ...part, kind: 'part', since: '2025-03-01', version: 1 };
  const department = await post('/api/org/units', {
    ...{ parentId: empty.id, name: '宣传股', kind: 'office', on: '2025-02-01' },
  });
  await server.ctx.db
    .insertInto('duty')
    .values({ ...line, id: crypto.randomUUID(), title: '宣传', department_id: department.body.id })
    .execute();
  type Gaps = { gaps: { kind: string }[] };
  const kinds = async () =>
    (await ask<Gaps>(`/api/duty/units/${empty.id}`)).gaps.map((g) => g.kind);
  expect(await kinds()).not.toContain('part-open');
  expect((await unitAct(department.body, 'close', {})).status).toBe(200);
  expect(await kinds()).toContain('part-open');
  const again = await ask<{ unit: Unit }>(`/api/org/units/${empty.id}`);
  expect((await unitAct(again.unit, 'close', { on: '2026-02-26' })).status).toBe(200);
  expect(await dutiesOf(empty)).toEqual([{ title: '宣传', closed_on: '2026-02-26' }]);
});

it('rights move as of the day of a merger, once each, for whoever may only change the tree', async () => {
  const { unit, person } = await dutied('授权所');
  const into = await make('授权并入所');
  const on = '2026-02-10';
  const { db } = server.ctx;
  const rights = (id: string) =>
    db
      .selectFrom('access_grant')
      .where('person_id', '=', id)
      .select(['org_id', 'role', 'since', 'until', 'revoked_at', 'created_by'])
      .orderBy('since')
      .execute();
  const [old] = await rights(person);
  const twice = await world.person('两处都有的人', unit);
  for (const at of [unit, into])
    await db
      .insertInto('access_grant')
      .values({
        ...{ id: crypto.randomUUID(), person_id: twice, role: 'member', since: old!.since },
        ...{ org_id: at.id, org_path: at.path, created_at: old!.since },
      })
      .execute();
  const token = await post<{ token: string }>('/api/identity/account/tokens', {
    ...{ name: '只改组织', permissions: ['org.manage', 'org.read'], readOnly: false, days: 1 },
  });
  const answer = await server.app.inject({
    method: 'POST',
    url: `/api/org/units/${unit.id}/merge`,
    headers: { authorization: `Bearer ${token.body.token}` },
    payload: { version: unit.version, intoId: into.id, on },
  });
  expect(answer.json()).toMatchObject({ closedOn: on });
  const midnight = new Date('2026-02-09T16:00:00Z');
  expect(await rights(person)).toMatchObject([
    { org_id: unit.id, since: old!.since, until: midnight, revoked_at: server.clock.now },
    { org_id: into.id, role: 'liaison', since: midnight, until: null, revoked_at: null },
  ]);
  const both = await rights(twice);
  expect(both.filter((g) => g.revoked_at === null)).toMatchObject([{ org_id: into.id }]);
});

it('the day of founding is set above the unit, at the root by the root', async () => {
  const unit = await make('自定所', '2026-01-05');
  const own = (await world.signInAs('office', unit)).cookie;
  const found = (by: string, at: Unit) =>
    server.app.inject({
      method: 'POST',
      url: `/api/org/units/${at.id}/found`,
      headers: { cookie: by },
      payload: { version: at.version, since: '2025-12-01' },
    });
  expect((await found(own, unit)).json()).toMatchObject({ code: 'not-allowed' });
  expect((await found(cookie, unit)).statusCode).toBe(200);
});
