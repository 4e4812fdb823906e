import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { blocksOf, weightedMean, weightedMeans } from './means.ts';
import { quantiles, quantilesOfRanks } from './select.ts';

/** The definition, row by row, in the order of the columns. */
function byDefinition(columns: readonly Float64Array[], weights: Float64Array): number[] {
  const total = weights.reduce((a, b) => a + b, 0);
  return Array.from(columns[0]!, (_, i) => {
    let whole = 0;
    let sum = 0;
    let present = 0;
    columns.forEach((x, k) => {
      if (weights[k] !== 0) whole += (weights[k]! / total) * x[i]!;
      if (Number.isNaN(x[i]!)) return;
      sum += weights[k]! * x[i]!;
      present += weights[k]!;
    });
    return Number.isNaN(whole) ? (present > 0 ? sum / present : Number.NaN) : whole;
  });
}

const figure = fc.oneof(
  { weight: 8, arbitrary: fc.double({ min: -1e6, max: 1e6, noNaN: true }) },
  { weight: 1, arbitrary: fc.constantFrom(0, -0, Number.NaN) },
);
const weight = fc.oneof(
  { weight: 6, arbitrary: fc.double({ min: 0.01, max: 9, noNaN: true }) },
  { weight: 1, arbitrary: fc.constant(0) },
);
const cases = fc.integer({ min: 1, max: 11 }).chain((count) =>
  fc.record({
    rows: fc
      .array(fc.array(figure, { minLength: count, maxLength: count }), {
        minLength: 1,
        maxLength: 9,
      })
      // Some longer than a block.
      .chain((some) => fc.constantFrom(some, Array.from({ length: 300 }, () => some).flat())),
    first: fc.array(weight, { minLength: count, maxLength: count }),
    second: fc.array(weight, { minLength: count, maxLength: count }),
  }),
);

describe('weighted means', () => {
  it('have the bits of the plain sum, alone and two at a time', () => {
    fc.assert(
      fc.property(cases, ({ rows, first, second }) => {
        const columns = first.map((_, k) => Float64Array.from(rows, (row) => row[k]!));
        const blocks = blocksOf(columns);
        const weights = [Float64Array.from(first), Float64Array.from(second)] as const;
        const out = [new Float64Array(rows.length), new Float64Array(rows.length)] as const;
        weightedMeans(blocks, weights, out);
        weights.forEach((w, l) => {
          const expected = byDefinition(columns, w);
          expect([...weightedMean(blocks, w)]).toEqual(expected);
          expect([...out[l]!]).toEqual(expected);
        });
      }),
      { numRuns: 150 },
    );
  });
});

describe('quantiles of ranks', () => {
  it('are those of any numbers, close together or far apart', () => {
    const ranks = fc.array(
      fc.oneof(fc.integer({ min: 1, max: 40 }), fc.integer({ min: 1, max: 1e6 })),
      { minLength: 1, maxLength: 60 },
    );
    const near = fc.array(fc.integer({ min: 900, max: 930 }), { minLength: 1, maxLength: 60 });
    fc.assert(
      fc.property(fc.oneof(ranks, near), (list) => {
        const x = Int32Array.from(list);
        const p = [0, 0.05, 0.5, 0.95, 1];
        expect(quantilesOfRanks(x, p)).toEqual(quantiles(x.slice(), p));
        expect([...x]).toEqual(list);
      }),
    );
  });
});
