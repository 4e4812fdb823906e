import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { EngineError } from '../errors.ts';
import { betaCdf, betaQuantile, lnGamma, normalQuantile, tQuantile } from './distributions.ts';
import {
  betaBinomial,
  calibrate,
  countMean,
  countShare,
  type Design,
  fayHerriot,
  mean,
  ordinary,
  postStratify,
  rake,
  randomIntercept,
  regress,
  share,
  simpleDesign,
  total,
  weighElectorates,
} from './index.ts';

/** First issue of what a call refuses, as `code at path`. */
function refusal(work: () => unknown): string {
  try {
    work();
  } catch (error) {
    if (error instanceof EngineError) return `${error.issues[0]!.code} at ${error.issues[0]!.path}`;
    throw error;
  }
  return '';
}

describe('distributions', () => {
  it('have the values of the tables', () => {
    expect(lnGamma(0.5)).toBeCloseTo(Math.log(Math.sqrt(Math.PI)), 14);
    expect(lnGamma(101)).toBeCloseTo(363.739375555563, 11);
    expect(normalQuantile(0.975)).toBeCloseTo(1.959963984540054, 14);
    expect(normalQuantile(0.999999)).toBeCloseTo(4.753424308822899, 9);
    expect(tQuantile(0.975, 1)).toBeCloseTo(12.706204736174698, 10);
    expect(tQuantile(0.975, 14)).toBeCloseTo(2.1447866879178044, 12);
    expect(tQuantile(0.05, 10)).toBeCloseTo(-1.8124611228116765, 11);
    // The share of Beta(2, 3) below 0.4: 1 − Σ of a binomial, by hand 0.5248.
    expect(betaCdf(0.4, 2, 3)).toBeCloseTo(0.5248, 14);
  });

  it('quantiles undo the distribution function', () => {
    fc.assert(
      fc.property(
        fc.double({ min: 0.001, max: 0.999, noNaN: true }),
        fc.double({ min: 0.3, max: 500, noNaN: true }),
        fc.double({ min: 0.3, max: 500, noNaN: true }),
        (p, a, b) => {
          const x = betaQuantile(p, a, b);
          // Near an end the distribution is steep: between two neighbouring numbers it passes p.
          const step = 2 ** -52;
          expect(betaCdf(x * (1 - step), a, b)).toBeLessThanOrEqual(p + 1e-10);
          expect(betaCdf(Math.min(1, x * (1 + step)), a, b)).toBeGreaterThanOrEqual(p - 1e-10);
        },
      ),
      { numRuns: 60 },
    );
  });
});

describe('figures from counts', () => {
  it('a share is Wilson’s with many people, and certain when all have answered', () => {
    const { lo, hi } = countShare(40, 100_000_000);
    expect(lo).toBeGreaterThan(0);
    expect(hi).toBeLessThan(1e-6);
    // 8 of 10 of 20: effective size 9 / (1 − 10/20) = 18, t(9) = 2.2622.
    const half = countShare(8, 10, 20);
    expect(half.se).toBeCloseTo(Math.sqrt((0.8 * 0.2) / 18), 12);
    expect(half.lo).toBeCloseTo(0.53402, 4);
    expect(half.hi).toBeCloseTo(0.93316, 4);
    expect(countShare(8, 10, 10)).toMatchObject({ value: 0.8, se: 0, lo: 0.8, hi: 0.8 });
    expect(countShare(1, 1, 9)).toMatchObject({ lo: 0, hi: 1 });
  });

  it('holds the share, lies within 0 and 1, and narrows as more of the people answer', () => {
    fc.assert(
      fc.property(fc.integer({ min: 2, max: 300 }), fc.nat(300), fc.nat(500), (n, k, more) => {
        const count = Math.min(k, n);
        const finite = countShare(count, n, n + more);
        const endless = countShare(count, n);
        expect(finite.lo).toBeGreaterThanOrEqual(0);
        expect(finite.hi).toBeLessThanOrEqual(1);
        expect(finite.lo).toBeLessThanOrEqual(finite.value + 1e-12);
        expect(finite.hi).toBeGreaterThanOrEqual(finite.value - 1e-12);
        expect(finite.hi - finite.lo).toBeLessThanOrEqual(endless.hi - endless.lo + 1e-12);
      }),
      { numRuns: 100 },
    );
  });

  it('a mean of grades is that of the rows', () => {
    const y = Float64Array.of(5, 5, 4, 4, 4, 3, 1);
    const rows = mean(simpleDesign(7, 20), y);
    const counted = countMean([5, 4, 3, 2, 1], [2, 3, 1, 0, 1], 20);
    for (const key of ['value', 'se', 'lo', 'hi', 'df'] as const)
      expect(counted[key]).toBeCloseTo(rows[key], 12);
  });

  it('refuses what cannot be counted', () => {
    expect(refusal(() => countShare(11, 10))).toBe('estimate.count at count');
    expect(refusal(() => countShare(1, 10, 9))).toBe('estimate.population at population');
    expect(refusal(() => countMean([1, 2], [0, 0]))).toBe('estimate.empty at counts');
    expect(refusal(() => countShare(1, 2, 3, 95))).toBe('estimate.level at level');
  });
});

describe('designs', () => {
  const y = Float64Array.of(3, 5, 4, 8, 9, 7);
  const stratified: Design = {
    weights: Float64Array.of(2, 2, 2, 4, 4, 4),
    stratum: ['a', 'a', 'a', 'b', 'b', 'b'],
    stages: [{ population: [6, 6, 6, 12, 12, 12] }],
  };

  it('a stratified mean by hand', () => {
    // (6·4 + 12·8) / 18; Σ (N_h/N)² (1 − f_h) s_h²/n_h with s² = 1 in both.
    const found = mean(stratified, y);
    const variance = (1 / 9) * (1 / 2) * (1 / 3) + (4 / 9) * (3 / 4) * (1 / 3);
    expect(found.value).toBeCloseTo(120 / 18, 12);
    expect(found.se).toBeCloseTo(Math.sqrt(variance), 12);
    expect(found.df).toBe(4);
    expect(total(stratified, y).value).toBeCloseTo(120, 12);
  });

  it('who is counted in full has no error, and nobody’s opinion has one beyond 0 and 1', () => {
    expect(mean(simpleDesign(6, 6), y).se).toBe(0);
    const all = share(simpleDesign(6, 60), new Float64Array(6).fill(1));
    expect(all.hi).toBe(1);
    // Clopper and Pearson: (α/2)^(1/n).
    expect(all.lo).toBeCloseTo(0.025 ** (1 / 6), 12);
  });

  it('names the place of what is wrong', () => {
    const one = { ...stratified, stratum: ['a', 'a', 'a', 'b', 'b', 'c'] };
    expect(refusal(() => mean(one, y))).toBe('estimate.lonely at stages[0]');
    const bad = { ...stratified, weights: Float64Array.of(2, 2, 0, 4, 4, 4) };
    expect(refusal(() => mean(bad, y))).toBe('estimate.weight at weights[2]');
    expect(refusal(() => mean(stratified, y.subarray(1)))).toBe('estimate.length at y');
    expect(refusal(() => share(stratified, y))).toBe('estimate.share at y[0]');
    const few = { ...stratified, stages: [{ population: new Float64Array(6).fill(2) }] };
    expect(refusal(() => mean(few, y))).toBe('estimate.population at stages[0].population');
  });
});

describe('weights', () => {
  const of = ['m', 'f', 'f', 'm', 'f', 'm'];
  const age = ['old', 'old', 'young', 'young', 'young', 'old'];
  const design = simpleDesign(6, 60);
  const size = (d: Design, labels: readonly string[], g: string): number =>
    labels.reduce((s, l, i) => (l === g ? s + d.weights[i]! : s), 0);

  it('meet the known sizes after post-stratification, raking and calibration', () => {
    expect(size(postStratify(design, { of, totals: { m: 20, f: 40 } }), of, 'm')).toBeCloseTo(
      20,
      9,
    );
    const raked = rake(design, [
      { of, totals: { m: 20, f: 40 } },
      { of: age, totals: { old: 35, young: 25 } },
    ]);
    expect(size(raked, of, 'f')).toBeCloseTo(40, 6);
    expect(size(raked, age, 'old')).toBeCloseTo(35, 6);
    const x = Float64Array.of(20, 30, 40, 50, 60, 70);
    for (const method of ['linear', 'raking'] as const) {
      const one = new Float64Array(6).fill(1);
      const to = calibrate(design, [one, x], [60, 2500], method);
      expect(to.weights.reduce((s, w, i) => s + w * x[i]!, 0)).toBeCloseTo(2500, 6);
      // What the calibration columns explain wholly has no error left.
      expect(total(to, x).se).toBeCloseTo(0, 8);
    }
  });

  it('refuses groups without people or without answers', () => {
    expect(refusal(() => postStratify(design, { of, totals: { m: 20 } }))).toBe(
      'estimate.margin at margins[0].totals',
    );
    expect(refusal(() => postStratify(design, { of, totals: { m: 20, f: 30, x: 10 } }))).toBe(
      'estimate.margin-empty at margins[0].totals',
    );
    const apart = [
      { of, totals: { m: 20, f: 40 } },
      { of, totals: { m: 40, f: 20 } },
    ];
    expect(refusal(() => rake(design, apart, { rounds: 20 }))).toBe('estimate.rake at margins');
  });
});

describe('electorates', () => {
  const a = countMean([5, 4, 3], [6, 3, 1], 40);
  const b = countMean([5, 4, 3], [2, 5, 3], 100);

  it('weigh as the scheme says, with the error of all', () => {
    const found = weighElectorates([
      { name: 'A', weight: 0.6, estimate: a },
      { name: 'B', weight: 0.4, estimate: b },
    ]);
    expect(found.value).toBeCloseTo(0.6 * 4.5 + 0.4 * 3.9, 12);
    expect(found.se).toBeCloseTo(Math.hypot(0.6 * a.se, 0.4 * b.se), 12);
    expect(found.df).toBeGreaterThan(9);
    expect(found.df).toBeLessThanOrEqual(18);
  });

  it('refuses weights that do not sum to 1', () => {
    const one = [{ name: 'A', weight: 0.6, estimate: a }];
    expect(refusal(() => weighElectorates(one))).toBe('estimate.electorates at electorates');
  });
});

describe('small units', () => {
  it('are drawn towards the others, the more so the less they know', () => {
    const y = Float64Array.of(80, 60, 90, 70, 75);
    const units = fayHerriot(y, Float64Array.of(4, 4, 100, 4, 4), [
      new Float64Array(5).fill(1),
    ]).units;
    expect(units[2]!.kept).toBeLessThan(units[0]!.kept);
    expect(units[2]!.raw).toBe(90);
    expect(units[2]!.value).toBeLessThan(90);
    const shares = betaBinomial([9, 50, 5, 70], [10, 100, 10, 100]).units;
    expect(shares[0]!.raw).toBe(0.9);
    expect(shares[0]!.value).toBeLessThan(0.9);
  });

  it('units that do not differ get no variance of their own', () => {
    const x = [new Float64Array(6).fill(1)];
    const found = randomIntercept(Float64Array.of(1, 3, 1, 3, 1, 3), x, [1, 1, 2, 2, 3, 3]);
    expect(found.between).toBe(0);
    expect(found.units.map((u) => u.effect)).toEqual([0, 0, 0]);
  });

  it('refuses covariates that repeat each other and too few units', () => {
    const y = Float64Array.of(1, 2, 3, 4);
    const d = new Float64Array(4).fill(1);
    expect(refusal(() => fayHerriot(y, d, [d, d]))).toBe('estimate.collinear at x');
    expect(refusal(() => fayHerriot(y, d, [d, y, y, y]))).toBe('estimate.few at y');
    expect(refusal(() => fayHerriot(y, new Float64Array(4), [d]))).toBe(
      'estimate.variance at sampling[0]',
    );
  });
});

describe('regressions', () => {
  const one = (n: number) => new Float64Array(n).fill(1);
  const x = Float64Array.from({ length: 40 }, (_, i) => i % 10);
  const design = simpleDesign(40, 400);

  it('of a constant alone are the mean and the log odds of the share', () => {
    const y = Float64Array.from({ length: 40 }, (_, i) => (i * 7) % 13);
    const [level] = regress(design, y, [one(40)]);
    const plain = mean(design, y);
    for (const part of ['value', 'se', 'df', 'lo', 'hi'] as const)
      expect(level![part]).toBeCloseTo(plain[part], 12);
    const yes = y.map((v) => (v > 8 ? 1 : 0));
    const [odds] = regress(design, yes, [one(40)], { link: 'logit' });
    const p = mean(design, yes);
    expect(odds!.value).toBeCloseTo(Math.log(p.value / (1 - p.value)), 12);
    expect(odds!.se).toBeCloseTo(p.se / (p.value * (1 - p.value)), 12);
  });

  it('find the line that made the values, without an error', () => {
    fc.assert(
      fc.property(fc.integer({ min: -50, max: 50 }), fc.integer({ min: -9, max: 9 }), (a, b) => {
        const y = x.map((v) => a + b * v);
        for (const [level, slope] of [
          ordinary(y, [one(40), x]),
          regress(design, y, [one(40), x]),
        ]) {
          expect(level!.value).toBeCloseTo(a, 9);
          expect(slope!.value).toBeCloseTo(b, 9);
          expect(slope!.se).toBeCloseTo(0, 9);
        }
      }),
      { numRuns: 30 },
    );
  });

  it('do not depend on the order of rows or the scale of a column', () => {
    const y = x.map((v, i) => (v + i * 3 > 70 ? 1 : 0));
    const whole = regress(design, y, [one(40), x], { link: 'logit' });
    const turned = regress(design, y.toReversed(), [one(40), x.map((v) => v * 1000).toReversed()], {
      link: 'logit',
    });
    expect(turned[1]!.value * 1000).toBeCloseTo(whole[1]!.value, 9);
    expect(turned[1]!.se * 1000).toBeCloseTo(whole[1]!.se, 9);
  });

  it('are refused where they say nothing', () => {
    const y = x.map((v) => (v > 4 ? 1 : 0));
    const logit = { link: 'logit' } as const;
    expect(refusal(() => regress(design, y, [one(40), x], logit))).toBe('estimate.converge at x');
    expect(refusal(() => regress(design, x, [one(40)], logit))).toBe('estimate.share at y[2]');
    expect(refusal(() => regress(design, y, [x, x]))).toMatch(/^estimate\.collinear/);
    expect(refusal(() => regress(design, y, [one(40), one(39)]))).toBe('estimate.length at x[1]');
    expect(refusal(() => ordinary(one(2), [one(2), Float64Array.of(1, 2)]))).toBe(
      'estimate.few at x',
    );
  });
});
