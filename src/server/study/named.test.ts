import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { testServer } from '../../../test/setup/server.ts';
import { makeWorld, type World } from '../../../test/setup/world.ts';
import type { SessionRow, SessionWhole } from '../../contract/study/schemas.ts';
import type { Waiting } from '../../contract/today/operations.ts';

let server: Awaited<ReturnType<typeof testServer>>;
let world: World;
type Who = { id: string; cookie: string };
const who = {} as Record<'liaison' | 'host' | 'owner' | 'other', Who>;
let session: string;

beforeAll(async () => {
  server = await testServer();
  server.clock.now = new Date('2026-03-02T08:00:00Z');
  world = await makeWorld(server);
  const { own, sibling } = world.units;
  who.liaison = await world.signInAs('liaison', own);
  // None of them holds a right over any unit.
  who.host = await world.signInAs(undefined, sibling);
  who.owner = await world.signInAs(undefined, sibling);
  who.other = await world.signInAs(undefined, own);
  session = String(
    (
      await ask(who.liaison, 'POST', '/api/study/sessions', {
        unitId: own.id,
        campaignId: own.rows.campaign,
        ...fields(),
      })
    ).id,
  );
});
afterAll(() => server.close());

const fields = () => ({
  form: 'case',
  topic: '以物业报修积压为例剖析',
  serves: '物业报修平均等待九天',
  on: '2026-03-02',
  hostId: who.host.id,
  agenda: ['通报数据', '逐件剖析'],
});

async function ask<T = Record<string, unknown>>(
  by: Who,
  method: 'GET' | 'POST' | 'PUT',
  url: string,
  payload?: object,
): Promise<T> {
  const answer = await server.app.inject({
    method,
    url,
    headers: { cookie: by.cookie },
    ...(payload ? { payload } : {}),
  });
  return answer.json() as T;
}
const seen = (by: Who) => ask<SessionWhole>(by, 'GET', `/api/study/sessions/${session}`);

describe('whoever hosts a session, without a right over its unit', () => {
  it('finds it under «today», keeps its record, and hands out its minutes', async () => {
    const { rows } = await ask<{ rows: Waiting[] }>(who.host, 'GET', '/api/today');
    expect(rows).toMatchObject([{ id: `session:${session}`, severity: 'soon' }]);
    const { version } = await seen(who.host);
    const held = await ask(who.host, 'PUT', `/api/study/sessions/${session}`, {
      ...fields(),
      held: true,
      outcome: '议定四十八小时上门。',
      version,
    });
    expect(held.id).toBe(session);
    const there = { people: [who.owner.id], guests: ['住户代表'] };
    const url = `/api/study/sessions/${session}`;
    expect(await ask(who.host, 'POST', `${url}/attendance`, there)).toEqual({ entered: 2 });
    const raise = { title: '备件领用要等三天', facts: '仓库只在周一、周四发料。' };
    expect((await ask(who.host, 'POST', `${url}/problems`, raise)).number).toMatch(/^2026-/);
    const named = { ...raise, ownerName: '门卫老刘' };
    const raised = await ask<{ id: string }>(who.host, 'POST', `${url}/problems`, named);
    const { owner_name } = await server.ctx.db
      .selectFrom('problem')
      .select('owner_name')
      .where('id', '=', raised.id)
      .executeTakeFirstOrThrow();
    expect(owner_name).toBe('门卫老刘');
    // Hosting gives no say in the lists of the units under it.
    const under = { ...raise, unitId: world.units.child.id };
    expect((await ask(who.host, 'POST', `${url}/problems`, under)).code).toBe('not-found');
    const minutes = await server.app.inject({
      method: 'POST',
      url: `/api/documents/minutes/${session}`,
      payload: { file: 'word' },
      headers: { cookie: who.host.cookie },
    });
    expect(minutes.statusCode).toBe(200);
    expect((await ask(who.other, 'POST', `${url}/attendance`, there)).code).toBe('not-found');
    expect((await ask(who.other, 'GET', url)).code).toBe('not-found');
    // Calling a session off stays with those who write study down for the unit.
    const off = { reason: '改期', version: 3 };
    expect((await ask(who.host, 'POST', `${url}/withdraw`, off)).code).toBe('not-allowed');
  });

  it('who was there reads what came of it, not who else was there', async () => {
    const whole = await seen(who.owner);
    expect(whole).toMatchObject({ outcome: '议定四十八小时上门。', here: true, attendance: null });
    expect(whole.abilities.change).toEqual({ ok: false, why: 'not-allowed' });
    expect((await seen(who.host)).attendance).toHaveLength(2);
    const { rows } = await ask<{ rows: SessionRow[] }>(who.owner, 'GET', '/api/my/sessions');
    expect(rows.map((r) => r.id)).toEqual([session]);
    expect(await ask(who.other, 'GET', '/api/my/sessions')).toEqual({ rows: [] });
  });

  it('the owner of a decision says that it is done, and does no more; the host changes it', async () => {
    const decide = await ask(who.host, 'POST', `/api/study/sessions/${session}/decisions`, {
      text: '备件由工程部先行垫付',
      ownerId: who.owner.id,
      due: '2026-03-20',
    });
    const url = `/api/study/decisions/${decide.id}`;
    const settle = (by: Who, to: string, version = 1) =>
      ask(by, 'POST', `${url}/settle`, { to, result: '已经垫付并报销', version });
    const taken = (await seen(who.owner)).taken.find((d) => d.id === decide.id)!;
    expect(taken.abilities).toEqual({
      change: { ok: false, why: 'not-allowed' },
      settle: { ok: true },
    });
    const { rows } = await ask<{ rows: Waiting[] }>(who.owner, 'GET', '/api/today');
    expect(rows.map((r) => r.id)).toContain(`decision:${decide.id}`);
    const change = { text: '备件由物业部先行垫付', ownerId: who.owner.id, version: 1 };
    expect((await ask(who.owner, 'PUT', url, change)).code).toBe('not-found');
    expect((await settle(who.owner, 'withdrawn')).code).toBe('not-allowed');
    expect((await settle(who.other, 'done')).code).toBe('not-found');
    expect((await ask(who.host, 'PUT', url, change)).id).toBe(decide.id);
    expect((await settle(who.owner, 'done', 2)).id).toBe(decide.id);
    expect((await settle(who.owner, 'done', 3)).code).toBe('decision-settled');
  });
});
