import { Button, Radio, Table } from 'antd';
import { useState } from 'react';
import { issueText } from '../../contract/messages/issue.ts';
import {
  type DraftLack,
  draftLacks,
  type LedgerStatus,
  ledgerStatuses,
} from '../../contract/problem/import-outcomes.ts';
import type { LedgerPreview, LedgerPreviewRow } from '../../contract/problem/imports.ts';
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

/** Which rows are shown: by what becomes of them, or by what they lack or claim. */
type Only = LedgerStatus | DraftLack | 'all' | 'drafts' | 'claimed';

const isLack = (only: Only): only is DraftLack => (draftLacks as readonly string[]).includes(only);

function shows(only: Only, row: LedgerPreviewRow): boolean {
  if (only === 'all') return true;
  if (only === 'claimed') return row.claimed;
  if (only === 'drafts') return row.lacks.length > 0;
  return isLack(only) ? row.lacks.includes(only) : row.status === only;
}

/** What becomes of each row of a ledger; each count filters. */
export function ImportRows({ task, preview }: Pick<Look<LedgerPreview>, 'task' | 'preview'>) {
  const t = useT();
  const countOf = (status: LedgerStatus): number => task.counts?.[status] ?? 0;
  const all = ledgerStatuses.reduce((sum, status) => sum + countOf(status), 0);
  const [only, setOnly] = useState<Only>(countOf('rejected') > 0 ? 'rejected' : 'all');
  const { drafts, claims } = preview;
  const more = [
    ...(drafts.rows > 0
      ? [{ value: 'drafts', label: t('ledger:import-filter-drafts', { count: drafts.rows }) }]
      : []),
    ...(claims.rows > 0
      ? [{ value: 'claimed', label: t('ledger:import-filter-claimed', { count: claims.rows }) }]
      : []),
  ];
  return (
    <>
      <Outcome preview={preview} only={only} onOnly={setOnly} />
      <Radio.Group
        size="small"
        optionType="button"
        aria-label={t('ledger:import-filter')}
        value={isLack(only) ? 'drafts' : only}
        onChange={(e) => setOnly(e.target.value as Only)}
        options={[
          { value: 'all', label: t('ledger:import-all', { count: all }) },
          ...ledgerStatuses
            .filter((status) => countOf(status) > 0)
            .map((status) => ({
              value: status,
              label: `${t(`ledger:is-${status}`)} ${countOf(status)}`,
            })),
          ...more,
        ]}
      />
      <Table<LedgerPreviewRow>
        className="ledger-import-rows"
        size="small"
        virtual
        rowKey={(row) => `${row.sheet} ${row.row}`}
        pagination={false}
        dataSource={preview.list.filter((row) => shows(only, row))}
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

/** How many new problems are drafts and why, and how many are said to be finished. */
function Outcome({
  preview: { drafts, claims },
  only,
  onOnly,
}: {
  preview: LedgerPreview;
  only: Only;
  onOnly: (only: Only) => void;
}) {
  const t = useT();
  return (
    <>
      {drafts.problems > 0 && (
        <div className="ledger-outcome">
          <span>{t('ledger:import-drafts', { problems: drafts.problems, rows: drafts.rows })}</span>
          {drafts.lacks.map(({ lack, problems }) => (
            <Button
              key={lack}
              size="small"
              aria-pressed={only === lack}
              type={only === lack ? 'primary' : 'default'}
              onClick={() => onOnly(only === lack ? 'drafts' : lack)}
            >
              {t('ledger:lack-count', { lack: t(`ledger:lack-${lack}`), problems })}
            </Button>
          ))}
        </div>
      )}
      {claims.rows > 0 && (
        <p className="ledger-outcome">
          {t('ledger:import-claims', {
            ...{ problems: claims.problems, rows: claims.rows, until: claims.until },
          })}
        </p>
      )}
    </>
  );
}

/** Which cells change something, what is lacking or claimed, and what is wrong where. */
function Brings({ row }: { row: LedgerPreviewRow }) {
  const t = useT();
  const cells = row.changes.map((role) => t(`ledger:heading-${role}`));
  const lacks = row.lacks.map((lack) => t(`ledger:lack-${lack}`));
  return (
    <>
      {cells.length > 0 && <div>{t('ledger:import-changes', { cells: listed(t, cells) })}</div>}
      {lacks.length > 0 && <div>{t('ledger:import-lacks', { lacks: listed(t, lacks) })}</div>}
      {row.claimed && <div>{t('ledger:import-claimed')}</div>}
      {row.issues.map((issue, i) => (
        <div key={i} className={issue.severity === 'warning' ? 'dim' : 'ledger-wrong'}>
          {[issue.at?.column, issueText(issue, t)].filter(Boolean).join(t('web.mark-colon'))}
        </div>
      ))}
    </>
  );
}
