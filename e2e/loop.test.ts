import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { SESSION_COOKIE } from '../src/server/platform/http.ts';
import { hashToken, newId, newToken } from '../src/server/platform/ids.ts';
import { openApp } from './support/app.ts';

/** The whole chain, walked by five people in the page: session → … → looked back at and found again. */
let app: Awaited<ReturnType<typeof openApp>>;
let page: Page;
let moved = 0;
const people: Record<string, string> = {};
let branch: { id: string; path: string };
let campaign: string;
/** With which the stranger reads the answer. */
let code: string;

const DAY = 86_400_000;
const now = (): Date => new Date(Date.now() + moved);

beforeAll(async () => {
  app = await openApp();
  page = app.page;
  Object.assign(app.server.ctx, { now });
  await furnish();
});
afterAll(() => app?.close());

/** A group with a branch, and one person for each hand the chain goes through. */
async function furnish(): Promise<void> {
  const { db } = app.server.ctx;
  const root = await db.selectFrom('org').selectAll().executeTakeFirstOrThrow();
  await db.updateTable('org').set({ name: '城建集团', since: '2020-01-01' }).execute();
  const id = newId(now());
  branch = { id, path: `${root.path}.${id.slice(-12)}` };
  await db
    .insertInto('org')
    .values({
      ...branch,
      parent_id: root.id,
      name: '物业公司',
      kind: 'company',
      position: 0,
      units: 1,
      since: '2020-01-01',
      version: 1,
    })
    .execute();
  const group = { id: root.id, path: root.path };
  const hands = [
    ['office', '沈牵头', group],
    ['discipline', '纪明察', group],
    ['liaison', '连络平', branch],
    ['leader', '凌负责', branch],
    ['member', '尹落实', branch],
  ] as const;
  for (const [role, name, at] of hands) await employ(role, name, at);
  campaign = newId(now());
  await as('office');
  campaign = (
    await post('/api/campaigns', {
      unitId: root.id,
      name: '政绩观学习教育',
      theme: '为民造福',
      since: '2026-01-01',
    })
  ).id;
  await db
    .updateTable('campaign')
    .set({
      rules: JSON.stringify({
        noticeDays: 1,
        observeDays: { slight: 0, ordinary: 0, grave: 0 },
        soonDays: 5,
        silenceDays: 20,
        recheckDays: [30],
        drawShare: 10,
      }),
    })
    .execute();
}

async function employ(role: string, name: string, at: { id: string; path: string }) {
  const { db } = app.server.ctx;
  const id = newId(now());
  people[role] = id;
  const placed = { org_id: at.id, org_path: at.path };
  await db
    .insertInto('person')
    .values({ ...placed, id, name, created_at: now(), version: 1 })
    .execute();
  await db
    .insertInto('account')
    .values({ id, login: role, password_hash: '-', created_at: now() })
    .execute();
  await db
    .insertInto('access_grant')
    .values({
      ...placed,
      id: newId(now()),
      person_id: id,
      role,
      since: new Date(now().getTime() - DAY),
      created_at: now(),
    })
    .execute();
}

/** The page in somebody's hands, at the size of what they hold. */
async function as(role: string, size: 'desk' | 'phone' = 'desk'): Promise<void> {
  const { token } = newToken();
  await app.server.ctx.db
    .insertInto('session')
    .values({
      token_hash: hashToken(token),
      account_id: people[role]!,
      created_at: now(),
      seen_at: now(),
      expires_at: new Date(now().getTime() + DAY),
    })
    .execute();
  await app.context.clearCookies();
  await app.context.addCookies([{ name: SESSION_COOKIE, value: token, url: app.server.url }]);
  await page.setViewportSize(
    size === 'desk' ? { width: 1366, height: 768 } : { width: 360, height: 740 },
  );
  await page.goto(app.server.url);
  await page.getByRole('heading', { name: '今日' }).waitFor();
}

/** So many days go by, for the server and for the page. */
async function pass(days: number): Promise<void> {
  moved += days * DAY;
  await page.clock.setSystemTime(now());
}

async function post(path: string, body: object): Promise<{ id: string }> {
  const answer = await app.context.request.post(`${app.server.url}${path}`, {
    data: body,
    headers: { origin: app.server.url },
  });
  if (!answer.ok()) throw new Error(`${path}: ${await answer.text()}`);
  return (await answer.json()) as { id: string };
}

const drawer = () => page.getByRole('dialog');
const TITLE = '报修平均等待九天';
async function open(path = '/problems'): Promise<void> {
  const { id } = await app.server.ctx.db
    .selectFrom('problem')
    .select('id')
    .where('title', '=', TITLE)
    .executeTakeFirstOrThrow();
  await page.goto(`${app.server.url}${path}?id=${id}`);
  await drawer().getByText(TITLE).first().waitFor();
}
const press = (name: string) => drawer().getByRole('button', { name, exact: true }).first().click();
/** What was seen, in the form that a step forward asks for; `short` says why a missed target counts. */
async function find(name: string, seen: string, short?: string): Promise<void> {
  await press(name);
  const form = drawer().getByRole('form', { name: '看到的情况' });
  await form.getByLabel('现场查看').check();
  await form.getByLabel('看到了什么').fill(seen);
  if (short) {
    await form.getByText('未达到').first().waitFor();
    await form.getByLabel(/为什么仍然验收/).fill(short);
  }
  await form.getByRole('button', { name }).click();
}
const state = async (): Promise<string> =>
  (await app.server.ctx.db.selectFrom('problem').select('state').executeTakeFirstOrThrow()).state;
const became = (wanted: string) => expect.poll(state, { timeout: 20_000 }).toBe(wanted);

describe('the whole chain in five hands', () => {
  it('a session raises a problem, which gets its measure and starts', async () => {
    await as('liaison');
    const session = await post('/api/study/sessions', {
      unitId: branch.id,
      campaignId: campaign,
      form: 'case',
      topic: '报修为什么总是慢',
      serves: '住户反映报修等待过久',
      on: now().toISOString().slice(0, 10),
    });
    await post('/api/problems', {
      unitId: branch.id,
      campaignId: campaign,
      origin: `session:${session.id}`,
      source: 'study',
      title: TITLE,
      facts: '二月抽查三十二张报修单，平均九天上门，最长二十一天。',
      tendency: 'purpose.unasked',
      ownerId: people.member,
      leaderId: people.leader,
      publish: true,
      measures: [
        {
          text: '报修四十八小时内上门，逾时由值班经理回电。',
          due: '2027-12-31',
          ownerId: people.member,
          criterion: '平均上门天数不超过两天',
          figure: '平均上门天数',
          figureUnit: '天',
          baseline: 9,
          target: 2,
        },
      ],
    });
    await open();
    await press('开始整改');
    await became('working');
  });

  it('the owner reports from the phone; closing is refused for lack of effect, then evidence', async () => {
    await as('member', 'phone');
    await open('/my-problems');
    await press('填进展');
    await drawer().getByLabel('做到哪一步').fill('值班表已排定，四个班组轮值。');
    await press('填进展');
    await drawer().getByText('值班表已排定').waitFor();
    await finish('报完成');
    await as('liaison');
    await open();
    await drawer().getByText('有措施还没有填成效').waitFor();
    await as('member', 'phone');
    await open('/my-problems');
    await finish('重新测量成效', '2.4');
    await as('liaison');
    await open();
    await drawer().getByText('有措施还没有佐证材料').waitFor();
    await drawer()
      .locator('.measure input[type=file]')
      .first()
      .setInputFiles({ name: '五月报修台账.pdf', mimeType: 'application/pdf', buffer: PDF });
    await drawer().getByText('五月报修台账').first().waitFor();
    await open();
    await press('申请销号');
    await became('applied');
  });

  it('is reviewed inside, confirmed outside, announced, and objected to by a stranger', async () => {
    await as('leader');
    await open();
    await find('审核通过', '核对五月报修台账，平均 2.4 天。');
    await became('reviewed');
    await as('discipline');
    await open();
    await find(
      '验收确认',
      '到站点看了备件柜，问了五户住户。',
      '备件涨价，住户知情，比原来快得多。',
    );
    await became('confirmed');
    await drawer().getByText('到站点看了备件柜').waitFor();
    await as('office');
    await open();
    await press('开始公示');
    await became('notice');
    const { notice_code } = await app.server.ctx.db
      .selectFrom('problem')
      .select('notice_code')
      .executeTakeFirstOrThrow();
    await app.context.clearCookies();
    await page.setViewportSize({ width: 360, height: 740 });
    await page.goto(`${app.server.url}/notice/${notice_code}`);
    await page.getByText(/没有达到目标仍予验收：备件涨价/).waitFor();
    await page.getByLabel('为什么不能销号').fill('上周报修仍然等了八天。');
    await page.getByRole('button', { name: '提出异议' }).click();
    await page.getByText('已收到您的异议').waitFor();
    code = (await page.locator('.code').textContent())!;
  });

  it('goes back, is measured anew and closes, and looking back finds it again', async () => {
    await as('office');
    await open();
    await press('异议成立、退回整改');
    await drawer()
      .getByLabel(/写明理由/)
      .fill('抽查属实，仍有八天的单子。');
    await press('异议成立、退回整改');
    await became('working');
    await page.setViewportSize({ width: 360, height: 740 });
    await page.goto(`${app.server.url}/notice/track`);
    await page.getByLabel('查看编码').fill(code);
    await page.getByRole('button', { name: '查看' }).click();
    await page.getByRole('heading', { name: '异议成立，问题退回整改' }).waitFor();
    await page.getByText('抽查属实，仍有八天的单子。').waitFor();
    await as('liaison');
    await open();
    await drawer().getByText('退回以后还没有重新测量成效').waitFor();
    await pass(1);
    await as('liaison');
    await open();
    await finish('重新测量成效', '1.6');
    await open();
    await press('申请销号');
    await became('applied');
    for (const [role, name, then] of [
      ['leader', '审核通过', 'reviewed'],
      ['discipline', '验收确认', 'confirmed'],
      ['office', '开始公示', 'notice'],
    ] as const) {
      await as(role);
      await open();
      await (role === 'office' ? press(name) : find(name, '抽看三张报修单，问了两户住户。'));
      await became(then);
    }
    await pass(15);
    await as('office');
    await open();
    await press('销号');
    await became('closed');
    await pass(30);
    // Who confirmed does not look back: the office does.
    await as('office', 'phone');
    await open();
    await drawer()
      .getByRole('button', { name: /填回头看结果/ })
      .first()
      .click();
    await drawer().getByText('反弹了，重新打开').click();
    await drawer().getByLabel('看到了什么').fill('这个月平均等待又升到六天。');
    await press('填回头看结果');
    await became('working');
    expect(app.pageErrors).toEqual([]);
  });
});

/** Says that the measure is done, with the figure as it is now. */
async function finish(label: string, figure?: string): Promise<void> {
  const before = await version();
  await drawer()
    .getByRole('button', { name: new RegExp(label) })
    .first()
    .click();
  if (figure)
    await drawer()
      .getByLabel(/现在是多少/)
      .fill(figure);
  await drawer().getByRole('button', { name: label, exact: true }).last().click();
  await expect.poll(version, { timeout: 20_000 }).toBeGreaterThan(before);
}
const version = async (): Promise<number> =>
  (await app.server.ctx.db.selectFrom('measure').select('version').executeTakeFirstOrThrow())
    .version;

const PDF = Buffer.from(
  '%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[]/Count 0>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n',
);
