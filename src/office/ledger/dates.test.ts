import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readDue } from './dates.ts';

const due = (cell: string | number) => readDue(cell, { year: 2026 });

describe('time limits as offices write them', () => {
  test.each([
    ['2026年3月', '2026-03-31'],
    ['2026年2月', '2026-02-28'],
    ['2028年2月', '2028-02-29'],
    ['三月底前', '2026-03-31'],
    ['3月底', '2026-03-31'],
    ['３月份', '2026-03-31'],
    ['2026.3.5', '2026-03-05'],
    ['2026/3/5', '2026-03-05'],
    ['2026-3-5', '2026-03-05'],
    ['26.3.5', '2026-03-05'],
    ['20260305', '2026-03-05'],
    ['202603', '2026-03-31'],
    ['2026-03', '2026-03-31'],
    ['2026.3', '2026-03-31'],
    ['2026.10', '2026-10-31'],
    ['二〇二六年三月', '2026-03-31'],
    ['二零二六年三月五日', '2026-03-05'],
    ['十二月三十一日', '2026-12-31'],
    ['2026年4月15日前', '2026-04-15'],
    ['2026年12月31日前完成整改', '2026-12-31'],
    ['预计2026年11月底完成', '2026-11-30'],
    ['截至2026年5月20日', '2026-05-20'],
    ['年底前', '2026-12-31'],
    ['2026年底', '2026-12-31'],
    ['2026年', '2026-12-31'],
    ['今年年底', '2026-12-31'],
    ['明年3月', '2027-03-31'],
    ['上半年', '2026-06-30'],
    ['第一季度末', '2026-03-31'],
    ['2026年三季度', '2026-09-30'],
    ['2026Q1', '2026-03-31'],
    ['3月上旬', '2026-03-10'],
    ['5月中旬', '2026-05-20'],
    ['5月下旬', '2026-05-31'],
    ['3.15', '2026-03-15'],
    ['2026年3月-6月', '2026-06-30'],
    ['3-6月', '2026-06-30'],
    ['3月1日至5月30日', '2026-05-30'],
    ['3月1日至15日', '2026-03-15'],
    ['2026.3-2026.6', '2026-06-30'],
    ['2026-03-01至2026-05-31', '2026-05-31'],
    ['2026-03-01-2026-05-31', '2026-05-31'],
    ['11月至3月', '2027-03-31'],
    ['46082', '2026-03-01'],
  ])('%s is %s', (text, day) => {
    expect(due(text)).toEqual({ day });
  });

  test('a day that a spreadsheet stored, and years and days typed as numbers', () => {
    expect(due(46082)).toEqual({ day: '2026-03-01' });
    expect(due(2026.3)).toEqual({ day: '2026-03-31' });
    expect(due(20260305)).toEqual({ day: '2026-03-05' });
  });

  test('2026.10 typed into a cell is stored as 2026.1: it is not guessed', () => {
    expect(due(2026.1)).toBeUndefined();
    expect(due(3.1)).toBeUndefined();
  });

  test.each([
    ['长期', { kind: 'long-term' }],
    ['长期坚持', { kind: 'long-term' }],
    ['持续推进', { kind: 'long-term' }],
    ['立行立改', { kind: 'at-once' }],
    ['立即整改', { kind: 'at-once' }],
    ['2026年6月底前，并长期坚持', { day: '2026-06-30', kind: 'long-term' }],
    ['立行立改（3月底前）', { day: '2026-03-31', kind: 'at-once' }],
  ])('%s says a kind', (text, expected) => {
    expect(due(text)).toEqual(expected);
  });

  test('what can be read in two ways says so', () => {
    expect(due('3月前')).toEqual({ day: '2026-03-31', doubt: true });
    expect(due('3月初')).toEqual({ day: '2026-03-10', doubt: true });
  });

  test.each(['待定', '一个月内', '2月30日', '2026年2月29日', '13月', '5', '已完成', '', '张三'])(
    '%s is no time limit',
    (text) => {
      expect(due(text)).toBeUndefined();
    },
  );

  test('a day survives every way of writing it', () => {
    const day = fc.date({
      min: new Date('2001-01-01'),
      max: new Date('2099-12-31'),
      noInvalidDate: true,
    });
    const forms: ((y: string, m: number, d: number) => string)[] = [
      (y, m, d) => `${y}-${m}-${d}`,
      (y, m, d) => `${y}年${m}月${d}日前`,
      (y, m, d) => `${y}.${m}.${d}`,
      (y, m, d) => `${y}${String(m).padStart(2, '0')}${String(d).padStart(2, '0')}`,
    ];
    fc.assert(
      fc.property(day, fc.constantFrom(...forms), (date, write) => {
        const iso = date.toISOString().slice(0, 10);
        const text = write(iso.slice(0, 4), Number(iso.slice(5, 7)), Number(iso.slice(8)));
        expect(due(text)).toEqual({ day: iso });
      }),
    );
  });

  test('whatever stands in a cell, it is read as a real day or not at all', () => {
    const piece = fc.constantFrom(
      ...[
        '年',
        '月',
        '日',
        '底',
        '前',
        '2026',
        '3',
        '13',
        '至',
        '-',
        '.',
        '/',
        '季度',
        '上旬',
        '长期',
      ],
      ...['三', '十', 'Q', '（', '，', ' '],
    );
    const text = fc.oneof(
      fc.string({ unit: 'grapheme' }),
      fc.array(piece).map((p) => p.join('')),
    );
    fc.assert(
      fc.property(fc.oneof(text, fc.double()), (cell) => {
        const day = due(cell)?.day;
        if (day !== undefined)
          expect(new Date(`${day}T00:00:00Z`).toISOString().slice(0, 10)).toBe(day);
      }),
      { numRuns: 2000 },
    );
  });
});
