import { fail } from '../errors.ts';
import { byGroup } from '../kernels/group.ts';
import { mean, median } from '../kernels/stats.ts';
import type { Panel, Stage } from '../panel.ts';
import type { ImputeSpec } from '../scheme/schema.ts';
import type { ImputedCell, UnitClass } from '../types.ts';

export interface Imputation {
  readonly stage: Stage;
  readonly cells: readonly ImputedCell[];
}

/**
 * Step 3. Fills missing cells: mean or median of the group, last value carried
 * forward, or linear in time (between two known periods; the nearest one at the
 * ends). What cannot be filled stays missing and is left to `aggregate`.
 *
 * `history` gives the denominated stage of each period up to the one appraised,
 * oldest first; only 'last' and 'linear' look at it.
 */
export function impute(
  stage: Stage,
  spec: ImputeSpec,
  context: {
    readonly panel: Panel;
    readonly classes: readonly UnitClass[];
    readonly period: number;
    readonly history: (period: number) => Stage;
  },
): Imputation {
  if (spec.method === 'none') return { stage, cells: [] };
  const fill =
    spec.method === 'last' || spec.method === 'linear'
      ? overTime(spec.method, context)
      : withinGroups(spec, context);
  const ranked = rankedUnits(context.classes, context.panel.units.length);
  const cells: ImputedCell[] = [];
  const columns = stage.columns.map((column, i) => {
    let filled: Float64Array | undefined;
    let candidate: Float64Array | undefined;
    for (let u = 0; u < column.length; u++) {
      if (ranked[u] === 0 || !Number.isNaN(column[u]!)) continue;
      candidate ??= fill(column, i);
      const value = candidate[u]!;
      if (Number.isNaN(value)) continue;
      filled ??= column.slice();
      filled[u] = value;
      cells.push({ unit: u, id: stage.ids[i]!, value, method: spec.method });
    }
    return filled ?? column;
  });
  return { stage: { ids: stage.ids, columns }, cells };
}

type Fill = (column: Float64Array, index: number) => Float64Array;

function rankedUnits(classes: readonly UnitClass[], n: number): Uint8Array {
  const ranked = new Uint8Array(n);
  for (const c of classes) for (const u of c.members) ranked[u] = 1;
  return ranked;
}

function withinGroups(
  spec: ImputeSpec,
  context: { panel: Panel; classes: readonly UnitClass[] },
): Fill {
  const groups = imputeGroups(spec.within, context.panel, context.classes);
  const centre = spec.method === 'median' ? median : mean;
  return (column) =>
    byGroup(column, groups, (values) => new Float64Array(values.length).fill(centre(values)));
}

function imputeGroups(
  within: string,
  panel: Panel,
  classes: readonly UnitClass[],
): readonly Int32Array[] {
  if (within === 'class') return classes.map((c) => c.members);
  const ranked = rankedUnits(classes, panel.units.length);
  const labels =
    within === 'all'
      ? panel.units.map(() => '')
      : (panel.attributes[within] ??
        fail({
          code: 'impute.attribute-missing',
          path: 'impute.within',
          params: { attribute: within, known: Object.keys(panel.attributes).join('、') },
        }));
  const groups = new Map<string, number[]>();
  labels.forEach((label, u) => {
    if (ranked[u] === 0) return;
    const list = groups.get(label);
    if (list) list.push(u);
    else groups.set(label, [u]);
  });
  return [...groups.values()].map((g) => Int32Array.from(g));
}

function overTime(
  method: 'last' | 'linear',
  context: { panel: Panel; period: number; history: (period: number) => Stage },
): Fill {
  const { period, panel, history } = context;
  return (column, i) => {
    const out = new Float64Array(column.length).fill(Number.NaN);
    for (let u = 0; u < out.length; u++) {
      const value = (p: number): number => history(p).columns[i]![u]!;
      let before = period - 1;
      while (before >= 0 && Number.isNaN(value(before))) before--;
      if (before >= 0) out[u] = value(before);
      if (method === 'last') continue;
      let after = period + 1;
      while (after < panel.periods.length && Number.isNaN(value(after))) after++;
      if (after >= panel.periods.length) continue;
      const right = value(after);
      out[u] =
        before < 0
          ? right
          : value(before) + ((right - value(before)) * (period - before)) / (after - before);
    }
    return out;
  };
}
