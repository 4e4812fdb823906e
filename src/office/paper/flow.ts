import { size } from './measures.ts';
import type { Annex, Block, ChartBlock, Level, Orientation, Paper, TableBlock } from './model.ts';
import { headingNumbers, longDate } from './numbering.ts';
import { type Face, type LineStyle, type StyleName, styles } from './style.ts';
import { measure, titleLines } from './title.ts';

/** Text of one face within a line; a face left out is that of the line. */
export interface Run {
  readonly text: string;
  readonly face?: Face;
}

/** What the writers of Word and PDF set one below the other. */
export type Piece =
  | {
      readonly kind: 'line';
      readonly style: LineStyle;
      readonly name: StyleName | 'other';
      readonly runs: readonly Run[] /** Line breaks within, as in a title. */;
      readonly breaks?: boolean;
      /** On the page of what follows. */
      readonly held?: boolean;
    }
  | { readonly kind: 'blank'; readonly lines: number }
  | { readonly kind: 'table'; readonly table: TableBlock; readonly size: number }
  | { readonly kind: 'chart'; readonly chart: ChartBlock };

/** Pages of one orientation. */
export interface Stretch {
  readonly orientation: Orientation;
  readonly pieces: readonly Piece[];
}

const line = (name: StyleName, ...runs: Run[]): Piece => ({
  kind: 'line',
  name,
  style: styles[name],
  runs,
});
/** Air between a title across the page and its table, in lines. */
const HALF = 0.4;
const blank = (lines: number): Piece => ({ kind: 'blank', lines });

/** The paper below its head: title, body, signature, and each annex on pages of its own. */
export function stretches(paper: Paper): Stretch[] {
  const main: Stretch = {
    orientation: paper.orientation ?? 'portrait',
    pieces: [
      ...titleOf(paper),
      ...(paper.recipient ? [line('recipient', { text: `${paper.recipient}：` })] : []),
      ...heldBack([...blocks(paper.body), ...attachmentNote(paper.attachments ?? [])], paper),
      ...signature(paper),
      ...noteOf(paper),
    ],
  };
  const annexes = (paper.annexes ?? []).map((annex, i) => annexOf(annex, i, paper.annexes!.length));
  return [main, ...annexes];
}

/** Every text in reading order, for whoever compares two files of one paper. */
export function plainText(paper: Paper): string[] {
  return stretches(paper).flatMap(({ pieces }) => pieces.flatMap(textsOf));
}

function textsOf(piece: Piece): string[] {
  if (piece.kind === 'line') return [piece.runs.map((run) => run.text).join('')];
  if (piece.kind === 'chart') return [captionOf(piece.chart)];
  if (piece.kind === 'blank') return [];
  const { caption, columns, rows } = piece.table;
  return [...(caption ? [caption] : []), ...columns.map((c) => c.heading), ...rows.flat()];
}

/** Caption of a chart with the unit of its values. */
export const captionOf = ({ caption, unit }: ChartBlock): string => `${caption}（单位：${unit}）`;

function titleOf({ title, subtitle, head, orientation }: Paper): Piece[] {
  const widest = orientation === 'landscape' ? 30 : undefined;
  const above = head.kind === 'none' ? 0 : 2;
  return [
    blank(above),
    {
      ...line('title', ...titleLines(title, widest).map((text) => ({ text }))),
      breaks: true,
    } as Piece,
    ...(subtitle ? [line('subtitle', { text: `（${subtitle}）` })] : []),
    blank(orientation === 'landscape' ? HALF : 1),
  ].filter((piece) => piece.kind !== 'blank' || piece.lines > 0);
}

function annexOf(annex: Annex, index: number, of: number): Stretch {
  const label = of > 1 ? `附件${index + 1}` : '附件';
  return {
    orientation: annex.orientation ?? 'portrait',
    pieces: [
      line('annexLabel', { text: label }),
      ...(annex.orientation === 'landscape' ? [] : [blank(1)]),
      {
        ...line(
          'title',
          ...titleLines(annex.title, annex.orientation === 'landscape' ? 30 : undefined).map(
            (text) => ({ text }),
          ),
        ),
        breaks: true,
      } as Piece,
      blank(annex.orientation === 'landscape' ? HALF : 1),
      ...blocks(annex.body),
      ...(annex.note ? [line('tableNote', { text: annex.note })] : []),
    ],
  };
}

function blocks(body: readonly Block[]): Piece[] {
  const numbers = headingNumbers(body);
  return body.flatMap((block, i) => piecesOf(block, numbers[i]!));
}

function piecesOf(block: Block, number: string): Piece[] {
  switch (block.kind) {
    case 'paragraph':
      return [line('paragraph', { text: block.text })];
    case 'term':
      return [line('paragraph', { text: `${block.term}：`, face: 'level1' }, { text: block.text })];
    case 'heading':
      return [heading(block, number)];
    case 'table':
      return [
        ...(block.caption ? [line('caption', { text: block.caption })] : []),
        { kind: 'table', table: block, size: block.size ?? size[5] },
      ];
    case 'chart':
      return [{ kind: 'chart', chart: block }];
  }
}

const faceOfLevel: Record<Level, Face> = { 1: 'level1', 2: 'level2', 3: 'body', 4: 'body' };

function heading(block: Extract<Block, { kind: 'heading' }>, number: string): Piece {
  const name = `heading${block.level}` as const;
  if (!block.runOn) return line(name, { text: number + block.text });
  return line(
    'paragraph',
    { text: `${number}${block.text}。`, face: faceOfLevel[block.level] },
    { text: block.runOn },
  );
}

/** One blank line, two characters in; several are numbered and stand below one another. */
function attachmentNote(names: readonly string[]): Piece[] {
  if (names.length === 0) return [];
  const style = (out: number, before: number): LineStyle => ({
    ...styles.recipient,
    before,
    hang: { left: names.length > 1 ? 6 : 5, out },
  });
  const item = (name: string, i: number): Piece => {
    const number = names.length > 1 ? `${i + 1}.` : '';
    const text = `${i === 0 ? '附件：' : ''}${number}${name}`;
    const out = (i === 0 ? 3 : 0) + (number ? 1 : 0);
    return { kind: 'line', name: 'other', style: style(out, i === 0 ? 1 : 0), runs: [{ text }] };
  };
  return names.map(item);
}

/**
 * Organ and date: with a seal the date stands four characters from the right and the organ above
 * its middle; without one the organ two characters from the right and the date below, moved in.
 */
function signature({ signature: signed }: Paper): Piece[] {
  if (!signed) return [];
  const date = longDate(signed.date);
  const [organWidth, dateWidth] = [measure(signed.organ), measure(date)];
  let dateRight = 4;
  let organRight = 4 + (dateWidth - organWidth) / 2;
  if (!signed.sealed) {
    // 首字比发文机关署名首字右移二字; a date longer than the organ stands at two itself.
    organRight = 2;
    dateRight = organRight + organWidth - 2 - dateWidth;
    if (dateRight < 2) {
      organRight += Math.max(0, 2 - dateRight);
      dateRight = 2;
    }
  } else if (organRight < 1) {
    organRight = 1;
    dateRight = 1 + (organWidth - dateWidth) / 2;
  }
  const place = (text: string, right: number, more: Partial<LineStyle>): Piece => ({
    kind: 'line',
    name: 'other',
    style: { ...styles.recipient, align: 'right', right, ...more },
    runs: [{ text }],
  });
  return [
    place(signed.organ, organRight, { keep: true, before: signed.sealed ? 2 : 1 }),
    place(date, dateRight, {}),
  ];
}

/** A signature never stands alone on a page: the last line before it comes with it. */
function heldBack(pieces: readonly Piece[], { signature: signed }: Paper): Piece[] {
  const last = pieces.at(-1);
  if (!signed || last?.kind !== 'line') return [...pieces];
  return [...pieces.slice(0, -1), { ...last, held: true }];
}

/** Below a signature in brackets; below a table, without one, in small type. */
function noteOf({ note, signature: signed, orientation }: Paper): Piece[] {
  if (!note) return [];
  if (orientation === 'landscape' || !signed) return [line('tableNote', { text: note })];
  return [line('note', { text: `（${note}）` })];
}
