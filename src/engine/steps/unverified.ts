import { fail } from '../errors.ts';
import { gather, scaleGroups } from '../kernels/group.ts';
import { CellFlag, columnIndex, type Stage } from '../panel.ts';
import type { Indicator, NormaliseSpec } from '../scheme/schema.ts';
import { schemeTree } from '../scheme/tree.ts';
import type { Appraisal, Decision, Weights } from '../types.ts';
import { aggregatePath } from './path.ts';

/**
 * Figures not verified yet (part of step 9). Where a cell carries one of the flags the
 * scheme names, the share `discount` of what its score stands above the floor of its
 * scale does not count: x′ = x − discount · (x − floor). The tree is then aggregated
 * again from x′, so one rule serves every aggregation; in a tree of weighted means the
 * unit loses exactly discount × weight × (x − floor).
 *
 * The floor is the lowest score the method can give (0 for goalposts, efficacy and
 * distances, the lower end for min–max, the lowest band …), so that the loss does not
 * depend on who else is in the class; methods without one (z-scores, shares of the
 * maximum, straight lines that are not held in) take the lowest score in use.
 */
export interface Unverified {
  readonly cells: readonly UnverifiedCells[];
  /** `override` is the normalisation a replicate uses for all indicators instead of its own. */
  readonly discount: (normalised: Stage, override?: NormaliseSpec) => Stage;
  /** The same for the column of one indicator. */
  readonly discountColumn: (
    indicator: number,
    column: Float64Array,
    override?: NormaliseSpec,
  ) => Float64Array;
}

/** Marked cells of one indicator. */
export interface UnverifiedCells {
  /** Position in `scheme.indicators`. */
  readonly column: number;
  readonly units: Int32Array;
}

type Facts = Pick<Appraisal, 'scheme' | 'panel' | 'period' | 'classes' | 'classOf' | 'imputed'>;

/** Finds the cells once; `discount` can then be repeated in every replicate. */
export function unverifiedCells(input: Facts): Unverified {
  const { scheme } = input;
  const spec = scheme.decide.unverified;
  const cells = spec && spec.discount > 0 ? findCells(input, spec.flags) : [];
  const groups = cells.length ? scaleGroups(input.classes, scheme.select.scale).members : [];
  const marked = new Map(cells.map((c) => [c.column, c.units]));
  const discountColumn: Unverified['discountColumn'] = (i, column, override) => {
    const units = marked.get(i);
    const indicator = scheme.indicators[i]!;
    const scale = override ?? indicator.normalise ?? scheme.normalise;
    return units
      ? lowered(column, units, spec!.discount, groups, scaleFloor(scale, indicator))
      : column;
  };
  return {
    cells,
    discountColumn,
    discount: (stage, override) => {
      if (cells.length === 0) return stage;
      const columns = stage.columns.slice();
      for (const { column: i } of cells) columns[i] = discountColumn(i, columns[i]!, override);
      return { ids: stage.ids, columns };
    },
  };
}

function findCells(
  { scheme, panel, period, classOf, imputed }: Facts,
  wanted: readonly ('estimated' | 'disputed' | 'imputed')[],
): UnverifiedCells[] {
  const flags = new Set<number>(wanted.map((f) => CellFlag[f]));
  const place = new Map(scheme.indicators.map((x, i) => [x.id, i]));
  const filled = scheme.indicators.map((): number[] => []);
  if (flags.has(CellFlag.imputed)) for (const c of imputed) filled[place.get(c.id)!]!.push(c.unit);
  return scheme.indicators.flatMap(({ id }, column) => {
    const at = columnIndex(panel, id, period);
    const units = new Set(filled[column]);
    panel.flags[at]!.forEach((flag, u) => {
      if (flags.has(flag)) units.add(u);
    });
    const ranked = Int32Array.from([...units].filter((u) => classOf[u]! >= 0)).sort();
    return ranked.length ? [{ column, units: ranked }] : [];
  });
}

function lowered(
  column: Float64Array,
  units: Int32Array,
  discount: number,
  groups: readonly Int32Array[],
  floor: number | undefined,
): Float64Array {
  const out = column.slice();
  if (floor !== undefined) {
    for (const u of units)
      if (out[u]! > floor) out[u] = column[u]! - discount * (column[u]! - floor);
    return out;
  }
  const marked = new Set(units);
  for (const members of groups) {
    let lowest = Number.POSITIVE_INFINITY;
    for (const u of members) if (column[u]! < lowest) lowest = column[u]!;
    for (const u of members)
      if (marked.has(u)) out[u] = column[u]! - discount * (column[u]! - lowest);
  }
  return out;
}

/** Lowest score a normalisation method can give; undefined when it has no end of its own. */
export function scaleFloor(
  spec: NormaliseSpec,
  indicator: Pick<Indicator, 'bands'>,
): number | undefined {
  switch (spec.method) {
    case 'minmax':
      return spec.range[0];
    case 'rank':
      return 1;
    case 'borda':
    case 'percentile':
    case 'target':
    case 'reference':
    case 'best':
    case 'efficacy':
      return 0;
    case 'goalposts':
      return spec.truncate ? 0 : undefined;
    case 'bands':
      return indicator.bands ? Math.min(...indicator.bands.map((b) => b.score)) : undefined;
    case 'zscore':
    case 'fraction':
    case 'scaled':
      return undefined;
  }
}

/**
 * What each unverified figure costs: indicators in the order of the scheme, each against
 * the score with the earlier ones discounted already, so that the points of a unit sum to
 * its whole loss whatever the aggregation. Under outranking a rival may gain by it; that
 * is a decision too. `aggregated` is the tree after all discounts.
 *
 * Errors: `aggregate.not-positive` where a whole discount leaves a mean nothing to take.
 */
export function unverifiedDecisions(
  input: Facts & {
    readonly normalised: Stage;
    readonly aggregated: Stage;
    readonly weights: Weights;
  },
  found: Unverified,
): { readonly decisions: Decision[]; readonly aggregated: Stage } {
  const { scheme, panel, period, normalised, aggregated, weights, classes } = input;
  const tree = schemeTree(scheme);
  const outranks = tree.order.some((n) => n.spec.method === 'copeland');
  const everyone = Int32Array.from(classes.flatMap((c) => Array.from(c.members))).sort();
  const after = found.discount(normalised);
  const leaves = normalised.columns.slice();
  const nodes = aggregated.columns.map((c) => c.slice());
  const decisions: Decision[] = [];
  for (const { column, units } of found.cells) {
    leaves[column] = after.columns[column]!;
    const touched = outranks ? everyone : units;
    const before = gather(nodes.at(-1)!, touched);
    const rows = outranks ? null : units;
    const issue = aggregatePath(tree, column, weights.table, classes, leaves, nodes, rows);
    if (issue) fail({ ...issue, path: 'decide.unverified.discount' });
    const { id } = scheme.indicators[column]!;
    const marked = new Set(units);
    const root = nodes.at(-1)!;
    touched.forEach((u, k) => {
      const points = root[u]! - before[k]!;
      // A marked cell without a figure costs nothing; an unmarked rival only counts when moved.
      if (Number.isNaN(points) || (points === 0 && !marked.has(u))) return;
      decisions.push({
        unit: u,
        kind: 'unverified',
        rule: id,
        points: points === 0 ? 0 : points,
        fact: {
          column: id,
          value: panel.columns[columnIndex(panel, id, period)]![u]!,
          limit: scheme.decide.unverified!.discount,
        },
      });
    });
  }
  return { decisions, aggregated: { ids: aggregated.ids, columns: nodes } };
}
