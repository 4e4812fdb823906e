import { beforeAll, describe, expect, it } from 'vitest';
import { ledgerPaper } from './forms/ledger.ts';
import type { Paper } from './model.ts';
import { ledgerRows, papers, provenance, t, wordParts } from './paper.fixture.ts';
import { paperWord } from './paper.ts';

const mm = (n: number): number => Math.round((n / 25.4) * 1440);

function sections(xml: string): string[] {
  return [...xml.matchAll(/<w:sectPr>.*?<\/w:sectPr>/gs)].map((m) => m[0]);
}
const attributes = (xml: string, element: string): Record<string, string> =>
  Object.fromEntries(
    [
      ...(xml.match(new RegExp(`<w:${element} ([^>]*)/>`))?.[1] ?? '').matchAll(
        /w:(\w+)="([^"]*)"/g,
      ),
    ].map((m) => [m[1]!, m[2]!]),
  );
const style = (styles: string, id: string): string =>
  styles.match(new RegExp(`<w:style [^>]*w:styleId="${id}".*?</w:style>`, 's'))![0];

const body: Paper = {
  head: { kind: 'document', organ: '江州能源集团有限公司文件', number: '江能发〔2026〕17号' },
  title: '江州能源集团有限公司关于2026年第三季度查摆问题整改落实情况的报告',
  recipient: '集团公司党委',
  body: [
    { kind: 'heading', level: 1, text: '总体情况' },
    { kind: 'heading', level: 2, text: '查摆情况' },
    { kind: 'heading', level: 3, text: '班子问题' },
    { kind: 'heading', level: 4, text: '急功近利' },
    { kind: 'heading', level: 2, text: '整改情况', runOn: '已经全部落实责任人。' },
    { kind: 'heading', level: 1, text: '下一步打算' },
    { kind: 'paragraph', text: '继续对账销号。' },
  ],
  signature: { organ: '江州能源集团有限公司', date: '2026-03-05', sealed: true },
};

describe('a standing paper as a Word file', () => {
  let part: (name: string) => string;
  let document = '';
  beforeAll(async () => {
    part = wordParts(await paperWord(body));
    document = part('word/document.xml');
  });

  it('has the page and the type area of the standard', () => {
    const [only, ...others] = sections(document);
    expect(others).toEqual([]);
    expect(attributes(only!, 'pgSz')).toMatchObject({ w: `${mm(210)}`, h: `${mm(297)}` });
    expect(attributes(only!, 'pgMar')).toMatchObject({
      top: `${mm(37)}`,
      left: `${mm(28)}`,
      right: `${mm(26)}`,
      bottom: `${mm(35)}`,
    });
  });

  it('holds 22 lines a page and 28 characters a line, in the grid and in the styles', () => {
    const grid = attributes(sections(document)[0]!, 'docGrid');
    const pitch = Number(grid.linePitch);
    expect(grid.type).toBe('lines');
    expect(Math.floor(mm(225) / pitch)).toBe(22);
    const normal = style(part('word/styles.xml'), 'ShijiParagraph');
    expect(attributes(normal, 'spacing')).toMatchObject({ line: `${pitch}`, lineRule: 'exact' });
    const run = normal.slice(normal.indexOf('<w:rPr>'));
    const width = Number(attributes(run, 'sz').val) * 10 + Number(attributes(run, 'spacing').val);
    expect(Math.floor(mm(156) / width)).toBe(28);
    expect(attributes(normal, 'ind')).toMatchObject({ firstLineChars: '200' });
  });

  it('numbers four levels and sets each in its face', () => {
    const styles = part('word/styles.xml');
    const faces = ['黑体', '楷体_GB2312', '仿宋_GB2312', '仿宋_GB2312'];
    faces.forEach((face, i) => {
      expect(style(styles, `Heading${i + 1}`)).toContain(`w:eastAsia="${face}"`);
    });
    const texts = [...document.matchAll(/<w:t(?: [^>]*)?>([^<]*)<\/w:t>/g)].map((m) => m[1]);
    expect(texts).toEqual(
      expect.arrayContaining([
        '一、总体情况',
        '（一）查摆情况',
        '1.班子问题',
        '（1）急功近利',
        '（二）整改情况。',
        '二、下一步打算',
      ]),
    );
    expect(document).toMatch(/w:eastAsia="楷体_GB2312"[^>]*\/><\/w:rPr><w:t[^>]*>（二）整改情况。/);
  });

  it('names fonts to fall back on and embeds none', () => {
    const table = part('word/fontTable.xml');
    expect(table).toMatch(/w:name="仿宋_GB2312"><w:altName w:val="仿宋,/);
    expect(table).toMatch(/w:name="方正小标宋简体"><w:altName w:val="方正小标宋_GBK,/);
    expect(table).not.toContain('embed');
  });

  it('puts the page number right on odd pages and left on even ones, between dashes', () => {
    expect(part('word/settings.xml')).toContain('<w:evenAndOddHeaders/>');
    const footers = [...sections(document)[0]!.matchAll(/<w:footerReference [^>]*>/g)].map(
      (m) => m[0],
    );
    const relations = part('word/_rels/document.xml.rels');
    const footer = (kind: string): string => {
      const id = footers.find((f) => f.includes(`w:type="${kind}"`))!.match(/r:id="(\w+)"/)![1];
      const target =
        relations.match(new RegExp(`Id="${id}"[^>]*Target="([^"]+)"`)) ??
        relations.match(new RegExp(`Target="([^"]+)"[^>]*Id="${id}"`));
      return part(`word/${target![1]}`);
    };
    expect(footer('default')).toContain('<w:jc w:val="right"/>');
    expect(footer('even')).toContain('<w:jc w:val="left"/>');
    for (const kind of ['default', 'even']) expect(footer(kind)).toMatch(/>— <.*>PAGE<.*> —</s);
  });

  it('sets mark and rule in red, and the number in hexagonal brackets', () => {
    expect(document).toMatch(/<w:color w:val="FF0000"\/>.*?江州能源集团有限公司文件/s);
    expect(document).toMatch(
      /<w:bottom w:val="single" w:color="FF0000"[^>]*>.*?江能发〔2026〕17号/s,
    );
  });

  it('breaks the title into lines and puts organ and date to the right with the last line', () => {
    expect(document).toContain('<w:br/>');
    expect(document).toContain('2026年3月5日');
    expect(document).toMatch(/<w:keepNext\/><w:keepLines\/>.*?继续对账销号。/s);
    const rights = [...document.matchAll(/<w:ind w:right="(\d+)"\/><w:jc w:val="right"\/>/g)];
    // Six characters of date at four from the right; ten of organ above its middle.
    expect(rights.map((m) => Number(m[1]))).toEqual([2 * 315, 4 * 315]);
  });
});

describe('forms as Word files', () => {
  it('lays a ledger across, repeats its headings on every page and tears no row apart', async () => {
    const part = wordParts(
      await paperWord(ledgerPaper({ unit: '三分公司', rows: ledgerRows(40), provenance }, t)),
    );
    const document = part('word/document.xml');
    expect(attributes(sections(document)[0]!, 'pgSz')).toMatchObject({
      w: `${mm(297)}`,
      h: `${mm(210)}`,
      orient: 'landscape',
    });
    expect(document.match(/<w:tblHeader\/>/g)).toHaveLength(1);
    expect(document.match(/<w:cantSplit\/>/g)).toHaveLength(41);
  });

  it('gives a letter its double rules and no page number on its first page', async () => {
    const part = wordParts(await paperWord(papers.letter!));
    const document = part('word/document.xml');
    expect(document).toContain('<w:titlePg/>');
    const all = [
      'word/header1.xml',
      'word/header2.xml',
      'word/header3.xml',
      'word/footer1.xml',
      'word/footer2.xml',
      'word/footer3.xml',
    ].map(part);
    const ruled = all.filter((xml) => xml.includes('thickThinSmallGap'));
    expect(ruled).toHaveLength(2);
    for (const xml of ruled) {
      expect(xml).toContain(`w:left="${-mm(8)}" w:right="${-mm(6)}"`);
      expect(xml).not.toContain('PAGE');
    }
    expect(attributes(sections(document)[0]!, 'pgMar')).toMatchObject({
      header: `${mm(30)}`,
      footer: `${mm(20)}`,
    });
  });

  it.each(['plan', 'circular'])(
    'sets a %s as a document: red mark and rule, headings counted',
    async (form) => {
      const part = wordParts(await paperWord(papers[form]!));
      const document = part('word/document.xml');
      expect(sections(document).map((s) => attributes(s, 'pgMar'))).toEqual([
        expect.objectContaining({ top: `${mm(37)}`, left: `${mm(28)}` }),
      ]);
      expect(
        document.match(/w:color="?[A-F0-9]*"?|<w:color w:val="([A-F0-9]{6})"/g)?.join(),
      ).toMatch(/F[0-9A-F]0000|FF0000/);
      const text = [...document.matchAll(/<w:t(?: [^>]*)?>([^<]*)<\/w:t>/g)]
        .map((m) => m[1])
        .join('');
      expect(text).toContain('一、');
      // Every table says which it is, in order.
      const tables = [...text.matchAll(/表(\d) /g)].map((m) => Number(m[1]));
      expect(tables).toEqual(tables.map((_, i) => i + 1));
      expect(tables.length).toBe(document.match(/<w:tblHeader\/>/g)?.length);
    },
  );

  it('sets a result letter as a letter: no table, every matter with its four points', async () => {
    const document = wordParts(await paperWord(papers.result!))('word/document.xml');
    expect(document).toContain('<w:titlePg/>');
    expect(document).not.toContain('<w:tbl>');
    const text = [...document.matchAll(/<w:t(?: [^>]*)?>([^<]*)<\/w:t>/g)]
      .map((m) => m[1])
      .join('');
    for (const point of ['问题情况。', '整改措施。', '整改成效。', '办理结果。'])
      expect(text.split(point)).toHaveLength(3);
  });

  it('puts the end matter on the last lines of the page', async () => {
    const document = wordParts(await paperWord(papers.brief!))('word/document.xml');
    const place = document.match(/<w:tblpPr [^>]*\/>/)?.[0];
    expect(place).toContain('w:vertAnchor="margin"');
    expect(place).toContain('w:tblpYSpec="bottom"');
  });

  it('stands the report and lays its annex across, with charts that have words', async () => {
    const part = wordParts(await paperWord(papers.report!));
    const document = part('word/document.xml');
    expect(sections(document).map((s) => attributes(s, 'pgSz').orient)).toEqual([
      'portrait',
      'landscape',
    ]);
    expect(document).toMatch(/descr="数量：查摆问题312，制定措施297/);
  });
});
