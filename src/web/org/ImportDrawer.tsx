import { DownloadOutlined } from '@ant-design/icons';
import { useQueryClient } from '@tanstack/react-query';
import { Button, Checkbox, Drawer, Form, Upload } from 'antd';
import { useState } from 'react';
import { ApiError, address, call } from '../../contract/client.ts';
import { operations } from '../../contract/operations.ts';
import type { ImportPreview, ImportResult } from '../../contract/org/imports.ts';
import { DayInput } from '../shell/DayInput.tsx';
import { today } from '../shell/day.ts';
import { useT } from '../shell/language.tsx';
import { listed } from '../shell/marks.ts';
import { Refusal } from '../shell/parts.tsx';
import type { ActProps } from './edits.tsx';
import { ImportRows } from './ImportRows.tsx';
import { exportHref } from './view.ts';

const steps = ['choose', 'check', 'done'] as const;

/** Units from a workbook in three steps; nothing is written before the preview is confirmed. */
export function ImportDrawer({ unit, onClose }: ActProps) {
  const t = useT();
  const client = useQueryClient();
  const [preview, setPreview] = useState<ImportPreview>();
  const [result, setResult] = useState<ImportResult>();
  const [on, setOn] = useState(today());
  const [closeAbsent, setCloseAbsent] = useState(false);
  const [error, setError] = useState<unknown>();
  const [busy, setBusy] = useState(false);
  const step = result ? 2 : preview ? 1 : 0;
  const attempt = async (work: () => Promise<void>) => {
    if (busy) return;
    setBusy(true);
    setError(undefined);
    try {
      await work();
    } catch (refused) {
      setError(refused);
    } finally {
      setBusy(false);
    }
  };
  const read = (file: File) =>
    attempt(async () => {
      const form = new FormData();
      form.set('on', on);
      form.set('file', file, file.name);
      setPreview(await call('org.import-preview', { params: { id: unit.id }, form }));
    });
  const confirm = () =>
    attempt(async () => {
      const params = { id: preview!.id };
      setResult(await call('org.import-confirm', { params, body: { closeAbsent } }));
      await client.invalidateQueries({ queryKey: ['org'] });
    });
  const back = () => {
    setPreview(undefined);
    setError(undefined);
    setCloseAbsent(false);
  };
  const stale = error instanceof ApiError && error.code === 'conflict';
  const nothing = preview !== undefined && changesOf(preview) === 0 && !closeAbsent;
  return (
    <Drawer
      open
      title={t('org:import-under', { unit: unit.name })}
      size={920}
      onClose={() => onClose()}
      footer={
        <div className="drawer-foot">
          {step === 1 && <Button onClick={back}>{t('org:import-other')}</Button>}
          {step === 1 && !stale && (
            <Button
              type="primary"
              disabled={nothing}
              aria-busy={busy}
              onClick={() => void confirm()}
            >
              {t('org:import-confirm', { count: preview ? changesOf(preview) : 0 })}
            </Button>
          )}
          {step !== 1 && (
            <Button onClick={() => onClose()}>{t(step === 2 ? 'web.close' : 'web.cancel')}</Button>
          )}
        </div>
      }
    >
      <ol className="org-steps">
        {steps.map((name, i) => (
          <li key={name} {...(i === step ? { 'aria-current': 'step' as const } : {})}>
            {i + 1} {t(`org:step-${name}`)}
          </li>
        ))}
      </ol>
      <Refusal error={error} />
      {stale && <p className="org-note">{t('org:import-stale')}</p>}
      {step === 0 && (
        <>
          <p>
            {t('org:import-what')}{' '}
            <a className="link" href={exportHref(unit.id)} download>
              {t('org:import-start')}
            </a>
          </p>
          <Form layout="vertical">
            <Form.Item label={t('org:import-day-of')} htmlFor="org-import-day">
              <DayInput
                id="org-import-day"
                value={on}
                max={today()}
                onChange={(day) => setOn(day ?? today())}
              />
            </Form.Item>
          </Form>
          <Upload.Dragger
            accept=".xlsx,.csv"
            showUploadList={false}
            beforeUpload={(file) => {
              void read(file);
              return false;
            }}
          >
            <p>{t(busy ? 'web.loading' : 'web.upload-drop')}</p>
          </Upload.Dragger>
        </>
      )}
      {step === 1 && preview && (
        <>
          <ImportRows preview={preview} />
          <div className="org-import-foot">
            {preview.counts.rejected > 0 && (
              <Button
                icon={<DownloadOutlined aria-hidden />}
                href={address(operations['org.import-rejects'], { params: { id: preview.id } })}
                download
              >
                {t('org:import-rejects', { count: preview.counts.rejected })}
              </Button>
            )}
            {preview.absent.count > 0 && (
              <Checkbox
                checked={closeAbsent}
                disabled={preview.counts.rejected > 0}
                onChange={(e) => setCloseAbsent(e.target.checked)}
              >
                {t('org:import-absent', {
                  count: preview.absent.count,
                  units: listed(
                    t,
                    preview.absent.units.slice(0, 3).map((u) => u.name),
                  ),
                })}
                {preview.counts.rejected > 0 && (
                  <span className="org-quiet"> {t('org:import-absent-not')}</span>
                )}
              </Checkbox>
            )}
          </div>
        </>
      )}
      {result && (
        <p role="status">
          {t('org:import-did', { ...result.counts })}
          {result.counts.implied > 0 && t('org:import-implied', { count: result.counts.implied })}
          {result.counts.closed > 0 && t('org:import-closed', { count: result.counts.closed })}
        </p>
      )}
    </Drawer>
  );
}

const changesOf = ({ counts, implied }: ImportPreview): number =>
  counts.new + counts.changed + counts.moved + implied;
