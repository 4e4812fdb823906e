import { useInfiniteQuery, useQueryClient } from '@tanstack/react-query';
import { Button, Segmented, Select, Table, type TableColumnsType } from 'antd';
import { call } from '../../contract/client.ts';
import type { Translate } from '../../contract/messages/index.ts';
import { type RecheckRow, recheckKinds, recheckShows } from '../../contract/problem/rechecks.ts';
import { useT } from '../shell/language.tsx';
import { PageHead, Refusal, State, useMay } from '../shell/parts.tsx';
import { useView } from '../shell/view.ts';
import { DrawDrawer } from './DrawDrawer.tsx';
import { ProblemDrawer } from './ProblemDrawer.tsx';
import { RectifyTabs } from './RectifyTabs.tsx';
import { type RechecksView, rechecksView } from './view.ts';
import './rechecks.css';

/** 回头看: closed problems to look at again, planned or drawn, and what was found. */
export function Rechecks() {
  const t = useT();
  const may = useMay();
  const client = useQueryClient();
  const [view, setView] = useView(rechecksView);
  const { at, show = 'due', kind, id } = view;
  const query = {
    state: show,
    ...(kind ? { kind } : {}),
    ...(at ? { under: at } : {}),
  };
  const found = useInfiniteQuery({
    queryKey: ['problem', 'rechecks', query],
    initialPageParam: undefined as string | undefined,
    queryFn: ({ pageParam }) => call('problem.rechecks', { query: { ...query, after: pageParam } }),
    getNextPageParam: (page) => page.next ?? undefined,
  });
  const rows = found.data?.pages.flatMap((p) => p.rows) ?? [];
  const open = (next: string | undefined) => setView({ id: next }, { replace: id !== undefined });
  const draws = may('problem.settle');
  return (
    <div className="page rechecks">
      <PageHead title={t('problem:room-rectify')}>
        <RectifyTabs tab="rechecks" />
        <Button type={draws ? 'primary' : 'default'} onClick={() => setView({ act: 'draw' })}>
          {t(draws ? 'problem:draw' : 'problem:draws')}
        </Button>
      </PageHead>
      <p className="dim">{t('problem:rechecks-what')}</p>
      <div className="rechecks-bar">
        <div className="scroll-x">
          <Segmented
            aria-label={t('problem:rechecks-show')}
            value={show}
            onChange={(next) => setView({ show: next === 'due' ? undefined : next })}
            options={recheckShows.map((value) => ({
              value,
              label: t(`problem:rechecks-show-${value}`),
            }))}
          />
        </div>
        <Select
          allowClear
          aria-label={t('problem:recheck-kind')}
          placeholder={t('problem:recheck-kind-any')}
          value={kind ?? null}
          onChange={(next) => setView({ kind: next ?? undefined })}
          options={recheckKinds.map((value) => ({
            value,
            label: t(`problem:recheck-kind-${value}`),
          }))}
          className="rechecks-kind"
        />
      </div>
      <Refusal error={found.error} />
      <Table<RecheckRow>
        size="small"
        rowKey="id"
        loading={found.isPending}
        columns={columns(t, open, show === 'held' || show === 'failed')}
        dataSource={rows}
        pagination={false}
        rowClassName={(row) => (row.problem.id === id ? 'chosen' : '')}
        locale={{ emptyText: <Nothing show={show} narrowed={kind !== undefined} /> }}
      />
      {found.hasNextPage && (
        <Button block loading={found.isFetchingNextPage} onClick={() => void found.fetchNextPage()}>
          {t('problem:rechecks-more')}
        </Button>
      )}
      {id && (
        <ProblemDrawer
          id={id}
          onOpen={open}
          onClose={() => {
            open(undefined);
            // What was found there changes what stands here.
            void client.invalidateQueries({ queryKey: ['problem', 'rechecks'] });
          }}
        />
      )}
      {view.act === 'draw' && <DrawDrawer onClose={() => setView({ act: undefined })} />}
    </div>
  );
}

/** What to do when there is nothing in the list. */
function Nothing({ show, narrowed }: { show: RechecksView['show']; narrowed: boolean }) {
  const t = useT();
  return (
    <div className="empty">
      <p>{t(`problem:rechecks-none-${show ?? 'due'}`)}</p>
      {show === 'due' && !narrowed && <p className="dim">{t('problem:rechecks-none-what')}</p>}
    </div>
  );
}

const shapes = { due: 'later', held: 'done', failed: 'overdue' } as const;

function columns(
  t: Translate,
  open: (id: string) => void,
  over: boolean,
): TableColumnsType<RecheckRow> {
  const state = (r: RecheckRow) => (
    <State kind={r.overdue ? 'overdue' : shapes[r.state]}>
      {t(r.overdue ? 'problem:light-overdue' : `problem:recheck-${r.state}`)}
    </State>
  );
  const day = (r: RecheckRow) => <span className="tabular">{(over && r.on) || r.due}</span>;
  return [
    {
      title: t('problem:col-title'),
      render: (_, r) => (
        <>
          <button type="button" className="as-link" onClick={() => open(r.problem.id)}>
            {r.problem.number} {r.problem.title}
          </button>
          <div className="folded dim">
            {r.unit.name} · {t(`problem:recheck-kind-${r.kind}`)}
            <div>
              {day(r)} {state(r)} {r.by?.name}
            </div>
          </div>
        </>
      ),
    },
    {
      title: t('problem:col-unit'),
      width: 180,
      responsive: ['md'],
      render: (_, r) => r.unit.name,
    },
    {
      title: t('problem:recheck-kind'),
      width: 80,
      responsive: ['md'],
      render: (_, r) => t(`problem:recheck-kind-${r.kind}`),
    },
    {
      title: t(over ? 'problem:recheck-day' : 'problem:recheck-until'),
      width: 110,
      responsive: ['md'],
      render: (_, r) => day(r),
    },
    {
      title: t('problem:col-state'),
      width: 110,
      responsive: ['md'],
      render: (_, r) => state(r),
    },
    ...(over
      ? [
          {
            title: t('problem:recheck-by'),
            width: 120,
            responsive: ['md' as const],
            render: (_: unknown, r: RecheckRow) => r.by?.name ?? '',
          },
        ]
      : []),
  ];
}
