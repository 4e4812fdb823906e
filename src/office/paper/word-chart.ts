import { AlignmentType, type FileChild, ImageRun, LineRuleType, Paragraph, TextRun } from 'docx';
import type { Picture } from './chart.ts';
import { captionOf } from './flow.ts';
import type { ChartBlock } from './model.ts';

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
