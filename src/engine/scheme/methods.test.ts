import { describe, expect, it } from 'vitest';
import { issuesOf, set } from './broken.fixture.ts';
import type { LooseScheme } from './example.fixture.ts';

describe('what methods need', () => {
  const use = (normalise: object) => (d: LooseScheme) => Object.assign(d, { normalise });
  it.each(['goalposts', 'efficacy', 'target', 'bands'])('%s on every indicator', (method) => {
    const field = method === 'efficacy' ? 'standards' : method;
    expect(issuesOf(use({ method }))).toEqual(
      [0, 1, 2, 3].map((i) => `scheme.parameter-missing indicators[${i}].${field}`),
    );
  });

  it('asks only the indicators concerned', () => {
    const doc = (d: LooseScheme) => set(2, { normalise: { method: 'target' } })(d);
    expect(issuesOf(doc)).toEqual(['scheme.parameter-missing indicators[2].target']);
  });

  it.each<[string, object, string[]]>([
    ['goalposts turned', { goalposts: [10, 0] }, ['scheme.goalposts-polarity']],
    ['goalposts equal', { goalposts: [5, 5] }, ['scheme.goalposts-equal']],
    ['standards turned', { standards: [1, 2, 3, 4, 5] }, ['scheme.standards-polarity']],
    ['standards crossed', { standards: [5, 4, 4, 2, 1] }, ['scheme.standards-order']],
    ['cost standards', { standards: [1, 2, 3, 4, 5], polarity: 'cost' }, []],
    ['cost goalposts', { goalposts: [10, 0], polarity: 'cost' }, []],
    [
      'bands not ascending',
      {
        bands: [
          { from: 0, score: 0 },
          { from: 0, score: 5 },
        ],
      },
      ['scheme.bands-order'],
    ],
  ])('%s', (_, fields, expected) => {
    expect(issuesOf(set(3, fields)).map((i) => i.split(' ')[0])).toEqual(expected);
  });

  it('refuses ranges upside down and a zero exponent', () => {
    expect(issuesOf(use({ method: 'minmax', range: [100, 0] }))).toEqual([
      'scheme.range-order normalise.range',
    ]);
    const power = (p?: number) => (d: LooseScheme) =>
      Object.assign(d, {
        aggregate: { method: 'power', ...(p === undefined ? {} : { power: p }) },
      });
    expect(issuesOf(power(0))).toContain('scheme.power-zero aggregate.power');
    expect(issuesOf(power())).toContain('scheme.required aggregate.power');
  });

  it('refuses means that need positive scores over a scale that reaches 0, with the remedy', () => {
    const means = (method: string, normalise: object) => (d: LooseScheme) =>
      Object.assign(d, { aggregate: { method }, normalise });
    expect(issuesOf(means('geometric', { method: 'minmax' }))).toEqual([
      'scheme.aggregate-not-positive aggregate',
      'scheme.aggregate-not-positive aggregate',
    ]);
    expect(issuesOf(means('harmonic', { method: 'zscore' }))).toHaveLength(3);
    expect(issuesOf(means('geometric', { method: 'minmax', range: [1, 100] }))).toEqual([]);
    expect(issuesOf(means('geometric', { method: 'zscore', mean: 100, sd: 10 }))).toEqual([]);
  });

  it('looks through a branch only where its score can reach 0 for certain', () => {
    const geometricRoot = (d: LooseScheme) => {
      Object.assign(d.nodes[0]!, { aggregate: { method: 'geometric' } });
    };
    expect(issuesOf(geometricRoot)).toEqual([]);
    expect(
      issuesOf((d) => {
        geometricRoot(d);
        use({ method: 'zscore' })(d);
      }),
    ).toEqual(['scheme.aggregate-not-positive nodes[0].aggregate']);
    expect(
      issuesOf((d) => {
        geometricRoot(d);
        d.nodes[1]!.aggregate = { method: 'minimum' };
      }),
    ).toEqual(['scheme.aggregate-not-positive nodes[0].aggregate']);
  });

  it('wants Mazziotta–Pareto on z-scores of mean 100 and sd 10', () => {
    const mpi = (normalise: object) => (d: LooseScheme) =>
      Object.assign(d, { aggregate: { method: 'mazziotta-pareto' }, normalise });
    expect(issuesOf(mpi({ method: 'minmax', range: [1, 100] }))).toContain(
      'scheme.mazziotta-pareto-scale aggregate',
    );
    expect(issuesOf(mpi({ method: 'zscore', mean: 100, sd: 10 }))).toEqual([]);
  });

  it('wants the class column kept, and merges that end somewhere', () => {
    const select = (fields: object) => (d: LooseScheme) => Object.assign(d, { select: fields });
    expect(issuesOf(select({ class: '地区' }))).toEqual(['scheme.class-not-kept select.class']);
    expect(issuesOf(select({ class: '类别', small: 'merge' }))).toEqual([
      'scheme.merge-missing select.mergeInto',
    ]);
    expect(
      issuesOf(select({ class: '类别', small: 'merge', mergeInto: { 甲: '乙', 乙: '丙' } })),
    ).toEqual(['scheme.merge-chain select.mergeInto']);
  });
});

describe('weights by experts', () => {
  const weights = (weight: object) => (d: LooseScheme) => Object.assign(d, { weight });
  const budget = (points: object) => ({
    method: 'given',
    groups: { root: 'budget' },
    budget: [{ expert: '甲', points }],
  });

  it('budget: experts, every child, something to share, nothing unknown', () => {
    expect(issuesOf(weights({ method: 'given', groups: { root: 'budget' } }))).toEqual([
      'scheme.budget-missing weight.budget',
    ]);
    expect(issuesOf(weights(budget({ people: 60 })))).toEqual([
      'scheme.budget-item-missing weight.budget[0].points',
    ]);
    expect(issuesOf(weights(budget({ people: 0, work: 0 })))).toEqual([
      'scheme.budget-zero weight.budget[0].points',
    ]);
    expect(issuesOf(weights(budget({ people: 60, work: 40, 别的: 1 })))).toEqual([
      'scheme.budget-item-unknown weight.budget[0].points.别的',
    ]);
    expect(issuesOf(weights(budget({ people: 60, work: 40 })))).toEqual([]);
  });

  const three =
    (matrix: number[][], extra: object = {}) =>
    (d: LooseScheme) => {
      d.nodes.push({ id: 'green', name: '生态', parent: 'root' });
      d.indicators.push({ id: 'air', name: '空气优良天数比例', parent: 'green' });
      weights({
        method: 'given',
        groups: { root: 'ahp' },
        ahp: { root: { items: ['people', 'work', 'green'], matrix, ...extra } },
      })(d);
    };
  const consistent = [
    [1, 2, 4],
    [0.5, 1, 2],
    [0.25, 0.5, 1],
  ];
  const absurd = [
    [1, 5, 0.2],
    [0.2, 1, 5],
    [5, 0.2, 1],
  ];

  it('AHP: matrix present, square, reciprocal, about the children, consistent', () => {
    expect(issuesOf(weights({ method: 'given', groups: { root: 'ahp' } }))).toEqual([
      'scheme.ahp-missing weight.ahp.root',
    ]);
    expect(issuesOf(three(consistent))).toEqual([]);
    expect(issuesOf(three(consistent, { items: ['people', 'work', 'x'] }))).toEqual([
      'scheme.ahp-items weight.ahp.root.items',
    ]);
    expect(issuesOf(three(consistent.slice(0, 2)))).toEqual([
      'scheme.ahp-square weight.ahp.root.matrix',
    ]);
    expect(issuesOf(three([consistent[0]!, [0.5, 1, 2], [0.25, 3, 1]]))).toEqual([
      'scheme.ahp-reciprocal weight.ahp.root.matrix[2][1]',
    ]);
    expect(issuesOf(three(absurd))).toEqual(['scheme.ahp-inconsistent weight.ahp.root.matrix']);
    expect(
      issuesOf(three(absurd, { acceptInconsistent: true })).filter((i) => i.includes('ahp')),
    ).toEqual([]);
  });

  it('takes reciprocals rounded to two decimals', () => {
    expect(
      issuesOf(
        three([
          [1, 3, 6],
          [0.33, 1, 2],
          [0.17, 0.5, 1],
        ]),
      ),
    ).toEqual([]);
  });

  it('refuses entropy over scales that go below 0', () => {
    const entropy = { method: 'given', groups: { work: 'entropy' } };
    expect(issuesOf(weights(entropy))).toEqual([]);
    expect(
      issuesOf((d) => {
        weights(entropy)(d);
        d.normalise = { method: 'zscore' };
      }),
    ).toEqual(['scheme.entropy-negative weight.groups.work']);
  });

  it('refuses unknown groups and figures-based weights over nodes', () => {
    expect(issuesOf(weights({ method: 'given', groups: { nowhere: 'equal' } }))).toEqual([
      'scheme.node-unknown weight.groups.nowhere',
    ]);
    expect(issuesOf(weights({ method: 'given', groups: { root: 'entropy' } }))).toEqual([
      'scheme.weights-need-figures weight.groups.root',
    ]);
  });
});

describe('uncertainty', () => {
  const factors =
    (uncertainty: object, rest: object = {}) =>
    (d: LooseScheme) =>
      Object.assign(d, rest, { uncertainty });
  const minmax = { method: 'minmax', range: [1, 100] };
  const zscore = { method: 'zscore' };

  it.each<[string, (doc: LooseScheme) => void, string[]]>([
    [
      'weights, errors',
      factors({ weights: { distribution: 'uniform' }, measurement: {}, sampling: {} }),
      [],
    ],
    ['none at all', factors({ replicates: 100 }), ['scheme.uncertainty-no-factor uncertainty']],
    [
      'treat without the step',
      factors({ treat: { max: [1, 2] } }),
      ['scheme.factor-step-absent uncertainty.treat'],
    ],
    [
      'treat with the step',
      factors({ treat: { max: [1, 2] } }, { treat: { method: 'winsorise' } }),
      [],
    ],
    [
      'treat by logarithm only',
      factors({ treat: { max: [1, 2] } }, { treat: { method: 'log' } }),
      ['scheme.factor-step-absent uncertainty.treat'],
    ],
    [
      'impute without the step',
      factors({ impute: { choices: [{ method: 'mean' }, { method: 'median' }] } }),
      ['scheme.factor-step-absent uncertainty.impute'],
    ],
    [
      'imputing or not',
      factors(
        { impute: { choices: [{ method: 'mean' }, { method: 'none' }] } },
        { impute: { method: 'mean' } },
      ),
      ['scheme.impute-choice-none uncertainty.impute.choices[1].method'],
    ],
    [
      'the same choice twice',
      factors({ normalise: { choices: [minmax, minmax] } }),
      ['scheme.choices-same uncertainty.normalise.choices[1]'],
    ],
    [
      'a choice without its parameter',
      factors({ normalise: { choices: [minmax, { method: 'target' }] } }),
      [0, 1, 2, 3].map((i) => `scheme.parameter-missing indicators[${i}].target`),
    ],
    [
      'choices that cannot meet',
      factors({
        normalise: { choices: [minmax, zscore] },
        aggregate: { choices: [{ method: 'arithmetic' }, { method: 'geometric' }] },
      }),
      Array(3).fill('scheme.aggregate-not-positive uncertainty.normalise.choices[1]'),
    ],
    [
      'choices that can',
      factors({
        normalise: { choices: [minmax, { method: 'zscore', mean: 100, sd: 10 }] },
        aggregate: { choices: [{ method: 'arithmetic' }, { method: 'geometric' }] },
      }),
      [],
    ],
  ])('%s', (_, change, expected) => {
    expect(issuesOf(change)).toEqual(expected);
  });
});
