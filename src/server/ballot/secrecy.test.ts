import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type BallotHall, ballotHall } from '../../../test/setup/ballot-hall.ts';
import type { Bulletin } from '../../contract/ballot/file.ts';

let hall: BallotHall;
beforeAll(async () => {
  hall = await ballotHall();
});
afterAll(() => hall.close());

describe('an operator with the whole database after the close', () => {
  it('links votes to voters no better than by chance', async () => {
    const size = 60;
    const { id, slips, paper } = await hall.opened({ B: 5, C: size });
    const people = slips.filter((s) => s.name.startsWith('C'));
    const truth = new Map<string, string>();
    // The worst case: everybody draws and casts at once, one after the other.
    for (const s of people) {
      const { vote } = await hall.signed(paper, s.code, 'C', ['a', 'b']);
      truth.set(s.name, vote.token);
      await hall.cast(id, vote);
    }
    // What lies there before the close says nothing either without the keys.
    const tokens = [...truth.values()];
    expect(await dump()).not.toSatisfy((text: string) => tokens.some((t) => text.includes(t)));
    await hall.step(id, 'close');
    await hall.step(id, 'publish');
    const drawnOrder = await sql<{ name: string }>`
      select name from ballot_voter where ballot_id = ${id}::uuid and drawn is not null
      order by xmin::text::bigint, ctid`.execute(hall.server.ctx.db);
    const order = drawnOrder.rows.map((r) => r.name);
    // The order of drawing is there to be read: the test would find a link by it.
    expect(order).toEqual(people.map((s) => s.name));
    const left = await sql<{ n: number }>`select count(*)::int as n from ballot_envelope
      where ballot_id = ${id}::uuid`.execute(hall.server.ctx.db);
    expect(left.rows[0]!.n).toBe(0);
    const { body } = await hall.anyone<Bulletin>('GET', `/open/ballots/${id}/bulletin`);
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
    where schemaname = 'public'`.execute(hall.server.ctx.db);
  const parts = await Promise.all(
    rows.map(async ({ name }) => {
      const all = await sql<{ text: string }>`select concat_ws(' ', t.ctid, t.xmin, t::text) as text
        from ${sql.table(name)} t`.execute(hall.server.ctx.db);
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
