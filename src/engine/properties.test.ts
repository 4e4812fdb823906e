import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { appraise, nominal } from './appraise.ts';
import type { Panel } from './panel.ts';
import type { AggregateSpec, Scheme } from './scheme/schema.ts';
import { bundleText, seal } from './seal.ts';
import { compareUnits, contributions } from './steps/explain.ts';
import { quotaPlaces } from './steps/grade.ts';
import { appraisalCase, type Case, type Scale } from './testing/arbitrary.ts';
import type { Appraisal } from './types.ts';
import { verify } from './verify.ts';

/** ENGINE «Correctness»: what must hold for every scheme and every panel. */

const near = (a: number, b: number, slack = 1e-9): boolean =>
  Object.is(a, b) || Math.abs(a - b) <= slack * Math.max(1, Math.abs(a), Math.abs(b));

function expectNear(a: ArrayLike<number>, b: ArrayLike<number>): void {
  const wrong = Array.from(a, (v, i) => [i, v, b[i]!] as const).filter(([, v, w]) => !near(v, w));
  expect(wrong).toEqual([]);
}

const compensatory = ['arithmetic', 'geometric', 'harmonic', 'power', 'minimum'] as const;

/** A panel with its units in another order: new place k holds old unit order[k]. */
function permuted(panel: Panel, order: readonly number[]): Panel {
  const pick = <T>(values: readonly T[]): T[] => order.map((u) => values[u]!);
  return {
    ...panel,
    units: pick(panel.units),
    names: pick(panel.names),
    attributes: Object.fromEntries(
      Object.entries(panel.attributes).map(([key, values]) => [key, pick(values)]),
    ),
    columns: panel.columns.map((c) => Float64Array.from(order, (u) => c[u]!)),
    flags: panel.flags.map((f) => Uint8Array.from(order, (u) => f[u]!)),
  };
}

const withOrder = (one: fc.Arbitrary<Case>) =>
  one.chain(({ scheme, panel }) =>
    fc
      .shuffledSubarray([...panel.units.keys()], { minLength: panel.units.length })
      .map((order) => ({ scheme, panel, order })),
  );

function changed(panel: Panel, id: string, f: (v: number, unit: number) => number): Panel {
  const at = panel.ids.indexOf(id);
  return { ...panel, columns: panel.columns.map((c, k) => (k === at ? c.map(f) : c)) };
}

describe('the order of the units', () => {
  it('does not matter to a bit where no figure of one unit enters a sum over others', () => {
    const scales: Scale[] = ['minmax', 'rank', 'percentile', 'goalposts', 'efficacy', 'target'];
    const cases = appraisalCase({ aggregates: ['arithmetic', 'minimum', 'copeland'], scales });
    fc.assert(
      fc.property(withOrder(cases), ({ scheme: drawn, panel, order }) => {
        const scheme: Scheme = { ...drawn, impute: { method: 'none', within: 'class' } };
        const a = appraise(scheme, panel, { replicates: 0 });
        const b = appraise(scheme, permuted(panel, order), { replicates: 0 });
        const back = <T>(values: ArrayLike<T>): T[] => order.map((u) => values[u]!);
        expect([...b.score]).toEqual(back(a.score));
        expect([...b.rank]).toEqual(back(a.rank));
        expect(b.grades!.grade).toEqual(back(a.grades!.grade));
        const open = (r: Appraisal): unknown =>
          r
            .grades!.open.map((o) => ({ ...o, units: o.units.map((u) => r.panel.units[u]).sort() }))
            .sort((x, y) => (x.className + x.grade < y.className + y.grade ? -1 : 1));
        expect(open(b)).toEqual(open(a));
        const decided = (r: Appraisal): unknown =>
          r.decisions.map((d) => JSON.stringify({ ...d, unit: r.panel.units[d.unit] })).sort();
        expect(decided(b)).toEqual(decided(a));
      }),
      { numRuns: 80 },
    );
  });

  it('moves no score by more than rounding with any method', () => {
    const cases = appraisalCase({ aggregates: [...compensatory, 'mazziotta-pareto'] });
    fc.assert(
      fc.property(withOrder(cases), ({ scheme, panel, order }) => {
        const a = nominal(scheme, panel);
        const b = nominal(scheme, permuted(panel, order));
        expectNear(
          b.score,
          Float64Array.from(order, (u) => a.score[u]!),
        );
        for (const [k, u] of order.entries())
          expectNear(
            b.chain.aggregated.columns.map((c) => c[k]!),
            a.chain.aggregated.columns.map((c) => c[u]!),
          );
      }),
      { numRuns: 80 },
    );
  });

  it('does not matter to the rank intervals under uncertain weights', () => {
    const cases = appraisalCase({ aggregates: ['arithmetic'], scales: ['minmax', 'goalposts'] });
    fc.assert(
      fc.property(withOrder(cases), ({ scheme: drawn, panel, order }) => {
        const { measurement: _, ...uncertainty } = drawn.uncertainty;
        const scheme: Scheme = {
          ...drawn,
          impute: { method: 'none', within: 'class' },
          uncertainty,
        };
        const a = appraise(scheme, panel).uncertainty!;
        const b = appraise(scheme, permuted(panel, order)).uncertainty!;
        expect([...b.rankLow]).toEqual(order.map((u) => a.rankLow[u]));
        expect([...b.rankHigh]).toEqual(order.map((u) => a.rankHigh[u]));
        for (const [id, p] of Object.entries(a.gradeProbability))
          expect([...b.gradeProbability[id]!]).toEqual(order.map((u) => p[u]));
      }),
      { numRuns: 30 },
    );
  });
});

describe('scales', () => {
  it('adding a constant to a z-scored column changes nothing', () => {
    const cases = appraisalCase({ scales: ['zscore'], decide: false, gaps: false, coarse: false });
    fc.assert(
      fc.property(
        cases.filter(({ scheme }) => scheme.nodes[0]!.aggregate!.method !== 'copeland'),
        fc.nat(),
        fc.integer({ min: -5000, max: 5000 }),
        ({ scheme, panel }, pick, constant) => {
          const free = scheme.indicators.filter((x) => x.denominator === undefined);
          const { id } = free[pick % free.length]!;
          const a = nominal(scheme, panel);
          const b = nominal(
            scheme,
            changed(panel, id, (v) => v + constant),
          );
          expectNear(b.score, a.score);
        },
      ),
      { numRuns: 100 },
    );
  });

  it('a unit of measurement changes nothing: a column and its denominator times the same', () => {
    const cases = appraisalCase({ scales: ['minmax', 'zscore', 'goalposts'], decide: false });
    fc.assert(
      fc.property(
        cases.filter(({ scheme }) => scheme.nodes[0]!.aggregate!.method !== 'copeland'),
        fc.integer({ min: 2, max: 10_000 }),
        ({ scheme, panel }, factor) => {
          const per = scheme.indicators.filter((x) => x.denominator === 'heads');
          const scaled = ['heads', ...per.map((x) => x.id)].reduce(
            (p, id) => changed(p, id, (v) => v * factor),
            panel,
          );
          expectNear(nominal(scheme, scaled).score, nominal(scheme, panel).score);
        },
      ),
      { numRuns: 60 },
    );
  });

  it('weights are free of scale: siblings times the same factor', () => {
    fc.assert(
      fc.property(
        appraisalCase(),
        fc.double({ min: 0.001, max: 1000, noNaN: true }),
        ({ scheme, panel }, factor) => {
          const times = <T extends { weight: number }>(list: T[]): T[] =>
            list.map((x) => ({ ...x, weight: x.weight * factor }));
          const scaled: Scheme = {
            ...scheme,
            nodes: times(scheme.nodes),
            indicators: times(scheme.indicators),
          };
          const a = nominal(scheme, panel);
          const b = nominal(scaled, panel);
          expectNear(Object.values(b.weights.effective), Object.values(a.weights.effective));
          if (scheme.nodes[0]!.aggregate!.method !== 'copeland') expectNear(b.score, a.score);
        },
      ),
      { numRuns: 100 },
    );
  });
});

describe('a better figure', () => {
  const absolute: Scale[] = ['goalposts', 'efficacy', 'bands'];
  const bettered = (
    method: AggregateSpec['method'],
    scales: readonly Scale[] | undefined,
    check: (before: Appraisal, after: Appraisal, unit: number) => void,
  ): void =>
    fc.assert(
      fc.property(
        appraisalCase({ aggregates: [method], decide: false, ...(scales ? { scales } : {}) }),
        fc.nat(),
        fc.nat(),
        fc.double({ min: 0, max: 1, noNaN: true }),
        ({ scheme, panel }, pickUnit, pickIndicator, share) => {
          const unit = pickUnit % panel.units.length;
          const { id, polarity } = scheme.indicators[pickIndicator % scheme.indicators.length]!;
          const better = (v: number): number =>
            polarity === 'cost' ? v * (1 - 0.9 * share) : v * (1 + share);
          const moved = changed(panel, id, (v, u) => (u === unit ? better(v) : v));
          check(nominal(scheme, panel), nominal(scheme, moved), unit);
        },
      ),
      { numRuns: 60 },
    );

  it.each([...compensatory, 'copeland' as const])('never lowers the score: %s', (method) => {
    bettered(method, undefined, (before, after, unit) => {
      if (before.classOf[unit]! < 0) return;
      const slack = 1e-9 * Math.max(1, Math.abs(before.base[unit]!));
      expect(after.base[unit]!).toBeGreaterThanOrEqual(before.base[unit]! - slack);
    });
  });

  it.each(compensatory)('never lowers the rank on a stated scale: %s', (method) => {
    const scales = absolute.filter((s) => s === 'goalposts' || method === 'arithmetic');
    bettered(method, scales, (before, after, unit) => {
      // A filled gap of another unit may move with the mean of the class.
      if (before.classOf[unit]! < 0 || before.scheme.impute.method !== 'none') return;
      expect(after.rank[unit]).toBeLessThanOrEqual(before.rank[unit]!);
    });
  });
});

describe('decisions and grades', () => {
  it('base score and points of the decisions sum to the score; gates and vetoes add nothing', () => {
    fc.assert(
      fc.property(appraisalCase(), ({ scheme, panel }) => {
        const { base, score, decisions } = nominal(scheme, panel);
        const sum = base.slice();
        for (const d of decisions) {
          sum[d.unit]! += d.points;
          if (d.kind === 'gate' || d.kind === 'veto') expect(d.points).toBe(0);
          if (d.kind === 'bonus') expect(d.points).toBeGreaterThanOrEqual(0);
          if (d.kind === 'penalty') expect(d.points).toBeLessThanOrEqual(0);
        }
        expectNear(sum, score);
      }),
      { numRuns: 150 },
    );
  });

  it('quotas are never exceeded, whatever a person then decides about the open places', () => {
    let opened = 0;
    fc.assert(
      fc.property(
        appraisalCase({ units: { min: 6, max: 24 } }),
        fc.constantFrom(0, 12),
        ({ scheme, panel }, replicates) => {
          const result = appraise(scheme, panel, { replicates });
          const ids = scheme.grade!.grades.map((g) => g.id);
          const { grade, open } = result.grades!;
          opened += open.length;
          const vetoed = new Set(
            result.decisions.filter((d) => d.kind === 'veto').map((d) => d.unit),
          );
          for (const { name, members } of result.classes)
            for (const quota of scheme.grade!.quotas) {
              const at = ids.indexOf(quota.grade);
              const here = open.find((o) => o.className === name && o.grade === quota.grade);
              const better = open
                .filter((o) => o.className === name && ids.indexOf(o.grade) < at)
                .flatMap((o) => o.units);
              const surely = new Set(
                [...better, ...Array.from(members).filter((u) => ids.indexOf(grade[u]!) <= at)]
                  .filter((u) => !here?.units.includes(u))
                  .filter((u) => !vetoed.has(u) && (grade[u] !== '' || better.includes(u))),
              );
              const places = quotaPlaces(quota.share, members.length);
              expect(surely.size + (here?.places ?? 0)).toBeLessThanOrEqual(places);
              if (here) {
                expect(here.places).toBeGreaterThan(0);
                expect(here.units.length).toBeGreaterThan(here.places);
              }
            }
        },
      ),
      { numRuns: 150 },
    );
    expect(opened).toBeGreaterThan(0);
  });

  it('gates and vetoes bind; units of the same score have the same grade but for them', () => {
    fc.assert(
      fc.property(appraisalCase({ coarse: true }), ({ scheme, panel }) => {
        const result = appraise(scheme, panel, { replicates: 0 });
        const ids = scheme.grade!.grades.map((g) => g.id);
        const { grade } = result.grades!;
        for (const d of result.decisions)
          if (d.grade !== undefined && grade[d.unit] !== '')
            expect(ids.indexOf(grade[d.unit]!)).toBeGreaterThanOrEqual(ids.indexOf(d.grade));
        const bound = new Set(result.decisions.filter((d) => d.grade).map((d) => d.unit));
        for (const { members } of result.classes) {
          const byScore = new Map<number, string>();
          for (const u of members) {
            if (bound.has(u)) continue;
            const first = byScore.get(result.score[u]!);
            if (first === undefined) byScore.set(result.score[u]!, grade[u]!);
            else expect(grade[u]).toBe(first);
          }
        }
      }),
      { numRuns: 150 },
    );
  });

  it('the probabilities of a ranked unit sum to 1', () => {
    fc.assert(
      fc.property(appraisalCase(), ({ scheme, panel }) => {
        const { uncertainty, rank } = appraise(scheme, panel, { replicates: 12 });
        const p = Object.values(uncertainty!.gradeProbability);
        rank.forEach((r, u) => {
          if (r > 0) expect(p.reduce((s, column) => s + column[u]!, 0)).toBeCloseTo(1, 12);
        });
      }),
      { numRuns: 40 },
    );
  });
});

describe('explanations', () => {
  const ranked = (r: Appraisal): number[] => [...r.rank.keys()].filter((u) => r.rank[u]! > 0);

  it('contributions sum to the base score, and with what is decided to the score', () => {
    fc.assert(
      fc.property(appraisalCase(), ({ scheme, panel }) => {
        const result = nominal(scheme, panel);
        for (const u of ranked(result)) {
          const { from, to, parts, decided } = contributions(result, u);
          const sum = from + parts.reduce((s, p) => s + p.points, 0);
          expect([near(sum, result.base[u]!), to]).toEqual([true, to]);
          expect(near(to, result.base[u]!)).toBe(true);
          expect(near(sum + decided, result.score[u]!)).toBe(true);
        }
      }),
      { numRuns: 60 },
    );
  });

  it('comparing two units sums to their difference and turns sign when they are swapped', () => {
    fc.assert(
      fc.property(appraisalCase(), ({ scheme, panel }) => {
        const result = nominal(scheme, panel);
        for (const { members } of result.classes) {
          const [a, b] = Array.from(members)
            .filter((u) => result.rank[u]! > 0)
            .slice(-2);
          if (a === undefined || b === undefined) continue;
          const there = compareUnits(result, a, b);
          const back = compareUnits(result, b, a);
          const sum = there.parts.reduce((s, p) => s + p.points, 0);
          expect(near(sum, result.base[a]! - result.base[b]!)).toBe(true);
          expectNear(
            there.parts.map((p) => p.points),
            back.parts.map((p) => -p.points),
          );
          expect(near(there.decided, -back.decided)).toBe(true);
          for (const part of there.parts)
            if (part.value === part.against) expect(part.points).toBe(0);
        }
      }),
      { numRuns: 60 },
    );
  });
});

describe('missing figures', () => {
  it('never make a rank silently: a unit has a rank and a score, or is named', () => {
    let without = 0;
    fc.assert(
      fc.property(appraisalCase({ units: { min: 6, max: 24 } }), ({ scheme, panel }) => {
        const result = nominal(scheme, panel);
        const excluded = new Set(result.excluded.map((e) => e.unit));
        const named = result.warnings.find((w) => w.code === 'decide.no-score');
        let nameless = Number(named?.params?.count ?? 0);
        result.rank.forEach((rank, u) => {
          if (rank > 0) {
            const { length } = result.classes[result.classOf[u]!]!.members;
            expect(Number.isFinite(result.score[u]!)).toBe(true);
            expect(rank).toBeLessThanOrEqual(length);
            expect(excluded.has(u)).toBe(false);
            return;
          }
          without++;
          expect(result.score[u]).toBeNaN();
          if (!excluded.has(u)) nameless--;
        });
        expect(nameless).toBe(0);
      }),
      { numRuns: 300 },
    );
    expect(without).toBeGreaterThan(0);
  });
});

describe('sealing', () => {
  it('the same input gives the same bytes, and they verify', () => {
    fc.assert(
      fc.property(appraisalCase(), fc.nat(), ({ scheme, panel }, seed) => {
        const text = bundleText(seal(appraise(scheme, panel, { replicates: 10, seed })));
        expect(bundleText(seal(appraise(scheme, panel, { replicates: 10, seed })))).toBe(text);
        const report = verify(JSON.parse(text));
        expect(report.checks.filter((c) => !c.ok)).toEqual([]);
        expect(report.ok).toBe(true);
      }),
      { numRuns: 40 },
    );
  });

  it('a bundle with one figure, score or grade changed does not', () => {
    fc.assert(
      fc.property(
        appraisalCase({ gaps: false }),
        fc.constantFrom('figure', 'score', 'grade', 'scheme'),
        ({ scheme, panel }, what) => {
          const bundle = JSON.parse(bundleText(seal(appraise(scheme, panel, { replicates: 10 }))));
          if (what === 'figure') bundle.panel.columns[0][0] += 1e-9;
          else if (what === 'score') bundle.result.score[0] += 1e-9;
          else if (what === 'grade') bundle.result.grade[0] += '?';
          else bundle.scheme.title += '。';
          expect(verify(bundle).ok).toBe(false);
        },
      ),
      { numRuns: 40 },
    );
  });
});
