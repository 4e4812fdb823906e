import { useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { Alert, Button, Form } from 'antd';
import { type ReactNode, useState } from 'react';
import { ApiError } from '../../contract/client.ts';
import type { Me } from '../../contract/identity/operations.ts';
import { useT } from '../shell/language.tsx';

interface Props<Fields> {
  readonly title: string;
  readonly action: string;
  readonly what?: string;
  readonly initialValues?: Partial<Fields>;
  /** Signs in one way or another; its refusals are shown above the fields. */
  readonly enter: (fields: Fields) => Promise<Me>;
  readonly children: ReactNode;
}

/** The form one passes on the way in: sign-in, or the one-time link. */
export function Door<Fields>({
  title,
  action,
  what,
  initialValues,
  enter,
  children,
}: Props<Fields>) {
  const t = useT();
  const client = useQueryClient();
  const navigate = useNavigate();
  const [refused, setRefused] = useState<string>();
  const [busy, setBusy] = useState(false);
  const submit = async (fields: Fields) => {
    setBusy(true);
    try {
      client.setQueryData(['me'], await enter(fields));
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
        <span className="mark">{t('web.name')}</span> {title}
      </h1>
      {what && <p>{what}</p>}
      {refused && <Alert type="error" showIcon title={t(`server.error-${refused}`)} />}
      <Form
        layout="vertical"
        onFinish={(fields) => void submit(fields as Fields)}
        requiredMark={false}
        {...(initialValues ? { initialValues } : {})}
      >
        {children}
        <Button type="primary" htmlType="submit" block loading={busy}>
          {action}
        </Button>
      </Form>
    </main>
  );
}
