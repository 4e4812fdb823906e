import { bestAndWorst, type DecisionTable, type Direction, type Scores } from './table.ts';

/** Methods that compare units two by two. Matrices are row-major n × n; cost n²·criteria. */

/** Weight on which the row unit is at least as good as the column unit; diagonal `NaN`. */
export function concordance({ columns, weights, directions }: DecisionTable): Float64Array {
  const n = columns[0]!.length;
  const out = new Float64Array(n * n);
  columns.forEach((x, j) => {
    const d = directions[j]!;
    for (let a = 0; a < n; a++)
      for (let b = 0; b < n; b++) if (d * (x[a]! - x[b]!) >= 0) out[a * n + b]! += weights[j]!;
  });
  return withoutDiagonal(out, n);
}

/** Largest lead of the column unit over the row unit, as a share of the widest range of all criteria. */
export function discordance({ columns, directions }: DecisionTable): Float64Array {
  const n = columns[0]!.length;
  const out = new Float64Array(n * n);
  let widest = 0;
  for (const x of columns) {
    const [max, min] = bestAndWorst(x, 1);
    widest = Math.max(widest, max - min);
  }
  if (widest === 0) return withoutDiagonal(out, n);
  columns.forEach((x, j) => {
    const d = directions[j]!;
    for (let a = 0; a < n; a++)
      for (let b = 0; b < n; b++) {
        const lead = (d * (x[b]! - x[a]!)) / widest;
        if (lead > out[a * n + b]!) out[a * n + b] = lead;
      }
  });
  return withoutDiagonal(out, n);
}

function withoutDiagonal(matrix: Float64Array, n: number): Float64Array {
  for (let a = 0; a < n; a++) matrix[a * n + a] = Number.NaN;
  return matrix;
}

/**
 * ELECTRE I (Roy 1968): the row unit outranks the column unit when concordance is at least
 * `p` and discordance at most `q`; the kernel are the units nothing outranks.
 */
export function electre1(
  table: DecisionTable,
  { p = 0.65, q = 0.35 }: { readonly p?: number; readonly q?: number } = {},
): { readonly kernel: readonly boolean[]; readonly outranks: readonly boolean[] } {
  const n = table.columns[0]!.length;
  const c = concordance(table);
  const d = discordance(table);
  const outranks = Array.from(c, (value, k) => value >= p && d[k]! <= q);
  const kernel = Array.from({ length: n }, (_, b) => !anyRow(outranks, n, b));
  return { kernel, outranks };
}

function anyRow(matrix: readonly boolean[], n: number, column: number): boolean {
  for (let a = 0; a < n; a++) if (matrix[a * n + column]) return true;
  return false;
}

/** Thresholds of {@link electre2}: concordance p0 ≥ p1 ≥ p2, discordance q0 ≥ q1. */
export interface Electre2Options {
  readonly p0?: number;
  readonly p1?: number;
  readonly p2?: number;
  readonly q0?: number;
  readonly q1?: number;
}

/**
 * ELECTRE II (Roy and Bertier 1971): strong and weak outranking, ranked from the top and
 * from the bottom; the score is the mean of both ranks. Smaller is better.
 */
export function electre2(
  table: DecisionTable,
  { p0 = 0.65, p1 = 0.5, p2 = 0.35, q0 = 0.65, q1 = 0.35 }: Electre2Options = {},
): Scores & { readonly direct: Int32Array; readonly inverted: Int32Array } {
  const n = table.columns[0]!.length;
  const c = concordance(table);
  const d = discordance(table);
  const strong = new Uint8Array(n * n);
  const weak = new Uint8Array(n * n);
  for (let a = 0; a < n; a++)
    for (let b = 0; b < n; b++) {
      const k = a * n + b;
      if (!(c[k]! > c[b * n + a]!)) continue;
      if ((c[k]! >= p0 && d[k]! <= q0) || (c[k]! >= p1 && d[k]! <= q1)) strong[k] = 1;
      else if (c[k]! >= p2 && d[k]! <= q0) weak[k] = 1;
    }
  const beats = (a: number, b: number): boolean => (strong[a * n + b]! | weak[a * n + b]!) === 1;
  const direct = peel(n, beats);
  const upward = peel(n, (a, b) => beats(b, a));
  const last = upward.reduce((m, r) => Math.max(m, r), 0);
  const inverted = upward.map((r) => last + 1 - r);
  return { direct, inverted, score: Float64Array.from(direct, (r, i) => (r + inverted[i]!) / 2) };
}

/** Ranks by taking away, round by round, the units that no remaining unit beats; a cycle ranks together. */
function peel(n: number, beats: (a: number, b: number) => boolean): Int32Array {
  const rank = new Int32Array(n);
  let rest = Array.from({ length: n }, (_, i) => i);
  for (let round = 1; rest.length > 0; round++) {
    const free = rest.filter((b) => !rest.some((a) => beats(a, b)));
    const taken = new Set(free.length > 0 ? free : rest);
    for (const i of taken) rank[i] = round;
    rest = rest.filter((i) => !taken.has(i));
  }
  return rank;
}

export const preferenceFunctions = {
  usual: (d: number) => (d > 0 ? 1 : 0),
  'u-shape': (d: number, q: number) => (d > q ? 1 : 0),
  'v-shape': (d: number, _q: number, p: number) => (d <= 0 ? 0 : d <= p ? d / p : 1),
  level: (d: number, q: number, p: number) => (d <= q ? 0 : d <= p ? 0.5 : 1),
  linear: (d: number, q: number, p: number) => (d <= q ? 0 : d <= p ? (d - q) / (p - q) : 1),
} satisfies Record<string, (d: number, q: number, p: number) => number>;

export interface PrometheeOptions {
  readonly preference?: keyof typeof preferenceFunctions;
  /** Indifference and preference thresholds per criterion. */
  readonly q?: readonly number[];
  readonly p?: readonly number[];
}

/**
 * PROMETHEE I and II (Brans and Vincke 1985, doi 10.1287/mnsc.31.6.647): leaving and
 * entering flows; the score is the net flow.
 */
export function promethee(
  { columns, weights, directions }: DecisionTable,
  { preference = 'usual', q = [], p = [] }: PrometheeOptions = {},
): Scores & { readonly leaving: Float64Array; readonly entering: Float64Array } {
  const n = columns[0]!.length;
  const prefer = preferenceFunctions[preference];
  const leaving = new Float64Array(n);
  const entering = new Float64Array(n);
  columns.forEach((x, j) => {
    const d: Direction = directions[j]!;
    const share = weights[j]! / Math.max(1, n - 1);
    for (let a = 0; a < n; a++)
      for (let b = 0; b < n; b++) {
        const flow = share * prefer(d * (x[a]! - x[b]!), q[j] ?? 0, p[j] ?? 0);
        leaving[a]! += flow;
        entering[b]! += flow;
      }
  });
  return { leaving, entering, score: leaving.map((v, i) => v - entering[i]!) };
}
