import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { Table } from 'antd';
import { call } from '../../contract/client.ts';
import { type Frame, servedOf } from '../../contract/cockpit/numbers.ts';
import type { Served as Found } from '../../contract/cockpit/operations.ts';
import { benefitTexts } from '../../contract/problem/benefit.ts';
import { Against } from '../problem/Finding.tsx';
import { partsOf } from '../shell/at.ts';
import { useT } from '../shell/language.tsx';
import { Refusal } from '../shell/parts.tsx';
import { Rows } from './Cockpit.tsx';

type Row = Found['rows'][number];

/** Business figures that measures serve 同中心工作结合, each with what came of what was confirmed. */
export function Served(props: { query: Frame & { under?: string; on?: string }; frame: Frame }) {
  const t = useT();
  const { query, frame } = props;
  const found = useQuery({
    queryKey: ['cockpit.served', query],
    queryFn: () => call('cockpit.served', { query }),
    placeholderData: (before) => before,
  });
  if (found.error) return <Refusal error={found.error} />;
  if (!found.data || found.data.rows.length === 0) return null;
  const numbers = servedOf(found.data, frame);
  return (
    <section aria-label={t('cockpit:served')}>
      <h2>{t('cockpit:served')}</h2>
      <p className="dim">{t('cockpit:served-what')}</p>
      <Table<Row>
        size="small"
        rowKey="serves"
        className="cockpit-served"
        dataSource={found.data.rows}
        pagination={false}
        scroll={{ x: 'max-content' }}
        columns={[
          { title: t('cockpit:business-figure'), dataIndex: 'serves' },
          {
            title: t('cockpit:serving'),
            align: 'right',
            render: (_, r, i) => <Rows name={r.serves} of={numbers[i]!.problems} />,
          },
          {
            title: t('cockpit:stage-confirmed'),
            align: 'right',
            render: (_, r, i) => <Rows name={r.serves} of={numbers[i]!.confirmed} />,
          },
          { title: t('cockpit:came-of-it'), render: (_, r) => <Effects of={r.effects} /> },
        ]}
      />
      {found.data.more && <p className="dim">{t('cockpit:served-more')}</p>}
    </section>
  );
}

/** The latest measures whose effect was confirmed: what, before and after, who benefited. */
function Effects({ of }: { of: Row['effects'] }) {
  const t = useT();
  if (of.length === 0) return <span className="dim">{t('cockpit:served-none')}</span>;
  return (
    <ul>
      {of.map(({ problem, unit, measure: m }) => (
        <li key={m.id}>
          <Link {...partsOf(`/problems?id=${problem.id}`)}>{problem.title}</Link>{' '}
          <span className="dim">{unit}</span>
          <div>
            {m.figure &&
              `${m.figure} ${m.baseline ?? '—'} → ${m.effect ?? '—'} ${m.figureUnit ?? ''} `}
            <Against m={m} /> {!m.figure && m.effectText}
          </div>
          {m.benefited !== null && <div className="dim">{benefitTexts(t, m).join(' · ')}</div>}
        </li>
      ))}
    </ul>
  );
}
