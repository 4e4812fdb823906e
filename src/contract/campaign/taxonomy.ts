/** Groups of tendencies with their items, as far as their names go. */
export interface Tendencies {
  readonly tendencies: readonly {
    readonly code: string;
    readonly name: string;
    readonly items: readonly { readonly code: string; readonly name: string }[];
  }[];
}

/**
 * The group that a code stands under. The code says it, `<group>.<item>`, and no frame is taken whose codes
 * do not: so filters, figures and papers find an item under its group without looking the campaign up.
 */
export const groupOf = (code: string): string => code.split('.')[0]!;

/** What is wrong with the codes of a taxonomy; nothing when each is there once and under its group. */
export function codeFault({
  tendencies,
}: Tendencies): { group: number; item?: number } | undefined {
  const seen = new Set<string>();
  for (const [group, { code, items }] of tendencies.entries()) {
    if (seen.has(code)) return { group };
    seen.add(code);
    for (const [item, i] of items.entries()) {
      if (i.code === code || groupOf(i.code) !== code || seen.has(i.code)) return { group, item };
      seen.add(i.code);
    }
  }
  return undefined;
}

export const codesOf = ({ tendencies }: Tendencies): string[] =>
  tendencies.flatMap((g) => [g.code, ...g.items.map((i) => i.code)]);

/** Names of a code in the words of a campaign, the group first; a code that it has not stands for itself. */
export function namesOf(of: Tendencies | undefined, code: string): string[] {
  const group = of?.tendencies.find((g) => g.code === groupOf(code));
  const item = group?.items.find((i) => i.code === code);
  if (group && code === group.code) return [group.name];
  return group ? [group.name, item?.name ?? code] : [code];
}

/** A code in the words of a campaign; nothing for none. */
export const nameOf = (of: Tendencies | undefined, code: string | null): string | null =>
  code === null ? null : namesOf(of, code).at(-1)!;

/** Groups and items of several campaigns, each code once: in the words of the first that has it. */
export function merged(all: readonly Tendencies[]): Tendencies {
  const groups = new Map<string, { name: string; items: Map<string, string> }>();
  for (const { code, name, items } of all.flatMap((t) => t.tendencies)) {
    const group = groups.get(code) ?? { name, items: new Map() };
    groups.set(code, group);
    for (const i of items) if (!group.items.has(i.code)) group.items.set(i.code, i.name);
  }
  const listed = (items: ReadonlyMap<string, string>) =>
    [...items].map(([code, name]) => ({ code, name }));
  return {
    tendencies: [...groups].map(([code, { name, items }]) => ({
      code,
      name,
      items: listed(items),
    })),
  };
}
