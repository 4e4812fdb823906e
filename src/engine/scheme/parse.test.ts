import { readdirSync, readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { EngineError } from '../errors.ts';
import { exampleScheme, type LooseScheme } from './example.fixture.ts';
import { checkScheme, parseScheme } from './parse.ts';
import { expectedSum } from './structure.ts';

/** The example with every optional part filled in, so that an edit can reach all of it. */
function fullExample(): LooseScheme {
  return exampleScheme({
    select: { class: '类别', small: 'merge', mergeInto: { 甲: '乙' } },
    treat: { method: 'winsorise' },
    impute: { method: 'mean' },
    normalise: { method: 'minmax', range: [1, 100] },
    aggregate: { method: 'geometric' },
    weight: {
      method: 'given',
      groups: { root: 'budget', people: 'ahp' },
      budget: [{ expert: '甲', points: { people: 60, work: 40 } }],
      ahp: {
        people: {
          items: ['satisfied', 'wait'],
          matrix: [
            [1, 2],
            [0.5, 1],
          ],
        },
      },
    },
    decide: {
      adjustments: [{ id: 'a', name: '加分', kind: 'bonus', column: 'x', cap: 2 }],
      gates: [{ id: 'g', name: '门槛', subject: 'satisfied', atLeast: 80, bestGrade: 'good' }],
      vetoes: [{ id: 'v', name: '否决', column: 'y', grade: 'poor' }],
    },
    uncertainty: {
      weights: { distribution: 'dirichlet' },
      treat: { max: [1, 2] },
      impute: { choices: [{ method: 'mean' }, { method: 'median' }] },
      aggregate: { choices: [{ method: 'arithmetic' }, { method: 'geometric' }] },
    },
  });
}

/** Every holder and key in a document, depth first. */
function placesIn(value: unknown): [object, string][] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.keys(value).flatMap((key): [object, string][] => [
    [value, key],
    ...placesIn((value as Record<string, unknown>)[key]),
  ]);
}

/** `code at path` of every issue after the example was changed. */
function issuesOf(change: (doc: LooseScheme) => void, severity = 'error'): string[] {
  const doc = exampleScheme();
  change(doc);
  return checkScheme(doc)
    .issues.filter((i) => (i.severity ?? 'error') === severity)
    .map((i) => `${i.code} ${i.path ?? ''}`);
}

const set = (index: number, fields: object) => (doc: LooseScheme) => {
  doc.indicators[index] = { ...doc.indicators[index]!, ...fields };
};

describe('checkScheme', () => {
  it('passes the example and fills in defaults', () => {
    const { scheme, issues, balance } = checkScheme(exampleScheme());
    expect(issues.filter((i) => i.severity !== 'warning')).toEqual([]);
    expect(scheme?.normalise).toEqual({ method: 'minmax', range: [0, 100] });
    expect(scheme?.indicators[0]?.polarity).toBe('benefit');
    expect(balance?.pairs).toHaveLength(5);
  });

  it('passes the example with every optional part', () => {
    expect(checkScheme(fullExample()).scheme).toBeDefined();
  });

  it.each([null, undefined, 3, 'text', [], {}])('never throws: %j', (doc) => {
    expect(checkScheme(doc).issues.length).toBeGreaterThan(0);
    expect(checkScheme(doc).scheme).toBeUndefined();
  });

  it('never throws on a valid document with anything put anywhere in it', () => {
    const odd = fc.oneof(
      fc.constantFrom<unknown>(null, undefined, '', '__proto__', 'root', 'people', 'satisfied'),
      fc.constantFrom<unknown>(0, -1, 1e308, Number.NaN, Number.POSITIVE_INFINITY, true, [], {}),
      fc.constantFrom<unknown>('entropy', 'ahp', 'budget', 'geometric', 'copeland', 'bands'),
      fc.anything({ maxDepth: 2 }),
    );
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.nat(), odd), { minLength: 1, maxLength: 4 }), (edits) => {
        const doc = fullExample();
        for (const [pick, value] of edits) {
          const places = placesIn(doc);
          const [holder, key] = places[pick % places.length]!;
          (holder as Record<string, unknown>)[key] = value;
        }
        const { scheme, issues } = checkScheme(doc);
        const errors = issues.filter((i) => i.severity !== 'warning');
        expect(scheme === undefined).toBe(errors.length > 0);
        for (const issue of issues) expect(issue.code).toMatch(/^scheme\.[a-z-]+$/);
      }),
      { numRuns: 1500 },
    );
  });

  it('parseScheme throws every error at once', () => {
    const doc = exampleScheme();
    doc.indicators[1] = { ...doc.indicators[1]!, parent: 'nowhere' };
    doc.nodes.push({ id: 'empty', name: '空', parent: 'root' });
    const thrown = () => parseScheme(doc);
    expect(thrown).toThrow(EngineError);
    try {
      thrown();
    } catch (error) {
      expect((error as EngineError).issues.map((i) => i.code)).toEqual([
        'scheme.parent-unknown',
        'scheme.node-empty',
      ]);
    }
  });
});

describe('form of the document', () => {
  it.each<[string, (doc: LooseScheme) => void, string[]]>([
    ['missing field', set(3, { name: undefined }), ['scheme.required indicators[3].name']],
    ['wrong type', set(3, { weight: '重' }), ['scheme.type-number indicators[3].weight']],
    ['NaN', set(3, { weight: Number.NaN }), ['scheme.type-number indicators[3].weight']],
    ['negative weight', set(3, { weight: -1 }), ['scheme.too-small indicators[3].weight']],
    ['unknown key', set(2, { wieght: 1 }), ['scheme.unknown-key indicators[2].wieght']],
    ['not in the list', set(2, { polarity: 'up' }), ['scheme.not-allowed indicators[2].polarity']],
    ['bad id', set(0, { id: '1 x' }), ['scheme.id-form indicators[0].id']],
    ['a string for a list', (d) => Object.assign(d, { nodes: 'x' }), ['scheme.type-list nodes']],
    [
      'unknown method',
      (d) => Object.assign(d, { normalise: { method: 'magic' } }),
      ['scheme.not-allowed normalise.method'],
    ],
    [
      'other format',
      (d) => Object.assign(d, { format: 'shiji-scheme/9' }),
      ['scheme.not-allowed format'],
    ],
    [
      'record key',
      (d) => Object.assign(d, { weight: { groups: { 'a b': 'equal' } } }),
      ['scheme.id-form weight.groups["a b"]'],
    ],
    [
      'no indicators',
      (d) => Object.assign(d, { indicators: [] }),
      ['scheme.list-short indicators'],
    ],
  ])('%s', (_, change, expected) => {
    expect(issuesOf(change)).toEqual(expected);
  });
});

describe('tree', () => {
  it.each<[string, (doc: LooseScheme) => void, string[]]>([
    ['duplicate id', set(1, { id: 'satisfied' }), ['scheme.duplicate-id indicators[1].id']],
    [
      'id shared by node and indicator',
      set(1, { id: 'work' }),
      ['scheme.duplicate-id indicators[1].id'],
    ],
    ['unknown parent', set(1, { parent: 'x' }), ['scheme.parent-unknown indicators[1].parent']],
    [
      'parent is an indicator',
      set(1, { parent: 'output' }),
      ['scheme.parent-is-indicator indicators[1].parent'],
    ],
    ['two roots', (d) => delete d.nodes[2]!.parent, ['scheme.root-several nodes[2]']],
    [
      'no root, a ring',
      (d) => Object.assign(d.nodes[0]!, { parent: 'people' }),
      ['scheme.root-missing nodes', 'scheme.cycle nodes[0].parent'],
    ],
    [
      'node that is its own parent',
      (d) => Object.assign(d.nodes[2]!, { parent: 'work' }),
      ['scheme.cycle nodes[2].parent'],
    ],
    [
      'empty node',
      (d) => d.nodes.push({ id: 'e', name: '空', parent: 'root', weight: 0 }),
      ['scheme.node-empty nodes[3]'],
    ],
  ])('%s', (_, change, expected) => {
    expect(issuesOf(change)).toEqual(expected);
  });
});

describe('weights of siblings', () => {
  it('says under which node, which sum and which was expected', () => {
    const doc = exampleScheme();
    doc.indicators[0]!.weight = 0.6;
    expect(checkScheme(doc).issues[0]).toEqual({
      code: 'scheme.weights-sum',
      path: 'indicators[0].weight',
      params: { node: '民生', sum: 0.9, expected: 1 },
    });
  });

  it('does not hide what else is wrong', () => {
    expect(
      issuesOf((d) => {
        set(0, { weight: 0.6 })(d);
        set(1, { name: '会议召开次数', polarity: 'benefit' })(d);
      }),
    ).toEqual([
      'scheme.weights-sum indicators[0].weight',
      'scheme.process-only indicators[1].name',
    ]);
  });

  it('refuses a group of zeros', () => {
    expect(
      issuesOf((d) => {
        set(2, { weight: 0 })(d);
        set(3, { weight: 0 })(d);
      }),
    ).toEqual(['scheme.weights-zero indicators[2].weight']);
  });

  it('leaves groups alone that another method weights', () => {
    expect(
      issuesOf((d) => {
        d.indicators[0]!.weight = 0.1;
        Object.assign(d, { weight: { method: 'given', groups: { people: 'equal' } } });
      }),
    ).toEqual(['scheme.satisfaction-first indicators[0].weight']);
  });

  it.each<[number[], number | undefined]>([
    [[1, 1, 1], undefined],
    [Array(90).fill(1), undefined],
    [Array(100).fill(1), undefined],
    [[3, 2], undefined],
    [[1, 0.5, 0.5], undefined],
    [[0.5], undefined],
    [[0, 0.4], undefined],
    [[0.5, 0.5], undefined],
    [[0.1, 0.2, 0.7], undefined],
    [[0.33, 0.33, 0.33], undefined],
    [[0.333, 0.333, 0.333], undefined],
    [[0.1667, 0.1667, 0.6667], undefined],
    [[40, 30, 30], undefined],
    [[33.3, 33.3, 33.4], undefined],
    [[0.3, 0.3, 0.3], 1],
    [[0.5, 0.4], 1],
    [[0.33, 0.33, 0.3], 1],
    [[0.7, 0.4], 1],
    [[1, 0.1], 1],
    [[0.2, 0.2], 1],
    [[40, 30, 20], 100],
    [[30, 30, 30], 100],
    [[60, 50], 100],
  ])('%j → %s', (weights, expected) => {
    expect(expectedSum(weights, 1)).toBe(expected);
  });

  it('takes points of a hundred written all the way down', () => {
    expect(expectedSum([50, 35], 85)).toBeUndefined();
    expect(expectedSum([0.3, 0.1], 0.4)).toBeUndefined();
    expect(expectedSum([0.3, 0.1], 0.5)).toBe(1);
  });
});

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

describe('grades and decisions', () => {
  const decide = (fields: object) => (d: LooseScheme) => Object.assign(d, { decide: fields });
  const gate = (fields: object) =>
    decide({
      gates: [
        { id: 'g', name: '门槛', subject: 'satisfied', atLeast: 80, bestGrade: 'good', ...fields },
      ],
    });
  const veto = (grade: string) =>
    decide({ vetoes: [{ id: 'v', name: '重大事故', column: 'accidents', grade }] });
  const grades =
    (list: object[], quotas: object[] = []) =>
    (d: LooseScheme) =>
      Object.assign(d, { grade: { grades: list, quotas } });
  const a = { id: 'a', name: '甲', from: 90 };
  const b = { id: 'b', name: '乙', from: 80 };
  const c = { id: 'c', name: '丙' };

  it.each<[string, (doc: LooseScheme) => void, string[]]>([
    [
      'fine',
      grades(
        [a, b, c],
        [
          { grade: 'a', share: 0.3 },
          { grade: 'b', share: 0.3 },
        ],
      ),
      [],
    ],
    ['ascending', grades([b, a, c]), ['scheme.grades-order grade.grades[1].from']],
    [
      'no threshold',
      grades([a, { id: 'b', name: '乙' }, c]),
      ['scheme.grade-from-missing grade.grades[1].from'],
    ],
    ['last with threshold', grades([a, b]), ['scheme.grade-last-open grade.grades[1].from']],
    ['grade twice', grades([a, { ...b, id: 'a' }, c]), ['scheme.grade-twice grade.grades[1].id']],
    [
      'unknown quota',
      grades([a, c], [{ grade: 'x', share: 0.3 }]),
      ['scheme.grade-unknown grade.quotas[0].grade'],
    ],
    [
      'quota falling',
      grades(
        [a, b, c],
        [
          { grade: 'b', share: 0.2 },
          { grade: 'a', share: 0.3 },
        ],
      ),
      ['scheme.quota-order grade.quotas[0].share'],
    ],
    [
      'quota twice',
      grades(
        [a, c],
        [
          { grade: 'a', share: 0.2 },
          { grade: 'a', share: 0.3 },
        ],
      ),
      ['scheme.quota-twice grade.quotas[1].grade'],
    ],
    [
      'gate subject',
      gate({ subject: 'x' }),
      ['scheme.gate-subject-unknown decide.gates[0].subject'],
    ],
    ['gate as a ceiling', gate({ subject: 'wait', atLeast: 3 }), []],
    ['gate grade', gate({ bestGrade: 'x' }), ['scheme.grade-unknown decide.gates[0].bestGrade']],
    [
      'gate idle',
      gate({ bestGrade: 'excellent' }),
      ['scheme.gate-closes-nothing decide.gates[0].bestGrade'],
    ],
    ['veto grade', veto('x'), ['scheme.grade-unknown decide.vetoes[0].grade']],
    ['veto reward', veto('excellent'), ['scheme.veto-best-grade decide.vetoes[0].grade']],
    ['veto', veto('poor'), []],
  ])('%s', (_, change, expected) => {
    expect(issuesOf(change)).toEqual(expected);
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

describe('warnings', () => {
  it('names single children and too many indicators, and does not refuse them', () => {
    const doc = exampleScheme();
    doc.nodes.push({ id: 'one', name: '单项', parent: 'work' });
    for (let i = 0; i < 60; i++)
      doc.indicators.push({ id: `x${i}`, name: `指标${i}`, parent: i === 0 ? 'one' : 'work' });
    doc.indicators[0]!.weight = 0.9;
    doc.indicators[1]!.weight = 0.1;
    const { scheme, issues } = checkScheme(doc);
    expect(scheme).toBeDefined();
    expect(issues.filter((i) => i.severity === 'warning').map((i) => i.code)).toEqual(
      expect.arrayContaining(['scheme.single-child', 'scheme.many-indicators']),
    );
  });
});

describe('messages', () => {
  const catalogue = (lang: string): Record<string, string> =>
    JSON.parse(
      readFileSync(new URL(`../../contract/messages/${lang}/engine.json`, import.meta.url), 'utf8'),
    );
  const zh = catalogue('zh-CN');
  const en = catalogue('en');
  const placeholders = (text: string): string[] =>
    [...text.matchAll(/\{\{(\w+)\}\}/g)].map((m) => m[1]!).sort();

  it('are in both languages, sorted, with the same placeholders', () => {
    expect(Object.keys(zh)).toEqual(Object.keys(en));
    expect(Object.keys(zh)).toEqual([...Object.keys(zh)].sort());
    for (const key of Object.keys(zh))
      expect([key, new Set(placeholders(zh[key]!))]).toEqual([
        key,
        new Set(placeholders(en[key]!)),
      ]);
  });

  it('exist for every code the engine can give', () => {
    const engine = new URL('../', import.meta.url);
    const sources = (readdirSync(engine, { recursive: true }) as string[]).filter(
      (f) => f.endsWith('.ts') && !f.endsWith('.test.ts'),
    );
    const codes = new Set<string>();
    for (const file of sources)
      for (const [, code] of readFileSync(new URL(file, engine), 'utf8').matchAll(
        /code:(?:[^,{}'`]*\?)?\s*'([a-z]+\.[a-z0-9-]+)'/g,
      ))
        codes.add(code!);
    expect(codes.size).toBeGreaterThan(80);
    expect([...codes].filter((code) => !(code in zh))).toEqual([]);
  });

  it('say what ENGINE asks for', () => {
    expect(en['scheme.weights-sum']).toBe(
      'weights under "{{node}}" sum to {{sum}}, expected {{expected}}',
    );
  });
});
