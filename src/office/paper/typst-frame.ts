import { briefLine, endRows, endSize, letterOverhang, markFit, markSize } from './head.ts';
import { letterMarkTop, letterRule, margin, markBelowTypeArea, size } from './measures.ts';
import type { EndMatter, Head, Paper } from './model.ts';
import { styles } from './style.ts';
import { edges, fontOf, lineOf, literal, pitch } from './typst-line.ts';

function mark(text: string, largest: number): string {
  const fit = markFit(text, largest);
  return (
    `align(center, scale(x: ${fit.scale}%, reflow: true, ` +
    `text(${fontOf('mark')}, ${edges(fit.size, fit.size * 1.2)}, fill: rgb("#ff0000"), box(${literal(text)}))))`
  );
}

const redRule = (strength: number): string =>
  `#block(line(length: 100%, stroke: ${strength}pt + rgb("#ff0000")))`;

/** What stands above the title on the first page. */
export function headOf({ head }: Paper): string[] {
  switch (head.kind) {
    case 'none':
      return [];
    case 'document':
      return [
        `#v(${markBelowTypeArea}mm)\n#block(width: 100%, ${mark(head.organ, markSize.document)})`,
        `#v(${2 * pitch}pt)`,
        head.number ? lineOf(styles.number, [{ text: head.number }]) : `#v(${pitch}pt)`,
        `#v(2mm)\n${redRule(1.5)}`,
      ];
    case 'minutes':
      return [
        `#v(${markBelowTypeArea}mm)\n#block(width: 100%, ${mark(head.organ, markSize.minutes)})`,
        `#v(${pitch}pt)\n${redRule(1.5)}`,
      ];
    case 'brief':
      return briefHead(head);
    case 'letter':
      return letterHead(head);
  }
}

function briefHead(head: Extract<Head, { kind: 'brief' }>): string[] {
  const { left, right } = briefLine(head);
  return [
    `#v(10pt)\n#block(width: 100%, ${mark(head.name, markSize.brief)})`,
    lineOf(styles.issue, [{ text: head.issue }]),
    `#v(${pitch}pt)`,
    `#block(width: 100%, grid(columns: (1fr, auto), ${literal(left)}, ${literal(right)}))`,
    redRule(2.2),
  ];
}

/** The mark 30 mm below the edge, a double rule 4 mm below it, the number at the right. */
function letterHead(head: Extract<Head, { kind: 'letter' }>): string[] {
  const lines = `stack(spacing: 1.6pt, line(length: ${letterRule.width}mm, stroke: 2.2pt + rgb("#ff0000")), line(length: ${letterRule.width}mm, stroke: 1pt + rgb("#ff0000")))`;
  return [
    `#place(top + left, dx: -${letterOverhang.left}mm, dy: ${letterMarkTop - margin.top}mm, ` +
      `block(width: ${letterRule.width}mm, { block(width: 100%, ${mark(head.organ, markSize.letter)}); v(4mm); ${lines} }))`,
    '#v(17.2mm)',
    ...(head.number ? [lineOf(styles.numberRight, [{ text: head.number }])] : []),
  ];
}

/** 版记 at the foot of the last page, or of one more when that is full. */
export function endOf(end: EndMatter): string[] {
  const rows = endRows(end);
  if (rows.length === 0) return [];
  const ruled = end.kind !== 'letter';
  const cells = rows.map(({ left, right }) => {
    const hanging = /^.：/.test(left) ? 2 : /^..：/.test(left) ? 3 : 0;
    const text = `par(justify: false, hanging-indent: ${hanging * endSize}pt, ${literal(left)})`;
    return right ? `grid(columns: (1fr, auto), ${text}, ${literal(right)})` : text;
  });
  const stroke = ruled
    ? `(x, y) => (top: if y == 0 { 1pt } else { 0.7pt }, bottom: if y == ${rows.length - 1} { 1pt } else { 0.7pt })`
    : 'none';
  return [
    `#place(bottom, float: true, clearance: 0pt, block(width: 100%, { set text(${edges(size[4])}, tracking: 0pt); ` +
      `table(columns: (1fr,), stroke: ${stroke}, inset: (x: ${endSize}pt, y: 0pt), ${cells.join(', ')}) }))`,
  ];
}
