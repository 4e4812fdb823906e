import type { Language, Translate } from '../../../contract/messages/index.ts';
import type { Appraisal, Sensitivity } from '../../../engine/index.ts';
import { unitOrder } from '../rows.ts';

export interface ReportOptions {
  readonly lang: Language;
  readonly sensitivity?: Sensitivity;
  /** Ids of units whose explanation is shown open, beside the first and last of each class. */
  readonly units?: readonly string[];
}

/** A class with its ranked units, best first. */
export interface RankedClass {
  readonly index: number;
  readonly name: string;
  readonly units: readonly number[];
}

/** What every part of the report needs: the result, the texts, and how things are written. */
export interface Context {
  readonly result: Appraisal;
  readonly t: Translate;
  readonly options: ReportOptions;
  readonly classes: readonly RankedClass[];
  readonly ranked: readonly number[];
  readonly name: (unit: number) => string;
  readonly list: (items: readonly string[], most?: number) => string;
}

export function reportContext(result: Appraisal, t: Translate, options: ReportOptions): Context {
  const ranked = unitOrder(result).filter((u) => result.rank[u]! > 0);
  const { names, units } = result.panel;
  const times = new Map<string, number>();
  for (const name of names) times.set(name, (times.get(name) ?? 0) + 1);
  return {
    result,
    t,
    options,
    ranked,
    classes: result.classes.map(({ name }, index) => ({
      index,
      name,
      units: ranked.filter((u) => result.classOf[u] === index),
    })),
    // Two units of one name are told apart by their codes.
    name: (u) => (times.get(names[u]!) === 1 ? names[u]! : `${names[u]} ${units[u]}`),
    list: (items, most = 6) =>
      items.length <= most
        ? items.join(t('office.list-gap'))
        : t('office.list-more', {
            items: items.slice(0, most).join(t('office.list-gap')),
            count: items.length,
          }),
  };
}

/** A score or points: two decimals, a true minus. */
export function points(value: number, digits = 2): string {
  return Number.isNaN(value) ? '—' : value.toFixed(digits).replace('-', '−');
}

/** Points added or taken. */
export function signed(value: number, digits = 2): string {
  const text = points(value, digits);
  return value > 0 && Number(value.toFixed(digits)) !== 0 ? `+${text}` : text;
}

/** A reported figure: up to six digits that mean something, thousands set apart. */
export function figure(value: number): string {
  if (Number.isNaN(value)) return '—';
  const rounded = Number(value.toPrecision(6));
  const [whole = '', rest] = Math.abs(rounded).toString().split('.');
  if (whole.includes('e')) return String(rounded);
  const grouped = whole.replace(/\B(?=(\d{3})+$)/g, ',');
  return `${rounded < 0 ? '−' : ''}${grouped}${rest ? `.${rest}` : ''}`;
}

export function percent(share: number, digits = 1): string {
  return `${(100 * share).toFixed(digits)}%`;
}

/** A probability from replicates: never «0» or «100» unless every replicate says so. */
export function probability(share: number): string {
  if (share > 0 && share < 0.01) return '<1%';
  if (share > 0.99 && share < 1) return '>99%';
  return percent(share, 0);
}

/** A number for SVG: two decimals are finer than any screen. */
export function coordinate(value: number): string {
  return Number(value.toFixed(2)).toString();
}
