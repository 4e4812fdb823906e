import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createTranslator, languages } from '../../contract/messages/index.ts';
import { issuePlace, issueText } from '../../contract/messages/issue.ts';
import { EngineError } from '../../engine/index.ts';
import { MOST_ISSUES } from './issues.ts';
import {
  csv,
  figure,
  issuesOf,
  panelOf,
  schemeOf,
  sheetOf,
  twoIndicators,
} from './panel.fixture.ts';
import { readPanel } from './read.ts';

const scheme = schemeOf(twoIndicators);
const grouped = schemeOf(twoIndicators, {
  select: { class: '类别' },
  panel: { attributes: ['类别'] },
});

describe('joining files', () => {
  test('units by code, by name and by name without suffix; order of files does not matter', async () => {
    const codes = csv('单位编码,单位名称,群众满意率\n01,青杉县,91\n02,白桦县,88\n', 'a.csv');
    const names = csv('单位名称,办理天数\n白桦,4\n青杉县,3\n', 'b.csv');
    for (const files of [
      [codes, names],
      [names, codes],
    ]) {
      const { panel, report } = await panelOf(files, scheme);
      expect(panel.units).toEqual(['01', '02']);
      expect(figure(panel, '02', 'days')).toBe(4);
      expect(report.warnings).toMatchObject([
        {
          code: 'office.unit-renamed',
          at: { file: 'b.csv' },
          params: { unit: '白桦', other: '白桦县' },
        },
      ]);
    }
  });

  test('two units whose short names are the same are never taken for one', async () => {
    const a = csv('地区,群众满意率\n吉林,91\n辽宁,88\n', 'a.csv');
    const b = csv('地区,办理天数\n吉林省,3\n吉林市,4\n辽宁,5\n', 'b.csv');
    const { panel, warned } = await panelOf([a, b], scheme);
    expect(panel.units).toEqual(['吉林', '辽宁', '吉林省', '吉林市']);
    expect(warned).toEqual(['office.units-differ']);
  });

  test('units some files lack are warned of with their names', async () => {
    const a = csv('单位,群众满意率\n青杉局,91\n白桦局,88\n', 'a.csv');
    const b = csv('单位,办理天数\n青杉局,3\n红枫局,4\n', 'b.csv');
    const { report } = await panelOf([a, b], scheme);
    expect(report.warnings).toMatchObject([
      {
        code: 'office.units-differ',
        at: { file: 'b.csv' },
        params: { added: 1, addedNames: '红枫局', absent: 1, absentNames: '白桦局' },
      },
    ]);
  });

  test('files without a common unit are refused', async () => {
    const a = csv('单位,群众满意率\n青杉局,91\n白桦局,88\n', 'a.csv');
    const b = csv('单位,办理天数\n甲,3\n乙,4\n', 'b.csv');
    expect(await issuesOf([a, b], scheme)).toMatchObject([
      {
        code: 'office.no-common-units',
        at: { file: 'b.csv' },
        params: { here: '甲、乙', before: '青杉局、白桦局' },
      },
    ]);
  });

  test('the same figure twice is one, two figures are an error that names both places', async () => {
    const a = csv('单位,群众满意率,办理天数\n青杉局,91,3\n白桦局,88,4\n', 'a.csv');
    const b = csv('单位,办理天数\n青杉局,3\n白桦局,5\n', 'b.csv');
    expect(await issuesOf([a, b], scheme)).toEqual([
      {
        code: 'office.figures-differ',
        at: { file: 'b.csv', row: 3, column: 'B (办理天数)' },
        params: { name: '办理天数', unit: '白桦局', value: 5, other: 4, file: 'a.csv', row: 3 },
      },
    ]);
  });

  test('periods: from the name of each file; one file without any; several and one without', async () => {
    const wide = (v: number, name: string): ReturnType<typeof csv> =>
      csv(`单位,群众满意率,办理天数\n青杉局,${v},3\n白桦局,${v + 1},4\n`, name);
    const { panel } = await panelOf([wide(80, '2023考核.csv'), wide(90, '2024考核.csv')], scheme);
    expect(panel.periods).toEqual(['2023', '2024']);
    expect(figure(panel, '白桦局', 'satisfied', '2024')).toBe(91);
    const dated = csv('单位,年份,群众满意率\n青杉局,2024,91\n白桦局,2024,88\n', 'a.csv');
    const undated = csv('单位,办理天数\n青杉局,3\n白桦局,5\n', 'b.csv');
    expect(figure((await panelOf([undated, dated], scheme)).panel, '白桦局', 'days', '2024')).toBe(
      5,
    );
    const years = csv(
      '单位,年份,群众满意率\n青杉局,2023,91\n青杉局,2024,91\n白桦局,2024,88\n',
      'a.csv',
    );
    expect(await issuesOf([undated, years], scheme)).toMatchObject([
      { code: 'office.period-missing', at: { file: 'b.csv' }, params: { periods: '2023、2024' } },
    ]);
  });

  test('the class of the newest period counts', async () => {
    const text = (a: string, b: string): string =>
      `单位,年份,类别,群众满意率,办理天数\n青杉局,2024,${b},91,3\n青杉局,2023,${a},90,3\n白桦局,2024,一类,88,4\n`;
    const { panel } = await panelOf([csv(text('一类', '二类'))], grouped);
    expect(panel.attributes).toEqual({ 类别: ['二类', '一类'] });
  });
});

describe('bad input is refused with the place', () => {
  test('text, percent signs and formula errors in numbers', async () => {
    const text = '单位,群众满意率,办理天数\n青杉局,约九成,3天\n白桦局,88%,4\n红枫局,0.9,#DIV/0!\n';
    expect(await issuesOf([csv(text)], scheme)).toEqual([
      {
        code: 'office.text-in-number',
        at: { file: '考核.csv', row: 2, column: 'B (群众满意率)' },
        params: { name: '群众满意率', unit: '青杉局', text: '约九成' },
      },
      {
        code: 'office.text-in-number',
        at: { file: '考核.csv', row: 2, column: 'C (办理天数)' },
        params: { name: '办理天数', unit: '青杉局', text: '3天' },
      },
      {
        code: 'office.formula-error',
        at: { file: '考核.csv', row: 4, column: 'C (办理天数)' },
        params: { name: '办理天数', unit: '红枫局', text: '#DIV/0!' },
      },
      {
        code: 'office.percent-mixed',
        at: { file: '考核.csv', row: 4, column: 'B (群众满意率)' },
        params: { name: '群众满意率', percent: 3, plain: 4 },
      },
    ]);
  });

  test('a unit twice names both rows, however it is spaced', async () => {
    const text = '单位,群众满意率,办理天数\n青 杉 局,91,3\n白桦局,88,4\n青杉局,90,2\n';
    expect(await issuesOf([csv(text)], scheme)).toEqual([
      {
        code: 'office.duplicate-unit',
        at: { file: '考核.csv', row: 4 },
        params: { unit: '青杉局', period: '—', first: 2 },
      },
    ]);
  });

  test('rows without a unit or a period', async () => {
    const text =
      '单位,年份,群众满意率,办理天数\n青杉局,2024,91,3\n白桦局,,88,4\n红枫局,2024,80,1\n';
    expect(await issuesOf([csv(text)], scheme)).toMatchObject([
      { code: 'office.period-empty', at: { row: 3, column: 'B (年份)' } },
    ]);
    const nameless = '单位,群众满意率,办理天数\n青杉局,91,3\n,88,4\n红枫局,80,1\n';
    expect(await issuesOf([csv(nameless)], scheme)).toMatchObject([
      { code: 'office.unit-missing', at: { file: '考核.csv', row: 3 } },
    ]);
  });

  test('one unit, no unit, no heading, no wanted column, rows that are indicators', async () => {
    const head = '单位,群众满意率,办理天数\n';
    const codes = async (text: string): Promise<string[]> =>
      (await issuesOf([csv(text)], scheme)).map((i) => i.code);
    expect(await codes(`${head}青杉局,91,3\n`)).toEqual(['office.one-unit']);
    expect(await codes(head)).toEqual(['office.no-rows']);
    expect(await codes('今天开会\n明天也开会\n')).toEqual(['office.no-headings']);
    expect(await codes('单位,会议次数\n青杉局,3\n白桦局,4\n')).toEqual(['office.nothing-wanted']);
    expect(await codes('指标,青杉局,白桦局\n群众满意率,91,88\n办理天数,3,4\n')).toEqual([
      'office.transposed',
    ]);
  });

  test('a needed column that is absent names the closest headings', async () => {
    const text = '单位,群众满意率,平均办理天数,会议次数\n青杉局,91,3,1\n白桦局,88,4,1\n';
    expect(await issuesOf([csv(text)], scheme)).toEqual([
      {
        code: 'office.column-missing',
        at: { file: '考核.csv', column: '办理天数' },
        params: { id: 'days', name: '办理天数', closest: '平均办理天数' },
      },
    ]);
  });

  test('an attribute that groups units: the column, then each cell', async () => {
    const without = '单位,群众满意率,办理天数,单位类别\n青杉局,91,3,一类\n白桦局,88,4,一类\n';
    expect(await issuesOf([csv(without)], grouped)).toMatchObject([
      {
        code: 'office.attribute-column-missing',
        at: { column: '类别' },
        params: { closest: '单位类别' },
      },
    ]);
    const holes = '单位,群众满意率,办理天数,类别\n青杉局,91,3,一类\n白桦局,88,4,\n';
    expect(await issuesOf([csv(holes)], grouped)).toMatchObject([
      {
        code: 'office.attribute-missing',
        at: { row: 3, column: '类别' },
        params: { unit: '白桦局' },
      },
    ]);
  });

  test('the faults of all files at once, 200 of them listed and the rest counted', async () => {
    const rows = Array.from({ length: 150 }, (_, i) => `单位${i},很好,不久`).join('\n');
    const issues = await issuesOf([csv(`单位,群众满意率,办理天数\n${rows}\n`)], scheme);
    expect(issues).toHaveLength(MOST_ISSUES + 1);
    expect(issues.at(-1)).toEqual({
      code: 'office.more-issues',
      params: { count: 300 - MOST_ISSUES, listed: MOST_ISSUES },
    });
    const two = await issuesOf([csv('', 'a.csv'), csv('<html>', 'b.csv')], scheme);
    expect(two).toMatchObject([
      { code: 'office.empty-file', at: { file: 'a.csv' } },
      { code: 'office.web-page', at: { file: 'b.csv' } },
    ]);
  });

  test('no file at all', async () => {
    expect((await issuesOf([], scheme)).map((i) => i.code)).toEqual(['office.no-files']);
  });
});

test('whatever the bytes, a reading ends in a panel or in issues with texts', async () => {
  const good = csv(
    '单位编码,单位名称,年份,群众满意率,办理天数\n1,青杉局,2024,91%,3\n2,白桦局,2024,88%,—\n',
  );
  const book = await sheetOf([
    ['单位', '群众满意率', '办理天数'],
    ['青杉局', 91, 3],
    ['白桦局', 88, 4],
  ]);
  const t = createTranslator('zh-CN');
  const harm = fc.record({
    workbook: fc.boolean(),
    cuts: fc.array(
      fc.tuple(fc.double({ min: 0, max: 1, noNaN: true }), fc.integer({ min: 0, max: 255 })),
      {
        maxLength: 6,
      },
    ),
    keep: fc.double({ min: 0, max: 1, noNaN: true }),
    tail: fc.string({ maxLength: 20, unit: 'binary' }),
  });
  await fc.assert(
    fc.asyncProperty(harm, async ({ workbook, cuts, keep, tail }) => {
      const bytes = (workbook ? book : good).bytes.slice();
      for (const [at, byte] of cuts) bytes[Math.floor(at * (bytes.length - 1))] = byte;
      const kept = keep > 0.5 ? bytes : bytes.slice(0, Math.floor(2 * keep * bytes.length));
      const all = workbook ? kept : new Uint8Array([...kept, ...new TextEncoder().encode(tail)]);
      try {
        const { panel } = await readPanel([{ name: 'x', bytes: all }], scheme);
        expect(panel.units.length).toBeGreaterThan(1);
      } catch (error) {
        if (!(error instanceof EngineError)) throw error;
        for (const issue of error.issues) expect(issueText(issue, t)).not.toBe(issue.code);
      }
    }),
    { numRuns: 300, seed: 1 },
  );
});

test('every code has a text in both languages that fills all its parameters', async () => {
  const texts = languages.map((lang) => createTranslator(lang));
  const inputs = [
    '单位,群众满意率,办理天数\n青杉局,约九成,3天\n白桦局,88%,4\n红枫局,0.9,=A1\n红枫局,1,1\n,3,4\n',
    '单位,群众满意率,平均天数\n青杉局,1,2\n',
    '单位,会议\n甲,1\n',
    '指标,甲,乙\n群众满意率,91,88\n办理天数,3,4\n',
    '今天\n',
    '',
    '<html>',
    '地区,2023年,2024年\n甲,1,2\n',
  ];
  for (const input of inputs)
    for (const issue of await issuesOf([csv(input)], grouped))
      for (const t of texts) {
        const text = issueText(issue, t);
        expect(text).not.toBe(issue.code);
        expect(text).not.toMatch(/[{}]|undefined/);
        expect(issuePlace(issue, t)).toContain('考核.csv');
      }
});

test('a panel of 3,000 units over 4 years and 20 columns is read whole', async () => {
  const many = Array.from({ length: 20 }, (_, i) => ({ id: `i${i}`, name: `指标${i}` }));
  const rows = [`单位,年份,${many.map((i) => i.name).join(',')}`];
  for (let u = 0; u < 3000; u++)
    for (let y = 2021; y < 2025; y++)
      rows.push(`单位${u},${y},${many.map((_, i) => u * i + y).join(',')}`);
  const { panel } = await readPanel([csv(rows.join('\n'))], schemeOf(many));
  expect(panel.units).toHaveLength(3000);
  expect(figure(panel, '单位2999', 'i19', '2024')).toBe(2999 * 19 + 2024);
});
