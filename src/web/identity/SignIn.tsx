import { Form, Input } from 'antd';
import { call } from '../../contract/client.ts';
import { useT } from '../shell/language.tsx';
import { Door } from './Door.tsx';

interface Fields {
  readonly login: string;
  readonly password: string;
}

/** Sign-in with login and password. */
export function SignIn() {
  const t = useT();
  return (
    <Door<Fields>
      title={t('web.sign-in')}
      action={t('web.sign-in')}
      enter={(body) => call('identity.sign-in', { body })}
    >
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
    </Door>
  );
}
