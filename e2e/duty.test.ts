import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { newId } from '../src/server/platform/ids.ts';
import { enterFirst, expectAccessible, openApp } from './support/app.ts';

let app: Awaited<ReturnType<typeof openApp>>;
let page: Page;

beforeAll(async () => {
  app = await openApp();
  page = app.page;
  await enterFirst(page, app.server.firstLink!);
  await page.getByRole('navigation').waitFor();
  await appoint();
});
afterAll(() => app?.close());

/** The first person leads the unit and the campaign's office; a deputy's post stands empty. */
async function appoint(): Promise<void> {
  const { db, now } = app.server.ctx;
  const unit = await db.selectFrom('org').selectAll().executeTakeFirstOrThrow();
  const person = await db.selectFrom('person').selectAll().executeTakeFirstOrThrow();
  const at = { org_id: unit.id, org_path: unit.path };
  await db.updateTable('org').set({ name: '城建集团' }).execute();
  for (const role of ['office', 'leader'])
    await db
      .insertInto('access_grant')
      .values({
        ...at,
        id: newId(now()),
        person_id: person.id,
        role,
        since: now(),
        created_at: now(),
      })
      .execute();
  for (const [name, rank] of [
    ['董事长', 'first'],
    ['副总经理（分管生产）', 'deputy'],
    ['联络员', 'liaison'],
  ] as const) {
    const id = newId(now());
    const post = { ...at, id, name, rank, position: 0, since: '2024-01-01', version: 1 };
    await db.insertInto('post').values(post).execute();
    if (rank === 'deputy') continue;
    await db
      .insertInto('tenure')
      .values({
        ...at,
        id: newId(now()),
        post_id: id,
        person_id: person.id,
        kind: rank === 'first' ? 'regular' : 'concurrent',
        since: '2025-01-01',
        version: 1,
      })
      .execute();
  }
}

const row = (text: string) => page.getByRole('row').filter({ hasText: text });

describe('the chain of responsibility', () => {
  it('is written down in one step and says what is missing', async () => {
    await page.goto(`${app.server.url}/duty`);
    await page.getByText('现在由 陈管理 负责（城建集团董事长）').waitFor();
    await expectAccessible(page);
    await page.getByRole('button', { name: '写入常用职责' }).click();
    await row('副总经理（分管生产）').getByText('空缺').waitFor();
    await page.getByText(/责任链有 \d+ 处缺口/).waitFor();
    await expectAccessible(page);
  });

  it('is signed by hand', async () => {
    await row('主体责任').getByRole('button', { name: '签收' }).click();
    const field = page.getByRole('img', { name: /签名区/ });
    // The dialog still grows when it appears: hovering waits until it stands.
    await field.hover();
    const box = (await field.boundingBox())!;
    await page.mouse.move(box.x + 40, box.y + 60);
    await page.mouse.down();
    for (const [x, y] of [
      [120, 30],
      [90, 110],
      [260, 40],
      [300, 90],
    ] as const)
      await page.mouse.move(box.x + x, box.y + y, { steps: 6 });
    await page.mouse.up();
    await expectAccessible(page);
    await page.getByRole('dialog').getByRole('button', { name: '签收' }).click();
    await row('主体责任').getByText('陈管理 已签').waitFor();
  });

  it('or with the typed name, and only with the own one', async () => {
    await row('联络员职责').getByRole('button', { name: '签收' }).click();
    await page.getByRole('tab', { name: '键入姓名' }).click();
    await page.getByLabel('本人姓名').fill('陈官理');
    const sign = page.getByRole('dialog').getByRole('button', { name: '签收' });
    await sign.click();
    await page.getByText('键入的名字应与登记的姓名一致：陈管理').waitFor();
    await page.getByLabel('本人姓名').fill('陈管理');
    await sign.click();
    await row('联络员职责').getByText('陈管理 已签').waitFor();
  });

  it('asks for a new signature when the wording changes', async () => {
    await page.getByRole('button', { name: '修改：主体责任' }).click();
    const text = page.getByRole('textbox', { name: '内容' });
    await text.fill('第一责任人负总责，每季度向职工代表报告整改成效。');
    await expectAccessible(page);
    await page.getByRole('button', { name: '保存' }).click();
    await row('每季度向职工代表报告').getByText('待 陈管理 签收').waitFor();
  });

  it('keeps what was done in person, for which matter', async () => {
    await page.getByRole('tab', { name: '四个亲自' }).click();
    await page.getByText('还没有记录').waitFor();
    await page.getByRole('button', { name: '记一次亲自' }).click();
    await page.getByLabel('责任人').click();
    await page.getByTitle('陈管理（董事长）').click();
    await page.getByRole('button', { name: '保存' }).click();
    await page.getByText('写明事项（4 字以上）').waitFor();
    await page.getByLabel('推动的事项').fill('物业报修平均等待九天');
    await page.getByLabel('做了什么').fill('到三分公司现场督办，明确备件由工程部先行垫付。');
    await page.getByRole('button', { name: '保存' }).click();
    await row('物业报修平均等待九天').getByText('亲自督办').waitFor();
    await expectAccessible(page);
  });

  it('lists gaps under a unit, in the address for whoever it is sent to', async () => {
    await page.getByRole('tab', { name: '缺口' }).click();
    await row('没有指定牵头部门').first().waitFor();
    await expectAccessible(page);
    await page.reload();
    await row('没有指定牵头部门').first().waitFor();
    await page.getByRole('button', { name: '城建集团' }).last().click();
    await page.getByRole('heading', { name: '职责' }).waitFor();
  });

  it('reads on a phone', async () => {
    await page.setViewportSize({ width: 360, height: 740 });
    await page.goto(`${app.server.url}/duty`);
    await page.getByText('现在由 陈管理 负责').waitFor();
    const wider = await page.evaluate(
      () => document.documentElement.scrollWidth > window.innerWidth,
    );
    expect(wider).toBe(false);
    await expectAccessible(page);
    expect(app.pageErrors).toEqual([]);
  });
});
