import {
  AlignmentType,
  BorderStyle,
  type FileChild,
  Footer,
  Header,
  LineRuleType,
  PageNumber,
  Paragraph,
  RelativeVerticalPosition,
  Tab,
  Table,
  TableAnchorType,
  TableCell,
  TableLayoutType,
  TableRow,
  TabStopType,
  TextRun,
  WidthType,
} from 'docx';
import { briefLine, endRows, endSize, letterOverhang, markFit, markSize } from './head.ts';
import {
  acrossMargin,
  linePitch,
  margin,
  markBelowTypeArea,
  red,
  size,
  twips,
  typeArea,
} from './measures.ts';
import type { EndMatter, Head, Paper } from './model.ts';
import { fonts } from './style.ts';
import { widthOf } from './word-table.ts';

const font = (face: keyof typeof fonts) => ({ name: fonts[face].name, hint: 'eastAsia' });
const exactly = (twentieths: number) => ({ line: twentieths, lineRule: LineRuleType.EXACT });
const rule = (width: number, space: number) => ({
  style: BorderStyle.SINGLE,
  color: red,
  size: width,
  space,
});

function mark(text: string, largest: number, before: number): Paragraph {
  const fit = markFit(text, largest);
  return new Paragraph({
    style: 'ShijiMark',
    alignment: AlignmentType.CENTER,
    spacing: { before, ...exactly(Math.round(fit.size * 1.2 * 20)) },
    children: [
      new TextRun({
        text,
        font: font('mark'),
        size: fit.size * 2,
        scale: fit.scale,
        color: red,
        snapToGrid: false,
      }),
    ],
  });
}

const blank = (): Paragraph => new Paragraph({ style: 'ShijiParagraph' });

/** What stands above the title on the first page; the mark of a letter is in its header. */
export function headOf({ head }: Paper): FileChild[] {
  switch (head.kind) {
    case 'none':
      return [];
    case 'document':
      return [
        mark(head.organ, markSize.document, twips(markBelowTypeArea)),
        blank(),
        blank(),
        new Paragraph({
          style: 'ShijiNumber',
          border: { bottom: rule(12, 11) },
          children: head.number ? [new TextRun(head.number)] : [],
        }),
      ];
    case 'letter':
      return head.number
        ? [new Paragraph({ style: 'ShijiNumberRight', children: [new TextRun(head.number)] })]
        : [];
    case 'brief':
      return briefHead(head);
    case 'minutes':
      return [
        mark(head.organ, markSize.minutes, twips(markBelowTypeArea)),
        new Paragraph({ style: 'ShijiNumber', border: { bottom: rule(12, 11) } }),
      ];
  }
}

function briefHead(head: Extract<Head, { kind: 'brief' }>): FileChild[] {
  const { left, right } = briefLine(head);
  return [
    mark(head.name, markSize.brief, 200),
    new Paragraph({ style: 'ShijiIssue', children: [new TextRun(head.issue)] }),
    blank(),
    new Paragraph({
      style: 'ShijiRecipient',
      border: { bottom: rule(18, 6) },
      tabStops: [{ type: TabStopType.RIGHT, position: twips(typeArea.width) }],
      children: [new TextRun(left), new TextRun({ children: [new Tab(), right] })],
    }),
  ];
}

/** First page of a letter: its mark 30 mm below the edge and the rule 4 mm below it. */
export function headersOf({ head }: Paper) {
  if (head.kind !== 'letter') return {};
  const empty = new Header({ children: [new Paragraph({})] });
  return {
    first: new Header({
      children: [
        mark(head.organ, markSize.letter, 0),
        new Paragraph({
          spacing: { ...exactly(227), after: 280 },
          indent: wide,
          border: {
            bottom: { style: BorderStyle.THICK_THIN_SMALL_GAP, color: red, size: 24, space: 0 },
          },
        }),
      ],
    }),
    default: empty,
    even: empty,
  };
}

const wide = { left: -twips(letterOverhang.left), right: -twips(letterOverhang.right) };

/** — 1 — in 4 号 宋体, odd pages right and even left, one character from the edge. */
export function footersOf(letter: boolean) {
  const number = (odd: boolean): Footer =>
    new Footer({
      children: [
        new Paragraph({
          alignment: odd ? AlignmentType.RIGHT : AlignmentType.LEFT,
          indent: odd ? { right: size[4] * 20 } : { left: size[4] * 20 },
          spacing: exactly(400),
          children: [
            new TextRun({
              children: ['— ', PageNumber.CURRENT, ' —'],
              font: font('number'),
              size: size[4] * 2,
            }),
          ],
        }),
      ],
    });
  const first = new Footer({
    children: [
      new Paragraph({
        spacing: exactly(60),
        indent: wide,
        border: {
          top: { style: BorderStyle.THICK_THIN_SMALL_GAP, color: red, size: 24, space: 0 },
        },
      }),
    ],
  });
  return { default: number(true), even: number(false), ...(letter ? { first } : {}) };
}

const thick = { style: BorderStyle.SINGLE, size: 8, color: '000000' };
const thin = { style: BorderStyle.SINGLE, size: 6, color: '000000' };
const none = { style: BorderStyle.NONE, size: 0, color: 'auto' };

/** 版记 on the last lines of the type area, ruled; that of a letter has no rules. */
export function endOf(end: EndMatter, across: boolean): FileChild[] {
  const rows = endRows(end);
  if (rows.length === 0) return [];
  const ruled = end.kind !== 'letter';
  const width = twips(widthOf(across));
  const table = new Table({
    layout: TableLayoutType.FIXED,
    width: { size: width, type: WidthType.DXA },
    columnWidths: [width],
    float: {
      horizontalAnchor: TableAnchorType.PAGE,
      absoluteHorizontalPosition: twips(across ? acrossMargin.left : margin.left),
      verticalAnchor: TableAnchorType.MARGIN,
      relativeVerticalPosition: RelativeVerticalPosition.BOTTOM,
    },
    borders: {
      top: ruled ? thick : none,
      bottom: ruled ? thick : none,
      left: none,
      right: none,
      insideHorizontal: ruled ? thin : none,
      insideVertical: none,
    },
    rows: rows.map(
      ({ left, right }) =>
        new TableRow({
          cantSplit: true,
          children: [
            new TableCell({
              width: { size: width, type: WidthType.DXA },
              margins: { left: 0, right: 0, top: 0, bottom: 0 },
              children: [endLine(left, right, width)],
            }),
          ],
        }),
    ),
  });
  return [table, new Paragraph({ spacing: exactly(20) })];
}

function endLine(left: string, right: string | undefined, width: number): Paragraph {
  const character = endSize * 20;
  const hanging = /^.：/.test(left) ? 2 : /^..：/.test(left) ? 3 : 0;
  const run = { font: font('body'), size: endSize * 2 };
  return new Paragraph({
    spacing: exactly(linePitch),
    indent: { left: character * (1 + hanging), hanging: character * hanging, right: character },
    tabStops: [{ type: TabStopType.RIGHT, position: width - character }],
    children: [
      new TextRun({ ...run, text: left }),
      ...(right ? [new TextRun({ ...run, children: [new Tab(), right] })] : []),
    ],
  });
}
