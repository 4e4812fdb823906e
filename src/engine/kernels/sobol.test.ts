import { describe, expect, it } from 'vitest';
import { stream } from './random.ts';
import { type IntervalPair, sobolWithIntervals } from './sobol.ts';

/** Runs Saltelli's design on a function of inputs uniform on [0, 1). */
function indices(
  inputs: number,
  base: number,
  model: (x: readonly number[]) => number,
): IntervalPair[] {
  const row = (r: number, part: (i: number) => number): number =>
    model(Array.from({ length: inputs }, (_, i) => stream(11, r, `x${i}`, part(i)).uniform()));
  const sample = (part: (i: number) => number): Float64Array =>
    Float64Array.from({ length: base }, (_, r) => row(r, part));
  return sobolWithIntervals(
    {
      a: sample(() => 0),
      b: sample(() => 1),
      ab: Array.from({ length: inputs }, (_, k) => sample((i) => (i === k ? 1 : 0))),
    },
    { seed: 5, level: 0.99, resamples: 300 },
  );
}

describe("Sobol' indices", () => {
  it('of the Ishigami function are the analytic ones (Ishigami and Homma 1990)', () => {
    const angle = (u: number): number => Math.PI * (2 * u - 1);
    const found = indices(3, 8000, ([p, q, r]) => {
      const third = angle(r!);
      return (
        Math.sin(angle(p!)) + 7 * Math.sin(angle(q!)) ** 2 + 0.1 * third ** 4 * Math.sin(angle(p!))
      );
    });
    const first = [0.31390519, 0.44241114, 0];
    const total = [0.55758886, 0.44241114, 0.24368366];
    found.forEach((s, i) => {
      expect(s.first).toBeCloseTo(first[i]!, 1);
      expect(Math.abs(s.first - first[i]!)).toBeLessThan(0.04);
      expect(Math.abs(s.total - total[i]!)).toBeLessThan(0.03);
      // 99 % intervals over six true values.
      expect(s.firstLow).toBeLessThan(first[i]!);
      expect(s.firstHigh).toBeGreaterThan(first[i]!);
      expect(s.totalLow).toBeLessThan(total[i]!);
      expect(s.totalHigh).toBeGreaterThan(total[i]!);
    });
  });

  it('of a sum are the shares of variance, first and total alike', () => {
    // Variances 1, 4, 9 of uniform inputs with factors 1, 2, 3.
    const found = indices(3, 4000, ([p, q, r]) => p! + 2 * q! + 3 * r!);
    for (const [i, share] of [1 / 14, 4 / 14, 9 / 14].entries()) {
      expect(Math.abs(found[i]!.first - share)).toBeLessThan(0.05);
      expect(Math.abs(found[i]!.total - share)).toBeLessThan(0.03);
    }
  });

  it('of an input that does nothing is exactly 0 in total', () => {
    const [does, nothing] = indices(2, 1000, ([p]) => p! ** 2);
    expect(nothing).toMatchObject({ total: 0, totalLow: 0, totalHigh: 0 });
    expect(does!.total).toBeGreaterThan(0.9);
  });

  it('do not exist for an output that does not vary', () => {
    for (const s of indices(2, 1000, () => 4)) {
      expect(s.first).toBeNaN();
      expect(s.totalHigh).toBeNaN();
    }
  });

  it('are narrower with more runs', () => {
    const width = (base: number): number => {
      const [s] = indices(2, base, ([p, q]) => p! + q! * q!);
      return s!.totalHigh - s!.totalLow;
    };
    expect(width(4000)).toBeLessThan(0.7 * width(1000));
  });
});
