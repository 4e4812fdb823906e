import { useInfiniteQuery } from '@tanstack/react-query';
import { Button, Radio, Table } from 'antd';
import type { Campaign, Coverage as Found } from '../../contract/campaign/schemas.ts';
import { call } from '../../contract/client.ts';
import { today } from '../shell/day.ts';
import { useT } from '../shell/language.tsx';
import { Refusal, State } from '../shell/parts.tsx';
import { useView } from '../shell/view.ts';
import { campaignView } from './view.ts';

/** Units and leaders that must have a list of their own and have none yet. */
export function Coverage({ campaign }: { campaign: Campaign }) {
  const t = useT();
  const [view, setView] = useView(campaignView);
  const query = {
    ...(view.at ? { under: view.at } : {}),
    ...(view.list ? { list: view.list } : {}),
  };
  const found = useInfiniteQuery({
    queryKey: ['campaign', 'coverage', campaign.id, query],
    queryFn: ({ pageParam }) =>
      call('campaign.coverage', {
        params: { id: campaign.id },
        query: { ...query, ...(pageParam ? { after: pageParam } : {}) },
      }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.next ?? undefined,
  });
  const first = found.data?.pages[0];
  const rows = found.data?.pages.flatMap((p) => p.rows) ?? [];
  return (
    <>
      <div className="campaign-bar">
        <Radio.Group
          optionType="button"
          size="small"
          disabled={false}
          value={view.list ?? 'all'}
          onChange={(e) => setView({ list: e.target.value === 'all' ? undefined : e.target.value })}
          options={['all', 'unit', 'personal'].map((value) => ({
            value,
            label: t(`campaign:who-${value}`),
          }))}
        />
        {first && first.required > 0 && <Line found={first} />}
      </div>
      <Refusal error={found.error} />
      <Table<Found['rows'][number]>
        size="small"
        rowKey={(r) => `${r.unit.id} ${r.person?.id ?? ''}`}
        loading={found.isPending}
        dataSource={rows}
        pagination={false}
        locale={{
          emptyText: (
            <p className="empty">
              {t(first?.required === 0 ? 'campaign:nobody-must' : 'campaign:all-have')}
            </p>
          ),
        }}
        columns={[
          { title: t('campaign:unit'), render: (_, r) => r.unit.name },
          {
            title: t('campaign:who'),
            render: (_, r) =>
              r.person ? (
                <>
                  {r.person.name} <span className="dim">{r.post}</span>
                </>
              ) : (
                t('campaign:who-unit')
              ),
          },
          {
            title: t('campaign:by'),
            width: 180,
            render: (_, r) =>
              r.by && r.by < today() ? (
                <State kind="overdue">{t('campaign:by-over', { day: r.by })}</State>
              ) : (
                (r.by ?? '—')
              ),
          },
        ]}
      />
      {found.hasNextPage && (
        <Button
          block
          disabled={false}
          loading={found.isFetchingNextPage}
          onClick={() => void found.fetchNextPage()}
        >
          {t('campaign:more')}
        </Button>
      )}
    </>
  );
}

function Line({ found: { required, missing, cap } }: { found: Found }) {
  const t = useT();
  const number = (n: number) => (n >= cap ? `${cap}+` : String(n));
  return (
    <span>
      {t('campaign:coverage', {
        required: number(required),
        done: required >= cap ? '—' : String(required - missing),
        missing: number(missing),
      })}
    </span>
  );
}
