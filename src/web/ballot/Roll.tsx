import { useQuery } from '@tanstack/react-query';
import { Button, Input, Select, Table } from 'antd';
import { useState } from 'react';
import type { Voter } from '../../contract/ballot/office.ts';
import type { Ballot } from '../../contract/ballot/operations.ts';
import { call } from '../../contract/client.ts';
import { useT } from '../shell/language.tsx';
import { Refusal } from '../shell/parts.tsx';
import { useView } from '../shell/view.ts';
import { AddVoters } from './AddVoters.tsx';
import { useAct } from './data.ts';
import { ballotView } from './view.ts';

const PAGE = 50;

/** Who may vote, by electorate; of a draft, lines come and go. Who has voted is not told. */
export function Roll({ ballot: b }: { ballot: Ballot }) {
  const t = useT();
  const [view, setView] = useView(ballotView);
  const may = b.abilities.change.ok;
  const adding = may && view.act === 'add';
  return (
    <>
      {may && !adding && (
        <div className="ballot-row">
          <Button size="small" type="primary" onClick={() => setView({ act: 'add' })}>
            {t('ballot:add-voters')}
          </Button>
        </div>
      )}
      {adding && <AddVoters ballot={b} onClose={() => setView({ act: undefined })} />}
      <List ballot={b} may={may} />
    </>
  );
}

function List({ ballot: b, may }: { ballot: Ballot; may: boolean }) {
  const t = useT();
  const [view, setView] = useView(ballotView);
  const [q, setQ] = useState('');
  const [page, setPage] = useState(1);
  const [picked, setPicked] = useState<readonly string[]>([]);
  const query = {
    ...(view.of ? { electorate: view.of } : {}),
    ...(q ? { q } : {}),
    offset: (page - 1) * PAGE,
    limit: PAGE,
  };
  const found = useQuery({
    queryKey: ['ballot', 'voters', b.id, query],
    queryFn: () => call('ballot.voters', { params: { id: b.id }, query }),
    placeholderData: (before) => before,
  });
  const remove = useAct(
    async () => {
      await call('ballot.remove', {
        params: { id: b.id },
        body: { voters: [...picked], version: b.version },
      });
      const gone = picked.length;
      setPicked([]);
      setPage(1);
      return gone;
    },
    (gone) => ['ballot:removed', { count: gone }],
  );
  const names = new Map(b.electorates.map((e) => [e.id, e.name]));
  const everybody = b.electorates.reduce((sum, e) => sum + e.roll, 0);
  return (
    <section>
      <div className="ballot-row">
        <Select
          aria-label={t('ballot:electorate')}
          value={view.of ?? ''}
          onChange={(of) => {
            setPage(1);
            setView({ of: of || undefined });
          }}
          popupMatchSelectWidth={false}
          className="ballot-whom"
          options={[
            { value: '', label: t('ballot:roll-all', { count: everybody }) },
            ...b.electorates.map((e) => ({
              value: e.id,
              label: t('ballot:roll-of', { name: e.name, count: e.roll }),
            })),
          ]}
        />
        <Input.Search
          allowClear
          aria-label={t('ballot:find-voter')}
          placeholder={t('ballot:find-voter')}
          onSearch={(words) => {
            setPage(1);
            setQ(words.trim());
          }}
          style={{ width: 180 }}
        />
        {may && picked.length > 0 && (
          <Button
            size="small"
            danger
            loading={remove.isPending}
            onClick={() => remove.mutate(undefined)}
          >
            {t('ballot:remove', { count: picked.length })}
          </Button>
        )}
      </div>
      <Refusal error={found.error ?? remove.error} />
      <Table<Voter>
        size="small"
        rowKey="id"
        loading={found.isPending}
        dataSource={found.data?.rows ?? []}
        locale={{
          emptyText: (
            <p className="empty">{t(everybody > 0 ? 'ballot:voter-none' : 'ballot:roll-empty')}</p>
          ),
        }}
        pagination={
          (found.data?.total ?? 0) > PAGE && {
            current: page,
            pageSize: PAGE,
            total: found.data!.total,
            showSizeChanger: false,
            onChange: setPage,
          }
        }
        {...(may
          ? {
              rowSelection: {
                selectedRowKeys: [...picked],
                preserveSelectedRowKeys: true,
                onChange: (keys) => setPicked(keys as string[]),
                getCheckboxProps: (v: Voter) => ({ 'aria-label': v.name }),
              },
            }
          : {})}
        columns={[
          {
            title: t('ballot:voter'),
            render: (_, v) => (
              <>
                {v.name}
                <div className="folded dim">
                  {[
                    names.get(v.electorate),
                    v.unit?.name,
                    t(v.account ? 'ballot:by-account' : 'ballot:by-code'),
                  ]
                    .filter(Boolean)
                    .join(' · ')}
                </div>
              </>
            ),
          },
          {
            title: t('ballot:unit'),
            responsive: ['md'],
            width: 220,
            render: (_, v) => (
              <>
                {v.unit?.name ?? '—'}
                {v.outside && <span className="dim"> {t('ballot:outside')}</span>}
              </>
            ),
          },
          ...(view.of
            ? []
            : [
                {
                  title: t('ballot:electorate'),
                  responsive: ['md' as const],
                  ellipsis: { showTitle: true },
                  width: 240,
                  render: (_: unknown, v: Voter) => names.get(v.electorate),
                },
              ]),
          {
            title: t('ballot:votes-by'),
            responsive: ['md'],
            width: 110,
            render: (_, v) => t(v.account ? 'ballot:by-account' : 'ballot:by-code'),
          },
        ]}
      />
      <p className="dim">{t('ballot:roll-what')}</p>
    </section>
  );
}
