import { useMutation, useQuery } from '@tanstack/react-query';
import { App, Button, Form, Input, Select } from 'antd';
import { useState } from 'react';
import { call } from '../../contract/client.ts';
import type { VoiceWhole } from '../../contract/voice/schemas.ts';
import { useT } from '../shell/language.tsx';
import { Refusal } from '../shell/parts.tsx';
import { useUnsaved } from '../shell/unsaved.ts';
import { UnsavedFields } from '../shell/WritingDrawer.tsx';
import { useReread } from './data.ts';
import { Part } from './VoiceDrawer.tsx';

interface Props {
  readonly voice: VoiceWhole;
  readonly onOpen: (id: string) => void;
}

/** Other voices about the same thing: handled together, asked to be, repeated. */
export function MergePart({ voice: v, onOpen }: Props) {
  const t = useT();
  const [asking, setAsking] = useState(false);
  const mayMerge =
    v.abilities.merge.ok && ['received', 'assigned', 'working', 'returned'].includes(v.state);
  if (!mayMerge && v.together.length + v.merges.length === 0 && !v.repeats) return null;
  return (
    <Part title={t('voice:together')}>
      <ul className="voice-rows">
        {v.together.map((o) => (
          <li key={o.id}>
            <button type="button" className="link" onClick={() => onOpen(o.id)}>
              {o.number} {o.title}
            </button>
          </li>
        ))}
        {v.repeats && (
          <li>
            {t('voice:repeats')}{' '}
            <button type="button" className="link" onClick={() => onOpen(v.repeats!.id)}>
              {v.repeats.number} {v.repeats.title}
            </button>
          </li>
        )}
        {v.merges.map((m) => (
          <Asked key={m.id} merge={m} voice={v} />
        ))}
      </ul>
      {mayMerge && !asking && (
        <Button size="small" onClick={() => setAsking(true)}>
          {t('voice:merge')}
        </Button>
      )}
      {asking && <MergeForm voice={v} onClose={() => setAsking(false)} />}
    </Part>
  );
}

/** A question that waits: for this side to answer, or for the other one. */
function Asked({ merge: m, voice }: { merge: VoiceWhole['merges'][number]; voice: VoiceWhole }) {
  const t = useT();
  const reread = useReread();
  const [reason, setReason] = useState('');
  useUnsaved(reason.trim() !== '');
  const decide = useMutation({
    mutationFn: (grant: boolean) =>
      call('voice.decide-merge', {
        params: { id: m.id },
        body: { grant, reason: reason.trim() || null },
      }),
    onSuccess: () => {
      setReason('');
      return reread();
    },
  });
  const other = m.voice.id === voice.id ? m.main : m.voice;
  return (
    <li>
      {t('voice:merge-asked', { by: m.askedBy.name, number: other.number, title: other.title })}
      <p className="dim">{m.reason}</p>
      {m.decide.ok ? (
        <div className="page-bar">
          <Button size="small" type="primary" onClick={() => decide.mutate(true)}>
            {t('voice:merge-grant')}
          </Button>
          <Input
            size="small"
            aria-label={t('voice:note')}
            placeholder={t('voice:note')}
            value={reason}
            maxLength={200}
            style={{ width: 200 }}
            onChange={(e) => setReason(e.target.value)}
          />
          <Button
            size="small"
            disabled={reason.trim().length < 2}
            onClick={() => decide.mutate(false)}
          >
            {t('voice:merge-refuse')}
          </Button>
        </div>
      ) : (
        <p className="dim">{t('voice:merge-waits')}</p>
      )}
      <Refusal error={decide.error} />
    </li>
  );
}

function MergeForm({ voice, onClose }: { voice: VoiceWhole; onClose: () => void }) {
  const t = useT();
  const reread = useReread();
  const { message } = App.useApp();
  const [q, setQ] = useState('');
  const found = useQuery({
    queryKey: ['voice', 'open', 'list', { merge: q }],
    queryFn: () => call('voice.list', { query: { show: 'open', limit: 20, ...(q ? { q } : {}) } }),
  });
  const ask = useMutation({
    mutationFn: (f: { mainId: string; reason: string }) =>
      call('voice.merge', { params: { id: voice.id }, body: f }),
    onSuccess: async ({ granted }) => {
      void message.success(t(granted ? 'voice:merged-now' : 'voice:merge-asked-now'));
      onClose();
      await reread();
    },
  });
  return (
    <Form
      layout="vertical"
      requiredMark={false}
      className="voice-inline"
      onFinish={(f) => ask.mutate(f)}
    >
      <UnsavedFields />
      <Refusal error={ask.error} />
      <Form.Item
        name="mainId"
        label={t('voice:merge-main')}
        rules={[{ required: true, message: t('voice:merge-main-need') }]}
      >
        <Select
          showSearch={{ filterOption: false, onSearch: setQ }}
          loading={found.isFetching}
          notFoundContent={t('voice:none-found')}
          options={(found.data?.rows ?? [])
            .filter((r) => r.id !== voice.id && !r.merged)
            .map((r) => ({ value: r.id, label: `${r.number} ${r.title}` }))}
        />
      </Form.Item>
      <Form.Item
        name="reason"
        label={t('voice:note')}
        rules={[{ required: true, min: 2, whitespace: true, message: t('voice:missing-note') }]}
      >
        <Input maxLength={200} />
      </Form.Item>
      <p className="dim">{t('voice:merge-what')}</p>
      <div className="drawer-foot">
        <span className="grow" />
        <Button size="small" onClick={onClose}>
          {t('web.cancel')}
        </Button>
        <Button size="small" type="primary" htmlType="submit" loading={ask.isPending}>
          {t('voice:merge')}
        </Button>
      </div>
    </Form>
  );
}
