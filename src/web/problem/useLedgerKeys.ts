import type { InputRef } from 'antd';
import { type RefObject, useEffect, useRef } from 'react';
import type { LedgerColumn } from '../../contract/problem/cells.ts';
import type { ProblemRow } from '../../contract/problem/schemas.ts';
import { useKey } from '../shell/keys.ts';
import { useMay } from '../shell/parts.tsx';
import { fieldsOf } from './CellEditor.tsx';
import type { Editing } from './Grid.tsx';
import type { LedgerView } from './view.ts';

interface Keys {
  readonly view: LedgerView;
  readonly rows: readonly ProblemRow[];
  readonly active: string | undefined;
  readonly setActive: (id: string) => void;
  readonly open: (id: string | undefined) => void;
  /** Opens the form of the problem whose drawer is open. */
  readonly edit: () => void;
  readonly set: (change: Partial<LedgerView>) => void;
  readonly finder: RefObject<InputRef | null>;
  readonly setEditing: (editing: Editing | undefined) => void;
  readonly columns: readonly LedgerColumn[];
}

/** J and K move, Enter opens, E edits, N begins a new one, / searches; Esc closes by the drawer. */
export function useLedgerKeys(k: Keys): void {
  const may = useMay();
  const busy = k.view.act !== undefined;
  const move = (by: number) => {
    if (busy || k.rows.length === 0) return;
    const at = k.rows.findIndex((r) => r.id === (k.view.id ?? k.active));
    const next = k.rows[Math.min(k.rows.length - 1, Math.max(0, at + by))]!;
    k.setActive(next.id);
    if (k.view.id) k.open(next.id);
  };
  useKey('j', () => move(1));
  useKey('k', () => move(-1));
  useKey('n', () => {
    if (!busy && may('problem.write')) k.set({ act: 'new' });
  });
  useKey('/', () => k.finder.current?.focus());
  useKey('e', () => {
    if (busy || !may('problem.write')) return;
    if (k.view.id) return k.edit();
    const row = k.rows.find((r) => r.id === k.active);
    const field = row && fieldsOf(row, k.columns)[0];
    if (field) k.setEditing({ id: row.id, field });
  });
  useEnterOnPage(() => {
    if (!busy && !k.view.id && k.active) k.open(k.active);
  });
}

/** Enter while nothing has the focus: on a button it is the button's own. */
function useEnterOnPage(act: () => void): void {
  const now = useRef(act);
  now.current = act;
  useEffect(() => {
    const listen = (e: KeyboardEvent) => {
      if (e.key !== 'Enter' || e.isComposing || e.defaultPrevented) return;
      const on = document.activeElement;
      if (on === null || on === document.body || on.id === 'main') now.current();
    };
    document.addEventListener('keydown', listen);
    return () => document.removeEventListener('keydown', listen);
  }, []);
}
