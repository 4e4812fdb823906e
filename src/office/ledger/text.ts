import { type Cell, cellText, readFigure } from '../table/cells.ts';

const INVISIBLE = /[\u200b-\u200f\u202a-\u202e\u2060\ufeff]|_x000[dD]_/g;
const FULL_WIDTH = /[０-９Ａ-Ｚａ-ｚ％．]/g;
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is taken out
const CONTROL = /[\u0000-\u0008\u000b-\u001f\u007f\ufffe\uffff]/g;
const LONE_SURROGATE = /[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g;

/** Whether there is anything to tidy at all: most cells of a long file have nothing. */
const UNTIDY =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for
  /[\s\u0000-\u001f\u007f\u3000\u200b-\u200f\u202a-\u202e\u2060\ufeff\ufffe\uffff\ud800-\udfff０-９Ａ-Ｚａ-ｚ％．]|_x000/;

/**
 * A text as it is kept: lines stay, padding and invisible marks go, digits and letters are half
 * width; Chinese punctuation stays as written. Applying it twice changes nothing more.
 */
export function prose(cell: Cell): string {
  if (cell === null) return '';
  const text = String(cell);
  if (!UNTIDY.test(text)) return text;
  return text
    .replace(/\r\n?/g, '\n')
    .replace(INVISIBLE, '')
    .replace(CONTROL, '')
    .replace(LONE_SURROGATE, '')
    .replace(FULL_WIDTH, (c) => String.fromCharCode(c.charCodeAt(0) - 0xfee0))
    .split('\n')
    .map((line) => line.replace(/[\s\u3000]+/g, ' ').trim())
    .filter((line) => line !== '')
    .join('\n');
}

/** Shorter texts are made anew sooner than they are looked up. */
const LONG = 300;

/**
 * The same of long texts, made once each: a workbook of a few hundred kilobytes can say one text of
 * 30,000 characters in every row.
 */
export function onceEach<T>(
  of: (text: string) => T,
  most: number,
  from = LONG,
): (text: string) => T {
  const made = new Map<string, T>();
  return (text) => {
    if (text.length < from) return of(text);
    const before = made.get(text);
    if (before !== undefined) return before;
    if (made.size >= most) made.clear();
    const now = of(text);
    made.set(text, now);
    return now;
  };
}

/** Blanks and punctuation beyond the half-width ones that sentences are made of. */
const BETWEEN_WORDS = /[\u3000-\u3003〈-】〔-〛‘’“”—…·]/;

/**
 * The key of a text of nothing but Chinese characters, half and full width letters and digits, and usual
 * punctuation, as nearly every one is. Nothing for others.
 */
function usualKey(text: string): string | undefined {
  let key = '';
  let from = 0;
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code >= 0x4e00 && code <= 0x9fff) continue;
    const half = code >= 0xff01 && code <= 0xff5e ? code - 0xfee0 : code;
    const digit = half >= 0x30 && half <= 0x39;
    const small = half >= 0x61 && half <= 0x7a;
    if (half === code && (digit || small)) continue;
    const large = half >= 0x41 && half <= 0x5a;
    if (half > 0x7e && !BETWEEN_WORDS.test(text[i]!)) return undefined;
    key += text.slice(from, i);
    if (digit || small || large) key += String.fromCharCode(large ? half + 0x20 : half);
    from = i + 1;
  }
  return from === 0 ? text : key + text.slice(from);
}

/** What two texts that say the same have in common: no spaces, width, case or punctuation. */
export const textKey = onceEach(
  (text) =>
    usualKey(text) ??
    text
      .normalize('NFKC')
      .toLowerCase()
      .replace(/[^\p{L}\p{N}]/gu, ''),
  200,
);

/** A word of a few codes, as answers about it are given: what it begins with, as issues tell it. */
export const wordKey = (text: string): string => textKey(text.slice(0, 40));

/** What says that there is none, besides what an empty cell leaves open. */
const NOTHING = new Set([
  '无',
  '无。',
  '暂无',
  '没有',
  '-',
  '--',
  '—',
  '——',
  '/',
  '\\',
  'none',
  'n/a',
]);

const LONGEST_NOTHING = Math.max(...Array.from(NOTHING, (word) => word.length));

export function saysNone(text: string): boolean {
  return text.length <= LONGEST_NOTHING && NOTHING.has(text.toLowerCase());
}

const BETWEEN_PEOPLE = /[、,，;；/|\n]+|\s+(?:和|及|与)\s+/;
const BESIDE_NAME = /[(（【][^()（）【】]*[)）】]|\d[\d-]{6,}|[:：]\s*$/g;

/**
 * The people of a cell: «张三、李四», a name a line, «张三 李四». «张　三» is one person; what stands in
 * brackets and telephone numbers go.
 */
export function people(text: string): string[] {
  const out: string[] = [];
  for (const part of text.replace(BESIDE_NAME, ' ').split(BETWEEN_PEOPLE)) {
    const words = part
      .trim()
      .split(/[\s\u3000]+/)
      .filter((word) => word !== '');
    if (words.length === 0) continue;
    const separate = words.length > 1 && words.every((word) => /^\p{Script=Han}{2,4}$/u.test(word));
    const names = separate ? words : [joined(words)];
    for (const name of names) if (!out.includes(name)) out.push(name);
  }
  return out;
}

/** «张 三» set apart to align is 张三; «Li Wei» keeps its space. */
function joined(words: readonly string[]): string {
  return words.every((word) => /^\p{Script=Han}+$/u.test(word)) ? words.join('') : words.join(' ');
}

/** The figure of «9», «1,234.5», «9 天» or «85%»; nothing for words. */
export function figureOf(text: string): number | undefined {
  const bare = /^([+-]?[\d,.]+)\s*[^\d\s,.，。；;~至-]{0,8}$/u.exec(cellText(text))?.[1];
  const figure = readFigure(bare ?? '');
  return figure.kind === 'number' ? figure.value : undefined;
}

/** How long a title made of the facts may be. */
const LONGEST_TITLE = 60;

/** A title out of the facts: the first sentence, cut at a comma or a character where it is long. */
export function titleFrom(facts: string): string {
  const sentence = facts
    .split(/[。！？!?；;\n]/, 1)[0]!
    .replace(/^[（(]?[\d一二三四五六七八九十]+[)）.、．]\s*/, '');
  const characters = Array.from(sentence.length >= 4 ? sentence : facts.replaceAll('\n', ' '));
  if (characters.length <= LONGEST_TITLE) return characters.join('').trim();
  const head = characters.slice(0, LONGEST_TITLE).join('');
  const comma = Math.max(head.lastIndexOf('，'), head.lastIndexOf(','));
  return comma >= 20 ? head.slice(0, comma) : `${characters.slice(0, LONGEST_TITLE - 1).join('')}…`;
}

/** A number of the ledger: 0132 typed as a number is «132», «１３２．０» too. */
export function ledgerNumber(cell: Cell): string {
  return cellText(cell)
    .replace(/\s/g, '')
    .replace(/^(\d+)\.0+$/, '$1');
}
