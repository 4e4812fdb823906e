import { useQueries } from '@tanstack/react-query';
import { useCallback, useEffect, useMemo, useState } from 'react';
import { call } from '../../contract/client.ts';
import type { UnitNode } from '../../contract/org/operations.ts';
import { type AsOf, asked } from './data.ts';
import { type Branch, type Row, rowsOf } from './rows.ts';

const PAGE = 200;

interface Tree {
  readonly rows: readonly Row[];
  readonly toggle: (id: string, open?: boolean) => void;
  /** Asks for the children after the one named. */
  readonly more: (parent: string, after: string) => void;
}

const none: readonly string[] = [];

/**
 * The rows of a tree that opens step by step. `chain`: ids from the top down to a unit that is
 * to be seen; what lies above it opens, page by page when it is far down among its siblings.
 * A single top unit is open from the beginning.
 */
export function useTree(top: readonly UnitNode[], chain: readonly string[], asOf: AsOf): Tree {
  const [opened, setOpened] = useState<ReadonlyMap<string, boolean>>(new Map());
  const [cursors, setCursors] = useState<ReadonlyMap<string, readonly string[]>>(new Map());
  const wanted = asked(asOf);
  const pages = useMemo(
    () =>
      [...opened].flatMap(([id, open]) =>
        open ? [undefined, ...(cursors.get(id) ?? none)].map((after) => ({ id, after })) : [],
      ),
    [opened, cursors],
  );
  const answers = useQueries({
    queries: pages.map(({ id, after }) => ({
      queryKey: ['org', 'children', id, wanted, after ?? ''],
      queryFn: () =>
        call('org.children', {
          params: { id },
          query: { ...wanted, limit: PAGE, ...(after ? { after } : {}) },
        }),
    })),
  });
  const branches = new Map<string, Branch>();
  pages.forEach(({ id }, i) => {
    const { data, error } = answers[i]!;
    const known = branches.get(id);
    branches.set(id, {
      units: [...(known?.units ?? []), ...(data ?? [])],
      waiting: data === undefined && !error,
      failed: Boolean(error),
      more: data?.length === PAGE,
    });
  });
  const toggle = useCallback(
    (id: string, open?: boolean) => setOpened((o) => new Map(o).set(id, open ?? !o.get(id))),
    [],
  );
  const more = useCallback(
    (parent: string, after: string) =>
      setCursors((c) => new Map(c).set(parent, [...new Set([...(c.get(parent) ?? []), after])])),
    [],
  );
  const tops = new Set(top.map((u) => u.id));
  const from = chain.findIndex((id) => tops.has(id));
  const path = from < 0 ? '' : chain.slice(from).join(' ');
  const single = top.length === 1 ? top[0]!.id : '';
  useEffect(() => {
    const ids = [single, ...path.split(' ').slice(0, -1)].filter(Boolean);
    setOpened((o) => new Map([...o, ...ids.map((id) => [id, true] as const)]));
  }, [path, single]);
  const missing = nextPage(chain, branches);
  useEffect(() => {
    if (missing) more(...(missing.split(' ') as [string, string]));
  }, [missing, more]);
  return { rows: rowsOf(top, branches, opened), toggle, more };
}

/** Parent and last child known, when a unit of the chain must be on a further page. */
function nextPage(chain: readonly string[], branches: ReadonlyMap<string, Branch>) {
  for (const [i, id] of chain.slice(0, -1).entries()) {
    const branch = branches.get(id);
    if (branch?.more && !branch.waiting && !branch.units.some((u) => u.id === chain[i + 1]))
      return `${id} ${branch.units.at(-1)!.id}`;
  }
  return undefined;
}
