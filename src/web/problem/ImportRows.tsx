import { Radio, Table } from 'antd';
import { useState } from 'react';
import { issueText } from '../../contract/messages/issue.ts';
import {
  type LedgerPreview,
  type LedgerPreviewRow,
  type LedgerStatus,
  ledgerStatuses,
} from '../../contract/problem/imports.ts';
import { useT } from '../shell/language.tsx';
import { listed } from '../shell/marks.ts';
import { State } from '../shell/parts.tsx';
import type { Look } from '../task/ImportDrawer.tsx';

const shape = {
  accepted: 'open',
  updated: 'soon',
  unchanged: 'later',
  rejected: 'overdue',
} as const;

/** What becomes of each row of a ledger; each count filters. */
export function ImportRows({ task, preview }: Pick<Look<LedgerPreview>, 'task' | 'preview'>) {
  const t = useT();
  const countOf = (status: LedgerStatus): number => task.counts?.[status] ?? 0;
  const all = ledgerStatuses.reduce((sum, status) => sum + countOf(status), 0);
  const [only, setOnly] = useState<LedgerStatus | 'all'>(
    countOf('rejected') > 0 ? 'rejected' : 'all',
  );
  const rows = only === 'all' ? preview.list : preview.list.filter((r) => r.status === only);
  return (
    <>
      <Radio.Group
        size="small"
        optionType="button"
        aria-label={t('ledger:import-filter')}
        value={only}
        onChange={(e) => setOnly(e.target.value as typeof only)}
        options={[
          { value: 'all', label: t('ledger:import-all', { count: all }) },
          ...ledgerStatuses
            .filter((status) => countOf(status) > 0)
            .map((status) => ({
              value: status,
              label: `${t(`ledger:is-${status}`)} ${countOf(status)}`,
            })),
        ]}
      />
      <Table<LedgerPreviewRow>
        className="ledger-import-rows"
        size="small"
        virtual
        rowKey={(row) => `${row.sheet} ${row.row}`}
        pagination={false}
        dataSource={rows}
        scroll={{ x: 980, y: 380 }}
        columns={[
          { title: t('ledger:import-row'), dataIndex: 'row', width: 56, align: 'right' },
          {
            title: t('ledger:heading-state'),
            width: 84,
            render: (_, { status }) => (
              <State kind={shape[status]}>{t(`ledger:is-${status}`)}</State>
            ),
          },
          { title: t('ledger:heading-unit'), dataIndex: 'unit', width: 120, ellipsis: true },
          {
            title: t('ledger:group-problem'),
            width: 220,
            ellipsis: true,
            render: (_, row) => `${row.number ?? ''} ${row.problem}`.trim(),
          },
          {
            title: t('ledger:group-measure'),
            width: 200,
            ellipsis: true,
            render: (_, row) => [row.measure, row.due].filter(Boolean).join(' · '),
          },
          { title: t('ledger:import-brings'), render: (_, row) => <Brings row={row} /> },
        ]}
      />
      {preview.list.length < all && (
        <p className="dim">{t('ledger:import-first', { count: preview.list.length })}</p>
      )}
    </>
  );
}

/** Which cells change something, and what is wrong where. */
function Brings({ row }: { row: LedgerPreviewRow }) {
  const t = useT();
  const cells = row.changes.map((role) => t(`ledger:heading-${role}`));
  return (
    <>
      {cells.length > 0 && <div>{t('ledger:import-changes', { cells: listed(t, cells) })}</div>}
      {row.issues.map((issue, i) => (
        <div key={i} className={issue.severity === 'warning' ? 'dim' : 'ledger-wrong'}>
          {[issue.at?.column, issueText(issue, t)].filter(Boolean).join(t('web.mark-colon'))}
        </div>
      ))}
    </>
  );
}
