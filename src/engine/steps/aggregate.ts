import { EngineError, type Issue } from '../errors.ts';
import * as kernel from '../kernels/aggregate.ts';
import { byGroup, gather } from '../kernels/group.ts';
import { ln } from '../kernels/math.ts';
import { type Blocks, blocksOf, weightedMean, weightedMeans } from '../kernels/means.ts';
import type { Stage } from '../panel.ts';
import type { AggregateSpec, Scheme } from '../scheme/schema.ts';
import { schemeTree, type Tree, type TreeChild, type TreeNode } from '../scheme/tree.ts';
import type { UnitClass } from '../types.ts';

/** What is known of the columns of a data set that is aggregated again and again. */
export interface ColumnFacts {
  readonly ln: (column: Float64Array) => Float64Array;
  /** Smallest value among ranked units. */
  readonly least: (column: Float64Array) => number;
}

export interface AggregateOptions {
  readonly tree?: Tree;
  readonly override?: AggregateSpec;
  readonly facts?: ColumnFacts;
  /** Nodes whose scores are read besides the root's; all when absent. */
  readonly needed?: ReadonlySet<string>;
  /** Columns to write to, one per node: what was in them is lost. */
  readonly into?: readonly Float64Array[];
}

/**
 * Step 8. Aggregates up the tree, each node by its own method or the scheme's. Missing
 * values take their weight out; a node with nothing present is `NaN`. Outranking
 * methods compare the units of a class with each other.
 *
 * Returns one column per node, ids in the order of the tree, root last; the column of a
 * node that is not needed may be empty.
 * Errors: `aggregate.not-positive` for means that need values above 0.
 */
export function aggregate(
  normalised: Stage,
  scheme: Scheme,
  table: readonly Float64Array[],
  classes: readonly UnitClass[],
  options: AggregateOptions = {},
): Stage {
  const facts = options.facts ?? columnFacts(classes);
  const tree = options.tree ?? schemeTree(scheme);
  return aggregateTree(sourceOf(normalised), table, classes, { ...options, tree, facts });
}

function sourceOf(normalised: Stage): Source {
  return {
    rows: normalised.columns[0]?.length ?? 0,
    column: (i) => normalised.columns[i]!,
    block: (i, from, to) => normalised.columns[i]!.subarray(from, to),
  };
}

/**
 * Indicators by position in the scheme, given when they are needed: as columns, of which
 * those of one node are done with when the next node asks for its own, or block by block
 * as {@link Blocks}.
 */
export interface Source {
  readonly rows: number;
  readonly column: (indicator: number) => Float64Array;
  readonly block: (indicator: number, from: number, to: number, slot: number) => Float64Array;
  /** As {@link Blocks}, of indicators. */
  readonly addFour?: Blocks['addFour'];
}

/** The same from columns that need not exist as a whole. */
export function aggregateTree(
  normalised: Source,
  table: readonly Float64Array[],
  classes: readonly UnitClass[],
  options: TreeOptions,
): Stage {
  const lane = laneOf(table, options.into);
  climb(normalised, [lane], classes, options);
  return stageOf(lane, options);
}

/** {@link aggregate} with two tables of weights at once, which read every column once. */
export function aggregateTwice(
  normalised: Stage,
  tables: readonly [readonly Float64Array[], readonly Float64Array[]],
  classes: readonly UnitClass[],
  options: Omit<TreeOptions, 'into'>,
  into: readonly [readonly Float64Array[], readonly Float64Array[]],
): [Stage, Stage] {
  const lanes = [laneOf(tables[0], into[0]), laneOf(tables[1], into[1])] as const;
  climb(sourceOf(normalised), lanes, classes, options);
  return [stageOf(lanes[0], options), stageOf(lanes[1], options)];
}

type TreeOptions = AggregateOptions & { readonly tree: Tree; readonly facts: ColumnFacts };

/** One table of weights on its way up the tree. */
interface Lane {
  readonly table: readonly Float64Array[];
  readonly into: readonly Float64Array[] | undefined;
  readonly columns: (Float64Array | undefined)[];
  /** A geometric mean of geometric means stays in logarithms up to where it is read. */
  readonly logs: (Float64Array | undefined)[];
}

function laneOf(table: Lane['table'], into: Lane['into']): Lane {
  return { table, into, columns: [], logs: [] };
}

function climb(
  normalised: Source,
  lanes: readonly [Lane] | readonly [Lane, Lane],
  classes: readonly UnitClass[],
  { tree, facts, override }: TreeOptions,
): void {
  const readers = lanes.map((lane) => readerOf(normalised, lane, facts));
  tree.order.forEach((node, n) => {
    const spec = override ?? node.spec;
    // Indicators are the same whatever the weights; nodes are not.
    const indicators = node.children.every((c) => c.kind === 'indicator');
    if (needsPositive(spec))
      for (const [l, lane] of lanes.entries()) {
        // A geometric mean is positive; what is written anew in every run cannot be known.
        const open = node.children.filter((c) => c.kind === 'indicator' || !lane.logs[c.index]);
        const least = open.map((c) => {
          const column = readers[l]!.column(c);
          return c.kind === 'indicator' ? facts.least(column) : leastRanked(column, classes);
        });
        const issues = notPositive(open, least, node.name);
        if (issues.length) throw new EngineError(issues);
      }
    if (spec.method === 'arithmetic' || spec.method === 'geometric') {
      const logs = spec.method === 'geometric';
      const found = means(
        readers.map((reader) => (logs ? reader.logs(node) : reader.blocks(node, indicators))),
        lanes.map((lane) => lane.table[n]!),
        lanes.map((lane) => lane.into?.[n]),
        indicators,
      );
      lanes.forEach((lane, l) => {
        if (logs) lane.logs[n] = found[l];
        lane.columns.push(logs ? undefined : found[l]);
      });
    } else
      lanes.forEach((lane, l) => {
        const columns = node.children.map(readers[l]!.column);
        lane.columns.push(aggregateColumns(columns, lane.table[n]!, spec, classes));
      });
  });
}

/** Weighted means of one node for every lane; together where the lanes read the same columns. */
function means(
  blocks: readonly Blocks[],
  weights: readonly Float64Array[],
  into: readonly (Float64Array | undefined)[],
  same: boolean,
): Float64Array[] {
  if (!same || blocks.length < 2)
    return blocks.map((block, l) => weightedMean(block, weights[l]!, into[l]));
  const [first, second] = into.map((out) => out ?? new Float64Array(blocks[0]!.rows));
  weightedMeans(blocks[0]!, [weights[0]!, weights[1]!], [first!, second!]);
  return [first!, second!];
}

/** Children of a node as one lane sees them. */
function readerOf(normalised: Source, { columns, logs }: Lane, facts: ColumnFacts) {
  const column = (child: TreeChild): Float64Array => {
    if (child.kind === 'indicator') return normalised.column(child.index);
    columns[child.index] ??= kernel.expOf(logs[child.index]!.slice());
    return columns[child.index]!;
  };
  const logOf = (child: TreeChild): Float64Array => {
    if (child.kind === 'indicator') return facts.ln(normalised.column(child.index));
    return logs[child.index] ?? columns[child.index]!.map(ln);
  };
  return {
    column,
    logs: (node: TreeNode): Blocks => blocksOf(node.children.map(logOf)),
    blocks: (node: TreeNode, indicators: boolean): Blocks => ({
      rows: normalised.rows,
      count: node.children.length,
      ...(indicators && normalised.addFour ? { addFour: addFourOf(node, normalised.addFour) } : {}),
      block: (k, from, to, slot) => {
        const child = node.children[k]!;
        return child.kind === 'indicator'
          ? normalised.block(child.index, from, to, slot)
          : column(child).subarray(from, to);
      },
    }),
  };
}

/** From places among the children of a node to indicators. */
function addFourOf({ children }: TreeNode, add: NonNullable<Blocks['addFour']>): Blocks['addFour'] {
  const indicator = (k: number): number => children[k]!.index;
  return ([a, b, c, d], from, sums, shares) =>
    add([indicator(a), indicator(b), indicator(c), indicator(d)], from, sums, shares);
}

function stageOf({ columns, logs }: Lane, { tree, needed }: TreeOptions): Stage {
  const root = tree.order.length - 1;
  return {
    ids: tree.order.map((n) => n.id),
    columns: tree.order.map((node, n) => {
      const read = n === root || !needed || needed.has(node.id);
      if (columns[n]) return columns[n];
      return read ? kernel.expOf(logs[n]!) : unread;
    }),
  };
}

const unread = new Float64Array(0);

/** Facts taken from the columns when first asked for, and kept as long as the columns are. */
export function columnFacts(classes: readonly UnitClass[]): ColumnFacts {
  const logarithms = new WeakMap<Float64Array, Float64Array>();
  const smallest = new WeakMap<Float64Array, number>();
  return {
    ln: (column) => remember(logarithms, column, () => column.map(ln)),
    least: (column) => remember(smallest, column, () => leastRanked(column, classes)),
  };
}

/** Facts taken anew at every call, for columns that are written over. */
export function passingFacts(classes: readonly UnitClass[]): ColumnFacts {
  return { ln: (column) => column.map(ln), least: (column) => leastRanked(column, classes) };
}

function leastRanked(column: Float64Array, classes: readonly UnitClass[]): number {
  let least = Number.POSITIVE_INFINITY;
  for (const { members } of classes)
    for (let k = 0; k < members.length; k++) {
      const v = column[members[k]!]!;
      if (v < least) least = v;
    }
  return least;
}

function remember<T>(known: WeakMap<Float64Array, T>, column: Float64Array, make: () => T): T {
  let found = known.get(column);
  if (found === undefined) {
    found = make();
    known.set(column, found);
  }
  return found;
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
  children: readonly TreeChild[],
  least: readonly number[],
  node: string,
): Issue[] {
  return least.flatMap((value, k) => {
    if (value > 0) return [];
    return [
      {
        code: 'aggregate.not-positive',
        path: 'aggregate.method',
        params: { id: children[k]!.id, node, value },
      },
    ];
  });
}
