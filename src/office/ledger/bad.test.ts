import { strFromU8, strToU8, unzipSync, zipSync } from 'fflate';
import { describe, expect, test } from 'vitest';
import { createTranslator } from '../../contract/messages/index.ts';
import { issueText } from '../../contract/messages/issue.ts';
import { rejectsXlsx } from '../table/rejects.ts';
import { issuesOf, plan, readBytes, readText, xlsx } from './ledger.fixture.ts';

const t = createTranslator('zh-CN');
const headings = ['序号', '问题表现', '责任单位', '责任人', '整改措施', '整改时限'];
const row = (n: number, facts: string) => [
  n,
  facts,
  '三分公司',
  '韩冬',
  `更换井盖${n}`,
  '2026-06-30',
];
const sheetOf = (...rows: readonly unknown[][]) =>
  xlsx((sheet) => {
    sheet.addRow(headings);
    for (const cells of rows) sheet.addRow(cells);
  });

describe('lines below a ledger that are no problems', () => {
  test.each([
    ['total', ['', '合计：共2项']],
    ['total', ['合计', '2']],
    ['total', ['本页合计', '2', '', '', '1条']],
    ['total', ['小计', '1项', '三分公司', '', '1条']],
    ['total', ['', '合计2项，其中已完成1项，未完成1项']],
    ['note', ['审核人签字：', '', '', '填表人签字：', '', '日期：']],
    ['note', ['单位负责人（签字）：', '', '经办人：', '韩冬', '联系电话：12345678']],
    ['note', ['', '填表人：何芳 审核人：韩冬 填报日期：2026年3月1日']],
    ['note', ['填报单位（盖章）：三分公司']],
    ['note', ['', '备注：时限按自然日计算']],
    ['note', ['注：', '本表每月5日前报送']],
  ])('%s: %j', async (why, cells) => {
    const file = await readBytes(
      await sheetOf(row(1, '一号井盖破损'), cells, row(2, '二号井盖破损')),
    );
    expect(file.skipped.map((s) => [s.row, s.why])).toEqual([[3, why]]);
    expect(file.problems.map((p) => p.fields.facts)).toEqual(['一号井盖破损', '二号井盖破损']);
  });

  test.each([
    '合计金额长期填错',
    '合计：共2项，长期填错',
    '备注：栏长期空着不填',
    '说明：会议纪要缺失三个月',
    '审核人：长期空缺，无人签字',
    '小计与合计对不上',
  ])('a problem that begins like one is not lost: %s', async (facts) => {
    for (const cells of [row(1, facts), ['', facts, '三分公司', '', '补齐并核对', '']]) {
      const file = await readBytes(await sheetOf(cells));
      expect(file.skipped).toEqual([]);
      expect(file.problems[0]!.fields).toMatchObject({ facts, unit: '三分公司' });
    }
  });

  test('nor is one whose words are written twice, nor what goes on with a measure', async () => {
    const file = await readText(
      '问题表现,整改措施,责任单位,目前进展\n会议过多过长,会议过多过长,,\n,,,备注：已压减两次\n',
    );
    expect(file.skipped).toEqual([]);
    expect(file.lines[1]).toMatchObject({ into: 0, measure: { progress: '备注：已压减两次' } });
  });
});

describe('two tables on one sheet', () => {
  const second = ['序号', '责任单位', '存在问题', '整改措施', '责任人', '完成时限'];
  const two = () =>
    sheetOf(
      row(1, '一号井盖破损'),
      headings,
      row(2, '二号井盖破损'),
      [],
      ['二季度台账'],
      second,
      [1, '四分公司', '三号井盖破损未换', '更换井盖三', '韩冬', '七月底前'],
      [2, '四分公司', '四号井盖破损未换', '更换井盖四', '韩冬', '待定'],
    );

  test('each is read with its own columns; the same headings again are passed over', async () => {
    const file = await readBytes(await two());
    expect(file.skipped.map((s) => [s.row, s.why])).toEqual([
      [3, 'heading'],
      [6, 'section'],
      [7, 'heading'],
    ]);
    expect(file.problems.map((p) => [p.fields.facts, p.fields.unit])).toEqual([
      ['一号井盖破损', '三分公司'],
      ['二号井盖破损', '三分公司'],
      ['三号井盖破损未换', '四分公司'],
      ['四号井盖破损未换', '四分公司'],
    ]);
    expect(file.lines[2]!.measure.due).toBe('2026-07-31');
    expect(file.lines[3]!.issues).toMatchObject([
      { code: 'ledger:import-due', at: { row: 9, column: 'F (完成时限)' } },
    ]);
    // What is found out later names its columns too.
    const elsewhere = JSON.parse(
      JSON.stringify({ ...file, forms: [] }).replaceAll('四分公司', '六公司'),
    );
    expect(plan(elsewhere).lines[2]!.issues[0]!.at).toMatchObject({ column: 'B (责任单位)' });
  });

  test('the larger one may stand below: what is above is read all the same', async () => {
    const file = await readText(
      '问题,责任单位,措施\n会议过多过长,三分公司,合并会议\n\n序号,存在问题,责任单位,责任人,整改措施,整改时限\n1,台账不实不全,四分公司,韩冬,补齐台账,3月\n',
    );
    expect(file.problems.map((p) => p.fields.facts)).toEqual(['会议过多过长', '台账不实不全']);
  });

  test('rejected rows go back below the headings they stood under, and are read again', async () => {
    const file = await readBytes(await two());
    const { lines } = plan(file);
    const rejects = lines
      .filter((l) => l.status === 'rejected')
      .map(({ line, issues }) => ({ sheet: line.sheet, row: line.row, issues }));
    const again = await readBytes(await rejectsXlsx(file, rejects, t));
    expect(again.problems.map((p) => [p.fields.facts, p.fields.unit])).toEqual([
      ['四号井盖破损未换', '四分公司'],
    ]);
  });
});

test('a formula without a result, and one that failed, are told as what they are', async () => {
  const bytes = await xlsx((sheet) => {
    sheet.addRow(['编号', ...headings.slice(1)]);
    for (const n of [1, 2, 3]) sheet.addRow(row(n, `${n}号井盖破损`));
    sheet.getCell('F2').value = { formula: 'TODAY()+30' } as never;
    sheet.getCell('F3').value = { error: '#REF!' };
    sheet.getCell('A4').value = { error: '#N/A' };
    sheet.getCell('B4').value = { error: '#VALUE!' };
    sheet.getCell('C4').value = { error: '#NAME?' };
  });
  const file = await readBytes(bytes);
  expect(plan(file).lines.map((l) => l.issues.map((i) => [i.code, i.at?.column]))).toEqual([
    [['ledger:import-formula', 'F (整改时限)']],
    [['ledger:import-formula-error', 'F (整改时限)']],
    [
      ['ledger:import-formula-error', 'A (编号)'],
      ['ledger:import-formula-error', 'B (问题表现)'],
      ['ledger:import-formula-error', 'C (责任单位)'],
    ],
  ]);
  const [uncalculated, failed] = file.lines.map((l) => issueText(l.issues[0]!, t));
  expect(uncalculated).toContain('=TODAY()+30。请用 Excel 或 WPS 打开文件，保存后再导入');
  expect(failed).toContain('#REF!');
});

describe('what cannot be seen', () => {
  test('hidden rows and columns are read and told', async () => {
    const bytes = await xlsx((sheet) => {
      sheet.addRow(headings);
      for (const n of [1, 2, 3]) sheet.addRow(row(n, `${n}号井盖破损`));
      sheet.addRow(['合计', '3']);
      for (const r of [3, 4, 5]) sheet.getRow(r).hidden = true;
      sheet.getColumn(4).hidden = true;
    });
    const file = await readBytes(bytes);
    expect(file.lines).toHaveLength(3);
    expect(file.sheets[0]!.hidden).toEqual({ rows: 2, first: [3, 4], columns: ['D (责任人)'] });
    const open = await readBytes(await sheetOf(row(1, '一号井盖破损')));
    expect(open.sheets[0]!.hidden).toEqual({ rows: 0, first: [], columns: [] });
  });

  test('hidden sheets are not read, and told', async () => {
    const bytes = await xlsx((sheet) => {
      sheet.addRow(headings);
      sheet.addRow(row(1, '一号井盖破损'));
      const old = sheet.workbook.addWorksheet('上年', { state: 'veryHidden' });
      old.addRows([headings, row(2, '二号井盖破损')]);
    });
    const { lines, unseen } = await readBytes(bytes);
    expect([lines.length, unseen]).toEqual([1, ['上年']]);
  });

  test('a file whose only filled sheet is hidden, or that has charts only, says so', async () => {
    const hidden = await xlsx((sheet) => {
      sheet.addRow(headings);
      sheet.addRow(row(1, '一号井盖破损'));
      sheet.state = 'hidden';
      sheet.workbook.addWorksheet('空');
    });
    expect(await issuesOf(readBytes(hidden))).toMatchObject([
      { code: 'office.sheets-hidden', params: { sheets: '台账' } },
    ]);
    const parts = unzipSync(await sheetOf());
    const links = 'xl/_rels/workbook.xml.rels';
    parts[links] = strToU8(
      strFromU8(parts[links]!).replace('worksheets/sheet1.xml', 'chartsheets/sheet1.xml'),
    );
    parts['xl/chartsheets/sheet1.xml'] = parts['xl/worksheets/sheet1.xml']!;
    delete parts['xl/worksheets/sheet1.xml'];
    expect((await issuesOf(readBytes(zipSync(parts))))[0]!.code).toBe('office.only-charts');
    expect((await issuesOf(readBytes(await xlsx(() => undefined))))[0]!.code).toBe(
      'office.empty-file',
    );
  });
});

describe('files of other kinds say what to save them as', () => {
  const ole = (...parts: string[]) =>
    new Uint8Array(
      Buffer.concat([
        Buffer.from('d0cf11e0a1b11ae1', 'hex'),
        Buffer.alloc(512),
        ...parts.map((part) => Buffer.from(part.padEnd(64, '\0'), 'utf16le')),
      ]),
    );
  const bytesOf = (text: string) => new TextEncoder().encode(text);
  const table = '<table><tr><td>问题</td><td>责任单位</td></tr></table>';
  const remedy = '另存为 .xlsx 再上传';
  test.each([
    ['an old workbook', ole('Root Entry', 'Workbook'), 'office.legacy-xls', '另存为 xlsx'],
    [
      'one with a Word document in it',
      ole('Workbook', 'WordDocument'),
      'office.legacy-xls',
      'xlsx',
    ],
    ['one with a password', ole('EncryptionInfo', 'EncryptedPackage'), 'office.encrypted', remedy],
    ['a document of WPS', ole('WordDocument'), 'office.not-a-table', '请另存为 xlsx'],
    ['a page with a table', bytesOf(`<html><body>${table}`), 'office.html-table', remedy],
    ['an archived page', bytesOf(`MIME-Version: 1.0\n\n${table}`), 'office.html-table', remedy],
    [
      'a page that asks to sign in',
      bytesOf(`<!DOCTYPE html><form><input name="p">${table}`),
      'office.web-page',
      '请重新下载',
    ],
    [
      'a workbook of 2003 as XML',
      bytesOf(
        '<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet">',
      ),
      'office.not-xlsx',
      '另存为 xlsx',
    ],
  ])('%s', async (_, bytes, code, says) => {
    const [issue] = await issuesOf(readBytes(bytes));
    expect(issue!.code).toBe(code);
    expect(issueText(issue!, t)).toContain(says);
  });

  test('a CSV in GB18030 is read', async () => {
    // 问题,责任单位,措施 / 会议过多,三分公司,合并会议
    const hex =
      'cecacce22cd4f0c8ceb5a5cebb2cb4ebcaa90abbe1d2e9b9fdb6e02cc8fdb7d6b9abcbbe2cbacfb2a2bbe1d2e90a';
    const file = await readBytes(new Uint8Array(Buffer.from(hex, 'hex')));
    expect(file.problems[0]!.fields).toMatchObject({ facts: '会议过多', unit: '三分公司' });
  });
});

describe('size', () => {
  test('one text of 32,000 characters in 40,000 rows is refused row by row', async () => {
    const parts = unzipSync(await sheetOf(row(1, '一号井盖破损')));
    const [strings, sheet] = ['xl/sharedStrings.xml', 'xl/worksheets/sheet1.xml'];
    const shared = strFromU8(parts[strings!]!);
    const index = shared.match(/<si>/g)!.length;
    const text = '破 损'.repeat(10_900);
    parts[strings!] = strToU8(shared.replace('</sst>', `<si><t>${text}</t></si></sst>`));
    let rows = '';
    for (let r = 3; r < 40_003; r++)
      rows += `<row r="${r}">${['B', 'C', 'D', 'E'].map((c) => `<c r="${c}${r}" t="s"><v>${index}</v></c>`).join('')}</row>`;
    parts[sheet!] = strToU8(
      strFromU8(parts[sheet!]!).replace('</sheetData>', `${rows}</sheetData>`),
    );
    const bytes = zipSync(parts, { level: 1 });
    // It took minutes when each cell was tidied as a whole, and would be stopped.
    const file = await readBytes(bytes);
    expect(file.lines).toHaveLength(40_001);
    expect(file.lines[1]!.issues[0]).toMatchObject({
      code: 'ledger:import-too-long',
      params: { most: 4000, length: text.length },
      at: { row: 3, column: 'B (问题表现)' },
    });
    expect(file.problems[1]!.fields.facts!.length).toBeLessThan(100);
  }, 90_000);

  test('a text with some padding around it is not too long', async () => {
    const facts = '井盖破损'.repeat(900);
    const file = await readBytes(await sheetOf(row(1, `${' '.repeat(3000)}${facts}\n\n\n`)));
    expect(file.lines[0]!.issues).toEqual([]);
    expect(file.problems[0]!.fields.facts).toBe(facts);
  });

  test('a gap of blank lines in a CSV is not parsed, and rows keep their numbers', async () => {
    const head = '问题表现,责任单位,整改措施,整改时限\n';
    const row = (facts: string) => `${facts},三分公司,更换灯头,2026-06-30\n`;
    const gap = ',,,\r\n'.repeat(300_000);
    const file = await readText(`${head}${row('路灯十盏不亮')}${gap}${row('井盖破损两处')}`);
    expect(file.lines.map((l) => l.row)).toEqual([2, 300_003]);
    // The parser would give each line of the gap its four empty cells.
    const { rows } = file.forms[0]!.grid;
    expect(rows).toHaveLength(300_003);
    expect(rows.slice(2, -1).filter((cells) => cells.length > 0)).toEqual([]);
    const quoted = `${head}"路灯十盏不亮${'\n'.repeat(300)}夜间无照明",三分公司,更换灯头,2026-06-30\n`;
    const one = await readText(quoted);
    expect(one.problems[0]!.fields.facts).toBe('路灯十盏不亮\n夜间无照明');
  });

  test('a million empty lines below a CSV are not parsed', async () => {
    const text = `${headings.join(',')}\n${row(1, '一号井盖破损').join(',')}\n`;
    const file = await readText(text + ',,,,,\r\n'.repeat(1_048_000));
    expect(file.lines.map((l) => l.row)).toEqual([2]);
    expect(file.forms[0]!.grid.rows).toHaveLength(2);
  });
});
