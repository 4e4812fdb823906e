import type { Scheme } from '../../engine/index.ts';
import { bracketed, exactKey, looseKey } from '../table/cells.ts';

/** Why a column is read: an indicator or denominator, points of a rule, or the fact of a veto. */
export type Use = 'figure' | 'points' | 'fact';

export interface WantedColumn {
  readonly id: string;
  readonly name: string;
  readonly use: Use;
  /** Unit of measure the figures are expected in; '' when the scheme does not say. */
  readonly measure: string;
}

/** Columns a scheme reads from a panel file, and every heading each may have there. */
export interface Wanted {
  /** In the order of the panel. */
  readonly columns: readonly WantedColumn[];
  /** Text columns to keep; `true` = units are grouped by it, so that no cell may be empty. */
  readonly attributes: ReadonlyMap<string, boolean>;
  /** The column a heading means: exactly, or but for case, punctuation and bracketed units. */
  readonly match: (heading: string) => { column: WantedColumn; exact: boolean } | undefined;
}

/**
 * Lists what the scheme needs: indicators, what they are divided by, the columns of bonus,
 * penalty and veto rules, and the attributes units are grouped by.
 */
export function wantedColumns(scheme: Scheme): Wanted {
  const columns = new Map<string, WantedColumn>();
  const exact = new Map<string, WantedColumn>();
  const loose = new Map<string, WantedColumn | undefined>();
  const add = (column: WantedColumn, headings: readonly string[]): void => {
    const known = columns.get(column.id) ?? column;
    columns.set(column.id, known);
    for (const heading of headings) {
      if (!exact.has(exactKey(heading))) exact.set(exactKey(heading), known);
      const key = looseKey(heading);
      // A forgiving heading that two columns answer to would pick one by chance: neither gets it.
      if (loose.has(key) && loose.get(key) !== known) loose.set(key, undefined);
      else loose.set(key, known);
    }
  };
  for (const i of scheme.indicators) {
    const measure = i.denominator === undefined ? i.unit : '';
    add({ id: i.id, name: i.name, use: 'figure', measure }, [i.id, i.name, ...i.aliases]);
  }
  for (const { denominator: id } of scheme.indicators)
    if (id !== undefined) add({ id, name: id, use: 'figure', measure: '' }, [id]);
  for (const { column: id, name } of scheme.decide.vetoes)
    add({ id, name, use: 'fact', measure: '' }, [id, name]);
  for (const { column: id, name } of scheme.decide.adjustments)
    add({ id, name, use: 'points', measure: '' }, [id, name]);
  return {
    columns: [...columns.values()],
    attributes: wantedAttributes(scheme),
    match: (heading) => {
      const precise = exact.get(exactKey(heading));
      if (precise) return { column: precise, exact: true };
      const near = loose.get(looseKey(heading));
      return near && { column: near, exact: false };
    },
  };
}

function wantedAttributes(scheme: Scheme): Map<string, boolean> {
  const out = new Map(scheme.panel.attributes.map((a) => [a, false]));
  if (scheme.select.class !== undefined) out.set(scheme.select.class, true);
  for (const { within } of [scheme.impute, ...(scheme.uncertainty.impute?.choices ?? [])])
    if (within !== 'class' && within !== 'all') out.set(within, true);
  return out;
}

/** «亿元» in the heading, «万元» in the scheme: a factor of 10,000 that nobody would see. */
export function otherMeasure(heading: string, column: WantedColumn): string | undefined {
  const written = bracketed(heading);
  if (written === '' || column.measure === '') return undefined;
  const key = (text: string): string => exactKey(text).toLowerCase();
  if (key(written) === key(column.measure) || exactKey(column.name).endsWith(`(${written})`))
    return undefined;
  return measures.test(written) ? written : undefined;
}

const measures =
  /^([十百千万亿]*(元|美元|人|户|件|次|个|家|吨|公里|小时|天|亩|公顷|平方\S*|立方\S*|千瓦\S*|标准煤)(\/\S+)?|[%‰]|元\/\S+)$/;

/** Headings offices give to the columns that say whose figure it is and of when; likeliest first. */
export const vocabulary = {
  unit: [
    '单位编码',
    '单位代码',
    '机构代码',
    '组织机构代码',
    '统一社会信用代码',
    '行政区划代码',
    '编码',
    '代码',
    'unit_code',
    'unitcode',
    'ucode',
    'code',
    'unit_id',
    'unit',
    'iso3',
    'iso2',
    'iso',
    'id',
  ],
  name: [
    '单位名称',
    '单位',
    '被考核单位',
    '考核单位',
    '责任单位',
    '填报单位',
    '名称',
    '机构名称',
    '机构',
    '地区名称',
    '地区',
    '省份',
    '省市',
    '省',
    '市州',
    '城市',
    '区县',
    '县区',
    '县市区',
    '县',
    '乡镇',
    '街道',
    '企业名称',
    '企业',
    '公司名称',
    '公司',
    '部门名称',
    '部门',
    '科室',
    '学校',
    '医院',
    '项目部',
    'unit_name',
    'unitname',
    'uname',
    'name',
    'country',
    'country name',
    'province',
    'region',
    'city',
    'county',
    'geo',
    'entity',
  ],
  period: [
    '期间',
    '考核期',
    '考核年度',
    '统计年度',
    '年份',
    '年度',
    '年',
    '时间',
    '月份',
    '季度',
    'period',
    'year',
    'time',
    'date',
  ],
  indicator: [
    '指标编码',
    '指标代码',
    '指标名称',
    '指标',
    '考核指标',
    'indicator_code',
    'indicator',
    'indicator name',
    'icode',
    'variable',
  ],
  value: ['数值', '指标值', '完成值', '实际值', '值', '数据', 'value', 'obs_value'],
  error: ['标准误', '标准误差', 'se', 'std_error', 'standard error'],
  flag: ['状态', '核实状态', '数据状态', 'flag', 'status'],
} as const;

/** Positions of the headings that mean one of the words, in the order of the words. */
export function findHeadings(headings: readonly string[], words: readonly string[]): number[] {
  const keys = headings.map(looseKey);
  const raw = headings.map(exactKey);
  return words.flatMap((word) => {
    const exact = [...raw.keys()].filter((c) => raw[c] === exactKey(word));
    return exact.length ? exact : [...keys.keys()].filter((c) => keys[c] === looseKey(word));
  });
}
