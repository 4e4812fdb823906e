import { Radio, Table } from 'antd';
import { useState } from 'react';
import { issueText } from '../../contract/messages/issue.ts';
import type { ImportPreview, ImportRow, RowStatus } from '../../contract/org/imports.ts';
import { rowStatuses } from '../../contract/org/imports.ts';
import type { Task } from '../../contract/task/operations.ts';
import { useT } from '../shell/language.tsx';

const marks: Record<RowStatus, string> = {
  new: '＋',
  changed: '◆',
  moved: '→',
  unchanged: '·',
  rejected: '●',
};

/** What becomes of each row of a file; each count filters. */
export function ImportRows({ task, preview }: { task: Task; preview: ImportPreview }) {
  const t = useT();
  const { skipped, implied, list } = preview;
  const rows = (task.rows ?? 0) - skipped.length;
  const countOf = (status: RowStatus): number => task.counts?.[status] ?? 0;
  const [only, setOnly] = useState<RowStatus | 'all'>(countOf('rejected') > 0 ? 'rejected' : 'all');
  const shown = only === 'all' ? list : list.filter((row) => row.status === only);
  return (
    <>
      {implied > 0 && <p>{t('org:import-implied', { count: implied })}</p>}
      <Radio.Group
        size="small"
        optionType="button"
        aria-label={t('org:import-filter')}
        value={only}
        onChange={(e) => setOnly(e.target.value)}
        options={[
          { value: 'all', label: t('org:import-all', { count: rows }) },
          ...rowStatuses
            .filter((status) => countOf(status) > 0)
            .map((status) => ({
              value: status,
              label: `${t(`org:row-${status}`)} ${countOf(status)}`,
            })),
        ]}
      />
      <Table<ImportRow>
        className="org-import"
        size="small"
        virtual
        rowKey={(row) => `${row.sheet} ${row.row}`}
        pagination={false}
        dataSource={shown}
        scroll={{ x: 760, y: 360 }}
        columns={[
          { title: t('org:row'), dataIndex: 'row', width: 56, align: 'right' },
          {
            title: t('org:row-status'),
            width: 84,
            render: (_, row) => (
              <span className={`org-${row.status}`}>
                <span aria-hidden>{marks[row.status]}</span> {t(`org:row-${row.status}`)}
              </span>
            ),
          },
          { title: t('org:name'), width: 180, ellipsis: true, render: (_, row) => row.name || '—' },
          { title: t('org:parent'), width: 150, ellipsis: true, dataIndex: 'parent' },
          {
            title: t('org:row-what'),
            render: (_, row) => (
              <>
                {row.changes.map((c) => (
                  <div key={c.field}>
                    {t('org:row-change', {
                      field: t(fieldNames[c.field]),
                      from: kindName(c.field, c.from, t) ?? t('org:nothing'),
                      to: kindName(c.field, c.to, t) ?? t('org:nothing'),
                    })}
                  </div>
                ))}
                {row.issues.map((issue, i) => (
                  <div key={i} className={issue.severity ? '' : 'org-rejected'}>
                    {issueText(issue, t)}
                  </div>
                ))}
              </>
            ),
          },
        ]}
      />
      {list.length < rows && <p className="dim">{t('org:import-first', { count: list.length })}</p>}
    </>
  );
}

const fieldNames: Record<ImportRow['changes'][number]['field'], string> = {
  name: 'org:name',
  shortName: 'org:short',
  code: 'org:code',
  kind: 'org:kind',
  class: 'org:class',
  parent: 'org:parent',
};

const kindName = (field: string, value: string | null, t: ReturnType<typeof useT>) =>
  field === 'kind' && value ? t(`org:kind-${value}`) : value;
