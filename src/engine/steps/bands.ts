import type { Appraisal, Uncertainty } from '../types.ts';

/** More places than this in all bands together are not listed one by one. */
const MOST_LISTED = 200_000;

/** Members of a class in the nominal order, best first, equal ranks by unit; ranked ones only. */
export function nominalOrder(rank: Int32Array, members: Int32Array): Int32Array {
  const count = new Int32Array(members.length + 2);
  for (const u of members) count[rank[u]! + 1]!++;
  for (let r = 1; r < count.length; r++) count[r]! += count[r - 1]!;
  const unranked = count[1]!;
  const order = new Int32Array(members.length - unranked);
  for (const u of members) if (rank[u]! > 0) order[count[rank[u]!]!++ - unranked] = u;
  return order;
}

/**
 * Units that cannot be told apart. From each unit down the nominal order of its class as
 * long as it does not lead the next one in `distinguish` of the replicates (ties count
 * half): `alikeTo` is the last one reached. `bands` are the maximal runs of two or more;
 * they may overlap, as letters in a comparison display do. When they would list more than
 * {@link MOST_LISTED} places, only as many are listed as are needed for every unit to be
 * in one; `alikeTo` still holds all of them.
 *
 * `rank` is unit-major: `rank[u * count + r]`.
 */
export function bandsOf(
  result: Pick<Appraisal, 'classes' | 'rank'>,
  rank: Int32Array,
  count: number,
  distinguish: number,
): Pick<Uncertainty, 'alikeTo' | 'bands'> {
  const alikeTo = new Int32Array(result.rank.length).fill(-1);
  const found = result.classes.map(({ name, members }) => {
    const order = nominalOrder(result.rank, members);
    const runs: { from: number; to: number }[] = [];
    let end = 0;
    for (let i = 0; i < order.length; i++) {
      let j = Math.max(i, end);
      while (j + 1 < order.length && !leads(rank, count, order[i]!, order[j + 1]!, distinguish))
        j++;
      if (j > end && j > i) runs.push({ from: i, to: j });
      end = j;
      alikeTo[order[i]!] = order[end]!;
    }
    return { name, order, runs };
  });
  const places = found.reduce((s, { runs }) => runs.reduce((t, r) => t + r.to - r.from + 1, s), 0);
  return {
    alikeTo,
    bands: found.flatMap(({ name, order, runs }) =>
      (places > MOST_LISTED ? covering(runs) : runs).map(({ from, to }) => ({
        className: name,
        units: Array.from(order.subarray(from, to + 1)),
      })),
    ),
  };
}

/** Fewest of the runs (ascending at both ends) that leave out no place. */
function covering(runs: readonly { from: number; to: number }[]): { from: number; to: number }[] {
  const kept: { from: number; to: number }[] = [];
  let covered = -1;
  runs.forEach((run, k) => {
    const next = runs[k + 1];
    // The next run starts inside what is covered with this one left out: it reaches further.
    if (next && next.from <= covered + 1) return;
    if (run.to > covered) {
      kept.push(run);
      covered = run.to;
    }
  });
  return kept;
}

/** Whether unit a is ahead of b in at least this share of the replicates; stops when it cannot be. */
function leads(rank: Int32Array, count: number, a: number, b: number, share: number): boolean {
  const allowed = 2 * (1 - share) * count;
  let lost = 0;
  for (let r = 0; r < count; r++) {
    const d = rank[a * count + r]! - rank[b * count + r]!;
    if (d >= 0) {
      lost += d === 0 ? 1 : 2;
      if (lost > allowed) return false;
    }
  }
  return true;
}

/** Whether two units of one class can be told apart: neither is reached from the other. */
export function toldApart(
  result: Pick<Appraisal, 'classes' | 'classOf' | 'rank'>,
  { alikeTo }: Pick<Uncertainty, 'alikeTo'>,
): (a: number, b: number) => boolean {
  const place = new Int32Array(result.rank.length).fill(-1);
  for (const { members } of result.classes)
    nominalOrder(result.rank, members).forEach((u, k) => {
      place[u] = k;
    });
  return (a, b) => {
    if (result.classOf[a] !== result.classOf[b] || place[a]! < 0 || place[b]! < 0) return true;
    const [upper, lower] = place[a]! <= place[b]! ? [a, b] : [b, a];
    return place[alikeTo[upper]!]! < place[lower]!;
  };
}
