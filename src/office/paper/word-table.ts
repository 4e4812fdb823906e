import { acrossMargin, page, twips, typeArea } from './measures.ts';
import type { Column, TableBlock } from './model.ts';
import { type Face, fonts } from './style.ts';

/** Width of the type area in millimetres. */
export const widthOf = (across: boolean): number =>
  across ? page.height - acrossMargin.left - acrossMargin.right : typeArea.width;

/**
 * A ruled table as WordprocessingML: its first row is repeated on every page, no row is torn
 * apart. Written as text, because the library's objects for the 16,000 cells of a long ledger
 * take seconds and hundreds of megabytes.
 */
export function tableXml({ columns, rows }: TableBlock, points: number, across: boolean): string {
  const total = columns.reduce((sum, c) => sum + c.width, 0);
  const width = twips(widthOf(across));
  const widths = columns.map((c) => Math.floor((c.width / total) * width));
  const row = (cells: readonly string[], heading: boolean): string =>
    `<w:tr><w:trPr><w:cantSplit/>${heading ? '<w:tblHeader/>' : ''}</w:trPr>${cells
      .map((text, i) =>
        cellXml(text, widths[i]!, points, {
          face: heading ? 'level1' : 'body',
          align: heading ? 'center' : columns[i]!.align,
        }),
      )
      .join('')}</w:tr>`;
  return (
    `<w:tbl><w:tblPr><w:tblW w:w="${widths.reduce((a, b) => a + b, 0)}" w:type="dxa"/>` +
    `<w:jc w:val="center"/><w:tblBorders>${borders}</w:tblBorders><w:tblLayout w:type="fixed"/>` +
    `<w:tblCellMar>${margins}</w:tblCellMar></w:tblPr>` +
    `<w:tblGrid>${widths.map((w) => `<w:gridCol w:w="${w}"/>`).join('')}</w:tblGrid>` +
    row(
      columns.map((c) => c.heading),
      true,
    ) +
    rows.map((cells) => row(cells, false)).join('') +
    '</w:tbl>'
  );
}

const borders = ['top', 'left', 'bottom', 'right', 'insideH', 'insideV']
  .map((side) => `<w:${side} w:val="single" w:sz="4" w:space="0" w:color="000000"/>`)
  .join('');
const margins = (
  [
    ['top', 50],
    ['left', 60],
    ['bottom', 50],
    ['right', 60],
  ] as const
)
  .map(([side, twentieths]) => `<w:${side} w:w="${twentieths}" w:type="dxa"/>`)
  .join('');

function cellXml(
  text: string,
  width: number,
  points: number,
  { face, align }: { readonly face: Face; readonly align: Column['align'] },
): string {
  const { name } = fonts[face];
  const run =
    `<w:rPr><w:rFonts w:ascii="${name}" w:hAnsi="${name}" w:eastAsia="${name}" w:cs="${name}" ` +
    `w:hint="eastAsia"/><w:snapToGrid w:val="0"/><w:sz w:val="${points * 2}"/><w:szCs w:val="${points * 2}"/></w:rPr>`;
  const paragraph =
    `<w:pPr><w:pStyle w:val="ShijiCell"/><w:spacing w:line="${Math.round(points * 1.35 * 20)}" w:lineRule="exact"/>` +
    `<w:jc w:val="${align ?? 'left'}"/></w:pPr>`;
  return (
    `<w:tc><w:tcPr><w:tcW w:w="${width}" w:type="dxa"/><w:vAlign w:val="center"/></w:tcPr>` +
    text
      .split('\n')
      .map(
        (line) =>
          `<w:p>${paragraph}${line && `<w:r>${run}<w:t xml:space="preserve">${escaped(line)}</w:t></w:r>`}</w:p>`,
      )
      .join('') +
    '</w:tc>'
  );
}

const escaped = (text: string): string =>
  text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;');
