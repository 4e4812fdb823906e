import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Group, shownGroups } from './disclosure.ts';
import { countShare, mean } from './index.ts';
import { strataMean, strataShare } from './strata.ts';

/** All, classes, units: counts per unit, by class. */
function tree(classes: readonly (readonly number[])[]): Group[] {
  const sum = (x: readonly number[]): number => x.reduce((s, v) => s + v, 0);
  return [
    { id: 'all', n: sum(classes.flat()) },
    ...classes.flatMap((units, c) => [
      { id: `c${c}`, parent: 'all', n: sum(units) },
      ...units.map((n, u) => ({ id: `c${c}u${u}`, parent: `c${c}`, n })),
    ]),
  ];
}

/** Whether a vector is a linear combination of rows (elimination over the rationals). */
function inSpan(rows: readonly number[][], target: readonly number[]): boolean {
  const rank = (m: number[][]): number => {
    const a = m.map((r) => [...r]);
    let done = 0;
    for (let col = 0; col < target.length && done < a.length; col++) {
      const at = a.findIndex((r, i) => i >= done && Math.abs(r[col]!) > 1e-9);
      if (at < 0) continue;
      [a[done], a[at]] = [a[at]!, a[done]!];
      for (let i = 0; i < a.length; i++) {
        if (i === done) continue;
        const f = a[i]![col]! / a[done]![col]!;
        for (let j = 0; j < target.length; j++) a[i]![j] = a[i]![j]! - f * a[done]![j]!;
      }
      done++;
    }
    return done;
  };
  return rank([...rows, [...target]]) === rank([...rows]);
}

describe('small groups', () => {
  it('a hidden unit hides another, so that the total does not tell', () => {
    const shown = shownGroups(tree([[3, 6, 9]]));
    expect([...shown.keys()]).toEqual(['all', 'c0', 'c0u2']);
    expect(shown.get('c0')).toEqual(['c0u0', 'c0u1']);
  });

  it('a class hidden for another’s sake is not put together from its units', () => {
    const shown = shownGroups(tree([[2, 1], [5, 6], [20]]));
    expect(shown.has('c0')).toBe(false);
    expect(shown.has('c1')).toBe(false);
    // 3 of the first class and one unit of the second: eight together.
    expect(shown.get('all')).toEqual(['c0u0', 'c0u1', 'c1u0']);
  });

  it('nothing is shown of four', () => {
    expect(shownGroups(tree([[4]])).size).toBe(0);
  });

  it('no linear combination of shown groups singles out one to four people', () => {
    const unit = fc.integer({ min: 0, max: 12 });
    const classes = fc.array(fc.array(unit, { minLength: 1, maxLength: 3 }), {
      minLength: 1,
      maxLength: 3,
    });
    fc.assert(
      fc.property(classes, (given) => {
        const groups = tree(given);
        const leaves = groups.filter((g) => !groups.some((o) => o.parent === g.id));
        const under = (leaf: Group, id: string): boolean =>
          leaf.id === id || leaf.parent === id || id === 'all';
        const rows = [...shownGroups(groups).keys()].map((id) =>
          leaves.map((l) => (l.n > 0 && under(l, id) ? 1 : 0)),
        );
        for (let set = 1; set < 1 << leaves.length; set++) {
          const few = leaves.map((l, i) => ((set >> i) & 1 && l.n > 0 ? 1 : 0));
          const n = leaves.reduce((s, l, i) => s + few[i]! * l.n, 0);
          if (n > 0 && n < 5) expect(inSpan(rows, few)).toBe(false);
        }
      }),
      { numRuns: 150 },
    );
  });
});

describe('parts of known size', () => {
  const parts = [
    { counts: [2, 3, 5], population: 40 },
    { counts: [6, 4, 0], population: 10 },
  ];

  it('weigh as many people as they have, as the rows of a stratified design do', () => {
    const y = Float64Array.of(1, 1, 2, 2, 2, 3, 3, 3, 3, 3, 1, 1, 1, 1, 1, 1, 2, 2, 2, 2);
    const of = Array.from(y, (_, i) => (i < 10 ? 'a' : 'b'));
    const rows = mean(
      {
        weights: Float64Array.from(of, (g) => (g === 'a' ? 4 : 1)),
        stratum: of,
        stages: [{ population: of.map((g) => (g === 'a' ? 40 : 10)) }],
      },
      y,
    );
    const counted = strataMean([1, 2, 3], parts);
    for (const key of ['value', 'se', 'df', 'lo', 'hi'] as const)
      expect(counted[key]).toBeCloseTo(rows[key], 10);
  });

  it('without sizes are one sample; the second part asked in full has no error', () => {
    const bare = parts.map(({ counts }) => ({ counts }));
    expect(strataShare(0, bare)).toEqual(countShare(8, 20));
    expect(strataShare(0, [parts[1]!])).toMatchObject({ value: 0.6, se: 0 });
    expect(strataShare(0, parts).value).toBeCloseTo(0.8 * 0.2 + 0.2 * 0.6, 12);
  });
});
