import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { browserOf } from '../../../test/setup/browser.ts';
import { testServer } from '../../../test/setup/server.ts';
import { makeWorld, type World } from '../../../test/setup/world.ts';
import { dayOf } from '../platform/days.ts';
import { newId } from '../platform/ids.ts';
import { EVERYWHERE, withScopes } from '../platform/scope.ts';
import { erasePerson, exportPerson } from './service.ts';

const secret = '院里的枇杷树又结果了';
const other = '窗外的石榴花开得正好';

let server: Awaited<ReturnType<typeof testServer>>;
let world: World;
let office: ReturnType<typeof browserOf>;
beforeAll(async () => {
  server = await testServer();
  world = await makeWorld(server);
});
afterAll(() => server.close());
beforeEach(async () => {
  server.clock.now = new Date(server.clock.now.getTime() + 25 * 3_600_000);
  office = browserOf(server.app);
  office.use((await world.signInAs('administrator', world.units.own)).cookie);
});

const hours = (n: number): void => {
  server.clock.now = new Date(server.clock.now.getTime() + n * 3_600_000);
};
const invite = async (person: string) =>
  (await office.post(`/api/identity/people/${person}/invite`)).body.token as string;
const newcomer = (name: string, at = world.units.own) => world.person(name, at);
/** Somebody invited who has set a password. */
async function member(login: string, at = world.units.own) {
  const id = await newcomer(`成员${login}`, at);
  const page = browserOf(server.app);
  const token = await invite(id);
  const entered = await page.post('/api/identity/link', { token, login, password: secret });
  expect(entered.status).toBe(200);
  return { id, login, page };
}
const signIn = (login: string, password: string) =>
  browserOf(server.app).post('/api/identity/sign-in', { login, password });

describe('somebody who leaves', () => {
  it('is in until the last day is over, and then neither by session nor by password', async () => {
    const { id, login, page } = await member('lizhi');
    const tomorrow = new Date(server.clock.now.getTime() + 24 * 3_600_000);
    await server.ctx.db
      .updateTable('person')
      .set({ left_on: dayOf(tomorrow) })
      .where('id', '=', id)
      .execute();
    expect((await page.get('/api/identity/me')).status).toBe(200);
    server.clock.now = tomorrow;
    expect((await page.get('/api/identity/me')).body.code).toBe('not-signed-in');
    const codes = [];
    for (let i = 0; i < 7; i++) codes.push((await signIn(login, secret)).body.code);
    // The right password takes no attempt back: the guesser waits like any other.
    expect(codes[0]).toBe('sign-in-refused');
    expect(codes.at(-1)).toBe('too-many-attempts');
  });
});

describe('a login that is guessed at', () => {
  it('leaves an entry when it begins to wait, without address, and without a name nobody has', async () => {
    const { id, login } = await member('beizhuce');
    const locked = () =>
      server.ctx.db
        .selectFrom('record_entry')
        .innerJoin('record_content', 'entry_id', 'id')
        .select(['subject', 'actor', 'content'])
        .where('act', '=', 'identity.locked')
        .where('subject', 'in', [`person:${id}`, 'account:unknown'])
        .orderBy('id')
        .execute();
    const before = (await locked()).length;
    for (let i = 0; i < 5; i++) await signIn(login, 'wrong password');
    for (let i = 0; i < 5; i++) await signIn('nobody-has-this', 'wrong password');
    const entries = (await locked()).slice(before);
    expect(entries).toEqual([
      {
        subject: `person:${id}`,
        actor: 'service:sign-in',
        content: '{"paused":"pair","seconds":4}',
      },
      {
        subject: 'account:unknown',
        actor: 'service:sign-in',
        content: '{"paused":"pair","seconds":4}',
      },
    ]);
  });

  it('that is right in time leaves none', async () => {
    const { id, login } = await member('jishi');
    for (let i = 0; i < 4; i++) await signIn(login, 'wrong password');
    expect((await signIn(login, secret)).status).toBe(200);
    const entries = await server.ctx.db
      .selectFrom('record_entry')
      .select('id')
      .where('act', '=', 'identity.locked')
      .where('subject', '=', `person:${id}`)
      .execute();
    expect(entries).toEqual([]);
  });
});

describe('an invitation', () => {
  it('tells for whom it is, makes the account of that person, and works once', async () => {
    const id = await newcomer('李新来');
    const token = await invite(id);
    const page = browserOf(server.app);
    const info = await page.post('/api/identity/link-info', { token });
    expect(info.body).toEqual({ name: '李新来', login: null });
    const body = { token, login: 'LiXinlai', name: '假名', password: secret };
    const entered = await page.post('/api/identity/link', body);
    expect(entered.body).toMatchObject({
      step: 'in',
      me: { id, login: 'lixinlai', name: '李新来' },
    });
    const again = await page.post('/api/identity/link', { ...body, login: 'another' });
    expect(again.body.code).toBe('link-invalid');
    expect((await signIn('lixinlai', secret)).status).toBe(200);
  });

  it('expires, and a newer one puts an older one out of use', async () => {
    const id = await newcomer('王迟到');
    const [first, second] = [await invite(id), await invite(id)];
    const page = browserOf(server.app);
    const body = { login: 'chidao', password: secret };
    const old = await page.post('/api/identity/link', { ...body, token: first });
    expect(old.body.code).toBe('link-invalid');
    hours(7 * 24 + 1);
    const late = await page.post('/api/identity/link-info', { token: second });
    expect(late.body.code).toBe('link-invalid');
  });

  it('refuses a weak password and says why, without being used up', async () => {
    const token = await invite(await newcomer('赵弱'));
    const page = browserOf(server.app);
    const body = { token, login: 'zhaoruo', password: '三分公司2026年度' };
    const weak = await page.post('/api/identity/link', body);
    expect(weak.status).toBe(422);
    expect(weak.body.issues).toContainEqual({ code: 'identity:weak-own-name' });
    expect((await page.post('/api/identity/link', { ...body, password: secret })).status).toBe(200);
  });

  it('does not take a login that somebody has', async () => {
    await member('taken');
    const token = await invite(await newcomer('钱重名'));
    const body = { token, login: 'Taken', password: other };
    const answer = await browserOf(server.app).post('/api/identity/link', body);
    expect(answer.body.code).toBe('login-taken');
    expect((await signIn('taken', other)).status).toBe(401);
  });
});

describe('an account', () => {
  it('is shut at once: sessions, tokens, links and password; and opened again', async () => {
    const { id, page } = await member('shut');
    const made = await page.post('/api/identity/account/tokens', {
      name: '报表',
      permissions: null,
      readOnly: true,
      days: 30,
    });
    const bearer = { authorization: `Bearer ${made.body.token}` };
    const asToken = () => server.app.inject({ url: '/api/identity/me', headers: bearer });
    expect((await asToken()).statusCode).toBe(200);
    expect((await office.post(`/api/identity/people/${id}/disable`)).status).toBe(200);
    expect((await page.get('/api/identity/me')).status).toBe(401);
    expect((await asToken()).statusCode).toBe(401);
    const shut = await signIn('shut', secret);
    const wrong = await signIn('nobody-at-all', secret);
    expect(shut.status).toBe(401);
    expect(shut.body).toEqual(wrong.body);
    const reset = await office.post(`/api/identity/people/${id}/reset`);
    expect(reset.body.code).toBe('account-disabled');
    await office.post(`/api/identity/people/${id}/enable`);
    expect((await signIn('shut', secret)).status).toBe(200);
    expect((await asToken()).statusCode).toBe(401);
  });

  it('is reset: the old password ends, the link sets another, the login stays', async () => {
    const { id, page } = await member('forgot');
    const { body } = await office.post(`/api/identity/people/${id}/reset`);
    expect((await page.get('/api/identity/me')).status).toBe(401);
    expect((await signIn('forgot', secret)).status).toBe(401);
    const fresh = browserOf(server.app);
    const token = body.token as string;
    expect((await fresh.post('/api/identity/link-info', { token })).body.login).toBe('forgot');
    await fresh.post('/api/identity/link', { token, login: 'changed', password: other });
    expect((await signIn('forgot', other)).status).toBe(200);
    expect((await signIn('changed', other)).status).toBe(401);
  });

  it('of somebody with rights elsewhere is not taken over from a branch', async () => {
    const { id } = await member('chief');
    const now = server.ctx.now();
    await server.ctx.db
      .insertInto('access_grant')
      .values({
        id: newId(now),
        person_id: id,
        role: 'leader',
        org_id: world.units.parent.id,
        org_path: world.units.parent.path,
        since: now,
        created_at: now,
      })
      .execute();
    for (const what of ['reset', 'disable', 'enable', 'second-step/reset']) {
      const answer = await office.post(`/api/identity/people/${id}/${what}`);
      expect(`${what}: ${answer.body.code}`).toBe(`${what}: not-allowed`);
    }
    expect((await signIn('chief', secret)).status).toBe(200);
  });

  it('of one’s own is not shut by mistake', async () => {
    const me = (await office.get('/api/identity/me')).body;
    expect((await office.post(`/api/identity/people/${me.id}/disable`)).body.code).toBe(
      'own-account',
    );
  });

  it('is listed with its state, found by words, page by page', async () => {
    const { id } = await member('listed');
    const invited = await newcomer('成员已邀请');
    await invite(invited);
    const none = await newcomer('成员无账户');
    const list = async (query: string) =>
      (await office.get(`/api/identity/accounts?${query}`)).body as {
        rows: { personId: string; state: string; login: string | null }[];
        total: number;
      };
    const q = encodeURIComponent('成员');
    const { rows, total } = await list(`q=${q}&limit=200`);
    const state = (person: string) => rows.find((r) => r.personId === person)?.state;
    expect([state(id), state(invited), state(none)]).toEqual(['active', 'invited', 'none']);
    expect(rows).toHaveLength(total);
    const firstPage = await list(`q=${q}&limit=1`);
    const secondPage = await list(`q=${q}&limit=200&after=${firstPage.rows[0]!.personId}`);
    expect([...firstPage.rows, ...secondPage.rows]).toEqual(rows);
    expect((await list('q=LISTED')).rows.map((r) => r.login)).toEqual(['listed']);
    expect((await list('state=invited')).rows.every((r) => r.state === 'invited')).toBe(true);
  });
});

describe('one’s own account', () => {
  it('changes the password with the old one, and ends other sessions', async () => {
    const { page } = await member('change');
    const elsewhere = browserOf(server.app, 'Mozilla/5.0 (iPhone) Safari/605');
    await elsewhere.post('/api/identity/sign-in', { login: 'change', password: secret });
    const change = (old: string, password: string) =>
      page.post('/api/identity/account/password', { old, password });
    expect((await change('错的旧密码啊啊啊啊', other)).body.code).toBe('password-wrong');
    expect((await change(secret, secret)).body.issues).toEqual([{ code: 'identity:weak-same' }]);
    expect((await change(secret, 'change2026!')).body.code).toBe('password-weak');
    expect((await change(secret, other)).status).toBe(200);
    expect((await page.get('/api/identity/me')).status).toBe(200);
    expect((await elsewhere.get('/api/identity/me')).status).toBe(401);
    expect((await signIn('change', other)).status).toBe(200);
  });

  it('lists sessions by device, ends one, ends the others', async () => {
    const { page } = await member('devices');
    const phone = browserOf(
      server.app,
      'Mozilla/5.0 (Linux; Android 14) Chrome/140 MicroMessenger/8',
    );
    await phone.post('/api/identity/sign-in', { login: 'devices', password: secret });
    const desk = browserOf(server.app);
    await desk.post('/api/identity/sign-in', { login: 'devices', password: secret });
    const sessions = async () =>
      (await page.get('/api/identity/account')).body.sessions as {
        id: string;
        device: string;
        current: boolean;
      }[];
    const listed = await sessions();
    expect(listed.map((s) => s.device).sort()).toEqual([
      'Edge · Windows',
      'Edge · Windows',
      'WeChat · Android',
    ]);
    expect(listed.filter((s) => s.current)).toHaveLength(1);
    const wechat = listed.find((s) => s.device.startsWith('WeChat'))!;
    const stranger = await member('stranger');
    const end = `/api/identity/account/sessions/${wechat.id}/end`;
    expect((await stranger.page.post(end)).body.code).toBe('not-found');
    expect((await page.post(end)).status).toBe(200);
    expect((await phone.get('/api/identity/me')).status).toBe(401);
    expect((await page.post('/api/identity/account/sessions/end-others')).body.ended).toBe(1);
    expect((await desk.get('/api/identity/me')).status).toBe(401);
    expect(await sessions()).toHaveLength(1);
  });
});

describe('what a person’s account tells', () => {
  it('is taken away in full, without secrets, and erased', async () => {
    const { id, page } = await member('erased');
    await page.post('/api/identity/account/tokens', {
      name: '我的脚本',
      permissions: null,
      readOnly: true,
      days: 1,
    });
    const everywhere = {
      ...server.ctx,
      scopes: EVERYWHERE,
      address: '',
      signal: AbortSignal.any([]),
    };
    const out = JSON.stringify(
      await withScopes(server.ctx, EVERYWHERE, (t) => exportPerson(t, id)),
    );
    expect(out).toContain('erased');
    expect(out).toContain('我的脚本');
    expect(out).toContain('Edge · Windows');
    expect(out).not.toMatch(/argon2|hash/);
    await withScopes(server.ctx, EVERYWHERE, (t) => erasePerson(t, everywhere, id));
    expect((await page.get('/api/identity/me')).status).toBe(401);
    expect((await signIn('erased', secret)).status).toBe(401);
    const rows = await server.ctx.db
      .selectFrom('account')
      .where('id', '=', id)
      .selectAll()
      .execute();
    const tokens = await server.ctx.db.selectFrom('api_token').selectAll().execute();
    const left = JSON.stringify([rows, tokens.filter((t) => t.account_id === id)]);
    expect(left).not.toMatch(/argon2|我的脚本|"erased"/);
  });
});
