import { useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { Alert, Button, Form, Input } from 'antd';
import { useState } from 'react';
import { ApiError, call } from '../../contract/client.ts';
import { useT } from '../shell/language.tsx';

/** Sign-in with login and password. */
export function SignIn() {
  const t = useT();
  const client = useQueryClient();
  const navigate = useNavigate();
  const [refused, setRefused] = useState<string>();
  const [busy, setBusy] = useState(false);
  const submit = async (body: { login: string; password: string }) => {
    setBusy(true);
    try {
      client.setQueryData(['me'], await call('identity.sign-in', { body }));
      await navigate({ to: '/appraisal' });
    } catch (error) {
      setRefused(error instanceof ApiError ? error.code : 'failed');
    } finally {
      setBusy(false);
    }
  };
  return (
    <main className="door">
      <h1>
        <span className="mark">{t('web.name')}</span> {t('web.sign-in')}
      </h1>
      {refused && <Alert type="error" showIcon title={t(`web.error-${refused}`)} />}
      <Form layout="vertical" onFinish={submit} requiredMark={false}>
        <Form.Item
          label={t('web.login')}
          name="login"
          rules={[{ required: true, message: t('web.need-login') }]}
        >
          <Input autoComplete="username" autoFocus />
        </Form.Item>
        <Form.Item
          label={t('web.password')}
          name="password"
          rules={[{ required: true, message: t('web.need-password') }]}
        >
          <Input.Password autoComplete="current-password" />
        </Form.Item>
        <Button type="primary" htmlType="submit" block loading={busy}>
          {t('web.sign-in')}
        </Button>
      </Form>
    </main>
  );
}
