import type { Issue } from '../errors.ts';
import { ahpWeights } from '../mcdm/weights.ts';
import { weight } from '../steps/weight.ts';
import type { Weights } from '../types.ts';
import { floorOf } from './scale.ts';
import type { Scheme, WeightSpec } from './schema.ts';
import type { Tree, TreeNode } from './tree.ts';

/** Saaty's limit for the consistency ratio of pairwise comparisons. */
const consistencyLimit = 0.1;
/** Reciprocals rounded to two decimals pass (0.33 and 3, 0.13 and 8); 0.3 and 3 do not. */
const reciprocalTolerance = 0.05;

type Method = WeightSpec['method'];

/** Method that weights the children of a node; a single child needs none. */
export function methodOf(scheme: Scheme, node: Pick<TreeNode, 'id' | 'children'>): Method {
  if (node.children.length < 2) return 'given';
  return scheme.weight.groups?.[node.id] ?? scheme.weight.method;
}

/** Entropy, CRITIC and PCA weights are known only when the figures are. */
export function needsFigures(method: Method): boolean {
  return method === 'entropy' || method === 'critic' || method === 'pca';
}

/**
 * Weights as far as the document alone decides them: groups weighted from figures stand
 * with equal shares (see {@link needsFigures}). The scheme must have passed `checkWeighting`.
 */
export function designWeights(scheme: Scheme, tree: Tree): Weights {
  const groups: Record<string, Method> = {};
  for (const node of tree.order) {
    const method = methodOf(scheme, node);
    groups[node.id] = needsFigures(method) ? 'equal' : method;
  }
  const design = { ...scheme, weight: { ...scheme.weight, groups } };
  return weight({ ids: [], columns: [] }, design, [], tree);
}

/** Budget allocation and AHP matrices against the groups they weight. */
export function checkWeighting(scheme: Scheme, tree: Tree): Issue[] {
  const { groups, ahp } = scheme.weight;
  const nodes = new Set(tree.order.map((n) => n.id));
  const unknown = (key: 'groups' | 'ahp', ids: object | undefined): Issue[] =>
    Object.keys(ids ?? {})
      .filter((id) => !nodes.has(id))
      .map((id) => ({
        code: 'scheme.node-unknown',
        path: `weight.${key}.${id}`,
        params: { id },
      }));
  return [
    ...unknown('groups', groups),
    ...unknown('ahp', ahp),
    ...unknownBudgetItems(scheme, tree),
    ...tree.order.flatMap((node) => checkGroup(scheme, node)),
  ];
}

function checkGroup(scheme: Scheme, node: TreeNode): Issue[] {
  const method = methodOf(scheme, node);
  if (method === 'budget') return checkBudget(scheme, node);
  if (method === 'ahp') return checkAhp(scheme, node);
  if (!needsFigures(method)) return [];
  if (node.children.every((c) => c.kind === 'indicator'))
    return method === 'entropy' ? checkEntropy(scheme, node) : [];
  return [
    {
      code: 'scheme.weights-need-figures',
      path: scheme.weight.groups?.[node.id] ? `weight.groups.${node.id}` : 'weight.method',
      params: { node: node.name, method },
    },
  ];
}

/** Entropy looks at shares of a column's sum, so no score may be below 0. */
function checkEntropy(scheme: Scheme, node: TreeNode): Issue[] {
  const low = node.children.find(({ index }) => {
    const x = scheme.indicators[index]!;
    return (
      floorOf(
        x.normalise ?? scheme.normalise,
        x.bands?.map((b) => b.score),
      ) === 'negative'
    );
  });
  if (!low) return [];
  const path = scheme.weight.groups?.[node.id] ? `weight.groups.${node.id}` : 'weight.method';
  return [{ code: 'scheme.entropy-negative', path, params: { node: node.name, child: low.id } }];
}

function unknownBudgetItems(scheme: Scheme, tree: Tree): Issue[] {
  const known = new Set(tree.order.flatMap((n) => n.children.map((c) => c.id)));
  return (scheme.weight.budget ?? []).flatMap(({ expert, points }, e) =>
    Object.keys(points)
      .filter((id) => !known.has(id))
      .map((id) => ({
        code: 'scheme.budget-item-unknown',
        path: `weight.budget[${e}].points.${id}`,
        params: { expert, id },
      })),
  );
}

function checkBudget(scheme: Scheme, node: TreeNode): Issue[] {
  const experts = scheme.weight.budget ?? [];
  if (experts.length === 0)
    return [{ code: 'scheme.budget-missing', path: 'weight.budget', params: { node: node.name } }];
  return experts.flatMap(({ expert, points }, e) => {
    const path = `weight.budget[${e}].points`;
    const params = { expert, node: node.name };
    const missing = node.children.filter((c) => points[c.id] === undefined);
    if (missing.length)
      return missing.map((c) => ({
        code: 'scheme.budget-item-missing',
        path,
        params: { ...params, id: c.id },
      }));
    if (node.children.some((c) => points[c.id]! > 0)) return [];
    return [{ code: 'scheme.budget-zero', path, params }];
  });
}

function checkAhp(scheme: Scheme, node: TreeNode): Issue[] {
  const spec = scheme.weight.ahp?.[node.id];
  const path = `weight.ahp.${node.id}`;
  const params = { node: node.name };
  if (!spec) return [{ code: 'scheme.ahp-missing', path, params }];
  const children = node.children.map((c) => c.id);
  const same =
    new Set(spec.items).size === spec.items.length &&
    spec.items.length === children.length &&
    children.every((id) => spec.items.includes(id));
  if (!same)
    return [
      {
        code: 'scheme.ahp-items',
        path: `${path}.items`,
        params: { ...params, items: spec.items.join('、'), children: children.join('、') },
      },
    ];
  const shape = checkMatrix(spec.matrix, spec.items, `${path}.matrix`, node.name);
  if (shape.length) return shape;
  const { ratio } = ahpWeights(spec.matrix);
  if (ratio <= consistencyLimit || spec.acceptInconsistent) return [];
  return [
    {
      code: 'scheme.ahp-inconsistent',
      path: `${path}.matrix`,
      params: { ...params, ratio: Number(ratio.toFixed(4)), limit: consistencyLimit },
    },
  ];
}

function checkMatrix(
  matrix: readonly (readonly number[])[],
  items: readonly string[],
  path: string,
  node: string,
): Issue[] {
  const n = items.length;
  if (matrix.length !== n || matrix.some((row) => row.length !== n))
    return [{ code: 'scheme.ahp-square', path, params: { node, size: n } }];
  const issues: Issue[] = [];
  for (let i = 0; i < n; i++)
    for (let j = i; j < n; j++) {
      const product = matrix[i]![j]! * matrix[j]![i]!;
      if (Math.abs(product - 1) <= reciprocalTolerance) continue;
      issues.push({
        code: 'scheme.ahp-reciprocal',
        path: `${path}[${j}][${i}]`,
        params: { row: items[i]!, column: items[j]!, up: matrix[i]![j]!, down: matrix[j]![i]! },
      });
    }
  return issues;
}
