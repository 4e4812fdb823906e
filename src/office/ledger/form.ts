import type { LedgerRole } from '../../contract/problem/roles.ts';
import { type Cell, looseKey, shown } from '../table/cells.ts';
import type { Grid } from '../table/grid.ts';
import { type Heading, headingsAt } from '../table/headings.ts';
import { nameLikeness } from './units.ts';
import { knownHeadings, type LearnedHeadings, roleOf } from './words.ts';

/** A column whose heading nothing is known of, with what it may be. */
export interface UnknownColumn {
  readonly column: number;
  /** The headings above one another, joined. */
  readonly label: string;
  /** Likest first; likeness from 0 to 1. */
  readonly like: readonly { readonly role: LedgerRole; readonly likeness: number }[];
}

/** Where a sheet says what of problems and measures. */
export interface LedgerForm {
  /** Index of the first row of headings, and of the first row below them. */
  readonly head: number;
  readonly body: number;
  readonly columns: ReadonlyMap<LedgerRole, number>;
  /** The lowest heading of each column. */
  readonly labels: readonly string[];
  readonly unknown: readonly UnknownColumn[];
  /** Columns that are known but not read: another column says the same, or people said so. */
  readonly unread: readonly { readonly column: number; readonly label: string }[];
  /** What stands above the headings: title, unit, day. */
  readonly titles: readonly string[];
}

/** Titles above the headings: rarely more than a few rows. */
const SEARCHED = 30;
const MOST_HEADING_ROWS = 3;
/** A longer text is no heading. */
const LONGEST_HEADING = 40;

/**
 * The headings of a ledger: the row, or rows up to three, that name most of what is known. A
 * ledger says at least what the problem or the measure is and two things more. `loose`: two known
 * headings beside unknown ones do, so that people can be asked what these are.
 */
export function findForm(
  grid: Grid,
  learned: LearnedHeadings = {},
  loose = false,
): LedgerForm | undefined {
  let best: { form: LedgerForm; score: number } | undefined;
  for (let head = 0; head < Math.min(SEARCHED, grid.rows.length); head++) {
    if (isTitle(grid.rows[head]!)) continue;
    for (let rows = 1; rows <= MOST_HEADING_ROWS && head + rows <= grid.rows.length; rows++) {
      const found = formAt(grid, head, rows, learned, loose);
      if (found && found.score > (best?.score ?? 0)) best = found;
    }
  }
  if (!best) return undefined;
  // It may be that of a second table: what stands above it is not to be lost.
  const top = lowestTop(grid, best, learned, loose);
  for (let head = 0; head < top; head++) {
    const above = sureForm(grid, head, learned);
    if (above && above.body < top) return above;
  }
  return suggested(best.form);
}

/** Where headings begin at the latest: rows above may have been taken in that say nothing. */
function lowestTop(
  grid: Grid,
  { form, score }: { form: LedgerForm; score: number },
  learned: LearnedHeadings,
  loose: boolean,
): number {
  for (let head = form.body - 1; head > form.head; head--)
    if (formAt(grid, head, form.body - head, learned, loose)?.score === score) return head;
  return form.head;
}

function suggested(form: LedgerForm): LedgerForm {
  const unknown = form.unknown.map((u) => ({ ...u, like: likeRoles(u.label, form.columns) }));
  return { ...form, unknown };
}

/** Rows of headings are known mostly. */
const KNOWN_SHARE = 0.6;

/**
 * Headings from a row on, where they can be nothing else: words only, hardly one that is not known. So a
 * table is found that begins below another one.
 */
export function sureForm(
  grid: Grid,
  head: number,
  learned: LearnedHeadings = {},
): LedgerForm | undefined {
  if (!looksLikeHeadings(grid.rows[head]!, learned)) return undefined;
  let best: { form: LedgerForm; score: number } | undefined;
  for (let rows = 1; rows <= MOST_HEADING_ROWS && head + rows <= grid.rows.length; rows++) {
    if (!areWords(grid.rows[head + rows - 1]!)) break;
    const found = formAt(grid, head, rows, learned, false);
    if (!found || found.score <= (best?.score ?? 0)) continue;
    const { columns, unknown, unread } = found.form;
    const known = new Set(columns.values()).size + unread.length;
    if (known >= KNOWN_SHARE * (known + unknown.length)) best = found;
  }
  return best && suggested(best.form);
}

const NUMERIC = /^[\s\d.,，/年月日%-]*\d[\s\d.,，/年月日%-]*$/;

/** Rows of a table have a number or a day in them, or something that is too long for a heading. */
function areWords(row: readonly Cell[]): boolean {
  return row.every(
    (cell) =>
      cell === null ||
      (typeof cell === 'string' && cell.length <= LONGEST_HEADING && !NUMERIC.test(cell)),
  );
}

function looksLikeHeadings(row: readonly Cell[], learned: LearnedHeadings): boolean {
  if (!areWords(row)) return false;
  const known = new Set<string>();
  for (const cell of row)
    if (cell !== null && cell !== '' && roleOf(String(cell), learned)) known.add(String(cell));
  return known.size >= 2;
}

/** One text over the width of the sheet is a title. */
function isTitle(row: readonly Cell[]): boolean {
  return new Set(row.map(shown).filter((text) => text !== '')).size < 2;
}

interface Claim {
  readonly column: number;
  readonly rank: number;
}

function formAt(
  grid: Grid,
  head: number,
  rows: number,
  learned: LearnedHeadings,
  loose: boolean,
): { form: LedgerForm; score: number } | undefined {
  const headings = headingsAt(grid.rows, head, rows);
  const claims = new Map<LedgerRole, Claim[]>();
  const ignored: number[] = [];
  const unknown: number[] = [];
  headings.forEach((heading, column) => {
    if (heading.label === '') return;
    const found = roleOfHeading(heading, learned);
    if (!found) unknown.push(column);
    else if (found.role === 'ignore') ignored.push(column);
    else claims.set(found.role, [...(claims.get(found.role) ?? []), { column, rank: found.rank }]);
  });
  const { columns, left } = settle(claims, headings);
  const anchored = columns.has('facts') || columns.has('title') || columns.has('text');
  const asks = loose && columns.size >= 2 && unknown.length > 0;
  if (!asks && (!anchored || columns.size < 3)) return undefined;
  const whole = (column: number): string => headings[column]!.label;
  const form: LedgerForm = {
    head,
    body: head + rows,
    columns,
    labels: headings.map(({ below, label }) => below || label),
    unknown: unknown.map((column) => ({ column, label: whole(column), like: [] })),
    unread: [...ignored, ...left]
      .sort((a, b) => a - b)
      .map((column) => ({ column, label: whole(column) })),
    titles: grid.rows
      .slice(0, head)
      .flatMap((row) => [...new Set(row.map(shown).filter((text) => text !== ''))]),
  };
  return { form, score: columns.size };
}

/**
 * The heading as a whole and its lowest row say what a column is; a group above says it only
 * where nothing stands below.
 */
function roleOfHeading(
  { label, variants, below, above }: Heading,
  learned: LearnedHeadings,
): ReturnType<typeof roleOf> {
  const texts =
    below === '' ? [...variants, above] : variants.filter((v) => v !== above || v === below);
  for (const text of [label, ...texts])
    if (text.length <= LONGEST_HEADING) {
      const found = roleOf(text, learned);
      if (found) return found;
    }
  return undefined;
}

/** One column a role: the likeliest heading has it; «完成时间» beside «完成时限» is when it was done. */
function settle(
  claims: ReadonlyMap<LedgerRole, readonly Claim[]>,
  headings: readonly Heading[],
): { columns: Map<LedgerRole, number>; left: number[] } {
  const columns = new Map<LedgerRole, number>();
  const left: number[] = [];
  for (const [role, own] of claims) {
    const [first, ...others] = [...own].sort((a, b) => a.rank - b.rank || a.column - b.column);
    columns.set(role, first!.column);
    left.push(...others.map((claim) => claim.column));
  }
  const finished = left.findIndex((c) => /完成(时间|日期)$/.test(looseKey(headings[c]!.label)));
  if (finished >= 0 && !columns.has('closedOn'))
    columns.set('closedOn', left.splice(finished, 1)[0]!);
  const told = left.findIndex((c) => /(完成|落实|整改)情况$/.test(looseKey(headings[c]!.label)));
  if (told >= 0 && !columns.has('done')) columns.set('done', left.splice(told, 1)[0]!);
  // «措施责任人» alone is whoever is responsible.
  const measureOwner = columns.get('measureOwner');
  if (measureOwner !== undefined && !columns.has('owner')) columns.set('owner', measureOwner);
  return { columns, left };
}

const SUGGESTED = 3;
const LEAST_LIKE = 0.35;

function likeRoles(
  label: string,
  taken: ReadonlyMap<LedgerRole, number>,
): { role: LedgerRole; likeness: number }[] {
  const key = looseKey(label).slice(0, LONGEST_HEADING);
  const best = new Map<LedgerRole, number>();
  for (const { word, role } of knownHeadings)
    if (!taken.has(role))
      best.set(role, Math.max(best.get(role) ?? 0, nameLikeness(key, looseKey(word))));
  return [...best]
    .map(([role, likeness]) => ({ role, likeness }))
    .filter(({ likeness }) => likeness >= LEAST_LIKE)
    .sort((a, b) => b.likeness - a.likeness)
    .slice(0, SUGGESTED);
}
