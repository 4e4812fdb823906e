import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { newId } from '../src/server/platform/ids.ts';
import { expectAccessible } from './support/app.ts';
import { openOffice } from './support/office.ts';

let app: Awaited<ReturnType<typeof openOffice>>;
let page: Page;

beforeAll(async () => {
  app = await openOffice({ name: '城建集团' });
  page = app.page;
  const { at } = app;
  const { db, now } = app.server.ctx;
  await db.updateTable('org').set({ class: '集团本部' }).execute();
  const post = newId(now());
  await db
    .insertInto('post')
    .values({
      ...at,
      id: post,
      name: '董事长',
      rank: 'first',
      position: 0,
      since: '2024-01-01',
      version: 1,
    })
    .execute();
  await db
    .insertInto('tenure')
    .values({
      ...at,
      person_id: app.me,
      id: newId(now()),
      post_id: post,
      kind: 'regular',
      since: '2025-01-01',
      version: 1,
    })
    .execute();
});
afterAll(() => app?.close());

const row = (text: string) => page.getByRole('row').filter({ hasText: text });

describe('a campaign', () => {
  it('is opened, and says who must have a list and has none', async () => {
    await page.goto(`${app.server.url}/campaigns`);
    await page.getByText('还没有活动').waitFor();
    await expectAccessible(page);
    await page.getByRole('button', { name: '开一个活动' }).click();
    const drawer = page.getByRole('dialog');
    await drawer.getByRole('button', { name: /城建集团/ }).waitFor();
    await drawer.getByLabel('名称').fill('树立和践行正确政绩观学习教育');
    await drawer.getByLabel('主题').fill('把报修积压和项目堵点一件一件办实');
    await drawer.getByRole('button', { name: '开一个活动' }).click();
    await page.getByRole('tab', { name: '镜子与归类' }).click();
    await expectAccessible(page);
    await page.getByRole('tab', { name: '谁还没有清单' }).click();
    await row('董事长').waitFor();
    await expectAccessible(page);
  });

  it('takes a new tendency, and who must have a list by when', async () => {
    await page.getByRole('tab', { name: '镜子与归类' }).click();
    await page.getByRole('button', { name: '增加类别' }).click();
    await page.getByRole('textbox', { name: '类别 5' }).fill('只报不干');
    await page.getByRole('button', { name: '增加表现' }).last().click();
    await page.getByRole('textbox', { name: '表现 1' }).last().fill('同一件事报了又报');
    await page.getByRole('tab', { name: '谁要有清单' }).click();
    await page.getByRole('button', { name: '去掉：规则 2' }).click();
    await expectAccessible(page);
    await page.getByRole('button', { name: '保存' }).click();
    await page.getByText('已保存').waitFor();
    await page.getByRole('tab', { name: '谁还没有清单' }).click();
    await row('单位清单').waitFor();
    expect(await row('董事长').count()).toBe(0);
    await page.getByRole('tab', { name: '镜子与归类' }).click();
    expect(await page.getByRole('textbox', { name: '类别 5' }).inputValue()).toBe('只报不干');
  });
});

describe('a session', () => {
  it('is written down in a minute, for a problem it names', async () => {
    await page.goto(`${app.server.url}/study`);
    await page.getByRole('button', { name: '记一次学习' }).click();
    await page.getByRole('textbox', { name: '要解决的问题' }).hover();
    const save = page.getByRole('button', { name: '保存' });
    await save.click();
    await page.getByText('写明要解决的问题').waitFor();
    await page.getByText('案例剖析', { exact: true }).click();
    await page.getByRole('textbox', { name: '主题', exact: true }).fill('剖析物业报修积压');
    await page.getByRole('textbox', { name: '要解决的问题' }).fill('报修平均等待九天');
    await page.getByLabel('开展情况').fill('十件里有七件卡在等备件。');
    await save.click();
    await page.getByRole('heading', { name: '形成了什么' }).waitFor();
    await page.getByText('还没有形成问题或决定').waitFor();
    await expectAccessible(page);
  });

  it('is scanned by a phone: the code on the wall leads to one button', async () => {
    const scan = await page.context().newPage();
    await page.getByRole('button', { name: '显示签到码' }).click();
    await page.getByRole('img', { name: '签到二维码' }).waitFor();
    await expectAccessible(page);
    const id = new URL(page.url()).searchParams.get('session');
    const answer = await page.request.get(`${app.server.url}/api/study/sessions/${id}/code`);
    const { code } = (await answer.json()) as { code: string };
    await scan.setViewportSize({ width: 360, height: 740 });
    await scan.goto(`${app.server.url}/study/here/${code}`);
    await scan.getByText('剖析物业报修积压').waitFor();
    await expectAccessible(scan);
    await scan.getByRole('button', { name: '陈管理 签到' }).click();
    await scan.getByText('陈管理 已签到').waitFor();
    await scan.goto(`${app.server.url}/study/here/${'a'.repeat(43)}`);
    await scan.getByText('二维码已失效').waitFor();
    await scan.close();
    await page.getByRole('dialog').last().getByText('已到 1 人').waitFor();
    await page.getByRole('button', { name: '关闭' }).last().click();
  });

  it('has its problems and decisions raised from the record', async () => {
    await page.getByRole('button', { name: '提出问题' }).click();
    await page.getByLabel('问题', { exact: true }).fill('备件采购签字环节过多');
    await page.getByLabel('事实').fill('200 元以下的备件也要四道签字，平均六天到货。');
    await page.getByRole('button', { name: '提出问题' }).click();
    await page.getByRole('link', { name: /备件采购签字环节过多/ }).waitFor();
    await page.getByRole('button', { name: '记一项决定' }).click();
    await page.getByLabel('决定做什么').fill('五百元以下备件由站长直接采购');
    await page.getByLabel('谁受益').fill('三个小区的报修住户');
    await page.getByLabel('预计受益人数').fill('1200');
    await expectAccessible(page);
    await page.locator('.study-inline').getByRole('button', { name: '保存' }).click();
    await page.getByText('待落实').waitFor();
    await page.getByText('受益：三个小区的报修住户 · 预计 1200 人').waitFor();
    expect(await page.getByText('还没有形成问题或决定').count()).toBe(0);
  });

  it('a decision is settled with what became of it and how many benefited', async () => {
    await page.setViewportSize({ width: 360, height: 740 });
    const list = page.locator('.study-rows').last();
    await list.getByRole('button', { name: '办结' }).click();
    const asked = page.getByRole('tooltip');
    await asked.getByRole('textbox', { name: '办得怎么样' }).fill('三个站已执行，到货一天半');
    await asked.getByRole('spinbutton', { name: '实际受益人数' }).fill('1284');
    await expectAccessible(page);
    const { x, width } = (await asked.boundingBox())!;
    expect(x).toBeGreaterThanOrEqual(0);
    expect(x + width).toBeLessThanOrEqual(360);
    await asked.getByRole('button', { name: '办结' }).click();
    await page.getByText('受益：三个小区的报修住户 · 预计 1200 人 · 已受益 1284 人').waitFor();
    await page.getByText('已落实').waitFor();
  });

  it('reads as a list of days on a phone', async () => {
    for (const at of ['/study', '/study?tab=list', '/study?tab=reading', '/campaigns']) {
      await page.goto(app.server.url + at);
      await page.getByRole('heading', { level: 1 }).waitFor();
      await page.locator('.ant-spin-spinning').waitFor({ state: 'detached' });
      const wider = await page.evaluate(
        () => document.documentElement.scrollWidth > window.innerWidth,
      );
      expect(wider, at).toBe(false);
      await expectAccessible(page);
    }
    expect(app.pageErrors).toEqual([]);
  });
});
