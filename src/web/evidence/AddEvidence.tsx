import { CloseOutlined, PaperClipOutlined } from '@ant-design/icons';
import { Button, Spin } from 'antd';
import { type DragEvent, useEffect, useId, useRef, useState } from 'react';
import { evidenceTypes } from '../../contract/evidence/types.ts';
import { useT } from '../shell/language.tsx';
import { Refusal } from '../shell/parts.tsx';
import { useSending } from './useSending.ts';

const accept = Object.values(evidenceTypes)
  .flatMap(({ mime, extension }) => [mime, `.${extension}`])
  .join(',');

/** Places for files that are on the page now. */
const places = new Set<HTMLElement>();

/** A pasted picture goes where the pointer or the focus is; where there is one place, to that. */
const isMeant = (place: HTMLElement): boolean =>
  places.size === 1 || place.matches(':hover, :focus-within');

interface Props {
  readonly subject: string;
  /** A line of its own in a list of many things: said in few words. */
  readonly brief: boolean;
}

/** Chooses, pastes or drops files; what is refused says why beside its name. */
export function AddEvidence({ subject, brief }: Props) {
  const t = useT();
  const id = useId();
  const { sent, send, forget } = useSending(subject);
  const [over, setOver] = useState(false);
  const place = useRef<HTMLLabelElement>(null);
  useEffect(() => {
    const here = place.current!;
    places.add(here);
    return () => void places.delete(here);
  }, []);
  useEffect(() => {
    const paste = (event: ClipboardEvent) => {
      const files = [...(event.clipboardData?.files ?? [])];
      if (files.length === 0 || !isMeant(place.current!)) return;
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
        ref={place}
        htmlFor={id}
        className={['evidence-drop', over && 'evidence-over', brief && 'evidence-brief']
          .filter(Boolean)
          .join(' ')}
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
          {!brief && (
            <>
              <span className="evidence-how">{t('evidence:how')}</span>
              <span className="dim">{t('evidence:stripped')}</span>
            </>
          )}
        </span>
      </label>
    </>
  );
}
