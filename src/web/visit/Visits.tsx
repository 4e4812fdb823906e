import { useInfiniteQuery } from '@tanstack/react-query';
import { Button, Select, Table } from 'antd';
import { call } from '../../contract/client.ts';
import { type Visit, visitKinds } from '../../contract/visit/operations.ts';
import { useT } from '../shell/language.tsx';
import { Refusal, State } from '../shell/parts.tsx';
import { useView } from '../shell/view.ts';
import { voiceView } from '../voice/view.ts';
import { VisitDrawer } from './VisitDrawer.tsx';
import { VisitForm } from './VisitForm.tsx';

/** 四下基层: visits planned and held, the latest day first, each with the voices raised there. */
export function Visits() {
  const t = useT();
  const [view, setView] = useView(voiceView);
  const query = {
    ...(view.at ? { under: view.at } : {}),
    ...(view.visits ? { kind: view.visits } : {}),
  };
  const found = useInfiniteQuery({
    queryKey: ['visit', 'list', query],
    queryFn: ({ pageParam: after }) => call('visit.list', { query: { ...query, after } }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.next ?? undefined,
  });
  const rows = found.data?.pages.flatMap((p) => p.rows) ?? [];
  const close = () => setView({ act: undefined });
  return (
    <>
      <div className="page-bar">
        <Select
          allowClear
          aria-label={t('visit:kind')}
          placeholder={t('visit:kind-any')}
          value={view.visits ?? null}
          onChange={(visits) => setView({ visits: visits ?? undefined })}
          options={visitKinds.map((value) => ({ value, label: t(`visit:kind-${value}`) }))}
          style={{ width: 140 }}
        />
      </div>
      <Refusal error={found.error} />
      <Table<Visit>
        size="small"
        rowKey="id"
        loading={found.isPending}
        dataSource={rows}
        pagination={false}
        rowClassName={(v) =>
          v.id === view.visit ? 'chosen' : v.state === 'withdrawn' ? 'stale' : ''
        }
        locale={{ emptyText: <p className="empty">{t('visit:none')}</p> }}
        columns={[
          { title: t('visit:on'), width: 104, render: (_, v) => v.on },
          {
            title: t('visit:kind'),
            width: 110,
            responsive: ['md'],
            render: (_, v) => t(`visit:kind-${v.kind}`),
          },
          {
            title: t('visit:purpose'),
            render: (_, v) => (
              <>
                <button type="button" className="link" onClick={() => setView({ visit: v.id })}>
                  {v.purpose}
                </button>
                <span className="dim"> {v.place}</span>
                <div className="folded">
                  {t(`visit:kind-${v.kind}`)} · {v.unit.name} · <VisitState visit={v} />
                </div>
              </>
            ),
          },
          {
            title: t('visit:unit'),
            width: 150,
            responsive: ['md'],
            render: (_, v) => v.unit.name,
          },
          {
            title: t('visit:leader'),
            width: 100,
            responsive: ['lg'],
            render: (_, v) => v.leader?.name ?? v.leaderName ?? '',
          },
          {
            title: t('visit:state'),
            width: 120,
            responsive: ['md'],
            render: (_, v) => <VisitState visit={v} />,
          },
          {
            title: t('visit:voices'),
            width: 130,
            responsive: ['md'],
            render: (_, v) =>
              v.voices === 0 ? '—' : t('visit:voices-of', { count: v.voices, open: v.open }),
          },
        ]}
      />
      {found.hasNextPage && (
        <Button block loading={found.isFetchingNextPage} onClick={() => void found.fetchNextPage()}>
          {t('voice:more')}
        </Button>
      )}
      {view.visit && view.act !== 'enter' && (
        <VisitDrawer
          key={view.visit}
          id={view.visit}
          onClose={() => setView({ visit: undefined, act: undefined })}
        />
      )}
      {(view.act === 'plan' || view.act === 'record') && (
        <VisitForm held={view.act === 'record'} onClose={close} />
      )}
    </>
  );
}

export function VisitState({ visit: v }: { visit: Pick<Visit, 'state' | 'late'> }) {
  const t = useT();
  if (v.late) return <State kind="overdue">{t('visit:state-late')}</State>;
  const kind = v.state === 'held' ? 'done' : v.state === 'planned' ? 'open' : 'later';
  return <State kind={kind}>{t(`visit:state-${v.state}`)}</State>;
}
