import { strFromU8, unzipSync } from 'fflate';
import type { Grid } from './grid.ts';
import { refuse } from './refuse.ts';
import { type Formats, fillMerged, formatsOf, readSheet, stringsOf } from './sheet-xml.ts';
import { attributesOf, Broken, partOf } from './xml.ts';

/**
 * Limits of one workbook. A million cells (16,000 units × 60 columns) is what a server of
 * ordinary size can hold for a moment; larger panels come as CSV, which has no such cost.
 */
export const workbookLimits = {
  packed: 64 * 2 ** 20,
  unpacked: 200 * 2 ** 20,
  cells: 1_000_000,
  merged: 200_000,
} as const;

/** Parts that hold figures; pictures, themes, comments and drawings are not unpacked. */
const NEEDED =
  /^(\[Content_Types\]\.xml|_rels\/\.rels|xl\/(_rels\/workbook\.xml\.rels|(workbook|sharedStrings|styles)\.xml|worksheets\/[^/]+\.xml))$/;

type Limits = Readonly<Record<keyof typeof workbookLimits, number>>;

/** The visible sheets of an .xlsx file that hold something. */
export async function readWorkbook(
  name: string,
  bytes: Uint8Array,
  limits: Limits = workbookLimits,
): Promise<Grid[]> {
  if (bytes.length > limits.packed)
    refuse(name, 'office.too-large', { size: Math.round(bytes.length / 2 ** 20) });
  const parts = unpack(name, bytes, limits);
  try {
    return sheetsOf(name, parts, limits);
  } catch (error) {
    if (error instanceof Broken) refuse(name, 'office.damaged');
    throw error;
  }
}

function sheetsOf(name: string, parts: Record<string, Uint8Array>, limits: Limits): Grid[] {
  const read = (path: string, root: string): string | undefined =>
    parts[path] && partOf(strFromU8(parts[path]), root);
  const book = read('xl/workbook.xml', 'workbook') ?? '';
  const strings = stringsOf(read('xl/sharedStrings.xml', 'sst') ?? '');
  const formats: Formats = {
    ...formatsOf(read('xl/styles.xml', 'styleSheet') ?? ''),
    from1904: /<workbookPr\b[^>]*\bdate1904="(1|true)"/.test(book),
  };
  let cells = 0;
  let merged = 0;
  const grids: Grid[] = [];
  const sheets = sheetsIn(book, parts);
  const visible = sheets.filter((s) => !s.hidden);
  for (const { sheet, path } of visible) {
    const xml = read(path, 'worksheet');
    // Sheets of charts and dialogues hold no cells.
    if (xml === undefined) continue;
    const found = readSheet(xml, strings, formats);
    cells += found.cells;
    merged += found.covered;
    if (cells > limits.cells) refuse(name, 'office.too-many-cells', { most: limits.cells });
    if (merged > limits.merged) refuse(name, 'office.too-many-merged', { most: limits.merged });
    fillMerged(found);
    const { rows, merged: boxes, hidden } = found;
    if (rows.length > 0)
      grids.push({ file: name, sheet, encoding: 'xlsx', rows, merged: boxes, hidden });
  }
  const hidden = sheets.filter((s) => s.hidden).map((s) => s.sheet);
  const [first, ...others] = grids;
  if (first) return [{ ...first, ...(hidden.length ? { besides: hidden } : {}) }, ...others];
  if (hidden.length > 0) refuse(name, 'office.sheets-hidden', { sheets: hidden.join('、') });
  return refuse(
    name,
    visible.some((s) => !parts[s.path]) ? 'office.only-charts' : 'office.empty-file',
  );
}

/** Names of the sheets and where they stand, in the order of their tabs. */
function sheetsIn(
  book: string,
  parts: Record<string, Uint8Array>,
): { readonly sheet: string; readonly path: string; readonly hidden: boolean }[] {
  const links = strFromU8(parts['xl/_rels/workbook.xml.rels'] ?? new Uint8Array());
  const targets = new Map<string, string>();
  for (const [, own] of links.matchAll(/<(?:\w+:)?Relationship\b([^>]*)>/g)) {
    const { Id, Target } = attributesOf(own!);
    if (Id && Target) targets.set(Id, Target);
  }
  return [...book.matchAll(/<sheet\b([^>]*)>/g)].map(([, own]) => {
    const attributes = attributesOf(own!);
    const id = Object.entries(attributes).find(([key]) => /:id$/.test(key))?.[1];
    const target = targets.get(id ?? '');
    if (target === undefined) throw new Broken('a sheet that is nowhere');
    const path = target.startsWith('/') ? target.slice(1) : `xl/${target}`;
    const hidden = (attributes.state ?? 'visible') !== 'visible';
    return { sheet: attributes.name ?? '', path, hidden };
  });
}

/**
 * Unpacks what is needed. fflate never unpacks an entry beyond the size its header states,
 * so the sum of the stated sizes bounds the memory whatever the file claims.
 */
function unpack(name: string, bytes: Uint8Array, limits: Limits): Record<string, Uint8Array> {
  const names: string[] = [];
  let size = 0;
  const listing = (entry: { name: string; originalSize: number }): boolean => {
    names.push(entry.name);
    if (NEEDED.test(entry.name)) size += entry.originalSize;
    return false;
  };
  try {
    unzipSync(bytes, { filter: listing });
  } catch {
    refuse(name, 'office.damaged');
  }
  if (!names.includes('xl/workbook.xml')) refuse(name, ...otherPackage(names));
  if (size > limits.unpacked)
    refuse(name, 'office.too-large', { size: Math.round(size / 2 ** 20) });
  try {
    return unzipSync(bytes, { filter: (entry) => NEEDED.test(entry.name) });
  } catch {
    return refuse(name, 'office.damaged');
  }
}

function otherPackage(names: readonly string[]): [string, { kind: string }?] {
  if (names.includes('xl/workbook.bin')) return ['office.not-xlsx', { kind: 'xlsb' }];
  if (names.includes('content.xml')) return ['office.not-xlsx', { kind: 'ods' }];
  if (names.some((n) => n.startsWith('word/'))) return ['office.not-a-table', { kind: 'Word' }];
  if (names.some((n) => n.startsWith('ppt/')))
    return ['office.not-a-table', { kind: 'PowerPoint' }];
  if (names.length) return ['office.not-a-table', { kind: 'zip' }];
  return ['office.damaged'];
}
