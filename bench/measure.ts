/** One line of the table: what was timed, what it may take, what it took. */
export interface Figure {
  readonly what: string;
  /** Limit in `unit`; absent where no bar is set and the figure only informs. */
  readonly bar?: number;
  readonly unit: 'ms' | '×';
  /** Each run, in the order measured. */
  readonly runs: readonly number[];
}

export function best({ runs }: Figure): number {
  return Math.min(...runs);
}

export function median({ runs }: Figure): number {
  const sorted = [...runs].sort((a, b) => a - b);
  const half = sorted.length >> 1;
  return sorted.length % 2 ? sorted[half]! : (sorted[half - 1]! + sorted[half]!) / 2;
}

/**
 * Milliseconds of each of `times` runs after one that is not counted, in which the
 * compiler learns. The rest of a run (garbage, other programs) is part of what it took.
 */
export async function time(times: number, work: () => unknown): Promise<number[]> {
  await work();
  const runs: number[] = [];
  for (let k = 0; k < times; k++) {
    const start = performance.now();
    await work();
    runs.push(performance.now() - start);
  }
  return runs;
}

const width = (text: string): number =>
  [...text].reduce((w, c) => w + (/[\u2e80-\u9fff\uff00-\uffef]/.test(c) ? 2 : 1), 0);

/** The table as Markdown, columns aligned so that it reads in a terminal too. */
export function table(figures: readonly Figure[]): string {
  const number = (v: number, unit: Figure['unit']): string =>
    unit === '×' ? `${v.toFixed(2)} ×` : `${v >= 100 ? Math.round(v) : v.toFixed(1)} ms`;
  const rows = [
    ['what', 'bar', 'best', 'median', 'best / bar', 'bar met'],
    ...figures.map((f) => [
      f.what,
      f.bar === undefined ? '' : `≤ ${f.unit === '×' ? `${f.bar} ×` : `${f.bar} ms`}`,
      number(best(f), f.unit),
      number(median(f), f.unit),
      f.bar === undefined ? '' : (best(f) / f.bar).toFixed(2),
      f.bar === undefined ? '' : verdict(f),
    ]),
  ];
  const widths = rows[0]!.map((_, c) => Math.max(...rows.map((r) => width(r[c]!))));
  const line = (cells: readonly string[]): string =>
    `| ${cells.map((cell, c) => cell + ' '.repeat(widths[c]! - width(cell))).join(' | ')} |`;
  return [
    line(rows[0]!),
    `|${widths.map((w) => '-'.repeat(w + 2)).join('|')}|`,
    ...rows.slice(1).map(line),
  ].join('\n');
}

/** Met by the median; by the best run alone on a machine shared with others; or not. */
function verdict(f: Figure): string {
  if (median(f) <= f.bar!) return 'met';
  return best(f) <= f.bar! ? 'best run only' : 'NOT MET';
}
