import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runJobs, testServer } from '../../../test/setup/server.ts';
import { importer } from '../../../test/setup/task.ts';
import { makeWorld, type World } from '../../../test/setup/world.ts';
import type { MessagePreview } from '../../contract/voice/imports.ts';
import type { HotRow, Suggestions } from '../../contract/voice/topic-operations.ts';
import { EVERYWHERE, withScopes } from '../platform/scope.ts';
import { receive } from './intake.service.ts';
import { desk } from './voice.fixture.ts';

let server: Awaited<ReturnType<typeof testServer>>;
let world: World;
let office: ReturnType<typeof desk>;
let imports: ReturnType<typeof importer>;
let leader: string;

const head = '留言编号,留言用户,留言主题,留言时间,留言详情,点赞数,责任单位,诉求类型,一级标签';
const noise = [
  '丽湖新城旁边的搅拌站整夜施工，噪音很大',
  '搅拌站粉尘飘进丽湖新城，窗户不敢开',
  '丽湖新城小区外搅拌站什么时候搬走',
  '关于丽湖新城附近违建搅拌站噪音扰民的投诉',
  '丽湖新城业主再次反映搅拌站灰尘和噪音',
  '搅拌站在丽湖新城边上，老人孩子睡不好',
];
const subjects: Readonly<Record<string, readonly string[]>> = {
  住房物业: ['物业收费不公开', '电梯经常停运', '楼道渗水没人修', '车位捆绑销售'],
  交通出行: ['公交车班次太少', '路口红绿灯太短', '班车经常晚点', '道路坑洼难走'],
};
/** Everyday matters, labelled: enough to learn from, none of them several people's. */
const everyday = Object.entries(subjects).flatMap(([topic, matters]) =>
  Array.from({ length: 110 }, (_, i) => ({
    topic,
    title: `${'甲乙丙丁戊己庚辛壬癸子丑'[i % 12]}${'东南西北'[i % 4]}${i}号${matters[i % 4]}`,
    text: `${matters[i % 4]}，已有${i}天，${matters[(i + 1) % 4]}。`,
    day: `20${10 + (i % 14)}-0${1 + (i % 9)}-1${i % 10}`,
  })),
);

const csv = (rows: readonly string[]) => ({
  name: '留言.csv',
  bytes: Buffer.from([head, ...rows].join('\r\n')),
});
const noisy = (n: number, day: string, likes = 0) =>
  noise.map(
    (t, i) =>
      `N${n + i},user${n + i},${t},${day} 1${i}:04:34,${t}，请有关部门处理。,${likes},三分公司,投诉,`,
  );
const send = (rows: readonly string[]) =>
  imports.send('/api/voices/imports', csv(rows), { unit: world.units.parent.id, kind: 'complain' });
async function enter(rows: readonly string[]) {
  const task = await imports.shown<MessagePreview>(await send(rows));
  return { task, done: await imports.confirm(task.id) };
}
const hot = async (query = '') =>
  (await office<{ rows: HotRow[] }>('GET', `/api/voices/hot${query}`)).body.rows;
const group = async () => (await hot()).find((r) => r.place === '丽湖新城');
/** What the first responsible was told of the matter. */
async function warnings() {
  const rows = await server.ctx.db
    .selectFrom('notice')
    .select(['params', 'link'])
    .where('code', '=', 'hot:notice')
    .where('person_id', '=', leader)
    .execute();
  return rows.filter((r) => noise.includes((r.params as { title: string }).title));
}

beforeAll(async () => {
  server = await testServer();
  world = await makeWorld(server);
  const signed = await world.signInAs('office', world.units.parent);
  office = desk(server, signed.cookie);
  imports = importer(server, () => signed.cookie);
  // The one post of the unit is its first one.
  await server.ctx.db
    .updateTable('post')
    .set({ rank: 'first' })
    .where('id', '=', world.units.own.rows.post)
    .execute();
  leader = world.units.own.rows.person;
});
afterAll(() => server.close());

describe('messages of another system', () => {
  it('come in by a file: every row is accounted for, and what is refused says which cell', async () => {
    const rows = [
      ...noisy(1, '2026-02-20'),
      'N90,u,坏日期,2026/13/1,说明文字若干,0,,,',
      'N91,u,举报某人,2026/2/1,说明文字若干,0,,举报,',
      'N92,u,没有这个单位,2026/2/1,说明文字若干,0,某某分公司,,',
      'N1,u,又是这个编号,2026/2/1,说明文字若干,0,,,',
      ...everyday.map((e, i) => `E${i},,${e.title},${e.day},${e.text},0,,,${e.topic}`),
    ];
    const { task, done } = await enter(rows);
    expect(task.rows).toBe(rows.length);
    expect(task.counts).toEqual({ new: 226, changed: 0, unchanged: 0, rejected: 4, skipped: 0 });
    expect(task.list.slice(0, 4).map((r) => [r.row, r.issues[0]?.code])).toEqual([
      [8, 'hot:import-day'],
      [9, 'hot:import-sealed'],
      [10, 'hot:import-unit'],
      [11, 'hot:import-twice'],
    ]);
    expect(task.list[0]!.issues[0]!.at?.column).toBe('D (留言时间)');
    expect(done.result).toMatchObject({ new: 226, rejected: 4 });
  });

  it('again changes nothing but what has changed, and enters nothing twice', async () => {
    const rows = noisy(1, '2026-02-20');
    expect((await enter(rows)).task.counts).toMatchObject({ new: 0, unchanged: 6 });
    const liked = await enter(noisy(1, '2026-02-20', 30));
    expect(liked.task.counts).toMatchObject({ new: 0, changed: 6 });
    const other = await imports.shown<MessagePreview>(
      await send(['N1,u,题,2026/2/20,别的内容在这里,0,三分公司,,']),
    );
    expect(other.list[0]!.issues[0]!.code).toBe('hot:import-other-text');
    const { n } = await server.ctx.db
      .selectFrom('voice')
      .select((e) => e.fn.countAll<number>().as('n'))
      .where('way', '=', 'import')
      .executeTakeFirstOrThrow();
    expect(Number(n)).toBe(226);
    // Who wrote is counted, not known.
    const { author } = await server.ctx.db
      .selectFrom('voice')
      .select('author')
      .where('foreign_number', '=', 'N1')
      .executeTakeFirstOrThrow();
    expect(author!.toString('utf8')).not.toContain('user1');
  });
});

describe('a hot matter', () => {
  it('is found with its place, its unit and the voices behind its numbers', async () => {
    const found = (await group())!;
    expect(found).toMatchObject({
      handler: { name: '三分公司' },
      unit: { name: '三分公司' },
      first: '2026-02-20',
      texts: 6,
      people: 6,
      likes: 180,
      recent: 6,
      hotSince: '2026-03-02',
      rises: 1,
    });
    expect(noise).toContain(found.title);
    const { body } = await office<{ rows: { title: string }[]; beyond: number }>(
      'GET',
      `/api/voices/hot/${found.id}`,
    );
    expect(body.rows.map((r) => r.title).sort()).toEqual([...noise].sort());
    expect(body.beyond).toBe(0);
    const sibling = desk(server, (await world.signInAs('liaison', world.units.sibling)).cookie);
    expect((await sibling('GET', `/api/voices/hot/${found.id}`)).status).toBe(404);
  });

  it('is told to whoever is first responsible, once for each rise', async () => {
    expect(await warnings()).toHaveLength(1);
    const { id } = (await group())!;
    expect((await warnings())[0]!.link).toBe(`/voices?tab=hot&hot=${id}`);
    await runJobs(server, ['voice.hot']);
    expect(await warnings()).toHaveLength(1);
    server.clock.now = new Date('2026-05-02T08:00:00Z');
    const alive = { seen_at: server.clock.now, expires_at: new Date('2026-06-01') };
    await server.ctx.db.updateTable('session').set(alive).execute();
    await runJobs(server, ['voice.hot']);
    expect(await group()).toMatchObject({ id, hotSince: null, recent: 0 });
    await enter(noisy(40, '2026-04-28'));
    expect(await group()).toMatchObject({ id, hotSince: '2026-05-02', rises: 2, texts: 12 });
    expect(await warnings()).toHaveLength(2);
    const liaison = desk(server, (await world.signInAs('liaison', world.units.own)).cookie);
    const today = await liaison<{ rows: { id: string }[] }>('GET', '/api/today');
    expect(today.body.rows.map((r) => r.id)).toContain(`voice-hot:${id}`);
  });

  it('takes neither whistle-blowing in nor what fewer than five people say', async () => {
    const before = (await group())!.texts;
    const { own } = world.units;
    for (const [i, text] of noise.entries())
      await withScopes(server.ctx, EVERYWHERE, (trx) =>
        receive(server.ctx, trx, {
          unit: own,
          kind: 'report',
          way: 'page',
          text,
          key: `r${i}${'k'.repeat(24)}`,
        }),
      );
    const four = Array.from(
      { length: 8 },
      (_, i) =>
        `F${i},same${i % 4},青松社区食堂涨价,2026-04-2${i},青松社区食堂菜价第${'一二三四五六七八'[i]}次上涨，没有说明。,0,,,`,
    );
    await enter(four);
    await runJobs(server, ['voice.hot']);
    expect((await group())!.texts).toBe(before);
    expect((await hot()).some((r) => r.title.includes('青松'))).toBe(false);
    const { rows } = (await office<{ rows: { number: string }[] }>('GET', '/api/voices/hot')).body;
    expect(JSON.stringify(rows)).not.toContain('举报');
  });
});

describe('a voice to be sorted', () => {
  const raise = async (text: string) => {
    const { own } = world.units;
    const taken = await withScopes(server.ctx, EVERYWHERE, (trx) =>
      receive(server.ctx, trx, {
        unit: own,
        kind: 'help',
        way: 'page',
        text,
        key: `${text}${'k'.repeat(24)}`,
      }),
    );
    const { body } = await office<Suggestions>('GET', `/api/voices/${taken.id}/suggestions`);
    return { id: taken.id, ...body };
  };

  it('gets a topic of the model that the site learned, with the words that made it so', async () => {
    const text = '班车经常晚点，公交车班次太少，请增加班次。';
    const { from, topics, because, model } = await raise(text);
    expect([from, topics[0]!.topic]).toEqual(['model', '交通出行']);
    expect(model!.examples).toBe(220);
    expect(because.some((b) => /班车|公交|晚点|班次/.test(b.words))).toBe(true);
    for (const b of because.filter((w) => w.field === 'text'))
      expect(text.slice(b.from, b.to)).toBe(b.words);
  });

  it('is shown beside earlier ones of its kind, and who handled them', async () => {
    const found = await raise('丽湖新城外面的搅拌站夜里又开工了，噪音和粉尘都很重');
    expect(found.like.length).toBeGreaterThan(3);
    for (const { title } of found.like) expect(noise).toContain(title);
    expect(found.repeated).toBeGreaterThanOrEqual(found.like.length);
    expect(found.units[0]).toMatchObject({ unit: { name: '三分公司' }, named: false });
    const named = await raise('机电项目部的电梯又停了，三天没有人来修');
    expect(named.units[0]).toMatchObject({ unit: { name: '机电项目部' }, named: true });
  });

  it('keeps the topic that somebody gives it', async () => {
    const { id } = await raise('河道边的垃圾没人清理，天热有味');
    const { body: whole } = await office<{ version: number }>('GET', `/api/voices/${id}`);
    const given = { topic: '环境保护', version: whole.version };
    expect((await office('POST', `/api/voices/${id}/topic`, given)).status).toBe(200);
    expect((await office('POST', `/api/voices/${id}/topic`, given)).status).toBe(409);
    const { body } = await office<Suggestions>('GET', `/api/voices/${id}/suggestions`);
    expect(body.topic).toBe('环境保护');
    const topics = await office<{ topics: string[] }>('GET', '/api/voices/topics');
    expect(topics.body.topics).toContain('环境保护');
  });
});
