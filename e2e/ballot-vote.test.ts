import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { blind, finalize } from '../src/contract/ballot/blind.ts';
import { commitmentsOf, messageOf, newVote, type Paper } from '../src/contract/ballot/paper.ts';
import { expectAccessible } from './support/app.ts';
import { openOffice } from './support/office.ts';

let app: Awaited<ReturnType<typeof openOffice>>;
let phone: Page;
let id = '';
let codes: string[] = [];
let token = '';

const items = [
  '领导班子总体评价',
  '班子成员：欧阳文静（党委书记、董事长）',
  '分管安全生产工作',
  '老旧小区二次供水改造',
].map((text, i) => ({ id: `i${i + 1}`, text }));
const options = [
  { id: 'a', text: '优秀', score: 100 },
  { id: 'b', text: '称职', score: 80 },
  { id: 'c', text: '基本称职', score: 60 },
  { id: 'd', text: '不称职', score: 0 },
];

async function step(name: string): Promise<void> {
  const { version } = await (
    await app.page.request.get(`${app.server.url}/api/ballots/${id}`)
  ).json();
  await app.send(`/api/ballots/${id}/step`, { step: name, version });
}

beforeAll(async () => {
  app = await openOffice({ name: '清江水务集团' });
  ({ id } = await app.send('/api/ballots', {
    unitId: app.root.id,
    title: '2026年度领导班子民主测评',
    items,
    options,
    electorates: [{ id: 'C', name: '职工', weight: 1 }],
  }));
  const names = ['李晓梅', '王建国', '赵永强', '孙桂兰', '周海涛', '吴秀英'];
  await app.page.request.put(`${app.server.url}/api/ballots/${id}/roll`, {
    headers: { origin: app.server.url },
    data: {
      version: 1,
      voters: [
        ...names.map((name) => ({ electorate: 'C', name })),
        { electorate: 'C', name: '陈管理', personId: app.me },
      ],
    },
  });
  await step('freeze');
  const { version } = await (
    await app.page.request.get(`${app.server.url}/api/ballots/${id}`)
  ).json();
  const made = (await app.send(`/api/ballots/${id}/codes`, { version })) as unknown as {
    slips: { code: string }[];
  };
  codes = made.slips.map((s) => s.code);
  await step('open');
  const context = await app.browser.newContext({
    locale: 'zh-CN',
    viewport: { width: 360, height: 740 },
    reducedMotion: 'reduce',
  });
  context.setDefaultTimeout(30_000);
  phone = await context.newPage();
  // A phone in a full hall: 400 ms to the server, 50 kB a second, a quarter of a desk's processor.
  const link = await context.newCDPSession(phone);
  const slow = {
    offline: false,
    latency: 400,
    downloadThroughput: 50_000,
    uploadThroughput: 20_000,
  };
  await link.send('Network.emulateNetworkConditions', slow);
  await link.send('Emulation.setCPUThrottlingRate', { rate: 4 });
}, 120_000);
afterAll(() => app?.close());

/** Votes as a phone does, without one. */
async function votes(code: string, answers: readonly string[]): Promise<void> {
  const open = `${app.server.url}/open/ballots/${id}`;
  const paper = (await (await fetch(open)).json()) as Paper;
  const { n } = paper.electorates[0]!;
  const vote = newVote('C', answers);
  const message = messageOf(id, 'C', vote.token, commitmentsOf(vote));
  const blinding = blind(n, message);
  const post = (path: string, body: object) =>
    fetch(`${open}/${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
  const drawn = await post('draw', { code, electorate: 'C', blinded: blinding.blinded });
  const { signature } = (await drawn.json()) as { signature: string };
  const whole = { ...vote, signature: finalize(n, message, signature, blinding) };
  expect((await post('cast', whole)).status).toBe(204);
}

async function choose(page: Page, answers: readonly string[]): Promise<void> {
  for (const [i, text] of answers.entries())
    await page
      .getByRole('group', { name: new RegExp(`^${i + 1}\\.`) })
      .getByText(text, { exact: true })
      .click();
}

describe('a secret ballot on a phone', () => {
  it('opens with the printed code and shows all items; what is missing is told', async () => {
    await phone.goto(`${app.server.url}/b#${codes[0]!.replaceAll('-', '')}`);
    await phone.getByRole('heading', { name: '2026年度领导班子民主测评' }).waitFor();
    // Nothing of the code is left in the address or in the history.
    expect(phone.url()).toBe(`${app.server.url}/b`);
    await expectAccessible(phone);
    await choose(phone, ['优秀', '称职', '弃权']);
    await phone.getByRole('button', { name: '选好了，核对一遍' }).click();
    await phone.getByText('还有 1 项没有选（“老旧小区二次供水改造”）').waitFor();
    await phone.reload();
    await phone.getByRole('heading', { name: '2026年度领导班子民主测评' }).waitFor();
    expect(await phone.getByRole('group', { name: /^1\./ }).getByLabel('优秀').isChecked()).toBe(
      true,
    );
    await choose(phone, ['优秀', '称职', '弃权', '不称职']);
    await phone.getByRole('button', { name: '选好了，核对一遍' }).click();
    await phone.getByRole('heading', { name: '请核对一遍' }).waitFor();
    await expectAccessible(phone);
  });

  it('brings a vote to the box once, though the link breaks and the page is loaded again', async () => {
    const shown: (string | undefined)[] = [];
    await phone
      .context()
      .addCookies([{ name: 'shiji_session', value: 'of-somebody', url: app.server.url }]);
    // The first answer gets lost: the vote is in the box, and the phone does not know.
    await phone.route(
      '**/cast',
      async (route) => {
        shown.push((await route.request().allHeaders()).cookie);
        await route.fetch();
        await route.abort();
      },
      { times: 1 },
    );
    await phone.getByRole('button', { name: '投出' }).click();
    await phone.getByText(/网络不通，2 秒后自动再试/).waitFor();
    await phone.reload();
    await phone.getByRole('heading', { name: '投票成功' }).waitFor();
    expect(shown, 'no session goes with a vote').toEqual([undefined]);
    token = (await phone.locator('[data-token]').textContent())!.replace(/\s/g, '');
    expect(token).toMatch(/^[0-9a-f]{64}$/);
    await expectAccessible(phone);
    const { count } = await app.server.ctx.db
      .selectFrom('ballot_envelope')
      .select((e) => e.fn.countAll<string>().as('count'))
      .executeTakeFirstOrThrow();
    expect(count).toBe('1');
    await phone.reload();
    await phone.getByRole('heading', { name: '投票成功' }).waitFor();
    await phone.getByRole('button', { name: '记好了，清除' }).click();
    await phone.getByRole('heading', { name: '已从这部手机上清除' }).waitFor();
    const left = await phone.evaluate(() => [
      JSON.stringify({ ...localStorage }),
      JSON.stringify({ ...sessionStorage }),
    ]);
    expect(left).toEqual(['{}', '{}']);
    await phone.getByRole('button', { name: '换一个投票码' }).click();
    await phone.getByLabel('投票码').fill(codes[0]!.toLowerCase());
    await phone.getByRole('button', { name: '下一步' }).click();
    await phone.getByText('这个投票码已经用过了').waitFor();
  });

  it('needs no code from whoever is signed in', async () => {
    const { page, server } = app;
    await page.goto(`${server.url}/open/ballot/${id}?lang=zh`);
    await page.getByRole('heading', { name: '2026年度领导班子民主测评' }).waitFor();
    await page.getByText('怎么核对').click();
    const { electorates } = await (
      await page.request.get(`${server.url}/api/ballots/${id}`)
    ).json();
    const shown = (await page.locator('[data-key]').textContent())!.replace(/\s/g, '');
    expect(shown).toBe(electorates[0].keyHash);
    await choose(page, ['优秀', '优秀', '称职', '优秀']);
    await page.getByRole('button', { name: '选好了，核对一遍' }).click();
    await page.getByRole('button', { name: '投出' }).click();
    await page.getByRole('heading', { name: '投票成功' }).waitFor();
    await page.getByRole('button', { name: '记好了，清除' }).click();
    await page.goto(`${server.url}/open/ballot/${id}?lang=zh`);
    await page.getByText('您已用本人账号领过票').waitFor();
    expect(app.pageErrors).toEqual([]);
  });

  it('can be found again once results are out, and counted anew without a server', async () => {
    for (const code of codes.slice(1, 5)) await votes(code, ['a', 'b', 'b', 'a']);
    await step('close');
    await phone.goto(`${app.server.url}/open/ballot/${id}`);
    await phone.getByText('投票已经结束。结果公布以后').waitFor();
    await step('publish');
    await phone.reload();
    await phone.getByText(/职工：优秀 6 · 称职 0/).waitFor();
    await phone.getByLabel('查票码').fill(token);
    const asked: string[] = [];
    phone.on('request', (r) => asked.push(r.url()));
    await phone.getByRole('button', { name: '查找' }).click();
    await phone.getByText('找到了，签名有效').waitFor();
    const own = phone.locator('[data-found] dd');
    expect(await own.allInnerTexts()).toEqual(['优秀', '称职', '弃权', '不称职']);
    await phone.getByRole('button', { name: '开始重新计票' }).click();
    await phone.getByText('核对通过：6 张票签名都有效').waitFor();
    expect(asked.filter((url) => url.includes(token))).toEqual([]);
    await expectAccessible(phone);
  });

  it('has a page that counts a chosen file anew, from a disk and offline too', async () => {
    const file = await (await fetch(`${app.server.url}/open/ballots/${id}/bulletin`)).text();
    const folder = await mkdtemp(join(tmpdir(), 'shiji-ballot-'));
    const changed = file.replace('"drawn":6', '"drawn":7');
    expect(changed).not.toBe(file);
    await writeFile(join(folder, '公示文件.json'), file);
    await writeFile(join(folder, '改过.json'), changed);
    const page = await (await fetch(`${app.server.url}/open/ballot/recount`)).text();
    const saved = join(folder, '重新计票.html');
    await writeFile(saved, page);
    await phone.goto(`${app.server.url}/open/ballot/recount`);
    await phone.getByLabel('公示文件').setInputFiles(join(folder, '公示文件.json'));
    await phone.getByText('核对通过：6 张票签名都有效').waitFor();
    await expectAccessible(phone);
    await phone.context().setOffline(true);
    await phone.goto(pathToFileURL(saved).href);
    await phone.getByLabel('公示文件').setInputFiles(join(folder, '改过.json'));
    await phone.getByText('封签不对：关箱之后有人改过文件').waitFor();
    await phone.getByLabel('公示文件').setInputFiles(join(folder, '公示文件.json'));
    await phone.getByText('核对通过：6 张票签名都有效').waitFor();
    await phone.getByLabel('查票码').fill(token);
    await phone.getByRole('button', { name: '查找' }).click();
    await phone.getByText('找到了，签名有效').waitFor();
    await phone.context().setOffline(false);
    await rm(folder, { recursive: true, force: true });
  });
});
