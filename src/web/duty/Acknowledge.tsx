import { useMutation, useQueryClient } from '@tanstack/react-query';
import { App, Button, Input, Tabs } from 'antd';
import { useState } from 'react';
import { call } from '../../contract/client.ts';
import type { Duty, Signature } from '../../contract/duty/operations.ts';
import { useT } from '../shell/language.tsx';
import { Refusal, useMe } from '../shell/parts.tsx';
import { WritingModal } from '../shell/WritingDrawer.tsx';
import { SignatureField, type Stroke } from './SignatureField.tsx';

interface Props {
  readonly duty: Pick<Duty, 'id' | 'title' | 'text' | 'version'>;
  readonly onClose: () => void;
}

/** Reading a duty and signing for it, with a drawn line or the typed name. */
export function Acknowledge({ duty, onClose }: Props) {
  const t = useT();
  const me = useMe();
  const client = useQueryClient();
  const { message } = App.useApp();
  const [way, setWay] = useState<Signature['kind']>('drawn');
  const [strokes, setStrokes] = useState<readonly Stroke[]>([]);
  const [name, setName] = useState('');
  const sign = useMutation({
    mutationFn: () =>
      call('duty.acknowledge', {
        params: { id: duty.id },
        body: {
          version: duty.version,
          signature:
            way === 'drawn'
              ? { kind: 'drawn', strokes: strokes.map((s) => [...s]) }
              : { kind: 'typed', name },
        },
      }),
    onSuccess: async () => {
      await client.invalidateQueries({ queryKey: ['duty'] });
      void client.invalidateQueries({ queryKey: ['today'] });
      void message.success(t('duty:signed-now'));
      onClose();
    },
  });
  const ready = way === 'drawn' ? strokes.length > 0 : name.trim() !== '';
  return (
    <WritingModal
      open
      unsaved={ready}
      title={t('duty:sign-title', { title: duty.title })}
      // A stroke that slips out of the field must not throw the signature away.
      mask={{ closable: false }}
      onClose={onClose}
      okText={t('duty:sign')}
      cancelText={t('duty:cancel')}
      okButtonProps={{ disabled: !ready, loading: sign.isPending }}
      onOk={() => sign.mutate()}
    >
      <blockquote className="duty-quote">{duty.text}</blockquote>
      <p className="dim">{t('duty:sign-what')}</p>
      <Refusal error={sign.error} />
      <Tabs
        size="small"
        activeKey={way}
        onChange={(key) => setWay(key as Signature['kind'])}
        items={[
          {
            key: 'drawn',
            label: t('duty:sign-drawn'),
            children: (
              <>
                <SignatureField strokes={strokes} onChange={setStrokes} />
                <Button size="small" disabled={!strokes.length} onClick={() => setStrokes([])}>
                  {t('duty:sign-again')}
                </Button>
              </>
            ),
          },
          {
            key: 'typed',
            label: t('duty:sign-typed'),
            children: (
              <Input
                aria-label={t('duty:sign-name')}
                placeholder={me?.name ?? ''}
                value={name}
                onChange={(e) => setName(e.target.value)}
                onPressEnter={() => ready && sign.mutate()}
              />
            ),
          },
        ]}
      />
    </WritingModal>
  );
}
