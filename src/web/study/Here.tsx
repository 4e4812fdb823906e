import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useParams } from '@tanstack/react-router';
import { Button } from 'antd';
import { ApiError, call } from '../../contract/client.ts';
import { useT } from '../shell/language.tsx';
import { Refusal, State, useMe, Waiting } from '../shell/parts.tsx';
import './study.css';

/** What a phone shows after the scan: which session, and one button. */
export default function Here() {
  const t = useT();
  const me = useMe();
  const client = useQueryClient();
  const { code = '' }: { code?: string } = useParams({ strict: false });
  const key = ['study', 'here', code];
  const found = useQuery({
    queryKey: key,
    queryFn: () => call('study.here', { params: { code } }),
    retry: false,
  });
  const attend = useMutation({
    mutationFn: () => call('study.attend', { params: { code } }),
    onSuccess: () => client.setQueryData(key, { ...found.data!, here: true }),
  });
  const s = found.data;
  const malformed = found.error instanceof ApiError && found.error.code === 'invalid';
  return (
    <div className="page study-here">
      <h1>{t('study:here')}</h1>
      {found.isPending && <Waiting label={t('web.loading')} />}
      {malformed ? (
        <p role="alert">{t('server.error-scan-over')}</p>
      ) : (
        <Refusal error={found.error} />
      )}
      <Refusal error={attend.error} />
      {s && (
        <>
          <p className="topic">{s.topic}</p>
          <p className="dim">
            {t(`study:form-${s.form}`)} · {s.unit.name} · {s.on}
          </p>
          {s.here ? (
            <p role="status">
              <State kind="done">{t('study:you-are-there', { name: me?.name ?? '' })}</State>
            </p>
          ) : (
            <Button
              type="primary"
              size="large"
              block
              loading={attend.isPending}
              onClick={() => attend.mutate()}
            >
              {t('study:attend', { name: me?.name ?? '' })}
            </Button>
          )}
          <p className="dim">{t('study:here-what')}</p>
        </>
      )}
    </div>
  );
}
