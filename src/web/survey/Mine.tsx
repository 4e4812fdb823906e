import { useMutation } from '@tanstack/react-query';
import { useParams } from '@tanstack/react-router';
import { useEffect } from 'react';
import { call } from '../../contract/client.ts';
import { useT } from '../shell/language.tsx';
import { Refusal, Waiting } from '../shell/parts.tsx';

/** On to the form of a survey by name that asks whoever is signed in; of an anonymous one, how to answer. */
export default function Mine() {
  const t = useT();
  const { id } = useParams({ strict: false }) as { id: string };
  const { mutate, isPending, data, error } = useMutation({
    mutationFn: () => call('survey.mine', { params: { id } }),
    onSuccess: ({ path }) => path && window.location.replace(path),
  });
  useEffect(() => mutate(), [mutate]);
  return (
    <main className="page">
      <h1>{t('survey:mine')}</h1>
      {(isPending || data?.path) && <Waiting label={t('survey:mine-going')} />}
      {data?.path === null && <p>{t('survey:mine-anonymous')}</p>}
      <Refusal error={error} />
    </main>
  );
}
