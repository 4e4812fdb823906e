import { fail } from '../errors.ts';
import { ahpWeights, criticWeights, entropyWeights, pcaWeights } from '../mcdm/weights.ts';
import type { Stage } from '../panel.ts';
import type { Scheme, WeightSpec } from '../scheme/schema.ts';
import { schemeTree, type Tree, type TreeNode } from '../scheme/tree.ts';
import type { UnitClass, Weights } from '../types.ts';

type Method = WeightSpec['method'];

/**
 * Step 7. Local weights of every group of siblings (sum 1) and effective weights up to
 * the root. `given` and `equal` need no data; `budget` averages the experts' shares;
 * `ahp` takes the principal eigenvector; `entropy`, `critic` and `pca` look at the
 * normalised values of the children over all ranked units, so that every class has the
 * same weights. They apply to groups of indicators: a group with a node in it has no
 * values of its own yet and is refused.
 *
 * Errors: `weight.data-on-nodes`, `weight.budget-missing`, `weight.ahp-missing`.
 */
export function weight(
  normalised: Stage,
  scheme: Scheme,
  classes: readonly UnitClass[],
  tree: Tree = schemeTree(scheme),
): Weights {
  const consistency: Record<string, number> = {};
  const table = tree.order.map((node) => {
    const method = scheme.weight.groups?.[node.id] ?? scheme.weight.method;
    if (method === 'ahp' && node.children.length > 1) {
      const { weights, ratio } = fromComparisons(node, scheme);
      consistency[node.id] = ratio;
      return weights;
    }
    return groupWeights(node, method, normalised, scheme, classes);
  });
  return { ...effectiveWeights(tree, table), table, consistency };
}

/** Multiplies local weights down from the root; ids of indicators and nodes alike. */
export function effectiveWeights(
  tree: Tree,
  table: readonly Float64Array[],
): Pick<Weights, 'local' | 'effective'> {
  const local: Record<string, number> = { [tree.root]: 1 };
  const effective: Record<string, number> = { [tree.root]: 1 };
  for (let n = tree.order.length - 1; n >= 0; n--) {
    const node = tree.order[n]!;
    node.children.forEach((child, k) => {
      local[child.id] = table[n]![k]!;
      effective[child.id] = effective[node.id]! * table[n]![k]!;
    });
  }
  return { local, effective };
}

function groupWeights(
  node: TreeNode,
  method: Method,
  normalised: Stage,
  scheme: Scheme,
  classes: readonly UnitClass[],
): Float64Array {
  const size = node.children.length;
  if (size === 1) return Float64Array.of(1);
  switch (method) {
    case 'given':
    case 'ahp':
      return node.weights;
    case 'equal':
      return new Float64Array(size).fill(1 / size);
    case 'budget':
      return fromBudget(node, scheme);
    default: {
      const columns = completeRows(node, normalised, scheme, classes);
      if (method === 'entropy') return entropyWeights(columns);
      return method === 'critic' ? criticWeights(columns) : pcaWeights(columns);
    }
  }
}

/** Mean over experts of each expert's shares within the group. */
function fromBudget(node: TreeNode, scheme: Scheme): Float64Array {
  const out = new Float64Array(node.children.length);
  const experts = scheme.weight.budget ?? [];
  if (experts.length === 0) fail({ code: 'weight.budget-missing', path: 'weight.budget' });
  experts.forEach(({ points, expert }, e) => {
    const given = node.children.map((c) => points[c.id] ?? 0);
    const sum = given.reduce((a, b) => a + b, 0);
    if (!(sum > 0))
      fail({
        code: 'weight.budget-missing',
        path: `weight.budget[${e}].points`,
        params: { expert, node: node.name },
      });
    given.forEach((p, k) => {
      out[k]! += p / sum / experts.length;
    });
  });
  return out;
}

function fromComparisons(node: TreeNode, scheme: Scheme): { weights: Float64Array; ratio: number } {
  const spec = scheme.weight.ahp?.[node.id];
  if (!spec)
    fail({
      code: 'weight.ahp-missing',
      path: `weight.ahp.${node.id}`,
      params: { node: node.name },
    });
  const { weights, ratio } = ahpWeights(spec.matrix);
  return {
    ratio,
    weights: Float64Array.from(node.children, (c) => weights[spec.items.indexOf(c.id)]!),
  };
}

/** Children's columns over the ranked units where all children have a value. */
function completeRows(
  node: TreeNode,
  normalised: Stage,
  scheme: Scheme,
  classes: readonly UnitClass[],
): Float64Array[] {
  if (node.children.some((c) => c.kind === 'node'))
    fail({
      code: 'weight.data-on-nodes',
      path: scheme.weight.groups?.[node.id] ? `weight.groups.${node.id}` : 'weight.method',
      params: { node: node.name },
    });
  const columns = node.children.map((c) => normalised.columns[c.index]!);
  const rows: number[] = [];
  for (const { members } of classes)
    for (const u of members) if (columns.every((x) => !Number.isNaN(x[u]!))) rows.push(u);
  return columns.map((x) => Float64Array.from(rows, (u) => x[u]!));
}
