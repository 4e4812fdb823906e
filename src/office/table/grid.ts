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
  if (head.startsWith('\u00d0\u00cf\u0011\u00e0'))
    refuse(name, holdsUtf16(bytes, 'EncryptedPackage') ? 'office.encrypted' : 'office.legacy-xls');
  if (head.startsWith('PK')) return readWorkbook(name, bytes);
  if (head.startsWith('%PDF')) refuse(name, 'office.not-a-table', { kind: 'PDF' });
  if (head.startsWith('Rar!') || head.startsWith('7z\u00bc\u00af'))
    refuse(name, 'office.not-a-table', { kind: 'RAR/7z' });
  return [readCsv(name, bytes)];
}

/** Names of the parts of an OLE file stand in its directory as UTF-16. */
function holdsUtf16(bytes: Uint8Array, text: string): boolean {
  const needle = Uint8Array.from(Array.from(text, (c) => [c.charCodeAt(0), 0]).flat());
  let at = bytes.indexOf(needle[0]!);
  while (at >= 0) {
    if (needle.every((b, i) => bytes[at + i] === b)) return true;
    at = bytes.indexOf(needle[0]!, at + 1);
  }
  return false;
}
