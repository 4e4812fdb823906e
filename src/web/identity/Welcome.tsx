import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { Form, Input } from 'antd';
import { useState } from 'react';
import { call } from '../../contract/client.ts';
import { useT } from '../shell/language.tsx';
import { Refusal, Waiting } from '../shell/parts.tsx';
import { Door } from './Door.tsx';

interface Fields {
  readonly login: string;
  readonly name?: string;
  readonly password: string;
}

/**
 * One-time link: a person sets login and password, or a new password; the first administrator
 * gives a name too. The token stands behind `#`.
 */
export function Welcome() {
  const t = useT();
  // Kept: the address loses it once one is in.
  const [token] = useState(() => window.location.hash.slice(1));
  const info = useQuery({
    queryKey: ['identity', 'link', token],
    queryFn: () => call('identity.link-info', { body: { token } }),
    retry: false,
    staleTime: Number.POSITIVE_INFINITY,
    enabled: token !== '',
  });
  if (token === '' || info.error)
    return (
      <main className="door">
        <h1>
          <span className="mark">{t('web.name')}</span> {t('identity:link-over')}
        </h1>
        <Refusal error={info.error} />
        <p>{t('identity:link-over-what')}</p>
        <Link to="/sign-in">{t('web.sign-in')}</Link>
      </main>
    );
  if (!info.data) return <Waiting label={t('web.loading')} />;
  const { name, login } = info.data;
  return (
    <Door<Fields>
      title={t(
        name === null ? 'web.welcome' : login ? 'identity:new-password' : 'identity:welcome',
      )}
      what={
        name === null
          ? t('web.welcome-what')
          : t(login ? 'identity:new-password-what' : 'identity:welcome-what', { name })
      }
      action={t('web.welcome-go')}
      initialValues={{ login: login ?? (name === null ? 'admin' : '') }}
      enter={(fields) => call('identity.link', { body: { ...fields, token } })}
    >
      <Form.Item
        label={t('web.login')}
        name="login"
        rules={[
          {
            required: true,
            pattern: /^[\p{L}\p{N}._@-]{2,40}$/u,
            message: t('web.bad-login'),
          },
        ]}
      >
        <Input autoComplete="username" readOnly={login !== null} />
      </Form.Item>
      {name === null && (
        <Form.Item
          label={t('web.your-name')}
          name="name"
          rules={[{ required: true, message: t('web.need-name') }]}
        >
          <Input autoComplete="name" autoFocus />
        </Form.Item>
      )}
      <Form.Item
        label={t('web.password')}
        name="password"
        extra={t('web.password-rule')}
        rules={[{ min: 10, required: true, message: t('web.password-rule') }]}
      >
        <Input.Password autoComplete="new-password" />
      </Form.Item>
    </Door>
  );
}
