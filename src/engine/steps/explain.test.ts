import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { nominal } from '../appraise.ts';
import { evaluateOne, profileModel } from '../explain/profile.ts';
import { treeShapley } from '../explain/tree-shapley.ts';
import { schemeTree, type TreeNode } from '../scheme/tree.ts';
import { appraisalCase } from '../testing/arbitrary.ts';
import { smallPanel, smallScheme } from '../testing/small.ts';
import type { Appraisal } from '../types.ts';
import { comparePeriods, compareUnits, contributions, type Explanation } from './explain.ts';

const missing = Number.NaN;
const points = (found: Explanation): Record<string, number> =>
  Object.fromEntries(found.parts.map((p) => [p.id, p.points]));
const total = (found: Explanation): number => found.parts.reduce((s, p) => s + p.points, 0);

const twoBranches = {
  nodes: [
    { id: 'root', name: '综合' },
    { id: 'g', name: '甲方面', parent: 'root', weight: 3 },
    { id: 'h', name: '乙方面', parent: 'root', weight: 1 },
  ],
};

describe('contributions', () => {
  it('with weighted means are weight × score from 0, and what is decided beside it', () => {
    const scheme = smallScheme(
      [
        { id: 'a', parent: 'g', weight: 2 },
        { id: 'b', parent: 'g', weight: 1 },
        { id: 'c', parent: 'h' },
      ],
      {
        ...twoBranches,
        decide: {
          adjustments: [{ id: 'p', name: '示范', kind: 'bonus', column: 'prizes', cap: 9 }],
        },
      },
    );
    const result = nominal(
      scheme,
      smallPanel({ a: [60, 10], b: [90, 10], c: [40, 10], prizes: [2, 0] }),
    );
    const found = contributions(result, 0);
    // 3/4 · 2/3 · 60, 3/4 · 1/3 · 90, 1/4 · 40
    expect(points(found)).toEqual({
      a: expect.closeTo(30, 12),
      b: expect.closeTo(22.5, 12),
      c: expect.closeTo(10, 12),
    });
    expect(found).toMatchObject({ from: 0, to: 62.5, decided: 2, additive: true, exact: true });
  });

  it('give the weight of a missing figure to the others, and it nothing', () => {
    const scheme = smallScheme([{ id: 'a', weight: 2 }, { id: 'b', weight: 1 }, { id: 'c' }]);
    const result = nominal(scheme, smallPanel({ a: [60, 1], b: [30, 2], c: [missing, 3] }));
    expect(points(contributions(result, 0))).toEqual({
      a: expect.closeTo(40, 12),
      b: expect.closeTo(10, 12),
      c: 0,
    });
  });

  it('elsewhere start from the score of the mean profile of the class', () => {
    const scheme = smallScheme([{ id: 'a' }, { id: 'b' }], { aggregate: { method: 'geometric' } });
    const result = nominal(scheme, smallPanel({ a: [64, 4, 40], b: [25, 1, 49] }));
    const found = contributions(result, 0);
    // Mean profile (36, 25), score 30; (64, 25) scores 40: a alone explains it, b is the mean.
    expect(found.from).toBeCloseTo(30, 12);
    expect(points(found)).toEqual({ a: expect.closeTo(10, 12), b: 0 });
    expect(found.additive).toBe(false);
  });

  it('refuse a unit that is not ranked', () => {
    const scheme = smallScheme([{ id: 'a' }]);
    const result = nominal(scheme, smallPanel({ a: [1, 2, missing] }));
    for (const ask of [contributions, (r: Appraisal, u: number) => compareUnits(r, 0, u)])
      expect(() => ask(result, 2)).toThrow('explain.not-ranked');
  });
});

describe('compareUnits by hand', () => {
  const compare = (method: 'geometric' | 'minimum' | 'harmonic', a: number[], b: number[]) =>
    compareUnits(
      nominal(
        smallScheme([{ id: 'a' }, { id: 'b' }], { aggregate: { method } }),
        smallPanel({ a, b }),
      ),
      0,
      1,
    );

  it('geometric: the mean of the two orders of changing one figure after the other', () => {
    const found = compare('geometric', [64, 16], [36, 9]);
    // f: (64, 36) 48, (16, 9) 12, (64, 9) 24, (16, 36) 24
    expect(found).toMatchObject({ from: expect.closeTo(12, 12), to: expect.closeTo(48, 12) });
    expect(points(found)).toEqual({ a: expect.closeTo(18, 12), b: expect.closeTo(18, 12) });
  });

  it('minimum: who holds the score down pays, who would have lifted it is paid', () => {
    // f(x) = min(50, 80) = 50, f(y) = min(70, 60) = 60; mixtures: 50 with a, 70 with b.
    expect(points(compare('minimum', [50, 70], [80, 60]))).toEqual({
      a: expect.closeTo((50 - 60 + (50 - 70)) / 2, 12),
      b: expect.closeTo((70 - 60 + (50 - 50)) / 2, 12),
    });
  });

  it('pairwise wins: each indicator by the rivals it beats', () => {
    const scheme = smallScheme([{ id: 'a', weight: 2 }, { id: 'b' }], {
      aggregate: { method: 'copeland' },
    });
    const result = nominal(scheme, smallPanel({ a: [90, 50, 10], b: [10, 50, 90] }));
    expect([...result.base]).toEqual([2, 0, -2]);
    // Against the three as they stand (90, 90) wins 3 and (10, 10) loses 3: where a ties, b
    // decides. a: (3 + 2)/2 + (2 + 3)/2, b: (2 − 3)/2 + (−3 + 2)/2.
    expect(points(compareUnits(result, 0, 2))).toEqual({ a: 5, b: -1 });
  });

  it('a figure that one side lacks counts by the weight it takes out', () => {
    const scheme = smallScheme([{ id: 'a' }, { id: 'b' }]);
    const result = nominal(scheme, smallPanel({ a: [80, 60], b: [missing, 40] }));
    // f: (80, –) 80, (60, 40) 50, (80, 40) 60, (60, –) 60
    const found = compareUnits(result, 0, 1);
    expect(points(found)).toEqual({ a: expect.closeTo(15, 12), b: expect.closeTo(15, 12) });
    expect([found.from, found.to]).toEqual([50, 80]);
  });

  it('a mixture in which nothing is present counts half-way', () => {
    const scheme = smallScheme([{ id: 'a' }, { id: 'b' }]);
    const result = nominal(scheme, smallPanel({ a: [80, missing], b: [missing, 40] }));
    // f: (80, –) 80, (–, 40) 40, (80, 40) 60, (–, –) half-way = 60
    expect(points(compareUnits(result, 0, 1))).toEqual({
      a: expect.closeTo(20, 12),
      b: expect.closeTo(20, 12),
    });
  });

  it('an indicator without weight explains nothing, not even where it alone is reported', () => {
    const scheme = smallScheme(
      [
        { id: 'a', parent: 'g' },
        { id: 'b', parent: 'h', weight: 1 },
        { id: 'idle', parent: 'h', weight: 0 },
      ],
      twoBranches,
    );
    const columns = { a: [80, 60, 1], b: [missing, missing, 2], idle: [30, missing, 3] };
    const found = compareUnits(nominal(scheme, smallPanel(columns)), 0, 1);
    expect(points(found)).toEqual({ a: 20, b: 0, idle: 0 });
  });

  it('between classes stands on the two scores, but not on pairwise wins', () => {
    const build = (method: 'geometric' | 'copeland') =>
      nominal(
        smallScheme([{ id: 'a' }], {
          aggregate: { method },
          panel: { attributes: ['类别'] },
          select: { class: '类别', minimum: 2 },
        }),
        smallPanel({ a: [90, 50, 40, 20] }, { 类别: ['一', '一', '二', '二'] }),
      );
    const found = compareUnits(build('geometric'), 0, 3);
    expect(found.to - found.from).toBeCloseTo(70, 12);
    expect(() => compareUnits(build('copeland'), 0, 3)).toThrow('explain.other-class');
  });
});

/** Every order of the indicators that keeps the children of a node together. */
function ordersOf(order: readonly TreeNode[], n: number): number[][] {
  const children = order[n]!.children.map((c) =>
    c.kind === 'node' ? ordersOf(order, c.index) : [[c.index]],
  );
  const arrange = (left: readonly number[]): number[][] =>
    left.length === 0
      ? [[]]
      : left.flatMap((k) =>
          children[k]!.flatMap((head) =>
            arrange(left.filter((other) => other !== k)).map((tail) => [...head, ...tail]),
          ),
        );
  return arrange(children.map((_, k) => k));
}

/** The value by its definition: mean marginal over all those orders. */
function byDefinition(result: Appraisal, x: Float64Array, y: Float64Array): Float64Array {
  const { order } = schemeTree(result.scheme);
  const model = profileModel(result, 0);
  const orders = ordersOf(order, order.length - 1);
  const out = new Float64Array(x.length);
  const halfway = (evaluateOne(model, x).at(-1)! + evaluateOne(model, y).at(-1)!) / 2;
  const value = (profile: Float64Array): number => {
    const v = evaluateOne(model, profile).at(-1)!;
    return Number.isNaN(v) ? halfway : v;
  };
  for (const path of orders) {
    const profile = y.slice();
    for (const i of path) {
      const before = value(profile);
      profile[i] = x[i]!;
      out[i]! += (value(profile) - before) / orders.length;
    }
  }
  return out;
}

describe('tree Shapley', () => {
  const profile = (result: Appraisal, unit: number): Float64Array =>
    Float64Array.from(result.chain.normalised.columns, (c) => c[unit]!);

  it('is the mean over all orders that keep the tree together, for every aggregation', () => {
    fc.assert(
      fc.property(
        appraisalCase({ classes: false, decide: false, units: { min: 6, max: 8 } }).filter(
          ({ scheme }) => scheme.indicators.length <= 7,
        ),
        ({ scheme, panel }) => {
          const result = nominal(scheme, panel);
          const [a, b] = [4, 5].map((u) => profile(result, u)) as [Float64Array, Float64Array];
          if (result.classOf[4]! < 0 || result.classOf[5]! < 0) return;
          const found = treeShapley(profileModel(result, 0), a, b);
          expect(found.exact).toBe(true);
          const wanted = byDefinition(result, a, b);
          found.points.forEach((p, i) => {
            expect(Math.abs(p - wanted[i]!)).toBeLessThan(1e-9 * Math.max(1, Math.abs(wanted[i]!)));
          });
        },
      ),
      { numRuns: 60 },
    );
  });

  it('too wide to count: still sums, still turns sign', () => {
    const wide = (n: number) => {
      const indicators = Array.from({ length: n }, (_, i) => ({
        id: `x${i}`,
        weight: 1 + (i % 3),
      }));
      const columns = Object.fromEntries(
        indicators.map(({ id }, i) => [id, [10 + ((i * 37) % 80), 15 + ((i * 53) % 70)]]),
      );
      const scheme = smallScheme(indicators, { aggregate: { method: 'harmonic' } });
      return nominal(scheme, smallPanel(columns));
    };
    const result = wide(24);
    const there = compareUnits(result, 0, 1);
    const back = compareUnits(result, 1, 0);
    expect(there.exact).toBe(false);
    expect(total(there)).toBeCloseTo(there.to - there.from, 10);
    there.parts.forEach((p, i) => {
      expect(p.points).toBeCloseTo(-back.parts[i]!.points, 10);
    });
    expect(compareUnits(wide(12), 0, 1).exact).toBe(true);
  });

  it('too wide to count: near the exact shares', () => {
    const base = Array.from({ length: 21 }, (_, i) => `x${i}`);
    const x = base.map((_, i) => 20 + ((i * 29) % 60));
    const y = base.map((_, i) => 25 + ((i * 41) % 50));
    const scheme = smallScheme(
      base.map((id) => ({ id })),
      { aggregate: { method: 'power', power: 2 } },
    );
    const result = nominal(
      scheme,
      smallPanel(Object.fromEntries(base.map((id, i) => [id, [x[i]!, y[i]!]]))),
    );
    const found = compareUnits(result, 0, 1);
    expect(found.exact).toBe(false);
    // √ of a sum: the share of i is (xᵢ² − yᵢ²) × the mean slope, nearly 1/(√f(x) + √f(y)).
    const slope = 1 / (21 * (found.to + found.from));
    found.parts.forEach((p, i) => {
      expect(Math.abs(p.points - (x[i]! ** 2 - y[i]! ** 2) * slope)).toBeLessThan(0.05);
    });
  });
});

describe('comparePeriods', () => {
  const indicators = [
    { id: 'a', weight: 1 },
    { id: 'b', weight: 1 },
  ];

  it('tells the change of the figures from the change of the scheme', () => {
    const before = nominal(smallScheme(indicators), smallPanel({ a: [40, 1], b: [60, 2] }));
    const heavier = smallScheme([{ id: 'a', weight: 3 }, indicators[1]!]);
    const now = nominal(heavier, smallPanel({ a: [50, 1], b: [60, 2] }));
    const found = comparePeriods(now, before, 'u0');
    expect(points(found)).toEqual({ a: 7.5, b: 0 });
    // From 50 (equal weights) to 52.5; the weights alone took 40, 60 from 50 to 45.
    expect(found).toMatchObject({ from: 50, to: 52.5, basis: -5, decided: 0 });
    expect(found.from + total(found) + found.basis!).toBeCloseTo(found.to, 12);
  });

  it('takes an indicator that is new as missing before', () => {
    const before = nominal(smallScheme([{ id: 'a' }]), smallPanel({ a: [40, 1] }));
    const now = nominal(smallScheme(indicators), smallPanel({ a: [40, 1], b: [80, 2] }));
    const found = comparePeriods(now, before, 'u0');
    expect(points(found)).toEqual({ a: 0, b: 20 });
    expect(found.basis).toBe(0);
    const other = nominal(smallScheme([{ id: 'c' }]), smallPanel({ c: [40, 1] }));
    expect(comparePeriods(now, other, 'u0')).toMatchObject({ basis: 20, from: 40, to: 60 });
  });

  it('refuses a unit that one of the runs does not have', () => {
    const result = nominal(smallScheme(indicators), smallPanel({ a: [40, 1], b: [60, 2] }));
    expect(() => comparePeriods(result, result, 'nobody')).toThrow('explain.unit-unknown');
  });
});
