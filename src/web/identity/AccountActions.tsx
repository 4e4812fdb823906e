import { MoreOutlined } from '@ant-design/icons';
import { useMutation } from '@tanstack/react-query';
import { App, Button, Dropdown } from 'antd';
import { ApiError, call } from '../../contract/client.ts';
import type { AccountRow } from '../../contract/identity/operations.ts';
import { useT } from '../shell/language.tsx';
import { useMe } from '../shell/parts.tsx';
import type { Link } from './LinkModal.tsx';

interface Props {
  readonly row: AccountRow;
  readonly onLink: (link: Link) => void;
  readonly onChanged: () => void;
}

type Act = 'invite' | 'reset' | 'disable' | 'enable' | 'reset-second-step';

/** The one act that comes next for an account, and the rarer ones in a menu. */
export function AccountActions({ row, onLink, onChanged }: Props) {
  const t = useT();
  const me = useMe();
  const { message, modal } = App.useApp();
  const params = { id: row.personId };
  const send = useMutation({
    mutationFn: async (act: Act) => {
      if (act === 'invite' || act === 'reset') {
        const link = await call(`identity.${act}`, { params });
        onLink({ ...link, name: row.name, reset: act === 'reset' });
      } else {
        await call(`identity.${act}`, { params });
        void message.success(t('identity:done'));
      }
    },
    onSuccess: onChanged,
    onError: (error) =>
      void message.error(t(`server.error-${error instanceof ApiError ? error.code : 'failed'}`)),
  });
  /** What cannot be undone by the next click is asked about, with what it does. */
  const ask = (act: Act, what: string, action: string) =>
    modal.confirm({
      title: what,
      okText: action,
      cancelText: t('identity:cancel'),
      onOk: () => send.mutateAsync(act).catch(() => undefined),
    });
  const { name } = row;
  const first =
    row.state === 'none' || row.state === 'invited' ? (
      <Button size="small" loading={send.isPending} onClick={() => send.mutate('invite')}>
        {t(row.state === 'none' ? 'identity:invite' : 'identity:invite-again')}
      </Button>
    ) : row.state === 'disabled' ? (
      <Button size="small" loading={send.isPending} onClick={() => send.mutate('enable')}>
        {t('identity:enable')}
      </Button>
    ) : (
      <Button
        size="small"
        loading={send.isPending}
        onClick={() => ask('reset', t('identity:reset-what', { name }), t('identity:reset'))}
      >
        {t('identity:reset')}
      </Button>
    );
  const items = [
    ...(row.secondStep
      ? [{ key: 'reset-second-step', label: t('identity:reset-second-step') }]
      : []),
    ...(row.state === 'active' && row.personId !== me?.id
      ? [{ key: 'disable', label: t('identity:disable') }]
      : []),
  ];
  const choose = (key: string) =>
    key === 'disable'
      ? ask('disable', t('identity:disable-what', { name }), t('identity:disable'))
      : ask(
          'reset-second-step',
          t('identity:reset-second-step-what', { name }),
          t('identity:reset-second-step'),
        );
  return (
    <span className="row-acts">
      {first}
      {items.length > 0 && (
        <Dropdown menu={{ items, onClick: ({ key }) => choose(key) }} trigger={['click']}>
          <Button
            size="small"
            type="text"
            icon={<MoreOutlined aria-hidden />}
            aria-label={t('identity:more-acts', { name })}
          />
        </Dropdown>
      )}
    </span>
  );
}
