import { describe, expect, it } from 'vitest';
import { nominal } from '../appraise.ts';
import { CellFlag, type Panel } from '../panel.ts';
import type { SchemeInput } from '../scheme/schema.ts';
import { smallPanel, smallScheme } from '../testing/small.ts';
import { aggregate } from './aggregate.ts';
import { compileDecide } from './decide.ts';

const grade: SchemeInput['grade'] = {
  grades: [
    { id: 'excellent', name: '优秀', from: 80 },
    { id: 'good', name: '良好', from: 60 },
    { id: 'poor', name: '较差' },
  ],
};
const one = (decide: SchemeInput['decide'], more: Partial<SchemeInput> = {}) =>
  smallScheme([{ id: 'x' }], { decide, grade, ...more });
const missing = Number.NaN;

function flagged(panel: Panel, id: string, unit: number, flag: number): Panel {
  panel.flags[panel.ids.indexOf(id)]![unit] = flag;
  return panel;
}

describe('bonus and penalty', () => {
  const scheme = one({
    adjustments: [
      { id: 'prize', name: '示范', kind: 'bonus', column: 'prizes', each: 2, cap: 5 },
      { id: 'model', name: '推广', kind: 'bonus', column: 'models', each: 3, cap: 6 },
      { id: 'fine', name: '查实', kind: 'penalty', column: 'fines', each: 1.5, cap: 4 },
    ],
    capBonus: 8,
    capPenalty: 3,
  });

  it('are capped by rule, then in total in the order of the rules', () => {
    const panel = smallPanel({
      x: [50, 50, 50, 50],
      prizes: [1, 3, 3, 0],
      models: [0, 0, 2, 0],
      fines: [0, 1, 3, 1],
    });
    const { base, score, decisions } = nominal(scheme, panel);
    expect([...base]).toEqual([50, 50, 50, 50]);
    // 甲 2; 乙 min(6, 5) − 1.5; 丙 5 + min(6, 8 − 5) − min(4.5, 4, 3); 丁 −1.5
    expect([...score]).toEqual([52, 53.5, 55, 48.5]);
    expect(decisions.filter((d) => d.unit === 2)).toEqual([
      {
        unit: 2,
        kind: 'bonus',
        rule: 'prize',
        points: 5,
        fact: { column: 'prizes', value: 3, limit: 5 },
      },
      {
        unit: 2,
        kind: 'bonus',
        rule: 'model',
        points: 3,
        fact: { column: 'models', value: 2, limit: 6 },
      },
      {
        unit: 2,
        kind: 'penalty',
        rule: 'fine',
        points: -3,
        fact: { column: 'fines', value: 3, limit: 4 },
      },
    ]);
  });

  it('takes a missing or negative count as none and says so', () => {
    const panel = smallPanel({
      x: [50, 60],
      prizes: [missing, 1],
      models: [0, -2],
      fines: [0, 0],
    });
    const { score, warnings } = nominal(scheme, panel);
    expect([...score]).toEqual([50, 62]);
    expect(warnings.filter((w) => w.code.startsWith('decide.'))).toEqual([
      {
        code: 'decide.adjustment-missing',
        path: 'decide.adjustments[0].column',
        severity: 'warning',
        params: { name: '示范', count: 1, units: '甲' },
      },
      {
        code: 'decide.adjustment-negative',
        path: 'decide.adjustments[1].column',
        severity: 'warning',
        params: { name: '推广', count: 1, units: '乙' },
      },
    ]);
  });

  it('says when a column is not there at all', () => {
    const { score, warnings } = nominal(scheme, smallPanel({ x: [50, 60], models: [0, 0] }));
    expect([...score]).toEqual([50, 60]);
    expect(warnings.map((w) => [w.code, w.path])).toEqual([
      ['decide.column-missing', 'decide.adjustments[0].column'],
      ['decide.column-missing', 'decide.adjustments[2].column'],
    ]);
  });
});

describe('gates', () => {
  it('look at the figure as reported, not at the score; a missing figure does not pass', () => {
    const scheme = smallScheme(
      [{ id: 'x' }, { id: 'wait', polarity: 'cost', denominator: 'heads' }],
      {
        grade,
        decide: {
          gates: [
            { id: 'g1', name: '满意度', subject: 'x', atLeast: 70, bestGrade: 'good' },
            { id: 'g2', name: '等候', subject: 'wait', atLeast: 30, bestGrade: 'poor' },
          ],
        },
      },
    );
    const panel = smallPanel({
      x: [70, 69.999, missing, 90],
      wait: [30, 30.001, 10, missing],
      heads: [2, 2, 2, 2],
    });
    const { decisions, warnings } = nominal(scheme, panel);
    expect(decisions.map((d) => [d.rule, d.unit, d.fact.value, d.fact.limit, d.grade])).toEqual([
      ['g1', 1, 69.999, 70, 'good'],
      ['g1', 2, missing, 70, 'good'],
      ['g2', 1, 30.001, 30, 'poor'],
      ['g2', 3, missing, 30, 'poor'],
    ]);
    expect(warnings.map((w) => [w.code, w.params?.units])).toEqual([
      ['decide.gate-missing', '丙'],
      ['decide.gate-missing', '丁'],
    ]);
  });

  it('on a node look at its score, to the rounding of the last bits', () => {
    const scheme = smallScheme(
      [
        { id: 'a', parent: 'side', weight: 1 },
        { id: 'b', parent: 'side', weight: 2 },
        { id: 'c', parent: 'root' },
      ],
      {
        nodes: [
          { id: 'root', name: '综合' },
          { id: 'side', name: '民生', parent: 'root' },
        ],
        grade,
        decide: {
          gates: [{ id: 'g', name: '民生', subject: 'side', atLeast: 60.1, bestGrade: 'good' }],
        },
      },
    );
    // 甲: (60.1 + 2 · 60.1)/3 may miss 60.1 by a rounding; 乙 misses it by 0.0003.
    const panel = smallPanel({ a: [60.1, 60.099], b: [60.1, 60.1], c: [0, 100] });
    const { decisions, base, score } = nominal(scheme, panel);
    expect(decisions.map((d) => [d.unit, d.kind])).toEqual([[1, 'gate']]);
    expect([...score]).toEqual([...base]);
  });
});

describe('vetoes', () => {
  const scheme = one({
    vetoes: [{ id: 'v', name: '事故', column: 'accidents', above: 1, grade: 'poor', rule: '规定' }],
  });

  it('carry the fact that triggers them and leave the score alone', () => {
    const panel = smallPanel({ x: [90, 80, 70], accidents: [2, 1, 0] });
    const { decisions, score } = nominal(scheme, panel);
    expect(decisions).toEqual([
      {
        unit: 0,
        kind: 'veto',
        rule: 'v',
        points: 0,
        grade: 'poor',
        fact: { column: 'accidents', value: 2, limit: 1 },
      },
    ]);
    expect([...score]).toEqual([90, 80, 70]);
  });

  it('do not take a missing fact for «nothing happened»', () => {
    const { decisions, warnings } = nominal(
      scheme,
      smallPanel({ x: [90, 80, 70], accidents: [0, missing, missing] }),
    );
    expect(decisions).toEqual([]);
    expect(warnings).toEqual([
      {
        code: 'decide.veto-missing',
        path: 'decide.vetoes[0].column',
        severity: 'warning',
        params: { name: '事故', count: 2, units: '乙、丙' },
      },
    ]);
    const without = nominal(scheme, smallPanel({ x: [90, 80] }));
    expect(without.warnings.map((w) => w.code)).toEqual(['decide.veto-column-missing']);
  });
});

describe('figures not verified yet', () => {
  const unverified = { flags: ['disputed' as const], discount: 0.5 };

  it('lose the share of what they add in a tree of weighted means', () => {
    const scheme = smallScheme(
      [
        { id: 'a', weight: 1 },
        { id: 'b', weight: 3 },
      ],
      { decide: { unverified }, grade },
    );
    const panel = smallPanel({ a: [80, 40], b: [60, 20] });
    flagged(panel, 'b', 0, CellFlag.disputed);
    const { base, score, decisions } = nominal(scheme, panel);
    expect(base[0]).toBe(65);
    // 0.5 · 3/4 · (60 − 0): the floor of goalposts is 0, not the class's lowest 20.
    expect(score[0]).toBe(42.5);
    expect(score[1]).toBe(base[1]);
    expect(decisions).toEqual([
      {
        unit: 0,
        kind: 'unverified',
        rule: 'b',
        points: -22.5,
        fact: { column: 'b', value: 60, limit: 0.5 },
      },
    ]);
  });

  it('are aggregated again where the tree does not add up; points sum to the loss', () => {
    const scheme = smallScheme([{ id: 'a' }, { id: 'b' }], {
      aggregate: { method: 'geometric' },
      decide: { unverified },
    });
    const panel = smallPanel({ a: [64, 50], b: [36, 50] });
    flagged(flagged(panel, 'a', 0, CellFlag.disputed), 'b', 0, CellFlag.disputed);
    const { base, score, decisions } = nominal(scheme, panel);
    expect(base[0]).toBeCloseTo(48, 12);
    // √(32 · 36) after a, √(32 · 18) after b
    expect(decisions.map((d) => d.points)).toEqual([
      expect.closeTo(Math.sqrt(32 * 36) - 48, 12),
      expect.closeTo(24 - Math.sqrt(32 * 36), 12),
    ]);
    expect(score[0]).toBeCloseTo(24, 12);
  });

  it('go down toward the floor of the scale, or the lowest in use where it has none', () => {
    const scales = {
      minmax: { normalise: { method: 'minmax' as const, range: [20, 100] as [number, number] } },
      zscore: { normalise: { method: 'zscore' as const, mean: 100, sd: 10 } },
      bands: {
        normalise: { method: 'bands' as const, interpolate: false },
        bands: [
          { from: 0, score: 30 },
          { from: 50, score: 90 },
        ],
      },
    };
    const lossOf = (scale: keyof typeof scales): number => {
      const scheme = smallScheme([{ id: 'x', ...scales[scale] }], { decide: { unverified } });
      const panel = flagged(smallPanel({ x: [10, 30, 50] }), 'x', 2, CellFlag.disputed);
      return nominal(scheme, panel).decisions[0]!.points;
    };
    expect(lossOf('minmax')).toBe(-40); // half of 100 − 20
    expect(lossOf('zscore')).toBeCloseTo(-10, 12); // half of 110 − 90
    expect(lossOf('bands')).toBe(-30); // half of 90 − 30
  });

  it('count figures filled in by the program when the scheme names them', () => {
    const scheme = smallScheme([{ id: 'a' }, { id: 'b' }], {
      impute: { method: 'mean' },
      decide: { unverified: { flags: ['imputed'], discount: 1 } },
    });
    const { score, decisions } = nominal(
      scheme,
      smallPanel({ a: [40, 50, 60], b: [missing, 30, 50] }),
    );
    expect(score[0]).toBe(20); // the filled 40 of b does not count at all
    expect(decisions).toMatchObject([{ unit: 0, rule: 'b', points: -20 }]);
    expect(decisions[0]!.fact.value).toBeNaN();
  });

  it('put on record what a rival gains by it under outranking', () => {
    const scheme = smallScheme([{ id: 'x' }], {
      aggregate: { method: 'copeland' },
      decide: { unverified },
    });
    const panel = flagged(smallPanel({ x: [80, 60, 30] }), 'x', 0, CellFlag.disputed);
    const { base, score, decisions } = nominal(scheme, panel);
    expect([...base]).toEqual([2, 0, -2]);
    expect([...score]).toEqual([0, 2, -2]); // 80 counts as 40: below 60, above 30
    expect(decisions.map((d) => [d.unit, d.points])).toEqual([
      [0, -2],
      [1, 2],
    ]);
  });

  it('keep a node gate shut that only they would open', () => {
    const scheme = one({
      unverified,
      gates: [{ id: 'g', name: '综合', subject: 'root', atLeast: 50, bestGrade: 'good' }],
    });
    const panel = flagged(smallPanel({ x: [80, 80] }), 'x', 1, CellFlag.disputed);
    const gates = nominal(scheme, panel).decisions.filter((d) => d.kind === 'gate');
    expect(gates).toMatchObject([{ unit: 1, fact: { value: 40 } }]);
  });
});

describe('compileDecide', () => {
  it('gives the bits of decide when it is run on the nominal data set', () => {
    const scheme = smallScheme([{ id: 'a' }, { id: 'b', weight: 2 }], {
      aggregate: { method: 'harmonic' },
      decide: {
        unverified: { flags: ['estimated'], discount: 0.3 },
        adjustments: [{ id: 'p', name: '示范', kind: 'bonus', column: 'prizes', cap: 2 }],
      },
    });
    const panel = smallPanel({ a: [11.3, 50, 70.7], b: [33.3, 66.6, 5], prizes: [1, 0, 4] });
    flagged(flagged(panel, 'a', 0, CellFlag.estimated), 'b', 2, CellFlag.estimated);
    const result = nominal(scheme, panel);
    const compiled = compileDecide(result);
    const stage = compiled.discount(result.chain.normalised);
    const root = aggregate(stage, scheme, result.weights.table, result.classes).columns.at(-1)!;
    expect([...compiled.score(root)]).toEqual([...result.score]);
    expect(result.score[0]).toBeLessThan(result.base[0]! + 1);
  });
});

it('names a unit whose every weighted figure is missing instead of dropping it', () => {
  const scheme = smallScheme([
    { id: 'a', weight: 1 },
    { id: 'idle', weight: 0 },
  ]);
  const result = nominal(scheme, smallPanel({ a: [10, 20, missing], idle: [1, 2, 3] }));
  expect([...result.rank]).toEqual([2, 1, 0]);
  expect(result.warnings).toMatchObject([
    { code: 'decide.no-score', params: { count: 1, units: '丙' } },
  ]);
});
