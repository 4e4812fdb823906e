import { useInfiniteQuery } from '@tanstack/react-query';
import { Button, Empty, Select, Table } from 'antd';
import { useState } from 'react';
import { call } from '../../contract/client.ts';
import { type InPersonAct, inPersonKinds } from '../../contract/duty/operations.ts';
import { EvidenceList } from '../evidence/EvidenceList.tsx';
import { useT } from '../shell/language.tsx';
import { Refusal, Unseen, useMay } from '../shell/parts.tsx';
import { useView } from '../shell/view.ts';
import { ActForm } from './ActForm.tsx';
import { dutyView } from './view.ts';

/** The four duties done in person under a unit, newest first; each names the matter it moved on. */
export function Acts({ unit }: { unit: string }) {
  const t = useT();
  const may = useMay();
  const [view, setView] = useView(dutyView);
  const [editing, setEditing] = useState<InPersonAct | 'new'>();
  const found = useInfiniteQuery({
    queryKey: ['duty', 'acts', unit, view.act],
    queryFn: ({ pageParam }) =>
      call('duty.acts', { query: { under: unit, kind: view.act, after: pageParam } }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.next ?? undefined,
  });
  const rows = found.data?.pages.flatMap((p) => p.rows) ?? [];
  return (
    <>
      <div className="duty-bar">
        <Select
          allowClear
          aria-label={t('duty:act-kind')}
          placeholder={t('duty:act-any')}
          value={view.act ?? null}
          onChange={(act) => setView({ act: act ?? undefined })}
          options={inPersonKinds.map((value) => ({ value, label: t(`duty:act-${value}`) }))}
          style={{ width: 140 }}
        />
        <span className="dim">{t('duty:acts-what')}</span>
        <div className="grow" />
        {may('duty.record') && (
          <Button type="primary" onClick={() => setEditing('new')}>
            {t('duty:act-add')}
          </Button>
        )}
      </div>
      <Refusal error={found.error} />
      <Table<InPersonAct>
        size="small"
        rowKey="id"
        loading={found.isPending}
        dataSource={rows}
        pagination={false}
        expandable={{
          columnTitle: <Unseen>{t('evidence:title')}</Unseen>,
          expandedRowRender: (a) => <EvidenceList subject={`duty-act:${a.id}`} />,
        }}
        scroll={{ x: 860 }}
        rowClassName={(a) => (a.withdrawn ? 'stale' : '')}
        locale={{
          emptyText: <Empty image={null} description={t('duty:acts-none')} />,
        }}
        columns={[
          { title: t('duty:act-on'), width: 100, dataIndex: 'on' },
          { title: t('duty:act-kind'), width: 90, render: (_, a) => t(`duty:act-${a.kind}`) },
          {
            title: t('duty:who'),
            width: 150,
            render: (_, a) => (
              <>
                {a.person.name}
                <div className="dim">
                  {a.unit.name} · {a.post}
                </div>
              </>
            ),
          },
          { title: t('duty:act-about'), width: 200, dataIndex: 'about' },
          { title: t('duty:act-what'), render: (_, a) => <What act={a} /> },
          {
            title: <Unseen>{t('duty:change')}</Unseen>,
            width: 70,
            render: (_, a) =>
              a.abilities.change.ok && (
                <Button
                  size="small"
                  aria-label={t('duty:change-what', { title: a.about })}
                  onClick={() => setEditing(a)}
                >
                  {t('duty:change')}
                </Button>
              ),
          },
        ]}
      />
      {found.hasNextPage && (
        <Button
          block
          className="duty-more"
          loading={found.isFetchingNextPage}
          onClick={() => void found.fetchNextPage()}
        >
          {t('duty:more')}
        </Button>
      )}
      {editing && (
        <ActForm
          unit={unit}
          act={editing === 'new' ? undefined : editing}
          onClose={() => setEditing(undefined)}
        />
      )}
    </>
  );
}

function What({ act }: { act: InPersonAct }) {
  const t = useT();
  return (
    <>
      <p className="duty-text">{act.what}</p>
      {act.outcome && <p className="duty-text">{t('duty:act-came', { outcome: act.outcome })}</p>}
      {act.withdrawn && <p>{t('duty:act-withdrawn-for', { reason: act.withdrawn.reason })}</p>}
    </>
  );
}
