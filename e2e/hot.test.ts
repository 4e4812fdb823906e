import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { expectAccessible } from './support/app.ts';
import { openOffice } from './support/office.ts';

let app: Awaited<ReturnType<typeof openOffice>>;
let page: Page;
beforeAll(async () => {
  app = await openOffice({ name: '丽湖新区管委会' });
  page = app.page;
});
afterAll(() => app?.close());

const today = new Date().toISOString().slice(0, 10);
const matters = [
  '丽湖新城旁边的搅拌站整夜施工，噪音很大',
  '搅拌站粉尘飘进丽湖新城，窗户不敢开',
  '丽湖新城小区外搅拌站什么时候搬走',
  '关于丽湖新城附近违建搅拌站噪音扰民的投诉',
  '丽湖新城业主再次反映搅拌站灰尘和噪音',
  '搅拌站在丽湖新城边上，老人孩子睡不好',
];
const others = ['路灯不亮', '公交改线太绕', '学位紧张', '停车收费不透明'];
const file = [
  '留言编号,留言用户,留言主题,留言时间,留言详情,点赞数',
  ...matters.map(
    (m, i) => `A${i},用户${i},${m},${today} 0${i}:04:34,${m}，请有关部门处理。,${i * 3}`,
  ),
  ...['桃源路', '学府街', '工人新村', '青松社区', '和平里', '春江苑'].flatMap((place, p) =>
    others.map((o, i) => `B${p}${i},用户${p}${i},${place}${o},${today},${place}${o}，已有多日。,0`),
  ),
  'C1,用户,日期不对,2026/13/1,这一行的日期写错了,0',
].join('\r\n');

describe('messages of a message board', () => {
  it('come in by a file, every row accounted for', async () => {
    await page.goto(`${app.server.url}/voices?tab=hot`);
    await page.getByText('还没有热点').waitFor();
    await expectAccessible(page);
    await page.getByRole('button', { name: '导入留言' }).click();
    const drawer = page.getByRole('dialog');
    await drawer.getByText('收件单位').waitFor();
    await expectAccessible(page);
    await drawer
      .locator('input[type=file]')
      .setInputFiles({ name: '留言.csv', mimeType: 'text/csv', buffer: Buffer.from(file) });
    await drawer.getByText('D (留言时间)').waitFor();
    await expectAccessible(page);
    await drawer.getByRole('button', { name: '导入 30 件' }).click();
    await drawer.getByText('已导入 30 件').waitFor();
    await drawer.getByRole('button', { name: '关闭' }).last().click();
  });

  it('show what is hot, the voices behind it, and hints for each of them', async () => {
    const link = page.getByRole('button', { name: /搅拌站/ });
    await expect
      .poll(
        async () => {
          await page.goto(`${app.server.url}/voices?tab=hot&now=yes`);
          await page
            .getByText(/没有符合的热点|正在热/)
            .first()
            .waitFor();
          return link.count();
        },
        { timeout: 60_000, interval: 1000 },
      )
      .toBe(1);
    await expectAccessible(page);
    await link.click();
    await page.getByText('反映这件事的诉求（6）').waitFor();
    await expectAccessible(page);
    await page.getByRole('button', { name: matters[0]! }).last().click();
    await page.getByRole('heading', { name: '分办参考' }).waitFor();
    await page.getByText('先按常用词判断').waitFor();
    await page.locator('mark', { hasText: '搅拌站' }).first().waitFor();
    await expectAccessible(page);
    await page.getByRole('button', { name: '环境保护', exact: true }).click();
    await page.locator('dd p', { hasText: '环境保护' }).waitFor();
  });

  it('read well on a phone', async () => {
    await page.setViewportSize({ width: 360, height: 740 });
    await page.goto(`${app.server.url}/voices?tab=hot`);
    await page.getByText('6 件 6 人').waitFor();
    await expectAccessible(page);
    const wide = await page.evaluate(() => document.documentElement.scrollWidth);
    expect(wide).toBeLessThanOrEqual(360);
    expect(app.pageErrors).toEqual([]);
  });
});
