import { Button, Checkbox, Drawer, type InputRef, Spin } from 'antd';
import { useRef, useState } from 'react';
import type { UnitNode } from '../../contract/org/operations.ts';
import { DayInput } from '../shell/DayInput.tsx';
import { today } from '../shell/day.ts';
import { useKey } from '../shell/keys.ts';
import { useT } from '../shell/language.tsx';
import { useMedia } from '../shell/look.tsx';
import { PageHead, Refusal } from '../shell/parts.tsx';
import { type AsOf, pathAbove, useReach, useTop, useUnit } from './data.ts';
import { MovePopover } from './MovePopover.tsx';
import { type Drop, TreeView } from './TreeView.tsx';
import { UnitFinder } from './UnitFinder.tsx';
import { UnitPane } from './UnitPane.tsx';
import { useTree } from './useTree.ts';
import { type Act, useOrgView, type View } from './view.ts';
import './org.css';

/** The organisation: its tree on any day, and the unit chosen in it. */
export default function Organisation() {
  const t = useT();
  const { view, show } = useOrgView();
  const now = today();
  const on = view.on && view.on < now ? view.on : undefined;
  const asOf: AsOf = on ? { on } : { closed: view.closed };
  const finder = useRef<InputRef>(null);
  const narrow = useMedia('(max-width: 900px)');
  useKeys(finder, view, show);
  const pane = view.unit && <UnitPane id={view.unit} asOf={asOf} view={view} show={show} />;
  return (
    <div className="page org-page">
      <PageHead title={t('org:room')}>
        <UnitFinder
          floating
          inputRef={finder}
          closed={asOf.closed}
          onPick={(unit) => show({ unit: unit.id })}
        />
        <div className="org-day">
          <label htmlFor="org-day">{t('org:as-of')}</label>
          <DayInput
            id="org-day"
            value={on ?? now}
            max={now}
            onChange={(day) => show({ on: day === now ? undefined : day, act: undefined })}
          />
        </div>
        <Checkbox
          disabled={on !== undefined}
          checked={asOf.closed !== undefined}
          onChange={(e) => show({ closed: e.target.checked ? 'shown' : undefined })}
        >
          {t('org:show-closed')}
        </Checkbox>
      </PageHead>
      {on && (
        <p className="band org-past" role="status">
          {t('org:past', { day: on })}{' '}
          <Button size="small" onClick={() => show({ on: undefined })}>
            {t('org:to-today')}
          </Button>
        </p>
      )}
      <div className="org-two">
        <TreePart view={view} asOf={asOf} onPick={(unit) => show({ unit: unit.id })} />
        {!narrow && (
          <section className="org-pane" aria-label={t('org:unit')}>
            {pane ?? <p className="empty dim">{t('org:choose')}</p>}
          </section>
        )}
      </div>
      {narrow && (
        <Drawer
          open={view.unit !== undefined}
          size="100%"
          title={t('org:unit')}
          onClose={() => show({ unit: undefined, act: undefined })}
        >
          {pane}
        </Drawer>
      )}
    </div>
  );
}

interface TreePartProps {
  readonly view: View;
  readonly asOf: AsOf;
  readonly onPick: (unit: UnitNode) => void;
}

function TreePart({ view, asOf, onPick }: TreePartProps) {
  const t = useT();
  const [drop, setDrop] = useState<Drop>();
  const manages = useReach('org.manage');
  const top = useTop({}, asOf);
  const chosen = useUnit(view.unit, asOf);
  const chain = chosen.data ? [...chosen.data.above, chosen.data.unit].map((u) => u.id) : [];
  const tree = useTree(top.units, chain, asOf);
  const may = (unit: UnitNode) => {
    const above = pathAbove(unit);
    return !asOf.on && !unit.closedOn && above !== undefined && manages(above);
  };
  return (
    <section className="org-left" aria-label={t('org:tree')}>
      <Refusal error={top.error} />
      {top.waiting && <Spin className="page-wait" />}
      {!top.waiting && !top.error && top.units.length === 0 && (
        <p className="empty dim">{t(asOf.on ? 'org:none-then' : 'org:none')}</p>
      )}
      {top.units.length > 0 && (
        <TreeView
          label={t('org:tree')}
          rows={tree.rows}
          selected={view.unit}
          onPick={onPick}
          onToggle={tree.toggle}
          onMore={tree.more}
          drag={{ may, onDrop: setDrop }}
        />
      )}
      <p className="org-keys dim">{t('org:keys')}</p>
      {drop && (
        <MovePopover
          key={`${drop.unit.id} ${drop.parentId} ${drop.before}`}
          drop={drop}
          onDone={() => setDrop(undefined)}
        />
      )}
    </section>
  );
}

/** `/` finds; with a unit chosen E changes, M moves and N makes one under it. */
function useKeys(
  finder: React.RefObject<InputRef | null>,
  view: View,
  show: (patch: Partial<View>) => void,
) {
  const start = (act: Act) => {
    if (view.unit && !view.act) show({ act });
  };
  useKey('/', () => finder.current?.focus());
  useKey('e', () => start('change'));
  useKey('m', () => start('move'));
  useKey('n', () => start('create'));
}
