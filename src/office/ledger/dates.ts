import type { MeasureKind } from '../../contract/problem/states.ts';
import { arabicNumerals, type Cell, cellText, readDay, realDay } from '../table/cells.ts';

export interface DueOptions {
  /** Year of days that name none. */
  readonly year: number;
}

/**
 * A time limit as a ledger has it. `doubt` is set where the words can be read in more than one
 * way: the reading is told to whoever imports.
 */
export interface Due {
  /** Last day, `YYYY-MM-DD`. */
  readonly day?: string;
  /** What the words say about the kind of measure: 立行立改, 长期坚持. */
  readonly kind?: MeasureKind;
  readonly doubt?: boolean;
}

const LASTING =
  /长期|持续|常态化|常抓|长抓|一直|始终坚持|永久|long[- ]?term|lasting|ongoing|continuous/i;
const IMMEDIATE =
  /立行立改|即知即改|立整立改|立查立改|立知立改|边查边改|即行即改|立即|马上|即时|当即|当场|随时|immediate|at once/i;
const BEFORE =
  /^(?:预计|计划|拟定?于?|力争|确保|争取|最迟|不晚于|不迟于|截至|截止到?|于|至|在|by|before)+/i;
const AFTER =
  /(?:前完成整改|前整改到位|前整改完成|前基本完成|前完成|前销号|前到位|之前|以前|完成整改|整改完毕|整改到位|完成|为止|前|止)+$/;
const STRONG_STROKE = /[–—―~～至到]+/;

/**
 * Reads a time limit as offices write it: days in every form of `readDay`; «2026年3月», «三月底前»,
 * 2026.3 and 202603 are the last day of the month; 上旬, 中旬, 下旬; quarters, halves and ends of a
 * year; a span is its end; «长期» and «立行立改» say a kind and no day. Nothing for what cannot be read.
 */
export function readDue(cell: Cell, options: DueOptions): Due | undefined {
  if (typeof cell === 'number') return numberDue(cell, options);
  const whole = arabicNumerals(cellText(cell)).replace(/[\s。；;]/g, '');
  if (whole === '') return undefined;
  const text = whole.replace(BEFORE, '');
  const lasting = LASTING.test(text);
  const immediate = IMMEDIATE.test(text);
  // «2026年6月底前，并长期坚持» is a day and a kind.
  const parts = text.split(/[,，、(（)）]|并|后转入|起/).filter((part) => part !== '');
  for (const part of [text, ...parts]) {
    const found = spanEnd(part, options);
    if (found)
      return {
        ...found,
        ...(lasting ? { kind: 'long-term' } : immediate ? { kind: 'at-once' } : {}),
      };
  }
  if (lasting) return { kind: 'long-term' };
  if (immediate) return { kind: 'at-once' };
  return undefined;
}

/** 46082 is a day a spreadsheet stored; 2026.3 and 20260305 were typed as numbers. */
function numberDue(value: number, options: DueOptions): Due | undefined {
  const text = String(value);
  // Typing 2026.10 into a cell leaves 2026.1: January or October, nobody can tell.
  if (/^\d{1,4}\.1$/.test(text)) return undefined;
  return spanEnd(text, options);
}

function spanEnd(text: string, options: DueOptions): Due | undefined {
  const one = oneDay(text, options);
  if (one) return one;
  for (const [first, last] of halves(text)) {
    const from = oneDay(first, options) ?? oneDay(`${first}月`, options);
    if (!from?.day) continue;
    const year = Number(from.day.slice(0, 4));
    // «3月1日至15日»: the end stands in the month of the beginning.
    const own = /^\d{1,2}[日号]$/.test(last) ? `${Number(from.day.slice(5, 7))}月${last}` : last;
    const to = oneDay(own, { year });
    if (!to?.day) continue;
    // «11月至3月» runs into the next year.
    return to.day < from.day ? (oneDay(own, { year: year + 1 }) ?? to) : to;
  }
  return undefined;
}

/** Where a span may be parted: at its stroke, or at any hyphen where days have hyphens too. */
function halves(text: string): [string, string][] {
  const ends = text.split(STRONG_STROKE).filter((part) => part !== '');
  if (ends.length === 2) return [[ends[0]!, ends[1]!]];
  return Array.from(text, (c, k) => (c === '-' ? k : -1))
    .filter((k) => k > 0)
    .map((k) => [text.slice(0, k), text.slice(k + 1)]);
}

const FULL_DAY =
  /^(?:\d{4}([-/.])\d{1,2}\1\d{1,2}(T00:00(:00)?)?|\d{4}年\d{1,2}月\d{1,2}[日号]?|\d{8}|\d{5}(\.\d+)?)$/;

function oneDay(raw: string, { year: campaign }: DueOptions): Due | undefined {
  const before = raw.endsWith('前');
  let text = raw.replace(AFTER, '').replace(/月份/, '月');
  let year = campaign;
  if (FULL_DAY.test(text)) return known(readDay(text));
  if (/^[23]\d([-/.])\d{1,2}\1\d{1,2}$/.test(text))
    return known(readDay(`20${text.replace(/[-/]/g, '.')}`));
  const relative = /^(今年|本年度?|当年|明年|次年|后年)(.*)$/.exec(text);
  const named = /^(\d{4}|\d{2}(?=年))(?:年度?|[-/.]|(?=Q))(.*)$/i.exec(text);
  const compact = /^(20\d{2})(0[1-9]|1[0-2])$/.exec(text);
  if (relative) {
    year += { 明年: 1, 次年: 1, 后年: 2 }[relative[1]!] ?? 0;
    text = relative[2]! || '年底';
  } else if (named) {
    year = Number(named[1]!.length === 2 ? `20${named[1]}` : named[1]);
    text = named[2]!.replace(/^\d{1,2}$/, '$&月') || '年底';
  } else if (compact) {
    year = Number(compact[1]);
    text = `${compact[2]}月`;
  } else if (/^20\d{2}$/.test(text)) {
    year = Number(text);
    text = '年底';
  }
  return within(year, text, before);
}

const QUARTERS: Readonly<Record<string, number>> = { Q1: 1, Q2: 2, Q3: 3, Q4: 4 };

/** What is left when the year is known: a month, a day, a part of the year. */
function within(year: number, text: string, before: boolean): Due | undefined {
  if (/^(年底|年末|年终|年内|底|末|内|全年|年)$/.test(text)) return known(realDay(year, 12, 31));
  if (/^(年中|上半年[底末内]?)$/.test(text)) return known(realDay(year, 6, 30));
  if (/^下半年[底末内]?$/.test(text)) return known(realDay(year, 12, 31));
  const quarter = /^(?:第?([1-4])季度?|(Q[1-4]))(?:[底末内]|结束)?$/i.exec(text);
  if (quarter) {
    const n = Number(quarter[1] ?? QUARTERS[quarter[2]!.toUpperCase()]);
    return known(lastDay(year, 3 * n));
  }
  const day = /^(\d{1,2})(?:月|[-/.])(\d{1,2})[日号]?$/.exec(text);
  if (day) return known(realDay(year, Number(day[1]), Number(day[2])));
  const month = /^(\d{1,2})月(底|末|内|中|初|上旬|中旬|下旬|中下旬|上中旬)?$/.exec(text);
  return month ? monthDue(year, Number(month[1]), month[2], before) : undefined;
}

function monthDue(
  year: number,
  month: number,
  part: string | undefined,
  before: boolean,
): Due | undefined {
  const at = (day: number): Due | undefined => known(realDay(year, month, day));
  if (part === '初' || part === '上旬') return doubted(at(10), part === '初');
  if (part === '中' || part === '中旬' || part === '上中旬') return doubted(at(20), part === '中');
  // «3月前» may mean before March and, more often, within it.
  return doubted(known(lastDay(year, month)), part === undefined && before);
}

function lastDay(year: number, month: number): string | undefined {
  if (month < 1 || month > 12 || year < 1000) return undefined;
  return realDay(year, month, new Date(Date.UTC(year, month, 0)).getUTCDate());
}

function known(day: string | undefined): Due | undefined {
  return day === undefined ? undefined : { day };
}

function doubted(due: Due | undefined, doubt: boolean): Due | undefined {
  return due && doubt ? { ...due, doubt } : due;
}
