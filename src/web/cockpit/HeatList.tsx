import { Table } from 'antd';
import type { ColumnsType } from 'antd/es/table';
import type { Numbers } from '../../contract/cockpit/numbers.ts';
import type { Heat, Loop } from '../../contract/cockpit/operations.ts';
import { useSetAt } from '../shell/at.ts';
import { useT } from '../shell/language.tsx';
import { Rows } from './Cockpit.tsx';
import { share, sparkline } from './links.ts';

/** Units directly under the one shown, those first that need attention most. */
export function HeatList({ loop, numbers }: { loop: Loop; numbers: Numbers }) {
  const t = useT();
  const setAt = useSetAt();
  const opened = new Map(numbers.units.map((u) => [u.id, u]));
  const number =
    (field: 'open' | 'overdue' | 'longOverdue' | 'reopened') => (_: unknown, row: Heat) =>
      row[field] === 0 ? <span className="dim">0</span> : <Rows of={opened.get(row.id)![field]} />;
  const columns: ColumnsType<Heat> = [
    {
      title: t('cockpit:unit'),
      dataIndex: 'name',
      render: (name: string, row) =>
        row.more ? (
          <button type="button" className="as-link" onClick={() => setAt(row.id)}>
            {name}
          </button>
        ) : (
          name
        ),
    },
    {
      title: t('cockpit:open'),
      align: 'right',
      render: number('open'),
    },
    {
      title: t('cockpit:overdue'),
      align: 'right',
      className: 'cockpit-overdue',
      render: number('overdue'),
    },
    {
      title: t('cockpit:long-overdue'),
      align: 'right',
      className: 'cockpit-overdue',
      render: number('longOverdue'),
    },
    {
      title: t('cockpit:reopened'),
      align: 'right',
      render: number('reopened'),
    },
    {
      title: t('cockpit:closed-share'),
      align: 'right',
      render: (_, row) => (
        <>
          <Rows of={opened.get(row.id)!.closed} /> / <Rows of={opened.get(row.id)!.total} /> (
          {share(row.closed, row.total) ?? 0}%)
        </>
      ),
    },
    {
      title: t('cockpit:weeks'),
      render: (_, row) => (
        <svg
          className="cockpit-spark"
          viewBox="0 0 72 18"
          width="72"
          height="18"
          role="img"
          aria-label={t('cockpit:weeks-said', {
            raised: row.raisedByWeek.join('、'),
            closed: row.closedByWeek.join('、'),
          })}
        >
          <polyline className="raised" points={sparkline(row.raisedByWeek)} />
          <polyline className="closed" points={sparkline(row.closedByWeek)} />
        </svg>
      ),
    },
  ];
  return (
    <section>
      <h2>{t('cockpit:units')}</h2>
      <Table<Heat>
        size="small"
        rowKey="id"
        dataSource={loop.units}
        columns={columns}
        pagination={false}
        scroll={{ x: 'max-content' }}
      />
    </section>
  );
}
