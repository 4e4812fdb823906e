import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { newId } from '../src/server/platform/ids.ts';
import { seal } from '../src/server/record/seal.service.ts';
import { enterFirst, expectAccessible, openApp } from './support/app.ts';

let app: Awaited<ReturnType<typeof openApp>>;
beforeAll(async () => {
  app = await openApp();
});
afterAll(() => app?.close());

/** The person who came first also leads the office: who administers sees no content. */
async function becomeOffice(): Promise<void> {
  const { db, now } = app.server.ctx;
  const person = await db.selectFrom('person').selectAll().executeTakeFirstOrThrow();
  await db
    .insertInto('access_grant')
    .values({
      id: newId(now()),
      person_id: person.id,
      role: 'office',
      org_id: person.org_id,
      org_path: person.org_path,
      since: now(),
      created_at: now(),
    })
    .execute();
}

describe('the record', () => {
  it('shows a change, what it changed and that it is sealed', async () => {
    const { page, server } = app;
    await enterFirst(page, server.firstLink!);
    await page.getByRole('navigation').first().waitFor();
    await becomeOffice();
    const change = async (name: string, version: number): Promise<void> => {
      const done = await page.evaluate(
        async ([name, version]) => {
          const [root] = await (await fetch('/api/org/roots')).json();
          const answer = await fetch(`/api/org/units/${root.id}`, {
            method: 'PUT',
            headers: { 'content-type': 'application/json' },
            body: JSON.stringify({ name, kind: 'group', version }),
          });
          return answer.status;
        },
        [name, version] as const,
      );
      expect(done).toBe(200);
    };
    await change('江州城建集团', 1);
    await change('江州城市建设集团', 2);
    await seal(server.ctx);
    await page.goto(`${server.url}/record`);
    await page.getByRole('button', { name: '修改单位：江州城市建设集团' }).click();
    const drawer = page.getByRole('dialog');
    const row = drawer.getByRole('row', { name: /名称/ });
    await row.getByText('江州城建集团').waitFor();
    await row.getByText('江州城市建设集团').waitFor();
    await drawer.getByText(/在存证树第 \d+ 位/).waitFor();
    expect(page.url()).toContain('entry=');
    await expectAccessible(page);
  });

  it('gives a dossier that the offline verifier accepts, and refuses when one byte differs', async () => {
    const { page, context, home } = app;
    const link = page.getByRole('link', { name: '下载凭证', exact: true });
    const [download] = await Promise.all([page.waitForEvent('download'), link.click()]);
    const path = join(home, 'dossier.json');
    await download.saveAs(path);
    await page.keyboard.press('Escape');
    const get = page.getByRole('link', { name: '下载离线核验页' });
    const [file] = await Promise.all([page.waitForEvent('download'), get.click()]);
    const verifier = join(home, 'verifier.html');
    await file.saveAs(verifier);

    const offline = await context.newPage();
    const asked: string[] = [];
    offline.on('request', (request) => asked.push(request.url()));
    await offline.goto(`file://${verifier}`);
    await offline.getByLabel('凭证文件').setInputFiles(path);
    await offline.getByText('凭证成立').waitFor();
    await offline.getByText(/^✓ 检查点由存证 .* 签名/).waitFor();
    await expectAccessible(offline);

    const text = await readFile(path, 'utf8');
    await writeFile(path, text.replace('江州城市', '江洲城市'));
    await offline.getByLabel('凭证文件').setInputFiles(path);
    await offline.getByText('凭证不成立').waitFor();
    await offline.getByText(/的内容与承诺不符/).waitFor();
    expect(asked.filter((url) => !url.startsWith('file:'))).toEqual([]);
    await offline.close();
  });

  it('has its verifier on the server too, and its script runs under the page policy', async () => {
    const { context, server } = app;
    const page = await context.newPage();
    await page.goto(`${server.url}/record/verifier`);
    await page.getByRole('heading', { name: '存证凭证核验' }).waitFor();
    await page.close();
  });

  it('verifies everything, filters by act and reads well on a phone', async () => {
    const { page, server } = app;
    await page.goto(`${server.url}/record?act=org.change`);
    await page.getByText(/存证树 \d+ 条/).click();
    await page.getByRole('button', { name: '核验全部' }).click();
    await page.getByText(/存证完好/).waitFor();
    expect(await page.locator('.record-table .ant-table-row').count()).toBe(2);
    await expectAccessible(page);
    await page.setViewportSize({ width: 360, height: 740 });
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
