import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { testServer } from '../../../test/setup/server.ts';
import { makeWorld, type World } from '../../../test/setup/world.ts';
import { type ProblemRow, type ProblemWhole, sorts } from '../../contract/problem/schemas.ts';

let server: Awaited<ReturnType<typeof testServer>>;
let world: World;
type Who = { id: string; cookie: string };
let office: Who;
let liaison: Who;
let leader: Who;
let owner: Who;
let campaign: string;

beforeAll(async () => {
  server = await testServer();
  world = await makeWorld(server);
  const { parent, own } = world.units;
  office = await world.signInAs('office', parent);
  liaison = await world.signInAs('liaison', own);
  leader = await world.signInAs('leader', own);
  owner = await world.signInAs('member', own);
  campaign = await ok<{ id: string }>(office, 'POST', '/api/campaigns', {
    unitId: parent.id,
    name: '树立和践行正确政绩观学习教育',
    theme: '为民造福、真抓实干',
    since: '2026-03-01',
  }).then((c) => c.id);
});
afterAll(() => server.close());
beforeEach(() => on('2026-03-02'));

/** Another day; whoever was signed in stays so. */
async function on(day: string): Promise<void> {
  const now = new Date(`${day}T09:00:00Z`);
  server.clock.now = now;
  await server.ctx.db
    .updateTable('session')
    .set({ seen_at: now, expires_at: new Date(now.getTime() + 86_400_000) })
    .execute();
}

async function call(
  who: Who | undefined,
  method: 'GET' | 'POST' | 'PUT',
  url: string,
  body?: object,
) {
  const answer = await server.app.inject({
    method,
    url,
    ...(body ? { payload: body } : {}),
    headers: who ? { cookie: who.cookie } : {},
  });
  return { status: answer.statusCode, body: answer.json() as Record<string, unknown> };
}
async function ok<T>(...given: Parameters<typeof call>): Promise<T> {
  const { status, body } = await call(...given);
  expect(body, JSON.stringify(body)).not.toHaveProperty('code');
  expect(status).toBe(200);
  return body as T;
}
async function refused(...given: Parameters<typeof call>): Promise<string> {
  return String((await call(...given)).body.code);
}

const words = {
  tendency: 'purpose.unasked',
  mirror: 'known',
  title: '物业报修平均等待九天，住户反复催办',
  facts: '二月抽查三十二张报修单，平均九天上门，最长二十一天，住户先后催办四十余次。',
  cause: '维修班组只有两人，夜间和周末无人值守。',
};
const promise = () => ({
  text: '报修四十八小时内上门，夜间与周末轮值，逾时由值班经理回电。',
  kind: 'by-date',
  due: '2026-03-31',
  ownerId: owner.id,
  criterion: '五月报修单的平均上门天数不超过两天',
  figure: '平均上门天数',
  figureUnit: '天',
  baseline: 9,
  target: 2,
  beneficiaries: '三个小区住户',
  expected: 1284,
});

async function raise(more: object = {}) {
  return ok<{ id: string; number: string }>(liaison, 'POST', '/api/problems', {
    unitId: world.units.own.id,
    campaignId: campaign,
    ...words,
    ownerId: owner.id,
    leaderId: leader.id,
    measures: [promise()],
    publish: true,
    ...more,
  });
}
const get = (id: string, who = liaison) => ok<ProblemWhole>(who, 'GET', `/api/problems/${id}`);
async function step(who: Who, id: string, path: string, name: string, reason?: string) {
  const { version } = await get(id, office);
  return call(who, 'POST', `/api/problems/${id}/${path}`, {
    step: name,
    version,
    ...(reason ? { reason } : {}),
  });
}
async function stepped(...given: Parameters<typeof step>): Promise<string> {
  const { body } = await step(...given);
  return String(body.state ?? body.code);
}

describe('a problem', () => {
  it('gets a number of its unit, one after the other, also when raised at once', async () => {
    const made = await Promise.all([raise(), raise(), raise()]);
    const numbers = made.map((m) => m.number).sort();
    expect(new Set(numbers).size).toBe(3);
    expect(numbers[0]).toMatch(/^2026-\d{4}$/);
  });

  it('is told in the record with its tendency and its people by name', async () => {
    const { id } = await raise();
    const { tendency, tendencyName } = await get(id);
    const history = await ok<{ id: string; content: object }[]>(
      office,
      'GET',
      `/api/record/history?subject=problem:${id}`,
    );
    const told = history.find((e) => JSON.stringify(e.content).includes('"tendency"'))!;
    const { names } = await ok<{ names: Record<string, string> }>(
      office,
      'GET',
      `/api/record/entries/${told.id}`,
    );
    expect(names[`tendency:${tendency}`]).toBe(tendencyName);
    expect(names[owner.id]).toBeTruthy();
  });

  it('as a draft shows what its chain lacks, and enters the list when it lacks nothing needed', async () => {
    const { id } = await raise({ publish: false, leaderId: null, measures: [] });
    const draft = await get(id);
    expect(draft.state).toBe('draft');
    expect(draft.breaks).toEqual(['no-leader', 'no-measure']);
    expect(draft.abilities.steps.publish).toEqual({ ok: false, why: 'problem-leader' });
    expect(await stepped(liaison, id, 'steps', 'publish')).toBe('problem-leader');
    await ok(liaison, 'PUT', `/api/problems/${id}`, {
      leaderId: leader.id,
      version: draft.version,
    });
    expect(await stepped(liaison, id, 'steps', 'publish')).toBe('open');
    expect(await stepped(liaison, id, 'steps', 'start')).toBe('no-measure');
    await ok(liaison, 'POST', `/api/problems/${id}/measures`, { ...promise(), criterion: null });
    expect((await get(id)).breaks).toEqual(['no-criterion']);
    expect(await stepped(liaison, id, 'steps', 'start')).toBe('no-criterion');
  });

  it('refuses what does not fit, naming the field', async () => {
    const send = (more: object) =>
      call(liaison, 'POST', '/api/problems', {
        unitId: world.units.own.id,
        campaignId: campaign,
        ...words,
        ...more,
      });
    const path = async (more: object) =>
      ((await send(more)).body.issues as { path: string }[])[0]?.path;
    expect(await path({ tendency: 'none.such' })).toBe('tendency');
    expect(await path({ list: 'personal' })).toBe('personId');
    expect(await path({ ownerId: '01890000-0000-7000-8000-000000000000' })).toBe('ownerId');
    expect(await path({ title: '短' })).toBe('title');
    expect((await send({ campaignId: world.units.sibling.rows.campaign })).body.code).toBe(
      'campaign-unknown',
    );
  });

  it('is not overwritten by somebody who saw an older state', async () => {
    const { id } = await raise();
    const { version } = await get(id);
    await ok(liaison, 'PUT', `/api/problems/${id}`, { cause: '人手不足', version });
    expect(
      await refused(leader, 'PUT', `/api/problems/${id}`, { cause: '调度不当', version }),
    ).toBe('conflict');
    expect((await get(id)).cause).toBe('人手不足');
    expect(
      await refused(liaison, 'PUT', `/api/problems/${id}`, { ownerId: null, version: version + 1 }),
    ).toBe('problem-owner');
  });
});

describe('a problem that has come back', () => {
  it('names the closed one it comes back from, in its own line of units and not in a circle', async () => {
    const [earlier, later] = [await raise(), await raise()];
    const recur = async (id: string, of: string | null) => {
      const { version } = await get(id, office);
      return call(office, 'PUT', `/api/problems/${id}/recurrence`, { of, version });
    };
    const code = async (...given: Parameters<typeof recur>) => (await recur(...given)).body.code;
    const close = (id: string) =>
      server.ctx.db.updateTable('problem').set({ state: 'closed' }).where('id', '=', id).execute();
    expect(await code(later.id, earlier.id)).toBe('problem-unfit');
    await close(earlier.id);
    const beside = await ok<{ id: string }>(office, 'POST', '/api/problems', {
      ...{ unitId: world.units.sibling.id, campaignId: campaign, ...words },
    });
    expect(await code(beside.id, earlier.id)).toBe('problem-unfit');
    expect((await recur(later.id, earlier.id)).status).toBe(200);
    // Done twice it is the same, without another entry.
    expect((await recur(later.id, earlier.id)).status).toBe(200);
    const name = (of: { number: string }) => `${of.number} ${words.title}`;
    expect((await get(later.id)).recursOf).toEqual({ id: earlier.id, name: name(earlier) });
    expect((await get(earlier.id)).recurrences).toEqual([{ id: later.id, name: name(later) }]);
    const listed = await ok<{ rows: ProblemRow[] }>(liaison, 'GET', '/api/problems?recurs=yes');
    expect(listed.rows.map((r) => [r.id, r.recursOf?.id])).toEqual([[later.id, earlier.id]]);
    // What is closed again comes back in a third, but never in what it came from.
    await close(later.id);
    await server.ctx.db
      .updateTable('problem')
      .set({ state: 'open' })
      .where('id', '=', earlier.id)
      .execute();
    expect(await code(earlier.id, later.id)).toBe('problem-unfit');
    const { body } = await call(liaison, 'POST', '/api/problems', {
      ...{ unitId: world.units.own.id, campaignId: campaign, ...words, recursOf: beside.id },
    });
    expect(body.code).toBe('problem-unfit');
    const acts = await server.ctx.db
      .selectFrom('record_entry')
      .select('act')
      .where('subject', '=', `problem:${later.id}`)
      .execute();
    expect(acts.filter((a) => a.act === 'problem.recur')).toHaveLength(1);
  });
});

describe('a view of the ledger', () => {
  type Views = { rows: { id: string; name: string; own: boolean; drop: boolean }[] };
  const namesOf = async (who: Who) =>
    (await ok<Views>(who, 'GET', '/api/problems/views')).rows.map((v) => v.name);
  const save = (who: Who, name: string) =>
    ok<{ id: string }>(who, 'POST', '/api/problems/views', { name, view: { state: 'open' } });

  it('is its owner’s alone, until the office offers it to whoever works under a unit', async () => {
    const { own, parent, sibling } = world.units;
    await save(office, '我的');
    const body = { name: '本周要办', view: { light: 'overdue,soon' }, unitId: own.id };
    const offer = () => ok<{ id: string }>(office, 'POST', '/api/problems/views/offers', body);
    const { id } = await offer();
    const beside = await world.signInAs('liaison', sibling);
    expect(await namesOf(liaison)).toEqual(['本周要办']);
    expect(await namesOf(owner)).toEqual(['本周要办']);
    expect(await namesOf(beside)).toEqual([]);
    expect((await namesOf(office)).sort()).toEqual(['我的', '本周要办'].sort());
    expect(await refused(liaison, 'POST', '/api/problems/views/offers', body)).toBe('not-allowed');
    const drop = `/api/problems/views/${id}/drop`;
    expect(await refused(liaison, 'POST', drop)).toBe('not-found');
    // Saved again it stays offered; another of the office takes it back, and it stays its owner's.
    await save(office, '本周要办');
    expect(await namesOf(liaison)).toEqual(['本周要办']);
    const second = await world.signInAs('office', parent);
    await ok(second, 'POST', drop);
    expect(await refused(second, 'POST', drop)).toBe('not-found');
    expect(await namesOf(liaison)).toEqual([]);
    expect(await namesOf(office)).toContain('本周要办');
    await offer();
    await ok(office, 'POST', drop);
    expect(await namesOf(liaison)).toEqual([]);
    const acts = await server.ctx.db
      .selectFrom('record_entry')
      .select('act')
      .where('subject', '=', `view:${id}`)
      .orderBy('id')
      .execute();
    expect(acts.map((a) => a.act.replace('problem.', ''))).toEqual(
      ['offer', 'offer', 'withdraw', 'offer', 'withdraw'].map((what) => `${what}-view`),
    );
  });
});

describe('lists', () => {
  it('filter, sort, page and count in reach only', async () => {
    const { own } = world.units;
    const list = (query: string, who = liaison) =>
      ok<{ rows: ProblemRow[]; next: string | null; total: number }>(
        who,
        'GET',
        `/api/problems?${query}`,
      );
    const grave = await raise({ severity: 'grave', title: '锅炉房值守记录补填、数字不实' });
    expect((await list(`severity=grave&under=${own.id}`)).rows.map((r) => r.id)).toEqual([
      grave.id,
    ]);
    expect((await list('q=锅炉房')).total).toBe(1);
    expect((await list('tendency=purpose')).total).toBeGreaterThan(2);
    expect((await list('tendency=purp')).total).toBe(0);
    const first = await list('limit=2&sort=due');
    const second = await list(`limit=2&sort=due&after=${encodeURIComponent(first.next!)}`);
    const ids = [...first.rows, ...second.rows].map((r) => r.id);
    expect(new Set(ids).size).toBe(4);
    for (const sort of sorts) {
      const seen = new Set<string>();
      let after = '';
      for (;;) {
        const page = await list(`limit=3&sort=${sort}${after}`);
        for (const r of page.rows) seen.add(r.id);
        if (!page.next) break;
        after = `&after=${encodeURIComponent(page.next)}`;
      }
      expect(seen.size, sort).toBe((await list('')).total);
    }
    expect((await list(`under=${world.units.parent.id}`, office)).total).toBeGreaterThan(
      (await list('')).total,
    );
  });

  it('begin with what has stood still the longest, and only with what still owes work', async () => {
    const made = [await raise({}), await raise({}), await raise({})];
    const [longer, long] = made.map((m) => m.id) as [string, string, string];
    for (const [id, day] of [
      [longer, '2025-01-06'],
      [long, '2025-03-03'],
    ] as const)
      await server.ctx.db
        .updateTable('problem')
        .set({ moved_on: day })
        .where('id', '=', id)
        .execute();
    const rows = async (query: string) =>
      (await ok<{ rows: ProblemRow[] }>(liaison, 'GET', `/api/problems?sort=still${query}`)).rows;
    expect((await rows('')).map((r) => r.id).slice(0, 2)).toEqual([longer, long]);
    const silent = (await rows('&silent=yes')).map((r) => r.id);
    expect(silent.slice(0, 2)).toEqual([longer, long]);
    expect(silent).not.toContain(made[2]!.id);
    await server.ctx.db
      .updateTable('problem')
      .set({ state: 'withdrawn' })
      .where('id', '=', longer)
      .execute();
    expect((await rows('&silent=yes'))[0]!.id).toBe(long);
    expect((await rows('&limit=200')).map((r) => r.id).indexOf(longer)).toBeGreaterThan(1);
  });

  it('tell lights by working days over the spring holidays', async () => {
    const { id } = await raise({ measures: [{ ...promise(), due: '2026-04-03' }] });
    const light = async (day: string) => {
      await on(day);
      const { light: l, daysLeft } = await get(id);
      return [l, daysLeft];
    };
    // 2026-04-04 to 06 is Qingming; 5 working days before 04-03 is 03-27.
    expect(await light('2026-03-26')).toEqual(['open', 6]);
    expect(await light('2026-03-27')).toEqual(['soon', 5]);
    expect(await light('2026-04-03')).toEqual(['soon', 0]);
    expect(await light('2026-04-07')).toEqual(['overdue', -1]);
    const counts = await ok<{ lights: Record<string, number> }>(
      liaison,
      'GET',
      '/api/problems/counts?light=overdue',
    );
    const listed = await ok<{ total: number }>(liaison, 'GET', '/api/problems?light=overdue');
    expect(counts.lights).toEqual({ overdue: listed.total });
  });
});
