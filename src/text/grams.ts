/**
 * The features of one text in order: a number that is the same for the same feature of any
 * text, and the span of the text that it comes from. A feature that occurs twice stands twice.
 */
export interface Grams {
  readonly keys: Float64Array;
  readonly from: Uint32Array;
  readonly to: Uint32Array;
}

const SPACE = 32;
const UNIT = 0x10000;

/** Han characters of the basic plane: letters and marks beside them seldom carry a topic. */
export const isHan = (unit: number): boolean => unit >= 0x4e00 && unit <= 0x9fff;

/**
 * Runs of `min` to `max` (≤ 3) UTF-16 units that hold no blank. Three units of 16 bits are an
 * integer below 2⁴⁸, so the key of a run is exact: no two runs share one.
 */
export function charGrams(text: string, min = 1, max = 3): Grams {
  const most = text.length * (max - min + 1);
  const keys = new Float64Array(most);
  const from = new Uint32Array(most);
  const to = new Uint32Array(most);
  let n = 0;
  for (let i = 0; i < text.length; i++) {
    let key = 0;
    for (let length = 1; length <= max && i + length <= text.length; length++) {
      const unit = text.charCodeAt(i + length - 1);
      if (unit === SPACE) break;
      key = key * UNIT + unit;
      if (length < min) continue;
      keys[n] = key;
      from[n] = i;
      to[n++] = i + length;
    }
  }
  return { keys: keys.slice(0, n), from: from.slice(0, n), to: to.slice(0, n) };
}

/** 53 bits of two FNV-1a streams: of a million words, two share a key with odds of 1 in 18,000. */
function hash(text: string, from: number, to: number): number {
  let low = 0x811c9dc5;
  let high = 0x9747b28c;
  for (let i = from; i < to; i++) {
    const unit = text.charCodeAt(i);
    low = Math.imul(low ^ unit, 0x01000193);
    high = Math.imul(high ^ unit, 0x5bd1e995);
  }
  return (low >>> 0) + ((high >>> 11) & 0x1fffff) * 2 ** 32;
}

/** Words between blanks, and with `pairs` each two that follow one another. */
export function wordGrams(text: string, pairs = true): Grams {
  const keys: number[] = [];
  const from: number[] = [];
  const to: number[] = [];
  let last = -1;
  for (const { 0: word, index } of text.matchAll(/\S+/gu)) {
    const end = index + word.length;
    keys.push(hash(text, index, end));
    from.push(index);
    to.push(end);
    if (pairs && last >= 0) {
      keys.push(hash(text, last, end));
      from.push(last);
      to.push(end);
    }
    last = index;
  }
  return {
    keys: Float64Array.from(keys),
    from: Uint32Array.from(from),
    to: Uint32Array.from(to),
  };
}
