import type { Scheme } from '../../engine/index.ts';

/** A line of the scheme's tree as the editor lists it. */
export interface TreeLine {
  readonly id: string;
  readonly name: string;
  readonly depth: number;
  readonly kind: 'node' | 'indicator';
}

/** The tree without its root, each node before its children, document order. */
export function treeLines(scheme: Scheme): TreeLine[] {
  const visit = (parent: string, depth: number): TreeLine[] => [
    ...scheme.nodes
      .filter((n) => n.parent === parent)
      .flatMap((n): TreeLine[] => [
        { id: n.id, name: n.name, depth, kind: 'node' },
        ...visit(n.id, depth + 1),
      ]),
    ...scheme.indicators
      .filter((i) => i.parent === parent)
      .map((i): TreeLine => ({ id: i.id, name: i.name, depth, kind: 'indicator' })),
  ];
  const root = scheme.nodes.find((n) => n.parent === undefined);
  return root ? visit(root.id, 0) : [];
}

/** Share (0–1) of each element among its siblings, as the document gives it. */
export function givenShares(scheme: Scheme): Map<string, number> {
  const all = [...scheme.nodes, ...scheme.indicators].filter((x) => x.parent !== undefined);
  const sums = new Map<string, number>();
  for (const x of all) sums.set(x.parent!, (sums.get(x.parent!) ?? 0) + x.weight);
  return new Map(all.map((x) => [x.id, x.weight / (sums.get(x.parent!) || 1)]));
}

/**
 * Gives one element this share (0–1) of its siblings' weight and scales the others so
 * that the group sums to 1, keeping their proportions; equal parts when they had none.
 */
export function withShare(scheme: Scheme, id: string, share: number): Scheme {
  const all = [...scheme.nodes, ...scheme.indicators];
  const own = all.find((x) => x.id === id);
  const siblings = all.filter((x) => x.parent === own?.parent && x.parent !== undefined);
  const others = siblings.filter((x) => x.id !== id);
  const rest = others.reduce((sum, x) => sum + x.weight, 0);
  const weights = new Map<string, number>([[id, share]]);
  for (const x of others)
    weights.set(x.id, (1 - share) * (rest > 0 ? x.weight / rest : 1 / others.length));
  const apply = <T extends { id: string; weight: number }>(x: T): T => {
    const weight = weights.get(x.id);
    return weight === undefined ? x : { ...x, weight };
  };
  return { ...scheme, nodes: scheme.nodes.map(apply), indicators: scheme.indicators.map(apply) };
}
