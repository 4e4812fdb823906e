import { useMutation, useQuery } from '@tanstack/react-query';
import { Button, Form, Input, InputNumber, Radio } from 'antd';
import { useState } from 'react';
import { call } from '../../contract/client.ts';
import { type Visit, type VisitKind, visitKinds } from '../../contract/visit/operations.ts';
import { UnitPicker } from '../org/UnitPicker.tsx';
import { PeopleSelect, type Somebody } from '../person/PeopleSelect.tsx';
import { useAt } from '../shell/at.ts';
import { DayInput } from '../shell/DayInput.tsx';
import { today } from '../shell/day.ts';
import { useT } from '../shell/language.tsx';
import { Refusal } from '../shell/parts.tsx';
import { WritingDrawer } from '../shell/WritingDrawer.tsx';
import { useReread } from '../voice/data.ts';

interface Fields {
  readonly kind: VisitKind;
  readonly purpose: string;
  readonly place: string;
  readonly on: string;
  readonly leader?: Somebody[];
  readonly companions?: string;
  readonly findings?: string;
  readonly met?: number | null;
  readonly settled?: string;
}

interface Props {
  /** The visit to be changed; a new one when absent. */
  readonly now?: Visit;
  readonly held: boolean;
  readonly onClose: () => void;
}

function bodyOf({ leader, ...f }: Fields) {
  const first = leader?.[0];
  return {
    ...f,
    at: null,
    leaderId: first && 'id' in first ? first.id : null,
    leaderName: first && !('id' in first) ? first.name : null,
  };
}

function initialOf(now: Visit | undefined): Partial<Fields> {
  if (!now) return { kind: 'petition', on: today() };
  const { kind, purpose, place, on, met } = now;
  return {
    ...{ kind, purpose, place, on, met },
    leader: now.leader ? [now.leader] : now.leaderName ? [{ name: now.leaderName }] : [],
    ...(now.companions ? { companions: now.companions } : {}),
    ...(now.findings ? { findings: now.findings } : {}),
    ...(now.settled ? { settled: now.settled } : {}),
  };
}

/** Plans a visit, or writes down one that took place, with what was found there. */
export function VisitForm({ now, held, onClose }: Props) {
  const t = useT();
  const at = useAt();
  const reread = useReread();
  const roots = useQuery({ queryKey: ['org', 'roots'], queryFn: () => call('org.roots', {}) });
  const [unit, setUnit] = useState<string>();
  const unitId = now?.unit.id ?? unit ?? at ?? roots.data?.[0]?.id;
  const save = useMutation({
    mutationFn: (f: Fields) => {
      const body = { ...bodyOf(f), held };
      return now
        ? call('visit.change', {
            params: { id: now.id },
            body: { ...body, version: now.version },
          })
        : call('visit.create', { body: { ...body, unitId: unitId! } });
    },
    onSuccess: async () => {
      onClose();
      await reread();
    },
  });
  const need = [{ required: true, min: 2, whitespace: true, message: t('voice:need-words') }];
  return (
    <WritingDrawer
      open
      size={520}
      title={t(held ? 'visit:record' : 'visit:plan')}
      onClose={onClose}
    >
      <Form<Fields>
        layout="vertical"
        requiredMark={false}
        initialValues={initialOf(now)}
        onFinish={(f) => save.mutate(f)}
      >
        <Refusal error={save.error} />
        <Form.Item name="kind" label={t('visit:kind')}>
          <Radio.Group
            options={visitKinds.map((value) => ({ value, label: t(`visit:kind-${value}`) }))}
          />
        </Form.Item>
        <Form.Item name="purpose" label={t('visit:purpose-what')} rules={need}>
          <Input autoFocus maxLength={200} />
        </Form.Item>
        <Form.Item name="place" label={t('visit:place')} rules={need}>
          <Input maxLength={120} />
        </Form.Item>
        <Form.Item name="on" label={t('visit:on')} rules={[{ required: true }]}>
          <DayInput />
        </Form.Item>
        {!now && (
          <Form.Item label={t('visit:unit')}>
            <UnitPicker
              value={unitId}
              onChange={(u) => setUnit(u.id)}
              permission="visit.write"
              label={t('visit:unit')}
            />
          </Form.Item>
        )}
        <Form.Item name="leader" label={t('visit:leader')}>
          <PeopleSelect single under={unitId} />
        </Form.Item>
        <Form.Item name="companions" label={t('visit:companions')}>
          <Input maxLength={200} />
        </Form.Item>
        {held && (
          <>
            <Form.Item name="findings" label={t('visit:findings')} rules={need}>
              <Input.TextArea autoSize={{ minRows: 3, maxRows: 10 }} maxLength={4000} />
            </Form.Item>
            <Form.Item name="met" label={t('visit:met')}>
              <InputNumber min={0} max={100000} precision={0} />
            </Form.Item>
            <Form.Item name="settled" label={t('visit:settled')}>
              <Input.TextArea autoSize={{ minRows: 2, maxRows: 6 }} maxLength={2000} />
            </Form.Item>
          </>
        )}
        <div className="drawer-foot">
          <span className="grow" />
          <Button onClick={onClose}>{t('web.cancel')}</Button>
          <Button type="primary" htmlType="submit" loading={save.isPending}>
            {t('visit:save')}
          </Button>
        </div>
      </Form>
    </WritingDrawer>
  );
}
