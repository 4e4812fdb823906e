import { useMutation } from '@tanstack/react-query';
import { Button, Form, Input } from 'antd';
import { useState } from 'react';
import { call } from '../../contract/client.ts';
import type { Unit } from '../../contract/org/operations.ts';
import type { SpecialWhole } from '../../contract/special/operations.ts';
import { UnitPicker } from '../org/UnitPicker.tsx';
import { PersonSelect } from '../person/PersonSelect.tsx';
import { LongField } from '../problem/fields.tsx';
import { ProblemSelect } from '../problem/ProblemSelect.tsx';
import { DayInput } from '../shell/DayInput.tsx';
import { useDone } from '../shell/done.tsx';
import { useT } from '../shell/language.tsx';
import { Refusal } from '../shell/parts.tsx';
import { UnsavedFields } from '../shell/WritingDrawer.tsx';
import { useReread } from './data.ts';
import '../problem/problem.css';

interface TaskGiven {
  readonly ownerId: string;
  readonly leaderId?: string;
  readonly due: string;
  readonly title?: string;
  readonly facts?: string;
  readonly measure?: string;
  readonly criterion?: string;
}
interface Given {
  readonly tasks?: Readonly<Record<string, TaskGiven>>;
  readonly problems?: string[];
}

/** What is written for a unit, else nothing: then it begins with what all begin with. */
const taskOf = (unitId: string, { leaderId, ...given }: TaskGiven) => ({
  unitId,
  ...given,
  ...(leaderId ? { leaderId } : {}),
});

/** Units that get their sub-task, or problems there are that become one. */
export function Assign({ special }: { special: SpecialWhole }) {
  const t = useT();
  const done = useDone();
  const [form] = Form.useForm<Given>();
  const [units, setUnits] = useState<readonly Unit[]>([]);
  const reread = useReread(special.id);
  const sent = useMutation({
    mutationFn: (f: Given) =>
      call('special.assign', {
        params: { id: special.id },
        body: {
          tasks: units.map((u) => taskOf(u.id, f.tasks![u.id]!)),
          problems: f.problems ?? [],
        },
      }),
    onSuccess: async (made) => {
      done(t('special:assigned', made));
      form.resetFields();
      setUnits([]);
      await reread();
    },
  });
  return (
    <Form form={form} layout="vertical" requiredMark={false} onFinish={(f) => sent.mutate(f)}>
      <UnsavedFields />
      <h2>{t('special:assign')}</h2>
      {special.template ? (
        <p>
          <UnitPicker
            under={special.unit.id}
            label={t('special:add-unit')}
            none={t('special:add-unit')}
            refused={(u) => units.some((x) => x.id === u.id)}
            onChange={(u) => setUnits([...units, u])}
          />
        </p>
      ) : (
        <p className="dim">{t('special:template-none')}</p>
      )}
      {units.map((u) => (
        <OfUnit
          key={u.id}
          unit={u}
          special={special}
          onDrop={() => setUnits(units.filter((x) => x.id !== u.id))}
        />
      ))}
      <Form.Item name="problems" label={t('special:take-in')}>
        <ProblemSelect under={special.unit.id} />
      </Form.Item>
      <Refusal error={sent.error} />
      <Button type="primary" htmlType="submit" aria-busy={sent.isPending}>
        {t('special:assign')}
      </Button>
    </Form>
  );
}

/** Who does it in a unit and until when; its words may differ from those of the others. */
function OfUnit(props: { unit: Unit; special: SpecialWhole; onDrop: () => void }) {
  const t = useT();
  const { unit, special } = props;
  const template = special.template!;
  const name = (field: keyof TaskGiven) => ['tasks', unit.id, field];
  const need = [{ required: true, message: t('problem:need-words') }];
  return (
    <fieldset className="problem-measure">
      <legend>{t('special:task-of', { unit: unit.name })}</legend>
      <div className="special-each">
        <Form.Item name={name('ownerId')} label={t('special:owner')} rules={need}>
          <PersonSelect under={unit.id} />
        </Form.Item>
        <Form.Item
          name={name('leaderId')}
          label={t('special:leader')}
          extra={t('special:leader-default')}
        >
          <PersonSelect under={unit.id} />
        </Form.Item>
        <Form.Item
          name={name('due')}
          label={t('special:due')}
          rules={need}
          initialValue={special.due}
        >
          <DayInput min={special.since} max={special.due} />
        </Form.Item>
        <Button
          size="small"
          onClick={props.onDrop}
          aria-label={t('special:without', { unit: unit.name })}
        >
          ×
        </Button>
      </div>
      <details>
        <summary>{t('special:own-words')}</summary>
        <Form.Item
          name={name('title')}
          label={t('special:task')}
          rules={need}
          initialValue={template.title}
        >
          <Input maxLength={120} />
        </Form.Item>
        <LongField name={name('facts')} label={t('special:facts')} value={template.facts} />
        <LongField name={name('measure')} label={t('special:measure')} value={template.measure} />
        <Form.Item
          name={name('criterion')}
          label={t('special:criterion')}
          rules={need}
          initialValue={template.criterion}
        >
          <Input maxLength={500} />
        </Form.Item>
      </details>
    </fieldset>
  );
}
