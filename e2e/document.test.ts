import { readFile } from 'node:fs/promises';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { wordText } from '../src/office/paper/paper.fixture.ts';
import { expectAccessible } from './support/app.ts';
import { openOffice } from './support/office.ts';

let app: Awaited<ReturnType<typeof openOffice>>;
let page: Page;

beforeAll(async () => {
  app = await openOffice({
    name: '江州城建集团有限公司',
    campaign: { name: '树立和践行正确政绩观学习教育', since: '2026-03-01' },
  });
  page = app.page;
  await fill();
});
afterAll(() => app?.close());

/** What the office has written down so far. */
async function fill(): Promise<void> {
  for (const [title, facts] of [
    [
      '物业报修平均等待九天',
      '抽查三十二张报修单，平均九天上门，最长二十一天，住户先后催办四十余次。',
    ],
    ['班组考核只看台账厚薄', '六个班组中五个以资料页数排名，现场质量不计分。'],
    ['锅炉房值守记录补填', '三月上旬值守记录在月底一次补齐，时间前后矛盾十一处。'],
  ])
    await app.send('/api/problems', {
      unitId: app.root.id,
      campaignId: app.campaignId,
      tendency: 'purpose.unasked',
      source: 'voice',
      title,
      facts,
      cause: '责任没有落到班组，平时没有人核对。',
      ownerId: app.me,
      leaderId: app.me,
      publish: true,
      measures: [
        {
          text: '报修四十八小时内上门，夜间与周末轮值，每周公布办结率。',
          kind: 'by-date',
          due: '2026-12-31',
          ownerId: app.me,
          criterion: '平均上门天数不超过两天',
        },
      ],
    });
}

async function download(name: string): Promise<Buffer> {
  const [file] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('button', { name }).click(),
  ]);
  return readFile(await file.path());
}
const look = (form: string) => page.getByRole('img', { name: `${form}预览` });

describe('papers', () => {
  it('are looked at and taken as Word and PDF', async () => {
    await page.goto(`${app.server.url}/documents?form=ledger`);
    await look('整改台账').waitFor();
    await expectAccessible(page);
    const word = wordText(new Uint8Array(await download('下载 Word')));
    expect(word).toContain('江州城建集团有限公司整改台账');
    expect(word).toContain('班组考核只看台账厚薄');
    expect((await download('下载 PDF')).subarray(0, 5).toString()).toBe('%PDF-');
  });

  it('keep what was chosen in the address, and say which field does not fit', async () => {
    await page.getByRole('radio', { name: /简报/ }).check();
    await look('简报').waitFor();
    await page.getByLabel('期号').fill('12');
    await page.waitForURL(/issue=12/);
    await page.reload();
    await look('简报').waitFor();
    await expectAccessible(page);
    expect(wordText(new Uint8Array(await download('下载 Word')))).toContain('第12期');
    await page.goto(`${app.server.url}/documents?form=brief&from=2999-01-01`);
    await page.getByRole('alert').filter({ hasText: '开始日期不能晚于截止日期' }).waitFor();
  });

  it('are made of what the ledger page shows', async () => {
    await page.goto(`${app.server.url}/problems?severity=grave`);
    await page.getByRole('link', { name: '生成文书' }).click();
    await page.waitForURL(/\/documents\?.*severity=grave/);
    await page.getByText('按台账页的筛选（1项）').waitFor();
    await look('整改台账').waitFor();
    await page.getByRole('button', { name: '取消筛选' }).click();
    await page.getByText('未销号', { exact: true }).waitFor();
  });

  it('read well on a phone', async () => {
    await page.setViewportSize({ width: 360, height: 740 });
    await page.goto(`${app.server.url}/documents?form=report`);
    await look('总结报告').waitFor();
    await expectAccessible(page);
    const wide = await page.evaluate(() => document.documentElement.scrollWidth);
    expect(wide).toBeLessThanOrEqual(360);
    expect(app.pageErrors).toEqual([]);
  });
});
