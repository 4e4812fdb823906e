import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { testServer } from '../../../test/setup/server.ts';
import { type Steps, went as wentBefore } from '../../../test/setup/went.ts';
import { makeWorld, type World } from '../../../test/setup/world.ts';
import { wordText } from '../../office/paper/paper.fixture.ts';
import { newId } from '../platform/ids.ts';

let server: Awaited<ReturnType<typeof testServer>>;
let world: World;
let cookie: string;
let campaign: string;

beforeAll(async () => {
  server = await testServer();
  world = await makeWorld(server);
  server.clock.now = new Date('2026-03-25T09:30:00Z');
  ({ cookie } = await world.signInAs('office', world.units.parent));
  campaign = await post('/api/campaigns', {
    unitId: world.units.parent.id,
    name: '正确政绩观学习教育',
    theme: '为民造福、真抓实干',
    since: '2026-03-01',
  }).then((answer) => (answer.json() as { id: string }).id);
  await fill();
});
afterAll(() => server.close());

function post(url: string, payload: object) {
  return server.app.inject({ method: 'POST', url, payload, headers: { cookie } });
}
async function word(body: object): Promise<string> {
  const answer = await post('/api/documents', { file: 'word', ...body });
  expect(answer.statusCode, answer.statusCode === 200 ? '' : answer.body).toBe(200);
  return wordText(new Uint8Array(answer.rawPayload));
}

const went = (
  at: { id: string; path: string },
  title: string,
  steps: Steps,
  more: Parameters<typeof wentBefore>[3] = {},
) => wentBefore(server, { at, campaign, title }, steps, more);

/** Four problems in 三分公司 and under it, one beside it. */
async function fill(): Promise<void> {
  const { own, child, sibling } = world.units;
  const raise = ['raise', 'open'] as const;
  await went(
    own,
    '物业报修等待九天',
    [
      ['2026-03-02', ...raise],
      ['2026-03-03', 'start', 'working'],
    ],
    {
      due: '2026-03-10',
    },
  );
  await went(
    child,
    '食堂排队时间过长',
    [
      ['2026-03-02', ...raise],
      ['2026-03-03', 'start', 'working'],
      ['2026-03-15', 'apply', 'applied'],
      ['2026-03-16', 'review', 'reviewed'],
      ['2026-03-17', 'confirm', 'confirmed'],
      ['2026-03-18', 'announce', 'notice'],
      ['2026-03-24', 'close', 'closed'],
    ],
    { due: '2026-03-20', effect: 2.5, serves: '职工满意率' },
  );
  await went(own, '班组考核只看台账', [
    ['2026-03-12', ...raise],
    ['2026-03-13', 'start', 'working'],
    ['2026-03-18', 'apply', 'applied'],
    ['2026-03-19', 'return', 'working'],
  ]);
  await went(own, '还没有想清楚的一条', [['2026-03-20', 'raise', 'draft']]);
  await went(sibling, '旁边单位的问题', [['2026-03-12', ...raise]]);
}

const ofCampaign = () => ({ unitId: world.units.own.id, filter: { campaign } });

describe('a brief', () => {
  it('tells what moved in the period and how things stand, counted from the rows', async () => {
    const text = await word({ form: 'brief', ...ofCampaign(), from: '2026-03-10', issue: 3 });
    expect(text).toContain(
      '2026年3月10日至2026年3月25日，三分公司及所属单位新增问题1条，申请销号2条，销号1条，退回1条，重新打开0条。',
    );
    expect(text).toContain(
      '截至2026年3月25日，在册问题3条，其中整改中2条，审核验收中0条，公示中0条，已销号1条，销号率33.3%；逾期1条，其中逾期超过30天的0条。',
    );
    expect(text).toContain('第3期');
    expect(text).toContain('食堂排队时间过长机电项目部平均上门天数9→2.5天（目标2，未达到）');
    expect(text).toContain('物业报修等待九天三分公司2026-03-1015');
    expect(text).not.toContain('旁边单位');
    expect(text).not.toContain('还没有想清楚');
    expect(text).toContain(
      '数据截至2026年3月25日17时30分，范围为三分公司及所属单位，筛选条件：活动为正确政绩观学习教育，共3条',
    );
  });

  it('reads a past day as it was then', async () => {
    const text = await word({
      form: 'brief',
      ...ofCampaign(),
      from: '2026-03-01',
      to: '2026-03-15',
    });
    expect(text).toContain('新增问题3条，申请销号1条，销号0条，退回0条');
    expect(text).toContain(
      '截至2026年3月15日，在册问题3条，其中整改中2条，审核验收中1条，公示中0条，已销号0条，销号率0.0%；逾期1条',
    );
  });

  it('of a unit without problems says so, without charts or empty tables', async () => {
    const text = await word({
      form: 'report',
      unitId: world.units.sibling.id,
      filter: { campaign },
      to: '2026-03-11',
    });
    expect(text).toContain('在册问题0条');
    expect(text).toContain('按所选范围没有问题。');
    expect(text).not.toContain('图1');
  });
});

describe('a report', () => {
  it('has the chain, the groups, the measures, and the ledger behind it', async () => {
    const text = await word({
      form: 'report',
      ...ofCampaign(),
      annex: true,
      recipient: '城建集团党委',
      number: '三司发〔2026〕3号',
    });
    expect(text).toContain('三司发〔2026〕3号');
    expect(text).toContain('城建集团党委：');
    expect(text).toContain('共制定措施3项，完成1项，占33.3%。');
    expect(text).toContain('附件：整改台账');
    expect(text).toContain(
      '1项业务指标有整改措施服务，涉及问题1件次，其中1件次的成效已经外部确认。',
    );
    expect(text).toContain('职工满意率11平均上门天数9→2.5天（目标2，未达到）');
    expect(text.split('李守成')).toHaveLength(4);
  });
});

describe('a circular', () => {
  it('tells units by counts in the order of the tree, what is overdue, and asks what follows from it', async () => {
    const text = await word({ form: 'circular', ...ofCampaign(), number: '三司整办〔2026〕2号' });
    expect(text).toContain('三司整办〔2026〕2号');
    expect(text).toContain('关于三分公司查摆问题整改进展情况的通报');
    expect(text).toContain('所属各单位、机关各部门：');
    expect(text.indexOf('表1各单位问题和销号情况')).toBeGreaterThan(0);
    expect(text.indexOf('表2')).toBeGreaterThan(text.indexOf('表1'));
    expect(text).toContain('物业报修等待九天三分公司2026-03-1015');
    expect(text).toContain('1.逾期的1条问题，由责任单位主要负责人逐条过问');
    expect(text).toContain('特此通报。');
    expect(text).not.toContain('旁边单位');
    const calm = await word({
      form: 'circular',
      unitId: world.units.sibling.id,
      filter: { campaign },
      to: '2026-03-11',
    });
    // Where nothing is overdue nothing overdue is demanded.
    expect(calm).not.toContain('逾期的');
    expect(calm).toContain('1.销号看成效');
  });
});

describe('a result letter', () => {
  it('tells of each matter what was done, what came of it, and what is still owed', async () => {
    const text = await word({
      form: 'result',
      ...ofCampaign(),
      recipient: '家属区住户代表',
      number: '三司函〔2026〕5号',
    });
    expect(text).toContain('家属区住户代表：');
    expect(text).toContain('现将3件问题的办理情况反馈如下，其中已办结1件，正在办理2件。');
    expect(text).toContain('食堂排队时间过长');
    expect(text).toContain(
      '整改成效。平均上门天数9→2.5天（目标2，未达到）验收：2026-03-17现场查看、询问群众，问了二十个打饭的人',
    );
    expect(text).toContain('办理结果。已于2026年3月24日销号（台账编号N-食堂排队时间过长）。');
    expect(text).toContain('由三分公司王立新负责，2026年3月10日前完成');
    expect(text).toContain('还没有可以测量的成效。');
    expect(text).not.toContain('。。');
  });
});

describe('a work plan', () => {
  it('is that of a campaign: its theme, lists, days, sessions to come and who answers', async () => {
    const { own, sibling } = world.units;
    const session = {
      form: 'lecture',
      topic: '政绩为谁而树',
      serves: '报修等待过久',
      on: '2026-04-08',
    };
    const made = await post('/api/study/sessions', {
      unitId: own.id,
      campaignId: campaign,
      ...session,
    });
    expect(made.statusCode).toBe(200);
    const text = await word({ form: 'plan', ...ofCampaign() });
    expect(text).toContain('三分公司“正确政绩观学习教育”工作方案');
    expect(text).toContain('主题是：为民造福、真抓实干。自2026年3月1日起');
    expect(text).toContain('2026-04-08专题党课政绩为谁而树报修等待过久');
    expect(text).toContain('公示5个工作日无异议');
    expect(text).toContain('急功近利');
    // A duty whose post nobody holds says so.
    expect(text).toMatch(/主体责任—空缺/);
    // Without one chosen, of the newest that holds; where none holds it is refused with the way on.
    const newest = await word({ form: 'plan', unitId: own.id });
    expect(newest).toMatch(/“(三分公司的活动|城建集团的活动|正确政绩观学习教育)”工作方案/);
    const { id } = await server.ctx.db
      .selectFrom('campaign')
      .select('id')
      .where('org_id', '=', sibling.id)
      .executeTakeFirstOrThrow();
    const foreign = await post('/api/documents', {
      form: 'plan',
      file: 'word',
      unitId: own.id,
      filter: { campaign: id },
    });
    expect(foreign.json()).toMatchObject({ code: 'campaign-unknown' });
  });

  it('names no session to whoever may not see study', async () => {
    const appraiser = await world.signInAs('appraiser', world.units.own);
    const answer = await server.app.inject({
      method: 'POST',
      url: '/api/documents',
      payload: { form: 'plan', file: 'word', ...ofCampaign() },
      headers: { cookie: appraiser.cookie },
    });
    expect(answer.statusCode).toBe(200);
    const text = wordText(new Uint8Array(answer.rawPayload));
    expect(text).not.toContain('政绩为谁而树');
    expect(text).toContain('学习安排另行通知。');
  });
});

describe('a ledger', () => {
  it('holds the rows of the list in the words of offices', async () => {
    const text = await word({ form: 'ledger', ...ofCampaign() });
    expect(text).toContain('三分公司整改台账');
    expect(text).toContain('群众反映');
    expect(text).toContain('限期整改2026-03-10');
    expect(text).toContain(
      '验收：2026-03-17现场查看、询问群众，问了二十个打饭的人；未达到目标仍予验收：高峰已错开',
    );
    expect(text).toContain('共3条');
    const overdue = await word({
      form: 'list',
      unitId: world.units.own.id,
      filter: { campaign, light: 'overdue' },
    });
    expect(overdue).toContain('物业报修等待九天');
    expect(overdue).not.toContain('食堂排队');
    expect(overdue).toContain('进度为逾期，共1条');
    const none = await word({
      form: 'list',
      unitId: world.units.own.id,
      filter: { campaign, owner: world.units.own.rows.person, dueTo: '2026-03-31', only: 'unit' },
    });
    expect(none).toContain('责任人为三分公司的人；整改时限至2026-03-31；只含本单位：是，共0条');
    expect(none).toContain('按所选范围没有问题。');
  });

  it('as PDF is on record with the hash of what left', async () => {
    const answer = await post('/api/documents', { form: 'list', file: 'pdf', ...ofCampaign() });
    expect(answer.headers['content-type']).toBe('application/pdf');
    expect(answer.headers['content-disposition']).toContain(
      encodeURIComponent('三分公司问题清单.pdf'),
    );
    expect(answer.rawPayload.subarray(0, 5).toString()).toBe('%PDF-');
    const entry = await server.ctx.db
      .selectFrom('record_entry as e')
      .innerJoin('record_content as c', 'c.entry_id', 'e.id')
      .select(['e.act', 'e.subject', 'c.content'])
      .orderBy('e.id', 'desc')
      .limit(1)
      .executeTakeFirstOrThrow();
    expect(entry).toMatchObject({ act: 'document.make', subject: `org:${world.units.own.id}` });
    expect(JSON.parse(entry.content)).toEqual({
      form: 'list',
      file: 'pdf',
      filter: { campaign },
      rows: 3,
      sha256: createHash('sha256').update(answer.rawPayload).digest('hex'),
    });
  });

  it('is refused when it would hold more than a paper does', async () => {
    const { own } = world.units;
    const { db, now } = server.ctx;
    const { facts_key: _, ...row } = await db
      .selectFrom('problem')
      .selectAll()
      .where('id', '=', own.rows.problem!)
      .executeTakeFirstOrThrow();
    const many = Array.from({ length: 1001 }, (_none, i) => ({
      ...row,
      id: newId(now()),
      number: `M-${i}`,
      campaign_id: own.rows.campaign!,
      state: 'open',
    }));
    await db.insertInto('problem').values(many).execute();
    const answer = await post('/api/documents', {
      form: 'ledger',
      file: 'word',
      unitId: own.id,
      filter: { campaign: own.rows.campaign },
    });
    expect(answer.json()).toMatchObject({
      code: 'too-many-rows',
      issues: [{ code: 'document:too-many', params: { rows: 1001, most: 1000 } }],
    });
  });
});

describe('minutes', () => {
  it('are those of a session that was held: who was there and what came of it', async () => {
    const { own } = world.units;
    const send = async (method: 'POST' | 'PUT', path: string, payload: object) => {
      const url = `/api/study/sessions${path}`;
      const answer = await server.app.inject({ method, url, payload, headers: { cookie } });
      expect(answer.statusCode, answer.body).toBe(200);
      return answer.json() as { id: string };
    };
    const session = {
      form: 'case',
      topic: '以物业报修积压为例剖析',
      serves: '物业报修平均等待九天',
      on: '2026-03-24',
      hostName: '周正平',
      agenda: ['通报数据', '逐件剖析'],
    };
    const { id } = await send('POST', '', { unitId: own.id, campaignId: campaign, ...session });
    const make = () => post(`/api/documents/minutes/${id}`, { file: 'word' });
    expect((await make()).json()).toMatchObject({ code: 'session-not-held' });
    await send('PUT', `/${id}`, { ...session, outcome: '查出三处堵点。', held: true, version: 1 });
    await send('POST', `/${id}/attendance`, {
      people: [own.rows.person],
      guests: ['住户代表刘某'],
    });
    await send('POST', `/${id}/decisions`, {
      text: '报修四十八小时内上门。',
      ownerName: '王立新',
      due: '2026-04-30',
      beneficiaries: '三个小区住户',
      expected: 1200,
    });
    await send('POST', `/${id}/decisions`, { text: '逐户回访', due: '2026-05-15' });
    const text = wordText(new Uint8Array((await make()).rawPayload));
    expect(text).toContain('三分公司案例剖析纪要');
    expect(text).toContain('主持：周正平');
    expect(text).toContain('查出三处堵点。');
    expect(text).toContain(
      '1.形成决定：报修四十八小时内上门（责任人王立新，2026年4月30日前完成）。受益：三个小区住户，预计1200人。',
    );
    expect(text).toContain('2.形成决定：逐户回访（2026年5月15日前完成）。');
    expect(text).toMatch(/出席：.*三分公司的人.*住户代表刘某|出席：.*住户代表刘某.*三分公司的人/);
    expect(text).not.toContain('本次没有提出问题');
  });
});

describe('a look', () => {
  it('is a picture and leaves no entry', async () => {
    const count = () =>
      server.ctx.db
        .selectFrom('record_entry')
        .select((e) => e.fn.countAll().as('n'))
        .executeTakeFirstOrThrow();
    const before = await count();
    const answer = await post('/api/documents/look', { form: 'brief', ...ofCampaign() });
    expect(answer.headers['content-type']).toBe('image/png');
    expect(answer.rawPayload.subarray(1, 4).toString()).toBe('PNG');
    expect(await count()).toEqual(before);
  });
});

describe('a period', () => {
  it('that is not over, or runs backwards, is refused by the field', async () => {
    const refusal = async (period: object) =>
      (
        await post('/api/documents', { form: 'brief', file: 'pdf', ...ofCampaign(), ...period })
      ).json();
    expect(await refusal({ to: '2026-03-26' })).toMatchObject({
      code: 'day-refused',
      issues: [{ code: 'document:period-future', path: 'to' }],
    });
    expect(await refusal({ from: '2026-03-20', to: '2026-03-19' })).toMatchObject({
      code: 'day-refused',
      issues: [{ path: 'from' }],
    });
  });
});
