import { useMutation, useQueryClient } from '@tanstack/react-query';
import { App, Button, Checkbox, Form, Input, Radio, Select } from 'antd';
import { useState } from 'react';
import type { Campaign } from '../../contract/campaign/schemas.ts';
import { call } from '../../contract/client.ts';
import type { Unit } from '../../contract/org/operations.ts';
import type { ProblemWhole } from '../../contract/problem/schemas.ts';
import { lists, mirrors, severities, sources } from '../../contract/problem/states.ts';
import { UnitPicker } from '../org/UnitPicker.tsx';
import { PersonSelect } from '../person/PersonSelect.tsx';
import { useT } from '../shell/language.tsx';
import { Refusal, Waiting } from '../shell/parts.tsx';
import { WritingDrawer } from '../shell/WritingDrawer.tsx';
import { useCampaigns, useProblem, useReread } from './data.ts';
import { MeasureFields, type MeasureInput, measureBody } from './MeasureFields.tsx';
import { optionsOf, tendencyOptions, useWords } from './parts.tsx';

interface Props {
  /** The problem to be changed; a new one when absent. */
  readonly id?: string | undefined;
  readonly unit?: string | undefined;
  readonly campaign?: string | undefined;
  readonly onClose: () => void;
}

interface Fields {
  readonly unitId: string;
  readonly campaignId: string;
  readonly list: (typeof lists)[number];
  readonly personId?: string;
  readonly source: (typeof sources)[number];
  readonly sourceText?: string;
  readonly mirror?: (typeof mirrors)[number] | null;
  readonly tendency?: string | null;
  readonly title: string;
  readonly facts: string;
  readonly cause?: string;
  readonly severity: (typeof severities)[number];
  readonly systemic: boolean;
  readonly ownerId?: string;
  readonly leaderId?: string;
  readonly measure: MeasureInput;
  readonly publish: boolean;
}

/** A problem written down, with its first measure; or its words and people changed. */
export function ProblemForm({ id, ...props }: Props) {
  const t = useT();
  const found = useProblem(id);
  if (id && !found.data) return found.error ? null : <Waiting label={t('web.loading')} />;
  return <Fill key={id ?? 'new'} {...props} now={found.data} />;
}

const ORDINARY = { list: 'unit', source: 'self', severity: 'ordinary', systemic: false } as const;

const initial = (now: ProblemWhole | undefined, given: Partial<Fields>) =>
  now
    ? {
        ...now,
        unitId: now.unit.id,
        personId: now.person?.id,
        ownerId: now.owner?.id,
        leaderId: now.leader?.id,
      }
    : { ...ORDINARY, publish: true, measure: { kind: 'by-date' as const }, ...given };

/** Only what the server takes of a problem's words and people. */
const bodyOf = (f: Fields) => ({
  list: f.list,
  personId: f.list === 'personal' ? (f.personId ?? null) : null,
  source: f.source,
  sourceText: f.sourceText || null,
  mirror: f.mirror ?? null,
  tendency: f.tendency ?? null,
  title: f.title,
  facts: f.facts,
  cause: f.cause || null,
  severity: f.severity,
  systemic: f.systemic ?? false,
  ownerId: f.ownerId ?? null,
  leaderId: f.leaderId ?? null,
});

function useSave(now: ProblemWhole | undefined, done: (number: string) => Promise<void>) {
  return useMutation({
    mutationFn: async (f: Fields) => {
      if (now) {
        const body = { ...bodyOf(f), version: now.version };
        await call('problem.change', { params: { id: now.id }, body });
        return now.number;
      }
      const { unitId, campaignId, publish } = f;
      const measures = f.measure?.text?.trim() ? [measureBody(f.measure, f.ownerId)] : [];
      const body = { unitId, campaignId, publish, measures, ...bodyOf(f) };
      return (await call('problem.create', { body })).number;
    },
    onSuccess: done,
  });
}

function Fill({
  now,
  unit,
  campaign,
  onClose,
}: Omit<Props, 'id'> & { now?: ProblemWhole | undefined }) {
  const t = useT();
  const say = useWords();
  const client = useQueryClient();
  const { message } = App.useApp();
  const reread = useReread();
  const [form] = Form.useForm<Fields>();
  const [touched, setTouched] = useState(false);
  const unitId = Form.useWatch('unitId', form) ?? now?.unit.id ?? unit;
  const campaignId = Form.useWatch('campaignId', form) ?? now?.campaignId;
  const list = Form.useWatch('list', form) ?? now?.list ?? 'unit';
  const campaigns = useCampaigns(unitId).data?.rows ?? [];
  const open = campaigns.filter((c) => c.closedOn === null);
  const frame = campaigns.find((c) => c.id === (campaignId ?? campaign)) ?? open[0];
  if (!now && frame && campaignId !== frame.id) form.setFieldValue('campaignId', frame.id);
  const save = useSave(now, async (number) => {
    setTouched(false);
    if (now) await reread(now.id);
    else await client.invalidateQueries({ queryKey: ['problem'] });
    void client.invalidateQueries({ queryKey: ['today'] });
    void message.success(t(now ? 'problem:saved' : 'problem:written', { number }));
    onClose();
  });
  return (
    <WritingDrawer
      unsaved={touched}
      open
      size={640}
      title={now ? t('problem:edit-of', { number: now.number }) : t('problem:new')}
      onClose={onClose}
      footer={
        <div className="drawer-foot">
          <Button onClick={onClose}>{t('web.cancel')}</Button>
          <Button type="primary" loading={save.isPending} onClick={() => form.submit()}>
            {t(now ? 'problem:save' : 'problem:write')}
          </Button>
        </div>
      }
    >
      <Form<Fields>
        form={form}
        layout="vertical"
        requiredMark={false}
        className="problem-form"
        initialValues={initial(now, { ...(unit ? { unitId: unit } : {}) })}
        onValuesChange={() => setTouched(true)}
        onFinish={(f) => save.mutate({ ...f, campaignId: f.campaignId ?? frame?.id ?? '' })}
      >
        <Refusal error={save.error} />
        {!now && open.length === 0 && unitId && campaigns.length === 0 && (
          <p className="band">{t('problem:no-campaign')}</p>
        )}
        {!now && (
          <div className="two">
            <UnitField />
            <Form.Item name="campaignId" label={t('problem:campaign')}>
              <Select
                options={open.map((c) => ({ value: c.id, label: c.name }))}
                popupMatchSelectWidth={false}
              />
            </Form.Item>
          </div>
        )}
        {!now && frame && unitId && (
          <Templates frame={frame} pick={(f) => form.setFieldsValue(f as never)} />
        )}
        <Words />
        <div className="two">
          <Form.Item name="leaderId" label={t('problem:col-leader')}>
            <PersonSelect under={unitId} known={now?.leader} />
          </Form.Item>
          <Form.Item name="ownerId" label={t('problem:col-owner')}>
            <PersonSelect under={unitId} known={now?.owner} />
          </Form.Item>
          <Form.Item name="tendency" label={t('problem:col-tendency')}>
            <Select
              allowClear
              showSearch={{ optionFilterProp: 'label' }}
              options={tendencyOptions(t, frame?.taxonomy ?? { tendencies: [] })}
            />
          </Form.Item>
          <Form.Item name="severity" label={t('problem:col-severity')}>
            <Radio.Group options={optionsOf(severities, say.severity)} />
          </Form.Item>
          <Form.Item name="source" label={t('problem:col-source')}>
            <Select options={optionsOf(sources, say.source)} />
          </Form.Item>
          <Form.Item name="list" label={t('problem:col-list')}>
            <Radio.Group options={optionsOf(lists, say.list)} />
          </Form.Item>
          {list === 'personal' && (
            <Form.Item
              name="personId"
              label={t('problem:whose')}
              rules={[{ required: true, message: t('problem:need-whose') }]}
            >
              <PersonSelect under={unitId} known={now?.person} />
            </Form.Item>
          )}
        </div>
        {!now && <MeasureFields name="measure" unit={unitId} optional />}
        <details className="problem-more" open={now !== undefined}>
          <summary>{t('problem:more-fields')}</summary>
          <More />
        </details>
        {!now && (
          <Form.Item name="publish" valuePropName="checked" extra={t('problem:publish-what')}>
            <Checkbox>{t('problem:publish')}</Checkbox>
          </Form.Item>
        )}
      </Form>
    </WritingDrawer>
  );
}

function UnitField() {
  const t = useT();
  return (
    <Form.Item
      name="unitId"
      label={t('problem:col-unit')}
      rules={[{ required: true, message: t('problem:need-unit') }]}
      getValueFromEvent={(unit: Unit) => unit.id}
    >
      <UnitPicker permission="problem.write" label={t('problem:col-unit')} />
    </Form.Item>
  );
}

function Words() {
  const t = useT();
  return (
    <>
      <Form.Item
        name="title"
        label={t('problem:title')}
        rules={[
          { required: true, min: 4, max: 120, whitespace: true, message: t('problem:need-title') },
        ]}
      >
        <Input autoFocus maxLength={120} placeholder={t('problem:title-like')} />
      </Form.Item>
      <Form.Item
        name="facts"
        label={t('problem:facts')}
        rules={[
          { required: true, min: 4, max: 4000, whitespace: true, message: t('problem:need-facts') },
        ]}
      >
        <Input.TextArea
          autoSize={{ minRows: 2, maxRows: 8 }}
          maxLength={4000}
          placeholder={t('problem:facts-like')}
        />
      </Form.Item>
    </>
  );
}

function More() {
  const t = useT();
  const say = useWords();
  return (
    <>
      <Form.Item name="cause" label={t('problem:cause')}>
        <Input.TextArea autoSize={{ minRows: 2, maxRows: 6 }} maxLength={2000} />
      </Form.Item>
      <div className="two">
        <Form.Item name="sourceText" label={t('problem:source-text')}>
          <Input maxLength={200} />
        </Form.Item>
        <Form.Item name="mirror" label={t('problem:col-mirror')}>
          <Select allowClear options={optionsOf(mirrors, say.mirror)} />
        </Form.Item>
      </div>
      <Form.Item name="systemic" valuePropName="checked" extra={t('problem:systemic-what')}>
        <Checkbox>{t('problem:systemic')}</Checkbox>
      </Form.Item>
    </>
  );
}

/** Typical problems of the campaign to start from: those for the class of the unit, or all with theirs. */
function Templates({ frame, pick }: { frame: Campaign; pick: (f: Partial<Fields>) => void }) {
  const t = useT();
  if (frame.templates.length === 0) return null;
  return (
    <Form.Item label={t('problem:template')}>
      <Select
        aria-label={t('problem:template')}
        placeholder={t('problem:template-pick')}
        showSearch={{ optionFilterProp: 'label' }}
        value={null as number | null}
        onChange={(i: number | null) => {
          const chosen = i === null ? undefined : frame.templates[i];
          if (!chosen) return;
          pick({
            title: chosen.title,
            tendency: chosen.tendency ?? null,
            mirror: chosen.mirror ?? null,
            ...(chosen.hint ? { facts: chosen.hint } : {}),
          });
        }}
        options={frame.templates.map((x, value) => ({
          value,
          label: x.class ? t('problem:template-of', { title: x.title, class: x.class }) : x.title,
        }))}
      />
    </Form.Item>
  );
}
