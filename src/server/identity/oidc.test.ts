import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { FastifyInstance } from 'fastify';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { browserOf } from '../../../test/setup/browser.ts';
import { cookieOf, testServer } from '../../../test/setup/server.ts';
import { makeWorld, type World } from '../../../test/setup/world.ts';
import { rooms } from '../main.ts';
import type { OidcConfig } from '../platform/config.ts';
import { dayOf } from '../platform/days.ts';
import { createHttp } from '../platform/http.ts';

const publicUrl = 'https://shiji.example';
const fixture = fileURLToPath(new URL('./provider.fixture.ts', import.meta.url));

let server: Awaited<ReturnType<typeof testServer>>;
let world: World;
let provider: ChildProcess;
let oidc: OidcConfig;
const apps: FastifyInstance[] = [];
beforeAll(async () => {
  server = await testServer();
  // The provider's own clock is the real one, and its tokens are checked against it.
  server.clock.now = new Date();
  world = await makeWorld(server);
  const redirect = `${publicUrl}/api/identity/oidc/callback`;
  provider = spawn(process.execPath, ['--import', 'tsx', fixture, redirect], {
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const [line] = (await once(provider.stdout!, 'data')) as [Buffer];
  oidc = {
    issuer: String(line).trim(),
    clientId: 'shiji',
    clientSecret: 'client-secret',
    label: '集团统一身份',
    scope: 'openid profile',
    claim: 'preferred_username',
    match: 'login',
    create: false,
  };
});
afterAll(async () => {
  provider.kill();
  for (const app of apps) await app.close();
  await server.close();
});

/** A server of the same database that signs in through the provider. */
async function appWith(more: Partial<OidcConfig> = {}): Promise<FastifyInstance> {
  const config = { ...server.ctx.config, publicUrl, oidc: { ...oidc, ...more } };
  const app = await createHttp({ ...server.ctx, config }, rooms);
  apps.push(app);
  return app;
}

/** A browser at the provider: signs in there as somebody and consents; gives the way back. */
async function atProvider(start: string, who: string): Promise<string> {
  const jar = new Map<string, string>();
  let url = start;
  let body: URLSearchParams | undefined;
  for (let step = 0; step < 12; step++) {
    const answer = await fetch(url, {
      redirect: 'manual',
      headers: { cookie: [...jar].map(([k, v]) => `${k}=${v}`).join('; ') },
      ...(body ? { method: 'POST', body } : {}),
    });
    for (const line of answer.headers.getSetCookie()) {
      const [pair] = line.split(';') as [string];
      jar.set(pair.slice(0, pair.indexOf('=')), pair.slice(pair.indexOf('=') + 1));
    }
    body = undefined;
    const location = answer.headers.get('location');
    if (location) url = new URL(location, url).href;
    if (url.startsWith(publicUrl)) return url;
    if (location) continue;
    const page = await answer.text();
    url = new URL(/action="([^"]+)"/.exec(page)![1]!, url).href;
    const prompt = /name="prompt" value="(\w+)"/.exec(page)![1]!;
    body = new URLSearchParams({ prompt, login: who, password: 'any' });
  }
  throw new Error('the provider did not send anybody back');
}

/** The whole way; `bend` may change the address somebody comes back to. */
async function signIn(app: FastifyInstance, who: string, bend = (url: string) => url) {
  const start = await app.inject({ url: '/api/identity/oidc/start' });
  expect(start.statusCode).toBe(302);
  const back = bend(await atProvider(String(start.headers.location), who));
  const answer = await app.inject({
    url: back.slice(publicUrl.length),
    headers: { cookie: cookieOf(start.headers['set-cookie']) },
  });
  const session = answer.cookies.find((c) => c.name === 'shiji_session');
  const me = session?.value
    ? (
        await app.inject({
          url: '/api/identity/me',
          headers: { cookie: `shiji_session=${session.value}` },
        })
      ).json()
    : undefined;
  return { start, to: answer.headers.location, session, me };
}

async function accountOf(login: string, number?: string): Promise<string> {
  const id = await world.person(`员工${login}`, world.units.own);
  const { db } = server.ctx;
  if (number) await db.updateTable('person').set({ number }).where('id', '=', id).execute();
  await db.insertInto('account').values({ id, login, created_at: server.ctx.now() }).execute();
  return id;
}

describe('the organisation’s sign-in service', () => {
  it('is offered only where it is configured', async () => {
    const page = browserOf(server.app);
    expect((await page.get('/api/identity/options')).body).toEqual({ oidc: null });
    expect((await page.get('/api/identity/oidc/start')).body.code).toBe('not-found');
    const other = browserOf(await appWith());
    expect((await other.get('/api/identity/options')).body).toEqual({
      oidc: { label: '集团统一身份' },
    });
  });

  it('signs in the account whose login it names, with code, PKCE, state and nonce', async () => {
    const id = await accountOf('zhangsan');
    const { start, to, session, me } = await signIn(await appWith(), 'ZhangSan');
    const asked = new URL(String(start.headers.location)).searchParams;
    expect(asked.get('response_type')).toBe('code');
    expect(asked.get('code_challenge_method')).toBe('S256');
    expect(asked.get('state')!.length).toBeGreaterThan(30);
    expect(asked.get('nonce')!.length).toBeGreaterThan(30);
    expect(to).toBe('/');
    expect(me).toMatchObject({ id, login: 'zhangsan' });
    expect(session).toMatchObject({ httpOnly: true, secure: true, sameSite: 'Lax' });
  });

  it('makes no account of its own accord', async () => {
    const { to, session } = await signIn(await appWith(), 'nobody-here');
    expect(to).toBe('/sign-in?refused=oidc-unknown');
    expect(session).toBeUndefined();
  });

  it('does not let a shut account in', async () => {
    const id = await accountOf('shut');
    await server.ctx.db
      .updateTable('account')
      .set({ disabled_at: server.ctx.now() })
      .where('id', '=', id)
      .execute();
    expect((await signIn(await appWith(), 'shut')).to).toBe('/sign-in?refused=oidc-unknown');
  });

  it('lets people in until their last day is over', async () => {
    const id = await accountOf('gone');
    const leave = (days: number) =>
      server.ctx.db
        .updateTable('person')
        .set({
          left_on: dayOf(new Date(server.clock.now.getTime() + days * 86_400_000)),
          number: 'N-9',
        })
        .where('id', '=', id)
        .execute();
    const byNumber = { claim: 'employee_number', match: 'number' as const };
    await leave(1);
    expect((await signIn(await appWith(), 'gone')).me).toMatchObject({ id });
    expect((await signIn(await appWith(byNumber), 'N-9')).me).toMatchObject({ id });
    await leave(0);
    expect((await signIn(await appWith(), 'gone')).to).toBe('/sign-in?refused=oidc-unknown');
    const refused = await signIn(await appWith(byNumber), 'N-9');
    expect(refused.to).toBe('/sign-in?refused=oidc-unknown');
  });

  it('finds people by number, and makes their account when it is told to', async () => {
    const id = await world.person('周有号', world.units.own);
    const { db } = server.ctx;
    await db.updateTable('person').set({ number: 'N-7' }).where('id', '=', id).execute();
    const byNumber = { claim: 'employee_number', match: 'number' as const };
    const refused = await signIn(await appWith(byNumber), 'N-7');
    expect(refused.to).toBe('/sign-in?refused=oidc-unknown');
    const app = await appWith({ ...byNumber, create: true });
    expect((await signIn(app, 'N-7')).me).toMatchObject({ id, login: 'n-7' });
    expect((await signIn(app, 'N-8')).to).toBe('/sign-in?refused=oidc-unknown');
  });

  it.each([
    ['another state', (u: string) => u.replace(/state=[^&]+/, 'state=made-up')],
    ['a made-up code', (u: string) => u.replace(/code=[^&]+/, 'code=made-up')],
    ['another issuer', (u: string) => u.replace(/iss=[^&]+/, 'iss=http%3A%2F%2F127.0.0.1%3A1')],
    ['a refusal', (u: string) => u.replace(/code=[^&]+/, 'error=access_denied')],
  ])('does not let in with %s', async (_, bend) => {
    await accountOf(`bent-${_.length}-${_.slice(-4)}`);
    const { to, session } = await signIn(await appWith(), `bent-${_.length}-${_.slice(-4)}`, bend);
    expect(to).toBe('/sign-in?refused=oidc-failed');
    expect(session).toBeUndefined();
  });

  it('does not let in with the way back of another browser, or too late', async () => {
    await accountOf('victim');
    const app = await appWith();
    const start = await app.inject({ url: '/api/identity/oidc/start' });
    const back = (await atProvider(String(start.headers.location), 'victim')).slice(
      publicUrl.length,
    );
    const without = await app.inject({ url: back });
    expect(without.headers.location).toBe('/sign-in?refused=oidc-late');
    const other = await app.inject({ url: '/api/identity/oidc/start' });
    const crossed = await app.inject({
      url: back,
      headers: { cookie: cookieOf(other.headers['set-cookie']) },
    });
    expect(crossed.headers.location).toBe('/sign-in?refused=oidc-failed');
    const before = server.clock.now;
    server.clock.now = new Date(before.getTime() + 601_000);
    const late = await app.inject({
      url: back,
      headers: { cookie: cookieOf(start.headers['set-cookie']) },
    });
    server.clock.now = before;
    expect(late.headers.location).toBe('/sign-in?refused=oidc-late');
  });

  it('that does not answer is a sentence on the page, not a fault', async () => {
    const app = await appWith({ issuer: 'http://127.0.0.1:9' });
    const start = await app.inject({ url: '/api/identity/oidc/start' });
    expect(start.headers.location).toBe('/sign-in?refused=oidc-failed');
  });
});
