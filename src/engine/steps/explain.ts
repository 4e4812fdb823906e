import { outrankingScore } from '../kernels/aggregate.ts';
import { gather } from '../kernels/group.ts';
import { stream } from '../kernels/random.ts';
import type { Stage } from '../panel.ts';
import { schemeTree, type Tree, type TreeNode } from '../scheme/tree.ts';
import type { Appraisal } from '../types.ts';
import { aggregateColumns } from './aggregate.ts';

/** What one indicator adds to a score, or to a difference of two scores. */
export interface Part {
  readonly id: string;
  /** Points of the root score; the parts sum to the difference explained. */
  readonly points: number;
  readonly value: number;
  readonly against: number;
}

/**
 * A score taken apart: `from` + Σ parts = `to` before `decide`, and `decided` is what
 * bonus, penalty and unverified figures then add to the difference.
 */
export interface Explanation {
  readonly from: number;
  readonly to: number;
  readonly parts: readonly Part[];
  readonly decided: number;
  /** Every aggregation on the way is a weighted mean: the parts are weight × value. */
  readonly additive: boolean;
}

/**
 * Step 13. Contribution of each indicator to the unit's base score. With weighted means
 * all the way up, weight × normalised value, from 0; otherwise Shapley values from the
 * score of the class's mean profile, node by node down the tree.
 */
export function contributions(result: Appraisal, unit: number): Explanation {
  const tree = schemeTree(result.scheme);
  const additive = tree.order.every((n) => n.spec.method === 'arithmetic');
  if (!additive) return compareUnits(result, unit, 'class-mean');
  const profile = profileOf(result.chain.normalised, unit);
  const shares = presentWeights(tree, result, profile);
  return {
    from: 0,
    to: result.base[unit]!,
    parts: Array.from(profile, (value, i) => ({
      id: tree.indicators[i]!,
      points: Number.isNaN(value) ? 0 : shares[i]! * value,
      value,
      against: 0,
    })),
    decided: result.score[unit]! - result.base[unit]!,
    additive,
  };
}

/**
 * The difference between two units of a class, or a unit and the class's mean profile,
 * taken apart by indicator. Sums exactly; swapping the two turns every sign.
 */
export function compareUnits(
  result: Appraisal,
  unit: number,
  other: number | 'class-mean',
): Explanation {
  const x = profileOf(result.chain.normalised, unit);
  const y =
    other === 'class-mean' ? meanProfile(result, unit) : profileOf(result.chain.normalised, other);
  const decidedOf = (u: number): number => result.score[u]! - result.base[u]!;
  return {
    ...compareProfiles(result, unit, x, y),
    decided: decidedOf(unit) - (other === 'class-mean' ? 0 : decidedOf(other)),
  };
}

/**
 * The same unit in two runs, for example this year against last: what its own figures
 * changed, on this year's weights; what the change of scale or scheme adds is `decided`.
 */
export function comparePeriods(now: Appraisal, before: Appraisal, unitId: string): Explanation {
  const unit = now.panel.units.indexOf(unitId);
  const then = before.panel.units.indexOf(unitId);
  const place = new Map(before.chain.normalised.ids.map((id, i) => [id, i]));
  const y = Float64Array.from(now.chain.normalised.ids, (id) => {
    const at = place.get(id);
    return at === undefined ? Number.NaN : before.chain.normalised.columns[at]![then]!;
  });
  const found = compareProfiles(now, unit, profileOf(now.chain.normalised, unit), y);
  const whole = now.score[unit]! - before.score[then]!;
  return { ...found, decided: whole - (found.to - found.from) };
}

function profileOf(stage: Stage, unit: number): Float64Array {
  return Float64Array.from(stage.columns, (c) => c[unit]!);
}

/** Mean of each normalised indicator over the unit's class. */
function meanProfile(result: Appraisal, unit: number): Float64Array {
  const { members } = result.classes[result.classOf[unit]!]!;
  return Float64Array.from(result.chain.normalised.columns, (column) => {
    let sum = 0;
    let count = 0;
    for (const u of members) {
      const v = column[u]!;
      if (Number.isNaN(v)) continue;
      sum += v;
      count++;
    }
    return sum / count;
  });
}

/** Effective weights of one unit after what it lacks is left out, level by level. */
function presentWeights(tree: Tree, result: Appraisal, profile: Float64Array): Float64Array {
  const out = new Float64Array(tree.indicators.length);
  const has = tree.order.map(() => false);
  tree.order.forEach((node, n) => {
    has[n] = node.children.some((c) =>
      c.kind === 'node' ? has[c.index]! : !Number.isNaN(profile[c.index]!),
    );
  });
  const share = new Float64Array(tree.order.length);
  share[tree.order.length - 1] = 1;
  for (let n = tree.order.length - 1; n >= 0; n--) {
    const { children } = tree.order[n]!;
    const weights = result.weights.table[n]!;
    const present = children.map((c) =>
      c.kind === 'node' ? has[c.index]! : !Number.isNaN(profile[c.index]!),
    );
    const total = weights.reduce((s, w, k) => s + (present[k] ? w : 0), 0);
    children.forEach((c, k) => {
      const part = present[k] && total > 0 ? (share[n]! * weights[k]!) / total : 0;
      if (c.kind === 'node') share[c.index] = part;
      else out[c.index] = part;
    });
  }
  return out;
}

/** Scores of every node for hypothetical units of the class of `unit`. */
export function evaluateProfile(
  result: Appraisal,
  unit: number,
  profile: Float64Array,
): Float64Array {
  const tree = schemeTree(result.scheme);
  const out = new Float64Array(tree.order.length);
  tree.order.forEach((node, n) => {
    const columns = node.children.map((c) =>
      Float64Array.of(c.kind === 'node' ? out[c.index]! : profile[c.index]!),
    );
    out[n] = evaluate(result, unit, node, n, columns)[0]!;
  });
  return out;
}

/** One node for many hypothetical units at once; outranking meets the real units of the class. */
function evaluate(
  result: Appraisal,
  unit: number,
  node: TreeNode,
  n: number,
  columns: readonly Float64Array[],
): Float64Array {
  const weights = result.weights.table[n]!;
  if (node.spec.method !== 'copeland')
    return aggregateColumns(columns, weights, node.spec, result.classes);
  const { members } = result.classes[result.classOf[unit]!]!;
  const rivals = node.children.map((c) =>
    gather(
      c.kind === 'node'
        ? result.chain.aggregated.columns[c.index]!
        : result.chain.normalised.columns[c.index]!,
      members,
    ),
  );
  return outrankingScore(columns, rivals, weights);
}

function compareProfiles(
  result: Appraisal,
  unit: number,
  x: Float64Array,
  y: Float64Array,
): Omit<Explanation, 'decided'> {
  const tree = schemeTree(result.scheme);
  const to = evaluateProfile(result, unit, x);
  const from = evaluateProfile(result, unit, y);
  const points = new Float64Array(tree.indicators.length);
  const scale = new Float64Array(tree.order.length);
  scale[tree.order.length - 1] = 1;
  for (let n = tree.order.length - 1; n >= 0; n--) {
    const node = tree.order[n]!;
    const own = (c: { kind: string; index: number }, of: 'x' | 'y'): number =>
      c.kind === 'node' ? (of === 'x' ? to : from)[c.index]! : (of === 'x' ? x : y)[c.index]!;
    const a = node.children.map((c) => own(c, 'x'));
    const b = node.children.map((c) => own(c, 'y'));
    const value = (columns: readonly Float64Array[]): Float64Array =>
      evaluate(result, unit, node, n, columns);
    const parts = shapley(a, b, value);
    node.children.forEach((c, k) => {
      const part = parts[k]! * scale[n]!;
      if (c.kind === 'indicator') points[c.index] = part;
      else scale[c.index] = ratio(part, a[k]! - b[k]!, () => slope(a, b, k, value) * scale[n]!);
    });
  }
  return {
    from: from.at(-1)!,
    to: to.at(-1)!,
    parts: Array.from(points, (p, i) => ({
      id: tree.indicators[i]!,
      points: p,
      value: x[i]!,
      against: y[i]!,
    })),
    additive: tree.order.every((node) => node.spec.method === 'arithmetic'),
  };
}

/** A node's own difference passes down in proportion; where there is none, by the slope. */
function ratio(part: number, difference: number, slopeHere: () => number): number {
  if (Math.abs(difference) > 1e-9) return part / difference;
  const s = slopeHere();
  return Number.isFinite(s) ? s : 0;
}

function slope(
  a: readonly number[],
  b: readonly number[],
  k: number,
  value: (columns: readonly Float64Array[]) => Float64Array,
): number {
  const step = 1e-4;
  const columns = a.map((v, i) => {
    const mid = Number.isNaN(v + b[i]!) ? v : (v + b[i]!) / 2;
    return i === k ? Float64Array.of(mid - step, mid + step) : Float64Array.of(mid, mid);
  });
  const [low, high] = value(columns);
  return (high! - low!) / (2 * step);
}

/** Up to this many children all coalitions are counted; above, paired random orders. */
const EXACT_PLAYERS = 12;
const RANDOM_ORDERS = 512;

/**
 * Shapley values of going from b to a child by child. Sums to f(a) − f(b). A child that
 * neither side has gets 0.
 */
export function shapley(
  a: readonly number[],
  b: readonly number[],
  value: (columns: readonly Float64Array[]) => Float64Array,
): Float64Array {
  const k = a.length;
  if (k > EXACT_PLAYERS) return shapleyByOrders(a, b, value);
  const masks = 1 << k;
  const columns = a.map((v, i) =>
    Float64Array.from({ length: masks }, (_, m) => (m & (1 << i) ? v : b[i]!)),
  );
  const worth = value(columns);
  const out = new Float64Array(k);
  const weight = coalitionWeights(k);
  for (let m = 0; m < masks; m++) {
    const size = popcount(m);
    for (let i = 0; i < k; i++)
      if (!(m & (1 << i))) out[i]! += weight[size]! * (worth[m | (1 << i)]! - worth[m]!);
  }
  return out;
}

/** s!(k − s − 1)!/k! for coalitions of size s. */
function coalitionWeights(k: number): Float64Array {
  const out = new Float64Array(k);
  let choose = 1;
  for (let s = 0; s < k; s++) {
    out[s] = 1 / (k * choose);
    choose = (choose * (k - 1 - s)) / (s + 1);
  }
  return out;
}

function popcount(m: number): number {
  let count = 0;
  for (let x = m; x; x &= x - 1) count++;
  return count;
}

/** Mean over fixed pseudo-random orders, each with its reverse: still sums exactly. */
function shapleyByOrders(
  a: readonly number[],
  b: readonly number[],
  value: (columns: readonly Float64Array[]) => Float64Array,
): Float64Array {
  const k = a.length;
  const out = new Float64Array(k);
  for (let t = 0; t < RANDOM_ORDERS; t++) {
    const order = shuffled(k, t);
    for (const path of [order, order.toReversed()]) {
      const place = new Int32Array(k);
      path.forEach((i, at) => {
        place[i] = at;
      });
      const columns = a.map((v, i) =>
        Float64Array.from({ length: k + 1 }, (_, step) => (place[i]! < step ? v : b[i]!)),
      );
      const worth = value(columns);
      path.forEach((i, at) => {
        out[i]! += (worth[at + 1]! - worth[at]!) / (2 * RANDOM_ORDERS);
      });
    }
  }
  return out;
}

function shuffled(k: number, replicate: number): number[] {
  const random = stream(0, replicate, 'shapley');
  const order = Array.from({ length: k }, (_, i) => i);
  for (let i = k - 1; i > 0; i--) {
    const j = Math.floor(random.uniform() * (i + 1));
    [order[i], order[j]] = [order[j]!, order[i]!];
  }
  return order;
}
