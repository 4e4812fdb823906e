import { useInfiniteQuery, useQueryClient } from '@tanstack/react-query';
import { Button, Empty, Input, Select, Table } from 'antd';
import { useState } from 'react';
import { call } from '../../contract/client.ts';
import { type AccountState, accountStates } from '../../contract/identity/accounts.ts';
import type { AccountRow } from '../../contract/identity/operations.ts';
import { useT } from '../shell/language.tsx';
import { localTime, PageHead, Refusal, useMe } from '../shell/parts.tsx';
import { mayEverywhere } from '../shell/rooms.tsx';
import { useView } from '../shell/view.ts';
import './identity.css';
import { AccountActions } from './AccountActions.tsx';
import { type Link, LinkModal } from './LinkModal.tsx';
import { SecondStepRule } from './SecondStepRule.tsx';
import { accountsView } from './view.ts';

const shapes: Record<AccountState, string> = {
  none: '○',
  invited: '◆',
  active: '✓',
  disabled: '●',
};

/** People and their accounts, for whoever manages them: invite, reset, shut, open. */
export default function Accounts() {
  const t = useT();
  const me = useMe();
  const client = useQueryClient();
  const [view, setView] = useView(accountsView);
  const [link, setLink] = useState<Link>();
  const found = useInfiniteQuery({
    queryKey: ['identity', 'accounts', view.q, view.state],
    queryFn: ({ pageParam }) =>
      call('identity.accounts', { query: { q: view.q, state: view.state, after: pageParam } }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => (page.rows.length < 50 ? undefined : page.rows.at(-1)?.personId),
  });
  const rows = found.data?.pages.flatMap((p) => p.rows) ?? [];
  const total = found.data?.pages[0]?.total ?? 0;
  const changed = () => client.invalidateQueries({ queryKey: ['identity', 'accounts'] });
  const state = (row: AccountRow) => (
    <span className={`account-${row.state}`}>
      {shapes[row.state]} {t(`identity:state-${row.state}`)}
    </span>
  );
  return (
    <div className="page">
      <PageHead title={t('identity:accounts')}>
        {mayEverywhere(me, 'account.manage') && <SecondStepRule />}
      </PageHead>
      <div className="id-bar">
        <Input.Search
          allowClear
          defaultValue={view.q ?? ''}
          placeholder={t('identity:accounts-search')}
          aria-label={t('identity:accounts-search')}
          onSearch={(q) => setView({ q: q || undefined })}
          className="accounts-search"
        />
        <Select
          allowClear
          aria-label={t('identity:state')}
          placeholder={t('identity:state-any')}
          value={view.state ?? null}
          onChange={(value) => setView({ state: value ?? undefined })}
          options={accountStates.map((value) => ({ value, label: t(`identity:state-${value}`) }))}
          style={{ width: 130 }}
        />
      </div>
      <Refusal error={found.error} />
      <Table<AccountRow>
        size="small"
        rowKey="personId"
        loading={found.isPending}
        dataSource={rows}
        pagination={false}
        scroll={{ x: 'max-content' }}
        locale={{
          emptyText: (
            <Empty
              image={null}
              description={t(
                view.q || view.state ? 'identity:accounts-none-found' : 'identity:accounts-none',
              )}
            />
          ),
        }}
        columns={[
          { title: t('identity:person'), dataIndex: 'name', width: 110 },
          { title: t('identity:unit'), dataIndex: 'orgName', responsive: ['md'] },
          {
            title: t('web.login'),
            width: 140,
            responsive: ['md'],
            render: (_, r) => r.login ?? '—',
          },
          { title: t('identity:state'), width: 110, render: (_, r) => state(r) },
          {
            title: t('identity:second-step'),
            width: 90,
            responsive: ['md'],
            render: (_, r) => (r.secondStep ? t('identity:on') : '—'),
          },
          {
            title: t('identity:last-in'),
            width: 150,
            responsive: ['md'],
            render: (_, r) =>
              r.seenAt
                ? localTime(r.seenAt)
                : r.linkUntil
                  ? t('identity:link-until', { day: r.linkUntil.slice(0, 10) })
                  : '—',
          },
          {
            title: t('identity:action'),
            width: 190,
            render: (_, r) => <AccountActions row={r} onLink={setLink} onChanged={changed} />,
          },
        ]}
      />
      <div className="id-bar below">
        <span className="dim tabular">
          {t('identity:accounts-count', { shown: rows.length, total })}
        </span>
        {found.hasNextPage && (
          <Button
            size="small"
            loading={found.isFetchingNextPage}
            onClick={() => void found.fetchNextPage()}
          >
            {t('identity:more')}
          </Button>
        )}
      </div>
      {link && <LinkModal link={link} onClose={() => setLink(undefined)} />}
    </div>
  );
}
