import { type Calibration, probabilities } from './calibrate.ts';
import { charGrams, type Grams, wordGrams } from './grams.ts';
import { type Planes, scoresOf } from './linear.ts';
import { type Plain, plain } from './normalise.ts';
import type { Vocabulary } from './vectors.ts';

/** What somebody wrote. */
export interface Written {
  /** Counts twice: it says the matter in few words. Empty where there is none. */
  readonly title: string;
  readonly text: string;
}

/** What the model looks at. `words`: texts come cut into words by blanks. */
export type Features = 'characters' | 'words';

/** Sorts what people wrote into topics. */
export interface TopicModel {
  readonly features: Features;
  readonly topics: readonly string[];
  readonly vocabulary: Vocabulary;
  readonly planes: Planes;
  readonly calibration: Calibration;
}

/** A piece of the title or the text, by its offsets, and how much it spoke for the topic. */
export interface Reason {
  readonly field: keyof Written;
  readonly from: number;
  readonly to: number;
  readonly words: string;
  readonly weight: number;
}

export interface Suggestion {
  /** Probable topics, the likeliest first; probabilities of all add up to 1. */
  readonly ranked: readonly { readonly topic: string; readonly probability: number }[];
  /** Whether answers as probable as the first were right often enough; else it only guesses. */
  readonly sure: boolean;
  /** The pieces that spoke most for the first topic, the strongest first. */
  readonly because: readonly Reason[];
}

/** One field made plain without blanks between characters, and its features. */
interface Field {
  readonly field: keyof Written;
  readonly plain: Plain;
  readonly grams: Grams;
}

/** Blanks fall where a line was broken: in Chinese they part no words. */
function joined({ text, at }: Plain): Plain {
  if (!text.includes(' ')) return { text, at };
  const kept: number[] = [];
  for (let i = 0; i < text.length; i++) if (text.charCodeAt(i) !== 32) kept.push(at[i]!);
  return { text: text.replaceAll(' ', ''), at: Uint32Array.from([...kept, at[text.length]!]) };
}

function fieldsOf(written: Written, features: Features): Field[] {
  return (['title', 'text'] as const).map((field) => {
    const made = plain(written[field]);
    const shape = features === 'words' ? made : joined(made);
    const chars = charGrams(shape.text);
    return {
      field,
      plain: shape,
      grams: features === 'words' ? both(chars, wordGrams(shape.text)) : chars,
    };
  });
}

function both(a: Grams, b: Grams): Grams {
  const join = <A extends Float64Array | Uint32Array>(x: A, y: A): A => {
    const all = new (x.constructor as new (n: number) => A)(x.length + y.length);
    all.set(x);
    all.set(y, x.length);
    return all;
  };
  return { keys: join(a.keys, b.keys), from: join(a.from, b.from), to: join(a.to, b.to) };
}

/** Keys of all features, those of the title twice: what a vector is made from. */
export function keysOf(written: Written, features: Features): Pick<Grams, 'keys'> {
  return { keys: allKeys(fieldsOf(written, features)) };
}

function allKeys([title, text]: readonly Field[]): Float64Array {
  const t = title!.grams.keys;
  const keys = new Float64Array(2 * t.length + text!.grams.keys.length);
  keys.set(t);
  keys.set(t, t.length);
  keys.set(text!.grams.keys, 2 * t.length);
  return keys;
}

const REASONS = 5;

/** Which topic it is, how sure that is, and which pieces of the text say so. */
export function suggestTopic(model: TopicModel, written: Written, reasons = REASONS): Suggestion {
  const fields = fieldsOf(written, model.features);
  const { column, value } = model.vocabulary.vector({ keys: allKeys(fields) });
  const scores = scoresOf(model.planes, column, value);
  const p = probabilities(scores, model.calibration.slope);
  const order = [...p.keys()].sort((a, b) => p[b]! - p[a]! || a - b);
  const best = order[0]!;
  return {
    ranked: order.map((k) => ({ topic: model.topics[k]!, probability: p[k]! })),
    // Of a text with no known feature nothing can be said, whatever the planes' biases are.
    sure: column.length > 0 && p[best]! >= model.calibration.sureFrom,
    because: reasons > 0 ? because(model, written, fields, best, reasons) : [],
  };
}

/**
 * What each character of a text adds to the score of topic k over the mean of all topics: the part
 * of a feature is shared among its occurrences, that of an occurrence among its characters. They
 * add up to the whole but for the planes' biases.
 */
export function heatOf(
  model: TopicModel,
  written: Written,
  k: number,
): Readonly<Record<keyof Written, Float64Array>> {
  const fields = fieldsOf(written, model.features);
  const heat = heats(model, fields, k);
  return { title: heat[0]!, text: heat[1]! };
}

function heats(model: TopicModel, fields: readonly Field[], k: number): Float64Array[] {
  const { vocabulary, planes } = model;
  const { column, value } = vocabulary.vector({ keys: allKeys(fields) });
  const part = new Map<number, number>();
  column.forEach((c, e) => {
    let mean = 0;
    for (let j = 0; j < planes.classes; j++) mean += planes.weights[c * planes.classes + j]!;
    const own = planes.weights[c * planes.classes + k]!;
    part.set(c, (own - mean / planes.classes) * value[e]!);
  });
  const columns = fields.map(({ grams }) =>
    Int32Array.from(grams.keys, (key) => vocabulary.column(key)),
  );
  const times = new Map<number, number>();
  columns.forEach((of, f) => {
    for (const c of of) times.set(c, (times.get(c) ?? 0) + (fields[f]!.field === 'title' ? 2 : 1));
  });
  return fields.map(({ field, plain: { text }, grams }, f) => {
    const heat = new Float64Array(text.length);
    columns[f]!.forEach((c, g) => {
      if (c < 0) return;
      const from = grams.from[g]!;
      const to = grams.to[g]!;
      const share = ((field === 'title' ? 2 : 1) * part.get(c)!) / times.get(c)! / (to - from);
      for (let i = from; i < to; i++) heat[i]! += share;
    });
    return heat;
  });
}

/** Neither marks nor blanks end up inside a reason. */
const WORDLY = /[\p{L}\p{N}]/u;
/** A reason is a word or a short phrase, not a sentence. */
const LONGEST = 12;

function because(
  model: TopicModel,
  written: Written,
  fields: readonly Field[],
  k: number,
  most: number,
): Reason[] {
  const found = heats(model, fields, k).flatMap((heat, f) => {
    const { field, plain: shape } = fields[f]!;
    return hotRuns(shape.text, heat).map(({ from, to, weight }) => {
      const start = shape.at[from]!;
      const end = shape.at[to - 1]! + 1;
      return { field, from: start, to: end, words: written[field].slice(start, end), weight };
    });
  });
  found.sort((a, b) => b.weight - a.weight || a.from - b.from);
  const seen = new Set<string>();
  return found.filter(({ words }) => !seen.has(words) && seen.add(words)).slice(0, most);
}

/** Runs of characters that each add more than the text's mean of what adds at all. */
function hotRuns(text: string, heat: Float64Array) {
  let sum = 0;
  let n = 0;
  for (const h of heat)
    if (h > 0) {
      sum += h;
      n++;
    }
  const least = n > 0 ? sum / n : 0;
  const runs: { from: number; to: number; weight: number }[] = [];
  for (let i = 0; i < text.length; ) {
    let to = i;
    let weight = 0;
    while (to < text.length && to - i < LONGEST && heat[to]! > least && WORDLY.test(text[to]!))
      weight += heat[to++]!;
    if (to - i >= 2) runs.push({ from: i, to, weight });
    i = Math.max(to, i + 1);
  }
  return runs;
}
