import type { AddressInfo } from 'node:net';
import { type ParsedMail, simpleParser } from 'mailparser';
import { SMTPServer } from 'smtp-server';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { notify } from '../src/server/notice/service.ts';
import { root } from '../src/server/org/service.ts';
import { EVERYWHERE, withScopes } from '../src/server/platform/scope.ts';
import { enterFirst, expectAccessible, openApp } from './support/app.ts';

let app: Awaited<ReturnType<typeof openApp>>;
const mails: ParsedMail[] = [];
const post = new SMTPServer({
  authOptional: true,
  hideSTARTTLS: true,
  onData: (stream, _, done) => {
    simpleParser(stream).then((mail) => {
      mails.push(mail);
      done();
    }, done);
  },
});
let port: number;
beforeAll(async () => {
  await new Promise<void>((done) => post.listen(0, '127.0.0.1', () => done()));
  port = (post.server.address() as AddressInfo).port;
  app = await openApp();
  await enterFirst(app.page, app.server.firstLink!);
  await app.page.getByRole('link', { name: '设置' }).waitFor();
});
afterAll(async () => {
  await app?.close();
  await new Promise<void>((done) => post.close(() => done()));
});

describe('the system', () => {
  it('is set up for mail, and a test mail arrives', async () => {
    const { page } = app;
    await page.getByRole('link', { name: '设置' }).click();
    const mail = page.getByRole('region', { name: '邮件' });
    await mail.getByLabel('服务器').fill('127.0.0.1');
    await mail.getByLabel('端口').fill(String(port));
    await mail.getByLabel('加密').click();
    await page.getByTitle('不加密（常用端口 25）').click();
    await mail.getByLabel('发件地址').fill('不是邮箱');
    await mail.getByRole('button', { name: '保存' }).click();
    await mail.getByRole('alert').first().waitFor();
    await mail.getByLabel('发件地址').fill('shiji@corp.test');
    await mail.getByRole('button', { name: '保存' }).click();
    await mail.getByText('已保存').waitFor();
    await mail.getByLabel('收件地址').fill('chen@corp.test');
    await mail.getByRole('button', { name: '发送测试邮件' }).click();
    await mail.getByText('已发出，请查收').waitFor();
    expect(mails[0]!.subject).toContain('测试消息');
    await expectAccessible(page);
    // What was saved asks nothing; what was written and not saved is not lost unasked.
    await page.getByRole('link', { name: '人员', exact: true }).click();
    await page.getByRole('heading', { name: '人员', level: 1 }).waitFor();
    await page.goBack();
    await mail.getByLabel('服务器').fill('mail.corp.test');
    await page.getByRole('link', { name: '人员', exact: true }).click();
    await page.getByRole('button', { name: '留在这里' }).click();
    expect(await mail.getByLabel('服务器').inputValue()).toBe('mail.corp.test');
    await page.getByRole('link', { name: '人员', exact: true }).click();
    await page.getByRole('button', { name: '离开，不保存' }).click();
    await page.getByRole('heading', { name: '人员', level: 1 }).waitFor();
  });

  it('tells people at the bell, by mail, and once read it is quiet', async () => {
    const { page, server } = app;
    const { ctx } = server;
    await withScopes(ctx, EVERYWHERE, async (trx) => {
      const { id } = await trx.selectFrom('person').select('id').executeTakeFirstOrThrow();
      await trx.updateTable('person').set({ email: 'chen@corp.test' }).execute();
      const org = await root(trx);
      await notify(trx, ctx, { to: [id], code: 'system:test-text', org, link: '/system/jobs' });
    });
    await page.reload();
    await page.getByRole('link', { name: '通知，1 条未读' }).click();
    await page.getByText('这是一条测试消息').waitFor();
    await expectAccessible(page);
    await page.getByRole('button', { name: '通知方式' }).click();
    await page.getByText('邮件发到 chen@corp.test').waitFor();
    await page.getByLabel('每天汇总发一封').check();
    await page.getByRole('button', { name: '保存' }).click();
    await page.getByRole('link', { name: '这是一条测试消息' }).click();
    await page.getByRole('heading', { name: '定时任务' }).waitFor();
    await page.getByRole('link', { name: '通知', exact: true }).waitFor();
    for (let i = 0; i < 200 && mails.length < 2; i++) await page.waitForTimeout(50);
    expect(mails).toHaveLength(2);
  });

  it('lists jobs, and one that failed says why and is done again', async () => {
    const { page, server } = app;
    await withScopes(server.ctx, EVERYWHERE, async (trx) => {
      const { enqueue } = await import('../src/server/platform/jobs.ts');
      await enqueue(trx, 'notice.mail', { ids: ['broken'] }, { maxAttempts: 1 });
    });
    await page.goto(`${server.url}/system/jobs?state=failed`);
    await page.getByText('出现意外错误').waitFor();
    await page.getByText('汇总邮件').waitFor();
    await expectAccessible(page);
    await page.getByRole('button', { name: '放弃' }).click();
    await page.getByRole('tooltip').getByRole('button', { name: '放弃' }).click();
    await page.getByText('没有任务。').waitFor();
    expect(app.pageErrors).toEqual([]);
  });
});
