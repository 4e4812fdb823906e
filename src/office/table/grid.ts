import type { Cell } from './cells.ts';
import { refuse } from './refuse.ts';
import { readCsv } from './text.ts';
import { readWorkbook } from './workbook.ts';

/** Cells merged into one; 0-based, both ends included. */
export interface MergedBox {
  readonly top: number;
  readonly left: number;
  readonly bottom: number;
  readonly right: number;
}

/** One sheet as rows of cells; `rows[0]` is row 1 of the file. */
export interface Grid {
  readonly file: string;
  /** Absent for CSV. */
  readonly sheet?: string;
  readonly encoding: string;
  /** Absent for workbooks. */
  readonly delimiter?: string;
  readonly rows: readonly (readonly Cell[])[];
  /** Merged cells of a workbook; each of their cells holds the one value. */
  readonly merged?: readonly MergedBox[];
  /** Rows and columns of a workbook that are not shown, also by a filter; 0-based. They are read. */
  readonly hidden?: { readonly rows: readonly number[]; readonly columns: readonly number[] };
  /** Sheets of the workbook that are hidden, and not read; told with its first sheet. */
  readonly besides?: readonly string[];
}

export interface PanelFile {
  readonly name: string;
  readonly bytes: Uint8Array;
  /** Indicator the file is about, for files that do not say. */
  readonly indicator?: string;
}

/**
 * Turns a CSV or XLSX file into grids, one a sheet. What a file is shows in its bytes, not
 * in its name: offices rename. Legacy .xls, encrypted and damaged workbooks, web pages
 * called .csv, unknown encodings and empty files are refused with what to do (`office.*`).
 */
export async function readGrids({ name, bytes }: PanelFile): Promise<Grid[]> {
  if (bytes.length === 0) refuse(name, 'office.empty-file');
  const head = String.fromCharCode(...bytes.subarray(0, 8));
  if (head.startsWith('\u00d0\u00cf\u0011\u00e0')) refuse(name, ...compound(bytes));
  if (head.startsWith('PK')) return readWorkbook(name, bytes);
  if (head.startsWith('%PDF')) refuse(name, 'office.not-a-table', { kind: 'PDF' });
  if (head.startsWith('Rar!') || head.startsWith('7z\u00bc\u00af'))
    refuse(name, 'office.not-a-table', { kind: 'RAR/7z' });
  return [readCsv(name, bytes)];
}

/** What an OLE file is shows in the names of its parts, which stand in its directory as UTF-16. */
function compound(bytes: Uint8Array): [string, { kind: string }?] {
  const file = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  const holds = (part: string): boolean => file.includes(Buffer.from(part, 'utf16le'));
  if (holds('EncryptedPackage')) return ['office.encrypted'];
  // Workbooks may have documents inside.
  if (holds('Workbook') || holds('Book')) return ['office.legacy-xls'];
  if (holds('WordDocument')) return ['office.not-a-table', { kind: 'Word / WPS' }];
  if (holds('PowerPoint Document')) return ['office.not-a-table', { kind: 'PowerPoint' }];
  return ['office.legacy-xls'];
}
