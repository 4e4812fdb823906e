import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { cookieOf, password, testServer } from '../../../test/setup/server.ts';
import { createAdminLink } from './service.ts';

let server: Awaited<ReturnType<typeof testServer>>;
beforeAll(async () => {
  server = await testServer();
});
afterAll(() => server.close());
beforeEach(() => {
  server.clock.now = new Date(server.clock.now.getTime() + 48 * 3_600_000);
});

const post = (url: string, payload: object, headers: Record<string, string> = {}) =>
  server.app.inject({ method: 'POST', url, payload, headers });
const me = (cookie: string) => server.app.inject({ url: '/api/identity/me', headers: { cookie } });

describe('one-time link', () => {
  it('makes an administrator once, and is then used up', async () => {
    const body = { token: await createAdminLink(server.ctx), login: 'first', name: '甲', password };
    const first = await post('/api/identity/link', body);
    expect(first.statusCode).toBe(200);
    expect(first.json()).toMatchObject({
      step: 'in',
      me: { login: 'first', grants: [{ role: 'administrator' }, { role: 'appraiser' }] },
    });
    const again = await post('/api/identity/link', body);
    expect(again.statusCode).toBe(410);
    expect(again.json()).toMatchObject({ code: 'link-invalid', status: 410 });
  });

  it('is of no use after a day, nor made up', async () => {
    const token = await createAdminLink(server.ctx);
    server.clock.now = new Date(server.clock.now.getTime() + 24 * 3_600_000 + 1);
    const late = await post('/api/identity/link', { token, login: 'late', name: '乙', password });
    expect(late.json().code).toBe('link-invalid');
    const made = await post('/api/identity/link', {
      token: 'x'.repeat(43),
      login: 'made',
      name: '乙',
      password,
    });
    expect(made.json().code).toBe('link-invalid');
  });

  it('two uses at once make one account', async () => {
    const token = await createAdminLink(server.ctx);
    const answers = await Promise.all(
      ['a1', 'a2', 'a3'].map((login) =>
        post('/api/identity/link', { token, login, name: '丙', password }),
      ),
    );
    expect(answers.map((a) => a.statusCode).sort()).toEqual([200, 410, 410]);
  });

  it('gives a lost account a new password and ends its sessions', async () => {
    const before = await server.signUp('lost');
    const token = await createAdminLink(server.ctx);
    await post('/api/identity/link', {
      token,
      login: 'lost',
      name: '丁',
      password: '另一句足够长的密码哦',
    });
    expect((await me(before)).statusCode).toBe(401);
    const old = await post('/api/identity/sign-in', { login: 'lost', password });
    expect(old.statusCode).toBe(401);
  });
});

describe('sign-in', () => {
  it('rotates the session, keeps only its hash, and signs out', async () => {
    const before = await server.signUp('turn');
    const answer = await post(
      '/api/identity/sign-in',
      { login: 'turn', password },
      { cookie: before },
    );
    const after = cookieOf(answer.headers['set-cookie']);
    expect(String(answer.headers['set-cookie'])).toMatch(/HttpOnly; SameSite=Lax/);
    expect(after).not.toBe(before);
    expect((await me(before)).statusCode).toBe(401);
    expect((await me(after)).json().login).toBe('turn');
    const rows = await server.ctx.db.selectFrom('session').select('token_hash').execute();
    expect(rows.every((r) => r.token_hash.length === 32)).toBe(true);
    await post('/api/identity/sign-out', {}, { cookie: after });
    expect((await me(after)).statusCode).toBe(401);
  });

  it('answers an unknown login and a wrong password alike', async () => {
    await server.signUp('known');
    const wrong = await post('/api/identity/sign-in', { login: 'known', password: 'nonsense' });
    const unknown = await post('/api/identity/sign-in', { login: 'nobody', password: 'nonsense' });
    expect(wrong.statusCode).toBe(401);
    expect(unknown.json()).toEqual(wrong.json());
  });

  it('makes a guesser wait, even with the right password, and then lets in', async () => {
    await server.signUp('guess');
    for (let i = 0; i < 6; i++)
      await post('/api/identity/sign-in', { login: 'guess', password: `no${i}` });
    const held = await post('/api/identity/sign-in', { login: 'guess', password });
    expect(held.statusCode).toBe(429);
    server.clock.now = new Date(server.clock.now.getTime() + 3_600_001);
    expect((await post('/api/identity/sign-in', { login: 'guess', password })).statusCode).toBe(
      200,
    );
  });

  it('ends idle and old sessions', async () => {
    const cookie = await server.signUp('idle');
    server.clock.now = new Date(server.clock.now.getTime() + 11 * 3_600_000);
    expect((await me(cookie)).statusCode).toBe(200);
    server.clock.now = new Date(server.clock.now.getTime() + 12 * 3_600_000 + 1);
    expect((await me(cookie)).statusCode).toBe(401);
  });
});

describe('requests', () => {
  it('from another origin change nothing', async () => {
    const answer = await post(
      '/api/identity/sign-in',
      { login: 'x', password: 'y' },
      { origin: 'https://elsewhere.example', host: 'localhost:80' },
    );
    expect(answer.statusCode).toBe(403);
    expect(answer.json().code).toBe('wrong-origin');
  });

  it('with bad bodies get 400 with a code, never 500', async () => {
    for (const payload of ['{', '[]', '{"login":1}', 'null'])
      expect(
        (
          await server.app.inject({
            method: 'POST',
            url: '/api/identity/sign-in',
            payload,
            headers: { 'content-type': 'application/json' },
          })
        ).json(),
      ).toMatchObject({ code: 'invalid', status: 400 });
  });
});
