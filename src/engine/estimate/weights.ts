import { fail } from '../errors.ts';
import { exp } from '../kernels/math.ts';
import { checkDesign, checkLength, type Design, type Labels } from './design.ts';
import { crossProduct, fitted, invert, type Regressors, times } from './regression.ts';

/** A grouping of the rows and how many units of the population each group has. */
export interface Margin {
  readonly of: Labels;
  readonly totals: Readonly<Record<string, number>>;
}

/** The design with its weights moved so that each group has its known size. */
export function postStratify(design: Design, margin: Margin): Design {
  return rake(design, [margin]);
}

export interface RakeOptions {
  /** Largest miss of any known size at which to stop; 1e-9 of the population unless told. */
  readonly within?: number;
  readonly rounds?: number;
}

/**
 * Raking (Deming and Stephan 1940): one grouping after the other brought to its known sizes until
 * all fit. Fails when a group has nobody in the sample, or the sizes contradict each other.
 */
export function rake(
  design: Design,
  margins: readonly Margin[],
  { within, rounds = 1000 }: RakeOptions = {},
): Design {
  checkDesign(design);
  margins.forEach((margin, k) => {
    checkMargin(design, margin, k);
  });
  const weights = design.weights.slice();
  const allowed = within ?? 1e-9 * sum(Object.values(margins[0]?.totals ?? {}));
  for (let round = 0; ; round++) {
    for (const { of, totals } of margins) {
      const now = sizes(weights, of);
      for (let i = 0; i < weights.length; i++)
        weights[i] = weights[i]! * (totals[of[i]!]! / now.get(String(of[i]!))!);
    }
    const misses = margins.flatMap(({ of, totals }) =>
      [...sizes(weights, of)].map(([group, size]) => Math.abs(size - totals[group]!)),
    );
    const miss = Math.max(0, ...misses);
    if (miss <= allowed) break;
    if (round >= rounds) fail({ code: 'estimate.rake', path: 'margins', params: { miss } });
  }
  return { ...design, weights, calibration: { to: indicators(margins), base: design.weights } };
}

/**
 * Calibration to known totals of columns (Deville and Särndal 1992): `linear` moves weights least in
 * squares (GREG; can fall below 0, which is refused), `raking` multiplies them.
 */
export function calibrate(
  design: Design,
  to: Regressors,
  totals: readonly number[],
  method: 'linear' | 'raking' = 'linear',
): Design {
  checkDesign(design);
  checkLength('totals', totals, to.length);
  to.forEach((x, k) => {
    checkLength(`to[${k}]`, x, design.weights.length);
  });
  const base = design.weights;
  let lambda: Float64Array = new Float64Array(to.length);
  let weights = base;
  for (let step = 0; step < 100; step++) {
    const missing = totals.map((t, k) => t - sum(weights.map((w, i) => w * to[k]![i]!)));
    const close = missing.every((m, k) => Math.abs(m) <= 1e-12 * Math.max(1, Math.abs(totals[k]!)));
    if (close && step > 0) break;
    if (step === 99) fail({ code: 'estimate.rake', path: 'totals', params: { miss: missing[0]! } });
    const slope = method === 'linear' ? base : weights;
    const move = times(invert(crossProduct(to, slope), 'to'), missing);
    lambda = lambda.map((l, k) => l + move[k]!);
    const line = fitted(to, lambda);
    weights = base.map((w, i) => w * (method === 'linear' ? 1 + line[i]! : exp(line[i]!)));
    if (method === 'linear' && step > 2) break;
  }
  weights.forEach((w, i) => {
    if (!(w > 0)) fail({ code: 'estimate.weight', path: `weights[${i}]`, params: { value: w } });
  });
  return { ...design, weights, calibration: { to, base } };
}

function checkMargin(design: Design, { of, totals }: Margin, k: number): void {
  checkLength(`margins[${k}].of`, of, design.weights.length);
  const seen = sizes(design.weights, of);
  for (const group of seen.keys())
    if (!((totals[group] ?? 0) > 0))
      fail({ code: 'estimate.margin', path: `margins[${k}].totals`, params: { group } });
  for (const [group, size] of Object.entries(totals))
    if (size > 0 && !seen.has(group))
      fail({ code: 'estimate.margin-empty', path: `margins[${k}].totals`, params: { group } });
}

function sizes(weights: Float64Array, of: Labels): Map<string, number> {
  const out = new Map<string, number>();
  for (let i = 0; i < weights.length; i++) {
    const group = String(of[i]!);
    out.set(group, (out.get(group) ?? 0) + weights[i]!);
  }
  return out;
}

/** Columns of 0 and 1: every group of the first grouping, all but one of each further. */
function indicators(margins: readonly Margin[]): Float64Array[] {
  return margins.flatMap(({ of }, k) => {
    const groups = [...new Set(Array.from(of, String))].slice(k === 0 ? 0 : 1);
    return groups.map((g) => Float64Array.from(of, (v) => (String(v) === g ? 1 : 0)));
  });
}

function sum(x: ArrayLike<number>): number {
  let out = 0;
  for (let i = 0; i < x.length; i++) out += x[i]!;
  return out;
}
