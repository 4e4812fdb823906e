import { describe, expect, it } from 'vitest';
import * as kernel from './normalise.ts';
import { extent, meanAndSd } from './stats.ts';

const col = (...values: number[]): Float64Array => Float64Array.from(values);

describe('efficacy coefficient 功效系数法', () => {
  const rising = [20, 15, 10, 6, 2];
  it('gives the base score at every standard value and full marks above 优秀', () => {
    expect([...kernel.efficacy(col(25, 20, 15, 10, 6, 2, 1.99), rising)]).toEqual([
      100, 100, 80, 60, 40, 20, 0,
    ]);
  });
  it('goes straight between two standards', () => {
    // 平均 10 → 良好 15: 60 + (12 − 10)/(15 − 10) × 20
    expect(kernel.efficacy(col(12), rising)[0]).toBeCloseTo(68, 12);
  });
  it('reads falling standards for indicators where less is better', () => {
    const falling = [1, 2, 3, 5, 8];
    expect([...kernel.efficacy(col(0.5, 2, 4, 9, Number.NaN), falling)]).toEqual([
      100,
      80,
      50,
      0,
      Number.NaN,
    ]);
  });
});

describe('scoring bands', () => {
  const table = [
    { from: 0, score: 0 },
    { from: 60, score: 60 },
    { from: 90, score: 100 },
  ];
  it('steps', () => {
    expect([...kernel.bands(col(-5, 59.9, 60, 89, 90, 200), table, false)]).toEqual([
      0, 0, 60, 60, 100, 100,
    ]);
  });
  it('interpolates up to the last band', () => {
    expect([...kernel.bands(col(-5, 30, 75, 90, 200), table, true)]).toEqual([0, 30, 80, 100, 100]);
  });
});

describe('relative methods', () => {
  it('keep missing values missing', () => {
    const x = col(1, Number.NaN, 3);
    for (const y of [
      kernel.scale(x, kernel.minmax(extent(x), [0, 100])),
      kernel.scale(x, kernel.zscore(meanAndSd(x), 0, 1)),
      kernel.ranks(x),
      kernel.scale(x, kernel.distanceTo(extent(x), 3, false)),
      kernel.scale(x, kernel.fractionOfMax(extent(x))),
    ]) {
      expect(Number.isNaN(y[1]!)).toBe(true);
      expect(Number.isNaN(y[0]! + y[2]!)).toBe(false);
    }
  });
  it('rank ties by the lowest', () => {
    expect([...kernel.ranks(col(3, 1, 3, 2))]).toEqual([3, 1, 3, 2]);
  });
  it('takes goalposts in the direction they are written', () => {
    expect([...kernel.scale(col(0, 5, 20), kernel.goalposts([10, 0], true))]).toEqual([1, 0.5, 0]);
    expect(kernel.scale(col(20), kernel.goalposts([10, 0], false))[0]).toBe(-1);
  });
});

describe('half-up rounding', () => {
  it('rounds the decimal a person sees', () => {
    expect(kernel.roundHalfUp(1.005, 2)).toBe(1.01);
    expect(kernel.roundHalfUp(72.25, 1)).toBe(72.3);
    expect(kernel.roundHalfUp(72.2499, 1)).toBe(72.2);
  });
});
