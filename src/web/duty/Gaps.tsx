import { useInfiniteQuery } from '@tanstack/react-query';
import { Button, Empty, Select, Table } from 'antd';
import { call } from '../../contract/client.ts';
import { type Gap, gapKinds } from '../../contract/duty/operations.ts';
import { useT } from '../shell/language.tsx';
import { Refusal, State } from '../shell/parts.tsx';
import { useView } from '../shell/view.ts';
import { dutyView } from './view.ts';

type Row = Gap & { readonly above: readonly { id: string; name: string }[] };

/** What is missing in the chains of responsibility under a unit; a row leads to its unit. */
export function Gaps({ unit }: { unit: string }) {
  const t = useT();
  const [view, setView] = useView(dutyView);
  const found = useInfiniteQuery({
    queryKey: ['duty', 'gaps', unit, view.gap],
    queryFn: ({ pageParam }) =>
      call('duty.gaps', { query: { under: unit, kind: view.gap, after: pageParam } }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.next ?? undefined,
  });
  const rows: Row[] = found.data?.pages.flatMap((p) => p.rows) ?? [];
  return (
    <>
      <div className="duty-bar">
        <Select
          allowClear
          aria-label={t('duty:gap-kind')}
          placeholder={t('duty:gap-any')}
          value={view.gap ?? null}
          onChange={(gap) => setView({ gap: gap ?? undefined })}
          options={gapKinds.map((value) => ({ value, label: t(`duty:gap-${value}`) }))}
          style={{ width: 240 }}
        />
        <span className="dim">{t('duty:gaps-what')}</span>
      </div>
      <Refusal error={found.error} />
      <Table<Row>
        size="small"
        rowKey={(g) => `${g.unit.id} ${g.kind} ${g.what ?? ''}`}
        loading={found.isPending}
        dataSource={rows}
        pagination={false}
        scroll={{ x: 640 }}
        locale={{
          emptyText: <Empty image={null} description={t('duty:gaps-none')} />,
        }}
        columns={[
          {
            title: t('duty:unit'),
            render: (_, g) => (
              <>
                <button
                  type="button"
                  className="link"
                  onClick={() => setView({ at: g.unit.id, tab: 'matrix' })}
                >
                  {g.unit.name}
                </button>
                <div className="dim">{g.above.map((a) => a.name).join(' / ')}</div>
              </>
            ),
          },
          {
            title: t('duty:gap-kind'),
            width: 240,
            render: (_, g) => <State kind="soon">{t(`duty:gap-${g.kind}`)}</State>,
          },
          { title: t('duty:gap-what'), width: 240, render: (_, g) => g.what ?? '—' },
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
    </>
  );
}
