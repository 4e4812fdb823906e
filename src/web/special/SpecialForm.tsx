import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Button, Checkbox, Form, Input, Select } from 'antd';
import { useState } from 'react';
import type { Campaign } from '../../contract/campaign/schemas.ts';
import { call } from '../../contract/client.ts';
import type { Unit } from '../../contract/org/operations.ts';
import { severities } from '../../contract/problem/states.ts';
import type { Special, SpecialTemplate } from '../../contract/special/operations.ts';
import { UnitPicker } from '../org/UnitPicker.tsx';
import { useCampaigns } from '../problem/data.ts';
import { LongField } from '../problem/fields.tsx';
import { optionsOf, tendencyOptions, useWords } from '../problem/parts.tsx';
import { DayInput } from '../shell/DayInput.tsx';
import { today } from '../shell/day.ts';
import { useT } from '../shell/language.tsx';
import { Refusal } from '../shell/parts.tsx';
import '../problem/problem.css';
import { WritingDrawer } from '../shell/WritingDrawer.tsx';

interface Fields {
  readonly unitId: string;
  readonly campaignId: string;
  readonly name: string;
  readonly goal: string;
  readonly leadId: string;
  readonly since: string;
  readonly due: string;
  readonly template: SpecialTemplate;
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
  const unitId = Form.useWatch('unitId', form) ?? now?.unit.id ?? props.unit;
  const campaigns = useCampaigns(unitId).data?.rows ?? [];
  const open = campaigns.filter((c) => c.closedOn === null);
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
      if (now) await client.invalidateQueries({ queryKey: ['special.get', now.id] });
      onClose();
    },
  });
  const need = [{ required: true, message: t('problem:need-words') }];
  const unit = { getValueFromEvent: (u: Unit) => u.id, rules: need };
  return (
    <WritingDrawer
      unsaved={touched}
      open
      size="large"
      title={t(now ? 'special:edit' : 'special:new')}
      onClose={onClose}
    >
      <Form
        form={form}
        layout="vertical"
        requiredMark={false}
        onValuesChange={() => setTouched(true)}
        onFinish={(f) => saved.mutate(f)}
        initialValues={
          now
            ? { ...now, leadId: now.lead.id, template: now.template ?? undefined }
            : { since: today(), unitId: props.unit }
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
        <Template
          taxonomy={campaigns.find((c) => c.id === (now?.campaignId ?? campaignId))?.taxonomy}
        />
        <Refusal error={saved.error} />
        <Button type="primary" htmlType="submit" aria-busy={saved.isPending}>
          {t('special:save')}
        </Button>
      </Form>
    </WritingDrawer>
  );
}

/** What the sub-task of every unit begins with. */
function Template({ taxonomy }: { taxonomy: Campaign['taxonomy'] | undefined }) {
  const t = useT();
  const say = useWords();
  const need = [{ required: true, message: t('problem:need-words') }];
  return (
    <fieldset className="problem-measure">
      <legend>{t('special:template')}</legend>
      <p className="dim">{t('special:template-what')}</p>
      <Form.Item name={['template', 'title']} label={t('special:task')} rules={need}>
        <Input maxLength={120} />
      </Form.Item>
      <LongField name={['template', 'facts']} label={t('special:facts')} />
      <Form.Item name={['template', 'tendency']} label={t('special:tendency')} rules={need}>
        <Select
          showSearch={{ optionFilterProp: 'label' }}
          options={tendencyOptions(t, taxonomy ?? { tendencies: [] })}
        />
      </Form.Item>
      <Form.Item
        name={['template', 'severity']}
        label={t('special:severity')}
        initialValue="ordinary"
      >
        <Select options={optionsOf(severities, say.severity)} />
      </Form.Item>
      <LongField name={['template', 'measure']} label={t('special:measure')} />
      <Form.Item name={['template', 'criterion']} label={t('special:criterion')} rules={need}>
        <Input maxLength={500} />
      </Form.Item>
      <Form.Item
        name={['template', 'systemic']}
        valuePropName="checked"
        initialValue={false}
        noStyle
      >
        <Checkbox>{t('special:systemic')}</Checkbox>
      </Form.Item>
    </fieldset>
  );
}
