/** A cell of a file: text as written, a number a spreadsheet stored, or nothing. */
export type Cell = string | number | null;

/** What offices write where there is no figure. Compared after {@link tidy}, lower case. */
const missingMarks = new Set([
  '',
  '-',
  '--',
  '—',
  '——',
  '–',
  '…',
  '……',
  '...',
  '/',
  'na',
  'n/a',
  '#n/a',
  'nan',
  'null',
  '缺',
  '缺失',
  '无',
  '暂无',
  '无数据',
  '不适用',
  '未报',
]);

/** Half-width characters, single spaces, no tabs, line breaks or zero-width marks at the ends. */
export function tidy(text: string): string {
  return text
    .normalize('NFKC')
    .replace(/[\u200b-\u200d\u2060\ufeff]/g, '')
    .replace(/\s+/g, ' ')
    .trim();
}

export function cellText(cell: Cell): string {
  return cell === null ? '' : tidy(String(cell));
}

export function isBlank(cell: Cell): boolean {
  return cellText(cell) === '';
}

export type Figure =
  | { readonly kind: 'number'; readonly value: number }
  | { readonly kind: 'missing' }
  | { readonly kind: 'formula-error'; readonly text: string }
  | { readonly kind: 'text'; readonly text: string };

const plainNumber = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i;
const groupedNumber = /^[+-]?\d{1,3}(,\d{3})+(\.\d+)?$/;

/**
 * Reads a figure as offices write it: full-width digits, thousands separators, a
 * percent sign (12.5% is 12.5: the unit stands in the heading), marks for «none».
 */
export function readFigure(cell: Cell): Figure {
  if (typeof cell === 'number')
    return Number.isFinite(cell) ? { kind: 'number', value: cell } : { kind: 'missing' };
  const text = cellText(cell);
  if (missingMarks.has(text.toLowerCase())) return { kind: 'missing' };
  if (/^#(div\/0!|value!|ref!|name\?|num!|null!)/i.test(text))
    return { kind: 'formula-error', text };
  const bare = text.replace(/\s?%$/, '').replace(/−/g, '-');
  if (plainNumber.test(bare)) return { kind: 'number', value: Number(bare) };
  if (groupedNumber.test(bare)) return { kind: 'number', value: Number(bare.replaceAll(',', '')) };
  return { kind: 'text', text };
}

/** «2024年», «2024年度», 2024 → «2024»; other period labels stay as written. */
export function periodLabel(cell: Cell): string {
  const text = cellText(cell);
  const year = /^(\d{4})\s?年?度?$/.exec(text);
  return year ? year[1]! : text;
}

export function isYear(cell: Cell): boolean {
  return /^(19|20)\d{2}$/.test(periodLabel(cell));
}

/** A heading for comparison: no spaces, brackets, units in brackets, case. */
export function headingKey(text: string): string {
  return tidy(text)
    .toLowerCase()
    .replace(/[\s_·:：]/g, '')
    .replace(/[（(［[][^）)\]］]*[）)\]］]$/u, '');
}

/** Spreadsheet letter of a 0-based column: A … Z, AA … */
export function columnLetter(index: number): string {
  let out = '';
  for (let n = index + 1; n > 0; n = Math.floor((n - 1) / 26))
    out = String.fromCharCode(65 + ((n - 1) % 26)) + out;
  return out;
}
