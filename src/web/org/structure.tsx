import { CloseOutlined, PlusOutlined } from '@ant-design/icons';
import { useQuery } from '@tanstack/react-query';
import { Button, Form, Input, Select } from 'antd';
import { call } from '../../contract/client.ts';
import type { Unit } from '../../contract/org/operations.ts';
import { isUnder } from '../../contract/permissions.ts';
import { today } from '../shell/day.ts';
import { useT } from '../shell/language.tsx';
import { ActDrawer } from './ActDrawer.tsx';
import { Affected, useAffected } from './Affected.tsx';
import { useUnit } from './data.ts';
import type { ActProps } from './edits.tsx';
import { DayField, KindSelect, type UnitValues } from './fields.tsx';
import { UnitPicker } from './UnitPicker.tsx';
import { useActs } from './useActs.tsx';

interface ToValues {
  readonly to: string;
  readonly before?: string;
  readonly on: string;
}

const notUnder = (unit: Unit) => (other: Unit) =>
  isUnder(other.path, unit.path) || other.closedOn !== null;

/** The picker as a field of a form: its value is the unit's id. */
function ToField(props: { unit: Unit; label: string; note: object }) {
  const t = useT();
  return (
    <Form.Item
      name="to"
      label={props.label}
      getValueFromEvent={(chosen: Unit) => chosen.id}
      rules={[{ required: true, message: t('org:need-unit') }]}
      {...props.note}
    >
      <UnitPicker permission="org.manage" refused={notUnder(props.unit)} />
    </Form.Item>
  );
}

/** To another place in the tree, or among its siblings. */
export function MoveDrawer({ unit, onClose }: ActProps) {
  const t = useT();
  const acts = useActs();
  const [form] = Form.useForm<ToValues>();
  const to = Form.useWatch('to', form) ?? unit.parentId ?? undefined;
  const target = useUnit(to);
  const siblings = useQuery({
    queryKey: ['org', 'below', to, 'all'],
    queryFn: () => call('org.children', { params: { id: to! }, query: { limit: 500 } }),
    enabled: to !== undefined,
  });
  return (
    <ActDrawer<ToValues>
      title={t('org:move-unit', { unit: unit.name })}
      action={t('org:act-move')}
      form={form}
      fields={['to', 'on']}
      initial={{ ...(unit.parentId ? { to: unit.parentId } : {}), on: today() }}
      save={({ to: parentId, before, on }) =>
        acts.move(unit, { parentId, before, on }, target.data?.unit.name ?? '')
      }
      onClose={onClose}
    >
      {(note) => (
        <>
          {unit.units !== null && unit.units > 1 && (
            <p className="dim">{t('org:moves-with', { count: unit.units - 1 })}</p>
          )}
          <ToField unit={unit} label={t('org:new-parent')} note={note('to')} />
          <Form.Item name="before" label={t('org:place')}>
            <Select
              allowClear
              placeholder={t('org:place-last')}
              showSearch={{ optionFilterProp: 'label' }}
              options={(siblings.data ?? [])
                .filter((u) => u.id !== unit.id)
                .map((u) => ({ value: u.id, label: t('org:place-before', { unit: u.name }) }))}
            />
          </Form.Item>
          {to !== unit.parentId && <DayField note={note} since={unit.since} />}
        </>
      )}
    </ActDrawer>
  );
}

/** Into another unit: said in full before, because it cannot be taken back. */
export function MergeDrawer({ unit, onClose }: ActProps) {
  const t = useT();
  const acts = useActs();
  const [form] = Form.useForm<ToValues>();
  const target = useUnit(Form.useWatch('to', form));
  const into = target.data?.unit;
  const affected = useAffected(unit);
  return (
    <ActDrawer<ToValues>
      title={t('org:merge-unit', { unit: unit.name })}
      action={t('org:act-merge')}
      form={form}
      fields={['to', 'on']}
      initial={{ on: today() }}
      save={async ({ to, on }) => {
        await acts.merge(unit, { id: to, name: into?.name ?? '' }, on);
        return to;
      }}
      onClose={onClose}
    >
      {(note) => (
        <>
          <ToField unit={unit} label={t('org:merge-into')} note={note('to')} />
          <DayField note={note} since={unit.since} />
          <Affected answer={affected} />
          {into && (
            <p>{t('org:merge-what', { unit: unit.name, into: into.name, count: unit.children })}</p>
          )}
        </>
      )}
    </ActDrawer>
  );
}

interface SplitValues {
  readonly into: readonly UnitValues[];
  readonly on: string;
}

/** Into new units beside it. */
export function SplitDrawer({ unit, onClose }: ActProps) {
  const t = useT();
  const acts = useActs();
  const [form] = Form.useForm<SplitValues>();
  const fresh = { kind: unit.kind };
  const affected = useAffected(unit);
  return (
    <ActDrawer<SplitValues>
      title={t('org:split-unit', { unit: unit.name })}
      action={t('org:act-split')}
      form={form}
      fields={['on']}
      initial={{
        into: [
          { name: unit.name, code: unit.code, ...fresh },
          { name: '', ...fresh },
        ],
        on: today(),
      }}
      save={({ into, on }) => acts.split(unit, into, on)}
      onClose={onClose}
    >
      {(note) => (
        <>
          <p className="dim">{t('org:split-what', { unit: unit.name, count: unit.children })}</p>
          <Affected answer={affected} />
          <Form.List name="into">
            {(rows, { add, remove }) => (
              <>
                {rows.map((row, i) => (
                  <SplitRow
                    key={row.key}
                    at={row.name}
                    nth={i + 1}
                    {...(rows.length > 2 ? { onRemove: () => remove(row.name) } : {})}
                  />
                ))}
                <Button
                  size="small"
                  className="org-add"
                  disabled={rows.length >= 20}
                  icon={<PlusOutlined aria-hidden />}
                  onClick={() => add({ name: '', ...fresh })}
                >
                  {t('org:split-add')}
                </Button>
              </>
            )}
          </Form.List>
          <DayField note={note} since={unit.since} />
        </>
      )}
    </ActDrawer>
  );
}

function SplitRow({ at, nth, onRemove }: { at: number; nth: number; onRemove?: () => void }) {
  const t = useT();
  return (
    <fieldset className="org-part">
      <legend>{t(nth === 1 ? 'org:split-first' : 'org:split-nth', { nth })}</legend>
      <Form.Item
        name={[at, 'name']}
        label={t('org:name')}
        rules={[{ required: true, whitespace: true, message: t('org:need-name') }]}
      >
        <Input maxLength={100} />
      </Form.Item>
      <div className="org-pair">
        <Form.Item
          name={[at, 'code']}
          label={t('org:code')}
          rules={[{ pattern: /^[\w.-]*$/, message: t('org:bad-code') }]}
        >
          <Input maxLength={40} />
        </Form.Item>
        <Form.Item name={[at, 'kind']} label={t('org:kind')}>
          <KindSelect />
        </Form.Item>
      </div>
      {onRemove && (
        <Button
          size="small"
          type="text"
          className="org-remove"
          icon={<CloseOutlined aria-hidden />}
          aria-label={t('org:split-remove', { nth })}
          onClick={onRemove}
        />
      )}
    </fieldset>
  );
}
