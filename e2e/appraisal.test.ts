import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { enterFirst, expectAccessible, openApp } from './support/app.ts';

const root = fileURLToPath(new URL('..', import.meta.url));
const run = promisify(execFile);

let app: Awaited<ReturnType<typeof openApp>>;
let page: Page;

beforeAll(async () => {
  app = await openApp({ demo: true });
  page = app.page;
});
afterAll(() => app?.close());

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
    await page.goto(app.server.firstLink!);
    await page.getByLabel('姓名').waitFor();
    await expectAccessible(page);
    await enterFirst(page, app.server.firstLink!);
    // Where one lands after signing in is another page's business.
    await page.waitForURL((url) => !url.pathname.startsWith('/welcome'));
    await page.goto(`${app.server.url}/appraisal`);
    const rows = await ranking();
    expect(rows.length).toBeGreaterThan(10);
    expect(await page.getByText('演示：单位、人员和数字都是编造的。').isVisible()).toBe(true);
    const intervals = await page
      .locator('.ranking .ant-table-row')
      .evaluateAll((all) => all.map((r) => /\d+–\d+/.test(r.textContent ?? '')));
    expect(intervals.every(Boolean)).toBe(true);
    await expectAccessible(page);
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
    await expectAccessible(page);
  });

  it('computes what drives the ranks, with intervals', async () => {
    await page.getByRole('tab', { name: '敏感性' }).click();
    await page.getByRole('button', { name: '开始计算' }).click();
    await page.getByText(/Sobol 指数/).waitFor();
    expect(await page.getByText(/^\d\.\d\d \[-?\d\.\d\d, \d\.\d\d\]$/).count()).toBeGreaterThan(3);
    await expectAccessible(page);
  });

  it('seals what is shown; the command line verifies the bundle', async () => {
    await page.getByRole('button', { name: '封存并导出' }).click();
    const link = page.getByRole('link', { name: /bundle\.shiji\.json/ });
    const [download] = await Promise.all([page.waitForEvent('download'), link.click()]);
    const path = join(app.home, 'bundle.shiji.json');
    await download.saveAs(path);
    const { stdout } = await run(process.execPath, [
      join(root, 'bin/shiji.js'),
      'verify',
      path,
      '--json',
    ]);
    expect(JSON.parse(stdout)).toMatchObject({ ok: true });
    await expectAccessible(page);
  });

  it('lists the sealed result, and reads well on a phone', async () => {
    await page.goto(`${app.server.url}/appraisal/runs`);
    await page.getByText('集团公司所属企业').first().waitFor();
    await expectAccessible(page);
    await page.setViewportSize({ width: 360, height: 780 });
    await page.goto(`${app.server.url}/appraisal`);
    await ranking();
    const overflow = await page.evaluate(
      () => document.documentElement.scrollWidth - window.innerWidth,
    );
    expect(overflow).toBeLessThanOrEqual(0);
    await expectAccessible(page);
  });

  it('raised no error in the page', () => {
    expect(app.pageErrors).toEqual([]);
  });
});
