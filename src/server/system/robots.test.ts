import { createHmac } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { sql } from 'kysely';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { runJobs, testServer } from '../../../test/setup/server.ts';
import { makeWorld, type World } from '../../../test/setup/world.ts';
import { notify } from '../notice/service.ts';
import { robotAllowed, signDingTalk, signFeishu } from '../platform/robot.ts';
import { withScopes } from '../platform/scope.ts';

let server: Awaited<ReturnType<typeof testServer>>;
let world: World;
let cookie: string;
let platform: Server;
let origin: string;
/** What the chat platform got, and what it answers. */
const got: { url: URL; body: Record<string, unknown> }[] = [];
let answer: object = { errcode: 0, errmsg: 'ok' };

beforeAll(async () => {
  platform = createServer((request, response) => {
    const parts: Buffer[] = [];
    request.on('data', (part: Buffer) => parts.push(part));
    request.on('end', () => {
      const url = new URL(request.url!, 'http://x');
      if (url.pathname === '/redirect') {
        response.writeHead(307, { location: '/elsewhere' }).end();
        return;
      }
      got.push({ url, body: JSON.parse(Buffer.concat(parts).toString()) });
      response.setHeader('content-type', 'application/json');
      response.end(JSON.stringify(answer));
    });
  });
  await new Promise<void>((done) => platform.listen(0, '127.0.0.1', done));
  origin = `http://127.0.0.1:${(platform.address() as AddressInfo).port}`;
  server = await testServer();
  Object.assign(server.ctx.config, { robotOrigins: [origin] });
  world = await makeWorld(server);
  await server.ctx.db.updateTable('robot').set({ closed_at: new Date() }).execute();
  cookie = (await world.signInAs('administrator', world.units.parent)).cookie;
});
afterAll(async () => {
  await server.close();
  await new Promise((done) => platform.close(done));
});
beforeEach(() => {
  got.length = 0;
  answer = { errcode: 0, errmsg: 'ok' };
});

async function ask(method: 'GET' | 'POST' | 'PUT', url: string, payload?: object) {
  const answered = await server.app.inject({
    method,
    url: `/api/system/robots${url}`,
    headers: { cookie },
    ...(payload ? { payload } : {}),
  });
  return { status: answered.statusCode, body: answered.json(), text: answered.body };
}
const add = async (kind: string, more: object = {}) =>
  (
    await ask('POST', '', {
      orgId: world.units.own.id,
      kind,
      name: `${kind}群`,
      address: `${origin}/hook?key=k-5521`,
      ...more,
    })
  ).body;
const test = (robot: { id: string; version: number }) =>
  ask('POST', `/${robot.id}/test`, { version: robot.version });
const close = (robot: { id: string; version: number }) =>
  ask('POST', `/${robot.id}/close`, { version: robot.version });

describe('signatures, computed apart from ours', () => {
  // openssl dgst -sha256 -hmac …, once by hand.
  it('of DingTalk: the secret signs «timestamp ↵ secret»', () => {
    expect(signDingTalk('1577808000000', 'SECtest')).toBe(
      'XHi7WpB+bLwQq5Rz0PrkJ6p9pXsd593WTWgii6qJ3uw=',
    );
  });
  it('of Feishu: «timestamp ↵ secret» signs nothing', () => {
    expect(signFeishu('1599360473', 'demo')).toBe('l1N0gAcBjdwBvGm1xMjOF0XSyaLRpR7tuO5dHfhAYc8=');
  });
});

describe('group robots', () => {
  it('of WeCom get markdown under their key, which nobody is told', async () => {
    const robot = await add('wecom');
    expect(robot).toMatchObject({ orgName: '三分公司', host: origin.slice(7), signed: false });
    expect((await ask('GET', '')).text).not.toContain('5521');
    expect((await test(robot)).status).toBe(200);
    expect(got[0]!.url.search).toBe('?key=k-5521');
    expect(got[0]!.body).toMatchObject({ msgtype: 'markdown' });
    expect(JSON.stringify(got[0]!.body)).toContain('测试消息');
    const contents = await server.ctx.db.selectFrom('record_content').select('content').execute();
    expect(JSON.stringify(contents)).not.toContain('5521');
    await close(robot);
    expect((await ask('GET', '')).body).toEqual([]);
  });

  it('of DingTalk sign in the address', async () => {
    const robot = await add('dingtalk', { secret: 'SEC+/=' });
    await test(robot);
    const { url, body } = got[0]!;
    const timestamp = url.searchParams.get('timestamp')!;
    expect(Math.abs(Number(timestamp) - server.clock.now.getTime())).toBeLessThan(1000);
    const expected = createHmac('sha256', 'SEC+/=');
    expected.update([timestamp, 'SEC+/='].join('\n'), 'utf8');
    expect(url.searchParams.get('sign')).toBe(expected.digest().toString('base64'));
    expect(url.search).not.toMatch(/sign=[^&]*[+/]/);
    expect(body).toMatchObject({ msgtype: 'markdown', markdown: { title: '实绩' } });
    await close(robot);
  });

  it('of Feishu sign in the body', async () => {
    answer = { code: 0, msg: 'success', StatusCode: 0 };
    const robot = await add('feishu', { secret: '密钥' });
    await test(robot);
    const body = got[0]!.body as { timestamp: string; sign: string };
    expect(Number(body.timestamp)).toBe(Math.floor(server.clock.now.getTime() / 1000));
    const expected = createHmac('sha256', Buffer.from(`${body.timestamp}\n密钥`)).update('');
    expect(body.sign).toBe(expected.digest('base64'));
    expect(body).toMatchObject({ msg_type: 'post' });
    await close(robot);
  });

  it('are refused in words although the answer is 200', async () => {
    const robot = await add('wecom');
    answer = { errcode: 93000, errmsg: 'invalid webhook url' };
    expect(await test(robot)).toMatchObject({
      status: 422,
      body: {
        code: 'robot-failed',
        issues: [{ code: 'system:robot-refused', params: { code: 93000 } }],
      },
    });
    answer = { code: 19021, msg: 'sign match fail' };
    expect((await test(robot)).body.issues[0].params).toEqual({ code: 19021 });
    answer = { errcode: 45009 };
    expect((await test(robot)).body.issues[0].code).toBe('system:robot-busy');
    await close(robot);
  });

  it('may only be sent to the platforms, and no redirect leads elsewhere', async () => {
    for (const address of [
      'http://127.0.0.1:1/x',
      'https://169.254.169.254/latest',
      'http://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=1',
      'https://user:pass@qyapi.weixin.qq.com/',
      'https://qyapi.weixin.qq.com.evil.test/',
    ]) {
      const refused = await ask('POST', '', {
        orgId: world.units.own.id,
        kind: 'wecom',
        name: '群',
        address,
      });
      expect([address, refused.body.code]).toEqual([address, 'robot-address']);
      expect(robotAllowed('wecom', address, [])).toBe(false);
    }
    expect(robotAllowed('feishu', 'https://qyapi.weixin.qq.com/x', [])).toBe(false);
    const robot = await add('wecom', { address: `${origin}/redirect` });
    expect((await test(robot)).body.issues[0].code).toBe('system:robot-unreachable');
    expect(got).toEqual([]);
    await close(robot);
  });

  it('tell what concerns their unit and those under it, each once, and at most 20 a minute', async () => {
    await add('wecom');
    const about = (place: { id: string; path: string }, key?: string) =>
      withScopes(server.ctx, [world.units.parent.path], (trx) =>
        notify(trx, server.ctx, {
          to: [],
          code: 'system:mail-foot',
          params: { name: '<@all>[点我](http://evil.test)' },
          org: place,
          link: '/notices',
          robots: true,
          ...(key ? { key } : {}),
        }),
      );
    await about(world.units.child, 'once');
    await about(world.units.child, 'once');
    await about(world.units.sibling);
    await runJobs(server);
    expect(got).toHaveLength(1);
    const { content } = got[0]!.body.markdown as { content: string };
    expect(content).not.toMatch(/<@all>|\]\(http:\/\/evil/);
    expect(content).toMatch(/\[打开看\]\(http:\/\/.*\/notices\)$/);

    for (let i = 0; i < 25; i++) await about(world.units.own);
    await runJobs(server);
    expect(got).toHaveLength(20);
    const { rows } = await sql<{ last_error: string }>`
      select last_error from graphile_worker._private_jobs`.execute(server.ctx.db);
    expect(rows.filter((r) => r.last_error.includes('robot-busy'))).toHaveLength(6);
    server.clock.now = new Date(server.clock.now.getTime() + 61_000);
    await sql`update graphile_worker._private_jobs set attempts = 0, run_at = created_at`.execute(
      server.ctx.db,
    );
    await runJobs(server);
    expect(got).toHaveLength(26);
  });
});
