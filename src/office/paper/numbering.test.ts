import { describe, expect, it } from 'vitest';
import type { Block } from './model.ts';
import { chineseNumber, documentNumber, headingNumbers, longDate } from './numbering.ts';

describe('numbers of an official paper', () => {
  it('are written in Chinese up to the hundreds', () => {
    expect([1, 9, 10, 11, 19, 20, 21, 99, 100, 105, 110, 115, 120, 999].map(chineseNumber)).toEqual(
      [
        '一',
        '九',
        '十',
        '十一',
        '十九',
        '二十',
        '二十一',
        '九十九',
        '一百',
        '一百〇五',
        '一百一十',
        '一百一十五',
        '一百二十',
        '九百九十九',
      ],
    );
  });

  it('count each level anew below the one above', () => {
    const at = (level: 1 | 2 | 3 | 4): Block => ({ kind: 'heading', level, text: '' });
    expect(
      headingNumbers([
        at(1),
        at(2),
        at(3),
        at(4),
        at(3),
        at(2),
        { kind: 'paragraph', text: '' },
        at(1),
        at(2),
      ]),
    ).toEqual(['一、', '（一）', '1.', '（1）', '2.', '（二）', '', '二、', '（一）']);
  });

  it('have hexagonal brackets in documents and no leading zeros in dates', () => {
    expect(documentNumber('江学办函', 2026, 8)).toBe('江学办函〔2026〕8号');
    expect(longDate('2026-03-05')).toBe('2026年3月5日');
  });
});
