import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { Table } from 'antd';
import type { Campaign } from '../../contract/campaign/schemas.ts';
import { call } from '../../contract/client.ts';
import type { Copies as Found } from '../../contract/problem/schemas.ts';
import { partsOf, useAt } from '../shell/at.ts';
import { useT } from '../shell/language.tsx';
import { Refusal } from '../shell/parts.tsx';

/** What stands in lists of a campaign in words that another unit had before, with the share of each list. */
export function Copies({ campaign }: { campaign: Campaign }) {
  const t = useT();
  const at = useAt();
  const query = { campaign: campaign.id, ...(at ? { under: at } : {}) };
  const found = useQuery({
    queryKey: ['problem', 'copies', query],
    queryFn: () => call('problem.copies', { query }),
  });
  const { units = [], rows = [], more = false, looked = 0 } = found.data ?? {};
  return (
    <>
      <p className="dim">
        {t('campaign:copies-what')} {more && t('campaign:copies-more', { looked })}
      </p>
      {units.length > 0 && (
        <ul>
          {units.map((u) => (
            <li key={u.unit.id}>
              {t('campaign:copies-share', { unit: u.unit.name, copied: u.copied, of: u.of })}
            </li>
          ))}
        </ul>
      )}
      <Refusal error={found.error} />
      <Table<Found['rows'][number]>
        size="small"
        rowKey={(r) => `${r.what} ${r.problem.id} ${r.problem.name}`}
        loading={found.isPending}
        dataSource={rows}
        pagination={false}
        locale={{ emptyText: <p className="empty">{t('campaign:copies-none')}</p> }}
        columns={[
          {
            title: t('campaign:unit'),
            width: 120,
            responsive: ['md'],
            render: (_, r) => r.unit.name,
          },
          {
            title: t('campaign:copies-kind'),
            width: 72,
            responsive: ['md'],
            render: (_, r) => t(`campaign:copies-${r.what}`),
          },
          {
            title: t('campaign:copies-here'),
            render: (_, r) => (
              <>
                <Problem {...r.problem} />
                <div className="folded dim">
                  {r.unit.name} · {t(`campaign:copies-${r.what}`)}
                </div>
              </>
            ),
          },
          {
            title: t('campaign:copies-likeness'),
            align: 'right',
            width: 72,
            render: (_, r) => <span className="tabular">{Math.round(r.likeness * 100)}%</span>,
          },
          {
            title: t('campaign:copies-source'),
            render: (_, r) => (
              <>
                {r.source.unit} {r.source.problem && <Problem {...r.source.problem} />}
              </>
            ),
          },
        ]}
      />
    </>
  );
}

function Problem({ id, name }: { id: string; name: string }) {
  return <Link {...partsOf(`/problems?id=${id}`)}>{name}</Link>;
}
