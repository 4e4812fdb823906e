import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { AxeBuilder } from '@axe-core/playwright';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { build } from 'vite';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type RunningServer, startServer } from '../src/server/main.ts';
import { launchBrowser } from './support/browser.ts';

const root = fileURLToPath(new URL('..', import.meta.url));
const run = promisify(execFile);

let home: string;
let server: RunningServer;
let browser: Browser;
let context: BrowserContext;
let page: Page;
const pageErrors: string[] = [];

beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), 'shiji-e2e-'));
  await build({ configFile: join(root, 'vite.config.ts'), logLevel: 'error' });
  server = await startServer({ home, port: 0, log: 'silent', demo: true });
  browser = await launchBrowser();
  context = await browser.newContext({
    viewport: { width: 1366, height: 768 },
    acceptDownloads: true,
  });
  page = await context.newPage();
  page.on('pageerror', (error) => pageErrors.push(error.message));
});
afterAll(async () => {
  await browser?.close();
  await server?.stop();
  await rm(home, { recursive: true, force: true });
});

async function accessible(): Promise<void> {
  const { violations } = await new AxeBuilder({ page }).analyze();
  expect(violations.map((v) => `${v.id}: ${v.nodes[0]?.html}`)).toEqual([]);
}

/** Rank and name of each row shown, once the intervals are there. */
async function ranking(): Promise<string[]> {
  await page.getByText(/区间由 \d+ 次模拟得出/).waitFor();
  return page
    .locator('.ranking .ant-table-row')
    .evaluateAll((rows) =>
      rows.map(
        (r) =>
          `${r.querySelector('strong')?.textContent} ${r.querySelector('button')?.textContent}`,
      ),
    );
}

describe('the appraisal workbench', () => {
  it('opens by the one-time link and shows a ranking with intervals', async () => {
    await page.goto(server.firstLink!);
    await page.getByLabel('姓名').fill('陈管理');
    await page.getByLabel('密码').fill('一句足够长的测试密码');
    await accessible();
    await page.getByRole('button', { name: '设置并登录' }).click();
    const rows = await ranking();
    expect(rows.length).toBeGreaterThan(10);
    expect(await page.getByText('演示数据：机构与数字均为生成。').isVisible()).toBe(true);
    const intervals = await page
      .locator('.ranking .ant-table-row')
      .evaluateAll((all) => all.map((r) => /\d+–\d+/.test(r.textContent ?? '')));
    expect(intervals.every(Boolean)).toBe(true);
    await accessible();
  });

  it('re-ranks when a weight moves, and says who moved', async () => {
    const before = await ranking();
    const slider = page.getByRole('slider', { name: '群众满意的权重' });
    await slider.focus();
    for (let i = 0; i < 40; i++) await page.keyboard.press('ArrowRight');
    await page.locator('.ranking .up').first().waitFor();
    const after = await ranking();
    expect(after).not.toEqual(before);
    const share = await page.getByRole('spinbutton', { name: '群众满意的权重' }).inputValue();
    expect(Number(share.replace('%', ''))).toBe(65);
  });

  it('explains one unit and keeps the view in the address', async () => {
    await page.locator('.ranking .ant-table-row button').nth(3).click();
    const name = await page.locator('.ranking .ant-table-row button').nth(3).textContent();
    const side = page.getByRole('complementary', { name: '单位' });
    await side.getByRole('heading', { name: name! }).waitFor();
    await side.getByText('怎样会改变等次').waitFor();
    expect(page.url()).toContain('unit=');
    await page.getByRole('tab', { name: '指标' }).click();
    await page.getByRole('img', { name: /的分布$/ }).waitFor();
    await accessible();
  });

  it('computes what drives the ranks, with intervals', async () => {
    await page.getByRole('tab', { name: '敏感性' }).click();
    await page.getByRole('button', { name: '开始计算' }).click();
    await page.getByText(/Sobol 指数/).waitFor();
    expect(await page.getByText(/^\d\.\d\d \[-?\d\.\d\d, \d\.\d\d\]$/).count()).toBeGreaterThan(3);
    await accessible();
  });

  it('seals what is shown; the command line verifies the bundle', async () => {
    await page.getByRole('button', { name: '封存并导出' }).click();
    const link = page.getByRole('link', { name: /bundle\.shiji\.json/ });
    const [download] = await Promise.all([page.waitForEvent('download'), link.click()]);
    const path = join(home, 'bundle.shiji.json');
    await download.saveAs(path);
    const { stdout } = await run(process.execPath, [
      join(root, 'bin/shiji.js'),
      'verify',
      path,
      '--json',
    ]);
    expect(JSON.parse(stdout)).toMatchObject({ ok: true });
    await accessible();
  });

  it('lists the sealed result, and reads well on a phone', async () => {
    await page.goto(`${server.url}/appraisal/runs`);
    await page.getByText('集团公司所属企业').first().waitFor();
    await accessible();
    await page.setViewportSize({ width: 360, height: 780 });
    await page.goto(`${server.url}/appraisal`);
    await ranking();
    const overflow = await page.evaluate(
      () => document.documentElement.scrollWidth - window.innerWidth,
    );
    expect(overflow).toBeLessThanOrEqual(0);
    await accessible();
  });

  it('raised no error in the page', () => {
    expect(pageErrors).toEqual([]);
  });
});
