import { exp, ln } from '../kernels/math.ts';

/** Distribution functions with bits that do not depend on the machine (kernels/math). */

const HALF_LN_TWO_PI = 0.9189385332046727;

/** Coefficients B₂ₖ / (2k(2k − 1)) of Stirling's series for ln Γ. */
const STIRLING = [1 / 12, -1 / 360, 1 / 1260, -1 / 1680, 1 / 1188, -691 / 360360, 1 / 156];

/** Natural logarithm of the gamma function for x > 0. */
export function lnGamma(x: number): number {
  // Stirling's series is exact to the last bit from about 12 on; smaller arguments are moved up.
  let shift = 1;
  let y = x;
  while (y < 12) shift *= y++;
  let series = 0;
  const square = 1 / (y * y);
  for (let k = STIRLING.length - 1; k >= 0; k--) series = series * square + STIRLING[k]!;
  return (y - 0.5) * ln(y) - y + HALF_LN_TWO_PI + series / y - ln(shift);
}

/** ln B(a, b). */
export function lnBeta(a: number, b: number): number {
  return lnGamma(a) + lnGamma(b) - lnGamma(a + b);
}

/** Regularised incomplete beta function I_x(a, b): the distribution function of Beta(a, b). */
export function betaCdf(x: number, a: number, b: number): number {
  if (x <= 0) return 0;
  if (x >= 1) return 1;
  const front = exp(a * ln(x) + b * ln(1 - x) - lnBeta(a, b));
  // The fraction converges fast on the side of the mean only.
  return x < (a + 1) / (a + b + 2)
    ? (front * betaFraction(x, a, b)) / a
    : 1 - (front * betaFraction(1 - x, b, a)) / b;
}

/** Continued fraction of the incomplete beta function (DLMF 8.17.22), by Lentz's method. */
function betaFraction(x: number, a: number, b: number): number {
  const tiny = 1e-300;
  const away = (v: number): number => (Math.abs(v) < tiny ? tiny : v);
  let c = 1;
  let d = 1 / away(1 - ((a + b) * x) / (a + 1));
  let value = d;
  for (let m = 1; m < 10_000; m++) {
    const even = (m * (b - m) * x) / ((a + 2 * m - 1) * (a + 2 * m));
    d = 1 / away(1 + even * d);
    c = away(1 + even / c);
    value *= d * c;
    const odd = (-(a + m) * (a + b + m) * x) / ((a + 2 * m) * (a + 2 * m + 1));
    d = 1 / away(1 + odd * d);
    c = away(1 + odd / c);
    value *= d * c;
    if (Math.abs(d * c - 1) < 1e-16) break;
  }
  return value;
}

/** Quantile of Beta(a, b): the bracket is halved until no number lies between its ends. */
export function betaQuantile(p: number, a: number, b: number): number {
  if (p <= 0 || b === 0) return b === 0 ? 1 : 0;
  if (p >= 1 || a === 0) return a === 0 ? 0 : 1;
  return bisect((x) => betaCdf(x, a, b), p, 0, 1);
}

/** Quantile of Student's t with `df` degrees of freedom; `Infinity` gives the normal one. */
export function tQuantile(p: number, df: number): number {
  if (!Number.isFinite(df)) return normalQuantile(p);
  if (df <= 0) return p === 0.5 ? 0 : Math.sign(p - 0.5) * Number.POSITIVE_INFINITY;
  if (p < 0.5) return -tQuantile(1 - p, df);
  // P(|T| > t) = I_x(df/2, 1/2) with x = df / (df + t²).
  const x = betaQuantile(2 * (1 - p), df / 2, 0.5);
  return Math.sqrt((df * (1 - x)) / x);
}

/** Quantile of the standard normal distribution. */
export function normalQuantile(p: number): number {
  if (p < 0.5) return -normalQuantile(1 - p);
  if (p >= 1) return Number.POSITIVE_INFINITY;
  return bisect((z) => 1 - upperTail(z), p, 0, 40);
}

/** P(Z > z) for z ≥ 0: series below 2, continued fraction above (DLMF 7.6.2, 7.9.1). */
function upperTail(z: number): number {
  const density = exp(-0.5 * z * z - HALF_LN_TWO_PI);
  if (z < 2.5) {
    let term = z;
    let sum = z;
    for (let k = 3; Math.abs(term) > 1e-18 * sum; k += 2) {
      term *= (z * z) / k;
      sum += term;
    }
    return 0.5 - density * sum;
  }
  let fraction = z;
  for (let k = 200; k >= 1; k--) fraction = z + k / fraction;
  return density / fraction;
}

/** The argument where a rising function reaches `target`. */
function bisect(f: (x: number) => number, target: number, from: number, to: number): number {
  let lo = from;
  let hi = to;
  for (let step = 0; step < 1100; step++) {
    const middle = lo + (hi - lo) / 2;
    if (middle === lo || middle === hi) break;
    if (f(middle) < target) lo = middle;
    else hi = middle;
  }
  return hi;
}
