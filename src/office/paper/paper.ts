import { drawChart, type Picture } from './chart.ts';
import { stretches } from './flow.ts';
import type { ChartBlock, Paper } from './model.ts';
import { toPdf, toPicture } from './pdf.ts';
import { printable } from './printable.ts';
import { toWord } from './word.ts';

export type { Paper } from './model.ts';

/** The paper as a Word file. Takes 50 ms and more: call it in a thread, not in a request. */
export async function paperWord(paper: Paper): Promise<Uint8Array> {
  const sound = printable(paper);
  return await toWord(sound, pictures(sound));
}

/** The same paper as PDF; `fontFolders` see {@link toPdf}. */
export function paperPdf(paper: Paper, fontFolders?: readonly string[]): Uint8Array {
  const sound = printable(paper);
  return toPdf(sound, pictures(sound), fontFolders);
}

/** A look at it: its pages below one another as PNG, `width` dots wide. */
export function paperPicture(
  paper: Paper,
  width: number,
  fontFolders?: readonly string[],
): Uint8Array {
  const sound = printable(paper);
  return toPicture(sound, pictures(sound), width, fontFolders);
}

function pictures(paper: Paper): Map<ChartBlock, Picture> {
  const charts = stretches(paper).flatMap(({ pieces }) =>
    pieces.flatMap((piece) => (piece.kind === 'chart' ? [piece.chart] : [])),
  );
  return new Map(charts.map((chart) => [chart, drawChart(chart)]));
}
