import { parentPort, workerData } from 'node:worker_threads';
import { type Cluster, clustersOf, type Dated } from '../../text/clusters.ts';
import { topicBytes } from '../../text/topic-file.ts';
import { type Example, trainTopics } from '../../text/topic-train.ts';
import type { ThreadAnswer } from '../platform/thread.ts';

/** Work on thousands of texts, beside requests. */
export type TextJob =
  | { readonly kind: 'learn'; readonly examples: readonly Example[] }
  | { readonly kind: 'group'; readonly texts: readonly Dated[] };

export interface Learned {
  readonly bytes: Uint8Array;
  readonly topics: readonly string[];
  readonly quality: number;
  readonly answered: number;
  readonly calibration: number;
}

function learn(examples: readonly Example[]): Learned {
  const { model, quality, answered, calibrationError } = trainTopics(examples);
  return {
    bytes: topicBytes(model),
    topics: model.topics,
    quality: quality.macroF1,
    answered,
    calibration: calibrationError,
  };
}

const job = workerData as TextJob;
const done = job.kind === 'learn' ? learn(job.examples) : clustersOf(job.texts);
parentPort!.postMessage({ done } satisfies ThreadAnswer<Learned | Cluster[]>);
