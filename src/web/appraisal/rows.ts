import type { RankingView } from './protocol.ts';

/** Units shown: of one class or all, matching the search, best first, not ranked last. */
export function visibleUnits(
  view: RankingView,
  filter: { readonly class?: string | undefined; readonly q?: string | undefined },
): number[] {
  const wanted = filter.q?.trim().toLowerCase() ?? '';
  const group = view.classes.findIndex((c) => c.name === filter.class);
  return Array.from(view.classOf.keys())
    .filter((u) => group < 0 || view.classOf[u] === group)
    .filter(
      (u) =>
        wanted === '' ||
        view.names[u]!.toLowerCase().includes(wanted) ||
        view.units[u]!.toLowerCase().includes(wanted),
    )
    .sort(
      (a, b) =>
        Number(view.rank[a] === 0) - Number(view.rank[b] === 0) ||
        view.classOf[a]! - view.classOf[b]! ||
        view.rank[a]! - view.rank[b]! ||
        a - b,
    );
}

/** Places gained (+) or lost (−) against other ranks; 0 where either has none. */
export function moved(before: Int32Array | undefined, now: Int32Array, unit: number): number {
  const was = before?.[unit] ?? 0;
  return was === 0 || now[unit] === 0 ? 0 : was - now[unit]!;
}
