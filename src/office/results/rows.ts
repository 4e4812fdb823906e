import type { Translate } from '../../contract/messages/index.ts';
import { type Appraisal, CellFlag, columnIndex } from '../../engine/index.ts';

/** Ranked units of each class, best first, then those not ranked. */
export function unitOrder(result: Appraisal): number[] {
  const { classOf, rank, score } = result;
  return Array.from(classOf.keys()).sort(
    (a, b) =>
      Number(rank[a] === 0) - Number(rank[b] === 0) ||
      classOf[a]! - classOf[b]! ||
      rank[a]! - rank[b]! ||
      score[b]! - score[a]! ||
      a - b,
  );
}

/** The interval without which a rank is not shown. Throws when the run had no replicates. */
export function intervalOf(result: Appraisal, unit: number): { low: number; high: number } {
  const found = result.uncertainty;
  if (!found) throw new RangeError('a rank is never shown without its interval');
  return { low: found.rankLow[unit]!, high: found.rankHigh[unit]! };
}

/** Name of the grade; the word for «left to a person» where quotas could not be told apart. */
export function gradeName(result: Appraisal, unit: number, t: Translate): string {
  const id = result.grades?.grade[unit];
  if (id === undefined || result.rank[unit] === 0) return '';
  if (id === '') return t('office.grade-open');
  return result.scheme.grade?.grades.find((g) => g.id === id)?.name ?? id;
}

/** Name of a column of the panel: an indicator, or what a bonus, penalty or veto looks at. */
export function columnName(result: Appraisal, id: string): string {
  const { indicators, nodes } = result.scheme;
  return indicators.find((i) => i.id === id)?.name ?? nodes.find((n) => n.id === id)?.name ?? id;
}

/** Name of the rule behind a decision; for figures not verified yet, the indicator. */
export function ruleName(result: Appraisal, id: string): string {
  const { adjustments, gates, vetoes } = result.scheme.decide;
  const rule = [...adjustments, ...gates, ...vetoes].find((r) => r.id === id);
  return rule?.name ?? columnName(result, id);
}

/** Cells of the run's period that say they are estimated, disputed or verified. */
export function flaggedCells(
  result: Appraisal,
): { unit: number; id: string; flag: 'estimated' | 'disputed' | 'verified'; value: number }[] {
  const { panel, period, scheme } = result;
  const words = new Map<number, 'estimated' | 'disputed' | 'verified'>([
    [CellFlag.estimated, 'estimated'],
    [CellFlag.disputed, 'disputed'],
    [CellFlag.verified, 'verified'],
  ]);
  return scheme.indicators.flatMap(({ id }) => {
    const at = columnIndex(panel, id, period);
    if (at < 0) return [];
    return Array.from(panel.flags[at]!, (flag, unit) => ({ unit, word: words.get(flag) }))
      .filter((x) => x.word !== undefined)
      .map(({ unit, word }) => ({ unit, id, flag: word!, value: panel.columns[at]![unit]! }));
  });
}

/** Indicators and nodes from the root down, each node before what is under it. */
export function treeLines(result: Appraisal): {
  id: string;
  name: string;
  parent: string;
  depth: number;
  kind: 'node' | 'indicator';
}[] {
  const { nodes, indicators } = result.scheme;
  const visit = (parent: string, depth: number): ReturnType<typeof treeLines> => [
    ...nodes
      .filter((n) => n.parent === parent)
      .flatMap((n) => [
        { id: n.id, name: n.name, parent, depth, kind: 'node' as const },
        ...visit(n.id, depth + 1),
      ]),
    ...indicators
      .filter((i) => i.parent === parent)
      .map((i) => ({ id: i.id, name: i.name, parent, depth, kind: 'indicator' as const })),
  ];
  const root = nodes.find((n) => n.parent === undefined)!;
  return [
    { id: root.id, name: root.name, parent: '', depth: 0, kind: 'node' },
    ...visit(root.id, 1),
  ];
}
