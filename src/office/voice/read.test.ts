import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { expect, test } from 'vitest';
import { readGrids } from '../table/grid.ts';
import { readMessages } from './read.ts';

const grid = (rows: (string | number | null)[][]) => [
  { file: 'a.xlsx', sheet: 'Sheet1', encoding: 'utf8', rows },
];
const head = ['留言编号', '留言用户', '留言主题', '留言时间', '留言详情', '反对数', '点赞数'];

test('padding goes, paragraphs stay, both forms of days are read', () => {
  const { lines, columns } = readMessages(
    grid([
      ['网上留言', null, null, null, null, null, null],
      head,
      [
        101,
        'u1',
        '路灯不亮',
        '2019/8/19 11:34:04',
        '\n\t\t\t路灯　三天不亮。\n\n\t请修。\t',
        0,
        12,
      ],
      [102, 'u2', '再问', '2019-08-20', '还是不亮，请派人来看。', 1, null],
      [null, null, null, null, null, null, null],
    ]),
  );
  expect(lines).toMatchObject([
    { row: 3, number: '101', on: '2019-08-19', text: '路灯 三天不亮。\n请修。', likes: 12 },
    { row: 4, number: '102', on: '2019-08-20', likes: 0, issues: [] },
  ]);
  expect(columns).toEqual(head);
});

test('what is wrong is told with its cell', () => {
  const { lines } = readMessages(
    grid([
      head,
      [1, 'u', '题', '2019/13/1', '说明文字若干', 0, '很多'],
      [2, 'u', '题', '2019/1/1', null, 0, 1],
    ]),
  );
  expect(lines[0]!.issues.map((i) => [i.code, i.at?.column])).toEqual([
    ['hot:import-day', 'D (留言时间)'],
    ['hot:import-count', 'G (点赞数)'],
  ]);
  expect(lines[1]!.issues.map((i) => i.code)).toEqual(['hot:import-no-text']);
});

test('a file without headings for text and day is none', () => {
  expect(() =>
    readMessages(
      grid([
        ['姓名', '单位'],
        ['甲', '乙'],
      ]),
    ),
  ).toThrow();
});

const file = resolve(
  process.env.SHIJI_DATA ?? resolve('..', 'shared', 'data'),
  'voices',
  'messages-hot-topics.xlsx',
);

test.skipIf(!existsSync(file))(
  '4,326 messages of a city: each row is read, none is refused',
  async () => {
    const grids = await readGrids({ name: 'messages.xlsx', bytes: readFileSync(file) });
    const { lines } = readMessages(grids);
    expect(lines).toHaveLength(4326);
    expect(lines.filter((l) => l.issues.length > 0)).toEqual([]);
    expect(Math.max(...lines.map((l) => l.likes))).toBe(2097);
    expect(lines.every((l) => /^20(17|18|19|20)-\d\d-\d\d$/.test(l.on!))).toBe(true);
    expect(lines.some((l) => /[\t\n]{2}/.test(l.text))).toBe(false);
  },
);
