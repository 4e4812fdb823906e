import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { shownAcross } from './crossed.ts';
import { type Group, shownGroups } from './disclosure.ts';

/** Rank by elimination. */
function rank(rows: readonly (readonly number[])[]): number {
  const a = rows.map((r) => [...r]);
  const width = a[0]?.length ?? 0;
  let done = 0;
  for (let col = 0; col < width && done < a.length; col++) {
    const at = a.findIndex((r, i) => i >= done && Math.abs(r[col]!) > 1e-9);
    if (at < 0) continue;
    [a[done], a[at]] = [a[at]!, a[done]!];
    for (let i = done + 1; i < a.length; i++) {
      const f = a[i]![col]! / a[done]![col]!;
      for (let j = col; j < width; j++) a[i]![j] = a[i]![j]! - f * a[done]![j]!;
    }
    done++;
  }
  return done;
}

/**
 * Whether some sum or difference of tables tells of one to four people and of nobody else: taking
 * them away then leaves a table that the others make up, so the rank falls. `tables` say which
 * answers each of them counts, `sizes` how many people each kind of answer is of.
 */
function tellsOfFew(tables: readonly (readonly number[])[], sizes: readonly number[]): boolean {
  const whole = rank(tables);
  const small = sizes.flatMap((n, i) => (n < 5 ? [i] : []));
  const try_ = (from: number, left: number, out: readonly number[]): boolean => {
    if (out.length > 0) {
      const kept = tables.map((t) => t.filter((_, i) => !out.includes(i)));
      if (rank(kept) < whole) return true;
    }
    return small.some(
      (i, at) => at >= from && sizes[i]! <= left && try_(at + 1, left - sizes[i]!, [...out, i]),
    );
  };
  return try_(0, 4, []);
}

/** Units by class, what was chosen in each; the last choice is none. Gives every table that is shown. */
function shownTables(classes: readonly (readonly (readonly number[])[])[]) {
  const units = classes.flatMap((c, i) => c.map((row, j) => ({ id: `c${i}u${j}`, of: i, row })));
  const sum = (x: readonly number[]): number => x.reduce((s, v) => s + v, 0);
  const groups: Group[] = [
    { id: 'all', n: sum(units.map((u) => sum(u.row))) },
    ...classes.map((c, i) => ({ id: `c${i}`, parent: 'all', n: sum(c.map(sum)) })),
    ...units.map((u) => ({ id: u.id, parent: `c${u.of}`, n: sum(u.row) })),
  ];
  const rests = shownGroups(groups);
  const kinds = units.flatMap((u) =>
    u.row.flatMap((n, choice) => (n > 0 ? [{ unit: u.id, of: `c${u.of}`, choice, n }] : [])),
  );
  const byGroup = [...rests.keys()].map((id) =>
    kinds.map((k) => (id === 'all' || k.unit === id || k.of === id ? 1 : 0)),
  );
  const choices = classes[0]![0]!.length;
  const strata = [...rests.values()]
    .map((leaves) => units.filter((u) => leaves.includes(u.id)))
    .map((rows) => Array.from({ length: choices }, (_, c) => sum(rows.map((u) => u.row[c]!))));
  const shown = rests.has('all') ? shownAcross(strata, choices - 1) : [];
  const byChoice = shown.map((c) => kinds.map((k) => (k.choice === c ? 1 : 0)));
  return { tables: [...byGroup, ...byChoice], sizes: kinds.map((k) => k.n), shown, byGroup };
}

describe('groups across others', () => {
  it('a unit that all chose the same is not taken off the choice', () => {
    // Six chose the first: five of one unit, where nobody chose anything else, and one elsewhere.
    expect(
      shownAcross([
        [5, 0, 0],
        [1, 9, 0],
      ]),
    ).toEqual([]);
    expect(
      shownAcross([
        [5, 4, 0],
        [4, 9, 0],
      ]),
    ).toEqual([0, 1]);
  });

  it('few who chose something are put with the smallest who chose something else', () => {
    expect(shownAcross([[20, 11, 8, 2]])).toEqual([0, 1]);
    expect(shownAcross([[20, 11, 8, 0]])).toEqual([0, 1, 2]);
    expect(shownAcross([[20, 11, 3]], 2)).toEqual([0]);
  });

  it('with units nothing in common they tell nothing of each other', () => {
    expect(
      shownAcross([
        [9, 0],
        [0, 6],
      ]),
    ).toEqual([0, 1]);
  });

  it('no sum or difference of the tables that are shown tells of one to four people', () => {
    const row = fc.array(fc.integer({ min: 0, max: 7 }), { minLength: 4, maxLength: 4 });
    const classes = fc.array(fc.array(row, { minLength: 1, maxLength: 2 }), {
      minLength: 1,
      maxLength: 2,
    });
    let told = 0;
    fc.assert(
      fc.property(classes, (given) => {
        const { tables, sizes, shown } = shownTables(given);
        told += shown.length;
        if (tables.length > 0) expect(tellsOfFew(tables, sizes)).toBe(false);
      }),
      { numRuns: 400, seed: 5 },
    );
    // It is not that nothing was shown.
    expect(told).toBeGreaterThan(200);
  });

  it('hides no more than it must: with the next group shown too, few would be told of', () => {
    const row = fc.array(fc.integer({ min: 0, max: 9 }), { minLength: 3, maxLength: 3 });
    fc.assert(
      fc.property(fc.array(row, { minLength: 1, maxLength: 3 }), (rows) => {
        const { byGroup, sizes, shown } = shownTables([rows]);
        if (byGroup.length === 0 || shown.length === 2) return;
        const total = (c: number): number => rows.reduce((s, r) => s + r[c]!, 0);
        if ([0, 1].some((c) => total(c) < 5)) return;
        const kinds = rows.flatMap((r, u) => r.flatMap((n, c) => (n > 0 ? [{ u, c }] : [])));
        const both = [0, 1].map((c) => kinds.map((k) => (k.c === c ? 1 : 0)));
        expect(tellsOfFew([...byGroup, ...both], sizes)).toBe(true);
      }),
      { numRuns: 300, seed: 7 },
    );
  });
});
