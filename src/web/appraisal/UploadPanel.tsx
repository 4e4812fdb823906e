import { Button, Modal, Upload, type UploadFile } from 'antd';
import { useState } from 'react';
import { ApiError, call } from '../../contract/client.ts';
import type { Issue, Scheme } from '../../engine/index.ts';
import { useT } from '../shell/language.tsx';
import { IssueList } from './Workbench.tsx';

interface Props {
  readonly scheme: Scheme;
  readonly onUploaded: (panelId: string) => void;
}

/** Own figures for the chosen scheme. What is refused stays listed until it is mended. */
export function UploadPanel({ scheme, onUploaded }: Props) {
  const t = useT();
  const [open, setOpen] = useState(false);
  const [files, setFiles] = useState<UploadFile[]>([]);
  const [issues, setIssues] = useState<readonly Issue[]>([]);
  const [refused, setRefused] = useState<string>();
  const [busy, setBusy] = useState(false);
  const send = async () => {
    setBusy(true);
    setRefused(undefined);
    setIssues([]);
    const form = new FormData();
    form.set('scheme', JSON.stringify({ ...scheme, demo: false }));
    for (const file of files) form.append('file', file.originFileObj as File, file.name);
    try {
      const { summary } = await call('appraisal.upload-panel', { form });
      setOpen(false);
      setFiles([]);
      onUploaded(summary.id);
    } catch (error) {
      if (error instanceof ApiError && error.issues.length) setIssues(error.issues);
      else setRefused(error instanceof ApiError ? error.code : 'failed');
    } finally {
      setBusy(false);
    }
  };
  return (
    <>
      <Button onClick={() => setOpen(true)}>{t('web.upload')}</Button>
      <Modal
        open={open}
        title={t('web.upload-title', { scheme: scheme.title })}
        okText={t('web.upload-go')}
        cancelText={t('web.cancel')}
        okButtonProps={{ disabled: files.length === 0, loading: busy }}
        onOk={() => void send()}
        onCancel={() => setOpen(false)}
      >
        <p>{t('web.upload-what')}</p>
        <Upload.Dragger
          multiple
          accept=".csv,.xlsx"
          fileList={files}
          beforeUpload={() => false}
          onChange={({ fileList }) => setFiles(fileList)}
        >
          <p>{t('web.upload-drop')}</p>
        </Upload.Dragger>
        {refused && <p className="refused">{t(`server.error-${refused}`)}</p>}
        <IssueList issues={issues} />
      </Modal>
    </>
  );
}
