import { exp, ln, pow } from '../kernels/math.ts';
import type { AggregateSpec } from '../scheme/schema.ts';
import { coalitionWeights, popcount } from './shapley.ts';

/**
 * One node between two profiles: its children's values on either side, and which of them
 * move. A mixture takes some of the moving children from x and the rest from y; it is
 * named by a mask, bit i standing for `moving[i]`.
 */
export interface Between {
  /** The short way to the score, where the node is such a mean; rounds otherwise than a run. */
  readonly mean: TransformedMean | undefined;
  readonly weights: Float64Array;
  readonly onX: readonly number[];
  readonly onY: readonly number[];
  readonly moving: readonly number[];
  /** The node's score for columns of children's values. */
  readonly score: (columns: readonly Float64Array[]) => Float64Array;
}

/** Score of the node for every mixture, by mask. */
export function everyMixture(node: Between): Float64Array {
  const { onX, onY, moving, mean } = node;
  if (mean) {
    const sums = mixedSums(node, mean, moving);
    return sums.total.map((s, m) => (sums.count[m] ? mean.back(s / sums.weight[m]!) : Number.NaN));
  }
  const size = 1 << moving.length;
  return node.score(
    onX.map((x, k) => {
      const bit = moving.indexOf(k);
      if (bit < 0) return new Float64Array(size).fill(x);
      return Float64Array.from({ length: size }, (_, m) => (m & (1 << bit) ? x : onY[k]!));
    }),
  );
}

/**
 * What scores of the moving child k do further up, averaged over the mixtures of its
 * siblings with the weights of the Shapley value. `above` = what the node's own score does.
 */
export function averaged(
  node: Between,
  k: number,
  above: (scores: Float64Array) => Float64Array,
): (scores: Float64Array) => Float64Array {
  const others = node.moving.filter((other) => other !== k);
  const shares = coalitionWeights(node.moving.length);
  const score = withSiblings(node, k, others);
  return (scores) => {
    const out = new Float64Array(scores.length);
    const at = score(scores);
    for (let m = 0; m < 1 << others.length; m++) {
      const values = above(at(m));
      const share = shares[popcount(m)]!;
      for (let i = 0; i < out.length; i++) out[i]! += share * values[i]!;
    }
    return out;
  };
}

/** Scores of the node for scores of child k, for one mixture of the others after another. */
function withSiblings(
  node: Between,
  k: number,
  others: readonly number[],
): (scores: Float64Array) => (mask: number) => Float64Array {
  const { onX, onY, weights, mean } = node;
  if (!mean)
    return (scores) => (mask) =>
      node.score(
        onX.map((x, c) => {
          if (c === k) return scores;
          const bit = others.indexOf(c);
          const fromX = bit < 0 || (mask & (1 << bit)) !== 0;
          return new Float64Array(scores.length).fill(fromX ? x : onY[c]!);
        }),
      );
  const w = weights[k]!;
  const sums = mixedSums(node, mean, others, k);
  return (scores) => {
    // The transcendental part of each score once, not once a mixture.
    const parts = scores.map((s) => (w === 0 ? 0 : w * mean.forward(s)));
    return (mask) => {
      const total = sums.total[mask]!;
      const weight = sums.weight[mask]!;
      const alone = sums.count[mask] ? mean.back(total / weight) : Number.NaN;
      return parts.map((p) =>
        w === 0 || Number.isNaN(p) ? alone : mean.back((total + p) / (weight + w)),
      );
    };
  };
}

/** A mean that is an arithmetic one of transformed values. */
export interface TransformedMean {
  readonly forward: (x: number) => number;
  readonly back: (y: number) => number;
}

export function meanOf(spec: AggregateSpec): TransformedMean | undefined {
  const inverse = (x: number): number => 1 / x;
  const p = spec.power ?? 1;
  switch (spec.method) {
    case 'arithmetic':
      return { forward: (x) => x, back: (y) => y };
    case 'geometric':
      return { forward: ln, back: exp };
    case 'harmonic':
      return { forward: inverse, back: inverse };
    case 'power':
      return { forward: (x) => pow(x, p), back: (y) => pow(y, 1 / p) };
    default:
      return undefined;
  }
}

/** Σ w·f(value), Σ w and how many are present, for every mixture; child `without` left out. */
function mixedSums(
  { weights, onX, onY }: Between,
  { forward }: TransformedMean,
  moving: readonly number[],
  without = -1,
): {
  readonly total: Float64Array;
  readonly weight: Float64Array;
  readonly count: Int32Array;
} {
  const part = (k: number, value: number): readonly [number, number, number] => {
    const w = weights[k]!;
    return w === 0 || Number.isNaN(value) ? [0, 0, 0] : [w * forward(value), w, 1];
  };
  const size = 1 << moving.length;
  const total = new Float64Array(size);
  const weight = new Float64Array(size);
  const count = new Int32Array(size);
  onY.forEach((_, k) => {
    if (k === without) return;
    const [t, w, c] = part(k, moving.includes(k) ? onY[k]! : onX[k]!);
    total[0]! += t;
    weight[0]! += w;
    count[0]! += c;
  });
  const steps = moving.map((k) => {
    const [tx, wx, cx] = part(k, onX[k]!);
    const [ty, wy, cy] = part(k, onY[k]!);
    return [tx - ty, wx - wy, cx - cy] as const;
  });
  for (let m = 1; m < size; m++) {
    const [t, w, c] = steps[31 - Math.clz32(m & -m)]!;
    const rest = m & (m - 1);
    total[m] = total[rest]! + t;
    weight[m] = weight[rest]! + w;
    count[m] = count[rest]! + c;
  }
  return { total, weight, count };
}
