import { letterRule, size, typeArea } from './measures.ts';
import type { EndMatter, Head, Paper } from './model.ts';
import { longDate } from './numbering.ts';
import { measure } from './title.ts';

const NARROWEST = 55;

/**
 * Size in points and horizontal scale in percent at which the mark of an organ fills one line: long
 * names are drawn narrower, as printed heads have them, before they become smaller.
 */
export function markFit(text: string, largest: number): { size: number; scale: number } {
  const room = (typeArea.width / 25.4) * 72 * 0.98;
  const width = measure(text);
  if (width * largest <= room) return { size: largest, scale: 100 };
  const scale = Math.floor((room / (width * largest)) * 100);
  if (scale >= NARROWEST) return { size: largest, scale };
  return { size: Math.floor((room / (width * NARROWEST)) * 100 * 2) / 2, scale: NARROWEST };
}

export const markSize = { document: 42, letter: 36, brief: 52, minutes: 42 } as const;

/** What stands on the first page only, as in the form of a letter. */
export const isLetter = ({ head }: Paper): boolean => head.kind === 'letter';

/** How far the rules of a letter stand out of the type area, left and right, in millimetres. */
export const letterOverhang = {
  left: 28 - (210 - letterRule.width) / 2,
  right: 26 - (210 - letterRule.width) / 2,
} as const;

/** Lines of the end matter: text at the left, at the right, and how strong the rule below is. */
export interface EndRow {
  readonly left: string;
  readonly right?: string;
}

export function endRows(end: EndMatter): EndRow[] {
  if (end.kind === 'letter') return end.copies.length ? [{ left: copies(end.copies) }] : [];
  if (end.kind === 'document')
    return [
      ...(end.copies?.length ? [{ left: copies(end.copies) }] : []),
      { left: end.organ, right: `${longDate(end.date)}印发` },
    ];
  return [
    ...end.to.map(({ word, names }) => ({ left: `${word}：${names.join('，')}。` })),
    ...(end.count === undefined ? [] : [{ left: '', right: `（共印${end.count}份）` }]),
  ];
}

const copies = (names: readonly string[]): string => `抄送：${names.join('，')}。`;

/** Size of the type of the end matter. */
export const endSize = size[4];

/** Line of a brief below its name: who publishes it, and when. */
export function briefLine(head: Extract<Head, { kind: 'brief' }>): { left: string; right: string } {
  return { left: head.organ, right: longDate(head.date) };
}
