import { outrankingScore } from '../kernels/aggregate.ts';
import { gather } from '../kernels/group.ts';
import { schemeTree, type Tree, type TreeNode } from '../scheme/tree.ts';
import { aggregateColumns } from '../steps/aggregate.ts';
import type { Appraisal } from '../types.ts';

/**
 * The tree as a function of one unit's normalised values: many hypothetical units of one
 * class at once, a column of values for each child. Outranking meets the real units of
 * the class as they stand.
 */
export interface ProfileModel {
  readonly tree: Tree;
  readonly table: readonly Float64Array[];
  readonly node: (n: number, columns: readonly Float64Array[]) => Float64Array;
  /** Whether some node compares units instead of averaging values. */
  readonly outranks: boolean;
  /** Rows a value is compared with: 1, or the class under outranking. */
  readonly rivals: (node: TreeNode) => number;
}

/** Model of the class with this index; a class is only needed under outranking. */
export function profileModel(result: Appraisal, classIndex: number): ProfileModel {
  const tree = schemeTree(result.scheme);
  const { table } = result.weights;
  const { members } = result.classes[classIndex]!;
  const known = new Map<number, Float64Array[]>();
  const rivalsOf = (n: number): Float64Array[] => {
    let columns = known.get(n);
    if (!columns) {
      columns = tree.order[n]!.children.map(({ kind, index }) =>
        gather(
          kind === 'node'
            ? result.chain.aggregated.columns[index]!
            : result.chain.normalised.columns[index]!,
          members,
        ),
      );
      known.set(n, columns);
    }
    return columns;
  };
  return {
    tree,
    table,
    node: (n, columns) => {
      const { spec } = tree.order[n]!;
      return spec.method === 'copeland'
        ? outrankingScore(columns, rivalsOf(n), table[n]!)
        : aggregateColumns(columns, table[n]!, spec, []);
    },
    outranks: tree.order.some((n) => n.spec.method === 'copeland'),
    rivals: (node) => (node.spec.method === 'copeland' ? members.length : 1),
  };
}

/** Scores of every node, for profiles given as one column for each indicator. */
export function evaluate(
  { tree, node }: ProfileModel,
  profiles: readonly Float64Array[],
): Float64Array[] {
  const out: Float64Array[] = [];
  tree.order.forEach(({ children }, n) => {
    out.push(
      node(
        n,
        children.map((c) => (c.kind === 'node' ? out[c.index]! : profiles[c.index]!)),
      ),
    );
  });
  return out;
}

/** The same for one profile: one score a node, root last. */
export function evaluateOne(model: ProfileModel, profile: Float64Array): Float64Array {
  const scores = evaluate(
    model,
    Array.from(profile, (v) => Float64Array.of(v)),
  );
  return Float64Array.from(scores, (s) => s[0]!);
}
