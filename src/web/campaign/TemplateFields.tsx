import { CloseOutlined, PlusOutlined } from '@ant-design/icons';
import { Button, Form, Input, Select } from 'antd';
import type { Taxonomy } from '../../contract/campaign/schemas.ts';
import { useT } from '../shell/language.tsx';
import { about } from '../shell/marks.ts';
import { ClassField } from './ClassField.tsx';

/** Typical problems of a class of unit, to start from and make one's own. */
export function TemplateFields({ may }: { may: boolean }) {
  const t = useT();
  const groups: Taxonomy['tendencies'] = Form.useWatch(['taxonomy', 'tendencies']) ?? [];
  return (
    <Form.List name="templates">
      {(rows, { add, remove }) => (
        <>
          <p className="dim">{t('campaign:templates-what')}</p>
          {rows.map(({ key, name }) => (
            <fieldset key={key} className="campaign-group">
              <div className="campaign-line">
                <Form.Item
                  name={[name, 'title']}
                  rules={[
                    { required: true, min: 4, whitespace: true, message: t('campaign:need-title') },
                  ]}
                >
                  <Input
                    maxLength={120}
                    aria-label={t('campaign:template', { n: name + 1 })}
                    placeholder={t('campaign:template-title')}
                  />
                </Form.Item>
                {may && (
                  <Button
                    type="text"
                    icon={<CloseOutlined aria-hidden />}
                    aria-label={about(
                      t,
                      t('campaign:remove'),
                      t('campaign:template', { n: name + 1 }),
                    )}
                    onClick={() => remove(name)}
                  />
                )}
              </div>
              <div className="campaign-rules">
                <ClassField at={name} />
                <Form.Item name={[name, 'tendency']} label={t('campaign:tendency')}>
                  <Select
                    allowClear
                    popupMatchSelectWidth={false}
                    options={groups.map((g) => ({
                      label: g?.name,
                      title: g?.name ?? '',
                      options: (g?.items?.length ? g.items : [g]).map((i) => ({
                        value: i?.code,
                        label: i?.name,
                      })),
                    }))}
                  />
                </Form.Item>
              </div>
              <Form.Item name={[name, 'hint']} label={t('campaign:hint')}>
                <Input.TextArea autoSize={{ minRows: 1, maxRows: 4 }} maxLength={400} />
              </Form.Item>
            </fieldset>
          ))}
          {may && rows.length < 200 && (
            <Button
              size="small"
              icon={<PlusOutlined aria-hidden />}
              onClick={() => add({ title: '' })}
            >
              {t('campaign:add-template')}
            </Button>
          )}
        </>
      )}
    </Form.List>
  );
}
