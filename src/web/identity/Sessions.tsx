import { useMutation } from '@tanstack/react-query';
import { Button, Table } from 'antd';
import { call } from '../../contract/client.ts';
import type { OwnAccount } from '../../contract/identity/operations.ts';
import { useT } from '../shell/language.tsx';
import { localTime, Refusal } from '../shell/parts.tsx';

type Session = OwnAccount['sessions'][number];

/** Where one is signed in; each can be ended from here. */
export function Sessions({
  sessions,
  onChanged,
}: {
  sessions: readonly Session[];
  onChanged: () => void;
}) {
  const t = useT();
  const end = useMutation({
    mutationFn: (id: string) => call('identity.end-session', { params: { id } }),
    onSuccess: onChanged,
  });
  const endOthers = useMutation({
    mutationFn: () => call('identity.end-others', {}),
    onSuccess: onChanged,
  });
  return (
    <>
      <p className="dim">{t('identity:sessions-what')}</p>
      <Refusal error={end.error ?? endOthers.error} />
      <Table<Session>
        size="small"
        rowKey="id"
        dataSource={[...sessions]}
        pagination={false}
        scroll={{ x: 'max-content' }}
        columns={[
          {
            title: t('identity:device'),
            render: (_, s) => s.device || t('identity:device-unknown'),
          },
          {
            title: t('identity:since'),
            responsive: ['md'],
            render: (_, s) => localTime(s.since),
          },
          { title: t('identity:seen'), render: (_, s) => localTime(s.seenAt) },
          {
            title: t('identity:action'),
            width: 110,
            render: (_, s) =>
              s.current ? (
                <strong>{t('identity:this-one')}</strong>
              ) : (
                <Button
                  size="small"
                  loading={end.isPending && end.variables === s.id}
                  onClick={() => end.mutate(s.id)}
                >
                  {t('identity:end')}
                </Button>
              ),
          },
        ]}
      />
      {sessions.length > 1 && (
        <div className="id-bar below">
          <Button size="small" loading={endOthers.isPending} onClick={() => endOthers.mutate()}>
            {t('identity:end-others')}
          </Button>
        </div>
      )}
    </>
  );
}
