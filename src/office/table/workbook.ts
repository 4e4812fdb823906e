import type ExcelJS from 'exceljs';
import { strFromU8, strToU8, unzipSync, zipSync } from 'fflate';
import { excel } from '../excel.ts';
import type { Cell } from './cells.ts';
import type { Grid, MergedBox } from './grid.ts';
import { leanSheet, withoutPrefix } from './lean-sheet.ts';
import { refuse } from './refuse.ts';

/**
 * Limits of one workbook. ExcelJS keeps about 1.5 kB a cell, so a million cells (16,000
 * units × 60 columns) is what a server of ordinary size can hold for a moment; larger
 * panels come as CSV, which has no such cost.
 */
export const workbookLimits = {
  packed: 64 * 2 ** 20,
  unpacked: 200 * 2 ** 20,
  cells: 1_000_000,
  merged: 200_000,
} as const;

/** Parts that hold figures; pictures, themes, comments and drawings are not unpacked. */
const NEEDED =
  /^(\[Content_Types\]\.xml|_rels\/\.rels|xl\/(_rels\/workbook\.xml\.rels|(workbook|sharedStrings|styles)\.xml|worksheets\/sheet\d+\.xml))$/;

type Limits = Readonly<Record<keyof typeof workbookLimits, number>>;

/** The visible sheets of an .xlsx file that hold something. */
export async function readWorkbook(
  name: string,
  bytes: Uint8Array,
  limits: Limits = workbookLimits,
): Promise<Grid[]> {
  if (bytes.length > limits.packed)
    refuse(name, 'office.too-large', { size: Math.round(bytes.length / 2 ** 20) });
  const parts = unpack(name, bytes, limits);
  const workbook = new (await excel()).Workbook();
  const packed = zipSync(lean(name, parts, limits), { level: 0 });
  try {
    // ExcelJS types its input as a Buffer of its own; it takes any bytes.
    await workbook.xlsx.load(packed.buffer as never);
  } catch {
    refuse(name, 'office.damaged');
  }
  const sheets = workbook.worksheets.filter((s) => s.state === 'visible' && s.rowCount > 0);
  if (!sheets.length) refuse(name, 'office.empty-file');
  return sheets.map((sheet) => ({
    file: name,
    sheet: sheet.name,
    encoding: 'xlsx',
    ...rowsOf(sheet),
  }));
}

/**
 * Unpacks what is needed. fflate never unpacks an entry beyond the size its header states,
 * so the sum of the stated sizes bounds the memory whatever the file claims.
 */
function unpack(name: string, bytes: Uint8Array, limits: Limits): Record<string, Uint8Array> {
  const names: string[] = [];
  let size = 0;
  const listing = (entry: { name: string; originalSize: number }): boolean => {
    names.push(entry.name);
    if (NEEDED.test(entry.name)) size += entry.originalSize;
    return false;
  };
  try {
    unzipSync(bytes, { filter: listing });
  } catch {
    refuse(name, 'office.damaged');
  }
  if (!names.includes('xl/workbook.xml')) refuse(name, ...otherPackage(names));
  if (size > limits.unpacked)
    refuse(name, 'office.too-large', { size: Math.round(size / 2 ** 20) });
  try {
    return unzipSync(bytes, { filter: (entry) => NEEDED.test(entry.name) });
  } catch {
    return refuse(name, 'office.damaged');
  }
}

function otherPackage(names: readonly string[]): [string, { kind: string }?] {
  if (names.includes('xl/workbook.bin')) return ['office.not-xlsx', { kind: 'xlsb' }];
  if (names.includes('content.xml')) return ['office.not-xlsx', { kind: 'ods' }];
  if (names.some((n) => n.startsWith('word/'))) return ['office.not-a-table', { kind: 'Word' }];
  if (names.some((n) => n.startsWith('ppt/')))
    return ['office.not-a-table', { kind: 'PowerPoint' }];
  if (names.length) return ['office.not-a-table', { kind: 'zip' }];
  return ['office.damaged'];
}

function lean(
  name: string,
  parts: Record<string, Uint8Array>,
  limits: Limits,
): Record<string, Uint8Array> {
  let cells = 0;
  let merged = 0;
  const out: Record<string, Uint8Array> = {};
  for (const [path, bytes] of Object.entries(parts)) {
    if (!path.startsWith('xl/worksheets/')) {
      out[path] = path.endsWith('.rels') ? bytes : strToU8(plainPart(path, strFromU8(bytes)));
      continue;
    }
    const sheet = leanSheet(strFromU8(bytes));
    cells += sheet.cells;
    merged += sheet.merged;
    if (cells > limits.cells) refuse(name, 'office.too-many-cells', { most: limits.cells });
    if (merged > limits.merged) refuse(name, 'office.too-many-merged', { most: limits.merged });
    out[path] = strToU8(sheet.xml);
  }
  return out;
}

function plainPart(path: string, xml: string): string {
  const plain = withoutPrefix(xml);
  return path === 'xl/styles.xml' ? withChineseDates(plain) : plain;
}

const YEAR_MONTH = 'yyyy"年"m"月"';
const MONTH_DAY = 'm"月"d"日"';
/** What these numbers of formats mean in Chinese editions; they are written out nowhere. */
const CHINESE_DATES: Readonly<Record<number, string>> = {
  ...Object.fromEntries([27, 36, 50, 52, 57].map((id) => [id, YEAR_MONTH])),
  ...Object.fromEntries([28, 29, 51, 53, 54, 58].map((id) => [id, MONTH_DAY])),
  30: 'm-d-yy',
  31: 'yyyy"年"m"月"d"日"',
};

/** Writes the Chinese formats of dates out: ExcelJS leaves their cells as numbers. */
function withChineseDates(styles: string): string {
  const formats = Object.entries(CHINESE_DATES)
    .filter(([id]) => !new RegExp(`<numFmt\\b[^>]*\\bnumFmtId="${id}"`).test(styles))
    .map(
      ([id, code]) => `<numFmt numFmtId="${id}" formatCode="${code.replaceAll('"', '&quot;')}"/>`,
    )
    .join('');
  if (/<numFmts\b[^>]*[^/]>/.test(styles))
    return styles.replace(/<numFmts\b[^>]*>/, (open) => `${open}${formats}`);
  return styles
    .replace(/<numFmts\b[^>]*\/>/, '')
    .replace(/<styleSheet\b[^>]*[^/]>/, (open) => `${open}<numFmts>${formats}</numFmts>`);
}

function rowsOf(sheet: ExcelJS.Worksheet): Pick<Grid, 'rows' | 'merged'> {
  const rows: Cell[][] = [];
  const boxes = new Map<ExcelJS.Cell, { -readonly [K in keyof MergedBox]: number }>();
  sheet.eachRow({ includeEmpty: false }, (row, number) => {
    while (rows.length < number - 1) rows.push([]);
    const cells: Cell[] = [];
    row.eachCell({ includeEmpty: false }, (cell, column) => {
      while (cells.length < column - 1) cells.push(null);
      cells.push(cellOf(cell.value, cell.numFmt));
      if (cell.master !== cell) extend(boxes, cell.master, number, column);
    });
    rows.push(cells);
  });
  return { rows, merged: [...boxes.values()] };
}

function extend(
  boxes: Map<ExcelJS.Cell, { -readonly [K in keyof MergedBox]: number }>,
  master: ExcelJS.Cell,
  row: number,
  column: number,
): void {
  const top = Number(master.row) - 1;
  const left = Number(master.col) - 1;
  const box = boxes.get(master) ?? { top, left, bottom: top, right: left };
  box.bottom = Math.max(box.bottom, row - 1);
  box.right = Math.max(box.right, column - 1);
  boxes.set(master, box);
}

function cellOf(value: ExcelJS.CellValue, format: string | undefined): Cell {
  if (value === null || value === undefined) return null;
  if (typeof value === 'number') return shownAsPercent(format) ? percentText(value) : value;
  if (typeof value === 'string') return value;
  if (typeof value === 'boolean') return value ? 'TRUE' : 'FALSE';
  if (value instanceof Date) return dayText(value, format);
  if ('richText' in value) return value.richText.map((part) => part.text).join('');
  if ('error' in value) return value.error;
  return 'text' in value ? String(value.text) : null;
}

/** A date whose format shows no day is a month: what is typed as «2026年3月» is stored as its first. */
function dayText(value: Date, format: string | undefined): string {
  if (Number.isNaN(value.getTime())) return '';
  const marks = (format ?? '').replace(/"[^"]*"|\[[^\]]*\]|\\./g, '').toLowerCase();
  const length = marks.includes('y') && marks.includes('m') && !/[dhs]/.test(marks) ? 7 : 10;
  return value.toISOString().slice(0, length);
}

function shownAsPercent(format: string | undefined): boolean {
  return format !== undefined && /%/.test(format.replace(/"[^"]*"|\\./g, ''));
}

/** 0.07 shown as a percentage is «7%», the same as the text an office would write. */
function percentText(value: number): string {
  return `${Number((value * 100).toPrecision(15))}%`;
}
