import {
  AlignmentType,
  BorderStyle,
  type FileChild,
  ImageRun,
  LineRuleType,
  Paragraph,
  Table,
  TableCell,
  TableLayoutType,
  TableRow,
  TextRun,
  VerticalAlign,
  WidthType,
} from 'docx';
import type { Picture } from './chart.ts';
import { captionOf } from './flow.ts';
import { acrossMargin, page, twips, typeArea } from './measures.ts';
import type { ChartBlock, Column, TableBlock } from './model.ts';
import { type Face, fonts } from './style.ts';

const line = { style: BorderStyle.SINGLE, size: 4, color: '000000' };
const alignments = {
  left: AlignmentType.LEFT,
  center: AlignmentType.CENTER,
  right: AlignmentType.RIGHT,
} as const;

/** Width of the type area in millimetres. */
export const widthOf = (across: boolean): number =>
  across ? page.height - acrossMargin.left - acrossMargin.right : typeArea.width;

/** A ruled table whose first row is repeated on every page and whose rows are not torn apart. */
export function tableOf(
  { columns, rows }: TableBlock,
  points: number,
  across: boolean,
): FileChild[] {
  const total = columns.reduce((sum, c) => sum + c.width, 0);
  const width = twips(widthOf(across));
  const widths = columns.map((c) => Math.floor((c.width / total) * width));
  const cell = (text: string, i: number, face: Face, align: Column['align']): TableCell =>
    new TableCell({
      width: { size: widths[i]!, type: WidthType.DXA },
      verticalAlign: VerticalAlign.CENTER,
      children: text.split('\n').map((part) => cellLine(part, points, face, align)),
    });
  const row = (cells: readonly string[], heading: boolean): TableRow =>
    new TableRow({
      tableHeader: heading,
      cantSplit: true,
      children: cells.map((text, i) =>
        cell(text, i, heading ? 'level1' : 'body', heading ? 'center' : columns[i]!.align),
      ),
    });
  return [
    new Table({
      layout: TableLayoutType.FIXED,
      width: { size: widths.reduce((a, b) => a + b, 0), type: WidthType.DXA },
      columnWidths: widths,
      alignment: AlignmentType.CENTER,
      margins: { top: 50, bottom: 50, left: 60, right: 60, marginUnitType: WidthType.DXA },
      borders: {
        top: line,
        bottom: line,
        left: line,
        right: line,
        insideHorizontal: line,
        insideVertical: line,
      },
      rows: [
        row(
          columns.map((c) => c.heading),
          true,
        ),
        ...rows.map((cells) => row(cells, false)),
      ],
    }),
  ];
}

function cellLine(text: string, points: number, face: Face, align: Column['align']): Paragraph {
  return new Paragraph({
    style: 'ShijiCell',
    alignment: alignments[align ?? 'left'],
    spacing: { line: Math.round(points * 1.35 * 20), lineRule: LineRuleType.EXACT },
    children: [
      new TextRun({
        text,
        size: points * 2,
        font: { name: fonts[face].name, hint: 'eastAsia' },
        snapToGrid: false,
      }),
    ],
  });
}

/** Pixels of the library are 1/96 inch. */
const pixels = (mm: number): number => Math.round((mm / 25.4) * 96);

/** A picture with its caption below, both on one page. */
export function chartOf(chart: ChartBlock, { png, width, height }: Picture): FileChild[] {
  return [
    new Paragraph({
      style: 'ShijiCell',
      alignment: AlignmentType.CENTER,
      keepNext: true,
      spacing: { line: 240, lineRule: LineRuleType.AUTO },
      children: [
        new ImageRun({
          type: 'png',
          data: png,
          transformation: { width: pixels(width), height: pixels(height) },
          altText: { name: chart.caption, title: chart.caption, description: describe(chart) },
        }),
      ],
    }),
    new Paragraph({ style: 'ShijiFigure', children: [new TextRun(captionOf(chart))] }),
  ];
}

/** The figures of a chart in words, for whoever cannot see it. */
export function describe({ categories, series }: ChartBlock): string {
  return series
    .map(
      ({ name, values }) => `${name}：${categories.map((c, i) => `${c}${values[i]}`).join('，')}`,
    )
    .join('；');
}
