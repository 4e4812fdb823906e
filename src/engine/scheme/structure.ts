import type { Issue } from '../errors.ts';
import type { Scheme } from './schema.ts';

interface Element {
  readonly id: string;
  readonly name: string;
  readonly parent?: string | undefined;
  readonly weight: number;
  readonly path: string;
  readonly kind: 'node' | 'indicator';
}

/** More indicators than this cannot be read or governed; the JRC names 30–40 as readable. */
const manyIndicators = 60;

/** The tree: unique ids, one root, known parents, no cycle, no empty node. */
export function checkTree(scheme: Scheme): Issue[] {
  const elements = listElements(scheme);
  return [
    ...duplicates(elements),
    ...parents(elements),
    ...roots(elements),
    ...cycles(elements),
    ...emptyNodes(elements),
  ];
}

/** Sums of sibling weights, and what makes a sound tree hard to read. The tree must be sound. */
export function checkWeights(scheme: Scheme): Issue[] {
  const elements = listElements(scheme);
  return [...sums(scheme, elements), ...small(scheme, elements)];
}

function listElements(scheme: Scheme): Element[] {
  return [
    ...scheme.nodes.map((n, i): Element => ({ ...n, kind: 'node', path: `nodes[${i}]` })),
    ...scheme.indicators.map(
      (x, i): Element => ({ ...x, kind: 'indicator', path: `indicators[${i}]` }),
    ),
  ];
}

function duplicates(elements: readonly Element[]): Issue[] {
  const first = new Map<string, string>();
  const issues: Issue[] = [];
  for (const { id, path } of elements) {
    if (id === '__proto__') issues.push({ code: 'scheme.id-form', path, params: { found: id } });
    const before = first.get(id);
    if (before === undefined) first.set(id, path);
    else
      issues.push({
        code: 'scheme.duplicate-id',
        path: `${path}.id`,
        params: { id, first: before },
      });
  }
  return issues;
}

function parents(elements: readonly Element[]): Issue[] {
  // Nodes come first, so an id used twice counts as the node; the duplicate is told by itself.
  const kinds = new Map([...elements].reverse().map((e) => [e.id, e.kind]));
  const issues: Issue[] = [];
  for (const { id, parent, path } of elements) {
    if (parent === undefined) continue;
    const kind = kinds.get(parent);
    if (kind === 'node') continue;
    issues.push({
      code: kind ? 'scheme.parent-is-indicator' : 'scheme.parent-unknown',
      path: `${path}.parent`,
      params: { id, parent },
    });
  }
  return issues;
}

function roots(elements: readonly Element[]): Issue[] {
  const found = elements.filter((e) => e.kind === 'node' && e.parent === undefined);
  if (found.length === 0) return [{ code: 'scheme.root-missing', path: 'nodes' }];
  return found.slice(1).map((e) => ({
    code: 'scheme.root-several',
    path: e.path,
    params: { id: e.id, root: found[0]!.id },
  }));
}

/** Nodes that are their own ancestor, one issue for each ring. */
function cycles(elements: readonly Element[]): Issue[] {
  const nodes = new Map(elements.filter((e) => e.kind === 'node').map((e) => [e.id, e]));
  const settled = new Set<string>();
  const issues: Issue[] = [];
  for (const start of nodes.keys()) {
    const trail: string[] = [];
    const onTrail = new Set<string>();
    let at: string | undefined = start;
    while (at !== undefined && nodes.has(at) && !settled.has(at) && !onTrail.has(at)) {
      trail.push(at);
      onTrail.add(at);
      at = nodes.get(at)!.parent;
    }
    if (at !== undefined && onTrail.has(at)) {
      const ring = trail.slice(trail.indexOf(at));
      issues.push({
        code: 'scheme.cycle',
        path: `${nodes.get(at)!.path}.parent`,
        params: { ring: [...ring, at].join(' → ') },
      });
    }
    for (const id of trail) settled.add(id);
  }
  return issues;
}

function emptyNodes(elements: readonly Element[]): Issue[] {
  const used = new Set(elements.map((e) => e.parent));
  return elements
    .filter((e) => e.kind === 'node' && !used.has(e.id))
    .map((e) => ({ code: 'scheme.node-empty', path: e.path, params: { node: e.name } }));
}

function byParent(elements: readonly Element[]): Map<string, Element[]> {
  const groups = new Map<string, Element[]>();
  for (const e of elements) {
    if (e.parent === undefined) continue;
    const list = groups.get(e.parent);
    if (list) list.push(e);
    else groups.set(e.parent, [e]);
  }
  return groups;
}

function sums(scheme: Scheme, elements: readonly Element[]): Issue[] {
  const issues: Issue[] = [];
  const byId = new Map(elements.map((e) => [e.id, e]));
  for (const [parent, children] of byParent(elements)) {
    if ((scheme.weight.groups?.[parent] ?? scheme.weight.method) !== 'given') continue;
    const node = byId.get(parent)!;
    const weights = children.map((c) => c.weight);
    const sum = weights.reduce((a, b) => a + b, 0);
    const path = `${children[0]!.path}.weight`;
    if (sum === 0) {
      issues.push({ code: 'scheme.weights-zero', path, params: { node: node.name } });
      continue;
    }
    const expected = expectedSum(weights, node.weight);
    if (expected === undefined) continue;
    const params = { node: node.name, sum: Number(sum.toPrecision(10)), expected };
    issues.push({ code: 'scheme.weights-sum', path, params });
  }
  return issues;
}

/**
 * What the weights of siblings should sum to but do not, or undefined when they may stand.
 *
 * Weights are relative, so 1, 1, 1 or 3, 2 are fine. But who writes 0.5, 0.4 or 40, 30, 20
 * means shares or points of a hundred, and a sum that misses is a slip that silently
 * changes every other weight. Points of a hundred (百分制) may also be written all the way
 * down: then the children sum to the weight of their node. Rounded thirds and shares with
 * three or more decimals may miss by their rounding.
 */
export function expectedSum(weights: readonly number[], ofNode: number): number | undefined {
  const sum = weights.reduce((a, b) => a + b, 0);
  const near = (target: number): boolean => Math.abs(sum - target) <= rounding(weights);
  const positive = weights.filter((w) => w > 0);
  if (positive.length < 2 || near(ofNode)) return undefined;
  const equal = positive.every((w) => w === positive[0]);
  const shares = weights.every((w) => w < 1) || (sum >= 0.8 && sum <= 1.2);
  if (shares) return near(1) ? undefined : 1;
  const points = sum >= 80 && sum <= 120 && !(equal && positive[0]! <= 2);
  if (points) return near(100) ? undefined : 100;
  return undefined;
}

function rounding(weights: readonly number[]): number {
  const decimals = Math.max(...weights.map((w) => (String(w).split('.')[1] ?? '').length));
  const equal = weights.every((w) => w === weights[0]);
  const rounded = decimals >= 3 || (equal && decimals >= 2);
  return rounded ? weights.length * 0.5 * 10 ** -decimals + 1e-9 : 1e-9;
}

function small(scheme: Scheme, elements: readonly Element[]): Issue[] {
  const issues: Issue[] = [];
  if (scheme.indicators.length > manyIndicators)
    issues.push({
      code: 'scheme.many-indicators',
      path: 'indicators',
      params: { count: scheme.indicators.length, limit: manyIndicators },
      severity: 'warning',
    });
  const groups = byParent(elements);
  for (const node of elements)
    if (node.kind === 'node' && groups.get(node.id)?.length === 1)
      issues.push({
        code: 'scheme.single-child',
        path: node.path,
        params: { node: node.name },
        severity: 'warning',
      });
  return issues;
}
