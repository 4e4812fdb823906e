import { useMutation, useQuery } from '@tanstack/react-query';
import { App, Button, Checkbox, Form, Input, Radio, Select } from 'antd';
import { useState } from 'react';
import { call } from '../../contract/client.ts';
import type { Unit } from '../../contract/org/operations.ts';
import {
  forms,
  type Form as SessionForms,
  type SessionWhole,
} from '../../contract/study/schemas.ts';
import { UnitPicker } from '../org/UnitPicker.tsx';
import { PeopleSelect, type Somebody } from '../person/PeopleSelect.tsx';
import { DayInput } from '../shell/DayInput.tsx';
import { today } from '../shell/day.ts';
import { useT } from '../shell/language.tsx';
import { Refusal, useMay } from '../shell/parts.tsx';
import { WritingDrawer } from '../shell/WritingDrawer.tsx';
import { useCampaigns, useReread } from './data.ts';

interface Fields {
  readonly unitId: string;
  readonly campaignId?: string;
  readonly form: SessionForms;
  readonly topic: string;
  readonly serves: string;
  readonly problemId?: string | null;
  readonly on: string;
  readonly at?: string | null;
  readonly place?: string | null;
  readonly host?: Somebody[];
  readonly speaker?: string | null;
  readonly agenda?: string;
  readonly held: boolean;
  readonly outcome?: string | null;
}

interface Props {
  /** The session to be changed; a new one when absent. */
  readonly now?: SessionWhole | undefined;
  readonly unit?: string | undefined;
  readonly day?: string | undefined;
  readonly held: boolean;
  readonly onClose: () => void;
  readonly onMade: (id: string) => void;
}

const bodyOf = (f: Fields) => {
  const host = f.host?.[0];
  return {
    form: f.form,
    topic: f.topic,
    serves: f.serves,
    problemId: f.problemId ?? null,
    on: f.on,
    at: f.at || null,
    place: f.place || null,
    hostId: host && 'id' in host ? host.id : null,
    hostName: host && !('id' in host) ? host.name : null,
    speaker: f.speaker || null,
    agenda: (f.agenda ?? '')
      .split('\n')
      .map((line) => line.trim())
      .filter(Boolean),
    held: f.held,
    outcome: f.outcome || null,
  };
};

function initial({ now, day, held }: Props): Partial<Fields> {
  if (!now) return { form: 'group', on: day ?? today(), held };
  const host = now.host ?? (now.hostName ? { name: now.hostName } : undefined);
  return {
    form: now.form,
    topic: now.topic,
    serves: now.serves,
    problemId: now.problem?.id ?? null,
    on: now.on,
    at: now.at,
    place: now.place,
    host: host ? [host] : [],
    speaker: now.speaker,
    agenda: now.agenda.join('\n'),
    held: now.state === 'held' || held,
    outcome: now.outcome,
  };
}

/** A session planned, or written down in a minute; people, files and results follow in its drawer. */
export function SessionForm(props: Props) {
  const { now, onClose, onMade } = props;
  const t = useT();
  const reread = useReread();
  const { message } = App.useApp();
  const [form] = Form.useForm<Fields>();
  const [touched, setTouched] = useState(false);
  const unitId = Form.useWatch('unitId', form) ?? props.unit;
  const held = Form.useWatch('held', form) ?? props.held;
  const { open, isSuccess } = useCampaigns(unitId);
  const save = useMutation({
    mutationFn: async (f: Fields) => {
      const body = bodyOf(f);
      if (now) {
        await call('study.change', {
          params: { id: now.id },
          body: { ...body, version: now.version },
        });
        return now.id;
      }
      const campaignId = f.campaignId ?? open[0]?.id ?? '';
      return (await call('study.create', { body: { ...body, unitId: f.unitId, campaignId } })).id;
    },
    onSuccess: async (id) => {
      setTouched(false);
      await reread();
      void message.success(t('study:saved'));
      onMade(id);
    },
  });
  const title = now ? 'study:change' : props.held ? 'study:record' : 'study:plan';
  return (
    <WritingDrawer
      unsaved={touched}
      open
      size={560}
      title={t(title)}
      onClose={onClose}
      footer={
        <div className="drawer-foot">
          <Button onClick={onClose}>{t('web.cancel')}</Button>
          <Button type="primary" loading={save.isPending} onClick={() => form.submit()}>
            {t('study:save')}
          </Button>
        </div>
      }
    >
      <Form<Fields>
        form={form}
        layout="vertical"
        requiredMark={false}
        className="study-form"
        initialValues={{ ...initial(props), unitId: now?.unit.id ?? props.unit }}
        onValuesChange={() => setTouched(true)}
        onFinish={(f) => save.mutate(f)}
      >
        <Refusal error={save.error} />
        {!now && isSuccess && unitId && open.length === 0 && (
          <p className="band">{t('study:no-campaign')}</p>
        )}
        {!now && <Where unit={unitId} open={open} />}
        <Form.Item name="form" label={t('study:form')}>
          <Radio.Group
            options={forms.map((value) => ({ value, label: t(`study:form-${value}`) }))}
          />
        </Form.Item>
        <Form.Item
          name="topic"
          label={t('study:topic')}
          rules={[{ required: true, min: 2, whitespace: true, message: t('study:need-topic') }]}
        >
          <Input autoFocus={!now} maxLength={120} placeholder={t('study:topic-like')} />
        </Form.Item>
        <Form.Item
          name="serves"
          label={t('study:serves')}
          extra={t('study:serves-what')}
          rules={[{ required: true, min: 2, whitespace: true, message: t('study:need-serves') }]}
        >
          <Input maxLength={200} placeholder={t('study:serves-like')} />
        </Form.Item>
        <div className="study-three">
          <Form.Item
            name="on"
            label={t('study:on')}
            rules={[{ required: true, message: t('study:need-day') }]}
          >
            <DayInput {...(held ? { max: today() } : {})} />
          </Form.Item>
          <Form.Item
            name="at"
            label={t('study:at')}
            rules={[{ pattern: /^([01]\d|2[0-3]):[0-5]\d$/, message: t('study:need-time') }]}
          >
            <Input maxLength={5} placeholder="14:30" />
          </Form.Item>
          <Form.Item name="place" label={t('study:place')}>
            <Input maxLength={80} />
          </Form.Item>
        </div>
        <Form.Item name="host" label={t('study:host')}>
          <PeopleSelect single under={unitId} />
        </Form.Item>
        <Form.Item name="held" valuePropName="checked" className="study-held">
          <Checkbox>{t('study:held')}</Checkbox>
        </Form.Item>
        {held && (
          <Form.Item name="outcome" label={t('study:outcome')} extra={t('study:outcome-what')}>
            <Input.TextArea autoSize={{ minRows: 2, maxRows: 8 }} maxLength={2000} />
          </Form.Item>
        )}
        <details className="study-details" open={now !== undefined}>
          <summary>{t('study:more-fields')}</summary>
          <More unit={unitId} known={now?.problem ?? undefined} />
        </details>
      </Form>
    </WritingDrawer>
  );
}

function Where({
  unit,
  open,
}: {
  unit: string | undefined;
  open: readonly { id: string; name: string }[];
}) {
  const t = useT();
  return (
    <div className="study-two">
      <Form.Item
        name="unitId"
        label={t('study:unit')}
        rules={[{ required: true, message: t('study:need-unit') }]}
        getValueFromEvent={(chosen: Unit) => chosen.id}
      >
        <UnitPicker permission="study.write" label={t('study:unit')} />
      </Form.Item>
      {unit && open.length > 1 && (
        <Form.Item name="campaignId" label={t('study:campaign')} initialValue={open[0]?.id}>
          <Select
            options={open.map((c) => ({ value: c.id, label: c.name }))}
            popupMatchSelectWidth={false}
          />
        </Form.Item>
      )}
    </div>
  );
}

function More({
  unit,
  known,
}: {
  unit: string | undefined;
  known: { id: string; number: string; title: string } | undefined;
}) {
  const t = useT();
  const may = useMay();
  return (
    <>
      {may('problem.read') && (
        <Form.Item name="problemId" label={t('study:problem')}>
          <ProblemSelect unit={unit} known={known} />
        </Form.Item>
      )}
      <Form.Item name="speaker" label={t('study:speaker')}>
        <Input maxLength={80} />
      </Form.Item>
      <Form.Item name="agenda" label={t('study:agenda')} extra={t('study:agenda-what')}>
        <Input.TextArea autoSize={{ minRows: 2, maxRows: 10 }} />
      </Form.Item>
    </>
  );
}

/** A problem of the ledger, found by words. */
function ProblemSelect(props: {
  unit: string | undefined;
  known: { id: string; number: string; title: string } | undefined;
  value?: string | null;
  onChange?: (id: string | null) => void;
  id?: string;
}) {
  const t = useT();
  const [q, setQ] = useState('');
  const found = useQuery({
    queryKey: ['problem', 'find', props.unit, q],
    queryFn: () =>
      call('problem.list', {
        query: { limit: 20, ...(q ? { q } : {}), ...(props.unit ? { under: props.unit } : {}) },
      }),
  });
  const rows = found.data?.rows ?? [];
  const shown =
    props.known && !rows.some((r) => r.id === props.known!.id) ? [props.known, ...rows] : rows;
  return (
    <Select
      {...(props.id ? { id: props.id } : {})}
      allowClear
      showSearch={{ filterOption: false, onSearch: setQ }}
      placeholder={t('study:problem-find')}
      value={props.value ?? null}
      onChange={(id: string | null) => props.onChange?.(id ?? null)}
      notFoundContent={found.isPending ? t('web.loading') : t('study:problem-none')}
      options={shown.map((p) => ({ value: p.id, label: `${p.number} ${p.title}` }))}
    />
  );
}
