import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type BallotHall, ballotHall } from '../../../test/setup/ballot-hall.ts';
import type { Candidate, Voter } from '../../contract/ballot/office.ts';
import type { Ballot } from '../../contract/ballot/operations.ts';
import type { Waiting } from '../../contract/today/operations.ts';

let hall: BallotHall;
let world: BallotHall['world'];
let member: BallotHall['member'];
let cookie: string;
beforeAll(async () => {
  hall = await ballotHall();
  ({ world, member, cookie } = hall);
});
afterAll(() => hall.close());

interface Refusal {
  readonly code?: string;
  readonly issues?: { code: string; path?: string; params?: Record<string, string> }[];
}
const ask = <T = Refusal>(
  method: 'GET' | 'POST' | 'PUT',
  url: string,
  body?: object,
  as = cookie,
) => hall.ask<T & Refusal>(method, url, body, as);
const look = (id: string) => hall.look(id);
const step = (id: string, name: string) => hall.step(id, name);

const paper = {
  title: '领导班子年度民主测评',
  items: [{ id: 'i1', text: '领导班子' }],
  options: [
    { id: 'a', text: '优秀', score: 100 },
    { id: 'b', text: '称职', score: 80 },
  ],
  electorates: [
    { id: 'B', name: '中层', weight: 40 },
    { id: 'C', name: '职工', weight: 60 },
  ],
};

async function draft(more: object = {}) {
  const made = await ask<{ id: string }>('POST', '/api/ballots', {
    unitId: world.units.own.id,
    ...paper,
    ...more,
  });
  expect(made.status).toBe(200);
  return made.body.id;
}
const add = async (id: string, voters: object[]) =>
  ask('PUT', `/api/ballots/${id}/roll`, { voters, version: (await look(id)).version });
const named = (electorate: string, n: number) =>
  Array.from({ length: n }, (_, i) => ({ electorate, name: `${electorate}类${i + 1}号` }));
const roll = async (id: string, query = '') =>
  (await ask<{ total: number; rows: Voter[] }>('GET', `/api/ballots/${id}/voters${query}`)).body;
const waiting = async (as: string) =>
  (await ask<{ rows: Waiting[] }>('GET', '/api/today', undefined, as)).body.rows.filter((r) =>
    r.id.startsWith('ballot'),
  );
const notices = async () =>
  (await ask<{ notices: { code: string }[] }>('GET', '/api/notices', undefined, member.cookie)).body
    .notices;

describe('the roll of a draft', () => {
  it('is chosen from people of units, with where they stand already and who has no account', async () => {
    const id = await draft();
    const find = async (query: string) =>
      (
        await ask<{ rows: Candidate[] }>(
          'GET',
          `/api/ballots/${id}/candidates?unit=${world.units.own.id}${query}`,
        )
      ).body.rows;
    const all = await find('');
    expect(all.map((c) => c.name)).toContain('机电项目部的人');
    expect((await find('&below=no')).map((c) => c.unit.name)).not.toContain('机电项目部');
    expect((await find('&rank=first')).length).toBe(0);
    const [clerk] = await find(`&rank=member&below=no&q=${encodeURIComponent('三分公司干事')}`);
    expect(clerk).toMatchObject({ post: '三分公司干事', account: false, outside: false });
    expect(clerk!.stands).toBeNull();
    await add(id, [{ electorate: 'C', personId: clerk!.id, name: '随便' }]);
    expect((await find('')).find((c) => c.id === clerk!.id)!.stands).toBe('C');
    const twice = await add(id, [{ electorate: 'B', personId: clerk!.id, name: '随便' }]);
    expect(twice.body.issues).toMatchObject([
      { code: 'ballot:unfit-twice', params: { name: '三分公司的人' } },
    ]);
    // Units out of reach are not there.
    const far = `/api/ballots/${id}/candidates?unit=${world.units.sibling.id}`;
    expect((await ask('GET', far)).status).toBe(404);
  });

  it('knows whom written names mean, and which of them stand there', async () => {
    const id = await draft();
    await add(id, [{ electorate: 'C', name: '周一平' }]);
    const { rows } = (
      await ask<{ rows: { name: string; people: Candidate[]; stands: string[] }[] }>(
        'POST',
        `/api/ballots/${id}/match`,
        { names: ['三分公司的人', '周一平', '五分公司的人', '周一平'] },
      )
    ).body;
    expect(rows.map((r) => [r.name, r.people.length, r.stands])).toEqual([
      ['三分公司的人', 1, []],
      ['周一平', 0, ['C']],
      ['五分公司的人', 0, []],
    ]);
  });

  it('is read page by page, and lines leave it until it is frozen', async () => {
    const id = await draft();
    await add(id, [...named('B', 6), ...named('C', 6)]);
    const b = await roll(id, '?electorate=B&limit=4');
    expect([b.total, b.rows.length]).toEqual([6, 4]);
    expect((await roll(id, `?q=${encodeURIComponent('C类3')}`)).rows).toMatchObject([
      { name: 'C类3号', electorate: 'C', unit: null, account: false },
    ]);
    const gone = async (voters: string[], version?: number) =>
      ask('POST', `/api/ballots/${id}/roll/remove`, {
        voters,
        version: version ?? (await look(id)).version,
      });
    const first = b.rows[0]!.id;
    expect((await gone([first], 1)).body.code, 'of a version seen').toBe('conflict');
    expect((await gone([first])).status).toBe(200);
    expect((await gone([first])).body.issues).toMatchObject([{ code: 'ballot:unfit-voter' }]);
    expect((await roll(id)).total, 'nobody else went').toBe(11);
    await step(id, 'freeze');
    expect((await gone([b.rows[1]!.id])).body.code).toBe('ballot-step');
    expect((await roll(id)).total).toBe(11);
  });
});

describe('what the office may do', () => {
  it('goes by the state, and by right', async () => {
    const id = await draft();
    const may = async (as = cookie) => {
      const { body } = await ask<Ballot>('GET', `/api/ballots/${id}`, undefined, as);
      return Object.entries(body.abilities)
        .filter(([, can]) => can.ok)
        .map(([name]) => name);
    };
    expect(await may()).toEqual(['change', 'plan', 'freeze', 'cancel', 'copy']);
    const { cookie: leader } = await world.signInAs('leader', world.units.own);
    expect(await may(leader)).toEqual([]);
    await add(id, [...named('B', 5), ...named('C', 5)]);
    await step(id, 'freeze');
    expect(await may()).toEqual(['plan', 'codes', 'open', 'cancel', 'copy']);
    await step(id, 'open');
    expect(await may()).toEqual(['plan', 'remind', 'close', 'cancel', 'copy']);
    await step(id, 'close');
    expect(await may()).toEqual(['publish', 'copy', 'report']);
    expect(await may(leader)).toEqual(['report']);
  });

  it('tells how many have no account, and how many of them a code', async () => {
    const id = await draft();
    await add(id, [
      ...named('B', 5),
      ...named('C', 4),
      { electorate: 'C', personId: world.units.own.rows.person, name: '随便' },
      { electorate: 'C', personId: member.id, name: '随便' },
    ]);
    await step(id, 'freeze');
    const counts = async () => (await look(id)).electorates.map((e) => [e.roll, e.bare, e.coded]);
    expect(await counts()).toEqual([
      [5, 5, 0],
      [6, 5, 0],
    ]);
    const { body } = await ask<{ slips: { name: string }[] }>('POST', `/api/ballots/${id}/codes`, {
      version: (await look(id)).version,
    });
    // Somebody of the organisation who cannot sign in gets a slip too.
    expect(body.slips.map((s) => s.name)).toContain('三分公司的人');
    expect(await counts()).toEqual([
      [5, 5, 5],
      [6, 5, 5],
    ]);
  });

  it('is to plan days, which remind and do nothing', async () => {
    const today = hall.server.ctx.now().toISOString().slice(0, 10);
    const id = await draft({ opensOn: today, closesOn: today });
    const plan = async (days: object) =>
      ask('PUT', `/api/ballots/${id}/days`, { ...days, version: (await look(id)).version });
    expect((await plan({ closesOn: '2020-01-01' })).body.issues).toMatchObject([
      { code: 'ballot:day-past' },
    ]);
    const order = await plan({ opensOn: '2999-01-02', closesOn: '2999-01-01' });
    expect(order.body.issues).toMatchObject([{ code: 'ballot:day-order' }]);
    expect((await waiting(cookie)).find((w) => w.id === `ballot-draft:${id}`)).toMatchObject({
      due: today,
      severity: 'soon',
      link: `/ballots?ballot=${id}`,
    });
    await add(id, [...named('B', 5), ...named('C', 5)]);
    await step(id, 'freeze');
    await step(id, 'open');
    expect((await plan({ opensOn: today, closesOn: '2999-01-01' })).status).toBe(200);
    expect((await look(id)).closesOn).toBe('2999-01-01');
    expect((await waiting(cookie)).some((w) => w.id === `ballot-open:${id}`)).toBe(false);
    await plan({ opensOn: today, closesOn: today });
    expect((await waiting(cookie)).some((w) => w.id === `ballot-open:${id}`)).toBe(true);
    await step(id, 'close');
    expect((await plan({ closesOn: '2999-01-01' })).body.code).toBe('ballot-step');
  });

  it('is to end what a unit has begun that was closed since, and nothing else', async () => {
    const { child } = world.units;
    const begun = async (...steps: string[]) => {
      const { body } = await ask<{ id: string }>('POST', '/api/ballots', {
        unitId: child.id,
        ...paper,
      });
      await add(body.id, [...named('B', 5), ...named('C', 5)]);
      for (const name of steps) expect((await step(body.id, name)).status).toBe(200);
      return body.id;
    };
    const draft = await begun();
    const open = await begun('freeze', 'open');
    const close = (closed_on: string | null) =>
      hall.server.ctx.db.updateTable('org').set({ closed_on }).where('id', '=', child.id).execute();
    await close('2026-03-01');
    expect((await step(draft, 'freeze')).body.code).toBe('unit-closed');
    expect((await look(open)).abilities).toMatchObject({
      close: { ok: true },
      remind: { ok: false },
    });
    expect((await step(open, 'close')).status).toBe(200);
    expect((await step(open, 'publish')).status).toBe(200);
    await close(null);
  });

  it('is to begin again from an earlier one, with its roll where asked', async () => {
    const id = await draft();
    await add(id, [...named('B', 5), ...named('C', 4)]);
    await add(id, [{ electorate: 'C', personId: world.units.own.rows.person, name: '随便' }]);
    await step(id, 'freeze');
    const again = async (body: object) =>
      (await ask<{ id: string }>('POST', `/api/ballots/${id}/copy`, body)).body.id;
    const bare = await look(await again({}));
    expect(bare).toMatchObject({ ...paper, state: 'draft', rollHash: null, opensOn: null });
    expect(bare.electorates.map((e) => [e.keyHash, e.roll])).toEqual([
      [null, 0],
      [null, 0],
    ]);
    const whole = await again({ roll: true });
    expect((await look(whole)).electorates.map((e) => e.roll)).toEqual([5, 5]);
    const ids = async (of: string) => new Set((await roll(of)).rows.map((r) => r.id));
    const before = await ids(id);
    expect([...(await ids(whole))].some((one) => before.has(one))).toBe(false);
  });
});

describe('people on the roll', () => {
  it('are told once that it is open, and reminded all together, at most once a day', async () => {
    const id = await draft();
    await add(id, [...named('B', 5), ...named('C', 5)]);
    await add(id, [{ electorate: 'C', personId: member.id, name: '随便' }]);
    await step(id, 'freeze');
    expect(await waiting(member.cookie)).toEqual([]);
    const before = (await notices()).length;
    await step(id, 'open');
    expect((await notices()).slice(0, -before || undefined).map((n) => n.code)).toEqual([
      'ballot:notice-open',
    ]);
    const [row] = await waiting(member.cookie);
    expect(row).toMatchObject({ id: `ballot-vote:${id}`, link: `/open/ballot/${id}` });
    // The office is told nothing of who has not voted.
    expect((await waiting(cookie)).some((w) => w.id === `ballot-vote:${id}`)).toBe(false);
    const remind = async () =>
      ask<{ told: number }>('POST', `/api/ballots/${id}/remind`, {
        version: (await look(id)).version,
      });
    expect((await remind()).body.told, 'all of the roll with an account').toBe(1);
    expect((await remind()).body.code).toBe('ballot-reminded');
    expect((await look(id)).abilities.remind.ok).toBe(false);
    expect((await notices()).filter((n) => n.code === 'ballot:notice-remind')).toHaveLength(1);
  });
});
