import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { nominal } from './appraise.ts';
import { EngineError } from './errors.ts';
import { generatedPanel, generatedScheme } from './generated.fixture.ts';
import { type NationalPanel, scoreNational } from './national.ts';
import type { Panel } from './panel.ts';
import { nodePool } from './parallel/node.ts';
import { inline, type Pool } from './parallel/pool.ts';
import type { NormaliseSpec, SchemeInput } from './scheme/schema.ts';

const shape = { units: 5003, indicators: 21, classes: 4, missing: 0.03 };
const shared = (n: number): Float64Array =>
  new Float64Array(new SharedArrayBuffer(8 * n) as unknown as ArrayBuffer);
const panel = generatedPanel(shape, shared);

function nationalOf({ columns, attributes }: Panel): NationalPanel {
  const classNames = [...new Set(attributes.类别)];
  return {
    columns,
    classNames,
    classOf: Int32Array.from(attributes.类别!, (name) => classNames.indexOf(name)),
  };
}

let two: Pool;
beforeAll(() => {
  two = nodePool(2);
});
afterAll(() => two.close());

const differing = (a: ArrayLike<number>, b: ArrayLike<number>): number =>
  Array.from(a).filter((v, i) => !Object.is(v, b[i])).length;

describe('the national path', () => {
  const minmax: NormaliseSpec = { method: 'minmax', range: [1, 100] };
  const zscore: NormaliseSpec = { method: 'zscore', mean: 100, sd: 10 };
  const turned = { ...minmax, range: [5, 90] } satisfies NormaliseSpec;
  it.each<[string, Partial<SchemeInput>]>([
    ['min–max by class', { normalise: minmax }],
    ['min–max over all', { normalise: minmax, select: { scale: 'all' } }],
    ['z-scores by class', { normalise: zscore }],
    ['z-scores over all', { normalise: zscore, select: { scale: 'all' } }],
    ['distance to the best', { normalise: { method: 'best', factor: 100 } }],
    ['geometric', { normalise: minmax, aggregate: { method: 'geometric' } }],
    ['harmonic', { normalise: minmax, aggregate: { method: 'harmonic' } }],
    ['Mazziotta–Pareto', { normalise: zscore, aggregate: { method: 'mazziotta-pareto' } }],
    ['minimum', { normalise: turned, aggregate: { method: 'minimum' } }],
  ])('%s: the bits of appraise, in one thread and in two workers', async (_, more) => {
    const scheme = generatedScheme(shape, {
      ...more,
      select: { maxMissing: 0.9, ...more.select },
    });
    const expected = nominal(scheme, panel);
    for (const pool of [inline, two]) {
      const { score, rank } = await scoreNational(scheme, nationalOf(panel), pool);
      expect(differing(score, expected.base)).toBe(0);
      expect(differing(rank, expected.rank)).toBe(0);
    }
  });

  it('leaves units without class out of every scale', async () => {
    const scheme = generatedScheme({ ...shape, classes: 1 }, { select: { maxMissing: 0.9 } });
    const keep = (u: number): boolean => u % 7 !== 0;
    const some = { ...panel, columns: panel.columns.map((x) => x.filter((__, u) => keep(u))) };
    const units = panel.units.filter((__, u) => keep(u));
    const expected = nominal(scheme, { ...some, units, names: units });
    const { score, rank } = await scoreNational(scheme, {
      columns: panel.columns,
      classNames: [''],
      classOf: Int32Array.from(panel.units, (__, u) => (keep(u) ? 0 : -1)),
    });
    expect(
      differing(
        score.filter((__, u) => keep(u)),
        expected.base,
      ),
    ).toBe(0);
    expect(
      differing(
        rank.filter((__, u) => keep(u)),
        expected.rank,
      ),
    ).toBe(0);
    expect(score.every((s, u) => keep(u) || Number.isNaN(s))).toBe(true);
    expect(rank.every((r, u) => keep(u) || r === 0)).toBe(true);
  });

  it.each<[string, Partial<SchemeInput>]>([
    ['impute.method', { impute: { method: 'mean' } }],
    ['treat.method', { treat: { method: 'winsorise' } }],
    ['indicators[0].normalise', { normalise: { method: 'rank' } }],
    [
      'weight.method',
      { weight: { method: 'pca', groups: { root: 'equal', left: 'equal', right: 'equal' } } },
    ],
  ])('refuses a step it does not do: %s', async (path, more) => {
    await expect(
      scoreNational(generatedScheme(shape, more), nationalOf(panel)),
    ).rejects.toMatchObject({
      issues: [{ code: 'national.step', path }],
    });
  });

  it('names a column without spread in a class, from a worker too', async () => {
    const flat = panel.columns.map((x, i) => {
      const column = shared(x.length);
      column.set(i === 3 ? x.map((v, u) => (u % 4 === 2 ? 7 : v)) : x);
      return column;
    });
    const scheme = generatedScheme(shape);
    for (const pool of [inline, two])
      await expect(
        scoreNational(scheme, { ...nationalOf(panel), columns: flat }, pool),
      ).rejects.toMatchObject({
        issues: [{ code: 'normalise.no-spread', path: 'indicators[3]', params: { class: '3类' } }],
      });
    // The pool is still of use after a refusal.
    const { rank } = await scoreNational(scheme, nationalOf(panel), two);
    expect(rank.filter((r) => r === 1).length).toBe(4);
  });

  it('stops when told to', async () => {
    const stopped = scoreNational(
      generatedScheme(shape),
      nationalOf(panel),
      two,
      (done) => done < 5,
    );
    await expect(stopped).rejects.toBeInstanceOf(EngineError);
    await expect(stopped).rejects.toMatchObject({ issues: [{ code: 'run.cancelled' }] });
  });
});
