import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import {
  csvText,
  emptyFolder,
  fixtureFile,
  hasFixtures,
  listed,
  minimalScheme,
  office,
  ours,
  shiji,
  smallPanel,
  spawned,
} from './command.fixture.ts';

/** The small panel with one thing changed: rows[0] is the heading, columns[0] the unit. */
function panelWith(change: (rows: string[][]) => string[][]): string {
  return csvText(change(smallPanel()));
}

const cell = (row: number, column: number, text: string) =>
  panelWith((rows) => rows.map((r, i) => r.map((v, c) => (i === row && c === column ? text : v))));
const column = (at: number, text: (row: number, old: string) => string) =>
  panelWith((rows) => rows.map((r, i) => r.map((v, c) => (i > 0 && c === at ? text(i, v) : v))));

interface Case {
  readonly name: string;
  readonly scheme?: string;
  readonly panel?: string | Uint8Array;
  readonly code: number;
  /** In both languages: file, sheet, row, column or path, and what is wrong. */
  readonly zh: readonly string[];
  readonly en: readonly string[];
}

const cases: readonly Case[] = [
  {
    name: 'empty file',
    panel: '',
    code: 3,
    zh: ['文件是空的', '位置：数据.csv'],
    en: ['empty', 'where: 数据.csv'],
  },
  {
    name: 'wrong encoding',
    panel: Uint8Array.from([...Buffer.from('单位,群众满意度\n甲,'), 0xff, 0x81, 0x30, 0xfe, 10]),
    code: 3,
    zh: ['编码', '位置：数据.csv'],
    en: ['encoding', 'where: 数据.csv'],
  },
  {
    name: 'duplicate unit',
    panel: panelWith((rows) => [...rows, rows[3]!]),
    code: 3,
    zh: ['南浦', '两次', '第一次在第 4 行', '数据.csv · 第 10 行'],
    en: ['南浦', 'twice', 'row 4', '数据.csv · row 10'],
  },
  {
    name: 'text in a number cell',
    panel: cell(2, 3, '基本解决'),
    code: 3,
    zh: ['西岭', '应当是数', '基本解决', '数据.csv · 第 3 行 · D (群众反映问题解决率) 列'],
    en: ['西岭', '基本解决', '数据.csv · row 3 · column D (群众反映问题解决率)'],
  },
  {
    name: 'weights that do not sum',
    scheme: minimalScheme.replace('weight: 0.2 }', 'weight: 0.1 }'),
    code: 1,
    zh: ['合计 0.9，应为 1', '方案.yaml · 第 15 行 · nodes[1].weight'],
    en: ['0.9', 'expected 1', '方案.yaml · row 15 · nodes[1].weight'],
  },
  {
    name: 'unknown indicator: the panel has no such column',
    panel: panelWith((rows) => rows.map((r) => r.filter((_, c) => c !== 6))),
    code: 3,
    zh: ['没有“单位面积能耗”（energy）这一列', '数据.csv · 单位面积能耗 列'],
    en: ['单位面积能耗', 'energy', '数据.csv · column 单位面积能耗'],
  },
  {
    name: 'unknown indicator: a gate on something the scheme does not have',
    scheme: minimalScheme.replace(
      'uncertainty:',
      'decide:\n  gates:\n    - { id: g, name: 门槛, subject: nothing, atLeast: 80, bestGrade: good }\ngrade:\n  grades: [{ id: good, name: 好, from: 60 }, { id: poor, name: 差 }]\nuncertainty:',
    ),
    code: 1,
    zh: ['nothing', '方案.yaml · 第 ', 'decide.gates[0].subject'],
    en: ['nothing', '方案.yaml · row ', 'decide.gates[0].subject'],
  },
  {
    name: '40 % of an indicator missing',
    panel: column(2, (row, old) => (row <= 4 ? '' : old)),
    code: 3,
    zh: ['“办件平均用时”有 50% 的单位缺数', '35%', '数据.csv · 办件平均用时 列 · indicators[1]'],
    en: ['办件平均用时', '50%', '35%', '数据.csv · column 办件平均用时 · indicators[1]'],
  },
  {
    name: '40 % of everything missing',
    panel: panelWith((rows) =>
      rows.map((r, i) => (i === 0 ? r : r.map((v, c) => (c > 0 && (2 * i + c) % 5 < 2 ? '' : v)))),
    ),
    code: 3,
    zh: ['缺了 40%', '上限 35%', '位置：数据.csv'],
    en: ['40%', '35%', 'where: 数据.csv'],
  },
  {
    name: 'one unit only',
    panel: panelWith((rows) => rows.slice(0, 2)),
    code: 3,
    zh: ['只有一个单位（东湖）', '位置：数据.csv'],
    en: ['东湖', 'where: 数据.csv'],
  },
  {
    name: 'constant column',
    panel: column(4, () => '66'),
    code: 3,
    zh: ['“单位服务成本”所有单位都是 66', '数据.csv · 单位服务成本 列 · indicators[3]'],
    en: ['单位服务成本', '66', '数据.csv · column 单位服务成本 · indicators[3]'],
  },
  {
    name: 'a row cut at the comma of a large figure',
    panel: cell(2, 4, '1,066'),
    code: 3,
    zh: ['“西岭”这一行有 8 格，表头只有 7 列', '千分位逗号', '数据.csv · 第 3 行'],
    en: ['8 cells under 7 headings', 'thousands comma', '数据.csv · row 3'],
  },
  {
    name: 'all rows cut so',
    panel: column(4, () => '1,066'),
    code: 3,
    zh: ['“东湖”这一行有 8 格', '“长堤”这一行有 8 格'],
    en: ['8 cells under 7 headings'],
  },
  {
    name: 'a line of the scheme one space too far left',
    scheme: minimalScheme.replace('    name: 单位服务成本', '   name: 单位服务成本'),
    code: 3,
    zh: ['缩进不对', '方案.yaml · 第 47 行'],
    en: ['indentation', '方案.yaml · row 47'],
  },
  {
    name: 'a scheme that is not YAML',
    scheme: minimalScheme.replace('  - { id: total', '\t- { id: total'),
    code: 3,
    zh: ['制表符', '方案.yaml · 第 '],
    en: ['tab', '方案.yaml · row '],
  },
  {
    name: 'an indicator that only counts meetings',
    scheme: minimalScheme.replace('name: 群众反映问题解决率', 'name: 会议召开次数'),
    code: 1,
    zh: [
      '会议召开次数',
      '整治形式主义为基层减负若干规定',
      '方案.yaml · 第 39 行 · indicators[2].name',
    ],
    en: ['meeting', '方案.yaml · row 39 · indicators[2].name'],
  },
];

describe('bad input: what, where, and nothing written', () => {
  it.each(cases)('$name', async ({ scheme, panel, code, zh, en }) => {
    const { folder, argv } = office({
      ...(scheme === undefined ? {} : { scheme }),
      ...(panel === undefined ? {} : { panel }),
    });
    const before = listed(folder);
    const chinese = await shiji(...argv);
    expect(chinese.err).not.toMatch(/\bat .*:\d+:\d+/);
    for (const words of zh) expect(chinese.err).toContain(words);
    const english = await shiji('--lang', 'en', ...argv);
    for (const words of en) expect(english.err).toContain(words);
    expect(english.err).not.toMatch(/office\.|engine\.|scheme\.[a-z]|cli\./);
    expect([chinese.code, english.code]).toEqual([code, code]);
    expect([chinese.out, english.out]).toEqual(['', '']);
    expect(listed(folder)).toEqual(before);
  });

  it('the unchanged scheme and panel pass', async () => {
    const { folder, argv } = office();
    expect(await shiji(...argv)).toMatchObject({ code: 0, err: '' });
    expect(listed(folder)).toContain('结果');
  });

  it('a column without heading is let be', async () => {
    const { argv } = office({
      panel: panelWith((rows) => rows.map((r, i) => (i ? [...r, '备注'] : r))),
    });
    expect(await shiji(...argv)).toMatchObject({ code: 0, err: '' });
  });

  it('a file that is not there, a folder, and one that is no panel at all', async () => {
    const { folder, argv } = office();
    const other = (path: string): string[] => argv.map((a) => (a.endsWith('.csv') ? path : a));
    const absent = await shiji(...other(join(folder, '没有.csv')));
    expect(absent).toMatchObject({ code: 3 });
    expect(absent.err).toContain('没有这个文件');
    expect((await shiji(...other(folder))).err).toContain('是目录');
    const image = join(folder, '图.csv');
    writeFileSync(image, Buffer.from('89504e470d0a1a0a0000000d49484452', 'hex'));
    const picture = await shiji(...other(image));
    expect(picture).toMatchObject({ code: 3 });
    expect(picture.err).toContain('图.csv');
    expect(listed(folder)).not.toContain('结果');
  });

  it('one unit with 40 % missing is not ranked, the others are, and it is said', async () => {
    const panel = panelWith((rows) =>
      rows.map((r, i) => (i === 3 ? r.map((v, c) => (c > 3 ? '' : v)) : r)),
    );
    const { argv } = office({ panel });
    const { code, out } = await shiji(...argv);
    expect(code).toBe(0);
    expect(out).toContain('未排名：南浦，缺 50% 的数');
    expect(out).toContain('7 个单位');
  });

  it('--json gives every issue with its text and place, and nothing else', async () => {
    const { argv } = office({ panel: cell(2, 3, '基本解决') });
    const { code, out } = await shiji('--json', ...argv);
    expect(code).toBe(3);
    expect(JSON.parse(out)).toMatchObject({
      ok: false,
      exitCode: 3,
      issues: [
        {
          code: 'office.text-in-number',
          severity: 'error',
          at: { file: '数据.csv', row: 3 },
          place: expect.stringContaining('第 3 行'),
          message: expect.stringContaining('基本解决'),
        },
      ],
    });
  });
});

describe.skipIf(!hasFixtures)('the same on real figures, with the real command', () => {
  it('ASEM with a text in a number cell', async () => {
    const folder = emptyFolder();
    const lines = readFileSync(fixtureFile('coinr/asem_raw.csv'), 'utf8').split('\n');
    const at = lines[0]!.split(',').indexOf('"Flights"');
    lines[4] = lines[4]!
      .split(',')
      .map((v, c) => (c === at ? '许多' : v))
      .join(',');
    writeFileSync(join(folder, 'asem.csv'), lines.join('\n'));
    const { code, out, err } = await spawned(
      [
        'appraise',
        '--scheme',
        ours('data/schemes/asem.yaml'),
        '--panel',
        'asem.csv',
        '--out',
        '结果',
      ],
      { cwd: folder },
    );
    expect(code).toBe(3);
    expect(out).toBe('');
    expect(err).toContain('asem.csv · 第 5 行 · M (Flights) 列');
    expect(listed(folder)).toEqual(['asem.csv']);
  });
});
