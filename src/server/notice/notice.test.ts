import type { AddressInfo } from 'node:net';
import { sql } from 'kysely';
import { type ParsedMail, simpleParser } from 'mailparser';
import { SMTPServer } from 'smtp-server';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { runJobs, testServer } from '../../../test/setup/server.ts';
import { makeWorld, type World } from '../../../test/setup/world.ts';
import { EVERYWHERE, withScopes } from '../platform/scope.ts';
import { notify, type Telling } from './service.ts';

let server: Awaited<ReturnType<typeof testServer>>;
let world: World;
let admin: { id: string; cookie: string };
let me: { id: string; cookie: string };
const mails: ParsedMail[] = [];
const envelopes: string[][] = [];

/** A real SMTP server; it knows one password and refuses who is not there. */
function smtp(port = 0): Promise<{ port: number; stop: () => Promise<void> }> {
  const listening = new SMTPServer({
    authOptional: false,
    allowInsecureAuth: true,
    onAuth: ({ username, password }, _, done) =>
      username === 'shiji' && password === '信箱口令'
        ? done(null, { user: 'shiji' })
        : done(new Error('Invalid username or password')),
    onRcptTo: ({ address }, _, done) =>
      address.startsWith('gone')
        ? done(Object.assign(new Error('No such user here'), { responseCode: 550 }))
        : done(),
    onData: (stream, session, done) => {
      simpleParser(stream).then((mail) => {
        mails.push(mail);
        envelopes.push(session.envelope.rcptTo.map((r) => r.address));
        done();
      }, done);
    },
  });
  listening.on('error', () => undefined);
  return new Promise((resolve) => {
    listening.listen(port, '127.0.0.1', () =>
      resolve({
        port: (listening.server.address() as AddressInfo).port,
        stop: () => new Promise<void>((done) => listening.close(() => done())),
      }),
    );
  });
}

let post: Awaited<ReturnType<typeof smtp>>;
beforeAll(async () => {
  server = await testServer();
  world = await makeWorld(server);
  admin = await world.signInAs('administrator', world.units.parent);
  me = await world.signInAs('member', world.units.own);
  post = await smtp();
  await setMail({});
});
afterAll(async () => {
  await post.stop();
  await server.close();
});
afterEach(async () => {
  mails.length = 0;
  envelopes.length = 0;
  await sql`delete from graphile_worker._private_jobs`.execute(server.ctx.db);
});

async function ask(method: 'GET' | 'POST' | 'PUT', url: string, payload?: object, { cookie } = me) {
  const answer = await server.app.inject({
    method,
    url: `/api${url}`,
    headers: { cookie },
    ...(payload ? { payload } : {}),
  });
  return { status: answer.statusCode, body: answer.json() };
}

async function setMail(more: object, secrets: object = { password: '信箱口令' }) {
  const { body } = await ask('GET', '/system/settings', undefined, admin);
  const value = {
    host: '127.0.0.1',
    port: post.port,
    security: 'tls',
    anyCertificate: true,
    user: 'shiji',
    sender: 'shiji@corp.test',
    senderName: '实绩',
    ...more,
  };
  // The test's server offers STARTTLS with a certificate of its own.
  const saved = await ask(
    'PUT',
    '/system/settings/mail',
    { version: body.mail.version, value: { ...value, security: 'starttls', ...more }, secrets },
    admin,
  );
  expect(saved.status).toBe(200);
}

const tell = (more: Partial<Telling> = {}) =>
  withScopes(server.ctx, [world.units.own.path], (trx) =>
    notify(trx, server.ctx, {
      to: [me.id],
      code: 'system:test-text',
      org: world.units.own,
      link: '/duty',
      ...more,
    }),
  );
const setAddress = (email: string | null, id = me.id) =>
  server.ctx.db.updateTable('person').set({ email }).where('id', '=', id).execute();
const failures = async () => {
  const { rows } = await sql<{ last_error: string; attempts: number; max: number }>`
    select last_error, attempts, max_attempts as max from graphile_worker._private_jobs
    where last_error is not null`.execute(server.ctx.db);
  return rows.map((r) => ({
    code: JSON.parse(r.last_error).code as string,
    failed: r.attempts >= r.max,
  }));
};

describe('notices', () => {
  it('are there with the transaction, once a key, unread first, and only for their person', async () => {
    await tell({ key: 'a' });
    await tell({ key: 'a', to: [me.id, me.id] });
    await tell();
    const failing = withScopes(server.ctx, [world.units.own.path], async (trx) => {
      await notify(trx, server.ctx, {
        to: [me.id],
        code: 'system:test-text',
        org: world.units.own,
      });
      throw new Error('no');
    });
    await expect(failing).rejects.toThrow('no');
    const { body } = await ask('GET', '/notices');
    expect(body).toMatchObject({ unread: 2, more: false });
    expect(body.notices).toHaveLength(2);
    expect(body.notices[0]).toMatchObject({
      code: 'system:test-text',
      link: '/duty',
      orgName: '三分公司',
      read: false,
    });
    const [newest, oldest] = body.notices as { id: string }[];
    expect((await ask('POST', `/notices/${newest!.id}/read`, {})).status).toBe(200);
    const after = (await ask('GET', '/notices')).body;
    expect(after.notices.map((n: { id: string }) => n.id)).toEqual([oldest!.id, newest!.id]);
    expect((await ask('GET', '/notices/unread')).body).toEqual({ unread: 1 });
    const page = (await ask('GET', '/notices?limit=1')).body;
    expect(page).toMatchObject({ more: true });
    const rest = (await ask('GET', `/notices?limit=1&after=${page.notices[0].id}`)).body;
    expect(rest.notices.map((n: { id: string }) => n.id)).toEqual([newest!.id]);

    expect((await ask('POST', `/notices/${oldest!.id}/read`, {}, admin)).status).toBe(404);
    expect((await ask('GET', '/notices', undefined, admin)).body.notices).toEqual([]);
    await ask('POST', '/notices/read', { upTo: oldest!.id });
    expect((await ask('GET', '/notices/unread')).body).toEqual({ unread: 0 });
  });

  it('stand behind the second wall: no scopes of units open them', async () => {
    const seen = await withScopes(server.ctx, [world.units.parent.path], (trx) =>
      trx.selectFrom('notice').selectAll().execute(),
    );
    expect(seen).toEqual([]);
  });
});

describe('mail', () => {
  it('goes out by a job after the commit, in the language chosen, once', async () => {
    await setAddress('reader@corp.test');
    await tell();
    expect(mails).toEqual([]);
    await runJobs(server);
    expect(envelopes).toEqual([['reader@corp.test']]);
    expect(mails[0]!.subject).toBe('[实绩] 这是一条测试消息，收到说明设置正确。');
    expect(mails[0]!.from!.value).toEqual([{ name: '实绩', address: 'shiji@corp.test' }]);
    expect(mails[0]!.text).toContain('/duty');
    expect(mails[0]!.html).toContain('<a href="http://127.0.0.1');
    const { rows } = await sql<{ id: string }>`select id from notice
      where person_id = ${me.id} order by id desc limit 1`.execute(server.ctx.db);
    await withScopes(server.ctx, EVERYWHERE, async (trx) => {
      const { enqueue } = await import('../platform/jobs.ts');
      await enqueue(trx, 'notice.mail', { ids: [rows[0]!.id] });
      await enqueue(trx, 'notice.deliver', { ids: [rows[0]!.id] });
    });
    await runJobs(server);
    expect(mails).toHaveLength(1);

    await ask('PUT', '/notices/preferences', { mail: 'at-once', language: 'en', version: 0 });
    await tell();
    await runJobs(server);
    expect(mails[1]!.subject).toContain('This is a test message');
    const stale = { mail: 'no', language: 'en', version: 0 };
    expect((await ask('PUT', '/notices/preferences', stale)).status).toBe(409);
  });

  it('is not sent to whoever wants none, and collected for whoever wants it once a day', async () => {
    const save = async (mail: string) => {
      const { body } = await ask('GET', '/notices/preferences');
      await ask('PUT', '/notices/preferences', { mail, language: 'zh-CN', version: body.version });
    };
    const seen = (await ask('GET', '/notices')).body.notices[0].id;
    await ask('POST', '/notices/read', { upTo: seen });
    await save('no');
    await tell();
    await runJobs(server, ['notice.digest']);
    expect(mails).toEqual([]);
    const last = (await ask('GET', '/notices')).body.notices[0].id;
    await ask('POST', '/notices/read', { upTo: last });
    await save('digest');
    await tell();
    await tell();
    const hour = { version: 0, value: { digestHour: 18 } };
    expect((await ask('PUT', '/system/settings/notice', hour, admin)).status).toBe(200);
    server.clock.now = new Date('2026-03-02T09:30:00Z');
    await runJobs(server, ['notice.digest']);
    expect(mails).toEqual([]);
    // Six in the evening in Shanghai.
    server.clock.now = new Date('2026-03-02T10:00:00Z');
    await runJobs(server, ['notice.digest']);
    expect(mails.map((m) => m.subject)).toEqual(['[实绩] 您有 2 条新通知']);
    await runJobs(server, ['notice.digest']);
    expect(mails).toHaveLength(1);
    await save('at-once');
  });

  it('lets nothing that people wrote become a header or another receiver', async () => {
    await tell({
      code: 'system:mail-foot',
      params: { name: '甲\r\nBcc: thief@evil.test\r\n\r\n<script>x</script>' },
    });
    await runJobs(server);
    expect(envelopes).toEqual([['reader@corp.test']]);
    expect(mails[0]!.headers.has('bcc')).toBe(false);
    expect(mails[0]!.html).not.toContain('<script>');
    await setAddress('a@corp.test\r\nRCPT TO:<thief@evil.test>, thief@evil.test');
    await tell();
    await runJobs(server);
    expect(envelopes.flat().filter((a) => a.includes('evil'))).toEqual([]);
    await setAddress('reader@corp.test');
  });

  it('to a receiver the server refuses fails at once, and holds up nobody else', async () => {
    const other = world.units.own.rows.person;
    await setAddress('gone@corp.test');
    await setAddress('other@corp.test', other);
    await tell({ to: [me.id, other] });
    await runJobs(server);
    expect(envelopes).toEqual([['other@corp.test']]);
    expect(await failures()).toEqual([{ code: 'system:mail-refused', failed: true }]);
    await setAddress('reader@corp.test');
  });

  it('waits for a server that is down, and goes when it is up again', async () => {
    const { port } = post;
    await post.stop();
    await tell();
    await runJobs(server);
    expect(await failures()).toEqual([{ code: 'system:mail-unreachable', failed: false }]);
    post = await smtp(port);
    await sql`update graphile_worker._private_jobs set run_at = created_at, attempts = 0`.execute(
      server.ctx.db,
    );
    await runJobs(server);
    expect(envelopes).toEqual([['reader@corp.test']]);
    expect(await failures()).toEqual([]);
  });

  it('with a wrong password is a failed job that says so, and can be tried again from the page', async () => {
    await setMail({}, { password: '错的' });
    await tell();
    await runJobs(server);
    expect(await failures()).toEqual([{ code: 'system:mail-password', failed: true }]);
    const { body } = await ask('GET', '/system/jobs?state=failed', undefined, admin);
    expect(body).toMatchObject({ counts: { failed: 1 } });
    expect(body.jobs[0]).toMatchObject({
      name: 'notice.mail',
      state: 'failed',
      error: { code: 'system:mail-password', params: { host: '127.0.0.1' } },
    });
    expect(body.scheduled).toContainEqual(expect.objectContaining({ name: 'notice.digest' }));
    const test = await ask('POST', '/system/test-mail', { to: 'x@corp.test' }, admin);
    expect(test).toMatchObject({
      status: 422,
      body: { code: 'mail-failed', issues: [{ code: 'system:mail-password' }] },
    });
    await setMail({});
    const retried = await ask('POST', `/system/jobs/${body.jobs[0].id}/retry`, {}, admin);
    expect(retried.status).toBe(200);
    await runJobs(server);
    expect(envelopes).toEqual([['reader@corp.test']]);
    expect((await ask('POST', '/system/test-mail', { to: 'x@corp.test' }, admin)).status).toBe(200);
    expect(mails.at(-1)!.text).toContain('测试消息');
    const gone = await ask('POST', `/system/jobs/${body.jobs[0].id}/give-up`, {}, admin);
    expect(gone.status).toBe(404);
  });

  it('is refused by a certificate nobody vouches for, unless the settings take any', async () => {
    await setMail({ anyCertificate: false });
    const test = await ask('POST', '/system/test-mail', { to: 'x@corp.test' }, admin);
    expect(test.body.issues[0].code).toBe('system:mail-tls');
    await setMail({});
  });
});
