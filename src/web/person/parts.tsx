import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { App, Button, Form, Select } from 'antd';
import { type ReactNode, useState } from 'react';
import { call } from '../../contract/client.ts';
import type { Unit } from '../../contract/org/operations.ts';
import type { Permission } from '../../contract/permissions.ts';
import type { Tenure } from '../../contract/person/schemas.ts';
import { UnitPicker } from '../org/UnitPicker.tsx';
import { DayInput } from '../shell/DayInput.tsx';
import { dayOf, today } from '../shell/day.ts';
import { useT } from '../shell/language.tsx';
import { Refusal, State } from '../shell/parts.tsx';
import { WritingDrawer } from '../shell/WritingDrawer.tsx';

/** Last day of something that is over at a moment. */
export const lastDayOf = (iso: string): string => dayOf(new Date(Date.parse(iso) - 1));

interface FormDrawerProps<T extends object> {
  readonly title: string;
  readonly submit: string;
  readonly danger?: boolean;
  readonly initial?: Partial<T>;
  readonly run: (values: T) => Promise<unknown>;
  /** What is said when it is done. */
  readonly said: string;
  readonly onClose: () => void;
  readonly children: ReactNode;
}

/** One act in a drawer: its fields, what the server refuses, and one button that does it. */
export function FormDrawer<T extends object>(props: FormDrawerProps<T>) {
  const t = useT();
  const client = useQueryClient();
  const { message } = App.useApp();
  const [form] = Form.useForm<T>();
  const act = useMutation({
    mutationFn: props.run,
    onSuccess: async () => {
      await client.invalidateQueries({ queryKey: ['person'] });
      void message.success(props.said);
      props.onClose();
    },
  });
  return (
    <WritingDrawer
      open
      size={480}
      title={props.title}
      onClose={props.onClose}
      footer={
        <div className="drawer-foot">
          <Button onClick={props.onClose}>{t('person:cancel')}</Button>
          <Button
            type="primary"
            danger={props.danger ?? false}
            loading={act.isPending}
            onClick={() => form.submit()}
          >
            {props.submit}
          </Button>
        </div>
      }
    >
      <Form<T>
        form={form}
        layout="vertical"
        requiredMark={false}
        {...(props.initial ? { initialValues: props.initial } : {})}
        onFinish={(values) => act.mutate(values)}
      >
        <Refusal error={act.error} />
        {props.children}
      </Form>
    </WritingDrawer>
  );
}

/** A table with rows scrolls sideways where it is narrow; an empty one has nothing to scroll to. */
export function wide(rows: readonly unknown[] | undefined, x: number): { scroll?: { x: number } } {
  return rows?.length ? { scroll: { x } } : {};
}

/** A day of a form. */
export function DayField(props: {
  readonly name: string;
  readonly label: string;
  readonly required?: boolean;
  readonly hint?: string;
  readonly min?: string;
}) {
  const t = useT();
  return (
    <Form.Item
      name={props.name}
      label={props.label}
      {...(props.hint ? { extra: props.hint } : {})}
      rules={props.required ? [{ required: true, message: t('person:need-day') }] : []}
    >
      <DayInput min={props.min} clearable={!props.required} />
    </Form.Item>
  );
}

/** A unit of a form; the form keeps its id. */
export function UnitField({ label, permission }: { label: string; permission: Permission }) {
  const t = useT();
  return (
    <Form.Item
      name="unitId"
      label={label}
      rules={[{ required: true, message: t('person:need-unit') }]}
      getValueFromEvent={(unit: Unit) => unit.id}
    >
      <UnitPicker permission={permission} label={label} />
    </Form.Item>
  );
}

/** Somebody of the units one may see, found by name, number or mobile. */
export function PersonField({ label, under }: { label: string; under?: string | undefined }) {
  const t = useT();
  const [q, setQ] = useState('');
  const found = useQuery({
    queryKey: ['person', 'find', under, q],
    queryFn: () => call('person.list', { query: { q, limit: 20, ...(under ? { under } : {}) } }),
  });
  return (
    <Form.Item
      name="personId"
      label={label}
      rules={[{ required: true, message: t('person:need-person') }]}
    >
      <Select
        showSearch={{ filterOption: false, onSearch: setQ }}
        placeholder={t('person:find-person')}
        notFoundContent={found.isPending ? t('web.loading') : t('person:nobody-found')}
        options={(found.data?.rows ?? []).map((p) => ({
          value: p.id,
          label: [p.name, p.number, p.unit.name].filter(Boolean).join(' · '),
        }))}
      />
    </Form.Item>
  );
}

/** How long a tenure is or was, and how it is held. */
export function TenureSpan({ tenure }: { tenure: Tenure }) {
  const t = useT();
  const now = today();
  const over = tenure.until !== null && tenure.until <= now;
  return (
    <>
      <span className="tabular">
        {tenure.since} – {tenure.until ?? t('person:to-now')}
      </span>{' '}
      {over ? (
        <span className="dim">{t('person:past')}</span>
      ) : tenure.since > now ? (
        <State kind="later">{t('person:to-come')}</State>
      ) : (
        <State kind="open">{t('person:in-post')}</State>
      )}
    </>
  );
}
