import { randomUUID } from 'node:crypto';
import {
  AlignmentType,
  Document,
  DocumentGridType,
  type FileChild,
  type IParagraphOptions,
  type ISectionOptions,
  LineRuleType,
  Packer,
  PageOrientation,
  Paragraph,
  SectionType,
  TextRun,
} from 'docx';
import type { Picture } from './chart.ts';
import { type Piece, type Stretch, stretches } from './flow.ts';
import { isLetter } from './head.ts';
import {
  acrossMargin,
  letterMarkTop,
  letterRule,
  linePitch,
  margin,
  page,
  size,
  tracking,
  twips,
} from './measures.ts';
import type { ChartBlock, Paper } from './model.ts';
import { fonts, type LineStyle, type StyleName, styles } from './style.ts';
import { chartOf } from './word-chart.ts';
import { finish } from './word-file.ts';
import { endOf, footersOf, headersOf, headOf } from './word-frame.ts';
import { tableXml } from './word-table.ts';

/** Drawn charts, and tables as text by the paragraphs that hold their places. */
interface Into {
  readonly pictures: ReadonlyMap<ChartBlock, Picture>;
  readonly tables: Map<string, string>;
}

/** The paper as a Word file (OOXML) in the layout of GB/T 9704-2012. */
export async function toWord(
  paper: Paper,
  pictures: ReadonlyMap<ChartBlock, Picture>,
): Promise<Uint8Array> {
  const parts = stretches(paper);
  const into: Into = { pictures, tables: new Map() };
  const document = new Document({
    title: paper.title,
    creator: 'Shiji',
    evenAndOddHeaderAndFooters: true,
    features: { updateFields: false },
    styles: wordStyles(),
    sections: parts.map((part, i) => section(paper, part, i, parts.length, into)),
  });
  return finish(new Uint8Array(await Packer.toBuffer(document)), into.tables);
}

function section(
  paper: Paper,
  { orientation, pieces }: Stretch,
  index: number,
  of: number,
  into: Into,
): ISectionOptions {
  const across = orientation === 'landscape';
  const letter = index === 0 && isLetter(paper);
  const edges = across ? acrossMargin : margin;
  const last = index === of - 1;
  return {
    properties: {
      type: SectionType.NEXT_PAGE,
      titlePage: letter,
      page: {
        size: {
          width: twips(page.width),
          height: twips(page.height),
          orientation: across ? PageOrientation.LANDSCAPE : PageOrientation.PORTRAIT,
        },
        margin: {
          top: twips(edges.top),
          bottom: twips(edges.bottom),
          left: twips(edges.left),
          right: twips(edges.right),
          header: twips(letter ? letterMarkTop : 15),
          footer: twips(across ? 14 : letter ? letterRule.fromBottom : 24.5),
          gutter: 0,
        },
      },
      grid: across
        ? { type: DocumentGridType.DEFAULT }
        : {
            // A grid of characters narrower than 16 points sets one of them in two cells in
            // LibreOffice; the styles draw characters together instead, which all programs do.
            type: DocumentGridType.LINES,
            linePitch,
            charSpace: Math.round(tracking * 4096),
          },
    },
    headers: letter ? headersOf(paper) : {},
    footers: footersOf(letter),
    children: [
      ...(index === 0 ? headOf(paper) : []),
      ...pieces.flatMap((piece) => childrenOf(piece, across, into)),
      ...(last && paper.end ? endOf(paper.end, across) : []),
    ],
  };
}

function childrenOf(piece: Piece, across: boolean, { pictures, tables }: Into): FileChild[] {
  if (piece.kind === 'line') return [paragraph(piece)];
  if (piece.kind === 'blank') return blankLines(piece.lines);
  if (piece.kind === 'table') {
    const place = `table ${randomUUID()}`;
    tables.set(place, tableXml(piece.table, piece.size, across));
    return [new Paragraph(place)];
  }
  return chartOf(piece.chart, pictures.get(piece.chart)!);
}

function blankLines(lines: number): Paragraph[] {
  const style = styleId('paragraph');
  if (lines < 1) {
    const line = Math.round(lines * linePitch);
    return [new Paragraph({ style, spacing: { line, lineRule: LineRuleType.EXACT } })];
  }
  return Array.from({ length: lines }, () => new Paragraph({ style }));
}

function paragraph(piece: Extract<Piece, { kind: 'line' }>): Paragraph {
  const { style, runs, breaks } = piece;
  return new Paragraph({
    ...(piece.name === 'other' ? layout(style) : { style: styleId(piece.name) }),
    ...(piece.held ? { keepNext: true, keepLines: true } : {}),
    children: runs.map(
      ({ text, face }, i) =>
        new TextRun({
          text,
          ...(breaks && i > 0 ? { break: 1 } : {}),
          ...(face ? { font: font(fonts[face].name) } : {}),
          ...(piece.name === 'other' ? run(style) : {}),
        }),
    ),
  });
}

const font = (name: string) => ({ name, hint: 'eastAsia' });
/** Twentieths of a point; rounded down, or 27 would fill the line. */
const drawnTogether = Math.floor(tracking * 20);
const run = (style: LineStyle) => ({
  font: font(fonts[style.face].name),
  size: style.size * 2,
  ...(style.size === size[3] ? { characterSpacing: drawnTogether } : {}),
});

const alignments = {
  justify: AlignmentType.BOTH,
  left: AlignmentType.LEFT,
  center: AlignmentType.CENTER,
  right: AlignmentType.RIGHT,
} as const;

/** Twips of so many characters of a size, drawn together as the grid does. */
const characters = (n: number, points: number): number =>
  Math.round(n * (points * 20 + drawnTogether));

function layout(style: LineStyle): IParagraphOptions & { readonly alignment: string } {
  const { first, hang, right } = style;
  return {
    alignment: alignments[style.align],
    spacing: {
      line: linePitch,
      lineRule: LineRuleType.EXACT,
      before: Math.round((style.before ?? 0) * linePitch),
      after: 0,
    },
    indent: {
      ...(first ? { firstLine: characters(first, style.size), firstLineChars: first * 100 } : {}),
      ...(hang
        ? { left: characters(hang.left, style.size), hanging: characters(hang.out, style.size) }
        : {}),
      ...(right ? { right: characters(right, style.size) } : {}),
    },
    keepNext: style.keep ?? false,
    ...(style.outline === undefined ? {} : { outlineLevel: style.outline }),
  };
}

const headings = ['heading1', 'heading2', 'heading3', 'heading4'] as const;
const isHeading = (name: string): name is (typeof headings)[number] =>
  (headings as readonly string[]).includes(name);

/** Headings keep the ids of Word, so its outline and table of contents know them. */
const styleId = (name: StyleName): string =>
  isHeading(name) ? `Heading${name.slice(-1)}` : `Shiji${name[0]!.toUpperCase()}${name.slice(1)}`;

/** Styles an office can change in one place; lines name them. */
function wordStyles() {
  const names = Object.keys(styles) as StyleName[];
  return {
    default: {
      document: {
        run: { font: font(fonts.body.name), size: size[3] * 2, color: '000000' },
        paragraph: { spacing: { line: linePitch, lineRule: LineRuleType.EXACT } },
      },
      ...Object.fromEntries(
        headings.map((name) => [
          name,
          { run: { ...run(styles[name]), color: '000000' }, paragraph: layout(styles[name]) },
        ]),
      ),
    },
    paragraphStyles: [
      {
        id: 'Normal',
        name: 'Normal',
        quickFormat: true,
        run: { font: font(fonts.body.name), size: size[3] * 2 },
        paragraph: layout(styles.recipient),
      },
      ...names
        .filter((name) => !isHeading(name))
        .map((name) => ({
          id: styleId(name),
          name: styleId(name),
          basedOn: 'Normal',
          quickFormat: true,
          run: run(styles[name]),
          paragraph: layout(styles[name]),
        })),
      ...['ShijiCell', 'ShijiMark'].map((id) => ({
        id,
        name: id,
        basedOn: 'Normal',
        paragraph: { spacing: { before: 0, after: 0 } },
      })),
    ],
  };
}
