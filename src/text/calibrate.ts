import { exp, ln } from '../engine/kernels/math.ts';

/** Turns scores into probabilities: softmax of `slope` × score. */
export interface Calibration {
  readonly slope: number;
  /** Least probability at which the model answers; under it, it says that it is not sure. */
  readonly sureFrom: number;
}

/** Of a hundred answers given as sure, so many have to be right. */
const RIGHT = 0.95;
/** Fewer answers than this say nothing about how many are right. */
const LEAST = 30;

export function probabilities(scores: ArrayLike<number>, slope: number): Float64Array {
  const p = Float64Array.from(scores);
  let most = Number.NEGATIVE_INFINITY;
  for (const s of p) most = Math.max(most, s);
  let sum = 0;
  for (let k = 0; k < p.length; k++) {
    p[k] = exp(slope * (p[k]! - most));
    sum += p[k]!;
  }
  return p.map((v) => v / sum);
}

/** −ln of the probability given to what was true, summed over the examples. */
function loss(scores: readonly Float64Array[], truth: ArrayLike<number>, slope: number): number {
  let sum = 0;
  scores.forEach((s, i) => {
    sum -= ln(Math.max(probabilities(s, slope)[truth[i]!]!, 1e-12));
  });
  return sum;
}

const GOLDEN = (Math.sqrt(5) - 1) / 2;

/**
 * The slope that makes what was true most likely (the loss has one minimum in it), by golden
 * section, and the least probability from which 95 % of the answers were right. `scores` have
 * to be of texts that the planes were not fitted to.
 */
export function calibrate(scores: readonly Float64Array[], truth: ArrayLike<number>): Calibration {
  let low = 0.05;
  let high = 20;
  let a = high - GOLDEN * (high - low);
  let b = low + GOLDEN * (high - low);
  let atA = loss(scores, truth, a);
  let atB = loss(scores, truth, b);
  for (let step = 0; step < 24; step++) {
    if (atA <= atB) {
      high = b;
      b = a;
      atB = atA;
      a = high - GOLDEN * (high - low);
      atA = loss(scores, truth, a);
    } else {
      low = a;
      a = b;
      atA = atB;
      b = low + GOLDEN * (high - low);
      atB = loss(scores, truth, b);
    }
  }
  const slope = (low + high) / 2;
  return { slope, sureFrom: sureFrom(scores, truth, slope) };
}

function sureFrom(
  scores: readonly Float64Array[],
  truth: ArrayLike<number>,
  slope: number,
): number {
  const answers = scores
    .map((s, i) => {
      const p = probabilities(s, slope);
      const best = p.indexOf(Math.max(...p));
      return { p: p[best]!, right: best === truth[i] };
    })
    .sort((x, y) => y.p - x.p);
  let right = 0;
  let from = 1;
  answers.forEach(({ p, right: hit }, i) => {
    if (hit) right++;
    if (i + 1 >= LEAST && right >= RIGHT * (i + 1)) from = p;
  });
  return from;
}
