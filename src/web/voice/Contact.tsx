import { useMutation } from '@tanstack/react-query';
import { Button, Input, Popover } from 'antd';
import { useState } from 'react';
import { call } from '../../contract/client.ts';
import type { VoiceWhole } from '../../contract/voice/schemas.ts';
import { useT } from '../shell/language.tsx';
import { Refusal } from '../shell/parts.tsx';
import { useUnsaved } from '../shell/unsaved.ts';
import type { Door } from './data.ts';

/** The contact that was left: opened with a reason, and the reading stands on record. */
export function Contact({ voice, door }: { voice: VoiceWhole; door: Door }) {
  const t = useT();
  const [reason, setReason] = useState('');
  useUnsaved(reason.trim() !== '');
  const open = useMutation({
    mutationFn: () =>
      call(door === 'sealed' ? 'voice.report-contact' : 'voice.contact', {
        params: { id: voice.id },
        body: { reason: reason.trim() },
      }),
    gcTime: 0,
    onSuccess: () => setReason(''),
  });
  if (open.data) return <strong>{open.data.contact}</strong>;
  if (!voice.abilities.contact.ok) return <span className="dim">{t('voice:contact-closed')}</span>;
  return (
    <Popover
      trigger="click"
      getPopupContainer={(el) => el.parentElement ?? document.body}
      content={
        <div className="voice-reason">
          <p className="dim">{t('voice:contact-what')}</p>
          <Input
            aria-label={t('voice:contact-why')}
            placeholder={t('voice:contact-why')}
            value={reason}
            maxLength={200}
            onChange={(e) => setReason(e.target.value)}
          />
          <Button
            loading={open.isPending}
            disabled={reason.trim().length < 2}
            onClick={() => open.mutate()}
          >
            {t('voice:contact-open')}
          </Button>
          <Refusal error={open.error} />
        </div>
      }
    >
      <Button size="small">{t('voice:contact-open')}</Button>
    </Popover>
  );
}
