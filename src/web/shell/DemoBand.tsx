import { useQuery } from '@tanstack/react-query';
import { call } from '../../contract/client.ts';
import { setTimeZone } from './day.ts';
import { useT } from './language.tsx';

/** Whether everything on this server is invented; every page says so then. */
export function useDemo(): boolean {
  const about = useQuery({
    queryKey: ['about'],
    queryFn: async () => {
      const answer = await call('system.about', {});
      setTimeZone(answer.timeZone);
      return answer;
    },
    staleTime: Number.POSITIVE_INFINITY,
  });
  return about.data?.demo ?? false;
}

/** Says on every page of a demonstration that its units, people and figures are invented. */
export function DemoBand() {
  const t = useT();
  if (!useDemo()) return null;
  return (
    <aside className="demo-band" aria-label={t('web.demo-name')}>
      {t('web.demo')}
    </aside>
  );
}
