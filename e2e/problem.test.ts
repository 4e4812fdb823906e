import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { expectAccessible, fillDay } from './support/app.ts';
import { openOffice } from './support/office.ts';

let app: Awaited<ReturnType<typeof openOffice>>;
let page: Page;
let unitId: string;

beforeAll(async () => {
  app = await openOffice({
    name: '城建集团',
    roles: ['office', 'leader'],
    campaign: { name: '政绩观学习教育', since: '2026-01-01' },
  });
  page = app.page;
  const branch = { parentId: app.root.id, name: '物业公司', kind: 'company' };
  unitId = (await app.send('/api/org/units', branch)).id;
  await app.send('/api/person/people', { unitId, name: '余家栋' });
});
afterAll(() => app?.close());

const row = (text: string) => page.getByRole('row').filter({ hasText: text });
const dialog = () => page.getByRole('dialog');
async function choose(field: string, option: string): Promise<void> {
  await dialog().getByLabel(field, { exact: true }).click();
  await page
    .locator('.ant-select-item-option')
    .filter({ hasText: option, visible: true })
    .first()
    .click();
  // A list on its way out still has options: the next choice waits until it is gone.
  await expect
    .poll(() => page.locator('.ant-select-dropdown').filter({ visible: true }).count())
    .toBe(0);
}

describe('the ledger', () => {
  it('says where to begin, and takes a problem with its measure in one form', async () => {
    await page.goto(`${app.server.url}/problems?at=${unitId}`);
    await page.getByText('这里还没有问题').waitFor();
    await expectAccessible(page);
    await page.keyboard.press('n');
    await dialog().getByLabel('问题', { exact: true }).fill('物业报修平均等待 9 天');
    await dialog().getByLabel('事实表现').fill('去年四季度报修 412 件，平均 9 天才有人上门。');
    await choose('责任领导', '余家栋');
    await choose('责任人', '余家栋');
    await choose('问题类别', '群众急难愁盼没有回应');
    await dialog().getByLabel('做什么').fill('备件下放到站点，急修当日领件。');
    await fillDay(dialog().getByLabel('时限'), '2027-03-31');
    await dialog().getByLabel('成效口径').fill('连续 30 天平均等待不超过 3 天');
    await dialog().getByLabel('看什么数').fill('平均等待');
    await dialog().getByLabel('现在', { exact: true }).fill('9');
    await expectAccessible(page);
    await dialog().getByRole('button', { name: '写入' }).click();
    await row('物业报修平均等待 9 天').getByText('待整改').waitFor();
    await row('物业报修平均等待 9 天').getByText('9 → —').waitFor();
    await page.getByText('1–1 / 1').waitFor();
  });

  it('opens the chain, takes steps there and says what is missing', async () => {
    await page.keyboard.press('j');
    await page.keyboard.press('Enter');
    await dialog().getByRole('list', { name: '整改链' }).waitFor();
    await dialog().getByRole('button', { name: '开始整改' }).click();
    await dialog().getByText('还不能申请销号：还有措施没有完成。').waitFor();
    await dialog().getByRole('button', { name: '填进展' }).click();
    await dialog().getByLabel('做到哪一步').fill('三个站点已领到周转金，急修当日领件。');
    await dialog().getByRole('button', { name: '填进展' }).click();
    await dialog().getByText('三个站点已领到周转金').waitFor();
    await expectAccessible(page);
    await page.keyboard.press('Escape');
    await dialog().waitFor({ state: 'detached' });
    await row('物业报修').getByText('整改中').waitFor();
  });

  it('is written in place by keys alone, and what was kept can be taken back', async () => {
    await page.keyboard.press('e');
    const title = page.getByRole('textbox', { name: '问题' });
    await title.fill('物业报修等得太久');
    await title.press('Enter');
    await row('物业报修等得太久').waitFor();
    await page.getByRole('button', { name: '撤回' }).click();
    await row('物业报修平均等待 9 天').waitFor();
  });

  it('narrows by one click, in the address for whoever it is sent to', async () => {
    await app.send('/api/problems', {
      unitId,
      campaignId: app.campaignId,
      title: '停水不提前通知',
      facts: '近半年停水六次，四次没有通知。',
    });
    await page.reload();
    await page.getByText('1–2 / 2').waitFor();
    await page.getByRole('button', { name: /无措施/ }).click();
    await page.getByText('1–1 / 1').waitFor();
    await page.reload();
    await row('停水不提前通知').waitFor();
    expect(await row('物业报修').count()).toBe(0);
  });

  it('asks before the next row takes the place of what is written about this one', async () => {
    await page.goto(`${app.server.url}/problems?at=${unitId}`);
    await row('物业报修').getByText('物业报修平均等待 9 天').click();
    await dialog().getByRole('button', { name: '填进展' }).click();
    const words = dialog().getByLabel('做到哪一步');
    await words.fill('四个站点都领到了周转金。');
    await row('停水不提前通知').getByText('停水不提前通知').click();
    await page.getByRole('button', { name: '留在这里' }).click();
    expect(await words.inputValue()).toBe('四个站点都领到了周转金。');
    await row('停水不提前通知').getByText('停水不提前通知').click();
    await page.getByRole('button', { name: '离开，不保存' }).click();
    await dialog().getByText('近半年停水六次').waitFor();
    expect(await words.count()).toBe(0);
    await page.keyboard.press('Escape');
    await dialog().waitFor({ state: 'detached' });
  });

  it('says of what does not move when it last did, unless columns were chosen', async () => {
    const moved = page.getByRole('columnheader', { name: '最近进展' });
    expect(await moved.count()).toBe(0);
    await app.server.ctx.db
      .updateTable('problem')
      .set({ moved_on: '2026-01-05' })
      .where('title', '=', '物业报修平均等待 9 天')
      .execute();
    const silent = `${app.server.url}/problems?at=${unitId}&silent=yes`;
    await page.goto(silent);
    await moved.waitFor();
    await row('物业报修').getByText('2026-01-05').waitFor();
    await page.goto(`${silent}&cols=title,owner`);
    await row('物业报修').waitFor();
    expect(await moved.count()).toBe(0);
    await page.goto(`${app.server.url}/problems?at=${unitId}`);
    await page.getByRole('button', { name: /无措施/ }).click();
    await page.getByText('1–1 / 1').waitFor();
  });

  it('keeps what it is narrowed to as a view, and the office offers it to a whole unit', async () => {
    const views = (name: string) => page.getByRole('button', { name, exact: true });
    await views('视图').click();
    await page.getByLabel('给现在的样子起个名').fill('缺措施的');
    await page.getByRole('checkbox', { name: '给物业公司及以下所有人用' }).check();
    await expectAccessible(page);
    await page.getByRole('button', { name: '保存视图' }).click();
    await page.getByText('物业公司公用').waitFor();
    await page.getByRole('button', { name: '全部', exact: true }).click();
    await page.getByText('1–2 / 2').waitFor();
    await views('视图').click();
    await page
      .getByRole('button', { name: /缺措施的/ })
      .first()
      .click();
    await page.getByText('1–1 / 1').waitFor();
    await views('缺措施的').waitFor();
  });

  it('does a step with many rows and says for each why it was not done', async () => {
    const all = page.getByRole('checkbox', { name: '选中已载入的全部' });
    const publish = page
      .getByRole('toolbar', { name: '批量办理' })
      .getByRole('button', { name: /列入清单/ });
    await all.check();
    // The one draft there is lacks its people: it is said before anything is tried.
    await expect.poll(() => publish.isDisabled()).toBe(true);
    expect(await publish.getAttribute('title')).toContain('列入清单要有责任人');
    await app.send('/api/problems', {
      unitId,
      campaignId: app.campaignId,
      title: '电梯困人两小时才到',
      facts: '7 号楼去年困人五次，最快七十分钟到场。',
      tendency: 'purpose.unasked',
      ownerId: app.me,
      leaderId: app.me,
    });
    await page.reload();
    await row('电梯困人').waitFor();
    await all.check();
    await publish.click();
    await dialog().getByText('做成 1 条，1 条没有做成').waitFor();
    await dialog().getByText('列入清单要有责任人').waitFor();
    await expectAccessible(page);
    await dialog().getByRole('button', { name: '关闭' }).last().click();
  });

  it('reviews many rows with one finding, which is kept with each', async () => {
    const { db } = app.server.ctx;
    const titles = ['电梯困人', '门禁坏了'].map((t) => `${t}两小时才到`);
    const said = { unitId, campaignId: app.campaignId, facts: '三月走访，住户多次反映。' };
    await app.send('/api/problems', { ...said, title: titles[1] });
    const applied = { state: 'applied', owner_id: null, leader_id: null };
    await db.updateTable('problem').set(applied).where('title', 'in', titles).execute();
    await page.reload();
    await row('门禁坏了').waitFor();
    await page.getByRole('checkbox', { name: '选中已载入的全部' }).check();
    const bar = page.getByRole('toolbar', { name: '批量办理' });
    await bar.getByRole('button', { name: /审核通过/ }).click();
    const form = bar.getByRole('form', { name: '看到的情况' });
    await form.getByRole('button', { name: '审核通过' }).click();
    await form.getByText('请选怎么看的').waitFor();
    await form.getByLabel('查阅资料').check();
    await form.getByLabel('看到了什么').fill('两处记录都对得上。');
    await expectAccessible(page);
    await form.getByRole('button', { name: '审核通过' }).click();
    await dialog().getByText('做成 2 条').waitFor();
    const kept = await db
      .selectFrom('problem_step')
      .select(['seen', 'seen_ways'])
      .where('step', '=', 'review')
      .execute();
    const finding = { seen: '两处记录都对得上。', seen_ways: ['papers'] };
    expect(kept).toEqual([finding, finding]);
    await dialog().getByRole('button', { name: '关闭' }).last().click();
  });

  it('fills in many rows, all of the filter with them, and says which may not change', async () => {
    const said = { unitId, campaignId: app.campaignId, facts: '三月走访，住户多次反映。' };
    for (let n = 1; n <= 103; n++)
      await app.send('/api/problems', { ...said, title: `路灯不亮 ${n} 处` });
    await page.goto(`${app.server.url}/problems?at=${unitId}&q=${encodeURIComponent('路灯不亮')}`);
    const total = () => page.getByText('/ 103');
    await total().waitFor();
    await page.getByRole('checkbox', { name: '选中已载入的全部' }).check();
    const bar = page.getByRole('toolbar', { name: '批量办理' });
    await bar.getByText('选中 100 条').waitFor();
    await bar.getByRole('button', { name: '选中筛选出的全部 103 条' }).click();
    await bar.getByText('选中 103 条').waitFor();
    await bar.getByRole('button', { name: '批量填写' }).click();
    await choose('责任人', '余家栋');
    await choose('来源', '审计');
    await expectAccessible(page);
    await dialog().getByRole('button', { name: '填到 103 条' }).click();
    await dialog().getByText('做成 103 条').waitFor();
    await dialog().getByRole('button', { name: '关闭' }).last().click();
    await expect.poll(() => row('路灯不亮').first().getByText('余家栋').count()).toBe(1);
    // The day of a measure that work has begun on is not written over.
    await page.goto(`${app.server.url}/problems?at=${unitId}&state=working`);
    await page.getByRole('checkbox', { name: '选中已载入的全部' }).check();
    await bar.getByRole('button', { name: '批量填写' }).click();
    await fillDay(dialog().getByLabel('时限（还没开工的措施）'), '2027-04-30');
    await dialog().getByRole('button', { name: '填到 1 条' }).click();
    await dialog().getByText('措施已经开始，承诺内容不能再改').waitFor();
    await dialog().getByRole('button', { name: '关闭' }).last().click();
  });
});

describe('what comes back', () => {
  it('is said of its closed problem, from either end, and has a view of its own', async () => {
    const { id } = await app.send('/api/problems', {
      ...{ unitId, campaignId: app.campaignId, facts: '去年走访，住户多次反映。' },
      title: '停水从不通知住户',
    });
    const closed = { state: 'closed', closed_on: '2026-01-15', number: '2025-0007' };
    await app.server.ctx.db.updateTable('problem').set(closed).where('id', '=', id).execute();
    await page.goto(`${app.server.url}/problems?at=${unitId}&q=提前通知`);
    await row('停水不提前通知').getByRole('button', { name: '停水不提前通知' }).click();
    const part = page.getByRole('region', { name: '反复出现' });
    await part.getByRole('button', { name: '找已销号的老问题' }).click();
    await part.getByLabel('哪个老问题又出现了').fill('从不通知');
    await page.locator('.ant-select-item-option').filter({ hasText: '2025-0007' }).first().click();
    await part.getByLabel('哪个老问题又出现了').press('Escape');
    await part.getByRole('button', { name: '认定为反复', exact: true }).click();
    await part.getByText('是这个问题的反复').waitFor();
    await expectAccessible(page);
    await part.getByRole('button', { name: '2025-0007 停水从不通知住户' }).click();
    await part.getByText('销号以后又出现过').waitFor();
    await page.keyboard.press('Escape');
    await page.goto(`${app.server.url}/problems?at=${unitId}`);
    await page.getByRole('button', { name: '视图', exact: true }).click();
    await page.getByRole('button', { name: '反复出现', exact: true }).click();
    await page.getByText('1–1 / 1').waitFor();
    await row('停水不提前通知').getByText('2025-0007 停水从不通知住户').waitFor();
    expect(app.pageErrors).toEqual([]);
  });
});

describe('on a phone', () => {
  it('shows the list, and what one answers for, without moving sideways', async () => {
    await app.server.ctx.db
      .updateTable('problem')
      .set({ owner_id: app.me })
      .where('state', '=', 'working')
      .execute();
    await page.setViewportSize({ width: 360, height: 740 });
    for (const path of ['/problems', '/my-problems']) {
      await page.goto(`${app.server.url}${path}`);
      await page.getByRole('button', { name: /物业报修平均等待/ }).waitFor();
      const wider = await page.evaluate(
        () => document.documentElement.scrollWidth > window.innerWidth,
      );
      expect(wider).toBe(false);
      await expectAccessible(page);
    }
    await page.getByRole('button', { name: /物业报修平均等待/ }).click();
    await dialog().getByRole('button', { name: '填进展' }).click();
    await dialog().getByLabel('做到哪一步').fill('北苑站当日领件，已修二十一件。');
    await dialog().getByRole('button', { name: '填进展' }).click();
    await dialog().getByText('北苑站当日领件').waitFor();
    await expectAccessible(page);
    expect(app.pageErrors).toEqual([]);
  });

  it('anybody reads a notice and objects, without signing in', async () => {
    const code = 'n'.repeat(24);
    await app.server.ctx.db
      .updateTable('problem')
      .set({ state: 'notice', notice_code: code, notice_until: '2099-01-01' })
      .where('state', '=', 'working')
      .execute();
    // Closed with the browser: the packaged one ends with any of its contexts.
    const stranger = await app.browser.newContext({
      ...{ locale: 'zh-CN', viewport: { width: 360, height: 740 } },
    });
    const there = await stranger.newPage();
    await there.goto(`${app.server.url}/notice`);
    await expectAccessible(there);
    await there.getByRole('img', { name: '扫码查看，可以提出异议' }).waitFor();
    await there.locator(`a[href="/notice/${code}"]`).first().click();
    await expectAccessible(there);
    await there.getByLabel('为什么不能销号').fill('上周报修仍然等了八天。');
    await there.getByRole('button', { name: '提出异议' }).click();
    await there.getByText('已收到您的异议').waitFor();
    // Somebody signed in who gives no name gets a code too, and reads the answer in the same place.
    const { id } = await app.server.ctx.db
      .selectFrom('problem')
      .select('id')
      .where('notice_code', '=', code)
      .executeTakeFirstOrThrow();
    await page.goto(`${app.server.url}/problems?id=${id}`);
    await dialog().getByRole('button', { name: '提出异议' }).click();
    await dialog().getByLabel('为什么不能销号').fill('夜里报修没有人接。');
    await dialog().getByRole('radio', { name: '不署名' }).check();
    await dialog().getByRole('button', { name: '提出异议' }).click();
    const shown = dialog().locator('.objection-code');
    await shown.waitFor();
    await expectAccessible(page);
    await there.goto(`${app.server.url}/notice/track`);
    await there.getByLabel('查看编码').fill((await shown.textContent())!);
    await there.getByRole('button', { name: '查看' }).click();
    await there.getByText('夜里报修没有人接。').waitFor();
  });
});
