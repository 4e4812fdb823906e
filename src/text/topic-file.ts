import type { Features, TopicModel } from './topic.ts';
import { Vocabulary } from './vectors.ts';

/** Written in front of a model, so that one of another make is told apart. */
const FORM = 'shiji-topics-1';

interface Head {
  readonly form: string;
  readonly features: Features;
  readonly topics: readonly string[];
  readonly calibration: TopicModel['calibration'];
  readonly size: number;
}

/** A model as bytes: the same model, the same bytes. */
export function topicBytes(model: TopicModel): Uint8Array {
  const { features, topics, calibration, vocabulary, planes } = model;
  const head = { form: FORM, features, topics, calibration, size: vocabulary.size } satisfies Head;
  const json = new TextEncoder().encode(JSON.stringify(head));
  // Numbers of eight bytes stand first and on a boundary of eight.
  const start = Math.ceil((4 + json.length) / 8) * 8;
  const parts = [vocabulary.keys, vocabulary.idf, planes.weights, planes.bias];
  const bytes = new Uint8Array(start + parts.reduce((n, p) => n + p.byteLength, 0));
  new DataView(bytes.buffer).setUint32(0, json.length);
  bytes.set(json, 4);
  let at = start;
  for (const part of parts) {
    bytes.set(new Uint8Array(part.buffer, part.byteOffset, part.byteLength), at);
    at += part.byteLength;
  }
  return bytes;
}

/** The model in bytes of {@link topicBytes}; undefined when they are of another form. */
export function readTopics(given: Uint8Array): TopicModel | undefined {
  if (given.length < 4) return undefined;
  const bytes = given.slice();
  const length = new DataView(bytes.buffer).getUint32(0);
  const head = headOf(bytes.subarray(4, 4 + length));
  if (head?.form !== FORM) return undefined;
  const { features, topics, calibration, size } = head;
  const classes = topics.length;
  const start = Math.ceil((4 + length) / 8) * 8;
  if (bytes.length !== start + size * 12 + (size + 1) * classes * 4) return undefined;
  const keys = new Float64Array(bytes.buffer, start, size);
  const idf = new Float32Array(bytes.buffer, start + size * 8, size);
  const weights = new Float32Array(bytes.buffer, start + size * 12, size * classes);
  const bias = new Float32Array(bytes.buffer, start + size * (12 + 4 * classes), classes);
  return {
    features,
    topics,
    calibration,
    vocabulary: new Vocabulary(keys, idf),
    planes: { classes, weights, bias },
  };
}

function headOf(bytes: Uint8Array): Head | undefined {
  try {
    return JSON.parse(new TextDecoder().decode(bytes)) as Head;
  } catch {
    return undefined;
  }
}
