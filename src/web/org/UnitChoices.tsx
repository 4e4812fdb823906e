import type { Unit } from '../../contract/org/operations.ts';
import { useT } from '../shell/language.tsx';
import { Refusal } from '../shell/parts.tsx';
import { useTop } from './data.ts';
import { TreeView } from './TreeView.tsx';
import { UnitFinder } from './UnitFinder.tsx';
import type { UnitChoice } from './UnitPicker.tsx';
import { useTree } from './useTree.ts';

interface Props extends UnitChoice {
  readonly onChoose: (unit: Unit) => void;
  readonly chain: readonly string[];
}

/** Tree and search to choose a unit from. */
export function UnitChoices({ value, under, permission, refused, onChoose, chain }: Props) {
  const t = useT();
  const top = useTop({ under, permission });
  const tree = useTree(top.units, chain, {});
  const limited = under !== undefined || permission !== undefined;
  return (
    <UnitFinder
      autoFocus
      onPick={onChoose}
      refused={refused}
      under={limited ? top.units.map((u) => u.id) : undefined}
    >
      <Refusal error={top.error} />
      {top.units.length > 0 && (
        <TreeView
          label={t('org:tree')}
          rows={tree.rows}
          selected={value}
          refused={refused}
          onPick={onChoose}
          onToggle={tree.toggle}
          onMore={tree.more}
        />
      )}
      {top.units.length === 0 && (
        <p className="org-none dim">{t(top.waiting ? 'web.loading' : 'org:none-to-choose')}</p>
      )}
    </UnitFinder>
  );
}
