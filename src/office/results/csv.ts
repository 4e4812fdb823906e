import type { Appraisal } from '../../engine/index.ts';
import { csvText } from '../table/csv.ts';
import { intervalOf, unitOrder } from './rows.ts';

const headings = [
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
] as const;

/**
 * The ranking as CSV for programs: RFC 4180, UTF-8 without a byte-order mark, because with
 * one many programs read the first heading as «\ufeffunit»; numbers in full precision; a
 * unit that is not ranked has empty cells. For people there is the workbook.
 */
export function resultsCsv(result: Appraisal): string {
  const lines = unitOrder(result).map((u) => {
    const ranked = result.rank[u]! > 0;
    const { low, high } = intervalOf(result, u);
    const row: Record<(typeof headings)[number], string | number> = {
      unit: result.panel.units[u]!,
      name: result.panel.names[u]!,
      class: ranked ? result.classes[result.classOf[u]!]!.name : '',
      score: ranked ? result.score[u]! : '',
      rank: ranked ? result.rank[u]! : '',
      rank_low: ranked ? low : '',
      rank_high: ranked ? high : '',
      grade: result.grades?.grade[u] ?? '',
      base: ranked ? result.base[u]! : '',
      imputed_share: result.imputedShare[u]!,
    };
    return headings.map((heading) => row[heading]);
  });
  return csvText([headings, ...lines]);
}
