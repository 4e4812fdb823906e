import { useMutation, useQueryClient } from '@tanstack/react-query';
import { App, Button, Form, Input, Select } from 'antd';
import { call } from '../../contract/client.ts';
import { type Duty, type DutyKind, dutyKinds, type Seat } from '../../contract/duty/operations.ts';
import { ranksFor } from '../../contract/duty/verdicts.ts';
import { UnitPicker } from '../org/UnitPicker.tsx';
import { useT } from '../shell/language.tsx';
import { aside, listed } from '../shell/marks.ts';
import { Refusal } from '../shell/parts.tsx';
import { WritingDrawer } from '../shell/WritingDrawer.tsx';

interface Fields {
  readonly kind: DutyKind;
  readonly title: string;
  readonly text: string;
  readonly postId?: string | null;
  readonly departmentId?: string | null;
}

interface Props {
  readonly unit: string;
  readonly duty: Duty | undefined;
  readonly seats: readonly Seat[];
  readonly onClose: () => void;
}

/** A duty written down, changed or ended. */
export function DutyForm({ unit, duty, seats, onClose }: Props) {
  const t = useT();
  const client = useQueryClient();
  const { message } = App.useApp();
  const [form] = Form.useForm<Fields>();
  const kind = Form.useWatch('kind', form) ?? duty?.kind ?? 'line';
  const done = async (said: string) => {
    await client.invalidateQueries({ queryKey: ['duty'] });
    void message.success(t(said));
    onClose();
  };
  const save = useMutation({
    mutationFn: ({ kind: chosen, ...fields }: Fields) => {
      const body = {
        ...fields,
        postId: fields.postId ?? null,
        departmentId: chosen === 'part' ? (fields.departmentId ?? null) : null,
      };
      return duty
        ? call('duty.change', { params: { id: duty.id }, body: { ...body, version: duty.version } })
        : call('duty.create', { params: { id: unit }, body: { ...body, kind: chosen } });
    },
    onSuccess: () => done('duty:saved'),
  });
  const end = useMutation({
    mutationFn: () =>
      call('duty.close', { params: { id: duty!.id }, body: { version: duty!.version } }),
    onSuccess: () => done('duty:ended'),
  });
  return (
    <WritingDrawer
      open
      size={480}
      title={t(duty ? 'duty:change' : 'duty:add')}
      onClose={onClose}
      footer={
        <div className="drawer-foot">
          {duty && (
            <Button danger loading={end.isPending} onClick={() => end.mutate()}>
              {t('duty:end')}
            </Button>
          )}
          <div className="grow" />
          <Button onClick={onClose}>{t('duty:cancel')}</Button>
          <Button type="primary" loading={save.isPending} onClick={() => form.submit()}>
            {t('duty:save')}
          </Button>
        </div>
      }
    >
      <Form<Fields>
        form={form}
        layout="vertical"
        requiredMark={false}
        initialValues={initial(duty)}
        onFinish={(fields) => save.mutate({ ...fields, kind })}
      >
        <Refusal error={save.error ?? end.error} />
        <Form.Item label={t('duty:kind')} name="kind">
          <Select
            disabled={duty !== undefined}
            options={dutyKinds.map((value) => ({ value, label: t(`duty:kind-${value}`) }))}
            onChange={() => form.setFieldsValue({ postId: null, departmentId: null })}
          />
        </Form.Item>
        <Form.Item
          label={t('duty:title')}
          name="title"
          rules={[{ required: true, min: 2, max: 60, message: t('duty:need-title') }]}
        >
          <Input maxLength={60} />
        </Form.Item>
        <Form.Item
          label={t('duty:text')}
          name="text"
          rules={[{ required: true, min: 4, max: 2000, message: t('duty:need-text') }]}
          {...(duty ? { extra: t('duty:text-again') } : {})}
        >
          <Input.TextArea autoSize={{ minRows: 4, maxRows: 12 }} maxLength={2000} showCount />
        </Form.Item>
        {kind === 'part' && (
          <Form.Item label={t('duty:department')} name="departmentId" trigger="onPick">
            <Department under={unit} />
          </Form.Item>
        )}
        <Form.Item label={t('duty:post')} name="postId" extra={t(`duty:post-for-${kind}`)}>
          <Select
            allowClear
            placeholder={t('duty:choose-post')}
            notFoundContent={t('duty:no-post')}
            options={seats
              .filter((s) => ranksFor[kind].includes(s.rank))
              .map((s) => ({
                value: s.id,
                label: aside(
                  t,
                  s.name,
                  listed(
                    t,
                    s.holders.map((h) => h.name),
                  ) || t('duty:vacant'),
                ),
              }))}
          />
        </Form.Item>
      </Form>
    </WritingDrawer>
  );
}

/** The picker as a field of the form: the form keeps the id. */
function Department({
  under,
  value,
  onPick,
  id,
}: {
  under: string;
  value?: string;
  onPick?: (id: string) => void;
  id?: string;
}) {
  return (
    <UnitPicker
      {...(id ? { id } : {})}
      under={under}
      value={value}
      onChange={(unit) => onPick?.(unit.id)}
    />
  );
}

const initial = (duty: Duty | undefined): Partial<Fields> =>
  duty
    ? {
        kind: duty.kind,
        title: duty.title,
        text: duty.text,
        postId: duty.seat?.id ?? null,
        departmentId: duty.department?.id ?? null,
      }
    : { kind: 'line' };
