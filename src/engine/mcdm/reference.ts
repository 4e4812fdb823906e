import { pow } from '../kernels/math.ts';
import {
  bestAndWorst,
  type DecisionTable,
  type Direction,
  maxOf,
  minOf,
  requireNonZero,
  requirePositive,
  rowSums,
  type Scores,
  sumOf,
} from './table.ts';

/** Methods with values stated beforehand: bounds, an expected solution, reference points. */

/** Lowest and highest value a criterion can take. */
export type Bounds = readonly (readonly [number, number])[];

/** The range of the units at hand, when no bounds are stated. */
export function boundsOf(columns: readonly Float64Array[]): [number, number][] {
  return columns.map((x) => [minOf(x), maxOf(x)]);
}

/**
 * SPOTIS (Dezert et al. 2020, 23rd FUSION): weighted distance to
 * the ideal point as shares of the bounds. Smaller is better; no rank reversal.
 */
export function spotis(
  table: DecisionTable,
  options: { readonly bounds?: Bounds; readonly ideal?: readonly number[] } = {},
): Scores {
  const bounds = options.bounds ?? boundsOf(table.columns);
  const ideal =
    options.ideal ?? bounds.map(([low, high], j) => (table.directions[j] === 1 ? high : low));
  return {
    score: rowSums(table.columns, (v, j) => {
      const [low, high] = bounds[j]!;
      return low === high ? 0 : (table.weights[j]! * Math.abs(v - ideal[j]!)) / (high - low);
    }),
  };
}

/** Balanced SPOTIS (Shekhovtsov et al. 2025, doi 10.5220/0013119800003890): `alpha` of the expected point, the rest of the ideal. */
export function balancedSpotis(
  table: DecisionTable,
  options: {
    readonly bounds?: Bounds;
    readonly expected: readonly number[];
    readonly alpha?: number;
  },
): Scores {
  const { alpha = 0.5, expected, ...rest } = options;
  const toExpected = spotis(table, { ...rest, ideal: expected }).score;
  const toIdeal = spotis(table, rest).score;
  return { score: toIdeal.map((d, i) => (1 - alpha) * d + alpha * toExpected[i]!) };
}

/**
 * RIM (Cables et al. 2016, Information Sciences 337): closeness to a reference
 * interval inside the bounds. The interval defaults to the better bound. Values outside
 * the bounds get 0, as if on the bound.
 */
export function rim(
  table: DecisionTable,
  options: { readonly bounds?: Bounds; readonly ideal?: Bounds } = {},
): Scores {
  const bounds = options.bounds ?? boundsOf(table.columns);
  const ideal: Bounds =
    options.ideal ??
    bounds.map(([low, high], j) => (table.directions[j] === 1 ? [high, high] : [low, low]));
  const closeness = (v: number, j: number): number => {
    const [low, high] = bounds[j]!;
    const [from, to] = ideal[j]!;
    if (v >= from && v <= to) return 1;
    const room = v < from ? from - low : high - to;
    const gap = v < from ? from - v : v - to;
    return room > 0 ? Math.max(0, 1 - gap / room) : 0;
  };
  const plus = rowSums(table.columns, (v, j) => (table.weights[j]! * (closeness(v, j) - 1)) ** 2);
  const minus = rowSums(table.columns, (v, j) => (table.weights[j]! * closeness(v, j)) ** 2);
  return {
    score: plus.map((p, i) => {
      const near = Math.sqrt(minus[i]!);
      return near / (Math.sqrt(p) + near);
    }),
  };
}

/**
 * ERVD (Shyur et al. 2015): gains and losses against reference points valued as in
 * prospect theory (losses λ times), then closeness to the best profile. Columns are
 * scaled by their sum unless they are `scaled` already.
 */
export function ervd(
  table: DecisionTable,
  options: {
    readonly reference: readonly number[];
    readonly lambda?: number;
    readonly alpha?: number;
    readonly scaled?: boolean;
  },
): Scores {
  const { reference, lambda = 2.25, alpha = 0.88, scaled = false } = options;
  const values = table.columns.map((x, j) => {
    const unit = scaled ? 1 : requireNonZero(sumOf(x), 'ervd');
    return x.map((v) => {
      const gain = (table.directions[j]! * (v - reference[j]!)) / unit;
      return gain > 0 ? pow(gain, alpha) : -lambda * pow(-gain, alpha);
    });
  });
  const ends = values.map((x) => bestAndWorst(x, 1));
  const toBest = rowSums(values, (v, j) => table.weights[j]! * (ends[j]![0] - v));
  const toWorst = rowSums(values, (v, j) => table.weights[j]! * (v - ends[j]![1]));
  return {
    score: toBest.map((d, i) => (d + toWorst[i]! === 0 ? 0.5 : toWorst[i]! / (d + toWorst[i]!))),
  };
}

/**
 * RAFSI (Žižović et al. 2020, Mathematics 8(6)): criteria mapped onto a common
 * interval [n1, n2k] between anti-ideal and ideal, then made comparable by its arithmetic
 * and harmonic mean. No rank reversal.
 */
export function rafsi(
  table: DecisionTable,
  options: { readonly bounds?: Bounds; readonly n1?: number; readonly n2k?: number } = {},
): Scores {
  const { n1 = 1, n2k = 6 } = options;
  const bounds = options.bounds ?? boundsOf(table.columns);
  const arithmetic = (n1 + n2k) / 2;
  const harmonic = 2 / (1 / n1 + 1 / n2k);
  return {
    score: rowSums(table.columns, (v, j) => {
      const [low, high] = bounds[j]!;
      const width = requireNonZero(high - low, 'rafsi');
      const mapped = ((n2k - n1) * v + n1 * high - n2k * low) / width;
      const share = table.directions[j] === 1 ? mapped / (2 * arithmetic) : harmonic / (2 * mapped);
      return table.weights[j]! * share;
    }),
  };
}

/**
 * Limits on properties (Farag 2020): share of lower limits not reached, of upper limits
 * used, and distance from targets (direction 0). Smaller is better.
 */
export function limitsOnProperties(
  table: Omit<DecisionTable, 'directions'> & { readonly directions: readonly (Direction | 0)[] },
  options: { readonly limits?: readonly number[] } = {},
): Scores {
  const limits =
    options.limits ??
    table.columns.map((x, j) => (table.directions[j] === -1 ? minOf(x) : maxOf(x)));
  table.directions.forEach((d, j) => {
    if (d === 1) requirePositive([table.columns[j]!], 'limits');
    else requireNonZero(limits[j]!, 'limits');
  });
  return {
    score: rowSums(table.columns, (v, j) => {
      const limit = limits[j]!;
      const d = table.directions[j]!;
      const used = d === 1 ? limit / v : d === -1 ? v / limit : Math.abs(v / limit - 1);
      return table.weights[j]! * used;
    }),
  };
}

/**
 * COMET (Sałabun 2015, J. Multi-Criteria Decision Analysis 22): triangular interpolation between
 * characteristic objects, all combinations of the criteria's characteristic values
 * (ascending), whose `preferences` an expert or a rule gave. The last criterion varies
 * fastest, every second run backwards with the 'gray' order. Values outside count 0.
 */
export function comet(
  columns: readonly Float64Array[],
  options: {
    readonly values: readonly (readonly number[])[];
    readonly preferences: readonly number[];
    readonly order?: 'product' | 'gray';
  },
): Scores {
  const { values, preferences, order = 'product' } = options;
  const score = new Float64Array(columns[0]!.length);
  for (let i = 0; i < score.length; i++) {
    let share: number[] = [1];
    values.forEach((points, j) => {
      const here = memberships(columns[j]![i]!, points);
      const back = here.slice().reverse();
      share = share.flatMap((s, k) =>
        (order === 'gray' && k % 2 === 1 ? back : here).map((m) => s * m),
      );
    });
    score[i] = share.reduce((sum, s, k) => sum + s * preferences[k]!, 0);
  }
  return { score };
}

/** Membership of a value in each triangular number over ascending points. */
function memberships(v: number, points: readonly number[]): number[] {
  return points.map((p, k) => {
    if (v === p) return 1;
    const neighbour = points[v < p ? k - 1 : k + 1];
    if (neighbour === undefined) return 0;
    const share = (v - neighbour) / (p - neighbour);
    return share > 0 && share < 1 ? share : 0;
  });
}
