import { EngineError, type Issue } from '../errors.ts';
import * as kernel from '../kernels/aggregate.ts';
import { byGroup, gather } from '../kernels/group.ts';
import type { Stage } from '../panel.ts';
import type { AggregateSpec, Scheme } from '../scheme/schema.ts';
import { schemeTree, type Tree } from '../scheme/tree.ts';
import type { UnitClass } from '../types.ts';

/**
 * Step 8. Aggregates up the tree, each node by its own method or the scheme's. Missing
 * values take their weight out; a node with nothing present is `NaN`. Outranking
 * methods compare the units of a class with each other.
 *
 * Returns one column per node, ids in the order of the tree, root last.
 * Errors: `aggregate.not-positive` for means that need values above 0.
 */
export function aggregate(
  normalised: Stage,
  scheme: Scheme,
  table: readonly Float64Array[],
  classes: readonly UnitClass[],
  options: {
    readonly tree?: Tree;
    readonly override?: AggregateSpec;
    /** Logarithm of a column of the data set, kept between runs over the same one. */
    readonly lnOf?: (column: Float64Array) => Float64Array;
  } = {},
): Stage {
  const tree = options.tree ?? schemeTree(scheme);
  const columns: Float64Array[] = [];
  tree.order.forEach((node, n) => {
    const spec = options.override ?? node.spec;
    const children = node.children.map((c) =>
      c.kind === 'indicator' ? normalised.columns[c.index]! : columns[c.index]!,
    );
    if (needsPositive(spec)) {
      const issues = notPositive(
        children,
        node.children.map((c) => c.id),
        classes,
        node.name,
      );
      if (issues.length) throw new EngineError(issues);
    }
    columns.push(
      spec.method === 'geometric' && options.lnOf && node.children[0]?.kind === 'indicator'
        ? kernel.geometricFromLogs(children.map(options.lnOf), table[n]!)
        : aggregateColumns(children, table[n]!, spec, classes),
    );
  });
  return { ids: tree.order.map((n) => n.id), columns };
}

/** One node: children columns into one. */
export function aggregateColumns(
  columns: readonly Float64Array[],
  weights: Float64Array,
  spec: AggregateSpec,
  classes: readonly UnitClass[],
): Float64Array {
  switch (spec.method) {
    case 'arithmetic':
      return kernel.arithmetic(columns, weights);
    case 'geometric':
      return kernel.geometric(columns, weights);
    case 'harmonic':
      return kernel.harmonic(columns, weights);
    case 'power':
      return kernel.power(columns, weights, spec.power ?? 1);
    case 'mazziotta-pareto':
      return kernel.mazziottaPareto(columns, weights, spec.penalty ?? 'negative');
    case 'minimum':
      return kernel.minimum(columns, weights);
    case 'copeland':
      return byGroup(
        columns[0]!,
        classes.map((c) => c.members),
        (_, g) =>
          kernel.copeland(
            columns.map((x) => gather(x, classes[g]!.members)),
            weights,
          ),
      );
  }
}

export function needsPositive(spec: AggregateSpec): boolean {
  return (
    spec.method === 'geometric' ||
    spec.method === 'harmonic' ||
    (spec.method === 'power' && spec.power !== 1)
  );
}

function notPositive(
  columns: readonly Float64Array[],
  ids: readonly string[],
  classes: readonly UnitClass[],
  node: string,
): Issue[] {
  const issues: Issue[] = [];
  columns.forEach((x, k) => {
    let least = Number.POSITIVE_INFINITY;
    for (const { members } of classes) for (const u of members) if (x[u]! < least) least = x[u]!;
    if (least <= 0)
      issues.push({
        code: 'aggregate.not-positive',
        path: 'aggregate.method',
        params: { id: ids[k]!, node, value: least },
      });
  });
  return issues;
}
