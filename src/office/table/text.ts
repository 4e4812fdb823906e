import { parse } from 'csv-parse/sync';
import type { Grid } from './grid.ts';
import { refuse } from './refuse.ts';

/** A text file larger than this is refused: it would not fit beside the panel. */
const MOST_BYTES = 256 * 2 ** 20;

function startsWith(bytes: Uint8Array, head: readonly number[]): boolean {
  return head.every((b, i) => bytes[i] === b);
}

const marks: readonly (readonly [string, readonly number[]])[] = [
  ['utf-8', [0xef, 0xbb, 0xbf]],
  ['utf-16le', [0xff, 0xfe]],
  ['utf-16be', [0xfe, 0xff]],
];

/**
 * Text of a file: UTF-8 or UTF-16 by their mark, else UTF-8, else UTF-16 without a mark,
 * else GB18030 (which holds GBK and GB2312). Anything else is refused.
 */
export function decodeText(name: string, bytes: Uint8Array): { text: string; encoding: string } {
  const marked = marks.find(([, head]) => startsWith(bytes, head))?.[0];
  const encodings = marked ? [marked] : (unmarkedUtf16(bytes) ?? ['utf-8', 'gb18030']);
  for (const encoding of encodings) {
    const text = tryDecode(bytes, encoding);
    if (text === undefined || hasControls(text)) continue;
    if (encoding === 'gb18030' && !looksChinese(bytes)) continue;
    return { text, encoding };
  }
  return refuse(name, 'office.encoding');
}

function tryDecode(bytes: Uint8Array, encoding: string): string | undefined {
  try {
    return new TextDecoder(encoding, { fatal: true }).decode(bytes);
  } catch {
    return undefined;
  }
}

/** Table text has separators and digits in it: in UTF-16 half of their bytes are zero. */
function unmarkedUtf16(bytes: Uint8Array): string[] | undefined {
  const head = bytes.subarray(0, 4096);
  const zeros = [0, 0];
  for (let i = 0; i < head.length; i++) if (head[i] === 0) zeros[i % 2]!++;
  if (zeros[0] === 0 && zeros[1] === 0) return undefined;
  return zeros[1]! > zeros[0]! ? ['utf-16le'] : ['utf-16be'];
}

function hasControls(text: string): boolean {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for
  return /[\u0000-\u0008\u000e-\u001a\u001c-\u001f]/.test(text.slice(0, 65_536));
}

/**
 * Nearly any run of high bytes decodes as GB18030, into rare characters when it was
 * Latin, Big5 or Shift-JIS. Real Chinese tables use the GB 2312 part almost throughout.
 */
function looksChinese(bytes: Uint8Array): boolean {
  let pairs = 0;
  let common = 0;
  for (let i = 0; i < bytes.length; i++) {
    const lead = bytes[i]!;
    if (lead < 0x81) continue;
    const trail = bytes[++i] ?? 0;
    if (trail >= 0x30 && trail <= 0x39) {
      i += 2;
      continue;
    }
    pairs++;
    if (trail >= 0xa1 && ((lead >= 0xb0 && lead <= 0xf7) || (lead >= 0xa1 && lead <= 0xa3)))
      common++;
  }
  return pairs > 0 && common / pairs >= 0.9;
}

/** A CSV file as one grid. Web pages and other things called .csv are refused. */
export function readCsv(name: string, bytes: Uint8Array): Grid {
  if (bytes.length > MOST_BYTES)
    refuse(name, 'office.too-large', { size: Math.round(bytes.length / 2 ** 20) });
  const decoded = decodeText(name, bytes);
  const { encoding } = decoded;
  const text = withoutBlankEnd(decoded.text);
  const start = text.trimStart();
  if (start === '') refuse(name, 'office.empty-file');
  if (/^<(!doctype|html|head|body|table|div|script|meta|style|!--)|^MIME-Version:/i.test(start))
    refuse(name, isHtmlTable(start) ? 'office.html-table' : 'office.web-page');
  if (start.includes('urn:schemas-microsoft-com:office:spreadsheet'))
    refuse(name, 'office.not-xlsx', { kind: 'XML' });
  if (/^<\?xml|^<[a-z]+[\s>]/i.test(start)) refuse(name, 'office.not-a-table', { kind: 'XML' });
  if (/^[{[]\s*["{[]/.test(start)) refuse(name, 'office.not-a-table', { kind: 'JSON' });
  const delimiter = delimiterOf(text);
  return { file: name, encoding, delimiter, rows: parseRows(name, text, delimiter) };
}

/** Systems export web pages with one table and call them .xls; a page with a form asks to sign in. */
function isHtmlTable(text: string): boolean {
  return /<table\b/i.test(text) && !/<(?:form|input)\b/i.test(text);
}

/**
 * Without the lines at the end in which there is nothing: a sheet saved to its last row has a million of
 * them, each of which takes as long to parse as a full one.
 */
function withoutBlankEnd(text: string): string {
  let end = text.length;
  while (end > 0 && BLANK.has(text.charCodeAt(end - 1))) end--;
  return text.slice(0, end);
}

/** Separators, spaces and ends of lines. */
const BLANK = new Set(Array.from(',;\t \r\n\u3000\u00a0', (c) => c.charCodeAt(0)));

/** So many lines without anything one after the other are not parsed. */
const GAP = 100;

/**
 * The rows of a text with long gaps of blank lines, each of which takes as long to parse as a full one:
 * what lies between them is parsed by itself. Nothing where there is no gap, or where one may be inside
 * a quoted cell.
 */
function aroundGaps(text: string, parsed: (part: string) => string[][]): string[][] | undefined {
  const rows: string[][] = [];
  let from = 0;
  for (const gap of gapsOf(text)) {
    try {
      for (const row of parsed(text.slice(from, gap.from))) rows.push(row);
    } catch {
      return undefined;
    }
    for (let k = 0; k < gap.lines; k++) rows.push([]);
    from = gap.to;
  }
  if (from === 0) return undefined;
  for (const row of parsed(text.slice(from))) rows.push(row);
  return rows;
}

/** Runs of blank lines outside of quotes, as far as those are paired. */
function* gapsOf(text: string): Generator<{ from: number; to: number; lines: number }> {
  let quote = text.indexOf('"');
  let open = false;
  let from = 0;
  let lines = 0;
  for (let at = 0; at < text.length; ) {
    const found = text.indexOf('\n', at);
    const end = found < 0 ? text.length : found;
    let blank = true;
    for (let i = at; i < end && blank; i++) blank = BLANK.has(text.charCodeAt(i));
    if (blank) {
      if (lines++ === 0) from = at;
    } else {
      if (lines >= GAP && !open) yield { from, to: at, lines };
      lines = 0;
    }
    for (; quote >= 0 && quote < end; quote = text.indexOf('"', quote + 1)) open = !open;
    at = end + 1;
  }
}

function parseRows(name: string, text: string, delimiter: string): string[][] {
  const parsed = (part: string): string[][] =>
    parse(part, {
      delimiter,
      relax_column_count: true,
      relax_quotes: true,
      skip_empty_lines: false,
    }) as string[][];
  try {
    return aroundGaps(text, parsed) ?? parsed(text);
  } catch (error) {
    const { code = '', records, message } = error as { code?: string; records?: number } & Error;
    // The parser counts to where it gave up, which for an open quote is the end of the file.
    const at = records === undefined ? {} : { row: records + 1 };
    if (code === 'CSV_QUOTE_NOT_CLOSED') refuse(name, 'office.quote-open', {}, at);
    return refuse(name, 'office.csv-broken', { reason: code || message }, at);
  }
}

const SAMPLE_LINES = 60;

/**
 * The separator that divides most lines into the same number of cells; comma when
 * undecided. Counting alone would take the tabs inside the statistics office's cells.
 */
export function delimiterOf(text: string): string {
  const named = /^sep=([,;\t])\r?\n/.exec(text);
  if (named) return named[1]!;
  const lines = text.split(/\r?\n/, SAMPLE_LINES).map((line) => line.replace(/"[^"]*"/g, ''));
  let best = { delimiter: ',', lines: 0, cells: 0 };
  for (const delimiter of [',', ';', '\t']) {
    const widths = new Map<number, number>();
    for (const line of lines) {
      const width = line.split(delimiter).length - 1;
      if (width > 0) widths.set(width, (widths.get(width) ?? 0) + 1);
    }
    for (const [cells, count] of widths)
      if (count > best.lines || (count === best.lines && cells > best.cells))
        best = { delimiter, lines: count, cells };
  }
  return best.delimiter;
}
