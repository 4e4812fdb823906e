import { useQuery } from '@tanstack/react-query';
import { Form } from 'antd';
import { useState } from 'react';
import { call } from '../../contract/client.ts';
import { openWorkKinds, type UnitNode } from '../../contract/org/operations.ts';
import { today } from '../shell/day.ts';
import { useT } from '../shell/language.tsx';
import { ActDrawer } from './ActDrawer.tsx';
import { Affected, isPeopled, useAffected } from './Affected.tsx';
import {
  DayField,
  FoundedField,
  UnitFields,
  type UnitValues,
  unitFields,
  valuesOf,
} from './fields.tsx';
import { useActs } from './useActs.tsx';

export interface ActProps {
  readonly unit: UnitNode;
  /** Closes the drawer, and shows another unit such as the one made. */
  readonly onClose: (show?: string) => void;
}

type Dated = UnitValues & { readonly on: string; readonly since?: string };
const fields = [...unitFields, 'on', 'since'];

const labels = {
  name: 'org:name',
  shortName: 'org:short',
  code: 'org:code',
  kind: 'org:kind',
  class: 'org:class',
} as const;

/** What usually stands under a unit of a kind. */
const usual: Partial<Record<UnitNode['kind'], UnitNode['kind']>> = {
  group: 'company',
  company: 'department',
  branch: 'project',
  project: 'team',
  department: 'office',
  province: 'city',
  city: 'county',
  county: 'township',
  township: 'village',
};

/** A new unit under another. */
export function CreateDrawer({ unit, onClose }: ActProps) {
  const t = useT();
  const acts = useActs();
  const [form] = Form.useForm<Dated>();
  return (
    <ActDrawer<Dated>
      title={t('org:create-under', { unit: unit.name })}
      action={t('org:act-create')}
      form={form}
      fields={fields}
      initial={{ kind: usual[unit.kind] ?? 'department', on: today() }}
      save={({ on, ...values }) => acts.create(unit, values, on)}
      onClose={onClose}
      again={{
        label: t('org:create-again'),
        onSaved: () => {
          form.resetFields(['name', 'shortName', 'code']);
          form.getFieldInstance('name')?.focus();
        },
      }}
    >
      {(note) => (
        <>
          <UnitFields note={note} autoFocus />
          <DayField note={note} />
        </>
      )}
    </ActDrawer>
  );
}

/** Name, short name, code, kind and class of a unit from a day on. */
export function ChangeDrawer({ unit, onClose }: ActProps) {
  const t = useT();
  const acts = useActs();
  const [form] = Form.useForm<Dated>();
  const [opened] = useState(unit);
  const history = useQuery({
    queryKey: ['org', 'history', unit.id],
    queryFn: () => call('org.history', { params: { id: unit.id } }),
  });
  // Its founding can be corrected as long as nothing else is known of it.
  const first = history.data?.versions.length === 1 && history.data.from.length === 0;
  const differing = unitFields.filter((f) => (opened[f] ?? '') !== (unit[f] ?? ''));
  return (
    <ActDrawer<Dated>
      title={t('org:change-unit', { unit: unit.name })}
      action={t('org:save')}
      form={form}
      fields={fields}
      initial={{ ...valuesOf(unit), on: today(), since: unit.since }}
      save={async ({ on, since, ...values }) => {
        const founded = since && since !== unit.since ? await acts.found(unit, since) : unit;
        if (unitFields.some((f) => (values[f] ?? '') !== (unit[f] ?? '')))
          return acts.change(founded, values, on);
        await acts.done(t('org:did-change', { unit: unit.name }));
        return undefined;
      }}
      onClose={onClose}
      changed={
        <ul>
          {differing.map((f) => (
            <li key={f}>
              {t('org:now-is', {
                field: t(labels[f]),
                now: f === 'kind' ? t(`org:kind-${unit.kind}`) : (unit[f] ?? t('org:nothing')),
              })}
            </li>
          ))}
        </ul>
      }
    >
      {(note) => (
        <>
          <UnitFields note={note} autoFocus />
          <DayField note={note} since={unit.since} />
          {first && <FoundedField note={note} since={unit.since} />}
        </>
      )}
    </ActDrawer>
  );
}

/** Closing: refused while there are units under it or people in it, and said so before. */
export function CloseDrawer({ unit, onClose }: ActProps) {
  const t = useT();
  const acts = useActs();
  const [form] = Form.useForm<{ on: string }>();
  const below = (unit.units ?? 1) - 1;
  const affected = useAffected(unit);
  const peopled = affected.data !== undefined && isPeopled(affected.data);
  const left = openWorkKinds.filter((kind) => (affected.data?.open[kind] ?? 0) > 0);
  return (
    <ActDrawer<{ on: string }>
      title={t('org:close-unit', { unit: unit.name })}
      action={t('org:act-close')}
      form={form}
      fields={['on']}
      initial={{ on: today() }}
      disabled={below > 0 || peopled || left.length > 0}
      save={({ on }) => acts.close(unit, on)}
      onClose={onClose}
    >
      {(note) => (
        <>
          <p>{below > 0 ? t('org:close-below', { count: below }) : t('org:close-what')}</p>
          <Affected answer={affected} />
          {peopled && (
            <p role="status">
              {t('org:has-people', { people: affected.data.people, posts: affected.data.held })}
            </p>
          )}
          {left.map((kind) => (
            <p role="status" key={kind}>
              {t(`org:has-open-${kind}`, { count: affected.data!.open[kind] })}
            </p>
          ))}
          {below === 0 && <DayField note={note} since={unit.since} />}
        </>
      )}
    </ActDrawer>
  );
}
