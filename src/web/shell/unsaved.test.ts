import { describe, expect, it } from 'vitest';
import { leaves } from './unsaved.ts';

const at = (pathname: string, search = {}) => ({ pathname, search });

describe('what is written', () => {
  it('is left by another page, and by anything else that stands open on this one', () => {
    expect(leaves(at('/rules', { act: 'new' }), at('/problems', { act: 'new' }))).toBe(true);
    expect(leaves(at('/rules', { act: 'new' }), at('/rules'))).toBe(true);
    expect(leaves(at('/rules', { id: '1' }), at('/rules', { id: '2' }))).toBe(true);
    expect(leaves(at('/rules', { id: '1' }), at('/rules', { id: '1', act: 'edit' }))).toBe(true);
  });

  it('stays beside the unit of the frame and what it says stands beside it', () => {
    const now = at('/campaigns', { id: '1', at: '7', part: 'frame' });
    expect(leaves(now, at('/campaigns', { id: '1', part: 'frame' }))).toBe(false);
    expect(leaves(now, at('/campaigns', { id: '1', at: '7' }), ['part'])).toBe(false);
    expect(leaves(now, at('/campaigns', { id: '1', at: '7' }))).toBe(true);
    expect(leaves(now, at('/campaigns', { part: 'list' }), ['part'])).toBe(true);
  });
});
