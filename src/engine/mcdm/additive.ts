import { exp, ln, pow } from '../kernels/math.ts';
import { type Scaling, scaleTable, scalings } from './normalise.ts';
import {
  type DecisionTable,
  maxOf,
  minOf,
  requireNonZero,
  requireNotNegative,
  requirePositive,
  rowSums,
  type Scores,
  side,
  sumOf,
  weighted,
} from './table.ts';

/**
 * Methods that add or multiply weighted values. All take a checked table; larger scores
 * are better unless a function says otherwise.
 */
export interface ScalingOption {
  readonly scaling?: Scaling;
}

/** Weighted sum (Fishburn 1967): Σ w·r. */
export function wsm(table: DecisionTable, { scaling = 'sum' }: ScalingOption = {}): Scores {
  const { columns } = scaleTable(table.columns, table.directions, scaling);
  return { score: rowSums(columns, (v, j) => v * table.weights[j]!) };
}

/** Weighted product (Bridgman 1922; Miller and Starr 1969): Π r^w. Values must be positive. */
export function wpm(table: DecisionTable, { scaling = 'sum' }: ScalingOption = {}): Scores {
  const { columns } = scaleTable(table.columns, table.directions, scaling);
  requirePositive(columns, 'wpm');
  return { score: products(columns, (v, j) => pow(v, table.weights[j]!)) };
}

/** WASPAS (Zavadskas et al. 2012, Elektronika ir elektrotechnika 122(6)): λ·WSM + (1 − λ)·WPM. */
export function waspas(
  table: DecisionTable,
  { lambda = 0.5, scaling = 'linear' }: ScalingOption & { readonly lambda?: number } = {},
): Scores & { readonly sum: Float64Array; readonly product: Float64Array } {
  const sum = wsm(table, { scaling }).score;
  const product = wpm(table, { scaling }).score;
  return { sum, product, score: sum.map((s, i) => lambda * s + (1 - lambda) * product[i]!) };
}

/**
 * ARAS (Zavadskas and Turskis 2010, doi 10.3846/tede.2010.10): share of the score of an
 * optimal unit, made of the best values or given as `ideal`.
 */
export function aras(
  table: DecisionTable,
  { scaling = 'sum', ideal }: ScalingOption & { readonly ideal?: readonly number[] } = {},
): Scores & { readonly total: Float64Array; readonly optimum: number } {
  const extended = table.columns.map((x, j) => {
    const best = ideal?.[j] ?? (table.directions[j] === 1 ? maxOf(x) : minOf(x));
    return Float64Array.of(best, ...x);
  });
  const { columns } = scaleTable(extended, table.directions, scaling);
  const all = rowSums(columns, (v, j) => v * table.weights[j]!);
  const optimum = requireNonZero(all[0]!, 'aras');
  const total = all.slice(1);
  return { total, optimum, score: total.map((s) => s / optimum) };
}

/**
 * COPRAS (Zavadskas et al. 1994): what a unit gains on benefits plus its part of the
 * costs, as a share of the best. Q = S₊ + Σ S₋ / (S₋ · Σ 1/S₋).
 */
export function copras(
  table: DecisionTable,
  { scaling = 'sum' }: ScalingOption = {},
): Scores & { readonly significance: Float64Array } {
  requireNotNegative(table.columns, 'copras');
  const columns = table.columns.map((x) => scalings[scaling](x, 1));
  const gains = sideSums({ ...table, columns }, 1);
  const losses = sideSums({ ...table, columns }, -1);
  if (table.directions.every((d) => d === 1)) {
    const best = requireNonZero(maxOf(gains), 'copras');
    return { significance: gains, score: gains.map((g) => g / best) };
  }
  requirePositive([losses], 'copras');
  const all = sumOf(losses);
  const inverses = sumOf(losses.map((s) => 1 / s));
  const significance = gains.map((g, i) => g + all / (losses[i]! * inverses));
  const best = maxOf(significance);
  return { significance, score: significance.map((q) => q / best) };
}

/** Weighted sums of the criteria of one direction. */
function sideSums(table: DecisionTable, direction: 1 | -1): Float64Array {
  const { columns, weights } = side(table, direction);
  if (columns.length === 0) return new Float64Array(table.columns[0]!.length);
  return rowSums(columns, (v, j) => v * weights[j]!);
}

/** CoCoSo (Yazdani et al. 2019, Management Decision 57(9)): three compromises of sum and power sum. */
export function cocoso(
  table: DecisionTable,
  { lambda = 0.5, scaling = 'minmax' }: ScalingOption & { readonly lambda?: number } = {},
): Scores & Record<'ka' | 'kb' | 'kc', Float64Array> {
  const { columns } = scaleTable(table.columns, table.directions, scaling);
  requireNotNegative(columns, 'cocoso');
  const s = rowSums(columns, (v, j) => v * table.weights[j]!);
  const p = rowSums(columns, (v, j) => pow(v, table.weights[j]!));
  const all = sumOf(s) + sumOf(p);
  const leastS = requireNonZero(minOf(s), 'cocoso');
  const leastP = requireNonZero(minOf(p), 'cocoso');
  const most = lambda * maxOf(s) + (1 - lambda) * maxOf(p);
  const ka = s.map((v, i) => (v + p[i]!) / all);
  const kb = s.map((v, i) => v / leastS + p[i]! / leastP);
  const kc = s.map((v, i) => (lambda * v + (1 - lambda) * p[i]!) / most);
  const score = ka.map((a, i) => pow(a * kb[i]! * kc[i]!, 1 / 3) + (a + kb[i]! + kc[i]!) / 3);
  return { score, ka, kb, kc };
}

/** RAM (Sotoudeh-Anvari 2023, doi 10.1016/j.jclepro.2023.138695): (2 + S₊)^(1/(2 + S₋)). */
export function ram(
  table: DecisionTable,
  { scaling = 'sum' }: ScalingOption = {},
): Scores & { readonly benefit: Float64Array; readonly cost: Float64Array } {
  const columns = table.columns.map((x) => scalings[scaling](x, 1));
  const benefit = sideSums({ ...table, columns }, 1);
  const cost = sideSums({ ...table, columns }, -1);
  return { benefit, cost, score: benefit.map((b, i) => pow(2 + b, 1 / (2 + cost[i]!))) };
}

/** MABAC (Pamučar and Ćirović 2015, doi 10.1016/j.eswa.2014.11.057): distance to the border area. */
export function mabac(
  table: DecisionTable,
  { scaling = 'minmax' }: ScalingOption = {},
): Scores & { readonly border: Float64Array } {
  const { columns } = scaleTable(table.columns, table.directions, scaling);
  const rows = weighted(
    columns.map((x) => x.map((v) => v + 1)),
    table.weights,
  );
  const border = Float64Array.from(rows, (x) => {
    if (x.some((v) => !(v > 0))) return 0;
    return exp(sumOf(x.map((v) => ln(v))) / x.length);
  });
  return { border, score: rowSums(rows, (v, j) => v - border[j]!) };
}

/** MAIRCA (Pamučar et al. 2014): gap to the theoretical rating. Smaller is better. */
export function mairca(table: DecisionTable, { scaling = 'minmax' }: ScalingOption = {}): Scores {
  const { columns } = scaleTable(table.columns, table.directions, scaling);
  const share = 1 / columns[0]!.length;
  return { score: rowSums(columns, (v, j) => share * table.weights[j]! * (1 - v)) };
}

/** MARCOS (Stević et al. 2020, Computers & Industrial Engineering 140): utility against ideal and anti-ideal. */
export function marcos(table: DecisionTable): Scores {
  requirePositive(table.columns, 'marcos');
  const utility = (best: number, v: number, j: number): number =>
    table.weights[j]! * (table.directions[j] === 1 ? v / best : best / v);
  const bests = table.columns.map((x, j) => (table.directions[j] === 1 ? maxOf(x) : minOf(x)));
  const worsts = table.columns.map((x, j) => (table.directions[j] === 1 ? minOf(x) : maxOf(x)));
  const s = rowSums(table.columns, (v, j) => utility(bests[j]!, v, j));
  const ideal = sumOf(table.weights);
  const anti = worsts.reduce((sum, v, j) => sum + utility(bests[j]!, v, j), 0);
  const score = s.map((v) => {
    const plus = v / ideal;
    const minus = v / anti;
    const fPlus = minus / (plus + minus);
    const fMinus = plus / (plus + minus);
    return (plus + minus) / (1 + (1 - fPlus) / fPlus + (1 - fMinus) / fMinus);
  });
  return { score };
}

/**
 * AROMAN (Bošković et al. 2023, IEEE Access 11): L^λ + A^(1 − λ) of averaged scales. As
 * published, a higher cost L raises the score, so no ranking is offered by it.
 */
export function aroman(
  table: DecisionTable,
  { beta = 0.5, lambda = 0.5 }: { readonly beta?: number; readonly lambda?: number } = {},
): Scores {
  const columns = table.columns.map((x) => {
    const linear = scalings.minmax(x, 1);
    const vector = scalings.vector(x, 1);
    return linear.map((v, i) => (beta * v + (1 - beta) * vector[i]!) / 2);
  });
  const costs = sideSums({ ...table, columns }, -1);
  const gains = sideSums({ ...table, columns }, 1);
  requireNotNegative([costs, gains], 'aroman');
  return { score: costs.map((l, i) => pow(l, lambda) + pow(gains[i]!, 1 - lambda)) };
}

/** LMAW (Pamučar et al. 2021, Facta Universitatis Mech. Eng. 19(3)): logarithmic additive weights. */
export function lmaw(table: DecisionTable): Scores {
  requirePositive(table.columns, 'lmaw');
  const shares = table.columns.map((x, j) => {
    const max = maxOf(x);
    const min = minOf(x);
    const logs = x.map((v) => ln(table.directions[j] === 1 ? (v + max) / max : (v + min) / v));
    const all = sumOf(logs);
    return logs.map((v) => v / all);
  });
  const score = rowSums(shares, (v, j) => {
    const own = pow(v, table.weights[j]!);
    return (2 * own) / (pow(2 - v, table.weights[j]!) + own);
  });
  return { score };
}

/** OCRA (Parkan 1994; Parkan and Wu 2000): competitiveness in costs plus in outputs, least = 0. */
export function ocra(
  table: DecisionTable,
): Scores & { readonly inputs: Float64Array; readonly outputs: Float64Array } {
  requirePositive(table.columns, 'ocra');
  const fromLeast = (x: Float64Array): Float64Array => {
    const least = minOf(x);
    return x.map((v) => v - least);
  };
  const rated = table.columns.map((x, j) => {
    const max = maxOf(x);
    const min = minOf(x);
    return x.map((v) => (table.directions[j] === 1 ? v - min : max - v) / min);
  });
  const inputs = fromLeast(sideSums({ ...table, columns: rated }, -1));
  const outputs = fromLeast(sideSums({ ...table, columns: rated }, 1));
  return { inputs, outputs, score: fromLeast(inputs.map((v, i) => v + outputs[i]!)) };
}

function products(
  columns: readonly Float64Array[],
  f: (value: number, criterion: number) => number,
): Float64Array {
  const out = new Float64Array(columns[0]!.length).fill(1);
  columns.forEach((x, j) => {
    for (let i = 0; i < out.length; i++) out[i]! *= f(x[i]!, j);
  });
  return out;
}
