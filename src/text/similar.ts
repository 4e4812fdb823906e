import { stream } from '../engine/kernels/random.ts';
import { charGrams, type Grams } from './grams.ts';
import { KeyTable } from './key-table.ts';
import { plain } from './normalise.ts';

/** Two texts of a list, the earlier first, and the share of their three-character runs in common. */
export interface Pair {
  readonly a: number;
  readonly b: number;
  readonly alike: number;
}

const ROWS = 4;
const BANDS = 16;
const PRIME = 4294967291;

/** What a text is compared by: each run of three characters once, blanks and numbers made plain. */
export function shingles(text: string): Float64Array {
  const { keys } = charGrams(plain(text).text.replaceAll(' ', ''), 3, 3);
  return distinct({ keys });
}

function distinct({ keys }: Pick<Grams, 'keys'>): Float64Array {
  const table = new KeyTable(keys.length);
  for (const key of keys) table.add(key);
  return table.keys().slice().sort();
}

/** |A ∩ B| / |A ∪ B| of two sorted sets; 1 for two empty ones. */
export function jaccard(a: Float64Array, b: Float64Array): number {
  if (a.length + b.length === 0) return 1;
  let both = 0;
  for (let i = 0, j = 0; i < a.length && j < b.length; ) {
    if (a[i] === b[j]) {
      both++;
      i++;
      j++;
    } else if (a[i]! < b[j]!) i++;
    else j++;
  }
  return both / (a.length + b.length - both);
}

const salts = (() => {
  const { uniform } = stream(1, 0, 'min-hash');
  return Float64Array.from({ length: 2 * ROWS * BANDS }, () => 1 + Math.floor(uniform() * 2 ** 21));
})();

/**
 * Hashes of the bands of a text's min-hash signature (Broder 1997): two texts whose sets are alike
 * by s share at least one of 16 with probability 1 − (1 − s⁴)¹⁶: 0.97 at 0.67, 0.9998 at 0.8.
 */
export function bandsOf(set: Float64Array): Int32Array {
  const least = new Float64Array(ROWS * BANDS).fill(Number.POSITIVE_INFINITY);
  for (const key of set) {
    // Below 2⁵³ in every product: 21 bits of salt times 32 of the key.
    const folded = (key % PRIME) >>> 0;
    for (let h = 0; h < least.length; h++) {
      const value = (salts[2 * h]! * folded + salts[2 * h + 1]!) % PRIME;
      if (value < least[h]!) least[h] = value;
    }
  }
  const bands = new Int32Array(BANDS);
  for (let b = 0; b < BANDS; b++) {
    let hash = b + 1;
    for (let r = 0; r < ROWS; r++)
      hash = Math.imul(hash ^ (least[b * ROWS + r]! | 0), 0x01000193) ^ (hash >>> 15);
    bands[b] = hash;
  }
  return bands;
}

/** Pairs of texts alike by at least `least`, found by their bands and then compared in full. */
export function likePairs(texts: readonly string[], least = 0.8): Pair[] {
  const sets = texts.map(shingles);
  const seen = Array.from({ length: BANDS }, () => new Map<number, number[]>());
  const pairs: Pair[] = [];
  sets.forEach((set, b) => {
    const candidates = new Set<number>();
    bandsOf(set).forEach((hash, band) => {
      const held = seen[band]!.get(hash);
      if (held) {
        for (const a of held) candidates.add(a);
        held.push(b);
      } else seen[band]!.set(hash, [b]);
    });
    for (const a of [...candidates].sort((x, y) => x - y)) {
      const alike = jaccard(sets[a]!, set);
      if (alike >= least) pairs.push({ a, b, alike });
    }
  });
  return pairs;
}

/** For each of `count` things the first of the group that pairs join it to: itself when none does. */
export function groupsOf(count: number, pairs: readonly Pick<Pair, 'a' | 'b'>[]): Int32Array {
  const first = Int32Array.from({ length: count }, (_, i) => i);
  const root = (i: number): number => {
    let at = i;
    while (first[at] !== at) {
      first[at] = first[first[at]!]!;
      at = first[at]!;
    }
    return at;
  };
  for (const { a, b } of pairs) {
    const x = root(a);
    const y = root(b);
    if (x !== y) first[Math.max(x, y)] = Math.min(x, y);
  }
  return first.map((_, i) => root(i));
}
