import { App, Button, type InputRef, Skeleton } from 'antd';
import { lazy, Suspense, useCallback, useMemo, useRef, useState } from 'react';
import type { Translate } from '../../contract/messages/index.ts';
import { MOST_AT_ONCE } from '../../contract/problem/bulk.ts';
import { cellTexts } from '../../contract/problem/cells.ts';
import type { ProblemRow } from '../../contract/problem/schemas.ts';
import { usePaste } from '../shell/keys.ts';
import { useT } from '../shell/language.tsx';
import { useMedia } from '../shell/look.tsx';
import { listed } from '../shell/marks.ts';
import { PageHead, Refusal, useMay } from '../shell/parts.tsx';
import { useView } from '../shell/view.ts';
import { Bulk } from './Bulk.tsx';
import { columnsOf, type usual } from './columns.tsx';
import { sortOf, useCampaigns, useLedger } from './data.ts';
import { Chips } from './Filters.tsx';
import { Footer, grouped, Lights, rangeText } from './Footer.tsx';
import { type Editing, Grid } from './Grid.tsx';
import { itemsOf, tendencyNames } from './items.ts';
import { PhoneRows } from './PhoneRows.tsx';
import { useWords } from './parts.tsx';
import { type Block, blockOf, MOST_ROWS } from './paste.ts';
import { RectifyTabs } from './RectifyTabs.tsx';
import { Toolbar } from './Toolbar.tsx';
import { useLedgerKeys } from './useLedgerKeys.ts';
import { useFill } from './useRows.ts';
import { filterNames, type LedgerView, ledgerView, narrowedBy } from './view.ts';
import './ledger.css';
import './problem.css';

// Opened from the table, and loaded then.
const ProblemDrawer = lazy(async () => ({
  default: (await import('./ProblemDrawer.tsx')).ProblemDrawer,
}));
const ProblemForm = lazy(async () => ({
  default: (await import('./ProblemForm.tsx')).ProblemForm,
}));
const ImportLedger = lazy(async () => ({
  default: (await import('./ImportLedger.tsx')).ImportLedger,
}));

/** The ledger: problems and what becomes of them, as a table to work in. */
export function Ledger({ page }: { page: keyof typeof usual }) {
  const t = useT();
  const may = useMay();
  const { message } = App.useApp();
  const [asked, setView] = useView(ledgerView);
  // Rectification begins with what is due first; inspection with what was found last; what does not
  // move, with what has stood still the longest.
  const view = useMemo(() => {
    const first = page === 'rectify' ? ('due' as const) : undefined;
    const sort = asked.sort ?? (asked.silent ? ('still' as const) : first);
    return sort ? { ...asked, sort } : asked;
  }, [asked, page]);
  const narrow = useMedia('(max-width: 700px)');
  const found = useLedger(view);
  const campaigns = useCampaigns(view.at).data?.rows ?? [];
  const box = useRef<HTMLDivElement>(null);
  const finder = useRef<InputRef>(null);
  const [active, setActive] = useState<string>();
  const [selected, setSelected] = useState<ReadonlySet<string>>(new Set());
  const [editing, setEditing] = useState<Editing>();
  const [sight, setSight] = useState({ first: 1, last: 1 });
  const [pasted, setPasted] = useState<Block>();
  useFill(box, narrow ? 112 : 72);

  const pages = found.data?.pages;
  const rows = useMemo(() => pages?.flatMap((p) => p.rows) ?? [], [pages]);
  const items = useMemo(
    () => itemsOf(rows, narrow ? undefined : view.group, !found.hasNextPage),
    [rows, view.group, narrow, found.hasNextPage],
  );
  const { fetchNextPage, hasNextPage, isFetching } = found;
  const more = useCallback(() => {
    if (hasNextPage && !isFetching) void fetchNextPage();
  }, [hasNextPage, isFetching, fetchNextPage]);
  const seen = useCallback((first: number, last: number) => setSight({ first, last }), []);
  const told = useMemo(() => ({ t, texts: cellTexts(t) }), [t]);
  const heading = useHeading(view);
  const columns = columnsOf(view, page);
  const set = (change: Partial<LedgerView>) => setView(change, { replace: true });
  const open = (id: string | undefined) => {
    if (id) setActive(id);
    setView({ id, act: undefined }, { replace: view.id !== undefined, asks: id !== undefined });
  };
  const edit = () => setView({ act: 'edit' }, { replace: true, asks: true });
  const select = (ids: readonly string[], on: boolean) => {
    const next = new Set(selected);
    for (const id of ids) on ? next.add(id) : next.delete(id);
    setSelected(next);
  };
  usePaste((text) => {
    const block = importing(view) && may('problem.write') ? blockOf(text) : undefined;
    if (!block) return;
    if (block.length > MOST_ROWS)
      return void message.error(
        t('ledger:paste-too-many', { count: block.length, most: MOST_ROWS }),
        10,
      );
    setPasted(block);
    set({ act: 'import', task: undefined });
  });
  useLedgerKeys({ view, rows, active, setActive, open, edit, set, finder, setEditing, columns });

  const first = pages?.[0];
  const range = rangeText(t, {
    ...rowsIn(items, sight),
    total: first?.total ?? 0,
    more: first?.more ?? false,
  });
  const chosen = rows.filter((r) => selected.has(r.id));
  const everything = everythingOf(found, {
    ...{ t, selected: chosen.length, total: first?.total ?? 0, more: first?.more ?? false },
    select: (ids) => setSelected(new Set(ids)),
  });
  const shared = {
    box,
    label: t(`problem:room-${page}`),
    onOpen: open,
    onNearEnd: more,
    onSight: seen,
    empty: <Empty view={view} set={set} waiting={found.isPending} failed={found.isError} />,
  };
  const tools = { view, set, campaigns, rows };
  return (
    <div className="page ledger">
      <PageHead title={t(`problem:room-${page}`)}>
        {page === 'rectify' && <RectifyTabs tab="ledger" />}
        <Lights view={view} set={set} />
      </PageHead>
      <Toolbar {...tools} columns={columns} finder={finder} phone={narrow} />
      <Chips {...tools} />
      <Refusal error={found.error} />
      {narrow ? (
        <PhoneRows {...shared} rows={rows} />
      ) : (
        <Grid
          {...shared}
          items={items}
          total={first?.total ?? 0}
          columns={columns}
          order={sortOf(view)}
          onOrder={view.group ? undefined : (sort) => set({ sort })}
          told={told}
          heading={heading}
          active={active}
          onActive={setActive}
          selected={selected}
          onSelect={select}
          editing={editing}
          onEdit={setEditing}
        />
      )}
      <Bulk rows={chosen} all={everything} onClear={() => setSelected(new Set())} />
      <Footer view={view} set={set} range={range} />
      <Suspense>
        {view.id && view.act !== 'edit' && (
          <ProblemDrawer id={view.id} onClose={() => open(undefined)} onEdit={edit} onOpen={open} />
        )}
        {view.act === 'import' && (
          <ImportLedger
            task={view.task}
            unit={view.at}
            campaign={view.campaign}
            pasted={pasted}
            onPasted={setPasted}
            onTask={(task) => {
              setPasted(undefined);
              set({ task });
            }}
            onClose={() => {
              setPasted(undefined);
              set({ act: undefined, task: undefined });
            }}
          />
        )}
        {(view.act === 'new' || (view.act === 'edit' && view.id)) && (
          <ProblemForm
            {...(view.act === 'edit' ? { id: view.id } : {})}
            unit={view.at}
            campaign={view.campaign}
            onClose={() => set({ act: undefined })}
          />
        )}
      </Suspense>
    </div>
  );
}

interface Selecting {
  readonly t: Translate;
  readonly selected: number;
  readonly total: number;
  readonly more: boolean;
  readonly select: (ids: readonly string[]) => void;
}

/** A way to select all rows of the filter, as far as one act takes them; nothing when they are. */
function everythingOf(found: ReturnType<typeof useLedger>, of: Selecting) {
  const { t, selected, total, more, select } = of;
  const most = Math.min(total, MOST_AT_ONCE);
  if (selected >= most) return undefined;
  const whole = !more && total <= MOST_AT_ONCE;
  return {
    label: t(whole ? 'problem:select-filter' : 'problem:select-most', { count: grouped(most) }),
    async select() {
      let { data, hasNextPage } = found;
      const ids = () => data?.pages.flatMap((p) => p.rows.map((r) => r.id)) ?? [];
      while (hasNextPage && ids().length < most)
        ({ data, hasNextPage } = await found.fetchNextPage());
      select(ids().slice(0, most));
    },
  };
}

/** Whether rows may be pasted now: on the table, or where the import waits for its file. */
const importing = ({ act, id, task }: LedgerView): boolean =>
  act === 'import' ? task === undefined : act === undefined && id === undefined;

/** Rows in sight, counted without headings. */
function rowsIn(items: ReturnType<typeof itemsOf>, sight: { first: number; last: number }) {
  const before = (i: number) => items.slice(0, i).filter((x) => x.kind === 'row').length;
  return { first: Math.max(1, before(sight.first - 1) + 1), last: before(sight.last) };
}

function useHeading({ group }: LedgerView) {
  const t = useT();
  const say = useWords();
  return (rows: readonly ProblemRow[]): string => {
    const row = rows[0]!;
    switch (group) {
      case 'state':
        return say.state(row.state);
      case 'severity':
        return say.severity(row.severity);
      case 'tendency':
        return listed(t, tendencyNames(rows)) || say.break('no-tendency');
      case 'leader':
        return row.leader?.name ?? t('problem:group-no-leader');
      default:
        return row.unit.name;
    }
  };
}

function Empty(props: {
  view: LedgerView;
  set: (change: Partial<LedgerView>) => void;
  waiting: boolean;
  failed: boolean;
}) {
  const { view, set, waiting, failed } = props;
  const t = useT();
  const may = useMay();
  if (failed) return null;
  if (waiting)
    return (
      <div className="ledger-waiting">
        <Skeleton active title={false} paragraph={{ rows: 8, width: '100%' }} />
      </div>
    );
  const narrowed = narrowedBy(view).length > 0;
  return (
    <div className="empty">
      <p>{t(narrowed ? 'problem:none-found' : 'problem:none')}</p>
      {narrowed ? (
        <Button onClick={() => set(Object.fromEntries(filterNames.map((f) => [f, undefined])))}>
          {t('problem:no-filter')}
        </Button>
      ) : (
        may('problem.write') && <p className="dim">{t('problem:none-what')}</p>
      )}
    </div>
  );
}
