import { describe, expect, it } from 'vitest';
import { skewAndKurtosis } from '../kernels/stats.ts';
import { treatColumn } from './treat.ts';

const spec = { method: 'winsorise', max: 5, skew: 2, kurtosis: 3.5, fallback: 'log' } as const;
const spike = Float64Array.of(3.2, 7.1, 0.5, 9.9, 4.4, 4.4, 120, 2.2);

describe('treat', () => {
  it('leaves a column alone that has skew or kurtosis inside the thresholds', () => {
    const calm = Float64Array.of(1, 2, 3, 4, 5, 9);
    const { values, summary } = treatColumn(calm, spec);
    expect(values).toBe(calm);
    expect(summary).toMatchObject({ action: 'none', points: 0, passed: true });
  });

  it('pulls the one high value in to the next and stops', () => {
    const { values, summary } = treatColumn(spike, spec);
    expect([...values]).toEqual([3.2, 7.1, 0.5, 9.9, 4.4, 4.4, 9.9, 2.2]);
    expect(summary).toMatchObject({ action: 'winsorise', points: 1, passed: true });
    expect(spike[6]).toBe(120);
  });

  it('pulls low values up when the tail is low', () => {
    const { values } = treatColumn(
      spike.map((v) => -v),
      spec,
    );
    expect(values[6]).toBe(-9.9);
  });

  it('takes the logarithm of the untreated column when winsorising does not help', () => {
    const heavy = Float64Array.from({ length: 40 }, (_, i) => (i < 30 ? i / 100 : 2 ** (i - 24)));
    expect(skewAndKurtosis(heavy).skew).toBeGreaterThan(2);
    const { values, summary } = treatColumn(heavy, { ...spec, max: 1 });
    expect(summary.action).toBe('log');
    const top = heavy[39]!;
    expect(values[39]).toBeCloseTo(Math.log(top + 0.01 * top), 12);
  });

  it('keeps the winsorised column when the scheme wants no fallback', () => {
    const heavy = Float64Array.from({ length: 40 }, (_, i) => (i < 30 ? i / 100 : 2 ** (i - 24)));
    const { summary } = treatColumn(heavy, { ...spec, max: 1, fallback: 'none' });
    expect(summary).toMatchObject({ action: 'winsorise', points: 1, passed: false });
  });
});
