import { type Cell, exactKey, isPeriod, periodLabel, readFigure, shown } from '../table/cells.ts';
import type { Heading } from '../table/headings.ts';
import type { Wanted, WantedColumn } from './wanted.ts';

/** What a column holds: figures, their standard errors, or where they come from. */
export interface Role {
  readonly column: WantedColumn;
  readonly part: 'value' | 'error' | 'flag';
  /** The period stands in the heading: a year under an indicator, «2023年地区生产总值». */
  readonly period?: string;
}

const companions: readonly (readonly [RegExp, Role['part']])[] = [
  [/[\s_([-]*标准误差?[)\]]?$/u, 'error'],
  [/[\s_([-]+(se|s\.e\.|std[ ._]?err(or)?|standard error)[)\]]?$/iu, 'error'],
  [/[\s_([-]*(核实|数据)?状态[)\]]?$/u, 'flag'],
  [/[\s_([-]+(flag|status)[)\]]?$/iu, 'flag'],
];

/** What the heading means to the scheme; `exact` settles two columns that mean the same. */
export function roleOf(
  heading: Heading,
  wanted: Wanted,
): { role: Role; exact: boolean } | undefined {
  const { above, below, variants } = heading;
  if (above !== below && isPeriod(below)) return dated(above, below, wanted);
  if (above !== below && isPeriod(above)) return dated(below, above, wanted);
  for (const text of variants) {
    const found = wanted.match(text);
    if (found?.exact) return { role: { column: found.column, part: 'value' }, exact: true };
  }
  for (const text of variants) {
    const found = companion(text, wanted);
    if (found) return found;
  }
  for (const text of variants) {
    const found = wanted.match(text);
    if (found) return { role: { column: found.column, part: 'value' }, exact: false };
  }
  for (const text of variants) {
    const found = yearInside(text, wanted);
    if (found) return found;
  }
  return undefined;
}

function companion(text: string, wanted: Wanted): { role: Role; exact: boolean } | undefined {
  const plain = exactWidth(text);
  for (const [ending, part] of companions) {
    if (!ending.test(plain)) continue;
    const found = wanted.match(plain.replace(ending, ''));
    if (found) return { role: { column: found.column, part }, exact: found.exact };
  }
  return undefined;
}

/** Half width, but spaces stay: they set «X se» apart. */
function exactWidth(text: string): string {
  return text.normalize('NFKC').trim();
}

function dated(
  text: string,
  period: string,
  wanted: Wanted,
): { role: Role; exact: boolean } | undefined {
  const found = wanted.match(text);
  return (
    found && {
      role: { column: found.column, part: 'value', period: periodLabel(period) },
      exact: found.exact,
    }
  );
}

function yearInside(text: string, wanted: Wanted): { role: Role; exact: boolean } | undefined {
  const key = exactKey(text);
  const parts =
    /^((?:19|20)\d{2})(?:年度?|_)(.+)$/.exec(key) ??
    /^(.+?)[_(]?((?:19|20)\d{2})(?:年度?)?\)?$/.exec(key);
  if (!parts) return undefined;
  const [, a, b] = parts;
  return isPeriod(a!) ? dated(b!, a!, wanted) : dated(a!, b!, wanted);
}

/** Units of measure under the headings, or the column numbers of a statistical form (甲 1 2 3). */
export function continuesHeader(row: readonly Cell[], unit: number): boolean {
  const filled = row.filter((cell) => shown(cell) !== '');
  const own = shown(row[unit] ?? null);
  if (filled.length < 2 || !/^([甲乙丙丁戊己]|单位|序号)?$/.test(own)) return false;
  const rest = row.filter((cell, c) => c !== unit && shown(cell) !== '');
  if (rest.every((cell) => STEM.test(shown(cell)) || isSmallInteger(cell))) return countsOn(rest);
  return own === '' && rest.every((cell) => readFigure(cell).kind === 'text');
}

const STEM = /^[甲乙丙丁戊己]$/;

function isSmallInteger(cell: Cell): boolean {
  return /^\d{1,2}$/.test(shown(cell));
}

function countsOn(cells: readonly Cell[]): boolean {
  const numbers = cells.filter(isSmallInteger).map(Number);
  return numbers.length > 1 && numbers.every((n, i) => n === i + 1);
}
