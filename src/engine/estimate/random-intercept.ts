import { Matrix } from 'ml-matrix';
import { fail } from '../errors.ts';
import { ln } from '../kernels/math.ts';
import { checkLength, type Labels } from './design.ts';
import { invert, type Regressors, times } from './regression.ts';

/** One unit's own level in a model of people. */
export interface UnitEffect {
  readonly unit: string;
  readonly n: number;
  /** Mean of its rows as they are. */
  readonly raw: number;
  /** Best prediction of how far the unit lies from what its rows' conditions let expect. */
  readonly effect: number;
  /** Standard deviation of the effect given the data and the variances. */
  readonly sd: number;
}

export interface RandomIntercept {
  readonly coefficients: Float64Array;
  readonly standardErrors: Float64Array;
  /** Variance between units and within them. */
  readonly between: number;
  readonly within: number;
  /** −2 log restricted likelihood. */
  readonly criterion: number;
  /** In the order in which the units first appear. */
  readonly units: readonly UnitEffect[];
}

interface UnitSums {
  readonly unit: string;
  readonly n: number;
  readonly y: number;
  readonly x: Float64Array;
}

interface Sums {
  readonly n: number;
  readonly xx: Matrix;
  readonly xy: Float64Array;
  readonly yy: number;
  readonly units: readonly UnitSums[];
}

/**
 * Rows y = Xβ + u(unit) + e with normal u and e, by restricted likelihood (Battese, Harter and
 * Fuller 1988). The rows are read once; the search for the ratio of the two variances is over
 * sums per unit.
 */
export function randomIntercept(y: Float64Array, x: Regressors, unit: Labels): RandomIntercept {
  checkLength('unit', unit, y.length);
  x.forEach((column, k) => {
    checkLength(`x[${k}]`, column, y.length);
  });
  const sums = sumUp(y, x, unit);
  if (sums.units.length < 2 || y.length - x.length < 2 || sums.units.length === y.length)
    fail({
      code: 'estimate.few',
      path: 'unit',
      params: { units: sums.units.length, covariates: x.length },
    });
  const lambda = bestRatio(sums);
  const fit = profile(lambda, sums);
  const within = fit.rss / (sums.n - x.length);
  const between = lambda * within;
  return {
    coefficients: fit.beta,
    standardErrors: Float64Array.from(fit.beta, (_, k) => Math.sqrt(within * fit.q.get(k, k))),
    between,
    within,
    criterion: fit.criterion,
    units: sums.units.map((u) => {
      const rest = u.y - fit.beta.reduce((s, b, k) => s + b * u.x[k]!, 0);
      return {
        unit: u.unit,
        n: u.n,
        raw: u.y / u.n,
        effect: (lambda * rest) / (1 + u.n * lambda),
        sd: Math.sqrt(between / (1 + u.n * lambda)),
      };
    }),
  };
}

function sumUp(y: Float64Array, x: Regressors, unit: Labels): Sums {
  const p = x.length;
  const units = new Map<string, { unit: string; n: number; y: number; x: Float64Array }>();
  const xx = Matrix.zeros(p, p);
  const xy = new Float64Array(p);
  let yy = 0;
  for (let i = 0; i < y.length; i++) {
    const key = String(unit[i]!);
    const u = units.get(key) ?? { unit: key, n: 0, y: 0, x: new Float64Array(p) };
    units.set(key, u);
    u.n++;
    u.y += y[i]!;
    yy += y[i]! * y[i]!;
    for (let a = 0; a < p; a++) {
      u.x[a] = u.x[a]! + x[a]![i]!;
      xy[a] = xy[a]! + x[a]![i]! * y[i]!;
      for (let b = 0; b < p; b++) xx.set(a, b, xx.get(a, b) + x[a]![i]! * x[b]![i]!);
    }
  }
  return { n: y.length, xx, xy, yy, units: [...units.values()] };
}

interface Profile {
  readonly beta: Float64Array;
  readonly q: Matrix;
  readonly rss: number;
  readonly criterion: number;
}

/** Fit with the variance between units λ times that within. */
function profile(lambda: number, { n, xx, xy, yy, units }: Sums): Profile {
  const p = xy.length;
  const a = xx.clone();
  const b = xy.slice();
  let squares = yy;
  let logs = 0;
  for (const u of units) {
    // (I + λJ)⁻¹ = I − λ/(1 + nλ) J.
    const c = lambda / (1 + u.n * lambda);
    logs += ln(1 + u.n * lambda);
    squares -= c * u.y * u.y;
    for (let k = 0; k < p; k++) {
      b[k] = b[k]! - c * u.x[k]! * u.y;
      for (let l = 0; l < p; l++) a.set(k, l, a.get(k, l) - c * u.x[k]! * u.x[l]!);
    }
  }
  const q = invert(a, 'x');
  const beta = times(q, b);
  const rss = squares - beta.reduce((s, v, k) => s + v * b[k]!, 0);
  const df = n - p;
  const criterion = df * (1 + ln((2 * Math.PI * rss) / df)) + logs + lnDeterminant(a);
  return { beta, q, rss, criterion };
}

/** By Cholesky; the matrix is positive as `invert` went through. */
function lnDeterminant(m: Matrix): number {
  const p = m.rows;
  const l = m.clone();
  let out = 0;
  for (let k = 0; k < p; k++) {
    const pivot = l.get(k, k);
    out += ln(pivot);
    for (let i = k + 1; i < p; i++) {
      const f = l.get(i, k) / pivot;
      for (let j = k + 1; j < p; j++) l.set(i, j, l.get(i, j) - f * l.get(k, j));
    }
  }
  return out;
}

/** Ratio of the variances with the smallest criterion: a grid, then the golden section. */
function bestRatio(sums: Sums): number {
  const f = (t: number): number => profile(ratioOf(t), sums).criterion;
  let best = 0;
  const steps = 60;
  let least = Number.POSITIVE_INFINITY;
  for (let s = 0; s <= steps; s++) {
    const value = f(s / steps);
    if (value < least) [least, best] = [value, s];
  }
  let lo = Math.max(0, best - 1) / steps;
  let hi = Math.min(steps - 0.001, best + 1) / steps;
  const golden = (Math.sqrt(5) - 1) / 2;
  for (let k = 0; k < 45; k++) {
    const left = hi - golden * (hi - lo);
    const right = lo + golden * (hi - lo);
    if (f(left) <= f(right)) hi = right;
    else lo = left;
  }
  const t = refine(f, (lo + hi) / 2);
  return f(0) <= f(t) ? 0 : ratioOf(t);
}

/** The flat bottom hides digits from comparisons; its slope does not. */
function refine(f: (t: number) => number, start: number): number {
  let t = start;
  for (let k = 0; k < 4; k++) {
    const h = 1e-4 * Math.max(1e-2, Math.min(t, 1 - t));
    if (t - 2 * h <= 0 || t + 2 * h >= 1) break;
    const [a, b, c, d, e] = [f(t - 2 * h), f(t - h), f(t), f(t + h), f(t + 2 * h)];
    const slope = (a! - 8 * b! + 8 * d! - e!) / (12 * h);
    const bend = (-a! + 16 * b! - 30 * c! + 16 * d! - e!) / (12 * h * h);
    if (!(bend > 0)) break;
    const move = slope / bend;
    if (Math.abs(move) > 100 * h) break;
    t -= move;
  }
  return t;
}

/** The ratio for t in [0, 1): 0 to without end. */
function ratioOf(t: number): number {
  const s = Math.min(t, 1 - 1e-9);
  return s / (1 - s);
}
