import { describe, expect, test } from 'vitest';
import {
  columnLetter,
  exactKey,
  isPeriod,
  looseKey,
  missingMarks,
  periodLabel,
  readFigure,
  shown,
  tidy,
  unitKey,
} from './cells.ts';

describe('readFigure', () => {
  test.each([
    ['1,234.5', 1234.5],
    ['1，234．5', 1234.5],
    ['１２３．４５', 123.45],
    ['-0.5', -0.5],
    ['−3', -3],
    ['+7', 7],
    ['.5', 0.5],
    ['1 234 567', 1_234_567],
    ['1.2e3', 1200],
    ['\t8396.49', 8396.49],
    ['\u00a05 ', 5],
  ])('%s is %d', (text, value) => {
    expect(readFigure(text)).toEqual({ kind: 'number', value, percent: false });
  });

  test.each([
    ['12.5%', 12.5],
    ['12.5 ％', 12.5],
    ['１００％', 100],
  ])('%s keeps the number before the sign', (text, value) => {
    expect(readFigure(text)).toEqual({ kind: 'number', value, percent: true });
  });

  test('every documented mark is missing, in any case and width', () => {
    for (const mark of missingMarks)
      for (const text of [mark, mark.toUpperCase(), ` ${mark}\t`])
        expect(readFigure(text), JSON.stringify(text)).toEqual({ kind: 'missing' });
    expect(readFigure(null)).toEqual({ kind: 'missing' });
  });

  test.each([
    '35人',
    '约 10',
    '1,23',
    '12..5',
    '2024-03-05',
    '(5)',
    '无',
    '0x10',
    '12①',
    '3²',
    '1,234,5',
  ])('%s is text, never half a number', (text) => {
    expect(readFigure(text).kind).toBe('text');
  });

  test.each(['#DIV/0!', '#N/A', '#REF!', '#NAME?', '#VALUE!', '=A1+B1'])(
    '%s is a formula error',
    (text) => {
      expect(readFigure(text)).toEqual({ kind: 'formula-error', text });
    },
  );
});

describe('names and headings', () => {
  test('padding between Chinese characters goes, brackets stay as written', () => {
    expect(shown('北　京')).toBe('北京');
    expect(shown(' 第一公司（本部） ')).toBe('第一公司（本部）');
    expect(shown('New  York\n')).toBe('New York');
    expect(shown('2 号机')).toBe('2 号机');
  });

  test('one unit in two widths is one unit', () => {
    expect(unitKey('第一公司（本部）')).toBe(unitKey('第一公司(本部) '));
    expect(unitKey('北 京')).toBe(unitKey('北京'));
    expect(unitKey('Q01')).toBe(unitKey('q０１'));
    expect(unitKey('一分公司')).not.toBe(unitKey('二分公司'));
  });

  test('a forgiving heading drops the unit of measure but never the whole name', () => {
    expect(looseKey('地区生产总值(亿元)')).toBe('地区生产总值');
    expect(looseKey('地区生产总值（亿元）（当年价）')).toBe('地区生产总值');
    expect(looseKey('(%)')).toBe('(%)');
    expect(looseKey('GDP_Index')).toBe(looseKey('gdp index'));
    expect(exactKey('地区生产总值（亿元）')).toBe('地区生产总值(亿元)');
  });

  test('columns are lettered as a spreadsheet does', () => {
    expect([0, 25, 26, 51, 701, 702].map(columnLetter)).toEqual([
      'A',
      'Z',
      'AA',
      'AZ',
      'ZZ',
      'AAA',
    ]);
  });
});

describe('periods', () => {
  test.each([
    ['2024年', '2024'],
    ['２０２４年度', '2024'],
    [2024, '2024'],
    ['2024.0', '2024'],
    ['2024年3月', '2024-03'],
    ['2024-12', '2024-12'],
    ['2024年第一季度', '2024-Q1'],
    ['2024Q3', '2024-Q3'],
    ['2024年上半年', '2024-H1'],
    ['第3期', '第3期'],
  ])('%s is %s', (text, label) => {
    expect(periodLabel(text)).toBe(label);
  });

  test('a figure, a code and a month of nothing are no periods', () => {
    for (const text of ['2024年', '2024-03', '2024年第四季度']) expect(isPeriod(text)).toBe(true);
    for (const text of ['1234', '110000', '2024-13', '2024-12-31', '第3期', ''])
      expect(isPeriod(text), text).toBe(false);
  });
});

test('what is passed on untidied has nothing to tidy, whatever it is of', () => {
  const slowly = (text: string): string =>
    text
      .normalize('NFKC')
      .replace(/[\u200b-\u200f\u202a-\u202e\u2060\ufeff]/g, '')
      .replace(/\s+/g, ' ')
      .trim();
  for (let code = 0; code <= 0xffff; code++)
    for (const text of [String.fromCharCode(code), `甲${String.fromCharCode(code)}b`])
      if (tidy(text) !== slowly(text)) expect({ code, text }).toEqual({ code });
});
