import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type BallotHall, ballotHall } from '../../../test/setup/ballot-hall.ts';
import { serverProcess } from '../../../test/setup/ballot-process.ts';
import type { Bulletin } from '../../contract/ballot/file.ts';
import { recount } from '../../contract/ballot/recount.ts';

let hall: BallotHall;
let other: Awaited<ReturnType<typeof serverProcess>>;
beforeAll(async () => {
  hall = await ballotHall();
  other = await serverProcess(hall.server.ctx);
});
afterAll(async () => {
  await other?.kill();
  await hall.close();
});

describe('a server killed while votes come in', () => {
  it('has lost none that it acknowledged: each is in the count', async () => {
    const { id, slips, paper } = await hall.opened({ B: 5, C: 160 });
    hall.through(other.url);
    const votes = await Promise.all(
      slips.slice(5).map(async (s) => (await hall.signed(paper, s.code, 'C', ['a', 'b'])).vote),
    );
    const acknowledged: string[] = [];
    const waiting = [...votes];
    let refused = 0;
    const phones = Array.from({ length: 16 }, async () => {
      for (let vote = waiting.shift(); vote; vote = waiting.shift()) {
        const { token } = vote;
        const answer = await hall.cast(id, vote).catch(() => undefined);
        if (answer?.status === 204) acknowledged.push(token);
        else refused++;
      }
    });
    while (acknowledged.length < 60) await wait(1);
    await other.kill();
    await Promise.all(phones);
    expect(refused, 'it was killed in the middle').toBeGreaterThan(0);

    hall.through(undefined);
    // Phones whose answer was lost try again with the server that took its place.
    const again = votes.filter((v) => !acknowledged.includes(v.token)).slice(0, 10);
    for (const vote of again)
      expect([204, 409], 'in the box already, or now').toContain(
        (await hall.cast(id, vote)).status,
      );
    expect((await hall.step(id, 'close')).status).toBe(200);
    await hall.step(id, 'publish');
    const { text, body } = await hall.anyone<Bulletin>('GET', `/open/ballots/${id}/bulletin`);
    const counted = new Set(body.votes.map((v) => v.token));
    expect([...acknowledged, ...again.map((v) => v.token)].filter((t) => !counted.has(t))).toEqual(
      [],
    );
    expect(recount(text)).toMatchObject({ ok: true, votes: counted.size });
  });
});
