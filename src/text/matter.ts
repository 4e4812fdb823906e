import { charGrams, isHan } from './grams.ts';
import { plain } from './normalise.ts';
import { placesIn } from './places.ts';
import type { Written } from './topic.ts';
import { type Vocabulary, vocabularyOf } from './vectors.ts';

/** One text as a sparse vector of length 1. */
export interface Vector {
  readonly column: Int32Array;
  readonly value: Float32Array;
}

/** A feature that more texts share than this and than so many, or than half of them, says nothing. */
const COMMON = 0.05;
const COMMON_FROM = 100;
/** Times that a gram counts in the title, and a place wherever it stands. */
const TITLE = 3;
const PLACE = 4;
/** Only the strongest features of a text take part: the rest is noise and time. */
const STRONGEST = 120;

/** Keys of places lie above those of all grams (48 bits). */
function placeKey(name: string): number {
  let h = 0x811c9dc5;
  for (let i = 0; i < name.length; i++) h = Math.imul(h ^ name.charCodeAt(i), 0x01000193);
  return 2 ** 50 + (h >>> 0);
}

function* handKeys(text: string): Generator<number> {
  const { keys } = charGrams(plain(text).text.replaceAll(' ', ''), 2, 3);
  for (const key of keys) {
    // The last unit and the one before: runs that hold marks or digits name no matter.
    const last = key % 0x10000;
    const before = Math.floor(key / 0x10000) % 0x10000;
    const first = Math.floor(key / 2 ** 32);
    if (isHan(last) && isHan(before) && (first === 0 || isHan(first))) yield key;
  }
}

/** What a text is grouped and compared by, and the places it names. */
export function featuresOf({ title, text }: Written): { keys: Float64Array; places: string[] } {
  const keys: number[] = [];
  for (const key of handKeys(title)) for (let t = 0; t < TITLE; t++) keys.push(key);
  for (const key of handKeys(text)) keys.push(key);
  const places = [...new Set(placesIn(`${title}\n${text}`).map((p) => p.name))];
  for (const name of places) for (let t = 0; t < PLACE; t++) keys.push(placeKey(name));
  return { keys: Float64Array.from(keys), places };
}

function strongest(vocabulary: Vocabulary, keys: Float64Array): Vector {
  const all = vocabulary.vector({ keys });
  if (all.column.length <= STRONGEST) return all;
  const order = [...all.value.keys()].sort((a, b) => all.value[b]! - all.value[a]! || a - b);
  const kept = order.slice(0, STRONGEST).sort((a, b) => a - b);
  let sum = 0;
  for (const e of kept) sum += all.value[e]! * all.value[e]!;
  return {
    column: Int32Array.from(kept, (e) => all.column[e]!),
    value: Float32Array.from(kept, (e) => all.value[e]! / Math.sqrt(sum)),
  };
}

/** The vectors of texts over what neither one alone nor too many of them say. */
export function matterVectors(features: readonly { readonly keys: Float64Array }[]): Vector[] {
  const vocabulary = vocabularyOf(features, {
    least: 2,
    most: Math.max(COMMON, Math.min(0.5, COMMON_FROM / features.length)),
  });
  return features.map(({ keys }) => strongest(vocabulary, keys));
}

/**
 * How close each of `others` is to a text in matter and place: the cosine, from 0 to 1. `beside` are
 * texts of every day, by which one knows what is common and what is rare.
 */
export function closenessTo(
  text: Written,
  others: readonly Written[],
  beside: readonly Written[] = [],
): Float64Array {
  const vectors = matterVectors([text, ...others, ...beside].map(featuresOf));
  const own = new Map(Array.from(vectors[0]!.column, (c, e) => [c, vectors[0]!.value[e]!]));
  return Float64Array.from(others, (_, i) => {
    const { column, value } = vectors[i + 1]!;
    let cosine = 0;
    for (let e = 0; e < column.length; e++) cosine += (own.get(column[e]!) ?? 0) * value[e]!;
    return Math.min(1, cosine);
  });
}
