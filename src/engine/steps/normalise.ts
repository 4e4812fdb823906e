import { fail } from '../errors.ts';
import { byGroup, scaleGroups } from '../kernels/group.ts';
import * as kernel from '../kernels/normalise.ts';
import { extent, meanAndSd } from '../kernels/stats.ts';
import type { Panel, Stage } from '../panel.ts';
import type { Indicator, NormaliseSpec, Scheme } from '../scheme/schema.ts';
import type { UnitClass } from '../types.ts';

/**
 * Step 6. Puts every indicator on the scale of its method, more always better: cost
 * indicators are negated first, and for methods with stated values (goalposts, target,
 * standards, bands) those values are read in the indicator's own direction.
 * Relative methods look at the class, or at all ranked units when `select.scale` is 'all'.
 *
 * Errors: `normalise.reference-unknown`, `normalise.no-spread`.
 */
export function normalise(
  stage: Stage,
  scheme: Scheme,
  classes: readonly UnitClass[],
  panel: Panel,
  override?: NormaliseSpec,
): Stage {
  const groups = scaleGroups(classes, scheme.select.scale);
  const columns = stage.columns.map((column, i) => {
    const indicator = scheme.indicators[i]!;
    const spec = override ?? indicator.normalise ?? scheme.normalise;
    const reference = spec.method === 'reference' ? referenceValue(column, spec, panel, i) : 0;
    return byGroup(column, groups.members, (values, g) => {
      const found = statistics(spec, values);
      const scaling = fitScaling(spec, indicator, reference, found);
      if (scaling) {
        if (noSpread(spec, scaling, found)) refuseNoSpread(indicator, i, groups.names[g]!);
        return kernel.scale(values, scaling);
      }
      const out = normaliseColumn(values, indicator, spec);
      if (spec.method === 'percentile' && extent(values).count === 1)
        refuseNoSpread(indicator, i, groups.names[g]!);
      return out;
    });
  });
  return { ids: stage.ids, columns };
}

const relative = new Set(['minmax', 'zscore', 'best', 'fraction', 'reference']);

/** Whether a method that looks at the spread of the figures found figures, but no spread. */
export function noSpread(
  spec: NormaliseSpec,
  { divisor }: kernel.Scaling,
  { max, mean }: GroupStatistics,
): boolean {
  if (!relative.has(spec.method) || (divisor !== 0 && !Number.isNaN(divisor))) return false;
  return max > Number.NEGATIVE_INFINITY || !Number.isNaN(mean);
}

export function refuseNoSpread(indicator: Indicator, i: number, className: string): never {
  fail({
    code: 'normalise.no-spread',
    path: `indicators[${i}]`,
    at: { column: indicator.name },
    params: { id: indicator.id, name: indicator.name, class: className },
  });
}

function referenceValue(
  column: Float64Array,
  spec: { readonly unit: string },
  panel: Pick<Panel, 'units'>,
  i: number,
): number {
  const at = panel.units.indexOf(spec.unit);
  const value = at < 0 ? Number.NaN : column[at]!;
  if (Number.isNaN(value))
    fail({
      code: 'normalise.reference-unknown',
      path: `indicators[${i}].normalise.unit`,
      params: { unit: spec.unit },
    });
  return value;
}

/** What a method has to know of the figures of a group. */
export function statisticsOf(spec: NormaliseSpec): 'none' | 'extent' | 'moments' {
  switch (spec.method) {
    case 'zscore':
      return 'moments';
    case 'minmax':
    case 'target':
    case 'reference':
    case 'best':
    case 'fraction':
      return 'extent';
    default:
      return 'none';
  }
}

/** Statistics of a group; what was not asked for is `NaN`. No figure at all: min above max. */
export interface GroupStatistics {
  readonly min: number;
  readonly max: number;
  readonly mean: number;
  readonly sd: number;
}

/** Nothing known: enough for methods whose values are stated. */
export const untold: GroupStatistics = {
  min: Number.NaN,
  max: Number.NaN,
  mean: Number.NaN,
  sd: Number.NaN,
};

function statistics(spec: NormaliseSpec, values: Float64Array): GroupStatistics {
  switch (statisticsOf(spec)) {
    case 'none':
      return untold;
    case 'extent':
      return { ...untold, ...extent(values) };
    case 'moments':
      return { ...untold, ...meanAndSd(values) };
  }
}

type Stated = Pick<Indicator, 'polarity' | 'target' | 'goalposts'>;

/**
 * The straight line of a method, in the indicator's own direction; undefined for methods
 * that are none (ranks, standards, bands). Relative methods take «more is better»: for a
 * cost indicator the line of the turned column is found and turned back. `reference` is
 * only read by 'reference'.
 */
export function fitScaling(
  spec: NormaliseSpec,
  indicator: Stated,
  reference: number,
  found: GroupStatistics,
): kernel.Scaling | undefined {
  const cost = indicator.polarity === 'cost';
  if (spec.method === 'goalposts') {
    const posts = indicator.goalposts ?? ([Number.NaN, Number.NaN] as const);
    return kernel.times(kernel.goalposts(posts, spec.truncate), spec.factor);
  }
  if (spec.method === 'scaled') {
    const [from, to] = spec.from;
    const line = cost ? kernel.goalposts([to, from], false) : kernel.goalposts([from, to], false);
    return kernel.times(line, spec.factor);
  }
  const line = cost
    ? relativeScaling(spec, -(indicator.target ?? Number.NaN), -reference, turn(found))
    : relativeScaling(spec, indicator.target ?? Number.NaN, reference, found);
  return line && cost ? kernel.turned(line) : line;
}

function turn({ min, max, mean, sd }: GroupStatistics): GroupStatistics {
  return { min: -max, max: -min, mean: -mean, sd };
}

function relativeScaling(
  spec: NormaliseSpec,
  target: number,
  reference: number,
  found: GroupStatistics,
): kernel.Scaling | undefined {
  switch (spec.method) {
    case 'minmax':
      return kernel.minmax(found, spec.range);
    case 'zscore':
      return kernel.zscore(found, spec.mean, spec.sd);
    case 'target':
      return kernel.times(kernel.distanceTo(found, target, spec.cap), spec.factor);
    case 'reference':
      return kernel.times(kernel.distanceTo(found, reference, spec.cap), spec.factor);
    case 'best':
      return kernel.times(kernel.distanceTo(found, found.max, false), spec.factor);
    case 'fraction':
      return kernel.times(kernel.fractionOfMax(found), spec.factor);
    default:
      return undefined;
  }
}

/** Methods that are no straight line, on one column of one group. */
export function normaliseColumn(
  values: Float64Array,
  indicator: Pick<Indicator, 'polarity' | 'standards' | 'bands'>,
  spec: NormaliseSpec,
): Float64Array {
  const upward = (): Float64Array =>
    indicator.polarity === 'cost' ? kernel.linear(values, -1, 0) : values;
  switch (spec.method) {
    case 'rank':
      return kernel.ranks(upward());
    case 'borda':
      return kernel.linear(kernel.ranks(upward()), 1, -1);
    case 'percentile':
      return percentile(upward(), spec.factor);
    case 'efficacy': {
      const y = kernel.efficacy(values, indicator.standards ?? []);
      const { decimals } = spec;
      return decimals === undefined ? y : y.map((v) => kernel.roundHalfUp(v, decimals));
    }
    case 'bands':
      return kernel.bands(values, indicator.bands ?? [], spec.interpolate);
    default:
      throw new RangeError(`${spec.method} is a straight line: fitScaling`);
  }
}

function percentile(x: Float64Array, factor: number): Float64Array {
  const ranks = kernel.ranks(x);
  const { count } = extent(x);
  for (let i = 0; i < ranks.length; i++) ranks[i] = ((ranks[i]! - 1) / (count - 1)) * factor;
  return ranks;
}
