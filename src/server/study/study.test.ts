import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { formOf } from '../../../test/setup/form.ts';
import { testServer } from '../../../test/setup/server.ts';
import { makeWorld, type World } from '../../../test/setup/world.ts';
import { permissions } from '../../contract/permissions.ts';
import type { Reading, SessionRow, SessionWhole } from '../../contract/study/schemas.ts';

let server: Awaited<ReturnType<typeof testServer>>;
let world: World;
let office: { id: string; cookie: string };
let liaison: { id: string; cookie: string };
let member: { id: string; cookie: string };
/** No rights anywhere. */
let guest: { id: string; cookie: string };
const NOW = '2026-03-02T08:00:00Z';

beforeAll(async () => {
  server = await testServer();
  world = await makeWorld(server);
  office = await world.signInAs('office', world.units.parent);
  liaison = await world.signInAs('liaison', world.units.own);
  member = await world.signInAs('member', world.units.own);
  guest = await world.signInAs(undefined, world.units.sibling);
  // The clock of these tests goes over weeks.
  const later = new Date('2027-01-01T00:00:00Z');
  await server.ctx.db.updateTable('session').set({ expires_at: later, seen_at: later }).execute();
});
afterAll(() => server.close());
beforeEach(() => {
  server.clock.now = new Date(NOW);
});

async function ask<T>(cookie: string, method: 'GET' | 'POST' | 'PUT', path: string, body?: object) {
  const answer = await server.app.inject({
    method,
    url: `/api/study${path}`,
    headers: { cookie },
    ...(body ? { payload: body } : {}),
  });
  return { status: answer.statusCode, body: answer.json() as T & { code: string } };
}

const fields = {
  form: 'case',
  topic: '以物业报修积压为例剖析',
  serves: '物业报修平均等待九天',
  on: '2026-03-02',
  at: '14:30',
  place: '三楼会议室',
  hostName: '王经理',
  agenda: ['通报数据', '逐件剖析', '议定办法'],
};

async function plan(more: object = {}, cookie = liaison.cookie): Promise<string> {
  const { own } = world.units;
  const made = await ask<{ id: string }>(cookie, 'POST', '/sessions', {
    unitId: own.id,
    campaignId: own.rows.campaign,
    ...fields,
    ...more,
  });
  expect(made).toMatchObject({ status: 200 });
  return made.body.id;
}
const seen = async (id: string, cookie = liaison.cookie) =>
  (await ask<SessionWhole>(cookie, 'GET', `/sessions/${id}`)).body;

describe('a session', () => {
  it('is planned, held and withdrawn, each with its entry; nothing is lost', async () => {
    const id = await plan({ on: '2026-03-20' });
    const early = await ask(liaison.cookie, 'PUT', `/sessions/${id}`, {
      ...fields,
      on: '2026-03-20',
      held: true,
      version: 1,
    });
    expect(early).toMatchObject({ status: 422, body: { code: 'day-refused' } });
    server.clock.now = new Date('2026-03-21T01:00:00Z');
    expect(await seen(id)).toMatchObject({ state: 'planned', late: true });
    const held = { ...fields, on: '2026-03-20', outcome: '查出三处堵点', held: true };
    expect(
      await ask(liaison.cookie, 'PUT', `/sessions/${id}`, { ...held, version: 1 }),
    ).toMatchObject({
      status: 200,
    });
    const stale = await ask(liaison.cookie, 'PUT', `/sessions/${id}`, { ...held, version: 1 });
    expect(stale.body.code).toBe('conflict');
    expect(await seen(id)).toMatchObject({
      state: 'held',
      late: false,
      outcome: '查出三处堵点',
      agenda: fields.agenda,
    });
    await ask(liaison.cookie, 'POST', `/sessions/${id}/withdraw`, {
      reason: '记错了单位',
      version: 2,
    });
    const after = await ask(liaison.cookie, 'PUT', `/sessions/${id}`, { ...held, version: 3 });
    expect(after.body.code).toBe('session-withdrawn');
    expect(await seen(id)).toMatchObject({ state: 'withdrawn', withdrawnReason: '记错了单位' });
    const entries = await server.ctx.db
      .selectFrom('record_entry')
      .select('act')
      .where('subject', '=', `session:${id}`)
      .orderBy('id')
      .execute();
    expect(entries.map((e) => e.act)).toEqual(['study.create', 'study.hold', 'study.withdraw']);
  });

  it('names what it is there for, in a campaign that holds for the unit', async () => {
    const { own, sibling } = world.units;
    const post = (more: object) =>
      ask(liaison.cookie, 'POST', '/sessions', {
        unitId: own.id,
        campaignId: own.rows.campaign,
        ...fields,
        ...more,
      });
    expect((await post({ serves: ' ' })).body.code).toBe('invalid');
    expect((await post({ campaignId: sibling.rows.campaign })).body.code).toBe('campaign-unknown');
    expect((await post({ problemId: sibling.rows.problem })).body.code).toBe('session-unfit');
    expect((await post({ at: '25:00' })).body.code).toBe('invalid');
    const id = await plan({ problemId: own.rows.problem });
    expect(await seen(id)).toMatchObject({ problem: { title: '三分公司的问题' } });
    // A member reads sessions, not the ledger.
    expect((await seen(id, member.cookie)).problem).toBeNull();
  });
});

describe('who was there', () => {
  it('enters by a signed code that changes and dies, once, whoever it is', async () => {
    const id = await plan();
    const code = async () =>
      (await ask<{ code: string; until: string }>(liaison.cookie, 'GET', `/sessions/${id}/code`))
        .body;
    const first = await code();
    expect(first.until).toBe('2026-03-02T08:00:30.000Z');
    expect(await ask(guest.cookie, 'GET', `/here/${first.code}`)).toMatchObject({
      status: 200,
      body: { topic: fields.topic, here: false },
    });
    await ask(guest.cookie, 'POST', `/here/${first.code}`);
    await ask(guest.cookie, 'POST', `/here/${first.code}`);
    server.clock.now = new Date('2026-03-02T08:01:29Z');
    expect((await code()).code).not.toBe(first.code);
    expect((await ask(member.cookie, 'POST', `/here/${first.code}`)).status).toBe(200);
    server.clock.now = new Date('2026-03-02T08:01:30Z');
    const late = await ask(office.cookie, 'POST', `/here/${first.code}`);
    expect(late).toMatchObject({ status: 410, body: { code: 'scan-over' } });
    const { attendance } = await seen(id);
    expect(attendance?.map((a) => [a.name, a.how])).toEqual([
      ['无职务', 'screen'],
      ['任member', 'screen'],
    ]);
  });

  it('takes no code that was altered, is of another day or of a withdrawn session', async () => {
    const id = await plan();
    const { code } = (await ask<{ code: string }>(liaison.cookie, 'GET', `/sessions/${id}/code`))
      .body;
    for (let i = 0; i < code.length; i++) {
      const other = code[i] === 'A' ? 'B' : 'A';
      // The last characters of base64url may differ without the bytes differing: 32 bytes are 43.
      const changed = `${code.slice(0, i)}${other}${code.slice(i + 1)}`;
      if (Buffer.from(changed, 'base64url').equals(Buffer.from(code, 'base64url'))) continue;
      expect((await ask(guest.cookie, 'POST', `/here/${changed}`)).body.code).toBe('scan-over');
    }
    const tomorrow = await plan({ on: '2026-03-03' });
    const early = await ask(liaison.cookie, 'GET', `/sessions/${tomorrow}/code`);
    expect(early.body.code).toBe('not-the-day');
    const paper = await ask<{ code: string; until: string }>(
      liaison.cookie,
      'GET',
      `/sessions/${tomorrow}/code?on=paper`,
    );
    expect(paper.body.until).toBe('2026-03-03T16:00:00.000Z');
    const scan = () => ask(guest.cookie, 'POST', `/here/${paper.body.code}`);
    expect((await scan()).body.code).toBe('scan-over');
    server.clock.now = new Date('2026-03-03T10:00:00Z');
    expect((await scan()).status).toBe(200);
    server.clock.now = new Date('2026-03-03T16:00:00Z');
    expect((await scan()).body.code).toBe('scan-over');
    server.clock.now = new Date('2026-03-03T10:00:00Z');
    await ask(liaison.cookie, 'POST', `/sessions/${tomorrow}/withdraw`, {
      reason: '停电',
      version: 1,
    });
    expect((await scan()).body.code).toBe('session-withdrawn');
  });

  it('is written by list, struck off by mistake, and told to the recorder alone', async () => {
    const id = await plan();
    const enter = (body: object) =>
      ask<{ entered: number }>(liaison.cookie, 'POST', `/sessions/${id}/attendance`, body);
    const people = [member.id, world.units.child.rows.person];
    expect((await enter({ people, guests: ['陈教授'] })).body.entered).toBe(3);
    expect((await enter({ people, guests: ['陈教授', '李工'] })).body.entered).toBe(1);
    const { attendance } = await seen(id);
    expect(attendance?.map((a) => a.name)).toEqual([
      '任member',
      '机电项目部的人',
      '陈教授',
      '李工',
    ]);
    expect(await seen(id, member.cookie)).toMatchObject({ attendance: null, here: true });
    await ask(liaison.cookie, 'POST', `/attendance/${attendance![0]!.id}/withdraw`);
    expect(await seen(id, member.cookie)).toMatchObject({ here: false });
    expect((await enter({ people: [member.id] })).body.entered).toBe(1);
    const ahead = await plan({ on: '2026-03-09' });
    const early = await ask(liaison.cookie, 'POST', `/sessions/${ahead}/attendance`, { people });
    expect(early.body.code).toBe('day-refused');
  });

  it('is no business of whoever appraises, and of no list', async () => {
    expect(permissions.appraiser.filter((p) => p.startsWith('study.'))).toEqual([]);
    const { body } = await ask<{ rows: SessionRow[] }>(liaison.cookie, 'GET', '/sessions');
    expect(body.rows.length).toBeGreaterThan(0);
    expect(JSON.stringify(body)).not.toContain('attendance');
  });
});

describe('what came of it', () => {
  it('problems are raised from the record, with their origin, and followed there', async () => {
    const id = await plan({ held: true });
    const raised = await ask<{ id: string; number: string }>(
      liaison.cookie,
      'POST',
      `/sessions/${id}/problems`,
      { title: '报修派单没有时限', facts: '一季度 42 件派单超过 24 小时。' },
    );
    expect(raised.status).toBe(200);
    const row = await server.ctx.db
      .selectFrom('problem')
      .selectAll()
      .where('id', '=', raised.body.id)
      .executeTakeFirstOrThrow();
    expect(row).toMatchObject({ origin: `session:${id}`, source: 'study', state: 'draft' });
    expect(await seen(id)).toMatchObject({
      problems: 1,
      raised: [{ number: raised.body.number, state: 'draft' }],
    });
    expect(await seen(id, member.cookie)).toMatchObject({ problems: 1, raised: [] });
    // The record tells the session by its topic.
    const { cookie } = office;
    const record = async (path: string) =>
      (
        await server.app.inject({ method: 'GET', url: `/api/record${path}`, headers: { cookie } })
      ).json();
    const [told] = await record(`/history?subject=problem:${raised.body.id}`);
    const { entry, names } = await record(`/entries/${told.id}`);
    expect(JSON.stringify(entry.content)).toContain(`session:${id}`);
    expect(names[id]).toBe((await seen(id)).topic);
  });

  it('decisions are taken, followed and settled once', async () => {
    const id = await plan({ held: true });
    const { body } = await ask<{ id: string }>(
      liaison.cookie,
      'POST',
      `/sessions/${id}/decisions`,
      {
        text: '备件由工程部先行垫付',
        ownerId: member.id,
        due: '2026-03-10',
        beneficiaries: '三个小区住户',
        expected: 1200,
      },
    );
    server.clock.now = new Date('2026-03-11T01:00:00Z');
    const promised = { beneficiaries: '三个小区住户', expected: 1200 };
    expect((await seen(id)).taken).toMatchObject([
      { state: 'open', late: true, ...promised, benefited: null },
    ]);
    const settle = (version: number) =>
      ask(liaison.cookie, 'POST', `/decisions/${body.id}/settle`, {
        to: 'done',
        result: '已垫付并结清',
        benefited: 1284,
        version,
      });
    expect((await settle(1)).status).toBe(200);
    expect((await settle(2)).body.code).toBe('decision-settled');
    expect((await seen(id)).taken).toMatchObject([
      { state: 'done', late: false, result: '已垫付并结清', ...promised, benefited: 1284 },
    ]);
    const contents = await server.ctx.db
      .selectFrom('record_entry as e')
      .innerJoin('record_content as c', 'c.entry_id', 'e.id')
      .select('c.content')
      .where('e.subject', '=', `session:${id}`)
      .where('e.act', 'in', ['study.decide', 'study.settle-decision'])
      .orderBy('e.id')
      .execute();
    expect(contents.map((c) => JSON.parse(c.content))).toMatchObject([
      promised,
      { state: 'done', benefited: 1284 },
    ]);
  });

  it('how many benefited is told of a decision that is done and said who would', async () => {
    const id = await plan({ held: true });
    const decide = async (more: object) => {
      const given = { text: '每周通报派单时限', ...more };
      const path = `/sessions/${id}/decisions`;
      return ask<{ id: string }>(liaison.cookie, 'POST', path, given);
    };
    const settle = (decision: string, to: string, benefited: number, version = 1) => {
      const given = { to, result: '按时通报了', benefited, version };
      return ask(liaison.cookie, 'POST', `/decisions/${decision}/settle`, given);
    };
    const refused = {
      status: 422,
      body: {
        code: 'session-unfit',
        issues: [{ code: 'study:unfit-benefited', path: 'benefited' }],
      },
    };
    const open = (await decide({})).body.id;
    expect(await settle(open, 'done', 30)).toMatchObject(refused);
    const url = `/decisions/${open}`;
    const change = { text: '每周通报派单时限', expected: 40, version: 1 };
    expect((await ask(liaison.cookie, 'PUT', url, change)).status).toBe(200);
    expect(await settle(open, 'withdrawn', 30, 2)).toMatchObject(refused);
    expect((await settle(open, 'done', 0, 2)).status).toBe(200);
    expect((await seen(id)).taken).toMatchObject([
      { state: 'done', beneficiaries: null, expected: 40, benefited: 0 },
    ]);
    for (const wrong of [{ expected: -1 }, { expected: 1.5 }, { beneficiaries: '人'.repeat(121) }])
      expect((await decide(wrong)).body.code).toBe('invalid');
  });

  it('sessions that led to nothing are listed and counted; words alone are nothing', async () => {
    server.clock.now = new Date('2026-03-06T01:00:00Z');
    const on = '2026-03-05';
    const none = await plan({ held: true, on, outcome: '大家深受教育' });
    const some = await plan({ held: true, on });
    await ask(liaison.cookie, 'POST', `/sessions/${some}/decisions`, { text: '每周通报派单时限' });
    const gone = await plan({ held: true, on });
    const { body } = await ask<{ id: string }>(
      liaison.cookie,
      'POST',
      `/sessions/${gone}/decisions`,
      {
        text: '成立工作专班',
      },
    );
    await ask(liaison.cookie, 'POST', `/decisions/${body.id}/settle`, {
      to: 'withdrawn',
      result: '没有必要',
      version: 1,
    });
    const at = `from=${on}&to=${on}`;
    const ids = async (came: string) =>
      (
        await ask<{ rows: SessionRow[] }>(office.cookie, 'GET', `/sessions?${at}&came=${came}`)
      ).body.rows
        .map((r) => r.id)
        .sort();
    expect(await ids('nothing')).toEqual([none, gone].sort());
    expect(await ids('something')).toEqual([some]);
    expect((await ask(office.cookie, 'GET', `/sessions/counts?${at}`)).body).toEqual({
      planned: 0,
      late: 0,
      held: 3,
      nothing: 2,
    });
  });

  it('pages by day lose and repeat nothing', async () => {
    const days = ['2026-02-01', '2026-02-02', '2026-02-02', '2026-02-03', '2026-02-04'];
    for (const on of days) await plan({ held: true, on });
    const found: string[] = [];
    for (let after = ''; ; ) {
      const { body } = await ask<{ rows: SessionRow[]; next: string | null }>(
        office.cookie,
        'GET',
        `/sessions?from=2026-02-01&to=2026-02-28&limit=2${after && `&after=${encodeURIComponent(after)}`}`,
      );
      found.push(...body.rows.map((r) => r.on));
      if (!body.next) break;
      after = body.next;
    }
    expect(found).toEqual([...days].sort().reverse());
    const bad = await ask(office.cookie, 'GET', '/sessions?after=x');
    expect(bad.body.code).toBe('invalid');
  });
});

describe('what waits', () => {
  it('is a session not written down for its recorder, and a decision for its owner', async () => {
    server.clock.now = new Date('2026-03-20T01:00:00Z');
    const id = await plan({ on: '2026-03-19', topic: '安全生产案例剖析' });
    await ask(liaison.cookie, 'POST', `/sessions/${id}/decisions`, {
      text: '每周通报派单时限一次',
      ownerId: member.id,
      due: '2026-03-22',
    });
    const today = async (cookie: string) => {
      const answer = await server.app.inject({ url: '/api/today', headers: { cookie } });
      return (answer.json() as { rows: { id: string; severity: string; link: string }[] }).rows;
    };
    const link = `/study?session=${id}`;
    expect((await today(liaison.cookie)).filter((w) => w.link === link)).toMatchObject([
      { id: `session:${id}`, severity: 'overdue' },
    ]);
    expect((await today(member.cookie)).filter((w) => w.link === link)).toMatchObject([
      { severity: 'soon' },
    ]);
  });
});

describe('materials and reading', () => {
  const picture = Buffer.from(
    'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg==',
    'base64',
  );
  const upload = async (cookie: string, subject: string) => {
    const { payload, headers } = formOf({ name: '材料.png', bytes: picture });
    const answer = await server.app.inject({
      method: 'POST',
      url: `/api/evidence/to/${subject}`,
      headers: { ...headers, cookie },
      payload,
    });
    return { status: answer.statusCode, body: answer.json() as { id: string; code: string } };
  };
  const files = (cookie: string, subject: string) =>
    server.app.inject({ url: `/api/evidence?subject=${subject}`, headers: { cookie } });

  it('files hang on the session, for whoever may see it', async () => {
    const id = await plan();
    expect((await upload(member.cookie, `session:${id}`)).status).toBe(404);
    expect((await upload(liaison.cookie, `session:${id}`)).status).toBe(200);
    expect((await files(member.cookie, `session:${id}`)).json()).toMatchObject({
      rows: [{ name: '材料.png' }],
      add: { ok: false },
    });
    expect((await files(guest.cookie, `session:${id}`)).statusCode).toBe(404);
  });

  it('a list from above is read below, its files too, and changed only above', async () => {
    const { parent, own } = world.units;
    const add = (cookie: string, more: object) =>
      ask<{ id: string }>(cookie, 'POST', '/readings', {
        campaignId: parent.rows.campaign,
        ...more,
      });
    const { body } = await add(office.cookie, { title: '重要论述选编', class: '施工单位' });
    const subject = `reading:${body.id}`;
    const file = await upload(office.cookie, subject);
    expect(file.status).toBe(200);
    const readings = async (cookie: string) =>
      (await ask<{ rows: Reading[] }>(cookie, 'GET', `/readings?under=${own.id}`)).body.rows;
    const there = (await readings(member.cookie)).find((r) => r.id === body.id);
    expect(there).toMatchObject({ title: '重要论述选编', abilities: { change: { ok: false } } });
    expect((await files(member.cookie, subject)).json()).toMatchObject({
      rows: [{ name: '材料.png' }],
    });
    const bytes = await server.app.inject({
      url: `/api/evidence/${file.body.id}/file`,
      headers: { cookie: member.cookie },
    });
    expect(bytes.statusCode).toBe(200);
    expect((await upload(liaison.cookie, subject)).status).toBe(404);
    expect((await add(liaison.cookie, { title: '自加' })).status).toBe(404);
    const change = (cookie: string) =>
      ask(cookie, 'PUT', `/readings/${body.id}`, { title: '改过', version: 1 });
    expect((await change(liaison.cookie)).status).toBe(404);
    expect((await change(office.cookie)).status).toBe(200);
    await ask(office.cookie, 'POST', `/readings/${body.id}/withdraw`, {
      reason: '已有新版',
      version: 2,
    });
    expect((await readings(member.cookie)).some((r) => r.id === body.id)).toBe(false);
    expect(
      (await add(office.cookie, { title: '链接', link: 'javascript:alert(1)' })).body.code,
    ).toBe('invalid');
  });
});
