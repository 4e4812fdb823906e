/** Solution of a linear programme with the prices that prove it optimal. */
export interface Optimum {
  readonly value: number;
  readonly x: Float64Array;
  /** Dual price per row. */
  readonly prices: Float64Array;
}

/** What counts as 0: a slope, a right-hand side or a difference of ratios; a divisor. */
interface Tolerance {
  readonly zero: number;
  readonly pivot: number;
}

/** Tried in turn: figures that differ in the ninth digit only need to be looked at closely. */
const tolerances: readonly Tolerance[] = [
  { zero: 1e-11, pivot: 1e-9 },
  { zero: 1e-13, pivot: 1e-11 },
  { zero: 1e-15, pivot: 1e-13 },
];
/** Largest violation and gap of a solution handed out. */
const CERTIFIED = 1e-9;
const REBUILDS = 4;

/**
 * Maximises c·x under A·x ≤ b, x ≥ 0, with b ≥ 0 so that x = 0 is a start. Dense
 * condensed tableau for few variables and up to some hundred rows; coefficients should be
 * about 1.
 *
 * Cannot stall for ever: after as many steps without gain as there are rows and columns
 * the pivots follow Bland's rule (1977, doi 10.1287/moor.2.2.103), which never cycles,
 * until the value grows again. When it stops, the tableau of the last basis is made anew
 * from the given numbers, so that rounding does not add up over the steps, and the
 * search goes on from there if it was not the optimum. The result is handed out only with
 * its proof: it and its dual both feasible and without gap, to 1e-9; otherwise RangeError.
 */
export function maximise(c: Float64Array, rows: readonly Float64Array[], b: Float64Array): Optimum {
  let fault = '';
  for (const tolerance of tolerances) {
    let tableau = new Tableau(c, rows, b);
    for (let k = 0; k < REBUILDS; k++) {
      climb(tableau, tolerance);
      tableau = tableau.rebuilt(c, rows, b);
      const found = tableau.solution(c);
      fault = faultOf(found, c, rows, b);
      if (fault === '') return found;
      descend(tableau, tolerance);
    }
  }
  throw new RangeError(`linear programme not solved: ${fault}`);
}

/** Condensed simplex tableau; row n holds the slopes, column m the right-hand sides. */
class Tableau {
  readonly n: number;
  readonly m: number;
  readonly cells: Float64Array;
  /** Variable numbers: 0 … m−1 the unknowns, m … m+n−1 the slacks of the rows. */
  readonly outside: Int32Array;
  readonly basis: Int32Array;

  constructor(c: Float64Array, rows: readonly Float64Array[], b: Float64Array) {
    this.m = c.length;
    this.n = rows.length;
    const width = this.m + 1;
    this.cells = new Float64Array((this.n + 1) * width);
    rows.forEach((row, i) => {
      this.cells.set(row, i * width);
      this.cells[i * width + this.m] = b[i]!;
    });
    for (let j = 0; j < this.m; j++) this.cells[this.n * width + j] = -c[j]!;
    this.outside = Int32Array.from({ length: this.m }, (_, j) => j);
    this.basis = Int32Array.from({ length: this.n }, (_, i) => this.m + i);
  }

  at(i: number, j: number): number {
    return this.cells[i * (this.m + 1) + j]!;
  }

  pivot(r: number, s: number): void {
    const { n, m, cells } = this;
    const width = m + 1;
    const p = cells[r * width + s]!;
    for (let j = 0; j <= m; j++) if (j !== s) cells[r * width + j]! /= p;
    for (let i = 0; i <= n; i++) {
      if (i === r) continue;
      const f = cells[i * width + s]!;
      if (f === 0) continue;
      for (let j = 0; j <= m; j++) if (j !== s) cells[i * width + j]! -= f * cells[r * width + j]!;
      cells[i * width + s] = -f / p;
    }
    cells[r * width + s] = 1 / p;
    const variable = this.basis[r]!;
    this.basis[r] = this.outside[s]!;
    this.outside[s] = variable;
  }

  /** A tableau with the same basis, reached from the start by the largest pivots there are. */
  rebuilt(c: Float64Array, rows: readonly Float64Array[], b: Float64Array): Tableau {
    const fresh = new Tableau(c, rows, b);
    const enter = new Set(this.basis.filter((v) => v < this.m));
    const leave = new Set(this.outside.filter((v) => v >= this.m));
    while (enter.size > 0) {
      let [r, s, largest] = [-1, -1, 0];
      for (let i = 0; i < fresh.n; i++) {
        if (!leave.has(fresh.basis[i]!)) continue;
        for (let j = 0; j < fresh.m; j++) {
          const size = Math.abs(fresh.at(i, j));
          if (enter.has(fresh.outside[j]!) && size > largest) [r, s, largest] = [i, j, size];
        }
      }
      if (largest === 0) break;
      leave.delete(fresh.basis[r]!);
      enter.delete(fresh.outside[s]!);
      fresh.pivot(r, s);
    }
    return fresh;
  }

  solution(c: Float64Array): Optimum {
    const x = new Float64Array(this.m);
    const prices = new Float64Array(this.n);
    this.basis.forEach((v, i) => {
      if (v < this.m) x[v] = Math.max(0, this.at(i, this.m));
    });
    this.outside.forEach((v, j) => {
      if (v >= this.m) prices[v - this.m] = Math.max(0, this.at(this.n, j));
    });
    let value = 0;
    for (let j = 0; j < x.length; j++) value += c[j]! * x[j]!;
    return { value, x, prices };
  }
}

/**
 * Pivots per row and column at which climbing is given up. Bland's rule never cycles in
 * exact arithmetic; with rounding, columns equal to nine digits can, and the optimality
 * test that follows then refuses the result. Ordinary programmes take about 2 each.
 */
const MOST_PIVOTS = 200;

/** Primal simplex: uphill until no slope is left. */
function climb(t: Tableau, { zero, pivot }: Tolerance): void {
  let idle = 0;
  for (let step = 0; step < MOST_PIVOTS * (t.m + t.n); step++) {
    const careful = idle > t.m + t.n;
    const s = entering(t, zero, careful);
    if (s < 0) return;
    const r = leaving(t, s, zero, pivot, careful);
    if (r < 0) {
      if (pivot > tolerances.at(-1)!.pivot) return;
      throw new RangeError('linear programme is unbounded');
    }
    idle = t.at(r, t.m) > zero ? 0 : idle + 1;
    t.pivot(r, s);
  }
}

/** Dual simplex: brings back rows that rounding has left on the wrong side. */
function descend(t: Tableau, { zero, pivot }: Tolerance): void {
  for (let step = 0; step < t.m + t.n; step++) {
    let r = -1;
    for (let i = 0; i < t.n; i++)
      if (t.at(i, t.m) < -zero && (r < 0 || t.at(i, t.m) < t.at(r, t.m))) r = i;
    if (r < 0) return;
    let s = -1;
    let least = Number.POSITIVE_INFINITY;
    for (let j = 0; j < t.m; j++) {
      const a = -t.at(r, j);
      if (a <= pivot) continue;
      const ratio = Math.max(0, t.at(t.n, j)) / a;
      if (ratio < least) [s, least] = [j, ratio];
    }
    if (s < 0) return;
    t.pivot(r, s);
  }
}

/** Column to bring in: the steepest, or with Bland's rule that of the lowest number; −1 at the optimum. */
function entering(t: Tableau, zero: number, careful: boolean): number {
  let found = -1;
  for (let j = 0; j < t.m; j++) {
    if (t.at(t.n, j) >= -zero) continue;
    const better = careful ? t.outside[j]! < t.outside[found]! : t.at(t.n, j) < t.at(t.n, found);
    if (found < 0 || better) found = j;
  }
  return found;
}

/**
 * Row that gives way first; of equals the one with the largest pivot, which keeps the
 * rounding small, or with Bland's rule that of the lowest number. −1 when none does.
 */
function leaving(t: Tableau, s: number, zero: number, pivot: number, careful: boolean): number {
  let found = -1;
  let least = Number.POSITIVE_INFINITY;
  for (let i = 0; i < t.n; i++) {
    const a = t.at(i, s);
    if (a <= pivot) continue;
    const ratio = Math.max(0, t.at(i, t.m)) / a;
    const better = careful ? t.basis[i]! < t.basis[found]! : a > t.at(found, s);
    if (ratio < least - zero || (ratio <= least + zero && (found < 0 || better))) {
      found = i;
      least = Math.min(ratio, least);
    }
  }
  return found;
}

/** What is wrong with a solution, relative to the numbers it is made of; '' when it is proved optimal. */
function faultOf(
  { value, x, prices }: Optimum,
  c: Float64Array,
  rows: readonly Float64Array[],
  b: Float64Array,
): string {
  let bound = 0;
  let worst = 0;
  const worth = new Float64Array(c.length);
  const size = c.map((v) => Math.max(1, Math.abs(v)));
  rows.forEach((row, i) => {
    let left = -b[i]!;
    let most = Math.max(1, b[i]!);
    for (let j = 0; j < x.length; j++) {
      const part = row[j]! * x[j]!;
      left += part;
      most = Math.max(most, Math.abs(part));
      worth[j]! += row[j]! * prices[i]!;
      size[j] = Math.max(size[j]!, Math.abs(row[j]! * prices[i]!));
    }
    worst = Math.max(worst, left / most);
    bound += b[i]! * prices[i]!;
  });
  for (let j = 0; j < x.length; j++) worst = Math.max(worst, (c[j]! - worth[j]!) / size[j]!);
  const gap = Math.abs(value - bound) / Math.max(1, Math.abs(value));
  return worst <= CERTIFIED && gap <= CERTIFIED ? '' : `infeasible by ${worst}, gap ${gap}`;
}
