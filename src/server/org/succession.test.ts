import { sql } from 'kysely';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { testServer } from '../../../test/setup/server.ts';
import { makeWorld, type World } from '../../../test/setup/world.ts';
import type { Unit } from '../../contract/org/operations.ts';
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
