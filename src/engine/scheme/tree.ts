import type { AggregateSpec, Scheme } from './schema.ts';

/** One child of a node: `index` is the position in `scheme.indicators`, or in {@link Tree.order}. */
export interface TreeChild {
  readonly id: string;
  readonly kind: 'indicator' | 'node';
  readonly index: number;
}

/** A node compiled for `aggregate`; everything it needs, looked up once. */
export interface TreeNode {
  readonly id: string;
  readonly name: string;
  /** Absent on the root. */
  readonly parent?: string;
  /** Steps down from the root; the root is 0. */
  readonly depth: number;
  /** Position in `scheme.nodes`. */
  readonly position: number;
  /** Child nodes in document order, then child indicators in document order. */
  readonly children: readonly TreeChild[];
  /** Given weights of the children, scaled to sum 1; equal shares when all are 0. */
  readonly weights: Float64Array;
  readonly spec: AggregateSpec;
}

/** The indicator tree. `order` lists children before parents, so the root is last. */
export interface Tree {
  readonly root: string;
  readonly order: readonly TreeNode[];
  readonly indicators: readonly string[];
}

/**
 * Compiles the tree of a checked scheme. Only what hangs on the root is in it;
 * `checkScheme` refuses schemes where that is not everything.
 */
export function schemeTree(scheme: Scheme): Tree {
  const children = childrenByParent(scheme);
  const root = scheme.nodes.find((n) => n.parent === undefined);
  if (!root) throw new RangeError('schemeTree needs a scheme that passed checkScheme: no root');
  const visit = preorder(root.id, scheme, children);
  const order: TreeNode[] = [];
  const place = new Map<string, number>();
  const positions = new Map(scheme.nodes.map((n, i) => [n.id, i]));
  for (let k = visit.length - 1; k >= 0; k--) {
    const { id, depth } = visit[k]!;
    const group = children.get(id) ?? { nodes: [], indicators: [] };
    const position = positions.get(id)!;
    const node = scheme.nodes[position]!;
    place.set(id, order.length);
    order.push({
      id,
      name: node.name,
      ...(node.parent === undefined ? {} : { parent: node.parent }),
      depth,
      position,
      children: [
        ...group.nodes.map((i): TreeChild => {
          const child = scheme.nodes[i]!.id;
          return { id: child, kind: 'node', index: place.get(child)! };
        }),
        ...group.indicators.map((i): TreeChild => {
          return { id: scheme.indicators[i]!.id, kind: 'indicator', index: i };
        }),
      ],
      weights: shares([
        ...group.nodes.map((i) => scheme.nodes[i]!.weight),
        ...group.indicators.map((i) => scheme.indicators[i]!.weight),
      ]),
      spec: node.aggregate ?? scheme.aggregate,
    });
  }
  return { root: root.id, order, indicators: scheme.indicators.map((i) => i.id) };
}

/** Node of this id, or undefined. */
export function treeNode(tree: Tree, id: string): TreeNode | undefined {
  return tree.order.find((n) => n.id === id);
}

/** Positions in `scheme.indicators` of all indicators under a node, ascending. */
export function leaves(tree: Tree, nodeId: string): Int32Array {
  const start = treeNode(tree, nodeId);
  if (!start) throw new RangeError(`no node ${nodeId} in the tree`);
  const found: number[] = [];
  const stack: TreeNode[] = [start];
  while (stack.length) {
    for (const child of stack.pop()!.children)
      if (child.kind === 'indicator') found.push(child.index);
      else stack.push(tree.order[child.index]!);
  }
  return Int32Array.from(found).sort();
}

/** Ids of the nodes from the root down to (not including) an indicator or node. */
export function ancestors(scheme: Scheme, id: string): string[] {
  const parentOf = new Map<string, string | undefined>();
  for (const n of scheme.nodes) parentOf.set(n.id, n.parent);
  let at = scheme.indicators.find((i) => i.id === id)?.parent ?? parentOf.get(id);
  const out: string[] = [];
  while (at !== undefined && out.length <= scheme.nodes.length) {
    out.unshift(at);
    at = parentOf.get(at);
  }
  return out;
}

/** Where an indicator or node stands in the document: `indicators[3]`, `nodes[2]`; '' when unknown. */
export function elementPath(
  scheme: Pick<Scheme, 'indicators' | 'nodes'>,
  id: string,
  field?: string,
): string {
  const tail = field === undefined ? '' : `.${field}`;
  const i = scheme.indicators.findIndex((x) => x.id === id);
  if (i >= 0) return `indicators[${i}]${tail}`;
  const n = scheme.nodes.findIndex((x) => x.id === id);
  return n >= 0 ? `nodes[${n}]${tail}` : '';
}

interface Group {
  readonly nodes: number[];
  readonly indicators: number[];
}

function childrenByParent(scheme: Scheme): Map<string, Group> {
  const groups = new Map<string, Group>();
  const group = (id: string): Group => {
    let g = groups.get(id);
    if (!g) {
      g = { nodes: [], indicators: [] };
      groups.set(id, g);
    }
    return g;
  };
  scheme.nodes.forEach((n, i) => {
    if (n.parent !== undefined) group(n.parent).nodes.push(i);
  });
  scheme.indicators.forEach((x, i) => {
    group(x.parent).indicators.push(i);
  });
  return groups;
}

/** Parents before children, without recursion: a document may nest deeper than the stack. */
function preorder(
  root: string,
  scheme: Scheme,
  children: ReadonlyMap<string, Group>,
): { id: string; depth: number }[] {
  const out: { id: string; depth: number }[] = [];
  const stack = [{ id: root, depth: 0 }];
  while (stack.length) {
    const here = stack.pop()!;
    out.push(here);
    for (const i of children.get(here.id)?.nodes ?? [])
      stack.push({ id: scheme.nodes[i]!.id, depth: here.depth + 1 });
  }
  return out;
}

function shares(weights: readonly number[]): Float64Array {
  const sum = weights.reduce((a, b) => a + b, 0);
  return Float64Array.from(weights, (w) => (sum > 0 ? w / sum : 1 / weights.length));
}
