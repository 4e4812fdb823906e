import { linesPerPage, points, size, tracking, typeArea } from './measures.ts';
import { type Face, fonts, type LineStyle } from './style.ts';

/** Distance of lines in points, a hair less than a 22nd of the type area so that 22 fit. */
export const pitch = points(typeArea.height) / linesPerPage - 0.02;

/** A text as Typst reads it literally. */
export const literal = (text: string): string =>
  `"${text.replace(/[\\"]/g, '\\$&').replace(/\n/g, '\\n').replace(/\t/g, ' ')}"`;

/** Arguments of `text`: families to look for, the bundled one last. */
export function fontOf(face: Face): string {
  const { name, fallbacks, bundled } = fonts[face];
  const names = [name, ...fallbacks, bundled.family].map(literal).join(', ');
  return `font: (${names}), weight: ${bundled.weight}`;
}

export const pt = (n: number): string => `${Math.round(n * 1000) / 1000}pt`;

/** Arguments of `text` that make every line `height` points high, whatever its size. */
export function edges(points: number, height: number = pitch): string {
  const pad = (height - points) / 2;
  return `size: ${pt(points)}, top-edge: ${pt(0.88 * points + pad)}, bottom-edge: ${pt(-0.12 * points - pad)}`;
}

/** Characters of 3 号 are drawn together so that 28 fill the line; a hair more, for rounding. */
const together = (points: number): number => (points === size[3] ? tracking - 0.005 : 0);

export function lineOf(
  style: LineStyle,
  runs: readonly { readonly text: string; readonly face?: Face }[],
  { breaks, held }: { readonly breaks?: boolean; readonly held?: boolean } = {},
): string {
  const one = style.size + together(style.size);
  const set = `${fontOf(style.face)}, ${edges(style.size)}, tracking: ${pt(together(style.size))}`;
  const words = runs
    .map(({ text, face }) => (face ? `text(${fontOf(face)}, ${literal(text)})` : literal(text)))
    .join(breaks ? ' + linebreak() + ' : ' + ');
  const indents = [
    `justify: ${style.align === 'justify'}`,
    ...(style.first ? [`first-line-indent: (amount: ${pt(style.first * one)}, all: true)`] : []),
    ...(style.hang ? [`hanging-indent: ${pt(style.hang.out * one)}`] : []),
  ].join(', ');
  const inset = style.hang
    ? `, inset: (left: ${pt((style.hang.left - style.hang.out) * one)})`
    : style.right
      ? `, inset: (right: ${pt(style.right * one)})`
      : '';
  const above = style.before ? `, above: ${pt(style.before * pitch)}` : '';
  const align = style.align === 'justify' ? 'left' : style.align;
  return (
    `#block(width: 100%, breakable: true, sticky: ${held ?? style.keep ?? false}${inset}${above}, ` +
    `align(${align}, text(${set}, par(${indents}, ${words}))))`
  );
}
