import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Button, Form, Input, Radio, Select } from 'antd';
import { useState } from 'react';
import { call } from '../../contract/client.ts';
import {
  type Institution,
  type InstitutionKind,
  institutionKinds,
} from '../../contract/institution/operations.ts';
import type { Unit } from '../../contract/org/operations.ts';
import { UnitPicker } from '../org/UnitPicker.tsx';
import { LongField } from '../problem/fields.tsx';
import { ProblemSelect } from '../problem/ProblemSelect.tsx';
import { DayInput } from '../shell/DayInput.tsx';
import { today } from '../shell/day.ts';
import { useT } from '../shell/language.tsx';
import { Refusal } from '../shell/parts.tsx';
import { WritingDrawer } from '../shell/WritingDrawer.tsx';

interface Fields {
  readonly unitId: string;
  readonly kind: InstitutionKind;
  readonly title: string;
  readonly documentNumber?: string;
  readonly provides: string;
  readonly follows?: string | null;
  readonly inForceOn: string;
  readonly reviewOn?: string | null;
  readonly problems: string[];
}

const bodyOf = (f: Fields) => ({
  kind: f.kind,
  title: f.title,
  documentNumber: f.documentNumber || null,
  provides: f.provides,
  follows: f.kind === 'make' ? null : (f.follows ?? null),
  inForceOn: f.inForceOn,
});

async function save(now: Institution | undefined, f: Fields): Promise<void> {
  if (!now) {
    await call('institution.create', {
      body: {
        unitId: f.unitId,
        ...bodyOf(f),
        ...(f.reviewOn ? { reviewOn: f.reviewOn } : {}),
        problems: f.problems ?? [],
      },
    });
    return;
  }
  await call('institution.change', {
    params: { id: now.id },
    body: { ...bodyOf(f), reviewOn: f.reviewOn || null, version: now.version },
  });
  const held = now.problems.map((p) => p.id);
  const add = f.problems.filter((p) => !held.includes(p));
  const remove = held.filter((p) => !f.problems.includes(p));
  if (add.length + remove.length > 0)
    await call('institution.link', { params: { id: now.id }, body: { add, remove } });
}

/** A rule written down with the problems it answers, or changed. */
export function InstitutionForm(props: {
  now: Institution | undefined;
  unit: string | undefined;
  onClose: () => void;
}) {
  const t = useT();
  const { now, onClose } = props;
  const client = useQueryClient();
  const [form] = Form.useForm<Fields>();
  const [touched, setTouched] = useState(false);
  const kind = Form.useWatch('kind', form) ?? now?.kind ?? 'make';
  const unitId = Form.useWatch('unitId', form) ?? now?.unit.id ?? props.unit;
  const others = useQuery({
    queryKey: ['institution.list', 'follows', unitId],
    queryFn: () => call('institution.list', { query: unitId ? { under: unitId, limit: 200 } : {} }),
    enabled: kind !== 'make',
  });
  const saved = useMutation({
    mutationFn: (f: Fields) => save(now, f),
    onSuccess: async () => {
      setTouched(false);
      await client.invalidateQueries({ queryKey: ['institution.list'] });
      if (now) await client.invalidateQueries({ queryKey: ['institution.get', now.id] });
      onClose();
    },
  });
  const need = [{ required: true, message: t('problem:need-words') }];
  return (
    <WritingDrawer
      unsaved={touched}
      open
      size="large"
      title={t(now ? 'institution:edit' : 'institution:new')}
      onClose={onClose}
    >
      <Form
        form={form}
        layout="vertical"
        requiredMark={false}
        onValuesChange={() => setTouched(true)}
        onFinish={(f) => saved.mutate({ ...f, unitId: f.unitId ?? unitId })}
        initialValues={
          now
            ? {
                ...now,
                unitId: now.unit.id,
                follows: now.follows?.id,
                problems: now.problems.map((p) => p.id),
              }
            : { kind: 'make', inForceOn: today(), unitId: props.unit, problems: [] }
        }
      >
        {!now && (
          <Form.Item
            name="unitId"
            label={t('institution:unit')}
            rules={need}
            getValueFromEvent={(unit: Unit) => unit.id}
          >
            <UnitPicker permission="problem.write" />
          </Form.Item>
        )}
        <Form.Item name="kind" label={t('institution:kind')}>
          <Radio.Group
            options={institutionKinds.map((k) => ({ value: k, label: t(`institution:kind-${k}`) }))}
          />
        </Form.Item>
        {kind !== 'make' && (
          <Form.Item
            name="follows"
            label={t('institution:follows')}
            help={t('institution:follows-none')}
          >
            <Select
              allowClear
              options={(others.data?.rows ?? [])
                .filter(
                  (r) =>
                    r.id !== now?.id &&
                    r.kind !== 'repeal' &&
                    (r.standing === 'in-force' ||
                      r.standing === 'coming' ||
                      r.id === now?.follows?.id),
                )
                .map((r) => ({ value: r.id, label: r.title }))}
            />
          </Form.Item>
        )}
        <Form.Item name="title" label={t('institution:title')} rules={need}>
          <Input maxLength={120} />
        </Form.Item>
        <Form.Item name="documentNumber" label={t('institution:number')}>
          <Input maxLength={60} />
        </Form.Item>
        <LongField name="provides" label={t('institution:provides')} />
        <Form.Item name="inForceOn" label={t('institution:in-force')} rules={need}>
          <DayInput />
        </Form.Item>
        <Form.Item
          name="reviewOn"
          label={t('institution:review-on')}
          {...(now ? {} : { extra: t('institution:review-usual') })}
        >
          <DayInput clearable />
        </Form.Item>
        <Form.Item name="problems" label={t('institution:answers')}>
          <ProblemSelect under={unitId} known={now?.problems ?? []} />
        </Form.Item>
        <Refusal error={saved.error} />
        <Button type="primary" htmlType="submit" aria-busy={saved.isPending}>
          {t('institution:save')}
        </Button>
      </Form>
    </WritingDrawer>
  );
}
