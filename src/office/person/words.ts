import enRoles from '../../contract/messages/en/identity.json' with { type: 'json' };
import en from '../../contract/messages/en/person.json' with { type: 'json' };
import zhRoles from '../../contract/messages/zh-CN/identity.json' with { type: 'json' };
import zh from '../../contract/messages/zh-CN/person.json' with { type: 'json' };
import { type Role, roles } from '../../contract/permissions.ts';
import {
  type PostRank,
  postRanks,
  type TenureKind,
  tenureKinds,
} from '../../contract/person/schemas.ts';
import { looseKey } from '../table/cells.ts';
import { vocabulary } from '../table/vocabulary.ts';

/** What a column of the form says. */
export const columnRoles = [
  'name',
  'number',
  'unit',
  'postUnit',
  'post',
  'rank',
  'kind',
  'since',
  'mobile',
  'email',
  'roles',
] as const;
export type ColumnRole = (typeof columnRoles)[number];

/** Headings offices give, compared without width, spaces, case and what stands in brackets. */
const headings: Readonly<Record<ColumnRole, readonly string[]>> = {
  name: ['姓名', '人员姓名', '员工姓名', '干部姓名', '名字', 'name'],
  number: [
    ...['工号', '员工编号', '职工编号', '人员编号', '员工号', '职工号', '人员编码', '员工编码'],
    ...['职员代码', '编号', 'staff number', 'number', 'employee id'],
  ],
  unit: [
    ...['单位', '所在单位', '所属单位', '单位名称', '部门', '所在部门', '所属部门', '部门名称'],
    ...['工作单位', '机构', '所属机构', '单位代码', 'unit', 'own unit', 'department'],
  ],
  postUnit: ['任职单位', '任职部门', '兼职单位', 'unit of post'],
  post: ['职务', '职务名称', '岗位', '岗位名称', '现任职务', '任职', '职位', 'post', 'position'],
  rank: ['职务层次', '班子角色', '责任角色', '责任层级', '职务类别', 'rank'],
  kind: ['任职类型', '任职方式', '任职形式', '任职性质', 'tenure', 'kind of tenure'],
  since: [
    ...['任职日期', '任职时间', '任现职时间', '任现职日期', '到任日期', '到任时间', '任职起始日期'],
    ...['起始日期', 'since', 'from', 'in post since'],
  ],
  mobile: [
    ...['手机', '手机号', '手机号码', '移动电话', '联系电话', '电话', '联系方式', 'mobile'],
    ...['phone'],
  ],
  email: ['邮箱', '电子邮箱', '电子邮件', '邮件', 'email', 'e-mail', 'mail'],
  roles: ['角色', '系统角色', '权限', '授权', '授权角色', 'role', 'roles'],
};

const roleByHeading = new Map(
  columnRoles.flatMap((role) => headings[role].map((word) => [looseKey(word), role] as const)),
);

export function columnRoleOf(heading: string): ColumnRole | undefined {
  return roleByHeading.get(looseKey(heading));
}

const kindWords: Readonly<Record<string, TenureKind>> = {
  任职: 'regular',
  正式: 'regular',
  现任: 'regular',
  专职: 'regular',
  主持工作: 'acting',
  暂代: 'acting',
  代: 'acting',
  兼: 'concurrent',
  兼职: 'concurrent',
};
const rankWords: Readonly<Record<string, PostRank>> = {
  主要负责人: 'first',
  一把手: 'first',
  正职: 'first',
  副职: 'deputy',
  领导班子成员: 'deputy',
  一般: 'member',
  其他: 'member',
};
const roleWords: Readonly<Record<string, Role>> = {
  管理员: 'administrator',
  活动办: 'office',
  牵头单位: 'office',
  纪委: 'discipline',
  一把手: 'leader',
  班子副职: 'deputy',
  督导: 'supervisor',
  考核: 'appraiser',
  普通成员: 'member',
};

const texts = [en, zh];

export const kindOf = vocabulary(kindWords, tenureKinds, (v) => `person:kind-${v}`, texts);
export const rankOf = vocabulary(rankWords, postRanks, (v) => `person:rank-${v}`, texts);
export const roleOf = vocabulary(roleWords, roles, (v) => `identity:role-${v}`, [enRoles, zhRoles]);

/** What says that there is nothing, besides an empty cell. */
export const NOTHING: ReadonlySet<string> = new Set(['无', '-', '—', '--', '/', '暂无']);
