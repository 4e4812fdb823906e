import { drawChart, type Picture } from './chart.ts';
import { stretches } from './flow.ts';
import type { ChartBlock, Paper } from './model.ts';
import { toPdf, toPicture } from './pdf.ts';
import { toWord } from './word.ts';

export type { Paper } from './model.ts';

/** The paper as a Word file. Takes 50 ms and more: call it in a thread, not in a request. */
export async function paperWord(paper: Paper): Promise<Uint8Array> {
  return await toWord(paper, pictures(paper));
}

/** The same paper as PDF; `fontFolders` see {@link toPdf}. */
export function paperPdf(paper: Paper, fontFolders?: readonly string[]): Uint8Array {
  return toPdf(paper, pictures(paper), fontFolders);
}

/** A look at it: its pages below one another as PNG, `width` dots wide. */
export function paperPicture(
  paper: Paper,
  width: number,
  fontFolders?: readonly string[],
): Uint8Array {
  return toPicture(paper, pictures(paper), width, fontFolders);
}

function pictures(paper: Paper): Map<ChartBlock, Picture> {
  const charts = stretches(paper).flatMap(({ pieces }) =>
    pieces.flatMap((piece) => (piece.kind === 'chart' ? [piece.chart] : [])),
  );
  return new Map(charts.map((chart) => [chart, drawChart(chart)]));
}
