import { describe, expect, it } from 'vitest';
import { closedBallot } from '../../../test/setup/ballot.ts';
import { countMean, countShare } from '../../engine/estimate/index.ts';

const many = (n: number, answer: string) => Array.from({ length: n }, () => [answer, answer]);
const tallied = (roll: number, votes: string[][], more: Parameters<typeof closedBallot>[0] = {}) =>
  closedBallot({ B: { roll, votes }, ...more }).count.results;
const item = (results: ReturnType<typeof tallied>, e = 0) => results.electorates[e]!.items[0]!;

describe('the result of a ballot', () => {
  it('is the engine’s mean and share from a finite population, rounded outwards', () => {
    const found = item(tallied(400, [...many(12, 'a'), ...many(6, 'b'), ...many(2, 'c')]));
    const mean = countMean([100, 80, 0], [12, 6, 2], 400);
    expect(found).toMatchObject({ answers: 20, counts: { a: 12, b: 6, c: 2 }, mean: 84 });
    expect([found.low, found.high]).toEqual([
      Math.floor(mean.lo * 100) / 100,
      Math.ceil(mean.hi * 100) / 100,
    ]);
    const share = countShare(12, 20, 400);
    expect(found.shares!.a).toEqual({
      share: 60,
      low: Math.floor(share.lo * 1e4) / 100,
      high: Math.ceil(share.hi * 1e4) / 100,
    });
  });

  it('goes no further than those unheard could move it', () => {
    // Twenty of forty: with t alone the upper end were 93.99.
    expect(item(tallied(40, [...many(12, 'a'), ...many(6, 'b'), ...many(2, 'c')])).high).toBe(92);
  });

  it.each([
    [20, 40],
    [5, 6],
    [199, 200],
  ])('has a width where %i of %i agree', (n, roll) => {
    for (const [answer, score] of [
      ['a', 100],
      ['b', 80],
      ['c', 0],
    ] as const) {
      const { mean, low, high } = item(tallied(roll, many(n, answer)));
      expect(mean).toBe(score);
      expect(low!).toBeLessThanOrEqual(score);
      expect(high!).toBeGreaterThanOrEqual(score);
      expect(high! - low!).toBeGreaterThan(0);
      // No further than those unheard could move it.
      expect(low!).toBeGreaterThanOrEqual((n * score) / roll - 0.01);
      expect(high!).toBeLessThanOrEqual((n * score + (roll - n) * 100) / roll + 0.01);
    }
  });

  it('has none once everybody was heard, those who abstained too', () => {
    for (const votes of [
      many(9, 'b'),
      [...many(6, 'b'), ...many(3, '')],
      [...many(5, 'a'), ...many(4, 'c')],
    ]) {
      const { mean, low, high } = item(tallied(9, votes));
      expect([low, high]).toEqual([mean, mean]);
    }
  });

  it('weighs electorates, and has a width where all of each agree', () => {
    const results = tallied(20, many(10, 'a'), {
      C: { roll: 90, weight: 3, votes: many(30, 'b') },
    });
    const [overall] = results.overall;
    expect(overall!.mean).toBe(85);
    expect(overall!.low!).toBeLessThan(85);
    expect(overall!.high!).toBeGreaterThan(85);
    // What half of the first and two thirds of the second could still move it to.
    expect(overall!.low!).toBeGreaterThanOrEqual(0.25 * 50 + 0.75 * (80 / 3) - 0.01);
  });

  it('of one electorate that is shown is its own', () => {
    const results = tallied(20, many(10, 'a'), { C: { roll: 9, weight: 3, votes: many(3, 'c') } });
    const { mean, low, high } = item(results);
    expect(results.overall[0]).toEqual({ item: 'i1', mean, low, high });
  });
});
