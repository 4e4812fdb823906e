import { createTranslator } from '../../contract/messages/index.ts';
import { type UnitKind, unitKinds } from '../../contract/org/operations.ts';
import { looseKey, unitKey } from '../table/cells.ts';

/** What a column of the form says. */
export const columnRoles = [
  'id',
  'parent',
  'name',
  'shortName',
  'code',
  'kind',
  'class',
  'on',
  'depth',
] as const;
export type ColumnRole = (typeof columnRoles)[number];

/** Headings offices give, compared without width, spaces, case and what stands in brackets. */
const headings: Readonly<Record<ColumnRole, readonly string[]>> = {
  id: ['系统编号', 'unit id'],
  parent: [
    ...['上级单位', '上级单位名称', '上级单位代码', '上级单位编码', '上级单位全称', '上级'],
    ...['上级部门', '上级部门名称', '上级机构', '上级机构名称', '上级组织', '上级名称'],
    ...['上级代码', '上级编码', '隶属', '隶属单位', '隶属关系', '隶属部门', '所属单位'],
    ...['所属部门', '所属上级', '主管单位', '主管部门', '父级', '父级单位', '父单位', '父节点'],
    ...['parent', 'parent unit', 'parent code'],
  ],
  name: [
    ...['单位名称', '单位全称', '单位', '名称', '全称', '部门名称', '部门全称', '部门'],
    ...['机构名称', '机构全称', '机构', '组织名称', '组织机构名称', '组织', '下级单位'],
    ...['name', 'unit', 'unit name'],
  ],
  shortName: ['简称', '单位简称', '部门简称', '机构简称', '名称简称', 'short name'],
  code: [
    ...['代码', '单位代码', '单位编码', '编码', '机构代码', '机构编码', '部门代码', '部门编码'],
    ...['组织代码', '组织编码', '组织机构代码', '区划代码', '行政区划代码', 'code', 'unit code'],
  ],
  kind: [
    ...['类别', '单位类别', '类型', '单位类型', '机构类型', '机构类别', '部门类型', '性质'],
    ...['单位性质', 'kind', 'type'],
  ],
  class: ['分类', '单位分类', '考核分类', '考核类别', '分类考核', 'class'],
  on: [
    ...['生效日期', '生效时间', '起始日期', '成立日期', '成立时间', '设立日期', '设立时间'],
    ...['启用日期', '变更日期', '变动日期', 'effective date', 'since'],
  ],
  depth: ['级次', '层级', '管理层级', '级别', '单位层级', 'level'],
};

const roleByHeading = new Map(
  columnRoles.flatMap((role) => headings[role].map((word) => [looseKey(word), role] as const)),
);

export function roleOf(heading: string): ColumnRole | undefined {
  return roleByHeading.get(looseKey(heading));
}

const HAN = '一二三四五六七八九';

/** 1 for «一级单位», «1级部门», «第一级»; nothing for other headings. */
export function levelOf(heading: string): number | undefined {
  const found = /^第?([一二三四五六七八九1-9])级(单位|部门|机构|组织|公司)?(名称|全称)?$/.exec(
    looseKey(heading),
  );
  if (!found) return undefined;
  return HAN.includes(found[1]!) ? HAN.indexOf(found[1]!) + 1 : Number(found[1]);
}

/** Other words offices have for kinds of unit. */
const otherWords: Readonly<Record<string, UnitKind>> = {
  集团公司: 'group',
  子公司: 'company',
  有限公司: 'company',
  分支机构: 'branch',
  支公司: 'branch',
  工厂: 'plant',
  车间: 'plant',
  项目: 'project',
  处室: 'department',
  部室: 'department',
  处: 'department',
  科: 'office',
  股: 'office',
  股室: 'office',
  班: 'team',
  组: 'team',
  队: 'team',
  机关: 'organisation',
  事业单位: 'organisation',
  自治区: 'province',
  直辖市: 'province',
  省级: 'province',
  地级市: 'city',
  地市: 'city',
  县: 'county',
  区: 'county',
  县级: 'county',
  区县: 'county',
  乡镇: 'township',
  街道: 'township',
  镇: 'township',
  乡: 'township',
  村: 'village',
  社区: 'village',
  其它: 'other',
};

const kindByWord = new Map<string, UnitKind>(
  Object.entries(otherWords).map(([word, kind]) => [unitKey(word), kind]),
);
for (const t of [createTranslator('en'), createTranslator('zh-CN')])
  for (const kind of unitKinds) kindByWord.set(unitKey(t(`org:kind-${kind}`)), kind);

/** The kind a cell names; nothing when it is no kind. */
export function kindOf(text: string): UnitKind | undefined {
  return kindByWord.get(unitKey(text));
}

const endings: readonly (readonly [RegExp, UnitKind])[] = [
  [/集团(有限|股份|有限责任)?(公司)?$/, 'group'],
  [/(分公司|支公司|分行|支行|分局|分院|分中心)$/, 'branch'],
  [/公司$/, 'company'],
  [/(项目部|指挥部|项目组)$/, 'project'],
  [/(厂|车间|矿)$/, 'plant'],
  [/(科|室|股|办公室)$/, 'office'],
  [/(部|处|司)$/, 'department'],
  [/(班|组|队)$/, 'team'],
  [/(省|自治区)$/, 'province'],
  [/(市|自治州|盟)$/, 'city'],
  [/(县|区|旗)$/, 'county'],
  [/(乡|镇|街道|街道办事处)$/, 'township'],
  [/(村|社区|居委会|村委会|居民委员会|村民委员会)$/, 'village'],
];

/** The kind of a new unit whose row names none, by how its name ends. */
export function kindByName(name: string): UnitKind {
  const key = unitKey(name).replace(/[(][^()]*[)]$/, '');
  return endings.find(([ending]) => ending.test(key))?.[1] ?? 'other';
}
