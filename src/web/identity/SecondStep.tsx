import { useMutation } from '@tanstack/react-query';
import { Button, Form, Input } from 'antd';
import { useState } from 'react';
import { call } from '../../contract/client.ts';
import type { Entered } from '../../contract/identity/operations.ts';
import { useT } from '../shell/language.tsx';
import { Refusal } from '../shell/parts.tsx';
import { Qr } from './Qr.tsx';

type Waiting = Exclude<Entered, { step: 'in' }>;

/** What to do with the phone: scan the code, or type the secret. */
export function PhoneSetup({ uri, secret }: { uri: string; secret: string }) {
  const t = useT();
  return (
    <div className="phone-setup">
      <p>{t('identity:enrol-how')}</p>
      <Qr text={uri} label={t('identity:enrol-qr')} />
      <p className="dim">
        {t('identity:enrol-secret')}{' '}
        <code className="hash">{secret.match(/.{1,4}/g)?.join(' ')}</code>
      </p>
    </div>
  );
}

/** Six digits of the phone; with `recovery` a recovery code as well. */
export function CodeForm({
  action,
  recovery = false,
  busy,
  error,
  onCode,
}: {
  action: string;
  recovery?: boolean;
  busy: boolean;
  error: unknown;
  onCode: (code: string) => void;
}) {
  const t = useT();
  const [lost, setLost] = useState(false);
  return (
    <Form<{ code: string }>
      layout="vertical"
      requiredMark={false}
      onFinish={({ code }) => {
        if (!busy) onCode(code);
      }}
    >
      <Refusal error={error} />
      <Form.Item
        label={t(lost ? 'identity:recovery-code' : 'identity:code')}
        name="code"
        extra={t(lost ? 'identity:recovery-hint' : 'identity:code-hint')}
        rules={[{ required: true, message: t('identity:need-code') }]}
      >
        <Input
          autoFocus
          autoComplete="one-time-code"
          inputMode={lost ? 'text' : 'numeric'}
          maxLength={lost ? 24 : 7}
          className="tabular"
        />
      </Form.Item>
      <Button type="primary" htmlType="submit" block aria-busy={busy}>
        {action}
      </Button>
      {recovery && (
        <p className="door-other">
          <button type="button" className="link" onClick={() => setLost(!lost)}>
            {t(lost ? 'identity:use-phone' : 'identity:phone-lost')}
          </button>
        </p>
      )}
    </Form>
  );
}

/** The second step of a sign-in, or setting it up because a role asks for it. */
export function SecondStep({
  waiting,
  onEntered,
  onBack,
}: {
  waiting: Waiting;
  onEntered: (entered: Entered) => void;
  onBack: () => void;
}) {
  const t = useT();
  const send = useMutation({
    mutationFn: (code: string) =>
      call('identity.second-step', { body: { ticket: waiting.ticket, code } }),
    onSuccess: onEntered,
  });
  return (
    <>
      <p>{t(waiting.step === 'enrol' ? 'identity:enrol-required' : 'identity:code-what')}</p>
      {waiting.step === 'enrol' && <PhoneSetup uri={waiting.uri} secret={waiting.secret} />}
      <CodeForm
        action={t('web.sign-in')}
        recovery={waiting.step === 'code'}
        busy={send.isPending}
        error={send.error}
        onCode={(code) => send.mutate(code)}
      />
      <p className="door-other">
        <button type="button" className="link" onClick={onBack}>
          {t('identity:start-again')}
        </button>
      </p>
    </>
  );
}
