import { describe, expect, test } from 'vitest';
import {
  csv,
  figure,
  issuesOf,
  panelOf,
  schemeOf,
  sheetOf,
  twoIndicators,
} from './panel.fixture.ts';

const scheme = schemeOf(twoIndicators);

describe('where the table begins and ends', () => {
  test('title lines, blank rows, a row of units of measure, notes, totals and signatures', async () => {
    const { panel, report } = await panelOf(
      [
        csv(
          [
            '附件 2',
            '某市各部门 2024 年服务情况表,,,,',
            '填报时间：2025-01-10,,,,',
            ',,,,',
            '序号,单位名称,群众满意率,办理天数,备注',
            ',,（%）,（天）,',
            '1,青杉局,"91.5%",3,',
            '2,白桦局,88%,4.5,新设',
            ',,,,',
            '3,红枫局,90%,—,',
            ',合　计,269.5%,7.5,',
            ',,,,',
            '注：办理天数按工作日计算。,,,,',
            '数据来源：各部门上报',
            '填表人：王某    审核人：李某',
          ].join('\r\n'),
        ),
      ],
      scheme,
    );
    expect(panel.units).toEqual(['青杉局', '白桦局', '红枫局']);
    expect(figure(panel, '青杉局', 'satisfied', '2024')).toBe(91.5);
    expect(figure(panel, '红枫局', 'days', '2024')).toBeNaN();
    expect(report.sheets[0]).toMatchObject({
      headerRow: 5,
      rows: 3,
      unit: '单位名称',
      period: { from: 'title', text: '2024' },
      ignored: ['序号', '备注'],
      skipped: [
        { row: 11, why: 'total' },
        { row: 13, why: 'note' },
        { row: 14, why: 'note' },
        { row: 15, why: 'note' },
      ],
    });
  });

  test('the column numbers of a statistical form are no unit', async () => {
    const text = '单位名称,群众满意率,办理天数\n甲,1,2\n青杉局,91,3\n白桦局,88,4\n';
    const { panel } = await panelOf([csv(text)], scheme);
    expect(panel.units).toEqual(['青杉局', '白桦局']);
  });

  test('a unit without any figure stays, even in the last row', async () => {
    const text = '单位名称,群众满意率,办理天数\n青杉局,91,3\n白桦局,88,4\n红枫局,,\n';
    const { panel } = await panelOf([csv(text)], scheme);
    expect(panel.units).toEqual(['青杉局', '白桦局', '红枫局']);
  });

  test('section headings between units are not units', async () => {
    const text =
      '单位名称,群众满意率,办理天数\n一、综合部门,,\n青杉局,91,3\n（二）业务部门,,\n白桦局,88,4\n';
    const { panel, report } = await panelOf([csv(text)], scheme);
    expect(panel.units).toEqual(['青杉局', '白桦局']);
    expect(report.sheets[0]!.skipped.map((s) => s.why)).toEqual(['section', 'section']);
  });

  test('trailing empty columns and rows that are shorter or longer are nothing special', async () => {
    const text = '单位名称,群众满意率,办理天数,,,\n青杉局,91,3,,\n白桦局,88,4,,,,,\n红枫局,90\n';
    const { panel } = await panelOf([csv(text)], scheme);
    expect(figure(panel, '红枫局', 'satisfied')).toBe(90);
    expect(figure(panel, '红枫局', 'days')).toBeNaN();
  });
});

describe('which columns are taken', () => {
  test('ids, names, aliases, units of measure, spacing and width', async () => {
    const wide = schemeOf([
      { id: 'gdp', name: '地区生产总值', aliases: ['GDP'], unit: '亿元' },
      { id: 'rate', name: '群众满意率', unit: '%' },
      { id: 'days', name: '平均办理天数', polarity: 'cost' },
      { id: 'CO2', name: '碳排放' },
    ]);
    const text =
      '地区,ＧＤＰ（亿元）,群众 满意率(%),"平均办理\n天数",co2 \n甲市,10,90,3,5\n乙市,20,80,4,6\n';
    const { panel, report } = await panelOf([csv(text)], wide);
    expect(report.sheets[0]!.taken.map((x) => x.id)).toEqual(['gdp', 'rate', 'days', 'CO2']);
    expect(figure(panel, '乙市', 'CO2')).toBe(6);
  });

  test('what only the brackets tell apart is not mixed up', async () => {
    const money = schemeOf([
      { id: 'yuan', name: '人均产值(元)' },
      { id: 'dollar', name: '人均产值(美元)' },
    ]);
    const text = '单位,人均产值（美元）,人均产值（元）\n甲,1,7\n乙,2,14\n';
    expect(figure((await panelOf([csv(text)], money)).panel, '乙', 'yuan')).toBe(14);
    const bare = '单位,人均产值\n甲,1\n乙,2\n';
    expect((await issuesOf([csv(bare)], money)).map((i) => i.code)).toEqual([
      'office.nothing-wanted',
    ]);
  });

  test('an exact heading wins over a like one; two equal ones are refused', async () => {
    const text = '单位名称,群众满意率（去年）,群众满意率,办理天数\n青杉局,1,91,3\n白桦局,2,88,4\n';
    const { panel, report } = await panelOf([csv(text)], scheme);
    expect(figure(panel, '青杉局', 'satisfied')).toBe(91);
    expect(report.sheets[0]!.ignored).toEqual(['群众满意率（去年）']);
    const twice = '单位名称,群众满意率,群众满意率,办理天数\n青杉局,1,91,3\n白桦局,2,88,4\n';
    expect(await issuesOf([csv(twice)], scheme)).toMatchObject([
      {
        code: 'office.duplicate-column',
        at: { row: 1, column: 'C (群众满意率)' },
        params: { first: 'B' },
      },
    ]);
  });

  test('another unit of measure than the scheme says is warned of', async () => {
    const money = schemeOf([{ id: 'gdp', name: '地区生产总值', unit: '亿元' }]);
    const text = (unit: string): string => `地区,地区生产总值(${unit})\n甲市,10\n乙市,20\n`;
    expect((await panelOf([csv(text('亿元'))], money)).warned).toEqual([]);
    const { report } = await panelOf([csv(text('万元'))], money);
    expect(report.warnings).toMatchObject([
      {
        code: 'office.measure-differs',
        params: { written: '万元', expected: '亿元' },
        severity: 'warning',
      },
    ]);
  });

  test('standard errors and states of cells', async () => {
    const text =
      '单位名称,群众满意率,群众满意率 标准误,群众满意率 状态,办理天数,办理天数_flag\n青杉局,91,0.8,核实,3,estimated\n白桦局,88,1.2,存疑,4,\n红枫局,90,,上报,5,\n';
    const { panel } = await panelOf([csv(text)], scheme);
    expect(Object.keys(panel.errors!)).toEqual(['0']);
    expect([...panel.errors![0]!]).toEqual([0.8, 1.2, Number.NaN]);
    expect([...panel.flags[0]!]).toEqual([5, 4, 1]);
    expect([...panel.flags[1]!]).toEqual([3, 1, 1]);
    const wrong = text.replace('存疑', '大概').replace('0.8', '-0.8');
    expect((await issuesOf([csv(wrong)], scheme)).map((i) => i.code)).toEqual([
      'office.error-negative',
      'office.flag-unknown',
    ]);
  });

  test('columns a scheme needs beside its indicators, with answers in words', async () => {
    const rules = schemeOf([{ id: 'output', name: '产值', denominator: 'staff' }], {
      decide: {
        adjustments: [
          { id: 'spread', name: '经验推广', kind: 'bonus', column: '推广项数', cap: 2 },
        ],
        vetoes: [{ id: 'fraud', name: '造假', column: '造假查实', grade: 'poor' }],
      },
      purpose: 'appraisal',
      indicators: [
        {
          id: 'heard',
          name: '群众满意率',
          parent: 'root',
          weight: 2,
          nature: 'satisfaction',
          aspect: 'quality',
        },
        { id: 'output', name: '产值', parent: 'root', denominator: 'staff' },
      ],
      grade: {
        grades: [
          { id: 'good', name: '良好', from: 60 },
          { id: 'poor', name: '较差' },
        ],
      },
    });
    const text =
      '单位,群众满意率,产值,staff,推广项数,造假查实\n甲,90,5,10,无,否\n乙,80,6,12,2,有\n丙,70,7,9,1,3\n';
    const { panel } = await panelOf([csv(text)], rules);
    expect(panel.ids).toEqual(['heard', 'output', 'staff', '造假查实', '推广项数']);
    expect(['甲', '乙', '丙'].map((u) => figure(panel, u, '造假查实'))).toEqual([0, 1, 3]);
    expect(figure(panel, '甲', '推广项数')).toBe(0);
    const without = '单位,群众满意率,产值\n甲,90,5\n乙,80,6\n丙,70,7\n';
    expect(await issuesOf([csv(without)], rules)).toMatchObject([
      { code: 'office.column-missing', at: { column: 'staff' } },
      { code: 'office.fact-missing', at: { column: '造假' } },
      { code: 'office.fact-missing', at: { column: '经验推广' } },
    ]);
  });
});

describe('which column is the unit and which the period', () => {
  test('a code and a name: the code identifies, the name is shown', async () => {
    const text = '单位编码,单位名称,群众满意率,办理天数\n001,青杉局,91,3\n002,白桦局,88,4\n';
    const { panel, report, warned } = await panelOf([csv(text)], scheme);
    expect(panel.units).toEqual(['001', '002']);
    expect(panel.names).toEqual(['青杉局', '白桦局']);
    expect(report.sheets[0]).toMatchObject({ unit: '单位编码', name: '单位名称' });
    expect(warned).toEqual([]);
  });

  test('of several columns with the name the scheme gives, the one that tells units apart', async () => {
    const coded = schemeOf(twoIndicators, { panel: { unit: 'Code', name: 'Name' } });
    const text = 'Code,Code,Name,群众满意率,办理天数\n01,001,A County,91,3\n01,003,B County,88,4\n';
    const { panel, report } = await panelOf([csv(text)], coded);
    expect(panel.units).toEqual(['001', '003']);
    expect(report.warnings).toMatchObject([
      { code: 'office.unit-guessed', params: { taken: 'Code' } },
    ]);
  });

  test('a heading the scheme names but the file lacks is guessed, and said', async () => {
    const named = schemeOf(twoIndicators, { panel: { unit: '部门代码', period: '考核年' } });
    const text = '单位,年份,群众满意率,办理天数\n青杉局,2023,91,3\n白桦局,2023,88,4\n';
    const { report } = await panelOf([csv(text)], named);
    expect(report.warnings).toMatchObject([
      { code: 'office.unit-guessed', params: { named: '部门代码', taken: '单位' } },
      { code: 'office.period-guessed', params: { named: '考核年', taken: '年份' } },
    ]);
  });

  test('a table about something else is not taken for units', async () => {
    const named = schemeOf(twoIndicators, { panel: { unit: '部门' } });
    const text = '方法,群众满意率,办理天数\n等权,0.5,0.5\n专家,0.6,0.4\n';
    expect(await issuesOf([csv(text)], named)).toMatchObject([
      { code: 'office.unit-column-missing', at: { row: 1 }, params: { name: '部门' } },
    ]);
  });

  test('a time of filling in is no period', async () => {
    const text =
      '单位,时间,群众满意率,办理天数\n青杉局,2024-01-05 10:33,91,3\n白桦局,2024-01-06 08:00,88,4\n';
    const { panel, report } = await panelOf([csv(text)], scheme);
    expect(panel.periods).toEqual(['']);
    expect(report.sheets[0]!.ignored).toEqual(['时间']);
  });

  test('the caller may say the period of files that do not', async () => {
    const text = '单位,群众满意率,办理天数\n青杉局,91,3\n白桦局,88,4\n';
    expect((await panelOf([csv(text)], scheme, { period: '2024年' })).panel.periods).toEqual([
      '2024',
    ]);
  });
});

describe('long tables', () => {
  const rows = [
    '单位,指标,年份,数值,状态',
    '青杉局,群众满意率,2023,90,核实',
    '青杉局,办理天数,2023,3,',
    '白桦局,群众满意率,2023,80,',
  ];

  test('a row a figure', async () => {
    const text = [...rows, '白桦局,办理天数,2023,4,估计', '白桦局,会议次数,2023,9,'].join('\n');
    const { panel, report } = await panelOf([csv(text)], scheme);
    expect(report.sheets[0]).toMatchObject({ layout: 'long', ignored: ['会议次数'] });
    expect(figure(panel, '白桦局', 'days', '2023')).toBe(4);
    expect([...panel.flags[0]!]).toEqual([5, 1]);
    expect([...panel.flags[1]!]).toEqual([1, 3]);
  });

  test('a unit written once over its indicators is carried down, and said', async () => {
    const text =
      '单位,指标,数值\n青杉局,群众满意率,90\n,办理天数,3\n白桦局,群众满意率,80\n,办理天数,4\n';
    const { panel, report } = await panelOf([csv(text)], scheme);
    expect(figure(panel, '白桦局', 'days')).toBe(4);
    expect(report.warnings).toMatchObject([
      { code: 'office.unit-carried', params: { count: 2, rows: '3、5' } },
    ]);
  });

  test('a figure given twice names both rows', async () => {
    const text = [...rows, '青杉局,办理天数,2023,3,'].join('\n');
    expect((await issuesOf([csv(text)], scheme))[0]).toMatchObject({
      code: 'office.duplicate-figure',
      at: { row: 5 },
      params: { unit: '青杉局', name: '办理天数', first: 3 },
    });
  });
});

describe('years in the headings', () => {
  test('under each indicator', async () => {
    const file = await sheetOf([
      ['单位', '群众满意率', null, '办理天数', null],
      [null, '2023年', '2024年', '2023年', '2024年'],
      ['青杉局', 90, 91, 5, 4],
      ['白桦局', 80, 82, 7, 6],
    ]);
    const { panel } = await panelOf([file], scheme);
    expect(panel.periods).toEqual(['2023', '2024']);
    expect(figure(panel, '白桦局', 'satisfied', '2024')).toBe(82);
    expect(figure(panel, '白桦局', 'days', '2023')).toBe(7);
  });

  test('before the name of the indicator', async () => {
    const text =
      '单位,2023年群众满意率,2024年群众满意率,2024年办理天数\n青杉局,90,91,4\n白桦局,80,82,6\n';
    const { panel } = await panelOf([csv(text)], scheme);
    expect(figure(panel, '青杉局', 'satisfied', '2023')).toBe(90);
    expect(figure(panel, '青杉局', 'days', '2023')).toBeNaN();
    expect(figure(panel, '青杉局', 'days', '2024')).toBe(4);
  });

  test('one indicator a file, as the statistics office gives it', async () => {
    const file = (name: string, values: string): ReturnType<typeof csv> =>
      csv(
        `数据库：分省年度数据\n指标：${name}\n时间：最近2年\n地区\t,2024年\t,2023年\t,\n${values}注：略\n数据来源：国家统计局\n`,
        `${name}.csv`,
      );
    const files = [
      file('群众满意率(%)', '甲市\t,\t91\t,\t90\t,\n乙市\t,\t82\t,\t\t,\n'),
      file('办理天数', '乙市\t,\t6\t,\t7\t,\n甲市\t,\t4\t,\t5\t,\n'),
    ];
    const { panel, warned } = await panelOf(files, scheme);
    expect(warned).toEqual([]);
    expect(panel.periods).toEqual(['2023', '2024']);
    expect(figure(panel, '乙市', 'satisfied', '2023')).toBeNaN();
    expect(figure(panel, '甲市', 'days', '2023')).toBe(5);
  });

  test('without a title the file is refused, or read when the caller says what it is', async () => {
    const text = '地区,2024年,2023年\n甲市,91,90\n乙市,82,80\n';
    const one = schemeOf([twoIndicators[0]!]);
    expect(await issuesOf([csv(text)], one)).toMatchObject([
      { code: 'office.no-indicator-title', at: { row: 1 } },
    ]);
    const { panel } = await panelOf([{ ...csv(text), indicator: 'satisfied' }], one);
    expect(figure(panel, '乙市', 'satisfied', '2023')).toBe(80);
    const wrong = { ...csv(text), indicator: '群众满意度' };
    expect(await issuesOf([wrong], one)).toMatchObject([
      { code: 'office.indicator-unknown', params: { title: '群众满意度', closest: '群众满意率' } },
    ]);
  });
});
