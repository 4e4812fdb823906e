import type { BrowserContext, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { newId } from '../src/server/platform/ids.ts';
import { PNG } from '../test/setup/voice.ts';
import { enterFirst, expectAccessible, openApp } from './support/app.ts';

let app: Awaited<ReturnType<typeof openApp>>;
let page: Page;
let phone: BrowserContext;
let form: string;
let mine = '';

beforeAll(async () => {
  app = await openApp();
  page = app.page;
  await enterFirst(page, app.server.firstLink!);
  await page.getByRole('navigation').waitFor();
  const { db, now } = app.server.ctx;
  const unit = await db.selectFrom('org').selectAll().executeTakeFirstOrThrow();
  const person = await db.selectFrom('person').selectAll().executeTakeFirstOrThrow();
  await db.updateTable('org').set({ name: '城建集团' }).execute();
  await db
    .insertInto('access_grant')
    .values(
      ['office', 'discipline'].map((role) => ({
        org_id: unit.id,
        org_path: unit.path,
        person_id: person.id,
        id: newId(now()),
        role,
        since: now(),
        created_at: now(),
      })),
    )
    .execute();
  phone = await app.browser.newContext({
    viewport: { width: 360, height: 740 },
    hasTouch: true,
    locale: 'zh-CN',
    reducedMotion: 'reduce',
  });
  phone.setDefaultTimeout(30_000);
});
afterAll(() => app?.close());

/** Nothing sticks out at the side, and axe finds nothing. */
async function expectReadable(on: Page): Promise<void> {
  const wider = await on.evaluate(() => document.documentElement.scrollWidth > window.innerWidth);
  expect(wider).toBe(false);
  await expectAccessible(on);
}

/** A weak signal of the second generation. */
async function slow(on: Page): Promise<(broken: boolean) => Promise<unknown>> {
  const cdp = await on.context().newCDPSession(on);
  await cdp.send('Network.enable');
  // One hand holds the link: what two say of it is not the same in every browser.
  const link = (offline: boolean) =>
    cdp.send('Network.emulateNetworkConditions', {
      ...{ offline, latency: 600, downloadThroughput: 30_000, uploadThroughput: 15_000 },
    });
  await link(false);
  return link;
}

describe('codes', () => {
  it('are made for a place and printed on a sheet', async () => {
    await page.goto(`${app.server.url}/voices?tab=places`);
    await page.getByText('还没有二维码').waitFor();
    await page.getByRole('button', { name: '做二维码' }).first().click();
    await page.getByRole('textbox', { name: '地点' }).fill('南门岗亭');
    await expectAccessible(page);
    await page.getByRole('dialog').getByRole('button', { name: '做二维码' }).click();
    const link = page.getByRole('link', { name: /\/v\// });
    form = (await link.getAttribute('href'))!;
    await page.getByRole('checkbox', { name: '城建集团 · 南门岗亭' }).check();
    await page.getByRole('button', { name: '打印 1 张' }).click();
    await page.getByRole('img', { name: /南门岗亭 的二维码/ }).waitFor();
    await expectAccessible(page);
    await page.keyboard.press('Escape');
  });
});

describe('the form on a phone', () => {
  it('asks one question a page on a slow link, keeps the draft, and sends once when the link is back', async () => {
    const on = await phone.newPage();
    const breakLink = await slow(on);
    await on.goto(form);
    await on.getByText('1 / 5').waitFor();
    await on.getByText('只记收到的日期').first().waitFor();
    await expectReadable(on);
    await on.getByRole('button', { name: '下一步' }).click();
    await on.getByRole('alert').getByText('选一类再往下').waitFor();
    await on.getByText('求助').click();
    await on.getByRole('button', { name: '下一步' }).click();
    await on.getByText('2 / 5').waitFor();
    await on.getByRole('textbox').fill('南门岗亭的灯坏了三天，老人晚上看不见台阶。');
    await expectReadable(on);
    // The page is closed by mistake: what was written is there again.
    await on.reload();
    await on.getByText('上次没写完的内容已经找回').waitFor();
    await on.getByRole('button', { name: '下一步' }).click();
    expect(await on.getByRole('textbox').inputValue()).toContain('看不见台阶');
    await on.getByRole('button', { name: '下一步' }).click();
    await on.getByRole('textbox').fill('岗亭东侧');
    await on.getByRole('button', { name: '下一步' }).click();
    await on.getByRole('textbox').fill('13812345678');
    await expectReadable(on);
    await on.getByRole('button', { name: '下一步' }).click();
    await on.getByText('5 / 5').waitFor();
    await on
      .locator('input[type=file]')
      .setInputFiles({ name: 'a.png', mimeType: 'image/png', buffer: PNG });
    await on.getByRole('button', { name: '去掉第 1' }).waitFor();
    await expectReadable(on);
    await breakLink(true);
    await on.getByRole('button', { name: '提交' }).click();
    await on.getByText('网络不通').waitFor();
    await breakLink(false);
    await on.getByRole('heading', { name: '已经收到' }).waitFor();
    mine = (await on.locator('[data-code]').textContent())!;
    await on.getByRole('img', { name: '查询二维码' }).waitFor();
    await on.getByRole('button', { name: '复制查询码' }).waitFor();
    await expectReadable(on);
    const rows = await app.server.ctx.db.selectFrom('voice').select(['text', 'place']).execute();
    expect(rows).toEqual([
      { text: '南门岗亭的灯坏了三天，老人晚上看不见台阶。', place: '南门岗亭 岗亭东侧' },
    ]);
    // The draft is gone, and no cookie ever came.
    await on.goto(form);
    expect(await on.getByText('找回').count()).toBe(0);
    expect(await phone.cookies()).toEqual([]);
    await on.close();
  });

  it('works without script and without pictures, and tells whistle-blowers who reads it', async () => {
    const plain = await app.browser.newContext({
      viewport: { width: 360, height: 740 },
      javaScriptEnabled: false,
      locale: 'zh-CN',
    });
    await plain.route('**/*', (route) =>
      route.request().resourceType() === 'image' ? route.abort() : route.continue(),
    );
    const on = await plain.newPage();
    await on.goto(form);
    await on.getByRole('radio', { name: /举报/ }).check();
    await on.getByRole('button', { name: '下一步' }).click();
    await on.getByText('举报只有纪检监察机构能看到').waitFor();
    await on.getByRole('textbox').fill('采购员收受供应商购物卡。');
    for (const n of [3, 4, 5]) {
      await on.getByRole('button', { name: '下一步' }).click();
      await on.getByText(`${n} / 5`).waitFor();
    }
    await on.getByRole('button', { name: '提交' }).click();
    await on.getByRole('heading', { name: '已经收到' }).waitFor();
    await on.close();
  });

  it('reads with text at twice the size, and in English', async () => {
    const on = await phone.newPage();
    for (const at of [form, `${form}?lang=en`, `${app.server.url}/v/track`]) {
      await on.goto(at);
      await on.evaluate(() => {
        document.documentElement.style.fontSize = '225%';
      });
      await expectReadable(on);
    }
    await on.close();
  });
});

describe('the desk', () => {
  it('finds what waits today, takes it by keyboard, and answers', async () => {
    await page.goto(app.server.url);
    await page.getByText(/新诉求待分办/).waitFor();
    await page.goto(`${app.server.url}/voices`);
    await page.getByRole('row').filter({ hasText: '南门岗亭的灯坏了三天' }).waitFor();
    expect(await page.getByText('采购员').count()).toBe(0);
    await expectAccessible(page);
    await page.keyboard.press('j');
    const drawer = page.getByRole('dialog');
    await drawer.getByRole('img', { name: '照片 1' }).waitFor();
    await expectAccessible(page);
    await drawer.getByRole('button', { name: '打开联系方式' }).click();
    await drawer.getByRole('textbox', { name: '事由' }).fill('约上门时间');
    await drawer.getByRole('button', { name: '打开联系方式' }).last().click();
    await drawer.getByText('13812345678').waitFor();
    await drawer.getByRole('button', { name: '开始办理' }).click();
    await drawer.getByText('办理中').first().waitFor();
    await drawer.getByRole('button', { name: '答复', exact: true }).click();
    await drawer.getByRole('textbox', { name: '答复' }).fill('灯已换好，今晚起亮。');
    await expectAccessible(page);
    await drawer.getByRole('button', { name: '答复', exact: true }).last().click();
    await drawer.getByText('已答复').first().waitFor();
  });

  it('hears what the person says of it: sent back with a reason', async () => {
    const on = await phone.newPage();
    // As the code on the page of thanks leads: behind «#», which no server sees.
    await on.goto(`${app.server.url}/v/track#${mine.replaceAll('-', '')}`);
    await on.getByText('灯已换好，今晚起亮。').waitFor();
    expect(on.url()).not.toContain(mine.replaceAll('-', ''));
    await expectReadable(on);
    await on.getByText('很不满意，退回重办').click();
    await on.getByRole('button', { name: '提交评价' }).click();
    await on.getByText('写明哪里没有办好').waitFor();
    await on.getByText('很不满意，退回重办').click();
    await on.getByRole('textbox').fill('亮了一晚又灭了');
    await on.getByRole('button', { name: '提交评价' }).click();
    await on.getByText('已退回，重新办理').waitFor();
    await expectReadable(on);
    await on.close();
    await page.goto(`${app.server.url}/voices?show=returned`);
    await page.getByRole('button', { name: /南门岗亭的灯坏了三天/ }).click();
    await page.getByRole('dialog').getByText('亮了一晚又灭了').waitFor();
    await page.keyboard.press('Escape');
  });

  it('keeps whistle-blowing in a list of its own', async () => {
    await page.goto(`${app.server.url}/voices?tab=reports`);
    await page.getByRole('button', { name: /采购员收受/ }).click();
    await page.getByRole('dialog').getByText('采购员收受供应商购物卡。').first().waitFor();
    await expectAccessible(page);
    await page.keyboard.press('Escape');
  });

  it('enters a call, writes down a visit with what was said there, and shows the months', async () => {
    await page.goto(`${app.server.url}/voices?tab=visits`);
    await page.getByRole('button', { name: '记一次走访' }).click();
    await page.getByRole('textbox', { name: '为了解决什么问题' }).fill('报修积压');
    await page.getByRole('textbox', { name: '地点' }).fill('东湖小区议事亭');
    await page
      .getByRole('textbox', { name: '听到、看到的' })
      .fill('住户十七人，说得最多的是报修。');
    await expectAccessible(page);
    await page.getByRole('button', { name: '保存' }).click();
    await page.getByRole('button', { name: '报修积压' }).click();
    await page.getByRole('button', { name: '记一件诉求' }).click();
    await page.getByRole('textbox', { name: '发生了什么事？' }).fill('六号楼电梯经常困人。');
    await expectAccessible(page);
    await page.getByRole('button', { name: '登记', exact: true }).click();
    await page.getByText('请把查询码告诉本人').waitFor();
    await page.getByRole('button', { name: '已告知' }).click();
    await page.getByRole('link', { name: /六号楼电梯经常困人/ }).waitFor();
    await page.goto(`${app.server.url}/voices?tab=figures`);
    await page.getByText('件数少').first().waitFor();
    await expectAccessible(page);
    await page.setViewportSize({ width: 360, height: 740 });
    for (const tab of ['list', 'visits', 'places']) {
      await page.goto(`${app.server.url}/voices?tab=${tab}`);
      await page.getByRole('heading', { level: 1 }).waitFor();
      await page.locator('.ant-spin-spinning').waitFor({ state: 'detached' });
      await expectReadable(page);
    }
    expect(app.pageErrors).toEqual([]);
  });
});
