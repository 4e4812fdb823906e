import { describe, expect, it } from 'vitest';
import { type Campaign, taxonomyGiven } from '../../contract/campaign/schemas.ts';
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

  it('get new codes that no other campaign has, items under their group', () => {
    const many = Array.from({ length: 500 }, () => freshCode('haste'));
    expect(new Set(many).size).toBe(500);
    const group = freshCode();
    const tendencies = [
      { code: 'haste', name: '急功近利', items: [{ code: many[0]!, name: '乱铺摊子' }] },
      { code: group, name: '本单位的', items: [{ code: freshCode(group), name: '多头报数' }] },
    ];
    const mirrors = [{ code: 'known', name: '对照已知问题' }];
    expect(taxonomyGiven.safeParse({ mirrors, tendencies }).success).toBe(true);
  });
});
