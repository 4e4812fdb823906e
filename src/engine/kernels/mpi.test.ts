import { describe, expect, it } from 'vitest';
import { adjustedMazziottaPareto, mazziottaPareto } from './mpi.ts';

const row = (...values: number[]): Float64Array[] => values.map((v) => Float64Array.of(v));

describe('Mazziotta–Pareto index', () => {
  it('takes the spread of a unit off its mean, or adds it', () => {
    // Mean 100, population variance 100: penalty 1; sample variance 200: penalty 2.
    expect(mazziottaPareto(row(90, 110))[0]).toBeCloseTo(99, 12);
    expect(mazziottaPareto(row(90, 110), { penalty: 'positive' })[0]).toBeCloseTo(101, 12);
    expect(mazziottaPareto(row(90, 110), { variance: 'sample' })[0]).toBeCloseTo(98, 12);
    expect(mazziottaPareto(row(100, 100, 100))[0]).toBeCloseTo(100, 12);
  });

  it('looks at what is present', () => {
    expect(mazziottaPareto(row(90, Number.NaN, 110), { variance: 'sample' })[0]).toBeCloseTo(
      98,
      12,
    );
  });
});

describe('adjusted Mazziotta–Pareto index', () => {
  it('puts the reference on 100 and the range of all periods 60 wide', () => {
    const { normalised } = adjustedMazziottaPareto(
      [Float64Array.of(50, 60, 80), Float64Array.of(1, 2, 3)],
      [
        { reference: 60, polarity: 'benefit', range: [40, 80] },
        { reference: 2, polarity: 'cost' },
      ],
    );
    expect([...normalised[0]!]).toEqual([85, 100, 130]);
    expect([...normalised[1]!]).toEqual([130, 100, 70]);
  });

  it('is the index of those figures', () => {
    const indicators = [
      { reference: 0, polarity: 'benefit', range: [0, 60] },
      { reference: 0, polarity: 'benefit', range: [0, 60] },
    ] as const;
    const { index } = adjustedMazziottaPareto(row(-10, 10), indicators);
    expect(index[0]).toBeCloseTo(99, 12);
  });
});
