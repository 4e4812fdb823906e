import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { parse } from 'csv-parse/sync';

/** The folder of reference results; `mutate` can change a file's text in memory. */
export interface Source {
  readonly files: readonly string[];
  readonly text: (file: string) => string;
}

export function fixtureFolder(): string {
  return process.env.SHIJI_FIXTURES ?? join(import.meta.dirname, '../../../shared/fixtures');
}

export function openSource(
  folder: string,
  mutate: (file: string, text: string) => string = (_, text) => text,
): Source {
  const files: string[] = [];
  const walk = (at: string): void => {
    for (const entry of readdirSync(at, { withFileTypes: true })) {
      const path = join(at, entry.name);
      if (entry.isDirectory()) walk(path);
      else files.push(relative(folder, path).replaceAll('\\', '/'));
    }
  };
  if (existsSync(folder)) walk(folder);
  files.sort();
  const kept = new Map<string, string>();
  return {
    files,
    text(file) {
      let text = kept.get(file);
      if (text === undefined) {
        text = mutate(file, readFileSync(join(folder, file), 'utf8'));
        kept.set(file, text);
      }
      return text;
    },
  };
}

/** A CSV file: headings and rows of text, with columns by heading. */
export class Csv {
  readonly headings: readonly string[];
  readonly rows: readonly (readonly string[])[];

  constructor(text: string) {
    const all: string[][] = parse(text, { bom: true, skip_empty_lines: true });
    this.headings = all[0] ?? [];
    this.rows = all.slice(1);
  }

  has(heading: string): boolean {
    return this.headings.includes(heading);
  }

  column(heading: string): string[] {
    const at = this.headings.indexOf(heading);
    if (at < 0) throw new RangeError(`no column ${heading}`);
    return this.rows.map((row) => row[at] ?? '');
  }

  numbers(heading: string): Float64Array {
    return Float64Array.from(this.column(heading), toNumber);
  }
}

/** Missing is '' or NA, as R writes it. */
export function toNumber(cell: string): number {
  if (cell === '' || cell === 'NA' || cell === 'NaN') return Number.NaN;
  if (cell === 'Inf') return Number.POSITIVE_INFINITY;
  if (cell === '-Inf') return Number.NEGATIVE_INFINITY;
  return Number(cell);
}
