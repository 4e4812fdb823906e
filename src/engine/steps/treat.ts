import { byGroup, scaleGroups } from '../kernels/group.ts';
import { ln } from '../kernels/math.ts';
import { extent, skewAndKurtosis } from '../kernels/stats.ts';
import type { Stage } from '../panel.ts';
import type { Scheme, TreatSpec } from '../scheme/schema.ts';
import type { TreatedCell, TreatedColumn, UnitClass } from '../types.ts';

export interface Treatment {
  readonly stage: Stage;
  readonly columns: readonly TreatedColumn[];
  readonly cells: readonly TreatedCell[];
}

/**
 * Step 4. Treats a column only when |skew| and excess kurtosis are both over the
 * thresholds (OECD handbook; defaults 2 and 3.5): winsorises one extreme value at a
 * time, up to `max` points, and when that does not help puts the *untreated* column
 * through the logarithm. Every treated cell is listed; a column with none is passed on
 * as the same object.
 */
export function treat(
  stage: Stage,
  scheme: Scheme,
  classes: readonly UnitClass[],
  override?: Partial<TreatSpec>,
): Treatment {
  const groups = scaleGroups(classes, scheme.select.scale);
  const columns: TreatedColumn[] = [];
  const cells: TreatedCell[] = [];
  const treated = stage.columns.map((column, i) => {
    const spec = { ...scheme.treat, ...scheme.indicators[i]!.treat, ...override };
    if (spec.method === 'none') return column;
    let changed = false;
    const out = byGroup(column, groups.members, (values, g) => {
      const result = treatColumn(values, spec);
      columns.push({ ...result.summary, id: stage.ids[i]!, className: groups.names[g]! });
      if (result.values === values) return values;
      changed = true;
      const members = groups.members[g]!;
      const logged = result.summary.action === 'log';
      for (let k = 0; k < values.length; k++) {
        const before = values[k]!;
        const after = result.values[k]!;
        if (Number.isNaN(before) || (!logged && before === after)) continue;
        const action = logged ? 'log' : after < before ? 'winsorised-high' : 'winsorised-low';
        cells.push({ unit: members[k]!, id: stage.ids[i]!, before, after, action });
      }
      return result.values;
    });
    return changed ? out : column;
  });
  return { stage: { ids: stage.ids, columns: treated }, columns, cells };
}

/** One column by itself; the values given are never written to. */
export function treatColumn(
  values: Float64Array,
  spec: TreatSpec,
): { values: Float64Array; summary: Omit<TreatedColumn, 'id' | 'className'> } {
  const before = skewAndKurtosis(values);
  const passes = (s: { skew: number; kurtosis: number }): boolean =>
    !(Math.abs(s.skew) > spec.skew && s.kurtosis > spec.kurtosis);
  const summary = (
    action: TreatedColumn['action'],
    points: number,
    after: { skew: number; kurtosis: number },
  ) => ({
    ...before,
    action,
    points,
    skewAfter: after.skew,
    kurtosisAfter: after.kurtosis,
    passed: passes(after),
  });
  if (passes(before)) return { values, summary: summary('none', 0, before) };
  if (spec.method === 'winsorise') {
    const winsorised = winsorise(values, spec, passes);
    const after = skewAndKurtosis(winsorised.values);
    if (passes(after) || spec.fallback === 'none')
      return { values: winsorised.values, summary: summary('winsorise', winsorised.points, after) };
  }
  const logged = logShift(values);
  return { values: logged, summary: summary('log', 0, skewAndKurtosis(logged)) };
}

/**
 * Replaces the extreme value on the side of the skew by the next one, again and again.
 * Tied extremes move together, so one more point than `max` can be reached by a tie.
 */
export function winsorise(
  values: Float64Array,
  spec: { readonly max: number },
  passes: (s: { skew: number; kurtosis: number }) => boolean,
): { values: Float64Array; points: number } {
  const x = values.slice();
  let high = 0;
  let low = 0;
  let now = skewAndKurtosis(x);
  while (!passes(now) && high + low < spec.max) {
    if (now.skew >= 0) high = pullIn(x, 1);
    else low = pullIn(x, -1);
    now = skewAndKurtosis(x);
  }
  return { values: x, points: high + low };
}

/** Moves all values at the extreme to the next value inside; returns how many there were. */
function pullIn(x: Float64Array, sign: 1 | -1): number {
  let top = Number.NEGATIVE_INFINITY;
  let next = Number.NEGATIVE_INFINITY;
  for (let i = 0; i < x.length; i++) {
    const v = sign * x[i]!;
    if (v > top) {
      next = top;
      top = v;
    } else if (v < top && v > next) next = v;
  }
  let count = 0;
  for (let i = 0; i < x.length; i++)
    if (sign * x[i]! === top) {
      x[i] = sign * next;
      count++;
    }
  return count;
}

/** ln(x − min + 1 % of the range): the transformation of the JRC's COIN Tool. */
export function logShift(values: Float64Array): Float64Array {
  const { min, max } = extent(values);
  const shift = 0.01 * (max - min);
  const out = new Float64Array(values.length);
  for (let i = 0; i < out.length; i++) out[i] = ln(values[i]! - min + shift);
  return out;
}
