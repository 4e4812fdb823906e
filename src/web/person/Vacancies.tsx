import { useQuery } from '@tanstack/react-query';
import { Select, Table } from 'antd';
import { call } from '../../contract/client.ts';
import { useT } from '../shell/language.tsx';
import { Refusal, State } from '../shell/parts.tsx';
import { useView } from '../shell/view.ts';
import { wide } from './parts.tsx';
import { personView } from './view.ts';

const SPANS = [30, 60, 90, 180, 365];

/** Posts that nobody holds, and tenures that end soon. */
export function Vacancies() {
  const t = useT();
  const [view, setView] = useView(personView);
  const days = view.days ?? 60;
  const query = { days, ...(view.at ? { under: view.at } : {}) };
  const found = useQuery({
    queryKey: ['person', 'vacancies', query],
    queryFn: () => call('person.vacancies', { query }),
  });
  const toUnit = (id: string) => setView({ at: id, tab: 'posts' });
  return (
    <>
      <Refusal error={found.error} />
      <h2>{t('person:vacant-posts', { count: found.data?.vacantTotal ?? 0 })}</h2>
      <Table
        size="small"
        rowKey={(v) => v.post.id}
        loading={found.isPending}
        pagination={false}
        {...wide(found.data?.vacant, 560)}
        dataSource={found.data?.vacant ?? []}
        locale={{ emptyText: <p className="empty">{t('person:none-vacant')}</p> }}
        columns={[
          {
            title: t('person:unit'),
            render: (_, v) => (
              <button type="button" className="link" onClick={() => toUnit(v.unit.id)}>
                {v.unit.name}
              </button>
            ),
          },
          { title: t('person:post'), render: (_, v) => v.post.name },
          { title: t('person:rank'), width: 90, render: (_, v) => t(`person:rank-${v.post.rank}`) },
          { title: t('person:vacant-since'), width: 120, dataIndex: 'since' },
          { title: t('person:last-holder'), width: 120, render: (_, v) => v.last ?? '—' },
        ]}
      />
      <div className="page-bar person-next">
        <h2>{t('person:ending', { count: found.data?.endingTotal ?? 0 })}</h2>
        <Select
          aria-label={t('person:within')}
          value={days}
          onChange={(value: number) => setView({ days: value === 60 ? undefined : value })}
          options={SPANS.map((value) => ({
            value,
            label: t('person:within-days', { days: value }),
          }))}
        />
      </div>
      <Table
        size="small"
        rowKey="id"
        loading={found.isPending}
        pagination={false}
        {...wide(found.data?.ending, 560)}
        dataSource={found.data?.ending ?? []}
        locale={{ emptyText: <p className="empty">{t('person:none-ending')}</p> }}
        columns={[
          {
            title: t('person:name'),
            width: 120,
            render: (_, e) => (
              <button
                type="button"
                className="link"
                onClick={() => setView({ person: e.person.id })}
              >
                {e.person.name}
              </button>
            ),
          },
          { title: t('person:unit'), render: (_, e) => e.unit.name },
          { title: t('person:post'), render: (_, e) => e.post.name },
          {
            title: t('person:tenure-until'),
            width: 160,
            render: (_, e) => <State kind="soon">{e.until ?? ''}</State>,
          },
        ]}
      />
    </>
  );
}
