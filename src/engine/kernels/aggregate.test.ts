import { describe, expect, it } from 'vitest';
import * as kernel from './aggregate.ts';

const row = (...values: number[]): Float64Array[] => values.map((v) => Float64Array.of(v));
const w = (...values: number[]): Float64Array => Float64Array.from(values);

describe('means of one unit', () => {
  it('are those of the handbook', () => {
    expect(kernel.arithmetic(row(1, 2, 3), w(1, 1, 2))[0]).toBeCloseTo(9 / 4, 14);
    expect(kernel.geometric(row(1, 2, 3), w(1, 1, 1))[0]).toBeCloseTo(6 ** (1 / 3), 14);
    expect(kernel.geometric(row(1, 2, 3), w(1, 1, 2))[0]).toBeCloseTo(18 ** (1 / 4), 14);
    expect(kernel.harmonic(row(1, 2, 3), w(2, 1, 1))[0]).toBeCloseTo(4 / (2 + 1 / 2 + 1 / 3), 14);
    expect(kernel.power(row(1, 2, 3), w(1, 1, 1), -1)[0]).toBeCloseTo(
      kernel.harmonic(row(1, 2, 3), w(1, 1, 1))[0]!,
      14,
    );
    expect(kernel.minimum(row(4, 2, 3), w(1, 1, 1))[0]).toBe(2);
  });

  it('leave out what is missing and rescale the rest', () => {
    expect(kernel.arithmetic(row(1, Number.NaN, 3), w(1, 5, 1))[0]).toBe(2);
    expect(kernel.geometric(row(1, Number.NaN, 4), w(1, 5, 1))[0]).toBeCloseTo(2, 14);
    expect(kernel.minimum(row(Number.NaN, 3), w(1, 1))[0]).toBe(3);
    for (const f of [kernel.arithmetic, kernel.geometric, kernel.harmonic, kernel.minimum])
      expect(f(row(Number.NaN, Number.NaN), w(1, 1))[0]).toBeNaN();
  });

  it('do not count an indicator without weight, missing or not', () => {
    expect(kernel.arithmetic(row(5, Number.NaN), w(1, 0))[0]).toBe(5);
    expect(kernel.minimum(row(5, 1), w(1, 0))[0]).toBe(5);
  });

  it('take imbalance off in the Mazziotta–Pareto index', () => {
    // mean 100, population sd 10: 100 ∓ 10 × 10/100
    expect(kernel.mazziottaPareto(row(90, 110), w(1, 1), 'negative')[0]).toBeCloseTo(99, 12);
    expect(kernel.mazziottaPareto(row(90, 110), w(1, 1), 'positive')[0]).toBeCloseTo(101, 12);
    expect(kernel.mazziottaPareto(row(100, 100), w(1, 1), 'negative')[0]).toBe(100);
  });
});

describe('outranking', () => {
  // Four units, three criteria; shares worked out by hand.
  const columns = [w(1, 2, 3, 4), w(3, 2, 1, 5), w(2, 3, 1, 4)];
  it('counts weight won, ties half', () => {
    const m = kernel.outranking(columns, w(1, 1, 1));
    expect(m[1 * 4 + 0]).toBeCloseTo(2 / 3, 14);
    expect(m[2 * 4 + 0]).toBeCloseTo(1 / 3, 14);
    expect(m[3 * 4 + 0]).toBe(1);
    expect(m[0]).toBe(0);
  });
  it('gives Copeland scores that sum to nothing', () => {
    expect([...kernel.copeland(columns, w(1, 1, 1))]).toEqual([-1, 1, -3, 3]);
  });
  it('calls an even split even, whatever the rounding of the weights', () => {
    const even = [w(1, 2), w(1, 2), w(1, 2), w(2, 1)];
    expect([...kernel.copeland(even, w(0.1, 0.2, 0.2, 0.5))]).toEqual([0, 0]);
  });
});
