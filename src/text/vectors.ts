import { ln } from '../engine/kernels/math.ts';
import type { Grams } from './grams.ts';
import { KeyTable } from './key-table.ts';

/** Sparse rows, one text each: the entries of row r stand at `start[r] … start[r + 1]`. */
export interface Rows {
  readonly start: Uint32Array;
  readonly column: Int32Array;
  readonly value: Float32Array;
}

/** The features that a model knows, and how rare each is among the texts it was made from. */
export class Vocabulary {
  readonly keys: Float64Array;
  readonly idf: Float32Array;
  readonly #table: KeyTable;

  constructor(keys: Float64Array, idf: Float32Array) {
    this.keys = keys;
    this.idf = idf;
    this.#table = KeyTable.of(keys);
  }

  get size(): number {
    return this.keys.length;
  }

  /** Column of a feature, or −1. */
  column(key: number): number {
    return this.#table.get(key);
  }

  /**
   * Weights of the features of one text, ascending by column: (1 + ln count) × idf, scaled to
   * length 1. A text of which nothing is known has no entries.
   */
  vector({ keys }: Pick<Grams, 'keys'>): { column: Int32Array; value: Float32Array } {
    const found = new Int32Array(keys.length);
    let n = 0;
    for (const key of keys) {
      const column = this.#table.get(key);
      if (column >= 0) found[n++] = column;
    }
    const sorted = found.subarray(0, n).sort();
    const column = new Int32Array(n);
    const value = new Float32Array(n);
    let width = 0;
    let sum = 0;
    for (let i = 0; i < n; ) {
      let end = i + 1;
      while (end < n && sorted[end] === sorted[i]) end++;
      const c = sorted[i]!;
      const weight = (1 + LOG[Math.min(end - i, LOG.length - 1)]!) * this.idf[c]!;
      column[width] = c;
      value[width++] = weight;
      sum += weight * weight;
      i = end;
    }
    const scale = sum > 0 ? 1 / Math.sqrt(sum) : 0;
    for (let i = 0; i < width; i++) value[i]! *= scale;
    return { column: column.slice(0, width), value: value.slice(0, width) };
  }
}

const LOG = Float64Array.from({ length: 1024 }, (_, n) => (n ? ln(n) : 0));

/**
 * Features that stand in at least `least` texts and at most the share `most` of them, sorted by
 * key, so that the order of the texts does not matter; idf = 1 + ln((1 + N) / (1 + df)).
 */
export function vocabularyOf(
  texts: readonly Pick<Grams, 'keys'>[],
  { least = 2, most = 1 }: { readonly least?: number; readonly most?: number } = {},
): Vocabulary {
  const table = new KeyTable(1 << 16);
  let count = new Int32Array(1 << 16);
  let last = new Int32Array(1 << 16);
  texts.forEach(({ keys }, t) => {
    for (const key of keys) {
      const c = table.add(key);
      if (c >= count.length) {
        count = grown(count);
        last = grown(last);
      }
      if (last[c] === t + 1) continue;
      last[c] = t + 1;
      count[c]!++;
    }
  });
  const kept: number[] = [];
  for (let c = 0; c < table.size; c++)
    if (count[c]! >= least && count[c]! <= most * texts.length) kept.push(c);
  const all = table.keys();
  kept.sort((a, b) => all[a]! - all[b]!);
  const keys = Float64Array.from(kept, (c) => all[c]!);
  const idf = Float32Array.from(kept, (c) => 1 + ln((1 + texts.length) / (1 + count[c]!)));
  return new Vocabulary(keys, idf);
}

function grown(values: Int32Array<ArrayBuffer>): Int32Array<ArrayBuffer> {
  const more = new Int32Array(values.length * 2);
  more.set(values);
  return more;
}

/** The vectors of many texts as one sparse matrix. */
export function rowsOf(vocabulary: Vocabulary, texts: readonly Pick<Grams, 'keys'>[]): Rows {
  const vectors = texts.map((t) => vocabulary.vector(t));
  const start = new Uint32Array(texts.length + 1);
  vectors.forEach((v, r) => {
    start[r + 1] = start[r]! + v.column.length;
  });
  const total = start[texts.length]!;
  const column = new Int32Array(total);
  const value = new Float32Array(total);
  vectors.forEach((v, r) => {
    column.set(v.column, start[r]);
    value.set(v.value, start[r]);
  });
  return { start, column, value };
}
