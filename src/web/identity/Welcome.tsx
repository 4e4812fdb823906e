import { useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { Alert, Button, Form, Input } from 'antd';
import { useState } from 'react';
import { ApiError, call } from '../../contract/client.ts';
import { useT } from '../shell/language.tsx';

interface Fields {
  readonly login: string;
  readonly name: string;
  readonly password: string;
}

/** One-time link: its holder sets a name and a password. The token stands behind `#`. */
export function Welcome() {
  const t = useT();
  const client = useQueryClient();
  const navigate = useNavigate();
  const [refused, setRefused] = useState<string>();
  const [busy, setBusy] = useState(false);
  const token = window.location.hash.slice(1);
  const submit = async (fields: Fields) => {
    setBusy(true);
    try {
      client.setQueryData(['me'], await call('identity.link', { body: { ...fields, token } }));
      await navigate({ to: '/appraisal', hash: '' });
    } catch (error) {
      setRefused(error instanceof ApiError ? error.code : 'failed');
    } finally {
      setBusy(false);
    }
  };
  return (
    <main className="door">
      <h1>
        <span className="mark">{t('web.name')}</span> {t('web.welcome')}
      </h1>
      <p>{t('web.welcome-what')}</p>
      {refused && <Alert type="error" showIcon title={t(`web.error-${refused}`)} />}
      <Form<Fields>
        layout="vertical"
        onFinish={submit}
        requiredMark={false}
        initialValues={{ login: 'admin' }}
      >
        <Form.Item
          label={t('web.login')}
          name="login"
          rules={[{ pattern: /^[\p{L}\p{N}._@-]{2,40}$/u, message: t('web.bad-login') }]}
        >
          <Input autoComplete="username" />
        </Form.Item>
        <Form.Item
          label={t('web.your-name')}
          name="name"
          rules={[{ required: true, message: t('web.need-name') }]}
        >
          <Input autoComplete="name" autoFocus />
        </Form.Item>
        <Form.Item
          label={t('web.password')}
          name="password"
          extra={t('web.password-rule')}
          rules={[{ min: 10, required: true, message: t('web.password-rule') }]}
        >
          <Input.Password autoComplete="new-password" />
        </Form.Item>
        <Button type="primary" htmlType="submit" block loading={busy}>
          {t('web.welcome-go')}
        </Button>
      </Form>
    </main>
  );
}
