import { Checkbox } from 'antd';
import { type ReactNode, type RefObject, useEffect } from 'react';
import type { LedgerColumn } from '../../contract/problem/cells.ts';
import type { ProblemRow, Sort } from '../../contract/problem/schemas.ts';
import { useT } from '../shell/language.tsx';
import { useLook } from '../shell/look.tsx';
import { about } from '../shell/marks.ts';
import { CellEditor } from './CellEditor.tsx';
import { Cell, columnOf, type Editable, type Told } from './columns.tsx';
import type { Item } from './items.ts';
import { useRows } from './useRows.ts';

/** What is written in place: a field of a row. */
export interface Editing {
  readonly id: string;
  readonly field: Editable;
}

export interface GridProps {
  readonly box: RefObject<HTMLDivElement | null>;
  readonly label: string;
  readonly items: readonly Item[];
  readonly total: number;
  readonly columns: readonly LedgerColumn[];
  readonly told: Told;
  readonly heading: (rows: readonly ProblemRow[]) => ReactNode;
  readonly active: string | undefined;
  readonly onActive: (id: string) => void;
  readonly selected: ReadonlySet<string>;
  readonly onSelect: (ids: readonly string[], on: boolean) => void;
  readonly onOpen: (id: string) => void;
  readonly editing: Editing | undefined;
  readonly onEdit: (editing: Editing | undefined) => void;
  readonly onNearEnd: () => void;
  readonly onSight: (first: number, last: number) => void;
  readonly empty: ReactNode;
  /** The order rows come in, and how another is chosen; not while headings of groups give it. */
  readonly order: Sort;
  readonly onOrder: ((order: Sort) => void) | undefined;
}

/** Where a row stands among the items. */
export const placeOf = (items: readonly Item[], id: string | undefined): number =>
  items.findIndex((i) => i.kind === 'row' && i.key === id);

/**
 * The ledger as a table of which only the rows in sight are made. A title opens its row, a
 * double click writes in place.
 */
export function Grid(props: GridProps) {
  const { box, items, columns, active, onNearEnd, onSight } = props;
  const t = useT();
  // As tokens.css has it.
  const rowHeight = useLook().large ? 44 : 34;
  const rows = useRows(box, items.length, rowHeight, rowHeight);
  const { from, to, first, last, reveal } = rows;
  const at = placeOf(items, active);
  // biome-ignore lint/correctness/useExhaustiveDependencies: brought into sight when it changes
  useEffect(() => {
    if (at >= 0) reveal(at);
  }, [active]);
  useEffect(() => {
    if (to >= items.length - 20) onNearEnd();
  }, [to, items.length, onNearEnd]);
  useEffect(() => onSight(first, last), [first, last, onSight]);
  const template = `34px ${columns.map((c) => columnOf(c).width).join(' ')}`;
  const ids = items.flatMap((i) => (i.kind === 'row' ? [i.key] : []));
  const all = ids.length > 0 && ids.every((id) => props.selected.has(id));
  return (
    <div className="ledger-box" ref={box} onScroll={rows.onScroll}>
      <table
        className="ledger-table"
        aria-label={props.label}
        aria-rowcount={props.total + 1}
        style={{ minWidth: leastWidth(template) }}
      >
        <thead>
          <tr
            className="ledger-row ledger-head"
            aria-rowindex={1}
            style={{ gridTemplateColumns: template }}
          >
            <th scope="col">
              <Checkbox
                checked={all}
                indeterminate={!all && props.selected.size > 0}
                aria-label={t('problem:select-all')}
                onChange={(e) => props.onSelect(ids, e.target.checked)}
              />
            </th>
            {columns.map((c) => (
              <Heading key={c} column={c} order={props.order} onOrder={props.onOrder} />
            ))}
          </tr>
        </thead>
        <tbody style={{ height: items.length * rowHeight, position: 'relative' }}>
          {items.slice(from, to).map((item, i) => {
            const style = { top: (from + i) * rowHeight, gridTemplateColumns: template };
            return item.kind === 'group' ? (
              <tr key={item.key} className="ledger-row ledger-group" style={style}>
                <td colSpan={columns.length + 1}>
                  {props.heading(item.rows)}
                  {item.count !== undefined && <span className="dim"> {item.count}</span>}
                </td>
              </tr>
            ) : (
              <GridRow
                key={item.key}
                {...props}
                row={item.row}
                index={from + i + 2}
                style={style}
              />
            );
          })}
        </tbody>
      </table>
      {items.length === 0 && props.empty}
    </div>
  );
}

/** Marks of an order, as a spreadsheet has them. */
const arrows = { ascending: '↑', descending: '↓', other: '↕' } as const;

/** A heading by which rows are ordered where the ledger has that order. */
function Heading(props: { column: LedgerColumn } & Pick<GridProps, 'order' | 'onOrder'>) {
  const { column, order, onOrder } = props;
  const t = useT();
  const { end, sort } = columnOf(column);
  const name = t(`problem:col-${column}`);
  const now = sort && sort.by === order ? sort.as : undefined;
  return (
    <th scope="col" className={end ? 'end' : ''} {...(now ? { 'aria-sort': now } : {})}>
      {sort && onOrder ? (
        <button
          type="button"
          className="ledger-order"
          title={t('problem:sort-by', { order: t(`problem:sort-${sort.by}`) })}
          onClick={() => onOrder(sort.by)}
        >
          {name}
          {now && <span aria-hidden> {arrows[now]}</span>}
        </button>
      ) : (
        name
      )}
    </th>
  );
}

/** Pixels the columns need at least. */
const leastWidth = (template: string): number =>
  template
    .replace(/minmax\((\d+)px[^)]*\)/g, '$1px')
    .split(' ')
    .reduce((sum, w) => sum + Number.parseInt(w, 10), 0);

interface GridRowProps extends GridProps {
  readonly row: ProblemRow;
  readonly index: number;
  readonly style: React.CSSProperties;
}

function GridRow(props: GridRowProps) {
  const { row, columns, told, active, selected, editing, onEdit } = props;
  const t = useT();
  const chosen = selected.has(row.id);
  const classes = ['ledger-row', row.id === active ? 'active' : '', chosen ? 'chosen' : ''];
  return (
    <tr
      aria-rowindex={props.index}
      aria-current={row.id === active}
      className={classes.join(' ')}
      style={props.style}
      data-row={row.id}
      onClick={() => props.onActive(row.id)}
    >
      <td>
        <Checkbox
          checked={chosen}
          aria-label={about(t, t('problem:select'), row.number)}
          onChange={(e) => props.onSelect([row.id], e.target.checked)}
        />
      </td>
      {columns.map((name) => {
        const { edits, end } = columnOf(name);
        if (edits && editing?.id === row.id && editing.field === edits)
          return (
            <td key={name} className="editing">
              <CellEditor row={row} field={edits} columns={columns} onEdit={onEdit} />
            </td>
          );
        return (
          <td
            key={name}
            className={end ? 'end' : ''}
            {...(edits ? { onDoubleClick: () => onEdit({ id: row.id, field: edits }) } : {})}
          >
            {name === 'title' ? (
              <button
                type="button"
                className="ledger-open"
                title={row.title}
                onClick={() => props.onOpen(row.id)}
              >
                {row.title}
              </button>
            ) : (
              <Cell name={name} row={row} told={told} />
            )}
          </td>
        );
      })}
    </tr>
  );
}
