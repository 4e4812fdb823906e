import { describe, expect, it } from 'vitest';
import type { Campaign } from '../../contract/campaign/schemas.ts';
import { freshCode, nested } from './view.ts';

const of = (id: string, parentId: string | null) => ({ id, parentId }) as Campaign;

describe('campaigns in a list', () => {
  it('stand below the one they are nested in; one whose parent is not shown stands first', () => {
    const rows = [of('c', 'b'), of('b', 'a'), of('a', null), of('x', 'elsewhere')];
    expect(nested(rows).map((r) => [r.id, r.depth])).toEqual([
      ['a', 0],
      ['b', 1],
      ['c', 2],
      ['x', 0],
    ]);
  });

  it('new codes are never ones that are taken', () => {
    expect(freshCode(['own-2', 'haste'])).toBe('own-3');
    expect(freshCode(['own-1', 'own-2', 'own-3'])).toBe('own-4');
  });
});
