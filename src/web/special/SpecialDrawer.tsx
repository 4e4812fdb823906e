import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { Button, Drawer, Form, Input, Table } from 'antd';
import { useState } from 'react';
import { call } from '../../contract/client.ts';
import type { Unit } from '../../contract/org/operations.ts';
import type { SpecialWhole } from '../../contract/special/operations.ts';
import { EvidenceList } from '../evidence/EvidenceList.tsx';
import { NeedLinks } from '../need/NeedLinks.tsx';
import { UnitPicker } from '../org/UnitPicker.tsx';
import { LongField } from '../problem/fields.tsx';
import { ProblemSelect } from '../problem/ProblemSelect.tsx';
import { LightWord } from '../problem/parts.tsx';
import { History } from '../record/History.tsx';
import { partsOf } from '../shell/at.ts';
import { useT } from '../shell/language.tsx';
import { Refusal, Waiting } from '../shell/parts.tsx';

interface Props {
  readonly id: string;
  readonly onClose: () => void;
  readonly onEdit: () => void;
}

/** A special rectification with the sub-tasks of its units. */
export function SpecialDrawer({ id, onClose, onEdit }: Props) {
  const t = useT();
  const found = useQuery({
    queryKey: ['special.get', id],
    queryFn: () => call('special.get', { params: { id } }),
  });
  const special = found.data;
  return (
    <Drawer
      open
      size="large"
      title={special?.name ?? t('special:room')}
      onClose={onClose}
      extra={special?.abilities.change.ok && <Button onClick={onEdit}>{t('special:edit')}</Button>}
    >
      <Refusal error={found.error} />
      {special ? <Inside special={special} /> : <Waiting label={t('web.loading')} />}
    </Drawer>
  );
}

function Inside({ special }: { special: SpecialWhole }) {
  const t = useT();
  return (
    <>
      <p className="dim">
        {t('special:led-by', { lead: special.lead.name })} · {special.since} – {special.due}
      </p>
      <p>{special.goal}</p>
      <NeedLinks plan={`special:${special.id}`} />
      {special.outcome && <p>{t('special:outcome-said', { outcome: special.outcome })}</p>}
      <Table
        size="small"
        rowKey="id"
        pagination={false}
        dataSource={special.rows}
        scroll={{ x: 'max-content' }}
        locale={{ emptyText: <p className="empty">{t('special:no-tasks')}</p> }}
        columns={[
          { title: t('special:task-unit'), render: (_, r) => r.unit.name },
          {
            title: t('special:task'),
            render: (_, r) => (
              <Link {...partsOf(`/problems?id=${r.id}`)}>
                {r.number} {r.title}
              </Link>
            ),
          },
          { title: t('special:state'), render: (_, r) => t(`problem:state-${r.state}`) },
          {
            title: t('special:due'),
            render: (_, r) => (
              <>
                {r.due} <LightWord light={r.light} />
              </>
            ),
          },
        ]}
      />
      <EvidenceList subject={`special:${special.id}`} />
      {special.abilities.change.ok && <Assign special={special} />}
      {special.abilities.change.ok && <Close special={special} />}
      <History subject={`special:${special.id}`} />
    </>
  );
}

function useDone(id: string) {
  const client = useQueryClient();
  return async () => {
    await client.invalidateQueries({ queryKey: ['special.get', id] });
    await client.invalidateQueries({ queryKey: ['special.list'] });
    await client.invalidateQueries({ queryKey: ['record', 'history', `special:${id}`] });
  };
}

interface Given {
  readonly title?: string;
  readonly facts?: string;
  readonly problems?: string[];
}

/** Units that get their sub-task, or problems there are that become one. */
function Assign({ special }: { special: SpecialWhole }) {
  const t = useT();
  const [form] = Form.useForm<Given>();
  const [units, setUnits] = useState<readonly Unit[]>([]);
  const done = useDone(special.id);
  const sent = useMutation({
    mutationFn: (f: Given) =>
      call('special.assign', {
        params: { id: special.id },
        body: {
          units: units.map((u) => u.id),
          problems: f.problems ?? [],
          ...(units.length > 0 ? { title: f.title, facts: f.facts } : {}),
        },
      }),
    onSuccess: async () => {
      form.resetFields();
      setUnits([]);
      await done();
    },
  });
  return (
    <Form form={form} layout="vertical" requiredMark={false} onFinish={(f) => sent.mutate(f)}>
      <h2>{t('special:assign')}</h2>
      <p>
        <UnitPicker
          under={special.unit.id}
          label={t('special:add-unit')}
          none={t('special:add-unit')}
          refused={(u) => units.some((x) => x.id === u.id)}
          onChange={(u) => setUnits([...units, u])}
        />{' '}
        {units.map((u) => (
          <Button
            key={u.id}
            size="small"
            onClick={() => setUnits(units.filter((x) => x.id !== u.id))}
            aria-label={t('special:without', { unit: u.name })}
          >
            {u.name} ×
          </Button>
        ))}
      </p>
      {units.length > 0 && (
        <>
          <Form.Item
            name="title"
            label={t('special:task')}
            rules={[{ required: true, min: 4, message: t('problem:need-words') }]}
          >
            <Input maxLength={120} />
          </Form.Item>
          <LongField name="facts" label={t('special:facts')} />
        </>
      )}
      <Form.Item name="problems" label={t('special:take-in')}>
        <ProblemSelect under={special.unit.id} />
      </Form.Item>
      <Refusal error={sent.error} />
      <Button htmlType="submit" aria-busy={sent.isPending}>
        {t('special:assign')}
      </Button>
    </Form>
  );
}

/** Joint closing; while it is refused, the reason stands there. */
function Close({ special }: { special: SpecialWhole }) {
  const t = useT();
  const done = useDone(special.id);
  const closed = useMutation({
    mutationFn: ({ outcome }: { outcome: string }) =>
      call('special.close', {
        params: { id: special.id },
        body: { outcome, version: special.version },
      }),
    onSuccess: done,
  });
  const { close } = special.abilities;
  return (
    <Form layout="vertical" requiredMark={false} onFinish={(f) => closed.mutate(f)}>
      <h2>{t('special:close')}</h2>
      {close.ok ? (
        <LongField name="outcome" label={t('special:outcome')} />
      ) : (
        special.rows.length > 0 && (
          <p className="dim">{t(`server.error-${close.why ?? 'special-open'}`)}</p>
        )
      )}
      <Refusal error={closed.error} />
      <Button htmlType="submit" disabled={!close.ok} aria-busy={closed.isPending}>
        {t('special:close')}
      </Button>
    </Form>
  );
}
