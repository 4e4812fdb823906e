import type { Issue } from '../errors.ts';
import { gather } from '../kernels/group.ts';
import type { Tree } from '../scheme/tree.ts';
import type { UnitClass } from '../types.ts';
import { aggregateColumns, needsPositive } from './aggregate.ts';

/**
 * Aggregates again only what stands above one indicator whose column has changed: the
 * nodes from its parent up to the root, for some rows or (`null`) for all. `nodes` holds a
 * column for each node of the tree's order; those on the path are written.
 *
 * Rows are enough where a unit's score depends on its own values alone; outranking needs
 * all. Where a mean meets a value it cannot take, stops there and says what is wrong.
 */
export function aggregatePath(
  tree: Tree,
  indicator: number,
  table: readonly Float64Array[],
  classes: readonly UnitClass[],
  leaves: readonly Float64Array[],
  nodes: Float64Array[],
  rows: Int32Array | null,
): Issue | undefined {
  const pick = (x: Float64Array): Float64Array => (rows ? gather(x, rows) : x);
  for (const n of pathOf(tree, indicator)) {
    const node = tree.order[n]!;
    const children = node.children.map((c) =>
      pick(c.kind === 'indicator' ? leaves[c.index]! : nodes[c.index]!),
    );
    if (needsPositive(node.spec))
      for (const [k, column] of children.entries()) {
        const value = column.find((v) => v <= 0);
        if (value !== undefined) {
          const params = { id: node.children[k]!.id, node: node.name, value };
          return { code: 'aggregate.not-positive', path: 'aggregate.method', params };
        }
      }
    const values = aggregateColumns(children, table[n]!, node.spec, classes);
    if (!rows) {
      nodes[n] = values;
      continue;
    }
    const column = nodes[n]!;
    for (let k = 0; k < rows.length; k++) column[rows[k]!] = values[k]!;
  }
  return undefined;
}

/** Places in the tree's order of the nodes above an indicator, parent first, root last. */
export function pathOf(tree: Tree, indicator: number): number[] {
  const out: number[] = [];
  let kind: 'indicator' | 'node' = 'indicator';
  let index = indicator;
  // Children stand before their parents in the order.
  tree.order.forEach(({ children }, n) => {
    if (!children.some((c) => c.kind === kind && c.index === index)) return;
    out.push(n);
    kind = 'node';
    index = n;
  });
  return out;
}
