/** Measures of GB/T 9704-2012; lengths in millimetres unless said otherwise, sizes in points. */

export const page = { width: 210, height: 297 } as const;
/** 天头 37, 订口 28; the type area 版心 of 156 × 225 leaves 26 and 35. */
export const margin = { top: 37, bottom: 35, left: 28, right: 26 } as const;
export const typeArea = {
  width: page.width - margin.left - margin.right,
  height: page.height - margin.top - margin.bottom,
} as const;
/** A ledger lies across with the smaller margins offices give it: more of it fits. */
export const acrossMargin = { top: 28, bottom: 26, left: 20, right: 20 } as const;

export const linesPerPage = 22;
export const charactersPerLine = 28;

/** Sizes by their Chinese names. */
export const size = { 2: 22, 3: 16, 4: 14, small4: 12, 5: 10.5, small5: 9 } as const;

export const pointsPerMm = 72 / 25.4;
const twipsPerMm = 1440 / 25.4;

export const twips = (mm: number): number => Math.round(mm * twipsPerMm);
export const points = (mm: number): number => mm * pointsPerMm;

/** Pitch of lines in twips, rounded down: 22 of them must fit, 580 would leave 21. */
export const linePitch = Math.floor((typeArea.height * twipsPerMm) / linesPerPage);
/** What is added to each 3 号 character so that 28 fill the line, in points (negative). */
export const tracking = (typeArea.width * pointsPerMm) / charactersPerLine - size[3];

/** Top of the mark of the organ below the type area's top, and of a letter's below the page's. */
export const markBelowTypeArea = 35;
export const letterMarkTop = 30;
/** The red rules of a letter are wider than the type area. */
export const letterRule = { width: 170, fromBottom: 20 } as const;
/** Dashes of the page number stand this far below the type area. */
export const pageNumberBelow = 7;

export const red = 'FF0000';
