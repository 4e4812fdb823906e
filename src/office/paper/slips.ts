import { renderSVG } from 'uqr';
import { size } from './measures.ts';
import { printable } from './printable.ts';
import type { Face } from './style.ts';
import { fontOf, literal } from './typst-line.ts';

/** Slips of a ballot: a code each, cut apart and handed out. */
export interface Slips {
  readonly title: string;
  /** Line under the title: who holds the ballot. */
  readonly organ: string;
  /** Where a code is typed in, as it is printed. */
  readonly address: string;
  readonly addressLabel: string;
  /** What to do with it, in a few plain lines. */
  readonly steps: readonly string[];
  readonly slips: readonly Slip[];
}

interface Slip {
  /** Whom it is for: a name, or an electorate alone. */
  readonly holder: string;
  readonly code: string;
  /** What the square opens: the code stands behind `#`. */
  readonly link: string;
}

const ACROSS = 2;
const DOWN = 4;
const EDGE_MM = 8;

/** The slips as a Typst document: eight a page of A4, with lines to cut along. */
export function slipsSource(given: Slips): string {
  const sound = printable(given);
  const cells = sound.slips.map((slip) => cell(sound, slip));
  const pages: string[] = [];
  for (let i = 0; i < cells.length; i += ACROSS * DOWN)
    pages.push(page(cells.slice(i, i + ACROSS * DOWN)));
  return [
    `#set document(title: ${literal(sound.title)}, author: "Shiji")`,
    `#set page(paper: "a4", margin: ${EDGE_MM}mm)`,
    `#set text(${fontOf('body')}, size: 9.5pt, lang: "zh", region: "cn")`,
    '#set par(leading: 0.5em, spacing: 0.6em, justify: false)',
    pages.join('\n#pagebreak()\n'),
  ].join('\n');
}

const CUT = '(thickness: 0.6pt, paint: luma(110), dash: "dashed")';

function page(cells: readonly string[]): string {
  const stroke =
    `(x, y) => (left: if x > 0 { ${CUT} }, right: if x == 0 { ${CUT} }, ` +
    `top: if y > 0 { ${CUT} }, bottom: ${CUT})`;
  return (
    `#grid(columns: (1fr,) * ${ACROSS}, rows: (1fr,) * ${Math.max(DOWN, Math.ceil(cells.length / ACROSS))}, ` +
    `inset: 5mm, stroke: ${stroke}, ${cells.join(', ')})`
  );
}

const text = (words: string, face: Face, points: number, more = ''): string =>
  `text(${fontOf(face)}, size: ${points}pt${more}, ${literal(words)})`;

function cell({ title, organ, address, addressLabel, steps }: Slips, slip: Slip): string {
  // Looking for the mask that scans best takes longer than all the rest of the slip.
  const square = renderSVG(slip.link, { border: 1, maskPattern: 2 });
  const picture = `image(bytes(${literal(square)}), format: "svg", width: 29mm, alt: ${literal(address)})`;
  const left = [
    text(slip.holder, 'level1', size.small4),
    'v(1.5mm)',
    `text(font: "DejaVu Sans Mono", size: 15pt, weight: 700, ${literal(slip.code)})`,
    'v(1.5mm)',
    text(addressLabel, 'body', 9),
    'linebreak()',
    text(address, 'body', 9),
  ].join('; ');
  return (
    `{ ${text(title, 'level1', 11)}; linebreak(); ${text(organ, 'body', 9, ', fill: luma(70)')}; v(1mm); ` +
    `grid(columns: (1fr, auto), column-gutter: 3mm, { ${left} }, ${picture}); v(1mm); ` +
    `${steps.map((step) => text(step, 'body', 9)).join('; linebreak(); ')} }`
  );
}
