/** Text made plain, and where each of its units stood in the text as it was written. */
export interface Plain {
  readonly text: string;
  /** Offset in the original of each UTF-16 unit of `text`; one more entry for its end. */
  readonly at: Uint32Array;
}

/** Full-width forms that differ from ASCII by a fixed distance. */
const FULL_FROM = 0xff01;
const FULL_TO = 0xff5e;
const FULL_SHIFT = 0xfee0;
const SPACE = 32;
const ZERO = 48;

/** Chinese marks that many keyboards write for the ASCII ones. */
const MARKS = new Map([
  ['。', '.'],
  ['、', ','],
  ['“', '"'],
  ['”', '"'],
  ['‘', "'"],
  ['’', "'"],
  ['【', '['],
  ['】', ']'],
  ['《', '<'],
  ['》', '>'],
]);
const marks = new Map([...MARKS].map(([from, to]) => [from.charCodeAt(0), to.charCodeAt(0)]));

/** Tabs, line breaks, no-break and ideographic spaces, zero-width marks, and the space itself. */
const blank = (unit: number): boolean =>
  unit <= SPACE ||
  unit === 0xa0 ||
  unit === 0x3000 ||
  unit === 0xfeff ||
  (unit >= 0x2000 && unit <= 0x200f) ||
  unit === 0x2028 ||
  unit === 0x2029;

function plainUnit(unit: number): number {
  const narrow = unit >= FULL_FROM && unit <= FULL_TO ? unit - FULL_SHIFT : unit;
  if (narrow >= 65 && narrow <= 90) return narrow + 32;
  return marks.get(narrow) ?? narrow;
}

export const isDigit = (unit: number): boolean => unit >= ZERO && unit <= ZERO + 9;

/**
 * The text with one kind of blank, narrow letters and marks in lower case and, with
 * `numbers`, every run of digits as one 0: what two people who mean the same write alike.
 */
export function plain(text: string, { numbers = true } = {}): Plain {
  const units = new Uint16Array(text.length);
  const at = new Uint32Array(text.length + 1);
  let n = 0;
  for (let i = 0; i < text.length; i++) {
    const raw = text.charCodeAt(i);
    const unit = blank(raw) ? SPACE : plainUnit(raw);
    const before = n > 0 ? units[n - 1]! : SPACE;
    if (unit === SPACE && before === SPACE) continue;
    if (numbers && isDigit(unit) && isDigit(before) && n > 0) continue;
    at[n] = i;
    units[n++] = numbers && isDigit(unit) ? ZERO : unit;
  }
  if (n > 0 && units[n - 1] === SPACE) n--;
  at[n] = text.length;
  return { text: stringOf(units.subarray(0, n)), at: at.slice(0, n + 1) };
}

/** `fromCharCode` takes its units as arguments, and a stack holds only so many. */
function stringOf(units: Uint16Array): string {
  let text = '';
  for (let i = 0; i < units.length; i += 8192)
    text += String.fromCharCode(...units.subarray(i, i + 8192));
  return text;
}
