import { strToU8, zipSync } from 'fflate';
import { describe, expect, test } from 'vitest';
import { fillMerged, formatsOf, readSheet, stringsOf } from '../table/sheet-xml.ts';
import { readWorkbook, workbookLimits } from '../table/workbook.ts';
import {
  figure,
  issuesOf,
  panelOf,
  schemeOf,
  sheetOf,
  twoIndicators,
  xlsx,
} from './panel.fixture.ts';

const scheme = schemeOf(twoIndicators);
const heads = ['单位名称', '群众满意率', '办理天数'];

const NAMESPACE = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"';

/** A workbook written part by part, as other programs do. */
function rawWorkbook(parts: { sheet: string; strings?: string; prefix?: string }): Uint8Array {
  const p = parts.prefix ? `${parts.prefix}:` : '';
  const ns = parts.prefix ? NAMESPACE.replace('=', `:${parts.prefix}=`) : NAMESPACE;
  const rel = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';
  return zipSync({
    '_rels/.rels': strToU8(
      `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" Type="${rel}/officeDocument" Target="xl/workbook.xml"/></Relationships>`,
    ),
    'xl/_rels/workbook.xml.rels': strToU8(
      `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="${rel}/worksheet" Target="worksheets/sheet1.xml"/><Relationship Id="rId2" Type="${rel}/sharedStrings" Target="sharedStrings.xml"/></Relationships>`,
    ),
    'xl/workbook.xml': strToU8(
      `<${p}workbook ${ns} xmlns:r="${rel}"><${p}sheets><${p}sheet name="数据" sheetId="1" r:id="rId1"/></${p}sheets></${p}workbook>`,
    ),
    'xl/sharedStrings.xml': strToU8(`<${p}sst ${ns}>${parts.strings ?? ''}</${p}sst>`),
    'xl/worksheets/sheet1.xml': strToU8(
      `<${p}worksheet ${ns}><${p}sheetData>${parts.sheet}</${p}sheetData></${p}worksheet>`,
    ),
  });
}

const inline = (text: string): string => `<c t="inlineStr"><is><t>${text}</t></is></c>`;

describe('cells of a workbook', () => {
  test('numbers, texts of several formats, percentages and dates read as they show', async () => {
    const file = await xlsx((workbook) => {
      const sheet = workbook.addWorksheet('数据');
      sheet.addRow(heads);
      sheet.addRow(['青杉局', 0.915, 3]);
      sheet.addRow(['白桦局', 0.07, { richText: [{ text: '4' }, { text: '.5' }] }]);
      sheet.addRow(['红枫局', 1, { text: '2', hyperlink: 'https://example.org' }]);
      sheet.getColumn(2).numFmt = '0.0%';
    });
    const { panel } = await panelOf([file], scheme);
    expect(panel.units.map((u) => figure(panel, u, 'satisfied'))).toEqual([91.5, 7, 100]);
    expect(panel.units.map((u) => figure(panel, u, 'days'))).toEqual([3, 4.5, 2]);
  });

  test('a formula gives its stored value; one giving «» is empty; one never calculated is refused', async () => {
    const file = await xlsx((workbook) => {
      const sheet = workbook.addWorksheet('数据');
      sheet.addRow(heads);
      sheet.addRow(['青杉局', { formula: '90+1', result: 91 }, 3]);
      sheet.addRow(['白桦局', 80, { formula: 'IF(1,"",2)', result: '' }]);
      sheet.addRow(['红枫局', 70, { formula: 'B2*2', result: undefined }]);
    });
    expect(await issuesOf([file], scheme)).toEqual([
      {
        code: 'office.formula-uncalculated',
        at: { file: '考核.xlsx', sheet: '数据', row: 4, column: 'C (办理天数)' },
        params: { name: '办理天数', unit: '红枫局', text: '=B2*2' },
      },
    ]);
  });

  test('formula errors are refused with their cell', async () => {
    const file = await xlsx((workbook) => {
      const sheet = workbook.addWorksheet('数据');
      sheet.addRow(heads);
      sheet.addRow(['青杉局', { formula: '1/0', result: { error: '#DIV/0!' } }, 3]);
      sheet.addRow(['白桦局', 80, { error: '#N/A' }]);
    });
    expect(await issuesOf([file], scheme)).toMatchObject([
      {
        code: 'office.formula-error',
        at: { row: 2, column: 'B (群众满意率)' },
        params: { text: '#DIV/0!' },
      },
      {
        code: 'office.formula-error',
        at: { row: 3, column: 'C (办理天数)' },
        params: { text: '#N/A' },
      },
    ]);
  });

  test('headings over two rows, merged, and a unit merged over its years', async () => {
    const file = await xlsx((workbook) => {
      const sheet = workbook.addWorksheet('数据');
      sheet.addRow(['某市各部门服务情况', null, null, null]);
      sheet.mergeCells('A1:D1');
      sheet.addRow(['单位名称', '年份', '群众评价', '效率']);
      sheet.addRow([null, null, '群众满意率', '办理天数']);
      sheet.mergeCells('A2:A3');
      sheet.mergeCells('B2:B3');
      for (const unit of ['青杉局', '白桦局'])
        for (const year of [2023, 2024]) sheet.addRow([unit, year, year - 1940, 3]);
      sheet.mergeCells('A4:A5');
      sheet.mergeCells('A6:A7');
    });
    const { panel, report } = await panelOf([file], scheme);
    expect(report.sheets[0]).toMatchObject({ headerRow: 3, rows: 4, period: { from: 'column' } });
    expect(panel.periods).toEqual(['2023', '2024']);
    expect(figure(panel, '白桦局', 'satisfied', '2024')).toBe(84);
  });

  test('hidden sheets, notes and other tables are passed over; --sheet chooses', async () => {
    const file = await xlsx((workbook) => {
      workbook.addWorksheet('填报说明').addRows([['请于 3 月 5 日前填完'], ['联系人：王某']]);
      workbook.addWorksheet('数据').addRows([heads, ['青杉局', 91, 3], ['白桦局', 80, 4]]);
      workbook.addWorksheet('旧数据', { state: 'hidden' }).addRows([heads, ['青杉局', 1, 1]]);
      workbook.addWorksheet('备用').addRows([heads, ['青杉局', 55, 3], ['白桦局', 66, 4]]);
    });
    const { panel } = await panelOf([file], scheme, { sheet: '备用' });
    expect(figure(panel, '青杉局', 'satisfied')).toBe(55);
    expect(await issuesOf([file], scheme, { sheet: '没有' })).toEqual([
      {
        code: 'office.sheet-unknown',
        at: { file: '考核.xlsx' },
        params: { sheet: '没有', known: '填报说明、数据、备用' },
      },
    ]);
    expect((await issuesOf([file], scheme)).map((i) => i.code)).toContain('office.figures-differ');
  });

  test('a workbook with a sheet a year is a panel over years', async () => {
    const file = await xlsx((workbook) => {
      workbook.addWorksheet('2023年').addRows([heads, ['青杉局', 91, 3], ['白桦局', 80, 4]]);
      workbook.addWorksheet('2024年').addRows([heads, ['青杉局', 92, 3], ['白桦局', 81, 4]]);
    });
    const { panel, report } = await panelOf([file], scheme);
    expect(panel.periods).toEqual(['2023', '2024']);
    expect(report.sheets.map((s) => s.period)).toEqual([
      { from: 'sheet', text: '2023' },
      { from: 'sheet', text: '2024' },
    ]);
  });

  test('names without the letters of cells, and with a prefix on every tag, are read', async () => {
    const row = (...cells: string[]): string => `<row>${cells.join('')}</row>`;
    const sheet =
      row(...heads.map(inline)) +
      row(inline('青杉局'), '<c><v>91</v></c>', '<c><v>3</v></c>') +
      row(inline('白桦局'), '<c><v>80</v></c>', '<c/>');
    const bare = await panelOf([{ name: 'a.xlsx', bytes: rawWorkbook({ sheet }) }], scheme);
    expect(figure(bare.panel, '青杉局', 'days')).toBe(3);
    expect(figure(bare.panel, '白桦局', 'days')).toBeNaN();
    const prefixed = sheet.replace(/<(\/?)(row|c|v|is|t)\b/g, '<$1x:$2');
    const bytes = rawWorkbook({ sheet: prefixed, prefix: 'x' });
    const { panel } = await panelOf([{ name: 'b.xlsx', bytes }], scheme);
    expect(figure(panel, '白桦局', 'satisfied')).toBe(80);
  });
});

describe('the XML of a sheet', () => {
  const wrap = (rows: string, tail = ''): string =>
    `<worksheet><dimension ref="A1:XFD1048576"/><cols><col min="1" max="16384"/></cols><sheetData>${rows}</sheetData>${tail}</worksheet>`;
  const read = (rows: string, tail = '', styles = '', strings: string[] = []) =>
    readSheet(wrap(rows, tail), strings, { ...formatsOf(styles), from1904: false });

  test('styled empty cells and rows and validations are nothing', () => {
    const { rows, cells } = read(
      '<row r="1" spans="1:3"><c r="A1" s="2"><v>1</v></c><c r="B1" s="3"/><c r="C1" s="3"></c></row><row r="65203" s="1" customFormat="1"/><row r="3"><c r="A3" s="4"/></row>',
      '<dataValidations><dataValidation sqref="A1:XFD1048576"/></dataValidations>',
    );
    expect(cells).toBe(1);
    expect(rows).toEqual([[1]]);
  });

  test('merges are cut to what is used, never overlap, and give every cell the value', () => {
    const used = '<row r="1"><c r="A1"><v>1</v></c></row><row r="4"><c r="C4"><v>2</v></c></row>';
    const merge = (ref: string): string => `<mergeCell ref="${ref}"/>`;
    const sheet = read(
      used,
      `<mergeCells>${merge('A1:XFD1048576')}${merge('B2:B3')}${merge('Z9:AA9')}</mergeCells>`,
    );
    expect(sheet.merged).toEqual([{ top: 0, left: 0, bottom: 3, right: 2 }]);
    expect(sheet.covered).toBe(12);
    fillMerged(sheet);
    expect(sheet.rows).toEqual(Array.from({ length: 4 }, () => [1, 1, 1]));
  });

  test('formulas become values, texts or nothing', () => {
    const { rows } = read(
      '<row r="1"><c r="A1"><f t="shared" ref="A1:A9" si="0">B1*2</f><v>4</v></c><c r="B1"><f t="shared" si="0"/><v>5</v></c><c r="C1" t="str"><f>IF(1,"","")</f><v></v></c><c r="D1"><f>SUM(A1:B1)</f></c><c r="E1" t="e"><f>1/0</f><v>#DIV/0!</v></c><c r="F1" t="b"><v>1</v></c></row>',
    );
    expect(rows).toEqual([[4, 5, null, '=SUM(A1:B1)', '#DIV/0!', 'TRUE']]);
  });

  test('texts: runs joined, marks and escapes as they are meant, pronunciation left out', () => {
    const strings = stringsOf(
      '<sst><si><t>甲&amp;乙 &#x4e8c;</t></si><si><r><rPr><b/></rPr><t>前</t></r><r><t xml:space="preserve"> 后</t></r><rPh sb="0" eb="1"><t>qian</t></rPh></si><si/><si><t>一_x000D_二</t></si><si><t><![CDATA[<原文>]]></t></si></sst>',
    );
    expect(strings).toEqual(['甲&乙 二', '前 后', '', '一\r二', '<原文>']);
    expect(
      read('<row><c t="s"><v>1</v></c><c t="s"><v>0</v></c></row>', '', '', strings).rows,
    ).toEqual([['前 后', '甲&乙 二']]);
    expect(() => read('<row><c t="s"><v>9</v></c></row>', '', '', strings)).toThrow();
  });

  test('numbers as they are shown: days, months, percentages, Chinese formats', () => {
    const xf = (id: number): string => `<xf numFmtId="${id}"/>`;
    const styles = `<styleSheet><numFmts><numFmt numFmtId="164" formatCode="yyyy&quot;年&quot;m&quot;月&quot;"/><numFmt numFmtId="165" formatCode="0&quot;天&quot;"/></numFmts><cellXfs>${[0, 14, 164, 165, 10, 57, 31].map(xf).join('')}</cellXfs></styleSheet>`;
    const cells = [0, 1, 2, 3, 4, 5, 6].map((s) => `<c s="${s}"><v>46082</v></c>`).join('');
    expect(read(`<row>${cells}</row>`, '', styles).rows).toEqual([
      [46082, '2026-03-01', '2026-03', 46082, '4608200%', '2026-03', '2026-03-01'],
    ]);
  });

  test('a row or column that no sheet has is refused, not made room for', () => {
    expect(() => read('<row r="99999999"><c><v>1</v></c></row>')).toThrow();
    expect(() => read('<row r="1"><c r="ZZZZZ1"><v>1</v></c></row>')).toThrow();
  });
});

describe('workbooks that cannot be read', () => {
  const codeOf = async (bytes: Uint8Array): Promise<string> =>
    (await issuesOf([{ name: '坏.xlsx', bytes }], scheme))[0]!.code;

  test('legacy, encrypted, other formats, other packages', async () => {
    const ole = new Uint8Array(2048);
    ole.set([0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1]);
    expect(await codeOf(ole)).toBe('office.legacy-xls');
    ole.set(
      Uint8Array.from(Array.from('EncryptedPackage', (c) => [c.charCodeAt(0), 0]).flat()),
      1024,
    );
    expect(await codeOf(ole)).toBe('office.encrypted');
    expect(await codeOf(zipSync({ 'xl/workbook.bin': new Uint8Array(9) }))).toBe('office.not-xlsx');
    expect(await codeOf(zipSync({ 'content.xml': new Uint8Array(9) }))).toBe('office.not-xlsx');
    expect(await codeOf(zipSync({ 'word/document.xml': new Uint8Array(9) }))).toBe(
      'office.not-a-table',
    );
    expect(await codeOf(zipSync({ '照片.jpg': new Uint8Array(9) }))).toBe('office.not-a-table');
  });

  test('cut off anywhere it is damaged, not half read', async () => {
    const { bytes } = await sheetOf([heads, ['青杉局', 91, 3], ['白桦局', 80, 4]]);
    for (const share of [0.05, 0.3, 0.6, 0.9, 0.99])
      expect(await codeOf(bytes.slice(0, Math.floor(bytes.length * share)))).toBe('office.damaged');
  });

  test('broken XML inside is damaged', async () => {
    const sheet = '<row r="1"><c r="A1" t="inlineStr"><is><t>单位 & 名称</t></is></c></row>';
    expect(await codeOf(rawWorkbook({ sheet }))).toBe('office.damaged');
  });

  test('an empty workbook is empty', async () => {
    expect(await codeOf((await sheetOf([])).bytes)).toBe('office.empty-file');
  });

  /** States another unpacked size of the sheet, in the local header and in the directory. */
  function stating(bytes: Uint8Array, sheet: string, size: number): Uint8Array {
    const real = strToU8(`<worksheet ${NAMESPACE}><sheetData>${sheet}</sheetData></worksheet>`);
    const view = new DataView(bytes.buffer, bytes.byteOffset);
    let patched = 0;
    for (let i = 0; i + 4 <= bytes.length; i++)
      if (view.getUint32(i, true) === real.length) {
        view.setUint32(i, size, true);
        patched++;
      }
    expect(patched).toBe(2);
    return bytes;
  }

  test('a zip bomb is refused by its stated size, before anything is unpacked', async () => {
    const sheet = ' '.repeat(100_003);
    const bytes = stating(rawWorkbook({ sheet }), sheet, workbookLimits.unpacked + 1);
    expect(await codeOf(bytes)).toBe('office.too-large');
  });

  test('a zip bomb that lies about its size fills no more memory than it states', async () => {
    const sheet = ' '.repeat(20 * 2 ** 20);
    const bytes = stating(rawWorkbook({ sheet }), sheet, 1000);
    const before = process.memoryUsage().arrayBuffers;
    await expect(readWorkbook('bomb.xlsx', bytes)).rejects.toThrow();
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(5 * 2 ** 20);
  });

  test('too many cells and too many merged cells are refused', async () => {
    const { bytes } = await xlsx((workbook) => {
      const sheet = workbook.addWorksheet('数据');
      sheet.addRows([heads, ['青杉局', 91, 3], ['白桦局', 80, 4]]);
      sheet.mergeCells('D1:D3');
      sheet.getCell('E3').value = 1;
    });
    const refused = (limits: Partial<Record<keyof typeof workbookLimits, number>>) =>
      readWorkbook('大.xlsx', bytes, { ...workbookLimits, ...limits });
    await expect(refused({ cells: 9 })).rejects.toMatchObject({
      issues: [{ code: 'office.too-many-cells', params: { most: 9 } }],
    });
    await expect(refused({ merged: 2 })).rejects.toMatchObject({
      issues: [{ code: 'office.too-many-merged', params: { most: 2 } }],
    });
    await expect(refused({ cells: 10 as never, merged: 3 })).resolves.toHaveLength(1);
  });
});
