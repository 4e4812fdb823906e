import { useMutation } from '@tanstack/react-query';
import { App, Button, Form, Input } from 'antd';
import { useState } from 'react';
import { call } from '../../contract/client.ts';
import type { OwnAccount } from '../../contract/identity/operations.ts';
import { useT } from '../shell/language.tsx';
import { Refusal } from '../shell/parts.tsx';

interface Fields {
  readonly old: string;
  readonly password: string;
}

/** When the password was set, and the form that changes it. */
export function PasswordForm({
  account,
  onChanged,
}: {
  account: OwnAccount;
  onChanged: () => void;
}) {
  const t = useT();
  const { message } = App.useApp();
  const [open, setOpen] = useState(false);
  const send = useMutation({
    mutationFn: (body: Fields) => call('identity.change-password', { body }),
    onSuccess: () => {
      setOpen(false);
      void message.success(t('identity:password-changed'));
      onChanged();
    },
  });
  if (!account.hasPassword) return <p className="dim">{t('identity:password-none')}</p>;
  if (!open)
    return (
      <p>
        <span className="dim">
          {account.passwordAt &&
            t('identity:password-since', { day: account.passwordAt.slice(0, 10) })}
        </span>{' '}
        <Button size="small" onClick={() => setOpen(true)}>
          {t('identity:change-password')}
        </Button>
      </p>
    );
  return (
    <Form<Fields>
      layout="vertical"
      requiredMark={false}
      className="narrow"
      onFinish={(fields) => send.mutate(fields)}
    >
      <Refusal error={send.error} />
      <Form.Item
        label={t('identity:old-password')}
        name="old"
        rules={[{ required: true, message: t('web.need-password') }]}
      >
        <Input.Password autoComplete="current-password" autoFocus />
      </Form.Item>
      <Form.Item
        label={t('identity:new-password')}
        name="password"
        extra={t('identity:password-rule')}
        rules={[{ min: 10, required: true, message: t('web.password-rule') }]}
      >
        <Input.Password autoComplete="new-password" />
      </Form.Item>
      <div className="id-bar">
        <Button type="primary" htmlType="submit" loading={send.isPending}>
          {t('identity:change-password')}
        </Button>
        <Button onClick={() => setOpen(false)}>{t('identity:cancel')}</Button>
      </div>
    </Form>
  );
}
