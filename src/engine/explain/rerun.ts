import { EngineError } from '../errors.ts';
import { gather } from '../kernels/group.ts';
import type { Panel, Stage } from '../panel.ts';
import { perturbedColumns } from '../replicate.ts';
import { schemeTree } from '../scheme/tree.ts';
import { aggregate } from '../steps/aggregate.ts';
import { compileDecide } from '../steps/decide.ts';
import { compileGrade, type GradedReplicate } from '../steps/grade.ts';
import { aggregatePath, pathOf } from '../steps/path.ts';
import { unverifiedCells } from '../steps/unverified.ts';
import type { Appraisal } from '../types.ts';

/**
 * The chain run again with one reported figure of one unit changed: denominate, impute,
 * treat, normalise, aggregate, decide and grade, of the whole class, so that a scale that
 * looks at the class moves with the figure. Weights stay as they are.
 */
export interface Rerun {
  /** The run, narrowed to the class where nothing outside it can matter. */
  readonly result: Appraisal;
  /** Place of the unit in it. */
  readonly unit: number;
  /** Grade index of every unit as things stand. */
  readonly grades: Int32Array;
  /** The unit with one reported figure changed; undefined where the chain refuses it. */
  readonly with: (
    indicator: number,
    value: number,
  ) => { readonly grade: number; readonly score: number } | undefined;
}

/** Undefined when the scheme does not grade. */
export function rerunner(whole: Appraisal, unit: number): Rerun | undefined {
  const { result, place, again } = narrowed(whole, whole.classOf[unit]!);
  const gradesOf = compileGrade(result);
  if (!gradesOf) return undefined;
  const at = place.get(unit)!;
  return {
    result,
    unit: at,
    grades: gradesOf(again()!),
    with: (indicator, value) => {
      const column = result.chain.raw.columns[indicator]!.slice();
      column[at] = value;
      const found = again({ indicator, column });
      return found && { grade: gradesOf(found)[at]!, score: found.score[at]! };
    },
  };
}

type Again = (change?: {
  readonly indicator: number;
  readonly column: Float64Array;
}) => GradedReplicate | undefined;

/**
 * Scores after one reported column is exchanged for another; undefined where a step refuses
 * it (a figure no mean can take, a column left without spread). The changed column goes
 * through its steps; above it only the rows that changed are aggregated again, mostly one.
 */
function runAgain(result: Appraisal): Again {
  const { scheme, chain, classes, weights } = result;
  const tree = schemeTree(scheme);
  const outranks = tree.order.some((n) => n.spec.method === 'copeland');
  const { discount, discountColumn } = unverifiedCells(result);
  const { score } = compileDecide(result);
  const leaves = discount(chain.normalised).columns;
  const nodes = aggregate(
    { ids: chain.normalised.ids, columns: leaves },
    scheme,
    weights.table,
    classes,
    { tree },
  );
  const asItIs = { score: score(nodes.columns.at(-1)!), aggregated: nodes };
  return (change) => {
    if (!change) return asItIs;
    const { indicator, column } = change;
    const raw = new Map([[indicator, column]]);
    const fresh = refusable(() => perturbedColumns(result, { raw }, [indicator]).columns[0]!);
    if (!fresh) return undefined;
    const columns = leaves.slice();
    columns[indicator] = discountColumn(indicator, fresh);
    const above = nodes.columns.slice();
    for (const n of pathOf(tree, indicator)) above[n] = above[n]!.slice();
    const rows = outranks ? null : differing(leaves[indicator]!, columns[indicator]!);
    if (aggregatePath(tree, indicator, weights.table, classes, columns, above, rows))
      return undefined;
    return { score: score(above.at(-1)!), aggregated: { ids: nodes.ids, columns: above }, raw };
  };
}

function refusable<T>(step: () => T): T | undefined {
  try {
    return step();
  } catch (error) {
    if (error instanceof EngineError) return undefined;
    throw error;
  }
}

function differing(a: Float64Array, b: Float64Array): Int32Array {
  const rows: number[] = [];
  for (let u = 0; u < a.length; u++)
    if (a[u] !== b[u] && !(Number.isNaN(a[u]!) && Number.isNaN(b[u]!))) rows.push(u);
  return Int32Array.from(rows);
}

interface Narrowed {
  readonly result: Appraisal;
  /** Unit of the whole run → its place in this one. */
  readonly place: ReadonlyMap<number, number>;
  readonly again: Again;
}

/** Kept as long as the result is: a report asks for one unit of a class after another. */
const known = new WeakMap<Appraisal, Map<number, Narrowed>>();

function narrowed(result: Appraisal, classIndex: number): Narrowed {
  let classes = known.get(result);
  if (!classes) {
    classes = new Map();
    known.set(result, classes);
  }
  let found = classes.get(classIndex);
  if (!found) {
    const one = narrow(result, classIndex);
    found = { ...one, again: runAgain(one.result) };
    classes.set(classIndex, found);
  }
  return found;
}

/** One class by itself, when no step of the scheme looks beyond it. */
function narrow(result: Appraisal, classIndex: number): Omit<Narrowed, 'again'> {
  const { scheme, classes, classOf } = result;
  const group = classes[classIndex]!;
  const filled = scheme.impute.method === 'mean' || scheme.impute.method === 'median';
  const looksBeyond =
    (scheme.select.scale === 'all' && classes.length > 1) ||
    (filled && scheme.impute.within !== 'class') ||
    [scheme.normalise, ...scheme.indicators.map((x) => x.normalise)].some(
      (spec) => spec?.method === 'reference',
    );
  const { members } = group;
  if (looksBeyond || members.length === classOf.length)
    return { result, place: new Map(Array.from(members, (u) => [u, u])) };
  const place = new Map(Array.from(members, (u, k) => [u, k]));
  const stage = ({ ids, columns }: Stage): Stage => ({
    ids,
    columns: columns.map((x) => gather(x, members)),
  });
  const here = <T extends { readonly unit: number }>(list: readonly T[]): T[] =>
    list.flatMap((x) => (place.has(x.unit) ? { ...x, unit: place.get(x.unit)! } : []));
  return {
    place,
    result: {
      ...result,
      panel: rowsOf(result.panel, members),
      classes: [{ ...group, members: members.map((_, k) => k) }],
      classOf: new Int32Array(members.length),
      excluded: [],
      chain: {
        raw: stage(result.chain.raw),
        denominated: stage(result.chain.denominated),
        imputed: stage(result.chain.imputed),
        treated: stage(result.chain.treated),
        normalised: stage(result.chain.normalised),
        aggregated: stage(result.chain.aggregated),
      },
      imputed: here(result.imputed),
      imputedShare: gather(result.imputedShare, members),
      treatedCells: here(result.treatedCells),
      base: gather(result.base, members),
      decisions: here(result.decisions),
      score: gather(result.score, members),
      rank: members.map((u) => result.rank[u]!),
    },
  };
}

function rowsOf(panel: Panel, members: Int32Array): Panel {
  const pick = (values: readonly string[]): string[] => Array.from(members, (u) => values[u]!);
  return {
    units: pick(panel.units),
    names: pick(panel.names),
    attributes: Object.fromEntries(
      Object.entries(panel.attributes).map(([key, values]) => [key, pick(values)]),
    ),
    ids: panel.ids,
    periods: panel.periods,
    columns: panel.columns.map((x) => gather(x, members)),
    flags: panel.flags.map((f) => Uint8Array.from(members, (u) => f[u]!)),
  };
}
