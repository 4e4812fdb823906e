import { describe, expect, test } from 'vitest';
import { decodeText, delimiterOf, readCsv } from '../table/text.ts';
import { csv, figure, issuesOf, panelOf, schemeOf, twoIndicators } from './panel.fixture.ts';

const table = '单位名称,群众满意率,办理天数\n青杉局,91.5,3\n白桦局,88,4.5\n红枫局,90,2\n';
const scheme = schemeOf(twoIndicators);

/** 单位,满意率 in GBK; there is no encoder for it in the language. */
const gbk = Uint8Array.from([
  0xb5, 0xa5, 0xce, 0xbb, 0x2c, 0xc2, 0xfa, 0xd2, 0xe2, 0xc2, 0xca, 0x0a,
]);

function utf16(text: string, big: boolean, mark: boolean): Uint8Array {
  const codes = Array.from({ length: text.length }, (_, i) => text.charCodeAt(i));
  if (mark) codes.unshift(0xfeff);
  return Uint8Array.from(codes.flatMap((c) => (big ? [c >> 8, c & 255] : [c & 255, c >> 8])));
}

describe('encodings', () => {
  test.each([
    ['UTF-8', new TextEncoder().encode(table), 'utf-8'],
    ['UTF-8 with a mark', new TextEncoder().encode(`\ufeff${table}`), 'utf-8'],
    ['UTF-16 LE with a mark', utf16(table, false, true), 'utf-16le'],
    ['UTF-16 BE with a mark', utf16(table, true, true), 'utf-16be'],
    ['UTF-16 LE without a mark', utf16(table, false, false), 'utf-16le'],
    ['UTF-16 BE without a mark', utf16(table, true, false), 'utf-16be'],
  ])('%s', async (_, bytes, encoding) => {
    const { panel, report } = await panelOf([{ name: 'a.csv', bytes }], scheme);
    expect(report.sheets[0]!.encoding).toBe(encoding);
    expect(panel.units).toEqual(['青杉局', '白桦局', '红枫局']);
    expect(figure(panel, '白桦局', 'days')).toBe(4.5);
  });

  test('GBK', () => {
    expect(decodeText('a.csv', gbk)).toEqual({ text: '单位,满意率\n', encoding: 'gb18030' });
  });

  test.each([
    ['Latin-1', 'Stra\u00dfe;Caf\u00e9;M\u00fcller\nb\u00e9b\u00e9;na\u00efve;1\n'],
    ['Shift-JIS', '\u0083e\u0081[\u0083u\u0083\u008b,\u0093\u00fa\u0096{\n'],
    [
      'Big5',
      '\u00b3\u00e6\u00a6\u00ec,\u00ba\u00a1\u00b7N\u00ab\u00d7,\u00a4\u00d1\u00bc\u00c6,\u00a7Y\u00aeC,\u00a5@\u00ac\u00c9\n',
    ],
    ['a program', '\u0000\u0001\u0002MZ\u0090'],
  ])('%s is refused by the name of the file', (_, latin) => {
    const bytes = Uint8Array.from(latin, (c) => c.charCodeAt(0));
    expect(() => readCsv('来历不明.csv', bytes)).toThrowError(
      expect.objectContaining({
        issues: [{ code: 'office.encoding', at: { file: '来历不明.csv' }, params: {} }],
      }),
    );
  });
});

describe('separators', () => {
  test.each([
    ['a,b,c\n1,2,3', ','],
    ['a;b;c\n1;2;3', ';'],
    ['a\tb\tc\n1\t2\t3', '\t'],
    ['a;b\n1,5;2,5\n3,5;4,5', ';'],
    ['a\t,b\t,\n1\t,2\t,\n', ','],
    ['"x;y;z",b\n"1;2;3",2\n', ','],
    ['sep=;\na;b\n', ';'],
    ['只有一列\n1\n', ','],
  ])('%j', (text, delimiter) => {
    expect(delimiterOf(text)).toBe(delimiter);
  });

  test('a panel with semicolons or tabs reads the same', async () => {
    for (const delimiter of [';', '\t']) {
      const { panel } = await panelOf([csv(table.replaceAll(',', delimiter))], scheme);
      expect(figure(panel, '青杉局', 'satisfied')).toBe(91.5);
    }
  });
});

describe('files that are no tables', () => {
  test.each([
    ['', 'office.empty-file'],
    [' \r\n\n ', 'office.empty-file'],
    ['<!DOCTYPE html><html><body>登录</body></html>', 'office.web-page'],
    ['\n<table><tr><td>单位</td></tr></table>', 'office.html-table'],
    ['<?xml version="1.0"?><a/>', 'office.not-a-table'],
    ['{"单位": 1}', 'office.not-a-table'],
    ['%PDF-1.7\n', 'office.not-a-table'],
  ])('%j → %s', async (text, code) => {
    expect(await issuesOf([csv(text, '下载.csv')], scheme)).toMatchObject([
      { code, at: { file: '下载.csv' } },
    ]);
  });

  test('a quote that is never closed names its line', async () => {
    const text = `${table}"黑松局,80,5\n银杏局,81,4\n`;
    expect(await issuesOf([csv(text)], scheme)).toMatchObject([
      { code: 'office.quote-open', at: { file: '考核.csv', row: 5 } },
    ]);
  });
});
