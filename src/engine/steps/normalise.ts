import { fail } from '../errors.ts';
import { byGroup, scaleGroups } from '../kernels/group.ts';
import * as kernel from '../kernels/normalise.ts';
import { extent } from '../kernels/stats.ts';
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
      const out = normaliseColumn(values, indicator, spec, reference);
      if (relative.has(spec.method) && extent(values).count > 0 && extent(out).count === 0)
        fail({
          code: 'normalise.no-spread',
          path: `indicators[${i}]`,
          at: { column: indicator.name },
          params: { id: indicator.id, name: indicator.name, class: groups.names[g]! },
        });
      return out;
    });
  });
  return { ids: stage.ids, columns };
}

const relative = new Set(['minmax', 'zscore', 'percentile', 'best', 'fraction', 'reference']);

function referenceValue(
  column: Float64Array,
  spec: { readonly unit: string },
  panel: Panel,
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

/** One column of one group. `reference` is only read by method 'reference'. */
export function normaliseColumn(
  values: Float64Array,
  indicator: Pick<Indicator, 'polarity' | 'target' | 'goalposts' | 'standards' | 'bands'>,
  spec: NormaliseSpec,
  reference: number,
): Float64Array {
  const sign = indicator.polarity === 'cost' ? -1 : 1;
  const x = sign < 0 && !stated.has(spec.method) ? kernel.linear(values, -1, 0) : values;
  switch (spec.method) {
    case 'minmax':
      return kernel.minmax(x, spec.range);
    case 'zscore':
      return kernel.zscore(x, spec.mean, spec.sd);
    case 'rank':
      return kernel.ranks(x);
    case 'borda':
      return kernel.linear(kernel.ranks(x), 1, -1);
    case 'percentile':
      return percentile(x, spec.factor);
    case 'target': {
      const y = kernel.distanceTo(x, sign * (indicator.target ?? Number.NaN), spec.cap);
      return times(y, spec.factor);
    }
    case 'reference':
      return times(kernel.distanceTo(x, sign * reference, spec.cap), spec.factor);
    case 'best':
      return times(kernel.distanceTo(x, extent(x).max, false), spec.factor);
    case 'fraction':
      return times(kernel.fractionOfMax(x), spec.factor);
    case 'goalposts': {
      const posts = indicator.goalposts ?? [Number.NaN, Number.NaN];
      return times(kernel.goalposts(values, posts, spec.truncate), spec.factor);
    }
    case 'scaled': {
      const [from, to] = sign > 0 ? spec.from : [spec.from[1], spec.from[0]];
      return times(kernel.goalposts(values, [from, to], false), spec.factor);
    }
    case 'efficacy': {
      const y = kernel.efficacy(values, indicator.standards ?? []);
      const { decimals } = spec;
      return decimals === undefined ? y : y.map((v) => kernel.roundHalfUp(v, decimals));
    }
    case 'bands':
      return kernel.bands(values, indicator.bands ?? [], spec.interpolate);
  }
}

/** Methods whose stated values already carry the direction. */
const stated = new Set(['goalposts', 'scaled', 'efficacy', 'bands']);

function times(x: Float64Array, factor: number): Float64Array {
  return factor === 1 ? x : kernel.linear(x, factor, 0);
}

function percentile(x: Float64Array, factor: number): Float64Array {
  const ranks = kernel.ranks(x);
  const { count } = extent(x);
  for (let i = 0; i < ranks.length; i++) ranks[i] = ((ranks[i]! - 1) / (count - 1)) * factor;
  return ranks;
}
