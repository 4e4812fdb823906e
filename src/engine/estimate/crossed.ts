import { LEAST_SHOWN } from './disclosure.ts';

/** How many answers of each stratum (rows) lie in each group that cuts across them (columns). */
export type Crossed = readonly (readonly number[])[];

/**
 * Which groups can be shown beside a division that is shown already and that they cut across (what
 * people chose, beside units), so that both together tell nothing of fewer than `least`.
 *
 * Sums and differences of strata and groups are functions a(stratum) + b(group) on the answers. Such
 * a function tells of those on whom it is not 0, which are the answers between the two sides when
 * strata and groups are the nodes of a graph and answers its edges, and a set of nodes is set
 * apart from the others; more values than two cut more. So what is shown tells of as few people as
 * the least cut has edges that cuts any at all: where that is fewer than `least`, the smallest shown
 * group is hidden. Hidden groups are one, as the total tells their sum.
 *
 * @param counts of each stratum by group; every stratum has none or `least` answers
 * @param hidden group whose answers are not shown anyway (those who did not choose), if any
 * @returns indices of the groups that are shown
 */
export function shownAcross(
  counts: Crossed,
  hidden: number | undefined = undefined,
  least: number = LEAST_SHOWN,
): number[] {
  const groups = counts[0]?.length ?? 0;
  const size = (g: number): number => counts.reduce((s, row) => s + row[g]!, 0);
  const all = Array.from({ length: groups }, (_, g) => g);
  const bySize = all.filter((g) => g !== hidden).sort((a, b) => size(b) - size(a) || a - b);
  const shown = bySize.filter((g) => size(g) >= least);
  for (; shown.length > 0; shown.pop()) {
    const rest = all.filter((g) => !shown.includes(g));
    const columns = [...shown.map((g) => [g]), ...(rest.length > 0 ? [rest] : [])];
    const merged = counts.map((row) => columns.map((c) => c.reduce((s, g) => s + row[g]!, 0)));
    const away = rest.reduce((s, g) => s + size(g), 0);
    if ((away === 0 || away >= least) && leastCut(merged) >= least) break;
  }
  return shown.sort((a, b) => a - b);
}

/**
 * The fewest answers, more than none, that lie between two sides of a division of groups and strata.
 * For a set of groups each stratum is best on the side where more of it lies, so the cut is a
 * symmetric submodular function of sets of groups: Queyranne's algorithm (Mathematical
 * Programming 82, 1998) finds its least value. Groups that no stratum connects are taken apart
 * first, as nothing lies between them.
 */
function leastCut(counts: Crossed): number {
  let least = Number.POSITIVE_INFINITY;
  for (const part of connected(counts))
    least = Math.min(
      least,
      leastOf(
        part.map((g) => [g]),
        (set) => between(counts, part, set),
      ),
    );
  return least;
}

/** Answers between a set of groups and the others of its part. */
function between(counts: Crossed, part: readonly number[], set: readonly number[]): number {
  const inside = new Set(set);
  let cut = 0;
  for (const row of counts) {
    let a = 0;
    let b = 0;
    for (const g of part)
      if (inside.has(g)) a += row[g]!;
      else b += row[g]!;
    cut += Math.min(a, b);
  }
  return cut;
}

/** Groups by whether strata connect them. */
function connected(counts: Crossed): number[][] {
  const groups = counts[0]?.length ?? 0;
  const part = Array.from({ length: groups }, (_, g) => g);
  for (const row of counts) {
    const [first, ...others] = part.flatMap((p, g) => (row[g]! > 0 ? [p] : []));
    for (let g = 0; g < groups; g++) if (others.includes(part[g]!)) part[g] = first!;
  }
  return [...new Set(part)].map((p) => part.flatMap((q, g) => (q === p ? [g] : [])));
}

/** Least value of a symmetric submodular function over sets that are neither empty nor all. */
function leastOf(given: readonly number[][], cut: (set: readonly number[]) => number): number {
  let nodes = given;
  let least = Number.POSITIVE_INFINITY;
  while (nodes.length > 1) {
    const order = [nodes[0]!];
    const left = nodes.slice(1);
    while (left.length > 0) {
      const before = order.flat();
      const keys = left.map((node) => cut([...before, ...node]) - cut(node));
      const at = keys.indexOf(Math.min(...keys));
      order.push(...left.splice(at, 1));
    }
    const [one, last] = order.slice(-2) as [number[], number[]];
    least = Math.min(least, cut(last));
    nodes = [...order.slice(0, -2), [...one, ...last]];
  }
  return least;
}
