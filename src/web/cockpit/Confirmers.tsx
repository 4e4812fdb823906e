import { useQuery } from '@tanstack/react-query';
import { Table } from 'antd';
import { call } from '../../contract/client.ts';
import { confirmedOf, type Frame } from '../../contract/cockpit/numbers.ts';
import type { Confirmers as Found } from '../../contract/cockpit/operations.ts';
import { useT } from '../shell/language.tsx';
import { Refusal } from '../shell/parts.tsx';
import { Rows } from './Cockpit.tsx';

const hundredths = (share: number) => Math.round(share * 100);

/** Units whose people confirmed, in the order of the tree: what they let pass and what came back. */
export function Confirmers(props: {
  query: Frame & { under?: string; on?: string };
  frame: Frame;
}) {
  const t = useT();
  const { query, frame } = props;
  const found = useQuery({
    queryKey: ['cockpit.confirmers', query],
    queryFn: () => call('cockpit.confirmers', { query }),
    placeholderData: (before) => before,
  });
  if (found.error) return <Refusal error={found.error} />;
  if (!found.data || found.data.rows.length === 0) return null;
  const numbers = confirmedOf(found.data, frame);
  return (
    <section aria-label={t('cockpit:confirmers')}>
      <h2>{t('cockpit:confirmers')}</h2>
      <p className="dim">{t('cockpit:confirmers-what')}</p>
      <Table<Found['rows'][number]>
        size="small"
        rowKey={(r) => r.unit.id}
        dataSource={found.data.rows}
        pagination={false}
        scroll={{ x: 'max-content' }}
        columns={[
          { title: t('cockpit:confirmer'), render: (_, r) => r.unit.name },
          {
            title: t('cockpit:confirmed'),
            align: 'right',
            render: (_, __, i) => <Rows of={numbers[i]!.confirmed} />,
          },
          {
            title: t('cockpit:came-back'),
            align: 'right',
            render: (_, __, i) => <Rows of={numbers[i]!.reopened} />,
          },
          {
            title: t('cockpit:came-back-share'),
            align: 'right',
            render: (_, { share }) =>
              t('cockpit:share-within', {
                share: hundredths(share.value),
                low: hundredths(share.low),
                high: hundredths(share.high),
              }),
          },
        ]}
      />
    </section>
  );
}
