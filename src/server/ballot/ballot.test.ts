import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type BallotHall, ballotFrame, ballotHall } from '../../../test/setup/ballot-hall.ts';
import { blind } from '../../contract/ballot/blind.ts';
import type { Bulletin } from '../../contract/ballot/file.ts';
import type { Paper } from '../../contract/ballot/paper.ts';
import { recount } from '../../contract/ballot/recount.ts';

let hall: BallotHall;
beforeAll(async () => {
  hall = await ballotHall();
});
afterAll(() => hall.close());

describe('a ballot', () => {
  it('refuses an electorate of four, and changes of a roll that is frozen', async () => {
    const small = await hall.drafted({ B: 4, C: 6 });
    expect((await hall.step(small, 'freeze')).body.code).toBe('ballot-unfit');
    const id = await hall.drafted({ B: 5, C: 5 });
    await hall.step(id, 'freeze');
    const { version, rollHash, electorates } = await hall.look(id);
    expect(rollHash).toMatch(/^[0-9a-f]{64}$/);
    expect(electorates.every((e) => /^[0-9a-f]{64}$/.test(e.keyHash ?? ''))).toBe(true);
    const voters = [{ electorate: 'B', name: '后来的人' }];
    const late = await hall.ask('PUT', `/api/ballots/${id}/roll`, { voters, version });
    expect(late.body.code).toBe('ballot-step');
    expect(
      (await hall.ask('PUT', `/api/ballots/${id}`, { ...ballotFrame, version })).body.code,
    ).toBe('ballot-step');
    expect((await hall.step(id, 'publish')).body.code).toBe('ballot-step');
  });

  it('gives one signature, counts one vote, and tells results to nobody before the close', async () => {
    const { id, slips, paper } = await hall.opened({ B: 5, C: 8 });
    const other = await hall.opened({ B: 5, C: 5 });
    const of = (e: string) => slips.filter((s) => s.name.startsWith(e));

    const first = await hall.signed(paper, of('B')[0]!.code, 'B', ['a', '']);
    expect((await first.draw()).status, 'the same message again').toBe(200);
    const second = blind(paper.electorates[0]!.n, new Uint8Array(32)).blinded;
    const again = { code: of('B')[0]!.code, electorate: 'B', blinded: second };
    expect((await hall.anyone('POST', `/open/ballots/${id}/draw`, again)).body.code).toBe(
      'ballot-drawn',
    );
    const wrong = { ...again, code: 'AAAA-AAAA-AAAA' };
    expect((await hall.anyone('POST', `/open/ballots/${id}/draw`, wrong)).status).toBe(404);

    expect((await hall.cast(id, first.vote)).status).toBe(204);
    expect((await hall.cast(id, first.vote)).body.code, 'the same token').toBe('ballot-cast');
    const refused = async (vote: object, at = id) => (await hall.cast(at, vote)).body.code;
    expect(await refused({ ...first.vote, answers: ['c', ''] }), 'altered').toBe('ballot-vote');
    expect(await refused({ ...first.vote, token: 'f'.repeat(64) }), 'forged').toBe('ballot-vote');
    expect(await refused({ ...first.vote, electorate: 'C' }), 'other electorate').toBe(
      'ballot-vote',
    );
    expect(await refused(first.vote, other.id), 'other ballot').toBe('ballot-vote');
    expect(await refused({ ...first.vote, token: 'x' })).toBe('invalid');

    for (const s of of('B').slice(1)) {
      const { vote } = await hall.signed(paper, s.code, 'B', ['b', 'a']);
      expect((await hall.cast(id, vote)).status).toBe(204);
    }
    const early = await hall.look(id);
    expect(early.results).toBeNull();
    expect((await hall.anyone('GET', `/open/ballots/${id}/bulletin`)).status).toBe(404);
    const c = await Promise.all(
      of('C')
        .slice(0, 7)
        .map((s) => hall.signed(paper, s.code, 'C', ['a', 'b'])),
    );
    expect(
      (await hall.look(id)).electorates.map((e) => e.drawn),
      'by fives',
    ).toEqual([5, 5]);
    const late = c.pop()!;
    await Promise.all(
      c.map(async ({ vote }) => expect((await hall.cast(id, vote)).status).toBe(204)),
    );

    const keys = join(hall.server.ctx.config.home, 'ballots', `${id}.keys`);
    expect(existsSync(keys)).toBe(true);
    expect((await hall.step(id, 'close')).status).toBe(200);
    expect(existsSync(keys), 'destroyed').toBe(false);
    expect((await hall.cast(id, late.vote)).body.code).toBe('ballot-not-open');
    expect((await late.draw()).body.code).toBe('ballot-not-open');
    await hall.step(id, 'publish');

    const { body: bulletin, text } = await hall.anyone<Bulletin>(
      'GET',
      `/open/ballots/${id}/bulletin`,
    );
    const counted = recount(text);
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
    expect((await hall.look(id)).results).toEqual(bulletin.results);
  });

  it('lays nothing open of an electorate in which fewer than five voted', async () => {
    const { id, slips, paper } = await hall.opened({ B: 5, C: 5 });
    for (const s of slips.filter((one) => one.name !== 'B0号')) {
      const e = s.name.charAt(0);
      await hall.cast(id, (await hall.signed(paper, s.code, e, ['a', e === 'B' ? 'c' : 'b'])).vote);
    }
    await hall.step(id, 'close');
    await hall.step(id, 'publish');
    const { body } = await hall.anyone<Bulletin>('GET', `/open/ballots/${id}/bulletin`);
    expect(body.votes.map((v) => v.electorate)).toEqual(['C', 'C', 'C', 'C', 'C']);
    expect(body.turnout).toEqual([
      { id: 'B', drawn: 4, cast: null },
      { id: 'C', drawn: 5, cast: 5 },
    ]);
    expect(body.results.overall[1]!.mean).toBe(80);
  });

  it('lets somebody who is signed in draw once, and tells what waits', async () => {
    const id = await hall.drafted({ B: 5, C: 5 });
    const { version } = await hall.look(id);
    const voters = [{ electorate: 'C', personId: hall.member.id, name: '本人' }];
    expect((await hall.ask('PUT', `/api/ballots/${id}/roll`, { voters, version })).status).toBe(
      200,
    );
    await hall.step(id, 'freeze');
    const mine = async () =>
      (
        await hall.ask<{ rows: { id: string; drawn: boolean }[] }>(
          'GET',
          '/api/my-ballots',
          undefined,
          hall.member.cookie,
        )
      ).body.rows;
    expect(await mine()).toEqual([]);
    await hall.step(id, 'open');
    const { body: paper } = await hall.anyone<Paper>('GET', `/open/ballots/${id}`);
    const { n } = paper.electorates[1]!;
    const draw = (message: Uint8Array, electorate = 'C') =>
      hall.ask<{ electorate: string }>(
        'POST',
        `/api/my-ballots/${id}/draw`,
        { electorate, blinded: blind(n, message).blinded },
        hall.member.cookie,
      );
    // Blinded under the key of another electorate: refused, and nothing is spent.
    const other = await draw(new Uint8Array(1), 'B');
    expect([other.status, other.body.code]).toEqual([422, 'ballot-unfit']);
    expect(other.text).toContain('属于另一类人员');
    expect(await mine()).toMatchObject([{ id, drawn: false }]);
    expect((await draw(new Uint8Array(1))).body.electorate).toBe('C');
    expect((await draw(new Uint8Array(2))).body.code).toBe('ballot-drawn');
    expect(await mine()).toMatchObject([{ id, drawn: true }]);
  });
});
