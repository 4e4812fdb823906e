import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Button, Image, Input, Popover } from 'antd';
import { useState } from 'react';
import { address, call } from '../../contract/client.ts';
import type { Evidence } from '../../contract/evidence/operations.ts';
import { operations } from '../../contract/operations.ts';
import { useT } from '../shell/language.tsx';
import { localTime, Refusal } from '../shell/parts.tsx';
import { useUnsaved } from '../shell/unsaved.ts';

const href = (name: 'evidence.file' | 'evidence.thumb', id: string): string =>
  address(operations[name], { params: { id } });

/** One piece: its picture or kind, what is said of it, who added it, and what one can do. */
export function Piece({ piece }: { piece: Evidence }) {
  const t = useT();
  const { id, name, type, caption, takenOn, addedBy, addedAt, withdrawn, erasedAt } = piece;
  const said = [
    takenOn && t('evidence:taken', { day: takenOn }),
    t('evidence:added', { name: addedBy.name, at: localTime(addedAt) }),
  ].filter(Boolean);
  return (
    <li className={withdrawn || erasedAt ? 'evidence-piece evidence-gone' : 'evidence-piece'}>
      <div className="evidence-picture">
        {piece.thumb ? (
          <Image
            src={href('evidence.thumb', id)}
            alt={caption || name}
            loading="lazy"
            preview={{ src: href('evidence.file', id) }}
          />
        ) : (
          <span aria-hidden>{type.toUpperCase()}</span>
        )}
      </div>
      <div className="evidence-words">
        {erasedAt ? <span>{name}</span> : <a href={href('evidence.file', id)}>{caption || name}</a>}
        <span className="dim">{said.join(' · ')}</span>
        {withdrawn && (
          <span>{t('evidence:withdrawn', { by: withdrawn.by, reason: withdrawn.reason })}</span>
        )}
        {piece.abilities.change.ok && (
          <span className="evidence-acts">
            <Act piece={piece} act="change" />
            <Act piece={piece} act="withdraw" />
          </span>
        )}
      </div>
    </li>
  );
}

/** Says what a piece shows, or why it is withdrawn. */
function Act({ piece, act }: { piece: Evidence; act: 'change' | 'withdraw' }) {
  const t = useT();
  const client = useQueryClient();
  const [open, setOpen] = useState(false);
  const { id, version, takenOn, subject } = piece;
  const [written, setText] = useState<string>();
  const known = act === 'change' ? (piece.caption ?? '') : '';
  const text = written ?? known;
  useUnsaved(written !== undefined && written !== known);
  const save = useMutation({
    mutationFn: () =>
      act === 'change'
        ? call('evidence.change', { params: { id }, body: { caption: text, takenOn, version } })
        : call('evidence.withdraw', { params: { id }, body: { reason: text, version } }),
    onSuccess: async () => {
      setOpen(false);
      setText(undefined);
      await client.invalidateQueries({ queryKey: ['evidence', subject] });
      await client.invalidateQueries({ queryKey: ['problem'] });
    },
  });
  const toggle = (next: boolean) => {
    setOpen(next);
    save.reset();
  };
  const label = t(act === 'change' ? 'evidence:change-what' : 'evidence:withdraw-what');
  return (
    <Popover
      trigger="click"
      open={open}
      onOpenChange={toggle}
      content={
        <form
          className="evidence-form"
          onSubmit={(event) => {
            event.preventDefault();
            save.mutate();
          }}
        >
          <Input
            aria-label={label}
            placeholder={label}
            value={text}
            maxLength={act === 'change' ? 200 : 300}
            autoFocus
            onChange={(event) => setText(event.target.value)}
          />
          <Refusal error={save.error} />
          <Button
            htmlType="submit"
            type="primary"
            loading={save.isPending}
            disabled={act === 'withdraw' && text.trim().length < 2}
          >
            {t(act === 'change' ? 'evidence:save' : 'evidence:withdraw')}
          </Button>
        </form>
      }
    >
      <Button type="link" size="small">
        {t(act === 'change' ? 'evidence:change' : 'evidence:withdraw')}
      </Button>
    </Popover>
  );
}
