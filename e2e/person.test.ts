import { join } from 'node:path';
import ExcelJS from 'exceljs';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { enterFirst, expectAccessible, fillDay, openApp } from './support/app.ts';

let app: Awaited<ReturnType<typeof openApp>>;
let page: Page;

beforeAll(async () => {
  app = await openApp({ demo: true });
  page = app.page;
  await enterFirst(page, app.server.firstLink!);
  await page.getByRole('navigation').first().waitFor();
});
afterAll(() => app?.close());

const row = (text: string) => page.getByRole('row').filter({ hasText: text });
const open = (path: string) => page.goto(`${app.server.url}/people${path}`);
const drawer = () => page.getByRole('dialog').last();

/** Chooses somebody in the field of the open drawer. */
async function pick(label: string, name: string): Promise<void> {
  const field = drawer().getByLabel(label);
  await field.click();
  await field.fill(name);
  await page.locator('.ant-select-item-option').filter({ hasText: name }).first().click();
  await page.locator('.ant-select-dropdown').last().waitFor({ state: 'hidden' });
}

describe('people, posts and rights', () => {
  it('are found by name, and the address keeps what is shown', async () => {
    await open('');
    await row('郑怀远').waitFor();
    await expectAccessible(page);
    const search = page.getByRole('searchbox', { name: '找人' });
    await search.fill('怀远');
    await search.press('Enter');
    await page.getByText('1–1，共 1 人').waitFor();
    await page.reload();
    await row('郑怀远').waitFor();
    expect(await row('苏敬安').count()).toBe(0);
    await page.getByRole('button', { name: '郑怀远' }).click();
    await page.getByText('党委书记、董事长').last().waitFor();
    await expectAccessible(page);
  });

  it('somebody new comes in, and follows in a post in one step', async () => {
    await open('?act=create');
    await drawer()
      .getByRole('button', { name: /所在单位/ })
      .click();
    await page.getByRole('treeitem').first().click();
    await drawer().getByLabel('姓名').fill('沈接任');
    await drawer().getByLabel('工号').fill('JC-900');
    await drawer().getByLabel('手机').fill('13900009000');
    await expectAccessible(page);
    await drawer().getByRole('button', { name: '添加人员' }).click();
    await page.getByText('已添加').waitFor();
    await open('?tab=posts');
    await page.getByRole('button', { name: '交接：党委副书记、总经理' }).click();
    await pick('继任者', '沈接任');
    await drawer().getByLabel('任免文号').fill('江城建〔2026〕9号');
    await expectAccessible(page);
    await drawer().getByRole('button', { name: '交接' }).click();
    await row('党委副书记、总经理').getByRole('button', { name: '沈接任' }).waitFor();
    await row('党委副书记、总经理')
      .getByRole('button', { name: /展开|Expand/ })
      .click();
    await page.getByText(/苏敬安.*已结束.*江城建〔2026〕9号/).waitFor();
    await expectAccessible(page);
  });

  it('lists vacant posts', async () => {
    await open('?tab=vacancies');
    await row('总工程师').waitFor();
    await expectAccessible(page);
  });

  it('gives a right for some days, says what it opens, and takes it back', async () => {
    await open('?tab=grants&act=grant');
    await pick('人员', '沈接任');
    await drawer().getByLabel('角色').click();
    await page.locator('.ant-select-item-option').filter({ hasText: '班子成员' }).click();
    await drawer()
      .getByRole('button', { name: /单位（含下级）/ })
      .click();
    await page.getByRole('treeitem').first().click();
    await fillDay(drawer().getByLabel('截止日'), '2099-12-31');
    await drawer().getByLabel('事由').fill('协助分管');
    await expectAccessible(page);
    await drawer().getByRole('button', { name: '授权' }).click();
    await row('沈接任').getByText('2099-12-31').waitFor();
    await row('沈接任')
      .getByRole('button', { name: /展开|Expand/ })
      .click();
    await page.getByText('登记“亲自”四件事').first().waitFor();
    await expectAccessible(page);
    await page.getByRole('button', { name: '收回：沈接任 班子成员' }).click();
    await page.getByText('已收回').waitFor();
    await row('沈接任').waitFor({ state: 'detached' });
  });

  it('is lent while away, which both people’s pages show', async () => {
    await page.goto(`${app.server.url}/mine`);
    await page.getByRole('button', { name: '委托：陈管理 牵头部门' }).click();
    await pick('受托人', '沈接任');
    await fillDay(drawer().getByLabel('截止日'), '2099-06-30');
    await expectAccessible(page);
    await drawer().getByRole('button', { name: '委托' }).click();
    await page.getByRole('heading', { name: '委托给他人的权限' }).waitFor();
    await expectAccessible(page);
    await open('?q=沈接任');
    await page.getByRole('button', { name: '沈接任' }).click();
    await page.getByText(/2099-06-30 · 陈管理 委托/).waitFor();
  });

  it('reads people from Excel in three steps', async () => {
    const book = new ExcelJS.Workbook();
    const sheet = book.addWorksheet('花名册');
    sheet.addRow(['姓名', '工号', '单位', '职务', '任职日期']);
    sheet.addRow(['骆新到', 'JC-901', '江城城建集团', '法务专员', '2026年3月5日']);
    sheet.addRow(['错单位', 'JC-902', '没有的公司', '', '']);
    const path = join(app.home, '花名册.xlsx');
    await book.xlsx.writeFile(path);
    await open('?act=import');
    await drawer().locator('input[type=file]').setInputFiles(path);
    await page.getByText('新设并任江城城建集团法务专员').waitFor();
    await page.getByText(/没有“没有的公司”这个单位/).waitFor();
    await expectAccessible(page);
    const [file] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('link', { name: '下载退回的 1 行' }).click(),
    ]);
    expect(file.suggestedFilename()).toBe('退回-花名册.xlsx');
    await page.getByRole('button', { name: '写入 1 行' }).click();
    await page.getByText(/新增 1 人/).waitFor();
    await page.getByRole('button', { name: '关闭' }).last().click();
    await open('?q=骆新到');
    await row('法务专员').waitFor();
  });

  it('reads on a phone, and in English', async () => {
    await page.setViewportSize({ width: 360, height: 740 });
    for (const tab of ['people', 'posts', 'vacancies', 'grants']) {
      await open(`?tab=${tab}`);
      await page.getByRole('heading', { name: '人员' }).waitFor();
      await page.locator('.ant-table-row').first().waitFor();
      const wider = await page.evaluate(
        () => document.documentElement.scrollWidth > window.innerWidth,
      );
      expect([tab, wider]).toEqual([tab, false]);
      await expectAccessible(page);
    }
    await page.evaluate(() => localStorage.setItem('shiji.language', 'en'));
    await open('?tab=vacancies');
    await page.getByText(/Vacant posts: \d/).waitFor();
    expect(app.pageErrors).toEqual([]);
  });
});
