import { type Cell, cellText, isBlank, shown } from '../table/cells.ts';
import type { Grid } from '../table/grid.ts';
import type { Layout } from './layout.ts';

/** Why a row below the headings is not a unit's. */
export type SkipReason = 'note' | 'total' | 'section';

/** One row that is a unit's. `unit` is carried down where a merged cell was left empty. */
export interface DataRow {
  readonly index: number;
  readonly unit: Cell;
  readonly name: Cell;
  readonly cells: readonly Cell[];
}

export interface Body {
  readonly rows: readonly DataRow[];
  readonly skipped: readonly {
    readonly row: number;
    readonly text: string;
    readonly why: SkipReason;
  }[];
  /** Rows whose empty unit cell was read as the unit above. */
  readonly carried: readonly number[];
  /** Rows with figures and no unit (1-based). */
  readonly nameless: readonly number[];
}

const NOTE =
  /^(注|注释|备注|附注|说明|数据来源|资料来源|来源|制表|填表|填报|审核|复核|单位负责人|联系人|联系电话|打印时间|sources?|notes?|footnotes?|prepared by)\s*[\d一二三四五①-⑩]*\s*[:：.、]/i;
const TOTAL =
  /^(合计|总计|小计|累计|汇总|全部|平均|平均值|均值|中位数|最大值|最小值|标准差|全国|全省|全市|全县|全区|全集团|集团合计|totals?|sub-?total|sum|average|mean|median|max(imum)?|min(imum)?)$/i;
const SECTION = /^([一二三四五六七八九十]+|[（(][一二三四五六七八九十]+[)）])[、.．]?\s*\S/;
/** A line of text this long is a note, not the name of a unit. */
const LONGEST_NAME = 40;

/**
 * Splits what stands below the headings into units' rows and the rest: notes and
 * signatures, totals and averages, headings of sections. What is left out is reported,
 * never dropped silently.
 */
export function bodyRows(grid: Grid, layout: Layout): Body {
  const rows: DataRow[] = [];
  const skipped: Body['skipped'][number][] = [];
  const carried: number[] = [];
  const nameless: number[] = [];
  let above: DataRow | undefined;
  let afterNotes = false;
  for (let index = layout.body; index < grid.rows.length; index++) {
    const cells = grid.rows[index]!;
    const filled = cells.filter((cell) => !isBlank(cell));
    if (!filled.length) {
      afterNotes ||= restIsLoose(grid, index + 1);
      continue;
    }
    const why = skipReason(cells, filled, layout, afterNotes);
    if (why) {
      skipped.push({ row: index + 1, text: shown(filled[0]!).slice(0, 60), why });
      afterNotes ||= why === 'note';
      continue;
    }
    const unit = cells[layout.unit] ?? null;
    if (!isBlank(unit)) {
      above = { index, unit, name: cells[layout.name] ?? null, cells };
      rows.push(above);
    } else if (above && carriesDown(cells, layout)) {
      rows.push({ index, unit: above.unit, name: above.name, cells });
      carried.push(index + 1);
    } else nameless.push(index + 1);
  }
  return { rows, skipped, carried, nameless };
}

function skipReason(
  cells: readonly Cell[],
  filled: readonly Cell[],
  layout: Layout,
  afterNotes: boolean,
): SkipReason | undefined {
  const own = cells[layout.unit] ?? null;
  const first = cellText(filled[0]!);
  // A merged note fills every cell of its row with one text.
  const lone = new Set(filled.map(cellText)).size === 1;
  if (NOTE.test(first) || (lone && (afterNotes || first.length > LONGEST_NAME))) return 'note';
  const names = [own, cells[layout.name] ?? null, filled[0]!].map((cell) =>
    cellText(cell).replace(/\s|:$/g, ''),
  );
  if (names.some((name) => TOTAL.test(name))) return 'total';
  return lone && SECTION.test(first) ? 'section' : undefined;
}

/** After an empty row only lone cells follow: date and signature below the table. */
function restIsLoose(grid: Grid, from: number): boolean {
  const rest = grid.rows.slice(from).filter((row) => row.some((cell) => !isBlank(cell)));
  return (
    rest.length > 0 &&
    rest.length <= 10 &&
    rest.every((row) => row.filter((cell) => !isBlank(cell)).length === 1)
  );
}

/** Several periods or indicators of one unit, its name only in the first row. */
function carriesDown(cells: readonly Cell[], layout: Layout): boolean {
  const key = layout.long ? layout.long.indicator : layout.period;
  return key >= 0 && !isBlank(cells[key] ?? null) && isBlank(cells[layout.name] ?? null);
}
