import { useMutation, useQuery } from '@tanstack/react-query';
import { Alert, Button, Form, Input, Radio } from 'antd';
import { call } from '../../contract/client.ts';
import { enteredWays, isSealed, type Kind, kinds } from '../../contract/voice/states.ts';
import { UnitPicker } from '../org/UnitPicker.tsx';
import { useAt } from '../shell/at.ts';
import { useT } from '../shell/language.tsx';
import { Refusal } from '../shell/parts.tsx';
import { WritingDrawer } from '../shell/WritingDrawer.tsx';
import { useReread } from './data.ts';

interface Fields {
  readonly kind: Kind;
  readonly way: (typeof enteredWays)[number];
  readonly text: string;
  readonly place?: string;
  readonly contact?: string;
  readonly unitId?: string;
}

/** Writes down what somebody says in person, on the telephone or in a letter, and tells their code. */
export function EnterForm({ visit, onClose }: { visit: string | undefined; onClose: () => void }) {
  const t = useT();
  const at = useAt();
  const reread = useReread();
  const [form] = Form.useForm<Fields>();
  const kind = Form.useWatch('kind', form);
  const roots = useQuery({ queryKey: ['org', 'roots'], queryFn: () => call('org.roots', {}) });
  const unit = at ?? roots.data?.[0]?.id;
  const unitId = Form.useWatch('unitId', form) ?? unit;
  const enter = useMutation({
    mutationFn: ({ unitId: chosen, ...f }: Fields) =>
      call('voice.enter', {
        body: { ...f, unitId: chosen ?? unit!, ...(visit ? { visitId: visit } : {}) },
      }),
    onSuccess: reread,
  });
  return (
    <WritingDrawer
      open
      size={520}
      title={t('voice:enter')}
      onClose={onClose}
      {...(enter.data ? { unsaved: false } : {})}
    >
      {enter.data ? (
        <div className="voice-code">
          <p>{t('voice:code-tell')}</p>
          <p className="voice-code-text">{enter.data.code}</p>
          <p className="dim">{t('voice:code-once')}</p>
          {!enter.data.id && <Alert type="info" showIcon title={t('voice:entered-sealed')} />}
          <Button type="primary" onClick={onClose}>
            {t('voice:code-told')}
          </Button>
        </div>
      ) : (
        <Form<Fields>
          form={form}
          layout="vertical"
          requiredMark={false}
          initialValues={{ kind: 'help', way: visit ? 'visit' : 'call' }}
          onFinish={(f) => enter.mutate(f)}
        >
          <Refusal error={enter.error} />
          <Form.Item name="way" label={t('voice:way')}>
            <Radio.Group
              options={enteredWays.map((value) => ({ value, label: t(`voice:way-${value}`) }))}
            />
          </Form.Item>
          <Form.Item name="kind" label={t('voice:kind')}>
            <Radio.Group
              options={kinds.map((value) => ({ value, label: t(`voice:kind-${value}`) }))}
            />
          </Form.Item>
          {kind && isSealed(kind) && (
            <Alert type="warning" showIcon title={t('voice:enter-sealed')} className="voice-gap" />
          )}
          <Form.Item
            name="text"
            label={t('voice:open-text')}
            rules={[{ required: true, min: 4, whitespace: true, message: t('voice:need-words') }]}
          >
            <Input.TextArea autoFocus autoSize={{ minRows: 4, maxRows: 10 }} maxLength={4000} />
          </Form.Item>
          <Form.Item name="place" label={t('voice:place')}>
            <Input maxLength={120} />
          </Form.Item>
          <Form.Item name="contact" label={t('voice:contact')} extra={t('voice:contact-kept')}>
            <Input maxLength={120} autoComplete="off" />
          </Form.Item>
          <Form.Item label={t('voice:unit')}>
            <UnitPicker
              value={unitId}
              onChange={(u) => form.setFieldValue('unitId', u.id)}
              permission="voice.triage"
              label={t('voice:unit')}
            />
          </Form.Item>
          <Form.Item name="unitId" hidden>
            <Input />
          </Form.Item>
          <div className="drawer-foot">
            <span className="grow" />
            <Button onClick={onClose}>{t('web.cancel')}</Button>
            <Button type="primary" htmlType="submit" loading={enter.isPending}>
              {t('voice:enter-save')}
            </Button>
          </div>
        </Form>
      )}
    </WritingDrawer>
  );
}
