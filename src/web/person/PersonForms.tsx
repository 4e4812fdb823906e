import { Form, Input, Select } from 'antd';
import { call } from '../../contract/client.ts';
import type { Input as InputOf } from '../../contract/operation.ts';
import type { Operations } from '../../contract/operations.ts';
import { type Role, roles } from '../../contract/permissions.ts';
import type { Grant, Person } from '../../contract/person/schemas.ts';
import { administers } from '../../contract/person/verdicts.ts';
import { today } from '../shell/day.ts';
import { useT } from '../shell/language.tsx';
import { useMe } from '../shell/parts.tsx';
import { DayField, FormDrawer, PersonField, UnitField } from './parts.tsx';
import { StandInField } from './StandInField.tsx';

type Body<N extends keyof Operations> =
  InputOf<Operations[N]> extends { readonly body: infer B } ? B : never;

function Fields() {
  const t = useT();
  return (
    <>
      <Form.Item
        name="name"
        label={t('person:name')}
        rules={[{ required: true, whitespace: true, message: t('person:need-name') }]}
      >
        <Input maxLength={40} autoComplete="off" />
      </Form.Item>
      <Form.Item name="number" label={t('person:number')} extra={t('person:number-hint')}>
        <Input maxLength={40} autoComplete="off" />
      </Form.Item>
      <Form.Item name="mobile" label={t('person:mobile')}>
        <Input maxLength={20} inputMode="tel" autoComplete="off" />
      </Form.Item>
      <Form.Item name="email" label={t('person:email')}>
        <Input maxLength={100} inputMode="email" autoComplete="off" />
      </Form.Item>
    </>
  );
}

export function CreateDrawer({
  unit,
  onClose,
}: {
  unit?: string | undefined;
  onClose: () => void;
}) {
  const t = useT();
  return (
    <FormDrawer<Body<'person.create'>>
      title={t('person:create')}
      submit={t('person:create')}
      said={t('person:created')}
      {...(unit ? { initial: { unitId: unit } } : {})}
      run={(body) => call('person.create', { body })}
      onClose={onClose}
    >
      <UnitField label={t('person:own-unit')} permission="person.manage" />
      <Fields />
    </FormDrawer>
  );
}

interface Of {
  readonly person: Person;
  readonly onClose: () => void;
}

export function ChangeDrawer({ person, onClose }: Of) {
  const t = useT();
  const { name, number, mobile, email, version } = person;
  return (
    <FormDrawer<Omit<Body<'person.change'>, 'version'>>
      title={t('person:change')}
      submit={t('person:save')}
      said={t('person:changed')}
      initial={{ name, number, mobile, email }}
      run={(fields) =>
        call('person.change', { params: { id: person.id }, body: { ...fields, version } })
      }
      onClose={onClose}
    >
      <Fields />
    </FormDrawer>
  );
}

export function MoveDrawer({ person, onClose }: Of) {
  const t = useT();
  const { version } = person;
  return (
    <FormDrawer<{ unitId: string }>
      title={t('person:move')}
      submit={t('person:move')}
      said={t('person:moved')}
      run={(fields) =>
        call('person.move', { params: { id: person.id }, body: { ...fields, version } })
      }
      onClose={onClose}
    >
      <p className="dim">{t('person:move-what')}</p>
      <UnitField label={t('person:move-to')} permission="person.manage" />
    </FormDrawer>
  );
}

export function LeaveDrawer({ person, onClose }: Of) {
  const t = useT();
  const { version } = person;
  return (
    <FormDrawer<{ on: string }>
      title={t('person:leave')}
      submit={t('person:leave')}
      said={t('person:did-leave', { name: person.name })}
      initial={{ on: today() }}
      run={({ on }) => call('person.leave', { params: { id: person.id }, body: { on, version } })}
      onClose={onClose}
    >
      <p className="dim">{t('person:leave-what')}</p>
      <DayField name="on" label={t('person:left-on')} required />
    </FormDrawer>
  );
}

/** Roles the signed-in person may give somewhere. */
function useRoles(): Role[] {
  const held = useMe()?.grants ?? [];
  return roles.filter((role) => held.some((g) => administers[g.role]?.includes(role)));
}

interface GrantFields {
  readonly personId: string;
  readonly role: Role;
  readonly unitId: string;
  readonly since?: string;
  readonly through?: string;
  readonly reason?: string;
}

/** Only what was filled in: an empty day is no day. */
const filled = <T extends object>(fields: T): T =>
  Object.fromEntries(Object.entries(fields).filter(([, v]) => v !== '' && v !== undefined)) as T;

export function GrantDrawer({
  person,
  unit,
  onClose,
}: {
  person?: Person;
  unit?: string | undefined;
  onClose: () => void;
}) {
  const t = useT();
  const offered = useRoles();
  const initial = {
    ...(person ? { personId: person.id } : {}),
    ...((unit ?? person?.unit.id) ? { unitId: unit ?? person!.unit.id } : {}),
    since: today(),
  };
  return (
    <FormDrawer<GrantFields>
      title={person ? t('person:grant-to', { name: person.name }) : t('person:grant')}
      submit={t('person:grant')}
      said={t('person:granted')}
      initial={initial}
      run={(fields) =>
        call('person.grant', {
          body: filled({ ...fields, ...(person ? { personId: person.id } : {}) }),
        })
      }
      onClose={onClose}
    >
      {!person && <PersonField label={t('person:person')} />}
      <Form.Item
        name="role"
        label={t('person:role')}
        rules={[{ required: true, message: t('person:need-role') }]}
      >
        <Select
          options={offered.map((role) => ({ value: role, label: t(`identity:role-${role}`) }))}
        />
      </Form.Item>
      <UnitField label={t('person:grant-unit')} permission="grant.manage" />
      <DayField name="since" label={t('person:since')} min={today()} />
      <DayField name="through" label={t('person:through-day')} hint={t('person:through-hint')} />
      <Form.Item name="reason" label={t('person:reason')}>
        <Input maxLength={200} placeholder={t('person:reason-hint')} />
      </Form.Item>
    </FormDrawer>
  );
}

export function LendDrawer({ grant, onClose }: { grant: Grant; onClose: () => void }) {
  const t = useT();
  return (
    <FormDrawer<{ personId: string; since: string; through: string; reason?: string }>
      title={t('person:lend')}
      submit={t('person:lend')}
      said={t('person:did-lend')}
      initial={{ since: today() }}
      run={(fields) => call('person.lend', { params: { id: grant.id }, body: filled(fields) })}
      onClose={onClose}
    >
      <p>
        {t('person:lend-what', { role: t(`identity:role-${grant.role}`), unit: grant.unit.name })}
      </p>
      <StandInField grant={grant.id} />
      <DayField name="since" label={t('person:since')} min={today()} />
      <DayField name="through" label={t('person:through-day')} required />
      <Form.Item name="reason" label={t('person:reason')}>
        <Input maxLength={200} placeholder={t('person:lend-reason')} />
      </Form.Item>
    </FormDrawer>
  );
}
