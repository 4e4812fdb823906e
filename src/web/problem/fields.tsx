import { Form, Input, InputNumber } from 'antd';
import { DayInput } from '../shell/DayInput.tsx';
import { today } from '../shell/day.ts';
import { useT } from '../shell/language.tsx';

/** Why something is done; a step back is never without it. */
export function ReasonField({
  name = 'reason',
  label,
  quiet = false,
}: {
  name?: string;
  label?: string;
  /** Not the first thing that is asked. */
  quiet?: boolean;
}) {
  const t = useT();
  return (
    <Form.Item
      name={name}
      label={label ?? t('problem:reason')}
      rules={[{ required: true, min: 2, whitespace: true, message: t('problem:reason-missing') }]}
    >
      <Input.TextArea autoFocus={!quiet} autoSize={{ minRows: 1, maxRows: 5 }} maxLength={500} />
    </Form.Item>
  );
}

export function LongField(props: {
  name: string | (string | number)[];
  label: string;
  optional?: boolean;
  like?: string;
  first?: boolean;
  most?: number;
  extra?: string;
  /** What stands in it from the beginning. */
  value?: string;
}) {
  const t = useT();
  return (
    <Form.Item
      name={props.name}
      label={props.label}
      extra={props.extra}
      initialValue={props.value}
      rules={
        props.optional
          ? []
          : [{ required: true, min: 4, whitespace: true, message: t('problem:need-words') }]
      }
    >
      <Input.TextArea
        autoFocus={props.first === true}
        autoSize={{ minRows: 2, maxRows: 8 }}
        maxLength={props.most ?? 2000}
        {...(props.like ? { placeholder: props.like } : {})}
      />
    </Form.Item>
  );
}

/** A day that is over or is today, unless another span is given. */
export function DayField(props: { name: string; label: string; min?: string; to?: 'come' }) {
  const t = useT();
  return (
    <Form.Item
      name={props.name}
      label={props.label}
      rules={[{ required: true, message: t('problem:need-day') }]}
    >
      <DayInput
        {...(props.min ? { min: props.min } : {})}
        {...(props.to === 'come' ? {} : { max: today() })}
      />
    </Form.Item>
  );
}

export function NumberField({
  name,
  label,
  unit,
}: {
  name: string;
  label: string;
  unit?: string | null;
}) {
  return (
    <Form.Item name={name} label={label}>
      <InputNumber controls={false} {...(unit ? { suffix: unit } : {})} />
    </Form.Item>
  );
}
