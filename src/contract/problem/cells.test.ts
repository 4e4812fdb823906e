import { describe, expect, it } from 'vitest';
import { quantity } from './cells.ts';

describe('a number with its unit', () => {
  it('keeps nought, and needs no unit', () => {
    expect(quantity(0, '张/月')).toBe('0 张/月');
    expect(quantity(0, null)).toBe('0');
    expect(quantity(12.5, '')).toBe('12.5');
  });
});
