import { parentPort, workerData } from 'node:worker_threads';
import { type Cluster, clustersOf, type Dated } from '../../text/clusters.ts';
import { groupsOf, likePairs } from '../../text/similar.ts';
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

/** A group, and for each member the position of the first member that says the same. */
export interface Grouped extends Cluster {
  readonly first: readonly number[];
}

/** Alike by so much, a text repeats another. */
const SAME = 0.7;

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

function group(texts: readonly Dated[]): Grouped[] {
  return clustersOf(texts).map((cluster) => {
    const { members } = cluster;
    const pairs = likePairs(
      members.map((i) => texts[i]!.text),
      SAME,
    );
    const first = [...groupsOf(members.length, pairs)].map((k) => members[k]!);
    return { ...cluster, first };
  });
}

const job = workerData as TextJob;
const done = job.kind === 'learn' ? learn(job.examples) : group(job.texts);
parentPort!.postMessage({ done } satisfies ThreadAnswer<Learned | Grouped[]>);
