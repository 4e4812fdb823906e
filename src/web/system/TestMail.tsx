import { useMutation } from '@tanstack/react-query';
import { Button, Form, Input } from 'antd';
import { call } from '../../contract/client.ts';
import { useT } from '../shell/language.tsx';
import { Refusal } from '../shell/parts.tsx';

/** A mail sent at once with what is saved, and how it went. */
export function TestMail({ ready }: { ready: boolean }) {
  const t = useT();
  const send = useMutation({
    mutationFn: ({ to }: { to: string }) => call('system.test-mail', { body: { to } }),
  });
  return (
    <Form<{ to: string }>
      layout="inline"
      className="settings-test"
      disabled={!ready}
      onFinish={(v) => send.mutate(v)}
    >
      <Form.Item
        name="to"
        label={t('system:test-to')}
        rules={[{ required: true, type: 'email', message: t('system:test-address') }]}
      >
        <Input style={{ width: 240 }} autoComplete="email" />
      </Form.Item>
      <Button htmlType="submit" loading={send.isPending}>
        {t('system:test-mail')}
      </Button>
      <span role="status" className="dim">
        {send.isSuccess && t('system:test-sent')}
      </span>
      <Refusal error={send.error} />
    </Form>
  );
}
