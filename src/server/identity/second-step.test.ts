import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { Secret, TOTP } from 'otpauth';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { browserOf } from '../../../test/setup/browser.ts';
import { password, testServer } from '../../../test/setup/server.ts';
import { makeWorld, type World } from '../../../test/setup/world.ts';

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
  office.use((await world.signInAs('administrator', world.units.parent)).cookie);
});

const seconds = (n: number): void => {
  server.clock.now = new Date(server.clock.now.getTime() + n * 1000);
};
/** What the phone shows, its clock off by some seconds. */
const phone = (secret: string, off = 0): string =>
  new TOTP({ secret: Secret.fromBase32(secret) }).generate({
    timestamp: server.clock.now.getTime() + off * 1000,
  });
async function member(login: string) {
  const id = await world.person(`成员${login}`, world.units.own);
  const page = browserOf(server.app);
  const { token } = (await office.post(`/api/identity/people/${id}/invite`)).body;
  await page.post('/api/identity/link', { token, login, password });
  return { id, login, page };
}
async function enrolled(login: string) {
  const who = await member(login);
  const begun = await who.page.post('/api/identity/account/second-step', { password });
  const { secret } = begun.body as { secret: string };
  const done = await who.page.post('/api/identity/account/second-step/confirm', {
    code: phone(secret),
  });
  seconds(60);
  return { ...who, secret, codes: done.body.recoveryCodes as string[] };
}
async function firstStep(login: string) {
  const page = browserOf(server.app);
  const { body } = await page.post('/api/identity/sign-in', { login, password });
  const second = (code: string) =>
    page.post('/api/identity/second-step', { ticket: body.ticket, code });
  return { page, body, second };
}

describe('setting the second step up', () => {
  it('needs the password and a code, and shows recovery codes once', async () => {
    const { page } = await member('setup');
    const url = '/api/identity/account/second-step';
    expect((await page.post(url, { password: '不是这个密码啊啊啊' })).body.code).toBe(
      'password-wrong',
    );
    const { secret, uri } = (await page.post(url, { password })).body;
    expect(uri).toMatch(/^otpauth:\/\/totp\/Shiji:setup\?issuer=Shiji&secret=[A-Z2-7]{32}&/);
    const wrong = await page.post(`${url}/confirm`, { code: '000000' });
    expect(wrong.body.code).toBe('code-refused');
    const done = await page.post(`${url}/confirm`, { code: phone(secret) });
    expect(done.body.recoveryCodes).toHaveLength(10);
    const account = (await page.get('/api/identity/account')).body;
    expect(account.secondStep).toMatchObject({ codesLeft: 10, required: false });
    expect(JSON.stringify(account)).not.toContain(secret);
  });

  it('keeps the secret sealed, the recovery codes hashed, the key for its owner alone', async () => {
    const { id, secret, codes } = await enrolled('sealed');
    const row = await server.ctx.db
      .selectFrom('account')
      .where('id', '=', id)
      .selectAll()
      .executeTakeFirstOrThrow();
    expect(row.totp_secret).toMatch(/^aes-256-gcm:/);
    expect(JSON.stringify(row)).not.toContain(secret);
    expect(row.recovery_codes.every((h) => h.length === 32)).toBe(true);
    expect(JSON.stringify(row)).not.toContain(codes[0]);
    const key = join(server.ctx.config.home, 'secret.key');
    expect((await stat(key)).mode & 0o777).toBe(0o600);
    expect((await readFile(key, 'utf8')).length).toBeGreaterThan(40);
  });
});

describe('signing in with a second step', () => {
  it('gives no session before the code, and one after it', async () => {
    const { login, secret } = await enrolled('both');
    const { page, body, second } = await firstStep(login);
    expect(body).toEqual({ step: 'code', ticket: expect.any(String) });
    expect(page.cookie()).toBe('');
    page.use(`shiji_session=${body.ticket}`);
    expect((await page.get('/api/identity/me')).status).toBe(401);
    page.use('');
    expect((await second(phone(secret))).body).toMatchObject({ step: 'in', me: { login } });
    expect((await page.get('/api/identity/me')).status).toBe(200);
    expect((await second(phone(secret, 30))).body.code).toBe('sign-in-late');
  });

  it('takes a code once: whoever looked over the shoulder is refused', async () => {
    const { login, secret } = await enrolled('replay');
    const code = phone(secret);
    expect((await (await firstStep(login)).second(code)).status).toBe(200);
    const again = await (await firstStep(login)).second(code);
    expect(again.body).toMatchObject({
      code: 'code-refused',
      issues: [{ code: 'identity:code-used' }],
    });
    const older = await (await firstStep(login)).second(phone(secret, -30));
    expect(older.body.code).toBe('code-refused');
  });

  it('of two uses of one code at once lets one in', async () => {
    const { login, secret } = await enrolled('race');
    const code = phone(secret);
    const [a, b] = [await firstStep(login), await firstStep(login)];
    const answers = await Promise.all([a.second(code), b.second(code)]);
    expect(answers.map((r) => r.status).sort()).toEqual([200, 422]);
  });

  it('forgives a clock that is half a minute off, not two minutes', async () => {
    const { login, secret } = await enrolled('skew');
    for (const off of [-30, 30, -90, 90]) {
      seconds(300);
      const { status } = await (await firstStep(login)).second(phone(secret, off));
      expect(`${off}: ${status}`).toBe(`${off}: ${Math.abs(off) === 30 ? 200 : 422}`);
    }
  });

  it('takes a recovery code once, however it is typed', async () => {
    const { login, codes } = await enrolled('lost');
    const typed = codes[0]!.toUpperCase().replaceAll('-', ' ');
    expect((await (await firstStep(login)).second(typed)).status).toBe(200);
    expect((await (await firstStep(login)).second(codes[0]!)).status).toBe(422);
    expect((await (await firstStep(login)).second(codes[1]!)).status).toBe(200);
  });

  it('makes a guesser of codes wait, over any number of tickets', async () => {
    const { login, secret } = await enrolled('guess');
    for (let i = 0; i < 6; i++) await (await firstStep(login)).second('000000');
    const held = await (await firstStep(login)).second(phone(secret));
    expect(held.status).toBe(429);
  });

  it('lets nobody look for the phone for hours', async () => {
    const { login, secret } = await enrolled('late');
    const { second } = await firstStep(login);
    seconds(601);
    expect((await second(phone(secret))).body.code).toBe('sign-in-late');
  });

  it('cannot be gone around by changing the password through a link', async () => {
    const { id, login } = await enrolled('around');
    const { token } = (await office.post(`/api/identity/people/${id}/reset`)).body;
    const page = browserOf(server.app);
    const answer = await page.post('/api/identity/link', { token, login, password });
    expect(answer.body.step).toBe('code');
    expect(page.cookie()).toBe('');
  });
});

describe('an administrator', () => {
  it('requires it of a role: it is set up on the way in, and cannot be dropped', async () => {
    const { id, login } = await member('liaison');
    const now = server.ctx.now();
    await server.ctx.db
      .insertInto('access_grant')
      .values({
        id,
        person_id: id,
        role: 'liaison',
        org_id: world.units.own.id,
        org_path: world.units.own.path,
        since: now,
        created_at: now,
      })
      .execute();
    const { version } = (await office.get('/api/identity/settings')).body;
    const rule = { secondStepRoles: ['liaison'], version };
    expect((await office.put('/api/identity/settings', rule)).status).toBe(200);
    expect((await office.put('/api/identity/settings', rule)).body.code).toBe('conflict');
    const { page, body, second } = await firstStep(login);
    expect(body).toMatchObject({ step: 'enrol', secret: expect.any(String) });
    expect((await second('123456')).body.code).toBe('code-refused');
    const entered = await second(phone(body.secret));
    expect(entered.body).toMatchObject({ step: 'in' });
    expect(entered.body.recoveryCodes).toHaveLength(10);
    const account = (await page.get('/api/identity/account')).body;
    expect(account.secondStep.required).toBe(true);
    seconds(60);
    const drop = await page.post('/api/identity/account/second-step/drop', {
      code: phone(body.secret),
    });
    expect(drop.body.code).toBe('second-step-required');
    await office.put('/api/identity/settings', { secondStepRoles: [], version: version + 1 });
    const now2 = await page.post('/api/identity/account/second-step/drop', {
      code: phone(body.secret),
    });
    expect(now2.status).toBe(200);
  });

  it('of a branch does not set the rule for all', async () => {
    const branch = browserOf(server.app);
    branch.use((await world.signInAs('administrator', world.units.own)).cookie);
    const { version } = (await branch.get('/api/identity/settings')).body;
    const answer = await branch.put('/api/identity/settings', { secondStepRoles: [], version });
    expect(answer.body.code).toBe('not-found');
  });

  it('takes it away from somebody who lost the phone', async () => {
    const { id, login, page } = await enrolled('phoneless');
    await office.post(`/api/identity/people/${id}/second-step/reset`);
    expect((await firstStep(login)).body.step).toBe('in');
    const history = await server.ctx.db
      .selectFrom('record_entry')
      .where('subject', '=', `person:${id}`)
      .select(['act', 'actor'])
      .orderBy('id')
      .execute();
    expect(history.map((h) => h.act)).toEqual([
      'identity.invite',
      'identity.link',
      'identity.sign-in',
      'identity.second-step-on',
      'identity.reset-second-step',
      'identity.sign-in',
    ]);
    expect(history[4]!.actor).toBe(`person:${(await office.get('/api/identity/me')).body.id}`);
    expect((await page.get('/api/identity/me')).status).toBe(200);
  });
});
