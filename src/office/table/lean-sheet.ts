import { columnLetter } from './cells.ts';

/** A sheet's XML reduced to the cells that hold something, and their counts. */
export interface LeanSheet {
  readonly xml: string;
  readonly cells: number;
  /** Cells that merges spread a value over. */
  readonly merged: number;
}

const CELL = /<c\b([^>]*?)(?:\/>|>([\s\S]*?)<\/c>)/g;
const ROW = /<row\b([^>]*?)(\/>|>([\s\S]*?)<\/row>)/g;
const FORMULA = /<f\b[^>]*?(?:\/>|>([\s\S]*?)<\/f>)/;
const VALUE = /<v\b[^>]*?(?:\/>|>([\s\S]*?)<\/v>)/;

interface Box {
  readonly top: number;
  readonly left: number;
  readonly bottom: number;
  readonly right: number;
}

/**
 * Takes out of a worksheet what a reader of figures does not need and what makes ExcelJS
 * run out of memory or lose data: styled empty cells and rows (offices' files have
 * 60,000 of them), validations over whole columns, merges beyond the used area.
 *
 * A formula becomes its stored value. One that was never calculated becomes its text, so
 * that it is reported; ExcelJS would show both it and a formula that gives «» as nothing.
 */
export function leanSheet(xml: string): LeanSheet {
  const plain = withoutPrefix(xml);
  const from = plain.search(/<sheetData\b/);
  const to = plain.lastIndexOf('</sheetData>');
  const head =
    '<?xml version="1.0" encoding="UTF-8"?><worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">';
  if (from < 0 || to < 0) return { xml: `${head}<sheetData/></worksheet>`, cells: 0, merged: 0 };
  const used = { row: 0, column: 0 };
  let cells = 0;
  let row = 0;
  const rows = plain.slice(from, to).replace(ROW, (_, own: string, __, inner = '') => {
    // Row and cell numbers may be left out: they count on from the one before.
    row = Number(/\br="(\d+)"/.exec(own)?.[1] ?? row + 1);
    let column = 0;
    let kept = 0;
    const body = (inner as string).replace(CELL, (_all, cell: string, content?: string) => {
      const letters = /\br="([A-Z]+)\d+"/.exec(cell)?.[1];
      column = letters === undefined ? column + 1 : columnNumber(letters);
      const rest = cell.replace(/\s*\br="[^"]*"/, '');
      const lean = leanCell(` r="${columnLetter(column - 1)}${row}"${rest}`, content);
      if (lean === '') return '';
      kept++;
      used.column = Math.max(used.column, column);
      return lean;
    });
    if (kept === 0) return '';
    cells += kept;
    used.row = Math.max(used.row, row);
    return `<row r="${row}">${body}</row>`;
  });
  const boxes = merges(plain.slice(to), used);
  const merged = boxes.reduce((n, b) => n + (b.bottom - b.top + 1) * (b.right - b.left + 1), 0);
  const refs = boxes.map((b) => `<mergeCell ref="${address(b)}"/>`).join('');
  return {
    xml: `${head}${rows}</sheetData>${refs ? `<mergeCells>${refs}</mergeCells>` : ''}</worksheet>`,
    cells,
    merged,
  };
}

/** Some programs write `<x:row>`; ExcelJS then sees an empty sheet. */
export function withoutPrefix(xml: string): string {
  const prefix = /<(\w+):(?:worksheet|workbook|sst|styleSheet)\b/.exec(xml)?.[1];
  return prefix === undefined ? xml : xml.replace(new RegExp(`(</?)${prefix}:`, 'g'), '$1');
}

function leanCell(own: string, content: string | undefined): string {
  if (content === undefined || content === '') return '';
  const formula = FORMULA.exec(content);
  if (!formula) return /<(v|t|is)\b/.test(content) ? `<c${own}>${content}</c>` : '';
  const value = VALUE.exec(content)?.[1];
  if (value !== undefined && value !== '') return `<c${own}><v>${value}</v></c>`;
  if (/\bt="str"/.test(own)) return '';
  const untyped = own.replace(/\s*\bt="[^"]*"/, '');
  return `<c${untyped} t="str"><v>=${formula[1] ?? ''}</v></c>`;
}

function merges(tail: string, used: { row: number; column: number }): Box[] {
  const boxes: Box[] = [];
  for (const [, a, top, b, bottom] of tail.matchAll(
    /<mergeCell\b[^>]*?\bref="([A-Z]+)(\d+):([A-Z]+)(\d+)"/g,
  )) {
    const box = {
      top: Number(top),
      left: columnNumber(a!),
      bottom: Math.min(Number(bottom), used.row),
      right: Math.min(columnNumber(b!), used.column),
    };
    if (box.bottom < box.top || box.right < box.left) continue;
    boxes.push(box);
  }
  // Overlapping merges are a fault of the writing program; ExcelJS refuses the whole file.
  boxes.sort((x, y) => x.top - y.top || x.left - y.left);
  const open: Box[] = [];
  return boxes.filter((box) => {
    for (let i = open.length - 1; i >= 0; i--) if (open[i]!.bottom < box.top) open.splice(i, 1);
    if (open.some((o) => o.left <= box.right && box.left <= o.right)) return false;
    open.push(box);
    return true;
  });
}

function columnNumber(letters: string): number {
  let n = 0;
  for (const c of letters) n = n * 26 + c.charCodeAt(0) - 64;
  return n;
}

function address(b: Box): string {
  return `${columnLetter(b.left - 1)}${b.top}:${columnLetter(b.right - 1)}${b.bottom}`;
}
