import type { Cell } from './cells.ts';
import type { MergedBox } from './grid.ts';
import { attributesOf, Broken, decoded } from './xml.ts';

/** How numbers of a workbook are shown, by the style of their cells. */
export interface Formats {
  readonly shown: readonly Shown[];
  /** Days are counted from 1904 instead of 1900. */
  readonly from1904: boolean;
}
type Shown = 'number' | 'percent' | 'day' | 'month';

/** The cells of a sheet that hold something. */
export interface SheetCells {
  readonly rows: Cell[][];
  readonly merged: readonly MergedBox[];
  readonly cells: number;
  /** Cells that merges spread a value over. */
  readonly covered: number;
  /** Rows and columns that are not shown; 0-based. */
  readonly hidden: { readonly rows: number[]; readonly columns: number[] };
}

const ROW = /<row\b([^>]*?)(?:\/>|>([\s\S]*?)<\/row>)/g;
const CELL = /<c\b([^>]*?)(?:\/>|>([\s\S]*?)<\/c>)/g;
const FORMULA = /<f\b[^>]*?(?:\/>|>([\s\S]*?)<\/f>)/;
const VALUE = /<v\b[^>]*?(?:\/>|>([\s\S]*?)<\/v>)/;
const TEXT = /<t\b[^>]*?(?:\/>|>([\s\S]*?)<\/t>)/g;
const SOUND = /<rPh\b[\s\S]*?<\/rPh>/g;
const MOST_ROWS = 1_048_576;
const MOST_COLUMNS = 16_384;

/**
 * Reads a worksheet's XML in one pass and keeps what holds something: offices' files have 60,000
 * styled empty rows, validations over whole columns and merges beyond the used area.
 *
 * A formula is its stored value. One that was never calculated is its text, so that it is
 * reported. Throws {@link Broken} for what is no sheet.
 */
export function readSheet(xml: string, strings: readonly string[], formats: Formats): SheetCells {
  const from = xml.search(/<sheetData\b/);
  const to = xml.lastIndexOf('</sheetData>');
  if (from < 0 || to < 0) return nothing();
  const hidden = { rows: [] as number[], columns: hiddenColumns(xml.slice(0, from)) };
  const rows: Cell[][] = [];
  let cells = 0;
  let widest = 0;
  let row = 0;
  for (const [, own, inner] of xml.slice(from, to).matchAll(ROW)) {
    // Row and cell numbers may be left out: they count on from the one before.
    row = Number(/\br="(\d+)"/.exec(own!)?.[1] ?? row + 1);
    if (inner === undefined || inner === '') continue;
    if (row < 1 || row > MOST_ROWS) throw new Broken('row');
    if (HIDDEN.test(own!)) hidden.rows.push(row - 1);
    let column = 0;
    for (const [, cell, content] of inner.matchAll(CELL)) {
      const letters = /\br="([A-Z]+)\d+"/.exec(cell!)?.[1];
      column = letters === undefined ? column + 1 : columnNumber(letters);
      const value = content ? cellOf(cell!, content, strings, formats) : undefined;
      if (value === undefined) continue;
      if (column > MOST_COLUMNS) throw new Broken('column');
      while (rows.length < row) rows.push([]);
      const line = rows[row - 1]!;
      while (line.length < column) line.push(null);
      line[column - 1] = value;
      cells++;
      widest = Math.max(widest, column);
    }
  }
  const merged = merges(xml.slice(to), { row: rows.length, column: widest });
  const covered = merged.reduce((n, b) => n + (b.bottom - b.top + 1) * (b.right - b.left + 1), 0);
  return { rows, merged, cells, covered, hidden };
}

const nothing = (): SheetCells => ({
  ...{ rows: [], merged: [], cells: 0, covered: 0 },
  hidden: { rows: [], columns: [] },
});

const HIDDEN = /\bhidden="(?:1|true)"/;

function hiddenColumns(head: string): number[] {
  const out: number[] = [];
  for (const [, own] of head.matchAll(/<col\b([^>]*)>/g)) {
    if (!HIDDEN.test(own!)) continue;
    const { min, max } = attributesOf(own!);
    for (let c = Number(min); c <= Math.min(Number(max), MOST_COLUMNS); c++) out.push(c - 1);
  }
  return out;
}

/** Nothing for a cell that holds nothing. */
function cellOf(
  own: string,
  content: string,
  strings: readonly string[],
  formats: Formats,
): Cell | undefined {
  const type = /\bt="(\w+)"/.exec(own)?.[1] ?? 'n';
  const formula = content.includes('<f') ? FORMULA.exec(content) : null;
  const text = VALUE.exec(content)?.[1];
  if (formula && (text === undefined || text === ''))
    return type === 'str' ? undefined : `=${decoded(formula[1] ?? '')}`;
  if (type === 'inlineStr') return textOf(content);
  if (text === undefined) return undefined;
  if (type === 's') {
    const found = strings[Number(text)];
    if (found === undefined) throw new Broken('a text that is nowhere');
    return found;
  }
  if (type === 'b') return text.trim() === '0' ? 'FALSE' : 'TRUE';
  if (type === 'd') return text.slice(0, 10);
  const value = type === 'n' ? Number.parseFloat(text) : Number.NaN;
  if (Number.isNaN(value)) return decoded(text);
  const style = Number(/\bs="(\d+)"/.exec(own)?.[1] ?? 0);
  return shownAs(value, formats.shown[style] ?? 'number', formats.from1904);
}

function shownAs(value: number, how: Shown, from1904: boolean): Cell {
  if (how === 'number') return value;
  // 0.07 shown as a percentage is «7%», the same as the text an office would write.
  if (how === 'percent') return `${Number((value * 100).toPrecision(15))}%`;
  const moment = new Date(Math.round((value - 25_569 + (from1904 ? 1462 : 0)) * 86_400_000));
  if (Number.isNaN(moment.getTime())) return '';
  return moment.toISOString().slice(0, how === 'month' ? 7 : 10);
}

/** Runs of a text joined, without what says how it is pronounced. */
function textOf(content: string): string {
  const plain = content.includes('<rPh') ? content.replace(SOUND, '') : content;
  let out = '';
  for (const [, text] of plain.matchAll(TEXT)) out += text ?? '';
  const text = decoded(out);
  return text.includes('_x')
    ? text.replace(/_x([0-9A-F]{4})_/g, (_, code: string) =>
        String.fromCharCode(Number.parseInt(code, 16)),
      )
    : text;
}

/** The shared texts of a workbook, in their order. */
export function stringsOf(xml: string): string[] {
  const out: string[] = [];
  for (const [, content] of xml.matchAll(/<si\b[^>]*?(?:\/>|>([\s\S]*?)<\/si>)/g))
    out.push(content ? textOf(content) : '');
  return out;
}

/**
 * Formats that are written out nowhere. From 27 on those of Chinese editions; a date that shows no day
 * is a month: what is typed as «2026年3月» is stored as its first.
 */
const BUILT_IN: Readonly<Record<number, string>> = {
  ...{ 9: '0%', 10: '0.00%', 14: 'mm-dd-yy', 15: 'd-mmm-yy', 16: 'd-mmm', 17: 'mmm-yy' },
  ...{ 18: 'h:mm AM/PM', 19: 'h:mm:ss AM/PM', 20: 'h:mm', 21: 'h:mm:ss', 22: 'm/d/yy h:mm' },
  ...{ 45: 'mm:ss', 46: '[h]:mm:ss', 47: 'mmss.0' },
  ...Object.fromEntries([27, 36, 50, 52, 57].map((id) => [id, 'yyyy"年"m"月"'])),
  ...Object.fromEntries([28, 29, 51, 53, 54, 58].map((id) => [id, 'm"月"d"日"'])),
  ...{ 30: 'm-d-yy', 31: 'yyyy"年"m"月"d"日"' },
};

/** How each style of a workbook shows a number. */
export function formatsOf(styles: string): Pick<Formats, 'shown'> {
  const codes = new Map<number, string>();
  for (const [, own] of styles.matchAll(/<numFmt\b([^>]*)>/g)) {
    const { numFmtId, formatCode } = attributesOf(own!);
    codes.set(Number(numFmtId), formatCode ?? '');
  }
  const list = /<cellXfs\b[^>]*>([\s\S]*?)<\/cellXfs>/.exec(styles)?.[1] ?? '';
  const shown = [...list.matchAll(/<xf\b([^>]*)>/g)].map(([, own]) => {
    const id = Number(attributesOf(own!).numFmtId ?? 0);
    return shownBy(codes.get(id) ?? BUILT_IN[id] ?? '');
  });
  return { shown };
}

function shownBy(code: string): Shown {
  const marks = code.replace(/"[^"]*"|\[[^\]]*\]|\\./g, '');
  if (/[ymdhsb]/i.test(marks)) {
    const month = /y/i.test(marks) && /m/i.test(marks) && !/[dhs]/i.test(marks);
    return month ? 'month' : 'day';
  }
  return marks.includes('%') ? 'percent' : 'number';
}

/** Merges within what is used. Overlapping ones are a fault of the writing program: the first holds. */
function merges(tail: string, used: { row: number; column: number }): MergedBox[] {
  const boxes: MergedBox[] = [];
  for (const [, a, top, b, bottom] of tail.matchAll(
    /<mergeCell\b[^>]*?\bref="([A-Z]+)(\d+):([A-Z]+)(\d+)"/g,
  )) {
    const box = {
      top: Number(top) - 1,
      left: columnNumber(a!) - 1,
      bottom: Math.min(Number(bottom), used.row) - 1,
      right: Math.min(columnNumber(b!), used.column) - 1,
    };
    if (box.bottom < box.top || box.right < box.left) continue;
    if (box.bottom > box.top || box.right > box.left) boxes.push(box);
  }
  boxes.sort((x, y) => x.top - y.top || x.left - y.left);
  const open: MergedBox[] = [];
  return boxes.filter((box) => {
    for (let i = open.length - 1; i >= 0; i--) if (open[i]!.bottom < box.top) open.splice(i, 1);
    if (open.some((o) => o.left <= box.right && box.left <= o.right)) return false;
    open.push(box);
    return true;
  });
}

/** Gives every cell of a merge the one value. */
export function fillMerged({ rows, merged }: SheetCells): void {
  for (const { top, left, bottom, right } of merged) {
    const value = rows[top]?.[left] ?? null;
    for (let r = top; r <= bottom; r++) {
      const line = rows[r]!;
      while (line.length <= right) line.push(null);
      line.fill(value, left, right + 1);
    }
  }
}

function columnNumber(letters: string): number {
  let n = 0;
  for (const c of letters) n = n * 26 + c.charCodeAt(0) - 64;
  return n;
}
