import type { Scheme } from '../../engine/index.ts';
import {
  type Cell,
  cellText,
  exactKey,
  isBlank,
  isPeriod,
  periodLabel,
  readFigure,
  shown,
  unitKey,
} from '../table/cells.ts';
import type { Grid } from '../table/grid.ts';
import { type Heading, headingsAt } from '../table/headings.ts';
import { continuesHeader, type Role, roleOf } from './headings.ts';
import { findHeadings, vocabulary, type Wanted } from './wanted.ts';

/**
 * How a sheet holds its figures: `wide` a column per indicator (and perhaps per year),
 * `long` a row per figure, `years` one indicator with a column per year (downloads of the
 * statistics office).
 */
export interface Layout {
  readonly kind: 'wide' | 'long' | 'years';
  /** 0-based rows: the first of the headings, the first of the figures. */
  readonly header: number;
  readonly body: number;
  readonly headings: readonly Heading[];
  /** Columns of the unit, its name and the period; −1 = none. `unit` is always there. */
  readonly unit: number;
  readonly name: number;
  readonly period: number;
  /** Of `unit` and `period`: which were taken though the scheme names none or another. */
  readonly guessed: readonly ('unit' | 'period')[];
  /** The heading of the unit says so; otherwise it is only the first column of texts. */
  readonly unitWord: boolean;
  readonly roles: ReadonlyMap<number, Role>;
  /** Columns that mean the same as another one: second → first. */
  readonly twins: ReadonlyMap<number, number>;
  /** `long`: columns of the indicator, the figure, and its standard error and state. */
  readonly long?: {
    readonly indicator: number;
    readonly value: number;
    readonly error: number;
    readonly flag: number;
  };
  /** `years`: the indicator named in a title line. */
  readonly title?: string;
  /** A period the title lines or the headings name for the whole sheet. */
  readonly titlePeriod?: string;
}

export interface LayoutContext {
  readonly scheme: Scheme;
  readonly wanted: Wanted;
  /** Indicator the caller says the file is about. */
  readonly indicator?: string | undefined;
}

/** Headings are looked for this far down, over this many rows. */
const DEEPEST_HEADER = 30;
const TALLEST_HEADER = 3;
/** Rows looked at to see what a column holds. */
const SAMPLE = 2000;

/** Finds the headings of a sheet; undefined when no row looks like them. */
export function findLayout(grid: Grid, context: LayoutContext): Layout | undefined {
  let best: { layout: Layout; score: number } | undefined;
  for (let top = 0; top < Math.min(grid.rows.length, DEEPEST_HEADER); top++)
    for (let rows = 1; rows <= TALLEST_HEADER && headerBlock(grid, top, rows); rows++) {
      const found = layoutAt(grid, top, rows, context);
      if (found && (!best || found.score > best.score)) best = found;
    }
  return best?.layout;
}

/** A second or third row of headings holds texts and years, never figures. */
function headerBlock(grid: Grid, top: number, rows: number): boolean {
  const last = grid.rows[top + rows - 1];
  if (!last || last.filter((cell) => !isBlank(cell)).length < 2) return false;
  if (rows === 1) return true;
  return last.every((cell) => readFigure(cell).kind !== 'number' || isPeriod(cell));
}

interface Scored {
  readonly layout: Layout;
  readonly score: number;
}

/** What a possible header block says, before it is known how the figures are laid out. */
interface Block {
  readonly grid: Grid;
  readonly context: LayoutContext;
  readonly rows: number;
  readonly titles: readonly string[];
  /** Columns of the unit, its name and the period. */
  readonly taken: ReadonlySet<number>;
  readonly base: Omit<Layout, 'kind' | 'roles' | 'twins'>;
}

/** Reads a block of rows as headings; the more of what the scheme needs they name, the higher the score. */
function layoutAt(
  grid: Grid,
  top: number,
  rows: number,
  context: LayoutContext,
): Scored | undefined {
  const headings = headingsAt(grid.rows, top, rows);
  const first = top + rows;
  const period = periodColumn(grid, first, headings, context);
  const unit = unitColumn(grid, first, headings, period.column, context);
  if (!unit) return undefined;
  const titles = titleTexts(grid, top);
  const block: Block = {
    grid,
    context,
    rows,
    titles,
    taken: new Set([unit.unit, unit.name, period.column]),
    base: {
      header: top,
      body: bodyOf(grid, first, unit.unit),
      headings,
      unit: unit.unit,
      name: unit.name,
      period: period.column,
      unitWord: unit.word,
      guessed: [
        ...(unit.guessed ? (['unit'] as const) : []),
        ...(period.guessed ? (['period'] as const) : []),
      ],
    },
  };
  const found = yearsLayout(block) ?? longLayout(block) ?? wideLayout(block);
  return found && { ...found, score: found.score + (unit.word ? 5 : 0) - rows };
}

function yearsLayout({ context, base, taken, titles }: Block): Scored | undefined {
  const { headings } = base;
  const years = yearColumns(headings, taken);
  const title = titleIndicator(titles, context);
  const filled = headings.filter((h) => h.label !== '').length;
  const enough = years.length >= 2 || (years.length === 1 && title !== undefined);
  // Beside the years there may be a code, a name and a running number.
  if (!enough || years.length < filled - 3) return undefined;
  const roles = yearRoles(headings, years, title, context.wanted);
  const named = title === undefined ? {} : { title };
  return {
    layout: { ...base, ...named, kind: 'years', roles, twins: new Map() },
    score: (roles.size ? 10 : 3) * years.length,
  };
}

function longLayout({ grid, context, base, taken, titles }: Block): Scored | undefined {
  const long = longColumns(base.headings, taken);
  if (!long || wideRoles(base.headings, taken, context.wanted).roles.size >= 2) return undefined;
  const kinds = indicatorsIn(grid, base.body, long.indicator, context.wanted);
  return {
    layout: {
      ...base,
      ...sheetPeriod(titles),
      kind: 'long',
      long,
      roles: new Map(),
      twins: new Map(),
    },
    score: 3 + 10 * kinds,
  };
}

function wideLayout({ context, base, taken, titles }: Block): Scored | undefined {
  const { wanted } = context;
  const found = wideRoles(base.headings, taken, wanted);
  const least = Math.max(1, Math.min(3, wanted.columns.length));
  if (!base.unitWord && found.roles.size < least) return undefined;
  return {
    layout: { ...base, ...sheetPeriod(titles), kind: 'wide', ...found },
    score: 10 * found.roles.size + (base.period >= 0 ? 2 : 0),
  };
}

function sheetPeriod(titles: readonly string[]): Pick<Layout, 'titlePeriod'> {
  const period = titlePeriod(titles);
  return period === undefined ? {} : { titlePeriod: period };
}

function bodyOf(grid: Grid, first: number, unit: number): number {
  let body = first;
  while (body < grid.rows.length && continuesHeader(grid.rows[body]!, unit)) body++;
  return body;
}

function periodColumn(
  grid: Grid,
  first: number,
  headings: readonly Heading[],
  { scheme, wanted }: LayoutContext,
): { column: number; guessed: boolean } {
  const labels = headings.map((h) => h.label);
  const named = scheme.panel.period;
  const exact = named === undefined ? -1 : (findHeadings(labels, [named])[0] ?? -1);
  if (exact >= 0) return { column: exact, guessed: false };
  // A word like «时间» also heads dates of reporting: a guess counts only if every cell is a period.
  const guess = findHeadings(labels, vocabulary.period).find((c) => {
    if (wanted.match(labels[c]!)?.exact) return false;
    const cells = column(grid, first, c).filter((cell) => !isBlank(cell));
    return cells.length > 0 && cells.slice(0, 50).every(isPeriod);
  });
  return { column: guess ?? -1, guessed: guess !== undefined };
}

function column(grid: Grid, first: number, c: number): Cell[] {
  return grid.rows.slice(first, first + SAMPLE).map((row) => row[c] ?? null);
}

/** The unit's column and its name's; of several with one heading the first that tells rows apart. */
function unitColumn(
  grid: Grid,
  first: number,
  headings: readonly Heading[],
  period: number,
  { scheme, wanted }: LayoutContext,
): { unit: number; name: number; guessed: boolean; word: boolean } | undefined {
  const labels = headings.map((h) => h.label);
  const free = (c: number): boolean =>
    c !== period && !wanted.match(labels[c]!)?.exact && !isPeriod(labels[c]!);
  const named = (heading: string | undefined): number[] =>
    heading === undefined ? [] : findHeadings(labels, [heading]);
  const codes = findHeadings(labels, vocabulary.unit).filter(free);
  const words = findHeadings(labels, vocabulary.name).filter(free);
  const nameAt = (unit: number): number =>
    [...named(scheme.panel.name), ...words].find((c) => c !== unit) ?? unit;
  const tells = (c: number): boolean => tellsApart(grid, first, c, period);
  const own = named(scheme.panel.unit);
  if (own.length) {
    const unit = own.find(tells) ?? own[0]!;
    return { unit, name: nameAt(unit), guessed: own.length > 1, word: true };
  }
  const likely = [...named(scheme.panel.name), ...codes, ...words];
  const unit = likely.find(tells) ?? likely[0];
  if (unit !== undefined) return { unit, name: nameAt(unit), guessed: true, word: true };
  const text = labels.findIndex(
    (label, c) => label !== '' && free(c) && isTextColumn(column(grid, first, c)),
  );
  return text < 0 ? undefined : { unit: text, name: text, guessed: true, word: false };
}

function tellsApart(grid: Grid, first: number, c: number, period: number): boolean {
  const seen = new Set<string>();
  for (const row of grid.rows.slice(first, first + SAMPLE)) {
    const unit = unitKey(row[c] ?? null);
    if (unit === '') continue;
    const key = `${unit}\u0000${period < 0 ? '' : periodLabel(row[period] ?? null)}`;
    if (seen.has(key)) return false;
    seen.add(key);
  }
  return seen.size > 0;
}

function isTextColumn(cells: readonly Cell[]): boolean {
  const filled = cells.filter((cell) => !isBlank(cell)).slice(0, 100);
  const texts = filled.filter((cell) => readFigure(cell).kind === 'text').length;
  return texts > 0.8 * filled.length && texts > 0;
}

/** Columns headed by periods, each once: figures that look like years repeat or skip. */
function yearColumns(headings: readonly Heading[], taken: ReadonlySet<number>): number[] {
  const years = [...headings.keys()].filter((c) => !taken.has(c) && isPeriod(headings[c]!.label));
  const labels = new Set(years.map((c) => periodLabel(headings[c]!.label)));
  return labels.size === years.length ? years : [];
}

function yearRoles(
  headings: readonly Heading[],
  years: readonly number[],
  title: string | undefined,
  wanted: Wanted,
): Map<number, Role> {
  const found = title === undefined ? undefined : wanted.match(title);
  if (!found) return new Map();
  return new Map(
    years.map((c) => [
      c,
      { column: found.column, part: 'value', period: periodLabel(headings[c]!.label) },
    ]),
  );
}

function wideRoles(
  headings: readonly Heading[],
  taken: ReadonlySet<number>,
  wanted: Wanted,
): { roles: Map<number, Role>; twins: Map<number, number> } {
  const roles = new Map<number, Role>();
  const twins = new Map<number, number>();
  const first = new Map<string, { c: number; exact: boolean }>();
  headings.forEach((heading, c) => {
    const found = taken.has(c) || heading.label === '' ? undefined : roleOf(heading, wanted);
    if (!found) return;
    const { column, part, period = '' } = found.role;
    const key = `${column.id}\u0000${part}\u0000${period}`;
    const before = first.get(key);
    if (before && before.exact === found.exact) {
      twins.set(c, before.c);
      return;
    }
    if (before?.exact) return;
    if (before) roles.delete(before.c);
    first.set(key, { c, exact: found.exact });
    roles.set(c, found.role);
  });
  return { roles, twins };
}

function longColumns(headings: readonly Heading[], taken: ReadonlySet<number>): Layout['long'] {
  const labels = headings.map((h) => h.label);
  const at = (words: readonly string[]): number =>
    findHeadings(labels, words).find((c) => !taken.has(c)) ?? -1;
  const indicator = at(vocabulary.indicator);
  const value = at(vocabulary.value);
  if (indicator < 0 || value < 0) return undefined;
  return { indicator, value, error: at(vocabulary.error), flag: at(vocabulary.flag) };
}

/** How many of the scheme's columns the cells of a column name. */
export function indicatorsIn(grid: Grid, first: number, c: number, wanted: Wanted): number {
  const texts = new Set(column(grid, first, c).map(shown));
  const ids = new Set<string>();
  for (const text of texts) {
    const found = text === '' ? undefined : wanted.match(text);
    if (found) ids.add(found.column.id);
  }
  return ids.size;
}

/** Whether indicators stand in rows, so that the table has to be turned to be read. */
export function isTransposed(grid: Grid, wanted: Wanted): boolean {
  const need = Math.min(2, wanted.columns.length);
  return [0, 1, 2].some((c) => indicatorsIn(grid, 0, c, wanted) >= need);
}

/** Lines of one text above the headings; a merged title repeats its text over its cells. */
function titleTexts(grid: Grid, header: number): string[] {
  return grid.rows.slice(0, header).flatMap((row) => {
    const texts = new Set(row.map(cellText).filter((text) => text !== ''));
    return texts.size <= 2 ? [...texts] : [];
  });
}

/** «指标：地区生产总值(亿元)» above the headings, or a title that is a column of the scheme. */
function titleIndicator(
  titles: readonly string[],
  { wanted, indicator }: LayoutContext,
): string | undefined {
  if (indicator !== undefined) return indicator;
  for (const text of titles) {
    const found = /^指标(?:名称)?\s*:\s*(.+)$/.exec(text);
    if (found) return found[1]!;
  }
  return titles.find((text) => text !== '' && wanted.match(text) !== undefined);
}

function titlePeriod(titles: readonly string[]): string | undefined {
  for (const text of titles) {
    const stated = /^(?:数据)?(?:时间|期间|年份|年度|统计年度|考核年度|考核期)\s*:\s*(.+)$/.exec(
      text,
    );
    if (stated && isPeriod(stated[1]!)) return periodLabel(stated[1]!);
  }
  const years = new Set(
    titles.flatMap(
      (text) => exactKey(text).match(/(?<![-~至—\d])(?:19|20)\d{2}(?=年(?![-~至—]))/g) ?? [],
    ),
  );
  return years.size === 1 ? [...years][0] : undefined;
}
