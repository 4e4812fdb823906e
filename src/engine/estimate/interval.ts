import { fail } from '../errors.ts';
import { exp, ln } from '../kernels/math.ts';
import { betaQuantile, tQuantile } from './distributions.ts';

export interface Interval {
  readonly lo: number;
  readonly hi: number;
}

/** A figure with its sampling error. */
export interface Estimate extends Interval {
  readonly value: number;
  /** Standard error, in the unit of the value. */
  readonly se: number;
  /** Degrees of freedom of the interval; `Infinity` for the normal one. */
  readonly df: number;
}

/** The t-interval value ± t·se. */
export function tEstimate(value: number, se: number, df: number, level = 0.95): Estimate {
  checkLevel(level);
  const reach = se === 0 ? 0 : tQuantile(0.5 + level / 2, df) * se;
  return { value, se, df, lo: value - reach, hi: value + reach };
}

/**
 * Intervals of a share that stay between 0 and 1: `logit` (Wald on the log odds), `beta`
 * (Clopper–Pearson at the effective size; Korn and Graubard 1998), `wald` (may leave the range).
 */
export type ShareMethod = 'logit' | 'beta' | 'wald';

/** Interval of a share with standard error `se` from `n` rows of a design with `df`. */
export function shareInterval(
  share: { readonly value: number; readonly se: number; readonly df: number; readonly n: number },
  method: ShareMethod = 'logit',
  level = 0.95,
): Interval {
  checkLevel(level);
  const { value: p, se, df, n } = share;
  const t = tQuantile(0.5 + level / 2, df);
  if (method === 'wald') return { lo: p - t * se, hi: p + t * se };
  if (se === 0 && p > 0 && p < 1) return { lo: p, hi: p };
  const tail = (1 - level) / 2;
  // All of one mind: the design says nothing about the error, the number of answers does.
  if (p <= 0) return { lo: 0, hi: betaQuantile(1 - tail, 1, n) };
  if (p >= 1) return { lo: betaQuantile(tail, n, 1), hi: 1 };
  if (method === 'logit') {
    const middle = ln(p / (1 - p));
    const reach = (t * se) / (p * (1 - p));
    return { lo: 1 / (1 + exp(reach - middle)), hi: 1 / (1 + exp(-middle - reach)) };
  }
  const ratio = tQuantile(0.5 + level / 2, n - 1) / t;
  const effective = ((p * (1 - p)) / (se * se)) * ratio * ratio;
  return {
    lo: betaQuantile(tail, effective * p, effective * (1 - p) + 1),
    hi: betaQuantile(1 - tail, effective * p + 1, effective * (1 - p)),
  };
}

/**
 * Share of `count` among `n` answers out of `population` people (without end when absent):
 * Wilson's interval (1927) at the size that the finite population makes of n. It says
 * something at 0 and at n too, and is the share itself once everybody has answered.
 */
export function countShare(
  count: number,
  n: number,
  population = Number.POSITIVE_INFINITY,
  level = 0.95,
): Estimate {
  checkLevel(level);
  if (!(n >= 1)) fail({ code: 'estimate.empty', path: 'n' });
  if (!(count >= 0 && count <= n))
    fail({ code: 'estimate.count', path: 'count', params: { count, n } });
  if (population < n)
    fail({
      code: 'estimate.population',
      path: 'population',
      params: { stratum: '', population, drawn: n },
    });
  const p = count / n;
  const left = 1 - n / population;
  const df = n - 1;
  if (left === 0) return { value: p, se: 0, df, lo: p, hi: p };
  if (df === 0) return { value: p, se: Number.NaN, df, lo: 0, hi: 1 };
  const effective = df / left;
  const z = tQuantile(0.5 + level / 2, df);
  const middle = (p + (z * z) / (2 * effective)) / (1 + (z * z) / effective);
  const reach =
    (z * Math.sqrt((p * (1 - p)) / effective + (z * z) / (4 * effective * effective))) /
    (1 + (z * z) / effective);
  // Rounding must not push the ends past what can be.
  return {
    value: p,
    se: Math.sqrt((p * (1 - p)) / effective),
    df,
    lo: count === 0 ? 0 : Math.max(0, middle - reach),
    hi: count === n ? 1 : Math.min(1, middle + reach),
  };
}

/** Mean of answers counted by value (`values[i]` given by `counts[i]` people), with t-interval. */
export function countMean(
  values: ArrayLike<number>,
  counts: ArrayLike<number>,
  population = Number.POSITIVE_INFINITY,
  level = 0.95,
): Estimate {
  let n = 0;
  let sum = 0;
  for (let i = 0; i < values.length; i++) {
    if (!(counts[i]! >= 0))
      fail({ code: 'estimate.count', path: `counts[${i}]`, params: { count: counts[i]!, n } });
    n += counts[i]!;
    sum += values[i]! * counts[i]!;
  }
  if (n === 0) fail({ code: 'estimate.empty', path: 'counts' });
  if (population < n)
    fail({
      code: 'estimate.population',
      path: 'population',
      params: { stratum: '', population, drawn: n },
    });
  const mean = sum / n;
  let squares = 0;
  for (let i = 0; i < values.length; i++) squares += counts[i]! * (values[i]! - mean) ** 2;
  const left = 1 - n / population;
  const se = left === 0 ? 0 : n < 2 ? Number.NaN : Math.sqrt((left * squares) / (n - 1) / n);
  return tEstimate(mean, se, n - 1, level);
}

function checkLevel(level: number): void {
  if (!(level > 0 && level < 1)) fail({ code: 'estimate.level', path: 'level', params: { level } });
}
