import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { testServer } from '../../../test/setup/server.ts';
import { makeWorld, type World } from '../../../test/setup/world.ts';
import { isWorkingDay } from '../../contract/deadline/calendar.ts';
import { dayOf, startOf } from '../platform/days.ts';
import { followSettings, mailServer, readSettings, workCalendar } from './service.ts';

let server: Awaited<ReturnType<typeof testServer>>;
let world: World;
let cookie: string;
beforeAll(async () => {
  server = await testServer();
  world = await makeWorld(server);
  cookie = (await world.signInAs('administrator', world.units.parent)).cookie;
});
afterAll(() => server.close());

async function ask(method: 'GET' | 'PUT' | 'POST', url: string, payload?: object) {
  const answer = await server.app.inject({
    method,
    url: `/api/system${url}`,
    headers: { cookie },
    ...(payload ? { payload } : {}),
  });
  return { status: answer.statusCode, body: answer.json(), text: answer.body };
}

describe('settings', () => {
  it('have defaults, are saved as their editor saw them, and count up', async () => {
    const first = await ask('GET', '/settings');
    expect(first.body.record).toMatchObject({ value: { retentionMonths: 36 }, version: 0 });
    const value = { name: '城建集团', timeZone: 'Asia/Urumqi' };
    const saved = await ask('PUT', '/settings/organisation', { version: 0, value });
    expect(saved.body.organisation).toMatchObject({ value, version: 1 });
    expect((await readSettings(server.ctx.db)).organisation).toEqual(value);
    const stale = await ask('PUT', '/settings/organisation', { version: 0, value });
    expect(stale).toMatchObject({ status: 409, body: { code: 'conflict' } });
  });

  it('move the calendar with the time zone, summer time included', async () => {
    const noon = new Date('2026-03-02T17:30:00Z');
    expect(dayOf(noon)).toBe('2026-03-02');
    const zone = (timeZone: string, version: number) =>
      ask('PUT', '/settings/organisation', { version, value: { name: '', timeZone } });
    await zone('Europe/Berlin', 1);
    expect(startOf('2026-03-29').toISOString()).toBe('2026-03-28T23:00:00.000Z');
    expect(startOf('2026-03-30').toISOString()).toBe('2026-03-29T22:00:00.000Z');
    await zone('Asia/Shanghai', 2);
    expect(dayOf(noon)).toBe('2026-03-03');
    expect(startOf('2026-03-03').toISOString()).toBe('2026-03-02T16:00:00.000Z');
  });

  it('reach a server on which they were not changed', async () => {
    const noon = new Date('2026-03-02T17:30:00Z');
    const unfollow = followSettings(server.ctx.db, 10);
    const zone = (timeZone: string) =>
      server.ctx.db
        .updateTable('setting')
        .set({ value: JSON.stringify({ value: { timeZone } }) })
        .where('key', '=', 'organisation')
        .execute();
    expect(dayOf(noon)).toBe('2026-03-03');
    await zone('America/New_York');
    while (dayOf(noon) !== '2026-03-02') await wait(5);
    await zone('Asia/Shanghai');
    while (dayOf(noon) !== '2026-03-03') await wait(5);
    unfollow();
  });

  it('say whom to ask to everybody who is signed in', async () => {
    const { cookie: anybody } = await world.signInAs(undefined, world.units.own);
    const told = async () =>
      (await server.app.inject({ url: '/api/system/help', headers: { cookie: anybody } })).json();
    expect(await told()).toEqual({ contactName: '', contactPhone: '', contactPlace: '' });
    const value = {
      contactName: '陆明',
      contactPhone: '027-8123 4567',
      contactPlace: '三号楼 402',
    };
    await ask('PUT', '/settings/help', { version: 0, value });
    expect(await told()).toEqual(value);
  });

  it('refuse what does not fit, by field', async () => {
    const wrong: [string, object, string][] = [
      ['record', { retentionMonths: 5 }, 'retentionMonths'],
      ['mail', { port: 0 }, 'port'],
      ['mail', { sender: 'a@b.test\r\nBcc: c@d.test' }, 'sender'],
      ['mail', { senderName: '甲\r\nBcc: c@d.test' }, 'senderName'],
      ['organisation', { timeZone: 'Mars/Olympus' }, 'timeZone'],
      ['notice', { digestHour: 24 }, 'digestHour'],
      ['help', { contactPhone: '1\n2' }, 'contactPhone'],
      ['calendar', { off: ['2026-02-30'] }, 'off.0'],
      ['calendar', { off: ['2027-02-08'], work: ['2027-02-08'] }, 'work'],
      ['deadline', { remindBefore: [0] }, 'remindBefore.0'],
    ];
    for (const [group, value, path] of wrong) {
      const { status, body } = await ask('PUT', `/settings/${group}`, { version: 0, value });
      expect([status, body.issues?.[0]?.path]).toEqual([400, path]);
    }
    const secret = await ask('PUT', '/settings/notice', {
      version: 0,
      value: {},
      secrets: { x: 'y' },
    });
    expect(secret.status).toBe(400);
  });

  it('correct the working days of the country and continue them', async () => {
    const before = await workCalendar(server.ctx.db);
    expect(isWorkingDay(before, '2027-02-08')).toBe(true);
    const { status } = await ask('PUT', '/settings/calendar', {
      version: 0,
      value: { off: ['2027-02-08', '2027-02-08'], work: ['2027-02-13'] },
    });
    expect(status).toBe(200);
    const after = await workCalendar(server.ctx.db);
    expect(isWorkingDay(after, '2027-02-08')).toBe(false);
    expect(isWorkingDay(after, '2027-02-13')).toBe(true);
    expect(isWorkingDay(after, '2026-02-17')).toBe(false);
  });

  it('keep a password sealed, never tell it, and never put it on record', async () => {
    const save = (version: number, secrets?: object) =>
      ask('PUT', '/settings/mail', { version, value: { host: 'mail.test' }, secrets });
    const saved = await save(0, { password: '信箱口令-不外传-7319' });
    expect(saved.body.mail.secrets).toEqual(['password']);
    expect(saved.text).not.toContain('不外传');
    const { password } = await mailServer(server.ctx, server.ctx.db);
    expect(password).toBe('信箱口令-不外传-7319');
    const rows = await server.ctx.db.selectFrom('setting').selectAll().execute();
    expect(JSON.stringify(rows)).not.toContain('不外传');
    const contents = await server.ctx.db.selectFrom('record_content').selectAll().execute();
    expect(contents.some((c) => c.content.includes('"changedSecrets":["password"]'))).toBe(true);
    expect(JSON.stringify(contents)).not.toContain('不外传');
    expect(await readFile(join(server.ctx.config.home, 'secret.key'), 'utf8')).toHaveLength(44);

    await save(1);
    expect((await mailServer(server.ctx, server.ctx.db)).password).toBe('信箱口令-不外传-7319');
    const gone = await save(2, { password: '' });
    expect(gone.body.mail.secrets).toEqual([]);
  });
});
