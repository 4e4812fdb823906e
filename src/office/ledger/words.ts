import en from '../../contract/messages/en/problem.json' with { type: 'json' };
import zh from '../../contract/messages/zh-CN/problem.json' with { type: 'json' };
import { type LedgerRole, ledgerRoles } from '../../contract/problem/roles.ts';
import {
  type Direction,
  directions,
  type MeasureKind,
  measureKinds,
  type Severity,
  severities,
} from '../../contract/problem/states.ts';
import { looseKey } from '../table/cells.ts';
import { vocabulary } from '../table/vocabulary.ts';

/**
 * Headings offices give, the likeliest first: where two columns answer to one role, the one
 * whose heading comes earlier here has it.
 */
const headings: Readonly<Record<LedgerRole, readonly string[]>> = {
  token: ['系统标识', 'system mark'],
  ordinal: ['序号', '分序号', '顺序号', 'no', 'no.'],
  number: [
    ...['台账编号', '问题编号', '整改编号', '销号编号', '清单编号', '统一编号', '编号', '编码'],
    ...['ledger number', 'problem number', 'number'],
  ],
  source: [
    ...['问题来源', '来源', '发现途径', '发现方式', '问题渠道', '来源渠道', '检查来源', '提出单位'],
    ...['source'],
  ],
  mirror: ['查摆对照', '对照检视', '对照', '查摆方式', '检视方式', '对照内容', 'mirror'],
  tendency: [
    ...['问题类别', '问题类型', '问题分类', '倾向', '问题性质', '类别', '类型', '分类', '所属领域'],
    ...['问题领域', '专项类别', 'category', 'tendency'],
  ],
  title: [
    ...['问题标题', '问题名称', '问题概述', '问题摘要', '问题简述', '问题概要', '标题', '题目'],
    ...['title'],
  ],
  facts: [
    ...['问题表现', '问题描述', '具体问题', '存在问题', '具体表现', '突出问题', '问题内容'],
    ...['问题事实', '问题情况', '问题清单', '查摆问题', '发现问题', '反馈问题', '整改问题'],
    ...['问题事项', '事实', '问题及表现', '问题详情', '检视问题', '存在不足', '问题', '表现形式'],
    ...['facts', 'problem', 'findings'],
  ],
  cause: [
    ...['产生原因', '原因分析', '问题原因', '问题根源', '产生根源', '成因', '成因分析', '原因'],
    ...['根源剖析', '剖析原因', 'cause'],
  ],
  severity: [
    ...['严重程度', '问题等级', '问题程度', '风险等级', '紧急程度', '等级', '程度', '重要程度'],
    ...['severity'],
  ],
  systemic: [
    ...[
      '是否系统性',
      '系统性',
      '是否共性',
      '共性问题',
      '是否系统性问题',
      '是否共性问题',
      '是否普遍',
    ],
    ...['systemic'],
  ],
  unit: [
    ...['责任单位', '整改责任单位', '整改单位', '牵头单位', '责任部门', '整改责任部门', '牵头部门'],
    ...['主责单位', '主责部门', '承办单位', '责任主体', '整改主体', '被检查单位', '问题单位'],
    ...['所属单位', '单位名称', '单位', '组织单位', '部门', 'responsible unit', 'unit'],
  ],
  leader: [
    ...['责任领导', '牵头领导', '分管领导', '包案领导', '主管领导', '整改责任领导', '领导'],
    ...['责任校领导', '班子责任人', 'leader in charge', 'leader'],
  ],
  owner: [
    ...['责任人', '直接责任人', '第一责任人', '责任人员', '负责人', '整改负责人', 'owner'],
    ...['responsible person'],
  ],
  measureOwner: [
    ...['整改责任人', '措施责任人', '具体责任人', '具体负责人', '经办人', '承办人', '落实人'],
    ...['measure owner'],
  ],
  criterion: [
    ...['成效口径', '成效标准', '整改目标', '目标要求', '预期目标', '预期成效', '完成标准'],
    ...['验收标准', '销号标准', '工作目标', '整改要求', '目标', 'effect criterion', 'criterion'],
  ],
  baseline: ['整改前', '整改前数值', '基线', '基数', '起始值', 'baseline'],
  target: ['目标值', '目标数值', '整改后目标', 'target'],
  measureUnit: ['计量单位', '数值单位', 'unit of measure'],
  direction: [
    ...['目标方向', '数值目标的方向', '指标方向', '数值方向', '指标导向', 'side of the target'],
    ...['direction', 'target direction'],
  ],
  text: [
    ...['整改措施', '措施', '整改举措', '解决措施', '整改办法', '改进措施', '工作措施', '整改任务'],
    ...['整改内容', '整改方案', '落实措施', '具体措施', '举措', '整改事项', '下一步措施'],
    ...['measure', 'measures', 'corrective action'],
  ],
  kind: [
    ...['整改类型', '整改类别', '整改方式', '整改性质', '整改分类', '措施类型', '措施类别'],
    ...['时限类型', 'kind of measure'],
  ],
  due: [
    ...['整改时限', '完成时限', '整改期限', '完成期限', '时限', '整改时限要求', '计划完成时间'],
    ...['拟完成时间', '限时', '整改完成时限', '预计完成时间', '要求完成时间', '期限', '时限要求'],
    ...['计划完成日期', '截止时间', '截止日期', '整改时间', '完成时间', '完成日期', '时间节点'],
    ...['due', 'deadline', 'due date'],
  ],
  beneficiaries: ['受益人数', '受益群众', '惠及人数', '受益对象', '受益群体', 'beneficiaries'],
  progress: [
    ...['阶段进展', '目前进展', '整改进展', '进展情况', '整改情况', '落实情况', '完成情况', '进展'],
    ...['整改落实情况', '整改进展情况', '整改完成情况', '工作进展', '推进情况', '当前进展'],
    ...['整改进度', 'progress'],
  ],
  evidence: [
    ...['佐证材料', '佐证', '证明材料', '印证材料', '支撑材料', '整改资料', '附件', '图片'],
    ...['evidence'],
  ],
  effect: ['整改成效', '成效', '整改效果', '取得成效', '整改结果', '效果', 'effect', 'result'],
  done: [
    ...['是否完成', '整改状态', '完成状态', '是否整改', '是否整改到位', '是否完成整改', '状态'],
    ...['是否销号', '销号情况', '销号状态', '办理状态', 'status', 'state', 'done'],
  ],
  closedOn: [
    ...['销号时间', '销号日期', '实际完成时间', '实际完成日期', '整改完成时间', '整改完成日期'],
    ...['办结时间', 'closed on'],
  ],
  remark: ['备注', '说明', '其他', '备注说明', 'remark', 'remarks', 'note'],
};

/** Columns of ours that say nothing when they come back. */
const ours = new Set(
  ['退回原因', '灯', '灯号', 'Reason for return', 'Reason', 'Light'].map(looseKey),
);

/** Words that change nothing: «存在的主要问题» is 存在问题. */
const FILLERS = /的|主要|具体|本|该|拟|所|^\d+[.、]?/g;

function slim(heading: string): string {
  const key = looseKey(heading);
  const slimmed = key.replace(FILLERS, '');
  return slimmed.length >= 2 ? slimmed : key;
}

const exact = new Map<string, { role: LedgerRole; rank: number }>();
const slimmed = new Map<string, { role: LedgerRole; rank: number } | undefined>();
for (const role of ledgerRoles)
  headings[role].forEach((word, rank) => {
    exact.set(looseKey(word), { role, rank });
  });
for (const role of ledgerRoles)
  headings[role].forEach((word, rank) => {
    const key = slim(word);
    const known = slimmed.get(key);
    // What two roles answer to would be a guess.
    slimmed.set(
      key,
      slimmed.has(key) && known?.role !== role ? undefined : (known ?? { role, rank }),
    );
  });

/** What people mapped once, by heading: a role, or nothing to be read. */
export type LearnedHeadings = Readonly<Record<string, LedgerRole | 'ignore'>>;

/** The role of a heading and how likely; «ignore» for columns that are not to be read. */
export function roleOf(
  heading: string,
  learned: LearnedHeadings = {},
): { readonly role: LedgerRole | 'ignore'; readonly rank: number } | undefined {
  const key = looseKey(heading);
  if (key === '') return undefined;
  const own = Object.hasOwn(learned, key) ? learned[key] : undefined;
  if (own !== undefined) return { role: own, rank: -1 };
  if (ours.has(key)) return { role: 'ignore', rank: 0 };
  return exact.get(key) ?? slimmed.get(slim(heading));
}

/** Headings that are known, with the role of each: to suggest for one that is not. */
export const knownHeadings: readonly { readonly word: string; readonly role: LedgerRole }[] =
  ledgerRoles
    .filter((role) => role !== 'token')
    .flatMap((role) => headings[role].map((word) => ({ word, role })));

const texts = [en, zh];

export const kindOf = vocabulary<MeasureKind>(
  {
    ...{ 立行立改: 'at-once', 即知即改: 'at-once', 立整立改: 'at-once', 立改: 'at-once' },
    ...{ 立即整改: 'at-once', 马上整改: 'at-once', 即行即改: 'at-once', 短期: 'at-once' },
    ...{ 边查边改: 'at-once', 立查立改: 'at-once', 立知立改: 'at-once', 当下改: 'at-once' },
    ...{
      限期整改: 'by-date',
      限时整改: 'by-date',
      限期: 'by-date',
      中期: 'by-date',
      阶段性整改: 'by-date',
    },
    ...{
      分阶段整改: 'by-date',
      分步整改: 'by-date',
      限期改: 'by-date',
      近期: 'by-date',
      限时: 'by-date',
    },
    ...{ 长期坚持: 'long-term', 长期整改: 'long-term', 持续整改: 'long-term', 长期: 'long-term' },
    ...{ 持续推进: 'long-term', 长久立: 'long-term', 常态化: 'long-term', 持续坚持: 'long-term' },
    ...{ 常抓不懈: 'long-term', 常态坚持: 'long-term', 长抓不懈: 'long-term', 中长期: 'long-term' },
  },
  measureKinds,
  (kind) => `problem:kind-${kind}`,
  texts,
);

/** Which side of a target is good: «越低越好», «≤». */
export const directionOf = vocabulary<Direction>(
  {
    ...{ 越高越好: 'up', 越大越好: 'up', 越多越好: 'up', 正向: 'up', 正向指标: 'up', 高优: 'up' },
    ...{ 不少于: 'up', 不小于: 'up', 至少: 'up', 达到: 'up', 提高: 'up', 上升: 'up', 增加: 'up' },
    ...{ '≥': 'up', '>=': 'up', '>': 'up', '↑': 'up', up: 'up', 高于: 'up', 以上: 'up' },
    ...{ 越低越好: 'down', 越小越好: 'down', 越少越好: 'down', 负向: 'down', 逆向: 'down' },
    ...{ 负向指标: 'down', 逆向指标: 'down', 低优: 'down', 不多于: 'down', 不大于: 'down' },
    ...{ 不超过: 'down', 至多: 'down', 降低: 'down', 下降: 'down', 减少: 'down', 低于: 'down' },
    ...{ '≤': 'down', '<=': 'down', '<': 'down', '↓': 'down', down: 'down', 以下: 'down' },
  },
  directions,
  (direction) => `problem:direction-${direction}`,
  texts,
);

export const severityOf = vocabulary<Severity>(
  {
    ...{
      轻微: 'slight',
      轻: 'slight',
      低: 'slight',
      三级: 'slight',
      Ⅲ级: 'slight',
      低风险: 'slight',
    },
    ...{ 较轻: 'slight', '3级': 'slight', c: 'slight', 轻微问题: 'slight' },
    ...{ 一般: 'ordinary', 一般问题: 'ordinary', 中: 'ordinary', 中等: 'ordinary' },
    ...{ 二级: 'ordinary', Ⅱ级: 'ordinary', '2级': 'ordinary', b: 'ordinary', 中风险: 'ordinary' },
    ...{ 较重: 'grave', 较严重: 'grave', 严重: 'grave', 重: 'grave', 高: 'grave', 重大: 'grave' },
    ...{ 一级: 'grave', Ⅰ级: 'grave', '1级': 'grave', 高风险: 'grave', a: 'grave', 重要: 'grave' },
    ...{ 较大: 'grave', 特别严重: 'grave', 重点问题: 'grave', 重大问题: 'grave' },
  },
  severities,
  (severity) => `problem:severity-${severity}`,
  texts,
);

const yes = new Set(['是', '有', '√', '✓', '✔', '对', 'y', 'yes', 'true', '1', '属于', '系统性']);
const no = new Set(['否', '不是', '无', '没有', '×', '✗', 'x', 'n', 'no', 'false', '0', '不属于']);

/** Yes or no as offices write it; nothing for anything else. */
export function yesNo(text: string): boolean | undefined {
  const word = text.toLowerCase();
  return yes.has(word) ? true : no.has(word) ? false : undefined;
}
