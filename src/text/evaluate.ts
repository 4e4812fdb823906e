import { stream } from '../engine/kernels/random.ts';
import { plain } from './normalise.ts';
import { groupsOf, likePairs } from './similar.ts';

/** Texts that are alike by this much are one text when folds are made. */
const SAME = 0.7;

function hash(text: string): number {
  let h = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) h = Math.imul(h ^ text.charCodeAt(i), 0x01000193);
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  return (h ^ (h >>> 13)) >>> 0;
}

/**
 * The fold of each text, by the text alone: neither its place in the list nor the run matters.
 * Texts that repeat one another stand in one fold, or a model would be examined on what it has
 * seen.
 */
export function foldsOf(texts: readonly string[], folds: number): Int32Array {
  const group = groupsOf(texts.length, likePairs(texts, SAME));
  const least = new Map<number, number>();
  texts.forEach((text, i) => {
    const h = hash(plain(text).text);
    least.set(group[i]!, Math.min(least.get(group[i]!) ?? h, h));
  });
  return group.map((g) => least.get(g)! % folds);
}

/** How well guesses meet the truth. */
export interface Quality {
  readonly macroF1: number;
  readonly accuracy: number;
  /** Of each class, in its order. */
  readonly classes: readonly {
    readonly precision: number;
    readonly recall: number;
    readonly f1: number;
    readonly count: number;
  }[];
}

/** Precision, recall and F1 of each class, and their plain mean over the classes that occur. */
export function qualityOf(
  truth: ArrayLike<number>,
  guess: ArrayLike<number>,
  classes: number,
  chosen?: ArrayLike<number>,
): Quality {
  const right = new Float64Array(classes);
  const guessed = new Float64Array(classes);
  const count = new Float64Array(classes);
  const n = chosen?.length ?? truth.length;
  for (let i = 0; i < n; i++) {
    const t = truth[chosen ? chosen[i]! : i]!;
    const g = guess[chosen ? chosen[i]! : i]!;
    count[t]!++;
    guessed[g]!++;
    if (t === g) right[t]!++;
  }
  const all = Array.from({ length: classes }, (_, k) => ({
    precision: guessed[k]! > 0 ? right[k]! / guessed[k]! : 0,
    recall: count[k]! > 0 ? right[k]! / count[k]! : 0,
    f1: right[k]! > 0 ? (2 * right[k]!) / (guessed[k]! + count[k]!) : 0,
    count: count[k]!,
  }));
  const seen = all.filter((c) => c.count > 0);
  return {
    macroF1: seen.reduce((s, c) => s + c.f1, 0) / Math.max(seen.length, 1),
    accuracy: right.reduce((s, r) => s + r, 0) / Math.max(n, 1),
    classes: all,
  };
}

/** The middle 95 % of macro-F1 over `draws` resamples of the texts with replacement. */
export function intervalOf(
  truth: ArrayLike<number>,
  guess: ArrayLike<number>,
  classes: number,
  draws = 1000,
): readonly [number, number] {
  const { uniform } = stream(1, 0, 'interval');
  const n = truth.length;
  const chosen = new Int32Array(n);
  const values = Float64Array.from({ length: draws }, () => {
    for (let i = 0; i < n; i++) chosen[i] = Math.floor(uniform() * n);
    return qualityOf(truth, guess, classes, chosen).macroF1;
  }).sort();
  return [values[Math.floor(draws * 0.025)]!, values[Math.ceil(draws * 0.975) - 1]!];
}

/**
 * Expected calibration error: how far the stated probability of the first guess is from the share
 * that is right, over ten bands of equal width, weighted by how many fall into each.
 */
export function calibrationError(
  stated: ArrayLike<number>,
  right: ArrayLike<boolean | number>,
): number {
  const sum = new Float64Array(10);
  const hits = new Float64Array(10);
  for (let i = 0; i < stated.length; i++) {
    const band = Math.min(9, Math.floor(stated[i]! * 10));
    sum[band]! += stated[i]!;
    hits[band]! += right[i] ? 1 : 0;
  }
  let error = 0;
  for (let band = 0; band < 10; band++) error += Math.abs(sum[band]! - hits[band]!);
  return error / Math.max(stated.length, 1);
}
