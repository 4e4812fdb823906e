import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { parseScheme, type Scheme } from '../../engine/index.ts';
import {
  dataFile,
  figure,
  fixtureFile,
  hasRealData,
  issuesOf,
  panelOf,
  schemeOf,
} from './panel.fixture.ts';

const starter = (name: string): Scheme =>
  parseScheme(
    parse(readFileSync(new URL(`../../../data/schemes/${name}.yaml`, import.meta.url), 'utf8')),
  );

const gdp = { id: 'gdp', name: '地区生产总值', unit: '亿元' };
const people = { id: 'people', name: '年末常住人口', unit: '万人' };

describe.skipIf(!hasRealData)('real files (SHIJI_DATA and SHIJI_FIXTURES)', () => {
  test('ASEM: 51 countries, 53 columns, groups', async () => {
    const { panel, warned } = await panelOf([fixtureFile('coinr/asem_raw.csv')], starter('asem'));
    expect(panel.units).toHaveLength(51);
    expect(panel.names[0]).toBe('Austria');
    expect(panel.periods).toEqual(['2018']);
    expect(figure(panel, 'AUT', 'Flights', '2018')).toBe(29.01725);
    expect(panel.attributes.EurAsia_group).toHaveLength(51);
    expect(warned).toEqual([]);
  });

  test('31 provinces over 13 years', async () => {
    const { panel, report } = await panelOf(
      [dataFile('panels/cn-provinces-2011-2023.csv')],
      starter('provinces'),
    );
    expect(panel.units).toHaveLength(31);
    expect(panel.periods).toHaveLength(13);
    expect(figure(panel, '上海', 'gdp_100m_yuan', '2012')).toBe(21774.9);
    expect(report.sheets[0]!.ignored).toContain('patents_granted');
  });

  test('Technology Achievement Index: the data is read, its tables of weights are refused', async () => {
    const tai = starter('tai');
    const folder = 'published/oecd_tai';
    const { panel } = await panelOf(
      [dataFile(`${folder}/tai_23_raw_and_published_ranks.csv`)],
      tai,
    );
    expect(panel.units).toHaveLength(23);
    expect(figure(panel, 'Slovenia', 'university')).toBe(10.6);
    const codeOf = async (name: string): Promise<string> =>
      (await issuesOf([dataFile(`${folder}/${name}.csv`)], tai))[0]!.code;
    expect(await codeOf('tai_ahp_comparison_table20')).toBe('office.unit-column-missing');
    expect(await codeOf('tai_weights_table22')).toBe('office.unit-column-missing');
    expect(await codeOf('tai_goalposts_hdr2001')).toBe('office.transposed');
    expect(await codeOf('tai_bod_table19')).toBe('office.nothing-wanted');
  });

  test('two downloads of the statistics office become one panel by region and year', async () => {
    const { panel, report, warned } = await panelOf(
      [dataFile('office/Tobby-分省年度数据.csv'), dataFile('office/1lmq-分省年度数据.csv')],
      schemeOf([gdp, people]),
    );
    expect(warned).toEqual([]);
    expect(report.sheets).toMatchObject([
      { encoding: 'gb18030', layout: 'years', headerRow: 4, rows: 31, unit: '地区' },
      { encoding: 'gb18030', layout: 'years', headerRow: 4, rows: 31 },
    ]);
    expect(report.sheets[0]!.skipped.map((s) => s.why)).toEqual(['note', 'note']);
    expect(panel.units).toHaveLength(31);
    expect(panel.periods).toHaveLength(32);
    expect(figure(panel, '北京市', 'gdp', '2017')).toBe(28014.94);
    expect(figure(panel, '北京市', 'people', '2017')).toBe(2194);
    expect(figure(panel, '北京市', 'people', '1999')).toBeNaN();
  });

  test('a download joins the provinces panel though the names differ in their suffix', async () => {
    const joined = schemeOf([{ id: 'gdp_100m_yuan', name: '产值' }, people]);
    const { panel, warned } = await panelOf(
      [dataFile('panels/cn-provinces-2011-2023.csv'), dataFile('office/1lmq-分省年度数据.csv')],
      joined,
    );
    expect(panel.units).toHaveLength(31);
    expect(new Set(warned)).toEqual(new Set(['office.unit-renamed']));
    expect(figure(panel, '新疆', 'people', '2020')).toBe(2590);
  });

  test('growth rates with negative and empty cells; a file that does not name its indicator', async () => {
    const growth = schemeOf([
      { id: 'funds', name: '固定资产投资(不含农户)实际到位资金_比上年增长' },
    ]);
    const { panel } = await panelOf([dataFile('office/分省年度数据 (5).csv')], growth);
    expect(figure(panel, '北京市', 'funds', '2024')).toBe(-4.7);
    expect(figure(panel, '北京市', 'funds', '2025')).toBeNaN();
    const spending = schemeOf([{ id: 'spending', name: '地方财政一般预算支出' }]);
    const unnamed = 'office/tec-分省年度数据_4.csv';
    expect(await issuesOf([dataFile(unnamed)], spending)).toMatchObject([
      { code: 'office.no-indicator-title', at: { file: 'tec-分省年度数据_4.csv', row: 3 } },
    ]);
    const told = await panelOf([dataFile(unnamed, 'spending')], spending);
    expect(told.report.sheets[0]).toMatchObject({ encoding: 'utf-8', layout: 'years' });
    expect(figure(told.panel, '新疆维吾尔自治区', 'spending', '2011')).toBe(2284.49);
    expect(told.panel.units).toHaveLength(31);
  });

  test('legacy .xls is refused with the remedy', async () => {
    expect(await issuesOf([dataFile('office/2020-分省年度数据.xls')], schemeOf([gdp]))).toEqual([
      { code: 'office.legacy-xls', at: { file: '2020-分省年度数据.xls' }, params: {} },
    ]);
  });

  test('US counties: three columns called «Code», an empty one, a footer, «N.A.»', async () => {
    const counties = schemeOf(
      [
        { id: 'rate', name: 'Unemployment rate', aliases: ['(%)'], polarity: 'cost' },
        { id: 'force', name: 'Labor_Force' },
      ],
      { panel: { unit: 'Code', name: 'Name', period: 'Year' } },
    );
    const { panel, report, warned } = await panelOf([dataFile('office/laucnty19.xlsx')], counties);
    expect(panel.units).toHaveLength(3219);
    expect(panel.names[0]).toBe('Autauga County, AL');
    expect(figure(panel, 'CN0100100000000', 'rate', '2019')).toBe(2.9);
    expect(report.sheets[0]!.skipped).toEqual([
      { row: 3222, text: 'SOURCE: BLS, LAUS', why: 'note' },
      { row: 3223, text: 'April 21, 2023', why: 'note' },
    ]);
    expect(warned).toEqual(['office.unit-guessed']);
  });

  test('messages from the public are no panel', async () => {
    expect(
      await issuesOf([dataFile('voices/messages-labelled-sample.xlsx')], schemeOf([gdp])),
    ).toMatchObject([{ code: 'office.no-headings' }]);
  });
});
