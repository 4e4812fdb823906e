import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { stream } from './random.ts';
import { ascendingRank, competitionRank } from './rank.ts';

/** The definition: one more than the number of larger values. */
function byDefinition(x: Float64Array): number[] {
  return Array.from(x, (v) =>
    Number.isNaN(v) ? 0 : 1 + x.reduce((n, w) => n + (w > v ? 1 : 0), 0),
  );
}

/** The same from a sorted copy, for lengths where counting would take minutes. */
function bySorting(x: Float64Array): Int32Array {
  const sorted = x.filter((v) => !Number.isNaN(v)).sort((a, b) => b - a);
  const first = new Map<number, number>();
  sorted.forEach((v, k) => {
    if (!first.has(v + 0)) first.set(v + 0, k + 1);
  });
  return Int32Array.from(x, (v) => first.get(v + 0) ?? 0);
}

/** Array equality of the test library takes seconds at this length. */
function differing(a: Int32Array, b: Int32Array): number {
  return a.reduce((n, v, i) => n + (v === b[i] ? 0 : 1), 0);
}

const rank = (x: Float64Array): number[] => [
  ...competitionRank(x, undefined, new Int32Array(x.length)),
];

describe('competitionRank', () => {
  it('is one more than the number of larger values, whatever the values', () => {
    const any = fc.oneof(
      fc.double(),
      fc.constantFrom(0, -0, 1, 1, 2, Number.NaN, Infinity, -Infinity, 5e-324, 1.7e308, -1.7e308),
      fc.integer({ min: -3, max: 3 }),
    );
    fc.assert(
      fc.property(fc.array(any, { maxLength: 60 }), (list) => {
        const x = Float64Array.from(list);
        expect(rank(x)).toEqual(byDefinition(x));
      }),
      { numRuns: 500 },
    );
  });

  it('writes at the members only', () => {
    const out = new Int32Array(5).fill(-7);
    competitionRank(Float64Array.of(9, 1, 5, 5, 7), Int32Array.of(1, 2, 3), out);
    expect([...out]).toEqual([-7, 3, 1, 1, -7]);
  });

  it('does not mix up calls of different length', () => {
    const long = Float64Array.from({ length: 4000 }, (_, i) => (i * 7919) % 4001);
    const before = rank(long);
    expect(rank(Float64Array.of(2, 3))).toEqual([2, 1]);
    expect(rank(long)).toEqual(before);
  });

  it.each<[string, (r: ReturnType<typeof stream>, i: number) => number]>([
    ['normal', (r) => r.normal()],
    ['far outliers', (r, i) => (i % 1000 === 0 ? 1e12 * r.uniform() : r.uniform())],
    ['heavy tail', (r) => Math.exp(6 * r.normal())],
    ['ties', (r) => Math.round(30 * r.normal())],
    ['all equal', () => 3],
    ['missing', (r, i) => (i % 3 ? r.normal() : Number.NaN)],
    ['infinite', (r, i) => (i === 5 ? Infinity : r.uniform())],
  ])('%s, 70,000 values in parts and 3,000 in one', (_, draw) => {
    for (const n of [70_000, 3000]) {
      const random = stream(1, n, 'rank');
      const x = Float64Array.from({ length: n }, (__, i) => draw(random, i));
      const out = competitionRank(x, undefined, new Int32Array(n));
      expect(differing(out, bySorting(x))).toBe(0);
      const members = Int32Array.from({ length: n }, (__, i) => n - 1 - i);
      expect(differing(competitionRank(x, members, new Int32Array(n)), out)).toBe(0);
    }
  });
});

describe('ascendingRank', () => {
  it('starts from the smallest', () => {
    const x = Float64Array.of(3, Number.NaN, 1, 3, 2);
    expect([...ascendingRank(x, new Int32Array(5))]).toEqual([3, 0, 1, 3, 2]);
  });
});
