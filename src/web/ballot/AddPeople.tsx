import { useQuery } from '@tanstack/react-query';
import { Button, Checkbox, Input, Select, Table } from 'antd';
import { useState } from 'react';
import type { Candidate } from '../../contract/ballot/office.ts';
import { call } from '../../contract/client.ts';
import { type PostRank, postRanks } from '../../contract/person/schemas.ts';
import { UnitPicker } from '../org/UnitPicker.tsx';
import { useT } from '../shell/language.tsx';
import { listed } from '../shell/marks.ts';
import { Refusal } from '../shell/parts.tsx';
import type { AddProps } from './AddVoters.tsx';

/** People of a unit, by rank or words; those who stand somewhere already cannot be chosen again. */
export function AddPeople({ ballot: b, add }: AddProps) {
  const t = useT();
  const [unit, setUnit] = useState(b.unit.id);
  const [below, setBelow] = useState(true);
  const [rank, setRank] = useState<PostRank>();
  const [q, setQ] = useState('');
  const [left, setLeft] = useState<readonly string[]>([]);
  const query = {
    unit,
    below: below ? ('yes' as const) : ('no' as const),
    ...(rank ? { rank } : {}),
    ...(q ? { q } : {}),
  };
  const found = useQuery({
    queryKey: ['ballot', 'candidates', b.id, query],
    queryFn: () => call('ballot.candidates', { params: { id: b.id }, query }),
  });
  const rows = found.data?.rows ?? [];
  // Everybody who can be is chosen; who is not meant is taken out.
  const chosen = rows.filter((c) => c.stands === null && !left.includes(c.id));
  return (
    <>
      <div className="ballot-row">
        <UnitPicker
          label={t('ballot:unit')}
          value={unit}
          permission="ballot.manage"
          onChange={(u) => {
            setUnit(u.id);
            setLeft([]);
          }}
        />
        <Checkbox checked={below} onChange={(e) => setBelow(e.target.checked)}>
          {t('ballot:with-below')}
        </Checkbox>
        <Select
          allowClear
          aria-label={t('ballot:rank')}
          placeholder={t('ballot:rank-any')}
          value={rank ?? null}
          onChange={(value) => setRank(value ?? undefined)}
          options={postRanks.map((value) => ({ value, label: t(`person:rank-${value}`) }))}
          style={{ width: 130 }}
        />
        <Input.Search
          allowClear
          aria-label={t('ballot:find-person')}
          placeholder={t('ballot:find-person')}
          onSearch={(words) => setQ(words.trim())}
          style={{ width: 170 }}
        />
      </div>
      <Refusal error={found.error ?? add.error} />
      <Table<Candidate>
        size="small"
        rowKey="id"
        loading={found.isPending}
        dataSource={rows}
        pagination={false}
        scroll={{ y: 280 }}
        virtual={rows.length > 100}
        locale={{ emptyText: <p className="empty">{t('ballot:person-none')}</p> }}
        rowSelection={{
          selectedRowKeys: chosen.map((c) => c.id),
          onChange: (keys) => setLeft(rows.filter((c) => !keys.includes(c.id)).map((c) => c.id)),
          getCheckboxProps: (c) => ({ disabled: c.stands !== null, 'aria-label': c.name }),
          columnWidth: 40,
        }}
        columns={[
          { title: t('ballot:voter'), dataIndex: 'name', width: 120 },
          { title: t('ballot:unit'), responsive: ['md'], render: (_, c) => c.unit.name },
          { title: t('ballot:post'), responsive: ['md'], render: (_, c) => c.post ?? '—' },
          {
            title: t('ballot:remark'),
            render: (_, c) => <span className="dim">{remarkOf(c)}</span>,
          },
        ]}
      />
      <div className="ballot-row">
        <Button
          size="small"
          type="primary"
          disabled={chosen.length === 0}
          loading={add.isPending}
          onClick={() => add.mutate(chosen.map((c) => ({ personId: c.id, name: c.name })))}
        >
          {t('ballot:add-chosen', { count: chosen.length })}
        </Button>
        {found.data && found.data.total > rows.length && (
          <span className="dim">
            {t('ballot:candidates-cut', { shown: rows.length, total: found.data.total })}
          </span>
        )}
      </div>
    </>
  );

  function remarkOf(c: Candidate): string {
    return listed(t, [
      ...(c.stands === null ? [] : [t('ballot:stands-in', { name: electorateName(c.stands) })]),
      ...(c.outside ? [t('ballot:outside')] : []),
      ...(c.account ? [] : [t('ballot:no-account')]),
    ]);
  }

  function electorateName(id: string): string {
    return b.electorates.find((e) => e.id === id)?.name ?? id;
  }
}
