import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runJobs, testServer } from '../../../test/setup/server.ts';
import { makeWorld, type World } from '../../../test/setup/world.ts';
import type { VoiceFigures, VoiceWhole } from '../../contract/voice/schemas.ts';
import { newId } from '../platform/ids.ts';
import { codeFor, desk, PNG, visitor } from './voice.fixture.ts';

let server: Awaited<ReturnType<typeof testServer>>;
let world: World;
let code: string;
let office: ReturnType<typeof desk>;
let liaison: ReturnType<typeof desk>;
beforeAll(async () => {
  server = await testServer();
  world = await makeWorld(server);
  code = await codeFor(server, world.units.own);
  office = desk(server, (await world.signInAs('office', world.units.own)).cookie);
  liaison = desk(server, (await world.signInAs('liaison', world.units.child)).cookie);
});
afterAll(() => server.close());

const lamp = { kind: 'help', text: '三号楼楼道灯坏了三天，老人下楼摸黑。', where: '三号楼' };

/** The voice whose text says a word, as the office sees it. */
async function whole(word: string, as = office): Promise<VoiceWhole> {
  const list = await as<{ rows: { id: string }[] }>(
    'GET',
    `/api/voices?q=${encodeURIComponent(word)}`,
  );
  const { body } = await as<VoiceWhole>('GET', `/api/voices/${list.body.rows[0]!.id}`);
  return body;
}

async function step(
  v: { id: string; version: number },
  name: string,
  more: object = {},
  as = office,
) {
  return as<{ version: number; state: string }>('POST', `/api/voices/${v.id}/step`, {
    step: name,
    version: v.version,
    ...more,
  });
}

/** From the page to an answer, by the desk. */
async function answered(word: string, more: object = {}) {
  const { say } = visitor(server);
  const sent = await say(code, { ...lamp, text: `${word}：${lamp.text}`, ...more });
  await step(await whole(word), 'start');
  await step(await whole(word), 'answer', { text: '灯已换好，请看看。' });
  return sent;
}

describe('the form behind a code', () => {
  it('asks one question after the other without script, and keeps what was said', async () => {
    const { post } = visitor(server);
    const first = await server.app.inject(`/v/${code}`);
    expect(first.body).toContain('1 / 5');
    expect(first.body).toContain('三分公司');
    const key = /name="key" value="([^"]+)"/.exec(first.body)![1]!;
    const none = await post(`/v/${code}`, { key, step: '1', go: 'next' });
    expect(none.statusCode).toBe(422);
    const second = await post(`/v/${code}`, { key, step: '1', go: 'next', kind: 'help' });
    expect(second.body).toContain('2 / 5');
    expect(second.body).toContain('value="help" checked');
    expect(second.body).toContain(`value="${key}"`);
    const short = await post(`/v/${code}`, {
      key,
      step: '2',
      go: 'next',
      kind: 'help',
      text: '灯',
    });
    expect([short.statusCode, short.body.includes('至少 4 个字')]).toEqual([422, true]);
    const back = await post(`/v/${code}`, { key, step: '2', go: 'back', ...lamp });
    expect(back.body).toContain('1 / 5');
    expect(back.body).toContain(lamp.text);
  });

  it('takes a voice once however often it is sent, and shows the same code', async () => {
    const { say, post } = visitor(server);
    const sent = await say(code, { ...lamp, text: `只此一件：${lamp.text}` }, { files: [PNG] });
    expect(sent.status).toBe(200);
    expect(sent.code).toMatch(/^[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4}$/);
    const again = await post(`/v/${code}`, sent.sent, [PNG]);
    expect(again.body).toContain(sent.code);
    const { rows } = (
      await office<{ rows: unknown[] }>('GET', `/api/voices?q=${encodeURIComponent('只此一件')}`)
    ).body;
    expect(rows).toHaveLength(1);
    const v = await whole('只此一件');
    expect(v).toMatchObject({ state: 'received', way: 'page', place: '三号楼', hasContact: false });
    const picture = await server.app.inject({
      url: `/api/voices/${v.id}/pictures/0`,
      headers: { cookie: (await world.signInAs('leader', world.units.own)).cookie },
    });
    expect(picture.rawPayload.equals(PNG)).toBe(true);
  });

  it('refuses files that are no pictures, and codes that are not in use', async () => {
    const { say } = visitor(server);
    const sent = await say(code, lamp, { files: [Buffer.from('%PDF-1.7 …')] });
    expect([sent.status, sent.body.includes('5 / 5')]).toEqual([422, true]);
    expect((await server.app.inject('/v/zzzzzzzz')).statusCode).toBe(404);
  });

  it('keeps no time of day, no address, no tracking code and no contact to be read', async () => {
    const { say } = visitor(server);
    const sent = await say(
      code,
      { ...lamp, text: `留痕检查：${lamp.text}`, contact: '13812345678' },
      { address: '203.0.113.9' },
    );
    const v = await whole('留痕检查');
    const { db } = server.ctx;
    const row = await db
      .selectFrom('voice')
      .selectAll()
      .where('id', '=', v.id)
      .executeTakeFirstOrThrow();
    const step0 = await db
      .selectFrom('voice_step')
      .selectAll()
      .where('voice_id', '=', v.id)
      .execute();
    const entry = await db
      .selectFrom('record_entry')
      .innerJoin('record_content', 'entry_id', 'id')
      .selectAll()
      .where('subject', '=', `voice:${v.id}`)
      .execute();
    const all = JSON.stringify([row, step0, entry]);
    for (const trace of ['203.0.113.9', sent.code, sent.code.replaceAll('-', ''), '13812345678'])
      expect([trace, all.includes(trace)]).toEqual([trace, false]);
    // The day begins at 16:00 UTC the day before: every time in it is that of midnight.
    const midnight = new Date('2026-03-01T16:00:00Z');
    expect(entry.map((e) => e.at)).toEqual([midnight]);
    for (const id of [v.id, step0[0]!.id, entry[0]!.id])
      expect(Number.parseInt(id.replaceAll('-', '').slice(0, 12), 16)).toBe(midnight.getTime());
    expect(entry[0]!.actor).toBe('service:voice');
  });

  it('holds what comes in masses for review, and drops nothing', async () => {
    const { say } = visitor(server);
    for (let i = 0; i < 7; i++)
      expect((await say(code, { ...lamp, text: '同一段话贴了又贴' })).status).toBe(200);
    const robot = await say(code, { ...lamp, text: '买表请看这里', website: 'x' });
    expect(robot.code).not.toBe('');
    const { body } = await office<{ rows: VoiceWhole[] }>('GET', '/api/voices?show=held');
    const reasons = await Promise.all(
      body.rows.map(
        async (r) => (await office<VoiceWhole>('GET', `/api/voices/${r.id}`)).body.heldReason,
      ),
    );
    expect(reasons.sort()).toEqual(['robot', 'same', 'same']);
    const held = await whole('买表');
    expect((await step(held, 'dismiss')).body.code).toBe('reason-missing');
    await step(held, 'dismiss', { text: '广告不予受理。' });
    const seen = await visitor(server).track(robot.code);
    expect(seen.body).toContain('广告不予受理。');
  });
});

describe('the desk', () => {
  it('assigns, the unit says «not ours», another answers, and the way is seen by all', async () => {
    const { say, track } = visitor(server);
    const { code: mine } = await say(code, { ...lamp, text: `转办一件：${lamp.text}` });
    const { child, sibling } = world.units;
    let v = await whole('转办一件');
    expect((await step(v, 'assign', {})).body.code).toBe('voice-unfit');
    // Out of the reach of this desk.
    expect((await step(v, 'assign', { unitId: sibling.id })).status).toBe(404);
    expect((await step(v, 'assign', { unitId: child.id })).status).toBe(200);
    v = await whole('转办一件', liaison);
    expect(v.handler.name).toBe('机电项目部');
    expect((await step(v, 'transfer', { unitId: sibling.id }, liaison)).body.code).toBe(
      'reason-missing',
    );
    const moved = await step(
      v,
      'transfer',
      { unitId: sibling.id, note: '灯归五分公司管' },
      liaison,
    );
    expect(moved.status).toBe(200);
    expect((await liaison('GET', `/api/voices/${v.id}`)).status).toBe(404);
    const other = desk(server, (await world.signInAs('liaison', sibling)).cookie);
    v = await whole('转办一件', other);
    expect(v.history.map((s) => [s.step, s.unit?.name ?? null, s.note])).toEqual([
      ['receive', null, null],
      ['assign', '机电项目部', null],
      ['transfer', '五分公司', '灯归五分公司管'],
    ]);
    await step(v, 'start', {}, other);
    v = await whole('转办一件', other);
    expect((await step(v, 'answer', {}, other)).body.code).toBe('reason-missing');
    expect((await step(v, 'answer', { text: '已更换。' }, other)).body.state).toBe('answered');
    // The desk it was addressed to still sees it.
    expect((await whole('转办一件')).answer).toBe('已更换。');
    const page = (await track(mine)).body;
    expect(page).toContain('已更换。');
    expect(page).not.toContain('灯归五分公司管');
    const stale = await step(v, 'answer', { text: '再答。' }, other);
    expect(stale.body.code).toBe('conflict');
  });

  it('writes down calls and letters, and tells the code once', async () => {
    const entered = await office<{ id: string; code: string }>('POST', '/api/voices', {
      unitId: world.units.own.id,
      kind: 'suggest',
      way: 'call',
      text: '食堂晚饭建议延长到七点半。',
      contact: '工号 1024',
    });
    expect(entered.status).toBe(200);
    const { track } = visitor(server);
    expect((await track(entered.body.code)).body).toContain('食堂晚饭建议延长');
    const v = (await office<VoiceWhole>('GET', `/api/voices/${entered.body.id}`)).body;
    expect([v.answerBy, v.assignBy]).toEqual(['2026-03-23', '2026-03-04']);
  });

  it('opens a contact with a reason, on record, and to nobody without the duty', async () => {
    const { say, track } = visitor(server);
    const { code: mine } = await say(code, {
      ...lamp,
      text: `留了电话：${lamp.text}`,
      contact: '13812345678',
    });
    const v = await whole('留了电话');
    const opened = await office<{ contact: string }>('POST', `/api/voices/${v.id}/contact`, {
      reason: '约上门时间',
    });
    expect(opened.body.contact).toBe('13812345678');
    const history = await office('GET', `/api/record/history?subject=voice:${v.id}`);
    expect(history.text).toContain('约上门时间');
    expect(history.text).not.toContain('13812345678');
    const leader = desk(server, (await world.signInAs('leader', world.units.own)).cookie);
    expect((await leader('POST', `/api/voices/${v.id}/contact`, { reason: '看看' })).status).toBe(
      403,
    );
    expect((await track(mine, { act: 'forget' })).body).toContain('联系方式已删除');
    expect((await whole('留了电话')).hasContact).toBe(false);
  });
});

describe('the word of the person', () => {
  it('closes what they are content with', async () => {
    const sent = await answered('满意的事');
    const { track } = visitor(server);
    await track(sent.code, { act: 'rate', rating: '5' });
    expect(await whole('满意的事')).toMatchObject({ state: 'closed', rating: 5 });
  });

  it('sends back what they are not, with a reason, as often as it takes', async () => {
    const sent = await answered('没修好的');
    const { track } = visitor(server);
    expect((await track(sent.code, { act: 'rate', rating: '1' })).statusCode).toBe(422);
    await track(sent.code, { act: 'rate', rating: '1', reason: '灯还是不亮' });
    let v = await whole('没修好的');
    expect(v).toMatchObject({ state: 'returned', rating: 1, returned: 1 });
    expect(v.history.at(-1)).toMatchObject({ step: 'return', note: '灯还是不亮', by: null });
    await step(v, 'start');
    await step(await whole('没修好的'), 'decline', { text: '整条线路要换，列入下月计划。' });
    await track(sent.code, { act: 'rate', rating: '4' });
    v = await whole('没修好的');
    expect(v).toMatchObject({ state: 'closed', rating: 4, returned: 1 });
    await track(sent.code, { act: 'rate', rating: '2', reason: '下月还没换' });
    expect(await whole('没修好的')).toMatchObject({ state: 'returned', returned: 2 });
  });

  it('is not guessed: an address that tries codes is stopped', async () => {
    const { track } = visitor(server);
    for (let i = 0; i < 21; i++) await track('AAAA-BBBB-CCC1', {}, '198.51.100.7');
    expect((await track('AAAA-BBBB-CCC1', {}, '198.51.100.7')).statusCode).toBe(429);
    expect((await track('AAAA-BBBB-CCC1', {}, '198.51.100.8')).statusCode).toBe(404);
  });

  it('is waited for, and then the answer is taken for good; it can still be sent back', async () => {
    const sent = await answered('没有回音');
    server.clock.now = new Date('2026-03-24T08:00:00Z');
    await runJobs(server, ['voice.lapse']);
    const late = desk(server, (await world.signInAs('office', world.units.own)).cookie);
    expect(await whole('没有回音', late)).toMatchObject({ state: 'closed', rating: null });
    const { track } = visitor(server);
    await track(sent.code, { act: 'rate', rating: '2', reason: '刚看到，没有解决' });
    expect((await whole('没有回音', late)).state).toBe('returned');
    server.clock.now = new Date('2026-03-02T08:00:00Z');
  });
});

describe('what is kept of a voice', () => {
  it('its contact goes some months after it was closed, on record; not while it is open', async () => {
    const { say } = visitor(server);
    const closed = await say(code, {
      ...lamp,
      text: `到期要删的：${lamp.text}`,
      contact: '13800001111',
    });
    await say(code, { ...lamp, text: `还在办的：${lamp.text}`, contact: '13800002222' });
    expect(closed.status).toBe(200);
    const { db } = server.ctx;
    const { id } = await whole('到期要删的');
    await db
      .updateTable('voice')
      .set({ state: 'closed', closed_on: '2026-03-02' })
      .where('id', '=', id)
      .execute();
    server.clock.now = new Date('2027-03-01T08:00:00Z');
    await runJobs(server, ['voice.contacts']);
    const left = async () =>
      (
        await db
          .selectFrom('voice')
          .select('contact')
          .where('id', '=', id)
          .executeTakeFirstOrThrow()
      ).contact;
    expect(await left()).not.toBeNull();
    server.clock.now = new Date('2027-03-02T08:00:00Z');
    await runJobs(server, ['voice.contacts']);
    await runJobs(server, ['voice.contacts']);
    expect(await left()).toBeNull();
    const acts = await db
      .selectFrom('record_entry')
      .select('actor')
      .where('subject', '=', `voice:${id}`)
      .where('act', '=', 'voice.erase-contact')
      .execute();
    expect(acts).toEqual([{ actor: 'service:voice.contacts' }]);
    server.clock.now = new Date('2026-03-02T08:00:00Z');
    expect((await whole('还在办的')).hasContact).toBe(true);
  });

  it('whether it was answered in time stays as it was when it is sent back and gets a new limit', async () => {
    const { db } = server.ctx;
    const limits = async (id: string) =>
      db
        .selectFrom('voice')
        .select(['answer_by', 'promised_by', 'answered_on', 'first_answered_on'])
        .where('id', '=', id)
        .executeTakeFirstOrThrow();
    const sent = await answered('答了又退');
    const { id } = await whole('答了又退');
    const before = await limits(id);
    expect(before).toMatchObject({ first_answered_on: '2026-03-02', answered_on: '2026-03-02' });
    server.clock.now = new Date('2026-03-06T08:00:00Z');
    await visitor(server).track(sent.code, { act: 'rate', rating: '1', reason: '没修好' });
    const after = await limits(id);
    expect(after.answer_by > before.answer_by).toBe(true);
    expect(after).toMatchObject({
      promised_by: before.promised_by,
      first_answered_on: '2026-03-02',
      answered_on: null,
    });
    server.clock.now = new Date('2026-03-02T08:00:00Z');
  });
});

describe('duplicates', () => {
  it('are handled as one where both sides agree; each person keeps their own answer', async () => {
    const { say, track } = visitor(server);
    const one = await say(code, { ...lamp, text: `合并甲：${lamp.text}` });
    const two = await say(code, { ...lamp, text: `合并乙：${lamp.text}` });
    const { sibling } = world.units;
    const top = desk(server, (await world.signInAs('office', world.units.parent)).cookie);
    const other = desk(server, (await world.signInAs('liaison', sibling)).cookie);
    await step(await whole('合并乙', top), 'assign', { unitId: sibling.id }, top);
    const main = await whole('合并乙', other);
    const dup = await whole('合并甲');
    const asked = await office<{ id: string; granted: boolean }>(
      'POST',
      `/api/voices/${dup.id}/merge`,
      { mainId: main.id, reason: '同一盏灯' },
    );
    expect(asked.body.granted).toBe(false);
    // Who asked does not agree for the other side.
    const own = await office('POST', `/api/voices/merges/${asked.body.id}/decide`, { grant: true });
    expect([403, 404]).toContain(own.status);
    expect((await whole('合并乙', other)).merges[0]!.decide.ok).toBe(true);
    await other('POST', `/api/voices/merges/${asked.body.id}/decide`, { grant: true });
    expect((await whole('合并甲', other)).merged).toBe(true);
    await step(await whole('合并乙', other), 'start', {}, other);
    const held = await step(await whole('合并甲', other), 'answer', { text: '单独答。' }, other);
    expect(held.body.code).toBe('voice-merged');
    await step(await whole('合并乙', other), 'answer', { text: '两位反映的灯都换了。' }, other);
    for (const mine of [one.code, two.code])
      expect((await track(mine)).body).toContain('两位反映的灯都换了。');
    await track(one.code, { act: 'rate', rating: '5' });
    await track(two.code, { act: 'rate', rating: '1', reason: '我这层没换' });
    expect(await whole('合并甲', other)).toMatchObject({ state: 'closed', rating: 5 });
    expect(await whole('合并乙', other)).toMatchObject({ state: 'returned', rating: 1 });
  });

  it('merged into each other at once hang on one of them, not on each other', async () => {
    const { say } = visitor(server);
    for (const pair of ['丙', '丁', '戊'].map((n) => [`并入${n}一`, `并入${n}二`] as const)) {
      for (const name of pair) await say(code, { ...lamp, text: `${name}：${lamp.text}` });
      const [a, b] = [await whole(pair[0]), await whole(pair[1])];
      const merge = (id: string, mainId: string) =>
        office('POST', `/api/voices/${id}/merge`, { mainId, reason: '同一盏灯' });
      const answers = await Promise.all([merge(a.id, b.id), merge(b.id, a.id)]);
      expect(answers.map((r) => r.status).sort()).toEqual([200, 409]);
      const merged = [(await whole(pair[0])).merged, (await whole(pair[1])).merged];
      expect(merged.filter(Boolean)).toHaveLength(1);
    }
  });
});

describe('figures', () => {
  it('tell shares with what they are of, and nothing of groups under five', async () => {
    const top = desk(server, (await world.signInAs('office', world.units.own)).cookie);
    const { rows } = (await top<{ rows: VoiceFigures[] }>('GET', '/api/voices/figures?months=2'))
      .body;
    expect(rows.map((r) => r.month)).toEqual(['2026-03']);
    expect(rows[0]!.received).toBeGreaterThan(5);
    expect(rows[0]!.repeated!.of).toBe(rows[0]!.received);
    const child = (await liaison<{ rows: VoiceFigures[] }>('GET', '/api/voices/figures?months=1'))
      .body.rows[0]!;
    expect(child).toMatchObject({ received: null, content: null, ratings: null });
  });
});

describe('what is late', () => {
  it('is told to whoever answers at the unit, and one more above with every step of days', async () => {
    const { own, parent } = world.units;
    const { db } = server.ctx;
    const first = async (at: { id: string; path: string }, person: string) => {
      const post = newId(server.clock.now);
      const row = { org_id: at.id, org_path: at.path, since: '2024-01-01', version: 1 };
      await db
        .insertInto('post')
        .values({ ...row, id: post, name: '经理', rank: 'first', position: 0 })
        .execute();
      await db
        .insertInto('tenure')
        .values({
          ...row,
          id: newId(server.clock.now),
          post_id: post,
          person_id: person,
          kind: 'regular',
        })
        .execute();
    };
    await first(own, own.rows.person);
    await first(parent, parent.rows.person);
    const told = async (day: string) => {
      server.clock.now = new Date(`${day}T02:00:00Z`);
      await runJobs(server, ['voice.remind']);
      await runJobs(server, ['voice.remind']);
      const rows = await db
        .selectFrom('notice')
        .select('person_id')
        .where('code', '=', 'voice:told-late')
        .where('org_id', '=', own.id)
        .execute();
      return rows.map((r) => r.person_id);
    };
    // Assigned by 4 March at the latest: late from the 5th, and by five working days on the 11th.
    expect(await told('2026-03-04')).toEqual([]);
    expect(await told('2026-03-05')).toEqual([own.rows.person]);
    expect(await told('2026-03-06')).toEqual([own.rows.person]);
    expect((await told('2026-03-11')).sort()).toEqual(
      [own.rows.person, own.rows.person, parent.rows.person].sort(),
    );
    server.clock.now = new Date('2026-03-02T08:00:00Z');
  });
});

describe('pictures on the disk', () => {
  it('say nothing besides what they show', async () => {
    const { db, config } = server.ctx;
    const { hash } = await db
      .selectFrom('voice_picture')
      .select('hash')
      .where('sealed', '=', false)
      .executeTakeFirstOrThrow();
    const kept = await readFile(join(config.home, 'files', hash!.slice(0, 2), hash!));
    expect(kept.equals(PNG)).toBe(true);
  });
});
