/** A cell of a file: text as written, a number a spreadsheet stored, or nothing. */
export type Cell = string | number | null;

/**
 * What offices write where there is no figure; compared in half width and lower case.
 * «无» is not among them: it may mean «none» (0) as well as «no figure», so an indicator's
 * cell that says it is refused and the office decides.
 */
export const missingMarks: ReadonlySet<string> = new Set([
  '',
  '-',
  '--',
  '—',
  '——',
  '–',
  '…',
  '……',
  '.',
  '..',
  '...',
  '/',
  '\\',
  'na',
  'n/a',
  'n.a.',
  'n.a',
  'nan',
  'null',
  '缺',
  '缺失',
  '缺数',
  '暂缺',
  '暂无',
  '暂无数据',
  '无数据',
  '不适用',
  '未报',
  '未填',
]);

/** Marks that are seen nowhere but make two texts differ. */
const INVISIBLE = /[\u200b-\u200f\u202a-\u202e\u2060\ufeff]/g;
const SEEN = /[^\s\u200b-\u200f\u202a-\u202e\u2060\ufeff]/;
const BETWEEN_HANZI = /(?<=\p{Script=Han})\s+(?=\p{Script=Han})/gu;

/** Texts of these have nothing to tidy: most numbers, names, days and words are of nothing else. */
const TIDY = /^[!-~\u4e00-\u9fff、。〈-】‘’“”—·]*$/;

/** Half-width, single spaces, nothing invisible, no tabs or line breaks: for comparing. */
export function tidy(text: string): string {
  if (TIDY.test(text)) return text;
  return text.normalize('NFKC').replace(INVISIBLE, '').replace(/\s+/g, ' ').trim();
}

/**
 * A name as it is shown: characters stay as written, but padding goes: «北　京» set apart to
 * align with longer names is 北京.
 */
export function shown(cell: Cell): string {
  return cell === null
    ? ''
    : String(cell)
        .replace(INVISIBLE, '')
        .replace(/[\s\u3000]+/g, ' ')
        .replace(BETWEEN_HANZI, '')
        .trim();
}

export function cellText(cell: Cell): string {
  return cell === null ? '' : tidy(String(cell));
}

/** Longer texts are compared as they stand: no heading, name or mark is as long. */
const LONGEST_COMPARED = 400;

/** What a cell is compared by, at no more cost than a short text has. */
export function cellKey(cell: Cell): string {
  return typeof cell === 'string' && cell.length > LONGEST_COMPARED ? cell : cellText(cell);
}

/** Characters of which every name is its own key: most names are nothing else. */
const PLAIN = /^[\u4e00-\u9fff]*$/;

/** Two names that differ only in width, spaces and case are one unit. */
export function unitKey(cell: Cell): string {
  if (typeof cell === 'string' && PLAIN.test(cell)) return cell;
  return cellText(cell).replace(BETWEEN_HANZI, '').toLowerCase();
}

/** Looks no further than the first character that is seen: texts may be long. */
export function isBlank(cell: Cell): boolean {
  if (cell === null) return true;
  return typeof cell === 'string' && !SEEN.test(cell);
}

export type Figure =
  | { readonly kind: 'number'; readonly value: number; readonly percent: boolean }
  | { readonly kind: 'missing' }
  | { readonly kind: 'formula-error'; readonly text: string }
  | { readonly kind: 'text'; readonly text: string };

const plainNumber = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i;
const groupedNumber = /^[+-]?\d{1,3}([, ]\d{3})+(\.\d+)?$/;
const formulaError = /^#[A-Z/0!?_]+/i;

/**
 * Reads a figure as offices write it: full-width digits, thousands separators, a percent
 * sign (12.5% is 12.5: the unit stands in the heading), marks for «no figure».
 *
 * Only full-width forms are narrowed here: the wider folding used for headings would turn
 * a footnote mark into a digit (12① into 121).
 */
export function readFigure(cell: Cell): Figure {
  if (cell === null) return { kind: 'missing' };
  if (typeof cell === 'number')
    return Number.isFinite(cell)
      ? { kind: 'number', value: cell, percent: false }
      : { kind: 'missing' };
  const text = narrow(cell);
  if (missingMarks.has(text.toLowerCase())) return { kind: 'missing' };
  if (formulaError.test(text) || text.startsWith('=')) return { kind: 'formula-error', text };
  const percent = text.endsWith('%');
  const bare = percent ? text.slice(0, -1).trimEnd() : text;
  if (plainNumber.test(bare)) return { kind: 'number', value: Number(bare), percent };
  if (groupedNumber.test(bare))
    return { kind: 'number', value: Number(bare.replace(/[, ]/g, '')), percent };
  return { kind: 'text', text };
}

function narrow(text: string): string {
  return text
    .replace(INVISIBLE, '')
    .replace(/[\uff01-\uff5e]/g, (c) => String.fromCharCode(c.charCodeAt(0) - 0xfee0))
    .replace(/[\u2212\u2010\u2011]/g, '-')
    .replace(/[\s\u3000]+/g, ' ')
    .trim();
}

const quarters: Readonly<Record<string, number>> = { 一: 1, 二: 2, 三: 3, 四: 4 };

/**
 * One label for one period however it is written: «2024年», «2024年度», 2024 → 2024;
 * «2024年3月» → 2024-03; «2024年第一季度», 2024Q1 → 2024-Q1; «2024年上半年» → 2024-H1.
 * Anything else stays as written.
 */
export function periodLabel(cell: Cell): string {
  const text = cellText(cell);
  const year = /^(\d{4})(\.0)?\s?(年|年度|财年)?$/.exec(text);
  if (year) return year[1]!;
  const month = /^(\d{4})\s?[年./-]\s?(\d{1,2})\s?(月|月份)?$/.exec(text);
  if (month && Number(month[2]) >= 1 && Number(month[2]) <= 12)
    return `${month[1]}-${month[2]!.padStart(2, '0')}`;
  const quarter = /^(\d{4})\s?年?[ -]?(?:第?([一二三四1-4])季度?|Q([1-4]))$/i.exec(text);
  if (quarter)
    return `${quarter[1]}-Q${quarters[quarter[2] ?? ''] ?? quarter[2] ?? quarter[3] ?? ''}`;
  const half = /^(\d{4})\s?年?(上|下)半年$/.exec(text);
  if (half) return `${half[1]}-H${half[2] === '上' ? 1 : 2}`;
  return text;
}

const HAN_DIGITS = '〇一二三四五六七八九';
const OLDEST_SERIAL = 10_000;
const NEWEST_SERIAL = 80_000;

/**
 * A calendar day as offices write it, as `YYYY-MM-DD`: 2024-3-5, 2024/3/5, 2024.3.5, 20240305,
 * «2024年3月5日», «二〇二四年三月五日», the serial number a spreadsheet stores. «2024年3月» and
 * 2024-03 are the first of the month. Nothing for anything else, nor for a day that does not exist.
 */
export function readDay(cell: Cell): string | undefined {
  const text = cellText(cell).replace(/\s/g, '');
  const serial = /^\d{5}(\.\d+)?$/.test(text) ? Math.floor(Number(text)) : 0;
  if (serial > OLDEST_SERIAL && serial < NEWEST_SERIAL)
    return new Date(Date.UTC(1899, 11, 30) + serial * 86_400_000).toISOString().slice(0, 10);
  const arabic = arabicNumerals(text);
  const parts =
    /^(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?:T?00:00(?::00)?)?$/.exec(arabic) ??
    /^(\d{4})(\d{2})(\d{2})$/.exec(arabic) ??
    /^(\d{4})年(\d{1,2})月(?:(\d{1,2})[日号])?$/.exec(arabic) ??
    /^(\d{4})-(\d{2})$/.exec(arabic);
  if (!parts) return undefined;
  const [, year, month, day = '1'] = parts;
  return realDay(Number(year), Number(month), Number(day));
}

/** `YYYY-MM-DD`, or nothing when there is no such day. */
export function realDay(year: number, month: number, day: number): string | undefined {
  const two = (n: number): string => String(n).padStart(2, '0');
  const iso = `${String(year).padStart(4, '0')}-${two(month)}-${two(day)}`;
  const date = new Date(`${iso}T00:00:00Z`);
  return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(iso) ? iso : undefined;
}

/** Chinese numerals as Arabic ones: «二〇二六年三月» → «2026年3月», «第二十一条» → «第21条». */
export function arabicNumerals(text: string): string {
  return text.replace(/零/g, '〇').replace(/[〇一二三四五六七八九十]+/g, hanNumber);
}

/** 二〇二四 → 2024, 十二 → 12, 二十五 → 25. */
function hanNumber(text: string): string {
  if (!text.includes('十')) return Array.from(text, (c) => HAN_DIGITS.indexOf(c)).join('');
  const [tens, ones] = text.split('十');
  const digit = (c: string | undefined, none: number): number => (c ? HAN_DIGITS.indexOf(c) : none);
  return String(digit(tens, 1) * 10 + digit(ones, 0));
}

/** Whether a heading is a year, quarter or month of our time. */
export function isPeriod(cell: Cell): boolean {
  return /^(19|20)\d{2}(-(0[1-9]|1[0-2]|Q[1-4]|H[12]))?$/.test(periodLabel(cell));
}

/** A heading for exact comparison: only spacing and width are forgiven. */
export function exactKey(text: string): string {
  return tidy(text).replace(/\s/g, '');
}

const TRAILING_BRACKETS = /[([{【〔「《][^()[\]{}【】〔〕「」《》]*[)\]}】〕」》]$/u;

/** A heading for forgiving comparison: no case, punctuation, or units in brackets behind it. */
export function looseKey(text: string): string {
  let key = exactKey(text).toLowerCase();
  for (let shorter = key; ; key = shorter) {
    shorter = shorter.replace(TRAILING_BRACKETS, '').replace(/[*#]+$/, '');
    if (shorter === key || shorter === '') break;
  }
  return key.replace(/[_·:：、,，。.\-—"“”'‘’]/g, '') || key;
}

/** What stands in the last brackets of a heading: its unit of measure, if anything. */
export function bracketed(text: string): string {
  return /[([【]([^()[\]【】]*)[)\]】]$/u.exec(exactKey(text))?.[1] ?? '';
}

/** Spreadsheet letter of a 0-based column: A … Z, AA … */
export function columnLetter(index: number): string {
  let out = '';
  for (let n = index + 1; n > 0; n = Math.floor((n - 1) / 26))
    out = String.fromCharCode(65 + ((n - 1) % 26)) + out;
  return out;
}
