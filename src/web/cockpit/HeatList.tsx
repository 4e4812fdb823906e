import { Table } from 'antd';
import type { ColumnsType } from 'antd/es/table';
import type { Heat } from '../../contract/cockpit/operations.ts';
import { useSetAt } from '../shell/at.ts';
import { useT } from '../shell/language.tsx';
import { before, Rows } from './Cockpit.tsx';
import { type Loop, OWED, rowsAt, share, sparkline } from './links.ts';

/** Units directly under the one shown, those first that need attention most. */
export function HeatList({ loop, campaign }: { loop: Loop; campaign: string | undefined }) {
  const t = useT();
  const setAt = useSetAt();
  const number =
    (field: 'open' | 'overdue' | 'longOverdue' | 'reopened', narrow: object) =>
    (_: unknown, row: Heat) =>
      row[field] === 0 ? (
        <span className="dim">0</span>
      ) : (
        <Rows to={rowsAt(loop, campaign, narrow, row.id)}>{row[field]}</Rows>
      );
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
      render: number('open', { state: 'open,working,applied,reviewed,confirmed,notice' }),
    },
    {
      title: t('cockpit:overdue'),
      align: 'right',
      className: 'cockpit-overdue',
      render: number('overdue', { state: OWED, light: 'overdue' }),
    },
    {
      title: t('cockpit:long-overdue'),
      align: 'right',
      className: 'cockpit-overdue',
      render: number('longOverdue', {
        state: OWED,
        light: 'overdue',
        dueTo: before(loop.longBefore),
      }),
    },
    {
      title: t('cockpit:reopened'),
      align: 'right',
      render: number('reopened', { reopened: 'yes' }),
    },
    {
      title: t('cockpit:closed-share'),
      align: 'right',
      render: (_, row) => `${row.closed} / ${row.total} (${share(row.closed, row.total) ?? 0}%)`,
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
