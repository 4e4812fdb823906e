import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { photo } from '../src/office/media/photos.fixture.ts';
import { notify } from '../src/server/notice/service.ts';
import { SESSION_COOKIE } from '../src/server/platform/http.ts';
import { hashToken, newId, newToken } from '../src/server/platform/ids.ts';
import { EVERYWHERE, withScopes } from '../src/server/platform/scope.ts';
import { ownLink } from '../src/server/problem/links.ts';
import { expectAccessible } from './support/app.ts';
import { openOffice } from './support/office.ts';

let app: Awaited<ReturnType<typeof openOffice>>;
let page: Page;
/** What the letter is about besides. */
const ALSO = '夜班食堂只有冷饭';
/** What it was drafted about first, done since. */
const GONE = '电梯三个月没有修好';

beforeAll(async () => {
  app = await openOffice({
    name: '江州城建集团',
    shortName: '江城建',
    roles: ['office', 'leader'],
    campaign: { name: '树立和践行正确政绩观学习教育', since: '2026-03-01' },
  });
  page = app.page;
  await seed();
});
afterAll(() => app?.close());

/** A branch with a problem that is late, and a letter about it that waits for a signature. */
async function seed(): Promise<void> {
  const { root, at, me: person } = app;
  const { db, now } = app.server.ctx;
  const post = newId(now());
  const held = { ...at, since: '2024-01-01', version: 1 };
  await db
    .insertInto('post')
    .values({ ...held, id: post, name: '总经理', rank: 'first', position: 0 })
    .execute();
  await db
    .insertInto('tenure')
    .values({ ...held, id: newId(now()), post_id: post, person_id: person, kind: 'regular' })
    .execute();
  const today = new Date(now()).toISOString().slice(0, 10);
  const { id: unit } = await app.send('/api/org/units', {
    parentId: root.id,
    name: '三分公司',
    kind: 'branch',
  });
  await app.send(`/api/duty/units/${root.id}/acts`, {
    kind: 'oversee',
    personId: person,
    on: today,
    about: '物业报修等待过久',
    what: '到现场督办，明确夜间轮值的完成时限。',
  });
  const raise = (title: string) =>
    app.send('/api/problems', {
      unitId: unit,
      campaignId: app.campaignId,
      tendency: 'purpose.unasked',
      mirror: 'known',
      source: 'voice',
      list: 'unit',
      severity: 'ordinary',
      systemic: false,
      title,
      facts: '二月抽查三十二张报修单，平均九天上门，最长二十一天，住户先后催办四十余次。',
      cause: '维修班组只有两人，夜间和周末无人值守。',
      ownerId: person,
      leaderId: person,
      measures: [
        {
          text: '报修四十八小时内上门，夜间与周末轮值，逾时由值班经理回电。',
          kind: 'by-date',
          due: '2026-03-31',
          ownerId: person,
          criterion: '五月报修单的平均上门天数不超过两天',
        },
      ],
      publish: true,
    });
  const main = newId(now());
  for (const [given, title] of [
    [main, GONE],
    [undefined, '物业报修平均等待九天，住户反复催办'],
    [undefined, ALSO],
  ] as const) {
    const problem = await raise(title);
    const id = given ?? newId(now());
    const row = await db
      .selectFrom('problem')
      .selectAll()
      .where('id', '=', problem.id)
      .executeTakeFirstOrThrow();
    await db
      .insertInto('supervision_letter')
      .values({
        org_id: row.org_id,
        org_path: row.org_path,
        id,
        main_id: id === main ? null : main,
        problem_id: row.id,
        reason: 'overdue',
        arm: '2026-03-31',
        level: 0,
        step_on: '2026-04-08',
        days: 4,
        issuer_id: root.id,
        answerer_id: person,
        post_name: '总经理',
        state: 'draft',
        told: [],
        version: 1,
      })
      .execute();
  }
  await db.updateTable('problem').set({ due: null }).where('title', '=', GONE).execute();
}

describe('a supervision letter', () => {
  it('waits on today, is signed in place, and is there as Word', async () => {
    await page.goto(app.server.url);
    const row = page.getByText('签发督办函：“物业报修平均等待九天');
    await row.waitFor();
    await page.getByRole('button', { name: /去签发/ }).click();
    const drawer = page.getByRole('dialog');
    await drawer.getByText('逾期 4 个工作日').waitFor();
    await drawer.getByText(ALSO).waitFor();
    await drawer.getByText(GONE).waitFor();
    await drawer.getByText('到期的措施已办完或已延期').waitFor();
    await expectAccessible(page);
    await drawer.getByRole('button', { name: '签发' }).click();
    await drawer.getByLabel('另外要求').fill('请说明夜间轮值为何没有落实。');
    await drawer.getByRole('button', { name: '签发' }).click();
    await drawer.getByText(/江城建督函〔\d{4}〕1号/).waitFor();
    await drawer.getByText('待答复').waitFor();
    expect(await drawer.getByText(GONE).count()).toBe(0);
    const [file] = await Promise.all([
      page.waitForEvent('download'),
      drawer.getByRole('link', { name: 'Word' }).click(),
    ]);
    expect(file.suggestedFilename()).toMatch(/^督办函-三分公司-.*\.docx$/);
  });

  it('is answered from the message on a telephone: one click opens the field', async () => {
    await page.setViewportSize({ width: 360, height: 740 });
    await page.goto(`${app.server.url}/notices`);
    await page.getByText(/发来督办函 江城建督函/).click();
    const field = page.getByLabel('没有完成的原因、已经做了什么、何时完成');
    await field.waitFor();
    expect(await field.evaluate((f) => f === document.activeElement)).toBe(true);
    await expectAccessible(page);
    await field.fill('轮值表已排定，下周起执行，月底前平均等待降到两天以内。');
    const drawer = page.getByRole('dialog');
    await drawer.getByRole('button', { name: '答复' }).click();
    await drawer.getByText('已答复').waitFor();
    const wide = await page.evaluate(() => document.documentElement.scrollWidth);
    expect(wide).toBeLessThanOrEqual(360);
    await page.setViewportSize({ width: 1366, height: 768 });
  });

  it('the page lists letters with their states', async () => {
    await page.goto(`${app.server.url}/supervision`);
    await page.getByRole('cell', { name: /已答复/ }).waitFor();
    await expectAccessible(page);
    await page.goto(`${app.server.url}/supervision?state=draft`);
    await page.getByText('没有这种状态的督办函').waitFor();
  });
});

describe('evidence on the page', () => {
  it('is chosen or pasted, shown small, described and withdrawn', async () => {
    await page.goto(`${app.server.url}/duty?tab=acts`);
    await page.locator('.ant-table-row-expand-icon').first().click();
    const evidence = page.locator('.evidence');
    const send = (name: string, bytes: Uint8Array) =>
      evidence.locator('input[type=file]').setInputFiles({
        name,
        mimeType: 'image/jpeg',
        buffer: Buffer.from(bytes),
      });
    await send('现场.jpg', photo('jpeg'));
    await evidence.getByRole('link', { name: '现场.jpg' }).waitFor();
    await evidence.getByText('拍摄于 2026-03-03').waitFor();
    const picture = evidence.getByRole('img', { name: '现场.jpg' });
    await picture.waitFor();
    // It stands upright: the telephone held it on its side.
    const size = await picture.evaluate((i: HTMLImageElement) => [i.naturalWidth, i.naturalHeight]);
    expect(size).toEqual([40, 64]);
    await expectAccessible(page);
    await send('说明.jpg', Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"/>'));
    await evidence.getByText('只收照片').waitFor();
    await evidence.getByRole('button', { name: '不传 说明.jpg 了' }).click();
    await evidence.getByRole('button', { name: '写说明' }).click();
    await page.getByLabel('这份材料说明什么').fill('夜间值守台，整改后');
    await page.getByRole('button', { name: /保\s?存/ }).click();
    await evidence.getByRole('link', { name: '夜间值守台，整改后' }).waitFor();
    await page.evaluate(() => {
      const data = new DataTransfer();
      const canvas = document.createElement('canvas');
      canvas.width = canvas.height = 8;
      const bytes = Uint8Array.from(atob(canvas.toDataURL('image/png').split(',')[1]!), (c) =>
        c.charCodeAt(0),
      );
      data.items.add(new File([bytes], 'image.png', { type: 'image/png' }));
      document.dispatchEvent(
        new ClipboardEvent('paste', { clipboardData: data, bubbles: true, cancelable: true }),
      );
    });
    await evidence.getByRole('link', { name: 'image.png' }).waitFor();
    await evidence.getByRole('button', { name: '撤回' }).last().click();
    await page.getByLabel('为什么撤回').fill('贴错了图');
    await page
      .getByRole('tooltip')
      .getByRole('button', { name: /撤\s?回/ })
      .click();
    await evidence.getByText('已撤回：贴错了图').waitFor();
    expect(app.pageErrors).toEqual([]);
  });
});

describe('whoever is only named in a row', () => {
  const TITLE = '物业报修平均等待九天，住户反复催办';
  /** Somebody without any right, who owes the work and was sent the letter. */
  async function enter(): Promise<void> {
    const { db, now } = app.server.ctx;
    const id = newId(now());
    const at = { org_id: app.root.id, org_path: app.root.path };
    await db
      .insertInto('person')
      .values({ ...at, id, name: '尹落实', created_at: now(), version: 1 })
      .execute();
    await db
      .insertInto('account')
      .values({ id, login: 'named', password_hash: '-', created_at: now() })
      .execute();
    const problem = await db
      .updateTable('problem')
      .set({ owner_id: id })
      .where('title', '=', TITLE)
      .returning(['id', 'org_id', 'org_path', 'number'])
      .executeTakeFirstOrThrow();
    const letter = await db
      .updateTable('supervision_letter')
      .set({ state: 'sent', told: [id], answer: null, answered_by: null, answered_at: null })
      .where('main_id', 'is', null)
      .where('state', '=', 'answered')
      .returning('id')
      .executeTakeFirstOrThrow();
    const org = { id: problem.org_id, path: problem.org_path };
    const about = { number: problem.number, title: TITLE, due: '2026-03-31', days: 3 };
    const sent = { number: '江城建督函1号', issuer: '江城建', unit: '三分公司', by: '2026-04-10' };
    await withScopes(app.server.ctx, EVERYWHERE, (trx) =>
      notify(
        trx,
        app.server.ctx,
        {
          ...{ to: [id], code: 'supervision:told-late', params: about, org },
          link: ownLink(problem.id, 'report'),
        },
        {
          ...{ to: [id], code: 'supervision:told-letter', params: { ...sent, title: TITLE }, org },
          link: `/supervision?letter=${letter.id}&act=answer`,
        },
      ),
    );
    const { token } = newToken();
    const until = new Date(now().getTime() + 86_400_000);
    await db
      .insertInto('session')
      .values({
        ...{ token_hash: hashToken(token), account_id: id },
        ...{ created_at: now(), seen_at: now(), expires_at: until },
      })
      .execute();
    await app.context.clearCookies();
    await app.context.addCookies([{ name: SESSION_COOKIE, value: token, url: app.server.url }]);
  }

  it('tells how it goes and answers the letter from the messages', async () => {
    await enter();
    const drawer = page.getByRole('dialog');
    await page.goto(`${app.server.url}/notices`);
    await page
      .getByText(/已逾期/)
      .first()
      .click();
    await drawer.getByLabel('做到哪一步').fill('值班表已排定，四个班组轮值。');
    await expectAccessible(page);
    await drawer.getByRole('button', { name: '填进展' }).click();
    await drawer.getByText('值班表已排定').waitFor();
    await page.goto(`${app.server.url}/notices`);
    await page.getByText(/发来督办函/).click();
    await page
      .getByLabel('没有完成的原因、已经做了什么、何时完成')
      .fill('轮值表已排定，月底前见效。');
    await expectAccessible(page);
    await drawer.getByRole('button', { name: '答复' }).click();
    await drawer.getByText('已答复').waitFor();
    await drawer.getByRole('link', { name: new RegExp(TITLE) }).click();
    await drawer.getByText('值班表已排定').waitFor();
    expect(app.pageErrors).toEqual([]);
  });
});
