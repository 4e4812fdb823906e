import { describe, expect, it } from 'vitest';
import { issuesOf, set } from './broken.fixture.ts';
import { exampleScheme, type LooseScheme } from './example.fixture.ts';
import { checkScheme } from './parse.ts';
import { expectedSum } from './structure.ts';

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
