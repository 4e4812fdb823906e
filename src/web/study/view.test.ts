import { describe, expect, it } from 'vitest';
import { monthAfter, weeksOf } from './view.ts';

describe('the month', () => {
  it('is shown in whole weeks from Monday', () => {
    const days = weeksOf('2026-03');
    expect(days[0]).toBe('2026-02-23');
    expect(days.at(-1)).toBe('2026-04-05');
    expect(days).toHaveLength(42);
    // A month that begins on a Monday and ends on a Sunday.
    expect(weeksOf('2027-02')).toHaveLength(28);
  });

  it('follows over the year', () => {
    expect(monthAfter('2026-12', 1)).toBe('2027-01');
    expect(monthAfter('2026-01', -1)).toBe('2025-12');
  });
});
