import { describe, expect, it } from 'vitest';
import { maximise } from './lp.ts';

const f = (...values: number[]): Float64Array => Float64Array.from(values);

describe('maximise', () => {
  it('solves a textbook programme and prices its rows', () => {
    // Hillier and Lieberman's Wyndor Glass: 3x + 5y, x ≤ 4, 2y ≤ 12, 3x + 2y ≤ 18.
    const { value, x, prices } = maximise(f(3, 5), [f(1, 0), f(0, 2), f(3, 2)], f(4, 12, 18));
    expect(value).toBeCloseTo(36, 12);
    expect([...x]).toEqual([2, 6]);
    expect([...prices].map((p) => Number(p.toFixed(12)))).toEqual([0, 1.5, 1]);
  });

  it('does not cycle where the steepest slope does (Beale 1955)', () => {
    const rows = [f(0.25, -60, -1 / 25, 9), f(0.5, -90, -1 / 50, 3), f(0, 0, 1, 0)];
    const { value, x } = maximise(f(0.75, -150, 1 / 50, -6), rows, f(0, 0, 1));
    expect(value).toBeCloseTo(0.05, 12);
    expect(x[2]).toBeCloseTo(1, 12);
  });

  it('has nothing to do when nothing is worth anything', () => {
    expect(maximise(f(-1, 0), [f(1, 1)], f(1)).value).toBe(0);
  });

  it('says when there is no largest value', () => {
    expect(() => maximise(f(1, 1), [f(1, -1)], f(1))).toThrow('unbounded');
  });

  it('stays exact with many rows through one corner', () => {
    // 400 half-planes all touching (1, 1): every basis there is degenerate.
    const rows = Array.from({ length: 400 }, (_, k) => {
      const a = (k + 0.5) / 400;
      return f(a, 1 - a);
    });
    const { value } = maximise(f(1, 1), rows, new Float64Array(400).fill(1));
    expect(value).toBeCloseTo(2, 12);
  });
});
