import type { UnitClass } from '../types.ts';

/**
 * Calls `f` once for each group with the group's values of a column gathered into a
 * contiguous array, and scatters back what `f` wrote. One group that holds every
 * unit in order is worked on in place, without a copy.
 */
export function byGroup(
  column: Float64Array,
  groups: readonly Int32Array[],
  f: (values: Float64Array, group: number) => Float64Array,
): Float64Array {
  const n = column.length;
  if (groups.length === 1 && groups[0]!.length === n) return f(column, 0);
  const out = new Float64Array(n).fill(Number.NaN);
  groups.forEach((members, g) => {
    const values = f(gather(column, members), g);
    for (let i = 0; i < members.length; i++) out[members[i]!] = values[i]!;
  });
  return out;
}

export function gather(column: Float64Array, members: Int32Array): Float64Array {
  const out = new Float64Array(members.length);
  for (let i = 0; i < members.length; i++) out[i] = column[members[i]!]!;
  return out;
}

/** Groups that set the scale: each class by itself, or all ranked units together. */
export function scaleGroups(
  classes: readonly UnitClass[],
  scale: 'class' | 'all',
): { names: string[]; members: Int32Array[] } {
  if (scale === 'class')
    return { names: classes.map((c) => c.name), members: classes.map((c) => c.members) };
  return { names: [''], members: [together(classes.map((c) => c.members))] };
}

/** The members of all groups, ascending. */
function together(groups: readonly Int32Array[]): Int32Array {
  if (groups.length === 1) return groups[0]!;
  let count = 0;
  let last = -1;
  for (const g of groups) {
    count += g.length;
    if (g.length) last = Math.max(last, g[g.length - 1]!);
  }
  const inside = new Uint8Array(last + 1);
  for (const g of groups) for (let k = 0; k < g.length; k++) inside[g[k]!] = 1;
  const all = new Int32Array(count);
  let at = 0;
  for (let u = 0; u <= last; u++) if (inside[u] === 1) all[at++] = u;
  return all;
}
