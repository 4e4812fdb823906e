import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Button, Form, Radio, Select } from 'antd';
import { call } from '../../contract/client.ts';
import { type Institution, reviewFindings } from '../../contract/institution/operations.ts';
import { DayField, LongField } from '../problem/fields.tsx';
import { DayInput } from '../shell/DayInput.tsx';
import { today } from '../shell/day.ts';
import { useT } from '../shell/language.tsx';
import { Refusal } from '../shell/parts.tsx';
import { UnsavedFields } from '../shell/WritingDrawer.tsx';

interface Fields {
  readonly on: string;
  readonly finding: (typeof reviewFindings)[number];
  readonly text: string;
  readonly changed?: string;
  readonly evidence?: string[];
  readonly next?: string;
}

/** What looking at a rule's effect found, and when to look again. */
export function ReviewForm({ rule }: { rule: Institution }) {
  const t = useT();
  const client = useQueryClient();
  const [form] = Form.useForm<Fields>();
  const subject = `institution:${rule.id}`;
  const pieces = useQuery({
    queryKey: ['evidence', subject],
    queryFn: () => call('evidence.list', { query: { subject } }),
  });
  const saved = useMutation({
    mutationFn: (f: Fields) =>
      call('institution.review', {
        params: { id: rule.id },
        body: {
          ...f,
          changed: f.changed || null,
          evidence: f.evidence ?? [],
          next: f.next || null,
          version: rule.version,
        },
      }),
    onSuccess: async () => {
      form.resetFields();
      await client.invalidateQueries({ queryKey: ['institution.list'] });
      await client.invalidateQueries({ queryKey: ['institution.get', rule.id] });
      await client.invalidateQueries({ queryKey: ['today'] });
      await client.invalidateQueries({ queryKey: ['record', 'history', `institution:${rule.id}`] });
    },
  });
  return (
    <Form
      form={form}
      layout="vertical"
      requiredMark={false}
      initialValues={{ on: today(), finding: 'keeps' }}
      onFinish={(f) => saved.mutate(f)}
    >
      <UnsavedFields />
      <DayField name="on" label={t('institution:reviewed-on')} min={rule.inForceOn} />
      <Form.Item name="finding" label={t('institution:finding')}>
        <Radio.Group
          options={reviewFindings.map((f) => ({ value: f, label: t(`institution:finding-${f}`) }))}
        />
      </Form.Item>
      <LongField name="text" label={t('institution:found')} />
      <LongField name="changed" label={t('institution:changed')} optional />
      <Form.Item name="evidence" label={t('institution:evidence')}>
        <Select
          mode="multiple"
          placeholder={t('institution:evidence-none')}
          options={(pieces.data?.rows ?? [])
            .filter((e) => !e.withdrawn)
            .map((e) => ({ value: e.id, label: e.name }))}
        />
      </Form.Item>
      <Form.Item name="next" label={t('institution:next')}>
        <DayInput clearable />
      </Form.Item>
      <Refusal error={saved.error} />
      <Button htmlType="submit" aria-busy={saved.isPending}>
        {t('institution:review')}
      </Button>
    </Form>
  );
}
