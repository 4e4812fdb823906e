import { describe, expect, it } from 'vitest';
import type { ProblemRow } from '../../contract/problem/schemas.ts';
import { itemsOf, tendencyNames } from './items.ts';

const row = (id: string, tendency: string | null, tendencyName: string | null) =>
  ({ id, tendency, tendencyName }) as ProblemRow;

describe('rows under headings', () => {
  const rows = [
    row('1', 'purpose', '政绩为谁而树'),
    row('2', 'purpose', '服务谁'),
    row('3', 'purpose', '政绩为谁而树'),
    row('4', 'untrue', '数字不实'),
    row('5', null, null),
  ];
  const headings = (whole: boolean) =>
    itemsOf(rows, 'tendency', whole).flatMap((item) =>
      item.kind === 'group' ? [[tendencyNames(item.rows), item.count]] : [],
    );

  it('are called by every wording that campaigns have for what they share', () => {
    expect(headings(true)).toEqual([
      [['政绩为谁而树', '服务谁'], 3],
      [['数字不实'], 1],
      [[], 1],
    ]);
  });

  it('are not counted while more of them may come', () => {
    expect(headings(false).map(([, count]) => count)).toEqual([3, 1, undefined]);
  });
});
