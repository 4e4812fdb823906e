import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { enterFirst, expectAccessible, openApp } from './support/app.ts';

let app: Awaited<ReturnType<typeof openApp>>;
let page: Page;
beforeAll(async () => {
  app = await openApp();
  page = app.page;
});
afterAll(() => app.close());

/** Pictures to look at, when a folder for them is named. */
async function picture(name: string): Promise<void> {
  const folder = process.env.SHIJI_PICTURES;
  if (folder) await page.screenshot({ path: `${folder}/${name}.png` });
}

/** Calls an operation as the page would. */
async function post(path: string, body: object): Promise<Record<string, unknown>> {
  const answer = await app.context.request.post(`${app.server.url}${path}`, { data: body });
  expect(answer.status()).toBe(200);
  return (await answer.json()) as Record<string, unknown>;
}

/** What this journey enters itself, and the name of the language in itself: no words of the page. */
const entered = ['临江建设集团', '机电分公司', '路桥分公司', '综合管理部', '陈管理', '中文'];

/** What of the page's own words is written in one script, user data and Chinese documents apart. */
async function wordsOf(script: 'Han' | 'Latin'): Promise<string[]> {
  const found = await page.evaluate((wanted) => {
    const pattern =
      wanted === 'Han'
        ? /\p{Script=Han}/u
        : /(?!(?:Enter|Ctrl|Esc|Tab|Shift|CSV|xlsx|Excel)\b)\b[a-z]{3,}/i;
    const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    const found = [];
    for (let node = walk.nextNode(); node; node = walk.nextNode()) {
      const own = node.parentElement;
      if (!own || own.closest('script, style, [data-user], kbd')) continue;
      if (own.closest('[lang]')?.getAttribute('lang') !== document.documentElement.lang) continue;
      if (pattern.test(node.textContent ?? '')) found.push(node.textContent!);
    }
    const labels = document.querySelectorAll('[aria-label], [title], [placeholder]');
    for (const el of labels) {
      if (el.closest('[data-user], [aria-hidden="true"], .anticon')) continue;
      for (const name of ['aria-label', 'title', 'placeholder']) {
        const text = el.getAttribute(name) ?? '';
        if (pattern.test(text)) found.push(`${name}: ${text}`);
      }
    }
    return found;
  }, script);
  const own = script === 'Han' ? /\p{Script=Han}/u : /[a-z]{3,}/i;
  return found.filter((text) =>
    own.test(entered.reduce((t, name) => t.replaceAll(name, ''), text)),
  );
}

async function narrow(): Promise<number> {
  return page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
}

async function openMe(): Promise<void> {
  await page.getByRole('button', { name: '陈管理' }).click();
  await page.getByRole('button', { name: /退出|Sign out/ }).waitFor();
}

describe('the shell', () => {
  it('leads from the one-time link to what is to be done first', async () => {
    await enterFirst(page, app.server.firstLink!);
    await page.getByRole('heading', { name: '今日' }).waitFor();
    await page.getByText('填写本组织的名称').waitFor();
    await page.getByText('导入组织机构').waitFor();
    expect(await page.title()).toBe('今日 · 实绩');
    await picture('today');
    await expectAccessible(page);
  });

  it('drops a step once it is done', async () => {
    const [root] = (await (
      await app.context.request.get(`${app.server.url}/api/org/roots`)
    ).json()) as { id: string; version: number }[];
    await app.context.request.put(`${app.server.url}/api/org/units/${root!.id}`, {
      data: { name: '临江建设集团', kind: 'group', version: root!.version },
    });
    for (const name of ['机电分公司', '路桥分公司', '综合管理部'])
      await post('/api/org/units', { parentId: root!.id, name, kind: 'branch' });
    await page.reload();
    await page.getByText('给各单位的负责人').waitFor();
    expect(await page.getByText('填写本组织的名称').count()).toBe(0);
    expect(await page.getByText('导入组织机构').count()).toBe(0);
    await page.getByRole('complementary').getByText('4', { exact: true }).first().waitFor();
  });

  it('finds units by two characters from anywhere, by keyboard alone', async () => {
    await page.keyboard.press('Control+k');
    const box = page.getByRole('combobox', { name: '单位、人员、栏目' });
    await box.fill('路桥');
    await page.getByRole('option', { name: /路桥分公司/ }).waitFor();
    await picture('search');
    await expectAccessible(page);
    await page.keyboard.press('Enter');
    await page.waitForURL(/\/org\?unit=/);
    await page.keyboard.press('Control+k');
    await page.getByRole('option', { name: '路桥' }).waitFor();
    await box.fill('没有这个');
    await page.getByText('没有找到').waitFor();
    await page.keyboard.press('Escape');
    await box.waitFor({ state: 'detached' });
  });

  it('chooses a unit for all pages and keeps it in the address', async () => {
    await page.goto(app.server.url);
    await page.getByRole('button', { name: /^单位：全部单位/ }).click();
    await page.getByRole('combobox', { name: /找单位/ }).fill('机电');
    await page.getByRole('option', { name: /机电分公司/ }).click();
    await page.waitForURL(/at=/);
    await page.getByRole('complementary').getByRole('heading', { name: '机电分公司' }).waitFor();
    await page.getByRole('link', { name: '封存结果' }).click();
    await page.waitForURL(/\/appraisal\/runs\?at=/);
    expect(await page.title()).toBe('封存结果 · 实绩');
    expect(await page.evaluate(() => document.activeElement?.id)).toBe('main');
    await page.getByRole('button', { name: '看全部单位' }).click();
    await page.waitForURL((url) => !url.search.includes('at='));
  });

  it('helps in place and by the handbook', async () => {
    await page.goto(app.server.url);
    await page.getByText('给各单位的负责人').waitFor();
    await page.keyboard.press('?');
    await page.getByRole('dialog', { name: '帮助：今日' }).waitFor();
    await picture('help');
    await expectAccessible(page);
    await page.getByRole('link', { name: '看手册' }).click();
    await page.getByRole('heading', { name: '网页怎么用' }).waitFor();
    await picture('handbook');
    await expectAccessible(page);
    await page.getByRole('link', { name: '看懂名次区间' }).click();
    await page.getByRole('heading', { name: '区间从哪里来' }).waitFor();
  });

  it('says so when there is no such page', async () => {
    await page.goto(`${app.server.url}/no-such-page`);
    await page.getByRole('heading', { name: '没有这一页' }).waitFor();
    await picture('no-page');
    await expectAccessible(page);
  });

  it('says that the server is gone, and goes on when it is back', async () => {
    await page.goto(app.server.url);
    await page.getByText('给各单位的负责人').waitFor();
    await app.context.setOffline(true);
    await page.getByText('正在自动重试').waitFor();
    await picture('offline');
    await app.context.setOffline(false);
    await page.getByText('正在自动重试').waitFor({ state: 'detached' });
  });

  it('is clean in dark and in large type, and remembers both', async () => {
    await openMe();
    await picture('me');
    await expectAccessible(page);
    await page.getByText('深色', { exact: true }).click();
    await expectAccessible(page);
    await page.keyboard.press('Escape');
    await page.reload();
    await page.getByText('给各单位的负责人').waitFor();
    expect(await page.evaluate(() => document.documentElement.dataset.theme)).toBe('dark');
    for (const [path, ready] of [
      ['/', '给各单位的负责人'],
      ['/org', '临江建设集团'],
      ['/appraisal', '上传数据'],
      ['/help', '网页怎么用'],
    ] as const) {
      await page.goto(`${app.server.url}${path}`);
      await page.getByText(ready).first().waitFor();
      await picture(`dark${path.replaceAll('/', '-')}`);
      await expectAccessible(page);
    }
    await page.goto(app.server.url);
    await openMe();
    await page.getByText('大字', { exact: true }).click();
    await page.keyboard.press('Escape');
    await picture('dark-large');
    await expectAccessible(page);
    await openMe();
    await page.getByText('浅色', { exact: true }).click();
    await page.keyboard.press('Escape');
    for (const path of ['/', '/org', '/appraisal', '/help']) {
      await page.goto(`${app.server.url}${path}`);
      await page.locator('h1').first().waitFor();
      await page
        .locator('.ant-spin-spinning, .ant-skeleton')
        .first()
        .waitFor({ state: 'detached' });
      await picture(`large${path.replaceAll('/', '-')}`);
      await expectAccessible(page);
    }
  });

  it('has no Chinese left in English, and no English in Chinese', async () => {
    await page.goto(app.server.url);
    await openMe();
    await page.getByText('标准', { exact: true }).click();
    await page.keyboard.press('Escape');
    const pages = ['/', '/org', '/appraisal/runs', '/help', '/no-such-page'];
    for (const path of pages) {
      await page.goto(`${app.server.url}${path}`);
      await page.locator('h1').first().waitFor();
      await page
        .locator('.ant-spin-spinning, .ant-skeleton')
        .first()
        .waitFor({ state: 'detached' });
      expect(await wordsOf('Latin'), path).toEqual([]);
    }
    await openMe();
    await page.getByText('English', { exact: true }).click();
    for (const path of pages) {
      await page.goto(`${app.server.url}${path}`);
      await page.locator('h1').first().waitFor();
      await page
        .locator('.ant-spin-spinning, .ant-skeleton')
        .first()
        .waitFor({ state: 'detached' });
      await picture(`english${path.replaceAll('/', '-')}`);
      expect(await wordsOf('Han'), path).toEqual([]);
    }
    await page.goto(app.server.url);
    await page.getByRole('heading', { name: 'Today' }).waitFor();
    await page.keyboard.press('?');
    await page.getByRole('dialog', { name: 'Help: Today' }).waitFor();
    expect(await wordsOf('Han')).toEqual([]);
    await page.keyboard.press('Escape');
    await openMe();
    await page.getByText('中文', { exact: true }).click();
    await page.keyboard.press('Escape');
  });

  it('is at hand on a phone', async () => {
    await page.setViewportSize({ width: 360, height: 740 });
    await page.goto(app.server.url);
    await page.getByText('给各单位的负责人').waitFor();
    expect(await narrow()).toBeLessThanOrEqual(0);
    await picture('phone');
    await expectAccessible(page);
    await page.getByRole('navigation', { name: '常用' }).getByText('栏目').click();
    await page.getByRole('dialog', { name: '栏目' }).getByRole('link', { name: '组织' }).waitFor();
    await picture('phone-rooms');
    await expectAccessible(page);
    await page.getByRole('dialog', { name: '栏目' }).getByRole('link', { name: '组织' }).click();
    await page.waitForURL(/\/org/);
    await page.getByRole('navigation', { name: '常用' }).getByText('我').click();
    await page.getByText('大字', { exact: true }).click();
    await page.keyboard.press('Escape');
    await page.goto(app.server.url);
    await page.getByText('给各单位的负责人').waitFor();
    expect(await narrow()).toBeLessThanOrEqual(0);
    await picture('phone-large');
    await expectAccessible(page);
    await page.setViewportSize({ width: 1366, height: 768 });
  });

  it('comes back to the same address after the session has ended', async () => {
    await page.goto(`${app.server.url}/appraisal/runs`);
    await page.getByText('还没有封存的结果').waitFor();
    await app.context.clearCookies();
    await page.getByRole('link', { name: '组织' }).click();
    await page.waitForURL(/\/sign-in\?to=%2Forg/);
    await page.getByLabel('用户名').fill('admin');
    await page.getByLabel('密码').fill('一句足够长的测试密码');
    await page.getByRole('button', { name: '登录' }).click();
    await page.waitForURL(/\/org/);
  });

  it('raised no error in the page', () => {
    expect(app.pageErrors).toEqual([]);
  });
});
