import type { UnitNode } from '../../contract/org/operations.ts';

/** What is known of the children of an opened unit. */
export interface Branch {
  readonly units: readonly UnitNode[];
  readonly waiting: boolean;
  readonly failed: boolean;
  /** Whether there may be more after the last one. */
  readonly more: boolean;
}

export type Row =
  | {
      readonly kind: 'unit';
      readonly key: string;
      readonly unit: UnitNode;
      readonly level: number;
      /** Whether there is anything to open. */
      readonly branch: boolean;
      readonly open: boolean;
      readonly place: number;
      readonly of: number;
    }
  | {
      readonly kind: 'more' | 'waiting' | 'failed';
      readonly key: string;
      readonly level: number;
      readonly parent: string;
      readonly after: string;
    };

/** The rows a tree shows, from the top down; what is closed up is left out. */
export function rowsOf(
  top: readonly UnitNode[],
  branches: ReadonlyMap<string, Branch>,
  opened: ReadonlyMap<string, boolean>,
): Row[] {
  const rows: Row[] = [];
  const add = (units: readonly UnitNode[], level: number, more: boolean) => {
    const seen = new Set<string>();
    for (const unit of units) {
      // A unit that moved between two pages was told twice.
      if (seen.has(unit.id)) continue;
      seen.add(unit.id);
      // What is known of its children may be newer than their number.
      const below = unit.children > 0 || (branches.get(unit.id)?.units.length ?? 0) > 0;
      const open = below && opened.get(unit.id) === true;
      rows.push({
        kind: 'unit',
        key: unit.id,
        unit,
        level,
        branch: below,
        open,
        place: seen.size,
        of: more ? -1 : units.length,
      });
      if (open) addBranch(unit.id, level + 1);
    }
  };
  const addBranch = (id: string, level: number) => {
    const branch = branches.get(id);
    if (!branch) return;
    add(branch.units, level, branch.more);
    const kind = branch.failed ? 'failed' : branch.waiting ? 'waiting' : branch.more ? 'more' : '';
    const after = branch.units.at(-1)?.id ?? '';
    if (kind) rows.push({ kind, key: `${kind} ${id}`, level, parent: id, after });
  };
  add(top, 1, false);
  return rows;
}
