import { Form, Input } from 'antd';
import { useT } from '../shell/language.tsx';

/** Class of unit that something is for; every unit when it is left empty. */
export function ClassField({ at }: { at: number }) {
  const t = useT();
  return (
    <Form.Item name={[at, 'class']} label={t('campaign:class')}>
      <Input maxLength={40} placeholder={t('campaign:class-any')} />
    </Form.Item>
  );
}
