import { describe, expect, it } from 'vitest';
import { EngineError } from '../errors.ts';
import { kendall, meanRanks, rankSimilarity, spearman } from './agreement.ts';
import { compareMethods } from './compare.ts';
import { methods } from './methods.ts';

const columns = [
  Float64Array.of(90, 70, 60, 40, 20),
  Float64Array.of(80, 85, 50, 45, 10),
  Float64Array.of(5, 10, 15, 30, 60),
];
const weights = Float64Array.of(0.5, 0.3, 0.2);
const directions = [1, 1, -1] as const;
const own = Float64Array.of(95, 80, 60, 40, 5);

describe('compareMethods', () => {
  it('gives every method a ranking and how far it is from the own one', () => {
    const found = compareMethods(columns, weights, directions, own);
    expect(found.map((f) => f.method)).toEqual(methods.map((m) => m.id));
    for (const {
      method,
      rank,
      spearman: rho,
      kendall: tau,
      moved,
      largestMove,
      refused,
    } of found) {
      // CoCoSo divides by the smallest sum, which is 0 where one unit is last in everything.
      if (method === 'cocoso') {
        expect(refused!.map((i) => i.code)).toEqual(['mcdm.undefined']);
        continue;
      }
      expect(rank, method).toBeDefined();
      expect(rank![4], method).toBe(5);
      expect(rho!, method).toBeGreaterThan(0.8);
      expect(tau!, method).toBeGreaterThan(0.7);
      expect(moved! > 0, method).toBe(largestMove! > 0);
    }
    const same = found.find((f) => f.moved === 0)!;
    expect([...same.rank!]).toEqual([1, 2, 3, 4, 5]);
    expect(same.spearman).toBeCloseTo(1, 14);
    expect(same.kendall).toBeCloseTo(1, 14);
  });

  it('says −1 for the opposite ranking', () => {
    const [found] = compareMethods(
      columns,
      weights,
      directions,
      own.map((v) => -v),
      { only: ['topsis'] },
    );
    expect(found!.spearman).toBeCloseTo(-1, 14);
    expect(found!.kendall).toBeCloseTo(-1, 14);
    expect(found!.largestMove).toBe(4);
  });

  it('leaves out units without a score or with a gap, and criteria without weight', () => {
    const gappy = columns.map((x) => x.slice());
    gappy[1]![3] = Number.NaN;
    const [found] = compareMethods(
      [...gappy, new Float64Array(5).fill(Number.NaN).fill(0)],
      Float64Array.of(0.5, 0.3, 0.2, 0),
      [...directions, 1],
      Float64Array.of(Number.NaN, 80, 60, 40, 5),
      { only: ['wsm'] },
    );
    expect([...found!.rank!]).toEqual([0, 1, 2, 0, 3]);
  });

  it('refuses one method with its reason and still gives the others', () => {
    const withZero = [columns[0]!, columns[1]!.map((v) => v - 10), columns[2]!];
    const found = compareMethods(withZero, weights, directions, own);
    const refused = found.filter((f) => f.refused);
    expect(refused.map((f) => f.method)).toContain('wpm');
    expect(refused.flatMap((f) => f.refused!.map((i) => i.code))).toContain('mcdm.not-positive');
    expect(found.find((f) => f.method === 'topsis')!.rank).toBeDefined();
  });

  it('refuses to compare all pairs of too many units', () => {
    const found = compareMethods(columns, weights, directions, own, { pairwiseLimit: 4 });
    expect(found.find((f) => f.method === 'promethee')!.refused![0]!.code).toBe('mcdm.too-many');
    expect(found.find((f) => f.method === 'topsis')!.rank).toBeDefined();
  });

  it('refuses fewer than three units', () => {
    const two = columns.map((x) => x.slice(0, 2));
    expect(() => compareMethods(two, weights, directions, own.slice(0, 2))).toThrow(EngineError);
  });
});

describe('agreement of rankings', () => {
  it('ties share the mean of their ranks', () => {
    expect([...meanRanks(Float64Array.of(10, 20, 20, 5))]).toEqual([2, 3.5, 3.5, 1]);
  });

  it('equals the definition pair by pair, ties and all', () => {
    let seed = 7;
    const random = (): number => {
      seed = (seed * 48271) % 2147483647;
      return Math.floor((seed / 2147483647) * 6);
    };
    for (let run = 0; run < 50; run++) {
      const x = Float64Array.from({ length: 2 + (run % 17) }, random);
      const y = x.map(random);
      let [same, tiedX, tiedY] = [0, 0, 0];
      let pairs = 0;
      for (let i = 0; i < x.length; i++)
        for (let k = i + 1; k < x.length; k++) {
          pairs++;
          same += Math.sign(x[i]! - x[k]!) * Math.sign(y[i]! - y[k]!);
          if (x[i] === x[k]) tiedX++;
          if (y[i] === y[k]) tiedY++;
        }
      const scale = Math.sqrt(pairs - tiedX) * Math.sqrt(pairs - tiedY);
      const expected = scale === 0 ? Number.NaN : same / scale;
      if (Number.isNaN(expected)) expect(kendall(x, y)).toBeNaN();
      else expect(kendall(x, y)).toBeCloseTo(expected, 12);
    }
  });

  it('is undefined when one ranking tells nothing apart', () => {
    const flat = Float64Array.of(1, 1, 1);
    expect(spearman(flat, Float64Array.of(1, 2, 3))).toBeNaN();
    expect(kendall(flat, Float64Array.of(1, 2, 3))).toBeNaN();
  });

  it('weighs the top most in the WS coefficient (Sałabun and Urbaniak 2020)', () => {
    const reference = Float64Array.of(1, 2, 3, 4, 5);
    const top = rankSimilarity(reference, Float64Array.of(2, 1, 3, 4, 5));
    const bottom = rankSimilarity(reference, Float64Array.of(1, 2, 3, 5, 4));
    expect(rankSimilarity(reference, reference)).toBe(1);
    expect(top).toBeCloseTo(1 - (0.5 / 4 + 0.25 / 3), 14);
    expect(bottom).toBeGreaterThan(top);
  });
});
