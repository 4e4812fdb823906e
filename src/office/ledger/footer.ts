import type { LedgerRole } from '../../contract/problem/roles.ts';
import { type Cell, cellKey } from '../table/cells.ts';
import { isNote, isTotal } from '../table/notes.ts';
import type { LedgerForm } from './form.ts';

/** A label of whoever signs a table: «审核人签字：», «单位负责人（签字）：», «填报日期：2026-03-01». */
const LABEL = new RegExp(
  `^(?=[^:：])(?:审核|复核|审批|审定|审签|签发|填表|填报|填写|制表|编制|经办|报送|上报|联系|承办|校对|打印|统计|汇总|单位|部门|主要|分管|主管)*` +
    `(?:人|人员|单位|部门|领导|负责人|书记|时间|日期|电话|方式|签字|签名|签章|盖章|公章){0,3}` +
    `\\s*(?:[（(](?:签字|签名|签章|盖章|公章|签字盖章|签名盖章)[)）])?\\s*[:：]`,
);
/** The same without a colon, where it can mean nothing else. */
const BARE_LABEL =
  /^(?:审核人|复核人|填表人|填报人|制表人|经办人|联系人|单位负责人|部门负责人|填报单位|填报日期|填表日期|制表日期)(?:[（(]?(?:签字|签名|盖章|签字盖章)[)）]?)?$/;
const BARE_NOTE = /^(?:注|备注|附注|说明)[:：]?$/;

const SUM_WORD = '(?:本页|本表|本单位|以上|全部)?(?:合计|总计|小计|共计|累计)(?:数|数量)?';
const SUM = new RegExp(`^${SUM_WORD}\\s*[:：]?$`);
const COUNTED = `^(?:${SUM_WORD}|共)[:：\\s]*共?\\s*[\\d一二三四五六七八九十百]+\\s*[条项个件]?(?:问题|措施|任务)?`;
/** «合计：共2项», and the same with what it is made of. */
const COUNT = new RegExp(`${COUNTED}[。.]?$`);
const COUNT_WITH = new RegExp(`${COUNTED}\\s*[，,；;。（(]`);
/** What stands in the cells of a line that sums up: «2», «1项», «85%». */
const FIGURE = /^[^\d]?[\d.,]+\s*[条项个件%]?$/;
const LONGEST = 400;
/** Shorter words are no problem and no measure. */
const SHORTEST = 4;

const SPEAKING: readonly LedgerRole[] = ['facts', 'title', 'text'];
/** Columns in which words alone go on with what stands above. */
const GOING_ON: readonly LedgerRole[] = [
  ...(['text', 'criterion', 'progress', 'evidence', 'effect', 'done', 'closedOn'] as const),
  ...(['remark', 'cause'] as const),
];

/**
 * Whether a row is one that stands below tables: a sum, a note, a signature. Whatever says a problem or
 * a measure beside such words is none: «合计金额长期填错» with a unit is a problem.
 */
export function footerOf(
  cells: readonly Cell[],
  filled: readonly number[],
  form: LedgerForm,
): 'note' | 'total' | undefined {
  const { speaking, goingOn, counting, unit } = columnsOf(form);
  // What is longer than any such line is none, however it begins: its beginning tells it apart.
  const textAt = (column: number): string => {
    const text = cellKey(cells[column] ?? null);
    return text.length > LONGEST ? text.slice(0, LONGEST) : text;
  };
  const texts = (): string[] => filled.map(textAt).filter((text, k, all) => text !== all[k - 1]);
  const first = textAt(filled[0]!);
  // Nearly every row is told from these lines by its first cells: the others are not looked at.
  if (filled.every((c) => textAt(c) === first)) {
    if (filled.length === 1 && goingOn.includes(filled[0]!)) return undefined;
    if (isNote(first) || isLabel(first)) return 'note';
    if (COUNT_WITH.test(first)) return 'total';
  }
  if (isLabel(first) && isSigned(texts())) return 'note';
  const spoken = speaking.filter((c) => filled.includes(c)).map(textAt);
  if (!speaking.includes(filled[0]!)) {
    if (isNote(first) && spoken.every((text) => text === first)) return 'note';
    if (BARE_NOTE.test(first) && texts().length === 2) return 'note';
  }
  const says = spoken.some((text) => text.length >= SHORTEST && !sums(text) && !FIGURE.test(text));
  const counts = counting.map(textAt);
  if (counts.some(sums) || (!says && [first, textAt(unit)].some(sums))) return 'total';
  return !says && [first, ...counts].some(isTotal) ? 'total' : undefined;
}

interface Columns {
  readonly speaking: readonly number[];
  readonly goingOn: readonly number[];
  /** Columns in which sums stand. */
  readonly counting: readonly number[];
  readonly unit: number;
}
const known = new WeakMap<LedgerForm, Columns>();

/** The columns of a table by what they are looked at for; the same for all its rows. */
function columnsOf(form: LedgerForm): Columns {
  const before = known.get(form);
  if (before) return before;
  const at = (roles: readonly LedgerRole[]): number[] =>
    roles.flatMap((role) => form.columns.get(role) ?? []);
  const columns = {
    speaking: at(SPEAKING),
    goingOn: at(GOING_ON),
    counting: at(['ordinal', 'number', 'facts', 'title']),
    unit: at(['unit'])[0] ?? -1,
  };
  known.set(form, columns);
  return columns;
}

const isLabel = (text: string): boolean => LABEL.test(text) || BARE_LABEL.test(text);
const sums = (text: string): boolean => SUM.test(text) || COUNT.test(text);

/** Labels, and behind each at most one word that answers it. */
function isSigned(texts: readonly string[]): boolean {
  let answers = false;
  for (const text of texts) {
    const label = isLabel(text);
    if (!label && !answers) return false;
    answers = label && (/[:：]$/.test(text) || BARE_LABEL.test(text));
  }
  return true;
}
