import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { App, Button, Form, Input, Popover, Select } from 'antd';
import { useState } from 'react';
import { call } from '../../contract/client.ts';
import {
  type InPersonAct,
  type InPersonKind,
  inPersonKinds,
} from '../../contract/duty/operations.ts';
import { DayInput } from '../shell/DayInput.tsx';
import { today } from '../shell/day.ts';
import { useT } from '../shell/language.tsx';
import { aside } from '../shell/marks.ts';
import { Refusal } from '../shell/parts.tsx';
import { useUnsaved } from '../shell/unsaved.ts';
import { WritingDrawer } from '../shell/WritingDrawer.tsx';

interface Fields {
  readonly kind: InPersonKind;
  readonly personId: string;
  readonly on: string;
  readonly about: string;
  readonly what: string;
  readonly outcome?: string | null;
}

interface Props {
  readonly unit: string;
  readonly act: InPersonAct | undefined;
  readonly onClose: () => void;
}

/** What a responsible person did in person: for which matter, and what came of it. */
export function ActForm({ unit, act, onClose }: Props) {
  const t = useT();
  const client = useQueryClient();
  const { message } = App.useApp();
  const [form] = Form.useForm<Fields>();
  const at = act?.unit.id ?? unit;
  const on = Form.useWatch('on', form);
  const done = async (said: string) => {
    await client.invalidateQueries({ queryKey: ['duty', 'acts'] });
    void message.success(t(said));
    onClose();
  };
  const save = useMutation({
    mutationFn: (fields: Fields) => {
      return act
        ? call('duty.change-act', {
            params: { id: act.id },
            body: { ...fields, version: act.version },
          })
        : call('duty.record-act', { params: { id: at }, body: fields });
    },
    onSuccess: () => done('duty:saved'),
  });
  const withdraw = useMutation({
    mutationFn: (reason: string) =>
      call('duty.withdraw-act', {
        params: { id: act!.id },
        body: { reason, version: act!.version },
      }),
    onSuccess: () => done('duty:act-taken-back'),
  });
  return (
    <WritingDrawer
      open
      size={480}
      title={t(act ? 'duty:act-change' : 'duty:act-add')}
      onClose={onClose}
      footer={
        <div className="drawer-foot">
          {act && <Withdraw busy={withdraw.isPending} onGo={(r) => withdraw.mutate(r)} />}
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
        initialValues={initial(act)}
        onFinish={(fields) => save.mutate(fields)}
      >
        <Refusal error={save.error ?? withdraw.error} />
        <Form.Item label={t('duty:act-kind')} name="kind" extra={t('duty:act-kinds-what')}>
          <Select
            options={inPersonKinds.map((value) => ({ value, label: t(`duty:act-${value}`) }))}
          />
        </Form.Item>
        <Form.Item label={t('duty:act-on')} name="on" rules={[{ required: true }]}>
          <DayInput max={today()} />
        </Form.Item>
        <Form.Item
          label={t('duty:who')}
          name="personId"
          rules={[{ required: true, message: t('duty:need-person') }]}
        >
          <PersonOf unit={at} on={on} />
        </Form.Item>
        <Form.Item
          label={t('duty:act-about')}
          name="about"
          extra={t('duty:act-about-what')}
          rules={[{ required: true, min: 4, max: 200, message: t('duty:need-about') }]}
        >
          <Input maxLength={200} />
        </Form.Item>
        <Form.Item
          label={t('duty:act-what')}
          name="what"
          rules={[{ required: true, min: 4, max: 1000, message: t('duty:need-what') }]}
        >
          <Input.TextArea autoSize={{ minRows: 3, maxRows: 10 }} maxLength={1000} showCount />
        </Form.Item>
        <Form.Item label={t('duty:act-outcome')} name="outcome">
          <Input.TextArea autoSize={{ minRows: 2, maxRows: 8 }} maxLength={1000} showCount />
        </Form.Item>
      </Form>
    </WritingDrawer>
  );
}

/** Who held the first post or a deputy's of the unit on the day. */
function PersonOf({
  unit,
  on,
  value,
  onChange,
  id,
}: {
  unit: string;
  on: string | undefined;
  value?: string;
  onChange?: (id: string) => void;
  id?: string;
}) {
  const t = useT();
  const found = useQuery({
    queryKey: ['duty', 'matrix', unit, on],
    queryFn: () => call('duty.matrix', { params: { id: unit }, query: { on } }),
  });
  const options = (found.data?.seats ?? [])
    .filter((s) => s.rank === 'first' || s.rank === 'deputy')
    .flatMap((s) => s.holders.map((h) => ({ value: h.personId, label: aside(t, h.name, s.name) })));
  return (
    <Select
      {...(id ? { id } : {})}
      loading={found.isPending}
      value={value}
      onChange={onChange}
      options={options}
      notFoundContent={t('duty:no-holder')}
    />
  );
}

/** Withdrawing asks for the reason in place. */
function Withdraw({ busy, onGo }: { busy: boolean; onGo: (reason: string) => void }) {
  const t = useT();
  const [reason, setReason] = useState('');
  useUnsaved(reason.trim() !== '');
  return (
    <Popover
      trigger="click"
      content={
        <div className="duty-withdraw">
          <Input
            aria-label={t('duty:act-reason')}
            placeholder={t('duty:act-reason')}
            value={reason}
            maxLength={200}
            onChange={(e) => setReason(e.target.value)}
          />
          <Button danger disabled={reason.trim().length < 2} onClick={() => onGo(reason)}>
            {t('duty:act-withdraw')}
          </Button>
        </div>
      }
    >
      <Button danger loading={busy}>
        {t('duty:act-withdraw')}
      </Button>
    </Popover>
  );
}

const initial = (act: InPersonAct | undefined): Partial<Fields> =>
  act
    ? {
        kind: act.kind,
        personId: act.person.id,
        on: act.on,
        about: act.about,
        what: act.what,
        outcome: act.outcome,
      }
    : { kind: 'oversee', on: today() };
