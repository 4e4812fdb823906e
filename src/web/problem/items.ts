import type { ProblemRow } from '../../contract/problem/schemas.ts';
import type { Grouping } from './view.ts';

/** What the ledger shows one under another. */
export type Item =
  | { readonly kind: 'row'; readonly key: string; readonly row: ProblemRow }
  | {
      readonly kind: 'group';
      readonly key: string;
      /** Its rows, as far as they are here; one at least. */
      readonly rows: readonly ProblemRow[];
      /** Rows of the group; nothing while more of them may come. */
      readonly count: number | undefined;
    };

/** What rows of a group have in common. */
const keyOf: Record<Grouping, (r: ProblemRow) => string> = {
  unit: (r) => r.unit.id,
  state: (r) => r.state,
  tendency: (r) => r.tendency ?? '',
  leader: (r) => r.leader?.id ?? '',
  severity: (r) => r.severity,
};

/**
 * Rows with a heading before each group. Rows come in the order of the grouping, so a group is
 * complete once another follows it or nothing more comes; only then its number is told.
 *
 * @param whole whether no more rows come
 */
export function itemsOf(
  rows: readonly ProblemRow[],
  grouping: Grouping | undefined,
  whole: boolean,
): Item[] {
  if (!grouping) return rows.map((row) => ({ kind: 'row', key: row.id, row }));
  const groups: { key: string; rows: ProblemRow[] }[] = [];
  for (const row of rows) {
    const key = keyOf[grouping](row);
    const last = groups.at(-1);
    if (last?.key === key) last.rows.push(row);
    else groups.push({ key, rows: [row] });
  }
  return groups.flatMap(({ key, rows: own }, i) => [
    {
      kind: 'group',
      key: `group ${key} ${i}`,
      rows: own,
      count: whole || i < groups.length - 1 ? own.length : undefined,
    } as const,
    ...own.map((row) => ({ kind: 'row', key: row.id, row }) as const),
  ]);
}

/** What campaigns call the tendency that rows have in common, each wording once: one code may have several. */
export const tendencyNames = (rows: readonly Pick<ProblemRow, 'tendencyName'>[]): string[] => [
  ...new Set(rows.flatMap((r) => r.tendencyName ?? [])),
];
