import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { stream } from '../kernels/random.ts';
import { competitionRank } from '../kernels/rank.ts';
import { bandsOf, nominalOrder, toldApart } from './bands.ts';

/** Noisy ranks of units with true levels `level`, unit-major, and the nominal rank. */
function noisyRanks(level: readonly number[], noise: number, count: number, seed: number) {
  const n = level.length;
  const members = Int32Array.from({ length: n }, (_, u) => u);
  const rank = competitionRank(Float64Array.from(level), undefined, new Int32Array(n));
  const replicates = new Int32Array(n * count);
  for (let r = 0; r < count; r++) {
    const random = stream(seed, r, 'noise');
    const score = Float64Array.from(level, (v) => v + noise * random.normal());
    competitionRank(score, undefined, new Int32Array(n)).forEach((k, u) => {
      replicates[u * count + r] = k;
    });
  }
  const classOf = new Int32Array(n);
  return { result: { classes: [{ name: 'a', members, merged: [] }], classOf, rank }, replicates };
}

/** Share of replicates in which a leads b, ties half. */
function lead(replicates: Int32Array, count: number, a: number, b: number): number {
  let won = 0;
  for (let r = 0; r < count; r++) {
    const d = replicates[b * count + r]! - replicates[a * count + r]!;
    won += d > 0 ? 1 : d === 0 ? 0.5 : 0;
  }
  return won / count;
}

const levels = fc.array(fc.integer({ min: 0, max: 12 }), { minLength: 2, maxLength: 14 });

describe('units that cannot be told apart', () => {
  it('end where a unit leads the next in the share asked for', () => {
    fc.assert(
      fc.property(levels, fc.constantFrom(0, 0.5, 2), fc.integer(), (level, noise, seed) => {
        const count = 40;
        const { result, replicates } = noisyRanks(level, noise, count, seed);
        const { bands, alikeTo } = bandsOf(result, replicates, count, 0.9);
        const order = [...nominalOrder(result.rank, result.classes[0]!.members)];
        const place = (u: number): number => order.indexOf(u);
        for (const { units } of bands) {
          const from = place(units[0]!);
          expect(units).toEqual(order.slice(from, from + units.length));
          // Maximal: the first is told apart from whoever comes after the last.
          const after = order[from + units.length];
          if (after !== undefined)
            expect(lead(replicates, count, units[0]!, after)).toBeGreaterThanOrEqual(0.9 - 1e-12);
        }
        const apart = toldApart(result, { alikeTo });
        for (const a of order)
          for (const b of order) {
            const together = bands.some((x) => x.units.includes(a) && x.units.includes(b));
            expect(apart(a, b)).toBe(a === b ? false : !together);
          }
      }),
      { numRuns: 150 },
    );
  });

  it('are exactly the ties when nothing varies', () => {
    const { result, replicates } = noisyRanks([5, 3, 3, 1, 1, 1, 0], 0, 10, 1);
    const { bands } = bandsOf(result, replicates, 10, 0.95);
    expect(bands.map((b) => b.units)).toEqual([
      [1, 2],
      [3, 4, 5],
    ]);
  });

  it('are listed thinly in a large class, still every unit that has neighbours', () => {
    const n = 3000;
    const { result, replicates } = noisyRanks(
      Array.from({ length: n }, (_, u) => u),
      300,
      21,
      1,
    );
    const { bands, alikeTo } = bandsOf(result, replicates, 21, 0.95);
    const listed = new Set(bands.flatMap((b) => b.units));
    expect(bands.length).toBeLessThan(60);
    for (let u = 0; u < n; u++) if (alikeTo[u] !== u) expect(listed.has(u)).toBe(true);
    // What is not listed together can still be told from `alikeTo`.
    const order = nominalOrder(result.rank, result.classes[0]!.members);
    const apart = toldApart(result, { alikeTo });
    expect(apart(order[0]!, order[n - 1]!)).toBe(true);
    expect(apart(order[1500]!, order[1502]!)).toBe(false);
  });

  it('stay inside their class and leave out who is not ranked', () => {
    const rank = Int32Array.of(1, 1, 1, 0, 2, 1);
    const classes = [
      { name: 'a', members: Int32Array.of(0, 2, 3, 4), merged: [] },
      { name: 'b', members: Int32Array.of(1, 5), merged: [] },
    ];
    const classOf = Int32Array.of(0, 1, 0, 0, 0, 1);
    const replicates = Int32Array.of(1, 1, 1, 0, 3, 1);
    const { bands, alikeTo } = bandsOf({ classes, rank }, replicates, 1, 0.95);
    expect(bands).toEqual([
      { className: 'a', units: [0, 2] },
      { className: 'b', units: [1, 5] },
    ]);
    expect([...alikeTo]).toEqual([2, 5, 2, -1, 4, 5]);
    const apart = toldApart({ classes, classOf, rank }, { alikeTo });
    expect([apart(0, 1), apart(0, 2), apart(2, 4), apart(3, 0)]).toEqual([true, false, true, true]);
  });
});
