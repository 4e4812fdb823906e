import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Unit } from '../src/contract/org/operations.ts';
import { enterFirst, expectAccessible, fillDay, openApp } from './support/app.ts';

let app: Awaited<ReturnType<typeof openApp>>;
let page: Awaited<ReturnType<typeof openApp>>['page'];
const units: Record<string, string> = {};

/** A unit made as another client would. */
async function make(parentId: string, name: string, kind: Unit['kind'], code?: string) {
  const answer = await page.request.post(`${app.server.url}/api/org/units`, {
    data: { parentId, name, kind, on: '2022-03-01', ...(code ? { code } : {}) },
    headers: { origin: app.server.url },
  });
  expect(answer.status()).toBe(200);
  units[name] = ((await answer.json()) as Unit).id;
}

const heading = (name: string) =>
  page.getByRole('region', { name: '单位' }).getByRole('heading', { name, exact: true }).waitFor();
const row = (name: string) => page.getByRole('treeitem', { name });
const drawer = () => page.getByRole('dialog');
const act = async (name: string) => {
  // An empty table offers it a second time.
  await page
    .getByRole('region', { name: '单位' })
    .getByRole('button', { name, exact: true })
    .first()
    .click();
  await drawer().waitFor();
};
const field = (name: string) => drawer().getByLabel(name, { exact: true });
const save = (name: string) => drawer().getByRole('button', { name, exact: true }).first().click();
const at = (name: string) => page.goto(`${app.server.url}/org?unit=${units[name]}`);

beforeAll(async () => {
  app = await openApp();
  page = app.page;
  await enterFirst(page, app.server.firstLink!);
  await page.getByRole('link', { name: '组织', exact: true }).waitFor();
  // A new installation begins today; this one is to have a past.
  await app.server.ctx.db.updateTable('org').set({ since: '2020-01-01' }).execute();
});
afterAll(() => app?.close());

describe('the organisation', () => {
  it('is named, and gets its units one after the other', async () => {
    await page.getByRole('link', { name: '组织', exact: true }).click();
    await row('本单位').click();
    await heading('本单位');
    await expectAccessible(page);
    units.root = new URL(page.url()).searchParams.get('unit')!.replaceAll('"', '');
    await act('修改');
    await field('名称').fill('江河城建集团');
    await save('保存');
    await heading('江河城建集团');
    await act('新增下级');
    await expectAccessible(page);
    for (const [name, code] of [
      ['三分公司', 'C3'],
      ['五分公司', 'C5'],
    ] as const) {
      await field('名称').fill(name);
      await field('代码').fill(code);
      await fillDay(field('生效日期'), '2021-01-01');
      await save('新增并继续');
      await row(name).waitFor();
    }
    await field('名称').fill('六分公司');
    await field('代码').fill('C5');
    await save('新增下级');
    await drawer().getByText('这个代码已经有单位在用').waitFor();
    await expectAccessible(page);
    await field('代码').fill('C6');
    await save('新增下级');
    await heading('六分公司');
    expect(await row('江河城建集团').getAttribute('aria-expanded')).toBe('true');
  });

  it('finds a unit by its code and shows where it stands', async () => {
    for (const name of ['三分公司', '五分公司', '六分公司']) {
      await row(name).click();
      await heading(name);
      units[name] = new URL(page.url()).searchParams.get('unit')!.replaceAll('"', '');
    }
    await make(units.三分公司!, '机电项目部', 'project', 'C3-2');
    await make(units.机电项目部!, '电工班', 'team');
    await page.keyboard.press('/');
    await page.keyboard.type('C3-');
    await page.getByRole('option', { name: /机电项目部.*江河城建集团 \/ 三分公司/ }).waitFor();
    await expectAccessible(page);
    await page.keyboard.press('Enter');
    await heading('机电项目部');
    await row('机电项目部').waitFor();
    await page.getByRole('navigation', { name: '上级单位' }).getByText('三分公司').waitFor();
    await expectAccessible(page);
  });

  it('renames from a day on, and takes it back', async () => {
    await at('三分公司');
    await heading('三分公司');
    await page.getByRole('tree').focus();
    await page.keyboard.press('e');
    await field('名称').fill('第三工程公司');
    const before = await field('生效日期').inputValue();
    await fillDay(field('生效日期'), '2020-06-01');
    // Before the unit was there: the field does not take it, and says from when on.
    expect(await field('生效日期').inputValue()).toBe(before);
    await drawer().getByText('不早于上次变动 2021-01-01').waitFor();
    await fillDay(field('生效日期'), '2024-06-01');
    await save('保存');
    await heading('第三工程公司');
    await page.getByRole('button', { name: '撤回' }).click();
    await heading('三分公司');
    await act('修改');
    await field('名称').fill('第三工程公司');
    await fillDay(field('生效日期'), '2024-06-01');
    await save('保存');
    await heading('第三工程公司');
  });

  it('says what somebody else changed, and keeps what one has entered', async () => {
    await at('六分公司');
    await act('修改');
    await field('简称').fill('六分');
    const change = { name: '第六分公司', kind: 'department', code: 'C6', version: 1 };
    await page.request.put(`${app.server.url}/api/org/units/${units.六分公司}`, {
      data: change,
      headers: { origin: app.server.url },
    });
    await save('保存');
    await drawer().getByText('名称现为：第六分公司').waitFor();
    await expectAccessible(page);
    expect(await field('简称').inputValue()).toBe('六分');
    await field('名称').fill('第六分公司');
    await save('保存');
    await drawer().waitFor({ state: 'hidden' });
    await heading('第六分公司');
  });

  it('moves by the dialog with the keys alone', async () => {
    await at('机电项目部');
    await heading('机电项目部');
    await page.getByRole('tree').focus();
    await page.keyboard.press('m');
    await field('移到').press('Enter');
    await page
      .getByRole('dialog')
      .getByRole('combobox', { name: /找单位/ })
      .waitFor();
    await expectAccessible(page);
    await page.keyboard.type('五分');
    await page.getByRole('option', { name: /五分公司/ }).waitFor();
    await page.keyboard.press('Enter');
    await fillDay(field('生效日期'), '2025-02-01');
    await drawer().getByRole('button', { name: '移动', exact: true }).press('Enter');
    await page.getByRole('navigation', { name: '上级单位' }).getByText('五分公司').waitFor();
  });

  it('moves by dragging, from a day on, and back', async () => {
    await at('机电项目部');
    await row('机电项目部').dragTo(row('第六分公司'));
    await page.getByText('把“机电项目部”移到“第六分公司”').waitFor();
    await expectAccessible(page);
    await page.locator('.org-drop').getByRole('button', { name: '移动' }).click();
    const chain = page.getByRole('navigation', { name: '上级单位' });
    await chain.getByText('第六分公司').waitFor();
    await page.getByRole('button', { name: '撤回' }).click();
    await chain.getByText('五分公司').waitFor();
  });

  it('merges, splits and closes; each says what follows', async () => {
    await at('六分公司');
    await act('合并');
    await field('并入').click();
    await page.getByRole('dialog').getByRole('treeitem', { name: '五分公司' }).click();
    await drawer()
      .getByText('“第六分公司”的 0 个直接下级、人员、职务和任职划入“五分公司”')
      .waitFor();
    await expectAccessible(page);
    await save('合并');
    await heading('五分公司');
    await row('第六分公司').waitFor({ state: 'detached' });
    await at('五分公司');
    await act('撤销');
    await drawer().getByText('下面还有 2 个单位').waitFor();
    await expectAccessible(page);
    await page.keyboard.press('Escape');
    await at('电工班');
    await act('拆分');
    await expectAccessible(page);
    await field('名称').first().fill('电工一班');
    await field('名称').nth(1).fill('电工二班');
    await save('拆分');
    await heading('电工一班');
    await row('电工二班').waitFor();
    await page.getByRole('checkbox', { name: '显示已撤销' }).check();
    await row('电工班').waitFor();
    await expectAccessible(page);
  });

  it('says whom and what a closing or merger concerns before it is confirmed', async () => {
    await make(units.root!, '留守办公室', 'office');
    const unit = units.留守办公室!;
    const to = async (path: string, data: object) => {
      const headers = { origin: app.server.url };
      const answer = await page.request.post(`${app.server.url}/api${path}`, { data, headers });
      expect(answer.status()).toBe(200);
      return (await answer.json()) as { id: string };
    };
    const person = await to('/person/people', { unitId: unit, name: '周留守' });
    const since = '2022-03-01';
    const post = await to(`/person/units/${unit}/posts`, { name: '主任', rank: 'first', since });
    const held = { personId: person.id, kind: 'regular', since };
    await to(`/person/posts/${post.id}/tenures`, held);
    // Whoever administers writes down no duties.
    const { db } = app.server.ctx;
    const place = db.selectFrom('org').select(['id as org_id', 'path as org_path']);
    const duty = { kind: 'first', title: '主体责任', text: '全面负责', position: 0, wording: 1 };
    await db
      .insertInto('duty')
      .values({
        ...(await place.where('id', '=', unit).executeTakeFirstOrThrow()),
        ...{ ...duty, id: crypto.randomUUID(), since, post_id: post.id, version: 1 },
      })
      .execute();
    const counts = () =>
      drawer()
        .getByRole('region', { name: '涉及的人员、职务、责任和授权' })
        .locator('dd')
        .allTextContents();
    await at('留守办公室');
    await act('撤销');
    await drawer().getByText('本单位还有 1 人没有办离职或调出，1 个职务有人任职').waitFor();
    expect(await counts()).toEqual(['1', '1', '1', '1', '0']);
    const confirm = drawer().getByRole('button', { name: '撤销', exact: true });
    expect(await confirm.isDisabled()).toBe(true);
    await expectAccessible(page);
    await page.keyboard.press('Escape');
    await act('合并');
    await drawer().getByRole('region', { name: '涉及的人员、职务、责任和授权' }).waitFor();
    expect(await counts()).toEqual(['1', '1', '1', '1', '0']);
    await expectAccessible(page);
    await page.keyboard.press('Escape');
  });

  it('is shown as of any day, to read only', async () => {
    await at('机电项目部');
    await heading('机电项目部');
    await fillDay(page.getByLabel('截至'), '2024-01-01');
    await page.getByText('截至 2024-01-01 的组织，只能查看。').waitFor();
    await row('三分公司').waitFor();
    await page.getByRole('navigation', { name: '上级单位' }).getByText('三分公司').waitFor();
    expect(await page.getByRole('button', { name: '修改' }).count()).toBe(0);
    await expectAccessible(page);
    await page.reload();
    await row('三分公司').waitFor();
    await page.getByRole('button', { name: '回到今天' }).click();
    await row('第三工程公司').waitFor();
  });

  it('tells a unit’s history in words', async () => {
    await at('三分公司');
    await page.getByRole('tab', { name: '沿革' }).click();
    const said = page.locator('.org-timeline li');
    await said.first().waitFor();
    expect(await said.allTextContents()).toEqual([
      '2024-06-01改名：“三分公司” → “第三工程公司”',
      '2021-01-01设立“三分公司”，上级 江河城建集团',
    ]);
    await at('五分公司');
    await page.getByRole('tab', { name: '沿革' }).click();
    await said.filter({ hasText: '第六分公司 并入' }).waitFor();
    await expectAccessible(page);
  });

  it('goes out as a workbook and comes back: checked before, counted, rejects to send back', async () => {
    await at('五分公司');
    await heading('五分公司');
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('link', { name: '导出' }).click(),
    ]);
    const workbook = join(app.home, 'org.xlsx');
    await download.saveAs(workbook);
    await act('导入');
    await expectAccessible(page);
    await drawer().locator('input[type=file]').setInputFiles(workbook);
    await drawer()
      .getByText(/新增 0 \+ 修改 0 \+ 移动 0 \+ 不变 \d+ \+ 退回 0/)
      .waitFor();
    await expectAccessible(page);
    await drawer().getByRole('button', { name: '换一个文件' }).click();
    const list = join(app.home, 'list.csv');
    await writeFile(list, '单位名称,上级单位,类别\n钢筋班,机电项目部,班组\n木工班,没有的部,班组\n');
    await drawer().locator('input[type=file]').setInputFiles(list);
    await drawer()
      .getByText(/共 2 行 = 新增 1 .* \+ 退回 1 \+ 跳过 0/)
      .waitFor();
    await drawer().getByText('没有叫“没有的部”的上级单位').waitFor();
    await expectAccessible(page);
    const [rejects] = await Promise.all([
      page.waitForEvent('download'),
      drawer().getByRole('link', { name: '下载退回的 1 行' }).click(),
    ]);
    expect(rejects.suggestedFilename()).toMatch(/\.xlsx$/);
    await drawer().getByRole('button', { name: '确认导入 1 处变动' }).click();
    await drawer().getByText('导入完成：新增 1').waitFor();
    await expectAccessible(page);
    await drawer().locator('.drawer-foot').getByRole('button', { name: '关闭' }).click();
    await page.keyboard.press('/');
    await page.keyboard.type('钢筋班');
    await page.getByRole('option', { name: /机电项目部/ }).click();
    await heading('钢筋班');
  });

  it('is used on a phone', async () => {
    await page.setViewportSize({ width: 360, height: 740 });
    await page.goto(`${app.server.url}/org`);
    await row('江河城建集团').waitFor();
    await expectAccessible(page);
    await row('五分公司').click();
    await drawer().getByRole('heading', { name: '五分公司' }).waitFor();
    await expectAccessible(page);
    const overflow = await page.evaluate(
      () => document.documentElement.scrollWidth - window.innerWidth,
    );
    expect(overflow).toBeLessThanOrEqual(0);
  });

  it('raised no error in the page', () => {
    expect(app.pageErrors).toEqual([]);
  });
});
