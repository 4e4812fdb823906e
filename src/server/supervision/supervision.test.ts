import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runJobs, testServer } from '../../../test/setup/server.ts';
import { makeWorld, type Placed, type World } from '../../../test/setup/world.ts';
import { addDays } from '../../contract/deadline/days.ts';
import type { Letter } from '../../contract/supervision/operations.ts';
import type { Waiting } from '../../contract/today/operations.ts';
import { wordText } from '../../office/paper/paper.fixture.ts';
import { newId } from '../platform/ids.ts';

type Who = { id: string; cookie: string };
let server: Awaited<ReturnType<typeof testServer>>;
let world: World;
let office: Who;
let liaison: Who;
let owner: Who;
/** First responsible persons: of the unit that works, the one above, the whole. */
let chiefs: Record<'child' | 'own' | 'top', Who>;
let campaign: string;

beforeAll(async () => {
  server = await testServer();
  await on('2026-09-01');
  world = await makeWorld(server);
  const { parent, own, child } = world.units;
  office = await world.signInAs('office', parent);
  liaison = await world.signInAs('liaison', child);
  owner = await world.signInAs('member', child);
  chiefs = {
    child: await world.signInAs('leader', child),
    own: await world.signInAs('leader', own),
    top: await world.signInAs('leader', parent),
  };
  for (const [at, who, name] of [
    [child, chiefs.child, '站长'],
    [own, chiefs.own, '经理'],
    [parent, chiefs.top, '董事长'],
  ] as const)
    await seat(at, who.id, name);
  const made = await ok<{ id: string }>(office, 'POST', '/api/campaigns', {
    unitId: parent.id,
    name: '树立和践行正确政绩观学习教育',
    theme: '为民造福、真抓实干',
    since: '2026-03-01',
  });
  campaign = made.id;
  await silence(200);
});
afterAll(() => server.close());

/** Nine in the morning of another day; whoever was signed in stays so. */
async function on(day: string, time = '01:00'): Promise<void> {
  const now = new Date(`${day}T${time}:00Z`);
  server.clock.now = now;
  await server.ctx.db
    .updateTable('session')
    .set({ seen_at: now, expires_at: new Date(now.getTime() + 86_400_000) })
    .execute();
}

async function silence(days: number): Promise<void> {
  const { rules } = await server.ctx.db
    .selectFrom('campaign')
    .select('rules')
    .where('id', '=', campaign)
    .executeTakeFirstOrThrow();
  await server.ctx.db
    .updateTable('campaign')
    .set({ rules: JSON.stringify({ ...(rules as object), silenceDays: days }) })
    .where('id', '=', campaign)
    .execute();
}

/** Puts somebody into the first post of a unit, or nobody. */
async function seat(at: Placed, person: string, name: string): Promise<string> {
  const post = newId(server.ctx.now());
  const row = { org_id: at.id, org_path: at.path, since: '2024-01-01', version: 1 };
  await server.ctx.db
    .insertInto('post')
    .values({ ...row, id: post, name, rank: 'first', position: 0 })
    .execute();
  const tenure = newId(server.ctx.now());
  await server.ctx.db
    .insertInto('tenure')
    .values({ ...row, id: tenure, post_id: post, person_id: person, kind: 'regular' })
    .execute();
  return tenure;
}

async function call(who: Who, method: 'GET' | 'POST', url: string, body?: object) {
  return server.app.inject({
    method,
    url,
    headers: { cookie: who.cookie },
    ...(body ? { payload: body } : {}),
  });
}
async function ok<T>(...given: Parameters<typeof call>): Promise<T> {
  const answer = await call(...given);
  expect(answer.statusCode, answer.body).toBe(200);
  return answer.json() as T;
}
async function refused(...given: Parameters<typeof call>): Promise<string> {
  return (await call(...given)).json().code as string;
}

async function raise(title: string, due: string, at: Placed = world.units.child) {
  const { id } = await ok<{ id: string }>(office, 'POST', '/api/problems', {
    unitId: at.id,
    campaignId: campaign,
    tendency: 'purpose.unasked',
    mirror: 'known',
    title,
    facts: '二月抽查三十二张报修单，平均九天上门，最长二十一天，住户先后催办四十余次。',
    cause: '维修班组只有两人，夜间和周末无人值守。',
    source: 'voice',
    list: 'unit',
    severity: 'ordinary',
    systemic: false,
    ownerId: owner.id,
    leaderId: chiefs.child.id,
    measures: [
      {
        text: '报修四十八小时内上门，夜间与周末轮值，逾时由值班经理回电。',
        kind: 'by-date',
        due,
        ownerId: owner.id,
        criterion: '五月报修单的平均上门天数不超过两天',
      },
    ],
    publish: true,
  });
  return id;
}

const round = () => runJobs(server, ['supervision.round']);
/** Lets days pass, each with its round. */
async function pass(from: string, to: string): Promise<void> {
  for (let day = from; day <= to; day = addDays(day, 1)) {
    await on(day);
    await round();
  }
}

const lettersOf = async (problem: string, who = office): Promise<Letter[]> =>
  (
    await ok<{ rows: Letter[] }>(who, 'GET', `/api/supervision/letters?problem=${problem}`)
  ).rows.reverse();
/** What the room told somebody of a problem; who bears it is told elsewhere. */
async function told(who: Who, problemTitle: string): Promise<[string, string][]> {
  const rows = await server.ctx.db
    .selectFrom('notice')
    .selectAll()
    .where('person_id', '=', who.id)
    .where('code', 'like', 'supervision:%')
    .orderBy('id')
    .execute();
  return rows
    .filter((r) => JSON.stringify(r.params).includes(problemTitle))
    .map((r) => [
      new Date(r.created_at).toISOString().slice(0, 10),
      r.code.replace('supervision:told-', ''),
    ]);
}
const waits = async (who: Who): Promise<Waiting[]> =>
  (await ok<{ rows: Waiting[] }>(who, 'GET', '/api/today')).rows.filter((r) =>
    r.id.startsWith('letter-'),
  );
const signed = (letter: Letter, who: Who, more: object = {}) =>
  call(who, 'POST', `/api/supervision/letters/${letter.id}/sign`, {
    answerBy: addDays(letter.stepOn, 7),
    version: letter.version,
    ...more,
  });

describe('a deadline before National Day', () => {
  const title = '物业报修平均等待九天';
  let problem: string;

  it('is told of before, on and after by working days, to whoever does it and who answers', async () => {
    await on('2026-09-01');
    problem = await raise(title, '2026-09-30');
    await pass('2026-09-02', '2026-10-08');
    expect(await told(owner, title)).toEqual([
      // Five working days before: Sunday 20 is worked, 25 to 27 are off.
      ['2026-09-22', 'soon'],
      ['2026-09-29', 'soon'],
      ['2026-09-30', 'today'],
      // The holiday itself is nobody's fault.
      ['2026-10-08', 'late'],
    ]);
    expect(await told(chiefs.child, title)).toEqual([['2026-10-08', 'late']]);
  });

  it('twice, and on two servers at once, nothing is sent again', async () => {
    await server.ctx.db.deleteFrom('supervision_round').execute();
    await round();
    await server.ctx.db.deleteFrom('supervision_round').execute();
    await Promise.all([round(), round()]);
    expect(await told(owner, title)).toHaveLength(4);
  });

  it('missed, a letter is drafted at the unit above after three working days, Saturday worked', async () => {
    await pass('2026-10-09', '2026-10-09');
    expect(await lettersOf(problem)).toEqual([]);
    await pass('2026-10-10', '2026-10-10');
    const [letter] = await lettersOf(problem);
    expect(letter).toMatchObject({
      state: 'draft',
      number: null,
      reason: 'overdue',
      unit: { name: world.units.child.name },
      issuer: { name: world.units.own.name },
      answerer: { id: chiefs.own.id },
      post: '经理',
      due: '2026-09-30',
      days: 3,
      stepOn: '2026-10-10',
    });
    expect(await told(chiefs.own, title)).toEqual([['2026-10-10', 'draft-overdue']]);
    expect((await waits(chiefs.own)).map((w) => w.text.key)).toEqual([
      'web.today-letter-sign-overdue',
    ]);
    // The unit itself signs no letter to itself, and does not see one to sign.
    expect(await waits(chiefs.child)).toEqual([]);
    expect((await signed(letter!, chiefs.child)).json().code).toBe('not-allowed');
  });

  it('signed it gets its number, goes to the unit, and is answered from the message', async () => {
    const [letter] = await lettersOf(problem);
    // By the post alone, without any grant: opened, waiting, and signed.
    const { db } = server.ctx;
    const mine = (await db.selectFrom('access_grant').selectAll().execute()).filter(
      (g) => g.person_id === chiefs.own.id,
    );
    await db.deleteFrom('access_grant').where('person_id', '=', chiefs.own.id).execute();
    expect((await waits(chiefs.own)).map((w) => w.link)).toEqual([
      `/supervision?letter=${letter!.id}`,
    ]);
    const drafted = await ok<Letter>(chiefs.own, 'GET', `/api/supervision/letters/${letter!.id}`);
    expect(drafted.abilities).toMatchObject({ sign: { ok: true }, answer: { ok: false } });
    const early = await signed(letter!, chiefs.own, { answerBy: '2026-10-10' });
    expect(early.json().issues[0].code).toBe('supervision:answer-later');
    expect((await signed(letter!, chiefs.own, { version: 9 })).json().code).toBe('conflict');
    const sent = (
      await signed(letter!, chiefs.own, {
        answerBy: '2026-10-16',
        asks: '请说明夜间轮值为何没有落实。',
      })
    ).json() as Letter;
    expect(sent).toMatchObject({ state: 'sent', answerBy: '2026-10-16', signedBy: '任leader' });
    expect(sent.number).toMatch(/督函〔2026〕1号$/);
    await db.insertInto('access_grant').values(mine).execute();
    for (const who of [owner, chiefs.child])
      expect((await told(who, title)).at(-1)).toEqual(['2026-10-10', 'letter']);
    const [waiting] = await waits(owner);
    expect(waiting).toMatchObject({
      due: '2026-10-16',
      link: `/supervision?letter=${letter!.id}&act=answer`,
      action: { key: 'web.today-letter-reply' },
    });
    // Who was told reads and answers it, without a right to anything else there.
    const seen = await ok<Letter>(owner, 'GET', `/api/supervision/letters/${letter!.id}`);
    expect(seen.abilities).toMatchObject({ answer: { ok: true }, sign: { ok: false } });
    const stranger = await world.signInAs('member', world.units.child);
    expect(await refused(stranger, 'GET', `/api/supervision/letters/${letter!.id}`)).toBe(
      'not-found',
    );
    await on('2026-10-13');
    const answered = await ok<Letter>(
      owner,
      'POST',
      `/api/supervision/letters/${letter!.id}/answer`,
      { text: '轮值表已排定，十月二十日起执行。', version: seen.version },
    );
    expect(answered).toMatchObject({ state: 'answered', answeredBy: '任member' });
    expect(await waits(owner)).toEqual([]);
    expect(
      await refused(owner, 'POST', `/api/supervision/letters/${letter!.id}/answer`, {
        text: '再答一次。',
        version: answered.version,
      }),
    ).toBe('letter-over');
  });

  it('as Word it is an official letter with its number, what is asked and who comes next', async () => {
    const [letter] = await lettersOf(problem);
    const file = await call(owner, 'GET', `/api/supervision/letters/${letter!.id}/word`);
    expect(file.headers['content-disposition']).toContain('attachment');
    const text = wordText(file.rawPayload);
    for (const words of [letter!.number!, title, '请说明夜间轮值', '董事长', '2026年10月16日'])
      expect(text).toContain(words);
  });

  it('an answer is not the end: still late, the next rung follows after its working days', async () => {
    await pass('2026-10-14', '2026-10-19');
    expect(await lettersOf(problem)).toHaveLength(1);
    // Five working days after Tuesday 13.
    await pass('2026-10-20', '2026-10-20');
    const [, second] = await lettersOf(problem);
    expect(second).toMatchObject({
      level: 1,
      issuer: { name: world.units.parent.name },
      answerer: { id: chiefs.top.id },
      days: 10,
    });
    expect(await told(chiefs.top, title)).toEqual([['2026-10-20', 'draft-overdue']]);
    expect((await signed(second!, chiefs.own)).json().code).toBe('not-allowed');
  });

  it('an extension granted one level up ends the draft and arms everything again', async () => {
    await on('2026-10-21');
    const whole = await ok<{ measures: { id: string; version: number }[] }>(
      liaison,
      'GET',
      `/api/problems/${problem}`,
    );
    const [measure] = whole.measures;
    const { id } = await ok<{ id: string }>(
      liaison,
      'POST',
      `/api/measures/${measure!.id}/extensions`,
      { wanted: '2026-10-30', reason: '新班组下周才到岗', version: measure!.version },
    );
    await ok(chiefs.own, 'POST', `/api/extensions/${id}/decision`, { grant: true });
    const [, draft] = await lettersOf(problem);
    expect((await signed(draft!, chiefs.top)).json().code).toBe('letter-stale');
    await pass('2026-10-22', '2026-11-04');
    expect((await lettersOf(problem)).map((l) => [l.state, l.level, l.due])).toEqual([
      ['answered', 0, '2026-09-30'],
      ['lapsed', 1, '2026-09-30'],
      // The third working day after Friday 30: the new deadline begins at the bottom.
      ['draft', 0, '2026-10-30'],
    ]);
    expect((await told(owner, title)).filter(([day]) => day > '2026-10-21')).toEqual([
      ['2026-10-23', 'soon'],
      ['2026-10-29', 'soon'],
      ['2026-10-30', 'today'],
      ['2026-11-02', 'late'],
    ]);
  });

  it('refused with a reason nothing is sent, and the next rung waits its time; withdrawn the unit knows', async () => {
    const third = (await lettersOf(problem)).at(-1)!;
    const url = `/api/supervision/letters/${third.id}`;
    await ok(chiefs.own, 'POST', `${url}/refuse`, {
      reason: '已当面督办，月内完成',
      version: third.version,
    });
    expect(
      await refused(chiefs.own, 'POST', `${url}/sign`, {
        answerBy: '2026-11-20',
        version: third.version + 1,
      }),
    ).toBe('letter-over');
    await pass('2026-11-05', '2026-11-11');
    const fourth = (await lettersOf(problem)).at(-1)!;
    expect([fourth.level, fourth.stepOn, fourth.state]).toEqual([1, '2026-11-11', 'draft']);
    const sent = (await signed(fourth, chiefs.top)).json() as Letter;
    const back = await ok<Letter>(office, 'POST', `/api/supervision/letters/${sent.id}/withdraw`, {
      reason: '该单位当天已完成',
      version: sent.version,
    });
    expect(back).toMatchObject({ state: 'withdrawn', ended: { reason: '该单位当天已完成' } });
    const rows = await server.ctx.db
      .selectFrom('notice')
      .select('code')
      .where('person_id', '=', owner.id)
      .orderBy('id', 'desc')
      .limit(1)
      .execute();
    expect(rows[0]!.code).toBe('supervision:told-withdrawn');
    const entries = await server.ctx.db
      .selectFrom('record_entry')
      .select('act')
      .where('subject', '=', `problem:${problem}`)
      .execute();
    expect(entries.map((e) => e.act)).toEqual(
      expect.arrayContaining(['supervision.sign', 'supervision.answer', 'supervision.withdraw']),
    );
  });
});

describe('silence and vacancies', () => {
  it('a silent problem climbs past a vacant post; moving it starts anew', async () => {
    await on('2026-11-12');
    await silence(3);
    const title = '夜班食堂只有冷饭';
    const problem = await raise(title, '2026-12-31');
    await server.ctx.db
      .updateTable('tenure')
      .set({ until: '2026-11-13' })
      .where('person_id', '=', chiefs.own.id)
      .execute();
    await pass('2026-11-13', '2026-11-16');
    expect(await lettersOf(problem)).toEqual([]);
    // Friday 13, Monday 16, Tuesday 17; the post of the unit above is vacant.
    await pass('2026-11-17', '2026-11-17');
    const [letter] = await lettersOf(problem);
    expect(letter).toMatchObject({
      reason: 'silence',
      issuer: { name: world.units.parent.name },
      level: 1,
      due: null,
      days: 3,
    });
    await ok(owner, 'POST', `/api/problems/${problem}/progress`, {
      on: '2026-11-17',
      text: '夜班加了一名厨工，本周试行。',
    });
    await pass('2026-11-18', '2026-11-20');
    expect((await lettersOf(problem)).map((l) => [l.state, l.stepOn])).toEqual([
      ['lapsed', '2026-11-17'],
      ['draft', '2026-11-20'],
    ]);
    expect(await lapsedFor(problem)).toEqual(['moved']);
    await silence(200);
  });

  it('with nobody in any post above, nobody is asked and nothing breaks', async () => {
    await on('2026-11-23');
    const problem = await raise('电梯三个月没有修好', '2026-11-20', world.units.child);
    await server.ctx.db
      .updateTable('tenure')
      .set({ until: '2026-11-23' })
      .where('person_id', '=', chiefs.top.id)
      .execute();
    await pass('2026-11-24', '2026-12-01');
    expect(await lettersOf(problem)).toEqual([]);
  });
});

describe('the round', () => {
  it('writes to nobody on days off and before seven in the morning', async () => {
    const days = async (): Promise<string[]> =>
      (await server.ctx.db.selectFrom('supervision_round').select('on_day').execute()).map(
        (r) => r.on_day,
      );
    await pass('2026-12-05', '2026-12-06');
    await on('2026-12-07', '22:30');
    // 06:30 on Tuesday in the organisation's time zone.
    await round();
    expect((await days()).filter((d) => d > '2026-12-04')).toEqual([]);
    await on('2026-12-08');
    await round();
    expect(await days()).toContain('2026-12-08');
  });

  it('after a week without a server sends the newest reminder, once, and takes one step', async () => {
    const title = '群众来电四成没有回访';
    await on('2026-12-08');
    const problem = await raise(title, '2026-12-15');
    await server.ctx.db
      .updateTable('tenure')
      .set({ until: null })
      .where('person_id', 'in', [chiefs.own.id, chiefs.top.id])
      .execute();
    await pass('2026-12-25', '2026-12-25');
    // What else is late is told with it: one notice a person a day.
    const notices = await server.ctx.db
      .selectFrom('notice')
      .selectAll()
      .where('person_id', '=', owner.id)
      .where('created_at', '>=', new Date('2026-12-25T00:00:00Z'))
      .execute();
    expect(notices.map((n) => [n.code, n.params])).toEqual([
      ['supervision:told-many', { count: 4, late: 3 }],
    ]);
    expect((await lettersOf(problem)).map((l) => l.level)).toEqual([0]);
  });
});

/** Why drafts about a problem lapsed, as the record tells. */
async function lapsedFor(problem: string): Promise<unknown[]> {
  const entries = await server.ctx.db
    .selectFrom('record_entry')
    .innerJoin('record_content', 'entry_id', 'id')
    .select('content')
    .where('act', '=', 'supervision.lapse')
    .where('subject', '=', `problem:${problem}`)
    .orderBy('id')
    .execute();
  return entries.map((e) => JSON.parse(e.content!).gone);
}

describe('what a unit owes on one day', () => {
  const titles = ['食堂没有清真窗口', '班车晚点没有公告', '工服发放迟两个月', '更衣柜坏了一半'];
  let problems: string[];
  let first: Letter;
  /** Another deadline of a problem: what was drafted about the old one is no longer so. */
  const later = (id: string) =>
    server.ctx.db.updateTable('problem').set({ due: '2027-03-01' }).where('id', '=', id).execute();

  it('stands in one letter, told once, with a table in its Word file', async () => {
    await on('2027-01-04');
    problems = [];
    for (const title of titles) problems.push(await raise(title, '2027-01-05'));
    await pass('2027-01-05', '2027-01-08');
    const found = await Promise.all(problems.map((p) => lettersOf(p)));
    expect(new Set(found.flat().map((l) => l.id)).size).toBe(1);
    first = found[0]![0]!;
    expect(first).toMatchObject({ level: 0, state: 'draft', days: 3 });
    expect([first, ...first.also].map((m) => m.problem.title)).toEqual(titles);
    expect(await told(chiefs.own, titles[0]!)).toEqual([['2027-01-08', 'draft-overdue-many']]);
    expect((await waits(chiefs.own)).filter((w) => w.link.includes(first.id))).toMatchObject([
      { text: { key: 'web.today-letter-sign-overdue-many', params: { count: 4 } } },
    ]);
    const file = await call(office, 'GET', `/api/supervision/letters/${first.id}/word`);
    for (const words of titles) expect(wordText(file.rawPayload)).toContain(words);
  });

  it('goes on without what is no longer so, and is signed only about what still is', async () => {
    await later(problems[0]!);
    const text = wordText(
      (await call(office, 'GET', `/api/supervision/letters/${first.id}/word`)).rawPayload,
    );
    expect(text).toContain('你单位有3条问题');
    expect(text).toContain(`${titles[0]}”：到期的措施已办完或已延期`);
    expect((await waits(chiefs.own)).filter((w) => w.link.includes(first.id))).toMatchObject([
      { text: { params: { title: titles[1], count: 3 } } },
    ]);
    await pass('2027-01-09', '2027-01-11');
    expect((await lettersOf(problems[0]!)).map((l) => [l.id, l.state, l.also])).toEqual([
      [first.id, 'lapsed', []],
    ]);
    const [rest] = await lettersOf(problems[1]!);
    expect([rest!, ...rest!.also].map((m) => m.problem.title)).toEqual(titles.slice(1));
    expect(await lapsedFor(problems[0]!)).toEqual(['due']);
    expect(await told(chiefs.own, titles[1]!)).toEqual([['2027-01-11', 'draft-overdue-many']]);
    await later(problems[3]!);
    const sent = (await signed(rest!, chiefs.own)).json() as Letter;
    expect([sent.state, ...sent.also.map((m) => m.problem.title)]).toEqual(['sent', titles[2]]);
    expect((await lettersOf(problems[3]!)).map((l) => l.state)).toEqual(['lapsed']);
    const entries = await server.ctx.db
      .selectFrom('record_entry')
      .select('subject')
      .where('act', '=', 'supervision.sign')
      .where(
        'subject',
        'in',
        problems.map((p) => `problem:${p}`),
      )
      .execute();
    expect(entries.map((e) => e.subject).sort()).toEqual(
      problems
        .slice(1, 3)
        .map((p) => `problem:${p}`)
        .sort(),
    );
  });

  it('answered once, each of its problems goes one rung up, again together', async () => {
    const [sent] = await lettersOf(problems[1]!);
    await on('2027-01-12');
    await ok(owner, 'POST', `/api/supervision/letters/${sent!.id}/answer`, {
      text: '本周内办完，责任到班组。',
      version: sent!.version,
    });
    await pass('2027-01-13', '2027-01-19');
    const [, up] = await lettersOf(problems[2]!);
    expect(up).toMatchObject({ level: 1, answerer: { id: chiefs.top.id } });
    expect([up!, ...up!.also].map((m) => m.problem.title)).toEqual(titles.slice(1, 3));
  });
});

describe('a draft whose first problem is no longer so', () => {
  const titles = ['路灯坏了半年', '水表读错三次', '门禁卡刷不开'];
  let problems: string[];
  const letter = (id: string) => ok<Letter>(chiefs.own, 'GET', `/api/supervision/letters/${id}`);
  const change = (id: string, values: { due?: string; state?: string }) =>
    server.ctx.db.updateTable('problem').set(values).where('id', '=', id).execute();

  it('goes out at once about the rest, and says what it leaves out and why', async () => {
    await on('2027-02-15');
    problems = [];
    for (const title of titles) problems.push(await raise(title, '2027-02-16'));
    await pass('2027-02-16', '2027-02-19');
    const [draft] = await lettersOf(problems[0]!);
    await change(problems[0]!, { state: 'closed' });
    const seen = await letter(draft!.id);
    expect([seen, ...seen.also].map((m) => m.problem.title)).toEqual(titles.slice(1));
    expect(seen.leftOut).toMatchObject([{ problem: { title: titles[0] }, why: 'closed' }]);
    // Twice at once it is signed once.
    const answers = await Promise.all([signed(draft!, chiefs.own), signed(draft!, chiefs.own)]);
    expect(answers.map((a) => a.statusCode).sort()).toEqual([200, 409]);
    const sent = answers.find((a) => a.statusCode === 200)!.json() as Letter;
    expect(sent).toMatchObject({ state: 'sent', leftOut: [] });
    expect([sent, ...sent.also].map((m) => m.problem.title)).toEqual(titles.slice(1));
    expect((await letter(draft!.id)).state).toBe('lapsed');
    expect((await told(owner, titles[1]!)).at(-1)).toEqual(['2027-02-19', 'letter-many']);
    const { content } = await server.ctx.db
      .selectFrom('record_entry')
      .innerJoin('record_content', 'entry_id', 'id')
      .select('content')
      .where('act', '=', 'supervision.sign')
      .where('subject', '=', `problem:${problems[1]}`)
      .executeTakeFirstOrThrow();
    expect(content).toContain(`"leftOut":[{"gone":"closed","problem":"${problems[0]}"}]`);
    expect(await lapsedFor(problems[0]!)).toEqual(['closed']);
    // What was signed stays, whatever becomes of it.
    await change(problems[1]!, { state: 'closed' });
    expect(await letter(sent.id)).toEqual({ ...sent, abilities: expect.anything() });
  });

  it('is refused only when nothing is left', async () => {
    const due = '2027-02-26';
    await on('2027-02-22');
    const some = [await raise('车棚漏雨', due), await raise('电子屏不亮', due)];
    await pass('2027-02-26', '2027-03-03');
    const [draft] = await lettersOf(some[0]!);
    for (const id of some) await change(id, { due: '2027-06-01' });
    const seen = await letter(draft!.id);
    expect(seen.leftOut.map((l) => l.why)).toEqual(['due', 'due']);
    expect(seen.abilities.sign).toEqual({ ok: false, why: 'letter-stale' });
    expect((await signed(draft!, chiefs.own)).json().code).toBe('letter-stale');
    expect((await letter(draft!.id)).state).toBe('draft');
    expect((await waits(chiefs.own)).filter((w) => w.link.includes(draft!.id))).toEqual([]);
  });

  it('ends with the campaign, or the unit, that it was drafted in', async () => {
    const due = '2027-03-12';
    await on('2027-03-08');
    const some = [await raise('雨棚没有修', due)];
    await pass('2027-03-12', '2027-03-17');
    const [draft] = await lettersOf(some[0]!);
    const { db } = server.ctx;
    const over = async (table: 'campaign' | 'org', id: string, closed_on: string | null) =>
      db.updateTable(table).set({ closed_on }).where('id', '=', id).execute();
    const { campaign_id, org_id } = await db
      .selectFrom('problem')
      .select(['campaign_id', 'org_id'])
      .where('id', '=', some[0]!)
      .executeTakeFirstOrThrow();
    await over('org', org_id, '2027-03-17');
    expect((await letter(draft!.id)).leftOut.map((l) => l.why)).toEqual(['unit-closed']);
    await over('org', org_id, null);
    await over('campaign', campaign_id, '2027-03-17');
    const seen = await letter(draft!.id);
    expect(seen.leftOut.map((l) => l.why)).toEqual(['campaign-closed']);
    expect((await signed(draft!, chiefs.own)).json().code).toBe('letter-stale');
    await pass('2027-03-18', '2027-03-18');
    expect((await letter(draft!.id)).state).toBe('lapsed');
    expect(await lapsedFor(some[0]!)).toEqual(['campaign-closed']);
    await over('campaign', campaign_id, null);
  });
});
