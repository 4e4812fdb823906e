import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { EngineError } from '../errors.ts';
import { copras } from './additive.ts';
import { edas, topsis, vikor } from './distance.ts';
import { methods } from './methods.ts';
import { multimoora } from './moora.ts';
import { electre1, electre2, promethee } from './outranking.ts';
import { comet, rim, spotis } from './reference.ts';
import { checkTable, type DecisionTable, type Direction } from './table.ts';

const table = (
  rows: readonly (readonly number[])[],
  directions: readonly Direction[] = rows[0]!.map(() => 1 as const),
  weights: readonly number[] = rows[0]!.map(() => 1 / rows[0]!.length),
): DecisionTable => ({
  columns: rows[0]!.map((_, j) => Float64Array.from(rows, (r) => r[j]!)),
  weights: Float64Array.from(weights),
  directions,
});

const codes = (work: () => unknown): string[] => {
  try {
    work();
  } catch (error) {
    if (error instanceof EngineError) return error.issues.map((i) => i.code);
    throw error;
  }
  return [];
};

/** Tables of 3–8 units and 2–4 criteria with a cost among them, values 1–100. */
const tables = fc
  .tuple(fc.integer({ min: 3, max: 8 }), fc.integer({ min: 2, max: 4 }))
  .chain(([n, k]) =>
    fc.tuple(
      fc.array(fc.array(fc.integer({ min: 1, max: 100 }), { minLength: k, maxLength: k }), {
        minLength: n,
        maxLength: n,
      }),
      fc.array(fc.constantFrom<Direction>(1, -1), { minLength: k, maxLength: k }),
      fc.array(fc.integer({ min: 1, max: 9 }), { minLength: k, maxLength: k }),
    ),
  )
  .map(([rows, directions, weights]) => {
    const sum = weights.reduce((a, b) => a + b, 0);
    return table(
      rows,
      directions,
      weights.map((w) => w / sum),
    );
  });

const scoreOrRefusal = (method: (typeof methods)[number], t: DecisionTable) => {
  try {
    return method.score(t);
  } catch (error) {
    if (error instanceof EngineError) return undefined;
    throw error;
  }
};

describe('every method', () => {
  it.each(methods.map((m) => [m.id, m] as const))('%s follows the units', (_, method) => {
    fc.assert(
      fc.property(tables, (t) => {
        const straight = scoreOrRefusal(method, t);
        const turned = scoreOrRefusal(method, {
          ...t,
          columns: t.columns.map((x) => x.slice().reverse()),
        });
        expect(turned === undefined).toBe(straight === undefined);
        straight?.forEach((v, i) => {
          expect(turned!.at(-1 - i)).toBeCloseTo(v, 8);
        });
      }),
      { numRuns: 40 },
    );
  });

  it.each(methods.map((m) => [m.id, m] as const))(
    '%s never ranks a unit under one it beats in everything',
    (_, method) => {
      fc.assert(
        fc.property(tables, (t) => {
          // The first unit is made the best, the second the worst in every criterion.
          const columns = t.columns.map((x, j) => {
            const y = x.slice();
            y[0] = t.directions[j] === 1 ? 120 : 0.5;
            y[1] = t.directions[j] === 1 ? 0.5 : 120;
            return y;
          });
          const found = scoreOrRefusal(method, { ...t, columns });
          if (!found) return;
          const sign = method.better === 'high' ? 1 : -1;
          expect(sign * (found[0]! - found[1]!)).toBeGreaterThanOrEqual(-1e-9);
        }),
        { numRuns: 40 },
      );
    },
  );
});

describe('known results', () => {
  it('TOPSIS and VIKOR on the example of Opricovic and Tzeng (2004)', () => {
    const t = table(
      [
        [1, 3000],
        [2, 3750],
        [5, 4500],
      ],
      [-1, 1],
    );
    const { score: closeness } = topsis(t, { scaling: 'minmax' });
    expect([...closeness].map((v) => Number(v.toFixed(4)))).toEqual([0.5, 0.6172, 0.5]);
    const { score, compromise } = vikor(t);
    expect([...score]).toEqual([1, 0, 1]);
    expect(compromise).toEqual([1]);
  });

  it('COPRAS takes off for costs: raising one never raises the score', () => {
    const rows = [
      [5, 2],
      [5, 3],
      [4, 4],
    ];
    const { score } = copras(table(rows, [1, -1]));
    expect(score[0]).toBe(1);
    expect(score[1]!).toBeLessThan(score[0]!);
    expect(score[2]!).toBeLessThan(score[1]!);
  });

  it('PROMETHEE flows balance', () => {
    const t = table([
      [1, 5],
      [2, 4],
      [3, 1],
    ]);
    const { leaving, entering, score } = promethee(t);
    expect(leaving.reduce((a, b) => a + b, 0)).toBeCloseTo(
      entering.reduce((a, b) => a + b, 0),
      14,
    );
    expect(score.reduce((a, b) => a + b, 0)).toBeCloseTo(0, 14);
    expect([...leaving]).toEqual([0.5, 0.5, 0.5]);
  });

  it('COMET gives the preference of a characteristic object back', () => {
    const values = [
      [0, 10],
      [0, 5, 10],
    ];
    const preferences = [0, 0.2, 0.5, 0.6, 0.8, 1];
    const columns = [Float64Array.of(0, 0, 10, 5), Float64Array.of(0, 5, 10, 10)];
    const { score } = comet(columns, { values, preferences });
    expect([...score]).toEqual([0, 0.2, 1, 0.75]);
    const gray = comet(columns, { values, preferences, order: 'gray' });
    expect(gray.score[2]).toBe(0.6);
  });

  it('MULTIMOORA gives one point a pair, to who leads in two of three rankings', () => {
    const { score } = multimoora(
      table([
        [9, 9],
        [5, 6],
        [1, 2],
      ]),
    );
    expect([...score]).toEqual([2, 1, 0]);
  });
});

describe('degenerate figures', () => {
  it('VIKOR is defined when all regrets are equal, and when a criterion says nothing', () => {
    const equalRegret = vikor(
      table(
        [
          [250, 16, 12, 5],
          [200, 16, 8, 3],
          [300, 32, 16, 4],
          [275, 32, 8, 4],
          [225, 16, 16, 2],
        ],
        [-1, 1, 1, 1],
      ),
    );
    expect(equalRegret.regret.every((r) => r === 0.25)).toBe(true);
    expect(equalRegret.score.every((q) => Number.isFinite(q))).toBe(true);
    expect(equalRegret.score[2]).toBe(0);
    const alike = vikor(
      table([
        [3, 3],
        [3, 3],
      ]),
    );
    expect([...alike.score]).toEqual([0, 0]);
    expect(alike.compromise).toEqual([0, 1]);
  });

  it('units that are all alike get the same finite score or a refusal', () => {
    const t = table([
      [2, 3],
      [2, 3],
      [2, 3],
    ]);
    for (const method of methods) {
      const found = scoreOrRefusal(method, t);
      if (!found) continue;
      expect(
        found.every((v) => Number.isFinite(v)),
        method.id,
      ).toBe(true);
      expect(new Set([...found].map((v) => v.toFixed(12))).size, method.id).toBe(1);
    }
  });

  it('zero and negative figures are refused with a code where a method divides by them', () => {
    const negative = table([
      [-1, 2],
      [3, 4],
      [5, 6],
    ]);
    const zero = table(
      [
        [0, 2],
        [3, 4],
        [5, 6],
      ],
      [-1, 1],
    );
    const refused = (t: DecisionTable): string[] =>
      methods.filter((m) => codes(() => m.score(t)).length > 0).map((m) => m.id);
    expect(refused(negative)).toContain('wpm');
    expect(refused(zero)).toEqual(expect.arrayContaining(['wpm', 'aras', 'marcos', 'lmaw']));
    for (const method of methods)
      for (const t of [negative, zero])
        for (const code of codes(() => method.score(t)))
          expect(['mcdm.not-positive', 'mcdm.negative', 'mcdm.undefined']).toContain(code);
    expect(codes(() => edas(negative))).toEqual([]);
  });

  it('a criterion without spread does not count in EDAS, whatever its level', () => {
    const rows = [
      [1, 0],
      [2, 0],
      [3, 0],
    ];
    expect([...edas(table(rows)).score]).toEqual([0, 0.5, 1]);
  });

  it('a table that does not fit is refused', () => {
    const good = table([
      [1, 2],
      [3, 4],
    ]);
    expect(codes(() => checkTable(good))).toEqual([]);
    expect(codes(() => checkTable({ ...good, columns: [] }))).toEqual(['mcdm.shape']);
    expect(codes(() => checkTable({ ...good, weights: Float64Array.of(-1, 2) }))).toEqual([
      'mcdm.weights',
    ]);
    const hole = [Float64Array.of(1, Number.NaN), good.columns[1]!];
    expect(codes(() => checkTable({ ...good, columns: hole }))).toEqual(['mcdm.not-finite']);
  });
});

describe('outranking', () => {
  it('ELECTRE I: nothing outranks the units of the kernel', () => {
    const t = table([
      [9, 9],
      [8, 8],
      [1, 1],
    ]);
    const { kernel, outranks } = electre1(t);
    expect(kernel).toEqual([true, false, false]);
    expect(outranks.slice(0, 3)).toEqual([false, true, true]);
  });

  it('ELECTRE II ranks a cycle together instead of looping', () => {
    const t = table([
      [3, 2, 1],
      [1, 3, 2],
      [2, 1, 3],
    ]);
    const { direct, score } = electre2(t, { q0: 1, q1: 1 });
    expect([...direct]).toEqual([1, 1, 1]);
    expect([...score]).toEqual([1, 1, 1]);
  });
});

describe('stated values', () => {
  it('SPOTIS does not change when a unit is added', () => {
    const bounds = [
      [0, 10],
      [0, 100],
    ] as const;
    const three = spotis(
      table([
        [1, 20],
        [5, 50],
        [9, 10],
      ]),
      { bounds },
    ).score;
    const two = spotis(
      table([
        [1, 20],
        [5, 50],
      ]),
      { bounds },
    ).score;
    expect([...three.slice(0, 2)]).toEqual([...two]);
  });

  it('RIM is 1 inside the ideal interval and 0 on the worse bound', () => {
    const t = table([
      [30, 1],
      [0, 0],
      [60, 1],
    ]);
    const { score } = rim(t, {
      bounds: [
        [0, 60],
        [0, 1],
      ],
      ideal: [
        [25, 35],
        [1, 1],
      ],
    });
    expect(score[0]).toBe(1);
    expect(score[1]).toBe(0);
    expect(score[2]!).toBeCloseTo(0.5, 14);
  });
});
