import { fail } from '../errors.ts';
import { exp, ln } from '../kernels/math.ts';
import { checkLength } from './design.ts';
import { betaQuantile, lnBeta } from './distributions.ts';
import type { Interval } from './interval.ts';

/** A unit's share of counted answers, drawn towards that of all units; the raw share stays. */
export interface ShrunkShare extends Interval {
  readonly raw: number;
  readonly value: number;
}

export interface BetaBinomial {
  /** Parameters of the distribution of units' shares. */
  readonly a: number;
  readonly b: number;
  readonly units: readonly ShrunkShare[];
}

/**
 * Shares of `hits` among `n` per unit as draws from one Beta(a, b), fitted by maximum
 * likelihood; each unit's share is Beta(a + hits, b + n − hits), with its equal-tailed interval.
 * Units that differ no more than chance would have it are drawn together wholly: then a and b
 * grow without end, and the search stops at a + b = 1e7.
 */
export function betaBinomial(
  hits: ArrayLike<number>,
  n: ArrayLike<number>,
  level = 0.95,
): BetaBinomial {
  checkLength('n', n, hits.length);
  if (hits.length < 2)
    fail({ code: 'estimate.few', path: 'hits', params: { units: hits.length, covariates: 1 } });
  for (let i = 0; i < hits.length; i++)
    if (!(hits[i]! >= 0 && hits[i]! <= n[i]! && n[i]! > 0))
      fail({ code: 'estimate.count', path: `hits[${i}]`, params: { count: hits[i]!, n: n[i]! } });
  const { a, b } = likeliest(hits, n);
  const tail = (1 - level) / 2;
  return {
    a,
    b,
    units: Array.from(hits, (h, i) => {
      const up = a + h;
      const down = b + n[i]! - h;
      return {
        raw: h / n[i]!,
        value: up / (up + down),
        lo: betaQuantile(tail, up, down),
        hi: betaQuantile(1 - tail, up, down),
      };
    }),
  };
}

/** Maximum over the log odds of the mean and the log of a + b, one after the other and jointly. */
function likeliest(hits: ArrayLike<number>, n: ArrayLike<number>): { a: number; b: number } {
  let h = 0;
  let all = 0;
  for (let i = 0; i < hits.length; i++) {
    h += hits[i]!;
    all += n[i]!;
  }
  const clamp = (p: number): number => Math.min(1 - 1e-6, Math.max(1e-6, p));
  let mean = clamp(h / all);
  const f = (m: number, logSize: number): number => likelihood(hits, n, m, exp(logSize));
  let size = maximum((s) => f(mean, s), ln(0.01), ln(1e7));
  for (let k = 0; k < 200; k++) {
    const before = [mean, size] as const;
    mean = maximum((m) => f(m, size), 1e-9, 1 - 1e-9);
    size = maximum((s) => f(mean, s), ln(0.01), ln(1e7));
    if (Math.abs(mean - before[0]) < 1e-10 && Math.abs(size - before[1]) < 1e-9) break;
  }
  return { a: mean * exp(size), b: (1 - mean) * exp(size) };
}

function likelihood(
  hits: ArrayLike<number>,
  n: ArrayLike<number>,
  mean: number,
  size: number,
): number {
  const a = mean * size;
  const b = (1 - mean) * size;
  const base = lnBeta(a, b);
  let sum = 0;
  for (let i = 0; i < hits.length; i++) sum += lnBeta(a + hits[i]!, b + n[i]! - hits[i]!) - base;
  return sum;
}

/** Place of the single maximum of f between two bounds. */
function maximum(f: (x: number) => number, from: number, to: number): number {
  const golden = (Math.sqrt(5) - 1) / 2;
  let lo = from;
  let hi = to;
  for (let k = 0; k < 80 && hi - lo > 1e-12 * (1 + Math.abs(lo)); k++) {
    const left = hi - golden * (hi - lo);
    const right = lo + golden * (hi - lo);
    if (f(left) >= f(right)) hi = right;
    else lo = left;
  }
  return (lo + hi) / 2;
}

export interface JamesStein {
  readonly middle: number;
  /** Σ(x − mean)², in units of the common sampling variance. */
  readonly spread: number;
  /** Share of the own value that is kept. */
  readonly kept: number;
  readonly values: Float64Array;
}

/** James and Stein's estimate (1961) towards the mean, for values with sampling variance 1. */
export function jamesStein(x: Float64Array): JamesStein {
  if (x.length < 4)
    fail({ code: 'estimate.few', path: 'x', params: { units: x.length, covariates: 1 } });
  const middle = x.reduce((s, v) => s + v, 0) / x.length;
  const spread = x.reduce((s, v) => s + (v - middle) ** 2, 0);
  const kept = spread > 0 ? Math.max(0, 1 - (x.length - 3) / spread) : 0;
  return { middle, spread, kept, values: x.map((v) => middle + kept * (v - middle)) };
}

export interface Pooled {
  readonly mean: number;
  /** Cochran's Q. */
  readonly q: number;
  /** Variance between units by DerSimonian and Laird's moments (1986). */
  readonly between: number;
}

/** Units with known standard errors pooled, and how far they differ. */
export function pool(y: Float64Array, se: Float64Array): Pooled {
  checkLength('se', se, y.length);
  const w = se.map((s) => 1 / (s * s));
  const all = w.reduce((s, v) => s + v, 0);
  const mean = w.reduce((s, v, i) => s + v * y[i]!, 0) / all;
  const q = w.reduce((s, v, i) => s + v * (y[i]! - mean) ** 2, 0);
  const squares = w.reduce((s, v) => s + v * v, 0);
  const between = Math.max(0, (q - (y.length - 1)) / (all - squares / all));
  return { mean, q, between };
}

/** Units drawn towards their mean, the variance between them given. */
export function shrinkBy(y: Float64Array, se: Float64Array, between: number): Float64Array {
  const w = se.map((s) => 1 / (s * s + between));
  const all = w.reduce((s, v) => s + v, 0);
  const mean = w.reduce((s, v, i) => s + v * y[i]!, 0) / all;
  return y.map((v, i) => mean + between * w[i]! * (v - mean));
}
