import { describe, expect, it } from 'vitest';
import type { UnitNode } from '../../contract/org/operations.ts';
import { type Branch, rowsOf } from './rows.ts';
import { step } from './treeKeys.ts';

const unit = (id: string, children = 0): UnitNode => ({
  id,
  parentId: null,
  path: id,
  name: id,
  shortName: null,
  code: null,
  kind: 'branch',
  class: null,
  position: 0,
  units: 1,
  since: '2020-01-01',
  closedOn: null,
  version: 1,
  children,
});
const branch = (units: UnitNode[], more = {}): Branch => ({
  units,
  waiting: false,
  failed: false,
  more: false,
  ...more,
});
const branches = new Map([
  ['a', branch([unit('b', 2), unit('c')])],
  ['b', branch([unit('d'), unit('d'), unit('e')], { more: true })],
]);
const open = (...ids: string[]) => new Map(ids.map((id) => [id, true] as const));
const rows = rowsOf([unit('a', 2)], branches, open('a', 'b'));

describe('rows of a tree', () => {
  it('show what is open, each unit once, and where there is more', () => {
    expect(rows.map((r) => `${r.level} ${r.key}`)).toEqual([
      '1 a',
      '2 b',
      '3 d',
      '3 e',
      '3 more b',
      '2 c',
    ]);
    expect(rows[4]).toMatchObject({ parent: 'b', after: 'e' });
    expect(rowsOf([unit('a', 2)], branches, open('b')).map((r) => r.key)).toEqual(['a']);
  });

  it('open a unit that is known to have children before its number says so', () => {
    const late = rowsOf([unit('a', 0)], branches, open('a'));
    expect(late.map((r) => r.key)).toEqual(['a', 'b', 'c']);
  });

  it('are walked with the arrow keys', () => {
    const at = (key: string) => rows.findIndex((r) => r.key === key);
    expect(step('ArrowDown', rows, at('b'))).toBe(at('d'));
    expect(step('ArrowRight', rows, at('b'))).toBe(at('d'));
    expect(step('ArrowLeft', rows, at('b'))).toBe('close');
    expect(step('ArrowLeft', rows, at('e'))).toBe(at('b'));
    expect(step('ArrowRight', rows, at('c'))).toBeUndefined();
    expect(step('ArrowUp', rows, 0)).toBe(0);
    expect(step('End', rows, 0)).toBe(5);
    const shut = rowsOf([unit('a', 2)], branches, open());
    expect(step('ArrowRight', shut, 0)).toBe('open');
  });
});
