import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { nominal } from '../appraise.ts';
import type { SchemeInput } from '../scheme/schema.ts';
import { smallPanel, smallScheme } from '../testing/small.ts';
import type { Decision, UnitClass } from '../types.ts';
import { compileGrade, grade } from './grade.ts';

const grades = [
  { id: 'A', name: '优秀', from: 80 },
  { id: 'B', name: '良好', from: 60 },
  { id: 'C', name: '一般', from: 40 },
  { id: 'D', name: '较差' },
];
const schemeWith = (quotas: NonNullable<SchemeInput['grade']>['quotas'] = []) =>
  smallScheme([{ id: 'x' }], { grade: { grades, quotas } });

const classOfAll = (n: number, name = ''): UnitClass => ({
  name,
  members: Int32Array.from({ length: n }, (_, u) => u),
  merged: [],
});
const decision = (kind: 'gate' | 'veto', unit: number, to: string): Decision => ({
  unit,
  kind,
  rule: kind,
  points: 0,
  grade: to,
  fact: { column: 'x', value: 0, limit: 0 },
});

function run(
  scores: readonly number[],
  more: {
    quotas?: NonNullable<SchemeInput['grade']>['quotas'];
    decisions?: Decision[];
    classes?: UnitClass[];
    apart?: (a: number, b: number) => boolean;
  } = {},
) {
  return grade({
    scheme: schemeWith(more.quotas),
    classes: more.classes ?? [classOfAll(scores.length)],
    score: Float64Array.from(scores),
    rank: new Int32Array(scores.length),
    decisions: more.decisions ?? [],
    ...(more.apart ? { distinguishable: more.apart } : {}),
  })!;
}

describe('thresholds, gates and vetoes', () => {
  it('give the grade whose threshold is reached, to the rounding of the last bits', () => {
    const score = 0.1 * 3 + 79.7; // 80.00000000000001 or 79.99999999999999, meant as 80
    const found = run([95, 80, 80 - 1e-13, score, 79.9999, 60, 40, 12, Number.NaN]);
    expect(found.grade).toEqual(['A', 'A', 'A', 'A', 'B', 'B', 'C', 'D', '']);
    expect(found.open).toEqual([]);
  });

  it('a gate closes better grades; the lowest of several binds; it never lifts', () => {
    const decisions = [
      decision('gate', 0, 'B'),
      decision('gate', 0, 'C'),
      decision('gate', 2, 'B'),
    ];
    expect(run([90, 90, 30], { decisions }).grade).toEqual(['C', 'A', 'D']);
  });

  it('a veto fixes the grade, and gives no better one than the score', () => {
    const decisions = [decision('veto', 0, 'C'), decision('veto', 2, 'C')];
    expect(run([90, 90, 30], { decisions }).grade).toEqual(['C', 'A', 'D']);
  });

  it('does not grade when the scheme does not', () => {
    expect(
      grade({
        scheme: smallScheme([{ id: 'x' }]),
        classes: [],
        score: new Float64Array(1),
        rank: new Int32Array(1),
        decisions: [],
      }),
    ).toBeUndefined();
  });
});

describe('quotas', () => {
  it('count this grade or better, rounded down, class by class', () => {
    const classes: UnitClass[] = [
      { name: '一', members: Int32Array.of(0, 2, 4, 6, 8), merged: [] },
      { name: '二', members: Int32Array.of(1, 3, 5), merged: [] },
    ];
    const found = run([90, 91, 89, 92, 88, 93, 87, Number.NaN, 86], {
      quotas: [
        { grade: 'A', share: 0.4 },
        { grade: 'B', share: 0.8 },
      ],
      classes,
    });
    // 一: 5 units, 2 places in A, 4 in A or B. 二: 3 units, 1 and 2.
    expect(found.grade).toEqual(['A', 'C', 'A', 'B', 'B', 'A', 'B', '', 'C']);
    expect(found.open).toEqual([]);
  });

  it('a share that is whole counts as whole: 0.29 of 100 is 29', () => {
    const scores = Array.from({ length: 100 }, (_, u) => 99 - u / 10);
    const found = run(scores, { quotas: [{ grade: 'A', share: 0.29 }] });
    expect(found.grade.filter((g) => g === 'A')).toHaveLength(29);
  });

  it('a vetoed unit takes no place', () => {
    const found = run([95, 94, 93, 92, 91], {
      quotas: [{ grade: 'A', share: 0.4 }],
      decisions: [decision('veto', 0, 'D')],
    });
    expect(found.grade).toEqual(['D', 'A', 'A', 'B', 'B']);
  });

  it('not even where its grade is one that the quota counts', () => {
    const found = run([95, 94, 75, 74, 73], {
      quotas: [{ grade: 'B', share: 0.4 }],
      decisions: [decision('veto', 0, 'B')],
    });
    expect(found.grade).toEqual(['B', 'A', 'B', 'C', 'C']);
  });

  it('a unit kept out of A by a gate does not take the place of one that is in it', () => {
    // 甲 and 乙 score more but may not be A; 丙 holds its A, one place of B is left for 甲.
    const found = run([95, 94, 90, 85], {
      quotas: [
        { grade: 'A', share: 0.25 },
        { grade: 'B', share: 0.5 },
      ],
      decisions: [decision('gate', 0, 'B'), decision('gate', 1, 'B')],
    });
    expect(found.grade).toEqual(['B', 'C', 'A', 'C']);
  });

  it('leaves exact ties at the edge open, those told apart by rounding alone among them', () => {
    const found = run([90, 85, 85, 85 + 1e-12, 70], { quotas: [{ grade: 'A', share: 0.4 }] });
    expect(found.grade).toEqual(['A', '', '', '', 'B']);
    expect(found.open).toEqual([
      { className: '', grade: 'A', places: 1, units: [3, 1, 2], reason: 'tie' },
    ]);
  });

  it('does not open a tie that the edge does not cut', () => {
    const found = run([90, 90, 85, 85, 70], { quotas: [{ grade: 'A', share: 0.4 }] });
    expect(found.grade).toEqual(['A', 'A', 'B', 'B', 'B']);
    expect(found.open).toEqual([]);
  });

  it('leaves open who cannot be told apart across the edge, and only those', () => {
    const close = (a: number, b: number): boolean => Math.abs(a - b) > 1; // neighbours are not
    const found = run([95, 94, 93, 92, 91, 90], {
      quotas: [{ grade: 'A', share: 0.5 }],
      apart: close,
    });
    expect(found.grade).toEqual(['A', 'A', '', '', 'B', 'B']);
    expect(found.open).toEqual([
      { className: '', grade: 'A', places: 1, units: [2, 3], reason: 'not-distinguishable' },
    ]);
  });

  it('leaves a tie open even where the replicates would tell the two apart', () => {
    const found = run([90, 85, 85], { quotas: [{ grade: 'A', share: 0.7 }], apart: () => true });
    expect(found.open).toMatchObject([{ places: 1, units: [1, 2], reason: 'tie' }]);
  });

  it('one group can be open for two grades, when both edges cut it', () => {
    const found = run([85, 85, 85, 85], {
      quotas: [
        { grade: 'A', share: 0.25 },
        { grade: 'B', share: 0.75 },
      ],
    });
    expect(found.grade).toEqual(['', '', '', '']);
    expect(found.open.map((o) => [o.grade, o.places, o.units.length])).toEqual([
      ['A', 1, 4],
      ['B', 3, 4],
    ]);
  });

  it('no places means nobody has it, tie or not', () => {
    const found = run([85, 85, 70], { quotas: [{ grade: 'A', share: 0.3 }] });
    expect(found.grade).toEqual(['B', 'B', 'B']);
    expect(found.open).toEqual([]);
  });
});

describe('compileGrade', () => {
  const setting = fc.record({
    scores: fc.array(fc.integer({ min: 30, max: 99 }), { minLength: 2, maxLength: 30 }),
    shares: fc.tuple(fc.double({ min: 0, max: 1, noNaN: true }), fc.boolean()),
    gated: fc.array(fc.boolean(), { minLength: 30, maxLength: 30 }),
    vetoed: fc.array(fc.constantFrom(0, 0, 0, 1), { minLength: 30, maxLength: 30 }),
  });

  it('is the grade of the scores, with every open unit below the edge', () => {
    fc.assert(
      fc.property(setting, ({ scores, shares, gated, vetoed }) => {
        const n = scores.length;
        const scheme = smallScheme([{ id: 'x' }, { id: 'people', weight: 0 }], {
          grade: {
            grades,
            quotas: [
              { grade: 'A', share: shares[0] / 2 },
              ...(shares[1] ? [{ grade: 'B', share: shares[0] }] : []),
            ],
          },
          decide: {
            gates: [{ id: 'g', name: 'g', subject: 'people', atLeast: 50, bestGrade: 'B' }],
            vetoes: [{ id: 'v', name: 'v', column: 'facts', grade: 'C' }],
          },
        });
        const panel = smallPanel({
          x: scores,
          people: scores.map((_, u) => (gated[u] ? 40 : 60 + u / 100)),
          facts: vetoed.slice(0, n),
        });
        const result = nominal(scheme, panel);
        const fast = compileGrade(result)!({
          score: result.score,
          aggregated: result.chain.aggregated,
        });
        const slow = grade({ ...result, scheme })!;
        const open = new Set(slow.open.flatMap((o) => o.units));
        const ids = grades.map((g) => g.id);
        for (let u = 0; u < n; u++)
          if (!open.has(u)) expect([u, ids[fast[u]!]]).toEqual([u, slow.grade[u]]);
        for (const { share, grade: id } of scheme.grade!.quotas) {
          const at = ids.indexOf(id);
          const inside = Array.from(fast).filter((g, u) => g <= at && vetoed[u] === 0);
          expect(inside.length).toBeLessThanOrEqual(share * n + 1e-9);
        }
        for (const o of slow.open)
          for (const u of o.units) expect(fast[u]).toBeGreaterThan(ids.indexOf(o.grade));
      }),
      { numRuns: 300 },
    );
  });

  it('looks at the figures and node scores of the replicate, not of the report', () => {
    const scheme = smallScheme([{ id: 'x' }], {
      grade: { grades, quotas: [] },
      decide: {
        gates: [
          { id: 'figure', name: 'f', subject: 'x', atLeast: 85, bestGrade: 'B' },
          { id: 'node', name: 'n', subject: 'root', atLeast: 83, bestGrade: 'C' },
        ],
      },
    });
    const result = nominal(scheme, smallPanel({ x: [86, 90] }));
    const graded = compileGrade(result)!;
    const score = result.score;
    const aggregated = result.chain.aggregated;
    expect([...graded({ score, aggregated })]).toEqual([0, 0]);
    const raw = new Map([[0, Float64Array.of(84.9, 90)]]);
    expect([...graded({ score, aggregated, raw })]).toEqual([1, 0]);
    const lower = { ids: aggregated.ids, columns: [Float64Array.of(86, 82)] };
    expect([...graded({ score, aggregated: lower })]).toEqual([0, 2]);
  });
});
