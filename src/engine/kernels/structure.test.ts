import { describe, expect, it } from 'vitest';
import { cronbachAlpha, principalComponents } from './structure.ts';

const f = (...values: number[]): Float64Array => Float64Array.from(values);

describe('Cronbach’s alpha', () => {
  it('is 1 for copies, 0 for columns that do not go together, below 0 for opposites', () => {
    const x = f(1, 2, 3, 4);
    expect(cronbachAlpha([x, x, x])).toBeCloseTo(1, 14);
    expect(cronbachAlpha([f(1, -1, 1, -1), f(1, 1, -1, -1)])).toBeCloseTo(0, 14);
    expect(cronbachAlpha([x, f(4, 3, 2, 2)])).toBeLessThan(0);
    expect(cronbachAlpha([x])).toBeNaN();
  });

  it('uses the pairs of values both present', () => {
    const x = f(1, 2, 3, 4, Number.NaN);
    expect(cronbachAlpha([x, f(1, 2, 3, 4, 9)])).toBeGreaterThan(0.3);
    expect(cronbachAlpha([x, x])).toBeCloseTo(1, 14);
  });
});

describe('principal components', () => {
  it('of two columns are their sum and their difference', () => {
    const [first, second] = principalComponents([f(1, 2, 3, 5), f(2, 1, 4, 4)]);
    const half = Math.SQRT1_2;
    first!.loadings.forEach((v) => {
      expect(v).toBeCloseTo(half, 12);
    });
    expect(Math.abs(second!.loadings[0]!)).toBeCloseTo(half, 12);
    expect(first!.sd ** 2 + second!.sd ** 2).toBeCloseTo(2, 12);
  });

  it('have the same sign whatever the sign of the columns', () => {
    const columns = [f(3, 1, 4, 1, 5), f(2, 7, 1, 8, 2), f(1, 6, 1, 8, 0)];
    const turned = columns.map((x) => x.map((v) => -v));
    const plain = principalComponents(columns);
    principalComponents(turned).forEach((component, k) => {
      component.loadings.forEach((v, j) => {
        expect(v).toBeCloseTo(plain[k]!.loadings[j]!, 10);
      });
    });
    expect(Math.max(...plain[0]!.loadings)).toBeGreaterThan(-Math.min(...plain[0]!.loadings));
  });
});
