import { useQueryClient } from '@tanstack/react-query';
import { Button, Input, Upload } from 'antd';
import { useState } from 'react';
import { ApiError, call } from '../../contract/client.ts';
import { issueText } from '../../contract/messages/issue.ts';
import type { Scheme } from '../../engine/index.ts';
import { useT } from '../shell/language.tsx';
import { WritingDrawer } from '../shell/WritingDrawer.tsx';
import { readSchemeText, schemeText, type TextIssue } from './schemeText.ts';

interface Props {
  readonly scheme: Scheme;
  readonly onApply: (scheme: Scheme) => void;
  readonly onSaved: (id: string) => void;
}

/** The whole scheme as text: open a file, edit, try it, save it as a version. */
export function SchemeText({ scheme, onApply, onSaved }: Props) {
  const t = useT();
  const client = useQueryClient();
  const [open, setOpen] = useState(false);
  const [text, setText] = useState('');
  const [issues, setIssues] = useState<readonly TextIssue[]>([]);
  const [busy, setBusy] = useState(false);
  const begin = () => {
    setText(schemeText(scheme));
    setIssues([]);
    setOpen(true);
  };
  const read = (): Scheme | undefined => {
    const found = readSchemeText(text);
    setIssues(found.issues);
    return found.scheme;
  };
  const save = async () => {
    const found = read();
    if (!found) return;
    setBusy(true);
    try {
      const saved = await call('appraisal.save-scheme', { body: { scheme: { ...found } } });
      await client.invalidateQueries({ queryKey: ['schemes'] });
      setOpen(false);
      onSaved(saved.id);
    } catch (error) {
      setIssues(
        error instanceof ApiError && error.issues.length
          ? error.issues
          : [{ code: 'server.error-failed' }],
      );
    } finally {
      setBusy(false);
    }
  };
  const apply = () => {
    const found = read();
    if (!found) return;
    setOpen(false);
    onApply(found);
  };
  return (
    <>
      <Button onClick={begin}>{t('web.scheme-text')}</Button>
      <WritingDrawer
        unsaved={open && text !== schemeText(scheme)}
        open={open}
        size="large"
        title={t('web.scheme-text')}
        onClose={() => setOpen(false)}
        extra={
          <Upload
            accept=".yaml,.yml,.json"
            showUploadList={false}
            beforeUpload={(file) => {
              void file.text().then((content) => {
                setText(content);
                setIssues(readSchemeText(content).issues);
              });
              return false;
            }}
          >
            <Button>{t('web.open-file')}</Button>
          </Upload>
        }
        footer={
          <div className="drawer-foot">
            <span className="dim">{t('web.scheme-text-what')}</span>
            <Button onClick={apply}>{t('web.try-scheme')}</Button>
            <Button type="primary" loading={busy} onClick={() => void save()}>
              {t('web.save-scheme')}
            </Button>
          </div>
        }
      >
        {issues.length > 0 && (
          <ul className="issues scheme-issues" aria-live="polite">
            {issues.map((issue, k) => (
              <li key={k}>
                {issue.line !== undefined && (
                  <strong>{t('office.at-row', { row: issue.line })} </strong>
                )}
                {issueText(issue, t)}
                {issue.path && <span className="dim"> {issue.path}</span>}
              </li>
            ))}
          </ul>
        )}
        <Input.TextArea
          className="scheme-text"
          aria-label={t('web.scheme-text')}
          spellCheck={false}
          value={text}
          autoSize={{ minRows: 24, maxRows: 200 }}
          onChange={(e) => setText(e.target.value)}
        />
      </WritingDrawer>
    </>
  );
}
