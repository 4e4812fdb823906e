import { calibrate, probabilities } from './calibrate.ts';
import { calibrationError, foldsOf, type Quality, qualityOf } from './evaluate.ts';
import type { Grams } from './grams.ts';
import { fitPlanes, scoresOf } from './linear.ts';
import { type Features, keysOf, type TopicModel, type Written } from './topic.ts';
import { type Rows, rowsOf, type Vocabulary, vocabularyOf } from './vectors.ts';

/** A text and the topic that a person gave it. */
export interface Example extends Written {
  readonly topic: string;
}

export interface Training {
  readonly features?: Features;
  /** Tried in turn on inner folds; the best by macro-F1 stays, the smaller of two alike. */
  readonly costs?: readonly number[];
  readonly balanced?: boolean;
  readonly folds?: number;
  readonly seed?: number;
  readonly progress?: (done: number, total: number) => void;
}

/** A model, and what it did on texts it had not seen while it was being chosen. */
export interface Trained {
  readonly model: TopicModel;
  readonly cost: number;
  readonly quality: Quality;
  /** How far stated probabilities were from the share that was right. */
  readonly calibrationError: number;
  /** Share of the texts on which it was sure. */
  readonly answered: number;
}

interface Fold {
  readonly vocabulary: Vocabulary;
  readonly rows: Rows;
  readonly train: readonly number[];
  readonly test: readonly number[];
}

/** Enough texts for a rare feature to be more than a name; 2 in a small collection. */
const leastOf = (texts: number): number => (texts < 3000 ? 2 : 3);

/**
 * Learns topics from examples: tf-idf of runs of one to three characters, linear support vector
 * machines, cost chosen and probabilities calibrated on inner folds in which repeated texts
 * stay together. Same examples in the same order, same settings: same bits.
 */
export function trainTopics(examples: readonly Example[], training: Training = {}): Trained {
  const {
    features = 'characters',
    costs = [0.5, 1, 2],
    balanced = true,
    folds = 3,
    seed = 1,
    progress,
  } = training;
  const topics = [...new Set(examples.map((e) => e.topic))].sort();
  const labels = examples.map((e) => topics.indexOf(e.topic));
  const texts = examples.map((e) => keysOf(e, features));
  const inner = innerFolds(examples, texts, folds);
  const total = inner.length * costs.length + 1;
  const tried = costs.map((cost, c) => {
    const scores: Float64Array[] = [];
    inner.forEach((fold, f) => {
      progress?.(c * inner.length + f, total);
      scoreFold(fold, labels, topics.length, texts, { cost, balanced, seed }, scores);
    });
    return { cost, scores, quality: qualityOf(labels, scores.map(bestOf), topics.length) };
  });
  const best = tried.reduce((a, b) => (b.quality.macroF1 > a.quality.macroF1 ? b : a));
  progress?.(total - 1, total);
  const calibration = calibrate(best.scores, labels);
  const stated = best.scores.map((s) => Math.max(...probabilities(s, calibration.slope)));
  const vocabulary = vocabularyOf(texts, { least: leastOf(texts.length) });
  const planes = fitPlanes(rowsOf(vocabulary, texts), labels, vocabulary.size, topics.length, {
    cost: best.cost,
    balanced,
    seed,
  });
  progress?.(total, total);
  return {
    model: { features, topics, vocabulary, planes, calibration },
    cost: best.cost,
    quality: best.quality,
    calibrationError: calibrationError(
      stated,
      best.scores.map((s, i) => bestOf(s) === labels[i]),
    ),
    answered: stated.filter((p) => p >= calibration.sureFrom).length / Math.max(1, stated.length),
  };
}

const bestOf = (scores: Float64Array): number => scores.indexOf(Math.max(...scores));

function innerFolds(
  examples: readonly Example[],
  texts: readonly Pick<Grams, 'keys'>[],
  folds: number,
): Fold[] {
  const foldOf = foldsOf(
    examples.map((e) => `${e.title}\n${e.text}`),
    folds,
  );
  return Array.from({ length: folds }, (_, f) => {
    const train: number[] = [];
    const test: number[] = [];
    foldOf.forEach((of, i) => {
      (of === f ? test : train).push(i);
    });
    const known = train.map((i) => texts[i]!);
    const vocabulary = vocabularyOf(known, { least: leastOf(known.length) });
    return { vocabulary, rows: rowsOf(vocabulary, known), train, test };
  }).filter(({ train, test }) => train.length > 0 && test.length > 0);
}

function scoreFold(
  { vocabulary, rows, train, test }: Fold,
  labels: readonly number[],
  classes: number,
  texts: readonly Pick<Grams, 'keys'>[],
  fitting: { readonly cost: number; readonly balanced: boolean; readonly seed: number },
  scores: Float64Array[],
): void {
  const known = train.map((i) => labels[i]!);
  const planes = fitPlanes(rows, known, vocabulary.size, classes, fitting);
  for (const i of test) {
    const { column, value } = vocabulary.vector(texts[i]!);
    scores[i] = scoresOf(planes, column, value);
  }
}
