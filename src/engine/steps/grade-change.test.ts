import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { appraise } from '../appraise.ts';
import type { Panel } from '../panel.ts';
import type { Scheme, SchemeInput } from '../scheme/schema.ts';
import { schemeTree } from '../scheme/tree.ts';
import { appraisalCase } from '../testing/arbitrary.ts';
import { smallPanel, smallScheme } from '../testing/small.ts';
import { aggregate } from './aggregate.ts';
import { compileDecide } from './decide.ts';
import { compileGrade } from './grade.ts';
import { gradeChange } from './grade-change.ts';

const missing = Number.NaN;
const grade: SchemeInput['grade'] = {
  grades: [
    { id: 'A', name: '优秀', from: 80 },
    { id: 'B', name: '良好', from: 60 },
    { id: 'C', name: '较差' },
  ],
};
type Indicators = Parameters<typeof smallScheme>[0];

function change(
  indicators: Indicators,
  columns: Parameters<typeof smallPanel>[0],
  more: Partial<SchemeInput> = {},
  unit = 0,
) {
  const result = appraise(smallScheme(indicators, { grade, ...more }), smallPanel(columns), {
    replicates: 0,
  });
  return gradeChange(result, unit)!;
}

describe('by hand', () => {
  it('the reported value each indicator needs alone, easiest first', () => {
    const found = change([{ id: 'a', weight: 3 }, { id: 'b' }], {
      a: [70, 100, 0],
      b: [60, 100, 20],
    });
    // 0.75 · 70 + 0.25 · 60 = 67.5. Up to 80: a 50/3 more, b 50 more. Down to 60: 10, 30 less.
    expect(found).toMatchObject({ grade: 'B', score: 67.5, open: false });
    expect(found.up).toMatchObject({
      grade: 'A',
      needed: 80,
      ways: [{ id: 'a', value: 70, needed: expect.closeTo(70 + 50 / 3, 3), beyondObserved: false }],
      unreachable: [{ id: 'b', reason: 'range' }],
    });
    expect(found.up!.ways[0]!.effort).toBeCloseTo(50 / 3 / 100, 5);
    expect(found.down).toMatchObject({ grade: 'C', needed: 60 });
    expect(found.down!.ways.map((w) => [w.id, w.beyondObserved])).toEqual([
      ['a', false],
      ['b', false],
    ]);
    // Just under 60 gives C, exactly 60 not: the first value below the edge.
    expect(found.down!.ways[0]!.needed).toBeCloseTo(60, 3);
    expect(found.down!.ways[0]!.needed).toBeLessThan(60);
  });

  it('a cost indicator per head, in reported numbers', () => {
    const found = change([{ id: 'wait', polarity: 'cost', denominator: 'heads', per: 10 }], {
      wait: [160, 20, 180],
      heads: [40, 20, 20],
    });
    // 160/40 · 10 = 40 per ten, score 60; 80 needs 20 per ten: 80 for its 40 heads.
    expect(found.up!.ways).toEqual([
      { id: 'wait', value: 160, needed: 80, effort: 80 / 320, beyondObserved: false },
    ]);
  });

  it('values nobody reports are marked, those nobody can have are left out', () => {
    const shares = [{ id: 'a', unit: '%' }, { id: 'b' }];
    const scheme = { a: [50, 60, 40], b: [90, 60, 60] };
    // Score 70. a needs 70, above everybody's 60; b needs 110: its scale ends at 100.
    expect(change(shares, scheme).up).toMatchObject({
      ways: [{ id: 'a', needed: 70, beyondObserved: true }],
      unreachable: [{ id: 'b', reason: 'range' }],
    });
  });

  it('a missing figure, and one without weight, can do nothing', () => {
    const found = change([{ id: 'a' }, { id: 'b' }, { id: 'idle', weight: 0 }], {
      a: [70, 100, 0],
      b: [missing, 100, 0],
      idle: [10, 20, 30],
    });
    expect(found.up!.unreachable).toEqual([
      { id: 'b', reason: 'missing' },
      { id: 'idle', reason: 'range' },
    ]);
  });

  it('a scale that looks at the class moves with the figure', () => {
    // Min–max of 20, 40, 60: 乙 has 50. To reach 80 within 20 … 60 it needs 52.
    const indicators: Indicators = [{ id: 'a', normalise: { method: 'minmax', range: [0, 100] } }];
    const found = change(indicators, { a: [60, 40, 20] }, {}, 1);
    expect(found.up!.ways).toMatchObject([{ value: 40, needed: 44 }]); // B from 60
    const top = change(indicators, { a: [60, 53, 20] }, {}, 1);
    // 82.5: down to B needs (v − 20)/40 below 0.8.
    expect(top.down!.ways[0]!.needed).toBeCloseTo(52, 3);
  });

  it('the place of the last rival under a quota', () => {
    const found = change(
      [{ id: 'a' }],
      { a: [85, 95, 90, 88, 70] },
      { grade: { ...grade, quotas: [{ grade: 'A', share: 0.4 }] } },
    );
    // Two places, 95 and 90 hold them: more than 90, an equal score would only tie.
    expect(found).toMatchObject({ grade: 'B', up: { needed: 90 } });
    expect(found.up!.ways[0]!.needed).toBeGreaterThan(90);
    expect(found.up!.ways[0]!.needed).toBeCloseTo(90, 3);
    const holder = change(
      [{ id: 'a' }],
      { a: [90, 95, 85, 88, 70] },
      { grade: { ...grade, quotas: [{ grade: 'A', share: 0.4 }] } },
    );
    expect(holder).toMatchObject({ grade: 'A', down: { needed: 88 } });
    expect(holder.down!.ways[0]!.needed).toBeCloseTo(88, 3);
  });

  it('says that a veto, a gate or a quota without places binds', () => {
    const rules: SchemeInput['decide'] = {
      gates: [{ id: 'gate', name: '满意度', subject: 'sat', atLeast: 75, bestGrade: 'B' }],
      vetoes: [{ id: 'veto', name: '事故', column: 'accidents', grade: 'C' }],
    };
    const indicators: Indicators = [{ id: 'a' }, { id: 'sat', weight: 0 }];
    const columns = { a: [90, 90, 50], sat: [70, 90, 80], accidents: [0, 3, 0] };
    const gated = change(indicators, columns, { decide: rules });
    expect(gated.up).toMatchObject({
      bound: { kind: 'gate', rule: 'gate', limit: 75 },
      ways: [{ id: 'sat', value: 70, needed: 75 }],
      unreachable: [{ id: 'a', reason: 'range' }],
    });
    const vetoed = change(indicators, columns, { decide: rules }, 1);
    expect(vetoed).toMatchObject({ grade: 'C', score: 90 });
    expect(vetoed.up).toEqual({
      grade: 'B',
      needed: 60,
      bound: { kind: 'veto', rule: 'veto', limit: 0 },
      ways: [],
      unreachable: [],
    });
    const none = change(
      [{ id: 'a' }],
      { a: [90, 95, 99] },
      {
        grade: { ...grade, quotas: [{ grade: 'A', share: 0.2 }] },
      },
    );
    expect(none.up!.bound).toEqual({ kind: 'quota', rule: 'A', limit: 0 });
  });

  it('counts bonus points and the discount on a figure not verified yet', () => {
    const decide: SchemeInput['decide'] = {
      adjustments: [{ id: 'p', name: '示范', kind: 'bonus', column: 'prizes', cap: 5 }],
      unverified: { flags: ['disputed'], discount: 0.5 },
    };
    const panel = smallPanel({ a: [90, 100, 0], b: [80, 100, 0], prizes: [5, 0, 0] });
    panel.flags[0]![0] = 4;
    const result = appraise(smallScheme([{ id: 'a' }, { id: 'b' }], { decide, grade }), panel, {
      replicates: 0,
    });
    // (45 + 80)/2 + 5 = 67.5; b alone to 100 gives 77.5, a to 100 only 70.
    const found = gradeChange(result, 0)!;
    expect(found.score).toBe(67.5);
    expect(found.up!.ways).toEqual([]);
    expect(found.down!.ways.map((w) => w.id)).toEqual(['b', 'a']);
    // b: 22.5 + b/2 + 5 < 60 → b < 65; a: a/4 + 45 < 60 → a < 60
    expect(found.down!.ways.map((w) => w.needed)).toEqual([
      expect.closeTo(65, 3),
      expect.closeTo(60, 3),
    ]);
  });

  it('has nothing to say without grades or for a unit that is not ranked', () => {
    const panel = smallPanel({ a: [1, 2, missing] });
    const plain = appraise(smallScheme([{ id: 'a' }]), panel, { replicates: 0 });
    expect(gradeChange(plain, 0)).toBeUndefined();
    const graded = appraise(smallScheme([{ id: 'a' }], { grade }), panel, { replicates: 0 });
    expect(gradeChange(graded, 2)).toBeUndefined();
  });
});

function withFigure(panel: Panel, id: string, unit: number, value: number): Panel {
  const at = panel.ids.indexOf(id);
  return {
    ...panel,
    columns: panel.columns.map((c, k) => (k === at ? c.with(unit, value) : c)),
  };
}

/**
 * Grade by score alone after appraising the panel from the start: the one the appraisal gives,
 * where it leaves none open. Gates look at node scores with unverified figures discounted.
 */
function gradeOf(scheme: Scheme, panel: Panel, unit: number): number {
  const result = appraise(scheme, panel, { replicates: 0 });
  const { score, chain, classes, weights, grades } = result;
  const leaves = compileDecide(result).discount(chain.normalised);
  const aggregated = aggregate(leaves, scheme, weights.table, classes, {
    tree: schemeTree(scheme),
  });
  const level = compileGrade(result)!({ score, aggregated })[unit]!;
  if (level >= 0 && !grades!.open.some((o) => o.units.includes(unit)))
    expect(grades!.grade[unit]).toBe(scheme.grade!.grades[level]!.id);
  return level;
}

describe('appraising again with the value it names', () => {
  it('gives the grade it names, and one per cent short of it does not', () => {
    let ways = 0;
    fc.assert(
      fc.property(
        appraisalCase({ units: { min: 6, max: 12 } }),
        fc.nat({ max: 11 }),
        ({ scheme, panel }, pick) => {
          const unit = pick % panel.units.length;
          const result = appraise(scheme, panel, { replicates: 0 });
          const found = gradeChange(result, unit);
          if (!found) return;
          const ids = scheme.grade!.grades.map((g) => g.id);
          const here = ids.indexOf(found.grade);
          for (const [step, moved] of [
            [found.up, (g: number) => g < here],
            [found.down, (g: number) => g > here],
          ] as const)
            for (const way of step?.ways ?? []) {
              ways++;
              const after = gradeOf(scheme, withFigure(panel, way.id, unit, way.needed), unit);
              expect([way, moved(after)]).toEqual([way, true]);
              expect(way.effort).toBeGreaterThan(0);
              if (way.effort < 1e-4) continue; // only a tie to break: there is no short of it
              const short = way.value + 0.99 * (way.needed - way.value);
              const before = gradeOf(scheme, withFigure(panel, way.id, unit, short), unit);
              expect([way, short, moved(before)]).toEqual([way, short, false]);
            }
        },
      ),
      { numRuns: 150 },
    );
    expect(ways).toBeGreaterThan(100);
  });
});
