import type { Block, Level } from './model.ts';

const digits = ['〇', '一', '二', '三', '四', '五', '六', '七', '八', '九'];

/** 1 → 一, 12 → 十二, 105 → 一百〇五; for numbers of headings, up to 999. */
export function chineseNumber(n: number): string {
  const [hundreds, tens, ones] = [Math.floor(n / 100), Math.floor(n / 10) % 10, n % 10];
  if (hundreds > 0) {
    const rest = n % 100;
    const below = rest === 0 ? '' : rest < 10 ? `〇${digits[ones]}` : tensOf(tens, ones, true);
    return `${digits[hundreds]}百${below}`;
  }
  return n < 10 ? digits[n]! : tensOf(tens, ones, false);
}

function tensOf(tens: number, ones: number, spoken: boolean): string {
  const ten = tens === 1 && !spoken ? '' : digits[tens];
  return `${ten}十${ones === 0 ? '' : digits[ones]}`;
}

const marks: Record<Level, (n: number) => string> = {
  1: (n) => `${chineseNumber(n)}、`,
  2: (n) => `（${chineseNumber(n)}）`,
  3: (n) => `${n}.`,
  4: (n) => `（${n}）`,
};

/** The number before each block: that of a heading, empty for everything else. */
export function headingNumbers(blocks: readonly Block[]): string[] {
  const counts = [0, 0, 0, 0];
  return blocks.map((block) => {
    if (block.kind !== 'heading') return '';
    const at = block.level - 1;
    counts[at]!++;
    counts.fill(0, at + 1);
    return marks[block.level](counts[at]!);
  });
}

/** 某整改办〔2026〕3号: hexagonal brackets, no 第, no leading zeros. */
export function documentNumber(code: string, year: number, n: number): string {
  return `${code}〔${year}〕${n}号`;
}

/** `2026-03-05` → 2026年3月5日: Arabic numerals without leading zeros. */
export function longDate(day: string): string {
  const [year, month, date] = day.split('-').map(Number);
  return `${year}年${month}月${date}日`;
}
