import { readFile } from 'node:fs/promises';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { blind, finalize } from '../src/contract/ballot/blind.ts';
import { commitmentsOf, messageOf, newVote, type Paper } from '../src/contract/ballot/paper.ts';
import { wordText } from '../src/office/paper/paper.fixture.ts';
import { expectAccessible } from './support/app.ts';
import { openOffice } from './support/office.ts';

let app: Awaited<ReturnType<typeof openOffice>>;
let page: Page;

beforeAll(async () => {
  app = await openOffice({ name: '城建集团' });
  page = app.page;
});
afterAll(() => app?.close());

const sure = (name: string) => page.getByRole('tooltip').getByRole('button', { name }).click();
const names = (word: string) => Array.from({ length: 6 }, (_, i) => `${word}${'甲乙丙丁戊己'[i]}`);

/** Draws with a code and casts, as the page of a voter does. */
async function vote(paper: Paper, slip: { code: string; electorate: string }, answers: string[]) {
  const post = async (path: string, data: object) => {
    const url = `${app.server.url}/open/ballots/${paper.id}/${path}`;
    const answer = await page.request.post(url, { data });
    expect(answer.ok(), await answer.text()).toBe(true);
    return answer;
  };
  const electorate = paper.electorates.find((e) => e.name === slip.electorate)!;
  const made = newVote(electorate.id, answers);
  const message = messageOf(paper.id, electorate.id, made.token, commitmentsOf(made));
  const blinding = blind(electorate.n, message);
  const drawn = await post('draw', {
    code: slip.code,
    electorate: electorate.id,
    blinded: blinding.blinded,
  });
  const { signature } = await drawn.json();
  await post('cast', { ...made, signature: finalize(electorate.n, message, signature, blinding) });
}

describe('a secret ballot', () => {
  it('is drafted, its roll pasted, frozen, opened, closed, published and reported', async () => {
    await page.goto(`${app.server.url}/ballots`);
    await page.getByText('还没有测评').waitFor();
    await page.getByRole('button', { name: '新建测评' }).click();
    const drawer = page.getByRole('dialog');
    await drawer.getByRole('textbox', { name: '标题' }).fill('领导班子年度民主测评');
    await drawer.getByRole('textbox', { name: '测评对象' }).fill('领导班子\n为民实事\n领导班子');
    await drawer.getByRole('button', { name: '优秀—不称职' }).click();
    await drawer.getByText('第 3 个测评对象与第 1 个相同').first().waitFor();
    await drawer.getByRole('textbox', { name: '测评对象' }).fill('领导班子\n为民实事');
    await drawer.getByRole('textbox', { name: '第 1 类的名称' }).fill('中层');
    await drawer.getByRole('button', { name: '＋一类' }).click();
    await drawer.getByRole('textbox', { name: '第 2 类的名称' }).fill('职工');
    await drawer.getByRole('spinbutton', { name: '第 2 类的权重' }).fill('300');
    await drawer.getByRole('spinbutton', { name: '第 2 类的权重' }).press('Tab');
    await drawer.getByText('50%').first().waitFor();
    await expectAccessible(page);
    await drawer.getByRole('button', { name: /保\s*存/ }).click();

    await page.getByText('名册还是空的').waitFor();
    for (const [i, electorate] of ['中层', '职工'].entries()) {
      if (i === 0) await page.getByRole('button', { name: '添加投票人' }).click();
      const add = page.getByRole('region', { name: '添加投票人' });
      await add.getByRole('combobox', { name: '加入' }).click();
      await page.getByTitle(electorate, { exact: true }).last().click();
      await add.getByText('粘贴姓名', { exact: true }).click();
      await add.getByRole('textbox', { name: '姓名' }).fill(names(electorate).join('\n'));
      await add.getByRole('button', { name: '核对 6 个姓名' }).click();
      await add.getByRole('button', { name: '加入这 6 人' }).click();
      await page.getByText(`全部 ${6 * (i + 1)} 人`).waitFor();
    }
    await page.getByRole('checkbox', { name: '职工己' }).check();
    await page.getByRole('button', { name: '移出所选 1 人' }).click();
    await page.getByText('全部 11 人').waitFor();
    await expectAccessible(page);

    await page.getByRole('tab', { name: '进展' }).click();
    await page.getByRole('button', { name: '冻结名册' }).click();
    await sure('冻结名册');
    await page.getByText('还有 11 人既没有账号也没有投票码').waitFor();
    await page.getByRole('button', { name: '打印投票码' }).click();
    await page.getByRole('radio', { name: '带姓名' }).first().waitFor();
    await page.getByRole('button', { name: '生成投票码' }).click();
    const sheet = page.getByRole('dialog').filter({ hasText: '投票码只显示这一次' });
    await sheet.getByRole('button', { name: /下载打印：.*职工\.pdf/ }).waitFor();
    await sheet.getByText('没有打印机？看投票码').click();
    await expectAccessible(page);
    const slips = await sheet.locator('.ballot-slips li').evaluateAll((all) =>
      all.map((li) => ({
        code: li.querySelector('code')!.textContent!,
        electorate: li.querySelector('span')!.textContent!,
      })),
    );
    await sheet.getByRole('button', { name: '已打印，关闭' }).click();
    await sure('已打印，关闭');
    await page.getByRole('button', { name: '开放投票' }).click();
    await sure('开放投票');
    await page.getByRole('heading', { name: '正在投票' }).waitFor();

    const id = new URL(page.url()).searchParams.get('ballot')!;
    const paper: Paper = await (
      await page.request.get(`${app.server.url}/open/ballots/${id}`)
    ).json();
    const [good, fair] = paper.options.map((o) => o.id) as [string, string];
    for (const [i, slip] of slips.entries())
      await vote(paper, slip, [i % 3 === 0 ? fair : good, slip.electorate === '职工' ? good : '']);
    await page.reload();
    await page
      .getByRole('row')
      .filter({ hasText: '中层' })
      .getByRole('cell', { name: /^≥ 5/ })
      .waitFor();
    await expectAccessible(page);

    await page.getByRole('button', { name: '截止并计票' }).click();
    await sure('截止并计票');
    await page.getByRole('rowheader', { name: /领导班子/ }).waitFor();
    await page.getByRole('combobox', { name: '看谁的结果' }).click();
    await page.getByTitle('中层（6 / 6 人）').click();
    await page.getByText('优秀 4 · 称职 2 · 基本称职 0 · 不称职 0 · 6 人表态').waitFor();
    await page.getByText('93.33–93.34').or(page.getByText('93.33–93.33')).first().waitFor();
    await page.getByText('不足 5 人，不予显示').waitFor();
    await expectAccessible(page);

    await page.getByRole('tab', { name: '进展' }).click();
    await page.getByRole('button', { name: '公布结果' }).click();
    await sure('公布结果');
    await page.getByText('shiji ballot recount').waitFor();
    await expectAccessible(page);
    const download = page.waitForEvent('download');
    await page.getByRole('button', { name: '报告（Word）' }).click();
    const text = wordText(await readFile(await (await download).path()));
    expect(text).toContain('领导班子年度民主测评情况报告');
    expect(text).toContain('名册共11人，领票11人');
    expect(app.pageErrors).toEqual([]);
  });
});
