import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { testServer } from '../../../test/setup/server.ts';
import { type Steps, went } from '../../../test/setup/went.ts';
import { makeWorld, type World } from '../../../test/setup/world.ts';
import {
  confirmedOf,
  type Frame,
  numbersOf,
  type Opened,
  servedOf,
} from '../../contract/cockpit/numbers.ts';
import type { Confirmers, Loop, Served } from '../../contract/cockpit/operations.ts';

const TODAY = '2026-05-20';
let server: Awaited<ReturnType<typeof testServer>>;
let world: World;
let cookie: string;
let campaign: string;
let nested: string;

beforeAll(async () => {
  server = await testServer();
  server.clock.now = new Date(`${TODAY}T09:00:00Z`);
  world = await makeWorld(server);
  cookie = (await world.signInAs('office', world.units.parent)).cookie;
  const { parent, own } = world.units;
  const frame = { theme: '为民造福、真抓实干', since: '2026-03-01' };
  const of = (unitId: string, more: object) =>
    send<{ id: string }>('POST', '/api/campaigns', { unitId, ...frame, ...more });
  campaign = (await of(parent.id, { name: '学习教育' })).id;
  nested = (await of(own.id, { name: '三分公司专项', parentId: campaign })).id;
  await fill();
});
afterAll(() => server.close());

async function send<T>(method: 'GET' | 'POST', url: string, payload?: object): Promise<T> {
  const answer = await server.app.inject({
    ...{ method, url, headers: { cookie } },
    ...(payload ? { payload } : {}),
  });
  expect(answer.statusCode, `${url} ${answer.body}`).toBe(200);
  return answer.json() as T;
}

const listed = ['raise', 'open'] as const;
/** From the day of listing to closing, in three weeks. */
const closed: Steps = [
  ['2026-04-01', ...listed],
  ['2026-04-02', 'start', 'working'],
  ['2026-04-10', 'apply', 'applied'],
  ['2026-04-11', 'review', 'reviewed'],
  ['2026-04-12', 'confirm', 'confirmed'],
  ['2026-04-13', 'announce', 'notice'],
  ['2026-04-20', 'close', 'closed'],
];

/** Problems that moved to and fro, sessions and rules, of both campaigns and several units. */
async function fill(): Promise<void> {
  const { parent, own, child } = world.units;
  const row = (title: string, steps: Steps, more: object = {}, at = child, of = campaign) =>
    went(server, { at, campaign: of, title }, steps, more);
  await row('一直没动的', [['2026-03-02', ...listed]], { due: '2026-03-20' });
  // Somebody from beside it confirmed.
  const confirmed = {
    ...{ effect: 2, serves: '物业满意率' },
    confirmedBy: world.units.sibling.rows.person,
  };
  await row('又回来的', [...closed, ['2026-05-18', 'reopen', 'working']], confirmed);
  await row(
    '早就反弹过的',
    [...closed, ['2026-04-21', 'reopen', 'working']],
    { effect: 2, serves: '安全生产零事故' },
    own,
  );
  await row('销号的', closed, confirmed);
  // Written long before it entered a list, and closed within the week before it came back.
  await row('草稿放了很久的', [
    ['2026-03-05', 'raise', 'draft'],
    ['2026-05-15', 'publish', 'open'],
  ]);
  await row(
    '一周里销号又打开的',
    [
      ...closed.slice(0, -1),
      ['2026-05-14', 'close', 'closed'],
      ['2026-05-19', 'uphold', 'working'],
    ],
    { effect: 2, due: '2026-05-19' },
    own,
  );
  await row('还是草稿的', [['2026-05-16', 'raise', 'draft']]);
  await row('本级自己的', [['2026-05-17', ...listed]], { due: '2026-05-18' }, parent);
  await row('下级活动的', [['2026-05-16', ...listed]], {}, child, nested);
  const sessions: string[] = [];
  for (const [on, campaignId] of [
    ['2026-04-15', campaign],
    ['2026-05-15', campaign],
    ['2026-05-15', nested],
    ['2026-05-16', campaign],
  ])
    sessions.push(
      (
        await send<{ id: string }>('POST', '/api/study/sessions', {
          ...{ unitId: own.id, campaignId, form: 'group', topic: '专题学习', serves: '报修等待' },
          ...{ on, held: true },
        })
      ).id,
    );
  // Something came of the first at first, of the second two days later, of the last in it.
  const from = (session: string | undefined) => ({ origin: `session:${session}` });
  await row(
    '学完提出、后来不成立的',
    [
      ['2026-04-16', ...listed],
      ['2026-05-17', 'withdraw', 'withdrawn'],
    ],
    from(sessions[0]),
  );
  await row('学完两天提出的', [['2026-05-17', ...listed]], from(sessions[1]));
  await send('POST', `/api/study/sessions/${sessions[3]}/decisions`, { text: '报修改为当天回复' });
  const problems = (await send<{ rows: { id: string }[] }>('GET', '/api/problems?state=closed'))
    .rows;
  for (const [inForceOn, answers, unitId] of [
    ['2026-04-01', [], parent.id],
    ['2026-05-01', problems.map((p) => p.id), own.id],
    ['2026-06-01', [], own.id],
  ] as const)
    await send('POST', '/api/institutions', {
      ...{ kind: 'make', title: '物业报修限时办法', provides: '报修四十八小时内上门。' },
      ...{ unitId, inForceOn, problems: answers },
    });
}

const asked = <T = Loop>(unit: string, frame: Frame, on: string | undefined, more = '') => {
  const query = { under: unit, ...(on ? { on } : {}), ...frame } as Record<string, string>;
  return send<T>('GET', `/api/cockpit${more}?${new URLSearchParams(query)}`);
};

/** Every number in whatever holds numbers, with where it stands. */
function all(of: unknown, at = ''): [string, Opened][] {
  if (typeof of !== 'object' || of === null) return [];
  if ('room' in of) return [[at, of as Opened]];
  return Object.entries(of).flatMap(([key, value]) => all(value, `${at}/${key}`));
}

/** Rows of the list that a number opens: as many as its pages hold, and as it says itself. */
async function opened({ room, filter }: Opened): Promise<number> {
  const path = { problems: '/problems', study: '/study/sessions', institutions: '/institutions' };
  const query = new URLSearchParams({ ...filter, limit: '200' });
  const { rows, total } = await send<{ rows: unknown[]; total?: number }>(
    'GET',
    `/api${path[room]}?${query}`,
  );
  if (total !== undefined) expect(total).toBe(rows.length);
  return rows.length;
}

describe('every number of the cockpit opens exactly the rows it counts', () => {
  const frames: [string, () => Frame][] = [
    ['all campaigns', () => ({})],
    ['a campaign', () => ({ campaign })],
    ['a campaign with those nested in it', () => ({ campaign, nested: 'yes' })],
  ];
  for (const [name, frame] of frames)
    for (const on of [undefined, '2026-05-16', '2026-04-20'])
      it(`${name}, as of ${on ?? 'today'}`, async () => {
        const { parent, own } = world.units;
        for (const unit of [parent.id, own.id]) {
          const loop = await asked(unit, frame(), on);
          const told: Record<string, number> = {};
          const found: Record<string, number> = {};
          const who = await asked<Confirmers>(unit, frame(), on, '/confirmers');
          const serving = await asked<Served>(unit, frame(), on, '/served');
          const numbers = {
            ...numbersOf(loop, frame()),
            who: confirmedOf(who, frame()),
            serving: servedOf(serving, frame()),
          };
          for (const [at, number] of all(numbers)) {
            told[at] = number.n;
            found[at] = await opened(number);
          }
          expect(found).toEqual(told);
          expect(Object.keys(told).length).toBeGreaterThan(30);
        }
      });

  it('whoever confirmed answers for what came back, with its interval', async () => {
    const { rows } = await asked<Confirmers>(world.units.parent.id, {}, undefined, '/confirmers');
    expect(rows.map((r) => [r.unit.name, r.confirmed, r.reopened])).toEqual([['五分公司', 2, 1]]);
    const { value, low, high } = rows[0]!.share;
    expect([value, low < 0.5, high > 0.5, low >= 0 && high <= 1]).toEqual([0.5, true, true, true]);
  });

  it('business figures stand with what serves them, and with what was confirmed until the day', async () => {
    const { parent } = world.units;
    const told = async (on?: string) =>
      (await asked<Served>(parent.id, { campaign }, on, '/served')).rows.map((r) => [
        ...[r.serves, r.problems, r.confirmed],
        r.effects.map((e) => [e.problem.title, e.measure.baseline, e.measure.effect]),
      ]);
    expect(await told('2026-04-20')).toEqual([
      [
        '物业满意率',
        2,
        2,
        expect.arrayContaining([
          ['销号的', 9, 2],
          ['又回来的', 9, 2],
        ]),
      ],
      ['安全生产零事故', 1, 1, [['早就反弹过的', 9, 2]]],
    ]);
    // What was opened again shows no effect any more; before it was confirmed, there was none yet.
    expect(await told()).toEqual([
      ['物业满意率', 2, 1, [['销号的', 9, 2]]],
      ['安全生产零事故', 1, 0, []],
    ]);
    expect(await told('2026-04-11')).toEqual([
      ['物业满意率', 2, 0, []],
      ['安全生产零事故', 1, 0, []],
    ]);
  });

  it('and there is something to count', async () => {
    const { parent, child } = world.units;
    const loop = await asked(parent.id, { campaign }, undefined);
    const { raised, closed: ended, reopened } = loop.week;
    expect([raised, ended, reopened]).toEqual([3, 1, 2]);
    expect(loop.funnel).toMatchObject({ sessions: 3, fruitless: 1, rules: 1, drafts: 1 });
    const then = await asked(parent.id, { campaign }, '2026-05-16');
    expect(then.funnel).toMatchObject({ sessions: 3, fruitless: 1 });
    // What came of a session by that day stands in its row, as the number counts it.
    const { rows } = await send<{ rows: { on: string; problems: number; decisions: number }[] }>(
      'GET',
      `/api/study/sessions?campaign=${campaign}&on=2026-05-16`,
    );
    expect(rows.map((r) => [r.on, r.problems, r.decisions])).toEqual([
      ['2026-05-16', 0, 1],
      ['2026-05-15', 0, 0],
      ['2026-04-15', 1, 0],
    ]);
    expect(Object.keys(loop.breaks).length).toBe(0);
    const [before] = (await asked(child.id, { campaign }, '2026-05-16')).units;
    const [after] = (await asked(child.id, { campaign }, undefined)).units;
    // A past day does not know what was opened again later.
    expect([before!.reopened, after!.reopened]).toEqual([0, 1]);
  });
});
