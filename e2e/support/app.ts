import { rm } from 'node:fs/promises';
import { AxeBuilder } from '@axe-core/playwright';
import type { Locator, Page } from 'playwright-core';
import { expect } from 'vitest';
import { startServer } from '../../src/server/main.ts';
import { freshHome } from '../../test/setup/home.ts';
import { launchBrowser } from './browser.ts';

/** The built page on a server of its own, open in a real browser at the size offices have. */
export async function openApp(options: { demo?: boolean } = {}) {
  const home = await freshHome('e2e');
  const server = await startServer({ home, port: 0, log: 'silent', ...options });
  const browser = await launchBrowser();
  const context = await browser.newContext({
    viewport: { width: 1366, height: 768 },
    acceptDownloads: true,
    // Pages for people without a language of their own follow the browser's.
    locale: 'zh-CN',
    // As for people who ask for it: a journey need not wait for what only moves.
    reducedMotion: 'reduce',
  });
  // A machine that is busy with other things makes a page slow, not wrong.
  context.setDefaultTimeout(30_000);
  const page = await context.newPage();
  const pageErrors: string[] = [];
  page.on('pageerror', (error) => pageErrors.push(error.message));
  // What the page's policy refuses is told on the console alone.
  page.on('console', (said) => {
    if (said.type() === 'error' && /Content Security Policy|-src'/.test(said.text()))
      pageErrors.push(said.text());
  });
  return {
    home,
    server,
    browser,
    context,
    page,
    /** What the page's own scripts threw, and what its policy refused. */
    pageErrors,
    close: async () => {
      await browser.close();
      await server.stop();
      await rm(home, { recursive: true, force: true });
    },
  };
}

/** Uses the one-time link: the first person is administrator and appraiser. */
export async function enterFirst(page: Page, link: string): Promise<void> {
  await page.goto(link);
  await page.getByLabel('姓名').fill('陈管理');
  await page.getByLabel('密码').fill('一句足够长的测试密码');
  await page.getByRole('button', { name: '设置并登录' }).click();
}

/** Nothing that axe finds wrong with the page as it stands. */
export async function expectAccessible(page: Page): Promise<void> {
  // A colour on its way from one to the other, as when the theme is changed, is not read.
  await page.evaluate(() =>
    Promise.all(
      document
        .getAnimations()
        .filter((a) => Number.isFinite(a.effect?.getComputedTiming().endTime ?? 0))
        .map((a) => a.finished.catch(() => undefined)),
    ),
  );
  // Nothing is in a frame, so axe ends where it runs instead of in a further page; and of what it
  // passes only a count is kept. It looks at the same things.
  const { violations } = await new AxeBuilder({ page })
    .setLegacyMode()
    .options({ resultTypes: ['violations'] })
    .analyze();
  expect(violations.map((v) => `${v.id}: ${v.nodes[0]?.html}`)).toEqual([]);
}

/** Types a day as a person would: the field takes it when it is left. */
export async function fillDay(field: Locator, day: string): Promise<void> {
  await field.fill(day);
  await field.press('Tab');
}
