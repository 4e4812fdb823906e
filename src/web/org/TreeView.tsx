import { type DragEvent, type KeyboardEvent, useEffect, useId, useRef, useState } from 'react';
import type { Unit, UnitNode } from '../../contract/org/operations.ts';
import { useT } from '../shell/language.tsx';
import { useLook } from '../shell/look.tsx';
import { isClosed } from './data.ts';
import type { Row } from './rows.ts';
import { step } from './treeKeys.ts';
import './org.css';

/** Rows made beyond both edges, so that fast scrolling shows no gaps. */
const SPARE = 8;

/** Where a dragged unit was let go: under a unit, before a sibling or last. */
export interface Drop {
  readonly unit: Unit;
  readonly parentId: string;
  readonly before?: string;
  readonly x: number;
  readonly y: number;
}

interface Props {
  readonly label: string;
  readonly rows: readonly Row[];
  readonly selected?: string | undefined;
  readonly onPick: (unit: UnitNode) => void;
  readonly onToggle: (id: string, open?: boolean) => void;
  readonly onMore: (parent: string, after: string) => void;
  /** Units that cannot be picked, and why. */
  readonly refused?: ((unit: UnitNode) => boolean) | undefined;
  readonly drag?: { readonly may: (unit: UnitNode) => boolean; readonly onDrop: (d: Drop) => void };
}

/**
 * A tree of which only the rows in sight are made. Arrow keys move and open, Enter picks, as the
 * ARIA practices say; focus stays on the tree and the active row is named.
 */
export function TreeView(props: Props) {
  const { rows, selected, onToggle } = props;
  const box = useRef<HTMLDivElement>(null);
  const id = useId();
  const [active, setActive] = useState<string>();
  const [top, setTop] = useState(0);
  const height = useHeight(box);
  // As tokens.css has it.
  const rowHeight = useLook().large ? 44 : 34;
  const at = Math.max(
    0,
    rows.findIndex((r) => r.key === (active ?? selected)),
  );
  const scrollTo = (i: number) => {
    const el = box.current;
    if (!el) return;
    if (i * rowHeight < el.scrollTop) el.scrollTop = i * rowHeight;
    else if ((i + 1) * rowHeight > el.scrollTop + el.clientHeight)
      el.scrollTop = (i + 1) * rowHeight - el.clientHeight;
  };
  // The chosen unit is brought into sight once, when it appears.
  const chosenAt = rows.findIndex((r) => r.key === selected);
  const shown = chosenAt >= 0;
  // biome-ignore lint/correctness/useExhaustiveDependencies: not on every change of place
  useEffect(() => {
    if (!shown) return;
    setActive(selected);
    scrollTo(chosenAt);
  }, [selected, shown]);
  const choose = (row: Row) => {
    if (row.kind === 'unit') {
      if (!props.refused?.(row.unit)) props.onPick(row.unit);
    } else if (row.kind === 'more') props.onMore(row.parent, row.after);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const row = rows[at];
    if (!row || event.ctrlKey || event.metaKey || event.altKey) return;
    const next = step(event.key, rows, at);
    if (next === undefined) return;
    event.preventDefault();
    if (next === 'choose') choose(row);
    else if (next === 'open') onToggle(row.key, true);
    else if (next === 'close') onToggle(row.key, false);
    else {
      setActive(rows[next]!.key);
      scrollTo(next);
    }
  };
  const drag = useDrag(props);
  const from = Math.max(0, Math.floor(top / rowHeight) - SPARE);
  const to = Math.min(rows.length, Math.ceil((top + height) / rowHeight) + SPARE);
  return (
    <div
      ref={box}
      className="org-tree"
      role="tree"
      aria-label={props.label}
      aria-activedescendant={rows[at] ? `${id}${rows[at].key}` : undefined}
      tabIndex={0}
      onKeyDown={onKeyDown}
      onScroll={(e) => setTop(e.currentTarget.scrollTop)}
    >
      <div role="presentation" style={{ height: rows.length * rowHeight, position: 'relative' }}>
        {rows.slice(from, to).map((row, i) => (
          <TreeRow
            key={row.key}
            id={`${id}${row.key}`}
            row={row}
            top={(from + i) * rowHeight}
            active={from + i === at}
            chosen={row.key === selected}
            refused={row.kind === 'unit' && props.refused?.(row.unit) === true}
            zone={drag.over?.key === row.key ? drag.over.zone : undefined}
            drag={drag.of(row)}
            onToggle={() => onToggle(row.key)}
            onChoose={() => {
              setActive(row.key);
              choose(row);
            }}
          />
        ))}
      </div>
    </div>
  );
}

function useHeight(box: React.RefObject<HTMLDivElement | null>): number {
  const [height, setHeight] = useState(600);
  useEffect(() => {
    if (!box.current) return;
    const observer = new ResizeObserver(([entry]) => setHeight(entry!.contentRect.height));
    observer.observe(box.current);
    return () => observer.disconnect();
  }, [box]);
  return height;
}

interface DragHandlers {
  readonly draggable?: boolean;
  readonly onDragStart?: (e: DragEvent) => void;
  readonly onDragOver?: (e: DragEvent) => void;
  readonly onDrop?: (e: DragEvent) => void;
  readonly onDragEnd?: () => void;
}

/** Upper third of a row: before it; else under it. */
const zoneOf = (e: DragEvent, row: Row & { kind: 'unit' }): 'before' | 'into' => {
  const { top, height } = e.currentTarget.getBoundingClientRect();
  return row.level > 1 && e.clientY - top < height / 3 ? 'before' : 'into';
};

function useDrag({ drag, onToggle }: Props) {
  const [held, setHeld] = useState<UnitNode>();
  const [over, setOver] = useState<{ key: string; zone: 'before' | 'into'; since: number }>();
  const end = () => {
    setHeld(undefined);
    setOver(undefined);
  };
  const of = (row: Row): DragHandlers => {
    if (!drag || row.kind !== 'unit') return {};
    const { unit } = row;
    const fits = held && !`${unit.path}.`.startsWith(`${held.path}.`) && !unit.closedOn;
    return {
      draggable: drag.may(unit),
      onDragStart: (e) => {
        e.dataTransfer.effectAllowed = 'move';
        e.dataTransfer.setData('text/plain', unit.name);
        setHeld(unit);
      },
      onDragEnd: end,
      onDragOver: (e) => {
        if (!fits) return setOver(undefined);
        e.preventDefault();
        const zone = zoneOf(e, row);
        if (over?.key === unit.id && over.zone === zone) {
          // Held still over a closed branch: it opens.
          if (zone === 'into' && !row.open && row.branch && e.timeStamp - over.since > 700)
            onToggle(unit.id, true);
          return;
        }
        setOver({ key: unit.id, zone, since: e.timeStamp });
      },
      onDrop: (e) => {
        e.preventDefault();
        if (!fits) return end();
        const before = zoneOf(e, row) === 'before' && unit.parentId;
        drag.onDrop({
          unit: held,
          x: e.clientX,
          y: e.clientY,
          ...(before ? { parentId: before, before: unit.id } : { parentId: unit.id }),
        });
        end();
      },
    };
  };
  return { over, of };
}

interface RowProps {
  readonly id: string;
  readonly row: Row;
  readonly top: number;
  readonly active: boolean;
  readonly chosen: boolean;
  readonly refused: boolean;
  readonly zone: 'before' | 'into' | undefined;
  readonly drag: DragHandlers;
  readonly onToggle: () => void;
  readonly onChoose: () => void;
}

function TreeRow({ id, row, top, active, chosen, refused, zone, ...on }: RowProps) {
  const t = useT();
  const unit = row.kind === 'unit' ? row.unit : undefined;
  const branch = row.kind === 'unit' && row.branch;
  const classes = ['org-row', active && 'active', chosen && 'chosen', zone && `drop-${zone}`];
  if ((unit && isClosed(unit)) || refused) classes.push('faint');
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the tree has the keys
    // biome-ignore lint/a11y/useFocusableInteractive: focus stays on the tree
    <div
      id={id}
      role="treeitem"
      className={classes.filter(Boolean).join(' ')}
      style={{ top, paddingLeft: 6 + (row.level - 1) * 16 }}
      aria-level={row.level}
      aria-selected={chosen}
      {...(row.kind === 'unit' ? { 'aria-posinset': row.place, 'aria-setsize': row.of } : {})}
      {...(row.kind === 'unit' && branch ? { 'aria-expanded': row.open } : {})}
      {...(refused ? { 'aria-disabled': true } : {})}
      onClick={on.onChoose}
      {...on.drag}
    >
      <span
        className={`org-caret ${branch ? (row.kind === 'unit' && row.open ? 'open' : 'shut') : ''}`}
        aria-hidden
        onClick={(e) => {
          if (!branch) return;
          e.stopPropagation();
          on.onToggle();
        }}
      />
      {unit ? (
        <>
          <span className="org-name" title={unit.name}>
            {unit.name}
          </span>
          <span className="org-quiet">{t(`org:kind-${unit.kind}`)}</span>
          {unit.class && <span className="org-quiet org-class">{unit.class}</span>}
          {isClosed(unit) && <span className="org-quiet">{t('org:closed')}</span>}
          <span className="grow" />
          {unit.units !== null && unit.units > 1 && (
            <span className="org-count" title={t('org:units-in', { count: unit.units })}>
              {unit.units}
            </span>
          )}
        </>
      ) : (
        <span className={row.kind === 'more' ? 'org-more' : 'org-quiet'}>
          {t(
            row.kind === 'more' ? 'org:more' : row.kind === 'failed' ? 'org:failed' : 'web.loading',
          )}
        </span>
      )}
    </div>
  );
}
