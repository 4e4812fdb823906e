import type { Scheme } from '../../engine/index.ts';
import { type Cell, cellText, headingKey, isBlank, isYear } from './cells.ts';
import type { Grid } from './grid.ts';
import {
  findHeading,
  indicatorHeadings,
  nameHeadings,
  periodHeadings,
  unitHeadings,
  valueHeadings,
  type Wanted,
} from './wanted.ts';

/**
 * How a sheet holds its figures: `wide` a column per indicator, `long` a row per figure,
 * `years` one indicator with a column per year (downloads of the statistics office).
 */
export interface Layout {
  readonly kind: 'wide' | 'long' | 'years';
  /** 0-based row of the headings. */
  readonly header: number;
  readonly headings: readonly string[];
  readonly unit: number;
  readonly name: number;
  readonly period: number;
  /** `long`: the columns of the indicator and of the value. */
  readonly indicator: number;
  readonly value: number;
  /** `years`: indicator named in a title line, with its unit in brackets. */
  readonly title?: string;
}

/** Title lines above the headings are looked through this far. */
const DEEPEST_HEADER = 30;

/** Finds the row of headings; undefined when no row looks like one. */
export function findLayout(grid: Grid, scheme: Scheme, wanted: Wanted): Layout | undefined {
  let best: { layout: Layout; score: number } | undefined;
  for (let r = 0; r < Math.min(grid.rows.length, DEEPEST_HEADER); r++) {
    const found = layoutAt(grid, r, scheme, wanted);
    if (found && (!best || found.score > best.score)) best = found;
  }
  return best?.layout;
}

function layoutAt(
  grid: Grid,
  header: number,
  scheme: Scheme,
  wanted: Wanted,
): { layout: Layout; score: number } | undefined {
  const row = grid.rows[header]!;
  const headings = row.map(cellText);
  const filled = headings.filter((h) => h !== '').length;
  if (filled < 2) return undefined;
  const { unit, name } = unitColumns(headings, scheme);
  const first = unit >= 0 ? unit : name;
  if (first < 0) return undefined;
  const base = {
    header,
    headings,
    unit: first,
    name: name >= 0 ? name : first,
    period: findHeading(headings, scheme.panel.period ? [scheme.panel.period] : periodHeadings),
    indicator: findHeading(headings, indicatorHeadings),
    value: findHeading(headings, valueHeadings),
  };
  const years = row.filter(isYear).length;
  if (years >= 1 && years >= filled - 2) {
    const title = titleOf(grid, header);
    return { layout: { ...base, kind: 'years', ...(title ? { title } : {}) }, score: 1 + years };
  }
  if (base.indicator >= 0 && base.value >= 0)
    return { layout: { ...base, kind: 'long' }, score: 3 };
  const matches = new Set(
    headings.map((h) => wanted.byHeading.get(headingKey(h))).filter((id) => id !== undefined),
  );
  return { layout: { ...base, kind: 'wide' }, score: 1 + matches.size };
}

function unitColumns(headings: readonly string[], scheme: Scheme): { unit: number; name: number } {
  const { unit, name } = scheme.panel;
  const exact = (h: string | undefined): number =>
    h === undefined ? -1 : findHeading(headings, [h]);
  return {
    unit: unit === undefined ? findHeading(headings, unitHeadings) : exact(unit),
    name: name === undefined ? findHeading(headings, nameHeadings) : exact(name),
  };
}

/** «指标：地区生产总值(亿元)» above the headings. */
function titleOf(grid: Grid, header: number): string | undefined {
  for (const row of grid.rows.slice(0, header))
    for (const cell of row) {
      const found = /^指标\s*[:：]\s*(.+)$/.exec(cellText(cell));
      if (found) return found[1]!;
    }
  return undefined;
}

/** Notes and sources below a table, not units. */
export function isFootnote(row: readonly Cell[], unit: number): boolean {
  const text = cellText(row[unit] ?? null) || cellText(row.find((c) => !isBlank(c)) ?? null);
  const rest = row.filter((c, i) => i !== unit && !isBlank(c)).length;
  if (
    /^(注|备注|说明|数据来源|资料来源|来源|source|note|figures?)\s*[\d一二三四]*\s*[:：.、]/i.test(
      text,
    )
  )
    return true;
  return rest === 0 && text.length > 24;
}
