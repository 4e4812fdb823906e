import { DownloadOutlined } from '@ant-design/icons';
import { useQueryClient } from '@tanstack/react-query';
import { App, Button, Modal } from 'antd';
import { useState } from 'react';
import type { RunSummary } from '../../contract/appraisal/operations.ts';
import { ApiError, call } from '../../contract/client.ts';
import type { Issue, Scheme } from '../../engine/index.ts';
import { useT } from '../shell/language.tsx';
import { RunFiles } from './RunFiles.tsx';
import { IssueList, type LoadedPanel } from './Workbench.tsx';

interface Props {
  readonly scheme: Scheme;
  readonly panel: LoadedPanel;
  readonly period?: string;
}

/** Has the server recompute and seal what is shown, then offers its files. */
export function ExportMenu({ scheme, panel, period }: Props) {
  const t = useT();
  const client = useQueryClient();
  const { message } = App.useApp();
  const [busy, setBusy] = useState(false);
  const [run, setRun] = useState<RunSummary>();
  const [issues, setIssues] = useState<readonly Issue[]>([]);
  const seal = async () => {
    setBusy(true);
    setIssues([]);
    try {
      const done = await call('appraisal.run', {
        body: {
          scheme: { ...scheme },
          panelId: panel.id,
          ...(period === undefined ? {} : { period }),
        },
      });
      setRun(done);
      void client.invalidateQueries({ queryKey: ['runs'] });
    } catch (error) {
      if (error instanceof ApiError && error.issues.length) setIssues(error.issues);
      else message.error(t(`server.error-${error instanceof ApiError ? error.code : 'failed'}`));
    } finally {
      setBusy(false);
    }
  };
  return (
    <>
      <Button
        type="primary"
        icon={<DownloadOutlined aria-hidden />}
        loading={busy}
        onClick={() => void seal()}
      >
        {t('web.seal')}
      </Button>
      <Modal
        open={run !== undefined || issues.length > 0}
        title={t(issues.length ? 'web.seal-refused' : 'web.sealed')}
        footer={null}
        onCancel={() => {
          setRun(undefined);
          setIssues([]);
        }}
      >
        <IssueList issues={issues} />
        {run && <RunFiles run={run} />}
      </Modal>
    </>
  );
}
