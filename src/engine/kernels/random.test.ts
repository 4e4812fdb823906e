import { describe, expect, it } from 'vitest';
import { stream } from './random.ts';

const take = (n: number, draw: () => number): number[] => Array.from({ length: n }, draw);

function moments(x: readonly number[]): { mean: number; variance: number } {
  const mean = x.reduce((a, b) => a + b, 0) / x.length;
  return { mean, variance: x.reduce((a, b) => a + (b - mean) ** 2, 0) / (x.length - 1) };
}

/** Kolmogorov–Smirnov distance times √n; above 1.95 one time in a thousand. */
function ks(x: number[], cdf: (v: number) => number): number {
  const sorted = x.sort((a, b) => a - b);
  const worst = sorted.reduce((d, v, k) => {
    const f = cdf(v);
    return Math.max(d, f - k / x.length, (k + 1) / x.length - f);
  }, 0);
  return worst * Math.sqrt(x.length);
}

describe('streams', () => {
  it('are the bits that sealed results rest on', () => {
    const s = stream(20260301, 7, 'weights');
    expect([s.uniform(), s.uniform(), s.normal(), s.gamma(2.5), s.gamma(0.3)]).toEqual([
      0.8075350107684831, 0.18576468217685338, -0.34227034935728745, 1.2641785308210256,
      0.20380135600029164,
    ]);
  });

  it('depend on each of seed, replicate, factor and part, and on nothing else', () => {
    const first = (...at: Parameters<typeof stream>): number => stream(...at).uniform();
    const other = [
      first(2, 3, 'weights', 0),
      first(1, 4, 'weights', 0),
      first(1, 3, 'impute', 0),
      first(1, 3, 'weights', 1),
      first(1 + 2 ** 32, 3, 'weights', 0),
    ];
    const mine = first(1, 3, 'weights', 0);
    expect(first(1, 3, 'weights')).toBe(mine);
    expect(new Set([...other, mine]).size).toBe(6);
  });

  it('are uniform across replicates too, where only the first draw is used', () => {
    for (const factor of ['treat', 'normalise'])
      expect(
        ks(
          Array.from({ length: 20_000 }, (_, r) => stream(1, r, factor).uniform()),
          (v) => v,
        ),
      ).toBeLessThan(1.95);
    const x = Array.from({ length: 20_000 }, (_, r) => stream(1, r, 'a').uniform());
    const y = Array.from({ length: 20_000 }, (_, r) => stream(1, r, 'b').uniform());
    const z = Array.from({ length: 20_000 }, (_, r) => stream(2, r, 'a').uniform());
    for (const [a, b] of [
      [x, y],
      [x, z],
      [x.slice(1), x.slice(0, -1)],
    ] as const) {
      const covariance = a.reduce((s, v, k) => s + (v - 0.5) * (b[k]! - 0.5), 0) / a.length;
      expect(Math.abs(covariance * 12 * Math.sqrt(a.length))).toBeLessThan(3.3);
    }
  });
});

describe('distributions', () => {
  it('uniform on [0, 1)', () => {
    const x = take(50_000, stream(3, 0, 'u').uniform);
    expect(Math.min(...x.slice(0, 9000))).toBeGreaterThanOrEqual(0);
    expect(x.every((v) => v < 1)).toBe(true);
    expect(ks(x, (v) => v)).toBeLessThan(1.95);
  });

  it('normal', () => {
    const x = take(50_000, stream(3, 0, 'n').normal);
    const { mean, variance } = moments(x);
    expect(Math.abs(mean)).toBeLessThan(3.3 / Math.sqrt(50_000));
    expect(variance).toBeGreaterThan(0.979);
    expect(variance).toBeLessThan(1.021);
    const beyond = x.filter((v) => Math.abs(v) > 1.959963984540054).length / x.length;
    expect(Math.abs(beyond - 0.05)).toBeLessThan(3.3 * Math.sqrt((0.05 * 0.95) / 50_000));
  });

  it.each([0.2, 0.9, 1, 4, 50])('gamma of shape %d: mean and variance are the shape', (shape) => {
    const random = stream(3, 0, `g${shape}`);
    const x = take(40_000, () => random.gamma(shape));
    const { mean, variance } = moments(x);
    expect(Math.abs(mean - shape)).toBeLessThan(3.3 * Math.sqrt(shape / 40_000));
    // Fourth central moment of a gamma: 3k² + 6k.
    const sd = Math.sqrt((3 * shape ** 2 + 6 * shape - shape ** 2) / 40_000);
    expect(Math.abs(variance - shape)).toBeLessThan(3.3 * sd);
    if (shape === 1) expect(ks(x, (v) => 1 - Math.exp(-v))).toBeLessThan(1.95);
  });
});
