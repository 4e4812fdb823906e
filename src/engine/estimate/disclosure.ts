/** Groups in which a result could be shown: one within the other or apart, never across. */
export interface Group {
  readonly id: string;
  /** The group it is part of; absent for the whole. */
  readonly parent?: string;
  /** Answers in it, those of its parts included. */
  readonly n: number;
}

/** Least answers of a group that is shown, and of any that what is shown would tell of. */
export const LEAST_SHOWN = 5;

/**
 * Which groups can be shown so that nothing is told of fewer than `least` people, by subtraction
 * neither. As groups lie one within the other, all that sums and differences of shown groups
 * can single out are unions of what is left of each shown group without the shown ones in it
 * (its rest). So every rest must be empty or have `least` answers: where one has fewer, the
 * smallest shown group beside it is hidden too and joins it.
 *
 * @returns the shown groups, each with the groups without parts (leaves) in its rest
 */
export function shownGroups(
  groups: readonly Group[],
  least: number = LEAST_SHOWN,
): Map<string, readonly string[]> {
  const byId = new Map(groups.map((g) => [g.id, g]));
  const shown = new Set(groups.filter((g) => g.n >= least).map((g) => g.id));
  for (;;) {
    const inside = directlyInside(groups, byId, shown);
    const thin = groups.find((g) => {
      if (!shown.has(g.id)) return false;
      const rest = g.n - (inside.get(g.id) ?? []).reduce((s, part) => s + part.n, 0);
      return rest > 0 && rest < least;
    });
    if (!thin) break;
    const parts = inside.get(thin.id)!;
    shown.delete(parts.reduce((a, b) => (b.n < a.n ? b : a)).id);
  }
  return rests(groups, byId, shown);
}

/** The nearest shown group around another, which need not be shown. */
function around(
  id: string,
  byId: ReadonlyMap<string, Group>,
  shown: ReadonlySet<string>,
): string | undefined {
  let at = byId.get(id)?.parent;
  while (at !== undefined && !shown.has(at)) at = byId.get(at)?.parent;
  return at;
}

/** Shown groups by the nearest shown group around them. */
function directlyInside(
  groups: readonly Group[],
  byId: ReadonlyMap<string, Group>,
  shown: ReadonlySet<string>,
): Map<string, Group[]> {
  const out = new Map<string, Group[]>();
  for (const g of groups) {
    const outer = shown.has(g.id) ? around(g.id, byId, shown) : undefined;
    if (outer !== undefined) out.set(outer, [...(out.get(outer) ?? []), g]);
  }
  return out;
}

function rests(
  groups: readonly Group[],
  byId: ReadonlyMap<string, Group>,
  shown: ReadonlySet<string>,
): Map<string, readonly string[]> {
  const whole = new Set(groups.flatMap((g) => g.parent ?? []));
  const out = new Map<string, string[]>(
    groups.flatMap((g) => (shown.has(g.id) ? [[g.id, []]] : [])),
  );
  for (const { id } of groups) {
    if (whole.has(id)) continue;
    const at = shown.has(id) ? id : around(id, byId, shown);
    if (at !== undefined) out.get(at)!.push(id);
  }
  return out;
}
