import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { cookieOf, password, testServer } from '../../../test/setup/server.ts';
import { rooms } from '../main.ts';
import { createHttp, LIMITS } from './http.ts';

let server: Awaited<ReturnType<typeof testServer>>;
let cookie: string;
beforeAll(async () => {
  server = await testServer();
  cookie = await server.signUp();
});
afterAll(() => server.close());

const open: { close(): Promise<void> }[] = [];
afterEach(async () => {
  for (const app of open.splice(0)) await app.close();
});

/** An application of its own, whose counters begin at nothing. */
async function counting(limits: typeof LIMITS) {
  const app = await createHttp(server.ctx, rooms, limits);
  open.push(app);
  const ask = (from: string, headers: Record<string, string> = {}, url = '/api/identity/me') =>
    app.inject({ url, headers, remoteAddress: from });
  const statuses = async (times: number, ...asked: Parameters<typeof ask>) => {
    const seen: number[] = [];
    for (let k = 0; k < times; k++) seen.push((await ask(...asked)).statusCode);
    return seen;
  };
  return { app, ask, statuses };
}

describe('requests a minute (decision 0017)', () => {
  const plenty = { person: 1000, address: 1000, strangers: 1000, crowd: 1_000 };

  it('are counted by address for strangers; whoever is signed in there goes on', async () => {
    const { ask, statuses } = await counting({ ...plenty, strangers: 2, crowd: 1_000 });
    expect(await statuses(3, '10.0.0.1', {}, '/healthz')).toEqual([200, 200, 429]);
    const refused = await ask('10.0.0.1', {}, '/healthz');
    expect(refused.headers['content-type']).toMatch(/^application\/problem\+json/);
    expect(refused.json().code).toBe('too-many-attempts');
    expect(Number(refused.headers['retry-after'])).toBeGreaterThan(0);
    expect(await statuses(3, '10.0.0.1', { cookie })).toEqual([200, 200, 200]);
    expect(await statuses(1, '10.0.0.2', {}, '/healthz')).toEqual([200]);
  });

  it('let a hall vote behind one address, counted apart, with an end to it', async () => {
    const { statuses } = await counting({ ...plenty, strangers: 1, address: 1, crowd: 4 });
    const hall = '/open/ballots/0190a1b2-0000-7000-8000-000000000001';
    expect(await statuses(2, '10.0.0.1', {}, '/healthz')).toEqual([200, 429]);
    expect(await statuses(3, '10.0.0.1', {}, '/b')).toEqual([200, 200, 200]);
    // A session that a phone shows makes no difference, nor does the address of the route.
    expect(await statuses(2, '10.0.0.1', { cookie }, hall)).toEqual([404, 429]);
    expect(await statuses(1, '10.0.0.2', {}, '/b')).toEqual([200]);
  });

  it('keep nobody from signing in because colleagues behind the address are busy', async () => {
    const { app, statuses } = await counting({ ...plenty, address: 3 });
    expect(await statuses(4, '10.0.0.1', { cookie })).toEqual([200, 200, 200, 429]);
    // A made-up session counts with those shown, whatever it turns out to be.
    const made = { cookie: 'shiji_session=made-up' };
    expect(await statuses(1, '10.0.0.1', made)).toEqual([429]);
    const entered = await app.inject({
      method: 'POST',
      url: '/api/identity/sign-in',
      payload: { login: 'admin', password },
      remoteAddress: '10.0.0.1',
    });
    expect(entered.statusCode).toBe(200);
  });

  it('are counted by person over all sessions, tokens and addresses', async () => {
    const { app, ask, statuses } = await counting({ ...plenty, person: 4 });
    const second = await app.inject({
      method: 'POST',
      url: '/api/identity/sign-in',
      payload: { login: 'admin', password },
    });
    const other = cookieOf(second.headers['set-cookie']);
    const token = await app.inject({
      method: 'POST',
      url: '/api/identity/account/tokens',
      payload: { name: '对接程序', days: 30, permissions: null, readOnly: true },
      headers: { cookie },
    });
    const bearer = { authorization: `Bearer ${token.json().token}` };
    expect(await statuses(1, '10.0.0.1', { cookie })).toEqual([200]);
    expect(await statuses(1, '10.0.0.2', { cookie: other })).toEqual([200]);
    expect(await statuses(2, '10.0.0.3', bearer)).toEqual([200, 429]);
    expect(await statuses(1, '10.0.0.1', { cookie })).toEqual([429]);
    expect((await ask('10.0.0.1')).statusCode).not.toBe(429);
  });

  it('are those of the decision unless told otherwise', async () => {
    const { ask } = await counting(LIMITS);
    const limitOf = async (headers: Record<string, string>) =>
      Number((await ask('10.0.0.1', headers)).headers['x-ratelimit-limit']);
    expect(LIMITS.person).toBe(6000);
    expect(await limitOf({})).toBe(3000);
    expect(await limitOf({ cookie })).toBe(60_000);
  });
});
