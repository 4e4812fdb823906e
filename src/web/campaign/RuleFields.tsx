import { Form, InputNumber, Select } from 'antd';
import { severities } from '../../contract/problem/states.ts';
import { words } from '../../contract/problem/words.ts';
import { useT } from '../shell/language.tsx';

/** Days that a campaign counts by. */
export function RuleFields() {
  const t = useT();
  const say = words(t);
  return (
    <>
      <h2>{t('campaign:rules')}</h2>
      <div className="campaign-rules">
        <Days name="noticeDays" most={60} />
        <Days name="soonDays" most={60} />
        <Days name="silenceDays" most={250} />
        <Form.Item name={['rules', 'drawShare']} label={t('campaign:rule-drawShare')}>
          <InputNumber min={0} max={100} suffix="%" />
        </Form.Item>
        {severities.map((severity) => (
          <Form.Item
            key={severity}
            name={['rules', 'observeDays', severity]}
            label={t('campaign:rule-observeDays', { severity: say.severity(severity) })}
          >
            <InputNumber min={0} max={400} suffix={t('campaign:days')} />
          </Form.Item>
        ))}
        <Form.Item
          name={['rules', 'recheckDays']}
          label={t('campaign:rule-recheckDays')}
          getValueFromEvent={(values: (string | number)[]) =>
            [...new Set(values.map(Number))]
              .filter((n) => Number.isInteger(n) && n > 0 && n <= 1000)
              .sort((a, b) => a - b)
              .slice(0, 6)
          }
        >
          <Select
            mode="tags"
            options={[30, 60, 90, 180, 365].map((value) => ({ value, label: value }))}
          />
        </Form.Item>
      </div>
    </>
  );
}

function Days({ name, most }: { name: string; most: number }) {
  const t = useT();
  return (
    <Form.Item
      name={['rules', name]}
      label={t(`campaign:rule-${name}`)}
      rules={[{ required: true, message: t('campaign:need-number') }]}
    >
      <InputNumber min={1} max={most} suffix={t('campaign:workdays')} />
    </Form.Item>
  );
}
