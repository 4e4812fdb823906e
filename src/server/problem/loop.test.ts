import ExcelJS from 'exceljs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { testServer } from '../../../test/setup/server.ts';
import { keepTotals, totalsHold } from '../../../test/setup/totals.ts';
import { makeWorld, type World } from '../../../test/setup/world.ts';
import type { Finding, ProblemWhole } from '../../contract/problem/schemas.ts';
import { dayOf } from '../platform/days.ts';
import { newId } from '../platform/ids.ts';

let server: Awaited<ReturnType<typeof testServer>>;
let world: World;
type Who = { id: string; cookie: string };
const who = {} as Record<
  'office' | 'head' | 'discipline' | 'supervisor' | 'liaison' | 'leader' | 'owner' | 'inside',
  Who
>;
let campaign: string;

beforeAll(async () => {
  server = await testServer();
  world = await makeWorld(server);
  await keepTotals(server);
  const { parent, own } = world.units;
  who.office = await world.signInAs('office', parent);
  who.head = await world.signInAs('leader', parent);
  who.discipline = await world.signInAs('discipline', parent);
  who.supervisor = await world.signInAs('supervisor', parent);
  who.inside = await world.signInAs('discipline', own);
  who.liaison = await world.signInAs('liaison', own);
  who.leader = await world.signInAs('leader', own);
  who.owner = await world.signInAs('member', own);
  campaign = await send<{ id: string }>(who.office, 'POST', '/api/campaigns', {
    unitId: parent.id,
    name: '学习教育',
    theme: '为民造福、真抓实干',
    since: '2026-03-01',
  }).then((c) => c.id);
});
afterAll(async () => {
  // Whatever was done here, the kept totals know it.
  await totalsHold(server);
  await server.close();
});

/** Another day; whoever was signed in stays so. */
async function on(day: string): Promise<void> {
  const now = new Date(`${day}T09:00:00Z`);
  server.clock.now = now;
  await server.ctx.db
    .updateTable('session')
    .set({ seen_at: now, expires_at: new Date(now.getTime() + 86_400_000) })
    .execute();
}

async function send<T = Record<string, unknown>>(
  by: Who | undefined,
  method: 'GET' | 'POST' | 'PUT',
  url: string,
  body?: object,
): Promise<T> {
  const answer = await server.app.inject({
    method,
    url,
    ...(body ? { payload: body } : {}),
    headers: by ? { cookie: by.cookie } : {},
  });
  return answer.json() as T;
}
const get = (id: string, by = who.office) => send<ProblemWhole>(by, 'GET', `/api/problems/${id}`);

const paths = {
  unit: 'steps',
  reviewer: 'reviews',
  outsider: 'confirmations',
  office: 'settlements',
};
/** Takes a step, with what was seen where it judges; gives the state it led to, or the code of refusal. */
async function step(
  by: Who,
  id: string,
  path: keyof typeof paths,
  name: string,
  reason?: string,
  saw: Partial<Finding> | null = {},
): Promise<string> {
  const { version } = await get(id);
  const judges = name === 'review' || name === 'confirm';
  const finding = {
    ...{ ways: ['spot', 'people'], seen: '抽看报修单，问了住户' },
    ...{ on: dayOf(server.clock.now), ...saw },
  };
  const answer = await send(by, 'POST', `/api/problems/${id}/${paths[path]}`, {
    step: name,
    version,
    ...(reason ? { reason } : {}),
    ...(judges && saw ? { finding } : {}),
  });
  return String(answer.state ?? answer.code);
}

async function raise(more: object = {}, measure: object = {}) {
  const made = await send<{ id: string }>(who.liaison, 'POST', '/api/problems', {
    unitId: world.units.own.id,
    campaignId: campaign,
    tendency: 'purpose.unasked',
    title: '物业报修平均等待九天，住户反复催办',
    facts: '二月抽查三十二张报修单，平均九天上门，最长二十一天。',
    severity: 'slight',
    ownerId: who.owner.id,
    leaderId: who.leader.id,
    publish: true,
    measures: [
      {
        text: '报修四十八小时内上门，逾时由值班经理回电。',
        due: '2026-03-31',
        ownerId: who.owner.id,
        criterion: '平均上门天数不超过两天',
        figure: '平均上门天数',
        figureUnit: '天',
        baseline: 9,
        target: 2,
        expected: 1200,
        ...measure,
      },
    ],
    ...more,
  });
  return made.id;
}

async function prove(id: string): Promise<void> {
  const { own } = world.units;
  const { measures } = await get(id);
  await server.ctx.db
    .insertInto('evidence')
    .values({
      org_id: own.id,
      org_path: own.path,
      id: newId(server.ctx.now()),
      subject: `measure:${measures[0]!.id}`,
      name: '报修台账.pdf',
      type: 'application/pdf',
      size: 1,
      added_by: who.owner.id,
      added_at: server.ctx.now(),
      entries: [],
      version: 1,
    })
    .execute();
}

async function finish(id: string, effect: object, by = who.owner) {
  const { measures } = await get(id);
  const { id: measure, version } = measures[0]!;
  return send(by, 'POST', `/api/measures/${measure}/effect`, { ...effect, version });
}

describe('the whole chain', () => {
  let id: string;

  it('goes from the list to the end, each hand doing only its own', async () => {
    await on('2026-03-02');
    id = await raise();
    expect(await step(who.owner, id, 'unit', 'start')).toBe('not-allowed');
    expect(await step(who.liaison, id, 'unit', 'start')).toBe('working');
    const told = await send(who.owner, 'POST', `/api/problems/${id}/progress`, {
      on: '2026-03-02',
      text: '值班表已排定，四个班组轮值。',
      value: 7,
    });
    expect(told).toHaveProperty('id');
    expect(await step(who.liaison, id, 'unit', 'apply')).toBe('measures-open');
    await on('2026-03-20');
    expect(
      await finish(id, { doneOn: '2026-03-20', effectText: '好多了', effectOn: '2026-03-20' }),
    ).toMatchObject({ code: 'problem-unfit' });
    expect(await finish(id, { doneOn: '2026-03-20' })).toHaveProperty('id');
    expect(await step(who.liaison, id, 'unit', 'apply')).toBe('no-effect');
    expect(
      await finish(id, {
        doneOn: '2026-03-20',
        effect: 1.8,
        effectOn: '2026-03-20',
        benefited: 1284,
      }),
    ).toHaveProperty('id');
    expect(await step(who.liaison, id, 'unit', 'apply')).toBe('no-evidence');
    await prove(id);
    expect(await step(who.liaison, id, 'unit', 'apply')).toBe('observation-runs');
    await on('2026-04-19');
    expect(await step(who.liaison, id, 'unit', 'apply')).toBe('applied');
    expect(await step(who.liaison, id, 'reviewer', 'review')).toBe('not-allowed');
    const review = (saw: Partial<Finding> | null) =>
      step(who.leader, id, 'reviewer', 'review', undefined, saw);
    expect(await review(null)).toBe('finding-missing');
    expect(await review({ on: '2026-03-19' })).toBe('day-refused');
    expect(await review({ on: '2026-04-20' })).toBe('day-refused');
    expect(await review({ ways: ['papers'], on: '2026-03-20' })).toBe('reviewed');
    expect(await step(who.inside, id, 'outsider', 'confirm')).toBe('not-outside');
    expect(await step(who.discipline, id, 'outsider', 'confirm', undefined, null)).toBe(
      'finding-missing',
    );
    expect(await step(who.discipline, id, 'outsider', 'confirm')).toBe('confirmed');
    expect(await step(who.office, id, 'office', 'announce')).toBe('notice');
    // Five working days over the May holiday: 04-19 is a Sunday that nobody works.
    expect((await get(id)).noticeUntil).toBe('2026-04-24');
    expect(await step(who.office, id, 'office', 'close')).toBe('notice-runs');
  });

  it('shows a notice without names to anybody with its address, and takes an objection without one', async () => {
    const { noticeCode } = await get(id);
    const page = await send(undefined, 'GET', `/api/public/notices/${noticeCode}`);
    expect(page).toMatchObject({
      ...{ open: true, until: '2026-04-24' },
      measures: [{ target: 2, effect: 1.8, met: true, expected: 1200, benefited: 1284 }],
      confirmed: { ways: ['spot', 'people'], seen: '抽看报修单，问了住户', on: '2026-04-19' },
    });
    const [review, confirm] = (await get(id)).steps.filter((s) => s.finding);
    expect(review).toMatchObject({
      ...{ step: 'review', by: { id: who.leader.id } },
      finding: { ways: ['papers'], on: '2026-03-20', despite: null },
    });
    expect(confirm).toMatchObject({ step: 'confirm', by: { id: who.discipline.id } });
    expect(JSON.stringify(page)).not.toContain(who.owner.id);
    const url = `/api/public/notices/${noticeCode}/objections`;
    expect(await send(who.owner, 'POST', url, { text: '上月报修仍然等了六天' })).toEqual({
      received: true,
      code: expect.stringMatching(/^\w{4}-\w{4}-\w{4}$/),
    });
    const [objection] = (await get(id)).objections;
    expect(objection).toMatchObject({ by: null, state: 'open' });
    const entries = await server.ctx.db
      .selectFrom('record_entry')
      .select(['actor'])
      .where('act', '=', 'problem.object')
      .execute();
    expect(entries).toEqual([{ actor: 'service:objection' }]);
    await on('2026-04-27');
    expect(await step(who.office, id, 'office', 'close')).toBe('objection-open');
    expect(await send(undefined, 'POST', url, { text: '迟到的异议' })).toMatchObject({
      code: 'notice-over',
    });
  });

  it('goes back when an objection holds, and must show its effect anew', async () => {
    expect(await step(who.office, id, 'office', 'uphold')).toBe('reason-missing');
    expect(await step(who.office, id, 'office', 'uphold', '抽查属实')).toBe('working');
    const back = await get(id);
    expect(back.objections[0]).toMatchObject({ state: 'upheld', answer: '抽查属实' });
    expect(back.steps.at(-1)!.blamed!.id).toBe(who.discipline.id);
    expect(await step(who.liaison, id, 'unit', 'apply')).toBe('no-new-effect');
    await on('2026-04-28');
    await finish(id, { doneOn: '2026-03-20', effect: 1.6, effectOn: '2026-04-28' });
    expect(await step(who.liaison, id, 'unit', 'apply')).toBe('applied');
    expect(await step(who.leader, id, 'reviewer', 'review')).toBe('reviewed');
    expect(await step(who.supervisor, id, 'outsider', 'confirm')).toBe('confirmed');
    expect(await step(who.office, id, 'office', 'announce')).toBe('notice');
    // 05-01 to 05-05 is the holiday; 05-09, a Saturday, is worked.
    expect((await get(id)).noticeUntil).toBe('2026-05-08');
    await on('2026-05-09');
    expect(await step(who.office, id, 'office', 'close')).toBe('closed');
  });

  it('is looked back at by somebody else than who confirmed, and opens again when it came back', async () => {
    const { rechecks } = await get(id);
    expect(rechecks.map((r) => r.due)).toEqual(['2026-08-07', '2026-11-05']);
    await on('2026-08-07');
    const hold = (by: Who) =>
      send(by, 'POST', `/api/rechecks/${rechecks[0]!.id}/findings`, {
        holds: false,
        findings: '七月平均等待又升到六天',
        value: 6,
        on: '2026-08-07',
      });
    expect(await hold(who.supervisor)).toMatchObject({ code: 'own-work' });
    expect(await hold(who.inside)).toMatchObject({ code: 'not-outside' });
    expect(await hold(who.discipline)).toHaveProperty('id');
    const again = await get(id);
    expect([again.state, again.reopened, again.closedOn]).toEqual(['working', 1, null]);
    expect(again.steps.at(-1)).toMatchObject({ step: 'reopen', blamed: { id: who.supervisor.id } });
  });

  it('can be read as of any day, and the cockpit counts what the ledger lists', async () => {
    const states = async (day: string) => {
      const { rows } = await send<{ rows: { id: string; state: string }[] }>(
        who.office,
        'GET',
        `/api/problems?under=${world.units.own.id}&only=unit&on=${day}`,
      );
      return rows.find((r) => r.id === id)?.state;
    };
    expect(await states('2026-03-01')).toBeUndefined();
    expect(await states('2026-03-15')).toBe('working');
    expect(await states('2026-04-20')).toBe('notice');
    expect(await states('2026-05-09')).toBe('closed');
    expect(await states('2026-08-07')).toBe('working');
    const loop = (day: string) =>
      send<{ funnel: Record<string, number>; week: object; leads: object; units: object[] }>(
        who.office,
        'GET',
        `/api/cockpit?under=${world.units.own.id}&on=${day}`,
      );
    const may = await loop('2026-05-09');
    expect(may.funnel).toMatchObject({ found: 1, measured: 1, done: 1, confirmed: 1, closed: 1 });
    for (const come of ['measured', 'done'])
      expect(
        await send(
          who.office,
          'GET',
          `/api/problems?under=${world.units.own.id}&only=unit&on=2026-05-09&come=${come}`,
        ),
      ).toMatchObject({ total: 1 });
    expect(may.week).toMatchObject({ raised: 0, closed: 1, reopened: 0 });
    expect(may.leads).toMatchObject({ toStart: 0, whole: 68 });
    expect((await loop('2026-08-07')).funnel).toMatchObject({ found: 1, closed: 0 });
    expect(may.units).toMatchObject([
      { name: '三分公司', total: 1, closed: 1, closedByWeek: [0, 0, 0, 0, 0, 0, 0, 1] },
    ]);
    const now = await loop('2026-08-07');
    await raise({ publish: false });
    expect((await loop('2026-08-07')).funnel).toMatchObject({
      ...{ drafts: now.funnel.drafts! + 1, found: now.funnel.found },
    });
    const tomorrow = await send(who.office, 'GET', '/api/cockpit?on=2999-01-01');
    expect(tomorrow).toMatchObject({ code: 'day-refused' });
  });

  it('goes out as of any day too: the file says the day, and what the list says of it', async () => {
    const of = `under=${world.units.own.id}&only=unit`;
    const written = async (day?: string) => {
      const { rawPayload, headers } = await server.app.inject({
        method: 'GET',
        url: `/api/problems/export?${of}${day ? `&on=${day}` : ''}`,
        headers: { cookie: who.office.cookie },
      });
      const workbook = new ExcelJS.Workbook();
      await workbook.xlsx.load(rawPayload.slice().buffer as never);
      const name = decodeURIComponent(String(headers['content-disposition']));
      return { name, text: JSON.stringify(workbook.worksheets[0]!.getSheetValues()) };
    };
    const { number } = await get(id);
    const april = await written('2026-04-20');
    expect(april.name).toContain('2026-04-20');
    expect(april.text).toContain('2026-04-20');
    expect(april.text).toContain(number);
    expect(april.text).toContain('公示中');
    const may = await written('2026-05-09');
    expect(may.text).toContain('已销号');
    expect(may.text).not.toContain('公示中');
    expect((await written('2026-03-01')).text).not.toContain(number);
    expect((await written()).text).toContain('整改中');
  });
});

describe('a figure short of its target', () => {
  it('counts only with the reason of who confirms, which the notice and the ledger tell', async () => {
    await on('2026-09-21');
    const id = await raise({ title: '报修仍要等两天多' });
    await step(who.liaison, id, 'unit', 'start');
    await finish(id, { doneOn: '2026-09-21', effect: 2.4, effectOn: '2026-09-21' });
    await prove(id);
    await on('2026-10-30');
    expect(await step(who.liaison, id, 'unit', 'apply')).toBe('applied');
    expect(await step(who.leader, id, 'reviewer', 'review')).toBe('reviewed');
    const confirm = (saw: Partial<Finding>) =>
      step(who.discipline, id, 'outsider', 'confirm', undefined, saw);
    expect(await confirm({})).toBe('target-missed');
    expect(await confirm({ despite: '备件涨价，多等半天住户都知情' })).toBe('confirmed');
    const { steps, measures } = await get(id);
    expect(steps.at(-1)!.finding).toMatchObject({ despite: '备件涨价，多等半天住户都知情' });
    expect(measures[0]).toMatchObject({ target: 2, effect: 2.4, direction: null });
    await step(who.office, id, 'office', 'announce');
    const { noticeCode } = await get(id);
    expect(await send(undefined, 'GET', `/api/public/notices/${noticeCode}`)).toMatchObject({
      measures: [{ met: false }],
      confirmed: { despite: '备件涨价，多等半天住户都知情' },
    });
    // Whoever had a hand in it does not answer what is said against it.
    await send(who.owner, 'POST', `/api/public/notices/${noticeCode}/objections`, {
      text: '仍然要等三天',
    });
    const { objections } = await get(id);
    const dismiss = () =>
      send(who.office, 'POST', `/api/objections/${objections[0]!.id}/dismissal`, {
        answer: '已逐单核对',
      });
    const confirmedBy = (person: string) =>
      server.ctx.db
        .updateTable('problem')
        .set({ confirmed_by: person })
        .where('id', '=', id)
        .execute();
    const asked = async () =>
      (await send<{ rows: { id: string }[] }>(who.office, 'GET', '/api/today')).rows.some(
        (w) => w.id === `problem-objection:${id}`,
      );
    expect(await asked()).toBe(true);
    await confirmedBy(who.office.id);
    expect((await get(id)).abilities.dismiss).toMatchObject({ why: 'own-work' });
    expect(await asked()).toBe(false);
    expect(await dismiss()).toMatchObject({ code: 'own-work' });
    await confirmedBy(who.discipline.id);
    expect(await dismiss()).toHaveProperty('id');
  });

  it('has a side that is good: said, or told by the figure before', async () => {
    const body = { unitId: world.units.own.id, campaignId: campaign, title: '满意率不高' };
    const facts = '三月回访满意率不到八成';
    const add = async (measure: object) =>
      send(who.liaison, 'POST', '/api/problems', {
        ...{ ...body, facts },
        measures: [{ text: '逐户回访', figure: '满意率', figureUnit: '%', ...measure }],
      });
    expect(await add({ target: 95 })).toMatchObject({
      code: 'problem-unfit',
      issues: [{ code: 'problem:unfit-direction' }],
    });
    const { id } = await add({ target: 95, direction: 'up' });
    const [measure] = (await get(id as string)).measures;
    const change = (given: object) =>
      send(who.liaison, 'PUT', `/api/measures/${measure!.id}`, {
        ...given,
        version: measure!.version,
      });
    expect(await change({ direction: null })).toMatchObject({ code: 'problem-unfit' });
    expect(await change({ direction: null, baseline: 78 })).toHaveProperty('version', 2);
  });
});

describe('a later deadline', () => {
  it('is asked for with a reason, decided one level up, and moves the light', async () => {
    await on('2026-09-21');
    const id = await raise({}, { due: '2026-09-30' });
    await step(who.liaison, id, 'unit', 'start');
    const [measure] = (await get(id)).measures;
    const ask = (wanted: string) =>
      send(who.liaison, 'POST', `/api/measures/${measure!.id}/extensions`, {
        wanted,
        reason: '配件要十月才到',
        version: measure!.version,
      });
    expect(await ask('2026-09-30')).toMatchObject({ code: 'day-refused' });
    const { id: asked } = await ask('2026-10-20');
    expect(await ask('2026-10-21')).toMatchObject({ code: 'extension-asked' });
    const decide = (by: Who, body: object) =>
      send(by, 'POST', `/api/extensions/${asked}/decision`, body);
    expect(await decide(who.leader, { grant: true })).toMatchObject({ code: 'not-above' });
    const listed = { list: 'personal', person_id: who.head.id } as const;
    await server.ctx.db.updateTable('problem').set(listed).where('id', '=', id).execute();
    expect(await decide(who.head, { grant: true })).toMatchObject({ code: 'own-work' });
    expect((await get(id, who.head)).extensions[0]!.abilities.decide).toMatchObject({
      why: 'own-work',
    });
    const { rows: waits } = await send<{ rows: { id: string }[] }>(who.head, 'GET', '/api/today');
    expect(waits.filter((w) => w.id.includes(id))).toEqual([]);
    const unit = { list: 'unit', person_id: null } as const;
    await server.ctx.db.updateTable('problem').set(unit).where('id', '=', id).execute();
    expect(await decide(who.head, { grant: false })).toMatchObject({ code: 'reason-missing' });
    expect(await decide(who.head, { grant: true })).toMatchObject({ id: asked });
    expect(await decide(who.head, { grant: true })).toMatchObject({ code: 'extension-decided' });
    await on('2026-10-12');
    const after = await get(id);
    expect([after.due, after.light]).toEqual(['2026-10-20', 'open']);
    expect(after.extensions[0]).toMatchObject({ was: '2026-09-30', state: 'granted' });
    const then = await send<{ rows: { id: string; due: string }[] }>(
      who.office,
      'GET',
      '/api/problems?on=2026-09-20',
    );
    expect(then.rows.some((r) => r.id === id)).toBe(false);
  });
});

describe('rules', () => {
  it('a systemic problem closes only with a rule; taking it away later is refused', async () => {
    await on('2026-09-21');
    const id = await raise({ systemic: true });
    expect((await get(id)).breaks).toContain('no-institution');
    await step(who.liaison, id, 'unit', 'start');
    await finish(id, { doneOn: '2026-09-21', effect: 2, effectOn: '2026-09-21' });
    await prove(id);
    await on('2026-10-30');
    expect(await step(who.liaison, id, 'unit', 'apply')).toBe('no-institution');
    const rule = await send<{ id: string }>(who.liaison, 'POST', '/api/institutions', {
      unitId: world.units.own.id,
      kind: 'make',
      title: '物业报修限时办法',
      provides: '报修四十八小时内上门，逾时由值班经理回电。',
      inForceOn: '2026-10-01',
      reviewOn: '2027-04-01',
      problems: [id],
    });
    expect((await get(id)).breaks).not.toContain('no-institution');
    expect(await step(who.liaison, id, 'unit', 'apply')).toBe('applied');
    const unlink = { remove: [id] };
    expect(
      await send(who.liaison, 'POST', `/api/institutions/${rule.id}/problems`, unlink),
    ).toMatchObject({ code: 'problem-settled' });
    const shown = await send(who.office, 'GET', `/api/institutions/${rule.id}`);
    expect(shown).toMatchObject({ reviewDue: false, problems: [{ id, counts: true }] });
  });
});

describe('re-checks by lot', () => {
  it('can be drawn again by anybody from what is on record', async () => {
    const closed = await Promise.all([raise(), raise(), raise()]);
    await server.ctx.db
      .updateTable('problem')
      .set({ state: 'closed', closed_on: '2026-10-30' })
      .where('id', 'in', closed)
      .execute();
    const byDue = await send<{ rows: { state: string }[] }>(
      who.office,
      'GET',
      '/api/problems?sort=due&limit=200',
    );
    const owed = byDue.rows.map((r) => ['draft', 'open', 'working'].includes(r.state));
    // What is settled comes last, however early its deadline was.
    expect(owed.lastIndexOf(true)).toBeLessThan(byDue.rows.findIndex((r) => r.state === 'closed'));
    const drawn = await send<{ drawn: string[]; from: number; seed: string }>(
      who.office,
      'POST',
      '/api/rechecks/draw',
      { under: world.units.parent.id, campaignId: campaign, number: 2, due: '2026-12-01' },
    );
    expect([drawn.from, drawn.drawn.length]).toEqual([3, 2]);
    const { createHash } = await import('node:crypto');
    const lot = (id: string) => createHash('sha256').update(`${drawn.seed}${id}`).digest('hex');
    const expected = [...closed].sort((a, b) => (lot(a) < lot(b) ? -1 : 1)).slice(0, 2);
    expect(drawn.drawn).toEqual(expected);
  });
});
