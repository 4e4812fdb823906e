import { useMutation } from '@tanstack/react-query';
import { App, Button, Input, InputNumber, Popover } from 'antd';
import { useState } from 'react';
import { call } from '../../contract/client.ts';
import type { SessionWhole } from '../../contract/study/schemas.ts';
import { useT } from '../shell/language.tsx';
import { Refusal } from '../shell/parts.tsx';
import { useUnsaved } from '../shell/unsaved.ts';
import { useReread } from './data.ts';

/** Asks for the reason in place; what is withdrawn stays readable. */
export function ReasonButton(props: {
  readonly label: string;
  /** What is asked for; the reason when absent. */
  readonly ask?: string;
  /** Takes nothing back. */
  readonly quiet?: boolean;
  /** A number that may be told with it: its name, and what to compare it with. */
  readonly count?: { readonly label: string; readonly hint: string } | undefined;
  readonly run: (reason: string, count: number | null) => Promise<unknown>;
  readonly said: string;
}) {
  const t = useT();
  const reread = useReread();
  const { message } = App.useApp();
  const [reason, setReason] = useState('');
  const [count, setCount] = useState<number | null>(null);
  useUnsaved(reason.trim() !== '' || count !== null);
  const act = useMutation({
    mutationFn: () => props.run(reason, count),
    onSuccess: async () => {
      setReason('');
      setCount(null);
      await reread();
      void message.success(props.said);
    },
  });
  return (
    <Popover
      trigger="click"
      getPopupContainer={(el) => el.parentElement ?? document.body}
      content={
        <div className="study-reason">
          <Input
            aria-label={props.ask ?? t('study:reason')}
            placeholder={props.ask ?? t('study:reason')}
            value={reason}
            maxLength={200}
            onChange={(e) => setReason(e.target.value)}
          />
          {props.count && (
            <InputNumber
              aria-label={props.count.label}
              placeholder={props.count.hint}
              value={count}
              controls={false}
              min={0}
              precision={0}
              onChange={setCount}
            />
          )}
          <Button
            danger={!props.quiet}
            loading={act.isPending}
            disabled={reason.trim().length < 2}
            onClick={() => act.mutate()}
          >
            {props.label}
          </Button>
          <Refusal error={act.error} />
        </div>
      }
    >
      <Button size="small" danger={!props.quiet}>
        {props.label}
      </Button>
    </Popover>
  );
}

export function WithdrawButton({ session: s }: { session: SessionWhole }) {
  const t = useT();
  return (
    <ReasonButton
      label={t(s.state === 'planned' ? 'study:call-off' : 'study:withdraw')}
      said={t('study:withdrawn-now')}
      run={(reason) =>
        call('study.withdraw', { params: { id: s.id }, body: { reason, version: s.version } })
      }
    />
  );
}
