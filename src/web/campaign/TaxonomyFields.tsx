import { CloseOutlined, PlusOutlined } from '@ant-design/icons';
import { Button, Form, Input } from 'antd';
import { useT } from '../shell/language.tsx';
import { about } from '../shell/marks.ts';
import { freshCode } from './view.ts';

/** Mirrors and groups of tendencies with their items. What problems stand under cannot go. */
export function TaxonomyFields({ may }: { may: boolean }) {
  const t = useT();
  const form = Form.useFormInstance();
  const codeAt = (group: number): string =>
    form.getFieldValue(['taxonomy', 'tendencies', group, 'code']);
  return (
    <>
      <h2>{t('campaign:mirrors')}</h2>
      <Form.List name={['taxonomy', 'mirrors']}>
        {(rows) => (
          <div className="campaign-rules">
            {rows.map(({ key, name }) => (
              <Name key={key} at={[name, 'name']} label={t('campaign:mirror', { n: name + 1 })} />
            ))}
          </div>
        )}
      </Form.List>
      <h2>{t('campaign:tendencies')}</h2>
      <p className="dim">{t('campaign:tendencies-what')}</p>
      <Form.List name={['taxonomy', 'tendencies']}>
        {(groups, { add, remove }) => (
          <>
            {groups.map(({ key, name }) => (
              <fieldset key={key} className="campaign-group">
                <Line
                  at={[name, 'name']}
                  label={t('campaign:group', { n: name + 1 })}
                  may={may}
                  onRemove={() => remove(name)}
                />
                <Items group={name} may={may} fresh={() => freshCode(codeAt(name))} />
              </fieldset>
            ))}
            {may && groups.length < 12 && (
              <Button
                size="small"
                icon={<PlusOutlined aria-hidden />}
                onClick={() => add({ code: freshCode(), name: '', items: [] })}
              >
                {t('campaign:add-group')}
              </Button>
            )}
          </>
        )}
      </Form.List>
    </>
  );
}

function Items({ group, may, fresh }: { group: number; may: boolean; fresh: () => string }) {
  const t = useT();
  return (
    <Form.List name={[group, 'items']}>
      {(items, { add, remove }) => (
        <div className="campaign-items">
          {items.map(({ key, name }) => (
            <Line
              key={key}
              at={[name, 'name']}
              label={t('campaign:item', { n: name + 1 })}
              may={may}
              onRemove={() => remove(name)}
            />
          ))}
          {may && items.length < 30 && (
            <Button
              size="small"
              type="text"
              icon={<PlusOutlined aria-hidden />}
              onClick={() => add({ code: fresh(), name: '' })}
            >
              {t('campaign:add-item')}
            </Button>
          )}
        </div>
      )}
    </Form.List>
  );
}

function Line(props: {
  at: (string | number)[];
  label: string;
  may: boolean;
  onRemove: () => void;
}) {
  const t = useT();
  return (
    <div className="campaign-line">
      <Name at={props.at} label={props.label} bare />
      {props.may && (
        <Button
          type="text"
          size="small"
          icon={<CloseOutlined aria-hidden />}
          aria-label={about(t, t('campaign:remove'), props.label)}
          onClick={props.onRemove}
        />
      )}
    </div>
  );
}

function Name({ at, label, bare }: { at: (string | number)[]; label: string; bare?: boolean }) {
  const t = useT();
  return (
    <Form.Item
      name={at}
      {...(bare ? {} : { label })}
      rules={[{ required: true, min: 2, whitespace: true, message: t('campaign:need-name') }]}
    >
      <Input maxLength={60} aria-label={label} />
    </Form.Item>
  );
}
