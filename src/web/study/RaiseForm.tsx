import { useMutation, useQueryClient } from '@tanstack/react-query';
import { App, Button, Form, Input, Radio, Select } from 'antd';
import { call } from '../../contract/client.ts';
import { type Severity, severities } from '../../contract/problem/states.ts';
import { words } from '../../contract/problem/words.ts';
import type { SessionWhole } from '../../contract/study/schemas.ts';
import { PeopleSelect, type Somebody } from '../person/PeopleSelect.tsx';
import { useT } from '../shell/language.tsx';
import { Refusal } from '../shell/parts.tsx';
import { UnsavedFields } from '../shell/WritingDrawer.tsx';
import { useCampaigns, useReread } from './data.ts';

interface Fields {
  readonly title: string;
  readonly facts: string;
  readonly severity: Severity;
  readonly tendency?: string | null;
  readonly owner?: Somebody[];
}

/** A problem raised straight from the record of a session, as a draft of the unit's list. */
export function RaiseForm({ session, onClose }: { session: SessionWhole; onClose: () => void }) {
  const t = useT();
  const say = words(t);
  const reread = useReread();
  const client = useQueryClient();
  const { message } = App.useApp();
  const [form] = Form.useForm<Fields>();
  const frame = useCampaigns(session.unit.id).data?.rows.find((c) => c.id === session.campaignId);
  const raise = useMutation({
    mutationFn: (f: Fields) => {
      const owner = f.owner?.[0];
      return call('study.raise', {
        params: { id: session.id },
        body: {
          title: f.title,
          facts: f.facts,
          severity: f.severity,
          tendency: f.tendency ?? null,
          ownerId: owner && 'id' in owner ? owner.id : null,
          ownerName: owner && !('id' in owner) ? owner.name : null,
        },
      });
    },
    onSuccess: async ({ number }) => {
      await reread();
      void client.invalidateQueries({ queryKey: ['problem'] });
      void message.success(t('study:raised', { number }));
      onClose();
    },
  });
  return (
    <Form<Fields>
      form={form}
      layout="vertical"
      requiredMark={false}
      className="study-inline"
      initialValues={{ severity: 'ordinary' }}
      onFinish={(f) => raise.mutate(f)}
    >
      <UnsavedFields />
      <Refusal error={raise.error} />
      <Form.Item
        name="title"
        label={t('study:raise-title')}
        rules={[{ required: true, min: 4, whitespace: true, message: t('study:need-words') }]}
      >
        <Input autoFocus maxLength={120} />
      </Form.Item>
      <Form.Item
        name="facts"
        label={t('study:raise-facts')}
        rules={[{ required: true, min: 4, whitespace: true, message: t('study:need-words') }]}
      >
        <Input.TextArea autoSize={{ minRows: 2, maxRows: 6 }} maxLength={4000} />
      </Form.Item>
      <div className="study-two">
        <Form.Item name="tendency" label={t('study:raise-tendency')}>
          <Select
            allowClear
            showSearch={{ optionFilterProp: 'label' }}
            popupMatchSelectWidth={false}
            options={(frame?.taxonomy.tendencies ?? []).map((g) => ({
              label: g.name,
              title: g.name,
              options: (g.items.length ? g.items : [g]).map((i) => ({
                value: i.code,
                label: i.name,
              })),
            }))}
          />
        </Form.Item>
        <Form.Item name="owner" label={t('study:owner')}>
          <PeopleSelect single under={session.unit.id} />
        </Form.Item>
      </div>
      <Form.Item name="severity" label={t('study:raise-severity')}>
        <Radio.Group options={severities.map((value) => ({ value, label: say.severity(value) }))} />
      </Form.Item>
      <div className="drawer-foot">
        <span className="grow dim">{t('study:raise-what')}</span>
        <Button size="small" onClick={onClose}>
          {t('web.cancel')}
        </Button>
        <Button size="small" type="primary" htmlType="submit" loading={raise.isPending}>
          {t('study:raise')}
        </Button>
      </div>
    </Form>
  );
}
