import type { Picture } from './chart.ts';
import { stretches } from './flow.ts';
import type { ChartBlock, Paper } from './model.ts';
import { printable } from './printable.ts';
import type { Slips } from './slips.ts';

export type { Paper } from './model.ts';
export type { Slips } from './slips.ts';

// Each writer is loaded when it is asked for: fonts and compilers take memory that few need.

/** The paper as a Word file. A long ledger or a chart takes a second: call it in a thread. */
export async function paperWord(paper: Paper): Promise<Uint8Array> {
  const { toWord } = await import('./word.ts');
  const sound = printable(paper);
  return toWord(sound, await pictures(sound));
}

/** The same paper as PDF; `fontFolders`: fonts of the office, taken before the bundled ones. */
export async function paperPdf(paper: Paper, fontFolders?: readonly string[]): Promise<Uint8Array> {
  const { toPdf } = await import('./pdf.ts');
  const sound = printable(paper);
  return toPdf(sound, await pictures(sound), fontFolders);
}

/** Slips of a ballot as PDF, eight a page. */
export async function slipsPdf(slips: Slips, fontFolders?: readonly string[]): Promise<Uint8Array> {
  const { slipsToPdf } = await import('./pdf.ts');
  return slipsToPdf(slips, fontFolders);
}

/** A look at it: its pages below one another as PNG, `width` dots wide. */
export async function paperPicture(
  paper: Paper,
  width: number,
  fontFolders?: readonly string[],
): Promise<Uint8Array> {
  const { toPicture } = await import('./pdf.ts');
  const sound = printable(paper);
  return toPicture(sound, await pictures(sound), width, fontFolders);
}

async function pictures(paper: Paper): Promise<Map<ChartBlock, Picture>> {
  const charts = stretches(paper).flatMap(({ pieces }) =>
    pieces.flatMap((piece) => (piece.kind === 'chart' ? [piece.chart] : [])),
  );
  if (charts.length === 0) return new Map();
  const { drawChart } = await import('./chart.ts');
  return new Map(charts.map((chart) => [chart, drawChart(chart)]));
}
