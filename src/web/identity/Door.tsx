import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useRouter } from '@tanstack/react-router';
import { Button, Form } from 'antd';
import { type ReactNode, useState } from 'react';
import type { Entered } from '../../contract/identity/operations.ts';
import { addressBack } from '../shell/back.ts';
import { useLanguage } from '../shell/language.tsx';
import { Refusal } from '../shell/parts.tsx';
import './identity.css';
import { RecoveryCodes } from './RecoveryCodes.tsx';
import { SecondStep } from './SecondStep.tsx';
import './door.css';

interface Props<Fields> {
  readonly title: string;
  readonly action: string;
  readonly what?: ReactNode;
  readonly initialValues?: Partial<Fields>;
  /** Signs in one way or another; its refusals are shown above the fields. */
  readonly enter: (fields: Fields) => Promise<Entered>;
  readonly children: ReactNode;
  /** Other ways in, below the form. */
  readonly others?: ReactNode;
}

/** The form one passes on the way in: sign-in, or the one-time link; then the second step. */
export function Door<Fields>({ title, action, what, initialValues, ...props }: Props<Fields>) {
  const { t, lang, setLang } = useLanguage();
  const client = useQueryClient();
  const router = useRouter();
  const [entered, setEntered] = useState<Entered>();
  const goIn = () => router.history.push(addressBack(window.location.search));
  const proceed = (next: Entered) => {
    setEntered(next);
    if (next.step !== 'in') return;
    client.clear();
    client.setQueryData(['me'], next.me);
    if (!next.recoveryCodes) goIn();
  };
  const send = useMutation({ mutationFn: props.enter, onSuccess: proceed });
  return (
    <main className="door">
      <h1>
        <span className="mark">{t('web.name')}</span> {title}
      </h1>
      {!entered && (
        <>
          {what && <p>{what}</p>}
          <Refusal error={send.error} />
          <Form
            layout="vertical"
            // Not antd's `loading`: it leaves its icon's name in that of the button.
            onFinish={(fields) => {
              if (!send.isPending) send.mutate(fields as Fields);
            }}
            requiredMark={false}
            {...(initialValues ? { initialValues } : {})}
          >
            {props.children}
            <Button type="primary" htmlType="submit" block aria-busy={send.isPending}>
              {action}
            </Button>
          </Form>
          {props.others}
        </>
      )}
      {entered && entered.step !== 'in' && (
        <SecondStep
          waiting={entered}
          onEntered={proceed}
          onBack={() => {
            setEntered(undefined);
            send.reset();
          }}
        />
      )}
      {entered?.step === 'in' && entered.recoveryCodes && (
        <RecoveryCodes codes={entered.recoveryCodes} onKept={goIn} />
      )}
      <p className="door-foot">
        <button
          type="button"
          className="link"
          onClick={() => setLang(lang === 'en' ? 'zh-CN' : 'en')}
        >
          {lang === 'en' ? '中文' : 'English'}
        </button>
      </p>
    </main>
  );
}
