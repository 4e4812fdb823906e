import { captionOf, type Piece, type Stretch, stretches } from './flow.ts';
import { isLetter, letterOverhang } from './head.ts';
import { acrossMargin, letterRule, margin, pageNumberBelow, size } from './measures.ts';
import type { ChartBlock, Paper, TableBlock } from './model.ts';
import { endOf, headOf } from './typst-frame.ts';
import { edges, fontOf, lineOf, literal, pitch, pt } from './typst-line.ts';

/**
 * The paper as a Typst document; `pictures` tells where each chart's picture lies. `edges`: pages
 * are drawn with their edges, for a picture of several below one another.
 */
export function typstSource(
  paper: Paper,
  pictures: ReadonlyMap<ChartBlock, string>,
  options: { readonly edges?: boolean } = {},
): string {
  const parts = stretches(paper);
  const letter = isLetter(paper);
  return [
    `#set document(title: ${literal(paper.title)}, author: "Shiji")`,
    `#set text(${fontOf('body')}, ${edges(size[3])}, lang: "zh", region: "cn", cjk-latin-spacing: none)`,
    `#set par(leading: 0pt, spacing: 0pt, justify: true)`,
    `#set block(spacing: 0pt)`,
    // The picture of several pages would lay the ground of one over the one before.
    `#set page(fill: none, background: ${options.edges ? EDGE : 'none'})`,
    ...parts.flatMap((part, i) => [
      pageOf(part, letter && i === 0),
      ...(i === 0 ? headOf(paper) : []),
      ...part.pieces.map((piece) => pieceOf(piece, pictures)),
    ]),
    ...(paper.end ? endOf(paper.end) : []),
  ].join('\n\n');
}

const EDGE = 'rect(width: 100%, height: 100%, stroke: 1pt + luma(210))';

function pageOf({ orientation }: Stretch, letter: boolean): string {
  const across = orientation === 'landscape';
  const edge = across ? acrossMargin : margin;
  const below = across ? 6 : pageNumberBelow;
  const number = `text(${fontOf('number')}, size: ${size[4]}pt, top-edge: "ascender", bottom-edge: "baseline")`;
  const numberLine =
    `let n = counter(page).get().first(); v(${below}mm - 3mm); ` +
    `if calc.odd(n) { align(right, { ${number}[— #n —]; h(${size[4]}pt) }) } ` +
    `else { align(left, { h(${size[4]}pt); ${number}[— #n —] }) }`;
  const footer = letter
    ? `context { if counter(page).get().first() > 1 { ${numberLine} } }`
    : `context { ${numberLine} }`;
  return (
    `#set page(paper: "a4", flipped: ${across}, ` +
    `margin: (top: ${edge.top}mm, bottom: ${edge.bottom}mm, left: ${edge.left}mm, right: ${edge.right}mm), ` +
    `footer-descent: 0pt, footer: ${footer}, foreground: ${letter ? letterFoot() : 'none'})`
  );
}

/** The lower double rule of a letter, on its first page. */
function letterFoot(): string {
  const left = margin.left - letterOverhang.left;
  return (
    `context { if counter(page).get().first() == 1 { place(bottom + left, dx: ${left}mm, ` +
    `dy: -${letterRule.fromBottom}mm, stack(spacing: 1.6pt, line(length: ${letterRule.width}mm, stroke: 1pt + rgb("#ff0000")), ` +
    `line(length: ${letterRule.width}mm, stroke: 2.2pt + rgb("#ff0000")))) } }`
  );
}

function pieceOf(piece: Piece, pictures: ReadonlyMap<ChartBlock, string>): string {
  switch (piece.kind) {
    case 'blank':
      return `#v(${pt(piece.lines * pitch)})`;
    case 'line':
      return lineOf(piece.style, piece.runs, piece);
    case 'table':
      return tableOf(piece.table, piece.size);
    case 'chart':
      return chartOf(piece.chart, pictures.get(piece.chart)!);
  }
}

function tableOf({ columns, rows }: TableBlock, points: number): string {
  const heading = columns
    .map(
      (c) =>
        `table.cell(align: center + horizon, text(${fontOf('level1')}, ${literal(c.heading)}))`,
    )
    .join(', ');
  // How cells lie is said once a column: said in each cell, a long ledger takes a tenth more memory.
  const aligned = columns.map((c) => `${c.align ?? 'left'} + horizon, `).join('');
  const body = rows.map((cells) => cells.map(literal).join(', ')).join(',\n');
  return (
    `#block(width: 100%, { set text(${edges(points, points * 1.35)}, tracking: 0pt); set par(justify: false); ` +
    `show table.cell: set block(breakable: false); ` +
    `table(align: (${aligned}), columns: (${columns.map((c) => `${c.width}fr`).join(', ')},), stroke: 0.5pt, inset: (x: 3pt, y: 2.5pt), ` +
    `table.header(${heading})${body ? `,\n${body}` : ''}) })`
  );
}

function chartOf(chart: ChartBlock, picture: string): string {
  const caption = `text(${fontOf('level1')}, ${edges(size.small4)}, ${literal(captionOf(chart))})`;
  return `#block(width: 100%, breakable: false, align(center, { image(${literal(picture)}, width: 100%, alt: ${literal(chart.caption)}); parbreak(); ${caption} }))`;
}
