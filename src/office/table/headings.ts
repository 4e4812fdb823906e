import { type Cell, shown } from './cells.ts';

/** The heading of one column, from one or several rows. */
export interface Heading {
  /** As shown to people: the rows joined, without repeats. */
  readonly label: string;
  /** Texts it may be known by, the fullest first. */
  readonly variants: readonly string[];
  /** Two rows: what stands above and below, for «indicator over years» and its reverse. */
  readonly above: string;
  readonly below: string;
}

/**
 * Headings over `rows` rows from `top`. A group heading that was merged, and so is empty in
 * all but its first cell once saved as CSV, is carried to the right over filled cells below.
 */
export function headingsAt(
  grid: readonly (readonly Cell[])[],
  top: number,
  rows: number,
): Heading[] {
  const block = grid.slice(top, top + rows);
  const width = Math.max(...block.map((row) => row.length));
  const carried: string[] = [];
  return Array.from({ length: width }, (_, c) => {
    const cells = block.map((row) => shown(row[c] ?? null));
    const below = cells.at(-1)!;
    for (let r = 0; r < rows - 1; r++) {
      if (cells[r] !== '') carried[r] = cells[r]!;
      else if (below !== '' && c > 0) cells[r] = carried[r] ?? '';
    }
    const texts = cells.filter((text, i) => text !== '' && cells.indexOf(text) === i);
    const label = texts.join(' ');
    return {
      label,
      variants: [...new Set([label, texts.join(''), texts.at(-1) ?? '', texts[0] ?? ''])].filter(
        (text) => text !== '',
      ),
      above: cells[0]!,
      below,
    };
  });
}
