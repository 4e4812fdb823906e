import { sql } from 'kysely';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { runJobs, testServer } from '../../../test/setup/server.ts';
import type { Waiting } from '../../contract/today/operations.ts';
import { openAnswers } from './box.ts';
import { NOW, satisfied, surveyOffice } from './survey.fixture.ts';

let server: Awaited<ReturnType<typeof testServer>>;
let office: Awaited<ReturnType<typeof surveyOffice>>;

beforeAll(async () => {
  server = await testServer();
  office = await surveyOffice(server);
});
afterAll(() => server.close());
beforeEach(() => {
  server.clock.now = new Date(NOW);
});

const roll = (n: number) =>
  Array.from({ length: n }, (_, i) => ({
    unitId: office.world.units.own.id,
    name: `职工${String(i + 1).padStart(2, '0')}`,
  }));

/** Rows as somebody with the database sees them, with the transaction that wrote each. */
async function raw<T>(table: 'survey_answer' | 'survey_token', id: string) {
  const { rows } = await sql<T & { made: string }>`
    select *, xmin::text as made from ${sql.table(table)}
    where survey_id = ${id} order by ctid`.execute(server.ctx.db);
  return rows;
}

describe('the operator, while an anonymous survey runs', () => {
  it('finds no transaction that links and answers share, and reads no answer in the database', async () => {
    const { id } = await office.opened({ audience: 'roll', roll: roll(8) });
    const links = await office.linksOf(id);
    // One after the other: the hardest case, with nobody beside to hide among.
    for (const [i, l] of links.entries())
      expect((await office.fill(l.path, satisfied((i % 5) + 1, `第${i}份意见`))).status).toBe(200);
    const answers = await raw<{ answers: unknown; sealed: string; way: string }>(
      'survey_answer',
      id,
    );
    const tokens = await raw<{ state: string }>('survey_token', id);
    expect(answers).toHaveLength(8);
    expect(tokens.every((t) => t.state === 'spent')).toBe(true);
    const shared = new Set(tokens.map((t) => t.made));
    expect(answers.some((a) => shared.has(a.made))).toBe(false);
    expect(answers.every((a) => a.answers === null)).toBe(true);
    expect(JSON.stringify(answers)).not.toContain('意见');
    // All are as long as each other: a long text does not stand out.
    expect(new Set(answers.map((a) => a.sealed.length)).size).toBe(1);
  });

  it('who holds the key too cannot tell which of those that came together came by which link', async () => {
    const { id } = await office.opened({ audience: 'roll', roll: roll(40) });
    const links = await office.linksOf(id);
    await Promise.all(links.map((l, i) => office.fill(l.path, satisfied(3, `第${i}份`))));
    const answers = await raw<{ sealed: string }>('survey_answer', id);
    const said = await Promise.all(
      answers.map(async (a) => (await openAnswers(server.ctx, id, a.sealed)).q3 as string),
    );
    expect(new Set(said).size).toBe(40);
    // Lays the two side by side in the order they lie in: by chance one of them fits on average,
    // ten or more once in ten million tries.
    const { rows } = await sql<{ hash: Buffer }>`
      select hash from survey_token where survey_id = ${id} order by ctid`.execute(server.ctx.db);
    const { tokenHash } = await import('./answers.service.ts');
    const ctx = { ...server.ctx, scopes: [''], address: '', signal: new AbortController().signal };
    const whose = new Map<string, number>();
    for (const [i, l] of links.entries())
      whose.set((await tokenHash(ctx, l.path.split('/').at(-1)!)).toString('hex'), i);
    const hits = rows.filter((r, i) => said[i] === `第${whose.get(r.hash.toString('hex'))}份`);
    expect(hits.length).toBeLessThan(10);
  });

  it('a form sent again after the link was spent and the answer lost is taken once', async () => {
    const { id } = await office.opened({ audience: 'roll', roll: roll(2) });
    const [link] = await office.linksOf(id);
    const key = '22222222-2222-4222-8222-222222222222';
    expect((await office.fill(link!.path, satisfied(4), { key })).status).toBe(200);
    // Killed in the middle: the first transaction held, the second did not.
    await sql`delete from survey_answer where survey_id = ${id}`.execute(server.ctx.db);
    expect((await office.fill(link!.path, satisfied(4), { key })).status).toBe(200);
    expect((await office.fill(link!.path, satisfied(4), { key })).status).toBe(200);
    expect((await office.fill(link!.path, satisfied(1))).text).toContain('这个链接已经用过了');
    expect((await office.seen(id)).answers).toBe(1);
  });

  it('of two forms by one link at the same moment one counts', async () => {
    const { id } = await office.opened({ audience: 'roll', roll: roll(1) });
    const [link] = await office.linksOf(id);
    const sent = await Promise.all([1, 2, 3].map((m) => office.fill(link!.path, satisfied(m))));
    expect(sent.map((s) => s.status).sort()).toEqual([200, 409, 409]);
    expect((await office.seen(id)).answers).toBe(1);
  });

  it('under another key it is not closed, and nothing is lost', async () => {
    const { id, units } = await office.opened();
    await office.fill(`/s/${units[0]!.code}`, satisfied(5));
    const { rows } = await sql<{ sealed: string }>`
      update survey_answer set sealed = overlay(sealed placing 'AAAA' from 40)
      where survey_id = ${id} returning sealed`.execute(server.ctx.db);
    expect(rows).toHaveLength(1);
    expect(await office.close(id)).toMatchObject({ status: 409, body: { code: 'survey-sealed' } });
    expect((await office.seen(id)).state).toBe('open');
  });
});

describe('an open survey', () => {
  it('takes one answer from a phone; which phones they were is gone after the end', async () => {
    const { id, units } = await office.opened({ audience: 'open', units: [] });
    const path = `/s/${units[0]!.code}`;
    const device = 'A'.repeat(22);
    expect((await office.fill(path, { ...satisfied(5), device })).status).toBe(200);
    const again = await office.fill(path, { ...satisfied(1), device });
    expect(again.status).toBe(409);
    expect(again.text).toContain('这部手机已经答过这份问卷');
    expect((await office.fill(path, { ...satisfied(4), device: 'B'.repeat(22) })).status).toBe(200);
    const { db } = server.ctx;
    const marks = async () =>
      (await sql`select * from survey_device where survey_id = ${id}`.execute(db)).rows;
    expect(await marks()).toHaveLength(2);
    expect(JSON.stringify(await marks())).not.toContain(device);
    await office.close(id);
    expect(await marks()).toEqual([]);
    expect((await office.results(id)).body.answers).toBe(2);
  });

  it('takes sixty a minute from one address, then asks to wait and keeps what was filled in', async () => {
    const { id, units } = await office.opened({ audience: 'open', units: [] });
    const path = `/s/${units[0]!.code}`;
    const from = '192.0.2.7';
    for (let k = 0; k < 60; k++)
      expect((await office.fill(path, satisfied(3), { from })).status).toBe(200);
    const many = await office.fill(path, satisfied(2, '写了很多字'), { from });
    expect(many.status).toBe(429);
    expect(many.text).toContain('请过一分钟再点提交');
    expect(many.text).toContain('写了很多字');
    expect((await office.fill(path, satisfied(2), { from: '192.0.2.8' })).status).toBe(200);
    server.clock.now = new Date(Date.parse(NOW) + 61_000);
    expect((await office.fill(path, satisfied(2), { from })).status).toBe(200);
    expect((await office.seen(id)).answers).toBe(62);
  });
});

describe('paper', () => {
  it('by name is tied to whose it is: nobody counts twice, by paper and link neither', async () => {
    const { own } = office.world.units;
    const { id, roll: asked } = await office.opened({
      audience: 'roll',
      anonymous: false,
      roll: roll(3),
    });
    const links = await office.linksOf(id);
    const enter = (invite?: string) =>
      office.ask('POST', `/surveys/${id}/answers`, {
        unitId: own.id,
        answers: { q1: 'yes', q2: 4 },
        ...(invite ? { invite } : {}),
      });
    expect((await enter()).body.code).toBe('answers-unfit');
    expect((await enter(asked[0]!.id!)).status).toBe(200);
    expect((await office.fill(links[0]!.path, satisfied(5))).status).toBe(409);
    expect((await enter(asked[0]!.id!)).body).toMatchObject({
      code: 'answers-unfit',
      issues: [{ code: 'survey:unfit-answered' }],
    });
    expect((await office.fill(links[1]!.path, satisfied(5))).status).toBe(200);
    expect((await enter(asked[1]!.id!)).body.code).toBe('answers-unfit');
    const whole = await office.seen(id);
    expect(whole.answers).toBe(2);
    expect(whole.roll.map((r) => r.answered)).toEqual([true, true, false]);
  });

  it('of an anonymous roll spends the link of its slip, and never outgrows the roll', async () => {
    const { own } = office.world.units;
    const { id } = await office.opened({ audience: 'roll', roll: roll(2) });
    const links = await office.linksOf(id);
    const enter = (slip?: string) =>
      office.ask('POST', `/surveys/${id}/answers`, {
        unitId: own.id,
        answers: { q1: 'no' },
        ...(slip ? { slip } : {}),
      });
    expect((await enter('keine')).body.code).toBe('answers-unfit');
    expect((await enter(links[0]!.path)).status).toBe(200);
    expect((await office.fill(links[0]!.path, satisfied(5))).status).toBe(409);
    expect((await enter(links[0]!.path)).body.code).toBe('answers-unfit');
    expect((await enter()).status).toBe(200);
    expect((await enter()).body).toMatchObject({ issues: [{ code: 'survey:unfit-roll-full' }] });
    expect((await office.seen(id)).answers).toBe(2);
  });
});

describe('the page of the day', () => {
  const today = async (cookie?: string) =>
    (await office.ask<{ rows: Waiting[] }>('GET', '/today', undefined, cookie)).body.rows.filter(
      (r) => r.id.startsWith('survey-'),
    );

  it('tells people on the roll by name, until they have answered through their own link', async () => {
    const { own } = office.world.units;
    const { liaison } = office;
    const { db } = server.ctx;
    const { name } = await db
      .selectFrom('person')
      .select('name')
      .where('id', '=', liaison.id)
      .executeTakeFirstOrThrow();
    await db
      .updateTable('person')
      .set({ name: `${name}（联络）`, org_id: own.id, org_path: own.path })
      .where('id', '=', liaison.id)
      .execute();
    const { id, roll: asked } = await office.opened({
      audience: 'roll',
      anonymous: false,
      roll: [...roll(1), { unitId: own.id, name: `${name}（联络）` }],
    });
    expect(asked.map((r) => r.known)).toEqual([false, true]);
    const waits = async () => (await today()).filter((r) => r.id === `survey-mine:${id}`);
    expect(await waits()).toMatchObject([{ link: `/survey/mine/${id}`, due: '2026-03-20' }]);
    const mine = await office.ask<{ path: string }>('POST', `/surveys/${id}/mine`);
    expect((await office.fill(mine.body.path, satisfied(5))).status).toBe(200);
    expect(await waits()).toEqual([]);
    // Somebody who is not on the roll gets none, and does not learn that there is one.
    const other = await office.world.signInAs('leader', own);
    const none = await office.ask('POST', `/surveys/${id}/mine`, undefined, other.cookie);
    expect(none.status).toBe(404);
  });

  it('tells the office when few have answered and when it ends; then it closes by itself', async () => {
    const { own } = office.world.units;
    const { id, units } = await office.opened({
      units: [{ unitId: own.id, people: 10 }],
      title: '食堂满意度',
    });
    const rows = async () => (await today()).filter((r) => r.id === `survey-ending:${id}`);
    for (let k = 0; k < 5; k++) await office.fill(`/s/${units[0]!.code}`, satisfied(4));
    server.clock.now = new Date('2026-03-17T08:00:00Z');
    expect(await rows()).toEqual([]);
    await sql`delete from survey_answer where id in
      (select id from survey_answer where survey_id = ${id} limit 1)`.execute(server.ctx.db);
    expect(await rows()).toMatchObject([{ text: { key: 'survey:today-few' }, severity: 'open' }]);
    server.clock.now = new Date('2026-03-19T08:00:00Z');
    expect(await rows()).toMatchObject([{ severity: 'soon', due: '2026-03-20' }]);
    await runJobs(server, ['survey.close']);
    expect((await office.seen(id)).state).toBe('open');
    server.clock.now = new Date('2026-03-20T17:00:00Z');
    await runJobs(server, ['survey.close']);
    await runJobs(server, ['survey.close']);
    expect(await office.seen(id)).toMatchObject({ state: 'closed', closedOn: '2026-03-21' });
    expect((await office.results(id)).body.answers).toBe(4);
    const told = await server.ctx.db
      .selectFrom('notice')
      .select('person_id')
      .where('code', '=', 'survey:told-closed')
      .where('key', '=', `survey-closed:${id}`)
      .execute();
    expect(told.map((n) => n.person_id)).toContain(office.liaison.id);
    expect(await rows()).toEqual([]);
  });
});
