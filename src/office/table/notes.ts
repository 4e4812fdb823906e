import { type Cell, cellText, isBlank } from './cells.ts';
import type { Grid } from './grid.ts';

/** Why a row below the headings is not a unit's. */
export type SkipReason = 'note' | 'total' | 'section';

const NOTE =
  /^(注|注释|备注|附注|说明|数据来源|资料来源|来源|制表|填表|填报|审核|复核|单位负责人|联系人|联系电话|打印时间|sources?|notes?|footnotes?|prepared by)\s*[\d一二三四五①-⑩]*\s*[:：.、]/i;
const SUM =
  /^(合计|总计|小计|累计|汇总|全部|平均|平均值|均值|中位数|最大值|最小值|标准差|集团合计|totals?|sub-?total|sum|average|mean|median|max(imum)?|min(imum)?)$/i;
/** What sums are called by the place they are of; a unit may be called so too. */
const WHOLE = /^(全国|全省|全市|全县|全区|全集团)$/;
const SECTION = /^([一二三四五六七八九十]+|[（(][一二三四五六七八九十]+[)）])[、.．]?\s*\S/;
/** A line of text this long is a note, not the name of a unit. */
const LONGEST_NAME = 40;

/** A note, a source or a signature: what stands below tables. */
export function isNote(text: string): boolean {
  return NOTE.test(text);
}

/** «合计», «小计», «total» and their like; «全区». */
export function isTotal(text: string): boolean {
  const word = text.replace(/\s|:$/g, '');
  return SUM.test(word) || WHOLE.test(word);
}

/** «一、学习方面», «（二）». */
export function isSection(text: string): boolean {
  return SECTION.test(text);
}

/**
 * Why a row is none of the table's: a note or signature, a total, a heading of a section.
 * `unit` and `name` are the columns that say whose row it is. «全区» is a sum of figures where nothing
 * else says whose they are; beside a code, or in a list of units or people (`listed`), it is a name.
 */
export function skipReason(
  cells: readonly Cell[],
  filled: readonly Cell[],
  columns: { readonly unit: number; readonly name: number; readonly listed?: boolean },
  afterNotes: boolean,
): SkipReason | undefined {
  const own = cells[columns.unit] ?? null;
  const first = cellText(filled[0]!);
  // A merged note fills every cell of its row with one text.
  const lone = new Set(filled.map(cellText)).size === 1;
  if (isNote(first) || (lone && (afterNotes || first.length > LONGEST_NAME))) return 'note';
  const names = [own, cells[columns.name] ?? null, filled[0]!].map(cellText);
  const coded = columns.unit !== columns.name && !isBlank(own) && !isTotal(cellText(own));
  const named = columns.listed || coded;
  if (names.some((text) => isTotal(text) && !(named && WHOLE.test(text)))) return 'total';
  return lone && isSection(first) ? 'section' : undefined;
}

/** After an empty row only lone cells follow: date and signature below the table. */
export function restIsLoose(grid: Pick<Grid, 'rows'>, from: number): boolean {
  const rest = grid.rows.slice(from).filter((row) => row.some((cell) => !isBlank(cell)));
  return (
    rest.length > 0 &&
    rest.length <= 10 &&
    rest.every((row) => row.filter((cell) => !isBlank(cell)).length === 1)
  );
}
