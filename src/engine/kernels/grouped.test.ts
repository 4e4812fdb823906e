import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { gather } from './group.ts';
import { extentByGroup, momentsByGroup, scaleByGroup } from './grouped.ts';
import { minmax, scale } from './normalise.ts';
import { extent, meanAndSd } from './stats.ts';

const groups = 3;
const cell = fc.oneof(
  { weight: 8, arbitrary: fc.double({ min: -1e6, max: 1e6, noNaN: true }) },
  { weight: 1, arbitrary: fc.constant(Number.NaN) },
  { weight: 1, arbitrary: fc.constant(0.1) },
);
const column = fc.array(fc.tuple(cell, fc.integer({ min: 0, max: groups })), {
  minLength: 1,
  maxLength: 80,
});

function membersOf(groupOf: Int32Array, g: number): Int32Array {
  return Int32Array.from(groupOf.keys()).filter((i) => groupOf[i] === g);
}

describe('grouped statistics and scaling', () => {
  const check = (rows: readonly (readonly [number, number])[]): void => {
    const x = Float64Array.from(rows, ([v]) => v);
    const groupOf = Int32Array.from(rows, ([, g]) => g);
    const sizes = Int32Array.from({ length: groups }, (_, g) => membersOf(groupOf, g).length);
    const extents = extentByGroup(x, { groups, groupOf, sizes });
    const moments = momentsByGroup(x, { groups, groupOf, sizes });
    const scaled = new Float64Array(x.length);
    const scalings = extents.map((e) => minmax(e, [1, 100]));
    const lines = new Float64Array(2 * groups + 2).fill(Number.NaN);
    scalings.forEach(({ shift, divisor }, g) => {
      lines.set([shift, divisor], 2 * g);
    });
    scaleByGroup(x, groupOf, { ...scalings[0]!, lines }, scaled, 0, x.length);
    for (let g = 0; g < groups; g++) {
      const members = membersOf(groupOf, g);
      const alone = gather(x, members);
      const { min, max } = extent(alone);
      expect(extents[g]).toEqual({ min, max });
      expect(moments[g]).toEqual(meanAndSd(alone));
      expect(gather(scaled, members)).toEqual(scale(alone, scalings[g]!));
    }
    for (const u of membersOf(groupOf, groups)) expect(scaled[u]).toBeNaN();
  };

  it('are bit for bit those of each group alone', () => {
    fc.assert(fc.property(column, check));
  });
  it('are so for complete columns too', () => {
    fc.assert(fc.property(column, (rows) => check(rows.map(([v, g]) => [v || 1, g] as const))));
  });
});

describe('extent', () => {
  it('is that of the values present, in whatever order', () => {
    fc.assert(
      fc.property(fc.array(cell, { maxLength: 30 }), (list) => {
        const present = list.filter((v) => !Number.isNaN(v));
        const { count, min, max } = extent(Float64Array.from(list));
        expect(count).toBe(present.length);
        // −0 is 0: which of them comes out depends on the order.
        expect([min + 0, max + 0]).toEqual([Math.min(...present) + 0, Math.max(...present) + 0]);
      }),
    );
  });
});

describe('meanAndSd', () => {
  it('is exact for equal values and does not lose spread beside a large mean', () => {
    expect(meanAndSd(new Float64Array(10).fill(0.1))).toMatchObject({ mean: 0.1, sd: 0 });
    const far = Float64Array.from({ length: 1000 }, (_, i) => 1e9 + (i % 2));
    expect(meanAndSd(far).mean).toBe(1e9 + 0.5);
    expect(meanAndSd(far).sd).toBeCloseTo(Math.sqrt(250 / 999), 12);
  });
  it('has no spread below two values', () => {
    expect(meanAndSd(Float64Array.of(3)).sd).toBeNaN();
    expect(meanAndSd(Float64Array.of(Number.NaN))).toMatchObject({ count: 0, mean: Number.NaN });
  });
});
