import { Secret, TOTP } from 'otpauth';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { enterFirst, expectAccessible, openApp } from './support/app.ts';

const password = '院里的枇杷树又结果了';
const newPassword = '窗外的石榴花开得正好';

let app: Awaited<ReturnType<typeof openApp>>;
let page: Page;
beforeAll(async () => {
  app = await openApp();
  page = app.page;
});
afterAll(() => app?.close());

const phone = (secret: string, later = 0): string =>
  new TOTP({ secret: Secret.fromBase32(secret.replaceAll(' ', '')) }).generate({
    timestamp: Date.now() + later * 1000,
  });
/** Puts a person into the first unit, as the page of people does. */
async function addPerson(name: string): Promise<void> {
  const origin = new URL(page.url()).origin;
  const units = await (await page.request.get(`${origin}/api/org/roots`)).json();
  const data = { unitId: units[0].id, name };
  const answer = await page.request.post(`${origin}/api/person/people`, { data });
  expect(answer.status()).toBe(200);
}
const row = (name: string) => page.getByRole('row', { name: new RegExp(name) });
/** On a phone nothing is cut off, and axe finds nothing. */
async function narrow(): Promise<void> {
  await page.setViewportSize({ width: 360, height: 740 });
  await expectAccessible(page);
  const overflow = await page.evaluate(
    () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
  );
  expect(overflow).toBeLessThanOrEqual(0);
  await page.setViewportSize({ width: 1366, height: 768 });
}
describe('accounts', () => {
  let link: string;
  let secret: string;
  let codes: string[];

  it('the administrator invites a person with a link and a QR code', async () => {
    await enterFirst(page, app.server.firstLink!);
    await page.waitForURL((url) => url.pathname !== '/welcome');
    for (const name of ['李晓梅', '王建国', '赵海燕']) await addPerson(name);
    await page.goto(`${app.server.url}/accounts`);
    await row('李晓梅').getByRole('button', { name: '邀请' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByRole('img', { name: '李晓梅的链接二维码' }).waitFor();
    link = (await dialog.locator('.secret').textContent())!;
    await expectAccessible(page);
    await dialog.getByRole('button', { name: '已交给本人' }).click();
    await row('李晓梅').getByText('已邀请').waitFor();
    await expectAccessible(page);
    await narrow();
  });

  it('makes the second step a rule for a role', async () => {
    await page.getByRole('button', { name: '两步登录要求' }).click();
    await page.getByRole('checkbox', { name: '督导组' }).check();
    await page.getByRole('button', { name: '保存' }).click();
    await page.getByRole('button', { name: '两步登录要求 (1)' }).waitFor();
  });

  it('the person opens the account; a weak password is refused with its reason', async () => {
    await app.context.clearCookies();
    await page.goto('about:blank');
    await page.goto(link);
    await page.getByText('李晓梅，请设一个用户名和密码').waitFor();
    await page.getByLabel('用户名').fill('lixiaomei');
    await page.getByLabel('密码').fill('lixiaomei2026');
    await page.getByRole('button', { name: '设置并登录' }).click();
    await page.getByText('里面有您的姓名、用户名或单位的名称').waitFor();
    await expectAccessible(page);
    await page.getByLabel('密码').fill(password);
    await page.getByRole('button', { name: '设置并登录' }).click();
    await page.waitForURL((url) => url.pathname !== '/welcome');
  });

  it('sets up the second step with the phone and keeps the recovery codes', async () => {
    await page.goto(`${app.server.url}/account`);
    const part = page.getByRole('region', { name: '两步登录' });
    await part.getByRole('button', { name: '设置' }).click();
    await part.getByLabel('密码').fill(password);
    await part.getByRole('button', { name: '继续' }).click();
    await part.getByRole('img', { name: '给验证器扫的二维码' }).waitFor();
    secret = (await part.locator('code').textContent())!;
    await expectAccessible(page);
    await part.getByLabel('验证码').fill(phone(secret));
    await part.getByRole('button', { name: '开启' }).click();
    await part.getByRole('heading', { name: '备用码' }).waitFor();
    codes = await part.locator('ol code').allTextContents();
    expect(codes).toHaveLength(10);
    await part.getByRole('button', { name: '已收好，继续' }).click();
    await part.getByText('备用码还剩 10 个').waitFor();
  });

  it('makes a token, shown once, and revokes it', async () => {
    await page.getByRole('button', { name: '新建令牌' }).click();
    await page.getByLabel('名称').fill('财务系统取数');
    await page.getByRole('button', { name: '新建', exact: true }).click();
    const token = await page.locator('.secret').textContent();
    const headers = { authorization: `Bearer ${token}` };
    const asked = await page.request.get(`${app.server.url}/api/identity/me`, { headers });
    expect(asked.status()).toBe(200);
    await page.getByRole('button', { name: '已收好' }).click();
    await row('财务系统取数').getByText('只读').waitFor();
    await expectAccessible(page);
    await narrow();
    await row('财务系统取数').getByRole('button', { name: '作废' }).click();
    await row('财务系统取数').waitFor({ state: 'detached' });
    const after = await page.request.get(`${app.server.url}/api/identity/me`, { headers });
    expect(after.status()).toBe(401);
  });

  it('changes the password', async () => {
    await page.getByRole('button', { name: '修改密码' }).click();
    await page.getByLabel('现在的密码').fill(password);
    await page.getByLabel('设新密码').fill(newPassword);
    await page.getByRole('button', { name: '修改密码' }).click();
    await page.getByText('密码已改，别处的登录都已退出').waitFor();
  });

  it('signs in with password and code, and says what to do about a wrong one', async () => {
    await app.context.clearCookies();
    await page.goto(`${app.server.url}/sign-in`);
    await page.getByLabel('用户名').fill('LiXiaomei');
    await expectAccessible(page);
    await page.getByLabel('密码').fill('不是这个密码');
    await page.getByRole('button', { name: '登录', exact: true }).click();
    await page.getByText('用户名或密码不对').waitFor();
    await page.getByLabel('密码').fill(newPassword);
    await page.getByRole('button', { name: '登录', exact: true }).click();
    await page.getByLabel('验证码').fill('000000');
    await page.getByRole('button', { name: '登录', exact: true }).click();
    await page.getByText('总不对就把手机的时间设为自动').waitFor();
    await expectAccessible(page);
    await narrow();
    await page.getByText('手机不在身边？用备用码').click();
    await page.getByLabel('备用码').fill(codes[0]!);
    await page.getByRole('button', { name: '登录', exact: true }).click();
    await page.waitForURL((url) => url.pathname !== '/sign-in');
    await page.goto(`${app.server.url}/account`);
    await page.getByText('备用码还剩 9 个').waitFor();
  });

  it('reads in English, and no script failed on the way', async () => {
    await page.getByRole('region', { name: '语言' }).getByText('English').click();
    await page.getByRole('heading', { name: 'My account' }).waitFor();
    await expectAccessible(page);
    expect(app.pageErrors).toEqual([]);
  });
});
