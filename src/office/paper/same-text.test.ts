import { describe, expect, it } from 'vitest';
import { plainText } from './flow.ts';
import { linesPerPage } from './measures.ts';
import type { Paper } from './model.ts';
import { papers, pdfLines, pdfText, wordText } from './paper.fixture.ts';
import { paperPdf, paperPicture, paperWord } from './paper.ts';

/** Characters of a text: floating parts stand at other places of the two files. */
const sorted = (text: string): string => [...text].sort().join('');

describe('one paper as Word and as PDF', () => {
  it.each(Object.keys(papers))('%s: holds the same text', async (form) => {
    const paper = papers[form]!;
    const word = wordText(await paperWord(paper));
    expect(word.length).toBeGreaterThan(100);
    const pdf = await pdfText(await paperPdf(paper));
    expect(sorted(pdf)).toBe(sorted(word));
    for (const text of plainText(paper).map((line) => line.replace(/\s/g, ''))) {
      expect(word).toContain(text);
      expect(pdf).toContain(text);
    }
  });

  it('keeps marks that a typesetter could take for commands', async () => {
    const text = '“引号”#let x = 1 *星* _线_ $式$ \\反斜 [括] <角> @名 & 与 "直" 100%';
    const paper: Paper = {
      head: { kind: 'none' },
      title: '#页眉 *试验*',
      body: [
        { kind: 'paragraph', text },
        { kind: 'table', columns: [{ heading: '#列', width: 1 }], rows: [[text]] },
      ],
    };
    const pdf = await pdfText(await paperPdf(paper));
    expect(pdf.split(text.replace(/\s/g, ''))).toHaveLength(3);
    expect(
      wordText(await paperWord(paper))
        .replace(/&lt;/g, '<')
        .replace(/&gt;/g, '>'),
    ).toContain(text.replace(/\s/g, ''));
  });
});

describe('texts that no file can hold', () => {
  it('lose only what cannot be set', async () => {
    const bad = 'a\u0000b\u0008c\ud800d\u000be\uffff\tf\r\n𠮷';
    const paper: Paper = {
      head: { kind: 'document', organ: `机关${bad}`, number: bad },
      title: `标题${bad}`,
      body: [
        { kind: 'paragraph', text: bad },
        { kind: 'table', columns: [{ heading: bad, width: 1 }], rows: [[bad]] },
      ],
    };
    const word = wordText(await paperWord(paper));
    expect(word.split('abcdef𠮷')).toHaveLength(7);
    expect(await pdfText(await paperPdf(paper))).toContain('标题abcdef');
  });
});

describe('a look at a paper', () => {
  it('is a PNG of the width asked for, with its charts', async () => {
    const png = Buffer.from(await paperPicture(papers.report!, 600));
    expect(png.subarray(1, 4).toString()).toBe('PNG');
    expect(png.readUInt32BE(16)).toBe(600);
    expect(png.length).toBeGreaterThan(20_000);
  });

  it('shows the first of several pages too', async () => {
    const picture = async (title: string): Promise<Buffer> =>
      Buffer.from(await paperPicture({ ...papers.letter!, title }, 300));
    const other = await picture('关于反馈进展的督办函');
    expect((await picture('关于督促整改的督办函')).equals(other)).toBe(false);
  });
});

describe('pages of the PDF', () => {
  it(`hold ${linesPerPage} lines of 28 characters`, async () => {
    const paper: Paper = {
      head: { kind: 'none' },
      title: '字数',
      body: [{ kind: 'paragraph', text: '实'.repeat(3000) }],
    };
    const lines = (await pdfLines(await paperPdf(paper))).filter((line) =>
      line.text.includes('实'),
    );
    const onSecond = new Map<number, number>();
    for (const { page, y, text } of lines)
      if (page === 2) onSecond.set(y, (onSecond.get(y) ?? 0) + text.replace(/\s/g, '').length);
    expect([...onSecond.values()]).toEqual(Array.from({ length: linesPerPage }, () => 28));
  });

  it('repeat the headings of a long table and keep every row', async () => {
    const rows = Array.from({ length: 90 }, (_, i) => [`第${i + 1}行`]);
    const paper: Paper = {
      head: { kind: 'none' },
      title: '长表',
      body: [{ kind: 'table', columns: [{ heading: '表头', width: 1 }], rows }],
    };
    const lines = await pdfLines(await paperPdf(paper));
    const pages = new Set(lines.map((line) => line.page));
    expect(pages.size).toBeGreaterThan(1);
    const text = lines.map((line) => line.text).join('');
    expect(text.split('表头')).toHaveLength(pages.size + 1);
    for (const [row] of rows) expect(text).toContain(row);
  });
});
