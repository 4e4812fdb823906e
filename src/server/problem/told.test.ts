import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { testServer } from '../../../test/setup/server.ts';
import { importer } from '../../../test/setup/task.ts';
import { makeWorld, type World } from '../../../test/setup/world.ts';
import type { BulkOutcome } from '../../contract/problem/bulk.ts';
import type { ProblemWhole } from '../../contract/problem/schemas.ts';
import type { Waiting } from '../../contract/today/operations.ts';

let server: Awaited<ReturnType<typeof testServer>>;
let world: World;
type Who = { id: string; cookie: string };
const who = {} as Record<
  'office' | 'leader' | 'discipline' | 'liaison' | 'owner' | 'doer' | 'other' | 'employee',
  Who
>;
let campaign: string;

beforeAll(async () => {
  server = await testServer();
  server.clock.now = new Date('2026-03-02T02:00:00Z');
  world = await makeWorld(server);
  const { parent, own, sibling } = world.units;
  who.office = await world.signInAs('office', parent);
  who.leader = await world.signInAs('leader', own);
  who.discipline = await world.signInAs('discipline', parent);
  who.liaison = await world.signInAs('liaison', own);
  who.owner = await world.signInAs(undefined, sibling);
  who.doer = await world.signInAs(undefined, sibling);
  who.other = await world.signInAs(undefined, sibling);
  who.employee = await world.signInAs(undefined, own);
  const made = await send(who.office, 'POST', '/api/campaigns', {
    unitId: parent.id,
    name: '学习教育',
    theme: '为民造福、真抓实干',
    since: '2026-03-01',
  });
  campaign = String(made.id);
});
afterAll(() => server.close());
// Each case looks at what it told alone.
beforeEach(() => server.ctx.db.deleteFrom('notice').execute());

async function send<T = Record<string, unknown>>(
  by: Who | undefined,
  method: 'GET' | 'POST' | 'PUT',
  url: string,
  payload?: object,
): Promise<T> {
  const answer = await server.app.inject({
    method,
    url,
    ...(payload ? { payload } : {}),
    headers: by ? { cookie: by.cookie } : {},
  });
  return answer.json() as T;
}
const get = (id: string) => send<ProblemWhole>(who.office, 'GET', `/api/problems/${id}`);

const measure = (owner: Who, text: string) => ({
  text,
  due: '2026-06-30',
  ownerId: owner.id,
  criterion: '平均上门天数不超过两天',
});
const TITLE = '物业报修平均等待九天，住户反复催办';
async function raise(more: object = {}): Promise<string> {
  const made = await send<{ id: string }>(who.liaison, 'POST', '/api/problems', {
    unitId: world.units.own.id,
    campaignId: campaign,
    tendency: 'purpose.unasked',
    title: TITLE,
    facts: '二月抽查三十二张报修单，平均九天上门，最长二十一天。',
    severity: 'slight',
    ownerId: who.owner.id,
    leaderId: who.leader.id,
    publish: true,
    measures: [
      measure(who.owner, '报修四十八小时内上门，逾时回电。'),
      measure(who.doer, '备件由班组先行垫付。'),
      measure(who.doer, '每周公布未修清单。'),
    ],
    ...more,
  });
  return made.id;
}

/** A problem as it would stand after its way there; whoever is told of nothing yet. */
async function standing(values: Record<string, unknown> = {}): Promise<string> {
  const id = await raise();
  if (Object.keys(values).length > 0)
    await server.ctx.db.updateTable('problem').set(values).where('id', '=', id).execute();
  await server.ctx.db.deleteFrom('notice').execute();
  return id;
}

async function step(by: Who, id: string, path: string, name: string, reason?: string) {
  const { version } = await get(id);
  const body = { step: name, version, ...(reason ? { reason } : {}) };
  const answer = await send(by, 'POST', `/api/problems/${id}/${path}`, body);
  return answer.state ?? answer.code;
}

/** Who was told what: code, and where it leads. */
async function told() {
  const names = new Map(Object.entries(who).map(([name, { id }]) => [id, name]));
  const rows = await server.ctx.db.selectFrom('notice').selectAll().execute();
  return rows
    .map((n) => `${names.get(n.person_id) ?? '?'} ${n.code.replace('problem:told-', '')} ${n.link}`)
    .sort();
}
const paramsOf = async (code: string) =>
  (
    await server.ctx.db
      .selectFrom('notice')
      .select('params')
      .where('code', '=', `problem:told-${code}`)
      .execute()
  ).map((n) => n.params);

describe('who comes to own a problem or a measure', () => {
  it('is told once it is on the list, each once a problem', async () => {
    const id = await raise();
    const both = [`doer measure-owner /my-problems?id=${id}`, `owner owner /my-problems?id=${id}`];
    expect(await told()).toEqual(both);
    const { number } = await get(id);
    expect(await paramsOf('owner')).toEqual([{ number, title: TITLE }]);
  });

  it('of a draft hears nothing until it is published', async () => {
    const id = await raise({ publish: false });
    expect(await told()).toEqual([]);
    expect(await step(who.liaison, id, 'steps', 'publish')).toBe('open');
    expect(await told()).toHaveLength(2);
  });

  it('is told when it is handed over, and not when nothing changed or they took it themselves', async () => {
    const id = await standing();
    const hand = async (to: Who) => {
      const { version } = await get(id);
      return send(who.liaison, 'PUT', `/api/problems/${id}`, { ownerId: to.id, version });
    };
    await hand(who.owner);
    await hand(who.liaison);
    expect(await told()).toEqual([]);
    expect(await hand(who.other)).toHaveProperty('id');
    expect(await told()).toEqual([`other owner /my-problems?id=${id}`]);
    const [first] = (await get(id)).measures;
    await send(who.liaison, 'PUT', `/api/measures/${first!.id}`, {
      ownerId: who.employee.id,
      version: first!.version,
    });
    await send(
      who.liaison,
      'POST',
      `/api/problems/${id}/measures`,
      measure(who.doer, '增设值班。'),
    );
    expect(await told()).toEqual([
      `doer measure-owner /my-problems?id=${id}`,
      `employee measure-owner /my-problems?id=${id}`,
      `other owner /my-problems?id=${id}`,
    ]);
  });

  it('by an import is told once how many there are', async () => {
    const names = [
      [who.owner, '钱报修'],
      [who.doer, '孙备件'],
    ] as const;
    const { id: unit, path } = world.units.own;
    for (const [{ id }, name] of names)
      await server.ctx.db
        .updateTable('person')
        .set({ name, org_id: unit, org_path: path })
        .where('id', '=', id)
        .execute();
    const leader = await server.ctx.db
      .selectFrom('person')
      .select('name')
      .where('id', '=', who.leader.id)
      .executeTakeFirstOrThrow();
    const rows = ['报表重复填报三遍', '检查组一周来了四批', '例会平均开三小时'].map(
      (facts, k) =>
        `${facts},三分公司,数字注水,${leader.name},钱报修,合并压减,${k < 2 ? '钱报修' : '孙备件'},2026年6月`,
    );
    const head = '存在的问题,责任单位,问题类别,责任领导,责任人,整改措施,措施责任人,整改时限';
    const imports = importer(server, () => who.office.cookie);
    const file = { name: '台账.csv', bytes: Buffer.from([head, ...rows, ''].join('\n')) };
    const given = { unit: world.units.parent.id, campaign };
    const sent = await imports.send('/api/problems/imports', file, given);
    await imports.shown(sent);
    await imports.again(sent.id, { publish: true });
    expect((await imports.confirm(sent.id)).result).toMatchObject({ made: 3 });
    const mine = (await told()).filter((t) => t.includes(' owner'));
    expect(mine.filter((t) => t.startsWith('owner '))).toEqual(['owner owner-many /my-problems']);
    expect(await paramsOf('owner-many')).toContainEqual({ count: 3 });
    expect(await paramsOf('owner')).toEqual([]);
  });
});

describe('what becomes of a close-out', () => {
  it.each([
    ['return', 'applied', 'leader', 'reviews'],
    ['refuse', 'reviewed', 'discipline', 'confirmations'],
    ['uphold', 'notice', 'office', 'settlements'],
    ['reopen', 'closed', 'office', 'settlements'],
  ] as const)(
    '%s is told with the reason to owners and who applied, and waits under today',
    async (name, state, by, path) => {
      const id = await standing({
        ...{ state, applied_by: who.liaison.id, notice_until: '2026-03-09' },
      });
      const reason = '二月的三张报修单没有回访';
      expect(await step(who[by], id, path, name, reason)).toBe('working');
      expect(await told()).toEqual([
        `doer ${name} /my-problems?id=${id}`,
        `liaison ${name} /problems?id=${id}`,
        `owner ${name} /my-problems?id=${id}`,
      ]);
      const { number, title } = await get(id);
      expect(await paramsOf(name)).toContainEqual({ number, title, reason });
      const rowOf = async (person: Who) => {
        const { rows } = await send<{ rows: Waiting[] }>(person, 'GET', '/api/today');
        return rows.find((r) => r.id === `problem-own:${id}`);
      };
      for (const person of [who.owner, who.doer])
        expect((await rowOf(person))?.text).toEqual({
          key: 'problem:today-returned',
          params: { number, title, reason },
        });
      expect(await rowOf(who.other)).toBeUndefined();
      await server.ctx.db
        .updateTable('problem')
        .set({ state: 'applied' })
        .where('id', '=', id)
        .execute();
      expect(await rowOf(who.owner)).toBeUndefined();
    },
  );

  it('is not told to whoever took the step; that it is closed, to owner and who applied', async () => {
    const id = await standing({
      ...{ state: 'notice', applied_by: who.owner.id, notice_until: '2026-03-01' },
    });
    expect(await step(who.office, id, 'settlements', 'close')).toBe('closed');
    expect(await told()).toEqual([`owner close /my-problems?id=${id}`]);
    await server.ctx.db.deleteFrom('notice').execute();
    const own = await standing({
      ...{ state: 'closed', applied_by: who.office.id, owner_id: who.office.id },
    });
    expect(await step(who.office, own, 'settlements', 'reopen', '又回来了')).toBe('working');
    expect((await told()).filter((t) => t.startsWith('office'))).toEqual([]);
  });

  it('a later deadline is told to whoever asked for it', async () => {
    const id = await standing();
    const decided = async (by: Who, n: number, decision: object) => {
      const { id: of, version } = (await get(id)).measures[n]!;
      const words = { wanted: '2026-07-31', reason: '备件月底才到货', version };
      const asked = await send(by, 'POST', `/api/measures/${of}/extensions`, words);
      return send(who.office, 'POST', `/api/extensions/${asked.id}/decision`, decision);
    };
    expect(await decided(who.doer, 1, { grant: true })).toHaveProperty('id');
    const no = { grant: false, decision: '可以先借用备件' };
    expect(await decided(who.liaison, 2, no)).toHaveProperty('id');
    expect(await told()).toEqual([
      `doer deadline-granted /my-problems?id=${id}`,
      `liaison deadline-refused /problems?id=${id}`,
    ]);
    expect(await paramsOf('deadline-granted')).toMatchObject([{ day: '2026-07-31' }]);
    expect(await paramsOf('deadline-refused')).toMatchObject([{ reason: '可以先借用备件' }]);
  });
});

describe('an act on many rows', () => {
  const many = async (by: Who, path: string, body: object, ids: readonly string[]) => {
    const rows = await Promise.all(
      ids.map(async (id) => ({ id, version: (await get(id)).version })),
    );
    const url = `/api/problems/${path}`;
    return send<BulkOutcome>(by, 'POST', url, { ...body, rows });
  };
  const draft = (more: object = {}) => raise({ publish: false, ...more });

  it('judges each by itself, and tells each person once how many there are', async () => {
    const [one, two, bare] = [await draft(), await draft(), await draft({ leaderId: null })];
    const rows = await Promise.all(
      [one, two, bare].map(async (id) => ({ id, version: (await get(id)).version })),
    );
    const url = '/api/problems/steps';
    const publish = () => send<BulkOutcome>(who.liaison, 'POST', url, { step: 'publish', rows });
    expect(await publish()).toEqual({
      done: [one, two].sort(),
      same: [],
      refused: [{ id: bare, why: 'problem-leader' }],
    });
    expect(await told()).toEqual(['doer owner-many /my-problems', 'owner owner-many /my-problems']);
    expect(await paramsOf('owner-many')).toEqual([{ count: 2 }, { count: 2 }]);
    // Said again, it finds the rows as they are now, and nobody is told again.
    expect((await publish()).done).toEqual([]);
    expect(await told()).toHaveLength(2);
  });

  it('of one row is told in its own words, back steps with the reason they share', async () => {
    const ids = [
      await standing({ state: 'applied', applied_by: who.liaison.id }),
      await standing({ state: 'applied', applied_by: who.liaison.id }),
    ];
    const back = { step: 'return', reason: '佐证不足' };
    const mute = await many(who.leader, 'reviews', { step: 'return' }, ids);
    expect(mute.done).toEqual([]);
    expect(mute.refused.map((r) => r.why)).toEqual(['reason-missing', 'reason-missing']);
    await many(who.leader, 'reviews', back, ids.slice(1));
    expect(await told()).toEqual(
      ['doer return /my-problems', 'liaison return /problems', 'owner return /my-problems'].map(
        (line) => `${line}?id=${ids[1]}`,
      ),
    );
    await server.ctx.db.deleteFrom('notice').execute();
    const again = await standing({ state: 'applied', applied_by: who.liaison.id });
    await many(who.leader, 'reviews', back, [ids[0]!, again]);
    expect(await paramsOf('return-many')).toEqual(
      Array.from({ length: 3 }, () => ({ count: 2, reason: '佐证不足' })),
    );
  });

  it('gives owner, day and words to those that allow it; done again, it finds them so', async () => {
    const [open, working, settled] = [await standing(), await standing(), await standing()];
    await step(who.liaison, working, 'steps', 'start');
    await server.ctx.db
      .updateTable('problem')
      .set({ state: 'closed' })
      .where('id', '=', settled)
      .execute();
    const set = { ownerId: who.other.id, source: 'audit', mirror: 'known' };
    const ids = [open, working, settled];
    const fill = (more: object = {}) =>
      many(who.liaison, 'fields', { set: { ...set, ...more } }, ids);
    expect(await fill()).toEqual({
      done: [open, working].sort(),
      same: [],
      refused: [{ id: settled, why: 'problem-settled' }],
    });
    expect(await get(open)).toMatchObject({ owner: { id: who.other.id }, source: 'audit' });
    expect(await told()).toEqual(['other owner-many /my-problems']);
    // A deadline that work has begun on is not written over: nothing of that row is.
    expect(await fill({ due: '2026-05-31', severity: 'grave' })).toEqual({
      done: [open],
      same: [],
      refused: expect.arrayContaining([{ id: working, why: 'measure-started' }]),
    });
    expect(await get(open)).toMatchObject({ due: '2026-05-31', severity: 'grave' });
    expect((await get(working)).severity).toBe('slight');
    expect((await fill({ due: '2026-05-31', severity: 'grave' })).same).toEqual([open]);
    const acts = await server.ctx.db
      .selectFrom('record_entry')
      .select('act')
      .where('subject', '=', `problem:${open}`)
      .execute();
    expect(
      acts
        .map((a) => a.act)
        .filter((a) => a.startsWith('problem.change'))
        .sort(),
    ).toEqual(['problem.change', 'problem.change', 'problem.change-measure']);
    expect(await many(who.liaison, 'fields', { set: { ownerId: campaign } }, [open])).toMatchObject(
      { code: 'problem-unfit' },
    );
  });
});

describe('an objection', () => {
  const notice = () =>
    standing({
      ...{ state: 'notice', notice_until: '2026-03-09' },
      notice_code: Math.random().toString(36).slice(2).padEnd(24, 'x'),
    });

  it('is told to the nearest office without a name, not to whoever objected', async () => {
    const id = await notice();
    const object = (by: Who, unnamed: boolean) =>
      send(by, 'POST', `/api/problems/${id}/objections`, { text: '我家还没有人来。', unnamed });
    expect(await object(who.employee, true)).toHaveProperty('id');
    const telling = `office objection /problems?id=${id}`;
    expect((await told()).filter((t) => !t.startsWith('?'))).toEqual([telling]);
    const rows = await server.ctx.db.selectFrom('notice').selectAll().execute();
    expect(JSON.stringify(rows)).not.toContain('我家');
    expect(JSON.stringify(rows)).not.toContain(who.employee.id);
    // By name the office's own objection is no news to them; without one they are no exception.
    await object(who.office, false);
    expect((await told()).filter((t) => t === telling)).toHaveLength(1);
    await object(who.office, true);
    expect((await told()).filter((t) => t === telling)).toHaveLength(2);
  });

  it('from the public address is told as any other', async () => {
    const id = await notice();
    const { noticeCode } = await get(id);
    await send(undefined, 'POST', `/api/public/notices/${noticeCode}/objections`, {
      text: '上月报修仍然等了六天',
    });
    expect(await told()).toContain(`office objection /problems?id=${id}`);
  });
});
