import { describe, expect, it } from 'vitest';
import { appraise, nominal } from '../appraise.ts';
import { EngineError } from '../errors.ts';
import { generatedPanel, generatedScheme } from '../generated.fixture.ts';
import type { Panel } from '../panel.ts';
import { draw, type Replicate, replicator, runAll, uncertainFactors } from '../replicate.ts';
import type { NormaliseSpec, Scheme, SchemeInput } from '../scheme/schema.ts';
import { schemeTree } from '../scheme/tree.ts';
import type { Appraisal } from '../types.ts';
import { replay, replicateBlock, summarise, uncertainty } from './uncertainty.ts';

const shape = { units: 60, indicators: 20, classes: 3, missing: 0.05 };
const panel = generatedPanel(shape);
const minmax: NormaliseSpec = { method: 'minmax', range: [1, 100] };
const zscore: NormaliseSpec = { method: 'zscore', mean: 100, sd: 10 };
const mean = { method: 'mean', within: 'class' } as const;
const median = { method: 'median', within: 'all' } as const;

const everything: Partial<SchemeInput> = {
  impute: mean,
  treat: { method: 'winsorise', max: 2 },
  normalise: minmax,
  uncertainty: {
    replicates: 100,
    weights: { distribution: 'dirichlet', concentration: 80 },
    impute: { choices: [mean, median] },
    treat: { max: [1, 2, 4] },
    normalise: { choices: [minmax, zscore] },
    aggregate: { choices: [{ method: 'arithmetic' }, { method: 'geometric' }] },
  },
};
const full = nominal(generatedScheme(shape, everything), panel);

const codes = (work: () => unknown): string[] => {
  try {
    work();
  } catch (error) {
    if (error instanceof EngineError) return error.issues.map((i) => `${i.code} ${i.path ?? ''}`);
    throw error;
  }
  return [];
};

describe('a replicate', () => {
  it('is the chain with its methods, whatever is kept from other replicates', () => {
    const run = replicator(full);
    const tree = schemeTree(full.scheme);
    const factors = uncertainFactors(full);
    for (let r = 0; r < 40; r++) {
      const replicate = draw(full, factors, 9, r, tree);
      const scheme = {
        ...full.scheme,
        impute: replicate.impute!,
        treat: { ...full.scheme.treat, max: replicate.treatMax! },
        normalise: replicate.normalise!,
        aggregate: replicate.aggregate!,
      };
      const alone = nominal(scheme, panel);
      const again = replay(alone, [{ table: replicate.table! }])[0]!;
      expect(run(replicate).score).toEqual(again.score);
    }
  });

  it('has the same scores beside others as alone', () => {
    const run = replicator(full);
    const tree = schemeTree(full.scheme);
    const factors = uncertainFactors(full);
    const drawn = Array.from({ length: 60 }, (_, r) => draw(full, factors, 11, r, tree));
    const seen: number[] = [];
    runAll(full, drawn, ({ score }, k) => {
      seen.push(k);
      expect(score).toEqual(run(drawn[k]!).score);
    });
    expect(seen.sort((a, b) => a - b)).toEqual(drawn.map((_, k) => k));
  });

  it('that changes nothing is the nominal result', () => {
    const [same] = replay(full, [{}]);
    expect(same!.score).toEqual(full.score);
    expect(same!.rank).toEqual(full.rank);
  });

  it('has the same draws for a factor whether or not others vary', () => {
    const tree = schemeTree(full.scheme);
    const all = draw(full, uncertainFactors(full), 1, 17, tree);
    const one = draw(full, ['weights'], 1, 17, tree);
    expect(one.table).toEqual(all.table);
    expect(one.normalise).toBeUndefined();
  });

  it('draws weights around the given ones, summing to 1 among siblings', () => {
    const tree = schemeTree(full.scheme);
    const sums = tree.order.map(({ children }) => new Float64Array(children.length));
    const count = 2000;
    for (let r = 0; r < count; r++)
      draw(full, ['weights'], 1, r, tree).table!.forEach((weights, n) => {
        expect(weights.reduce((a, b) => a + b, 0)).toBeCloseTo(1, 12);
        weights.forEach((w, k) => {
          sums[n]![k]! += w / count;
        });
      });
    sums.forEach((average, n) => {
      average.forEach((w, k) => {
        expect(Math.abs(w - full.weights.table[n]![k]!)).toBeLessThan(0.01);
      });
    });
  });
});

describe('uncertainty', () => {
  it('is the same however the replicates are shared out, and whatever ran before', () => {
    const whole = uncertainty(full, { seed: 4, replicates: 70 });
    const fresh = nominal(full.scheme, panel);
    const blocks = [
      [37, 70],
      [0, 1],
      [1, 37],
    ].map(([from, to]) => replicateBlock(fresh, 4, from!, to!));
    expect(summarise(fresh, 4, blocks)).toEqual(whole);
    expect(uncertainty(full, { seed: 5, replicates: 70 }).rankMean).not.toEqual(whole.rankMean);
  });

  it('takes quantiles of the ranks, low rounded down and high up', () => {
    const found = uncertainty(full, { seed: 4, replicates: 50 });
    const tree = schemeTree(full.scheme);
    const drawn = Array.from({ length: 50 }, (_, r) =>
      draw(full, uncertainFactors(full), 4, r, tree),
    );
    const replicates = replay(full, drawn);
    for (let u = 0; u < shape.units; u++) {
      const ranks = replicates.map((r) => r.rank[u]!).sort((a, b) => a - b);
      const quantile = (p: number): number => {
        const k = Math.floor(49 * p);
        const next = ranks[Math.min(49, k + 1)]!;
        return ranks[k]! + (49 * p - k) * (next - ranks[k]!);
      };
      expect(found.rankLow[u]).toBe(Math.floor(quantile(0.05)));
      expect(found.rankHigh[u]).toBe(Math.ceil(quantile(0.95)));
      expect(found.rankMedian[u]).toBe(quantile(0.5));
      expect(found.rankMean[u]).toBeCloseTo(ranks.reduce((a, b) => a + b, 0) / 50, 12);
    }
  });

  it('follows the units when they are listed in another order', () => {
    const order = Array.from({ length: shape.units }, (_, u) => (u * 7 + 3) % shape.units);
    const turned: Panel = {
      ...panel,
      units: order.map((u) => panel.units[u]!),
      names: order.map((u) => panel.names[u]!),
      attributes: { 类别: order.map((u) => panel.attributes.类别![u]!) },
      columns: panel.columns.map((x) => Float64Array.from(order, (u) => x[u]!)),
      flags: panel.flags.map((x) => Uint8Array.from(order, (u) => x[u]!)),
    };
    const found = uncertainty(full, { seed: 4, replicates: 60 });
    const other = uncertainty(nominal(full.scheme, turned), { seed: 4, replicates: 60 });
    expect([...other.rankLow]).toEqual(order.map((u) => found.rankLow[u]));
    expect([...other.rankHigh]).toEqual(order.map((u) => found.rankHigh[u]));
  });

  it('is nothing but the nominal rank when the choices come to the same', () => {
    const scheme = generatedScheme(shape, {
      ...everything,
      normalise: { method: 'minmax', range: [0, 50] },
      // Twice the scale is the same to the last bit.
      uncertainty: {
        normalise: {
          choices: [
            { method: 'minmax', range: [0, 50] },
            { method: 'minmax', range: [0, 100] },
          ],
        },
      },
    });
    const result = appraise(scheme, panel, { replicates: 20 });
    expect(result.uncertainty!.rankLow).toEqual(result.rank);
    expect(result.uncertainty!.rankHigh).toEqual(result.rank);
    expect(result.uncertainty!.bands).toEqual([]);
  });

  it('adds errors to reported and to surveyed figures', () => {
    const indicators = (relative?: number): Partial<SchemeInput> => ({
      ...everything,
      uncertainty: {
        ...(relative === undefined ? { sampling: {} } : { measurement: { relative } }),
      },
    });
    const spread = (result: Appraisal): number => {
      const found = uncertainty(result, { seed: 3, replicates: 40 });
      return found.rankHigh.reduce((s, h, u) => s + h - found.rankLow[u]!, 0);
    };
    const measured = (relative: number): number =>
      spread(nominal(generatedScheme(shape, indicators(relative)), panel));
    expect(measured(0.01)).toBeGreaterThan(0);
    expect(measured(0.1)).toBeGreaterThan(2 * measured(0.01));
    const surveyed = { ...panel, errors: { 1: panel.columns[1]!.map((v) => 0.2 * v) } };
    const scheme = generatedScheme(shape, indicators());
    expect(spread(nominal(scheme, surveyed))).toBeGreaterThan(0);
  });

  it('counts grades so that they sum to 1 and a quota holds in every replicate', () => {
    const scheme = generatedScheme(shape, {
      ...everything,
      purpose: 'appraisal',
      indicators: graded(),
      grade: {
        grades: [
          { id: 'best', name: '优秀', from: 60 },
          { id: 'good', name: '良好', from: 40 },
          { id: 'rest', name: '一般' },
        ],
        quotas: [{ grade: 'best', share: 0.2 }],
      },
      uncertainty: { weights: { distribution: 'uniform', spread: 0.5 }, measurement: {} },
    });
    const { uncertainty: found, classes, classOf } = appraise(scheme, panel, { replicates: 60 });
    const of = found!.gradeProbability;
    classOf.forEach((c, u) => {
      if (c >= 0) expect(of.best![u]! + of.good![u]! + of.rest![u]!).toBeCloseTo(1, 12);
    });
    for (const { members } of classes) {
      const expected = members.reduce((s, u) => s + of.best![u]!, 0);
      expect(expected).toBeGreaterThan(0);
      expect(expected).toBeLessThanOrEqual(Math.floor(0.2 * members.length) + 1e-9);
    }
  });

  it.each<[string, Partial<SchemeInput>, string]>([
    ['treat', { treat: { method: 'none' } }, 'uncertainty.factor-without-step uncertainty.treat'],
    [
      'impute',
      { impute: { method: 'none' } },
      'uncertainty.factor-without-step uncertainty.impute',
    ],
  ])('refuses to vary %s where the scheme has no such step', (_, without, code) => {
    // Past the scheme's own check, as a scheme from elsewhere might be.
    const scheme = { ...full.scheme, ...without } as Scheme;
    expect(codes(() => appraise(scheme, panel))).toEqual([code]);
  });

  it('refuses more ranks than can be held, and stops when told to', () => {
    expect(codes(() => uncertainty(full, { seed: 1, replicates: 2 ** 27 }))).toEqual([
      'uncertainty.too-large uncertainty.replicates',
    ]);
    const calls: number[] = [];
    const progress = (done: number): boolean => calls.push(done) < 2;
    expect(codes(() => appraise(full.scheme, panel, { progress }))).toEqual(['run.cancelled ']);
    expect(calls.length).toBe(2);
  });
});

/** The generated indicators with satisfaction heavier than any other, as an appraisal needs. */
function graded(): SchemeInput['indicators'] {
  return full.scheme.indicators.map((x, i) => ({
    ...x,
    weight: 1,
    ...(i === 0
      ? { nature: 'satisfaction' as const, polarity: 'benefit' as const, weight: 9 }
      : {}),
  }));
}

/** Parameters come as data, so that replicates of other programmes can be replayed. */
const replayed: readonly Replicate[] = [
  { treatMax: 1, normalise: zscore, aggregate: { method: 'geometric' } },
  { treatMax: 4, aggregate: { method: 'harmonic' } },
];

describe('replay', () => {
  it('gives the scores and ranks of the parameters given, in order', () => {
    const [first, second] = replay(full, replayed);
    expect(first!.score).not.toEqual(second!.score);
    expect(replay(full, [...replayed].reverse())).toEqual([second, first]);
  });
});
