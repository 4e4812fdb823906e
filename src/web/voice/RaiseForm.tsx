import { useMutation, useQueryClient } from '@tanstack/react-query';
import { App, Button, Form, Input, Radio, Select } from 'antd';
import { useState } from 'react';
import { call } from '../../contract/client.ts';
import { type Severity, severities } from '../../contract/problem/states.ts';
import { words } from '../../contract/problem/words.ts';
import type { VoiceWhole } from '../../contract/voice/schemas.ts';
import { useT } from '../shell/language.tsx';
import { Refusal } from '../shell/parts.tsx';
import { UnsavedFields } from '../shell/WritingDrawer.tsx';
import { useCampaigns } from '../study/data.ts';
import { useReread } from './data.ts';

interface Fields {
  readonly campaignId: string;
  readonly title: string;
  readonly facts: string;
  readonly severity: Severity;
}

/** Makes a problem of a voice in one step: its words are there already. */
export function RaiseForm({ voice: v }: { voice: VoiceWhole }) {
  const t = useT();
  const say = words(t);
  const [open, setOpen] = useState(false);
  const reread = useReread();
  const client = useQueryClient();
  const { message } = App.useApp();
  const campaigns = useCampaigns(v.handler.id);
  const raise = useMutation({
    mutationFn: (f: Fields) => call('voice.raise', { params: { id: v.id }, body: f }),
    onSuccess: async ({ number }) => {
      void message.success(t('voice:raised', { number }));
      void client.invalidateQueries({ queryKey: ['problem'] });
      await reread();
    },
  });
  if (!open)
    return (
      <Button size="small" onClick={() => setOpen(true)}>
        {t('voice:raise')}
      </Button>
    );
  if (campaigns.data && campaigns.open.length === 0)
    return <p className="dim">{t('voice:raise-no-campaign')}</p>;
  if (!campaigns.data) return null;
  return (
    <Form<Fields>
      layout="vertical"
      requiredMark={false}
      className="voice-inline"
      initialValues={{
        campaignId: campaigns.open[0]?.id,
        title: v.title.slice(0, 120),
        facts: v.text,
        severity: 'ordinary',
      }}
      onFinish={(f) => raise.mutate(f)}
    >
      <UnsavedFields />
      <Refusal error={raise.error} />
      <Form.Item
        name="title"
        label={t('voice:raise-title')}
        rules={[{ required: true, min: 4, whitespace: true, message: t('voice:need-words') }]}
      >
        <Input autoFocus maxLength={120} />
      </Form.Item>
      <Form.Item
        name="facts"
        label={t('voice:raise-facts')}
        rules={[{ required: true, min: 4, whitespace: true, message: t('voice:need-words') }]}
      >
        <Input.TextArea autoSize={{ minRows: 2, maxRows: 6 }} maxLength={4000} />
      </Form.Item>
      <Form.Item name="campaignId" label={t('voice:raise-campaign')} rules={[{ required: true }]}>
        <Select options={campaigns.open.map((c) => ({ value: c.id, label: c.name }))} />
      </Form.Item>
      <Form.Item name="severity" label={t('voice:raise-severity')}>
        <Radio.Group options={severities.map((value) => ({ value, label: say.severity(value) }))} />
      </Form.Item>
      <div className="drawer-foot">
        <span className="grow dim">{t('voice:raise-what')}</span>
        <Button size="small" onClick={() => setOpen(false)}>
          {t('web.cancel')}
        </Button>
        <Button size="small" type="primary" htmlType="submit" loading={raise.isPending}>
          {t('voice:raise')}
        </Button>
      </div>
    </Form>
  );
}
