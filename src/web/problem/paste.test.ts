import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { blockOf, fileOf, guessMeanings, hasHeading } from './paste.ts';

describe('what is pasted', () => {
  it('is a block only where a spreadsheet divided it', () => {
    expect(blockOf('物业报修等待 9 天')).toBeUndefined();
    expect(blockOf('第一段\n第二段')).toBeUndefined();
    expect(blockOf('\t\n \t\n')).toBeUndefined();
    expect(blockOf('a\tb\r\nc\r\n')).toEqual([
      ['a', 'b'],
      ['c', ''],
    ]);
  });

  it('is a block however many rows it has: the page says when there are too many', () => {
    expect(blockOf('a\tb\n'.repeat(200_000))).toHaveLength(200_000);
  });

  it('keeps line breaks and quotes inside a cell, and a quote that is not closed', () => {
    expect(blockOf('"一、排查\n二、整改"\t他说""好\n"没有\t合上')).toEqual([
      ['一、排查\n二、整改', '他说""好'],
      ['"没有', '合上'],
    ]);
    expect(blockOf('"他说""好"""\t1')).toEqual([['他说"好"', '1']]);
  });

  it('comes back from the way a spreadsheet writes it, whatever the cells are', () => {
    const cell = fc.string({ unit: fc.constantFrom('报', 'a', '"', '\n', '\t', ' ', '1') });
    const block = fc.array(fc.array(cell, { minLength: 2, maxLength: 2 }), { minLength: 1 });
    fc.assert(
      fc.property(block, (rows) => {
        const kept = rows.filter((r) => r.some((c) => c.trim() !== ''));
        const said = (c: string) => (/["\n\t]/.test(c) ? `"${c.replaceAll('"', '""')}"` : c);
        const text = kept.map((r) => r.map(said).join('\t')).join('\r\n');
        expect(blockOf(text) ?? []).toEqual(kept);
      }),
    );
  });

  it('has headings where its first row names columns', () => {
    const rows = ['1', '报修等待 9 天', '三分公司', '王志强', '2026-03-31'];
    expect(hasHeading([['序号', '问题表现', '责任单位', '责任人', '整改时限'], rows])).toBe(true);
    expect(hasHeading([rows, rows])).toBe(false);
    expect(hasHeading([['序号', '问题表现']])).toBe(false);
  });

  it('without headings is read by what its cells look like', () => {
    const rows = [
      [
        '1',
        '报修平均等待 9 天，住户反映多',
        '三分公司',
        '王志强',
        '李文',
        '增派维修班组两个',
        '2026-03-31',
        '是',
      ],
      [
        '2',
        '夜间值守无人应答电话',
        '客服中心',
        '赵敏',
        '周海',
        '改为两班轮值并公布电话',
        '长期',
        '否',
      ],
    ];
    expect(guessMeanings(rows)).toEqual([
      'ordinal',
      'facts',
      'unit',
      'leader',
      'owner',
      'text',
      'due',
      'ignore',
    ]);
  });

  it('goes on as a file that keeps every cell', async () => {
    const file = fileOf([['a"b', '一\n二']], ['问题', '措施'], 'x.csv');
    expect(new TextDecoder('utf-8', { ignoreBOM: true }).decode(await file.arrayBuffer())).toBe(
      '\uFEFF"问题","措施"\r\n"a""b","一\n二"',
    );
  });
});
