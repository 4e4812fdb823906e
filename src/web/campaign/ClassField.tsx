import { Form } from 'antd';
import { createContext, useContext } from 'react';
import type { Campaign } from '../../contract/campaign/schemas.ts';
import { ClassSelect } from '../org/ClassSelect.tsx';
import { useT } from '../shell/language.tsx';

/** Unit of the campaign whose form it is. */
export const CampaignUnit = createContext<string | undefined>(undefined);

/** Class of unit that something is for; every unit when it is left empty. */
export function ClassField({ at }: { at: number }) {
  const t = useT();
  const under = useContext(CampaignUnit);
  const required: Campaign['required'] = Form.useWatch('required') ?? [];
  const templates: Campaign['templates'] = Form.useWatch('templates') ?? [];
  const also = [...required, ...templates].flatMap((r) => r?.class ?? []);
  return (
    <Form.Item name={[at, 'class']} label={t('campaign:class')}>
      <ClassSelect under={under} also={also} placeholder={t('campaign:class-any')} />
    </Form.Item>
  );
}
