import { CloseOutlined, PaperClipOutlined } from '@ant-design/icons';
import { Button, Spin } from 'antd';
import { type DragEvent, useEffect, useId, useState } from 'react';
import { evidenceTypes } from '../../contract/evidence/types.ts';
import { useT } from '../shell/language.tsx';
import { Refusal } from '../shell/parts.tsx';
import { useSending } from './useSending.ts';

const accept = Object.values(evidenceTypes)
  .flatMap(({ mime, extension }) => [mime, `.${extension}`])
  .join(',');

/** Chooses, pastes or drops files; what is refused says why beside its name. */
export function AddEvidence({ subject }: { subject: string }) {
  const t = useT();
  const id = useId();
  const { sent, send, forget } = useSending(subject);
  const [over, setOver] = useState(false);
  useEffect(() => {
    const paste = (event: ClipboardEvent) => {
      const files = [...(event.clipboardData?.files ?? [])];
      if (files.length === 0) return;
      event.preventDefault();
      send(files);
    };
    document.addEventListener('paste', paste);
    return () => document.removeEventListener('paste', paste);
  });
  const drop = (event: DragEvent) => {
    event.preventDefault();
    setOver(false);
    send(event.dataTransfer.files);
  };
  return (
    <>
      {sent.length > 0 && (
        <ul className="evidence-sending" aria-live="polite">
          {sent.map(({ key, name, error }) => (
            <li key={key}>
              {error ? (
                <Button
                  type="text"
                  size="small"
                  icon={<CloseOutlined />}
                  aria-label={t('evidence:forget', { name })}
                  onClick={() => forget(key)}
                />
              ) : (
                <Spin size="small" />
              )}
              <span>{error ? name : t('evidence:sending', { name })}</span>
              <Refusal error={error} />
            </li>
          ))}
        </ul>
      )}
      <label
        htmlFor={id}
        className={over ? 'evidence-drop evidence-over' : 'evidence-drop'}
        onDragOver={(event) => {
          event.preventDefault();
          setOver(true);
        }}
        onDragLeave={() => setOver(false)}
        onDrop={drop}
      >
        <input
          id={id}
          type="file"
          multiple
          accept={accept}
          onChange={(event) => {
            send([...(event.target.files ?? [])]);
            event.target.value = '';
          }}
        />
        <PaperClipOutlined aria-hidden />
        <span>
          <span className="evidence-add">{t('evidence:add')}</span>
          <span className="evidence-how">{t('evidence:how')}</span>
          <span className="dim">{t('evidence:stripped')}</span>
        </span>
      </label>
    </>
  );
}
