import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { exampleScheme } from './example.fixture.ts';
import { parseScheme } from './parse.ts';
import { type Scheme, schemeDocument } from './schema.ts';
import { ancestors, elementPath, leaves, schemeTree, treeNode } from './tree.ts';

const scheme = parseScheme(exampleScheme());

describe('schemeTree', () => {
  it('lists children before parents, the root last, with depth and document position', () => {
    const tree = schemeTree(scheme);
    expect(tree.order.map((n) => [n.id, n.depth, n.position, n.parent])).toEqual([
      ['people', 1, 1, 'root'],
      ['work', 1, 2, 'root'],
      ['root', 0, 0, undefined],
    ]);
    expect(tree.indicators).toEqual(['satisfied', 'wait', 'output', 'defect']);
  });

  it('points children at indicators or at earlier nodes, with weights that sum to 1', () => {
    const tree = schemeTree(scheme);
    const root = treeNode(tree, 'root')!;
    expect(root.children).toEqual([
      { id: 'people', kind: 'node', index: 0 },
      { id: 'work', kind: 'node', index: 1 },
    ]);
    expect([...root.weights]).toEqual([0.6, 0.4]);
    expect(treeNode(tree, 'work')!.children).toEqual([
      { id: 'output', kind: 'indicator', index: 2 },
      { id: 'defect', kind: 'indicator', index: 3 },
    ]);
  });

  it('gives a node its own aggregation or that of the scheme', () => {
    const doc = exampleScheme({ aggregate: { method: 'minimum' } });
    doc.nodes[1] = { ...doc.nodes[1]!, aggregate: { method: 'arithmetic' } };
    const tree = schemeTree(parseScheme(doc));
    expect(tree.order.map((n) => n.spec.method)).toEqual(['arithmetic', 'minimum', 'minimum']);
  });

  it('gives equal shares where all weights are 0 and another method weights the group', () => {
    const doc = exampleScheme({ weight: { method: 'equal' } });
    doc.nodes[1] = { ...doc.nodes[1]!, weight: 0 };
    doc.nodes[2] = { ...doc.nodes[2]!, weight: 0 };
    doc.indicators[0] = { ...doc.indicators[0]!, weight: 0.9 };
    const tree = schemeTree(schemeDocument.parse(doc));
    expect([...treeNode(tree, 'root')!.weights]).toEqual([0.5, 0.5]);
  });

  it('nests ten thousand levels without recursion', () => {
    const depth = 10_000;
    const nodes = Array.from({ length: depth }, (_, i) => ({
      ...scheme.nodes[0]!,
      id: `n${i}`,
      parent: i === 0 ? undefined : `n${i - 1}`,
    }));
    const indicators = [{ ...scheme.indicators[0]!, parent: `n${depth - 1}` }];
    const tree = schemeTree({ ...scheme, nodes, indicators } as Scheme);
    expect(tree.order).toHaveLength(depth);
    expect(tree.order[0]!.depth).toBe(depth - 1);
    expect([...leaves(tree, 'n0')]).toEqual([0]);
  });

  it('holds its invariants for any tree', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(), { minLength: 1, maxLength: 40 }), (picks) => {
        const nodes = picks.map((pick, i) => ({
          id: `n${i}`,
          name: `N${i}`,
          weight: 1 + (pick % 5),
          ...(i === 0 ? {} : { parent: `n${pick % i}` }),
        }));
        const indicators = nodes.map((n, i) => ({
          ...scheme.indicators[0]!,
          id: `x${i}`,
          parent: n.id,
          weight: 1,
        }));
        const tree = schemeTree({ ...scheme, nodes, indicators } as Scheme);
        expect(tree.order.at(-1)!.id).toBe('n0');
        expect(tree.order).toHaveLength(nodes.length);
        const seen = new Set<string>();
        tree.order.forEach((node, k) => {
          for (const child of node.children)
            if (child.kind === 'node') {
              expect(child.index).toBeLessThan(k);
              expect(tree.order[child.index]!.id).toBe(child.id);
              expect(tree.order[child.index]!.depth).toBe(node.depth + 1);
            } else {
              expect(seen.has(child.id)).toBe(false);
              seen.add(child.id);
            }
          expect(node.weights.reduce((a, b) => a + b, 0)).toBeCloseTo(1, 12);
        });
        expect(leaves(tree, 'n0')).toHaveLength(indicators.length);
      }),
      { numRuns: 100 },
    );
  });
});

describe('looking up in the tree', () => {
  it('finds leaves, ancestors and document paths', () => {
    const tree = schemeTree(scheme);
    expect([...leaves(tree, 'work')]).toEqual([2, 3]);
    expect([...leaves(tree, 'root')]).toEqual([0, 1, 2, 3]);
    expect(ancestors(scheme, 'output')).toEqual(['root', 'work']);
    expect(ancestors(scheme, 'root')).toEqual([]);
    expect(elementPath(scheme, 'wait', 'weight')).toBe('indicators[1].weight');
    expect(elementPath(scheme, 'work')).toBe('nodes[2]');
    expect(elementPath(scheme, 'nothing')).toBe('');
    expect(() => leaves(tree, 'nothing')).toThrow(RangeError);
  });
});
