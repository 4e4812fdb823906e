import type { LedgerRole } from '../../contract/problem/roles.ts';

/** Cells as a spreadsheet gives them to the clipboard, every row as wide as the widest. */
export type Block = readonly (readonly string[])[];

/** What a column of a pasted block says; `ignore`: it is left out. */
export type Meaning = LedgerRole | 'ignore';

/** More rows than this go in parts, or as a file. */
export const MOST_ROWS = 5000;

/**
 * Rows of what was copied from a spreadsheet: cells divided by tabs, those with line breaks or
 * quotes in quotes. Nothing for text that is no block: a word, a sentence, a paragraph.
 */
export function blockOf(text: string): Block | undefined {
  if (!text.includes('\t')) return undefined;
  const rows = cellsOf(text).filter((row) => row.some((cell) => cell.trim() !== ''));
  if (rows.length === 0) return undefined;
  const width = rows.reduce((most, row) => Math.max(most, row.length), 0);
  return rows.map((row) => [...row, ...Array<string>(width - row.length).fill('')]);
}

function cellsOf(text: string): string[][] {
  const rows: string[][] = [[]];
  const cell = /(?:"((?:[^"]|"")*)"|([^\t\r\n]*))(\t|\r\n|\n|\r|$)/y;
  while (cell.lastIndex < text.length) {
    const at = cell.lastIndex;
    const found = cell.exec(text);
    if (!found) {
      // A quote that is not closed is a character like any other.
      const end = /[\t\r\n]|$/g;
      end.lastIndex = at;
      const stop = end.exec(text)!.index;
      rows.at(-1)!.push(text.slice(at, stop));
      cell.lastIndex = text.startsWith('\r\n', stop) ? stop + 2 : stop + 1;
      if (text[stop] !== '\t') rows.push([]);
      continue;
    }
    const [, quoted, plain, end] = found;
    rows.at(-1)!.push(quoted === undefined ? plain! : quoted.replaceAll('""', '"'));
    if (end !== '\t') rows.push([]);
  }
  // What ends with a divider ends with an empty cell.
  if (text.endsWith('\t')) rows.at(-1)!.push('');
  return rows;
}

/** Whether the first row names the columns: short words, no figures, and rows under it. */
export function hasHeading([first, ...rest]: Block): boolean {
  if (!first || rest.length === 0) return false;
  const filled = first.map((c) => c.trim()).filter((c) => c !== '');
  return filled.length > 1 && filled.every((c) => c.length <= 14 && !/\d{2}|[。；;，]/.test(c));
}

const DATE =
  /^\d{4}[-/.年]\d{1,2}([-/.月]\d{1,2}日?|月?)?底?前?$|^(长期|立行立改|即知即改|\d{1,2}月底前?)/;
const UNIT = /(公司|集团|部|处|科|室|局|委|办|中心|街道|镇|乡|社区|村|队|站|院|校|支部|车间)$/;
const NAME = /^[\p{Script=Han}·]{2,4}$/u;

/** What the columns of a block without headings seem to say; each role at most once. */
export function guessMeanings(rows: Block): Meaning[] {
  const width = rows[0]?.length ?? 0;
  const columns = Array.from({ length: width }, (_, c) =>
    rows.map((row) => row[c]!.trim()).filter((cell) => cell !== ''),
  );
  const free: Record<'date' | 'unit' | 'name' | 'text', LedgerRole[]> = {
    date: ['due', 'closedOn'],
    unit: ['unit'],
    name: ['leader', 'owner', 'measureOwner'],
    text: ['facts', 'text', 'progress', 'effect'],
  };
  const most = (cells: string[], test: RegExp) =>
    cells.length > 0 && 2 * cells.filter((cell) => test.test(cell)).length > cells.length;
  return columns.map((cells, c) => {
    if (c === 0 && most(cells, /^\d{1,4}$/)) return 'ordinal';
    const kind = most(cells, DATE)
      ? 'date'
      : most(cells, UNIT)
        ? 'unit'
        : most(cells, NAME)
          ? 'name'
          : most(cells, /.{8}/s)
            ? 'text'
            : undefined;
    return (kind && free[kind].shift()) ?? 'ignore';
  });
}

/** The block as a file of the import: with its own headings, or with those it was given. */
export function fileOf(rows: Block, headings: readonly string[] | undefined, name: string): File {
  const all = headings ? [headings, ...rows] : rows;
  const csv = all
    .map((row) => row.map((cell) => `"${cell.replaceAll('"', '""')}"`).join(','))
    .join('\r\n');
  return new File([`\uFEFF${csv}`], name, { type: 'text/csv' });
}
