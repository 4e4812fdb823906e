import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Button, Drawer, Form, Input, Select } from 'antd';
import { useState } from 'react';
import { call } from '../../contract/client.ts';
import type { Unit } from '../../contract/org/operations.ts';
import type { Special } from '../../contract/special/operations.ts';
import { UnitPicker } from '../org/UnitPicker.tsx';
import { useCampaigns } from '../problem/data.ts';
import { LongField } from '../problem/fields.tsx';
import { DayInput } from '../shell/DayInput.tsx';
import { today } from '../shell/day.ts';
import { useT } from '../shell/language.tsx';
import { Refusal } from '../shell/parts.tsx';
import { useUnsaved } from '../shell/unsaved.ts';

interface Fields {
  readonly unitId: string;
  readonly campaignId: string;
  readonly name: string;
  readonly goal: string;
  readonly leadId: string;
  readonly since: string;
  readonly due: string;
}

/** A special rectification opened, or its words and days changed. */
export function SpecialForm(props: {
  now: Special | undefined;
  unit: string | undefined;
  onClose: () => void;
}) {
  const t = useT();
  const { now, onClose } = props;
  const client = useQueryClient();
  const [form] = Form.useForm<Fields>();
  const [touched, setTouched] = useState(false);
  useUnsaved(touched);
  const unitId = Form.useWatch('unitId', form) ?? now?.unit.id ?? props.unit;
  const open = (useCampaigns(unitId).data?.rows ?? []).filter((c) => c.closedOn === null);
  const campaignId = Form.useWatch('campaignId', form);
  // Mostly there is one: nobody is asked which.
  if (!now && open.length === 1 && campaignId !== open[0]!.id)
    form.setFieldValue('campaignId', open[0]!.id);
  const saved = useMutation({
    mutationFn: async ({ unitId: unit, campaignId, ...words }: Fields) => {
      if (now)
        await call('special.change', {
          params: { id: now.id },
          body: { ...words, version: now.version },
        });
      else await call('special.create', { body: { unitId: unit, campaignId, ...words } });
    },
    onSuccess: async () => {
      setTouched(false);
      await client.invalidateQueries({ queryKey: ['special.list'] });
      onClose();
    },
  });
  const need = [{ required: true, message: t('problem:need-words') }];
  const unit = { getValueFromEvent: (u: Unit) => u.id, rules: need };
  return (
    <Drawer open size="large" title={t(now ? 'special:edit' : 'special:new')} onClose={onClose}>
      <Form
        form={form}
        layout="vertical"
        requiredMark={false}
        onValuesChange={() => setTouched(true)}
        onFinish={(f) => saved.mutate(f)}
        initialValues={
          now ? { ...now, leadId: now.lead.id } : { since: today(), unitId: props.unit }
        }
      >
        {!now && (
          <>
            <Form.Item name="unitId" label={t('special:unit')} {...unit}>
              <UnitPicker permission="problem.settle" />
            </Form.Item>
            <Form.Item name="campaignId" label={t('special:campaign')} rules={need}>
              <Select options={open.map((c) => ({ value: c.id, label: c.name }))} />
            </Form.Item>
          </>
        )}
        <Form.Item name="name" label={t('special:name')} rules={need}>
          <Input maxLength={100} />
        </Form.Item>
        <LongField name="goal" label={t('special:goal')} />
        <Form.Item name="leadId" label={t('special:lead')} {...unit}>
          <UnitPicker under={unitId} />
        </Form.Item>
        <Form.Item name="since" label={t('special:since')} rules={need}>
          <DayInput />
        </Form.Item>
        <Form.Item name="due" label={t('special:due')} rules={need}>
          <DayInput />
        </Form.Item>
        <Refusal error={saved.error} />
        <Button type="primary" htmlType="submit" aria-busy={saved.isPending}>
          {t('special:save')}
        </Button>
      </Form>
    </Drawer>
  );
}
