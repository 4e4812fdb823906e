import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { EngineError } from '../errors.ts';
import * as objective from './objective-weights.ts';
import type { Direction } from './table.ts';
import * as weights from './weights.ts';

const columns = [
  Float64Array.of(450, 10, 100, 220, 5),
  Float64Array.of(8000, 9100, 8200, 9300, 8400),
  Float64Array.of(54, 2, 31, 1, 23),
  Float64Array.of(145, 160, 153, 162, 158),
];
const directions: Direction[] = [1, 1, -1, -1];

const rules: readonly (readonly [string, (x: readonly Float64Array[]) => Float64Array])[] = [
  ['entropy', weights.entropyWeights],
  ['std', weights.stdWeights],
  ['critic', (x) => weights.criticWeights(x)],
  ['pca', weights.pcaWeights],
  ['variance', objective.varianceWeights],
  ['gini', objective.giniWeights],
  ['angle', objective.angleWeights],
  ['merec', (x) => objective.merecWeights(x, directions)],
  ['lopcow', (x) => objective.lopcowWeights(x, directions)],
  ['cilos', (x) => objective.cilosWeights(x, directions)],
  ['idocriw', (x) => objective.idocriwWeights(x, directions)],
];

describe('weights from figures', () => {
  it.each(rules)('%s are shares of 1 and do not depend on the order of the units', (_, rule) => {
    const found = rule(columns);
    expect(found.reduce((a, b) => a + b, 0)).toBeCloseTo(1, 12);
    expect(found.every((w) => w >= 0)).toBe(true);
    const turned = rule(columns.map((x) => x.slice().reverse()));
    turned.forEach((w, j) => {
      expect(w).toBeCloseTo(found[j]!, 10);
    });
  });

  it.each(rules.filter(([name]) => name !== 'std'))(
    '%s do not depend on the unit of measurement',
    (_, rule) => {
      fc.assert(
        fc.property(fc.double({ min: 0.01, max: 1000, noNaN: true }), (factor) => {
          const found = rule(columns);
          const scaled = rule(columns.map((x, j) => (j === 1 ? x.map((v) => v * factor) : x)));
          scaled.forEach((w, j) => {
            expect(w).toBeCloseTo(found[j]!, 8);
          });
        }),
        { numRuns: 20 },
      );
    },
  );

  it('MEREC reproduces its paper (Keshavarz-Ghorabaee et al. 2021)', () => {
    const found = objective.merecWeights(columns, directions);
    expect([...found].map((w) => Number(w.toFixed(4)))).toEqual([0.5752, 0.0141, 0.4016, 0.0091]);
  });

  it('a column without spread gets nothing from entropy and CRITIC', () => {
    const flat = [columns[0]!, new Float64Array(5).fill(3), columns[2]!];
    expect(weights.entropyWeights(flat)[1]).toBe(0);
    expect(weights.criticWeights(flat)[1]).toBe(0);
  });

  it('figures without any spread are refused, not divided by 0', () => {
    const flat = [new Float64Array(4).fill(3), new Float64Array(4).fill(7)];
    for (const rule of [weights.entropyWeights, weights.stdWeights])
      expect(() => rule(flat)).toThrow(EngineError);
    expect(() => weights.criticWeights(flat)).toThrow(EngineError);
    expect(() => objective.cilosWeights(flat, [1, 1])).toThrow(EngineError);
    expect(() => weights.entropyWeights([Float64Array.of(1, -1)])).toThrow(EngineError);
  });

  it('CRITIC can look at ranks instead of values', () => {
    const bent = columns.map((x) => x.map((v) => v ** 3));
    const rank = (x: readonly Float64Array[]): Float64Array =>
      weights.criticWeights(x, { correlation: 'spearman', scaled: true });
    const ratio = (w: Float64Array, sd: (j: number) => number): number[] =>
      [...w].map((v, j) => v / sd(j));
    const spread = (x: readonly Float64Array[]) => (j: number) => weights.stdWeights(x)[j]!;
    const a = ratio(rank(columns), spread(columns));
    const b = ratio(rank(bent), spread(bent));
    b.forEach((v, j) => {
      expect(v / b[0]!).toBeCloseTo(a[j]! / a[0]!, 10);
    });
  });
});

describe('weights from comparisons', () => {
  it('AHP: the principal eigenvector, consistent when comparisons follow from weights', () => {
    const w = [0.5, 0.3, 0.2];
    const { weights: found, ratio } = weights.ahpWeights(w.map((a) => w.map((b) => a / b)));
    found.forEach((v, j) => {
      expect(v).toBeCloseTo(w[j]!, 12);
    });
    expect(ratio).toBeLessThan(1e-10);
  });

  it('AHP: a circle of preferences is very inconsistent', () => {
    const circle = [
      [1, 9, 1 / 9],
      [1 / 9, 1, 9],
      [9, 1 / 9, 1],
    ];
    expect(weights.ahpWeights(circle).ratio).toBeGreaterThan(1);
  });

  it('RANCOM: importances to shares', () => {
    // Row sums 0.5 + 0.5 + 1, the same, 0.5 of a total of 4.5.
    const found = objective.rancomWeights(objective.comparisonsOf([3, 3, 1]));
    expect([...found]).toEqual([2 / 4.5, 2 / 4.5, 0.5 / 4.5]);
  });
});
