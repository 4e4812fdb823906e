import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { cookieOf, password, testServer } from '../../../test/setup/server.ts';
import { rooms } from '../main.ts';
import { openDatabase } from '../platform/db.ts';
import { createHttp } from '../platform/http.ts';
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

  it('answers an unknown login, a wrong password, a shut account and one without password alike', async () => {
    for (const login of ['known', 'shut', 'bare']) await server.signUp(login);
    const change = (login: string, values: { disabled_at?: Date; password_hash?: null }) =>
      server.ctx.db.updateTable('account').set(values).where('login', '=', login).execute();
    await change('shut', { disabled_at: server.ctx.now() });
    await change('bare', { password_hash: null });
    const tries = [
      { login: 'known', password: 'nonsense' },
      { login: 'nobody', password: 'nonsense' },
      { login: 'shut', password },
      { login: 'bare', password },
      { login: 'bare', password: 'no such password' },
      { login: '\u4e00 not a login', password },
    ];
    const answers = [];
    for (const body of tries) answers.push(await post('/api/identity/sign-in', body));
    expect(answers.map((a) => a.statusCode)).toEqual(tries.map(() => 401));
    expect(new Set(answers.map((a) => a.body)).size).toBe(1);
    const headers = answers.map((a) => Object.keys(a.headers).sort().join());
    expect(new Set(headers).size).toBe(1);
  });

  it('never takes up a session that was there before, nor one that somebody made up', async () => {
    await server.signUp('fixed');
    const planted = `shiji_session=${'p'.repeat(43)}`;
    const answer = await post(
      '/api/identity/sign-in',
      { login: 'fixed', password },
      { cookie: planted },
    );
    expect(cookieOf(answer.headers['set-cookie'])).not.toBe(planted);
    expect((await me(planted)).statusCode).toBe(401);
  });

  it('is in the record, and out, with the wrong attempts before and no address', async () => {
    const cookie = await server.signUp('noted');
    const id = (await me(cookie)).json().id;
    for (const guess of ['x', 'y'])
      await post('/api/identity/sign-in', { login: 'noted', password: guess });
    const answer = await post('/api/identity/sign-in', { login: 'noted', password });
    await post('/api/identity/sign-out', {}, { cookie: cookieOf(answer.headers['set-cookie']) });
    const rows = await server.ctx.db
      .selectFrom('record_entry as e')
      .innerJoin('record_content as c', 'c.entry_id', 'e.id')
      .where('e.subject', '=', `person:${id}`)
      .orderBy('e.id')
      .select(['e.act', 'e.actor', 'c.content'])
      .execute();
    expect(rows.map((r) => r.act)).toEqual([
      'identity.link',
      'identity.sign-in',
      'identity.sign-in',
      'identity.sign-out',
    ]);
    expect(JSON.parse(rows[2]!.content)).toEqual({ by: 'password', device: '', failures: 2 });
    expect(rows.slice(1).every((r) => r.actor === `person:${id}`)).toBe(true);
  });

  it('keeps a guesser waiting over a restart and on a second server of the database', async () => {
    await server.signUp('patient');
    for (let i = 0; i < 6; i++)
      await post('/api/identity/sign-in', { login: 'patient', password: `no${i}` });
    const db = await openDatabase(server.databaseUrl);
    const second = await createHttp({ ...server.ctx, db }, rooms);
    const held = await second.inject({
      method: 'POST',
      url: '/api/identity/sign-in',
      payload: { login: 'patient', password },
    });
    await second.close();
    await db.destroy();
    expect(held.statusCode).toBe(429);
    expect(Number(held.headers['retry-after'])).toBeGreaterThan(0);
  });

  it('gives cookies for encrypted connections only when the page is https', async () => {
    await server.signUp('crypt');
    const config = { ...server.ctx.config, publicUrl: 'https://shiji.example' };
    const app = await createHttp({ ...server.ctx, config }, rooms);
    const payload = { login: 'crypt', password };
    const url = '/api/identity/sign-in';
    const answer = await app.inject({ method: 'POST', url, payload });
    await app.close();
    expect(String(answer.headers['set-cookie'])).toMatch(/; HttpOnly; Secure; SameSite=Lax/);
    const plain = await post(url, payload);
    expect(String(plain.headers['set-cookie'])).not.toContain('Secure');
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
