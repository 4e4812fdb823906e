import { useQuery } from '@tanstack/react-query';
import { Form, Input, Select } from 'antd';
import { call } from '../../contract/client.ts';
import { type Unit, type UnitKind, unitKinds } from '../../contract/org/operations.ts';
import { DayInput } from '../shell/DayInput.tsx';
import { today } from '../shell/day.ts';
import { useT } from '../shell/language.tsx';
import type { Note } from './ActDrawer.tsx';
import { ClassSelect } from './ClassSelect.tsx';

/** What a form says of a unit. */
export interface UnitValues {
  readonly name: string;
  readonly shortName?: string | null;
  readonly code?: string | null;
  readonly kind: UnitKind;
  readonly class?: string | null;
}

export const unitFields = ['name', 'shortName', 'code', 'kind', 'class'] as const;

/** The part of a unit that a form edits. */
export function valuesOf(unit: Unit): UnitValues {
  const { name, shortName, code, kind, class: unitClass } = unit;
  return { name, shortName, code, kind, class: unitClass };
}

/** Name, short name, code, kind and class of a unit. */
export function UnitFields({ note, autoFocus }: { note: Note; autoFocus?: boolean }) {
  const t = useT();
  const roots = useQuery({ queryKey: ['org', 'roots'], queryFn: () => call('org.roots', {}) });
  return (
    <>
      <Form.Item
        name="name"
        label={t('org:name')}
        rules={[{ required: true, whitespace: true, message: t('org:need-name') }]}
        {...note('name')}
      >
        <Input maxLength={100} {...(autoFocus ? { autoFocus: true } : {})} />
      </Form.Item>
      <div className="org-pair">
        <Form.Item name="shortName" label={t('org:short')} {...note('shortName')}>
          <Input maxLength={30} />
        </Form.Item>
        <Form.Item
          name="code"
          label={t('org:code')}
          rules={[{ pattern: /^[\w.-]*$/, message: t('org:bad-code') }]}
          {...note('code')}
        >
          <Input maxLength={40} />
        </Form.Item>
        <Form.Item
          name="kind"
          label={t('org:kind')}
          rules={[{ required: true, message: t('org:need-kind') }]}
          {...note('kind')}
        >
          <KindSelect />
        </Form.Item>
        <Form.Item name="class" label={t('org:class')} {...note('class')}>
          <ClassSelect under={roots.data?.[0]?.id} placeholder={t('org:class-hint')} />
        </Form.Item>
      </div>
    </>
  );
}

/** Kinds of unit; forms of antd give value, id and the change handler. */
export function KindSelect(props: { value?: UnitKind; id?: string }) {
  const t = useT();
  return (
    <Select
      showSearch={{ optionFilterProp: 'label' }}
      options={unitKinds.map((kind) => ({ value: kind, label: t(`org:kind-${kind}`) }))}
      {...props}
    />
  );
}

/** The day a change holds from; not before the last change. */
export function DayField({ note, since }: { note: Note; since?: string }) {
  const t = useT();
  return (
    <Form.Item
      name="on"
      label={t('org:effective')}
      {...(since ? { extra: t('org:not-before', { day: since }) } : {})}
      rules={[{ required: true, message: t('org:need-day') }]}
      {...note('on')}
    >
      <DayInput max={today()} min={since} />
    </Form.Item>
  );
}

/** Since when a unit has existed: to be corrected to an earlier day while nothing else is known. */
export function FoundedField({ note, since }: { note: Note; since: string }) {
  const t = useT();
  return (
    <Form.Item
      name="since"
      label={t('org:founded')}
      extra={t('org:founded-hint', { day: since })}
      rules={[{ required: true, message: t('org:need-day') }]}
      {...note('since')}
    >
      <DayInput max={since} />
    </Form.Item>
  );
}
