import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { browserOf } from '../../../test/setup/browser.ts';
import { testServer } from '../../../test/setup/server.ts';
import { makeWorld, type World } from '../../../test/setup/world.ts';
import { operations } from '../../contract/operations.ts';

let server: Awaited<ReturnType<typeof testServer>>;
let world: World;
let page: ReturnType<typeof browserOf>;
beforeAll(async () => {
  server = await testServer();
  world = await makeWorld(server);
  page = browserOf(server.app);
  page.use((await world.signInAs('office', world.units.own)).cookie);
});
afterAll(() => server.close());

interface Wish {
  readonly permissions: string[] | null;
  readonly readOnly: boolean;
  readonly days?: number;
}
async function tokenFor(who: ReturnType<typeof browserOf>, wish: Wish) {
  const body = { name: '对接程序', days: 30, ...wish };
  const made = await who.post('/api/identity/account/tokens', body);
  const bearer = { authorization: `Bearer ${made.body.token}` };
  const ask = async (method: 'GET' | 'POST', url: string, payload?: object, more = {}) => {
    const headers = { ...bearer, ...more };
    const answer = await server.app.inject({
      method,
      url,
      ...(payload ? { payload } : {}),
      headers,
    });
    return { status: answer.statusCode, code: answer.statusCode < 400 ? 'ok' : answer.json().code };
  };
  return { ...made, ask };
}
const unit = { kind: 'team', name: '测试班组' };

describe('an API token', () => {
  it('does what its holder may, in the units of the holder only', async () => {
    const { ask } = await tokenFor(page, { permissions: null, readOnly: false });
    expect((await ask('GET', `/api/org/units/${world.units.own.id}`)).status).toBe(200);
    expect((await ask('GET', `/api/org/units/${world.units.sibling.id}`)).code).toBe('not-found');
    const made = await ask('POST', '/api/org/units', { ...unit, parentId: world.units.own.id });
    expect(made.status).toBe(200);
  });

  it('needs no origin of ours, and a cookie beside it is not looked at', async () => {
    const { ask } = await tokenFor(page, { permissions: null, readOnly: false });
    const foreign = { origin: 'https://elsewhere.example' };
    const body = { ...unit, parentId: world.units.own.id };
    expect((await ask('POST', '/api/org/units', body, foreign)).status).toBe(200);
    const made = await server.app.inject({
      method: 'POST',
      url: '/api/org/units',
      payload: body,
      headers: { ...foreign, cookie: page.cookie(), authorization: 'Bearer made-up-token-value' },
    });
    expect(made.json().code).toBe('not-signed-in');
    const plain = await server.app.inject({
      method: 'POST',
      url: '/api/org/units',
      payload: body,
      headers: { ...foreign, cookie: page.cookie(), authorization: 'Basic eA==' },
    });
    expect(plain.json().code).toBe('wrong-origin');
  });

  it('that only reads changes nothing', async () => {
    const { ask } = await tokenFor(page, { permissions: null, readOnly: true });
    expect((await ask('GET', '/api/org/roots')).status).toBe(200);
    const body = { ...unit, parentId: world.units.own.id };
    expect((await ask('POST', '/api/org/units', body)).code).toBe('not-allowed');
  });

  it('held to one permission reaches no operation of another, whatever its holder may', async () => {
    const { ask } = await tokenFor(page, { permissions: ['org.read'], readOnly: false });
    const none = '00000000-0000-7000-8000-000000000000';
    const faults = [];
    for (const [name, { method, path, permission }] of Object.entries(operations)) {
      if (permission === 'public' || permission === 'session' || method === 'PUT') continue;
      const { code } = await ask(method, path.replace(/:\w+/g, none));
      const passed = code !== 'not-allowed';
      if (passed !== (permission === 'org.read')) faults.push(`${name}: ${code}`);
    }
    expect(faults).toEqual([]);
  });

  it('is given no permission its holder has not', async () => {
    const wish = { permissions: ['account.manage'], readOnly: true };
    expect((await tokenFor(page, wish)).body.code).toBe('not-allowed');
  });

  it('loses with its holder what the holder loses', async () => {
    const who = browserOf(server.app);
    const { id, cookie } = await world.signInAs('liaison', world.units.own);
    who.use(cookie);
    const { ask } = await tokenFor(who, { permissions: ['org.read'], readOnly: true });
    expect((await ask('GET', '/api/org/roots')).status).toBe(200);
    const now = server.ctx.now();
    await server.ctx.db
      .updateTable('access_grant')
      .set({ revoked_at: now })
      .where('person_id', '=', id)
      .execute();
    expect((await ask('GET', '/api/org/roots')).code).toBe('not-allowed');
  });

  it('does nothing to the account it belongs to', async () => {
    const { ask, body } = await tokenFor(page, { permissions: null, readOnly: false });
    const own = '/api/identity/account';
    const wish = { name: '又一个', permissions: null, readOnly: false, days: 366 };
    const password = '院里的枇杷树又结果了';
    const asked = [
      await ask('GET', own),
      await ask('POST', `${own}/tokens`, wish),
      await ask('POST', `${own}/tokens/${body.id}/revoke`),
      await ask('POST', `${own}/password`, { old: password, password }),
      await ask('POST', `${own}/second-step`, { password }),
      await ask('POST', `${own}/sessions/end-others`),
    ];
    expect(asked.map((a) => a.code)).toEqual(asked.map(() => 'not-allowed'));
  });

  it('is kept as a hash, listed with the day it was used, and revoked by its holder alone', async () => {
    const { ask, body } = await tokenFor(page, { permissions: ['org.read'], readOnly: true });
    await ask('GET', '/api/org/roots');
    const list = async () =>
      (await page.get('/api/identity/account')).body.tokens as { id: string }[];
    const mine = (await list()).find((t) => t.id === body.id);
    expect(mine).toMatchObject({
      name: '对接程序',
      permissions: ['org.read'],
      readOnly: true,
      lastUsedOn: '2026-03-02',
    });
    const rows = await server.ctx.db.selectFrom('api_token').selectAll().execute();
    expect(JSON.stringify(rows)).not.toContain(body.token);
    const stranger = browserOf(server.app);
    stranger.use((await world.signInAs('office', world.units.own)).cookie);
    const revoke = `/api/identity/account/tokens/${body.id}/revoke`;
    expect((await stranger.post(revoke)).body.code).toBe('not-found');
    expect((await ask('GET', '/api/org/roots')).status).toBe(200);
    expect((await page.post(revoke)).status).toBe(200);
    expect((await ask('GET', '/api/org/roots')).code).toBe('not-signed-in');
    expect((await list()).some((t) => t.id === body.id)).toBe(false);
  });

  it('ends on its day', async () => {
    const { ask } = await tokenFor(page, { permissions: null, readOnly: true, days: 1 });
    server.clock.now = new Date(server.clock.now.getTime() + 24 * 3_600_000 + 1);
    expect((await ask('GET', '/api/org/roots')).code).toBe('not-signed-in');
  });
});
