import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { App, Button, Form, Input, Select } from 'antd';
import { call } from '../../contract/client.ts';
import type { Unit } from '../../contract/org/operations.ts';
import { UnitPicker } from '../org/UnitPicker.tsx';
import { DayInput } from '../shell/DayInput.tsx';
import { today } from '../shell/day.ts';
import { useT } from '../shell/language.tsx';
import { Refusal } from '../shell/parts.tsx';
import { WritingDrawer } from '../shell/WritingDrawer.tsx';

interface Fields {
  readonly unitId: string;
  readonly name: string;
  readonly theme: string;
  readonly since: string;
  readonly parentId?: string | null;
  readonly like?: string | null;
}

interface Props {
  readonly unit: string | undefined;
  readonly onClose: () => void;
  readonly onMade: (id: string) => void;
}

/** Opens a campaign; its frame is the usual one, that of the one above, or an earlier one's. */
export function OpenForm({ unit, onClose, onMade }: Props) {
  const t = useT();
  const client = useQueryClient();
  const { message } = App.useApp();
  const [form] = Form.useForm<Fields>();
  const at = Form.useWatch('unitId', form) ?? unit;
  const known = useQuery({
    queryKey: ['campaign', 'list', at, 'shown'],
    queryFn: () =>
      call('campaign.list', { query: { closed: 'shown', ...(at ? { unit: at } : {}) } }),
  });
  const rows = known.data?.rows ?? [];
  const choices = (list: typeof rows) => list.map((c) => ({ value: c.id, label: c.name }));
  const save = useMutation({
    mutationFn: (f: Fields) =>
      call('campaign.create', {
        body: { ...f, parentId: f.parentId ?? null, like: f.like ?? null },
      }),
    onSuccess: async ({ id }) => {
      await client.invalidateQueries({ queryKey: ['campaign'] });
      void message.success(t('campaign:opened'));
      onMade(id);
    },
  });
  return (
    <WritingDrawer
      open
      size={480}
      title={t('campaign:open')}
      onClose={onClose}
      footer={
        <div className="drawer-foot">
          <Button onClick={onClose}>{t('web.cancel')}</Button>
          <Button type="primary" loading={save.isPending} onClick={() => form.submit()}>
            {t('campaign:open')}
          </Button>
        </div>
      }
    >
      <Form<Fields>
        form={form}
        layout="vertical"
        requiredMark={false}
        initialValues={{ since: today(), ...(unit ? { unitId: unit } : {}) }}
        onFinish={(f) => save.mutate(f)}
      >
        <Refusal error={save.error} />
        <Form.Item
          name="unitId"
          label={t('campaign:unit')}
          extra={t('campaign:unit-what')}
          rules={[{ required: true, message: t('campaign:need-unit') }]}
          getValueFromEvent={(chosen: Unit) => chosen.id}
        >
          <UnitPicker permission="campaign.manage" label={t('campaign:unit')} />
        </Form.Item>
        <WordFields />
        <Form.Item name="parentId" label={t('campaign:parent')} extra={t('campaign:parent-what')}>
          <Select
            allowClear
            placeholder={t('campaign:parent-none')}
            options={choices(rows.filter((c) => c.closedOn === null))}
          />
        </Form.Item>
        <Form.Item name="like" label={t('campaign:like')} extra={t('campaign:like-what')}>
          <Select allowClear placeholder={t('campaign:like-none')} options={choices(rows)} />
        </Form.Item>
      </Form>
    </WritingDrawer>
  );
}

/** Name, theme and first day; those of every campaign. */
export function WordFields() {
  const t = useT();
  return (
    <>
      <Form.Item
        name="name"
        label={t('campaign:name')}
        rules={[{ required: true, min: 2, whitespace: true, message: t('campaign:need-name') }]}
      >
        <Input maxLength={100} />
      </Form.Item>
      <Form.Item
        name="theme"
        label={t('campaign:theme')}
        extra={t('campaign:theme-what')}
        rules={[{ required: true, min: 2, whitespace: true, message: t('campaign:need-name') }]}
      >
        <Input.TextArea autoSize={{ minRows: 1, maxRows: 4 }} maxLength={300} />
      </Form.Item>
      <Form.Item
        name="since"
        label={t('campaign:since')}
        rules={[{ required: true, message: t('campaign:need-day') }]}
      >
        <DayInput />
      </Form.Item>
    </>
  );
}
