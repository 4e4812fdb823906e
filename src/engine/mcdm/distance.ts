import { type Scaling, scaleTable, scalings } from './normalise.ts';
import {
  bestAndWorst,
  type DecisionTable,
  maxOf,
  minOf,
  requirePositive,
  rowSums,
  type Scores,
  sumOf,
  weighted,
} from './table.ts';

/** Methods that measure how far a unit is from an ideal, the average, or other units. */

/**
 * TOPSIS (Hwang and Yoon 1981): closeness to the ideal, d₋/(d₊ + d₋), 0–1. Units that are
 * both ideal and anti-ideal (all alike) get 0.5.
 */
export function topsis(
  table: DecisionTable,
  { scaling = 'vector' }: { readonly scaling?: Scaling } = {},
): Scores & { readonly ideal: Float64Array; readonly antiIdeal: Float64Array } {
  const { columns, directions } = scaleTable(table.columns, table.directions, scaling);
  const rows = weighted(columns, table.weights);
  const ends = rows.map((x, j) => bestAndWorst(x, directions[j]!));
  const toBest = distances(rows, (j) => ends[j]![0]);
  const toWorst = distances(rows, (j) => ends[j]![1]);
  return {
    score: toBest.map((d, i) => (d + toWorst[i]! === 0 ? 0.5 : toWorst[i]! / (d + toWorst[i]!))),
    ideal: Float64Array.from(ends, (e) => e[0]),
    antiIdeal: Float64Array.from(ends, (e) => e[1]),
  };
}

function distances(rows: readonly Float64Array[], point: (j: number) => number): Float64Array {
  return rowSums(rows, (v, j) => (v - point(j)) ** 2).map(Math.sqrt);
}

/** What {@link vikor} finds; `score` is Q. */
export interface Vikor extends Scores {
  readonly sum: Float64Array;
  readonly regret: Float64Array;
  readonly acceptableAdvantage: boolean;
  readonly acceptableStability: boolean;
  /** Units proposed together, ascending. */
  readonly compromise: readonly number[];
}

/**
 * VIKOR (Opricovic and Tzeng 2004, doi 10.1016/S0377-2217(03)00020-1). Smaller is better.
 * A criterion without spread says nothing and counts 0; likewise S or R when it is the
 * same for all units, so that Q is never undefined.
 */
export function vikor(table: DecisionTable, { v = 0.5 }: { readonly v?: number } = {}): Vikor {
  const n = table.columns[0]!.length;
  const sum = new Float64Array(n);
  const regret = new Float64Array(n);
  table.columns.forEach((x, j) => {
    const [best, worst] = bestAndWorst(x, table.directions[j]!);
    if (best === worst) return;
    for (let i = 0; i < n; i++) {
      const gap = (table.weights[j]! * (best - x[i]!)) / (best - worst);
      sum[i]! += gap;
      if (gap > regret[i]!) regret[i] = gap;
    }
  });
  const s = fromLeast(sum);
  const r = fromLeast(regret);
  const score = s.map((a, i) => v * a + (1 - v) * r[i]!);
  return { score, sum, regret, ...compromise(score, s, r) };
}

/** (x − min)/(max − min); 0 without spread. */
function fromLeast(x: Float64Array): Float64Array {
  const min = minOf(x);
  const width = maxOf(x) - min;
  return x.map((v) => (width === 0 ? 0 : (v - min) / width));
}

function compromise(
  q: Float64Array,
  s: Float64Array,
  r: Float64Array,
): Pick<Vikor, 'acceptableAdvantage' | 'acceptableStability' | 'compromise'> {
  const n = q.length;
  const best = minOf(q);
  const where = (test: (i: number) => boolean): number[] =>
    Array.from(q.keys()).filter((i) => test(i));
  const first = where((i) => q[i] === best);
  const near = where((i) => q[i]! - best < 1 / (n - 1) || n === 1);
  const acceptableAdvantage = near.length === first.length;
  const acceptableStability = first.every((i) => s[i] === 0 || r[i] === 0);
  const second = minOf(q.filter((value) => value > best));
  const chosen = !acceptableAdvantage
    ? near
    : acceptableStability
      ? first
      : where((i) => q[i]! <= second);
  return { acceptableAdvantage, acceptableStability, compromise: chosen };
}

/**
 * EDAS (Keshavarz Ghorabaee et al. 2015, Informatica 26(3)): distance above
 * and below the average unit. Averages must be positive, for distances are shares of them;
 * a criterion without spread has no distances and says nothing.
 */
export function edas(table: DecisionTable): Scores {
  const constant = table.columns.map((x) => minOf(x) === maxOf(x));
  const means = Float64Array.from(table.columns, (x, j) => (constant[j] ? 1 : sumOf(x) / x.length));
  requirePositive(
    Array.from(means, (m) => Float64Array.of(m)),
    'edas',
  );
  const lead = (v: number, j: number): number =>
    constant[j] ? 0 : (table.directions[j]! * (v - means[j]!)) / means[j]!;
  const above = rowSums(table.columns, (v, j) => table.weights[j]! * Math.max(0, lead(v, j)));
  const below = rowSums(table.columns, (v, j) => table.weights[j]! * Math.max(0, -lead(v, j)));
  const most = maxOf(above);
  const least = maxOf(below);
  const score = above.map((a, i) => {
    const gain = most === 0 ? 0 : a / most;
    const loss = least === 0 ? 0 : below[i]! / least;
    return (gain + 1 - loss) / 2;
  });
  return { score };
}

/**
 * CODAS (Keshavarz Ghorabaee et al. 2016): Euclidean distance from the worst, and the
 * taxicab distance where two units are at least `tau` apart. Pairs of units: n².
 */
export function codas(
  table: DecisionTable,
  { scaling = 'linear', tau = 0.02 }: { readonly scaling?: Scaling; readonly tau?: number } = {},
): Scores {
  const { columns } = scaleTable(table.columns, table.directions, scaling);
  const rows = weighted(columns, table.weights);
  const worst = rows.map(minOf);
  const euclid = distances(rows, (j) => worst[j]!);
  const taxi = rowSums(rows, (v, j) => Math.abs(v - worst[j]!));
  const score = euclid.map((e, i) => {
    let sum = 0;
    for (let k = 0; k < euclid.length; k++) {
      const d = e - euclid[k]!;
      sum += Math.abs(d) >= tau ? d + taxi[i]! - taxi[k]! : d;
    }
    return sum;
  });
  return { score };
}

/**
 * PROBID (Wang et al. 2021, Ind. Eng. Chem. Res. 60(30)): closeness to the ladder of ideals from
 * the best to the worst, plus the distance from the average. Pairs of units: n².
 */
export function probid(
  table: DecisionTable,
  { scaling = 'vector' }: { readonly scaling?: Scaling } = {},
): Scores & { readonly toBest: Float64Array; readonly toWorst: Float64Array } {
  const { rows, ladder } = idealLadder(table, scaling);
  const n = rows[0]!.length;
  const middle = Math.ceil(n / 2);
  const { toBest, toWorst } = ladderSums(rows, ladder, middle, middle - 1);
  const means = rows.map((x) => sumOf(x) / n);
  const toMean = distances(rows, (j) => means[j]!);
  const score = toBest.map((b, i) => {
    const ratio = b / toWorst[i]!;
    return (b === 0 && toWorst[i] === 0 ? 0.5 : 1 / (1 + ratio * ratio)) + toMean[i]!;
  });
  return { score, toBest, toWorst };
}

/** Simplified PROBID: only the best and the worst quarter of the ladder. Same paper. */
export function simplifiedProbid(
  table: DecisionTable,
  { scaling = 'vector' }: { readonly scaling?: Scaling } = {},
): Scores & { readonly toBest: Float64Array; readonly toWorst: Float64Array } {
  const { rows, ladder } = idealLadder(table, scaling);
  const n = rows[0]!.length;
  const quarter = Math.max(1, Math.floor(n / 4));
  const { toBest, toWorst } = ladderSums(rows, ladder, quarter, n - quarter);
  const score = toWorst.map((w, i) => (w === 0 ? 0 : w / toBest[i]!));
  return { score, toBest, toWorst };
}

function idealLadder(
  table: DecisionTable,
  scaling: Scaling,
): { rows: Float64Array[]; ladder: Float64Array[] } {
  const rows = weighted(
    table.columns.map((x) => scalings[scaling](x, 1)),
    table.weights,
  );
  const ladder = rows.map((x, j) => {
    const sorted = x.slice().sort();
    return table.directions[j] === 1 ? sorted.reverse() : sorted;
  });
  return { rows, ladder };
}

/** Distances to rungs 1 … `best` weighted 1/rank, and to rungs from `worst` on, weighted from the end. */
function ladderSums(
  rows: readonly Float64Array[],
  ladder: readonly Float64Array[],
  best: number,
  worst: number,
): { toBest: Float64Array; toWorst: Float64Array } {
  const n = rows[0]!.length;
  const toBest = new Float64Array(n);
  const toWorst = new Float64Array(n);
  for (let k = 0; k < n; k++) {
    if (k >= best && k < worst) continue;
    const d = distances(rows, (j) => ladder[j]![k]!);
    for (let i = 0; i < n; i++) {
      if (k < best) toBest[i]! += d[i]! / (k + 1);
      if (k >= worst) toWorst[i]! += d[i]! / (n - k);
    }
  }
  return { toBest, toWorst };
}
