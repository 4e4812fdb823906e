import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runJobs, testServer } from '../../../test/setup/server.ts';
import { importer } from '../../../test/setup/task.ts';
import { makeWorld, type World } from '../../../test/setup/world.ts';
import type { LedgerPreview } from '../../contract/problem/imports.ts';
import type { ProblemRow } from '../../contract/problem/schemas.ts';
import { newId } from '../platform/ids.ts';

let server: Awaited<ReturnType<typeof testServer>>;
let world: World;
let cookie: string;
let campaign: string;
let imports: ReturnType<typeof importer>;
/** People of the directory by name; two are called 周平. */
const people: Record<string, string> = {};

beforeAll(async () => {
  server = await testServer();
  world = await makeWorld(server);
  const { parent, own, sibling } = world.units;
  cookie = (await world.signInAs('office', parent)).cookie;
  imports = importer(server, () => cookie);
  people.韩冬 = await world.person('韩冬', own);
  people.周平 = await world.person('周平', own);
  people.周平二 = await world.person('周平', own);
  people.何芳 = await world.person('何芳', parent);
  people.韩雪 = await world.person('韩雪', sibling);
  const post = { org_id: parent.id, org_path: parent.path, since: '2024-01-01', version: 1 };
  const chief = newId(server.ctx.now());
  await server.ctx.db
    .insertInto('post')
    .values({ ...post, id: chief, name: '总经理', rank: 'first', position: 0 })
    .execute();
  await server.ctx.db
    .insertInto('tenure')
    .values({
      ...{ ...post, id: newId(server.ctx.now()), post_id: chief },
      ...{ person_id: people.何芳!, kind: 'regular' },
    })
    .execute();
  campaign = (
    await submit<{ id: string }>('/api/campaigns', {
      unitId: parent.id,
      name: '树立和践行正确政绩观学习教育',
      theme: '为民造福、真抓实干',
      since: '2026-03-01',
    })
  ).id;
});
afterAll(() => server.close());

async function submit<T>(url: string, payload: object): Promise<T> {
  const answer = await server.app.inject({ method: 'POST', url, headers: { cookie }, payload });
  return answer.json() as T;
}
async function get<T>(url: string): Promise<T> {
  return (await server.app.inject({ method: 'GET', url, headers: { cookie } })).json() as T;
}
const list = async (query: string): Promise<ProblemRow[]> =>
  (await get<{ rows: ProblemRow[] }>(`/api/problems?campaign=${campaign}&limit=100&${query}`)).rows;
const one = async (q: string): Promise<ProblemRow> =>
  (await list(`q=${encodeURIComponent(q)}`))[0]!;

const send = (text: string, name = '台账.csv') =>
  imports.send(
    '/api/problems/imports',
    { name, bytes: Buffer.from(text) },
    { unit: world.units.parent.id, campaign },
  );
const HEADINGS =
  '问题来源,问题类别,存在问题,责任单位,责任领导,责任人,整改措施,整改时限,目前进展,是否完成,销号时间';

describe('what a ledger leaves open', () => {
  const text = (facts: string) => `${HEADINGS}
自查,数字注水,${facts}一号楼电梯停用两周,三分公司,何芳,韩冬,更换曳引机,2026-06-30,,,
自查,数据掺水,${facts}二号楼水压不足,三分公司,何芳,周平,加装增压泵,2026-06-30,,,
自查,数字注水,${facts}三号楼楼道堆物,三分公司,,韩冬同志,清理并上锁,2026-06-30,,,
`;

  it('is told before it is written: which rows become drafts and why', async () => {
    const seen = await imports.shown<LedgerPreview>(await send(text('甲')));
    expect(seen).toMatchObject({
      asks: 3,
      counts: { accepted: 3 },
      drafts: {
        problems: 2,
        rows: 2,
        lacks: [
          { lack: 'unknown-owner', problems: 1, rows: 1 },
          { lack: 'several-owner', problems: 1, rows: 1 },
          { lack: 'no-leader', problems: 1, rows: 1 },
          { lack: 'unknown-tendency', problems: 1, rows: 1 },
        ],
      },
    });
    expect(seen.list.map((r) => r.lacks)).toEqual([
      [],
      ['several-owner', 'unknown-tendency'],
      ['unknown-owner', 'no-leader'],
    ]);
    // Nobody answered: what was told is what comes of it.
    const done = await imports.confirm(seen.id);
    expect(done.result).toMatchObject({ made: 3, drafts: 2 });
    const rows = await list(`q=${encodeURIComponent('甲')}&state=draft`);
    expect(rows.map((r) => [r.title.slice(0, 4), r.owner, r.ownerName]).sort()).toEqual([
      ['甲三号楼', null, '韩冬同志'],
      ['甲二号楼', null, '周平'],
    ]);
  });

  it('asks once whom names and what words mean, and knows it the next time', async () => {
    const sent = await send(text('乙'));
    const seen = await imports.shown<LedgerPreview>(sent);
    expect(seen.people.map((p) => [p.text, p.why, p.like.map((l) => l.id).sort()])).toEqual([
      ['周平', 'several', [people.周平, people.周平二].sort()],
      ['韩冬同志', 'unknown', expect.arrayContaining([people.韩冬])],
    ]);
    expect(seen.people[1]!.like[0]).toMatchObject({ name: '韩冬', unit: '三分公司' });
    expect(seen.words).toMatchObject([{ role: 'tendency', text: '数据掺水', rows: 1 }]);
    const options = {
      people: { 周平: [people.周平二], 韩冬同志: [people.韩冬] },
      words: { tendency: { [seen.words[0]!.key]: 'untrue.figures' } },
    };
    const again = await imports.again<LedgerPreview>(sent.id, options);
    expect(again).toMatchObject({
      asks: 0,
      drafts: { problems: 1, lacks: [{ lack: 'no-leader' }] },
    });
    expect((await imports.confirm(sent.id)).result).toMatchObject({ made: 3, drafts: 1 });
    expect(await one('乙二号楼')).toMatchObject({
      state: 'open',
      owner: { id: people.周平二 },
      tendency: 'untrue.figures',
    });
    expect(await one('乙三号楼')).toMatchObject({ state: 'draft', owner: { id: people.韩冬 } });
    const next = await imports.shown<LedgerPreview>(await send(text('丙')));
    expect(next).toMatchObject({ asks: 0, people: [], words: [], drafts: { problems: 1 } });
    const kept = () =>
      server.ctx.db.selectFrom('ledger_word').select('word').where('kind', '=', 'person').execute();
    expect((await kept()).map((r) => r.word).sort()).toEqual(['周平', '韩冬同志']);
  });

  it('a name that is nobody’s stays as it is written, and is not asked about again', async () => {
    const rows = (facts: string) =>
      `${HEADINGS}\n自查,数字注水,${facts}楼顶漏雨,三分公司,何芳,外聘王师傅,补防水层,2026-06-30,,,\n`;
    const sent = await send(rows('丁'));
    expect(await imports.shown<LedgerPreview>(sent)).toMatchObject({ asks: 1 });
    const again = await imports.again<LedgerPreview>(sent.id, { people: { 外聘王师傅: 'none' } });
    expect(again).toMatchObject({ asks: 0, drafts: { lacks: [{ lack: 'unknown-owner' }] } });
    await imports.confirm(sent.id);
    expect(await imports.shown<LedgerPreview>(await send(rows('戊')))).toMatchObject({ asks: 0 });
  });
});

describe('what a ledger says is finished', () => {
  const text = `${HEADINGS}
自查,数字注水,己路灯三十盏不亮,三分公司,何芳,韩冬,更换灯头三十个,2026-03-04,已完成更换，居民反映良好,已完成,2026-02-20
自查,数字注水,庚井盖破损两处,三分公司,何芳,韩冬,更换井盖两处,2026-03-04,,未完成,
自查,数字注水,辛门禁失灵三个月,三分公司,何芳,韩冬,修好门禁,2026-03-04,,是,2026-02-25
,,,,,,每季度检修门禁,2026-06-30,,,
`;

  it('comes in open with the claim beside it, and closes on no shorter way', async () => {
    const seen = await imports.shown<LedgerPreview>(await send(text));
    expect(seen.claims).toEqual({ problems: 1, rows: 2, until: '2026-03-16' });
    expect(seen.list.map((r) => r.claimed)).toEqual([true, false, true, false]);
    expect((await imports.confirm(seen.id)).result).toMatchObject({ made: 3, claimed: 1 });
    expect(await one('己路灯')).toMatchObject({
      ...{ state: 'open', claimed: true, claimedOn: '2026-02-20', claimUntil: '2026-03-16' },
      ...{ due: '2026-03-16', light: 'open', closedOn: null },
      measures: [{ state: 'planned', claimed: true, doneOn: null, due: '2026-03-04' }],
    });
    expect(await one('庚井盖')).toMatchObject({ claimed: false, due: '2026-03-04' });
    // Part of it: what is left keeps its own day.
    expect(await one('辛门禁')).toMatchObject({
      ...{ claimed: false, due: '2026-03-16' },
      measures: [{ claimed: true }, { claimed: false, due: '2026-06-30' }],
    });
    expect((await list('claimed=yes')).map((r) => r.title.slice(0, 3))).toEqual(['己路灯']);
    const whole = await get<{ progress: { text: string }[]; steps: { step: string }[] }>(
      `/api/problems/${(await one('己路灯')).id}`,
    );
    expect(whole.steps.map((s) => s.step)).toEqual(['raise']);
    expect(whole.progress.map((p) => p.text)).toEqual(
      expect.arrayContaining([
        '已完成更换，居民反映良好',
        '是否完成：已完成',
        '销号时间：2026-02-20',
      ]),
    );
    const waits = await get<{ rows: { text: { key: string } }[] }>('/api/today');
    expect(JSON.stringify(waits)).toContain('problem:today-claim');
  });

  it('sent again it changes nothing', async () => {
    const versions = async () => (await list('q=')).map((r) => [r.id, r.version]);
    const before = await versions();
    const again = await imports.shown<LedgerPreview>(await send(text));
    expect(again).toMatchObject({
      counts: { accepted: 0, updated: 0, unchanged: 4 },
      claims: { problems: 0, rows: 0 },
    });
    await imports.confirm(again.id);
    expect(await versions()).toEqual(before);
  });

  it('is not called late before it had time to be shown; what is not claimed is', async () => {
    const now = server.clock.now;
    server.clock.now = new Date('2026-03-10T02:00:00Z');
    await runJobs(server, ['supervision.round']);
    server.clock.now = now;
    const late = await server.ctx.db
      .selectFrom('notice')
      .select('params')
      .where('person_id', '=', people.韩冬!)
      .where('code', 'like', 'supervision:told-%')
      .execute();
    // Three are due soon or late; the claimed ones by the day they are to be shown.
    expect(late.map((n) => n.params)).toEqual([{ count: 3, late: 1 }]);
    const number = (await one('庚井盖')).number;
    const letters = await server.ctx.db
      .selectFrom('supervision_letter')
      .innerJoin('problem', 'problem.id', 'supervision_letter.problem_id')
      .select('problem.number')
      .where('problem.campaign_id', '=', campaign)
      .execute();
    expect(letters).toEqual([{ number }]);
  });

  it('found not to be so it is owed as before, and cannot be found so twice', async () => {
    const row = await one('己路灯');
    const refuse = (version: number) =>
      submit<{ code?: string }>(`/api/problems/${row.id}/claim/refusal`, {
        reason: '现场看有十盏仍不亮',
        version,
      });
    expect((await refuse(row.version)).code).toBeUndefined();
    const after = await one('己路灯');
    expect(after).toMatchObject({ claimed: false, claimUntil: null, due: '2026-03-04' });
    expect((await refuse(after.version)).code).toBe('claim-over');
    // The same words again are nothing new.
    const again = await imports.shown<LedgerPreview>(await send(text));
    expect(again).toMatchObject({ counts: { unchanged: 4 }, claims: { rows: 0 } });
  });

  it('later news of a row there is claims once, and only while work is owed', async () => {
    const news = text.replace('未完成,', '已完成,2026-03-01');
    const sent = await imports.shown<LedgerPreview>(await send(news));
    expect(sent).toMatchObject({ counts: { updated: 1 }, claims: { problems: 1, rows: 1 } });
    await imports.confirm(sent.id);
    expect(await one('庚井盖')).toMatchObject({
      ...{ claimed: true, claimedOn: '2026-03-01', due: '2026-03-16', state: 'open' },
    });
    const reworded = news.replace('已完成,2026-03-01', '已整改到位,2026-03-01');
    const again = await imports.shown<LedgerPreview>(await send(reworded));
    expect(again).toMatchObject({ counts: { updated: 1 }, claims: { problems: 0, rows: 0 } });
  });
});
