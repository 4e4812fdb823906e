import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { App, Button, Form, Input, Select } from 'antd';
import { useState } from 'react';
import { call } from '../../contract/client.ts';
import { useT } from '../shell/language.tsx';
import { Refusal, Waiting } from '../shell/parts.tsx';
import { WritingDrawer } from '../shell/WritingDrawer.tsx';
import { LongField } from './fields.tsx';
import { tendencyOptions } from './parts.tsx';

interface Fields {
  readonly campaignId: string;
  readonly title: string;
  readonly facts: string;
  readonly tendency?: string;
}

interface Props {
  readonly onClose: () => void;
  readonly onMade: () => void;
}

/** A problem raised by somebody of the unit, in words: what is done about it, the unit says. */
export function RaiseOwn({ onClose, onMade }: Props) {
  const t = useT();
  const client = useQueryClient();
  const { message } = App.useApp();
  const [form] = Form.useForm<Fields>();
  const [touched, setTouched] = useState(false);
  const found = useQuery({
    queryKey: ['problem', 'raising'],
    queryFn: () => call('problem.raising', {}),
  });
  const campaigns = found.data?.campaigns ?? [];
  const chosen = Form.useWatch('campaignId', form) ?? campaigns[0]?.id;
  const raise = useMutation({
    mutationFn: (f: Fields) =>
      call('problem.create', {
        body: {
          unitId: found.data!.unit.id,
          campaignId: f.campaignId ?? campaigns[0]!.id,
          title: f.title,
          facts: f.facts,
          tendency: f.tendency ?? null,
        },
      }),
    onSuccess: async ({ number }) => {
      setTouched(false);
      await client.invalidateQueries({ queryKey: ['problem'] });
      void message.success(t('problem:raised-own', { number }));
      onMade();
    },
  });
  const none = found.data && campaigns.length === 0;
  return (
    <WritingDrawer
      unsaved={touched}
      open
      title={t('problem:raise-own')}
      onClose={onClose}
      footer={
        <div className="drawer-foot">
          <Button onClick={onClose}>{t('web.cancel')}</Button>
          <Button
            type="primary"
            disabled={!found.data || none}
            loading={raise.isPending}
            onClick={() => form.submit()}
          >
            {t('problem:raise-own')}
          </Button>
        </div>
      }
    >
      <Refusal error={found.error ?? raise.error} />
      {found.isPending && <Waiting label={t('web.loading')} />}
      {none && (
        <p className="empty">{t('problem:raise-own-none', { unit: found.data.unit.name })}</p>
      )}
      {found.data && !none && (
        <Form<Fields>
          form={form}
          layout="vertical"
          requiredMark={false}
          onValuesChange={() => setTouched(true)}
          onFinish={(f) => raise.mutate(f)}
        >
          <p className="dim">{t('problem:raise-own-what', { unit: found.data.unit.name })}</p>
          {campaigns.length > 1 && (
            <Form.Item
              name="campaignId"
              label={t('problem:campaign')}
              initialValue={campaigns[0]!.id}
            >
              <Select options={campaigns.map((c) => ({ value: c.id, label: c.name }))} />
            </Form.Item>
          )}
          <Form.Item
            name="title"
            label={t('problem:col-title')}
            rules={[{ required: true, min: 4, whitespace: true, message: t('problem:need-words') }]}
          >
            <Input autoFocus maxLength={120} />
          </Form.Item>
          <LongField name="facts" label={t('problem:facts')} like={t('problem:facts-like')} />
          <Form.Item name="tendency" label={t('problem:col-tendency')}>
            <Select
              allowClear
              showSearch={{ optionFilterProp: 'label' }}
              options={tendencyOptions(
                t,
                campaigns.find((c) => c.id === chosen) ?? { tendencies: [] },
              )}
            />
          </Form.Item>
        </Form>
      )}
    </WritingDrawer>
  );
}
