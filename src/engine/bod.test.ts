import fc from 'fast-check';
import highs from 'highs';
import { beforeAll, describe, expect, it } from 'vitest';
import { benefitOfDoubt, directionalBenefitOfDoubt, type ShareBounds } from './bod.ts';
import { EngineError } from './errors.ts';

type Solver = Awaited<ReturnType<typeof highs>>;
let solver: Solver;
beforeAll(async () => {
  solver = await highs();
});

/** Numbers of a fixed sequence, so that a failure can be looked at again. */
function sequence(start: number): () => number {
  let seed = start;
  return () => {
    seed = (seed * 48271) % 2147483647;
    return seed / 2147483647;
  };
}

const kinds: Record<string, (random: () => number) => number> = {
  uniform: (r) => r(),
  'ties and zeros': (r) => Math.floor(r() * 5),
  'half zeros': (r) => (r() < 0.5 ? 0 : r()),
  'very uneven': (r) => Math.exp(8 * r() - 4),
};

const field = (n: number, m: number, kind: keyof typeof kinds, start = 11): Float64Array[] => {
  const random = sequence(start);
  return Array.from({ length: m }, () =>
    Float64Array.from({ length: n }, () => kinds[kind]!(random)),
  );
};

/** The same programme in words, solved by HiGHS. */
function byHighs(columns: readonly Float64Array[], u: number, bounds: ShareBounds = {}): number {
  const sum = (coefficient: (j: number) => number): string =>
    columns
      .map((_, j) => {
        const c = coefficient(j);
        return `${c < 0 ? '-' : '+'} ${Math.abs(c)} w${j}`;
      })
      .join(' ');
  const own = (j: number): number => columns[j]![u]!;
  const rows = Array.from(columns[0]!, (_, i) => `r${i}: ${sum((j) => columns[j]![i]!)} <= 1`);
  columns.forEach((_, j) => {
    const { low = 0, high = 1 } = bounds;
    rows.push(`l${j}: ${sum((m) => own(m) * ((m === j ? 1 : 0) - low))} >= 0`);
    rows.push(`h${j}: ${sum((m) => own(m) * ((m === j ? 1 : 0) - high))} <= 0`);
  });
  const text = `Maximize\n obj: ${sum(own)}\nSubject To\n ${rows.join('\n ')}\nEnd`;
  return solver.solve(text).ObjectiveValue;
}

describe('benefit of the doubt', () => {
  it.each(Object.keys(kinds))('equals HiGHS on figures that are %s', (kind) => {
    const columns = field(60, 5, kind);
    const free = benefitOfDoubt(columns).score;
    const bounds = { low: 0.05, high: 0.5 };
    const bound = benefitOfDoubt(columns, bounds).score;
    for (let u = 0; u < 60; u += 4) {
      expect(free[u]).toBeCloseTo(byHighs(columns, u), 6);
      expect(bound[u]).toBeCloseTo(byHighs(columns, u, bounds), 6);
    }
  });

  it('gives 1 to the best in any indicator and to nobody more', () => {
    const columns = field(200, 4, 'uniform');
    const { score } = benefitOfDoubt(columns);
    for (const x of columns) expect(score[x.indexOf(Math.max(...x))]).toBeCloseTo(1, 12);
    expect(Math.max(...score)).toBe(1);
  });

  it('returns weights that reach the score and lift nobody over 1, and the peers they meet', () => {
    const columns = field(80, 4, 'ties and zeros');
    const { score, weights, peers } = benefitOfDoubt(columns);
    const value = (u: number, of: number): number =>
      columns.reduce((s, x, j) => s + weights[j]![u]! * x[of]!, 0);
    for (let u = 0; u < 80; u++) {
      expect(value(u, u)).toBeCloseTo(score[u]!, 10);
      for (let i = 0; i < 80; i++) expect(value(u, i)).toBeLessThanOrEqual(1 + 1e-9);
      if (score[u]! > 0) expect(peers[u]!.length).toBeGreaterThan(0);
      for (const peer of peers[u]!) expect(value(u, peer)).toBeCloseTo(1, 8);
    }
  });

  it('keeps the shares of the score, or of the weights, inside their bounds', () => {
    const columns = field(40, 4, 'uniform');
    const bounds = { low: 0.1, high: 0.4 };
    for (const of of ['score', 'weight'] as const) {
      const { weights } = benefitOfDoubt(columns, { ...bounds, of });
      for (let u = 0; u < 40; u++) {
        const parts = weights.map((w, j) => w[u]! * (of === 'score' ? columns[j]![u]! : 1));
        const all = parts.reduce((a, b) => a + b, 0);
        for (const part of parts) {
          expect(part / all).toBeGreaterThanOrEqual(0.1 - 1e-9);
          expect(part / all).toBeLessThanOrEqual(0.4 + 1e-9);
        }
      }
    }
  });

  it('follows the units and the unit of measurement, and never falls when a figure rises', () => {
    const figures = fc.array(
      fc.array(fc.integer({ min: 0, max: 9 }), { minLength: 3, maxLength: 3 }),
      {
        minLength: 3,
        maxLength: 12,
      },
    );
    const columnsOf = (rows: number[][]): Float64Array[] =>
      [0, 1, 2].map((j) => Float64Array.from(rows, (r) => r[j]!));
    fc.assert(
      fc.property(figures, (rows) => {
        const { score } = benefitOfDoubt(columnsOf(rows));
        const reversed = benefitOfDoubt(columnsOf(rows.toReversed())).score.reverse();
        const scaled = benefitOfDoubt(columnsOf(rows).map((x, j) => x.map((v) => v * 10 ** j)));
        const higher = benefitOfDoubt(columnsOf(rows.map((r, i) => (i ? r : r.map((v) => v + 1)))));
        score.forEach((v, i) => {
          expect(reversed[i]).toBeCloseTo(v, 10);
          expect(scaled.score[i]).toBeCloseTo(v, 10);
        });
        expect(higher.score[0]!).toBeGreaterThanOrEqual(score[0]! - 1e-10);
      }),
      { numRuns: 60 },
    );
  });

  it('leaves a unit with a gap out, also as a peer', () => {
    const columns = [Float64Array.of(9, 2, 1), Float64Array.of(Number.NaN, 1, 2)];
    const { score } = benefitOfDoubt(columns);
    expect([...score]).toEqual([Number.NaN, 1, 1]);
  });

  it('gives 0 to a unit with nothing', () => {
    const { score } = benefitOfDoubt([Float64Array.of(0, 1), Float64Array.of(0, 2)]);
    expect([...score]).toEqual([0, 1]);
  });

  it('refuses negative figures and bounds that cannot be met', () => {
    expect(() => benefitOfDoubt([Float64Array.of(1, -1)])).toThrow(EngineError);
    const two = [Float64Array.of(1, 2), Float64Array.of(2, 1)];
    expect(() => benefitOfDoubt(two, { low: 0.6 })).toThrow('bod.bounds');
    expect(() => benefitOfDoubt(two, { high: 0.4 })).toThrow('bod.bounds');
  });

  it('does not stall on 2,000 units whose figures tie in every way', () => {
    const { score } = benefitOfDoubt(field(2000, 8, 'ties and zeros', 3));
    expect(score.every((v) => v >= 0 && v <= 1)).toBe(true);
  });
});

describe('directional benefit of the doubt', () => {
  it('is 1/(1 + e): worked out by hand in one and two indicators', () => {
    expect([...directionalBenefitOfDoubt([Float64Array.of(1, 4)], [2])]).toEqual([1 / 2.5, 1]);
    // (1, 1) reaches the segment between (4, 0) and (0, 4) after 1 step of (1, 1).
    const columns = [Float64Array.of(1, 4, 0), Float64Array.of(1, 0, 4)];
    const [inside] = directionalBenefitOfDoubt(columns, [1, 1]);
    expect(inside).toBeCloseTo(1 / 2, 12);
    // Upwards only: (1, 3) is on the frontier, 2 steps away.
    expect(directionalBenefitOfDoubt(columns, [0, 1])[0]).toBeCloseTo(1 / 3, 12);
  });

  it('refuses a direction that goes nowhere or back', () => {
    const columns = [Float64Array.of(1, 4), Float64Array.of(1, 0)];
    expect(() => directionalBenefitOfDoubt(columns, [0, 0])).toThrow('bod.direction');
    expect(() => directionalBenefitOfDoubt(columns, [1, -1])).toThrow('bod.direction');
    expect(() => directionalBenefitOfDoubt(columns, [1])).toThrow('bod.direction');
  });
});
