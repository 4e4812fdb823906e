import { expect, test } from 'vitest';
import { skipReason } from './notes.ts';

const figures = { unit: 0, name: 0 };
const coded = { unit: 0, name: 1 };

test.each([
  ['合计', ['合计', '12', '15'], figures, 'total'],
  ['全区 without a code', ['全区', '12', '15'], figures, 'total'],
  ['全区 beside an empty code', [null, '全区', '12'], coded, 'total'],
  ['全区 beside its code', ['440305', '全区', '12'], coded, undefined],
  ['合计 beside a code', ['440305', '合计', '12'], coded, 'total'],
  ['全区 in both columns', ['全区', '全区', '12'], coded, 'total'],
  ['a unit called 全区 in a list', ['全区', '440305'], { ...figures, listed: true }, undefined],
  ['合计 in a list', ['合计', '12'], { ...figures, listed: true }, 'total'],
  ['a name that begins so', ['全区便民中心', '12'], figures, undefined],
])('%s', (_, cells, columns, why) => {
  const filled = cells.filter((cell) => cell !== null);
  expect(skipReason(cells, filled, columns, false)).toBe(why);
});
