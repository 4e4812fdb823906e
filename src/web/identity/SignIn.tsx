import { useQuery } from '@tanstack/react-query';
import { Alert, Button, Divider, Form, Input } from 'antd';
import { call } from '../../contract/client.ts';
import { useT } from '../shell/language.tsx';
import { Door } from './Door.tsx';

interface Fields {
  readonly login: string;
  readonly password: string;
}

const REFUSALS = ['oidc-failed', 'oidc-late', 'oidc-unknown'];

/** Sign-in with login and password, or through the organisation's own sign-in service. */
export function SignIn() {
  const t = useT();
  const options = useQuery({
    queryKey: ['identity', 'options'],
    queryFn: () => call('identity.options', {}),
  });
  const refused = new URLSearchParams(window.location.search).get('refused') ?? '';
  const oidc = options.data?.oidc;
  return (
    <Door<Fields>
      title={t('web.sign-in')}
      action={t('web.sign-in')}
      what={
        REFUSALS.includes(refused) && (
          <Alert type="error" showIcon role="alert" title={t(`identity:${refused}`)} />
        )
      }
      enter={(body) => call('identity.sign-in', { body })}
      others={
        <>
          {oidc && (
            <>
              <Divider plain>{t('identity:or')}</Divider>
              <Button block href="/api/identity/oidc/start">
                {oidc.label
                  ? t('identity:oidc-with', { label: oidc.label })
                  : t('identity:oidc-plain')}
              </Button>
            </>
          )}
          <details className="door-help">
            <summary>{t('identity:trouble')}</summary>
            <ul>
              <li>{t('identity:trouble-password')}</li>
              <li>{t('identity:trouble-code')}</li>
              <li>{t('identity:trouble-account')}</li>
            </ul>
          </details>
        </>
      }
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
