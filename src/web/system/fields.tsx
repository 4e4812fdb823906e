import { Checkbox, Form, Input, InputNumber, Select } from 'antd';
import type { ReactElement } from 'react';
import { securities } from '../../contract/system/settings.ts';
import { useT } from '../shell/language.tsx';

const numbers: Readonly<Record<string, readonly [number, number]>> = {
  port: [1, 65_535],
  digestHour: [0, 23],
  retentionMonths: [6, 1200],
  remindEvery: [1, 120],
  escalateAfter: [1, 120],
  escalateStep: [1, 120],
  answerWithin: [1, 120],
  assignWithin: [1, 120],
  consult: [1, 120],
  help: [1, 120],
  suggest: [1, 120],
  complain: [1, 120],
  report: [1, 120],
  closeAfter: [1, 120],
  contactMonths: [1, 120],
};

/** Settings that hold several values, typed one after the other. */
const lists: readonly string[] = ['off', 'work', 'remindBefore'];

/** One setting, by what it holds. `secretSet`: a secret, and whether there is one. */
export function Field({ field, secretSet }: { field: string; secretSet?: boolean }) {
  const t = useT();
  const hint = t(`system:hint-${field}`);
  const known = hint === `system:hint-${field}` ? undefined : hint;
  return (
    <Form.Item
      label={t(`system:field-${field}`)}
      name={field}
      {...(known ? { extra: known } : {})}
      {...(field === 'anyCertificate' ? { valuePropName: 'checked' } : {})}
    >
      {control(t, field, secretSet)}
    </Form.Item>
  );
}

function control(
  t: ReturnType<typeof useT>,
  field: string,
  secretSet: boolean | undefined,
): ReactElement {
  if (secretSet !== undefined)
    return (
      <Input.Password
        autoComplete="new-password"
        placeholder={t(secretSet ? 'system:secret-set' : 'system:secret-none')}
      />
    );
  const range = numbers[field];
  if (range) return <InputNumber min={range[0]} max={range[1]} precision={0} />;
  if (field === 'anyCertificate') return <Checkbox />;
  if (field === 'security')
    return (
      <Select
        options={securities.map((value) => ({ value, label: t(`system:security-${value}`) }))}
      />
    );
  if (lists.includes(field))
    return (
      <Select
        mode="tags"
        open={false}
        suffixIcon={null}
        tokenSeparators={[' ', ',', '，', '、', ';', '；']}
        placeholder={t(`system:example-${field}`)}
      />
    );
  return <Input autoComplete="off" />;
}
