import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { measure, titleLines } from './title.ts';

describe('lines of a title', () => {
  it('stays on one line while it fits', () => {
    expect(titleLines('关于督促整改逾期问题的督办函')).toEqual(['关于督促整改逾期问题的督办函']);
  });

  it.each([
    '江州能源集团有限公司关于2026年第三季度查摆问题整改落实情况的报告',
    '江州能源集团有限公司关于树立和践行正确政绩观学习教育查摆问题整改情况的报告',
    '江州市住房和城乡建设局关于查摆问题整改情况的报告',
  ])('is an inverted trapezoid or a diamond of whole words: %s', (title) => {
    const lines = titleLines(title);
    const lengths = lines.map(measure);
    expect(lines.join('')).toBe(title);
    if (lengths.length === 2) expect(lengths[0]!).toBeGreaterThan(lengths[1]!);
    // Never an hourglass: a middle line shorter than both its neighbours.
    for (let i = 1; i < lengths.length - 1; i++)
      expect(lengths[i]! < lengths[i - 1]! && lengths[i]! < lengths[i + 1]!).toBe(false);
    for (const word of ['有限公司', '政绩观', '学习教育', '第三季度', '整改'])
      if (title.includes(word)) expect(lines.some((line) => line.includes(word))).toBe(true);
  });

  it('loses no character and never grows wider than allowed', () => {
    const characters = fc.constantFrom(...'关于整改情况的报告公司2026年、（一）《论》与Ab 三分');
    fc.assert(
      fc.property(fc.array(characters, { minLength: 1, maxLength: 70 }), (all) => {
        const title = all.join('').trim();
        fc.pre(title !== '');
        const lines = titleLines(title);
        expect(lines.join('')).toBe(title);
        for (const line of lines) expect(measure(line)).toBeLessThanOrEqual(18);
      }),
      { numRuns: 300 },
    );
  });
});
