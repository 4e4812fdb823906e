import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { expectAccessible } from './support/app.ts';
import { openOffice } from './support/office.ts';

let app: Awaited<ReturnType<typeof openOffice>>;
let page: Page;

beforeAll(async () => {
  app = await openOffice({ name: '城建集团' });
  page = app.page;
});
afterAll(() => app?.close());

/** Address of the form, as the code on the wall has it. */
let address = '';

describe('a survey', () => {
  it('is written question by question; what keeps it from being opened is told at once', async () => {
    await page.goto(`${app.server.url}/surveys`);
    await page.getByText('还没有问卷').waitFor();
    await expectAccessible(page);
    await page.getByRole('button', { name: '新建问卷' }).click();
    const drawer = page.getByRole('dialog');
    await drawer.getByRole('textbox', { name: '标题' }).fill('物业服务满意度');
    await drawer.getByRole('textbox', { name: '说明' }).fill('请您打个分，结果用来改进。');
    await drawer.getByRole('button', { name: '＋单选' }).click();
    await drawer.getByRole('textbox', { name: '第 1 题' }).fill('今年报修过吗');
    await drawer.getByLabel('选项 1', { exact: true }).fill('报修过');
    await drawer.getByLabel('选项 2', { exact: true }).fill('没有');
    await drawer.getByRole('button', { name: '＋打分' }).click();
    await drawer.getByRole('textbox', { name: '第 2 题' }).fill('对报修服务满意吗');
    await drawer.getByLabel('作为满意度').check();
    for (const option of ['1', '2']) {
      await drawer.getByRole('combobox', { name: `选项 ${option} 之后` }).click();
      await page.getByTitle('结束').last().click();
    }
    await drawer.getByText('第 2 题怎么答都到不了').waitFor();
    await drawer.getByRole('combobox', { name: '选项 1 之后' }).hover();
    await drawer.locator('.ant-select-clear').first().click();
    await drawer.getByText('第 2 题怎么答都到不了').waitFor({ state: 'detached' });
    await expectAccessible(page);
    await drawer.getByRole('button', { name: '保存' }).click();
    await page
      .getByRole('button', { name: '开 放' })
      .or(page.getByRole('button', { name: '开放' }))
      .first()
      .click();
    await page
      .getByRole('tooltip')
      .getByRole('button', { name: /确\s*定/ })
      .click();
    await page.getByText('进行中只显示答了多少').waitFor();
    await page
      .getByRole('button', { name: '显 示' })
      .or(page.getByRole('button', { name: '显示' }))
      .click();
    address = (await page.getByRole('link', { name: /\/s\// }).getAttribute('href'))!;
    await expectAccessible(page);
  });

  it('is answered on a phone without signing in, one question a page, and kept until it is sent', async () => {
    const context = await app.browser.newContext({
      ...{ locale: 'zh-CN', viewport: { width: 360, height: 740 } },
    });
    const phone = await context.newPage();
    await phone.goto(`${app.server.url}${address}`);
    await phone.getByText('1 / 2').waitFor();
    await expectAccessible(phone);
    await phone.getByRole('button', { name: '下一题' }).click();
    await phone.getByRole('alert').filter({ hasText: '请先回答这一题' }).waitFor();
    await phone.getByLabel('没有').check();
    await phone.getByText('1 / 1').waitFor();
    await phone.getByLabel('报修过').check();
    await phone.getByRole('button', { name: '下一题' }).click();
    await phone.getByText('2 / 2').waitFor();
    await phone.getByLabel('4', { exact: true }).check();
    await phone.reload();
    await phone.getByText('已找回您上次没填完的内容').waitFor();
    await phone.getByRole('button', { name: '下一题' }).click();
    expect(await phone.getByLabel('4', { exact: true }).isChecked()).toBe(true);
    await phone.getByRole('button', { name: '提交' }).click();
    await phone.getByRole('heading', { name: '已收到，谢谢您' }).waitFor();
    await expectAccessible(phone);
    expect(await context.cookies()).toEqual([]);
    // What stays is a number of this survey alone, by which the phone answers once.
    const kept = await phone.evaluate(() => Object.entries(localStorage));
    expect(kept).toEqual([
      [expect.stringMatching(/^shiji device /), expect.stringMatching(/^\S{22} used$/)],
    ]);
    await phone.reload();
    await phone.getByRole('heading', { name: '这部手机已经答过这份问卷' }).waitFor();
    await expectAccessible(phone);
  });

  it('shows results with intervals once it is closed', async () => {
    for (const mark of [5, 5, 4, 3, 2])
      await page.request.post(`${app.server.url}${address}`, {
        form: { go: 'send', 'q.q1': 'a', 'q.q2': String(mark) },
        headers: { origin: app.server.url },
      });
    await page.reload();
    await page.getByRole('button', { name: /^结\s*束$/ }).click();
    await page
      .getByRole('tooltip')
      .getByRole('button', { name: /确\s*定/ })
      .click();
    await page.getByRole('button', { name: '看结果' }).click();
    await page.getByText('平均 3.83').waitFor();
    await page.getByRole('row').filter({ hasText: '报修过' }).getByText('100.0%').first().waitFor();
    await expectAccessible(page);
    expect(app.pageErrors).toEqual([]);
  });
});
