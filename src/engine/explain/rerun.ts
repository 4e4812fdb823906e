import { EngineError } from '../errors.ts';
import { gather } from '../kernels/group.ts';
import type { Panel, Stage } from '../panel.ts';
import { replicator } from '../replicate.ts';
import { compileGrade } from '../steps/grade.ts';
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
  /** Grade index of the unit with the figure changed; undefined where the chain refuses it. */
  readonly gradeWith: (indicator: number, value: number) => number | undefined;
}

/** Undefined when the scheme does not grade. */
export function rerunner(whole: Appraisal, unit: number): Rerun | undefined {
  const { result, place } = narrowed(whole, unit);
  const gradesOf = compileGrade(result);
  if (!gradesOf) return undefined;
  const run = replicator(result);
  return {
    result,
    unit: place,
    grades: gradesOf(run({})).slice(),
    gradeWith: (indicator, value) => {
      const column = result.chain.raw.columns[indicator]!.slice();
      column[place] = value;
      try {
        return gradesOf(run({ raw: new Map([[indicator, column]]) }))[place]!;
      } catch (error) {
        // A figure no mean can take, or a column left without spread: no answer, no crash.
        if (error instanceof EngineError) return undefined;
        throw error;
      }
    },
  };
}

/** The unit's class by itself, when no step of the scheme looks beyond it. */
function narrowed(result: Appraisal, unit: number): { result: Appraisal; place: number } {
  const { scheme, classes, classOf } = result;
  const group = classes[classOf[unit]!]!;
  const filled = scheme.impute.method === 'mean' || scheme.impute.method === 'median';
  const looksBeyond =
    (scheme.select.scale === 'all' && classes.length > 1) ||
    (filled && scheme.impute.within !== 'class') ||
    [scheme.normalise, ...scheme.indicators.map((x) => x.normalise)].some(
      (spec) => spec?.method === 'reference',
    );
  const { members } = group;
  if (looksBeyond || members.length === classOf.length) return { result, place: unit };
  const place = new Map(Array.from(members, (u, k) => [u, k]));
  const stage = ({ ids, columns }: Stage): Stage => ({
    ids,
    columns: columns.map((x) => gather(x, members)),
  });
  const here = <T extends { readonly unit: number }>(list: readonly T[]): T[] =>
    list.flatMap((x) => (place.has(x.unit) ? { ...x, unit: place.get(x.unit)! } : []));
  return {
    place: place.get(unit)!,
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
