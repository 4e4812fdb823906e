import { Form, Input } from 'antd';
import { call } from '../../contract/client.ts';
import { useT } from '../shell/language.tsx';
import { Door } from './Door.tsx';

interface Fields {
  readonly login: string;
  readonly name: string;
  readonly password: string;
}

/** One-time link: its holder sets a name and a password. The token stands behind `#`. */
export function Welcome() {
  const t = useT();
  const token = window.location.hash.slice(1);
  return (
    <Door<Fields>
      title={t('web.welcome')}
      what={t('web.welcome-what')}
      action={t('web.welcome-go')}
      initialValues={{ login: 'admin' }}
      enter={(fields) => call('identity.link', { body: { ...fields, token } })}
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
    </Door>
  );
}
