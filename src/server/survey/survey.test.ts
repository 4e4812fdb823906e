import { unzipSync } from 'fflate';
import { sql } from 'kysely';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { testServer } from '../../../test/setup/server.ts';
import type { World } from '../../../test/setup/world.ts';
import type { BankRow } from '../../contract/survey/schemas.ts';
import { EVERYWHERE } from '../platform/scope.ts';
import { satisfactionOf } from './results.service.ts';
import { fields, NOW, questions, satisfied, surveyOffice } from './survey.fixture.ts';

let server: Awaited<ReturnType<typeof testServer>>;
let world: World;
let office: Awaited<ReturnType<typeof surveyOffice>>;
let ask: (typeof office)['ask'];
let seen: (typeof office)['seen'];
let opened: (typeof office)['opened'];
let fill: (typeof office)['fill'];
let close: (typeof office)['close'];
let results: (typeof office)['results'];
let linksOf: (typeof office)['linksOf'];

beforeAll(async () => {
  server = await testServer();
  office = await surveyOffice(server);
  ({ world, ask, seen, opened, fill, close, results, linksOf } = office);
});
afterAll(() => server.close());
beforeEach(() => {
  server.clock.now = new Date(NOW);
});

describe('a survey', () => {
  it('is frozen once it is open; the next version is another survey', async () => {
    const { id, version, formHash } = await opened();
    expect(formHash).toMatch(/^[0-9a-f]{64}$/);
    const change = await ask('PUT', `/surveys/${id}`, { ...fields, version });
    expect(change).toMatchObject({ status: 409, body: { code: 'survey-frozen' } });
    const copy = await ask<{ id: string }>('POST', `/surveys/${id}/copy`, { version });
    expect(await seen(copy.body.id)).toMatchObject({ state: 'draft', follows: id, answers: 0 });
  });

  it('is not opened with dead ends, foreign units or an empty roll', async () => {
    const { own, sibling } = world.units;
    const bad = [{ ...questions[0]!, jumps: [{ option: 'no', to: 'q9' }] }];
    const made = await ask<{ id: string }>('POST', '/surveys', {
      unitId: own.id,
      ...fields,
      form: { questions: bad },
    });
    const open = await ask('POST', `/surveys/${made.body.id}/open`, { version: 1 });
    expect(open.body).toMatchObject({
      code: 'survey-unfit',
      issues: [{ code: 'survey:form-jump-nowhere', path: 'questions[0].jumps[0]' }],
    });
    const foreign = { unitId: own.id, ...fields, units: [{ unitId: sibling.id }] };
    expect((await ask('POST', '/surveys', foreign)).body.code).toBe('survey-unfit');
    const named = { unitId: own.id, ...fields, anonymous: false };
    expect((await ask('POST', '/surveys', named)).body.code).toBe('survey-unfit');
  });

  it('shows nobody a result before its end, only how many have answered', async () => {
    const { id, units } = await opened();
    await fill(`/s/${units[0]!.code}`, satisfied(5));
    expect((await seen(id)).answers).toBe(1);
    for (const path of ['results', 'export'])
      expect((await ask('GET', `/surveys/${id}/${path}`)).body.code).toBe('survey-not-closed');
    server.clock.now = new Date('2026-03-21T08:00:00Z');
    const late = await fill(`/s/${units[0]!.code}`, satisfied(1));
    expect(late.status).toBe(409);
    await close(id);
    expect((await results(id)).body.answers).toBe(1);
  });
});

describe('the page', () => {
  it('goes along the branches without script and keeps what was said', async () => {
    const { units } = await opened();
    const path = `/s/${units[0]!.code}`;
    const first = await server.app.inject({ url: path });
    expect(first.body).toContain('1 / 3');
    expect(first.headers['set-cookie']).toBeUndefined();
    expect((await fill(path, { step: '1', go: 'next' })).text).toContain('请先回答这一题');
    const skipped = await fill(path, { step: '1', go: 'next', 'q.q1': 'no' });
    expect(skipped.text).toContain('2 / 2');
    expect(skipped.text).toMatch(/value="no" checked/);
    const done = await fill(path, { 'q.q1': 'no' });
    expect(done).toMatchObject({ status: 200 });
  });

  it('takes a form that was sent twice once', async () => {
    const { id, units } = await opened();
    const key = '11111111-1111-4111-8111-111111111111';
    for (let k = 0; k < 2; k++)
      expect((await fill(`/s/${units[0]!.code}`, satisfied(4), { key })).status).toBe(200);
    expect((await seen(id)).answers).toBe(1);
  });
});

describe('a roll', () => {
  const roll = (n: number) =>
    Array.from({ length: n }, (_, i) => ({
      unitId: world.units.own.id,
      name: `职工${String(i + 1).padStart(2, '0')}`,
    }));
  it('by name: an unfinished answer resumes, only a finished one spends the link, once', async () => {
    const { id } = await opened({ audience: 'roll', anonymous: false, roll: roll(2) });
    const [link] = await linksOf(id);
    expect(link!.name).toBe('职工01');
    await fill(link!.path, { step: '1', go: 'next', 'q.q1': 'yes' });
    expect((await server.app.inject({ url: link!.path })).body).toContain('2 / 3');
    expect((await seen(id)).answers).toBe(0);
    expect((await fill(link!.path, satisfied(5))).status).toBe(200);
    const again = await fill(link!.path, satisfied(1));
    expect(again.status).toBe(409);
    expect(again.text).toContain('这个链接已经用过了');
    const whole = await seen(id);
    expect(whole.answers).toBe(1);
    expect(whole.roll).toMatchObject([
      { unitId: world.units.own.id, name: '职工01', answered: true },
      { unitId: world.units.own.id, name: '职工02', answered: false },
    ]);
    // New links are for those who have not answered; the old ones hold no more.
    const next = await linksOf(id);
    expect(next.map((l) => l.name)).toEqual(['职工02']);
  });

  it('without a link of the roll nobody answers, nor with one of another survey or unit', async () => {
    const { id, units } = await opened({ audience: 'roll', roll: roll(2) });
    const other = await opened({ audience: 'roll', roll: roll(1) });
    const [link] = await linksOf(other.id);
    const token = link!.path.split('/').at(-1);
    expect((await fill(`/s/${units[0]!.code}`, satisfied(5))).status).toBe(409);
    expect((await fill(`/s/${units[0]!.code}/${token}`, satisfied(5))).status).toBe(404);
    expect((await fill(`/s/${units[0]!.code}/${'x'.repeat(16)}`, satisfied(5))).status).toBe(404);
    const [old] = await linksOf(id);
    await linksOf(id);
    expect((await fill(old!.path, satisfied(5))).status).toBe(409);
    expect((await seen(id)).answers).toBe(0);
  });

  it('anonymous: with the whole database nobody says who gave an answer, when, or in what order', async () => {
    const { id } = await opened({ audience: 'roll', roll: roll(12) });
    const links = await linksOf(id);
    expect(links.every((l) => l.name === null)).toBe(true);
    const sent: string[] = [];
    for (const [i, l] of links.slice(0, 10).entries()) {
      server.clock.now = new Date(Date.parse(NOW) + i * 3_600_000);
      await fill(l.path, { step: '1', go: 'next', 'q.q1': 'yes' });
      expect((await fill(l.path, satisfied(3, `第${i}份`))).status).toBe(200);
      sent.push(`第${i}份`);
    }
    // Only what was finished is counted; nothing of a half one was kept.
    const { db } = server.ctx;
    const tokens = await db
      .selectFrom('survey_token')
      .selectAll()
      .where('survey_id', '=', id)
      .execute();
    expect(tokens.every((t) => t.invite_id === null && t.answers === null)).toBe(true);
    expect((await seen(id)).roll.every((r) => r.answered === null)).toBe(true);
    await close(id);
    const { rows } = await sql<{ said: string; made: string } & Record<string, unknown>>`
      select a.*, a.answers ->> 'q3' as said, a.xmin::text as made
      from survey_answer a where survey_id = ${id} order by a.ctid`.execute(db);
    expect(rows).toHaveLength(10);
    expect(rows.every((r) => r.on_day === null && r.invite_id === null)).toBe(true);
    // One transaction wrote them all, links too, and where they lie is not the order of sending.
    const { rows: after } = await sql<{ made: string }>`
      select xmin::text as made from survey_token where survey_id = ${id}`.execute(db);
    expect(new Set([...rows, ...after].map((r) => r.made)).size).toBe(1);
    expect(rows.map((r) => r.said)).not.toEqual(sent);
    const { rows: byId } = await sql<{ said: string }>`
      select answers ->> 'q3' as said from survey_answer where survey_id = ${id} order by id`.execute(
      db,
    );
    expect(byId.map((r) => r.said)).not.toEqual(sent);
    // Nothing of the links in the rows, and no entry of the record for an answer.
    const stored = JSON.stringify(rows);
    for (const l of links) expect(stored).not.toContain(l.path.split('/').at(-1)!);
    const acts = await db
      .selectFrom('record_entry')
      .select('act')
      .where('subject', '=', `survey:${id}`)
      .execute();
    expect(acts.map((a) => a.act).sort()).toEqual([
      'survey.close',
      'survey.create',
      'survey.links',
      'survey.open',
    ]);
  });

  it('the database itself refuses a name or a day beside an anonymous answer', async () => {
    const { id, units } = await opened();
    await fill(`/s/${units[0]!.code}`, satisfied(4));
    const tell = server.ctx.db
      .updateTable('survey_answer')
      .set({ on_day: '2026-03-02' })
      .where('survey_id', '=', id)
      .execute();
    await expect(tell).rejects.toThrow(/check/);
  });
});

describe('results', () => {
  it('of fewer than five are not shown, by subtraction neither; paper counts too', async () => {
    const { own, child } = world.units;
    const { id, units } = await opened({
      units: [
        { unitId: own.id, people: 40 },
        { unitId: child.id, people: 20 },
      ],
    });
    for (let k = 0; k < 6; k++) await fill(`/s/${units[0]!.code}`, satisfied(4, '盼快些'));
    for (let k = 0; k < 3; k++) await fill(`/s/${units[1]!.code}`, satisfied(2));
    const paper = await ask<{ answers: number }>('POST', `/surveys/${id}/answers`, {
      unitId: child.id,
      answers: { q1: 'yes', q2: 2 },
    });
    expect(paper.body.answers).toBe(10);
    const unfit = await ask('POST', `/surveys/${id}/answers`, { unitId: child.id, answers: {} });
    expect(unfit.body.code).toBe('answers-unfit');
    await close(id);
    const { body } = await results(id);
    expect(body).toMatchObject({ answers: 10, asked: 60, weighted: true, unshown: 2 });
    // Four in one unit: the other is hidden too, or the total would tell.
    expect(body.groups.map((g) => g.answers)).toEqual([10, null, null]);
    const marks = body.items.find((i) => i.question === 'q2')!;
    expect(marks.groups[0]!.n).toBe(10);
    expect(marks.groups[0]!.mean!.value).toBeCloseTo(3.2, 10);
    expect(marks.groups[0]!.mean!.lo).toBeLessThan(3.2);
    expect(marks.groups.slice(1).map((g) => g.n)).toEqual([null, null]);
    const texts = body.items.find((i) => i.question === 'q3')!;
    expect(texts.groups.map((g) => g.texts.length)).toEqual([6, 0, 0]);
  });

  it('by unit weigh by people, with satisfaction from 0 to 100 and a workbook that hides alike', async () => {
    const { own, child } = world.units;
    const { id, units } = await opened({
      units: [
        { unitId: own.id, people: 100 },
        { unitId: child.id, people: 20 },
      ],
    });
    for (let k = 0; k < 10; k++) {
      await fill(`/s/${units[0]!.code}`, satisfied(k < 5 ? 5 : 4));
      if (k < 6) await fill(`/s/${units[1]!.code}`, satisfied(k < 3 ? 1 : 2));
    }
    for (let k = 0; k < 4; k++)
      await fill(`/s/${units[1]!.code}`, { 'q.q1': 'no', 'q.q3': '隐情' });
    await close(id);
    const { body } = await results(id);
    const mean = body.items.find((i) => i.question === 'q2')!.groups[0]!.mean!;
    // 100 people at 4.5, 20 of whom six in ten were asked at 1.5.
    expect(mean.value).toBeCloseTo((100 * 4.5 + 12 * 1.5) / 112, 10);
    expect(body.satisfaction!.map((s) => [s.unit.name, Math.round(s.raw.value * 10) / 10])).toEqual(
      [
        [own.name, 87.5],
        [child.name, 12.5],
      ],
    );
    // As an appraisal takes it: with its sampling error; two units are too few to be drawn together.
    const signal = new AbortController().signal;
    const ctx = { ...server.ctx, scopes: EVERYWHERE, address: '', signal };
    const taken = await satisfactionOf(ctx, id);
    expect(taken.map((s) => [s.unitId, s.n, s.shrunk])).toEqual([
      [own.id, 10, null],
      [child.id, 6, null],
    ]);
    expect(taken[0]!.se).toBeGreaterThan(0);
    // Four free texts are too few to be shown.
    expect(body.items.find((i) => i.question === 'q3')!.groups.flatMap((g) => g.texts)).toEqual([]);
    const file = await server.app.inject({
      url: `/api/surveys/${id}/export`,
      headers: { cookie: office.liaison.cookie },
    });
    const parts = unzipSync(new Uint8Array(file.rawPayload));
    const text = Object.values(parts)
      .map((b) => new TextDecoder().decode(b))
      .join('');
    expect(text).toContain('编码表');
    expect(text).toContain('答卷少，不显示');
    expect(text).not.toContain('隐情');
  });

  it('by what people chose elsewhere, once, where units beside it tell of no few; texts by large units', async () => {
    const { own, child } = world.units;
    const { id, units } = await opened();
    const say = async (unit: number, chosen: 'yes' | 'no', n: number, text = '') => {
      for (let k = 0; k < n; k++)
        await fill(
          `/s/${units[unit]!.code}`,
          chosen === 'yes'
            ? satisfied(unit === 0 ? 5 : 2, text)
            : { 'q.q1': 'no', 'q.q3': text || '没有意见' },
        );
    };
    await say(0, 'yes', 8, '盼快些');
    await say(0, 'no', 6);
    await say(1, 'yes', 9, '也好');
    await say(1, 'no', 2);
    await close(id);
    const before = (await results(id)).body;
    expect(before.splittable.map((q) => q.id)).toEqual(['q1']);
    expect(before.groups.map((g) => g.group)).toEqual([
      'all',
      `unit:${own.id}`,
      `unit:${child.id}`,
    ]);
    const choose = (question: string) =>
      ask('POST', `/surveys/${id}/split`, { question, version: before.version });
    expect((await choose('q2')).body).toMatchObject({ issues: [{ code: 'survey:unfit-split' }] });
    expect((await choose('q1')).status).toBe(200);
    expect((await choose('q1')).body.code).toBe('conflict');
    const { body } = await results(id);
    expect(body.groups.slice(3)).toEqual([
      { group: 'choice:yes', name: '今年报修过吗：报修过', answers: 17 },
      { group: 'choice:no', name: '今年报修过吗：没有', answers: 8 },
    ]);
    const marks = body.items.find((i) => i.question === 'q2')!;
    const chosen = marks.groups.find((g) => g.group === 'choice:yes')!;
    expect([chosen.n, chosen.mean!.value]).toEqual([17, (8 * 5 + 9 * 2) / 17]);
    expect(marks.groups.at(-1)).toMatchObject({ group: 'choice:no', n: null });
    // Fourteen and eleven wrote: both are many.
    const said = body.items.find((i) => i.question === 'q3')!;
    expect(said.groups.map((g) => g.texts.length)).toEqual([25, 14, 11, 0, 0]);
    const again = await ask('POST', `/surveys/${id}/split`, {
      question: 'q1',
      version: body.version,
    });
    expect(again.body.code).toBe('survey-split');
  });

  it('of a survey that was called off are seen by nobody', async () => {
    const { id, version, units } = await opened();
    await ask('POST', `/surveys/${id}/withdraw`, { reason: '题目有误', version });
    expect((await results(id)).body.code).toBe('survey-not-closed');
    expect((await fill(`/s/${units[0]!.code}`, satisfied(5))).status).toBe(404);
  });
});

describe('beside it', () => {
  it('questions are kept for the units below, and printed with boxes', async () => {
    const { own } = world.units;
    const question = { id: 'a', kind: 'scale', title: '对办事效率满意吗', points: 5 };
    const kept = await ask<{ id: string }>('POST', '/survey-questions', {
      unitId: own.id,
      topic: '效率',
      question,
    });
    const find = async () =>
      (await ask<{ rows: BankRow[] }>('GET', '/survey-questions?q=%E6%95%88%E7%8E%87')).body.rows;
    expect((await find()).map((r) => r.question.title)).toEqual(['对办事效率满意吗']);
    await ask('POST', `/survey-questions/${kept.body.id}/withdraw`);
    expect(await find()).toEqual([]);
    const { id } = await opened();
    const file = await server.app.inject({
      method: 'POST',
      url: `/api/surveys/${id}/paper`,
      headers: { cookie: office.liaison.cookie },
      payload: { file: 'word' },
    });
    const word = new TextDecoder().decode(
      unzipSync(new Uint8Array(file.rawPayload))['word/document.xml'],
    );
    expect(word).toContain('□ 没有（选此项，转第 3 题）');
  });

  it('a needs survey says which measures answer it, and the list which answer none', async () => {
    const { id } = await opened({ needs: true });
    const unanswered = async () =>
      (await ask<{ rows: { id: string }[] }>('GET', '/surveys?needs=unanswered')).body.rows.some(
        (r) => r.id === id,
      );
    expect(await unanswered()).toBe(true);
    const link = await ask('POST', '/voices/answers', {
      measureId: world.units.own.rows.measure,
      subject: `survey:${id}`,
    });
    expect(link.status).toBe(200);
    expect((await seen(id)).answeredBy).toBe(1);
    expect(await unanswered()).toBe(false);
  });
});
