import { fail } from '../errors.ts';
import { byGroup, scaleGroups } from '../kernels/group.ts';
import * as kernel from '../kernels/normalise.ts';
import { type Extent, extent, type Moments, meanAndSd } from '../kernels/stats.ts';
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
      const scaling = fitScaling(spec, indicator, reference, {
        extent: () => extent(values),
        moments: () => meanAndSd(values),
      });
      if (scaling) {
        if (noSpread(spec, scaling) && extent(values).count > 0)
          refuseNoSpread(indicator, i, groups.names[g]!);
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

/** Whether a method that looks at the spread of the figures found none. */
export function noSpread(spec: NormaliseSpec, { divisor }: kernel.Scaling): boolean {
  return relative.has(spec.method) && (divisor === 0 || Number.isNaN(divisor));
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

/** Statistics of the figures of one group, taken when a method asks for them. */
export interface GroupStatistics {
  readonly extent: () => Extent;
  readonly moments: () => Pick<Moments, 'mean' | 'sd'>;
}

type Stated = Pick<Indicator, 'polarity' | 'target' | 'goalposts'>;

/**
 * The straight line of a method, in the indicator's own direction; undefined for methods
 * that are none (ranks, standards, bands). `reference` is only read by 'reference'.
 */
export function fitScaling(
  spec: NormaliseSpec,
  indicator: Stated,
  reference: number,
  statistics: GroupStatistics,
): kernel.Scaling | undefined {
  const cost = indicator.polarity === 'cost';
  const sign = cost ? -1 : 1;
  // Extent and mean of the turned column, for methods that take «more is better».
  const turnedExtent = (): Extent => {
    const { count, min, max } = statistics.extent();
    return cost ? { count, min: -max, max: -min } : { count, min, max };
  };
  const direct = (scaling: kernel.Scaling): kernel.Scaling =>
    cost ? kernel.turned(scaling) : scaling;
  switch (spec.method) {
    case 'minmax':
      return direct(kernel.minmax(turnedExtent(), spec.range));
    case 'zscore': {
      const { mean, sd } = statistics.moments();
      return direct(kernel.zscore({ mean: sign * mean, sd }, spec.mean, spec.sd));
    }
    case 'target':
      return direct(
        times(
          kernel.distanceTo(turnedExtent(), sign * (indicator.target ?? Number.NaN), spec.cap),
          spec.factor,
        ),
      );
    case 'reference':
      return direct(
        times(kernel.distanceTo(turnedExtent(), sign * reference, spec.cap), spec.factor),
      );
    case 'best': {
      const found = turnedExtent();
      return direct(times(kernel.distanceTo(found, found.max, false), spec.factor));
    }
    case 'fraction':
      return direct(times(kernel.fractionOfMax(turnedExtent()), spec.factor));
    case 'goalposts': {
      const posts = indicator.goalposts ?? [Number.NaN, Number.NaN];
      return times(kernel.goalposts(posts, spec.truncate), spec.factor);
    }
    case 'scaled': {
      const [from, to] = cost ? [spec.from[1], spec.from[0]] : spec.from;
      return times(kernel.goalposts([from, to], false), spec.factor);
    }
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

function times(scaling: kernel.Scaling, factor: number): kernel.Scaling {
  return { ...scaling, factor: scaling.factor * factor };
}

function percentile(x: Float64Array, factor: number): Float64Array {
  const ranks = kernel.ranks(x);
  const { count } = extent(x);
  for (let i = 0; i < ranks.length; i++) ranks[i] = ((ranks[i]! - 1) / (count - 1)) * factor;
  return ranks;
}
