import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { Alert, Table } from 'antd';
import { ApiError, call } from '../../contract/client.ts';
import { useT } from '../shell/language.tsx';
import { localTime, Unseen } from '../shell/parts.tsx';
import { RunFiles } from './RunFiles.tsx';
import './appraisal.css';

/** Sealed results, newest first; a row opens its files. */
export default function Runs() {
  const t = useT();
  const runs = useQuery({ queryKey: ['runs'], queryFn: () => call('appraisal.runs', {}) });
  if (runs.error)
    return (
      <Alert
        type="error"
        showIcon
        title={t(`server.error-${runs.error instanceof ApiError ? runs.error.code : 'failed'}`)}
      />
    );
  return (
    <div className="page">
      <h1>{t('web.room-runs')}</h1>
      <Table
        size="small"
        rowKey="id"
        loading={runs.isPending}
        dataSource={runs.data ?? []}
        pagination={{ pageSize: 50, hideOnSinglePage: true }}
        scroll={{ x: 760 }}
        locale={{
          emptyText: (
            <>
              <p>{t('web.no-runs')}</p>
              <Link to="/appraisal">{t('web.room-appraisal')}</Link>
            </>
          ),
        }}
        expandable={{
          expandedRowRender: (run) => <RunFiles run={run} />,
          expandRowByClick: true,
          columnTitle: <Unseen>{t('web.files')}</Unseen>,
        }}
        columns={[
          { title: t('web.sealed-at'), width: 150, render: (_, r) => localTime(r.createdAt) },
          {
            title: t('office.scheme'),
            render: (_, r) =>
              t('web.scheme-version', { title: r.schemeTitle, version: r.schemeVersion }),
          },
          { title: t('web.panel'), dataIndex: 'panelName' },
          { title: t('office.period'), dataIndex: 'period', width: 80 },
          { title: t('office.replicates'), dataIndex: 'replicates', align: 'right', width: 90 },
          { title: t('web.by'), dataIndex: 'createdBy', width: 100 },
        ]}
      />
    </div>
  );
}
