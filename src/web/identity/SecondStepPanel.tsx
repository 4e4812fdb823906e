import { useMutation } from '@tanstack/react-query';
import { Alert, Button, Form, Input } from 'antd';
import { useState } from 'react';
import { call } from '../../contract/client.ts';
import type { OwnAccount } from '../../contract/identity/operations.ts';
import { useT } from '../shell/language.tsx';
import { Refusal } from '../shell/parts.tsx';
import { RecoveryCodes } from './RecoveryCodes.tsx';
import { CodeForm, PhoneSetup } from './SecondStep.tsx';

interface Props {
  readonly account: OwnAccount;
  readonly onChanged: () => void;
}

/** What one is about to do with a code of the phone. */
type Doing = 'new-codes' | 'drop';

/** Two-step sign-in: set it up, make new recovery codes, take it away. */
export function SecondStepPanel({ account, onChanged }: Props) {
  const t = useT();
  const [codes, setCodes] = useState<readonly string[]>();
  const [doing, setDoing] = useState<Doing>();
  const { since, codesLeft, required } = account.secondStep;
  const send = useMutation({
    mutationFn: async (code: string) =>
      doing === 'drop'
        ? {
            ...(await call('identity.drop-second-step', { body: { code } })),
            recoveryCodes: undefined,
          }
        : call('identity.new-codes', { body: { code } }),
    onSuccess: ({ recoveryCodes }) => {
      setDoing(undefined);
      setCodes(recoveryCodes);
      onChanged();
    },
  });
  const begin = (what: Doing) => {
    send.reset();
    setDoing(what);
  };
  if (codes) return <RecoveryCodes codes={codes} onKept={() => setCodes(undefined)} />;
  if (since === null)
    return (
      <Enrol
        account={account}
        onDone={(made) => {
          setCodes(made);
          onChanged();
        }}
      />
    );
  return (
    <>
      <p>
        <span className="good">✓ {t('identity:second-step-on', { day: since.slice(0, 10) })}</span>{' '}
        {t('identity:codes-left', { count: codesLeft })}
      </p>
      {codesLeft < 3 && <Alert type="warning" showIcon title={t('identity:codes-few')} />}
      {doing ? (
        <div className="narrow">
          <CodeForm
            action={t(doing === 'drop' ? 'identity:drop' : 'identity:new-codes')}
            recovery
            busy={send.isPending}
            error={send.error}
            onCode={(code) => send.mutate(code)}
          />
          <p className="door-other">
            <button type="button" className="link" onClick={() => setDoing(undefined)}>
              {t('identity:cancel')}
            </button>
          </p>
        </div>
      ) : (
        <div className="id-bar">
          <Button size="small" onClick={() => begin('new-codes')}>
            {t('identity:new-codes')}
          </Button>
          {required ? (
            <span className="dim">{t('identity:required')}</span>
          ) : (
            <Button size="small" onClick={() => begin('drop')}>
              {t('identity:drop')}
            </Button>
          )}
        </div>
      )}
    </>
  );
}

/** Password, then the phone, then a code: only what has been proved to work is turned on. */
function Enrol({
  account,
  onDone,
}: {
  account: OwnAccount;
  onDone: (codes: readonly string[]) => void;
}) {
  const t = useT();
  const [open, setOpen] = useState(false);
  const begin = useMutation({
    mutationFn: (password: string) => call('identity.enrol', { body: { password } }),
  });
  const confirm = useMutation({
    mutationFn: (code: string) => call('identity.confirm', { body: { code } }),
    onSuccess: ({ recoveryCodes }) => onDone(recoveryCodes),
  });
  if (!account.hasPassword) return <p className="dim">{t('identity:second-step-elsewhere')}</p>;
  if (begin.data)
    return (
      <div className="narrow">
        <PhoneSetup {...begin.data} />
        <CodeForm
          action={t('identity:turn-on')}
          busy={confirm.isPending}
          error={confirm.error}
          onCode={(code) => confirm.mutate(code)}
        />
      </div>
    );
  return (
    <>
      <p className="dim">{t('identity:second-step-what')}</p>
      {account.secondStep.required && (
        <Alert type="warning" showIcon title={t('identity:required-next')} />
      )}
      {open ? (
        <Form<{ password: string }>
          layout="vertical"
          requiredMark={false}
          className="narrow"
          onFinish={({ password }) => begin.mutate(password)}
        >
          <Refusal error={begin.error} />
          <Form.Item
            label={t('web.password')}
            name="password"
            rules={[{ required: true, message: t('web.need-password') }]}
          >
            <Input.Password autoComplete="current-password" autoFocus />
          </Form.Item>
          <Button type="primary" htmlType="submit" loading={begin.isPending}>
            {t('identity:continue')}
          </Button>
        </Form>
      ) : (
        <Button size="small" onClick={() => setOpen(true)}>
          {t('identity:set-up')}
        </Button>
      )}
    </>
  );
}
