import { CloseOutlined, PlusOutlined } from '@ant-design/icons';
import { Button, Form, Select } from 'antd';
import { lists } from '../../contract/problem/states.ts';
import { DayInput } from '../shell/DayInput.tsx';
import { useT } from '../shell/language.tsx';
import { about } from '../shell/marks.ts';
import { ClassField } from './ClassField.tsx';

/** Who must have a list of their own: units of a class, or leaders in them, and by when. */
export function RequiredFields({ may }: { may: boolean }) {
  const t = useT();
  return (
    <Form.List name="required">
      {(rows, { add, remove }) => (
        <>
          <p className="dim">{t('campaign:required-what')}</p>
          {rows.map(({ key, name }) => (
            <div key={key} className="campaign-row">
              <Form.Item name={[name, 'list']} label={t('campaign:who')}>
                <Select
                  options={lists.map((value) => ({ value, label: t(`campaign:who-${value}`) }))}
                />
              </Form.Item>
              <ClassField at={name} />
              <Form.Item name={[name, 'by']} label={t('campaign:by')}>
                <DayInput clearable />
              </Form.Item>
              {may && (
                <Button
                  type="text"
                  icon={<CloseOutlined aria-hidden />}
                  aria-label={about(t, t('campaign:remove'), t('campaign:rule', { n: name + 1 }))}
                  onClick={() => remove(name)}
                />
              )}
            </div>
          ))}
          {may && rows.length < 40 && (
            <Button
              size="small"
              icon={<PlusOutlined aria-hidden />}
              onClick={() => add({ list: 'unit' })}
            >
              {t('campaign:add-required')}
            </Button>
          )}
        </>
      )}
    </Form.List>
  );
}
