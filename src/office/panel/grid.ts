import { parse } from 'csv-parse/sync';
import ExcelJS from 'exceljs';
import { unzipSync } from 'fflate';
import { EngineError, type Issue } from '../../engine/index.ts';
import type { Cell } from './cells.ts';

/** One sheet as rows of cells; `rows[0]` is row 1 of the file. */
export interface Grid {
  readonly file: string;
  /** Absent for CSV. */
  readonly sheet?: string;
  readonly encoding: string;
  readonly rows: readonly (readonly Cell[])[];
}

export interface PanelFile {
  readonly name: string;
  readonly bytes: Uint8Array;
  /** Indicator the file is about, for files that do not say. */
  readonly indicator?: string;
}

/** Unpacked size at which a workbook is taken for an attack, and the most rows read. */
const MOST_UNPACKED = 500 * 2 ** 20;
const MOST_ROWS = 1_048_576;

function refuse(file: string, code: string, params: Issue['params'] = {}): never {
  throw new EngineError([{ code, at: { file }, params }]);
}

/**
 * Turns a CSV or XLSX file into grids, one a sheet. Legacy .xls, encrypted and damaged
 * workbooks, web pages called .csv, unknown encodings and empty files are refused with
 * what to do (`office.*` codes).
 */
export async function readGrids(file: PanelFile): Promise<Grid[]> {
  const { name, bytes } = file;
  if (bytes.length === 0) refuse(name, 'office.empty-file');
  if (startsWith(bytes, [0xd0, 0xcf, 0x11, 0xe0]))
    refuse(name, holdsUtf16(bytes, 'EncryptedPackage') ? 'office.encrypted' : 'office.legacy-xls');
  if (startsWith(bytes, [0x50, 0x4b])) return readWorkbook(name, bytes);
  if (startsWith(bytes, [0x25, 0x50, 0x44, 0x46]))
    refuse(name, 'office.not-a-table', { kind: 'PDF' });
  return [readCsv(name, bytes)];
}

function startsWith(bytes: Uint8Array, head: readonly number[]): boolean {
  return head.every((b, i) => bytes[i] === b);
}

function holdsUtf16(bytes: Uint8Array, text: string): boolean {
  const needle = Buffer.from(text, 'utf16le');
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).includes(needle);
}

/** UTF-8 and UTF-16 by mark, then UTF-8, then GB18030 (which holds GBK and GB2312). */
function decode(name: string, bytes: Uint8Array): { text: string; encoding: string } {
  const marked: readonly [string, readonly number[]][] = [
    ['utf-8', [0xef, 0xbb, 0xbf]],
    ['utf-16le', [0xff, 0xfe]],
    ['utf-16be', [0xfe, 0xff]],
  ];
  const mark = marked.find(([, head]) => startsWith(bytes, head));
  const tries = mark ? [mark[0]] : ['utf-8', 'gb18030'];
  if (!mark && bytes.subarray(0, 65_536).includes(0)) refuse(name, 'office.encoding');
  for (const encoding of tries)
    try {
      return { text: new TextDecoder(encoding, { fatal: true }).decode(bytes), encoding };
    } catch {
      // Not this one: the next is tried, and the file refused when none fits.
    }
  return refuse(name, 'office.encoding');
}

function readCsv(name: string, bytes: Uint8Array): Grid {
  const { text, encoding } = decode(name, bytes);
  if (text.trim() === '') refuse(name, 'office.empty-file');
  if (/^\s*<(!doctype|html|table|\?xml)/i.test(text))
    refuse(name, 'office.not-a-table', { kind: 'HTML/XML' });
  try {
    const rows = parse(text, {
      delimiter: delimiterOf(text),
      relax_column_count: true,
      relax_quotes: true,
      skip_empty_lines: false,
      bom: true,
    }) as string[][];
    return { file: name, encoding, rows };
  } catch (error) {
    const { lines, message } = error as { lines?: number; message: string };
    throw new EngineError([
      {
        code: 'office.csv-broken',
        at: { file: name, ...(lines ? { row: lines } : {}) },
        params: { reason: message },
      },
    ]);
  }
}

/** The separator that occurs most in the first lines, comma when undecided. */
function delimiterOf(text: string): string {
  const head = text.split(/\r?\n/, 20).join('\n');
  const count = (c: string): number => head.split(c).length - 1;
  const best = [',', ';', '\t'].reduce((a, b) => (count(b) > count(a) ? b : a));
  // Tabs inside comma-separated cells (the statistics office's export) do not separate.
  return best === '\t' && count(',') >= count('\t') / 2 ? ',' : best;
}

async function readWorkbook(name: string, bytes: Uint8Array): Promise<Grid[]> {
  let unpacked = 0;
  try {
    unzipSync(bytes, {
      filter: (entry) => {
        unpacked += entry.originalSize;
        return false;
      },
    });
  } catch {
    refuse(name, 'office.damaged');
  }
  if (unpacked > MOST_UNPACKED)
    refuse(name, 'office.too-large', { size: Math.round(unpacked / 2 ** 20) });
  const workbook = new ExcelJS.Workbook();
  try {
    const copy = bytes.slice();
    await workbook.xlsx.load(copy.buffer);
  } catch {
    refuse(name, 'office.damaged');
  }
  const sheets = workbook.worksheets.filter((s) => s.state === 'visible' && s.actualRowCount > 0);
  if (!sheets.length) refuse(name, 'office.empty-file');
  return sheets.map((sheet) => {
    if (sheet.rowCount > MOST_ROWS) refuse(name, 'office.too-many-rows', { rows: sheet.rowCount });
    const rows: Cell[][] = [];
    sheet.eachRow({ includeEmpty: false }, (row, number) => {
      while (rows.length < number - 1) rows.push([]);
      const cells: Cell[] = [];
      row.eachCell({ includeEmpty: false }, (cell, column) => {
        while (cells.length < column - 1) cells.push(null);
        cells.push(cellOf(cell.value));
      });
      rows.push(cells);
    });
    return { file: name, sheet: sheet.name, encoding: 'xlsx', rows };
  });
}

function cellOf(value: ExcelJS.CellValue): Cell {
  if (value === null || value === undefined) return null;
  if (typeof value === 'number' || typeof value === 'string') return value;
  if (typeof value === 'boolean') return value ? 1 : 0;
  if (value instanceof Date) return value.toISOString().slice(0, 10);
  if ('richText' in value) return value.richText.map((part) => part.text).join('');
  if ('error' in value) return value.error;
  if ('result' in value || 'formula' in value || 'sharedFormula' in value)
    return cellOf((value as { result?: ExcelJS.CellValue }).result);
  return 'text' in value ? String(value.text) : null;
}
