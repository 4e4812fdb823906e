import type { Writable } from 'node:stream';
import type { Translate } from '../../contract/messages/index.ts';
import { streamedWorkbook } from '../excel.ts';
import { unitKey } from '../table/cells.ts';
import { dressHeadings } from '../table/rejects.ts';
import type { KnownUnit } from './plan.ts';

/** Rows written before other work of the process gets its turn. */
const AT_ONCE = 500;

/** A unit to be written: as it was on the day of the export. */
export type WrittenUnit = Omit<KnownUnit, 'founded'>;

/**
 * Writes a tree, top unit first, in the form {@link readOrgFile} reads; streamed, so that the
 * size of the tree does not fill the memory. The unit above is named, by its path where
 * several have its name; the system's number tells units of one name apart.
 */
export async function writeOrgXlsx(
  out: Writable,
  units: readonly WrittenUnit[],
  t: Translate,
  title: string,
): Promise<void> {
  const workbook = await streamedWorkbook(out);
  const sheet = workbook.addWorksheet(t('org:export-sheet'), {
    views: [{ state: 'frozen', ySplit: 2, xSplit: 3 }],
    pageSetup: { paperSize: 9, orientation: 'landscape', fitToPage: true, fitToHeight: 0 },
  });
  const widths = [6, 28, 28, 14, 16, 10, 12, 12, 38];
  sheet.columns = widths.map((width) => ({ width }));
  const head = sheet.addRow([title]);
  head.font = { bold: true, size: 13 };
  head.commit();
  const headings = sheet.addRow([
    t('org:export-number'),
    t('org:export-parent'),
    t('org:export-name'),
    t('org:export-short-name'),
    t('org:export-code'),
    t('org:export-kind'),
    t('org:export-class'),
    t('org:export-on'),
    t('org:export-id'),
  ]);
  dressHeadings(headings, widths.length);
  headings.commit();
  const parentText = parentTexts(units);
  for (const [k, u] of units.entries()) {
    const kind = t(`org:kind-${u.kind}`);
    const parent = k === 0 ? '' : parentText(u);
    const { name, shortName, code, since, id } = u;
    sheet.addRow([k + 1, parent, name, shortName, code, kind, u.class, since, id]).commit();
    if (k % AT_ONCE === 0) await new Promise((resolve) => setImmediate(resolve));
  }
  sheet.autoFilter = { from: { row: 2, column: 1 }, to: { row: 2, column: widths.length } };
  sheet.commit();
  await workbook.commit();
}

function parentTexts(units: readonly WrittenUnit[]): (unit: WrittenUnit) => string {
  const byId = new Map(units.map((u) => [u.id, u]));
  const uses = new Map<string, number>();
  for (const { name, shortName } of units)
    for (const key of new Set([unitKey(name), unitKey(shortName ?? '')]))
      uses.set(key, (uses.get(key) ?? 0) + 1);
  const pathOf = (unit: WrittenUnit): string => {
    const above = unit.parentId === null ? undefined : byId.get(unit.parentId);
    return above ? `${pathOf(above)}/${unit.name}` : unit.name;
  };
  return ({ parentId }) => {
    const parent = parentId === null ? undefined : byId.get(parentId);
    if (!parent) return '';
    return uses.get(unitKey(parent.name)) === 1 ? parent.name : pathOf(parent);
  };
}
