import type { Scheme } from '../../engine/index.ts';
import { cellText, headingKey } from './cells.ts';

/** Columns a scheme reads from a panel file, and every heading each may have there. */
export interface Wanted {
  /** Column ids in the order of the panel. */
  readonly ids: readonly string[];
  readonly required: ReadonlySet<string>;
  readonly attributes: readonly string[];
  /** Tidied heading → column id. */
  readonly byHeading: ReadonlyMap<string, string>;
  readonly nameOf: (id: string) => string;
}

const asked = (text: string): string => headingKey(text);

/**
 * Lists what the scheme needs: indicators, denominators, and the columns of bonus,
 * penalty and veto rules. Denominators and indicators must be there; a rule's column may
 * be absent (the engine warns).
 */
export function wantedColumns(scheme: Scheme): Wanted {
  const ids: string[] = [];
  const required = new Set<string>();
  const names = new Map<string, string>();
  const byHeading = new Map<string, string>();
  const add = (id: string, must: boolean, headings: readonly string[] = []): void => {
    if (!ids.includes(id)) ids.push(id);
    if (must) required.add(id);
    for (const heading of [id, ...headings])
      if (!byHeading.has(asked(heading))) byHeading.set(asked(heading), id);
  };
  for (const i of scheme.indicators) {
    add(i.id, true, [i.name, ...i.aliases]);
    names.set(i.id, i.name);
  }
  for (const i of scheme.indicators) if (i.denominator) add(i.denominator, true);
  for (const rule of scheme.decide.adjustments) {
    add(rule.column, false, [rule.name]);
    names.set(rule.column, rule.name);
  }
  for (const rule of scheme.decide.vetoes) {
    add(rule.column, false, [rule.name]);
    names.set(rule.column, rule.name);
  }
  const attributes = new Set(scheme.panel.attributes);
  if (scheme.select.class) attributes.add(scheme.select.class);
  for (const spec of [scheme.impute, ...(scheme.uncertainty.impute?.choices ?? [])])
    if (spec.within !== 'class' && spec.within !== 'all') attributes.add(spec.within);
  return {
    ids,
    required,
    attributes: [...attributes],
    byHeading,
    nameOf: (id) => names.get(id) ?? id,
  };
}

/** Headings offices give to the unit's code, its name and the period, likeliest first. */
export const unitHeadings = ['单位编码', '单位代码', '编码', '代码', 'ucode', 'code', 'unit', 'id'];
export const nameHeadings = [
  '单位名称',
  '单位',
  '责任单位',
  '名称',
  '地区',
  '省份',
  '部门',
  'uname',
  'name',
  'country',
  'province',
  'region',
  'geo',
];
export const periodHeadings = ['期间', '年份', '年度', '时间', '考核期', 'period', 'year', 'time'];
export const indicatorHeadings = ['指标', '指标名称', '指标编码', 'indicator', 'icode'];
export const valueHeadings = ['数值', '值', '指标值', 'value'];

/** First of the headings that the row has; −1 when none. */
export function findHeading(headings: readonly string[], wanted: readonly string[]): number {
  const keys = headings.map((h) => headingKey(cellText(h)));
  for (const w of wanted) {
    const at = keys.indexOf(headingKey(w));
    if (at >= 0) return at;
  }
  return -1;
}

/** Up to three headings that look most like the one that is absent. */
export function closest(target: string, headings: readonly string[]): string[] {
  const grams = (text: string): Set<string> => {
    const key = headingKey(text);
    return new Set(Array.from(key, (_, i) => key.slice(i, i + 2)));
  };
  const own = grams(target);
  return headings
    .map((heading) => {
      const other = grams(heading);
      let common = 0;
      for (const g of own) if (other.has(g)) common++;
      return { heading, likeness: (2 * common) / (own.size + other.size || 1) };
    })
    .filter((x) => x.likeness > 0.3)
    .sort((a, b) => b.likeness - a.likeness)
    .slice(0, 3)
    .map((x) => x.heading);
}
