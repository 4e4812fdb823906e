import { Form, Input, InputNumber, Radio, Select } from 'antd';
import { type Direction, directions, measureKinds } from '../../contract/problem/states.ts';
import { PersonSelect } from '../person/PersonSelect.tsx';
import { DayInput } from '../shell/DayInput.tsx';
import { today } from '../shell/day.ts';
import { useT } from '../shell/language.tsx';
import { optionsOf, useWords } from './parts.tsx';
import { ServesInput } from './ServesInput.tsx';

/** What a person writes of a measure; numbers and days may be left empty. */
export interface MeasureInput {
  readonly text?: string;
  readonly kind: (typeof measureKinds)[number];
  readonly due?: string;
  readonly ownerId?: string;
  readonly criterion?: string;
  readonly figure?: string;
  readonly figureUnit?: string;
  readonly baseline?: number | null;
  readonly target?: number | null;
  readonly direction?: Direction;
  readonly beneficiaries?: string;
  readonly expected?: number | null;
  readonly serves?: string;
}

/** The body of the server for a measure; whoever answers for the problem answers for it too. */
export const measureBody = (m: MeasureInput, ownerId?: string | null) => ({
  text: m.text!.trim(),
  kind: m.kind,
  due: m.due ?? null,
  ownerId: m.ownerId ?? ownerId ?? null,
  criterion: m.criterion?.trim() || null,
  figure: m.figure?.trim() || null,
  figureUnit: m.figureUnit?.trim() || null,
  baseline: m.baseline ?? null,
  target: m.target ?? null,
  direction: m.direction ?? null,
  beneficiaries: m.beneficiaries?.trim() || null,
  expected: m.expected ?? null,
  serves: m.serves?.trim() || null,
});

interface Props {
  /** Name under which the form keeps it; the form itself when absent. */
  readonly name?: string;
  readonly unit: string | undefined;
  /** The measure may be left out. */
  readonly optional?: boolean;
  readonly owner?: { readonly id: string; readonly name: string } | null;
}

/** A measure: what, who, when, and how one will see that it worked. */
export function MeasureFields({ name, unit, optional = false, owner }: Props) {
  const t = useT();
  const say = useWords();
  const form = Form.useFormInstance();
  const at = (field: string) => (name ? [name, field] : field);
  const kind = Form.useWatch(at('kind'), form);
  return (
    <fieldset className="problem-measure">
      <legend>{t(optional ? 'problem:measure-first' : 'problem:measure')}</legend>
      <Form.Item
        name={at('text')}
        label={t('problem:measure-text')}
        rules={[
          {
            required: !optional,
            min: 4,
            max: 2000,
            whitespace: true,
            message: t('problem:need-measure'),
          },
        ]}
      >
        <Input.TextArea autoSize={{ minRows: 1, maxRows: 6 }} maxLength={2000} />
      </Form.Item>
      <div className="two">
        <Form.Item name={at('kind')} label={t('problem:col-kind')}>
          <Radio.Group
            options={optionsOf(measureKinds, say.kind)}
            // 立行立改: done in days, so the day is today until another is written.
            onChange={(e) => {
              if (e.target.value === 'at-once' && !form.getFieldValue(at('due')))
                form.setFieldValue(at('due'), today());
            }}
          />
        </Form.Item>
        {kind !== 'long-term' && (
          <Form.Item name={at('due')} label={t('problem:col-due')}>
            <DayInput clearable />
          </Form.Item>
        )}
        <Form.Item
          name={at('criterion')}
          label={t('problem:criterion')}
          extra={t('problem:criterion-what')}
        >
          <Input maxLength={500} placeholder={t('problem:criterion-like')} />
        </Form.Item>
        <Form.Item name={at('ownerId')} label={t('problem:measure-owner')}>
          <PersonSelect under={unit} known={owner} />
        </Form.Item>
      </div>
      <div className="five">
        <Form.Item name={at('figure')} label={t('problem:figure')}>
          <Input maxLength={60} placeholder={t('problem:figure-like')} />
        </Form.Item>
        <Form.Item name={at('figureUnit')} label={t('problem:figure-unit')}>
          <Input maxLength={20} />
        </Form.Item>
        <Form.Item name={at('baseline')} label={t('problem:baseline')}>
          <InputNumber controls={false} />
        </Form.Item>
        <Form.Item name={at('target')} label={t('problem:target')}>
          <InputNumber controls={false} />
        </Form.Item>
        <Form.Item name={at('direction')} label={t('problem:direction')}>
          <Select
            allowClear
            options={optionsOf(directions, say.direction)}
            placeholder={t('problem:direction-follows')}
          />
        </Form.Item>
      </div>
      <details className="problem-more">
        <summary>{t('problem:more-measure')}</summary>
        <div className="two">
          <Form.Item name={at('beneficiaries')} label={t('problem:beneficiaries')}>
            <Input maxLength={120} />
          </Form.Item>
          <Form.Item name={at('expected')} label={t('problem:expected')}>
            <InputNumber controls={false} min={0} precision={0} />
          </Form.Item>
          <Form.Item name={at('serves')} label={t('problem:serves')}>
            <ServesInput under={unit} />
          </Form.Item>
        </div>
      </details>
    </fieldset>
  );
}
