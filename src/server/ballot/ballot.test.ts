import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { testServer } from '../../../test/setup/server.ts';
import { makeWorld, type World } from '../../../test/setup/world.ts';
import { blind, finalize } from '../../contract/ballot/blind.ts';
import type { Ballot } from '../../contract/ballot/operations.ts';
import {
  commitmentsOf,
  messageOf,
  newVote,
  type Paper,
  type Vote,
} from '../../contract/ballot/paper.ts';
import { type Bulletin, recount } from '../../contract/ballot/recount.ts';

let server: Awaited<ReturnType<typeof testServer>>;
let world: World;
let cookie: string;
let member: Awaited<ReturnType<World['signInAs']>>;
beforeAll(async () => {
  server = await testServer();
  world = await makeWorld(server);
  ({ cookie } = await world.signInAs('office', world.units.own));
  member = await world.signInAs('member', world.units.own);
});
afterAll(() => server.close());

interface Refusal {
  code?: string;
}
async function ask<T = Refusal>(
  method: 'GET' | 'POST' | 'PUT',
  url: string,
  body?: object,
  as: string | undefined = cookie,
) {
  const answer = await server.app.inject({
    method,
    url,
    headers: {
      origin: 'http://shiji.test',
      host: 'shiji.test',
      ...(as ? { cookie: as } : {}),
    },
    ...(body ? { payload: body } : {}),
  });
  return {
    status: answer.statusCode,
    text: answer.body,
    body: (answer.body ? answer.json() : {}) as T & Refusal,
  };
}
const anyone = <T = Refusal>(method: 'GET' | 'POST', url: string, body?: object) =>
  ask<T>(method, url, body, '');

const frame = {
  title: '年度民主测评',
  items: [
    { id: 'i1', text: '领导班子' },
    { id: 'i2', text: '工会工作' },
  ],
  options: [
    { id: 'a', text: '优秀', score: 100 },
    { id: 'b', text: '称职', score: 80 },
    { id: 'c', text: '不称职', score: 0 },
  ],
  electorates: [
    { id: 'B', name: '中层', weight: 40 },
    { id: 'C', name: '职工', weight: 60 },
  ],
};

const look = async (id: string) => (await ask<Ballot>('GET', `/api/ballots/${id}`)).body;
async function step(id: string, name: string, more: object = {}) {
  const { version } = await look(id);
  return ask('POST', `/api/ballots/${id}/step`, { step: name, version, ...more });
}

async function drafted(sizes: Record<string, number>) {
  const made = await ask<{ id: string }>('POST', '/api/ballots', {
    unitId: world.units.own.id,
    ...frame,
  });
  const { id } = made.body;
  const voters = Object.entries(sizes).flatMap(([electorate, n]) =>
    Array.from({ length: n }, (_, i) => ({ electorate, name: `${electorate}${i}号` })),
  );
  const put = await ask('PUT', `/api/ballots/${id}/roll`, { voters, version: 1 });
  expect(put.status).toBe(200);
  return id;
}

interface Slip {
  readonly name: string;
  readonly code: string;
}
async function opened(sizes: Record<string, number>) {
  const id = await drafted(sizes);
  expect((await step(id, 'freeze')).status).toBe(200);
  const { version } = await look(id);
  const { slips } = (await ask<{ slips: Slip[] }>('POST', `/api/ballots/${id}/codes`, { version }))
    .body;
  expect((await step(id, 'open')).status).toBe(200);
  const { body: paper } = await anyone<Paper>('GET', `/open/ballots/${id}`);
  return { id, slips, paper };
}

/** Draws with a code and makes the vote; it is not cast yet. */
async function signed(paper: Paper, code: string, electorate: string, answers: string[]) {
  const vote = newVote(electorate, answers);
  const { n } = paper.electorates.find((e) => e.id === electorate)!;
  const message = messageOf(paper.id, electorate, vote.token, commitmentsOf(vote));
  const blinding = blind(n, message);
  const draw = () =>
    anyone<{ signature: string }>('POST', `/open/ballots/${paper.id}/draw`, {
      code,
      blinded: blinding.blinded,
    });
  const { body, status } = await draw();
  expect(status).toBe(200);
  const whole: Vote = { ...vote, signature: finalize(n, message, body.signature, blinding) };
  return { vote: whole, draw };
}
const cast = (id: string, vote: object) => anyone('POST', `/open/ballots/${id}/cast`, vote);

describe('a ballot', () => {
  it('refuses an electorate of four, and changes of a roll that is frozen', async () => {
    const small = await drafted({ B: 4, C: 6 });
    expect((await step(small, 'freeze')).body.code).toBe('ballot-unfit');
    const id = await drafted({ B: 5, C: 5 });
    await step(id, 'freeze');
    const { version, rollHash, electorates } = await look(id);
    expect(rollHash).toMatch(/^[0-9a-f]{64}$/);
    expect(electorates.every((e) => /^[0-9a-f]{64}$/.test(e.keyHash ?? ''))).toBe(true);
    const voters = [{ electorate: 'B', name: '后来的人' }];
    const late = await ask('PUT', `/api/ballots/${id}/roll`, { voters, version });
    expect(late.body.code).toBe('ballot-step');
    expect((await ask('PUT', `/api/ballots/${id}`, { ...frame, version })).body.code).toBe(
      'ballot-step',
    );
    expect((await step(id, 'publish')).body.code).toBe('ballot-step');
  });

  it('gives one signature, counts one vote, and tells results to nobody before the close', async () => {
    const { id, slips, paper } = await opened({ B: 5, C: 8 });
    const other = await opened({ B: 5, C: 5 });
    const of = (e: string) => slips.filter((s) => s.name.startsWith(e));

    const first = await signed(paper, of('B')[0]!.code, 'B', ['a', '']);
    expect((await first.draw()).status, 'the same message again').toBe(200);
    const second = blind(paper.electorates[0]!.n, new Uint8Array(32)).blinded;
    const again = { code: of('B')[0]!.code, blinded: second };
    expect((await anyone('POST', `/open/ballots/${id}/draw`, again)).body.code).toBe(
      'ballot-drawn',
    );
    const wrong = { code: 'AAAA-AAAA-AAAA', blinded: second };
    expect((await anyone('POST', `/open/ballots/${id}/draw`, wrong)).status).toBe(404);

    expect((await cast(id, first.vote)).status).toBe(204);
    expect((await cast(id, first.vote)).body.code, 'the same token').toBe('ballot-cast');
    const refused = async (vote: object, at = id) => (await cast(at, vote)).body.code;
    expect(await refused({ ...first.vote, answers: ['c', ''] }), 'altered').toBe('ballot-vote');
    expect(await refused({ ...first.vote, token: 'f'.repeat(64) }), 'forged').toBe('ballot-vote');
    expect(await refused({ ...first.vote, electorate: 'C' }), 'other electorate').toBe(
      'ballot-vote',
    );
    expect(await refused(first.vote, other.id), 'other ballot').toBe('ballot-vote');
    expect(await refused({ ...first.vote, token: 'x' })).toBe('invalid');

    for (const s of of('B').slice(1)) {
      const { vote } = await signed(paper, s.code, 'B', ['b', 'a']);
      expect((await cast(id, vote)).status).toBe(204);
    }
    const early = await look(id);
    expect(early.results).toBeNull();
    expect((await anyone('GET', `/open/ballots/${id}/bulletin`)).status).toBe(404);
    const c = await Promise.all(
      of('C')
        .slice(0, 7)
        .map((s) => signed(paper, s.code, 'C', ['a', 'b'])),
    );
    expect(
      (await look(id)).electorates.map((e) => e.drawn),
      'by fives',
    ).toEqual([5, 5]);
    const late = c.pop()!;
    await Promise.all(c.map(async ({ vote }) => expect((await cast(id, vote)).status).toBe(204)));

    const keys = join(server.ctx.config.home, 'ballots', `${id}.keys`);
    expect(existsSync(keys)).toBe(true);
    expect((await step(id, 'close')).status).toBe(200);
    expect(existsSync(keys), 'destroyed').toBe(false);
    expect((await cast(id, late.vote)).body.code).toBe('ballot-not-open');
    expect((await late.draw()).body.code).toBe('ballot-not-open');
    await step(id, 'publish');

    const { body: bulletin } = await anyone<Bulletin>('GET', `/open/ballots/${id}/bulletin`);
    const counted = recount(bulletin);
    expect(counted).toMatchObject({ ok: true, votes: 11, faults: [] });
    const mine = bulletin.votes.find((v) => v.token === first.vote.token)!;
    expect(mine.items[0]).toMatchObject({ answer: 'a' });
    // Four of five took a side on the second item: none of the five is laid open.
    expect(mine.items[1]).not.toHaveProperty('answer');
    const [b, cItems] = bulletin.results.electorates.map((e) => e.items);
    expect(b![0]).toMatchObject({ counts: { a: 1, b: 4, c: 0 }, mean: 84, low: 84, high: 84 });
    expect(b![1]).toMatchObject({ answers: null, mean: null });
    expect(cItems![0]).toMatchObject({ answers: 6, mean: 100 });
    expect(bulletin.results.overall[0]!.mean).toBeCloseTo(0.4 * 84 + 0.6 * 100, 2);
    expect(bulletin.results.overall[1]!.mean, 'of the other electorate alone').toBe(80);
    expect((await look(id)).results).toEqual(bulletin.results);
  });

  it('lays nothing open of an electorate in which fewer than five voted', async () => {
    const { id, slips, paper } = await opened({ B: 5, C: 5 });
    for (const s of slips.filter((one) => one.name !== 'B0号')) {
      const e = s.name.charAt(0);
      await cast(id, (await signed(paper, s.code, e, ['a', e === 'B' ? 'c' : 'b'])).vote);
    }
    await step(id, 'close');
    await step(id, 'publish');
    const { body } = await anyone<Bulletin>('GET', `/open/ballots/${id}/bulletin`);
    expect(body.votes.map((v) => v.electorate)).toEqual(['C', 'C', 'C', 'C', 'C']);
    expect(body.turnout).toEqual([
      { id: 'B', drawn: 4, cast: null },
      { id: 'C', drawn: 5, cast: 5 },
    ]);
    expect(body.results.overall[1]!.mean).toBe(80);
  });

  it('lets somebody who is signed in draw once, and tells what waits', async () => {
    const id = await drafted({ B: 5, C: 5 });
    const { version } = await look(id);
    const voters = [{ electorate: 'C', personId: member.id, name: '本人' }];
    expect((await ask('PUT', `/api/ballots/${id}/roll`, { voters, version })).status).toBe(200);
    await step(id, 'freeze');
    const mine = async () =>
      (
        await ask<{ rows: { id: string; drawn: boolean }[] }>(
          'GET',
          '/api/my-ballots',
          undefined,
          member.cookie,
        )
      ).body.rows;
    expect(await mine()).toEqual([]);
    await step(id, 'open');
    const { body: paper } = await anyone<Paper>('GET', `/open/ballots/${id}`);
    const draw = (message: Uint8Array) =>
      ask<{ electorate: string }>(
        'POST',
        `/api/my-ballots/${id}/draw`,
        { blinded: blind(paper.electorates[1]!.n, message).blinded },
        member.cookie,
      );
    expect((await draw(new Uint8Array(1))).body.electorate).toBe('C');
    expect((await draw(new Uint8Array(2))).body.code).toBe('ballot-drawn');
    expect(await mine()).toMatchObject([{ id, drawn: true }]);
  });
});

describe('an operator with the whole database after the close', () => {
  it('links votes to voters no better than by chance', async () => {
    const size = 60;
    const { id, slips, paper } = await opened({ B: 5, C: size });
    const people = slips.filter((s) => s.name.startsWith('C'));
    const truth = new Map<string, string>();
    // The worst case: everybody draws and casts at once, one after the other.
    for (const s of people) {
      const { vote } = await signed(paper, s.code, 'C', ['a', 'b']);
      truth.set(s.name, vote.token);
      await cast(id, vote);
    }
    // What lies there before the close says nothing either without the keys.
    const tokens = [...truth.values()];
    expect(await dump()).not.toSatisfy((text: string) => tokens.some((t) => text.includes(t)));
    await step(id, 'close');
    await step(id, 'publish');
    const drawnOrder = await sql<{ name: string }>`
      select name from ballot_voter where ballot_id = ${id}::uuid and drawn is not null
      order by xmin::text::bigint, ctid`.execute(server.ctx.db);
    const order = drawnOrder.rows.map((r) => r.name);
    // The order of drawing is there to be read: the test would find a link by it.
    expect(order).toEqual(people.map((s) => s.name));
    const left = await sql<{ n: number }>`select count(*)::int as n from ballot_envelope
      where ballot_id = ${id}::uuid`.execute(server.ctx.db);
    expect(left.rows[0]!.n).toBe(0);
    const { body } = await anyone<Bulletin>('GET', `/open/ballots/${id}/bulletin`);
    const found = body.votes.map((v) => v.token);
    expect(found).toHaveLength(size);
    expect(
      hits(
        order,
        people.map((s) => truth.get(s.name)!),
        truth,
      ),
    ).toBe(size);
    // Hits of a guess have mean 1 and variance 1 under chance: 8 or more happen once in 10^5.
    for (const guess of [found, [...found].reverse()])
      expect(hits(order, guess, truth)).toBeLessThan(8);
    // Rank correlation of drawing and place in the file: beyond 0.57 once in 10^5 (n = 60).
    const places = order.map((name) => found.indexOf(truth.get(name)!));
    expect(Math.abs(correlation(places))).toBeLessThan(0.57);
  });
});

/** All rows of all tables with their hidden columns, as text. */
async function dump(): Promise<string> {
  const { rows } = await sql<{ name: string }>`select tablename as name from pg_tables
    where schemaname = 'public'`.execute(server.ctx.db);
  const parts = await Promise.all(
    rows.map(async ({ name }) => {
      const all = await sql<{ text: string }>`select concat_ws(' ', t.ctid, t.xmin, t::text) as text
        from ${sql.table(name)} t`.execute(server.ctx.db);
      return all.rows.map((r) => r.text).join('\n');
    }),
  );
  return parts.join('\n');
}

const hits = (order: string[], guess: string[], truth: Map<string, string>): number =>
  order.filter((name, i) => truth.get(name) === guess[i]).length;

function correlation(places: readonly number[]): number {
  const n = places.length;
  const squares = places.reduce((sum, p, i) => sum + (p - i) ** 2, 0);
  return 1 - (6 * squares) / (n * (n * n - 1));
}
