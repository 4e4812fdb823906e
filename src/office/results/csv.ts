import type { Appraisal } from '../../engine/index.ts';
import { intervalOf, unitOrder } from './rows.ts';

/**
 * The ranking as CSV (RFC 4180, UTF-8, no byte-order mark so that the first heading reads
 * `unit` in every program), numbers in full precision, units in order of rank in class.
 */
export function resultsCsv(result: Appraisal): string {
  const heading = [
    'unit',
    'name',
    'class',
    'score',
    'rank',
    'rank_low',
    'rank_high',
    'grade',
    'base',
    'imputed_share',
  ];
  const lines = unitOrder(result).map((u) => {
    const ranked = result.rank[u]! > 0;
    const { low, high } = intervalOf(result, u);
    return [
      result.panel.units[u]!,
      result.panel.names[u]!,
      ranked ? result.classes[result.classOf[u]!]!.name : '',
      ranked ? result.score[u]! : '',
      ranked ? result.rank[u]! : '',
      ranked ? low : '',
      ranked ? high : '',
      result.grades?.grade[u] ?? '',
      ranked ? result.base[u]! : '',
      result.imputedShare[u]!,
    ];
  });
  return [heading, ...lines].map((row) => `${row.map(field).join(',')}\r\n`).join('');
}

function field(value: string | number): string {
  const text = String(value);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
