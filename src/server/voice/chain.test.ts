import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { testServer } from '../../../test/setup/server.ts';
import { makeWorld, type World } from '../../../test/setup/world.ts';
import type { ProblemWhole } from '../../contract/problem/schemas.ts';
import type { Visit } from '../../contract/visit/operations.ts';
import type { VoiceWhole } from '../../contract/voice/schemas.ts';
import { codeFor, desk, visitor } from './voice.fixture.ts';

let server: Awaited<ReturnType<typeof testServer>>;
let world: World;
let office: ReturnType<typeof desk>;
let leader: ReturnType<typeof desk>;
let campaign: string;
let code: string;
beforeAll(async () => {
  server = await testServer();
  world = await makeWorld(server);
  const { own, parent } = world.units;
  code = await codeFor(server, own);
  office = desk(server, (await world.signInAs('office', parent)).cookie);
  leader = desk(server, (await world.signInAs('leader', own)).cookie);
  campaign = (
    await office<{ id: string }>('POST', '/api/campaigns', {
      unitId: parent.id,
      name: '学习教育',
      theme: '为民造福、真抓实干',
      since: '2026-03-01',
    })
  ).body.id;
});
afterAll(() => server.close());

/** A voice that was answered and became a problem. */
async function became(word: string) {
  const sent = await visitor(server).say(code, {
    kind: 'complain',
    text: `${word}：物业报修平均等九天。`,
  });
  const found = await office<{ rows: { id: string }[] }>(
    'GET',
    `/api/voices?q=${encodeURIComponent(word)}`,
  );
  const { id } = found.body.rows[0]!;
  const raised = await leader<{ id: string; number: string }>(
    'POST',
    `/api/voices/${id}/problems`,
    {
      campaignId: campaign,
      title: `${word}报修等待过久`,
      facts: '平均等待九天。',
    },
  );
  expect(raised.status).toBe(200);
  for (const [step, text] of [['start'], ['answer', '已列入整改，三月底前见效。']] as const) {
    const { version } = (await leader<VoiceWhole>('GET', `/api/voices/${id}`)).body;
    await leader('POST', `/api/voices/${id}/step`, { step, version, ...(text ? { text } : {}) });
  }
  return { code: sent.code, voice: id, problem: raised.body.id };
}

const voice = async (id: string) => (await office<VoiceWhole>('GET', `/api/voices/${id}`)).body;
const problem = async (id: string) =>
  (await office<ProblemWhole>('GET', `/api/problems/${id}`)).body;
/** Brings a problem where the loop would, which its own tests walk. */
const put = (id: string, state: string, more: object = {}) =>
  server.ctx.db
    .updateTable('problem')
    .set({ state, ...more })
    .where('id', '=', id)
    .execute();

describe('a voice and the problem it became', () => {
  it('point at each other', async () => {
    const { voice: id, problem: raised } = await became('相互');
    const v = await voice(id);
    expect(v.problems.map((p) => p.id)).toEqual([raised]);
    expect(v.history.map((s) => s.step)).toEqual(['receive', 'problem', 'start', 'answer']);
    const p = await problem(raised);
    expect(p).toMatchObject({ source: 'voice', origin: `voice:${id}` });
  });

  it('discontent opens a closed problem again', async () => {
    const b = await became('重开');
    await put(b.problem, 'closed', { closed_on: '2026-03-02' });
    await visitor(server).track(b.code, { act: 'rate', rating: '1', reason: '还是要等九天' });
    expect(await problem(b.problem)).toMatchObject({ state: 'working', reopened: 1 });
    expect((await voice(b.voice)).state).toBe('returned');
  });

  it('discontent is an objection while the close-out is under notice', async () => {
    const b = await became('公示');
    await put(b.problem, 'notice', { notice_until: '2026-03-09', notice_code: 'x'.repeat(24) });
    await visitor(server).track(b.code, { act: 'rate', rating: '2', reason: '没有变化' });
    const { rows } = {
      rows: await server.ctx.db
        .selectFrom('objection')
        .selectAll()
        .where('problem_id', '=', b.problem)
        .execute(),
    };
    expect(rows).toMatchObject([{ text: '没有变化', state: 'open', person_id: null }]);
  });

  it('closing and opening again is told to the person', async () => {
    const b = await became('告知');
    await put(b.problem, 'notice', { notice_until: '2026-03-01', notice_code: 'y'.repeat(24) });
    const close = async (step: string, reason?: string) => {
      const { version } = await problem(b.problem);
      return office('POST', `/api/problems/${b.problem}/settlements`, { step, version, reason });
    };
    expect((await close('close')).status).toBe(200);
    const { track } = visitor(server);
    expect((await track(b.code)).body).toContain('已整改并销号');
    expect((await close('reopen', '回头看发现反弹')).status).toBe(200);
    const page = (await track(b.code)).body;
    expect(page).toContain('重新整改');
    expect(page).not.toContain('回头看发现反弹');
    expect((await voice(b.voice)).state).toBe('working');
  });
});

describe('a measure', () => {
  it('says which voices it answers, and says when it answers none', async () => {
    const { own } = world.units;
    const { voice: id } = await became('对应');
    const { measure } = own.rows;
    const before = await leader<{ rows: object[] }>(
      'GET',
      `/api/voices/answers/${own.rows.problem}`,
    );
    await leader('POST', `/api/voices/answers/${own.rows.answer}/withdraw`);
    const none = await leader<{ rows: object[] }>('GET', `/api/voices/answers/${own.rows.problem}`);
    expect([before.body.rows.length, none.body.rows.length]).toEqual([1, 0]);
    const body = { measureId: measure, subject: `voice:${id}` };
    const linked = await leader<{ id: string }>('POST', '/api/voices/answers', body);
    const again = await leader<{ id: string }>('POST', '/api/voices/answers', body);
    expect(again.body.id).toBe(linked.body.id);
    const after = await leader<{ rows: { name: string; measureId: string }[] }>(
      'GET',
      `/api/voices/answers/${own.rows.problem}`,
    );
    expect(after.body.rows).toMatchObject([{ measureId: measure, link: `/voices?id=${id}` }]);
    const away = { ...body, subject: `voice:${world.units.sibling.rows.voice}` };
    expect((await leader('POST', '/api/voices/answers', away)).body.code).toBe('voice-unfit');
  });
});

describe('a visit', () => {
  it('has its voices followed like any other', async () => {
    const { own } = world.units;
    const made = await office<{ id: string }>('POST', '/api/visits', {
      unitId: own.id,
      kind: 'petition',
      purpose: '报修积压',
      place: '职工之家',
      on: '2026-03-02',
      held: true,
      findings: '十二位职工说到报修。',
      met: 12,
    });
    expect(made.status).toBe(200);
    const entered = await office<{ id: string }>('POST', '/api/voices', {
      unitId: own.id,
      kind: 'help',
      way: 'visit',
      text: '宿舍热水器坏了两周。',
      visitId: made.body.id,
    });
    expect((await office<Visit>('GET', `/api/visits/${made.body.id}`)).body).toMatchObject({
      state: 'held',
      voices: 1,
      open: 1,
    });
    const { rows } = (
      await office<{ rows: { id: string }[] }>('GET', `/api/voices?visit=${made.body.id}`)
    ).body;
    expect(rows.map((r) => r.id)).toEqual([entered.body.id]);
    const raised = await leader<{ id: string }>('POST', `/api/voices/${entered.body.id}/problems`, {
      campaignId: campaign,
      title: '宿舍热水器失修',
      facts: '坏了两周。',
    });
    expect((await problem(raised.body.id)).source).toBe('visit');
  });

  it('is not written down without what was found', async () => {
    const body = {
      unitId: world.units.own.id,
      kind: 'policy',
      purpose: '宣讲安全新规',
      place: '三号工地',
      on: '2026-03-02',
      held: true,
    };
    expect((await office('POST', '/api/visits', body)).body.code).toBe('visit-unfit');
  });
});
